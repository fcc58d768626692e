// The migrations on a real server: what they make, that they may run again, and that the role without ownership is bound by row-level security.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareDatabase } from '../prepare.ts';
import { audit } from './audit.ts';
import { read, write } from './database.ts';
import { type TestDatabase, testDatabase } from './testing.ts';

let db: TestDatabase;
beforeAll(async () => {
	db = await testDatabase();
});
afterAll(() => db.drop());

describe('migrate', () => {
	test('runs nothing the second time', async () => {
		expect(await prepareDatabase(db.ownerUrl)).toEqual([]);
	});

	test('the role without ownership sees only the rows of its scopes and its own', async () => {
		await db.database.owner.query(
			`insert into customers (golden_id, scope_id, owner_id, name) values (1, 1, null, 'everyone'), (2, 2, null, 'team'), (3, 2, 7, 'mine')`,
		);
		const names = async (user_id: number, scopes: number[]) =>
			(await read(db.database, { user_id, scopes }, (client) => client.query('select name from customers order by id'))).rows.map(
				(row) => row.name,
			);
		expect(await names(1, [1])).toEqual(['everyone']);
		expect(await names(7, [1])).toEqual(['everyone', 'mine']);
		expect(await names(1, [1, 2])).toEqual(['everyone', 'team', 'mine']);
		expect(await names(0, [])).toEqual([]);
	});

	test('a row cannot be put into a scope that the writer may see but not change', async () => {
		const insert = (scope: number) =>
			write(db.database, { user_id: 5, scopes: [1, 2], write_scopes: [1] }, async (client) => {
				const { rows } = await client.query<{ id: number }>('insert into customers (golden_id, scope_id) values (9, $1) returning id', [
					scope,
				]);
				await audit(client, { action: 'customers.create', entity: 'customers', entity_id: rows[0]!.id, customer_id: rows[0]!.id });
			});
		await expect(insert(2)).rejects.toThrow(/row-level security/);
		await expect(insert(1)).resolves.toBeUndefined();
	});

	test('without a context nothing is seen', async () => {
		const { rows } = await db.database.app.query('select count(*)::int as count from customers');
		expect(rows[0].count).toBe(0);
	});
});
