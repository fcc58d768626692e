// The roles that the program makes, as an owner without a superuser's rights makes them: on a server of its own, since roles belong to all of a server.
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareDatabase } from '../prepare.ts';
import { appRole } from './database.ts';
import { type Embedded, ensureEmbedded } from './embedded.ts';
import { peopleRole, rolePassword, setRolePasswords, urlFor } from './roles.ts';
import { testKeyring } from './testing-keys.ts';

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

/** Runs with the owner's password outside of the address, as a server that knows the owner otherwise has it. */
async function besides<T>(password: string, work: () => Promise<T>): Promise<T> {
	process.env.PGPASSWORD = password;
	try {
		return await work();
	} finally {
		delete process.env.PGPASSWORD;
	}
}

async function signsIn(url: string): Promise<boolean> {
	const client = new pg.Client({ connectionString: url });
	try {
		await client.connect();
		return true;
	} catch {
		return false;
	} finally {
		await client.end().catch(() => {});
	}
}

test('where the address tells no password, those of the roles come from the key of the installation and replace what could be worked out', async () => {
	await admin.query(`create role cleo login superuser password 'cleo'`);
	await admin.query('create database cleo owner cleo template template0');
	const url = new URL(address('cleo', ''));
	const bare = url.toString();
	// As an earlier version had it: by what everybody knows.
	const old = createHmac('sha256', url.host).update(appRole).digest('base64url');
	const guessed = new URL(bare);
	guessed.username = appRole;
	guessed.password = old;
	await admin.query(`alter role ${appRole} password '${old}'`);
	await besides('cleo', async () => {
		expect((await prepareDatabase(bare)).length).toBeGreaterThan(0);
		expect(await signsIn(guessed.toString())).toBe(true);
		await setRolePasswords(bare, await testKeyring(bare));
		expect(await signsIn(guessed.toString())).toBe(false);
		// Another process, and the commands, find the same; a second start changes nothing.
		const keyring = await testKeyring(bare);
		await setRolePasswords(bare, keyring);
		for (const role of [appRole, peopleRole]) expect(await signsIn(urlFor(bare, role, keyring))).toBe(true);
		expect(() => urlFor(bare, appRole)).toThrow(/has not opened the keys/);
	});
});

test('another installation with keys of its own does not take the roles away from one that is running', async () => {
	await admin.query('create database dora owner cleo template template0');
	const first = new URL(address('cleo', '')).toString();
	const second = first.replace(/\/cleo$/, '/dora');
	await besides('cleo', async () => {
		const running = new pg.Client({ connectionString: urlFor(first, appRole, await testKeyring(first)) });
		await running.connect();
		await prepareDatabase(second);
		const refused = await setRolePasswords(second, await testKeyring(second)).catch((cause) => cause);
		expect(refused).toMatchObject({ code: 'roles_shared', params: { databases: 'cleo' } });
		await running.end();
		expect(await signsIn(urlFor(first, appRole, await testKeyring(first)))).toBe(true);
	});
});

test('an address that names its owner in another place leads the roles to themselves, never to the owner', () => {
	const asked = (address: string) => {
		const { user, host, port } = new pg.Client({ connectionString: urlFor(address, appRole) });
		return { user, host, port };
	};
	expect(asked('postgres://h:1/db?user=anna&password=x&port=5&sslmode=disable')).toMatchObject({ user: appRole, host: 'h', port: 5 });
	expect(asked('postgres:///db?host=/run/postgresql&user=anna&password=x')).toMatchObject({ user: appRole, host: '/run/postgresql' });
	expect(rolePassword('postgres://h/db?password=x', appRole)).toBe(rolePassword('postgres://anna:x@elsewhere/db', appRole));
	expect(rolePassword('postgres://h/db?password=x', appRole)).not.toBe(rolePassword('postgres://h/db?password=x', peopleRole));
});
