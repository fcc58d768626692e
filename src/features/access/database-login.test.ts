// A database login of somebody's own: a real connection sees what its person's grants open, and nothing that can be said in SQL widens it.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, type CustomersTest, customersTest } from '../customers/testing.ts';
import { giveDatabaseLogin, takeDatabaseLogin } from './database-login.ts';
import { findUser } from './queries.ts';
import type { User } from './schema.ts';

let t: CustomersTest;
let ann: Caller;
let user: User;
let login: string;
let people: pg.Client;

const connect = async (name: string, password: string): Promise<pg.Client> => {
	const url = new URL(t.ownerUrl);
	url.username = name;
	url.password = password;
	const client = new pg.Client({ connectionString: url.toString() });
	client.on('error', () => {});
	await client.connect();
	return client;
};
const names = async (client: pg.Client = people, from = 'customers'): Promise<string[]> =>
	(await client.query<{ name: string }>(`select name from ${from} order by name`)).rows.map(({ name }) => name);
const refused = (sql: string, values?: unknown[]) =>
	people.query(sql, values).then(
		() => 'done',
		({ code }) => code as string,
	);

beforeAll(async () => {
	t = await customersTest();
	const north = await t.scope('north');
	ann = await t.person('Ann.Lee+x@example.com', 'editor', { scope_id: north });
	await t.admin('POST', '/customers', { name: 'Seen', scope_id: north, city: 'Kiel' });
	await t.admin('POST', '/customers', { name: 'Hidden', phone: '13800138000' });
	await t.admin('POST', '/customers', { name: 'Owned', owner_id: ann.id });
	user = (await findUser(t.services.database.owner, ann.id))!;
	const given = await giveDatabaseLogin(t.services, user);
	login = given.login;
	people = await connect(login, given.password);
});
afterAll(async () => {
	await people.end();
	await takeDatabaseLogin(t.services, user).catch(() => {});
	await t.drop();
});

test('is named after its person and finds the views without a schema', async () => {
	expect(login).toBe(`clientele_ann_lee_x_${user.id}`);
	expect(await names()).toEqual(['Owned', 'Seen']);
});

describe('sees no more', () => {
	test.each([
		"select set_config('app.scopes', '{1,2,3}', false), set_config('app.write_scopes', '{1,2,3}', false), set_config('app.user_id', '1', false), set_config('app.write_as', '1', false)",
		"set app.scopes = '{1,2,3}'",
		'reset role',
		'set session characteristics as transaction read write; set row_security = off',
		"do $$ begin perform set_config('app.user_id', '1', false); execute 'reset role'; end $$",
		'discard all',
	])('after %s', async (sql) => {
		await people.query(sql);
		await people.query('set search_path = crm');
		expect(await names()).toEqual(['Owned', 'Seen']);
	});

	test('by another role, a function of its own, a prepared statement, a view, a cursor', async () => {
		for (const role of ['clientele_app', 'clientele_sql', new URL(t.ownerUrl).username])
			expect(await refused(`set role ${role}`)).toBe('42501');
		expect(await refused(`set session authorization ${new URL(t.ownerUrl).username}`)).toBe('42501');
		await people.query('prepare p as select name from customers order by name');
		await people.query("select set_config('app.scopes', '{1,2,3}', false)");
		expect((await people.query('execute p')).rows).toEqual([{ name: 'Owned' }, { name: 'Seen' }]);
		await people.query(
			"create function pg_temp.every() returns setof text language sql security definer as 'select name from crm.customers order by name'",
		);
		expect((await people.query('select * from pg_temp.every()')).rows).toHaveLength(2);
		// A function of its own that tells what it is shown is shown no hidden row, before the condition of the view as little as after it.
		await people.query('create temp table told (name text)');
		await people.query(
			"create function pg_temp.tell(name text) returns boolean language plpgsql cost 0.0001 as 'begin insert into told values (name); return true; end'",
		);
		await people.query('select * from customers where pg_temp.tell(name)');
		expect(await names(people, 'told')).toEqual(['Owned', 'Seen']);
		await people.query('create temp view mine as select name from crm.customers');
		expect(await names(people, 'mine')).toEqual(['Owned', 'Seen']);
	});

	test('in tables, functions and views of the program', async () => {
		for (const table of [
			'customers',
			'source_records',
			'users',
			'role_grants',
			'roles',
			'sql_logins',
			'api_keys',
			'current_grants',
			'sql_rights',
		])
			expect([table, await refused(`select * from public.${table}`)]).toEqual([table, '42501']);
		for (const call of [
			'scopes_of(1, false)',
			"rescope_customers('{1}', null)",
			"rescope_step('{1}')",
			'request_rescoping()',
			"recompute_customers('{1}')",
			"guard_rows('customers')",
		])
			expect([call, await refused(`select public.${call}`)]).toEqual([call, '42501']);
	});

	test('by counting, by sorting, by errors', async () => {
		expect((await people.query('select count(*)::int as n, max(id)::int as last from customers')).rows[0].n).toBe(2);
		expect(await refused("select 1 / (case when name = 'Hidden' then 0 else 1 end) from customers")).toBe('done');
		expect(await refused("update customers set city = 'x' where name = 'Hidden'")).toBe('done');
		expect(await t.rows("select city from customers where name = 'Hidden'")).toEqual([{ city: null }]);
	});
});

test('changes what its person may change, in the teams where he may', async () => {
	expect(await refused("update customers set city = 'Rom' where name = 'Seen'")).toBe('done');
	expect(await refused("insert into customers (name) values ('Made in SQL')")).toBe('done');
	expect(
		await t.rows(
			"select t.name from customers c join scopes s on s.id = c.scope_id join teams t on t.id = s.team_id where c.name = 'Made in SQL'",
		),
	).toEqual([{ name: 'north' }]);
	expect(await refused("insert into customers (name, scope_id) values ('Elsewhere', 1)")).toBe('42501');
	expect(await refused("delete from customers where name = 'Made in SQL'")).toBe('done');
});

test('what is seen and may not be changed is refused, and so is deleting without the right', async () => {
	await t.rows(
		"insert into roles (name, permissions, reads, writes, fields) select 'sql reader', '{customers.read,customers.write}', 'subtree', 'own', fields from roles where key = 'administrator'",
	);
	await t.rows("update role_grants set role_id = (select id from roles where name = 'sql reader') where user_id = $1", [ann.id]);
	expect(await names()).toEqual(['Owned', 'Seen']);
	expect(await refused("update customers set city = 'x' where name = 'Seen'")).toBe('42501');
	expect(await refused("update customers set city = 'x' where name = 'Owned'")).toBe('done');
	expect(await refused("delete from customers where name = 'Owned'")).toBe('42501');
	expect(await refused('update customers set owner_id = null where name = $1', ['Owned'])).toBe('42501');
	await t.rows("update roles set permissions = '{customers.read}' where name = 'sql reader'");
	expect(await refused("update customers set city = 'y' where name = 'Owned'")).toBe('42501');
});

test('ends with its grant, on a connection that stays open', async () => {
	await t.rows('update role_grants set ends_at = now() where user_id = $1', [ann.id]);
	expect(await names()).toEqual([]);
	expect(await refused("insert into customers (name) values ('Late')")).toBe('42501');
	await t.rows('update role_grants set ends_at = null where user_id = $1', [ann.id]);
	expect(await names()).toEqual(['Owned', 'Seen']);
	await t.rows("update users set state = 'disabled' where id = $1", [ann.id]);
	expect(await names()).toEqual([]);
	await t.rows("update users set state = 'active' where id = $1", [ann.id]);
});

test('a new password ends the one before; taken away, the login is gone with its connections', async () => {
	const again = await giveDatabaseLogin(t.services, user);
	expect(again.login).toBe(login);
	const second = await connect(login, again.password);
	expect(await names(second)).toEqual(['Owned', 'Seen']);
	expect(await takeDatabaseLogin(t.services, user)).toBe(login);
	await expect(second.query('select 1')).rejects.toThrow();
	await expect(connect(login, again.password)).rejects.toThrow();
	expect(await t.rows('select 1 from pg_roles where rolname = $1', [login])).toEqual([]);
	await expect(takeDatabaseLogin(t.services, user)).rejects.toMatchObject({ code: 'database_login_none' });
});
