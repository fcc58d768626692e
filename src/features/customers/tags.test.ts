// Deleting tags: those that nobody carries go, the others are refused with the number of customers that carry them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ask } from '../../platform/testing.ts';
import { type CustomersTest, customersTest } from './testing.ts';

let t: CustomersTest;
let admin: Ask;
beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
});
afterAll(() => t.drop());

const names = async () => (await admin('GET', '/tags')).body.items.map(({ name }: { name: string }) => name);
const remove = (name: string, ask = admin) => ask('DELETE', `/tags/${encodeURIComponent(name)}`);

test('a tag that nobody carries goes, and one that was never there is told of', async () => {
	await admin('PUT', '/tags/old%20campaign', { colour: 'red' });
	expect(await names()).toEqual(['old campaign']);
	expect((await remove('old campaign')).status).toBe(204);
	expect(await names()).toEqual([]);
	expect((await remove('old campaign')).body).toMatchObject({ status: 404, code: 'tag_not_found' });
});

test('a tag that customers carry stays, with their number in the language of the person', async () => {
	const add = async (body: object) => (await admin('POST', '/customers', body)).body.id as number;
	const [one, two] = [await add({ name: 'One', tags: ['老客户'] }), await add({ name: 'Two', tags: ['老客户', 'b'] })];
	const { ask: editor } = await t.person('ed@example.com', 'editor');
	expect((await remove('老客户', editor)).status).toBe(403);
	const { ask: chinese } = await t.person('mei@example.com', 'admin', { asksIn: 'zh-CN' });
	const refused = await remove('老客户', chinese);
	expect(refused.body).toMatchObject({ status: 409, code: 'tag_in_use', customers: 2 });
	expect(refused.body.detail).toContain('还有 2 位客户');

	// In the trash it is carried still; taken off it is not, whatever a source once said.
	await admin('DELETE', `/customers/${one}`);
	expect((await remove('老客户')).body.customers).toBe(2);
	await admin('POST', `/customers/${one}/restore`);
	for (const id of [one, two]) await admin('PATCH', `/customers/${id}`, { tags: [] });
	expect((await remove('老客户')).status).toBe(204);
	expect(await names()).toEqual(['b']);

	// Said again, it is there again.
	await admin('PATCH', `/customers/${one}`, { tags: ['老客户'] });
	expect(await names()).toContain('老客户');
});

test('customers are counted whose look-up rows are still to be made, and none twice', async () => {
	const { id } = (await admin('POST', '/customers', { name: 'Due', tags: ['due'] })).body;
	await t.rows('insert into index_queue (customer_id) values ($1)', [id]);
	expect((await remove('due')).body.customers).toBe(1);
	await t.rows("delete from lookup where token = 'tdue'");
	expect((await remove('due')).body.customers).toBe(1);
	await t.rows('delete from index_queue');
	await t.rows('insert into index_ranges (first_id, last_id) values ($1, $1)', [id]);
	expect((await remove('due')).body.customers).toBe(1);
	await t.rows('delete from index_ranges');
});

test('tags are searched by any part of their name, taken as it stands, and read page by page', async () => {
	for (const name of ['Gold 2024', 'gold 2025', '金卡', '100% cotton', '100 cotton'])
		expect((await admin('PUT', `/tags/${encodeURIComponent(name)}`, { colour: 'blue' })).status).toBe(200);
	const found = async (query: string) => {
		const { items, next } = (await admin('GET', `/tags?${query}`)).body;
		return { names: items.map(({ name }: { name: string }) => name), next };
	};
	expect((await found('search=gold')).names.sort()).toEqual(['Gold 2024', 'gold 2025']);
	expect((await found('search=%E9%87%91')).names).toEqual(['金卡']);
	expect((await found('search=100%25')).names).toEqual(['100% cotton']);
	const first = await found('search=GOLD&limit=1');
	expect(first.names).toHaveLength(1);
	const second = await found(`search=GOLD&limit=1&after=${encodeURIComponent(first.next)}`);
	expect([...first.names, ...second.names].sort()).toEqual(['Gold 2024', 'gold 2025']);
	expect(second.next).toBeNull();
	expect((await admin('GET', `/tags?search=${'x'.repeat(101)}`)).status).toBe(400);
});

test('the colours of tags are read by their names', async () => {
	await admin('PUT', '/tags/%E9%87%91%E5%8D%A1', { colour: 'yellow' });
	const { body } = await admin('POST', '/tags/find', { names: ['金卡', 'nobody knows this one'] });
	expect(body.items).toEqual([{ name: '金卡', colour: 'yellow' }]);
	expect((await admin('POST', '/tags/find', { names: [] })).status).toBe(400);
	expect((await admin('POST', '/tags/find', { names: Array(1001).fill('x') })).status).toBe(400);
});
