// INSERT, UPDATE and DELETE on the views beside crm.customers: contact points, addresses, tags, notes, relationships.
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CrmTest, crmTest, refusal } from './crm-testing.ts';

let test: CrmTest;
let id: number;
let other: number;
beforeAll(async () => {
	test = await crmTest();
});
afterAll(() => test.drop());
beforeEach(async () => {
	[id, other] = (await rows("insert into customers (name, phone) values ('张三', '13800138000'), ('Acme Ltd', null) returning id")).map(
		(one) => one.id,
	) as [number, number];
});

const rows = async (sql: string, values?: unknown[]): Promise<pg.QueryResultRow[]> => (await test.people.query(sql, values)).rows;
const customer = async (columns: string) => (await rows(`select ${columns} from customers where id = $1`, [id]))[0];

describe('contact points', () => {
	const points = () => rows('select kind, value, label, is_primary from contact_points where customer_id = $1 order by kind, value', [id]);

	it('are added, changed and removed', async () => {
		const [given] = await rows(
			"insert into contact_points (customer_id, kind, value, label, is_primary) values ($1, 'phone', '139 0013 9000', ' 公司 ', true) returning *",
			[id],
		);
		expect(given).toEqual({ customer_id: id, kind: 'phone', value: '+8613900139000', label: '公司', is_primary: true });
		await rows("insert into contact_points (customer_id, kind, value) values ($1, 'wechat', 'zs_88'), ($1, 'email', 'a@Example.com')", [
			id,
		]);
		expect(await customer('phone, email')).toEqual({ phone: '+8613900139000', email: 'a@example.com' });
		await rows("update contact_points set value = 'zs_99', label = 'private' where customer_id = $1 and kind = 'wechat'", [id]);
		await rows("delete from contact_points where customer_id = $1 and value = '+8613900139000'", [id]);
		expect(await points()).toEqual([
			{ kind: 'email', value: 'a@example.com', label: null, is_primary: true },
			{ kind: 'phone', value: '+8613800138000', label: null, is_primary: true },
			{ kind: 'wechat', value: 'zs_99', label: 'private', is_primary: true },
		]);
	});

	it('are read by the job, also when they are several, and what they replace stays denied', async () => {
		await rows("insert into contact_points (customer_id, kind, value) values ($1, 'phone', '(021) 5888 1234 / 0755-26000001')", [id]);
		await test.read();
		expect((await points()).map(({ value }) => value)).toEqual(['+862158881234', '+8613800138000', '+8675526000001'].sort());
		await rows("update contact_points set value = '021 5888 1235' where customer_id = $1 and value = '+862158881234'", [id]);
		await test.read();
		expect((await points()).map(({ value }) => value)).toEqual(['+862158881235', '+8613800138000', '+8675526000001'].sort());
		const [last] = await rows('select content from statements where customer_id = $1 order by recorded_at desc limit 1', [id]);
		expect(last!.content.denied).toEqual({ contact_points: ['phone:+862158881234'] });
	});

	it('are found by the program’s search once read', async () => {
		await rows("insert into contact_points (customer_id, kind, value) values ($1, 'wechat', 'ZhangSan88')", [id]);
		await test.read();
		const { rows: found } = await test.services.database.owner.query("select customer_id from lookup where token = 'wzhangsan88'");
		expect(found).toContainEqual({ customer_id: id });
	});

	it.each([
		["('phone', 'letters')", '23514'],
		["('email', 'x')", '23514'],
		["('fax', '123456')", '23514'],
		["('phone', ' ')", '23502'],
		["(null, 'x')", '23502'],
	])('refuse %s', async (values, code) => {
		const statement = `insert into contact_points (customer_id, kind, value) values (${id}, ${values.slice(1)}`;
		expect(await refusal(test.people, statement)).toMatchObject({ code });
	});

	it('do not change hands', async () => {
		expect(await refusal(test.people, `update contact_points set customer_id = ${other} where customer_id = ${id}`)).toMatchObject({
			code: '428C9',
		});
	});
});

describe('addresses', () => {
	const places = () => rows('select line1, city, region, country, is_primary from addresses where customer_id = $1 order by city', [id]);

	it('are added, changed and removed; the customer’s city is the primary one’s', async () => {
		const [given] = await rows(
			"insert into addresses (customer_id, line1, city, region, country, is_primary) values ($1, '南京路 1 号', '上海市', '上海市', 'cn', true) returning *",
			[id],
		);
		expect(given).toMatchObject({ country: 'CN', key: expect.stringMatching(/^[0-9a-f-]{36}$/) });
		expect((await rows('select key from addresses where customer_id = $1', [id]))[0]!.key).toBe(given!.key);
		await rows("insert into addresses (customer_id, city) values ($1, 'Berlin')", [id]);
		await rows("update addresses set line1 = '南京路 2 号' where customer_id = $1 and city = '上海市'", [id]);
		expect(await places()).toEqual([
			{ line1: null, city: 'Berlin', region: null, country: null, is_primary: false },
			{ line1: '南京路 2 号', city: '上海市', region: '上海市', country: 'CN', is_primary: true },
		]);
		await rows("update customers set city = '北京市', region = '北京市' where id = $1", [id]);
		expect((await places()).map(({ line1, city }) => [line1, city])).toEqual([
			[null, 'Berlin'],
			['南京路 2 号', '北京市'],
		]);
		await rows("delete from addresses where customer_id = $1 and city = '北京市'", [id]);
		expect(await customer('city')).toEqual({ city: 'Berlin' });
	});

	it('get by the job the key that a form would give', async () => {
		await rows("insert into addresses (customer_id, line1, region) values ($1, '天河路１号', '广东')", [id]);
		await test.read();
		expect(await places()).toMatchObject([{ line1: '天河路1号', region: '广东省' }]);
		const [{ key }] = (await rows('select key from addresses where customer_id = $1', [id])) as [{ key: string }];
		await rows("update addresses set label = 'home' where customer_id = $1", [id]);
		await test.read();
		expect(await rows('select key, label from addresses where customer_id = $1', [id])).toEqual([{ key, label: 'home' }]);
	});

	it('refuse an unknown country, a key, and nothing at all', async () => {
		const add = (values: string) =>
			refusal(test.people, `insert into addresses (customer_id, city, country, key) values (${id}, ${values})`);
		expect(await add("'x', 'XX', null")).toMatchObject({ code: '23514', column: 'country' });
		expect(await add('null, null, null')).toMatchObject({ code: '23502' });
		expect(await add("'x', null, gen_random_uuid()")).toMatchObject({ code: '428C9' });
	});
});

describe('tags', () => {
	it('are added, renamed and removed, and known to the program', async () => {
		await rows("insert into tags (customer_id, tag) values ($1, 'vip'), ($1, '老客户')", [id]);
		expect(await customer('tags')).toEqual({ tags: ['vip', '老客户'] });
		await rows("update tags set tag = 'gold' where customer_id = $1 and tag = 'vip'", [id]);
		await rows("delete from tags where customer_id = $1 and tag = '老客户'", [id]);
		expect(await customer('tags')).toEqual({ tags: ['gold'] });
		expect((await test.services.database.owner.query("select name from tags where name = 'gold'")).rows).toHaveLength(1);
	});
});

/** The version by which REST tells that somebody changed a fact since. */
const versionOf = async (table: string, fact: unknown) =>
	(await test.services.database.owner.query(`select version from ${table} where id = $1`, [fact])).rows[0].version;

describe('notes', () => {
	it('are added, changed and removed, and their past is kept', async () => {
		const [note] = await rows("insert into notes (customer_id, body) values ($1, E'one\\r\\ntwo') returning *", [id]);
		expect(note).toMatchObject({ customer_id: id, body: 'one\ntwo', created_at: expect.any(String) });
		await rows("update notes set body = 'three' where id = $1", [note!.id]);
		expect(await versionOf('notes', note!.id)).toBe(2);
		await rows('delete from notes where id = $1', [note!.id]);
		expect(await rows('select * from notes where customer_id = $1', [id])).toEqual([]);
		const { rows: past } = await test.services.database.owner.query(
			"select image from history where customer_id = $1 and entity = 'note' order by id",
			[id],
		);
		expect(past.map(({ image }) => image.body)).toEqual(['one\ntwo', 'three']);
		expect(await refusal(test.people, `insert into notes (customer_id, body) values (${id}, ' ')`)).toMatchObject({ code: '23502' });
		expect(await refusal(test.people, `insert into notes (customer_id, body, created_by) values (${id}, 'x', 5)`)).toMatchObject({
			code: '428C9',
		});
	});
});

describe('relationships', () => {
	it('are added, changed and removed, and their past is kept', async () => {
		const [one] = await rows(
			"insert into relationships (customer_id, type, other_id, starts_on) values ($1, 'employs', $2, '2020-01-01') returning *",
			[other, id],
		);
		await rows("update relationships set ends_on = '2024-12-31', note = 'left' where id = $1", [one!.id]);
		expect(await versionOf('relationships', one!.id)).toBe(2);
		expect(await rows('select * from relationships where id = $1', [one!.id])).toEqual([{ ...one, ends_on: '2024-12-31', note: 'left' }]);
		await rows('delete from relationships where id = $1', [one!.id]);
		const { rows: past } = await test.services.database.owner.query(
			"select image from history where customer_id = $1 and entity = 'relationship' order by id",
			[other],
		);
		expect(past.map(({ image }) => image)).toMatchObject([{ ends_on: null }, { ends_on: '2024-12-31', note: 'left' }]);
	});

	it.each([
		["'nonsense', other", /no relationship type.*没有关系类型/],
		["'employs', id", /with itself/],
	])('refuse %s', async (given, message) => {
		const values = given.replace('other', String(other)).replace(/\bid\b/, String(id));
		const error = await refusal(test.people, `insert into relationships (customer_id, type, other_id) values (${id}, ${values})`);
		expect(error).toMatchObject({ code: '23514', message: expect.stringMatching(message) });
	});

	it('refuse an end before the start, and other ends', async () => {
		const [one] = await rows(
			"insert into relationships (customer_id, type, other_id, starts_on) values ($1, 'employs', $2, '2020-01-01') returning id",
			[other, id],
		);
		expect(await refusal(test.people, `update relationships set ends_on = '2019-01-01' where id = ${one!.id}`)).toMatchObject({
			code: '23514',
		});
		expect(await refusal(test.people, `update relationships set type = 'married' where id = ${one!.id}`)).toMatchObject({ code: '23514' });
	});
});

describe('a customer in the trash', () => {
	it('takes its facts along and brings them back', async () => {
		await rows("insert into notes (customer_id, body) values ($1, 'kept')", [id]);
		await rows('delete from customers where id = $1', [id]);
		expect(await rows('select from notes where customer_id = $1', [id])).toEqual([]);
		expect(await refusal(test.people, `insert into notes (customer_id, body) values (${id}, 'x')`)).toMatchObject({ code: 'P0002' });
		await rows('select restore($1)', [id]);
		expect(await rows('select body from notes where customer_id = $1', [id])).toEqual([{ body: 'kept' }]);
		expect(await refusal(test.people, `select restore(${id})`)).toMatchObject({ code: 'P0002' });
	});
});

describe('a customer that was merged', () => {
	it('shows and takes its facts under the one it stands for now', async () => {
		await rows("insert into notes (customer_id, body) values ($1, 'of the merged one'), ($2, 'of the survivor')", [id, other]);
		const { owner } = test.services.database;
		await owner.query("update customers set state = 'merged', golden_id = $2 where id = $1", [id, other]);
		await owner.query('select recompute_customers(array[$1::bigint])', [other]);
		await test.read();
		const notes = await rows('select id, body from notes where customer_id = $1 order by id', [other]);
		expect(notes.map(({ body }) => body)).toEqual(['of the merged one', 'of the survivor']);
		await rows("update notes set body = 'changed' where id = $1", [notes[0]!.id]);
		expect((await owner.query("select customer_id from notes where body = 'changed'")).rows).toEqual([{ customer_id: id }]);
		const [said] = await rows(
			"select count(*)::int as n from statements where customer_id = $1 and content->'name'->>'family_name' = '张'",
			[other],
		);
		expect(said!.n).toBe(1);
		expect(await rows('select phone from customers where id = any ($1)', [[id, other]])).toEqual([{ phone: '+8613800138000' }]);
	});
});
