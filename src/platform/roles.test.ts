// The roles that the program makes, as an owner without a superuser's rights makes them: on a server of its own, since roles belong to all of a server.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareDatabase } from '../prepare.ts';
import { appRole } from './database.ts';
import { type Embedded, ensureEmbedded } from './embedded.ts';
import { peopleRole, urlFor } from './migrate.ts';

const folder = mkdtempSync(join(tmpdir(), 'clientele-roles-'));
let embedded: Embedded;
let admin: pg.Client;
beforeAll(async () => {
	embedded = await ensureEmbedded(folder, { info: () => {}, warn: console.warn, error: console.error });
	admin = new pg.Client({ connectionString: embedded.url });
	await admin.connect();
});
afterAll(async () => {
	await admin.end();
	await embedded.stop();
	rmSync(folder, { recursive: true, force: true });
});

function address(user: string, password: string): string {
	const url = new URL(embedded.url);
	url.username = user;
	url.password = encodeURIComponent(password);
	url.pathname = `/${user}`;
	return url.toString();
}

/** Who one is when one connects as a role of ours. */
async function connectAs(ownerUrl: string, role: string): Promise<string> {
	const client = new pg.Client({ connectionString: urlFor(ownerUrl, role) });
	try {
		await client.connect();
		return (await client.query<{ me: string }>('select current_user as me')).rows[0]!.me;
	} finally {
		await client.end();
	}
}

test('an owner as the handbook makes it migrates, and may have its password changed', async () => {
	const before = address('anna', 'first: a/b%c');
	await admin.query(`create role anna login createrole password 'first: a/b%c'`);
	await admin.query("create database anna owner anna template template0 locale_provider icu icu_locale 'und'");
	expect((await prepareDatabase(before)).length).toBeGreaterThan(0);
	expect(await connectAs(before, appRole)).toBe(appRole);

	await admin.query(`alter role anna password 'second'`);
	const after = address('anna', 'second');
	expect(await prepareDatabase(after)).toEqual([]);
	expect([await connectAs(after, appRole), await connectAs(after, peopleRole)]).toEqual([appRole, peopleRole]);
	await expect(connectAs(before, appRole)).rejects.toThrow(/password/);
});

test('roles that somebody else made are asked for with the statement that hands them over', async () => {
	await admin.query(`create role bert login createrole password 'bert'`);
	await admin.query('create database bert owner bert template template0');
	const url = address('bert', 'bert');
	const refused = (await prepareDatabase(url).catch((cause) => cause)) as { code: string; params: { sql: string } };
	expect(refused).toMatchObject({ code: 'right_missing' });
	expect(refused.params.sql).toMatch(/^ALTER ROLE "bert" CREATEROLE; GRANT clientele_app, clientele_sql TO "bert" WITH ADMIN OPTION;$/);
	await admin.query(refused.params.sql);
	expect((await prepareDatabase(url)).length).toBeGreaterThan(0);
	expect(await connectAs(url, appRole)).toBe(appRole);
});
