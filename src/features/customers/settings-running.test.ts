// A rule that changes while others write: who had read the old one leaves nothing that was computed by it.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CustomersTest, customersTest } from './testing.ts';

let t: CustomersTest;

beforeAll(async () => {
	t = await customersTest();
});

afterAll(() => t.drop());

test('a batch that read the old trust of its source and ends after the change is computed anew', async () => {
	const ask = t.admin;
	const { id } = (await ask('POST', '/customers', { name: 'Ada', company: 'Old', source: 'shop', external_id: '1' })).body;
	// The customer that makes the source known.
	await ask('POST', '/customers', { name: 'Bo', source: 'fair', external_id: '2' });
	const [fair] = await t.rows<{ id: number }>("update sources set trust = 10 where name = 'fair' returning id");
	const batch = await t.services.database.owner.connect();
	try {
		await batch.query('begin');
		await batch.query(
			`with record as (
				insert into source_records (customer_id, source_id, key, content, content_hash) values ($1, $2, '1', '{"company": "New"}', gen_random_uuid()) returning id
			) insert into assignments (customer_id, source_record_id, cause) select $1, id, 'key' from record`,
			[id, fair!.id],
		);
		await batch.query('select recompute_customers(array[$1::bigint])', [id]);
		expect((await ask('PATCH', `/sources/${fair!.id}`, { trust: 90 })).status).toBe(200);
		const working = t.work();
		await Promise.race([working, pause(1_500)]);
		await batch.query('commit');
		await working;
	} finally {
		batch.release();
	}
	expect((await ask('GET', `/customers/${id}`)).body.company).toBe('New');
	expect(await t.rows('select * from recomputes where finished_at is null')).toEqual([]);
});
