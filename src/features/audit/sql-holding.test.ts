// People who write SQL against the program itself: its locks, its tables locked as a whole, its queue, a store of their own. On a real server, through a login.
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { write } from '../../platform/database.ts';
import { startWork } from '../../platform/jobs.ts';
import { peopleSql } from '../../platform/people-sql.ts';
import { prepareDatabase } from '../../prepare.ts';
import { giveDatabaseLogin, takeDatabaseLogin } from '../access/database-login.ts';
import { findUser } from '../access/queries.ts';
import type { User } from '../access/schema.ts';
import { type CustomersTest, customersTest } from '../customers/testing.ts';
import { seal } from './sealing.ts';
import { endHolding, HoldingGuard } from './sql-holding.ts';

let t: CustomersTest;
let user: User;
let login: { login: string; password: string };
let people: pg.Client;

const refused = (sql: string) =>
	people.query(sql).then(
		() => 'done',
		({ code }) => code as string,
	);

beforeAll(async () => {
	t = await customersTest();
	user = (await findUser(t.services.database.owner, (await t.person('locks@example.com', 'reader')).id))!;
	login = await giveDatabaseLogin(t.services, user);
	await t.admin('POST', '/customers', { name: 'Grace Hopper' });
});
beforeEach(async () => {
	const url = new URL(t.ownerUrl);
	url.username = login.login;
	url.password = login.password;
	people = new pg.Client({ connectionString: url.toString() });
	people.on('error', () => {});
	await people.connect();
	return () => people.end().catch(() => {});
});
afterAll(async () => {
	await takeDatabaseLogin(t.services, user).catch(() => {});
	await t?.drop();
});

/** Whether the owner here is a superuser, who may take away what PostgreSQL gives to all. */
const strong = async () => (await t.rows<{ yes: boolean }>('select rolsuper as yes from pg_roles where rolname = current_user'))[0]!.yes;

test('locks of the program and objects that outlive a session are not for people', async () => {
	if (!(await strong())) return;
	for (const sql of [
		"select pg_advisory_lock(hashtext('clientele audit seal'))",
		"select pg_try_advisory_xact_lock(hashtext('clientele sql reading'))",
		'select pg_advisory_unlock_all()',
		"select lo_from_bytea(0, 'everybody')",
		'select lo_create(0)',
	])
		expect([sql, await refused(sql)]).toEqual([sql, '42501']);
});

test('what fails of a request is in no log of the server, which would quote values', async () => {
	if (!(await strong())) return;
	expect(await t.rows("select 'log_min_messages=fatal' = any (rolconfig) as quiet from pg_roles where rolname = 'clientele_app'")).toEqual([
		{ quiet: true },
	]);
	expect(await refused("set log_min_messages = 'fatal'")).toBe('42501');
});

test('a start takes away again what a restore without rights gave back to all', async () => {
	if (!(await strong())) return;
	await t.rows('grant execute on function pg_advisory_lock(bigint) to public');
	await prepareDatabase(t.ownerUrl);
	expect(await refused('select pg_advisory_lock(1)')).toBe('42501');
});

test('an owner who may set that, and may not alter the role, starts all the same', async () => {
	if (!(await strong())) return;
	const owner = await t.services.database.owner.connect();
	try {
		await owner.query('begin');
		await owner.query('alter role clientele_app reset log_min_messages');
		await owner.query('create role holding_owner');
		await owner.query('grant set on parameter log_min_messages to holding_owner');
		await owner.query('set local role holding_owner');
		for (const statement of peopleSql) await owner.query(statement);
	} finally {
		await owner.query('rollback');
		owner.release();
	}
});

test('where they are, whoever holds one is sent away, and the audit is sealed', async () => {
	await t.rows(`grant execute on function pg_advisory_lock(bigint) to ${login.login}`);
	await people.query("select pg_advisory_lock(hashtext('clientele audit seal'))");
	await t.admin('POST', '/customers', { name: 'Ada Lovelace' });
	expect(await seal(t.services)).toBe(0);
	const guard = new HoldingGuard(t.services);
	await guard.look();
	await guard.end();
	await expect(people.query('select 1')).rejects.toThrow();
	expect(await seal(t.services)).toBeGreaterThan(0);
	const { items } = (await t.admin('GET', `/audit?action=sql.ended`)).body;
	expect(items[0]).toMatchObject({ entity_id: login.login, detail: { held: 'lock', user_id: user.id } });
	await t.rows(`revoke execute on function pg_advisory_lock(bigint) from ${login.login}`);
});

/** A change by the program that waits for what somebody holds. */
async function heldUp(hold: string): Promise<{ ended: unknown[]; changed: Promise<unknown> }> {
	await people.query(hold);
	const context = { user_id: 0, scopes: [1], write_scopes: [1] };
	const changed = write(t.services.database, context, (client) => client.query('select from customers for update'));
	for (let ended: unknown[] = []; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
		ended = await endHolding(t.services.database.owner, { table: '0.1 seconds', rows: '0.2 seconds' });
		if (ended.length > 0) return { ended, changed };
	}
}

test.each([
	['table', 'begin; lock table crm.customers in access exclusive mode'],
	['rows', 'begin; select * from crm.customers for update'],
])('who keeps the program from a %s is sent away, and it goes on', async (held, hold) => {
	const { ended, changed } = await heldUp(hold);
	expect(ended).toEqual([{ login: login.login, user_id: user.id, held }]);
	await changed;
	await expect(people.query('select 1')).rejects.toThrow();
});

test('who only reads or waits stays, whatever the program waits for', async () => {
	await people.query('begin; select * from crm.customers');
	const holder = await t.services.database.owner.connect();
	await holder.query('begin; select from customers for update');
	const waiting = write(t.services.database, { user_id: 0, scopes: [1], write_scopes: [1] }, (client) =>
		client.query('select from customers for update'),
	);
	await new Promise((resolve) => setTimeout(resolve, 300));
	expect(await endHolding(t.services.database.owner, { table: '0 seconds', rows: '0 seconds' })).toEqual([]);
	await holder.query('rollback');
	holder.release();
	await waiting;
	expect(await refused('select 1')).toBe('done');
});

test('a message to the queue does not end the work', async () => {
	const done: unknown[] = [];
	const runner = await startWork(t.services, { 'tests.note': async (payload) => void done.push(payload) });
	try {
		const heard = new Promise<void>((resolve) => runner.events.on('pool:listen:notification', () => resolve()));
		for (let sent = false; !sent; ) {
			await people.query(`select pg_notify('worker:migrate', '{"migrationNumber": 99, "breaking": true}')`);
			sent = await Promise.race([heard.then(() => true), new Promise<false>((resolve) => setTimeout(() => resolve(false), 100))]);
		}
		await t.services.jobs.add(t.services.database.owner, 'tests.note', { n: 1 });
		while (done.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
		expect(done).toEqual([{ n: 1 }]);
	} finally {
		await runner.stop();
	}
});
