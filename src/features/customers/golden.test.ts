// The golden record under random histories: statements in any order of time, edits and denials by hand, imports withdrawn and redone. It is
// computed anew without change, owes nothing to ids or the order of arrival, can be had for every moment, and its version only grows.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ask } from '../../platform/testing.ts';
import { customerFields } from './schema.ts';
import { addressKey, type Content, contentHash } from './statement.ts';
import { type CustomersTest, customersTest } from './testing.ts';

let t: CustomersTest;
let admin: Ask;
const sources: number[] = [];

beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
	await admin('POST', '/attributes', { name: 'rank', type: 'number', label_en: 'Rank', label_zh: '级别' });
	for (const [name, trust] of [
		['erp', 50],
		['web', 50],
		['crm', 80],
	]) {
		const [source] = await t.rows<{ id: number }>("insert into sources (name, kind, trust) values ($1, 'import', $2) returning id", [
			name,
			trust,
		]);
		sources.push(source!.id);
	}
});

afterAll(() => t.drop());

// ------------------------------------------------------------------------------------------------------------------ histories

const companies = fc.constantFrom('Acme', 'Beta', 'Gamma');
const emails = fc.constantFrom('a@example.com', 'B@example.com', 'c@example.com');
const tags = fc.subarray(['x', 'y', 'z']);
const place = fc.constantFrom(
	{ city: 'Berlin', country: 'DE' },
	{ city: '上海', country: 'CN' },
	{ city: 'Bonn', country: 'DE', line1: 'Way 1' },
);

const content: fc.Arbitrary<Content> = fc
	.record(
		{
			kind: fc.constantFrom('person' as const, 'organisation' as const),
			name: fc.constantFrom(
				{ name: '张三', family_name: '张', given_name: '三', sort_name: 'zhang san' },
				{ name: 'John Smith', family_name: 'Smith', given_name: 'John', sort_name: 'john smith' },
				{ name: 'J. Smith', sort_name: 'j smith' },
			),
			company: companies,
			industry: fc.constantFrom('Steel', 'Iron'),
			birth_date: fc.constantFrom('1990-01-01', '1991-02-02'),
			'attributes.rank': fc.integer({ min: 1, max: 3 }),
			contact_points: fc.uniqueArray(
				fc.record(
					{ kind: fc.constant('email' as const), value: emails, label: fc.constantFrom('home', 'work') },
					{ requiredKeys: ['kind', 'value'] },
				),
				{ minLength: 1, selector: ({ value }) => value },
			),
			addresses: fc
				.uniqueArray(place, { minLength: 1, selector: ({ city }) => city })
				.map((list) => list.map((one) => ({ key: addressKey(one), ...one }))),
			tags: fc.subarray(['x', 'y', 'z'], { minLength: 1 }),
		},
		{ requiredKeys: [] },
	)
	.map((one) => ({ ...one }));

/** Days in the year 2020, so that a later arrival is often an older statement. */
const day = fc.integer({ min: 0, max: 20 }).map((n) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString());

const patch: fc.Arbitrary<object> = fc.oneof(
	fc.record({ company: fc.option(companies) }),
	fc.record({ industry: fc.option(fc.constantFrom('Steel', 'Iron')), birth_date: fc.option(fc.constantFrom('1990-01-01', '1993-03-03')) }),
	fc.record({ name: fc.option(fc.constantFrom('张三', 'Ann Lee')) }),
	fc.record({ email: fc.option(emails) }),
	fc.record({ contact_points: fc.uniqueArray(emails, { maxLength: 2 }).map((list) => list.map((value) => ({ kind: 'email', value }))) }),
	fc.record({ city: fc.option(fc.constantFrom('Berlin', 'Bonn')) }),
	fc.record({ addresses: fc.subarray([{ city: 'Berlin', country: 'DE' }]) }),
	fc.record({ tags }),
	fc.record({ attributes: fc.record({ rank: fc.option(fc.integer({ min: 1, max: 3 })) }) }),
);

type Step =
	| { readonly do: 'state'; readonly source: number; readonly key: string; readonly content: Content; readonly at: string }
	| { readonly do: 'edit'; readonly patch: object }
	| { readonly do: 'release'; readonly units: readonly string[] }
	/** The n-th of the statements of sources, counted round. */
	| { readonly do: 'withdraw' | 'redo'; readonly nth: number };

const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 5,
		arbitrary: fc.record({ do: fc.constant('state' as const), source: fc.nat(2), key: fc.constantFrom('k1', 'k2'), content, at: day }),
	},
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('edit' as const), patch }) },
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('release' as const),
			units: fc.constantFrom(['company'], ['name', 'industry'], ['tags', 'contact_points', 'addresses']),
		}),
	},
	{ weight: 2, arbitrary: fc.record({ do: fc.constantFrom('withdraw' as const, 'redo' as const), nth: fc.nat(5) }) },
);

async function perform(id: number, one: Step): Promise<void> {
	switch (one.do) {
		case 'state':
			await t.rows(
				`with r as (insert into source_records (customer_id, source_id, key, content, content_hash, stated_at, recorded_at)
					values ($1, $2, $3, $4, $5, $6, clock_timestamp()) returning id, recorded_at)
				insert into assignments (customer_id, source_record_id, valid_from, cause) select $1, id, recorded_at, 'key' from r`,
				[id, sources[one.source], one.key, JSON.stringify(one.content), contentHash(one.content), one.at],
			);
			break;
		case 'edit':
			expect((await admin('PATCH', `/customers/${id}`, one.patch)).status).toBeLessThan(500);
			break;
		case 'release':
			await admin('POST', `/customers/${id}/release`, { units: one.units });
			break;
		default: {
			const records = await t.rows<{ id: number; open: boolean }>(
				`select r.id, exists (select from assignments a where a.source_record_id = r.id and a.valid_to is null) as open
				from source_records r where r.customer_id = $1 and r.source_id = any ($2) order by r.id`,
				[id, sources],
			);
			const record = records[one.nth % Math.max(1, records.length)];
			if (!record) return;
			if (one.do === 'withdraw')
				await t.rows('update assignments set valid_to = clock_timestamp() where source_record_id = $1 and valid_to is null', [record.id]);
			else if (!record.open)
				await t.rows(
					"insert into assignments (customer_id, source_record_id, valid_from, cause) values ($1, $2, clock_timestamp(), 'redo')",
					[id, record.id],
				);
		}
	}
	await t.rows('select recompute_customers(array[$1::bigint])', [id]);
}

// ------------------------------------------------------------------------------------------------------------------ what is compared

const bySelf = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** The values of a profile, as of now or of a moment: without id, version and dates, sets in one order. */
function valuesOf(profile: Record<string, unknown>): Record<string, unknown> {
	const values: Record<string, unknown> = { attributes: profile.attributes };
	for (const field of Object.keys(customerFields)) values[field] = profile[field] ?? null;
	for (const set of ['contact_points', 'addresses']) values[set] = [...(profile[set] as unknown[])].sort(bySelf);
	return values;
}

const now = async () => (await t.rows<{ now: string }>("select to_json(clock_timestamp()) #>> '{}' as now"))[0]!.now;

/** What golden_customers() says, without the id. */
async function golden(id: number): Promise<unknown> {
	const [{ customer_id: _, ...rest }] = (await t.rows('select * from golden_customers(array[$1::bigint])', [id])) as [
		Record<string, unknown>,
	];
	return rest;
}

/** The same statements about another customer, put in by the order of `places`. */
async function retold(id: number, places: readonly number[]): Promise<number> {
	const records = await t.rows<Record<string, unknown> & { id: number }>(
		`select r.*, array(select json_build_array(a.valid_from, a.valid_to) from assignments a where a.source_record_id = r.id) as spans
		from source_records r where r.customer_id = $1 order by r.id`,
		[id],
	);
	const order = records
		.map((record, index) => [places[index % places.length]!, index, record] as const)
		.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
	const [made] = await t.rows<{ id: number }>('insert into customers (golden_id, version) values (0, 0) returning id');
	await t.rows('update customers set golden_id = id where id = $1', [made!.id]);
	for (const [, , record] of order) {
		const key = record.key === String(id) ? String(made!.id) : record.key;
		const [copy] = await t.rows<{ id: number }>(
			`insert into source_records (customer_id, source_id, key, content, content_hash, stated_at, recorded_at) values ($1, $2, $3, $4, $5, $6, $7) returning id`,
			[made!.id, record.source_id, key, record.content, record.content_hash, record.stated_at, record.recorded_at],
		);
		for (const [from, to] of record.spans as [string, string | null][])
			await t.rows("insert into assignments (customer_id, source_record_id, valid_from, valid_to, cause) values ($1, $2, $3, $4, 'key')", [
				made!.id,
				copy!.id,
				from,
				to,
			]);
	}
	return made!.id;
}

test('random histories', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(step, { minLength: 4, maxLength: 14 }),
			fc.array(fc.nat(50), { minLength: 1, maxLength: 9 }),
			async (steps, places) => {
				const { id } = (await admin('POST', '/customers', { name: 'Begin' })).body;
				const exports: { at: string; values: Record<string, unknown> }[] = [];
				let last = { version: 0, values: {} as Record<string, unknown> };
				for (const one of [null, ...steps]) {
					if (one) await perform(id, one);
					const { body, status } = await admin('GET', `/customers/${id}`);
					expect(status).toBe(200);
					const values = valuesOf(body);
					exports.push({ at: await now(), values });
					// The version grows exactly when something changed.
					expect(body.version >= last.version).toBe(true);
					expect(body.version > last.version).toBe(JSON.stringify(values) !== JSON.stringify(last.values));
					last = { version: body.version, values };
				}
				// Computed anew, nothing changes.
				expect(await t.rows('select recompute_customers(array[$1::bigint]) as id', [id])).toEqual([]);
				// Neither ids nor the order of arrival matter.
				const other = await retold(id, places);
				const was = await golden(id);
				expect(await golden(other)).toEqual(was);
				await t.rows('select recompute_customers(array[$1::bigint])', [other]);
				const { body } = await admin('GET', `/customers/${other}`);
				expect(valuesOf(body)).toEqual(last.values);
				// Every moment can be had again.
				for (const { at, values } of exports) {
					const then = await admin('GET', `/customers/${id}/as-of?at=${encodeURIComponent(at)}`);
					expect(then.status).toBe(200);
					expect(valuesOf(then.body)).toEqual(values);
				}
			},
		),
		{ numRuns: 15, seed: 11 },
	);
}, 60_000);

test('a customer about whom nobody says anything is withdrawn, and comes back with the next statement; its past stays', async () => {
	const { id } = (await admin('POST', '/customers', { name: 'Sole', source: 'sole', external_id: '1' })).body;
	const before = await now();
	await t.rows('update assignments set valid_to = clock_timestamp() where customer_id = $1', [id]);
	await t.rows('select recompute_customers(array[$1::bigint])', [id]);
	expect((await admin('GET', `/customers/${id}`)).body).toMatchObject({ code: 'customer_gone', state: 'withdrawn', can_restore: false });
	await perform(id, { do: 'state', source: 0, key: 'k1', content: { company: 'Acme' }, at: '2020-01-01T00:00:00Z' });
	expect((await admin('GET', `/customers/${id}`)).body).toMatchObject({ name: null, company: 'Acme', version: 3 });
	expect((await admin('GET', `/customers/${id}/as-of?at=${encodeURIComponent(before)}`)).body).toMatchObject({
		name: 'Sole',
		company: null,
	});
});

test('a thousand customers computed at once come out as one by one', async () => {
	const histories = fc.sample(fc.array(content, { minLength: 1, maxLength: 3 }), { numRuns: 60, seed: 5 });
	const ids: number[] = [];
	for (const list of histories) {
		const [made] = await t.rows<{ id: number }>('insert into customers (golden_id, version) values (0, 0) returning id');
		await t.rows('update customers set golden_id = id where id = $1', [made!.id]);
		ids.push(made!.id);
		for (const [n, one] of list.entries()) {
			await t.rows(
				`with r as (insert into source_records (customer_id, source_id, key, content, content_hash, stated_at)
					values ($1, $2, 'k', $3, $4, timestamptz '2020-01-01' + $5 * interval '1 day') returning id)
				insert into assignments (customer_id, source_record_id, cause) select $1, id, 'key' from r`,
				[made!.id, sources[n], JSON.stringify(one), contentHash(one), n],
			);
		}
	}
	const together = await t.rows<{ customer_id: number }>('select * from golden_customers($1)', [ids]);
	expect(together.map(({ customer_id }) => customer_id).sort((a, b) => a - b)).toEqual(ids);
	for (const row of together) expect([row]).toEqual(await t.rows('select * from golden_customers(array[$1::bigint])', [row.customer_id]));
	expect(await t.rows('select recompute_customers($1) as id', [ids])).toHaveLength(ids.length);
	expect(await t.rows('select recompute_customers($1) as id', [[...ids].reverse()])).toEqual([]);
});

test('nothing is read whole, so one customer among a million costs what one among ten does', async () => {
	const ids = (await t.rows<{ id: number }>('select id from customers order by id')).map(({ id }) => id);
	const client = await t.services.database.owner.connect();
	try {
		for (const some of [ids.slice(0, 1), ids]) {
			await client.query('begin');
			// Something to store for each of the tables.
			await client.query("update customers set company = 'Other' where id = any ($1)", [some]);
			await client.query('delete from contact_points');
			await client.query('delete from addresses');
			const before = 'select relname, seq_scan::int from pg_stat_xact_user_tables order by 1';
			const { rows: read } = await client.query(before);
			expect((await client.query('select recompute_customers($1) as id', [some])).rows.length).toBe(some.length);
			await client.query('select * from customer_stated_since($1)', [some]);
			expect((await client.query(before)).rows).toEqual(read);
			await client.query('rollback');
		}
	} finally {
		client.release();
	}
});
