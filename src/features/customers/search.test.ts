// Search among many: every page once whatever finds a customer, several terms rare and frequent, counts, filters, and people who see a part.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ask } from '../../platform/testing.ts';
import { allRows, type CustomersTest, customersTest, filtered } from './testing.ts';

let t: CustomersTest;
let admin: Ask;

interface Made {
	readonly name: string;
	readonly tokens: readonly string[];
	readonly company?: string | null;
	readonly city?: string | null;
	readonly scope_id?: number;
}

/** Many customers at once, with the look-up entries given: as the program keeps them, without a request for each. */
async function make(items: readonly Made[]): Promise<number[]> {
	const made = await t.rows<{ id: number }>(
		`with made as (
			insert into customers (golden_id, name, sort_name, company, city, scope_id)
			select 0, m.name, m.name, m.company, m.city, coalesce(m.scope_id, 1)
			from jsonb_to_recordset($1) m (place integer, name text, company text, city text, scope_id integer) order by m.place
			returning id, scope_id
		),
		numbered as (select id, scope_id, row_number() over (order by id) - 1 as place from made),
		kept as (
			insert into lookup_tokens (customer_id, tokens)
			select n.id, array(select jsonb_array_elements_text(m.tokens)) from numbered n join jsonb_to_recordset($1) m (place integer, tokens jsonb) using (place)
			returning customer_id, tokens
		),
		entries as (
			insert into lookup (token, customer_id, scope_id) select unnest(k.tokens), n.id, n.scope_id from kept k join numbered n on n.id = k.customer_id
		)
		select id from made order by id`,
		[JSON.stringify(items.map((item, place) => ({ ...item, place })))],
	);
	return made.map(({ id }) => id);
}

const search = (text: string, more = ''): string => `/customers?fields=name&search=${encodeURIComponent(text)}${more}`;
const countOf = async (text: string, more = '', ask = admin) =>
	(await ask('GET', `/customers/count?search=${encodeURIComponent(text)}${more}`)).body as { count: number; exact: boolean };

/** Expects a search to find exactly these, each once, in pages of any size, and to count them. */
async function expectFound(text: string, ids: readonly number[], sizes: readonly number[] = [7, 50, 500], more = ''): Promise<void> {
	const wanted = [...ids].sort((a, b) => a - b);
	for (const size of sizes) {
		const found = (await allRows(admin, search(text, `&limit=${size}${more}`))).map(({ id }) => id);
		expect([text, size, found.sort((a, b) => a - b)]).toEqual([text, size, wanted]);
	}
	expect([text, await countOf(text, more)]).toEqual([text, { count: wanted.length, exact: true }]);
}

const times = (count: number, item: (i: number) => Made): Made[] => Array.from({ length: count }, (_, i) => item(i));
const padded = (i: number): string => String(i).padStart(4, '0');

beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
});
afterAll(() => t.drop());

describe('one term', () => {
	test('digits at the front of a number, inside one, in two of one customer: each customer once', async () => {
		const front = await make(times(60, (i) => ({ name: `front ${i}`, tokens: [`p86${700_77_000 + i}`, `p86139${700_77_000 + i}`] })));
		const inside = await make(
			times(90, (i) => ({ name: `inside ${i}`, tokens: [`p86136${padded(i)}70077`, `p441${padded(i)}70077${padded(i)}`] })),
		);
		await make(times(20, (i) => ({ name: `other ${i}`, tokens: [`p86137${padded(i)}0777`] })));
		await expectFound('70077', [...front, ...inside]);
		const first = (await admin('GET', search('70077', '&limit=60'))).body.items as { id: number }[];
		expect(first.map(({ id }) => id).sort((a, b) => a - b)).toEqual(front);
	});

	test('the country code is no part of a number', async () => {
		const [id] = await make([{ name: 'six one', tokens: ['p8613500061399'] }]);
		await make([{ name: 'code', tokens: ['p8613990000000'] }]);
		await expectFound('61399', [id!]);
	});

	test('a company, and those who work there, by its name, its reading and its initials', async () => {
		const { id } = (await admin('POST', '/customers', { name: '武陵桃源酿造有限公司', kind: 'organisation' })).body;
		const staff: number[] = [];
		for (const name of ['苏轼', '苏辙']) staff.push((await admin('POST', '/customers', { name, company: '武陵桃源酿造有限公司' })).body.id);
		for (const text of ['武陵', '武陵桃源酿造', '武陵桃源酿造有限公司', '武陵桃源有限公司', 'wulingtaoyuan', 'wltyn']) {
			if (text === '武陵桃源有限公司') await expectFound(text, [id, ...staff]);
			else await expectFound(text, [id, ...staff], [1, 50]);
		}
		for (const text of ['苏 武陵', 'su wulingtao']) await expectFound(text, staff, [1, 50]);
		const { body } = await admin('PATCH', `/customers/${staff[0]}`, { company: null });
		expect(body.company).toBeNull();
		await expectFound('武陵', [id, staff[1]!], [1]);
	});

	test('a search of many entries of the same customers', async () => {
		const ids = await make(
			times(150, (i) => ({
				name: `kyrx ${i}`,
				tokens: [`nkyrxa${padded(i)}`, `nkyrxb${padded(i)}`, `nkyrxc${padded(i)}`, `ekyrx${i}@x.example`],
			})),
		);
		const han = await make(
			times(150, (i) => ({
				name: `鑫 ${i}`,
				tokens: [`n鑫${'张李王'[i % 3]}${padded(i)}`, `n鑫${'阿中一'[i % 3]}${padded(i)}`, `n李鑫${padded(i)}`],
			})),
		);
		await expectFound('鑫', han);
		await expectFound('kyrx', ids);
		await expectFound('kyrxb', ids, [40]);
	});
});

describe('several terms', () => {
	const many = 1_300;
	let both: number[];
	let first: number[];
	let everybody: Ask;
	let half: Ask;

	beforeAll(async () => {
		const north = await t.scope('north');
		first = await make(times(many, (i) => ({ name: `one ${i}`, tokens: [`nbelka${padded(i)}`], city: i % 100 === 0 ? 'Rare' : 'Many' })));
		await make(times(many, (i) => ({ name: `two ${i}`, tokens: [`nstrelka${padded(i)}`] })));
		both = await make(
			times(130, (i) => ({
				name: `both ${i}`,
				tokens: [`nbelka${padded(i)}`, `nstrelkax${padded(i)}`, `p8613${padded(i)}55221`],
				city: i % 10 === 0 ? 'Rare' : 'Many',
				scope_id: i % 2 === 0 ? 1 : north,
			})),
		);
		await make(times(1_100, (i) => ({ name: `number ${i}`, tokens: [`p55221${padded(i)}`] })));
		half = (await t.person('half@example.com', 'editor')).ask;
		everybody = (await t.person('all@example.com', 'admin', { scopes: [north] })).ask;
		await t.rows('analyze');
	});

	const seen = async (ask: Ask, text: string) => (await allRows(ask, search(text, '&limit=20'))).map(({ id }) => id).sort((a, b) => a - b);

	test('each frequent: those who have both', async () => {
		const asked = await seen(everybody, 'belka strelka');
		expect(asked).toEqual(both);
		expect(await countOf('belka strelka', '', everybody)).toEqual({ count: both.length, exact: true });
		expect(await seen(everybody, 'strelka belka')).toEqual(both);
	});

	test('frequent at the front of numbers, rare inside them', async () => {
		expect(await seen(everybody, 'belka 55221')).toEqual(both);
		expect(await countOf('belka 55221', '', everybody)).toEqual({ count: both.length, exact: true });
	});

	test('one rare, one nowhere, in any order', async () => {
		expect(await seen(everybody, 'strelka belka0007')).toEqual([both[7]]);
		expect(await seen(everybody, 'belka0007 strelka')).toEqual([both[7]]);
		for (const text of ['belka zzyzx', 'zzyzx belka', 'belka strelka zzyzx']) {
			expect([text, await seen(everybody, text), await countOf(text)]).toEqual([text, [], { count: 0, exact: true }]);
		}
	});

	test('a filter besides', async () => {
		const rare = `&${filtered({ field: 'city', op: 'eq', value: 'Rare' })}`;
		await expectFound(
			'belka strelka',
			both.filter((_, i) => i % 10 === 0),
			[5, 50],
			rare,
		);
		await expectFound('belka', [...first.filter((_, i) => i % 100 === 0), ...both.filter((_, i) => i % 10 === 0)], [5, 50], rare);
	});

	test('a person finds and counts only those that are seen', async () => {
		const own = both.filter((_, i) => i % 2 === 0);
		for (const text of ['belka strelka', 'belka 55221']) {
			expect(await seen(half, text)).toEqual(own);
			expect(await countOf(text, '', half)).toEqual({ count: own.length, exact: true });
		}
	});

	test('a place that no reply gave', async () => {
		const cursor = (value: unknown) => encodeURIComponent(Buffer.from(JSON.stringify(value)).toString('base64url'));
		for (const place of [
			['x', 1],
			['jall', 1],
			['a9:0', 1],
			['jall:0\0', 1],
			['jall:6abc', 1],
			['jall:6999999999999999', 1],
		]) {
			const { status, body } = await admin('GET', search('belka strelka', `&after=${cursor(place)}`));
			expect([place, [200, 400].includes(status), status === 400 ? body.code : 'cursor_unreadable']).toEqual([
				place,
				true,
				'cursor_unreadable',
			]);
		}
	});
});

test('counts of a search are exact to 10,000 and estimated beyond', async () => {
	await make(times(9_000, (i) => ({ name: `mass ${i}`, tokens: [`nmassa${i}`] })));
	await make(times(1_500, (i) => ({ name: `mass ${i}`, tokens: [`nmassb${i}`] })));
	await t.rows('analyze lookup');
	expect(await countOf('massa')).toEqual({ count: 9_000, exact: true });
	const { count, exact } = await countOf('mass');
	expect([exact, count >= 10_000, count < 13_000]).toEqual([false, true, true]);
}, 60_000);
