// Many customers to another owner or team: by the rights on both sides, with all their rows, told before to whoever loses sight, and back again.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ask } from '../../platform/testing.ts';
import { forgetPrincipals } from '../access/principal-cache.ts';
import { type Caller, type CustomersTest, customersTest } from './testing.ts';

let t: CustomersTest;
let north: number;
let south: number;
let both: Caller;
let nora: Caller;
let sven: Caller;

beforeAll(async () => {
	t = await customersTest();
	[north, south] = [await t.scope('moves north'), await t.scope('moves south')];
	both = await t.person('both@moves.example.com', 'editor', { scope_id: north, scopes: [south] });
	nora = await t.person('nora@moves.example.com', 'editor', { scope_id: north });
	sven = await t.person('sven@moves.example.com', 'editor', { scope_id: south });
});

afterAll(() => t.drop());

let last = 0;

async function some(count: number, more: object = {}): Promise<number[]> {
	const items = Array.from({ length: count }, () => ({
		action: 'create',
		customer: { name: `Moving ${++last}`, email: `moving${last}@example.com`, scope_id: north, ...more },
	}));
	const { body } = await t.admin('POST', '/customers/bulk', { items });
	return body.results.map(({ id }: { id: number }) => id);
}

async function done(ids: readonly number[], action: object, ask: Ask = both.ask) {
	const draft = await ask('POST', '/customers/bulk-edits', { selection: { ids }, action });
	expect(draft.status, JSON.stringify(draft.body)).toBe(201);
	await ask('POST', `/customers/bulk-edits/${draft.body.id}/start`);
	await t.work();
	return { draft: draft.body, result: (await ask('GET', `/customers/bulk-edits/${draft.body.id}`)).body };
}

async function undone(id: number, ask: Ask = both.ask) {
	await ask('POST', `/customers/bulk-edits/${id}/undo`);
	await t.work();
	return (await ask('GET', `/customers/bulk-edits/${id}`)).body.undo;
}

const seenBy = async ({ ask }: Caller, ids: readonly number[]) =>
	(await Promise.all(ids.map(async (id) => (await ask('GET', `/customers/${id}`)).status))).map((status) => status === 200);

test('a move to another team takes every row along, is in the history and the audit, and goes back', async () => {
	const ids = await some(3);
	await nora.ask('POST', `/customers/${ids[0]}/notes`, { body: 'Called' });
	const { result } = await done(ids, { scope_id: south, owner_id: sven.id });
	expect(result).toMatchObject({ changed: 3, refused: 0, action: { scope_id: south, owner_id: sven.id } });
	for (const table of ['source_records', 'contact_points', 'notes', 'lookup', 'history']) {
		const rows = await t.rows(`select distinct scope_id, owner_id from ${table} where customer_id = $1`, [ids[0]]);
		expect([table, rows]).toEqual([table, [{ scope_id: south, owner_id: sven.id }]]);
	}
	expect([await seenBy(nora, ids), await seenBy(sven, ids)]).toEqual([ids.map(() => false), ids.map(() => true)]);
	expect((await sven.ask('GET', '/customers?search=moving1@')).body.items).toHaveLength(1);
	expect((await nora.ask('GET', '/customers?search=moving1@')).body.items).toEqual([]);
	const [change] = (await both.ask('GET', `/customers/${ids[0]}/changes`)).body.items;
	expect(change).toMatchObject({
		kind: 'owner',
		bulk_id: result.id,
		can_undo: true,
		changes: [
			{ unit: 'owner_id', before: null, after: { id: sven.id } },
			{ unit: 'scope_id', before: north, after: south },
		],
	});
	const entries = await t.rows("select count from audit_log where action = 'bulk_edits.apply' and entity_id = $1", [result.id]);
	expect(entries).toEqual([{ count: 3 }]);
	// One goes back alone, one is given to somebody else since: the undo of all leaves both as they are now.
	expect((await both.ask('POST', `/customers/${ids[0]}/changes/${change.id}/undo`)).status).toBe(200);
	await both.ask('PATCH', `/customers/${ids[1]}`, { owner_id: both.id });
	expect(await undone(result.id)).toMatchObject({
		back: 1,
		kept: 2,
		customers: [
			{ id: ids[0], units: ['owner_id', 'scope_id'] },
			{ id: ids[1], units: ['owner_id'] },
		],
	});
	expect(await t.rows('select scope_id, owner_id from customers where id = any ($1) order by id', [ids])).toEqual([
		{ scope_id: north, owner_id: null },
		{ scope_id: south, owner_id: both.id },
		{ scope_id: north, owner_id: null },
	]);
});

test('who may change only one side moves nothing there or from there, and cannot bring it back', async () => {
	const ids = await some(2);
	const away = await done(ids, { scope_id: south }, nora.ask);
	expect(away.draft.effect).toMatchObject({ changed: 0, refused: 2 });
	expect(away.result).toMatchObject({ changed: 0, refused: 2, reasons: [{ code: 'scope_not_allowed' }, { code: 'scope_not_allowed' }] });
	const taken = await done(ids, { scope_id: south }, sven.ask);
	expect(taken.result).toMatchObject({ changed: 0, refused: 0, total: 0 });
	const { result } = await done(ids, { scope_id: south });
	expect(result).toMatchObject({ changed: 2 });
	// What opened the side to go back to has ended since.
	const ends = (at: string) => t.rows(`update role_grants set ends_at = ${at} where user_id = $1 and team_id is null`, [both.id]);
	await ends('now()');
	try {
		expect(await undone(result.id)).toMatchObject({ back: 0, kept: 2 });
	} finally {
		await ends('null');
		forgetPrincipals(t.services.database);
	}
});

test('before it is done it is told whose customers go out of their sight', async () => {
	const ids = await some(3, { owner_id: nora.id });
	const action = { scope_id: south, owner_id: sven.id };
	const preview = async (sent: object) => (await t.admin('POST', '/customers/bulk-edits', { selection: { ids }, action: sent })).body;
	expect((await preview(action)).losing).toEqual({ self: 0, owners: [{ id: nora.id, name: 'nora@moves.example.com', customers: 3 }] });
	// As the owner one sees a customer in whatever team, and within the team everybody does.
	expect((await preview({ scope_id: south })).losing).toEqual({ self: 0, owners: [] });
	expect((await preview({ owner_id: null })).losing).toEqual({ self: 0, owners: [] });
	expect((await preview({ scope_id: south })).samples[0]).toMatchObject({ before: { scope_id: north }, after: { scope_id: south } });
});

test.each([{}, { scope_id: null }, { scope_id: 1, set: {} }, { scope_id: 0 }])('%j is not understood', async (action) => {
	const { body } = await both.ask('POST', '/customers/bulk-edits', { selection: { ids: [1] }, action });
	expect(body.code).toBe('invalid_input');
});
