// Tests of the doctor: content with a sound database, and finding each thing that was broken on purpose.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asOwner } from '../../platform/database.ts';
import { type TestServices, testServices } from '../../platform/testing.ts';
import { generatedSql } from '../../prepare.ts';
import { commandPrincipal } from '../access/accounts.ts';
import { checkpoint, seal } from '../audit/sealing.ts';
import { createCustomer } from '../customers/edit.ts';
import { examine } from './doctor.ts';

let test: TestServices;
beforeAll(async () => {
	test = await testServices();
	const principal = await commandPrincipal(test.services);
	await asOwner(test.services.database, (client) =>
		createCustomer(client, { principal, country: 'CN' }, { name: '张三', phone: '13800138000', email: 'zhangsan@example.com' }),
	);
});
afterAll(() => test.drop());

const look = async (generated = generatedSql) => examine({ ...test.services, generated });
const wrong = async () => (await look()).filter(({ level }) => level !== 'ok').map(({ check, level, means }) => [check, level, means.en]);
const owner = (sql: string, values?: unknown[]) => test.services.database.owner.query(sql, values);

it('finds nothing but a missing administrator in a fresh database', async () => {
	expect(await wrong()).toEqual([['administrator', 'warning', 'There is none yet.']]);
	const names = (await look()).map(({ check }) => check);
	expect(names).toEqual(
		'server migrations extensions generated roles visibility indexes orphans statements lookup audit sql keys queue imports files administrator passwords disk'.split(
			' ',
		),
	);
	expect((await look()).every(({ means }) => !/\{\w+\}/.test(means.en + means['zh-CN']))).toBe(true);
});

it('looks at the collection of leaked passwords, where one is named', async () => {
	const { config } = test.services;
	const file = join(config.dataDir, 'leaked.txt');
	const found = async () =>
		(await examine({ ...test.services, config: { ...config, breachedPasswords: file }, generated: generatedSql })).find(
			({ check }) => check === 'passwords',
		)!;
	expect(await found()).toMatchObject({
		level: 'error',
		means: { en: expect.stringMatching(/leaked\.txt cannot be read: ENOENT\..+Until then/) },
	});
	writeFileSync(file, `${'A'.repeat(40)}:1\r\n${'B'.repeat(40)}:1\r\n`);
	expect(await found()).toMatchObject({ level: 'ok', means: { en: `${file}: about 2 leaked passwords.` } });
});

it('leaves an index alone that is being made for a column', async () => {
	await owner(
		"create index customers_fast_region on customers (region, id); insert into column_indexes (field, state) values ('region', 'building')",
	);
	await owner("update pg_index set indisvalid = false where indexrelid = 'customers_fast_region'::regclass");
	const found = async () => (await look()).find(({ check }) => check === 'indexes')!.level;
	expect(await found()).toBe('ok');
	await owner("update column_indexes set state = 'none'");
	expect(await found()).not.toBe('ok');
	await owner('drop index customers_fast_region; delete from column_indexes');
});

it('finds a broken chain of the audit, and says which entry it is', async () => {
	await seal(test.services);
	await checkpoint(test.services);
	const { rows } = await owner("select id from audit_log where action = 'customers.create'");
	const tamper = async (ip: string | null) => {
		const client = await test.services.database.owner.connect();
		try {
			await client.query("begin; set local session_replication_role = 'replica'");
			await client.query('update audit_log set ip = $2 where id = $1', [rows[0].id, ip]);
			await client.query('commit');
		} finally {
			client.release();
		}
	};
	const found = async () => (await look()).find(({ check }) => check === 'audit')!;
	const sound = await found();
	expect(sound.level).toBe('ok');
	await tamper('198.51.100.1');
	expect(await found()).toMatchObject({
		level: 'error',
		means: { en: `The chain of the audit is broken. Entry ${rows[0].id} was changed after it was sealed (block 1).` },
		todo: { en: expect.stringContaining('superuser') },
	});
	await tamper(null);
	expect((await found()).level).toBe(sound.level);
});

it.each([
	[
		'a row of nobody',
		"insert into contact_points (customer_id, kind, value) values (999, 'email', 'a@example.org')",
		'delete from contact_points where customer_id = 999',
		'orphans',
		'contact_points.customer_id 1',
	],
	[
		'a customer without a statement',
		'update assignments set valid_to = now()',
		'update assignments set valid_to = null',
		'statements',
		'1 customers have none',
	],
	[
		'tokens that are not those of the name',
		"update lookup_tokens set tokens = '{nold}'",
		'',
		'lookup',
		'Of 1 customers looked at 1 have outdated entries',
	],
	[
		'a table without its guard',
		'alter table notes disable row level security',
		'alter table notes enable row level security',
		'visibility',
		'switched off for notes',
	],
	[
		'a job that was given up',
		"select graphile_worker.add_job('lost', '{}', max_attempts => 1); update graphile_worker._private_jobs set attempts = 1, last_error = 'no such file'",
		'delete from graphile_worker._private_jobs',
		'queue',
		'lost: no such file',
	],
	[
		'work that nobody does',
		"select graphile_worker.add_job('waits', '{}', run_at => now() - interval '1 hour')",
		'delete from graphile_worker._private_jobs',
		'queue',
		'waiting for 60 minutes',
	],
	[
		'an import that was left',
		"insert into imports (source_id, file_name, state, user_id) select id, 'a.csv', 'paused', 1 from sources limit 1",
		'delete from imports',
		'imports',
		'(paused)',
	],
	[
		'an index that is not valid',
		"update pg_index set indisvalid = false where indexrelid = 'relationships_other'::regclass",
		"update pg_index set indisvalid = true where indexrelid = 'relationships_other'::regclass",
		'indexes',
		'relationships_other',
	],
	[
		'a migration of a newer version',
		"insert into migrations (name, run_on) values ('9999_future', now())",
		"delete from migrations where name = '9999_future'",
		'migrations',
		'9999_future',
	],
	['a migration that did not run', "delete from migrations where name like '0001%'", '', 'migrations', '0001_'],
])('finds %s', async (_name, breaking, mending, check, said) => {
	await owner(breaking);
	const found = (await look()).find((one) => one.check === check)!;
	expect(found.level).not.toBe('ok');
	expect(found.means.en).toContain(said);
	expect(found.todo).toBeDefined();
	if (mending) await owner(mending);
});

it('finds generated objects of another version', async () => {
	await owner(
		"insert into migrations (name, run_on) select '0001_customers', now() where not exists (select from migrations where name = '0001_customers')",
	);
	const found = (await look([...generatedSql, 'select 1'])).find(({ check }) => check === 'generated');
	expect(found).toMatchObject({ level: 'error' });
});
