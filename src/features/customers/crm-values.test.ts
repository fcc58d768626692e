// Values typed in SQL: what is refused at once and how it is said, and custom attributes by their types.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CrmTest, crmTest, refusal } from './crm-testing.ts';

let test: CrmTest;
beforeAll(async () => {
	test = await crmTest();
});
afterAll(() => test.drop());

const rows = async (sql: string, values?: unknown[]) => (await test.people.query(sql, values)).rows;
const row = async (sql: string, values?: unknown[]) => (await rows(sql, values))[0];
const add = async (values: string): Promise<number> => (await row(`insert into customers ${values} returning id`)).id;

describe('custom attributes', () => {
	beforeAll(async () => {
		await test.services.database.owner.query(
			`insert into attribute_definitions (name, type, label_en, label_zh, choices) values
			('level', 'choice', 'Level', '等级', '[{"value": "gold", "label_en": "Gold", "label_zh": "金"}]'),
			('points', 'number', 'Points', '积分', '[]'), ('since', 'date', 'Since', '加入', '[]'), ('limit', 'money', 'Limit', '额度', '[]')`,
		);
	});

	it('are set and cleared one by one', async () => {
		const id = await add(`(name, attributes) values ('attr', '{"level": "gold", "points": 12}')`);
		await rows(
			`update customers set attributes = attributes - 'level' || '{"limit": {"amount": "9.90", "currency": "CNY"}}' where id = $1`,
			[id],
		);
		expect(await row('select attributes from customers where id = $1', [id])).toEqual({
			attributes: { points: 12, limit: { amount: '9.90', currency: 'CNY' } },
		});
	});

	it.each([
		['{"nope": 1}', '42703'],
		['{"points": "12x"}', '23514'],
		['{"level": "silver"}', '23514'],
		['{"since": "2023-02-30"}', '23514'],
		['{"limit": 5}', '23514'],
		['[1]', '23514'],
	])('refuse %s', async (value, code) => {
		expect(await refusal(test.people, 'insert into customers (name, attributes) values ($1, $2)', ['bad', value])).toMatchObject({ code });
	});
});

describe('a value that cannot be used is refused at once, in both languages', () => {
	it.each([
		["(name, phone) values ('x', 'abc-call-me')", '23514', 'phone', /holds letters.*其中含有字母/],
		["(name, phone) values ('x', '111111111')", '23514', 'phone', /too few or too many.*位数不对/],
		["(name, email) values ('x', '张三@example.com')", '23514', 'email', /Chinese characters.*中文字符/],
		["(name, email) values ('x', 'nobody')", '23514', 'email', /@ is missing.*缺少 @/],
		["(name, email) values ('x', 'a b@example.com')", '23514', 'email', /not an e-mail.*不是邮箱/],
		["(name) values (repeat('长', 10000))", '22001', 'name', /too long.*太长/],
		["(name, kind) values ('x', 'xyz')", '23514', 'kind', /none of the values.*可选的值/],
		["(name, country) values ('x', 'ZZ')", '23514', 'country', /country.*国家/],
		["(name, birth_date) values ('x', 'infinity')", '22008', 'birth_date', /usable date.*日期/],
		["(city) values ('上海')", '23514', undefined, /no name.*没有姓名/],
		["(id, name) values (77, 'x')", '428C9', 'id', /set by the system.*系统给出/],
		["(name, version) values ('x', 5)", '428C9', 'version', /set by the system/],
		["(name, scope_id) values ('x', 99)", '42501', 'scope_id', /scope 99.*可见范围 99/],
	])('%s', async (values, code, column, message) => {
		const error = await refusal(test.people, `insert into customers ${values}`);
		expect(error).toMatchObject({ code, message: expect.stringMatching(message), hint: expect.stringContaining(' · ') });
		expect(error.column || undefined).toBe(column);
	});

	it('a day that no calendar has is refused by the type of the column', async () => {
		expect(await refusal(test.people, "insert into customers (name, birth_date) values ('x', '2023-02-30')")).toMatchObject({
			code: '22008',
		});
	});

	it('and nothing of the statement stays', async () => {
		const count = async () => (await row('select count(*)::int as n from customers')).n;
		const before = await count();
		await refusal(test.people, "insert into customers (name, phone) values ('a', '13800138009'), ('b', 'letters')");
		expect(await count()).toBe(before);
	});
});
