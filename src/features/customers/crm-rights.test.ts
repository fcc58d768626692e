// The rights of SQL for people: a login sees and changes what the person behind it may, and no statement of its own opens more.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { peopleRole } from '../../platform/migrate.ts';
import { insertGrant } from '../access/roles-queries.ts';
import { ensureScopes } from '../access/teams-queries.ts';
import { type CrmTest, crmTest, refusal } from './crm-testing.ts';
import { type TestRole, testRole } from './testing.ts';

let test: CrmTest;
let admin: pg.Client;
let ann: pg.Client;
let reader: pg.Client;
let stranger: pg.Client;
const logins: string[] = [];
/** Customers: of everybody, of the hidden scope, of the hidden scope but owned by Ann. */
let common: number;
let hidden: number;
let owned: number;

/** A login of somebody's own: a member of clientele_sql, entered in sql_logins. */
async function login(user_id: number | null): Promise<pg.Client> {
	const name = `test_${randomBytes(6).toString('hex')}`;
	logins.push(name);
	await admin.query(`create role ${name} login password 'secret' in role ${peopleRole}`);
	if (user_id !== null) await admin.query('insert into sql_logins values ($1, $2)', [name, user_id]);
	const client = await test.connect(name, 'secret');
	await client.query('set search_path = crm');
	return client;
}

async function user(email: string, role: TestRole): Promise<number> {
	const { rows } = await admin.query<{ id: number }>('insert into users (email, name) values ($1, $1) returning id', [email]);
	await insertGrant(admin, { user_id: rows[0]!.id, role_id: await testRole(admin, role), granted_by: null });
	return rows[0]!.id;
}

const names = async (client: pg.Client, from = 'customers'): Promise<string[]> =>
	(await client.query<{ name: string }>(`select name from ${from} order by id`)).rows.map(({ name }) => name);

beforeAll(async () => {
	test = await crmTest();
	admin = new pg.Client({ connectionString: test.ownerUrl });
	await admin.connect();
	await admin.query("insert into teams (name, parent_id) values ('hidden', 1)");
	await ensureScopes(admin);
	const annId = await user('ann@example.com', 'editor');
	ann = await login(annId);
	reader = await login(await user('reader@example.com', 'reader'));
	stranger = await login(null);
	const add = async (values: string): Promise<number> =>
		(
			await test.people.query<{ id: number }>(
				`insert into customers (name, phone, tags, city, scope_id, owner_id) values ${values} returning id`,
			)
		).rows[0]!.id;
	common = await add("('common', '13800138000', '{a}', 'x', 1, null)");
	hidden = await add("('hidden', '13800138001', '{b}', 'y', 2, null)");
	owned = await add(`('owned', '13800138002', '{c}', 'z', 2, ${annId})`);
	await test.people.query("insert into notes (customer_id, body) select id, 'note of ' || name from customers");
	await test.people.query("insert into relationships (customer_id, type, other_id) values ($1, 'referred', $2)", [hidden, common]);
});
afterAll(async () => {
	await admin.end();
	const cluster = new URL(test.ownerUrl);
	cluster.pathname = '/postgres';
	await test.drop();
	const client = new pg.Client({ connectionString: cluster.toString() });
	await client.connect();
	for (const name of logins) await client.query(`drop role ${name}`);
	await client.end();
});

describe('a login sees', () => {
	it('everything as the operator, and so does the owner of the database', async () => {
		expect(await names(test.people)).toEqual(['common', 'hidden', 'owned']);
		expect(await names(admin, 'crm.customers')).toEqual(['common', 'hidden', 'owned']);
	});

	it('the scopes of its person and what the person owns, in every view', async () => {
		expect(await names(ann)).toEqual(['common', 'owned']);
		for (const view of ['contact_points', 'addresses', 'notes', 'tags', 'statements']) {
			const { rows } = await ann.query(`select distinct customer_id from ${view} order by 1`);
			expect(rows, view).toEqual([{ customer_id: common }, { customer_id: owned }]);
		}
		expect((await ann.query('select * from relationships')).rows).toEqual([]);
	});

	it('nothing where nobody stands behind it or the person is disabled', async () => {
		const gone = await user('gone@example.com', 'admin');
		const client = await login(gone);
		expect(await names(client)).toHaveLength(3);
		await admin.query("update users set state = 'disabled' where id = $1", [gone]);
		for (const one of [client, stranger]) {
			for (const view of ['customers', 'deleted_customers', 'contact_points', 'notes', 'tags', 'statements', 'sources'])
				expect((await one.query(`select * from ${view}`)).rows, view).toEqual([]);
			expect(await refusal(one, "insert into customers (name) values ('x')")).toMatchObject({ code: '42501' });
		}
	});

	it('no more after setting what the program’s own connections set', async () => {
		await ann.query("select set_config('app.scopes', '{1,2}', false), set_config('app.user_id', '1', false)");
		await ann.query("set clientele.normalise_in = '1'");
		expect(await names(ann)).toEqual(['common', 'owned']);
	});

	it('no more through a function of its own that looks at rows before the view does', async () => {
		const seen: string[] = [];
		ann.on('notice', ({ message }) => seen.push(String(message)));
		await ann.query(
			`create function pg_temp.peek(value text) returns boolean language plpgsql cost 0.0001 as $$ begin raise notice '%', value; return true; end $$`,
		);
		for (const view of ['customers', 'deleted_customers', 'contact_points', 'addresses', 'relationships', 'notes', 'tags', 'statements'])
			await ann.query(`select * from ${view} where pg_temp.peek(${view}::text)`);
		expect(seen.length).toBeGreaterThan(10);
		expect(seen.filter((line) => new RegExp(`hidden|13800138001|\\(${hidden},`).test(line))).toEqual([]);
	});

	it('one customer’s rows through indexes in every view', async () => {
		const client = await test.connect();
		await client.query('set enable_seqscan = off');
		for (const [view, column] of [
			['customers', 'id'],
			['contact_points', 'customer_id'],
			['addresses', 'customer_id'],
			['notes', 'customer_id'],
			['relationships', 'customer_id'],
			['statements', 'customer_id'],
			['tags', 'customer_id'],
		]) {
			const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain select * from ${view} where ${column} = ${common}`);
			const plan = rows.map((line) => line['QUERY PLAN']).join('\n');
			expect(plan, view).toMatch(new RegExp(`Index Cond: \\((id|customer_id|c\\.id) = ${common}\\)`));
			expect(plan, view).not.toMatch(/Seq Scan on (customers|notes|relationships|source_records|contact_points|addresses)/);
		}
	});
});

describe('a login changes', () => {
	it('what its person may, in the person’s name and scope', async () => {
		const { rows } = await ann.query("insert into customers (name) values ('by Ann') returning id, scope_id");
		expect(rows[0].scope_id).toBe(1);
		await ann.query("update customers set city = 'w' where id = $1", [owned]);
		const { rows: said } = await admin.query(
			'select distinct u.email from source_records r join users u on u.id = r.recorded_by where r.customer_id = $1',
			[rows[0].id],
		);
		expect(said).toEqual([{ email: 'ann@example.com' }]);
		await ann.query('delete from customers where id = $1', [rows[0].id]);
	});

	it('nothing of customers it does not see, and is not told that they exist', async () => {
		for (const statement of [
			`update customers set name = 'mine' where id = ${hidden}`,
			`delete from customers where id = ${hidden}`,
			`delete from contact_points where customer_id = ${hidden}`,
		])
			expect((await ann.query(statement)).rowCount).toBe(0);
		for (const [sql, id] of [
			['insert into notes (customer_id, body) values ($1, $2)', 'x'],
			['insert into tags (customer_id, tag) values ($1, $2)', 'x'],
			["insert into contact_points (customer_id, kind, value) values ($1, 'other', $2)", 'x'],
			['insert into addresses (customer_id, city) values ($1, $2)', 'x'],
			[`insert into relationships (customer_id, type, other_id) values (${common}, $2, $1)`, 'referred'],
		] as const) {
			const [unseen, absent] = [await refusal(ann, sql, [hidden, id]), await refusal(ann, sql, [999_999, id])];
			expect(unseen).toMatchObject({ code: 'P0002' });
			expect(unseen.message.replaceAll(String(hidden), '999999')).toBe(absent.message);
		}
		await test.people.query('delete from customers where id = $1', [hidden]);
		expect(await names(ann, 'deleted_customers')).not.toContain('hidden');
		expect(await refusal(ann, 'select restore($1)', [hidden])).toMatchObject({ code: 'P0002' });
		await test.people.query('select restore($1)', [hidden]);
	});

	it('no scope that it does not see', async () => {
		expect(await refusal(ann, "insert into customers (name, scope_id) values ('x', 2)")).toMatchObject({ code: '42501' });
		expect(await refusal(ann, `update customers set scope_id = 2 where id = ${common}`)).toMatchObject({ code: '42501' });
	});

	it('nothing where the person may only read', async () => {
		expect(await names(reader)).toContain('common');
		for (const statement of [
			"insert into customers (name) values ('x')",
			"update customers set name = 'x'",
			'delete from customers',
			'delete from notes',
			`select restore(${common})`,
		])
			expect(await refusal(reader, statement)).toMatchObject({ code: '42501', message: expect.stringContaining('只能查看') });
	});

	it('owner and scope with all rows of the customer', async () => {
		const { rows } = await test.people.query("insert into customers (name, phone) values ('moved', '13800138007') returning id");
		await test.read();
		await test.people.query("insert into notes (customer_id, body) values ($1, 'called')", [rows[0].id]);
		await admin.query(
			`insert into files (customer_id, name, media_type, bytes, sha256, storage_key, scope_id)
			select id, 'a.txt', 'text/plain', 1, repeat('a', 64), repeat('b', 32), scope_id from customers where id = $1`,
			[rows[0].id],
		);
		const { rows: moved } = await test.people.query('update customers set scope_id = 2 where id = $1 returning version', [rows[0].id]);
		expect(moved).toEqual((await test.people.query('select version from customers where id = $1', [rows[0].id])).rows);
		expect(await names(ann)).not.toContain('moved');
		for (const table of ['source_records', 'contact_points', 'lookup', 'history', 'notes', 'files']) {
			const { rows: scopes } = await admin.query(`select distinct scope_id from ${table} where customer_id = $1`, [rows[0].id]);
			expect(scopes, table).toEqual([{ scope_id: 2 }]);
		}
	});
});

describe('beside the views a login has', () => {
	const objects = async (sql: string): Promise<string[]> =>
		(await admin.query<{ name: string }>(sql, [peopleRole])).rows.map(({ name }) => name);

	it('no right on any table, sequence or view of the program', async () => {
		expect(
			await objects(
				`select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
				where n.nspname not in ('pg_catalog', 'information_schema', 'crm') and n.nspname !~ '^pg_' and c.relkind in ('r', 'p', 'v', 'm', 'f')
					and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
					and has_table_privilege($1, c.oid, 'select, insert, update, delete, truncate, references, trigger')`,
			),
		).toEqual([]);
		for (const table of ['customers', 'source_records', 'users', 'sql_logins', 'sql_queue', 'sql_writers', 'sql_rights', 'lookup'])
			expect(await refusal(ann, `select * from public.${table}`)).toMatchObject({ code: '42501' });
	});

	/** What the views call: they tell of their arguments alone. */
	const masks = [
		'crm_masked_attributes(jsonb,jsonb)',
		'crm_readable_content(jsonb,jsonb)',
		'crm_right(jsonb,text)',
		'mask_text(text,text)',
	];

	it('no function of the program but crm.restore, those that mask, and the one that tells of himself', async () => {
		expect(
			(
				await objects(
					`select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
				where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'
					and has_schema_privilege($1, n.oid, 'usage') and has_function_privilege($1, p.oid, 'execute')
					and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')`,
				)
			).sort(),
		).toEqual([...masks, 'crm.restore(bigint)', 'sql_person()'].sort());
		for (const call of [
			"recompute_customers('{1}', 1)",
			"golden_customers('{1}', null)",
			"customer_statements('{1}')",
			"add_job('x', '{}', null, null, 1, null)",
			"search_phone_part('138', 10)",
			'crm_login()',
			'crm_manual(1)',
		])
			expect(await refusal(ann, `select public.${call}`), call).toMatchObject({ code: '42501' });
	});

	it('no other role, no schema to create in, no say over the views', async () => {
		const owner = new URL(test.ownerUrl).username;
		for (const statement of [
			'set role clientele_app',
			`set role ${owner}`,
			'set session authorization clientele_app',
			`set session authorization ${owner}`,
			'create table crm.mine (id int)',
			'create function crm.mine() returns int language sql as $$ select 1 $$',
			'alter view customers set (security_barrier = false)',
			'drop trigger each_row on customers',
			'truncate customers',
			'update sources set trust = 100',
			'delete from statements',
		])
			expect((await refusal(ann, statement)).code, statement).toMatch(/^(42501|42809|55000)$/);
		await ann.query(`set role ${peopleRole}`);
		expect(await names(ann)).toEqual(['common', 'owned']);
	});
});

it('the role of the server has no part in who stands behind a login or what was typed in SQL', async () => {
	const { app } = test.services.database;
	for (const table of ['sql_logins', 'sql_queue'])
		for (const statement of [`select from ${table}`, `delete from ${table}`, `insert into ${table} select * from ${table}`])
			await expect(app.query(statement), statement).rejects.toMatchObject({ code: '42501' });
	await expect(app.query('select from sql_rights')).rejects.toMatchObject({ code: '42501' });
	await expect(app.query("update sql_logins set user_id = 1 where login = 'clientele_sql'")).rejects.toMatchObject({ code: '42501' });
});

describe('tools that look at the catalogue', () => {
	it('find a comment in both languages on every view and column', async () => {
		const { rows } = await test.people.query(
			`select c.relname || coalesce('.' || a.attname, '') as name, col_description(c.oid, a.attnum) as said, obj_description(c.oid, 'pg_class') as about
			from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 where c.relnamespace = 'crm'::regnamespace and c.relkind = 'v'`,
		);
		expect(rows.length).toBeGreaterThan(50);
		expect(rows.filter(({ said, about }) => !/ · /.test(said) || !/ · .*\p{Script=Han}/u.test(about))).toEqual([]);
	});
});
