// SQL that somebody sends where none is meant, and SQL of people's own against row-level security: what the database itself opens to each role.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giveDatabaseLogin, takeDatabaseLogin } from '../features/access/database-login.ts';
import { findUser } from '../features/access/queries.ts';
import type { User } from '../features/access/schema.ts';
import { customerFields, operators, systemFields } from '../features/customers/schema.ts';
import { addAttributes, attributeNames, filtered } from '../features/customers/testing.ts';
import { plantedWorld, told, type World } from './testing.ts';

let world: World;
let user: User;
let person: pg.Client;

beforeAll(async () => {
	world = await plantedWorld();
	await addAttributes(world.admin);
	user = (await findUser(world.services.database.owner, world.north.id))!;
	const { login, password } = await giveDatabaseLogin(world.services, user);
	const url = new URL(world.ownerUrl);
	url.username = login;
	url.password = password;
	person = new pg.Client({ connectionString: url.toString() });
	await person.connect();
});
afterAll(async () => {
	await person?.end();
	await takeDatabaseLogin(world.services, user).catch(() => {});
	await world?.drop();
});

/** Texts that end a literal, a name, a comment or a pattern, and go on with what would be seen. */
const injections = [
	"x' or true --",
	"x'); delete from customers; --",
	'" from notes --',
	'$$; delete from notes; $$',
	"\\' or 1=1 --",
	"x' || pg_sleep(60) || '",
];

describe('sent where a value or a name is meant', () => {
	const fields = [...Object.keys(customerFields), ...Object.keys(systemFields), ...attributeNames.map((name) => `attributes.${name}`)];
	/** Everybody there is: what an injected condition that always holds would find. */
	let all: number;
	beforeAll(async () => {
		all = (await world.admin('GET', '/customers/count?exact=true')).body.count;
	});

	test('finds nobody by any operator of any field, and fails nowhere', async () => {
		expect(all).toBeGreaterThan(2);
		for (const field of fields) {
			for (const [index, op] of operators.entries()) {
				const value = injections[index % injections.length]!;
				const filter = filtered({ field, op, value: op === 'in' ? [value, value] : value });
				const { status, body } = await world.admin('GET', `/customers/count?${filter}`);
				expect([field, op, status, status === 200 || status === 400]).toEqual([field, op, status, true]);
				// What compares by order finds a part, and who does not say it is found by what denies; none finds everybody by what it is asked for.
				if (status === 200 && ['eq', 'in', 'contains', 'prefix'].includes(op)) expect([field, op, body.count]).toEqual([field, op, 0]);
			}
		}
	});

	test('as a field, an operator, an order, a column, a group, a cursor, a language it is refused by name', async () => {
		for (const text of injections) {
			const one = encodeURIComponent(text);
			const ways = [
				`/customers?${filtered({ field: text, op: 'eq', value: 'x' })}`,
				`/customers?${filtered({ field: `attributes.${text}`, op: 'eq', value: 'x' })}`,
				`/customers?${filtered({ field: 'name', op: text, value: 'x' })}`,
				`/customers?sort=${one}`,
				`/customers?sort=-attributes.${one}`,
				`/customers?fields=${one}`,
				`/customers?after=${one}`,
				`/customers?ids=${one}`,
				`/customers/groups?by=${one}`,
				`/customers/groups?by=attributes.${one}`,
				`/customers/boundaries?sort=${one}`,
				`/customers/export?format=csv&sort=${one}`,
				`/customers/export?format=csv&fields=${one}`,
				`/customers/export?format=${one}`,
				`/audit?entity=${one}`,
				`/audit?action=${one}`,
			];
			for (const way of ways) {
				const { status, body } = await world.admin('GET', way);
				expect([way, status, typeof body.code]).toEqual([way, 400, 'string']);
			}
			const names: [string, object][] = [
				['/attributes', { name: text, type: 'text', label_en: 'x', label_zh: 'x' }],
				['/customers/indexes', { field: text }],
				['/relationship-types', { name: text, label_en: 'x', label_zh: 'x', inverse_en: 'x', inverse_zh: 'x' }],
				['/row-conditions', { name: 'x', field: text, operator: 'in', values: ['x'] }],
			];
			for (const [path, body] of names) expect([path, (await world.admin('POST', path, body)).status]).toEqual([path, 400]);
		}
		expect((await world.admin('GET', '/customers/count?exact=true')).body.count).toBe(all);
	});

	test('as text it is text: kept, found, grouped, counted and shown as it was written', async () => {
		for (const text of injections) {
			const attributes = { p_text: text, i_text: text };
			const made = await world.admin('POST', '/customers', {
				name: 'Bobby',
				company: text,
				tags: [text],
				source: text,
				external_id: text,
				attributes,
			});
			expect([made.status, made.body.company, made.body.attributes]).toEqual([201, text, attributes]);
			for (const field of ['company', 'attributes.p_text', 'attributes.i_text'])
				expect([field, (await world.admin('GET', `/customers?${filtered({ field, op: 'eq', value: text })}`)).body.items.length]).toEqual([
					field,
					1,
				]);
			expect((await world.admin('PUT', `/tags/${encodeURIComponent(text.toLowerCase())}`, { colour: 'red' })).status).toBeLessThan(500);
			const view = await world.admin('POST', '/views', { name: text, definition: { q: text, columns: [{ name: 'name' }] } });
			expect([view.status, view.body.name, view.body.definition.q]).toEqual([201, text, text]);
			expect((await world.admin('GET', `/customers?search=${encodeURIComponent(text)}`)).status).toBe(200);
		}
		expect((await world.admin('GET', '/customers/count?exact=true')).body.count).toBe(all + injections.length);
		expect(await world.rows('select count(*)::int as notes from notes')).toEqual([{ notes: 1 }]);
	});
});

/** Numbers of scopes that say in which one something begins, not who sees the row: whose an import is, its routes ask (rows.test.ts). */
const notAbout = ['scopes', 'imports'];

describe('what the database opens to the role of the server', () => {
	test('no row about a customer without a policy; a table made from parts only by its whole', async () => {
		const open = await world.rows(
			`select c.oid::regclass::text as name, c.relispartition, c.relrowsecurity,
				has_table_privilege('clientele_app', c.oid, 'select, insert, update, delete') as reached
			from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'scope_id' and not a.attisdropped
			where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and c.relname <> all ($1)
				and (not c.relrowsecurity or c.relispartition) and has_table_privilege('clientele_app', c.oid, 'select, insert, update, delete')`,
			[notAbout],
		);
		expect(open).toEqual([]);
	});

	test('nothing without a context, and with one nothing of another team, in any table with an owner', async () => {
		const tables = await world.rows<{ name: string }>(
			`select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'scope_id'
			where c.relkind in ('r', 'p', 'v') and c.relnamespace in ('public'::regnamespace) and not c.relispartition
				and c.relname <> all ($1) and has_table_privilege('clientele_app', c.oid, 'select')`,
			[notAbout],
		);
		expect(tables.length).toBeGreaterThan(15);
		const client = await world.services.database.app.connect();
		try {
			for (const { name } of tables) {
				await client.query('begin');
				expect([name, (await client.query(`select count(*)::int as n from ${name}`)).rows[0].n]).toEqual([name, 0]);
				await client.query(`set local app.user_id = '${world.north.id}'; set local app.scopes = '{${world.scopes.north}}'`);
				expect([name, told(JSON.stringify((await client.query(`select * from ${name}`)).rows))]).toEqual([name, []]);
				const hidden = `select count(*)::int as n from ${name} where scope_id = ${world.scopes.south}`;
				expect([name, (await client.query(hidden)).rows[0].n]).toEqual([name, 0]);
				await client.query('commit');
			}
		} finally {
			client.release();
		}
	});

	test('functions that run as the owner say in which schema they look, and people may call none but those that tell of themselves', async () => {
		const functions = await world.rows<{ name: string; config: string[] | null; people: boolean }>(
			`select p.oid::regprocedure::text as name, p.proconfig as config, has_function_privilege('clientele_sql', p.oid, 'execute') as people
			from pg_proc p where p.prosecdef and p.pronamespace in ('public'::regnamespace, 'crm'::regnamespace)
				and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')`,
		);
		expect(functions.length).toBeGreaterThan(3);
		expect(functions.filter(({ config }) => !config?.some((one) => one.startsWith('search_path=')))).toEqual([]);
		expect(
			functions
				.filter(({ people }) => people)
				.map(({ name }) => name)
				.sort(),
		).toEqual([
			'crm.restore(bigint)',
			// Of what the views show; they tell of their arguments alone.
			'crm_masked_attributes(jsonb,jsonb)',
			'crm_readable_content(jsonb,jsonb)',
			'sql_person()',
		]);
	});
});

const refused = (sql: string) =>
	person.query(sql).then(
		() => 'done',
		({ code }) => code as string,
	);

describe('SQL of somebody’s own', () => {
	test('tells nothing by statistics, by the catalogue or by what others run', async () => {
		await world.rows('analyze');
		for (const sql of [
			"select * from pg_stats where schemaname in ('public', 'crm')",
			'select * from pg_stats_ext',
			"select query from pg_stat_activity where usename <> session_user and query <> '<insufficient privilege>'",
			'select statement from pg_prepared_statements',
			"select setting from pg_settings where name ~ '^app\\.'",
			'select pg_get_viewdef(oid) from pg_class where relnamespace = $$crm$$::regnamespace',
			'select obj_description(oid) from pg_class',
		]) {
			const { rows } = await person.query(sql);
			expect([sql, told(JSON.stringify(rows))]).toEqual([sql, []]);
			if (!/viewdef|description/.test(sql)) expect([sql, rows.map((row) => JSON.stringify(row))]).toEqual([sql, []]);
		}
		for (const table of ['pg_statistic', 'pg_statistic_ext_data', 'pg_authid', 'pg_shadow', 'pg_largeobject', 'pg_user_mapping'])
			expect([table, await refused(`select * from ${table}`)]).toEqual([table, '42501']);
	});

	test('reads no file, starts no program, loads no code, reaches no other database', async () => {
		for (const sql of [
			"select pg_read_file('/etc/passwd')",
			"select pg_read_binary_file('PG_VERSION')",
			"select pg_ls_dir('.')",
			"select lo_import('/etc/passwd')",
			"copy (select 1) to program 'id'",
			"copy (select 1) to '/tmp/x'",
			"create temp table stolen (line text); copy stolen from '/etc/passwd'",
			'create extension dblink',
			"load 'auto_explain'",
			"create function pg_temp.c() returns int language c as 'libc', 'getpid'",
			'create schema mine',
			'create table public.mine (a int)',
			'alter role clientele_app superuser',
			"alter system set log_statement = 'all'",
			'select pg_reload_conf()',
			"select pg_terminate_backend(pid) from pg_stat_activity where usename = 'clientele_app'",
			'create role mine',
			'grant clientele_app to current_user',
			'create publication p for all tables',
		])
			expect([sql, await refused(sql)]).toEqual([sql, '42501']);
	});

	test('reaches no table of the program by detours: references, XML, text search, cursors, rules, types', async () => {
		for (const sql of [
			"select query_to_xml('select * from public.customers', true, true, '')",
			"select table_to_xml('public.notes', true, true, '')",
			"select * from ts_stat('select to_tsvector(name) from public.customers')",
			'declare c cursor with hold for select * from public.source_records',
			'create temp view v as select * from public.lookup; select * from v',
			'explain select * from public.customers',
			'explain analyze select * from public.lookup',
			'do $$ begin lock table public.customers; end $$',
			"select nextval('public.customers_id_seq')",
			'select count(*) from only public.customers',
			'select * from public.customers tablesample system (100)',
			'update public.customers set name = name',
			'delete from public.customers',
			'merge into public.customers c using (select 1) x on true when matched then delete',
			"select setval('public.customers_id_seq', 1)",
			'create temp table t (like public.customers including all); create trigger t after insert on public.customers execute function now()',
		])
			expect([sql, await refused(sql)]).toMatchObject([sql, expect.stringMatching(/^(42501|42P17|42809)$/)]);
		await refused('rollback');
	});

	test('is told nothing by what fails on a row out of sight: divisions, casts, patterns, locks, orders, windows', async () => {
		const views = ['customers', 'contact_points', 'notes', 'addresses', 'relationships', 'statements', 'tags'];
		for (const view of views) {
			for (const condition of [
				`1 / (case when ${view}::text ~ 'zqmark' then 0 else 1 end) = 1`,
				`(case when ${view}::text like '%zqmark%' then 'x' else '1' end)::int = 1`,
				`'x' ~ (case when ${view}::text like '%zqmark%' then '(' else 'x' end)`,
			])
				expect([view, condition, await refused(`select * from ${view} where ${condition}`)]).toEqual([view, condition, 'done']);
			for (const sql of [
				`select ${view}::text as row, row_number() over (order by ${view}::text), lag(${view}::text) over () from ${view}`,
				`select array_agg(${view}::text order by ${view}::text) from ${view}`,
				`select min(${view}::text), max(${view}::text), count(*) from ${view}`,
			])
				expect([view, sql, told(JSON.stringify((await person.query(sql)).rows))]).toEqual([view, sql, []]);
		}
		const { rows } = await person.query(`select count(*)::int as n from customers where id = any ($1)`, [
			[world.theirs.customer, world.theirs.other],
		]);
		expect(rows).toEqual([{ n: 0 }]);
	});

	test('learns from a plan how many rows were passed over, never by a value of theirs', async () => {
		const removed = async (where: string) => {
			const { rows } = await person.query<{ 'QUERY PLAN': string }>(
				`explain (analyze, costs off, timing off, summary off, buffers off) select id from customers where ${where}`,
			);
			return rows.map((row) => row['QUERY PLAN'].replaceAll(/'[^']*'/g, "'…'"));
		};
		for (const column of ['name', 'company', 'email', 'phone', 'birth_date::text', 'identity_number', "attributes->>'secret'"]) {
			const [real, none] = [await removed(`${column} = 'zqmark@example.com'`), await removed(`${column} = 'zqnone@example.com'`)];
			expect([column, real]).toEqual([column, none]);
		}
		expect(await removed("email = 'zqmark@example.com'")).toEqual(await removed("email = 'zqnone@example.com'"));
	});
});
