// What people ask in SQL stands in the audit, without its values: on a real server, through a login of somebody's own.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giveDatabaseLogin, takeDatabaseLogin } from '../access/database-login.ts';
import { findUser } from '../access/queries.ts';
import type { User } from '../access/schema.ts';
import { type Caller, type CustomersTest, customersTest } from '../customers/testing.ts';
import { forgetStatements } from '../privacy/physical-queries.ts';
import { loginsThatShare } from './sql-queries.ts';
import { prepareSqlReading, readSql } from './sql-reading.ts';
import { asks, statementText, statementWords } from './sql-text.ts';

describe('the text of a statement', () => {
	test.each([
		["select * from customers where name = 'Li ''x'' Wei' and id = 42", 'select * from customers where name = ? and id = ?'],
		['select $1, 1.5e3, .5, 0x1F, 1_000 from t', 'select ?, ?, ?, ?, ? from t'],
		[
			"copy (select name from customers where phone = E'138\\'00') to stdout",
			'copy (select name from customers where phone = ?) to stdout',
		],
		["do $body$ begin perform 'secret'; end $body$", 'do ?'],
		['do $$ begin perform 1; end $$ language plpgsql', 'do ? language plpgsql'],
		["select 1 -- it's 张三\n, /* a /* 'b */ c' */ 'x' as y", 'select ? , ? as y'],
		["select /* ' */ 'secret' /* ' */", 'select ?'],
		['select name as 张三, "city", "Zhang San", "张三" from customers', 'select name as ?, "city", ?, ? from customers'],
		["select U&'\\5F20', B'1', x'ff', n'secret', U&\"\\5F20\"", 'select ?, ?, ?, ?, ?'],
		["select 'never ends", 'select ?'],
		['select "never ends', 'select ?'],
		['select $a$never ends $b$', 'select ?'],
		['select 1 /* never ends', 'select ?'],
		['', ''],
	])('%j', (sql, text) => {
		expect(statementText(statementWords(sql))).toBe(text);
	});

	test('is cut, whatever it is', () => {
		for (const one of ['a ', "'x' ", '/* ', '$a', '"', "e'\\", '('])
			expect(statementText(statementWords(one.repeat(100_000))).length).toBeLessThanOrEqual(1_000);
	});

	test.each([
		['select name from crm.customers', false, true],
		[`select ${'id + '.repeat(1_000)} id from crm.customers`, false, true],
		[`(select ${'--\n'.repeat(3_000)} name from crm.customers)`, false, true],
		['commit := (select max(name) from crm.customers)', false, true],
		["now() || ' from '", false, false],
		['select now()', true, true],
		['commit', true, false],
		['ROLLBACK to savepoint one', true, false],
	])('whether number %# asks something', (sql, topLevel, asked) => {
		expect(asks(statementWords(sql), topLevel)).toBe(asked);
	});
});

let t: CustomersTest;
let asker: Caller;
let user: User;
let login: string;
let people: pg.Client;
let superuser: boolean;
let making: readonly { readonly query: string }[];
/** Why this server tells nothing; null where it does. */
let wrong: string | null;

const entries = async (action: string) =>
	(await t.admin('GET', `/audit?entity=sql_logins&entity_id=${login}&action=${action}&limit=100`)).body.items;
const told = async (): Promise<{ statement: string; calls: number; rows: number }[]> => {
	await readSql(t.services);
	return (await entries('sql.query')).map(({ detail }: { detail: object }) => detail);
};

beforeAll(async () => {
	t = await customersTest();
	wrong = await prepareSqlReading(t.services.database);
	superuser = (await t.rows<{ yes: boolean }>('select rolsuper as yes from pg_roles where rolname = current_user'))[0]!.yes;
	asker = await t.person('asks.in.sql@example.com', 'editor');
	user = (await findUser(t.services.database.owner, asker.id))!;
	for (const name of ['张三', 'Grace Hopper']) await t.admin('POST', '/customers', { name });
	const given = await giveDatabaseLogin(t.services, user);
	login = given.login;
	// At once: of a busy server's statements the oldest make room.
	making = await t.rows<{ query: string }>(
		wrong === null
			? "select query from pg_stat_statements where query like $1 || '% password %'"
			: 'select query from (values ($1)) of (query) where false',
		[`create role "${login}"`],
	);
	const url = new URL(t.ownerUrl);
	url.username = login;
	url.password = given.password;
	people = new pg.Client({ connectionString: url.toString() });
	people.on('error', () => {});
	await people.connect();
});
afterAll(async () => {
	await people?.end();
	await takeDatabaseLogin(t.services, user).catch(() => {});
	await t?.drop();
});

test('what is asked is found without its values: who, when, from where, how often, how many rows', async () => {
	// A server of somebody's own may have no statistics: then it is said, and nothing is read.
	const [{ loaded }] = (await t.rows<{ loaded: boolean }>(
		"select current_setting('shared_preload_libraries') like '%pg_stat_statements%' as loaded",
	)) as [{ loaded: boolean }];
	expect(wrong === null).toBe(loaded);
	if (wrong !== null) return;
	await people.query("select name, city from customers where name = '张三'");
	await people.query("select name, city from customers where name = 'Grace Hopper'");
	await people.query('select count(*) from customers where name = $1', ['Grace Hopper']);
	await people.query("do $$ begin perform id from crm.customers where name like 'Gra%'; end $$");
	await people.query("copy (select name from customers where name = '张三') to stdout").catch(() => {});
	const statements = await told();
	expect(statements).toContainEqual(
		expect.objectContaining({ statement: 'select name, city from customers where name = ?', calls: 2, rows: 2 }),
	);
	expect(statements).toContainEqual(
		expect.objectContaining({ statement: 'select count(*) from customers where name = ?', calls: 1, rows: 1 }),
	);
	expect(statements).toContainEqual(expect.objectContaining({ statement: 'do ?' }));
	if (superuser)
		expect(statements).toContainEqual(
			expect.objectContaining({
				statement: expect.stringMatching(/^(select|perform) id from crm.customers where name like \?$/i),
				nested: true,
			}),
		);
	// However much is written before the rows are named.
	const long = (columns: number, blanks: number) => `select ${'id, '.repeat(columns)}${' '.repeat(blanks)}id from crm.customers`;
	await people.query(
		`do $$ declare one record; begin for one in ${long(400, 0)} loop end loop; for one in ${long(401, 25_000)} loop end loop; end $$`,
	);
	const nested = (await told()).filter(({ statement }) => statement.startsWith('select id, id, id'));
	expect(nested).toHaveLength(superuser ? 2 : 0);
	const [entry] = await entries('sql.query');
	expect(entry).toMatchObject({ channel: 'sql', ip: '127.0.0.1', user: { id: asker.id } });
	const [all] = await t.rows<{ text: string }>("select string_agg(l::text, ' ') as text from audit_log l");
	expect(all!.text).not.toMatch(/张三|Grace|Hopper|Gra%/);
	// The server keeps such statements as they are: the password of a login was never in one.
	expect(making.map(({ query }) => query)).toEqual([expect.stringContaining('SCRAM-SHA-256$')]);
	expect(JSON.stringify(making)).not.toContain(people.password);

	// Once each; the same again is new.
	const before = (await entries('sql.query')).length;
	expect(await told()).toHaveLength(before);
	await people.query("select name, city from customers where name = 'Ada'");
	const again = await told();
	expect(again.slice(0, -before)).toEqual([
		expect.objectContaining({ statement: 'select name, city from customers where name = ?', calls: 1, rows: 0 }),
	]);
});

test('cannot be asked under another name, nor switched off', async () => {
	const refused = (sql: string) =>
		people.query(sql).then(
			() => 'done',
			({ code }) => code,
		);
	const { rows } = await people.query<{ number: number }>("select current_setting('server_version_num')::int as number");
	if (rows[0]!.number >= 160_000) {
		expect(await refused('set role clientele_sql')).toBe('42501');
		// Earlier versions granted it so.
		await t.rows(`grant clientele_sql to ${login} with set true`);
		expect(await refused('set role clientele_sql; reset role')).toBe('done');
		expect(await loginsThatShare(t.services.database.owner)).toEqual([login]);
		await prepareSqlReading(t.services.database);
		expect(await loginsThatShare(t.services.database.owner)).toEqual([]);
		expect(await refused('set role clientele_sql')).toBe('42501');
	}
	if (wrong !== null) return;
	for (const sql of [
		"set pg_stat_statements.track = 'none'",
		"alter role current_user set pg_stat_statements.track = 'none'",
		'set compute_query_id = off',
		'select public.pg_stat_statements_reset()',
		'select * from public.pg_stat_statements',
		...(rows[0]!.number >= 170_000 ? ['set event_triggers = off'] : []),
	])
		expect([sql, await refused(sql)]).toEqual([sql, '42501']);
});

test('what the server forgot counts from the beginning when it is asked again', async () => {
	if (wrong !== null) return;
	const calls = async () =>
		(await told()).filter(({ statement }) => statement === 'select value from contact_points').map((one) => one.calls);
	const ask = () => people.query('select value from contact_points');
	await ask();
	expect(await calls()).toEqual([1]);
	// One alone, as when others push it out; read in between before it is asked again.
	await t.rows(
		"select pg_stat_statements_reset(userid, dbid, queryid) from pg_stat_statements where query = 'select value from contact_points'",
	);
	await readSql(t.services);
	await ask();
	expect(await calls()).toEqual([1, 1]);
	// All of them, with as many calls again before anybody reads.
	await t.rows('select pg_stat_statements_reset()');
	await ask();
	expect(await calls()).toEqual([1, 1, 1]);
	const hands = await t.services.database.owner.connect();
	await forgetStatements(hands);
	hands.release();
	expect(await t.rows('select from sql_statements')).toEqual([]);
	await ask();
	expect(await calls()).toEqual([1, 1, 1, 1]);
});

test('a sign-in is an entry, where the server can tell', async () => {
	const { rows } = await people.query<{ number: number }>("select current_setting('server_version_num')::int as number");
	const signIns = await entries('sql.sign_in');
	if (!superuser || rows[0]!.number < 170_000) expect(signIns).toEqual([]);
	else {
		expect(signIns).toMatchObject([{ channel: 'sql', ip: '127.0.0.1', user: { id: asker.id }, entity_id: login }]);
		const readOnly = new pg.Client({
			host: people.host,
			port: people.port,
			user: login,
			password: people.password as string,
			database: people.database as string,
			options: '-c default_transaction_read_only=on',
		});
		readOnly.on('error', () => {});
		await expect(readOnly.connect()).rejects.toMatchObject({ code: '25006', hint: expect.stringContaining('set it afterwards') });
	}
});

test('where sign-ins are not noted an entry has the addresses that may have asked; a login made by hand is counted like others', async () => {
	if (wrong !== null || !superuser) return;
	await t.rows(`alter role ${login} reset pg_stat_statements.track`);
	const noted = (await t.rows("select from pg_event_trigger where evtname = 'clientele_sql_signed_in'")).length > 0;
	if (noted) await t.rows('alter event trigger clientele_sql_signed_in disable');
	await people.query('select label from contact_points');
	await readSql(t.services);
	if (noted) await t.rows('alter event trigger clientele_sql_signed_in enable');
	expect((await entries('sql.query'))[0]).toMatchObject({ ip: null, detail: { addresses: ['127.0.0.1'] } });
	expect(
		await t.rows(`select from pg_db_role_setting where setrole = '${login}'::regrole and 'pg_stat_statements.track=all' = any (setconfig)`),
	).toHaveLength(1);
});
