// Lists of customers: every operator on every kind of field against a plain reading of the rows, every order paged to its end, counts, bounds.
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Field } from '../../platform/field.ts';
import type { Ask } from '../../platform/testing.ts';
import { allFields } from './filter.ts';
import { customerFields, operators, systemFields } from './schema.ts';
import { addAttributes, allRows, attributeNames, type CustomersTest, customersTest, filtered, indexAttributes } from './testing.ts';

let t: CustomersTest;
let admin: Ask;

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
	await addAttributes(admin);
	const people = sample(customer, 90);
	const items = people.map(({ plain, indexed, ...rest }) => ({
		action: 'create',
		customer: { ...rest, attributes: { ...plain, ...indexed } },
	}));
	// Half of the rows are there before the index is asked for, half come after.
	for (const half of [items.slice(0, 45), items.slice(45)]) {
		const { body } = await admin('POST', '/customers/bulk', { items: half });
		expect(body.results.every(({ status }: { status: number }) => status === 201)).toBe(true);
		await indexAttributes(t);
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

/** Words as the database orders them: digits, letters, Chinese characters by pinyin, then other scripts, which Intl puts elsewhere. */
const pinyin = new Intl.Collator('zh-u-co-pinyin');
const scripts = [/^\p{Nd}/u, /^\p{Script=Latin}/u, /^\p{Script=Han}/u, /^/];
const scriptOf = (text: string) => scripts.findIndex((script) => script.test(text));
const compare = (a: string, b: string) => scriptOf(a) - scriptOf(b) || pinyin.compare(a, b);
const inWords = (field: string) =>
	/^attributes\.[pi]_(text|choice)$/.test(field) || (field !== 'name' && allFields[field]?.type === 'text' && !allFields[field].code);
const inOrder = (field: string, a: string, b: string) => (inWords(field) ? compare(a, b) || bytes(a, b) : bytes(a, b));

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

/** What is encrypted is found by equality alone (encryption.test.ts). */
const readable = Object.entries<Field>(customerFields).flatMap(([name, { encrypted }]) => (encrypted ? [] : [name]));
const fields = [...Object.keys(systemFields), ...readable, ...attributeNames.map((name) => `attributes.${name}`)];
describe('filters', () => {
	test.each(fields)('%s with every operator', async (field) => {
		const present = rows.flatMap((row) => seenAs(row, field)).filter((value) => value !== null && value !== undefined);
		const value = present[Math.floor(present.length / 2)] ?? 'x';
		const second = present[0] ?? 'y';
		let asked = 0;
		for (const op of operators) {
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
			'until=x',
			'ids=',
			'ids=1,x',
			'ids=0',
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
			const sign = direction === '-' ? -1 : 1;
			for (const [i, value] of present.slice(1).entries()) {
				const order = typeof value === 'number' ? (present[i] as number) - value : inOrder(field, String(present[i]), String(value));
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

describe('bounds', () => {
	test('a filter without an index ends after 2 s and offers one where there can be one; an indexed one does not wait for it', async () => {
		const blocker = new pg.Client({ connectionString: t.ownerUrl });
		await blocker.connect();
		try {
			await blocker.query('begin; lock table customers in access exclusive mode');
			const began = Date.now();
			const [attribute, title, count] = await Promise.all([
				admin('GET', `/customers?${filtered({ field: 'attributes.p_text', op: 'eq', value: 'x' })}`),
				admin('GET', `/customers?${filtered({ field: 'job_title', op: 'contains', value: 'x' })}`),
				admin('GET', '/customers?sort=job_title'),
			]);
			expect(Date.now() - began).toBeLessThan(5_000);
			expect([attribute.status, attribute.body.code, attribute.body.can_index]).toEqual([422, 'filter_too_slow', true]);
			expect(attribute.body.detail).toContain('attributes.p_text');
			expect([title.status, title.body.can_index]).toEqual([422, false]);
			// An index would not carry what asks for the middle of a text; of the order it would.
			expect([count.body.code, count.body.can_index, count.body.field]).toEqual(['filter_too_slow', true, 'job_title']);
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
