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
import { appRole, type Database, openDatabase, type Queryable, sessionSettings } from './database.ts';
import { withSettings } from './installation.ts';
import { openJobs } from './jobs.ts';
import { urlFor } from './migrate.ts';
import type { Services } from './services.ts';
import { openBlobs } from './storage.ts';
import { testKeyring, testMasterKey } from './testing-keys.ts';

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

/** Whether a test itself, or the kit of a feature's tests, calls what calls this. */
function byHand(): boolean {
	return /\.test\.ts|testing[\w-]*\.ts/.test(new Error().stack?.split('\n')[3] ?? '');
}

/**
 * What a test writes by its own hands is no work of the program and has no entry in the audit: its statements run on connections under another
 * name, which the triggers that ask for entries leave alone (testing-audit.ts).
 */
function apart(pool: pg.Pool, connectionString: string): pg.Pool {
	const hands = new pg.Pool({
		connectionString,
		max: 4,
		application_name: 'test',
		onConnect: async (client) => void (await client.query(sessionSettings)),
	});
	hands.on('error', () => {});
	for (const name of ['query', 'connect'] as const) {
		const [ours, theirs] = [pool[name], hands[name]] as ((...values: unknown[]) => unknown)[];
		const chosen = (...values: unknown[]) => (byHand() ? theirs!.apply(hands, values) : ours!.apply(pool, values));
		Object.assign(pool, { [name]: chosen });
	}
	return hands;
}

/** A pool for functions of the program that a test calls to lay something ready: what they write is by the test's own hands. */
export const inHand = (pool: Queryable): Queryable => ({ query: (config, values) => pool.query(config as string, values) });

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
	const appUrl = urlFor(ownerUrl.toString(), appRole);
	const database = openDatabase({ ownerUrl: ownerUrl.toString(), appUrl, max: 8, keyring });
	const hands = [apart(database.owner, ownerUrl.toString()), apart(database.app, appUrl)];
	return {
		database,
		ownerUrl: ownerUrl.toString(),
		drop: async () => {
			await Promise.all([database.close(), ...hands.map((pool) => pool.end())]);
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
	const config = { ...loadConfig({}), dataDir, port: 0, logLevel: 'silent' as const, key: testMasterKey, ...unlimited, ...overrides };
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
		const isJson = /^application\/(?:problem\+)?json/.test(String(reply.headers['content-type'] ?? ''));
		return { status: reply.statusCode, headers: reply.headers, body: isJson && reply.body ? JSON.parse(reply.body) : reply.body };
	};
}
