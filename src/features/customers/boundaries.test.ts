// Entering a list anywhere: chunks between two cursors and sampled boundaries, against plain SQL as the owner; rows that are asked for by their ids.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ask } from '../../platform/testing.ts';
import { evenly, spread } from './boundaries.ts';
import { addAttributes, type Caller, type CustomersTest, customersTest, filtered, indexAttributes } from './testing.ts';

let t: CustomersTest;
let admin: Ask;
let east: Caller;
let eastScope: number;

const cursor = (value: readonly unknown[]) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What each order means, in SQL. */
const orders: Readonly<Record<string, string>> = {
	id: 'id',
	name: 'sort_name collate "C"',
	company: 'company collate pinyin',
	city: 'city collate pinyin',
	industry: 'industry collate pinyin',
	email: 'email collate "C"',
	birth_date: 'birth_date',
	created_at: 'created_at',
	'attributes.i_number': "(attributes->>'i_number')::numeric",
	'attributes.i_text': "(attributes->>'i_text') collate pinyin",
	'attributes.p_text': "(attributes->>'p_text') collate pinyin",
};

/** Ids and keys of a list in its order, by plain SQL. */
const inOrder = (field: string, descending: boolean, where = 'true') => {
	const direction = descending ? 'desc' : 'asc';
	return t.rows<{ id: number; key: string | null }>(
		`select id, (${orders[field]})::text as key from customers where state = 'active' and ${where} order by ${orders[field]} ${direction} nulls last, id ${direction}`,
	);
};

/** The ids of a list between two places, page by page; neither place has to be told. */
async function idsBetween(
	ask: Ask,
	query: string,
	places: { after?: string | undefined; until?: string | undefined },
	limit = 150,
): Promise<number[]> {
	const found: number[] = [];
	for (let after = places.after, left = 1_000; left > 0; left--) {
		const ends = `${after === undefined ? '' : `&after=${after}`}${places.until === undefined ? '' : `&until=${places.until}`}`;
		const { status, body } = await ask('GET', `/customers?fields=id&limit=${limit}&${query}${ends}`);
		expect([query, status]).toEqual([query, 200]);
		found.push(...body.items.map(({ id }: { id: number }) => id));
		if (body.next === null) return found;
		after = body.next;
	}
	throw new Error('the chunk does not end');
}

/** Some customers with few values each, so that many share one and many have none. */
const mass = (count: number, scope: number, industry: string) =>
	t.rows(
		`insert into customers (golden_id, name, sort_name, company, city, industry, email, birth_date, created_at, scope_id, attributes)
		select 0, 'Name ' || i, 'name ' || i, (array['阿里', '北京饭店', '重庆银行', 'acme', 'Zeta', 'ACME', '123', null])[1 + h % 8], (array['上海', 'Berlin', null])[1 + h % 3],
			$3, 'm' || h || '@example.com', date '1990-01-01' + h % 50, timestamptz '2024-01-01Z' + (i / 20) * interval '1 s', $2,
			case when h % 5 = 0 then '{}' else jsonb_build_object('i_number', h % 30, 'i_text', 'wort ' || h % 40, 'p_text', '词' || h % 40) end
		from generate_series(1, $1::int) i, lateral (select abs(hashint4(i)) as h) x`,
		[count, scope, industry],
	);

beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
	eastScope = await t.scope('east');
	await addAttributes(admin);
	east = await t.person('east@example.com', 'reader', { scope_id: eastScope });
	await mass(400, 1, 'few');
	await mass(220, eastScope, 'east');
	await indexAttributes(t);
}, 60_000);

afterAll(() => t.drop());

describe('a chunk of a list', () => {
	test.each(Object.keys(orders))('by %s ends with the row that it names, in both directions', async (field) => {
		for (const descending of [false, true]) {
			const plain = await inOrder(field, descending);
			const place = (at: number) => cursor(field === 'id' ? [plain[at]!.id] : [plain[at]!.key, plain[at]!.id]);
			const sort = `${descending ? '-' : ''}${field}`;
			await fc.assert(
				fc.asyncProperty(fc.nat(plain.length - 1), fc.nat(plain.length - 1), async (one, other) => {
					const [from, to] = [Math.min(one, other), Math.max(one, other)];
					const found = await idsBetween(admin, `sort=${sort}`, { after: place(from), until: place(to) });
					expect(found).toEqual(plain.slice(from + 1, to + 1).map(({ id }) => id));
				}),
				{ numRuns: 6, seed: 3, examples: [[0, plain.length - 1]] },
			);
			const first = await idsBetween(admin, `sort=${sort}`, { until: place(120) }, 40);
			expect(first).toEqual(plain.slice(0, 121).map(({ id }) => id));
			// The end before the beginning: nothing, and no error.
			expect(await idsBetween(admin, `sort=${sort}`, { after: place(300), until: place(20) })).toEqual([]);
		}
	});

	test('of a search there is none', async () => {
		for (const path of [`/customers?search=name&until=${cursor([1])}`, '/customers/boundaries?search=name'])
			expect((await admin('GET', path)).body.code).toBe('search_by_relevance');
	});
});

describe('boundaries', () => {
	/** Reads all chunks; each has the rows of plain SQL at its place. */
	const chunks = async (ask: Ask, query: string, points: { after: string }[]) => {
		const found: number[][] = [];
		for (let i = 0; i <= points.length; i++) {
			found.push(await idsBetween(ask, query, { after: points[i - 1]?.after, until: points[i]?.after }, 500));
		}
		return found;
	};

	test.each(Object.keys(orders))('by %s cut a short list exactly', async (field) => {
		for (const descending of [false, true]) {
			const query = `sort=${descending ? '-' : ''}${field}`;
			const { body } = await admin('GET', `/customers/boundaries?${query}&size=100`);
			const plain = (await inOrder(field, descending)).map(({ id }) => id);
			expect([body.total, body.exact]).toEqual([620, true]);
			expect(body.points.map(({ position }: { position: number }) => position)).toEqual([100, 200, 300, 400, 500, 600]);
			const found = await chunks(admin, query, body.points);
			expect(found.map(({ length }) => length)).toEqual([100, 100, 100, 100, 100, 100, 20]);
			expect(found.flat()).toEqual(plain);
		}
	});

	test('a list that ends with a chunk has no place behind its last row; an empty one has none at all', async () => {
		const few = filtered({ field: 'industry', op: 'eq', value: 'few' });
		expect((await admin('GET', `/customers/boundaries?${few}&size=200`)).body).toMatchObject({ total: 400, points: [{ position: 200 }] });
		const none = filtered({ field: 'industry', op: 'eq', value: 'none' });
		expect((await admin('GET', `/customers/boundaries?${none}`)).body).toEqual({ total: 0, exact: true, points: [] });
	});

	test('are those of the rows that a person sees', async () => {
		const { body } = await east.ask('GET', '/customers/boundaries?sort=company&size=50');
		expect([body.total, body.points.length]).toEqual([220, 4]);
		const plain = await inOrder('company', false, `scope_id = ${eastScope}`);
		expect((await chunks(east.ask, 'sort=company', body.points)).flat()).toEqual(plain.map(({ id }) => id));
	});

	test('tell the value as a person reads it', async () => {
		const label = async (sort: string) => (await admin('GET', `/customers/boundaries?sort=${sort}&size=100`)).body.points[0].label;
		expect(await label('name')).toMatch(/^Name \d+$/);
		expect(await label('birth_date')).toMatch(/^1990-0\d-\d\d$/);
		expect(await label('company')).toBe((await inOrder('company', false))[99]!.key);
		await t.rows("update customers set name = repeat('名', 300)");
		expect([...(await label('name'))]).toHaveLength(40);
	});

	test.each(['sort=tags', 'sort=nothing', 'size=49', 'size=501', 'filter=x', 'after=x'])('%s is refused', async (query) => {
		expect((await admin('GET', `/customers/boundaries?${query}`)).status).toBe(400);
	});

	test('of a long list are sampled: every row once, chunks of about one size, by every kind of key', async () => {
		await mass(60_000, 1, 'mass');
		// A hole in the ids, as an import leaves that was undone, and rows that are nobody's in the list.
		await t.rows("delete from customers where industry = 'mass' and id % 60000 between 20000 and 35000");
		await t.rows('analyze customers');
		for (const [field, direction] of [
			['id', ''],
			['id', '-'],
			['company', ''],
			['email', '-'],
		] as const) {
			const query = `sort=${direction}${field}`;
			const { body } = await admin('GET', `/customers/boundaries?${query}&size=500`);
			const plain = (await inOrder(field, direction === '-')).map(({ id }) => id);
			expect(body.exact).toBe(false);
			expect(Math.abs(body.total / plain.length - 1)).toBeLessThan(0.15);
			expect(Math.abs(body.points.length / (plain.length / 500) - 1)).toBeLessThan(0.2);
			const found = await chunks(admin, query, body.points);
			expect(found.flat()).toEqual(plain);
			expect(Math.max(...found.map(({ length }) => length))).toBeLessThan(1_500);
			let rows = 0;
			for (const [i, { position }] of body.points.entries()) {
				rows += found[i]!.length;
				expect(Math.abs(position - rows)).toBeLessThan(plain.length * 0.15);
			}
		}
		// With a filter the length comes from the sample as well.
		const few = await admin('GET', `/customers/boundaries?sort=name&${filtered({ field: 'industry', op: 'eq', value: 'mass' })}`);
		expect(Math.abs(few.body.total / 45_000 - 1)).toBeLessThan(0.15);
		// A person with few rows among many gets them exactly.
		expect((await east.ask('GET', '/customers/boundaries?sort=-id')).body).toMatchObject({ total: 220, exact: true });
		// Most of them go, and the planner does not know it yet.
		await t.rows("update customers set state = 'withdrawn' where industry = 'mass'");
		expect((await admin('GET', '/customers/boundaries?sort=name')).body).toMatchObject({ total: 620, exact: true });
	}, 120_000);
});

describe('cuts between samples that come in clusters', () => {
	test('are of one size, ascend, and leave a hole out', () => {
		// Pages of 20 neighbours, one of 25 read; no ids between 400,000 and 900,000.
		const pages = Array.from({ length: 1_000 }, (_, i) => i * 500 + ((i * 7919) % 480));
		const sample = pages
			.flatMap((first) => Array.from({ length: 20 }, (_, i) => first + i))
			.map((id) => (id < 400_000 ? id : id + 500_000));
		const cuts = evenly(sample, 500_000, 200);
		const rowsUpTo = (id: number) => (id < 400_000 ? id : Math.max(400_000, id - 500_000));
		expect(cuts.length).toBeGreaterThan(2_400);
		for (const [i, { at, position }] of cuts.entries()) {
			const size = rowsUpTo(at) - (i > 0 ? rowsUpTo(cuts[i - 1]!.at) : 0);
			expect(size).toBeGreaterThan(0);
			expect(size).toBeLessThan(700);
			expect(Math.abs(rowsUpTo(at) - position)).toBeLessThan(5_000);
		}
	});

	test('of next to nothing are none', () => {
		expect([evenly([], 0, 200), evenly([5], 1, 200), evenly([5, 9], 2, 200)]).toEqual([[], [], []]);
	});
});

test('among customers of one value places are spread by id, in both directions, and never beyond it', () => {
	const of = (key: string | null, ids: number[]) => ids.map((id) => ({ key, id }));
	const clustered = [1, 2, 3, 4, 300, 301, 600, 601, 602, 1000];
	const made = spread([...of('a', [9]), ...of('b', clustered), ...of('c', [5, 1]), ...of(null, [...clustered].reverse())]);
	expect(made.slice(0, 13).map(({ key, id }) => `${key}${id}`)).toEqual(
		'a9 b1 b101 b201 b301 b400 b500 b600 b733 b867 b1000 c5 c1'.split(' '),
	);
	const last = made.slice(13).map(({ id }) => id);
	expect(last).toEqual([...last].sort((a, b) => b - a));
	expect([last[0], last[6], last.at(-1)]).toEqual([1000, 4, 1]);
});

describe('customers by their ids', () => {
	test('come in the order asked for, without those that are not there or not seen', async () => {
		const here = (await inOrder('id', false, "industry = 'few'")).slice(0, 3).map(({ id }) => id);
		const [theirs] = (await inOrder('id', false, "industry = 'east'")).map(({ id }) => id);
		const asked = [here[2], 999_999_999, here[0], theirs, here[0]].join(',');
		expect((await admin('GET', `/customers?ids=${asked}&fields=name`)).body).toEqual({
			items: [here[2], here[0], theirs].map((id) => ({ id, name: expect.any(String) })),
			next: null,
		});
		expect((await east.ask('GET', `/customers?ids=${asked}&fields=id`)).body.items).toEqual([{ id: theirs }]);
		await admin('DELETE', `/customers/${here[0]}`);
		expect((await admin('GET', `/customers?ids=${here[0]}`)).body.items).toEqual([]);
		expect((await admin('GET', `/customers?ids=${here[0]}&state=deleted&fields=id`)).body.items).toEqual([{ id: here[0] }]);
	});

	test.each(['search=a', 'filter=[]', 'sort=name', `after=${cursor([1])}`, `until=${cursor([1])}`])(
		'not together with %s',
		async (query) => {
			const reply = await admin('GET', `/customers?ids=1&${query}`);
			expect([reply.status, reply.body.code]).toEqual([400, 'ids_alone']);
		},
	);

	test('500 at most', async () => {
		const ids = (count: number) => Array.from({ length: count }, (_, i) => i + 1).join(',');
		expect((await admin('GET', `/customers?ids=${ids(500)}&fields=id`)).status).toBe(200);
		expect((await admin('GET', `/customers?ids=${ids(501)}`)).status).toBe(400);
	});
});
