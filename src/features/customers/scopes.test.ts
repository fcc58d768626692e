// Two teams on one database: what lies in the scope of one is nowhere to be seen for the other, by no way that the REST interface offers.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ask } from '../../platform/testing.ts';
import { allRows, type Caller, type CustomersTest, customersTest, filtered } from './testing.ts';

let t: CustomersTest;
let north: Caller;
let south: Caller;
let northScope: number;
let southScope: number;
let mine: number;
let theirs: number;
let shared: number;

const body = (name: string, n: number) => ({
	name,
	phone: `1380013${n}`,
	email: `${n}@team.example`,
	tags: ['team'],
	city: '上海',
	attributes: { rank: n },
	source: `crm ${n}`,
	external_id: '1',
});

beforeAll(async () => {
	t = await customersTest();
	[northScope, southScope] = [await t.scope('north'), await t.scope('south')];
	north = await t.person('nora@example.com', 'editor', { scope_id: northScope });
	south = await t.person('sven@example.com', 'editor', { scope_id: southScope });
	const rank = await t.admin('POST', '/attributes', { name: 'rank', type: 'number', label_en: 'Rank', label_zh: '级别', indexed: true });
	await t.work();
	expect(rank.body.index_state).toBe('building');
	mine = (await north.ask('POST', '/customers', body('诸葛亮', 1111))).body.id;
	theirs = (await south.ask('POST', '/customers', body('司马懿', 2222))).body.id;
	shared = (await t.admin('POST', '/customers', body('刘备', 3333))).body.id;
	await t.admin('POST', `/customers/${mine}/relationships`, { type: 'referred', other_id: theirs });
	await t.admin('POST', `/customers/${theirs}/relationships`, { type: 'referred', other_id: shared });
	await new Promise((resolve) => setTimeout(resolve, 2_100));
}, 60_000);

afterAll(() => t.drop());

const ids = async (ask: Ask, address: string) => (await allRows(ask, address)).map(({ id }) => id).sort((a, b) => a - b);

/** Everything by which `who` could meet one of these customers. */
async function met(who: Caller, name: string, n: number): Promise<Record<string, number[]>> {
	const search = (text: string) => ids(who.ask, `/customers?limit=50&search=${encodeURIComponent(text)}`);
	return {
		list: await ids(who.ask, '/customers?limit=50'),
		sorted: await ids(who.ask, '/customers?limit=50&sort=name'),
		filtered: await ids(who.ask, `/customers?${filtered({ field: 'email', op: 'eq', value: `${n}@team.example` })}`),
		tagged: await ids(who.ask, `/customers?${filtered({ field: 'tags', op: 'eq', value: 'team' })}`),
		attribute: await ids(
			who.ask,
			`/customers?${filtered({ field: 'attributes.rank', op: 'gte', value: n }, { field: 'attributes.rank', op: 'lte', value: n })}`,
		),
		name: await search(name),
		phone: await search(`1380013${n}`),
		'part of a phone': await search(String(n)),
		email: await search(`${n}@team`),
		'two terms': await search(`${name} ${n}`),
	};
}

test('lists, filters, searches and counts show a person only what its scopes hold', async () => {
	const seen = await met(north, '诸葛亮', 1111);
	for (const [way, found] of Object.entries(seen)) expect([way, found]).toEqual([way, [mine]]);
	const hidden = await met(north, '司马懿', 2222);
	for (const way of ['list', 'sorted', 'tagged']) expect([way, hidden[way]]).toEqual([way, [mine]]);
	for (const way of ['filtered', 'attribute', 'name', 'phone', 'part of a phone', 'email', 'two terms'])
		expect([way, hidden[way]]).toEqual([way, []]);
	for (const query of [
		'',
		'?search=13800',
		`?${filtered({ field: 'city', op: 'eq', value: '上海' })}`,
		`?${filtered({ field: 'name', op: 'ne', value: 'x' })}`,
	])
		expect([query, (await north.ask('GET', `/customers/count${query}`)).body]).toEqual([query, { count: 1, exact: true }]);
	expect(await ids(t.admin, '/customers?limit=50')).toEqual([mine, theirs, shared]);
});

test('groups, places to enter at and totals count what a person sees', async () => {
	for (const query of ['', `&${filtered({ field: 'tags', op: 'eq', value: 'team' })}`]) {
		expect((await north.ask('GET', `/customers/groups?by=city${query}`)).body.items).toEqual([{ value: '上海', count: 1 }]);
		expect((await north.ask('GET', `/customers/groups?by=company${query}`)).body.items).toEqual([{ value: null, count: 1 }]);
		expect((await north.ask('GET', `/customers/boundaries?sort=name${query}`)).body).toMatchObject({ total: 1, exact: true });
	}
	expect((await t.admin('GET', '/customers/groups?by=city')).body.items).toEqual([{ value: '上海', count: 3 }]);
});

test('every address below a hidden customer answers as if there were none', async () => {
	const key = encodeURIComponent('email:2222@team.example');
	const place = (await t.admin('GET', `/customers/${theirs}/addresses`)).body.items[0].key;
	const note = (await t.admin('POST', `/customers/${theirs}/notes`, { body: 'secret' })).body.id;
	const relationship = (await t.admin('GET', `/customers/${theirs}/relationships`)).body.items.find(
		({ direction }: { direction: string }) => direction === 'out',
	).id;
	for (const [method, path, sent] of [
		['GET', '', undefined],
		['PATCH', '', { company: 'x' }],
		['DELETE', '', undefined],
		['POST', '/restore', undefined],
		['POST', '/release', { units: ['name'] }],
		['GET', '/provenance', undefined],
		['GET', '/statements', undefined],
		['GET', '/as-of?at=2100-01-01T00:00:00Z', undefined],
		['GET', '/contact-points', undefined],
		['POST', '/contact-points', { kind: 'qq', value: '1' }],
		['PUT', `/contact-points/${key}`, { kind: 'qq', value: '1' }],
		['DELETE', `/contact-points/${key}`, undefined],
		['GET', '/addresses', undefined],
		['POST', '/addresses', { city: 'x' }],
		['PUT', `/addresses/${place}`, { city: 'x' }],
		['DELETE', `/addresses/${place}`, undefined],
		['POST', '/notes', { body: 'x' }],
		['PATCH', `/notes/${note}`, { body: 'x' }],
		['DELETE', `/notes/${note}`, undefined],
		['GET', '/relationships', undefined],
		['POST', '/relationships', { type: 'referred', other_id: mine }],
		['GET', '/network', undefined],
		['GET', `/path/${mine}`, undefined],
	] as const) {
		const reply = await north.ask(method, `/customers/${theirs}${path}`, sent);
		expect([method, path, reply.status, reply.body.code]).toEqual([method, path, 404, 'customer_not_found']);
	}
	for (const method of ['PATCH', 'DELETE'] as const)
		expect((await north.ask(method, `/relationships/${relationship}`, method === 'PATCH' ? { note: 'x' } : undefined)).status).toBe(404);
	expect((await north.ask('POST', `/customers/${mine}/relationships`, { type: 'referred', other_id: theirs })).status).toBe(404);
	const { results } = (
		await north.ask('POST', '/customers/bulk', {
			items: [
				{ action: 'update', id: theirs, customer: { company: 'x' } },
				{ action: 'delete', id: theirs },
				{ action: 'update', id: mine, customer: { job_title: 'y' } },
			],
		})
	).body;
	expect(results.map(({ status }: { status: number }) => status)).toEqual([404, 404, 200]);
	expect((await t.admin('GET', `/customers/${theirs}`)).body).toMatchObject({ company: null, notes: [{ body: 'secret' }], version: 1 });
});

test('networks and paths do not lead through whom a person may not see', async () => {
	const hub = (await t.admin('GET', `/customers/${mine}/network?depth=3`)).body;
	expect(hub.nodes.map(({ id }: { id: number }) => id)).toEqual([mine, theirs, shared]);
	expect((await t.admin('GET', `/customers/${mine}/path/${shared}`)).body.length).toBe(2);
	const both = await t.person('bo@example.com', 'reader', { scope_id: northScope, scopes: [1] });
	expect((await both.ask('GET', `/customers/${mine}/network?depth=3`)).body).toMatchObject({ nodes: [{ id: mine }], edges: [] });
	expect((await both.ask('GET', `/customers/${mine}/path/${shared}`)).body.length).toBeNull();
	expect((await both.ask('GET', `/customers/${mine}`)).body.relationships).toEqual([]);
	expect((await both.ask('GET', `/customers/${mine}/path/${theirs}`)).status).toBe(404);
});

test('of customers asked for by number, as the names of references are, only those come that may be read', async () => {
	const asked = `/customers?fields=id,name,company&${filtered({ field: 'id', op: 'in', value: [mine, theirs, 987_654] })}`;
	expect((await north.ask('GET', asked)).body.items).toEqual([{ id: mine, name: '诸葛亮', company: null }]);
	expect(await ids(south.ask, asked)).toEqual([theirs]);
});

test('a key of a source that stands for a hidden customer tells nothing of it', async () => {
	const reply = await north.ask('POST', '/customers', body('司马懿', 2222));
	expect(reply.status).toBe(201);
	expect(reply.body.id).not.toBe(theirs);
	await north.ask('DELETE', `/customers/${reply.body.id}`);
	expect((await t.admin('GET', `/customers/${theirs}/statements`)).body.items).toHaveLength(1);
});

test('nobody puts a customer into a scope that is not theirs', async () => {
	for (const scope_id of [1, southScope]) {
		expect((await north.ask('POST', '/customers', { name: 'x', scope_id })).body.code).toBe('scope_not_allowed');
		expect((await north.ask('PATCH', `/customers/${mine}`, { scope_id })).body.code).toBe('scope_not_allowed');
	}
});

const scoped = [
	'customers',
	'source_records',
	'restatements',
	'contact_points',
	'addresses',
	'lookup',
	'attribute_values',
	'relationships',
	'notes',
	'history',
];

test('a move takes every row along, at once and back', async () => {
	const { id } = (await north.ask('POST', '/customers', { ...body('关羽', 4444), source: 'moving' })).body;
	await north.ask('POST', `/customers/${id}/notes`, { body: 'brave' });
	await north.ask('POST', `/customers/${id}/relationships`, { type: 'referred', other_id: mine });
	await north.ask('PATCH', `/customers/${id}`, { company: 'Acme', attributes: { rank: 5 } });
	await t.rows('insert into restatements select customer_id, id, 1, 1, scope_id, owner_id from source_records where customer_id = $1', [
		id,
	]);
	const moved = await t.admin('PATCH', `/customers/${id}`, { scope_id: southScope, owner_id: south.id });
	expect(moved.body).toMatchObject({ scope_id: southScope, owner_id: south.id });
	for (const table of scoped) {
		const rows = await t.rows(
			`select distinct scope_id, owner_id from ${table} where ${table === 'customers' ? 'id' : 'customer_id'} = $1`,
			[id],
		);
		expect([table, rows]).toEqual([table, [{ scope_id: southScope, owner_id: south.id }]]);
	}
	expect((await north.ask('GET', `/customers/${id}`)).status).toBe(404);
	expect(await ids(north.ask, '/customers?search=4444')).toEqual([]);
	expect(await ids(south.ask, '/customers?search=4444')).toEqual([id]);
	expect(await ids(south.ask, '/customers?search=guanyu')).toEqual([id]);
	expect(await ids(south.ask, `/customers?${filtered({ field: 'attributes.rank', op: 'eq', value: 5 })}`)).toEqual([id]);
	expect((await south.ask('GET', `/customers/${id}/statements`)).body.items).toHaveLength(2);
	expect((await south.ask('GET', `/customers/${id}`)).body.notes).toHaveLength(1);
	// The source's key goes along: its new owner updates, and does not double.
	expect((await south.ask('POST', '/customers', { ...body('关云长', 4444), source: 'moving' })).body.id).toBe(id);
	const back = await t.admin('PATCH', `/customers/${id}`, { scope_id: northScope, owner_id: null });
	expect(back.status).toBe(200);
	expect((await south.ask('GET', `/customers/${id}`)).status).toBe(404);
	expect(await ids(north.ask, '/customers?search=4444')).toEqual([id]);
});

test('an owner sees the customer in whatever scope it lies; giving it away where nobody of the own scopes is left is refused in a sentence', async () => {
	const { id } = (await t.admin('POST', '/customers', { ...body('张飞', 5555), scope_id: southScope, owner_id: north.id })).body;
	expect((await north.ask('GET', `/customers/${id}`)).body.name).toBe('张飞');
	expect(await ids(north.ask, '/customers?search=5555')).toEqual([id]);
	expect((await north.ask('PATCH', `/customers/${id}`, { company: 'Acme', tags: ['a'] })).body.company).toBe('Acme');
	const given = await north.ask('PATCH', `/customers/${id}`, { owner_id: south.id });
	expect([given.status, given.body.code]).toEqual([403, 'owner_out_of_sight']);
	expect((await north.ask('GET', `/customers/${id}`)).body.owner_id).toBe(north.id);
	expect((await south.ask('PATCH', `/customers/${id}`, { owner_id: south.id })).status).toBe(200);
	expect((await north.ask('GET', `/customers/${id}`)).status).toBe(404);
});

test('connections do not carry one person’s rights to the next', async () => {
	const asked = Array.from({ length: 60 }, (_, i) => (i % 2 ? north : south));
	const found = await Promise.all(asked.map(({ ask }) => ids(ask, '/customers?limit=50&search=1380013')));
	for (const [i, list] of found.entries()) expect(list.includes(i % 2 ? theirs : mine)).toBe(false);
});
