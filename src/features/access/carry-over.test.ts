// What an installation of before roles and teams has, is carried over: everybody sees and may do what he could.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openDatabase } from '../../platform/database.ts';
import { migrateJobs } from '../../platform/jobs.ts';
import { migrationsDir } from '../../platform/migrate.ts';
import { accessSql } from './scopes.ts';

const name = `carry_${process.pid}`;
let admin: pg.Client;
let client: pg.Client;

const run = (from: string, to: string) =>
	readdirSync(migrationsDir)
		.filter((file) => /^\d{4}_.*\.sql$/.test(file) && file >= from && file < to)
		.sort()
		.reduce(
			(before, file) => before.then(async () => void (await client.query(readFileSync(join(migrationsDir, file), 'utf8')))),
			Promise.resolve(),
		);

beforeAll(async () => {
	const url = new URL(inject('templateUrl'));
	url.pathname = '/postgres';
	admin = new pg.Client({ connectionString: url.toString() });
	await admin.connect();
	await admin.query(`create database ${name}`);
	url.pathname = `/${name}`;
	const database = openDatabase({ ownerUrl: url.toString(), appUrl: url.toString() });
	await migrateJobs(database);
	await database.close();
	client = new pg.Client({ connectionString: url.toString() });
	await client.connect();
	await run('0001', '0010');
	await client.query(`
		insert into scopes (name) values ('north'), ('south');
		insert into users (email, name, role, scope_id) values
			('admin@x.example', 'A', 'admin', 1), ('editor@x.example', 'E', 'editor', 2), ('reader@x.example', 'R', 'reader', 3), ('further@x.example', 'F', 'editor', 1);
		insert into user_scopes select u.id, s from users u, unnest(array[1, 3]) s where u.email = 'further@x.example';
		insert into user_scopes select id, 1 from users where email = 'reader@x.example';
		insert into api_keys (name, hash, hint, user_id, role) select v.role, v.role::bytea, 'ck_', 1, v.role from unnest(array['admin', 'editor', 'reader']) v (role);
		create view sql_rights as select u.id as user_id, u.role, u.scope_id, array(select scope_id from user_scopes where user_id = u.id) as scopes from users u;
		create function crm_login() returns sql_rights language plpgsql as 'begin return null; end';
		create view crm.customers as select c.id from customers c where c.scope_id = any ((select scopes from sql_rights r limit 1)::int[]);
		create view built_on_it as select id from crm.customers;`);
	await run('0010', '0011');
	for (const statement of accessSql) await client.query(statement);
});
afterAll(async () => {
	await client.end();
	await admin.query(`drop database ${name} with (force)`);
	await admin.end();
});

const rows = async (sql: string) => (await client.query(sql)).rows;

test('scopes become teams of the same numbers below the first', async () => {
	expect(await rows('select id, parent_id, name from teams order by id')).toEqual([
		{ id: 1, parent_id: null, name: 'everyone' },
		{ id: 2, parent_id: 1, name: 'north' },
		{ id: 3, parent_id: 1, name: 'south' },
	]);
	expect(await rows('select id, team_id, conditions from scopes order by id')).toEqual(
		[1, 2, 3].map((id) => ({ id, team_id: id, conditions: [] })),
	);
	expect((await rows("insert into teams (name, parent_id) values ('next', 1) returning id"))[0]).toEqual({ id: 4 });
});

test('people hold the roles that open what they had', async () => {
	const held =
		await rows(`select split_part(u.email, '@', 1) as who, u.team_id as home, array_agg(distinct coalesce(r.key, r.name)) as roles,
		scopes_of(u.id, false) as reads, scopes_of(u.id, true) as writes
		from users u join role_grants g on g.user_id = u.id join roles r on r.id = g.role_id group by u.id order by u.id`);
	expect(held).toEqual([
		{ who: 'admin', home: 1, roles: ['administrator'], reads: [1, 2, 3], writes: [1, 2, 3] },
		{ who: 'editor', home: 2, roles: ['Editor'], reads: [2], writes: [2] },
		{ who: 'reader', home: 3, roles: ['read_only'], reads: [1, 3], writes: [] },
		{ who: 'further', home: 1, roles: ['Editor'], reads: [1, 3], writes: [1, 3] },
	]);
});

test('keys keep what their roles gave', async () => {
	expect(await rows('select name, permissions from api_keys order by name')).toEqual([
		{ name: 'admin', permissions: null },
		{
			name: 'editor',
			permissions: ['customers.read', 'customers.write', 'customers.delete', 'imports.run', 'exports.run', 'settings.read'],
		},
		{ name: 'reader', permissions: ['customers.read', 'settings.read'] },
	]);
});

test('views that people built on those of SQL stay, and show nothing until the new ones stand', async () => {
	expect(await rows('select * from built_on_it')).toEqual([]);
	expect(await rows("select proname from pg_proc where proname = 'crm_login'")).toEqual([]);
});
