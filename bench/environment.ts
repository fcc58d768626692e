// What the benchmarks share: an embedded database of their own, the product's services on it, and how results are told.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { loadConfig } from '../src/platform/config.ts';
import { appRole, type Database, openDatabase } from '../src/platform/database.ts';
import { type Embedded, ensureEmbedded } from '../src/platform/embedded.ts';
import { openJobs } from '../src/platform/jobs.ts';
import { openKeyring } from '../src/platform/keyring-data.ts';
import { MasterKeys } from '../src/platform/keyring-master.ts';
import { urlFor } from '../src/platform/migrate.ts';
import type { Services } from '../src/platform/services.ts';
import { openBlobs } from '../src/platform/storage.ts';
import { prepareDatabase } from '../src/prepare.ts';

const log = { info: () => {}, warn: console.error, error: console.error };

export interface Bench {
	readonly dataDir: string;
	readonly embedded: Embedded;
	readonly services: Services;
	readonly database: Database;
	close(): Promise<void>;
}

/** Opens (or makes) the database of a benchmark in a folder; `fresh` empties the folder first. */
export async function openBench(folder: string, { fresh = false } = {}): Promise<Bench> {
	const dataDir = resolve(folder);
	if (fresh) rmSync(dataDir, { recursive: true, force: true });
	mkdirSync(dataDir, { recursive: true });
	const embedded = await ensureEmbedded(dataDir, log);
	await prepareDatabase(embedded.url);
	const config = { ...loadConfig({}), dataDir };
	const keyring = await openKeyring(embedded.url, new MasterKeys(config));
	const database = openDatabase({ ownerUrl: embedded.url, appUrl: urlFor(embedded.url, appRole), keyring });
	const services: Services = { config, database, keyring, jobs: openJobs(), blobs: openBlobs(config), log: pino({ level: 'silent' }) };
	return {
		dataDir,
		embedded,
		services,
		database,
		close: async () => {
			await database.close();
			await embedded.stop();
		},
	};
}

/** Another database on the same server, for yardsticks. */
export async function yardstickDatabase(bench: Bench): Promise<pg.Client> {
	const url = new URL(bench.embedded.url);
	const admin = new pg.Client({ connectionString: url.toString() });
	await admin.connect();
	await admin.query('drop database if exists yardstick with (force)');
	await admin.query('create database yardstick');
	await admin.end();
	url.pathname = '/yardstick';
	const client = new pg.Client({ connectionString: url.toString() });
	await client.connect();
	return client;
}

/** The machine in a line. */
export function machine(): string {
	return `${cpus().length} cores (${cpus()[0]?.model.trim() ?? '?'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
}

/** Prints a result and keeps it as JSON in the benchmark's folder. */
export function report(folder: string, name: string, result: Record<string, unknown>): void {
	const whole = { name, date: new Date().toISOString(), machine: machine(), ...result };
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(whole, null, '\t')}\n`);
	console.log(JSON.stringify(whole, null, 2));
}

export const seconds = (since: number): number => Math.round(performance.now() - since) / 1_000;

/** The value below which this share of the sorted numbers lies. */
export function percentile(sorted: readonly number[], share: number): number {
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
