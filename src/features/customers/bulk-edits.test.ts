// One change of many customers over REST: previewed, done as a job, undone with later changes left alone, within the rights of the person.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asOwner, write } from '../../platform/database.ts';
import type { Ask } from '../../platform/testing.ts';
import { userPrincipal } from '../access/queries.ts';
import { applyBatch } from './bulk-edits-batch.ts';
import { moveCustomer } from './queries.ts';
import { type Caller, type CustomersTest, customersTest, filtered } from './testing.ts';

let t: CustomersTest;
let editor: Caller;
let reader: Caller;

beforeAll(async () => {
	t = await customersTest();
	editor = await t.person('bulk.editor@example.com', 'editor');
	reader = await t.person('bulk.reader@example.com', 'reader');
});

afterAll(() => t.drop());

let last = 0;

/** So many customers in a city of their own, stated by a source. */
async function some(count: number, more: object = {}): Promise<{ ids: number[]; query: { filter: string } }> {
	const city = `Town ${++last}`;
	const items = Array.from({ length: count }, (_, n) => ({
		action: 'create',
		customer: { name: `Person ${last} ${n}`, city, source: 'shop', external_id: `${last}-${n}`, ...more },
	}));
	const { body } = await t.admin('POST', '/customers/bulk', { items });
	const filter = decodeURIComponent(filtered({ field: 'city', op: 'eq', value: city }).slice('filter='.length));
	return { ids: body.results.map(({ id }: { id: number }) => id), query: { filter } };
}

const read = async (id: number) => (await t.admin('GET', `/customers/${id}`)).body;

const move = (id: number, owner_id: number | null, scope_id: number) =>
	asOwner(t.services.database, (client) => moveCustomer(client, id, owner_id, scope_id, editor.id));

/** Prepares, starts and works off; returns the draft and the result. */
async function done(selection: object, action: object, ask: Ask = editor.ask) {
	const draft = await ask('POST', '/customers/bulk-edits', { selection, action });
	expect(draft.status, JSON.stringify(draft.body)).toBe(201);
	expect((await ask('POST', `/customers/bulk-edits/${draft.body.id}/start`)).status).toBe(202);
	await t.work();
	const result = await ask('GET', `/customers/bulk-edits/${draft.body.id}`);
	return { draft: draft.body, result: result.body };
}

async function undone(id: number, ask: Ask = editor.ask) {
	const preview = await ask('GET', `/customers/bulk-edits/${id}/undo`);
	expect((await ask('POST', `/customers/bulk-edits/${id}/undo`)).status).toBe(202);
	await t.work();
	return { preview: preview.body, result: (await ask('GET', `/customers/bulk-edits/${id}`)).body };
}

describe('tags', () => {
	test('are added and removed for all of a list but some; the preview changes nothing', async () => {
		const { ids, query } = await some(5, { tags: ['old'] });
		await t.admin('PATCH', `/customers/${ids[0]}`, { tags: ['new'] });
		const selection = { query, except: [ids[4]] };
		const action = { add_tags: ['new'], remove_tags: ['old'] };
		const draft = await editor.ask('POST', '/customers/bulk-edits', { selection, action });
		expect(draft.body).toMatchObject({ state: 'draft', total: 4, exact: true });
		expect(draft.body.effect).toEqual({ checked: 4, changed: 3, unchanged: 1, refused: 0, reasons: [] });
		expect(draft.body.samples[0]).toMatchObject({ id: ids[1], before: { tags: ['old'] }, after: { tags: ['new'] } });
		expect(await read(ids[1]!)).toMatchObject({ tags: ['old'], version: 1 });

		const { result } = await done(selection, action);
		expect(result).toMatchObject({ state: 'done', total: 4, done: 4, changed: 3, unchanged: 1, refused: 0 });
		for (const id of ids.slice(0, 4)) expect((await read(id)).tags).toEqual(['new']);
		expect((await read(ids[4]!)).tags).toEqual(['old']);
		const tagged = await editor.ask('GET', `/customers?${filtered({ field: 'tags', op: 'eq', value: 'new' })}`);
		expect(tagged.body.items).toHaveLength(4);
		const records = await t.rows('select customer_id from source_records where bulk_edit_id = $1 order by 1', [result.id]);
		expect(records.map(({ customer_id }) => customer_id)).toEqual(ids.slice(1, 4));
	});

	test('go back with an undo, but for those that somebody changed since', async () => {
		const { ids } = await some(3, { tags: ['a'] });
		const { result } = await done({ ids }, { add_tags: ['b', 'c'], remove_tags: ['a'] });
		await t.admin('PATCH', `/customers/${ids[1]}`, { tags: ['b', 'mine'] });
		await t.admin('PATCH', `/customers/${ids[2]}`, { company: 'Later Ltd' });
		const undo = await undone(result.id);
		const customers = [{ id: ids[1], name: expect.any(String), units: ['tags/c'] }];
		expect(undo.preview).toEqual({ total: 3, checked: 3, back: 2, kept: 1, customers });
		expect(undo.result).toMatchObject({ state: 'undone', undo: { done: 3, back: 2, kept: 1, customers } });
		expect((await read(ids[0]!)).tags).toEqual(['a']);
		expect((await read(ids[1]!)).tags).toEqual(['a', 'mine']);
		expect(await read(ids[2]!)).toMatchObject({ tags: ['a'], company: 'Later Ltd' });
		expect((await editor.ask('POST', `/customers/bulk-edits/${result.id}/undo`)).body.code).toBe('bulk_edit_state');
	});
});

describe('fields', () => {
	test('are pinned, cleared and set back', async () => {
		await t.admin('POST', '/attributes', { name: 'size', type: 'number', label_en: 'Size', label_zh: '规模' });
		const { ids, query } = await some(3, { company: 'Old Ltd', industry: 'steel', attributes: { size: 4 } });
		const action = { set: { company: 'New Ltd', industry: null, city: 'Paris', attributes: { size: 7 } } };
		const { draft, result } = await done({ query }, action);
		expect(draft.samples[0]).toMatchObject({
			before: { company: 'Old Ltd', industry: 'steel', 'attributes.size': 4 },
			after: { company: 'New Ltd', industry: null, city: 'Paris', 'attributes.size': 7 },
		});
		// The change takes everybody out of the list that chose them; nobody is skipped for it.
		expect(result).toMatchObject({ changed: 3, refused: 0 });
		expect(await read(ids[2]!)).toMatchObject({ company: 'New Ltd', industry: null, city: 'Paris', attributes: { size: 7 } });
		await t.admin('PATCH', `/customers/${ids[0]}`, { company: 'Third Ltd' });
		const undo = await undone(result.id);
		expect(undo.result.undo).toMatchObject({ back: 2, kept: 1, customers: [{ id: ids[0], units: ['company'] }] });
		expect(await read(ids[0]!)).toMatchObject({ company: 'Third Ltd', industry: 'steel', attributes: { size: 4 } });
		const first = await read(ids[2]!);
		expect(first).toMatchObject({ company: 'Old Ltd', industry: 'steel', attributes: { size: 4 } });
		expect(first.city).toMatch(/^Town/);
	});

	test('refuse what a single change refuses, customer by customer', async () => {
		await t.admin('POST', '/attributes', { name: 'grade', type: 'text', label_en: 'Grade', label_zh: '等级', required: true });
		const { ids } = await some(2, { attributes: { grade: 'A' } });
		const { draft, result } = await done({ ids }, { set: { attributes: { grade: null } } });
		expect(draft.effect).toMatchObject({ checked: 2, changed: 0, refused: 2 });
		expect(result).toMatchObject({ state: 'done', refused: 2, changed: 0 });
		expect(result.reasons[0]).toMatchObject({ id: ids[0], message: expect.stringMatching(/Grade/) });
		const wrong = await done({ ids }, { set: { birth_date: '1890-13-44' } }).catch((cause) => cause);
		expect(wrong).toBeInstanceOf(Error);
		await t.rows("update attribute_definitions set required = false where name = 'grade'");
	});
});

describe('owner', () => {
	test('is changed with all rows, and given back unless somebody gave the customer away since', async () => {
		const { ids } = await some(3);
		const { result } = await done({ ids }, { owner_id: editor.id });
		expect(result).toMatchObject({ changed: 3 });
		for (const table of ['source_records', 'addresses', 'lookup', 'bulk_edit_customers']) {
			const rows = await t.rows(`select distinct owner_id from ${table} where customer_id = $1`, [ids[0]]);
			expect([table, rows]).toEqual([table, [{ owner_id: editor.id }]]);
		}
		await t.admin('PATCH', `/customers/${ids[1]}`, { owner_id: reader.id });
		expect((await undone(result.id)).result.undo).toMatchObject({ back: 2, kept: 1, customers: [{ id: ids[1], units: ['owner_id'] }] });
		expect((await read(ids[0]!)).owner_id).toBeNull();
		expect((await read(ids[1]!)).owner_id).toBe(reader.id);
		const unknown = await editor.ask('POST', '/customers/bulk-edits', { selection: { ids }, action: { owner_id: 999_999 } });
		expect(unknown.body.code).toBe('owner_unknown');
	});
});

describe('trash', () => {
	test('takes many, and gives back those that are still there', async () => {
		const { ids, query } = await some(3);
		const { result } = await done({ query }, { delete: true });
		expect(result).toMatchObject({ changed: 3 });
		expect((await t.admin('GET', `/customers/${ids[0]}`)).status).toBe(410);
		await t.admin('POST', `/customers/${ids[0]}/restore`);
		const undo = await undone(result.id);
		expect(undo.result.undo).toMatchObject({ back: 2, kept: 1 });
		expect((await read(ids[2]!)).state).toBe('active');
	});

	test('gives many back that were deleted one by one', async () => {
		const { ids, query } = await some(2);
		for (const id of ids) await t.admin('DELETE', `/customers/${id}`);
		const { result } = await done({ query: { ...query, state: 'deleted' } }, { restore: true });
		expect(result).toMatchObject({ total: 2, changed: 2 });
		expect((await read(ids[0]!)).state).toBe('active');
		const mixed = { selection: { query: { ...query, state: 'deleted' } }, action: { add_tags: ['x'] } };
		expect((await editor.ask('POST', '/customers/bulk-edits', mixed)).body.code).toBe('bulk_state_unsuited');
	});
});

describe('rights', () => {
	test('who may not write prepares nothing; whose bulk change it is not finds none', async () => {
		const { ids } = await some(1);
		const body = { selection: { ids }, action: { add_tags: ['x'] } };
		expect((await reader.ask('POST', '/customers/bulk-edits', body)).status).toBe(403);
		const { result } = await done({ ids }, { add_tags: ['x'] });
		expect((await t.admin('GET', `/customers/bulk-edits/${result.id}`)).body.code).toBe('bulk_edit_not_found');
		expect((await editor.ask('GET', '/customers/bulk-edits?limit=1')).body).toMatchObject({ items: [{ id: result.id }], next: result.id });
	});

	test('customers out of sight are not touched, and rights are those at the time of the work', async () => {
		const { ids } = await some(2);
		await move(ids[0]!, null, await t.scope('bulk elsewhere'));
		const { draft, result } = await done({ ids }, { add_tags: ['seen'] });
		expect(draft.total).toBe(1);
		expect(result).toMatchObject({ total: 1, changed: 1 });
		expect(await t.rows('select tags from customers where id = $1', [ids[0]])).toEqual([{ tags: [] }]);

		const other = await t.person('bulk.leaver@example.com', 'editor');
		const made = await other.ask('POST', '/customers/bulk-edits', { selection: { ids }, action: { delete: true } });
		await other.ask('POST', `/customers/bulk-edits/${made.body.id}/start`);
		const [grant] = (await t.admin('GET', `/users/${other.id}/grants`)).body.items;
		await t.admin('DELETE', `/users/${other.id}/grants/${grant.id}`);
		await t.work();
		const [row] = await t.rows<{ state: string; error: { code: string } }>('select state, error from bulk_edits where id = $1', [
			made.body.id,
		]);
		expect(row).toMatchObject({ state: 'failed', error: { code: 'not_allowed' } });
		expect((await read(ids[1]!)).state).toBe('active');
	});

	test('who sees a customer as its owner alone does not lose it by giving it away', async () => {
		const { ids } = await some(1);
		await move(ids[0]!, editor.id, await t.scope('bulk owned'));
		const { result } = await done({ ids }, { owner_id: reader.id });
		expect(result).toMatchObject({ refused: 1, reasons: [{ id: ids[0], code: 'owner_out_of_sight' }] });
	});

	test.each([
		[{ ids: [] }, { add_tags: ['x'] }],
		[{ ids: [1], query: {} }, { add_tags: ['x'] }],
		[{ ids: [1] }, { add_tags: [] }],
		[{ ids: [1] }, { set: {} }],
		[{ ids: [1] }, { set: { attributes: {} } }],
		[{ ids: [1] }, { set: { tags: ['x'] } }],
		[{ ids: [1] }, { set: { id: 7 } }],
		[{ ids: [1] }, { delete: false }],
		[{ ids: [1] }, { delete: true, owner_id: 1 }],
	])('%j with %j is not understood', async (selection, action) => {
		expect((await editor.ask('POST', '/customers/bulk-edits', { selection, action })).body.code).toBe('invalid_input');
	});
});

describe('the work', () => {
	test('goes on where it stopped after a restart, and nothing comes twice', async () => {
		const { ids } = await some(4, { tags: ['a'] });
		const draft = await editor.ask('POST', '/customers/bulk-edits', { selection: { ids }, action: { add_tags: ['b'] } });
		const { id } = draft.body;
		await editor.ask('POST', `/customers/bulk-edits/${id}/start`);
		// As a process leaves it that is killed after a first batch of two: its customers done and noted.
		await t.rows(
			`insert into bulk_edit_customers (bulk_edit_id, customer_id, outcome, before)
			select $1, n, case when n <= $3 then 'changed' end, case when n <= $3 then '{}'::jsonb end from unnest($2::bigint[]) n`,
			[id, ids, ids[1]],
		);
		const principal = { ...(await userPrincipal(t.services.database.owner, editor.id)), via: 'command' as const };
		await write(t.services.database, principal, (client) =>
			applyBatch(client, { principal, country: 'CN' }, { add_tags: ['b'] }, ids.slice(0, 2), id),
		);
		await t.rows(
			"update bulk_edits set state = 'running', chosen_at = now(), total = 4, done = 2, changed = 2, next_id = $2 where id = $1",
			[id, ids[1]],
		);
		await t.rows('delete from graphile_worker._private_jobs');
		await t.rows("select graphile_worker.add_job('customers.bulk_resume')");
		await t.work();
		await t.work();
		expect((await editor.ask('GET', `/customers/bulk-edits/${id}`)).body).toMatchObject({ state: 'done', done: 4, changed: 4, refused: 0 });
		const records = await t.rows<{ count: number }>('select count(*) as count from source_records where bulk_edit_id = $1', [id]);
		expect(records[0]!.count).toBe(4);
		for (const one of ids) expect(await read(one)).toMatchObject({ tags: ['a', 'b'], version: 2 });
	});

	test('is cancelled before it begins, and a draft of yesterday does not start', async () => {
		const { ids } = await some(1);
		const make = async () =>
			(await editor.ask('POST', '/customers/bulk-edits', { selection: { ids }, action: { add_tags: ['no'] } })).body.id;
		const first = await make();
		await editor.ask('POST', `/customers/bulk-edits/${first}/start`);
		expect((await editor.ask('POST', `/customers/bulk-edits/${first}/cancel`)).body).toMatchObject({ state: 'cancelled' });
		await t.work();
		expect((await read(ids[0]!)).tags).toEqual([]);
		const second = await make();
		await t.rows("update bulk_edits set created_at = now() - interval '25 hours' where id = $1", [second]);
		expect((await editor.ask('POST', `/customers/bulk-edits/${second}/start`)).body.code).toBe('bulk_edit_expired');
	});

	test('starts once for one Idempotency-Key', async () => {
		const { ids } = await some(1);
		const body = { selection: { ids }, action: { add_tags: ['once'] } };
		const twice = [1, 2].map(() => editor.ask('POST', '/customers/bulk-edits', body, { 'idempotency-key': 'bulk-once' }));
		// Whichever comes first; the other gets its answer, or is told that it is under way.
		const statuses = await Promise.all(twice.map(async (reply) => (await reply).status));
		expect(statuses).toContain(201);
		expect(statuses.filter((one) => ![201, 409].includes(one))).toEqual([]);
		const again = await editor.ask('POST', '/customers/bulk-edits', body, { 'idempotency-key': 'bulk-once' });
		expect(again.headers['idempotency-replayed']).toBe('true');
	});
});

test('an export takes a selection', async () => {
	const { ids, query } = await some(4);
	const lines = async (more: string) => {
		const filter = `filter=${encodeURIComponent(query.filter)}`;
		const { body } = await editor.ask('GET', `/customers/export?format=csv&fields=id&${filter}&${more}`);
		return (body as string).trim().split('\n').slice(1).map(Number);
	};
	expect(await lines(`ids=${ids[0]},${ids[2]}`)).toEqual([ids[0], ids[2]]);
	expect(await lines(`except=${ids[0]},${ids[2]}`)).toEqual([ids[1], ids[3]]);
	const made = await editor.ask('POST', '/exports', { format: 'csv', ids: [ids[1]] });
	expect(made.status).toBe(202);
	expect((await editor.ask('POST', '/exports', { format: 'csv', ids: ['x'] })).status).toBe(400);
});

test('stops where the rights of its person shrink while it runs', async () => {
	const { ids } = await some(2);
	const ending = await t.person('bulk.ending@example.com', 'editor');
	const draft = await ending.ask('POST', '/customers/bulk-edits', { selection: { ids }, action: { set: { industry: 'steel' } } });
	await ending.ask('POST', `/customers/bulk-edits/${draft.body.id}/start`);
	const holder = await t.services.database.owner.connect();
	await holder.query('begin');
	await holder.query('select from customers where id = any ($1) for update', [ids]);
	const worked = t.work();
	while ((await t.rows('select from pg_locks where not granted and pid <> pg_backend_pid()')).length === 0)
		await new Promise((resolve) => setTimeout(resolve, 20));
	await t.rows('update role_grants set ends_at = now() where user_id = $1', [ending.id]);
	await holder.query('rollback');
	holder.release();
	await worked;
	expect(await t.rows("select state, error->>'code' as code from bulk_edits where id = $1", [draft.body.id])).toEqual([
		{ state: 'failed', code: 'rights_shrunk' },
	]);
});
