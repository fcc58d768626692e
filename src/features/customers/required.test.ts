// Required attributes: demanded of whoever creates a customer by any way, kept by every edit, and no hindrance to customers from before.

import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { peopleRole, urlFor } from '../../platform/migrate.ts';
import type { Ask } from '../../platform/testing.ts';
import { refusal } from './crm-testing.ts';
import { type CustomersTest, customersTest } from './testing.ts';

let t: CustomersTest;
let admin: Ask;
let chinese: Ask;
let people: pg.Client;
/** A customer from before the attribute was required. */
let old: number;

const missing = { path: 'attributes.level', code: 'attribute_required' };

beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
	chinese = (await t.person('mei@example.com', 'editor', { asksIn: 'zh-CN' })).ask;
	people = new pg.Client({ connectionString: urlFor(t.ownerUrl, peopleRole) });
	await people.connect();
	old = (await admin('POST', '/customers', { name: '旧客户', source: 'shop', external_id: 'old' })).body.id;
	await admin('POST', '/attributes', { name: 'level', type: 'number', label_en: 'Level', label_zh: '等级', required: true });
	await admin('POST', '/attributes', { name: 'colour', type: 'text', label_en: 'Colour', label_zh: '颜色' });
});
afterAll(async () => {
	await people.end();
	await t.drop();
});

const attributesOf = async (id: number) => (await admin('GET', `/customers/${id}`)).body.attributes;

describe('creating', () => {
	test('is refused with the name of the attribute, in the language of the person, beside what else is wrong', async () => {
		for (const attributes of [undefined, {}, { level: null }, { level: '' }, { level: ' ' }, { colour: 'red' }]) {
			const reply = await admin('POST', '/customers', { name: 'Ann', ...(attributes && { attributes }) });
			expect([reply.status, reply.body.code], JSON.stringify(attributes)).toEqual([400, 'values_refused']);
			expect(reply.body.problems, JSON.stringify(attributes)).toMatchObject([{ ...missing, message: expect.stringContaining('“Level”') }]);
		}
		const reply = await chinese('POST', '/customers', { name: '安', phone: 'call me' });
		expect(reply.body.problems.map(({ path }: { path: string }) => path)).toEqual(['phone', 'attributes.level']);
		expect(reply.body.problems[1].message).toContain('“等级”为必填');
	});

	test('takes every value that there is, zero as well', async () => {
		const { status, body } = await admin('POST', '/customers', { name: 'Zero', attributes: { level: 0 } });
		expect([status, body.attributes]).toEqual([201, { level: 0 }]);
	});

	test('by bulk is refused item by item', async () => {
		const { body } = await admin('POST', '/customers/bulk', {
			items: [
				{ action: 'create', customer: { name: 'With', attributes: { level: 1 } } },
				{ action: 'create', customer: { name: 'Without' } },
			],
		});
		expect(body.results.map(({ status }: { status: number }) => status)).toEqual([201, 400]);
		expect(JSON.stringify(body.results[1])).toContain('attributes.level');
		expect(await t.rows("select from customers where name = 'Without'")).toEqual([]);
	});

	test('from a source: what is known already may go on without it, what is new may not', async () => {
		const again = await admin('POST', '/customers', { name: '旧客户二', source: 'shop', external_id: 'old' });
		expect([again.status, again.body.id, again.body.name]).toEqual([200, old, '旧客户二']);
		expect((await admin('POST', '/customers', { name: '新客户', source: 'shop', external_id: 'new' })).status).toBe(400);
		expect((await admin('POST', '/customers', { name: '新客户', source: 'shop' })).status).toBe(400);
		const made = await admin('POST', '/customers', { name: '新客户', source: 'shop', external_id: 'new', attributes: { level: 3 } });
		expect(made.status).toBe(201);
		// The same record without it takes away what this source alone said.
		expect((await admin('POST', '/customers', { name: '新客户', source: 'shop', external_id: 'new' })).body.problems).toMatchObject([
			missing,
		]);
		expect(await attributesOf(made.body.id)).toEqual({ level: 3 });
	});
});

describe('editing', () => {
	test('a customer from before goes on, and may be given it', async () => {
		expect((await admin('PATCH', `/customers/${old}`, { company: 'Old Ltd', attributes: { level: null, colour: 'red' } })).status).toBe(
			200,
		);
		expect((await admin('POST', `/customers/${old}/contact-points`, { kind: 'phone', value: '13800138000' })).status).toBeLessThan(300);
		expect(await attributesOf(old)).toEqual({ colour: 'red' });
	});

	test('cannot clear it, by itself or among others, nor let go of the only word on it', async () => {
		const { id } = (await admin('POST', '/customers', { name: 'Kept', attributes: { level: 2, colour: 'blue' } })).body;
		for (const level of [null, ''])
			expect((await chinese('PATCH', `/customers/${id}`, { company: 'New', attributes: { level } })).body.problems).toMatchObject([
				{ ...missing, message: '“等级”为必填字段，请填写。' },
			]);
		const bulk = await admin('POST', '/customers/bulk', { items: [{ action: 'update', id, customer: { attributes: { level: null } } }] });
		expect(bulk.body.results[0].status).toBe(400);
		expect((await admin('POST', `/customers/${id}/release`, { units: ['attributes.level'] })).body.problems).toMatchObject([missing]);
		expect((await admin('PATCH', `/customers/${id}`, { attributes: { colour: null, level: 5 } })).status).toBe(200);
		const { body } = await admin('GET', `/customers/${id}`);
		expect([body.attributes, body.company]).toEqual([{ level: 5 }, null]);
	});

	test('may clear it once it is no longer required', async () => {
		const { id } = (await admin('POST', '/customers', { name: 'Free', attributes: { level: 2 } })).body;
		const [{ id: level }] = (await t.rows<{ id: number }>("select id from attribute_definitions where name = 'level'")) as [{ id: number }];
		await admin('PATCH', `/attributes/${level}`, { required: false });
		expect((await admin('PATCH', `/customers/${id}`, { attributes: { level: null } })).status).toBe(200);
		await admin('PATCH', `/attributes/${level}`, { required: true });
	});
});

describe('in SQL', () => {
	test('an INSERT without it is refused in both languages', async () => {
		const said = { code: '23502', column: 'attributes.level', message: expect.stringMatching(/“Level \/ 等级” is required.*必填/) };
		expect(await refusal(people, "insert into customers (name) values ('Sql')")).toMatchObject(said);
		for (const value of ['null', '""', '"  "', '[]'])
			expect(await refusal(people, `insert into customers (name, attributes) values ('Sql', '{"level": ${value}}')`)).toMatchObject(said);
	});

	test('an UPDATE may change the rest of a customer from before, and cannot take it from another', async () => {
		await people.query("update customers set job_title = 'x', attributes = attributes - 'colour' where id = $1", [old]);
		const { rows } = await people.query(`insert into customers (name, attributes) values ('Sql', '{"level": 1}') returning id`);
		const { id } = rows[0];
		for (const change of ["attributes = '{}'", "attributes = attributes - 'level'", `attributes = attributes || '{"level": null}'`])
			expect(await refusal(people, `update customers set ${change} where id = ${id}`), change).toMatchObject({ code: '23502' });
		await people.query(`update customers set attributes = '{"level": 9}' where id = $1`, [id]);
		expect(await attributesOf(id)).toEqual({ level: 9 });
	});
});
