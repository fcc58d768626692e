// Two people of one short name: of one nothing is left in what imports kept, of the other everything.
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CustomersTest, customersTest } from '../customers/testing.ts';
import { importTasks } from '../imports/jobs.ts';
import { erasureTasks } from './erasure-jobs.ts';

let t: CustomersTest;
beforeAll(async () => {
	t = await customersTest();
});
afterAll(() => t.drop());

const upload = async (name: string, csv: string): Promise<number> =>
	(await t.admin('POST', `/imports?file_name=${name}.csv`, Buffer.from(csv))).body.import.id;
const run = async (id: number, options: object) => {
	expect((await t.admin('POST', `/imports/${id}/start`, options)).status).toBe(202);
	await importTasks['imports.run']!({ import_id: id } as never, t.services);
};
const correct = (id: number, row: number, position: number, value: string) =>
	t.admin('PATCH', `/imports/${id}/corrections`, { corrections: [{ row, position, value }] });
const kept = (table: 'import_problems' | 'import_corrections', id: number) =>
	t
		.rows<{ row: number }>(`select distinct "row" from ${table} where import_id = $1 order by 1`, [id])
		.then((rows) => rows.map(({ row }) => row));

it('takes the rows of one by key, customer and address, and leaves those of the other, whose key hers is part of', async () => {
	const shop = await upload(
		'shop',
		[
			'id,name,email,birth_date,note',
			// Of her: taken with a doubt, and refused.
			'12,Li,li@one.example,not a day,',
			',,li@one.example@@,,',
			// Of the other: taken with a doubt, and a row that mentions 12 in its key and elsewhere.
			'2012-5,Li,li@two.example,not a day,',
			'2012-6,Li,broken@@,,room 12',
		].join('\n'),
	);
	await correct(shop, 3, 3, 'not a day either');
	await run(shop, { source: 'shop' });
	expect(await kept('import_problems', shop)).toEqual([1, 2, 3, 4]);
	await correct(shop, 4, 2, 'li@two.example');
	// Files that wait: one of the same source with her key, one that only looks like it, one of another source with the same key.
	const waits = await upload('waits', 'id,name\n12,Nobody\n');
	const looks = await upload('looks', 'id,name\n2012-7,Somebody\n13,Room 12\n');
	for (const [id, source] of [
		[waits, 'shop'],
		[looks, 'shop'],
	] as const)
		await t.admin('POST', `/imports/${id}/preview`, { source });
	const other = await upload('other', 'id,name\n12,Somebody Else\n14,Broken\n');
	await run(other, { source: 'other' });

	const [her] = await t.rows<{ id: number }>("select id from customers where email = 'li@one.example'");
	const namesake = await t.rows<{ id: number }>("select id from customers where email = 'li@two.example'");
	const erased = await t.admin('POST', `/customers/${her!.id}/erase`, { reason: 'asked for it on the 12th' });
	expect(erased.status).toBe(200);
	await erasureTasks['privacy.after_erasure']!({ erasure_id: erased.body.id } as never, t.services);

	expect(await kept('import_problems', shop)).toEqual([3, 4]);
	expect(await kept('import_corrections', shop)).toEqual([3, 4]);
	const [rest] = await t.rows<{ text: string }>("select string_agg(p::text, '') as text from import_problems p");
	expect(rest!.text).not.toMatch(/li@one/);
	const there = await t.rows<{ id: number; file: string | null }>('select id, file from imports order by id');
	expect(Object.fromEntries(there.map(({ id, file }) => [id, file !== null && existsSync(file)]))).toEqual({
		[shop]: false,
		[waits]: false,
		[looks]: true,
		[other]: true,
	});
	expect(await t.rows('select id from customers where id = $1 and state = $2', [namesake[0]!.id, 'active'])).toHaveLength(1);
});

it('leaves the row of somebody else that says no more of the person than a telephone which both have', async () => {
	const rows = 'id,name,phone,birth_date\nz1,Paul Zander,13812345678,not a day\n';
	const family = await upload('family', rows);
	await run(family, { source: 'family' });
	const { id } = (await t.admin('POST', '/customers', { name: 'Anna Meyer', phone: '138 1234 5678', email: 'anna@one.example' })).body;
	const named = await upload('named', 'id,name,phone,birth_date,note\nz2,Ruth Zander,13712345678,not a day,knows anna@one.example\n');
	await run(named, { source: 'family' });
	expect((await t.admin('POST', `/customers/${id}/erase`, { reason: 'asked for it' })).status).toBe(200);
	expect(await kept('import_problems', family)).toEqual([1]);
	expect(await kept('import_problems', named)).toEqual([]);
});
