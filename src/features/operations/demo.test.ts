// The demo world in a real database: through the import, twice without a difference, in any number.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Principal } from '../../platform/auth.ts';
import { type TestServices, testServices } from '../../platform/testing.ts';
import { commandPrincipal } from '../access/accounts.ts';
import { type DemoDone, type DemoProgress, fillDemo } from './demo.ts';

let test_: TestServices;
let principal: Principal;
let first: DemoDone;
const told: DemoProgress[] = [];

beforeAll(async () => {
	test_ = await testServices();
	principal = await commandPrincipal(test_.services);
	first = await fillDemo(test_.services, principal, { customers: 1_000, onProgress: (progress) => told.push(progress) });
});

afterAll(() => test_.drop());

async function one<T extends Record<string, unknown>>(text: string): Promise<T> {
	return (await test_.services.database.owner.query<T>(text)).rows[0]!;
}

const counts = () =>
	one(`select (select count(*) from customers) as customers, (select count(*) from source_records) as records, (select count(*) from imports) as imports,
		(select count(*) from relationships) as relationships, (select count(*) from notes) as notes, (select count(*) from attribute_definitions) as attributes`);

test('every record is a customer, nothing is refused, and progress is told', async () => {
	expect(first.customers).toBe(1_000);
	const { refused, updated } = await one<{ refused: number; updated: number }>(
		'select sum(refused)::int as refused, sum(updated)::int as updated from imports',
	);
	expect(refused).toBe(0);
	expect(updated).toBeGreaterThan(20);
	expect(await one("select count(*) as n from customers where state <> 'active' or name is null")).toEqual({ n: 0 });
	expect(told.at(-1)).toEqual({ step: 'notes', share: 1 });
});

test('no value was changed in reading that should not have been', async () => {
	const { rows } = await test_.services.database.owner.query(
		`select p.problems->0->>'code' as code, count(*), min(p.problems::text) as example from import_problems p group by 1`,
	);
	expect(rows).toEqual([]);
});

test('people and companies of both cultures, with contact points, tags and attributes', async () => {
	const row = await one<Record<string, number>>(`select
		count(*) filter (where kind = 'organisation')::int as organisations,
		count(*) filter (where kind = 'person' and country = 'CN')::int as chinese,
		count(*) filter (where kind = 'person' and country <> 'CN')::int as western,
		count(*) filter (where email is not null)::int as emails, count(*) filter (where phone like '+%')::int as phones,
		count(*) filter (where tags <> '{}')::int as tagged,
		count(*) filter (where attributes ? 'loyalty_level')::int as levels, count(*) filter (where attributes->'contract_value'->>'amount' is not null)::int as contracts,
		count(*) filter (where attributes->'newsletter' = 'true')::int as newsletters, count(*) filter (where kind = 'organisation' and tax_id is not null)::int as taxed, count(*) filter (where family_name = '欧阳' or name like '张%')::int as zhang
		from customers`);
	expect(row.organisations).toBe(100);
	for (const [name, least] of Object.entries({
		chinese: 300,
		western: 250,
		emails: 700,
		phones: 750,
		tagged: 200,
		levels: 150,
		contracts: 30,
		newsletters: 80,
		taxed: 60,
		zhang: 15,
	}))
		expect([name, row[name]! >= least]).toEqual([name, true]);
});

test('each kind of relationship, none to itself, none twice', async () => {
	const { rows } = await test_.services.database.owner.query<{ type: string; n: number }>(
		'select type, count(*)::int as n from relationships group by type order by type',
	);
	expect(rows.map(({ type }) => type)).toEqual(['employs', 'household', 'parent_company', 'referred']);
	expect(first.relationships).toBe(rows.reduce((sum, { n }) => sum + n, 0));
	expect(
		await one('select count(*) as n from (select from relationships group by customer_id, type, other_id having count(*) > 1) x'),
	).toEqual({ n: 0 });
	expect(
		await one(`select count(*) as n from relationships r join customers c on c.id = r.customer_id join customers o on o.id = r.other_id
			where r.type = 'employs' and (c.kind <> 'organisation' or o.kind <> 'person')`),
	).toEqual({ n: 0 });
	expect(first.notes).toBeGreaterThan(30);
});

test('a second time adds nothing, a larger world adds the rest', async () => {
	const before = await counts();
	expect(await fillDemo(test_.services, principal, { customers: 1_000 })).toMatchObject({ customers: 0, relationships: 0, notes: 0 });
	expect(await counts()).toEqual(before);
	expect(await fillDemo(test_.services, principal, { customers: 1_250 })).toMatchObject({ customers: 250 });
	expect(await counts()).toMatchObject({ customers: 1_250 });
});

test('a reader may not', async () => {
	await expect(fillDemo(test_.services, { ...principal, permissions: new Set() }, { customers: 1 })).rejects.toMatchObject({
		code: 'not_allowed',
	});
});
