// Settings of attributes and sources: rules, groups, survivorship, previews, and computing anew.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ask } from '../../platform/testing.ts';
import { customerTasks } from './jobs.ts';
import { type CustomersTest, customersTest, stating } from './testing.ts';

let t: CustomersTest;
let admin: Ask;
let stated: ReturnType<typeof stating>;

beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
	stated = stating(admin);
});

afterAll(() => t.drop());

/** Does what is in line to be computed anew. */
const recomputeAll = async () => {
	const runs = await t.rows<{ id: number }>('select id from recomputes where finished_at is null order by id');
	for (const { id } of runs) await customerTasks['customers.recompute']!({ recompute_id: id } as never, t.services);
	return runs.length;
};

const attribute = async (name: string, type: string, more: object = {}) => {
	const reply = await admin('POST', '/attributes', { name, type, label_en: name, label_zh: `字段${name}`, ...more });
	expect([reply.status, reply.body]).toEqual([201, expect.anything()]);
	return reply.body as { id: number; version: number };
};
const create = (attributes: object, ask = admin) => ask('POST', '/customers', { name: 'Rule Tester', attributes });
const colours = ['red', 'green', 'blue'].map((value) => ({ value, label_en: value, label_zh: value }));

describe('rules', () => {
	test('hold over REST and in SQL, and are told in the person’s language', async () => {
		const rules: Record<string, [string, object, unknown[], unknown[]]> = {
			r_code: [
				'text',
				{ pattern: '[A-Z]{2}-\\d{3,}', pattern_why_en: 'two letters, a dash, digits', pattern_why_zh: '两个字母、横线、数字' },
				['AB-123'],
				['ab-123', 'AB-12', 'AB-123x'],
			],
			r_short: ['text', { max_length: 3 }, ['abc', '中文字'], ['abcd']],
			r_number: ['number', { min: 0, max: 10, decimals: 1 }, [0, 10, 2.5], [-1, 11, 2.55]],
			r_money: [
				'money',
				{ min: 1, decimals: 2 },
				[
					{ amount: '1.10', currency: 'EUR' },
					{ amount: '2.100', currency: 'EUR' },
				],
				[
					{ amount: '0.5', currency: 'EUR' },
					{ amount: '1.234', currency: 'EUR' },
				],
			],
			r_date: ['date', { earliest: '2000-01-01', not_future: true }, ['2000-01-01'], ['1999-12-31', '2999-01-01']],
			r_choices: ['choices', { max_choices: 2 }, [['red', 'blue']], [['red', 'green', 'blue']]],
		};
		for (const [name, [type, one, fit, unfit]] of Object.entries(rules)) {
			await attribute(name, type, { rules: one, ...(type === 'choices' && { choices: colours }) });
			const inSql = (value: unknown) =>
				t.rows('insert into crm.customers (name, attributes) values ($1, $2)', ['Rule Tester', JSON.stringify({ [name]: value })]);
			for (const value of fit) {
				expect([name, value, (await create({ [name]: value })).status]).toEqual([name, value, 201]);
				await inSql(value);
			}
			for (const value of unfit) {
				const { status, body } = await create({ [name]: value });
				expect([name, value, status]).toEqual([name, value, 400]);
				expect(body.problems[0]).toMatchObject({ path: `attributes.${name}`, code: 'attribute_rule' });
				await expect(inSql(value), `${name} ${JSON.stringify(value)}`).rejects.toThrow(/breaks the rule .* · /);
			}
		}
		const chinese = await t.person('zh@example.com', 'editor', { asksIn: 'zh-CN' });
		expect((await create({ r_code: 'x' }, chinese.ask)).body.problems[0].message).toContain('两个字母、横线、数字');
		expect((await create({ r_code: 'x' })).body.problems[0].message).toContain('two letters, a dash, digits');
	});

	test('a rule that cannot be used is refused with its place', async () => {
		const refused: [string, object, string][] = [
			['text', { min: 1 }, 'rules.min'],
			['text', { pattern: '(a)\\1', pattern_why_en: 'x', pattern_why_zh: 'x' }, 'rules.pattern'],
			['text', { pattern: 'a+' }, 'rules.pattern_why_en'],
			['number', { min: 2, max: 1 }, 'rules.max'],
			['date', { earliest: '2020-02-02', latest: '2020-01-01' }, 'rules.latest'],
		];
		for (const [type, rules, path] of refused) {
			const { status, body } = await admin('POST', '/attributes', { name: 'never', type, label_en: 'x', label_zh: 'x', rules });
			expect([path, status, body.code, body.problems[0].path]).toEqual([path, 400, 'attribute_rules', path]);
		}
		expect(
			(await admin('POST', '/attributes', { name: 'never', type: 'text', label_en: 'x', label_zh: 'x', rules: { length: 3 } })).status,
		).toBe(400);
	});

	test('values that do not fit a new rule are counted before it is saved, and stay', async () => {
		const { id } = await attribute('later', 'text');
		const made = [];
		for (const value of ['ok', 'far too long', 'also too long']) made.push((await create({ later: value })).body);
		const preview = await admin('POST', `/attributes/${id}/preview`, { rules: { max_length: 5 } });
		expect(preview.body).toEqual({
			values: { looked_at: 3, misfits: 2, complete: true, examples: ['far too long', 'also too long'] },
			customers: null,
		});
		expect((await admin('PATCH', `/attributes/${id}`, { rules: { max_length: 5 } })).status).toBe(200);
		expect((await admin('GET', `/customers/${made[1].id}`)).body.attributes.later).toBe('far too long');
		expect((await admin('PATCH', `/customers/${made[1].id}`, { company: 'Other' })).status).toBe(200);
		expect((await admin('PATCH', `/customers/${made[1].id}`, { attributes: { later: 'still too long' } })).status).toBe(400);
		const reader = await t.person('reader@example.com', 'reader');
		expect((await reader.ask('POST', `/attributes/${id}/preview`, { rules: {} })).status).toBe(403);
		expect((await admin('POST', '/attributes/999999/preview', { rules: {} })).status).toBe(404);
	});

	test('of two who change an attribute at once the second is told', async () => {
		const { id, version } = await attribute('shared', 'text');
		const first = await admin('PATCH', `/attributes/${id}`, { label_en: 'One' }, { 'if-match': `"${version}"` });
		expect(first.body.version).toBe(version + 1);
		const second = await admin('PATCH', `/attributes/${id}`, { label_en: 'Two' }, { 'if-match': `"${version}"` });
		expect([second.status, second.body.code]).toEqual([412, 'attribute_changed']);
	});
});

describe('survivorship', () => {
	/** One customer of whom two sources speak; the one trusted less speaks last. */
	const twoSources = async (first: object, second: object) => {
		const { id } = await stated({ name: 'Two Sources', attributes: first }, 'trusted');
		const [other] = await t.rows<{ id: number }>(
			"insert into sources (name, kind, trust) values ('newer', 'api', 10) on conflict (name) do update set trust = 10 returning id",
		);
		const [record] = await t.rows<{ content: Record<string, unknown> }>('select content from source_records where customer_id = $1', [id]);
		const content = {
			...record!.content,
			...Object.fromEntries(Object.entries(second).map(([name, value]) => [`attributes.${name}`, value])),
		};
		await t.rows(
			`with r as (insert into source_records (customer_id, source_id, key, content, content_hash, stated_at, recorded_at)
				values ($1, $2, $3, $4::text::jsonb, md5($4::text)::uuid, now() + interval '1 hour', clock_timestamp()) returning id, recorded_at)
			insert into assignments (customer_id, source_record_id, valid_from, cause) select $1, id, recorded_at, 'key' from r`,
			[id, other!.id, `n${id}`, JSON.stringify(content)],
		);
		await t.rows('select recompute_customers(array[$1::bigint])', [id]);
		return id;
	};
	const values = async (id: number) => (await admin('GET', `/customers/${id}`)).body.attributes;

	test('trust, newest and union; the preview, the recompute, and who won', async () => {
		const status = await attribute('status', 'text');
		const likes = await attribute('likes', 'choices', { choices: colours });
		const id = await twoSources({ status: 'old', likes: ['green', 'red'] }, { status: 'new', likes: ['red', 'blue'] });
		const single = (await stated({ name: 'Alone', attributes: { status: 'x', likes: ['green', 'red'] } }, 'trusted')).id;
		expect(await values(id)).toMatchObject({ status: 'old', likes: ['green', 'red'] });

		expect((await admin('POST', `/attributes/${status.id}/preview`, { survivorship: 'newest' })).body.customers).toEqual({
			looked_at: 2,
			changed: 1,
			complete: true,
		});
		expect(await values(id)).toMatchObject({ status: 'old' });
		for (const [one, survivorship] of [
			[status, 'newest'],
			[likes, 'union'],
		] as const)
			expect((await admin('PATCH', `/attributes/${one.id}`, { survivorship })).status).toBe(200);
		const share = async () =>
			(await admin('GET', '/attributes')).body.items.find((one: { id: number }) => one.id === status.id).recompute as number | null;
		expect(await share()).toBe(0);
		expect(await recomputeAll()).toBe(2);
		expect(await share()).toBeNull();
		expect(await values(id)).toMatchObject({ status: 'new', likes: ['green', 'red', 'blue'] });
		expect(await values(single)).toMatchObject({ likes: ['green', 'red'] });
		expect(
			await t.rows('select done >= total as done, changed, finished_at is not null as finished from recomputes order by id'),
		).toMatchObject([
			{ done: true, changed: 1, finished: true },
			// The first run computed the customer by both rules.
			{ done: true, changed: 0, finished: true },
		]);
		const { units } = (await admin('GET', `/customers/${id}/provenance`)).body;
		expect(units['attributes.status']).toMatchObject([
			{ value: 'new', wins: true, reason: 'newer' },
			{ value: 'old', wins: false },
		]);
		expect(units['attributes.likes']).toMatchObject([
			{ wins: true, reason: 'united' },
			{ wins: true, reason: 'united' },
		]);

		// A person's own list is the whole list; cleared, nobody's is left.
		await admin('PATCH', `/customers/${id}`, { attributes: { likes: ['blue'], status: 'mine' } });
		expect(await values(id)).toMatchObject({ status: 'mine', likes: ['blue'] });
		await admin('PATCH', `/customers/${id}`, { attributes: { likes: null } });
		expect((await values(id)).likes).toBeUndefined();
		expect((await admin('PATCH', `/attributes/${status.id}`, { survivorship: 'union' })).body.code).toBe('attribute_union');
	});

	test('the trust of a source: what it would change, and how far it is', async () => {
		const level = await attribute('level', 'text');
		const id = await twoSources({ level: 'high' }, { level: 'low' });
		const { items } = (await admin('GET', '/sources')).body;
		const newer = items.find(({ name }: { name: string }) => name === 'newer');
		expect(newer).toMatchObject({ trust: 10, recompute: null });
		expect(items.find(({ name }: { name: string }) => name === 'trusted').records).toBeGreaterThanOrEqual(3);
		const preview = await admin('POST', `/sources/${newer.id}/preview`, { trust: 90 });
		expect(preview.body).toEqual({ looked_at: 2, changed: 1, complete: true });
		expect((await admin('PATCH', `/sources/${newer.id}`, { trust: 90 })).status).toBe(200);
		expect((await admin('GET', '/sources')).body.items.find((one: { id: number }) => one.id === newer.id).recompute).toBe(0);
		expect(await recomputeAll()).toBe(1);
		expect((await values(id)).level).toBe('low');
		expect((await admin('POST', '/sources/1/preview', { trust: 90 })).status).toBe(404);
		expect(level.id).toBeGreaterThan(0);
	});
});

test('groups and the order in them; the second of two is told', async () => {
	const one = await attribute('g_one', 'text');
	const two = await attribute('g_two', 'text');
	const { body: before } = await admin('GET', '/attribute-layout');
	const groups = [
		{ label_en: 'Sales', label_zh: '销售', attributes: [two.id, one.id] },
		{ label_en: 'Empty', label_zh: '空', attributes: [] },
	];
	const put = await admin('PUT', '/attribute-layout', { groups, rest: [] }, { 'if-match': `"${before.version}"` });
	expect(put.body).toMatchObject({ version: before.version + 1, groups: [{ label_en: 'Sales' }, { label_en: 'Empty' }] });
	const shown = (await admin('GET', '/attributes')).body.items;
	expect(shown.slice(0, 2).map(({ id, group_id }: { id: number; group_id: number }) => [id, group_id])).toEqual([
		[two.id, put.body.groups[0].id],
		[one.id, put.body.groups[0].id],
	]);
	const late = await admin('PUT', '/attribute-layout', { groups: [], rest: [] }, { 'if-match': `"${before.version}"` });
	expect([late.status, late.body.code]).toEqual([412, 'layout_changed']);
	expect((await admin('PUT', '/attribute-layout', { groups: [], rest: [one.id, one.id] })).body.code).toBe('attribute_not_found');
	expect(
		(await admin('PUT', '/attribute-layout', { groups: [{ id: 999, label_en: 'x', label_zh: 'x', attributes: [] }], rest: [] })).body.code,
	).toBe('group_not_found');
	const reader = await t.person('groups@example.com', 'editor');
	expect((await reader.ask('PUT', '/attribute-layout', { groups: [], rest: [] })).status).toBe(403);
	const gone = await admin('PUT', '/attribute-layout', { groups: [], rest: [one.id, two.id] });
	expect(gone.body.groups).toEqual([]);
	expect((await admin('GET', '/attributes')).body.items[0]).toMatchObject({ id: one.id, group_id: null });
});
