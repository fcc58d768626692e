// The triggers of test databases can fail: what no entry accounts for is refused at commit, whoever of the program writes it and however.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit, auditBatch } from './audit.ts';
import { asOwner, type Database, type Queryable, write } from './database.ts';
import { type TestDatabase, testDatabase } from './testing.ts';

let t: TestDatabase;
let database: Database;
let ids: number[];

const person = { user_id: 5, scopes: [1], write_scopes: [1] };
const renamed = (client: Queryable, wanted: readonly number[], name: string) =>
	client.query('update customers set name = $2 where id = any ($1)', [wanted, name]);
/** The entry of one customer. */
const told = (client: Queryable, id: number) =>
	audit(client, { action: 'customers.edit', entity: 'customers', entity_id: id, customer_id: id });
const batch = { action: 'customers.recompute', entity: 'customers' } as const;
const namesOf = async () =>
	(await database.owner.query<{ name: string }>('select name from customers order by id')).rows.map(({ name }) => name);

beforeAll(async () => {
	t = await testDatabase();
	database = t.database;
	// By the test's own hands: nothing has to account for it.
	const { rows } = await database.owner.query<{ id: number }>(
		"insert into customers (golden_id, scope_id, name) select n, 1, 'as it was' from generate_series(1, 3) n returning id",
	);
	ids = rows.map(({ id }) => id);
});
afterAll(() => t?.drop());

test('a write without an entry is refused, for a person, for the owner and without a transaction', async () => {
	await expect(write(database, person, (client) => renamed(client, ids, 'a'))).rejects.toThrow('audit: no entry accounts for customers');
	await expect(asOwner(database, (client) => renamed(client, ids, 'a'))).rejects.toThrow('audit: no entry accounts for customers');
	await expect(asOwner(database, (client) => client.query("insert into tags (name) values ('a')"))).rejects.toThrow(
		'audit: no entry accounts for tags a',
	);
	await expect(asOwner(database, (client) => client.query('delete from customers where id = $1', [ids[0]]))).rejects.toThrow('no entry');
	expect(await namesOf()).toEqual(['as it was', 'as it was', 'as it was']);
});

test('an entry about another thing does not account for it', async () => {
	const [one, two] = ids as [number, number];
	const other = asOwner(database, async (client) => {
		await renamed(client, [one], 'b');
		await told(client, two);
	});
	await expect(other).rejects.toThrow('no entry accounts for customers');
	const half = asOwner(database, async (client) => {
		await renamed(client, [one], 'b');
		await client.query("insert into tags (name) values ('b')");
		await told(client, one);
	});
	await expect(half).rejects.toThrow('no entry accounts for tags b');
});

test('a batch has to have the number and the digests of what changed', async () => {
	const of = (named: readonly number[]) =>
		asOwner(database, async (client) => {
			await renamed(client, ids, 'c');
			await auditBatch(client, batch, named);
		});
	await expect(of(ids.slice(0, 2))).rejects.toThrow('tells of 2 customers, changed were 3');
	const forged = asOwner(database, async (client) => {
		await renamed(client, ids, 'c');
		await audit(client, { ...batch, count: 3, digest_before: '0'.repeat(64), digest_after: '0'.repeat(64) });
	});
	await expect(forged).rejects.toThrow('tells of 3 customers, changed were 3');
	await of(ids);
	expect(await namesOf()).toEqual(['c', 'c', 'c']);
});

test('what is accounted for, changes nothing or is how far work has come passes', async () => {
	const [one] = ids as [number];
	await write(database, person, async (client) => {
		await renamed(client, [one], 'd');
		await told(client, one);
	});
	await asOwner(database, (client) => renamed(client, [one], 'd'));
	await asOwner(database, (client) => client.query("update imports set rows = rows + 1 where state = 'running'"));
	expect(await namesOf()).toEqual(['d', 'c', 'c']);
});
