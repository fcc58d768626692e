// Tests of reading the configuration: defaults, every wrong value, and that secrets never show in an error.
import { isAbsolute, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';
import { AppError } from './errors.ts';

function errorOf(env: Record<string, string>): AppError {
	try {
		loadConfig(env);
	} catch (thrown) {
		if (thrown instanceof AppError) return thrown;
		throw thrown;
	}
	throw new Error('no error was thrown');
}

describe('loadConfig', () => {
	it('has defaults that need no variable', () => {
		expect(loadConfig({})).toEqual({
			host: '127.0.0.1',
			port: 8080,
			dataDir: resolve('data'),
			logLevel: 'info',
			defaultCountry: 'CN',
			proxies: 1,
			filesLimit: 25_000_000,
			customerFilesLimit: 1_000_000_000,
			importLimit: 2_000_000_000,
			diskReserve: 1_000_000_000,
			ratePerson: 1_200,
			rateAnonymous: 300,
			outboundNetworks: [],
		});
	});

	it('reads every variable', () => {
		const config = loadConfig({
			HOST: '0.0.0.0',
			PORT: '0',
			CLIENTELE_DATA: 'somewhere/else',
			DATABASE_URL: 'postgresql://a:b@db:5433/c?sslmode=verify-full',
			CLIENTELE_ADMIN_EMAIL: 'boss@example.com',
			CLIENTELE_ADMIN_PASSWORD: 'long enough',
			CLIENTELE_SECRET: 's'.repeat(32),
			LOG_LEVEL: 'debug',
			CLIENTELE_COUNTRY: 'de',
			PUBLIC_URL: 'https://crm.example.com/',
			CLIENTELE_FILES_MAX_MB: '100',
			CLIENTELE_FILES_CUSTOMER_MAX_MB: '200',
			CLIENTELE_IMPORT_MAX_MB: '300',
			CLIENTELE_DISK_RESERVE_MB: '0',
			CLIENTELE_FILES_S3_BUCKET: 'clientele-files',
			CLIENTELE_FILES_S3_ENDPOINT: 'https://minio.example.com:9000',
			CLIENTELE_FILES_S3_REGION: 'eu-central-1',
			CLIENTELE_FILES_S3_PREFIX: 'crm/',
			CLIENTELE_FILES_S3_ACCESS_KEY: 'key',
			CLIENTELE_FILES_S3_SECRET: 'secret',
			CLIENTELE_PROXIES: '2',
			CLIENTELE_RATE_PERSON: '0',
			CLIENTELE_RATE_ANONYMOUS: '10',
			CLIENTELE_OUTBOUND_NETWORKS: '10.1.2.3/16, fd00::1',
		});
		expect(config).toMatchObject({
			port: 0,
			secret: 's'.repeat(32),
			defaultCountry: 'DE',
			publicUrl: 'https://crm.example.com',
			proxies: 2,
			filesLimit: 100_000_000,
			customerFilesLimit: 200_000_000,
			importLimit: 300_000_000,
			diskReserve: 0,
			filesBucket: 'clientele-files',
			filesPrefix: 'crm/',
			ratePerson: 0,
			rateAnonymous: 10,
			outboundNetworks: ['10.1.0.0/16', 'fd00::1/128'],
		});
		expect(isAbsolute(config.dataDir)).toBe(true);
	});

	it('takes an empty variable for one that is not set', () => {
		expect(loadConfig({ PORT: '', HOST: ' ', DATABASE_URL: '' })).toEqual(loadConfig({}));
	});

	it.each([
		['PORT', '80a'],
		['PORT', '65536'],
		['PORT', '-1'],
		['HOST', 'not a host'],
		['CLIENTELE_DATA', 'a\0b'],
		['DATABASE_URL', 'mysql://root@localhost/db'],
		['DATABASE_URL', 'localhost:5432'],
		['CLIENTELE_SECRET', 'too short'],
		['CLIENTELE_BREACHED_PASSWORDS', 'a\0b'],
		['LOG_LEVEL', 'loud'],
		['CLIENTELE_COUNTRY', 'China'],
		['CLIENTELE_COUNTRY', 'XQ'],
		['PUBLIC_URL', 'crm.example.com'],
		['CLIENTELE_RATE_PERSON', '-1'],
		['CLIENTELE_RATE_ANONYMOUS', '1000001'],
		['CLIENTELE_OUTBOUND_NETWORKS', '10.0.0.0/8,intranet'],
	])('says in both languages that %s=%j is wrong', (variable, value) => {
		const error = errorOf({ [variable]: value });
		expect(error.code).toBe('config_invalid');
		expect(error.problems.map((problem) => problem.path)).toEqual([variable]);
		expect(error.words.en).toContain(variable);
		expect(error.words['zh-CN']).toMatch(new RegExp(`环境变量 ${variable} 的值不正确。.+。`));
	});

	it('lists all wrong variables at once', () => {
		expect(errorOf({ PORT: 'x', LOG_LEVEL: 'y' }).problems.map((problem) => problem.path)).toEqual(['PORT', 'LOG_LEVEL']);
	});

	it('wants the first administrator whole: address and password', () => {
		expect(errorOf({ CLIENTELE_ADMIN_EMAIL: 'a@example.com' }).problems[0]?.path).toBe('CLIENTELE_ADMIN_PASSWORD');
		expect(errorOf({ CLIENTELE_ADMIN_PASSWORD: 'long enough' }).problems[0]?.path).toBe('CLIENTELE_ADMIN_EMAIL');
	});

	it('never repeats a secret', () => {
		const error = errorOf({
			CLIENTELE_ADMIN_EMAIL: 'a@example.com',
			CLIENTELE_ADMIN_PASSWORD: 'hunter2',
			CLIENTELE_SECRET: 'hunter2',
			DATABASE_URL: 'x:hunter2',
		});
		expect(JSON.stringify({ ...error, message: error.message })).not.toContain('hunter2');
	});
});
