// `clientele audit verify` as somebody runs it who doubts: words and exit code for what is well, and for each thing that a superuser did to the audit.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { lastCheckpointFile } from '../features/audit/keys.ts';
import { checkpoint, seal } from '../features/audit/sealing.ts';
import { audit } from '../platform/audit.ts';
import { type Database, openDatabase } from '../platform/database.ts';
import { makeLog } from '../platform/log.ts';
import { type Cli, commandLine } from './testing.ts';

let cli: Cli;
let database: Database;
let superuser: pg.Client;
let parts: Parameters<typeof checkpoint>[0];
let ids: string[];
const tables = ['audit_log', 'audit_blocks', 'audit_checkpoints', 'audit_unsealed'];

/** As only a superuser may: the triggers that keep the audit are off. */
const tamper = async (...statements: string[]) => {
	for (const one of ["set session_replication_role = 'replica'", ...statements, "set session_replication_role = 'origin'"])
		await superuser.query(one);
};
const verify = (...args: string[]) => cli.run('audit', 'verify', ...args);

/** Three blocks of four entries, the first two under a signed checkpoint, kept aside to be put back after each attempt. */
beforeAll(async () => {
	cli = await commandLine();
	const { ownerUrl } = cli.test;
	database = openDatabase({ ownerUrl, appUrl: ownerUrl });
	superuser = new pg.Client({ connectionString: ownerUrl, application_name: 'psql' });
	await superuser.connect();
	await tamper(...tables.map((name) => `delete from ${name}`));
	parts = { database, log: makeLog('silent'), config: { dataDir: cli.folder } as never };
	const block = async () => {
		for (let n = 0; n < 4; n++) await audit(database.owner, { action: 'tests.write', entity: 'tests', entity_id: n });
		await seal(parts);
	};
	await block();
	await block();
	await checkpoint(parts);
	await tamper("delete from audit_log where action = 'audit.add_key'", 'delete from audit_unsealed');
	await block();
	await superuser.query('create schema kept');
	for (const name of tables) await superuser.query(`create table kept.${name} as table ${name}`);
	ids = (await superuser.query<{ id: string }>('select id from audit_log order by id')).rows.map(({ id }) => id);
}, 120_000);
afterAll(async () => {
	await superuser?.end();
	await database?.close();
	await cli?.drop();
});

beforeEach(async () => {
	await tamper(...tables.flatMap((name) => [`delete from ${name}`, `insert into ${name} select * from kept.${name}`]));
});

it('all well: how much, until when, and what it cannot tell', async () => {
	const { code, stdout, stderr } = await verify();
	expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
	expect(stdout).toMatch(/^✓ 12 entries in 3 blocks are as they were written \([\d.]+ s\)\.$/m);
	expect(stdout).toMatch(
		/^ {2}Proven until .+, the last signed checkpoint\. 4 entries are younger: whether any of them was removed or changed cannot be told yet\.$/m,
	);
});

const attempts: readonly (readonly [string, () => string[], string, () => string])[] = [
	[
		'an entry was changed',
		() => [`update audit_log set user_id = 77 where id = ${ids[1]}`],
		'entry_changed',
		() => `✗ Entry ${ids[1]} was changed after it was sealed (block 1).`,
	],
	[
		'an entry was removed',
		() => [`delete from audit_log where id = ${ids[5]}`],
		'entry_removed',
		() => `✗ Entry ${ids[5]} was removed (block 2).`,
	],
	[
		'two entries were exchanged',
		() => [
			`update audit_log set id = -1 where id = ${ids[1]}`,
			`update audit_log set id = ${ids[1]} where id = ${ids[2]}`,
			`update audit_log set id = ${ids[2]} where id = -1`,
		],
		'entry_changed',
		() => `✗ Entry ${ids[1]} was changed after it was sealed (block 1).`,
	],
	[
		'blocks were put into another order',
		() => [
			'update audit_blocks set number = -1 where number = 1',
			'update audit_blocks set number = 1 where number = 2',
			'update audit_blocks set number = 2 where number = -1',
		],
		'block_changed',
		() => '✗ Block 1 was changed: its hash does not fit.',
	],
	[
		'the end was removed together with its checkpoint',
		() => [
			'delete from audit_log l using audit_blocks b where b.number > 1 and b.ids @> l.id',
			'delete from audit_blocks where number > 1',
			'delete from audit_checkpoints',
		],
		'blocks_cut_off',
		() => '✗ A checkpoint vouches for block 2, but the chain ends before it: its end was removed.',
	],
];

it.each(attempts)('%s', async (_name, statements, finding, said) => {
	await tamper(...statements());
	const { code, stdout } = await verify();
	expect([code, stdout.split('\n')[0]]).toEqual([1, said()]);
	expect(stdout).not.toContain('✓');
	if (finding !== 'entry_changed') return;
	const { code: again, json } = await verify('--json');
	expect([again, json.ok, json.finding.code, json.proven_until]).toEqual([1, false, finding, null]);
});

it('a checkpoint that is gone from the database alone is made up for by the one outside; one that is gone from both is told of', async () => {
	const file = lastCheckpointFile({ dataDir: cli.folder });
	const kept = readFileSync(file);
	const elsewhere = join(cli.folder, 'elsewhere.ndjson');
	writeFileSync(elsewhere, kept);
	await tamper('delete from audit_checkpoints');
	expect(await verify('--json')).toMatchObject({
		code: 0,
		json: { ok: true, finding: null, entries: 12, blocks: 3, unproven: 4, outside: true },
	});
	rmSync(file);
	try {
		const { code, stdout } = await verify();
		expect(code).toBe(0);
		expect(stdout).toContain('There is no signed checkpoint yet: whether the end was cut off cannot be told.');
		expect(stdout).toContain(
			'No checkpoint from outside of the database was there to compare with: give a file of them with --checkpoints.',
		);
		expect((await verify('--checkpoints', elsewhere)).stdout).toContain('Proven until');
	} finally {
		writeFileSync(file, kept);
	}
}, 60_000);
