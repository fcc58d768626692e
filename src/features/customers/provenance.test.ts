// Where each value comes from, what was stated when, and the customer as it stood at a time.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ask } from '../../platform/testing.ts';
import { type CustomersTest, customersTest, stating } from './testing.ts';

let t: CustomersTest;
let admin: Ask;
let stated: ReturnType<typeof stating>;

beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
	stated = stating(admin);
});

afterAll(() => t.drop());

const read = async (id: number) => (await admin('GET', `/customers/${id}`)).body;
const patch = (id: number, body: object, headers = {}) => admin('PATCH', `/customers/${id}`, body, headers);

describe('provenance and time', () => {
	test('each value names its sources, the winner first, and why', async () => {
		const { id } = await stated({ name: 'Anna Berg', company: 'Alt', industry: 'Steel', tags: ['a'], email: 'anna@example.com' }, 'erp');
		await patch(id, { company: 'Neu', industry: null });
		const { units } = (await admin('GET', `/customers/${id}/provenance`)).body;
		expect(units.company).toMatchObject([
			{ value: 'Neu', source: 'manual', pinned: true, wins: true, reason: 'pinned', recorded_by: expect.any(String) },
			{ value: 'Alt', source: 'erp', pinned: false, wins: false, reason: 'outranked' },
		]);
		expect(units.industry).toMatchObject([{ value: 'Steel', wins: false, reason: 'denied' }]);
		expect(units.name).toMatchObject([{ value: { name: 'Anna Berg' }, wins: true, reason: 'only' }]);
		expect(units['tags/a']).toMatchObject([{ value: 'a', source: 'erp', wins: true }]);
		expect(units['contact_points/email:anna@example.com']).toMatchObject([{ wins: true }]);
	});

	test('reasons: trust, newer; since is when a source began to say it', async () => {
		const { id } = await stated({ name: 'Reasons', company: 'A' }, 'first');
		const [{ source_id }] = (await t.rows<{ source_id: number }>("select id as source_id from sources where name = 'first'")) as [
			{ source_id: number },
		];
		const state = (source: number, key: string, company: string, at: string) =>
			t.rows(
				`with r as (insert into source_records (customer_id, source_id, key, content, content_hash, stated_at) values ($1, $2, $3, $4, gen_random_uuid(), $5) returning id)
				insert into assignments (customer_id, source_record_id, cause) select $1, id, 'key' from r`,
				[id, source, key, JSON.stringify({ company }), at],
			);
		await state(source_id, 'p', 'Old', '2001-01-01');
		await state(source_id, 'p', 'Old', '2005-01-01');
		await state(source_id, 'q', 'Young', '2003-01-01');
		await t.rows("update source_records set stated_at = '2000-01-01' where customer_id = $1 and content->>'company' = 'A'", [id]);
		await t.rows('select recompute_customers(array[$1::bigint])', [id]);
		const { units } = (await admin('GET', `/customers/${id}/provenance`)).body;
		expect(
			units.company.map((one: Record<string, string>) => [one.value, one.since!.slice(0, 4), one.stated_at!.slice(0, 4), one.reason]),
		).toEqual([
			['Young', '2003', '2003', 'newer'],
			['Old', '2001', '2005', 'outranked'],
			['A', '2000', '2000', 'outranked'],
		]);
		const [trusted] = await t.rows<{ id: number }>("insert into sources (name, kind, trust) values ('trusted', 'api', 50) returning id");
		await state(trusted!.id, 'z', 'Trusted', '1999-01-01');
		expect((await admin('PATCH', `/sources/${trusted!.id}`, { trust: 90 })).body.trust).toBe(90);
		await t.work();
		expect((await read(id)).company).toBe('Trusted');
		expect((await admin('GET', `/customers/${id}/provenance`)).body.units.company[0]).toMatchObject({ value: 'Trusted', reason: 'trust' });
	});

	test('statements are paged newest first, each once; as-of shows each moment', async () => {
		const { id, again } = await stated({ name: 'Step 0', email: 'step@example.com' });
		const moments = [new Date().toISOString()];
		for (let step = 1; step <= 6; step++) {
			await again({
				name: `Step ${step}`,
				...(step < 4 && { email: 'step@example.com' }),
				tags: [`t${step}`],
				city: `C${step}`,
				country: 'CN',
			});
			await new Promise((resolve) => setTimeout(resolve, 3));
			moments.push(new Date().toISOString());
			await new Promise((resolve) => setTimeout(resolve, 3));
		}
		const seen: number[] = [];
		for (let after = ''; ; ) {
			const { body } = await admin('GET', `/customers/${id}/statements?limit=2${after}`);
			seen.push(...body.items.map((one: { id: number }) => one.id));
			expect(body.items.every((one: { current: boolean; id: number }) => one.current === (one.id === seen[0]))).toBe(true);
			if (body.next === null) break;
			after = `&after=${encodeURIComponent(body.next)}`;
		}
		expect(seen).toHaveLength(7);
		expect(seen).toEqual([...seen].sort((a, b) => b - a));
		for (const [step, at] of moments.entries()) {
			const { body } = await admin('GET', `/customers/${id}/as-of?at=${encodeURIComponent(at)}`);
			expect(body).toMatchObject({
				id,
				name: `Step ${step}`,
				email: step < 4 ? 'step@example.com' : null,
				tags: step ? [`t${step}`] : [],
				city: step ? `C${step}` : null,
			});
		}
		expect((await admin('GET', `/customers/${id}/as-of?at=1999-01-01T00:00:00Z`)).status).toBe(404);
		expect((await admin('GET', `/customers/${id}/as-of?at=2024-02-30T00:00:00Z`)).status).toBe(400);
		for (const wrong of ['x', '2024-01-01_', '_5', '2024-01-01 foo_5', '1_2_3'])
			expect([wrong, (await admin('GET', `/customers/${id}/statements?after=${encodeURIComponent(wrong)}`)).status]).toEqual([wrong, 400]);
	});
});
