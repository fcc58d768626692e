// The plan behind requests that name a relationship alone: an index, also as the role that row-level security binds.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { read } from '../../platform/database.ts';
import { type CustomersTest, customersTest } from './testing.ts';

let t: CustomersTest;
beforeAll(async () => {
	t = await customersTest();
});
afterAll(() => t.drop());

test('a relationship is found by its id without reading the others', async () => {
	const { id } = (await t.admin('POST', '/customers', { name: '林冲' })).body;
	await t.rows(
		"insert into relationships (customer_id, type, other_id) select $1::bigint, 'referred', $1 + n from generate_series(1, 5000) n",
		[id],
	);
	await t.rows('analyze relationships');
	const plan = await read(t.services.database, { user_id: 1, scopes: [1] }, async (client) => {
		const { rows } = await client.query<{ 'QUERY PLAN': string }>('explain select id from relationships where id = 2500 for update');
		return rows.map((row) => row['QUERY PLAN']).join('\n');
	});
	expect(plan).toContain('Index Scan using relationships_id on relationships');
});
