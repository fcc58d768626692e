// Lists of people who see few scopes among many: put together from the lists of those scopes, and the same as the policies alone would show.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { read } from '../../platform/database.ts';
import { type CustomersTest, customersTest } from './testing.ts';

let t: CustomersTest;
let scopes: number[];

beforeAll(async () => {
	t = await customersTest();
	scopes = [];
	for (const name of ['north', 'south', 'east', 'west']) scopes.push(await t.scope(name));
	await t.rows(
		`insert into customers (id, golden_id, kind, name, sort_name, scope_id, city, state) overriding system value
			select n, n, 'person', 'Name ' || n % 17, 'name ' || n % 17, ($1::int[])[1 + n % 4], case when n % 3 = 0 then 'City ' || n % 5 end,
				case when n % 10 = 0 then 'deleted' else 'active' end
			from generate_series(1, 400) n`,
		[scopes],
	);
}, 60_000);

afterAll(() => t.drop());

/** All pages of a list, three rows at a time. */
async function paged(ask: CustomersTest['admin'], query: string): Promise<number[]> {
	const ids: number[] = [];
	for (let after = ''; ; ) {
		const { body } = await ask('GET', `/customers?limit=33&fields=id${query}${after}`);
		ids.push(...body.items.map(({ id }: { id: number }) => id));
		if (body.next === null) return ids;
		after = `&after=${body.next}`;
	}
}

const orders: Readonly<Record<string, string>> = {
	'': 'id desc',
	'&sort=id': 'id',
	'&sort=name': 'sort_name, id',
	'&sort=-name': 'sort_name desc, id desc',
	'&sort=city': 'city collate pinyin nulls last, id',
	'&sort=-city': 'city collate pinyin desc nulls last, id desc',
};

describe.each([
	['one scope', [0], 0],
	['three scopes', [0, 1, 2], 0],
	['one scope, and customers of his own in others', [1], 7],
	['two scopes, and one customer of his own', [1, 3], 1],
	['all scopes but the first', [0, 1, 2, 3], 0],
])('a person of %s', (name, places, owned) => {
	test('is shown each customer once in every order, and counted right', async () => {
		const mine = places.map((place) => scopes[place]!);
		const person = await t.person(`${name.replace(/\W/g, '-')}@example.com`, 'reader', { scope_id: mine[0]!, scopes: mine.slice(1) });
		await t.rows('update customers set owner_id = null where owner_id is not null');
		await t.rows(
			'update customers set owner_id = $1 where id = any (array(select id from customers where scope_id <> all ($2) order by id limit $3))',
			[person.id, mine, owned],
		);
		const seen = "state = 'active' and (scope_id = any ($1) or owner_id = $2)";
		for (const [query, order] of Object.entries(orders)) {
			const expected = await t.rows<{ id: number }>(`select id from customers where ${seen} order by ${order}`, [mine, person.id]);
			expect([query, await paged(person.ask, query)]).toEqual([query, expected.map(({ id }) => id)]);
		}
		const count = (await t.rows(`select from customers where ${seen}`, [mine, person.id])).length;
		expect((await person.ask('GET', '/customers/count')).body).toEqual({ count, exact: true });
		expect((await person.ask('GET', '/customers/boundaries?sort=name')).body).toMatchObject({ total: count });
		const trash = await t.rows(`select id from customers where ${seen.replace('active', 'deleted')}`, [mine, person.id]);
		expect((await paged(person.ask, '&state=deleted')).length).toBe(trash.length);
	});
});

test('whoever has no scope sees what is his, and who sees none sees nobody', async () => {
	const ids = async (user_id: number) => {
		const { rows } = await read(t.services.database, { user_id, scopes: [] }, (client) => client.query('select id from customers'));
		return rows.length;
	};
	const someone = await t.person('someone@example.com', 'reader', { scope_id: scopes[0]! });
	await t.rows('update customers set owner_id = $1 where id in (1, 2, 3)', [someone.id]);
	expect(await ids(someone.id)).toBe(3);
	expect(await ids(0)).toBe(0);
});
