// Bulk edits beside each other and beside single edits of the same customers: none is lost, none waits for ever.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bulkEditTasks } from './bulk-edits.ts';
import { type CustomersTest, customersTest } from './testing.ts';

let t: CustomersTest;

beforeAll(async () => {
	t = await customersTest();
});

afterAll(() => t.drop());

test('two bulk edits and single edits of the same customers at once', async () => {
	const ids: number[] = [];
	for (let n = 0; n < 30; n++) ids.push((await t.admin('POST', '/customers', { name: `Customer ${n}`, tags: ['old'] })).body.id);
	const people = [await t.person('one@example.com', 'editor'), await t.person('two@example.com', 'editor')];
	const actions = [{ add_tags: ['new'], remove_tags: ['old'] }, { set: { job_title: 'chief' } }];
	const edits: number[] = [];
	for (const [at, who] of people.entries()) {
		// The second one names them the other way round.
		const selection = { ids: at === 0 ? ids : [...ids].reverse() };
		const { id } = (await who.ask('POST', '/customers/bulk-edits', { selection, action: actions[at] })).body;
		expect((await who.ask('POST', `/customers/bulk-edits/${id}/start`)).status).toBe(202);
		edits.push(id);
	}
	const apply = bulkEditTasks['customers.bulk_edit'];
	const singles = [...ids].reverse().map((id, n) => t.admin('PATCH', `/customers/${id}`, { company: `Company ${n}` }));
	await Promise.all([...edits.map((bulk_edit_id) => apply({ bulk_edit_id } as never, t.services)), ...singles]);
	expect((await Promise.all(singles)).map(({ status }) => status)).toEqual(ids.map(() => 200));
	expect(await t.rows('select state, changed from bulk_edits order by id')).toEqual(edits.map(() => ({ state: 'done', changed: 30 })));
	const rows = await t.rows(
		"select count(*) as all from customers where tags = '{new}' and job_title = 'chief' and company like 'Company %'",
	);
	expect(rows).toEqual([{ all: 30 }]);
	// Each is taken back for itself.
	expect((await people[0]!.ask('POST', `/customers/bulk-edits/${edits[0]}/undo`)).status).toBe(202);
	await bulkEditTasks['customers.bulk_undo']({ bulk_edit_id: edits[0] } as never, t.services);
	expect(
		await t.rows("select count(*) as all from customers where tags = '{old}' and job_title = 'chief' and company like 'Company %'"),
	).toEqual([{ all: 30 }]);
});

test('after 90 days a bulk edit is not undone any more, and a day later it is forgotten whom it was about', async () => {
	const { id } = (await t.admin('POST', '/customers', { name: 'Late' })).body;
	const edit = (await t.admin('POST', '/customers/bulk-edits', { selection: { query: { search: 'late' } }, action: { add_tags: ['x'] } }))
		.body;
	await t.admin('POST', `/customers/bulk-edits/${edit.id}/start`);
	await t.work();
	// What was searched for is not kept.
	expect(await t.rows('select selection from bulk_edits where id = $1', [edit.id])).toEqual([{ selection: {} }]);
	const ended = (days: number) =>
		t.rows('update bulk_edits set finished_at = now() - make_interval(days => $2, hours => 1) where id = $1', [edit.id, days]);
	const tidy = async () => {
		await t.services.jobs.add(t.services.database.owner, 'customers.empty_trash', {});
		await t.work();
		return t.rows('select customer_id from bulk_edit_customers where bulk_edit_id = $1', [edit.id]);
	};
	await ended(90);
	expect(await tidy()).toEqual([{ customer_id: id }]);
	const refused = await t.admin('POST', `/customers/bulk-edits/${edit.id}/undo`);
	expect([refused.status, refused.body.code]).toEqual([409, 'bulk_edit_undo_expired']);
	await ended(91);
	expect(await tidy()).toEqual([]);
	expect((await t.admin('GET', `/customers/bulk-edits/${edit.id}`)).body).toMatchObject({ state: 'done', changed: 1 });
	expect((await t.admin('GET', `/customers/${id}`)).body.tags).toEqual(['x']);
});
