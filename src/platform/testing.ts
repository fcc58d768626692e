// What tests stand on: a real PostgreSQL with a template database made once per run, and a fresh clone of it for each test file.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import pino from 'pino';
import { inject } from 'vitest';
import { type Config, loadConfig } from './config.ts';
import { appRole, type Database, openDatabase } from './database.ts';
import { withSettings } from './installation.ts';
import { openJobs } from './jobs.ts';
import { urlFor } from './migrate.ts';
import type { Services } from './services.ts';
import { openBlobs } from './storage.ts';
import { testKeyring } from './testing-keys.ts';

declare module 'vitest' {
	interface ProvidedContext {
		/** Owner's address of the template database (see vitest.setup.ts). */
		templateUrl: string;
	}
}

/** A clone of the template, with both pools open. */
export interface TestDatabase {
	readonly database: Database;
	readonly ownerUrl: string;
	drop(): Promise<void>;
}

/** Clones the template (about 50 ms). Call drop() in afterAll. */
export async function testDatabase(): Promise<TestDatabase> {
	const templateUrl = inject('templateUrl');
	const name = `test_${randomBytes(6).toString('hex')}`;
	const url = new URL(templateUrl);
	const template = url.pathname.slice(1);
	url.pathname = '/postgres';
	const admin = new pg.Client({ connectionString: url.toString() });
	await admin.connect();
	await admin.query(`create database ${name} template ${template}`);
	const ownerUrl = new URL(templateUrl);
	ownerUrl.pathname = `/${name}`;
	const keyring = await testKeyring(ownerUrl.toString());
	const database = openDatabase({ ownerUrl: ownerUrl.toString(), appUrl: urlFor(ownerUrl.toString(), appRole), max: 8, keyring });
	return {
		database,
		ownerUrl: ownerUrl.toString(),
		drop: async () => {
			await database.close();
			await admin.query(`drop database if exists ${name} with (force)`);
			await admin.end();
		},
	};
}

export interface TestServices {
	readonly services: Services;
	readonly ownerUrl: string;
	drop(): Promise<void>;
}

/** Services on a fresh clone with a data folder of their own. */
export async function testServices(overrides: Partial<Config> = {}): Promise<TestServices> {
	const { database, drop, ownerUrl } = await testDatabase();
	const dataDir = mkdtempSync(join(tmpdir(), 'clientele-test-'));
	// A whole test file comes from one address.
	const unlimited = { ratePerson: 0, rateAnonymous: 0 };
	const config = { ...loadConfig({}), dataDir, port: 0, logLevel: 'silent' as const, ...unlimited, ...overrides };
	return {
		services: {
			config: await withSettings(config, database),
			database,
			keyring: database.keyring,
			jobs: openJobs(),
			blobs: openBlobs(config),
			log: pino({ level: 'silent' }),
		},
		ownerUrl,
		drop: async () => {
			await drop();
			rmSync(dataDir, { recursive: true, force: true });
		},
	};
}

/** Takes the mails out of the queue, as the job `mail.send` gets them. */
export async function queuedMail({ database }: Services): Promise<never[]> {
	const { rows } = await database.owner.query<{ payload: never }>(
		`delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
			where t.id = j.task_id and t.identifier = 'mail.send' returning j.payload`,
	);
	return rows.map(({ payload }) => payload);
}

/** A request to the server under test as this key; `body` goes as JSON. */
export type Ask = (
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
	path: string,
	body?: unknown,
	headers?: Record<string, string>,
) => Promise<Answer>;

export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
	// biome-ignore lint/suspicious/noExplicitAny: tests look into replies of every shape
	readonly body: any;
}

/** Makes a function that sends requests below /api/v1 with an API key. */
export function asker(app: FastifyInstance, key: string, language = 'en'): Ask {
	return async (method, path, body, headers = {}) => {
		const isFile = Buffer.isBuffer(body);
		const reply = await app.inject({
			method,
			url: `/api/v1${path}`,
			headers: {
				authorization: `Bearer ${key}`,
				'accept-language': language,
				...(isFile && { 'content-type': 'application/octet-stream' }),
				...headers,
			},
			...(body !== undefined && { payload: body as never }),
		});
		const isJson = String(reply.headers['content-type'] ?? '').includes('json');
		return { status: reply.statusCode, headers: reply.headers, body: isJson && reply.body ? JSON.parse(reply.body) : reply.body };
	};
}
