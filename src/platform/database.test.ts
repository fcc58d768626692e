// Who asks and what a transaction keeps, on a real PostgreSQL.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bounded, type Context, type Database, read, write } from './database.ts';
import { type TestDatabase, testDatabase } from './testing.ts';

const anna: Context = { user_id: 11, scopes: [1, 2] };
const bert: Context = { user_id: 22, scopes: [] };
const who = "select current_setting('app.user_id', true) as user_id, current_setting('app.scopes', true) as scopes";

let t: TestDatabase;
let database: Database;

beforeAll(async () => {
	t = await testDatabase();
	({ database } = t);
	await database.owner.query('create table kept (n integer); grant all on kept to clientele_app');
});

afterAll(() => t.drop());

test('each sees its own context, whatever connection it gets', async () => {
	const seen = await Promise.all(
		Array.from({ length: 80 }, async (_, i) => {
			const context = i % 2 ? anna : bert;
			const run = i % 3 ? read : write;
			const { rows } = await run(database, context, (client) => client.query(who));
			return [rows[0], context];
		}),
	);
	for (const [row, context] of seen)
		expect(row).toEqual({ user_id: String((context as Context).user_id), scopes: `{${(context as Context).scopes.join(',')}}` });
});

test('what a writer changes of its context is gone for the next', async () => {
	await write(database, anna, (client) => client.query("set local app.scopes = '{99}'"));
	await expect(write(database, anna, (client) => client.query('select 1 / 0'))).rejects.toThrow(/zero/);
	for (const context of [anna, bert, anna])
		expect((await read(database, context, (client) => client.query(who))).rows[0]).toMatchObject({
			scopes: `{${context.scopes.join(',')}}`,
		});
});

test('a failure takes everything back, success keeps everything', async () => {
	const count = async () => (await database.owner.query<{ n: number }>('select count(*) as n from kept')).rows[0]!.n;
	await expect(
		write(database, anna, async (client) => {
			await client.query('insert into kept values (1)');
			throw new Error('no');
		}),
	).rejects.toThrow('no');
	expect(await count()).toBe(0);
	await write(database, anna, (client) => client.query('insert into kept values (1)'));
	expect(await count()).toBe(1);
});

test('reading is ended after its time, and the connection goes on', async () => {
	const began = Date.now();
	await expect(read(database, anna, (client) => bounded(client, 50, () => client.query('select pg_sleep(5)')))).rejects.toMatchObject({
		code: '57014',
	});
	expect(Date.now() - began).toBeLessThan(2_000);
	for (let i = 0; i < 10; i++) await read(database, anna, (client) => client.query('select pg_sleep(0.06)'));
	expect((await read(database, bert, (client) => client.query(who))).rows[0]).toMatchObject({ user_id: '22' });
});

test('connections that the server cut are replaced', async () => {
	await read(database, anna, (client) => client.query('select 1'));
	await database.owner.query(
		"select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'clientele' and datname = current_database()",
	);
	let failures = 0;
	for (let i = 0; i < 10; i++) await read(database, anna, (client) => client.query('select 1')).catch(() => failures++);
	expect(failures).toBeLessThanOrEqual(8);
	expect((await read(database, anna, (client) => client.query(who))).rows[0]).toMatchObject({ user_id: '11' });
});

test('dates and times stay text, whole numbers numbers', async () => {
	const { rows } = await read(database, anna, (client) =>
		client.query("select date '2024-02-29' as d, timestamptz '2024-02-29 12:00:00.123456+08' as t, 9007199254740991::bigint as n"),
	);
	expect(rows[0]).toEqual({ d: '2024-02-29', t: '2024-02-29 04:00:00.123456+00', n: 9_007_199_254_740_991 });
});

test('the role of the program owns nothing and may neither make tables nor see rows without a context', async () => {
	await expect(database.app.query('create table public.mine (n integer)')).rejects.toMatchObject({ code: '42501' });
	await expect(database.app.query('alter table customers disable row level security')).rejects.toMatchObject({ code: '42501' });
	await database.owner.query('insert into customers (golden_id) values (1)');
	const bare = await database.app.connect();
	try {
		await bare.query('discard all');
		expect((await bare.query('select from customers')).rowCount).toBe(0);
	} finally {
		bare.release(true);
	}
	expect((await read(database, anna, (client) => client.query('select from customers'))).rowCount).toBe(1);
	expect((await read(database, bert, (client) => client.query('select from customers'))).rowCount).toBe(0);
});
