// A migrated database for a tool, gone when the tool is done: in an embedded server of its own, or on the server of TEST_DATABASE_URL.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ensureEmbedded } from '../src/platform/embedded.ts';
import { prepareDatabase } from '../src/prepare.ts';

/** Runs `work` connected as the owner of a fresh database with all migrations and generated objects. */
export async function withMigratedDatabase<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
	const external = process.env.TEST_DATABASE_URL;
	const folder = external ? undefined : mkdtempSync(join(tmpdir(), 'clientele-schema-'));
	const embedded = folder ? await ensureEmbedded(folder, { info: () => {}, warn: console.warn, error: console.error }) : undefined;
	const url = new URL(external ?? embedded!.url);
	const admin = new pg.Client({ connectionString: url.toString() });
	try {
		await admin.connect();
		const name = `schema_${process.pid}`;
		await admin.query(`create database ${name}`);
		try {
			url.pathname = `/${name}`;
			await prepareDatabase(url.toString());
			const client = new pg.Client({ connectionString: url.toString() });
			await client.connect();
			try {
				return await work(client);
			} finally {
				await client.end();
			}
		} finally {
			await admin.query(`drop database if exists ${name} with (force)`);
		}
	} finally {
		await admin.end().catch(() => {});
		await embedded?.stop();
		if (folder) rmSync(folder, { recursive: true, force: true });
	}
}
