// What belongs to one customer over REST: contact points, addresses, notes, relationships and the network they make.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ask } from '../../platform/testing.ts';
import { allRows, type Caller, type CustomersTest, customersTest, stating } from './testing.ts';

let t: CustomersTest;
let admin: Ask;
let editor: Caller;
let stated: ReturnType<typeof stating>;

beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
	stated = stating(admin);
	editor = await t.person('eva@example.com', 'editor');
});

afterAll(() => t.drop());

const read = async (id: number) => (await admin('GET', `/customers/${id}`)).body;

describe('contact points and addresses', () => {
	test('are added, led, replaced and removed by key', async () => {
		const { id } = await stated({ name: 'Wu Fang', phone: '13800138002' });
		const at = `/customers/${id}/contact-points`;
		const added = await admin('POST', at, { kind: 'phone', value: '13900139003', label: '工作' });
		expect(added.status).toBe(201);
		expect(added.body.contact_points.map(({ value, is_primary }: { value: string; is_primary: boolean }) => [value, is_primary])).toEqual([
			['+8613900139003', true],
			['+8613800138002', false],
		]);
		const led = await admin('PUT', `${at}/${encodeURIComponent('phone:+8613800138002')}`, {
			kind: 'phone',
			value: '13800138002',
			is_primary: true,
		});
		expect(led.body.phone).toBe('+8613800138002');
		const replaced = await admin('PUT', `${at}/${encodeURIComponent('phone:+8613900139003')}`, { kind: 'wechat', value: 'wufang' });
		expect(replaced.body.contact_points.map(({ key }: { key: string }) => key)).toEqual(['phone:+8613800138002', 'wechat:wufang']);
		expect((await admin('GET', at)).body.items).toEqual(replaced.body.contact_points);
		expect((await admin('DELETE', `${at}/wechat:wufang`)).body.contact_points).toHaveLength(1);
		expect((await admin('DELETE', `${at}/wechat:wufang`)).body.code).toBe('contact_not_found');
		expect((await admin('POST', at, { kind: 'email', value: 'not one' })).body.code).toBe('values_refused');
	});

	test('addresses likewise; city and country follow the first', async () => {
		const { id } = await stated({ name: 'Addresses', city: 'Berlin', country: 'DE' });
		const at = `/customers/${id}/addresses`;
		const added = await admin('POST', at, { line1: 'Main Street 1', city: 'Boston', country: 'US', label: 'home', is_primary: true });
		expect(added.status).toBe(201);
		expect(added.body).toMatchObject({ city: 'Boston', country: 'US' });
		const [boston, berlin] = added.body.addresses;
		expect([boston.label, berlin.city]).toEqual(['home', 'Berlin']);
		const replaced = await admin('PUT', `${at}/${boston.key}`, { city: 'Bonn', country: 'Deutschland' });
		expect(replaced.body.addresses.map(({ city, country }: { city: string; country: string }) => [city, country]).sort()).toEqual([
			['Berlin', 'DE'],
			['Bonn', 'DE'],
		]);
		expect((await admin('DELETE', `${at}/${boston.key}`)).status).toBe(404);
		for (const { key } of replaced.body.addresses) expect((await admin('DELETE', `${at}/${key}`)).status).toBe(200);
		expect(await read(id)).toMatchObject({ city: null, country: null, addresses: [] });
	});

	test('a contact point that says nothing is refused, not swallowed', async () => {
		const { id } = await stated({ name: 'Empty' });
		const reply = await admin('POST', `/customers/${id}/contact-points`, { kind: 'wechat', value: ' \u200b ' });
		expect(reply.status).toBe(400);
		expect((await admin('POST', `/customers/${id}/addresses`, { label: 'home' })).status).toBe(400);
	});
});

describe('notes and relationships', () => {
	test('notes are added, changed and removed; their texts before are kept', async () => {
		const { id } = await stated({ name: 'Notes' });
		const { body: note, status } = await editor.ask('POST', `/customers/${id}/notes`, { body: '  first\nline ' });
		expect([status, note.body, note.created_by]).toEqual([201, 'first\nline', 'eva@example.com']);
		expect((await admin('PATCH', `/customers/${id}/notes/${note.id}`, { body: 'second' })).body.body).toBe('second');
		expect((await read(id)).notes).toMatchObject([{ id: note.id, body: 'second' }]);
		expect((await admin('DELETE', `/customers/${id}/notes/${note.id}`)).status).toBe(204);
		expect((await admin('DELETE', `/customers/${id}/notes/${note.id}`)).body.code).toBe('note_not_found');
		const kept = await t.rows("select image->>'body' as body from history where entity = 'note' and customer_id = $1 order by id", [id]);
		expect(kept).toEqual([{ body: 'first\nline' }, { body: 'second' }]);
	});

	test('notes beyond those that come with the customer are read page by page, the latest first', async () => {
		const { id } = await stated({ name: 'Talked about' });
		await t.rows("insert into notes (customer_id, body) select $1, 'note ' || n from generate_series(1, 130) n", [id]);
		expect((await read(id)).notes).toHaveLength(100);
		const notes = await allRows(admin, `/customers/${id}/notes?limit=60`);
		expect(notes.map(({ body }) => body)).toEqual(Array.from({ length: 130 }, (_, place) => `note ${130 - place}`));
		expect(notes[0]).toEqual((await read(id)).notes[0]);
		// Of another customer's notes it tells nothing.
		expect((await admin('GET', `/customers/${id + 100_000}/notes`)).body.code).toBe('customer_not_found');
		expect((await admin('GET', `/customers/${id}/notes?limit=201`)).body.code).toBe('invalid_input');
	});

	test('of a network that shows only some, the neighbours are counted', async () => {
		const { id } = await stated({ name: 'Hub' });
		await t.rows(
			`with others as (insert into customers (golden_id, name) select 0, 'Spoke ' || n from generate_series(1, 40) n returning id),
				far as (insert into customers (golden_id, name, state) values (0, 'Gone', 'withdrawn') returning id)
			insert into relationships (customer_id, type, other_id) select $1::bigint, 'employs', id from others union all
				select id, 'referred', $1 from others union all select $1, 'employs', id from far`,
			[id],
		);
		const some = (await admin('GET', `/customers/${id}/network?limit=10`)).body;
		expect([some.nodes.length, some.truncated, some.neighbours]).toEqual([10, true, 40]);
		const all = (await admin('GET', `/customers/${id}/network?limit=100`)).body;
		expect([all.nodes.length, all.truncated, all.neighbours]).toEqual([41, false, 40]);
	});

	test('relationships, the network and paths', async () => {
		const ids: number[] = [];
		for (const name of ['Anna', 'Bert', 'Cleo', 'Dora', 'Emil']) ids.push((await stated({ name })).id);
		const [a, b, c, d, e] = ids as [number, number, number, number, number];
		const relate = (from: number, to: number, rest: object = {}) =>
			admin('POST', `/customers/${from}/relationships`, { type: 'referred', other_id: to, ...rest });
		const first = await relate(a, b, { starts_on: '2020-01-01', note: 'at the fair' });
		expect(first.status).toBe(201);
		expect(first.body).toMatchObject({
			type: 'referred',
			direction: 'out',
			other: { id: b, name: 'Bert', kind: 'person' },
			starts_on: '2020-01-01',
		});
		expect((await relate(c, b, { direction: 'in' })).body).toMatchObject({ direction: 'in', other: { id: b } });
		await relate(c, d);
		for (const [body, code] of [
			[{ type: 'referred', other_id: a }, 'relationship_with_itself'],
			[{ type: 'nothing', other_id: b }, 'relationship_type_unknown'],
			[{ type: 'referred', other_id: b, starts_on: '2020-02-01', ends_on: '2020-01-01' }, 'relationship_dates'],
			[{ type: 'referred', other_id: 987_654_321 }, 'customer_not_found'],
		] as const)
			expect((await admin('POST', `/customers/${a}/relationships`, body)).body.code).toBe(code);
		expect((await admin('PATCH', `/relationships/${first.body.id}`, { ends_on: '2019-01-01' })).body.code).toBe('relationship_dates');
		expect((await admin('PATCH', `/relationships/${first.body.id}`, { ends_on: '2021-01-01' })).body.ends_on).toBe('2021-01-01');
		expect(
			(await admin('GET', `/customers/${b}/relationships`)).body.items.map(({ direction }: { direction: string }) => direction),
		).toEqual(['in', 'out']);
		const paged = await admin('GET', `/customers/${b}/relationships?limit=1`);
		expect((await admin('GET', `/customers/${b}/relationships?limit=1&after=${paged.body.next}`)).body).toMatchObject({
			items: [{ direction: 'out' }],
			next: null,
		});
		const network = (await admin('GET', `/customers/${a}/network?depth=2`)).body;
		expect(network.nodes.map(({ id, depth }: { id: number; depth: number }) => [id, depth])).toEqual([
			[a, 0],
			[b, 1],
			[c, 2],
		]);
		expect([network.edges.length, network.truncated]).toEqual([2, false]);
		expect((await admin('GET', `/customers/${a}/network?depth=3&limit=2`)).body).toMatchObject({
			nodes: [{ id: a }, { id: b }],
			truncated: true,
		});
		const path = (await admin('GET', `/customers/${a}/path/${d}`)).body;
		expect([path.length, path.nodes.map(({ id }: { id: number }) => id)]).toEqual([3, [a, b, c, d]]);
		expect((await admin('GET', `/customers/${a}/path/${e}`)).body).toMatchObject({ length: null, nodes: [] });
		expect((await admin('GET', `/customers/${a}/path/${a}`)).body).toMatchObject({ length: 0, nodes: [{ id: a }] });
		await admin('DELETE', `/customers/${c}`);
		expect((await admin('GET', `/customers/${a}/path/${d}`)).body.length).toBeNull();
		expect((await read(b)).relationships).toHaveLength(1);
		expect((await admin('DELETE', `/relationships/${first.body.id}`)).status).toBe(204);
		expect((await read(a)).relationships).toEqual([]);
	});
});
