// Random histories of edits: what the list tells leads from one state to the next, and taking the last change back gives exactly the golden
// values before it; taking that back, those after it.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ask } from '../../platform/testing.ts';
import { type CustomersTest, customersTest } from './testing.ts';

let t: CustomersTest;
let admin: Ask;

beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
	await admin('POST', '/attributes', { name: 'size', type: 'number', label_en: 'Size', label_zh: '规模' });
});

afterAll(() => t.drop());

const word = fc.constantFrom('A', 'B', 'C');
const email = fc.constantFrom('a@example.com', 'b@example.com', 'c@example.com');
const point = fc.record({
	kind: fc.constant('email'),
	value: email,
	is_primary: fc.boolean(),
	label: fc.constantFrom('work', 'home', null),
});
const body = fc.record(
	{
		company: fc.option(word),
		name: fc.constantFrom('John Smith', '张三', 'Mary Ann Evans'),
		job_title: fc.option(word),
		tags: fc.subarray(['x', 'y', 'z']),
		email: fc.option(email),
		city: fc.option(fc.constantFrom('Berlin', 'Bonn')),
		attributes: fc.record({ size: fc.option(fc.integer({ min: 1, max: 3 })) }),
		contact_points: fc.uniqueArray(point, { selector: ({ value }) => value, maxLength: 3 }),
	},
	{ requiredKeys: [] },
);
/** An edit by hand, or a source (one of two) that says something under its key. */
const step = fc.oneof(
	{ weight: 3, arbitrary: fc.record({ by: fc.constant('hand' as const), body }) },
	{ weight: 2, arbitrary: fc.record({ by: fc.constantFrom('shop' as const, 'fair' as const), body }) },
);

async function read(id: number): Promise<Record<string, unknown>> {
	const { version: _v, updated_at: _u, ...values } = (await admin('GET', `/customers/${id}`)).body;
	return values;
}

/** The members and single values of a profile by unit, as the list names them. */
function units(profile: Record<string, unknown>): Map<string, unknown> {
	const found = new Map<string, unknown>();
	for (const unit of ['name', 'company', 'job_title', 'kind']) if (profile[unit] !== null) found.set(unit, profile[unit]);
	for (const [name, value] of Object.entries(profile.attributes as object)) found.set(`attributes.${name}`, value);
	for (const tag of profile.tags as string[]) found.set(`tags/${tag}`, tag);
	for (const set of ['contact_points', 'addresses'] as const)
		for (const { key, ...member } of profile[set] as { key: string }[]) found.set(`${set}/${key}`, member);
	return found;
}

const shown = (value: unknown): unknown => {
	if (typeof value !== 'object' || value === null) return value ?? null;
	const { key: _, ...member } = value as { key?: string };
	return Object.fromEntries(Object.entries(member).filter(([, part]) => part !== null));
};

let last = 0;

test('the last change is told and taken back exactly', { timeout: 300_000 }, async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
			const key = `k${++last}`;
			const { body: made } = await admin('POST', '/customers', { name: 'First Name', company: 'Z', source: 'shop', external_id: key });
			const { id } = made;
			// Both sources know this customer; the second one through a record moved to it, as a match would.
			await admin('POST', '/customers', { name: 'First Name', source: 'fair', external_id: key });
			const [other] = await t.rows<{ customer_id: number; id: number }>(
				"select r.customer_id, r.id from source_records r join sources s on s.id = r.source_id where s.name = 'fair' and r.key = $1",
				[key],
			);
			await t.rows('update assignments set customer_id = $1 where source_record_id = $2', [id, other!.id]);
			await t.rows('update source_records set customer_id = $1 where id = $2', [id, other!.id]);
			await t.rows(
				"update lookup set customer_id = $1 where token = (select 'x' || source_id || ':' || key from source_records where id = $2)",
				[id, other!.id],
			);
			await t.rows('select recompute_customers(array[$1::bigint])', [id]);
			for (const { by, body: said } of steps) {
				const before = await read(id);
				const [newest] = (await admin('GET', `/customers/${id}/changes?limit=1`)).body.items;
				const reply =
					by === 'hand'
						? await admin('PATCH', `/customers/${id}`, said)
						: await admin('POST', '/customers', { name: 'First Name', ...said, source: by, external_id: key });
				expect(reply.status, JSON.stringify(reply.body)).toBe(200);
				const after = await read(id);
				const [change] = (await admin('GET', `/customers/${id}/changes?limit=1`)).body.items;
				if (change.id === newest.id) {
					expect(after).toEqual(before);
					continue;
				}
				const [old, now] = [units(before), units(after)];
				const differing = [...new Set([...old.keys(), ...now.keys()])].filter(
					(unit) => JSON.stringify(shown(old.get(unit))) !== JSON.stringify(shown(now.get(unit))),
				);
				const told = (change.changes as { unit: string; before: unknown; after: unknown }[]).filter(
					({ unit }) => unit !== 'sort_name' && !/_name$|^name_/.test(unit),
				);
				expect(told.map(({ unit }) => unit).sort()).toEqual(differing.sort());
				for (const one of told) {
					expect(shown(one.before)).toEqual(shown(old.get(one.unit)));
					expect(shown(one.after)).toEqual(shown(now.get(one.unit)));
				}
				const undone = await admin('POST', `/customers/${id}/changes/${change.id}/undo`, {});
				expect(undone.status, JSON.stringify(undone.body)).toBe(200);
				expect(undone.body.kept).toEqual([]);
				expect(await read(id)).toEqual(before);
				expect((await admin('POST', `/customers/${id}/changes/${undone.body.change_id}/undo`, {})).status).toBe(200);
				expect(await read(id)).toEqual(after);
			}
		}),
		{ numRuns: 25 },
	);
});
