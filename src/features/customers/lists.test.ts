// Lists of customers: every operator on every kind of field against a plain reading of the rows, every order paged to its end, search, counts, bounds.
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ask } from '../../platform/testing.ts';
import { customerFields, operators, systemFields } from './schema.ts';
import { allRows, type CustomersTest, customersTest, filtered } from './testing.ts';

let t: CustomersTest;
let admin: Ask;

/** Attributes of every type, once left as they are and once with an index (`i_…`). */
const types = ['text', 'number', 'money', 'date', 'boolean', 'choice', 'choices', 'reference'] as const;
const choices = ['red', 'green', 'blue'].map((value) => ({ value, label_en: value, label_zh: value }));
const attributeNames = types.flatMap((type) => [`p_${type}`, `i_${type}`]);

/** The same numbers in every run, so that what fails fails again. */
const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number): T[] => fc.sample(arbitrary, { numRuns: count, seed: 20 });

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 });
const words = fc.constantFrom('Acme', 'acme gmbh', 'Zeta', 'élan', '上海一百', '北京饭店', '100%', 'a_b', 'O\\N', 'Ω');
const days = fc.constantFrom('1960-02-29', '1999-12-31', '2000-01-01', '2024-05-05');
const attributesOf = (prefix: string) =>
	fc.record({
		[`${prefix}_text`]: maybe(words),
		[`${prefix}_number`]: maybe(fc.constantFrom(0, -1, 12.5, 1000, 1e12)),
		[`${prefix}_money`]: maybe(
			fc.constantFrom({ amount: '9.90', currency: 'CNY' }, { amount: '100', currency: 'EUR' }, { amount: '20', currency: 'EUR' }),
		),
		[`${prefix}_date`]: maybe(days),
		[`${prefix}_boolean`]: maybe(fc.boolean()),
		[`${prefix}_choice`]: maybe(fc.constantFrom('red', 'green', 'blue')),
		[`${prefix}_choices`]: maybe(fc.subarray(['red', 'green', 'blue'], { minLength: 1 })),
		[`${prefix}_reference`]: maybe(fc.constantFrom(1, 2, 30)),
	});
const customer = fc.record({
	name: fc.constantFrom('张三', '李四', '王小明', '欧阳娜娜', 'John Smith', 'Zoë Ångström', 'Ann Lee', '陈晓'),
	company: maybe(words),
	job_title: maybe(words),
	industry: maybe(words),
	tax_id: maybe(fc.constantFrom('91310000', 'DE123', 'X')),
	language: maybe(fc.constantFrom('zh', 'en')),
	city: maybe(fc.constantFrom('上海', 'Berlin', 'Zürich')),
	country: maybe(fc.constantFrom('CN', 'DE')),
	postal_code: maybe(fc.constantFrom('200000', '10115')),
	email: maybe(fc.constantFrom('a.b@example.com', 'zhang@example.org', 'x@example.net')),
	phone: maybe(fc.constantFrom('13800138000', '13900139000', '+4930123456')),
	birth_date: maybe(days),
	gender: maybe(fc.constantFrom('female' as const, 'male' as const)),
	lifecycle_stage: maybe(fc.constantFrom('lead' as const, 'customer' as const)),
	tags: fc.subarray(['vip', '老客户', 'a,b']),
	plain: attributesOf('p'),
	indexed: attributesOf('i'),
});

type Row = Record<string, unknown> & { id: number; attributes: Record<string, unknown> };
let rows: Row[];

beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
	for (const type of types) {
		for (const name of [`p_${type}`, `i_${type}`]) {
			const body = { name, type, label_en: name, label_zh: name, ...(type.startsWith('choice') && { choices }) };
			expect((await admin('POST', '/attributes', body)).status).toBe(201);
		}
	}
	const people = sample(customer, 90);
	const items = people.map(({ plain, indexed, ...rest }) => ({
		action: 'create',
		customer: { ...rest, attributes: { ...plain, ...indexed } },
	}));
	// Half of the rows are there before the index is asked for, half come after.
	for (const half of [items.slice(0, 45), items.slice(45)]) {
		const { body } = await admin('POST', '/customers/bulk', { items: half });
		expect(body.results.every(({ status }: { status: number }) => status === 201)).toBe(true);
		for (const { id, name, index_state } of (await admin('GET', '/attributes')).body.items) {
			if (name.startsWith('i_') && index_state === 'none')
				expect((await admin('PATCH', `/attributes/${id}`, { indexed: true })).body.index_state).toBe('building');
		}
		await t.work();
	}
	expect(
		(await admin('GET', '/attributes')).body.items.filter(({ index_state }: { index_state: string }) => index_state === 'ready'),
	).toHaveLength(8);
	rows = (await allRows(admin, '/customers?limit=100')) as Row[];
	expect(rows).toHaveLength(90);
	await new Promise((resolve) => setTimeout(resolve, 2_100));
}, 60_000);

afterAll(() => t.drop());

/** The value of a field in a row as the filter sees it. */
function seenAs(row: Row, field: string): unknown {
	if (!field.startsWith('attributes.')) return row[field];
	const value = row.attributes[field.slice(11)];
	return typeof value === 'object' && value !== null && 'amount' in value ? Number(value.amount) : value;
}

const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** A filter read plainly. Null answers to `ne` and `empty` alone. */
function holds(value: unknown, op: string, wanted: unknown): boolean {
	if (Array.isArray(value)) {
		const any = (list: unknown) => [list].flat().some((one) => value.includes(one));
		return { eq: any(wanted), in: any(wanted), ne: !any(wanted), empty: value.length === 0, not_empty: value.length > 0 }[op] as boolean;
	}
	const none = value === null || value === undefined;
	if (op === 'empty' || op === 'not_empty') return none === (op === 'empty');
	if (op === 'ne') return none || value !== wanted;
	if (none) return false;
	const order = typeof value === 'number' ? value - Number(wanted) : bytes(String(value), String(wanted));
	switch (op) {
		case 'eq':
			return value === wanted;
		case 'in':
			return (wanted as unknown[]).includes(value);
		case 'prefix':
			return String(value).startsWith(String(wanted));
		case 'contains':
			return String(value).toLowerCase().includes(String(wanted).toLowerCase());
		default:
			return { lt: order < 0, lte: order <= 0, gt: order > 0, gte: order >= 0 }[op] as boolean;
	}
}

const fields = [...Object.keys(systemFields), ...Object.keys(customerFields), ...attributeNames.map((name) => `attributes.${name}`)];
const byLanguage = [
	'name',
	'job_title',
	'language',
	'kind',
	'state',
	'gender',
	'family_name',
	'given_name',
	'middle_name',
	'name_prefix',
	'name_suffix',
];

describe('filters', () => {
	test.each(fields)('%s with every operator', async (field) => {
		const present = rows.flatMap((row) => seenAs(row, field)).filter((value) => value !== null && value !== undefined);
		const value = present[Math.floor(present.length / 2)] ?? 'x';
		const second = present[0] ?? 'y';
		let asked = 0;
		for (const op of operators) {
			// Text in the database's own language is ordered by its rules, not bytewise.
			if (byLanguage.includes(field) && ['lt', 'lte', 'gt', 'gte'].includes(op)) continue;
			const wanted = op === 'in' ? [value, second] : op === 'prefix' || op === 'contains' ? String(value).slice(0, 3) : value;
			const condition = { field, op, ...(op !== 'empty' && op !== 'not_empty' && { value: wanted }) };
			const reply = await admin('GET', `/customers?limit=500&${filtered(condition)}`);
			if (reply.status === 400) {
				expect(['operator_unsuited', 'value_unsuited', 'invalid_input']).toContain(reply.body.code);
				continue;
			}
			asked++;
			expect([op, reply.status]).toEqual([op, 200]);
			const found = reply.body.items.map(({ id }: Row) => id).sort((a: number, b: number) => a - b);
			const expected = rows.filter((row) => holds(seenAs(row, field), op, wanted)).map(({ id }) => id);
			expect([field, op, wanted, found]).toEqual([field, op, wanted, expected.sort((a, b) => a - b)]);
			if (op === 'eq' || op === 'empty')
				expect((await admin('GET', `/customers/count?${filtered(condition)}`)).body).toEqual({ count: expected.length, exact: true });
		}
		expect(asked).toBeGreaterThan(1);
	});

	test('an e-mail address is meant as a whole, and every address of a customer counts', async () => {
		const { id } = (
			await admin('POST', '/customers', {
				name: 'Mail Box',
				email: 'First.Last@mail.example',
				contact_points: [{ kind: 'email', value: 'other@mail.example' }],
			})
		).body;
		for (const [op, value, found] of [
			['eq', 'first.last@mail.example', true],
			['eq', 'OTHER@mail.example', true],
			['eq', 'last@mail.example', false],
			['eq', 'mail.example', false],
			['in', ['x@y.example', 'other@mail.example'], true],
			['in', ['last@mail.example'], false],
			['prefix', 'first.l', true],
			['prefix', 'last@', false],
		] as const) {
			const { body } = await admin('GET', `/customers?${filtered({ field: 'email', op, value })}`);
			expect([op, value, body.items.map((row: Row) => row.id)]).toEqual([op, value, found ? [id] : []]);
		}
		expect((await admin('GET', `/customers?${filtered({ field: 'phone', op: 'prefix', value: '+' })}`)).body.code).toBe('value_unsuited');
		await admin('DELETE', `/customers/${id}`);
	});

	test('several conditions hold together', async () => {
		const conditions = [
			{ field: 'city', op: 'eq', value: '上海' },
			{ field: 'attributes.i_number', op: 'gte', value: 0 },
			{ field: 'tags', op: 'eq', value: 'vip' },
		];
		const expected = rows.filter((row) => conditions.every(({ field, op, value }) => holds(seenAs(row, field), op, value)));
		const found = await allRows(admin, `/customers?sort=id&limit=3&${filtered(...conditions)}`);
		expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id).sort((a, b) => a - b));
	});

	test.each([
		[{ field: 'nothing', op: 'eq', value: 1 }, 'field_unknown'],
		[{ field: 'attributes.nothing', op: 'eq', value: 1 }, 'field_unknown'],
		[{ field: 'attributes.p_text; drop table customers', op: 'eq', value: 1 }, 'field_unknown'],
		[{ field: 'birth_date', op: 'contains', value: '19' }, 'operator_unsuited'],
		[{ field: 'birth_date', op: 'eq', value: '2023-02-30' }, 'value_unsuited'],
		[{ field: 'birth_date', op: 'eq', value: '0000-01-01' }, 'value_unsuited'],
		[{ field: 'created_at', op: 'gt', value: '2024-01-01 (noon)' }, 'value_unsuited'],
		[{ field: 'id', op: 'eq', value: 1.5 }, 'value_unsuited'],
		[{ field: 'id', op: 'eq', value: 1e300 }, 'value_unsuited'],
		[{ field: 'version', op: 'eq', value: true }, 'value_unsuited'],
		[{ field: 'owner_id', op: 'in', value: ['me'] }, 'value_unsuited'],
		[{ field: 'attributes.p_number', op: 'eq', value: 'many' }, 'value_unsuited'],
		[{ field: 'attributes.p_reference', op: 'eq', value: 1.5 }, 'value_unsuited'],
		[{ field: 'attributes.p_boolean', op: 'eq', value: 'maybe' }, 'value_unsuited'],
		[{ field: 'company', op: 'eq' }, 'value_unsuited'],
		[{ field: 'company', op: 'eq', value: ['a', 'b'] }, 'value_unsuited'],
		[{ field: 'company', op: 'eq', value: 'a\0' }, 'value_unsuited'],
		[{ field: 'company', op: 'like', value: 'a' }, 'invalid_input'],
		[{ field: 'version', op: 'eq', value: 3_000_000_000 }, 'out_of_range'],
	])('%j is refused', async (condition, code) => {
		for (const path of ['/customers', '/customers/count']) {
			const reply = await admin('GET', `${path}?${filtered(condition)}`);
			expect([reply.status, reply.body.code]).toEqual([400, code]);
		}
	});

	test('what is not a filter, not a field, not a cursor', async () => {
		for (const query of [
			'filter=x',
			'filter={}',
			'filter=[1]',
			'filter=[',
			'fields=nothing',
			'sort=nothing',
			'sort=tags',
			'sort=-attributes.p_choices',
			'limit=0',
			'limit=501',
			'state=erased',
			'after=x',
		])
			expect([query, (await admin('GET', `/customers?${query}`)).status]).toEqual([query, 400]);
		const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
		for (const [sort, value] of [
			['id', ['abc']],
			['id', [1.5]],
			['id', [1, 2]],
			['birth_date', ['foo', 1]],
			['birth_date', ['2023-02-30', 1]],
			['updated_at', ['yesterday', 1]],
			['owner_id', ['x', 1]],
			['attributes.p_number', ['x', 1]],
			['attributes.i_money', ['1e', 1]],
			['name', [1, 1]],
			['name', ['a\0', 1]],
			['name', ['a', 'b']],
			['company', [{}, 1]],
		])
			expect([sort, value, (await admin('GET', `/customers?sort=${sort}&after=${cursor(value)}`)).body.code]).toEqual([
				sort,
				value,
				'cursor_unreadable',
			]);
	});
});

describe('order', () => {
	test.each(fields.filter((field) => !/tags|choices/.test(field)))('%s in both directions, each row once', async (field) => {
		for (const direction of ['', '-']) {
			const found = (await allRows(admin, `/customers?limit=31&sort=${direction}${field}`)) as Row[];
			expect(new Set(found.map(({ id }) => id)).size).toBe(rows.length);
			expect(found).toHaveLength(rows.length);
			const values = found.map((row) => seenAs(row, field === 'name' ? 'sort_name' : field));
			const firstNull = values.findIndex((value) => value === null || value === undefined);
			const present = firstNull < 0 ? values : values.slice(0, firstNull);
			expect(values.slice(present.length).every((value) => value === null || value === undefined)).toBe(true);
			if (byLanguage.includes(field) && field !== 'name') continue;
			const sign = direction === '-' ? -1 : 1;
			for (const [i, value] of present.slice(1).entries()) {
				const order = typeof value === 'number' ? (present[i] as number) - value : bytes(String(present[i]), String(value));
				expect(order * sign).toBeLessThanOrEqual(0);
			}
		}
	});

	test('any order, filter and page size: each row exactly once', async () => {
		const conditions = fc.constantFrom(
			[],
			[{ field: 'city', op: 'not_empty' }],
			[{ field: 'attributes.i_choice', op: 'in', value: ['red', 'blue'] }],
			[{ field: 'email', op: 'prefix', value: 'a' }],
		);
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...fields.filter((field) => !/tags|choices|updated_at|version/.test(field))),
				fc.boolean(),
				fc.integer({ min: 4, max: 40 }),
				conditions,
				async (field, descending, size, filter) => {
					const address = `/customers?fields=id&limit=${size}&sort=${descending ? '-' : ''}${field}${filter.length ? `&${filtered(...filter)}` : ''}`;
					const found = (await allRows(admin, address)).map(({ id }) => id).filter((id) => rows.some((row) => row.id === id));
					const expected = rows.filter((row) =>
						filter.every(({ field: name, op, value }: { field: string; op: string; value?: unknown }) =>
							holds(seenAs(row, name), op, value),
						),
					);
					expect([...found].sort((a, b) => a - b)).toEqual(expected.map(({ id }) => id).sort((a, b) => a - b));
				},
			),
			{ numRuns: 25, seed: 7 },
		);
	});

	test('fields asked for come, with the id', async () => {
		expect((await admin('GET', '/customers?limit=1&fields=name,city')).body.items.map(Object.keys)).toEqual([['id', 'name', 'city']]);
	});
});

describe('attributes', () => {
	test('an index follows edits, clearing, deletion and bringing back', async () => {
		const find = async (value: number) =>
			(await allRows(admin, `/customers?${filtered({ field: 'attributes.i_number', op: 'eq', value })}`)).map(({ id }) => id);
		const { id } = (await admin('POST', '/customers', { name: 'Follow', attributes: { i_number: 777, i_choices: ['red', 'blue'] } })).body;
		expect(await find(777)).toEqual([id]);
		await admin('PATCH', `/customers/${id}`, { attributes: { i_number: 778 } });
		expect([await find(777), await find(778)]).toEqual([[], [id]]);
		await admin('DELETE', `/customers/${id}`);
		expect(await find(778)).toEqual([]);
		await admin('POST', `/customers/${id}/restore`);
		expect(await find(778)).toEqual([id]);
		await admin('PATCH', `/customers/${id}`, { attributes: { i_number: null } });
		expect(await find(778)).toEqual([]);
		await admin('DELETE', `/customers/${id}`);
	});

	test('long values fit into the index and are found', async () => {
		const long = Array.from({ length: 1000 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7919) % 20_000))).join('');
		const made = await admin('POST', '/customers', { name: 'Long', attributes: { i_text: long } });
		expect(made.status).toBe(201);
		for (const [value, found] of [
			[long, [made.body.id]],
			[long.slice(0, 999), []],
			[long.slice(0, 600), []],
		] as const)
			expect((await allRows(admin, `/customers?${filtered({ field: 'attributes.i_text', op: 'eq', value })}`)).map(({ id }) => id)).toEqual(
				found,
			);
		await admin('DELETE', `/customers/${made.body.id}`);
	});

	test('values are checked by type, in both ways of writing', async () => {
		const refused: Record<string, unknown[]> = {
			p_number: ['many', true, [], {}],
			p_money: ['12', { amount: 'abc', currency: 'EUR' }, { amount: '1', currency: 'XXQ' }, { amount: '1e5', currency: 'EUR' }, 5],
			p_date: ['2023-02-30', 5, true],
			p_boolean: ['perhaps', 5],
			p_choice: ['purple', 5, ['red']],
			p_choices: [['purple'], 5],
			p_reference: ['x', -1, 1.5],
			p_text: [5, true, 'x'.repeat(10_001)],
		};
		for (const [name, values] of Object.entries(refused)) {
			for (const value of values) {
				const reply = await admin('POST', '/customers', { name: 'Typed', attributes: { [name]: value } });
				expect([name, value, reply.status]).toEqual([name, value, 400]);
				expect(reply.body.problems[0].path).toMatch(new RegExp(`attributes\\.?${name}|attributes`));
			}
		}
		const { id, attributes } = (
			await admin('POST', '/customers', {
				name: 'Typed',
				attributes: {
					p_number: '1,234.5',
					p_money: '¥ 1,234.50',
					p_date: '2024年5月6日',
					p_boolean: '是',
					p_choice: 'RED',
					p_choices: 'red；blue',
					p_reference: 7,
					p_text: ' two  words ',
				},
			})
		).body;
		expect(attributes).toEqual({
			p_number: 1234.5,
			p_money: { amount: '1234.50', currency: 'CNY' },
			p_date: '2024-05-06',
			p_boolean: true,
			p_choice: 'red',
			p_choices: ['red', 'blue'],
			p_reference: 7,
			p_text: 'two words',
		});
		await admin('DELETE', `/customers/${id}`);
		expect((await admin('POST', '/customers', { name: 'x', attributes: { nowhere: 1 } })).body.code).toBe('field_unknown');
		expect((await admin('POST', '/attributes', { name: 'p_text', type: 'text', label_en: 'x', label_zh: 'x' })).body.code).toBe(
			'attribute_exists',
		);
		expect((await admin('POST', '/attributes', { name: 'empty', type: 'choice', label_en: 'x', label_zh: 'x' })).body.code).toBe(
			'attribute_choices',
		);
	});
});

describe('search', () => {
	const find = async (text: string) =>
		(await allRows(admin, `/customers?fields=name&limit=3&search=${encodeURIComponent(text)}`)).map(({ id }) => id);
	const ids: Record<string, number> = {};

	beforeAll(async () => {
		for (const body of [
			{ name: '诸葛孔明', email: 'kongming@shu-han.example', phone: '13712345678', company: '蜀汉科技有限公司' },
			{ name: '龍小雲', phone: '13787654321' },
			{ name: '吕布' },
			{ name: 'Wolfgang Amadeus Mozart', email: 'w.a.mozart@salzburg.example', company: 'Salzburg Music GmbH' },
			{ name: '成都天府大药房连锁有限公司', kind: 'organisation', phone: '028-85551234' },
			{ name: 'Quux Industries Inc.', kind: 'organisation' },
		])
			ids[body.name] = (await admin('POST', '/customers', body)).body.id;
	});

	test.each([
		['诸葛', '诸葛孔明'],
		['孔明', '诸葛孔明'],
		['孔明诸葛', '诸葛孔明'],
		['明诸', '诸葛孔明'],
		['諸葛', '诸葛孔明'],
		['zhugekongming', '诸葛孔明'],
		['zhuge kong', '诸葛孔明'],
		['kongming', '诸葛孔明'],
		['zgkm', '诸葛孔明'],
		['zgk', '诸葛孔明'],
		['龙小云', '龍小雲'],
		['龍小', '龍小雲'],
		['longxiaoyun', '龍小雲'],
		['lvbu', '吕布'],
		['lübu', '吕布'],
		['mozart', 'Wolfgang Amadeus Mozart'],
		['MOZART wolf', 'Wolfgang Amadeus Mozart'],
		['wolfgang mozart', 'Wolfgang Amadeus Mozart'],
		['amadeus', 'Wolfgang Amadeus Mozart'],
		['wam', 'Wolfgang Amadeus Mozart'],
		['w.a.mozart@', 'Wolfgang Amadeus Mozart'],
		['mozart@salz', 'Wolfgang Amadeus Mozart'],
		['salzburg.example', 'Wolfgang Amadeus Mozart'],
		['shu-han', '诸葛孔明'],
		['13712345678', '诸葛孔明'],
		['+8613712345678', '诸葛孔明'],
		['1371234', '诸葛孔明'],
		['5678', '诸葛孔明'],
		['234567', '诸葛孔明'],
		['137 1234 5678', '诸葛孔明'],
		['天府大药房', '成都天府大药房连锁有限公司'],
		['成都天府大药房连锁', '成都天府大药房连锁有限公司'],
		['大药房', '成都天府大药房连锁有限公司'],
		['85551234', '成都天府大药房连锁有限公司'],
		['quux', 'Quux Industries Inc.'],
		['quux industries', 'Quux Industries Inc.'],
		['蜀汉科技', '诸葛孔明'],
		['salzburg music', 'Wolfgang Amadeus Mozart'],
		['诸葛 1371', '诸葛孔明'],
		['mozart salzburg', 'Wolfgang Amadeus Mozart'],
		['诸葛 kongming@', '诸葛孔明'],
	])('%s finds %s', async (text, name) => {
		expect(await find(text)).toContain(ids[name]);
		expect((await admin('GET', `/customers/count?search=${encodeURIComponent(text)}`)).body.count).toBeGreaterThan(0);
	});

	test.each(['诸葛 8765', '诸葛 mozart', 'nobodyhasthis', '0000000', '。', '   。 ', '%', '_', "'", '\\'])(
		'%s finds nobody',
		async (text) => {
			expect(await find(text)).toEqual([]);
		},
	);

	test('what was renamed or taken away is found no more', async () => {
		const { id } = (
			await admin('POST', '/customers', {
				name: '司马懿',
				email: 'sima@wei.example',
				phone: '13655554444',
				tags: ['魏国'],
				company: '洛阳造纸',
			})
		).body;
		for (const text of ['司马懿', 'smy', 'sima@wei', '55554', '洛阳造纸']) expect([text, await find(text)]).toEqual([text, [id]]);
		await admin('PATCH', `/customers/${id}`, { name: '曹操', email: null, phone: '13611112222', tags: [], company: null });
		for (const text of ['司马懿', 'smy', 'sima@wei', '55554', '洛阳造纸']) expect([text, await find(text)]).toEqual([text, []]);
		for (const text of ['曹操', 'caocao', '11112222']) expect([text, await find(text)]).toEqual([text, [id]]);
		expect((await admin('GET', `/customers?${filtered({ field: 'tags', op: 'eq', value: '魏国' })}`)).body.items).toEqual([]);
	});

	test('a search is paged to its end, each hit once, though one customer has many tokens of the same beginning', async () => {
		const items = Array.from({ length: 120 }, (_, i) => ({
			action: 'create',
			customer:
				i % 3 === 0
					? { name: `Person ${i}`, email: `xyq.xyqa.xyqb.xyqc${i}@xyq.example` }
					: i % 3 === 1
						? { name: `Xyqor${i} Xyqar Xyqur` }
						: { name: `Other ${i}`, contact_points: [{ kind: 'wechat', value: `xyq${i}` }] },
		}));
		expect((await admin('POST', '/customers/bulk', { items })).body.results.every(({ status }: { status: number }) => status === 201)).toBe(
			true,
		);
		for (const size of [3, 50]) {
			const found = (await allRows(admin, `/customers?fields=name&limit=${size}&search=xyq`)).map(({ id }) => id);
			expect([size, found.length, new Set(found).size]).toEqual([size, 120, 120]);
		}
		const filter = filtered({ field: 'email', op: 'not_empty' });
		expect(await allRows(admin, `/customers?fields=name&limit=9&search=xyq&${filter}`)).toHaveLength(40);
		expect((await admin('GET', `/customers/count?search=xyq&${filter}`)).body).toEqual({ count: 40, exact: true });
		expect((await admin('GET', '/customers/count?search=xyq')).body).toEqual({ count: 120, exact: true });
	}, 60_000);
});

describe('bounds', () => {
	test('a filter without an index ends after 2 s and offers one where there can be one; an indexed one does not wait for it', async () => {
		const blocker = new pg.Client({ connectionString: t.ownerUrl });
		await blocker.connect();
		try {
			await blocker.query('begin; lock table customers in access exclusive mode');
			const began = Date.now();
			const [attribute, title, count] = await Promise.all([
				admin('GET', `/customers?${filtered({ field: 'attributes.p_text', op: 'contains', value: 'x' })}`),
				admin('GET', `/customers?${filtered({ field: 'job_title', op: 'contains', value: 'x' })}`),
				admin('GET', '/customers?sort=job_title'),
			]);
			expect(Date.now() - began).toBeLessThan(5_000);
			expect([attribute.status, attribute.body.code, attribute.body.can_index]).toEqual([422, 'filter_too_slow', true]);
			expect(attribute.body.detail).toContain('attributes.p_text');
			expect([title.status, title.body.can_index]).toEqual([422, false]);
			expect(count.body.code).toBe('filter_too_slow');
		} finally {
			await blocker.end();
		}
		expect((await admin('GET', '/customers?limit=1')).status).toBe(200);
	});

	test('counts are exact to 10,000 and estimated beyond', async () => {
		await t.rows(
			`insert into customers (golden_id, name, sort_name, industry) select 0, 'Mass ' || i, 'mass ' || i, 'mass' from generate_series(1, 10050) i`,
		);
		await t.rows('analyze customers');
		const { count, exact } = (await admin('GET', '/customers/count')).body;
		expect([exact, count >= 10_000, count < 12_000]).toEqual([false, true, true]);
		expect((await admin('GET', `/customers/count?${filtered({ field: 'industry', op: 'ne', value: 'mass' })}`)).body.exact).toBe(true);
		await t.rows("delete from customers where industry = 'mass'");
	});
});
