// Taking back what one person wrote into many customers at once: each by itself, what was changed since stays, one refusal loses nothing else.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, type CustomersTest, customersTest, stating } from './testing.ts';

let t: CustomersTest;
let eva: Caller;
let other: Caller;

beforeAll(async () => {
	t = await customersTest();
	eva = await t.person('eva@example.com', 'editor');
	other = await t.person('other@example.com', 'editor');
});

afterAll(() => t.drop());

interface Made {
	readonly id: number;
	readonly version: number;
}

const create = async (body: object): Promise<number> => (await t.admin('POST', '/customers', body)).body.id;
const read = async (id: number) => (await t.admin('GET', `/customers/${id}`)).body;
/** Writes into one customer, and tells which version that made. */
const write = async (id: number, body: object, { ask } = eva): Promise<Made> => {
	const reply = await ask('PATCH', `/customers/${id}`, body);
	expect(reply.status, JSON.stringify(reply.body)).toBe(200);
	return { id, version: reply.body.version };
};
const undo = async (items: readonly Made[], { ask } = eva) => {
	const reply = await ask('POST', '/customers/changes/undo', { items });
	expect(reply.status, JSON.stringify(reply.body)).toBe(200);
	return reply.body.results;
};
const changes = async (id: number) => (await t.admin('GET', `/customers/${id}/changes`)).body.items;

describe('undo of many', () => {
	test('each goes back to what it was, and history tells which change took back which', async () => {
		const ids = [await create({ name: 'One', company: 'A', tags: ['x'] }), await create({ name: 'Two' })];
		const made = [await write(ids[0]!, { company: 'B', tags: ['y'] }), await write(ids[1]!, { company: 'B' })];
		const results = await undo(made);
		expect(results).toEqual(made.map(({ id, version }) => ({ status: 200, id, version: version + 1, kept: [] })));
		expect(await read(ids[0]!)).toMatchObject({ company: 'A', tags: ['x'], version: results[0].version });
		expect(await read(ids[1]!)).toMatchObject({ company: null });
		for (const id of ids) {
			const [taken, edit] = await changes(id);
			expect(taken).toMatchObject({ undoes: edit.id, by: 'eva@example.com', channel: 'api' });
			expect(edit).toMatchObject({ undone_by: taken.id, can_undo: false });
		}
		// Taken back again it does the first change once more.
		expect(await undo(results.map(({ id, version }: Made) => ({ id, version })))).toMatchObject([{ status: 200 }, { status: 200 }]);
		expect(await read(ids[0]!)).toMatchObject({ company: 'B', tags: ['y'] });
	});

	test('values and owner that one change wrote go back together', async () => {
		const id = await create({ name: 'Owned', company: 'A' });
		const made = await write(id, { company: 'B', owner_id: eva.id });
		expect(await undo([made])).toMatchObject([{ status: 200, kept: [] }]);
		expect(await read(id)).toMatchObject({ company: 'A', owner_id: null });
		expect((await changes(id)).slice(0, 2).map(({ undoes }: { undoes: string }) => undoes)).toEqual([
			expect.stringMatching(/^h/),
			expect.stringMatching(/^h/),
		]);
	});

	test('what somebody changed since stays, and is told', async () => {
		const id = await create({ name: 'Kept', company: 'A', industry: 'Steel' });
		const made = await write(id, { company: 'B', industry: 'Iron' });
		await write(id, { company: 'C' }, other);
		expect(await undo([made])).toMatchObject([{ status: 200, kept: ['company'] }]);
		expect(await read(id)).toMatchObject({ company: 'C', industry: 'Steel' });
		const owned = await write(id, { owner_id: eva.id, job_title: 'Boss' });
		await write(id, { owner_id: other.id }, other);
		expect(await undo([owned])).toMatchObject([{ status: 200, kept: ['owner_id'] }]);
		expect(await read(id)).toMatchObject({ owner_id: other.id, job_title: null });
	});

	test('a refusal of one loses none of the others', async () => {
		const [good, overtaken, theirs, trashed, fresh] = await Promise.all(
			['Good', 'Overtaken', 'Theirs', 'Trashed', 'Fresh'].map((name) => create({ name, company: 'A' })),
		);
		const { id: imported, again } = await stating(t.admin)({ name: 'Stated', company: 'A' });
		await again({ name: 'Stated', company: 'B' });
		const made = [
			await write(overtaken!, { company: 'B' }),
			await write(theirs!, { company: 'B' }, other),
			await write(trashed!, { company: 'B' }),
			await write(good!, { company: 'B' }),
		];
		await write(overtaken!, { company: 'C' }, other);
		await t.admin('DELETE', `/customers/${trashed}`);
		const results = await undo([
			...made,
			{ id: fresh!, version: 1 },
			{ id: imported, version: 2 },
			{ id: 987_654_321, version: 1 },
			{ id: good! + 1_000_000, version: 7 },
		]);
		expect(results.map(({ status, code }: { status: number; code?: string }) => code ?? status)).toEqual([
			'undo_changed_since',
			'undo_not_own',
			'customer_gone',
			200,
			'undo_created',
			'undo_not_own',
			'customer_not_found',
			'customer_not_found',
		]);
		expect(results[0].message).toMatch(/changed again since/);
		expect(await read(good!)).toMatchObject({ company: 'A' });
		expect(await read(overtaken!)).toMatchObject({ company: 'C' });
		expect(await read(theirs!)).toMatchObject({ company: 'B' });
	});

	test('a required attribute that it would take away stays, with all that was written with it; the others go back', async () => {
		const { body: size } = await t.admin('POST', '/attributes', { name: 'size', type: 'number', label_en: 'Size', label_zh: '规模' });
		const [first, second] = [await create({ name: 'Sized' }), await create({ name: 'Unsized', company: 'A' })];
		const made = [await write(first, { attributes: { size: 3 }, company: 'B' }), await write(second, { company: 'B' })];
		await t.admin('PATCH', `/attributes/${size.id}`, { required: true });
		expect(await undo(made)).toMatchObject([{ status: 400, code: 'values_refused' }, { status: 200 }]);
		expect(await read(first)).toMatchObject({ attributes: { size: 3 }, company: 'B', version: made[0]!.version });
		expect(await read(second)).toMatchObject({ company: 'A' });
		await t.admin('PATCH', `/attributes/${size.id}`, { required: false });
	});

	test('an owner who left is not put back', async () => {
		const left = await t.person('left@example.com', 'editor');
		const id = await create({ name: 'Handed over', owner_id: left.id });
		const made = await write(id, { owner_id: null });
		await t.rows("update users set state = 'disabled' where id = $1", [left.id]);
		expect((await undo([made]))[0]).toMatchObject({ code: 'owner_unknown' });
		expect(await read(id)).toMatchObject({ owner_id: null });
	});

	test('whose processing is restricted stays, also for who is in charge of privacy; the others go back', async () => {
		for (const person of [eva, { ...eva, ask: t.admin }]) {
			const [held, free] = [await create({ name: 'Held', company: 'A' }), await create({ name: 'Free', company: 'A' })];
			const made = [await write(held, { company: 'B' }, person), await write(free, { company: 'B' }, person)];
			await t.admin('POST', `/customers/${held}/limits`, { kind: 'restriction', reason: 'says it is wrong' });
			expect(await undo(made, person)).toMatchObject([{ status: 409, code: 'customer_restricted' }, { status: 200 }]);
			expect(await read(held)).toMatchObject({ company: 'B', version: made[0]!.version });
			expect(await read(free)).toMatchObject({ company: 'A' });
		}
	});

	test('strict, bounded, and only for those who may write', async () => {
		const made = { id: await create({ name: 'Bounds' }), version: 1 };
		const asked = (body: unknown, { ask } = eva) => ask('POST', '/customers/changes/undo', body);
		expect((await asked({ items: [] })).status).toBe(400);
		expect((await asked({ items: [{ ...made, change: 'x' }] })).status).toBe(400);
		expect((await asked({ items: [made, made] })).body.problems[0].message).toBe('Name each customer once.');
		const many = Array.from({ length: 1001 }, (_, at) => ({ id: at + 1, version: 1 }));
		expect((await asked({ items: many })).body.problems[0]).toMatchObject({ code: 'too_big' });
		const reader = await t.person('reader@example.com', 'reader');
		expect((await asked({ items: [made] }, reader)).status).toBe(403);
		const stranger = await t.person('stranger@example.com', 'editor', { scope_id: await t.scope('abroad') });
		expect(await undo([made], stranger)).toMatchObject([{ status: 404, code: 'customer_not_found' }]);
	});
});
