// Copies for testing: the same shape, nobody in it, the same made-up values each time.
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandPrincipal } from '../access/accounts.ts';
import { type CustomersTest, customersTest } from '../customers/testing.ts';
import { exportTo } from './run.ts';
import { exportOptions } from './schema.ts';

let t: CustomersTest;

beforeAll(async () => {
	t = await customersTest();
	await t.admin('POST', '/attributes', { name: 'remark', type: 'text', label_en: 'Remark', label_zh: '备注' });
	await t.admin('POST', '/attributes', { name: 'size', type: 'number', label_en: 'Size', label_zh: '尺码', personal: 'none' });
	await t.admin('POST', '/customers', {
		name: '张小明',
		email: 'xiaoming@example.org',
		phone: '+8613912345678',
		tax_id: 'DE136695976',
		birth_date: '1987-03-04',
		company: 'Zyxcorp',
		job_title: 'zyx-title',
		city: '上海',
		attributes: { remark: 'zyx-remark', size: 42 },
	});
	await t.admin('POST', '/customers', { name: 'Grace Zyxford', email: 'grace@zyx.example.org', company: 'Zyxcorp' });
});
afterAll(() => t.drop());

async function exported(format: 'csv' | 'ndjson', anonymised: boolean): Promise<string> {
	const out = new PassThrough();
	const [all] = await Promise.all([
		text(out),
		exportTo(t.services, await commandPrincipal(t.services), exportOptions.parse({ format }), out, { anonymised }),
	]);
	return all;
}

test('nothing real is left, and the shape is the same', async () => {
	const real = (await exported('ndjson', false))
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));
	const copy = await exported('ndjson', true);
	const rows = copy
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));
	expect(rows.map((row) => Object.keys(row))).toEqual(real.map((row) => Object.keys(row)));
	expect(copy).not.toMatch(/zyx|xiaoming|小明|13912345678|136695976|1987-03-04|Grace Z/i);
	const [one, other] = rows;
	expect(one.email).toMatch(/^u[0-9a-f]{10}@example\.com$/);
	expect(one.phone).toMatch(/^\+1\d{3}55501\d\d$/);
	expect(one.name).toBe(`${one.family_name}${one.given_name}`);
	expect(one.birth_date).toMatch(/^1987-0[2-4]-\d\d$/);
	expect(one.city).toBe('上海');
	expect([one.job_title, one['attributes.remark'] ?? null, one['attributes.size']]).toEqual([null, null, 42]);
	// The same company stays the same one; people do not become each other.
	expect(one.company).toBe(other.company);
	expect(one.id).not.toBe(other.id);
	expect(real.map(({ id }) => id)).not.toContain(one.id);
});

test('the same rows give the same copy, also as CSV', async () => {
	const first = await exported('csv', true);
	expect(await exported('csv', true)).toBe(first);
	expect(first).not.toMatch(/zyx|小明/i);
	expect(first.trim().split('\n')).toHaveLength(3);
});
