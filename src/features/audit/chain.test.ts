// The chain against somebody who administers the database: what is changed, removed, added, moved or rewritten as superuser is found.
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { audit } from '../../platform/audit.ts';
import { asOwner, write } from '../../platform/database.ts';
import { type TestServices, testServices } from '../../platform/testing.ts';
import { canonical, fingerprint, hashOfBlock, signCheckpoint } from './chain.ts';
import { lastCheckpointFile } from './keys.ts';
import * as queries from './queries.ts';
import { checkpoint, seal } from './sealing.ts';
import { verifyAudit } from './verify.ts';

let kit: TestServices;
/** A superuser at his console. */
let superuser: pg.Client;

const someone = { user_id: 0, scopes: [] };
let written = 0;

/** Entries, each in a transaction of its own, sealed into one block. */
async function block(count: number): Promise<void> {
	for (let n = 0; n < count; n++)
		await write(kit.services.database, someone, (client) =>
			audit(client, { action: 'tests.write', entity: 'tests', entity_id: ++written, after: { value: `plain ${written}` } }),
		);
	await seal(kit.services);
}

const verify = () => verifyAudit(kit.services);

/** Runs statements with the triggers of the audit switched off, as only a superuser may. */
async function tamper(...statements: string[]): Promise<void> {
	await superuser.query("set session_replication_role = 'replica'");
	for (const statement of statements) await superuser.query(statement);
	await superuser.query("set session_replication_role = 'origin'");
}

/** Computes every block anew from what stands now, as somebody who knows this program would. */
async function rewriteChain(from: number): Promise<void> {
	await superuser.query("set session_replication_role = 'replica'");
	await superuser.query(`begin; ${canonical}`);
	let before = (await superuser.query<{ hash: Buffer }>('select hash from audit_blocks where number = $1', [from - 1])).rows[0]?.hash;
	for (const one of await queries.blocksAfter(superuser, from - 1, 1e9)) {
		const lines = await asOwner(kit.services.database, async (client) => {
			await client.query(canonical);
			const found: Buffer[] = [];
			const { linesOf } = await import('./lines.ts');
			const { leafOf } = await import('./chain.ts');
			for await (const some of linesOf(queries.copyBlocks(client, one.number, one.number)))
				for (const line of some) found.push(leafOf(line.subarray(line.indexOf(9) + 1)));
			return Buffer.concat(found);
		});
		const next = { ...one, leaves: lines, previous: before ?? Buffer.alloc(32) };
		before = hashOfBlock(next);
		await superuser.query('update audit_blocks set leaves = $2, previous = $3, hash = $4 where number = $1', [
			one.number,
			next.leaves,
			next.previous,
			before,
		]);
	}
	await superuser.query('commit');
	await superuser.query("set session_replication_role = 'origin'");
}

beforeAll(async () => {
	kit = await testServices();
	superuser = new pg.Client({ connectionString: kit.ownerUrl, application_name: 'psql' });
	await superuser.connect();
	await superuser.query('set timezone = UTC');
});
afterAll(async () => {
	await superuser?.end();
	await kit?.drop();
});

/** Begins anew: an empty audit with three blocks of four entries and a checkpoint on the second. */
beforeEach(async () => {
	await tamper('truncate audit_log', 'truncate audit_blocks', 'truncate audit_checkpoints', 'truncate audit_unsealed');
	rmSync(lastCheckpointFile(kit.services.config), { force: true });
	await block(4);
	await block(4);
	await checkpoint(kit.services);
	await block(4);
});

const nth = async (n: number) =>
	(await superuser.query<{ id: string }>('select id from audit_log order by id offset $1 limit 1', [n])).rows[0]!.id;

test('what was written as it should be is proven, up to the last checkpoint', async () => {
	const result = await verify();
	expect(result).toMatchObject({ ok: true, finding: null, outside: true, checkpoints: 2 });
	expect(result.entries).toBeGreaterThanOrEqual(12);
	expect(result.unproven).toBeGreaterThanOrEqual(4);
	expect(result.proven_until).not.toBeNull();
	expect(await verifyAudit(kit.services, { from: new Date(Date.now() - 1_000).toISOString() })).toMatchObject({ ok: true });
});

test('nobody but the one function writes, and nobody changes', async () => {
	const { app, owner } = kit.services.database;
	for (const pool of [app, owner])
		for (const statement of [
			"update audit_log set action = 'x.y'",
			'delete from audit_log',
			'truncate audit_log',
			'truncate audit_log_rest',
			'delete from audit_blocks',
			'update audit_checkpoints set block = 99',
		])
			await expect(pool.query(statement)).rejects.toThrow(/permission denied|only ever added/);
	await expect(app.query("insert into audit_log (id, channel, action, entity) values (1, 'x', 'x.y', 'x')")).rejects.toThrow(
		/permission denied/,
	);
	await expect(app.query('select from audit_unsealed')).rejects.toThrow(/permission denied/);
	await expect(app.query('select from audit_log_rest')).rejects.toThrow(/permission denied/);
});

test('values stand in it as ciphertext alone', async () => {
	const { rows } = await superuser.query<{ text: string }>('select l::text as text from audit_log l');
	expect(rows.some(({ text }) => text.includes('plain'))).toBe(false);
	const sealed = await superuser.query<{ sealed: string }>("select sealed from audit_log where action = 'tests.write' order by id limit 1");
	expect(JSON.parse(kit.services.keyring.open('audit_log.sealed', sealed.rows[0]!.sealed))).toEqual({
		after: { value: expect.stringMatching(/^plain/) },
	});
});

describe('a superuser who switches the triggers off', () => {
	test('and changes an entry', async () => {
		const id = await nth(5);
		await tamper(`update audit_log set user_id = 77 where id = ${id}`);
		expect((await verify()).finding).toMatchObject({ code: 'entry_changed', id: Number(id), block: 2 });
	});
	test('and removes one', async () => {
		const id = await nth(6);
		await tamper(`delete from audit_log where id = ${id}`);
		expect((await verify()).finding).toMatchObject({ code: 'entry_removed', id: Number(id), block: 2 });
	});
	test('and removes the last of a block', async () => {
		await tamper('delete from audit_log where id = (select max(id) from audit_log)');
		expect((await verify()).finding).toMatchObject({ code: 'entry_removed', block: 3 });
	});
	test('and empties the partitions', async () => {
		await tamper(
			"do $$ begin execute (select 'truncate ' || string_agg(inhrelid::regclass::text, ', ') from pg_inherits where inhparent = 'audit_log'::regclass); end $$",
		);
		expect((await verify()).finding).toMatchObject({ code: 'entry_removed', block: 1 });
	});
	test('and adds one between others', async () => {
		await tamper(
			`insert into audit_log select (l).* from (select jsonb_populate_record(l, '{"id": 999999999}') as l from audit_log l order by id limit 1) x`,
		);
		expect((await verify()).finding).toMatchObject({ code: 'entry_added', id: 999999999 });
	});
	test('and adds one under a number that a block holds', async () => {
		await tamper(
			`insert into audit_log select (l).* from (select jsonb_populate_record(l, '{"customer_id": 5}') as l from audit_log l order by id limit 1) x`,
		);
		expect((await verify()).ok).toBe(false);
	});
	test('and swaps two', async () => {
		const [one, other] = [await nth(4), await nth(5)];
		await tamper(
			`update audit_log set id = -1 where id = ${one}`,
			`update audit_log set id = ${one} where id = ${other}`,
			`update audit_log set id = ${other} where id = -1`,
		);
		expect((await verify()).finding).toMatchObject({ code: 'entry_changed', id: Number(one) });
	});
	test('and changes an entry with the hash in its block', async () => {
		await tamper(
			`update audit_log set user_id = 77 where id = ${await nth(1)}`,
			`update audit_blocks set leaves = overlay(leaves placing '\\x00' from 33 for 1) where number = 1`,
		);
		expect((await verify()).finding).toMatchObject({ code: 'block_changed', block: 1 });
	});
	test('and takes a block out', async () => {
		await tamper('delete from audit_blocks where number = 2');
		expect((await verify()).finding).toMatchObject({ code: 'block_removed', block: 2 });
	});
	test('and moves a block', async () => {
		await tamper(
			'update audit_blocks set number = -number',
			'update audit_blocks set number = case number when -1 then 2 when -2 then 1 else 3 end',
		);
		expect((await verify()).finding).toMatchObject({ code: 'block_changed', block: 1 });
	});
	test('and rewrites a block and all after it', async () => {
		await tamper(`update audit_log set user_id = 77 where id = ${await nth(1)}`);
		await rewriteChain(1);
		expect((await verify()).finding).toMatchObject({ code: 'block_rewritten', block: 2 });
	});
	test('and rewrites all and signs it with a key of his own', async () => {
		await tamper(`update audit_log set user_id = 77 where id = ${await nth(1)}`);
		await rewriteChain(1);
		const mine = generateKeyPairSync('ed25519');
		const name = fingerprint(mine.publicKey);
		const { rows } = await superuser.query<{ hash: string }>("select encode(hash, 'hex') as hash from audit_blocks where number = 2");
		const forged = signCheckpoint(mine.privateKey, name, { block: 2, at: '2026-01-01 00:00:00+00', hash: rows[0]!.hash });
		await tamper(
			`update audit_checkpoints set at = '${forged.at}', hash = decode('${forged.hash}', 'hex'), key = '${name}', signature = decode('${forged.signature}', 'base64')`,
			`insert into settings (name, value) values ('audit_keys', jsonb_build_object('${name}', ${pg.escapeLiteral(mine.publicKey.export({ type: 'spki', format: 'pem' }).toString())}::text))
				on conflict (name) do update set value = settings.value || excluded.value`,
		);
		expect((await verify()).finding).toMatchObject({ code: 'checkpoint_forged', block: 2 });
	});
	test('and deletes the end with its checkpoints', async () => {
		await tamper(
			'delete from audit_log l using audit_blocks b where b.number > 1 and b.ids @> l.id',
			'delete from audit_blocks where number > 1',
			'truncate audit_checkpoints',
		);
		expect((await verify()).finding).toMatchObject({ code: 'blocks_cut_off', block: 2 });
	});
	test('and empties all of it', async () => {
		await tamper('truncate audit_log', 'truncate audit_blocks', 'truncate audit_checkpoints', 'truncate audit_unsealed');
		expect((await verify()).finding).toMatchObject({ code: 'blocks_cut_off', block: 2 });
	});
	test('and reaches the data folder too, is found by checkpoints kept elsewhere', async () => {
		const elsewhere = join(kit.services.config.dataDir, 'elsewhere.ndjson');
		writeFileSync(elsewhere, readFileSync(lastCheckpointFile(kit.services.config)));
		rmSync(lastCheckpointFile(kit.services.config));
		await tamper('truncate audit_log', 'truncate audit_blocks', 'truncate audit_checkpoints', 'truncate audit_unsealed');
		expect(await verify()).toMatchObject({ ok: true, outside: false, proven_until: null });
		expect((await verifyAudit(kit.services, { checkpoints: elsewhere })).finding).toMatchObject({ code: 'blocks_cut_off' });
		rmSync(elsewhere);
	});
	test('and takes away what no checkpoint vouches for yet, is not found, and verify says so', async () => {
		await tamper(
			'delete from audit_log l using audit_blocks b where b.number = 3 and b.ids @> l.id',
			'delete from audit_blocks where number = 3',
		);
		const result = await verify();
		expect(result).toMatchObject({ ok: true, unproven: 0 });
		expect(result.proven_until).not.toBeNull();
	});
	test('and takes away an entry before it is sealed', async () => {
		await write(kit.services.database, someone, (client) => audit(client, { action: 'tests.write', entity: 'tests', entity_id: 'gone' }));
		await tamper("delete from audit_log where entity_id = 'gone'");
		await seal(kit.services);
		expect((await verify()).finding).toMatchObject({ code: 'entry_removed' });
	});
});

test('entries of a transaction that stays open long are sealed when it ends, and none twice', async () => {
	const before = (await verify()).entries;
	let end = () => {};
	const held = new Promise<void>((resolve) => {
		end = resolve;
	});
	let begun = () => {};
	const ready = new Promise<void>((resolve) => {
		begun = resolve;
	});
	const long = asOwner(kit.services.database, async (client) => {
		await client.query('select audit_write(\'[{"action": "tests.long", "entity": "tests"}]\')');
		begun();
		await held;
	});
	await ready;
	await block(2);
	await block(1);
	expect(await verify()).toMatchObject({ ok: true, entries: before + 3 });
	end();
	await long;
	expect(await seal(kit.services)).toBe(1);
	expect(await seal(kit.services)).toBe(0);
	expect(await verify()).toMatchObject({ ok: true, entries: before + 4 });
});

test('what is rolled back leaves no entry', async () => {
	const count = async () => (await superuser.query<{ count: string }>('select count(*) from audit_log')).rows[0]!.count;
	const before = await count();
	await expect(
		write(kit.services.database, someone, async (client) => {
			await audit(client, { action: 'tests.write', entity: 'tests' });
			throw new Error('no');
		}),
	).rejects.toThrow('no');
	expect(await count()).toBe(before);
});

test('the chain holds in a copy of the database with numbers of transactions of its own', async () => {
	// What a dump and restore does: the rows in another cluster, written by other transactions.
	const name = `${new URL(kit.ownerUrl).pathname.slice(1)}_copy`;
	const url = new URL(kit.ownerUrl);
	url.pathname = '/postgres';
	const admin = new pg.Client({ connectionString: url.toString() });
	await admin.connect();
	const copy = await testServices();
	try {
		const target = new pg.Client({ connectionString: copy.ownerUrl, application_name: 'psql' });
		await target.connect();
		await target.query("set timezone = 'Asia/Shanghai'; set session_replication_role = 'replica'");
		for (const table of ['audit_log', 'audit_unsealed', 'audit_blocks', 'audit_checkpoints']) {
			await target.query(`delete from ${table}`);
			const { rows } = await superuser.query<{ row: string }>(`select t::text as row from ${table} t`);
			for (const { row } of rows) await target.query(`insert into ${table} select ($1::${table}).*`, [row]);
		}
		await target.end();
		// The key and the last checkpoint come from the folder of the first.
		const parts = { config: kit.services.config, database: copy.services.database };
		expect(await verifyAudit(parts)).toMatchObject({ ok: true, checkpoints: 2 });
		await write(copy.services.database, someone, (client) => audit(client, { action: 'tests.write', entity: 'tests' }));
		expect(await seal(copy.services)).toBeGreaterThanOrEqual(1);
		expect(await verifyAudit(parts)).toMatchObject({ ok: true });
	} finally {
		await copy.drop();
		await admin.query(`drop database if exists ${name}`);
		await admin.end();
	}
});
