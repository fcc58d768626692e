// Four eyes: what waits, who lets it go, with whose rights it runs, and what ends it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Caller, type CustomersTest, customersTest } from '../customers/testing.ts';
import { exportTasks } from '../exports/jobs.ts';
import { approvalTasks } from './jobs.ts';

let t: CustomersTest;
let boss: Caller;
let other: Caller;
let seller: Caller;

beforeAll(async () => {
	t = await customersTest();
	boss = await t.person('boss@example.com', 'admin');
	other = await t.person('other@example.com', 'admin');
	seller = await t.person('seller@example.com', 'editor');
	for (const name of ['A', 'B', 'C', 'D']) await boss.ask('POST', '/customers', { name });
	await setRules({ export_rows: 3, delete_rows: 2 });
});

afterAll(() => t.drop());

beforeEach(() => t.rows('delete from notifications'));

const setRules = (rules: object) => boss.ask('PUT', '/approval-rules', rules);
const why = { 'x-reason': encodeURIComponent('为年度审核') };
const exported = (who: Caller, body: object = {}, headers = why) =>
	who.ask('POST', '/exports', { format: 'csv', fields: 'name', ...body }, headers);
const stateOf = async (who: Caller, id: number) => (await who.ask('GET', `/exports/${id}`)).body;
const waiting = async (who: Caller) => (await who.ask('GET', '/approvals?state=waiting')).body.items;
const decide = (who: Caller, id: number, allow: boolean, reason?: string) =>
	who.ask('POST', `/approvals/${id}/decision`, { allow, ...(reason && { reason }) });

/** Does what is in the queue of exports and bulk edits. */
async function work(): Promise<void> {
	for (const { id } of await t.rows<{ id: number }>("select id from exports where state = 'queued'"))
		await exportTasks['exports.run']!({ export_id: id } as never, t.services);
	await t.work();
}

describe('an export above the number', () => {
	test('waits until another person lets it go, and then runs as the one who asked', async () => {
		const { body: row } = await exported(seller);
		expect(row).toMatchObject({ state: 'waiting', rows: 0 });
		await work();
		expect((await stateOf(seller, row.id)).state).toBe('waiting');
		for (const person of [boss, other]) {
			const [told] = (await person.ask('GET', '/notifications')).body.items;
			expect(told).toMatchObject({ kind: 'approval_needed', detail: { kind: 'export', rows: 4 } });
		}
		const [approval] = await waiting(boss);
		expect(approval).toMatchObject({
			kind: 'export',
			target_id: row.id,
			amount: 4,
			format: 'csv',
			fields: 'name',
			narrowed: false,
			asked_because: '为年度审核',
			may_decide: true,
			requested_by: { id: seller.id },
		});
		expect((await decide(boss, approval.id, true, 'agreed')).body).toMatchObject({ state: 'allowed', decided_by: { id: boss.id } });
		await work();
		expect(await stateOf(seller, row.id)).toMatchObject({ state: 'done', rows: 4 });
		const kinds = (await seller.ask('GET', '/notifications')).body.items.map(({ kind }: { kind: string }) => kind);
		expect(kinds.sort()).toEqual(['approval_decided', 'export_done']);
		expect((await decide(other, approval.id, false)).body).toMatchObject({ status: 409, code: 'approval_ended' });
	});

	test('asks for a reason, and is not begun without one', async () => {
		const before = await t.rows('select id from exports');
		expect((await exported(seller, {}, {} as never)).body).toMatchObject({ status: 400, code: 'reason_needed' });
		expect(await t.rows('select id from exports')).toEqual(before);
		expect(await waiting(boss)).toEqual([]);
	});

	test('is not let go by the one who asked, whoever he is', async () => {
		const { body: row } = await exported(boss);
		const [approval] = await waiting(boss);
		expect(approval.may_decide).toBe(false);
		expect((await decide(boss, approval.id, true)).body).toMatchObject({ status: 403, code: 'approval_own' });
		expect((await decide(seller, approval.id, true)).body).toMatchObject({ status: 403, code: 'not_allowed' });
		expect((await stateOf(boss, row.id)).state).toBe('waiting');
		expect((await decide(other, approval.id, false, 'too much')).body).toMatchObject({ state: 'refused', reason: 'too much' });
		expect(await stateOf(boss, row.id)).toMatchObject({
			state: 'cancelled',
			error: { code: 'approval_refused_why', message: expect.stringContaining('too much') },
		});
	});

	test('of two who decide at the same moment one does', async () => {
		const third = await t.person('third@example.com', 'admin');
		await exported(seller);
		const [approval] = await waiting(boss);
		const answers = await Promise.all([boss, other, third].map((who, at) => decide(who, approval.id, at === 0)));
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
	});

	test('can be withdrawn by the one who asked', async () => {
		const { body: row } = await exported(seller);
		const [approval] = await waiting(boss);
		expect((await seller.ask('POST', `/exports/${row.id}/cancel`)).body.state).toBe('cancelled');
		expect((await decide(boss, approval.id, true)).body.code).toBe('approval_ended');
		expect(await waiting(boss)).toEqual([]);
	});

	test('ends after a day', async () => {
		const { body: row } = await exported(seller);
		const [approval] = await waiting(boss);
		await t.rows("update approvals set expires_at = now() - interval '1 second' where id = $1", [approval.id]);
		expect((await decide(boss, approval.id, true)).body.code).toBe('approval_ended');
		await approvalTasks['approvals.expire']!({} as never, t.services);
		expect(await stateOf(seller, row.id)).toMatchObject({ state: 'cancelled', error: { code: 'approval_expired' } });
		expect((await seller.ask('GET', '/notifications')).body.items[0]).toMatchObject({
			kind: 'approval_decided',
			detail: { allowed: false, expired: true },
		});
	});

	test('runs with the rights that the one who asked has then', async () => {
		const leaver = await t.person('leaver@example.com', 'editor');
		const { body: row } = await exported(leaver);
		const [approval] = await waiting(boss);
		await t.rows('delete from role_grants where user_id = $1', [leaver.id]);
		await decide(boss, approval.id, true);
		await work();
		expect(await t.rows("select state, error->>'code' as code from exports where id = $1", [row.id])).toEqual([
			{ state: 'failed', code: 'not_allowed' },
		]);
	});

	test('does not download at once; one below the number does both', async () => {
		const refused = await seller.ask('GET', '/customers/export?format=csv');
		expect(refused.body).toMatchObject({ status: 403, code: 'approval_needed' });
		const [{ id }] = (await t.rows<{ id: number }>("select id from customers where name = 'A'")) as [{ id: number }];
		expect((await seller.ask('GET', `/customers/export?format=csv&fields=name&ids=${id}`)).body).toBe('name\nA\n');
		expect((await exported(seller, { ids: [id] })).body.state).toBe('queued');
	});
});

describe('a deletion above the number', () => {
	const prepared = async (who: Caller) => {
		const ids = (await t.rows<{ id: number }>("select id from customers where state = 'active' order by id limit 3")).map(({ id }) => id);
		const { body } = await who.ask('POST', '/customers/bulk-edits', { selection: { ids }, action: { delete: true } });
		const start = (headers = {}) => who.ask('POST', `/customers/bulk-edits/${body.id}/start`, undefined, headers);
		expect((await start()).body).toMatchObject({ status: 400, code: 'reason_needed' });
		await start(why);
		await t.work();
		return { id: body.id as number, ids };
	};
	const active = async () => (await t.rows("select from customers where state = 'active'")).length;
	const found = async (who: Caller, id: number) => (await who.ask('GET', `/customers/bulk-edits/${id}`)).body;

	test('waits with those who were chosen, and deletes them alone once it was let go', async () => {
		const before = await active();
		const { id, ids } = await prepared(boss);
		expect((await found(boss, id)).state).toBe('waiting');
		expect(await active()).toBe(before);
		const [approval] = await waiting(other);
		expect(approval).toMatchObject({ kind: 'bulk_delete', target_id: id, amount: 3, format: null, asked_because: '为年度审核' });
		expect((await decide(boss, approval.id, true)).body.code).toBe('approval_own');
		await boss.ask('POST', '/customers', { name: 'came later' });
		await decide(other, approval.id, true);
		await t.work();
		expect(await found(boss, id)).toMatchObject({ state: 'done', changed: 3 });
		const gone = await t.rows<{ id: number }>("select id from customers where state = 'deleted' order by id");
		expect(gone.map((one) => one.id)).toEqual(ids);
		await boss.ask('POST', `/customers/bulk-edits/${id}/undo`);
		await t.work();
		expect(await active()).toBe(before + 1);
	});

	test('that is refused touches nobody', async () => {
		const before = await active();
		const { id } = await prepared(boss);
		const [approval] = await waiting(other);
		await decide(other, approval.id, false);
		await t.work();
		expect(await found(boss, id)).toMatchObject({ state: 'cancelled', error: { code: 'approval_refused' }, changed: 0 });
		expect(await active()).toBe(before);
	});

	test('that is stopped by the one who asked is no longer waited for', async () => {
		const { id } = await prepared(boss);
		await boss.ask('POST', `/customers/bulk-edits/${id}/cancel`);
		expect(await waiting(other)).toEqual([]);
	});

	test('does not go one by one either; a few do', async () => {
		const ids = (await t.rows<{ id: number }>("select id from customers where state = 'active' order by id limit 3")).map(({ id }) => id);
		const items = ids.map((id) => ({ action: 'delete', id }));
		expect((await boss.ask('POST', '/customers/bulk', { items })).body).toMatchObject({ status: 403, code: 'approval_needed_delete' });
		expect((await boss.ask('POST', '/customers/bulk', { items: items.slice(0, 1) })).body.results).toMatchObject([{ status: 204 }]);
	});
});

describe('the numbers', () => {
	test('are changed in front of those who decide; 0 asks nobody', async () => {
		expect((await seller.ask('PUT', '/approval-rules', { export_rows: 0, delete_rows: 0 })).status).toBe(403);
		expect((await boss.ask('PUT', '/approval-rules', { export_rows: -1, delete_rows: 0 })).status).toBe(400);
		expect((await setRules({ export_rows: 0, delete_rows: 0 })).status).toBe(200);
		expect((await other.ask('GET', '/notifications')).body.items[0].kind).toBe('approval_rules');
		expect((await boss.ask('GET', '/notifications')).body.items).toEqual([]);
		expect((await exported(seller)).body.state).toBe('queued');
		expect((await seller.ask('GET', '/approval-rules')).body).toEqual({ export_rows: 0, delete_rows: 0 });
	});

	test('whoever may not decide sees what he asked for himself', async () => {
		const all = (await boss.ask('GET', '/approvals')).body.items;
		const mine = (await seller.ask('GET', '/approvals')).body.items;
		expect(mine.length).toBeGreaterThan(0);
		expect(all.length).toBeGreaterThan(mine.length);
		expect(new Set(mine.map((one: { requested_by: { id: number } }) => one.requested_by.id))).toEqual(new Set([seller.id]));
		expect((await boss.ask('POST', '/approvals/999999/decision', { allow: true })).body.code).toBe('approval_not_found');
	});
});
