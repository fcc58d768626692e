// The list of changes and taking them back: every kind, who and from where, what is refused, and that an undo can be undone.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ask } from '../../platform/testing.ts';
import { type Caller, type CustomersTest, customersTest, stating } from './testing.ts';

let t: CustomersTest;
let admin: Ask;
let eva: Caller;
let reader: Caller;
let stated: ReturnType<typeof stating>;

beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
	stated = stating(admin);
	eva = await t.person('eva@example.com', 'editor');
	reader = await t.person('reader@example.com', 'reader');
	await admin('POST', '/attributes', { name: 'size', type: 'number', label_en: 'Size', label_zh: '规模' });
});

afterAll(() => t.drop());

const create = async (body: object): Promise<number> => (await admin('POST', '/customers', body)).body.id;
const patch = async (id: number, body: object, ask = eva.ask) => expect((await ask('PATCH', `/customers/${id}`, body)).status).toBe(200);
const changes = async (id: number, query = '', ask = admin) => {
	const reply = await ask('GET', `/customers/${id}/changes${query}`);
	expect(reply.status, JSON.stringify(reply.body)).toBe(200);
	return reply.body.items;
};
const undo = (id: number, change: string, headers = {}, ask = eva.ask) =>
	ask('POST', `/customers/${id}/changes/${change}/undo`, {}, headers);
const undone = async (id: number, change: string, ask = eva.ask) => {
	const reply = await undo(id, change, {}, ask);
	expect(reply.status, JSON.stringify(reply.body)).toBe(200);
	return reply.body;
};
/** The golden values, without what counts changes. */
const read = async (id: number) => {
	const { version: _v, updated_at: _u, relationships: _r, notes: _n, ...values } = (await admin('GET', `/customers/${id}`)).body;
	return values;
};

describe('what is told', () => {
	test('a customer made by hand, its edits newest first, with who and from where', async () => {
		const id = await create({ name: 'Ada Lovelace', company: 'A', tags: ['vip'], email: 'ada@example.com' });
		await patch(id, { company: 'B', tags: ['new'], attributes: { size: 3 } });
		const [edit, made, ...rest] = await changes(id);
		expect(rest).toEqual([]);
		expect(edit).toMatchObject({
			kind: 'values',
			by: 'eva@example.com',
			channel: 'api',
			api_key: 'eva@example.com',
			ip: '127.0.0.1',
			can_undo: true,
		});
		expect(edit.changes).toEqual(
			expect.arrayContaining([
				{ unit: 'company', before: 'A', after: 'B' },
				{ unit: 'attributes.size', before: null, after: 3 },
				{ unit: 'tags/vip', before: 'vip', after: null },
				{ unit: 'tags/new', before: null, after: 'new' },
			]),
		);
		expect(edit.changes).toHaveLength(4);
		expect(made).toMatchObject({ kind: 'created', can_undo: false, undo_refused: 'created', source: 'manual' });
		expect(made.changes).toContainEqual({ unit: 'name', before: null, after: 'Ada Lovelace' });
		expect(made.changes.map(({ unit }: { unit: string }) => unit)).toContain('contact_points/email:ada@example.com');
	});

	test('members of sets come and go whole, with their label', async () => {
		const id = await create({ name: 'Members', phone: '+8613800138000' });
		await eva.ask('POST', `/customers/${id}/contact-points`, { kind: 'phone', value: '+8613900139000', label: 'work', is_primary: true });
		const [edit] = await changes(id);
		expect(edit.changes).toEqual(
			expect.arrayContaining([
				{ unit: 'contact_points/phone:+8613900139000', before: null, after: expect.objectContaining({ label: 'work', is_primary: true }) },
				{
					unit: 'contact_points/phone:+8613800138000',
					before: expect.objectContaining({ is_primary: true }),
					after: expect.objectContaining({ is_primary: false }),
				},
			]),
		);
		expect(edit.changes).toHaveLength(2);
	});

	test('addresses are for administrators; a person sees no customer of others', async () => {
		const id = await create({ name: 'Hidden' });
		await patch(id, { company: 'X' });
		expect((await changes(id, '', reader.ask))[0]).toMatchObject({ ip: null, can_undo: false, undo_refused: 'not_allowed' });
		expect((await undo(id, (await changes(id))[0].id, {}, reader.ask)).status).toBe(403);
		const scope_id = await t.scope('elsewhere');
		const other = await t.person('other@example.com', 'editor', { scope_id });
		expect((await other.ask('GET', `/customers/${id}/changes`)).status).toBe(404);
		expect((await other.ask('POST', `/customers/${id}/changes/h1/undo`, {})).status).toBe(404);
	});

	test('by key, by kind and by field', async () => {
		const id = await create({ name: 'Paged' });
		for (const company of ['A', 'B', 'C', 'D']) await patch(id, { company });
		await patch(id, { job_title: 'Boss' });
		await eva.ask('POST', `/customers/${id}/notes`, { body: 'hello' });
		const all = await changes(id);
		expect(all).toHaveLength(7);
		const paged: unknown[] = [];
		let after = '';
		for (;;) {
			const { body } = await admin('GET', `/customers/${id}/changes?limit=2${after}`);
			paged.push(...body.items);
			expect(body.items.length).toBeLessThanOrEqual(2);
			if (body.next === null) break;
			after = `&after=${encodeURIComponent(body.next)}`;
		}
		expect(paged).toEqual(all);
		expect(await changes(id, '?kind=note')).toHaveLength(1);
		expect((await changes(id, '?unit=company')).map((one: { changes: { after: string }[] }) => one.changes[0]!.after)).toEqual([
			'D',
			'C',
			'B',
			'A',
		]);
		expect((await admin('GET', `/customers/${id}/changes?after=x`)).body.code).toBe('cursor_unreadable');
		expect((await admin('GET', `/customers/${id}/changes?limit=1000`)).status).toBe(400);
	});

	test('SQL is told as SQL', async () => {
		const id = await create({ name: 'Written in SQL' });
		const login = await t.services.database.owner.connect();
		try {
			await login.query('select set_config(\'app.via\', \'{"channel": "page"}\', false)');
			await login.query("update crm.customers set company = 'SQL Ltd' where id = $1", [id]);
		} finally {
			login.release(true);
		}
		expect((await changes(id))[0]).toMatchObject({ kind: 'values', channel: 'sql' });
	});

	test('what a source repeats differently, without changing a value, is a statement', async () => {
		const { id, again } = await stated({ name: 'Said Twice', company: 'One' });
		await patch(id, { company: 'Pinned' });
		await again({ name: 'Said Twice', company: 'Two' });
		const [statement] = await changes(id);
		expect(statement).toMatchObject({ kind: 'statement', source: 'shop', changes: [], can_undo: true });
	});
});

describe('undo', () => {
	test('of an edit, and of that undo', async () => {
		const id = await create({ name: 'Back Forth', company: 'A', tags: ['x'], email: 'a@example.com' });
		const before = await read(id);
		await patch(id, { name: 'Other Name', company: null, tags: ['y'], email: 'b@example.com', city: 'Berlin' });
		const after = await read(id);
		const [edit] = await changes(id);
		const { change_id, kept } = await undone(id, edit.id);
		expect(kept).toEqual([]);
		expect(await read(id)).toEqual(before);
		const [taken, edited] = await changes(id);
		expect(taken).toMatchObject({ id: change_id, undoes: edit.id, can_undo: true });
		expect(edited).toMatchObject({ undone_by: change_id, can_undo: false, undo_refused: 'changed_since' });
		await undone(id, change_id);
		expect(await read(id)).toEqual(after);
	});

	test('keeps what was changed since, and says who changed all of it', async () => {
		const id = await create({ name: 'Kept', company: 'A', industry: 'Steel' });
		await patch(id, { company: 'B', industry: 'Iron' });
		const [first] = await changes(id);
		await patch(id, { company: 'C' });
		const [second] = await changes(id);
		expect((await undone(id, first.id)).kept).toEqual(['company']);
		expect(await read(id)).toMatchObject({ company: 'C', industry: 'Steel' });
		await patch(id, { company: 'D' }, admin);
		const reply = await undo(id, second.id);
		expect(reply.status).toBe(409);
		expect(reply.body).toMatchObject({ code: 'undo_overtaken', units: ['company'] });
		expect(reply.body.detail).toMatch(/changed the same again/);
	});

	test('with a stale version is refused where the same was changed since', async () => {
		const id = await create({ name: 'Stale', company: 'A', industry: 'Steel' });
		await patch(id, { company: 'B', industry: 'Iron' });
		const [edit] = await changes(id);
		const { version } = (await admin('GET', `/customers/${id}`)).body;
		await patch(id, { company: 'C' });
		expect((await undo(id, edit.id, { 'if-match': `"${version}"` })).status).toBe(412);
		expect((await undo(id, edit.id, { 'if-match': `"${version + 1}"` })).status).toBe(200);
	});

	test("of a source's statement, and its redo; the last one stays", async () => {
		const { id, again } = await stated({ name: 'From Shop', company: 'One', phone: '+8613800138001' });
		const before = await read(id);
		await again({ name: 'From Shop', company: 'Two' });
		const after = await read(id);
		const [said] = await changes(id);
		expect(said).toMatchObject({ kind: 'values', source: 'shop', channel: 'api', can_undo: true });
		const { change_id } = await undone(id, said.id);
		expect(await read(id)).toEqual(before);
		expect((await changes(id))[0]).toMatchObject({ id: change_id, withdrawn: true, can_undo: true });
		expect((await undo(id, said.id)).body.code).toBe('undo_withdrawn');
		await undone(id, change_id);
		expect(await read(id)).toEqual(after);
		const first = (await changes(id)).at(-1);
		expect((await undo(id, first.id)).body.code).toBe('undo_created');
	});

	test('of a statement that is the last one is refused', async () => {
		const { id } = await stated({ name: 'Only One' });
		const second = await admin('POST', '/customers', { name: 'Only One', source: 'fair', external_id: 'z1' });
		await t.rows('update assignments set valid_to = now() where customer_id = $1', [second.body.id]);
		expect((await undo(id, (await changes(id))[0].id)).body.code).toBe('undo_created');
	});

	test('of a statement without any effect can be undone too', async () => {
		const { id, again } = await stated({ name: 'No Effect', company: 'One' });
		await patch(id, { company: 'Pinned' });
		await again({ name: 'No Effect', company: 'Two' });
		const { change_id } = await undone(id, (await changes(id))[0].id);
		expect(change_id).toMatch(/^h/);
		expect(await read(id)).toMatchObject({ company: 'Pinned' });
		await undone(id, change_id);
		expect((await admin('GET', `/customers/${id}/provenance`)).body.units.company).toHaveLength(2);
	});

	test('of an owner, of the trash and of coming out of it', async () => {
		const id = await create({ name: 'Owned' });
		await patch(id, { owner_id: eva.id });
		const [owned] = await changes(id);
		expect(owned).toMatchObject({
			kind: 'owner',
			changes: [{ unit: 'owner_id', before: null, after: { id: eva.id, name: 'eva@example.com' } }],
		});
		const { change_id } = await undone(id, owned.id);
		expect(await read(id)).toMatchObject({ owner_id: null });
		await undone(id, change_id);
		expect(await read(id)).toMatchObject({ owner_id: eva.id });
		await eva.ask('DELETE', `/customers/${id}`);
		const [gone, moved] = await changes(id);
		expect(gone).toMatchObject({ kind: 'state', can_undo: true, changes: [{ unit: 'state', before: 'active', after: 'deleted' }] });
		expect(moved).toMatchObject({ can_undo: false, undo_refused: 'in_trash' });
		const back = await undone(id, gone.id);
		expect(await read(id)).toMatchObject({ state: 'active' });
		await undone(id, back.change_id);
		const trashed = await admin('GET', `/customers/${id}`);
		expect([trashed.status, trashed.headers['cache-control']]).toEqual([410, 'no-store']);
	});

	test('of a note: added, changed, removed; it comes back under its id with its writer', async () => {
		const id = await create({ name: 'Noted' });
		const notes = async () => (await admin('GET', `/customers/${id}`)).body.notes;
		const { body: note } = await eva.ask('POST', `/customers/${id}/notes`, { body: 'one' });
		await admin('PATCH', `/customers/${id}/notes/${note.id}`, { body: 'two' });
		const [changed, added] = await changes(id);
		expect(added).toMatchObject({
			kind: 'note',
			by: 'eva@example.com',
			can_undo: false,
			undo_refused: 'changed_since',
			changes: [{ unit: 'note', before: null, after: 'one' }],
		});
		expect((await undo(id, added.id)).body.code).toBe('undo_overtaken');
		await undone(id, changed.id);
		expect(await notes()).toMatchObject([{ id: note.id, body: 'one', version: 3 }]);
		await admin('DELETE', `/customers/${id}/notes/${note.id}`);
		const [removed] = await changes(id);
		expect(removed.changes).toEqual([{ unit: 'note', before: 'one', after: null }]);
		const { change_id } = await undone(id, removed.id);
		expect(await notes()).toMatchObject([
			{ id: note.id, body: 'one', created_by: 'eva@example.com', created_at: note.created_at, version: 5 },
		]);
		expect((await changes(id))[0].changes).toEqual([{ unit: 'note', before: null, after: 'one' }]);
		// Whoever still has the note as it was before is told.
		expect((await admin('PATCH', `/customers/${id}/notes/${note.id}`, { body: 'x' }, { 'if-match': '"2"' })).status).toBe(412);
		await undone(id, change_id);
		expect(await notes()).toEqual([]);
		const { body: fresh } = await eva.ask('POST', `/customers/${id}/notes`, { body: 'fresh' });
		await undone(id, `n${fresh.id}`);
		expect(await notes()).toEqual([]);
	});

	test('of a relationship, told and taken back at both ends', async () => {
		const [person, company] = [await create({ name: 'Worker' }), await create({ name: 'Works Ltd', kind: 'organisation' })];
		const { body: made } = await eva.ask('POST', `/customers/${person}/relationships`, {
			type: 'employs',
			direction: 'in',
			other_id: company,
		});
		for (const [id, other_id, direction] of [
			[person, company, 'in'],
			[company, person, 'out'],
		])
			expect((await changes(id as number))[0]).toMatchObject({
				kind: 'relationship',
				can_undo: true,
				changes: [{ before: null, after: { type: 'employs', other_id, direction } }],
			});
		await eva.ask('PATCH', `/relationships/${made.id}`, { note: 'part time' });
		await undone(person, (await changes(person))[0].id);
		const rows = async () => (await admin('GET', `/customers/${company}/relationships`)).body.items;
		expect(await rows()).toMatchObject([{ id: made.id, note: null }]);
		await eva.ask('DELETE', `/relationships/${made.id}`);
		const [removed] = await changes(person);
		expect(removed.changes[0].after).toBeNull();
		const { change_id } = await undone(person, removed.id);
		expect(await rows()).toMatchObject([{ id: made.id, type: 'employs' }]);
		await undone(person, change_id);
		expect(await rows()).toEqual([]);
		await eva.ask('DELETE', `/customers/${company}`);
		expect((await undo(person, (await changes(person))[0].id)).body.code).toBe('relationship_end_gone');
	});

	test('of what is not there is refused', async () => {
		const id = await create({ name: 'Nothing' });
		expect((await undo(id, 'h999999')).body.code).toBe('change_not_found');
		expect((await undo(id, 'zzz')).status).toBe(400);
		const other = await create({ name: 'Other' });
		await patch(other, { company: 'X' });
		expect((await undo(id, (await changes(other))[0].id)).body.code).toBe('change_not_found');
	});

	test('of a computed change is refused', async () => {
		const { id } = await stated({ name: 'Computed', company: 'One' }, 'low');
		await t.rows('select recompute_customers(array[$1::bigint])', [id]);
		const { id: second } = await stated({ name: 'Other', company: 'Two' }, 'high');
		await t.rows('update source_records set customer_id = $1 where false and customer_id = $2', [id, second]);
		await t.rows(
			'insert into history (customer_id, entity, entity_id, valid_from, image) values ($1, \'customer\', $1, now(), \'{"version": 1, "values": {"company": "Old"}}\')',
			[id],
		);
		const [computed] = await changes(id);
		expect(computed).toMatchObject({
			kind: 'values',
			by: null,
			undo_refused: 'computed',
			changes: [{ unit: 'company', before: 'Old', after: 'One' }],
		});
		expect((await undo(id, computed.id)).body.code).toBe('undo_computed');
	});
});
