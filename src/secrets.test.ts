// Secrets planted where the program has them: none shows in the log at its most talkative, in answers, in tables, or in what a failed start says.
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from './app.ts';
import { openServices } from './commands/services.ts';
import { createApiKey, createUser } from './features/access/accounts.ts';
import { roleNamed } from './features/access/roles-queries.ts';
import { type Config, loadConfig } from './platform/config.ts';
import { makeLog } from './platform/log.ts';
import { type TestServices, testServices } from './platform/testing.ts';
import { testMasterKey } from './platform/testing-keys.ts';

let t: TestServices;
let app: FastifyInstance;
let lines: string[] = [];
let answers: string[] = [];
const planted = (name: string) => `planted-${name}-${randomBytes(6).toString('hex')}`;
const password = planted('password');
const secrets: Record<string, string> = {
	password,
	wrong: planted('wrong-password'),
	secret: `${planted('cookie-secret')}-${'x'.repeat(32)}`,
	smtp: planted('smtp'),
	database: planted('database'),
	admin: planted('admin'),
	storage: planted('storage'),
	master: testMasterKey,
};
const config: Partial<Config> = {
	logLevel: 'trace',
	secret: secrets.secret!,
	smtpUrl: `smtp://mailer:${secrets.smtp}@127.0.0.1:1`,
	mailFrom: 'crm@example.com',
	filesSecretKey: secrets.storage!,
	adminPassword: secrets.admin!,
};

beforeAll(async () => {
	t = await testServices(config);
	const services = { ...t.services, log: makeLog('trace', { write: (line) => void lines.push(line) }) };
	app = await buildApp(services);
	await createUser(services, {
		email: 'ada@example.com',
		name: 'Ada',
		role_id: (await roleNamed(services.database.owner, 'administrator'))!,
		password,
	});
	secrets.api_key = (await createApiKey(services, { name: 'planted' })).key;
});
afterAll(async () => {
	await app.close();
	await t.drop();
});

interface Asked {
	readonly method?: 'POST';
	readonly url: string;
	readonly headers?: Record<string, string>;
	readonly payload?: object;
}

async function ask(options: Asked): Promise<{ status: number; headers: Record<string, unknown> }> {
	const reply = await app.inject(options);
	answers.push(reply.body);
	return { status: reply.statusCode, headers: reply.headers };
}

function expectNothing(texts: readonly string[]): void {
	const all = texts.join('\n');
	for (const [name, secret] of Object.entries(secrets)) expect([name, all.includes(secret)]).toEqual([name, false]);
}

test('requests at trace level log neither passwords, keys, cookies nor what was searched for', async () => {
	const authorization = `Bearer ${secrets.api_key}`;
	const own = { host: 'localhost', origin: 'http://localhost' };
	const signIn = (word: string) =>
		ask({ method: 'POST', url: '/api/v1/sign-in', headers: own, payload: { email: 'ada@example.com', password: word } });
	const { headers } = await signIn(password);
	await signIn(secrets.wrong!);
	const cookies = [headers['set-cookie'] ?? []].flat() as string[];
	for (const [at, cookie] of cookies.entries()) secrets[`cookie ${at}`] = /=([^;]{20,})/.exec(cookie)?.[1] ?? planted('none');
	expect(cookies.length).toBeGreaterThan(0);
	secrets.search = planted('search');
	await ask({ url: '/api/v1/session', headers: { cookie: cookies.map((one) => one.split(';')[0]).join('; ') } });
	await ask({ url: `/api/v1/customers?search=${secrets.search}`, headers: { authorization } });
	await ask({ url: `/api/v1/downloads/${secrets.search}`, headers: { authorization } });
	await ask({ method: 'POST', url: '/api/v1/users', headers: { authorization }, payload: { email: 'x', password: secrets.wrong } });
	// A failure of the database, whose details hold the row.
	secrets.row = planted('row');
	await t.services.database.owner.query("alter table customers add constraint planted check (name not like 'planted%')");
	const failed = await ask({ method: 'POST', url: '/api/v1/customers', headers: { authorization }, payload: { name: secrets.row } });
	expect(failed.status).toBe(500);
	expect(lines.join('')).toContain('unexpected error');
	expect(lines.join('')).toContain('"constraint":"planted"');
	expectNothing(lines);
	// What somebody typed may come back to him; secrets of the installation may not.
	delete secrets.search;
	delete secrets.row;
	expectNothing(answers);
});

test('the configuration is not told, even where somebody logs it', () => {
	lines = [];
	makeLog('trace', { write: (line) => void lines.push(line) }).info(
		{ config: { ...t.services.config, databaseUrl: `postgres://a:${secrets.database}@b/c` } },
		'c',
	);
	expect(lines).toHaveLength(1);
	expectNothing(lines);
});

test('secrets stand in no table, and no settings or exports tell them', async () => {
	const { owner } = t.services.database;
	const { rows } = await owner.query<{ name: string }>(
		"select format('%I', relname) as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
	);
	for (const { name } of rows) {
		const found = await owner.query<{ row: string }>(`select t::text as row from ${name} t where t::text like '%planted-%' limit 100`);
		expectNothing(found.rows.map(({ row }) => row));
	}
	answers = [];
	const headers = { authorization: `Bearer ${secrets.api_key}` };
	for (const url of ['/installation', '/sign-in/settings', '/api-keys', '/users', '/customers/export?format=ndjson', '/audit/entries'])
		await ask({ url: `/api/v1${url}`, headers });
	await ask({ url: '/api/openapi.json' });
	expectNothing(answers);
});

test('a start that fails names no secret', async () => {
	const said = async (work: () => unknown) => {
		try {
			await work();
		} catch (cause) {
			return `${(cause as Error).stack} ${JSON.stringify(cause)}`;
		}
		throw new Error('did not fail');
	};
	const wrong = await Promise.all([
		said(() =>
			openServices(
				{ ...loadConfig({}), logLevel: 'silent', databaseUrl: `postgres://ada:${secrets.database}@127.0.0.1:1/none` },
				{ role: 'command' },
			),
		),
		said(() => loadConfig({ DATABASE_URL: `mysql://ada:${secrets.database}@b/c` })),
		said(() => loadConfig({ CLIENTELE_KEY: secrets.master!.slice(1) })),
		said(() => loadConfig({ CLIENTELE_SECRET: 'planted-secret' })),
	]);
	expectNothing([...wrong.map((text) => text.replace(secrets.master!.slice(1), secrets.master!))]);
	expect(wrong.join()).not.toContain('planted-secret');
});
