// Whatever was done by hand, to many at once or by a file: taken back in reverse order, every customer is again as before.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Caller, type CustomersTest, customersTest } from './features/customers/testing.ts';
import { importTasks } from './features/imports/jobs.ts';

let t: CustomersTest;
let eva: Caller;
let max: Caller;

beforeAll(async () => {
	t = await customersTest();
	eva = await t.person('eva@example.com', 'editor');
	max = await t.person('max@example.com', 'editor');
});

afterAll(() => t.drop());

const ok = async (asked: ReturnType<Caller['ask']>) => {
	const reply = await asked;
	expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
	return reply.body;
};
/** Does one job now, as the queue would. */
const work = (task: string, id: number) => importTasks[task]!({ import_id: id } as never, t.services);

const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const who = fc.integer({ min: 0, max: 2 });
const several = fc.uniqueArray(who, { minLength: 1, maxLength: 3 });
const patch = fc.record(
	{
		name: pick('Ann Lee', '张三'),
		company: pick('Alpha', 'Beta', null),
		city: pick('Bonn', 'Oslo', null),
		tags: fc.uniqueArray(pick('a', 'b', 'c')),
		email: pick('one@example.com', 'two@example.com', null),
	},
	{ requiredKeys: [] },
);
const step = fc.oneof(
	fc.record({ how: fc.constant('hand' as const), who, patch }),
	fc.record({ how: fc.constant('trash' as const), who }),
	fc.record({
		how: fc.constant('many' as const),
		several,
		action: fc.oneof(
			fc.record({ add_tags: fc.uniqueArray(pick('a', 'b', 'd'), { minLength: 1 }) }),
			fc.record({ remove_tags: fc.uniqueArray(pick('a', 'b', 'c'), { minLength: 1 }) }),
			fc.record({ set: fc.record({ company: pick('Gamma', null), job_title: pick('chief', 'clerk') }) }),
			fc.record({ owner_id: pick('eva', 'max', null) }),
			fc.record({ delete: fc.constant(true as const) }),
		),
	}),
	fc.record({
		how: fc.constant('file' as const),
		rows: fc.uniqueArray(fc.record({ who, company: pick('', 'Filed', 'Alpha'), city: pick('', 'Rome') }), {
			selector: (row) => row.who,
			minLength: 1,
		}),
	}),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

let last = 0;

/** Does a step; returns how it is taken back. Null where it changed nothing that is told. */
async function doStep(one: Step, ids: readonly number[], keys: readonly string[]): Promise<(() => Promise<unknown>) | null> {
	if (one.how === 'many') {
		const action = 'owner_id' in one.action ? { owner_id: one.action.owner_id && { eva, max }[one.action.owner_id]!.id } : one.action;
		const { id } = await ok(eva.ask('POST', '/customers/bulk-edits', { selection: { ids: one.several.map((at) => ids[at]) }, action }));
		await ok(eva.ask('POST', `/customers/bulk-edits/${id}/start`));
		await t.work();
		return async () => {
			await ok(eva.ask('POST', `/customers/bulk-edits/${id}/undo`));
			await t.work();
			expect(await ok(eva.ask('GET', `/customers/bulk-edits/${id}`))).toMatchObject({ state: 'undone', undo: { kept: 0 } });
		};
	}
	if (one.how === 'file') {
		const lines = one.rows.map(({ who, company, city }) => `${keys[who]},Filed Name,${company},${city}`);
		const text = `external_id,name,company,city\n${lines.join('\n')}\n`;
		const { id } = (await ok(eva.ask('POST', '/imports?file_name=f.csv&source=file', Buffer.from(text)))).import;
		await ok(eva.ask('POST', `/imports/${id}/start`, {}));
		await work('imports.run', id);
		return async () => {
			await ok(eva.ask('POST', `/imports/${id}/undo`));
			await work('imports.undo', id);
		};
	}
	const id = ids[one.who]!;
	const newest = async () => (await eva.ask('GET', `/customers/${id}/changes?limit=1`)).body.items[0].id as string;
	const before = await newest();
	const reply = one.how === 'trash' ? await eva.ask('DELETE', `/customers/${id}`) : await eva.ask('PATCH', `/customers/${id}`, one.patch);
	// One in the trash is not edited.
	if (reply.status === 410) return null;
	expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
	const change = await newest();
	return change === before ? null : () => ok(eva.ask('POST', `/customers/${id}/changes/${change}/undo`, {}));
}

/** Golden values, owner and state of each. */
async function standing(ids: readonly number[]) {
	const [rows, points, places] = await Promise.all([
		t.rows<Record<string, unknown>>('select * from customers where id = any ($1) order by id', [ids]),
		t.rows('select * from contact_points where customer_id = any ($1) order by customer_id, kind, value', [ids]),
		t.rows('select * from addresses where customer_id = any ($1) order by customer_id, key', [ids]),
	]);
	const values = rows.map(({ version: _v, updated_at: _u, valid_from: _f, deleted_at: _d, tags, ...row }) => ({
		...row,
		tags: [...(tags as string[])].sort(),
	}));
	return { values, points, places };
}

test('all of it, in any order of kinds', { timeout: 600_000 }, async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
			const run = ++last;
			const keys = [0, 1, 2].map((at) => `r${run}-${at}`);
			const ids: number[] = [];
			for (const external_id of keys)
				ids.push(
					(await ok(eva.ask('POST', '/customers', { name: 'First Name', company: 'Start', tags: ['b'], source: 'file', external_id }))).id,
				);
			const begin = await standing(ids);
			const undos: [Step, () => Promise<unknown>, Awaited<ReturnType<typeof standing>>][] = [];
			for (const one of steps) {
				const before = await standing(ids);
				const undo = await doStep(one, ids, keys);
				if (undo) undos.push([one, undo, before]);
			}
			for (const [one, undo, before] of undos.reverse()) {
				await undo();
				expect([one, await standing(ids)]).toEqual([one, before]);
			}
			expect(await standing(ids)).toEqual(begin);
		}),
		{ numRuns: 10 },
	);
});
