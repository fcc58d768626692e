// Columns made fast on request, groups and exact counts: who may, what follows, and the plans of the role without ownership.
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allFieldRights } from '../../platform/auth.ts';
import { type Queryable, read } from '../../platform/database.ts';
import { urlFor } from '../../platform/migrate.ts';
import type { Ask } from '../../platform/testing.ts';
import { attributeMap } from './definitions.ts';
import { listCustomers } from './list.ts';
import type { ListQuery } from './schema.ts';
import { addAttributes, type CustomersTest, customersTest, filtered, indexAttributes } from './testing.ts';

let t: CustomersTest;
let admin: Ask;

beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
	await addAttributes(admin);
	await t.rows(
		`insert into customers (golden_id, name, sort_name, company, city, job_title, industry, lifecycle_stage, birth_date, owner_id, tags, attributes)
		select 0, 'Name ' || i, 'name ' || i, 'Company ' || i, case when i % 4 > 0 then '上海' else 'Berlin' end, (array['经理', '工程师', 'Sales', null])[1 + i % 4], 'industry ' || i % 250,
			case when i % 2 = 0 then 'lead' end, date '2000-01-15' + (i % 3) * 31, i % 2, case when i % 5 = 0 then array['vip', 'new'] when i % 5 = 1 then array['vip'] else '{}' end,
			jsonb_build_object('i_text', '词' || i % 300, 'i_number', i % 300, 'p_boolean', i % 2 = 0, 'p_date', '2020-0' || 1 + i % 2 || '-03', 'p_choices', case when i % 2 = 0 then '["red", "blue"]'::jsonb end)
		from generate_series(1, 6000) i`,
	);
	await indexAttributes(t);
	await t.rows('analyze');
}, 60_000);

afterAll(() => t.drop());

/** The plans of the statements that a list runs, as the role without ownership, for somebody who sees everybody. */
async function plansOf(query: ListQuery, fast: readonly string[] = []): Promise<string> {
	const client = new pg.Client({ connectionString: urlFor(t.ownerUrl, 'clientele_app') });
	await client.connect();
	try {
		await client.query("set app.user_id = '1'; set app.scopes = '{1}'");
		const plans: string[] = [];
		const explaining = {
			query: async (config: pg.QueryConfig | string, values?: unknown[]) => {
				const { text, values: bound = values } = typeof config === 'string' ? { text: config } : config;
				if (text.startsWith('select'))
					plans.push(...(await client.query(`explain ${text}`, bound)).rows.map((row) => row['QUERY PLAN'] as string));
				return client.query(text, bound);
			},
		} as unknown as Queryable;
		await listCustomers(explaining, query, {
			attributes: await attributeMap(client),
			country: 'CN',
			keyring: t.services.keyring,
			reader: { field_rights: allFieldRights },
			fast: new Set(fast),
		});
		return plans.join('\n');
	} finally {
		await client.end();
	}
}

const cursor = (value: readonly unknown[]) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('plans as the role without ownership', () => {
	test.each([
		['company', 'customers_company_pinyin', 'Company 2', 'Company 4'],
		['city', 'customers_city_pinyin', 'Berlin', '上海'],
		['name', 'customers_sort_name', 'name 2', 'name 4'],
		['attributes.i_text', 'attribute_values_words', '词1', '词20'],
		['attributes.i_number', 'attribute_values_number', '100', '120.5'],
		['owner_id', 'customers_owner', '0', '1'],
	])('a chunk by %s is read from %s alone, in its order', async (sort, index, from, to) => {
		for (const [direction, after, until] of [
			['', from, to],
			['-', to, from],
		]) {
			const plan = await plansOf({ sort: `${direction}${sort}`, limit: 50, after: cursor([after, 1]), until: cursor([until, 1]) });
			expect(plan).toContain(index);
			expect(plan).toMatch(/Index Cond: .*ROW.*ROW/);
			expect(plan).not.toContain('Sort');
		}
	});
});

describe('a column made fast', () => {
	const stateOf = async (field: string) =>
		(await admin('GET', '/customers/indexes')).body.items.find((one: { field: string }) => one.field === field)?.state;
	const indexes = async () =>
		(await t.rows<{ name: string }>("select indexname as name from pg_indexes where indexname like 'customers\\_fast%' order by 1")).map(
			({ name }) => name,
		);

	test('is ordered and compared by indexes of its own, until they are taken away', async () => {
		expect(await stateOf('industry')).toBe('none');
		expect((await admin('POST', '/customers/indexes', { field: 'industry' })).body).toEqual({ field: 'industry', state: 'building' });
		const ready = await admin('POST', '/customers/indexes', { field: 'created_at' });
		expect(ready.status).toBe(202);
		await t.work();
		expect([await stateOf('industry'), await stateOf('created_at')]).toEqual(['ready', 'ready']);
		expect(await indexes()).toEqual(['customers_fast_created_at', 'customers_fast_industry', 'customers_fast_industry_words']);
		await t.rows('analyze customers');
		const fast = ['industry', 'created_at'];
		const industry = (op: 'eq' | 'prefix', value: string) => plansOf({ filter: [{ field: 'industry', op, value }], limit: 20 }, fast);
		expect(await industry('eq', 'industry 7')).toMatch(/customers_fast_industry\b/);
		expect(await industry('prefix', 'industry 249')).toMatch(/customers_fast_industry\b/);
		const later = await plansOf({ sort: '-created_at', limit: 20, after: cursor(['2090-01-01 00:00:00+00', 1]) }, fast);
		expect(later).toMatch(/Backward using customers_fast_created_at(.|\n)*Index Cond: .*ROW/);
		expect(await plansOf({ sort: 'industry', limit: 20 }, fast)).toContain('customers_fast_industry_words');
		// What is ready stays so.
		expect((await admin('POST', '/customers/indexes', { field: 'industry' })).body.state).toBe('ready');
		for (const field of ['industry', 'created_at']) expect((await admin('DELETE', `/customers/indexes/${field}`)).status).toBe(204);
		expect(await stateOf('industry')).toBe('none');
		await t.work();
		expect(await indexes()).toEqual([]);
	});

	test('that was left unfinished is made anew', async () => {
		await t.rows('create index customers_fast_email on customers (email)');
		await t.rows("update pg_index set indisvalid = false where indexrelid = 'customers_fast_email'::regclass");
		await admin('POST', '/customers/indexes', { field: 'email' });
		await t.work();
		const [found] = await t.rows<{ definition: string; valid: boolean }>(
			"select pg_get_indexdef(indexrelid) as definition, indisvalid as valid from pg_index where indexrelid = 'customers_fast_email'::regclass",
		);
		expect(found).toMatchObject({ valid: true, definition: expect.stringContaining('(email, id)') });
		expect(await stateOf('email')).toBe('ready');
	});

	test('its slowness is told with what can be done', async () => {
		const blocker = new pg.Client({ connectionString: t.ownerUrl });
		await blocker.connect();
		try {
			await blocker.query('begin; lock table customers in access exclusive mode');
			const replies = await Promise.all([
				admin('GET', `/customers?${filtered({ field: 'job_title', op: 'eq', value: 'Sales' })}`),
				admin('GET', '/customers?sort=region'),
				admin('GET', `/customers?${filtered({ field: 'job_title', op: 'empty' })}`),
				admin('GET', '/customers?sort=state'),
				admin('GET', '/customers/groups?by=job_title'),
			]);
			expect(replies.map(({ status, body }) => [status, body.code, body.field, body.can_index])).toEqual([
				[422, 'filter_too_slow', 'job_title', true],
				[422, 'filter_too_slow', 'region', true],
				[422, 'filter_too_slow', 'job_title', false],
				[422, 'filter_too_slow', 'state', false],
				[422, 'group_too_slow', undefined, undefined],
			]);
		} finally {
			await blocker.end();
		}
	});

	test('is one of a fixed list, and asked for by an administrator', async () => {
		for (const field of [
			'company',
			'name',
			'tags',
			'id',
			'attributes.i_text',
			'golden_id',
			'email); drop table customers; --',
			'toString',
		]) {
			const { status, body } = await admin('POST', '/customers/indexes', { field });
			expect([field, status, body.code]).toEqual([field, 400, 'index_unsuited']);
		}
		expect((await admin('DELETE', '/customers/indexes/company')).status).toBe(400);
		const editor = await t.person('editor@example.com', 'editor');
		expect((await editor.ask('POST', '/customers/indexes', { field: 'region' })).status).toBe(403);
		expect((await editor.ask('DELETE', '/customers/indexes/region')).status).toBe(403);
		expect((await editor.ask('GET', '/customers/indexes')).status).toBe(200);
	});
});

describe('groups', () => {
	const groupsBy = async (by: string, more = '') => (await admin('GET', `/customers/groups?by=${by}${more}`)).body;

	test('by every kind of field, the most frequent first', async () => {
		expect(await groupsBy('city')).toEqual({
			items: [
				{ value: '上海', count: 4500 },
				{ value: 'Berlin', count: 1500 },
			],
			more: false,
		});
		expect((await groupsBy('lifecycle_stage')).items).toEqual([
			{ value: 'lead', count: 3000 },
			{ value: null, count: 3000 },
		]);
		expect((await groupsBy('tags')).items).toEqual([
			{ value: null, count: 3600 },
			{ value: 'vip', count: 2400 },
			{ value: 'new', count: 1200 },
		]);
		expect((await groupsBy('birth_date')).items).toEqual(['2000-01', '2000-02', '2000-03'].map((value) => ({ value, count: 2000 })));
		expect((await groupsBy('owner_id')).items).toEqual([
			{ value: 0, count: 3000 },
			{ value: 1, count: 3000 },
		]);
		expect((await groupsBy('attributes.p_boolean')).items).toEqual([
			{ value: false, count: 3000 },
			{ value: true, count: 3000 },
		]);
		expect((await groupsBy('attributes.p_date')).items).toEqual([
			{ value: '2020-01', count: 3000 },
			{ value: '2020-02', count: 3000 },
		]);
		expect((await groupsBy('attributes.p_choices')).items).toEqual([
			{ value: 'blue', count: 3000 },
			{ value: 'red', count: 3000 },
			{ value: null, count: 3000 },
		]);
	});

	test('of what a search and a filter choose, and 200 at most', async () => {
		const sales = `&${filtered({ field: 'job_title', op: 'eq', value: 'Sales' })}`;
		expect((await groupsBy('city', sales)).items).toEqual([{ value: '上海', count: 1500 }]);
		expect((await groupsBy('city', '&search=nobody-of-that-name')).items).toEqual([]);
		const { items, more } = await groupsBy('industry');
		expect([items.length, items[0].count, more]).toEqual([200, 24, true]);
	});

	test.each([
		['by=id', 'group_unsuited'],
		['by=attributes.p_number', 'group_unsuited'],
		['by=attributes.p_money', 'group_unsuited'],
		['by=nothing', 'field_unknown'],
		['', 'invalid_input'],
	])('%s is refused', async (query, code) => {
		const reply = await admin('GET', `/customers/groups?${query}`);
		expect([reply.status, reply.body.code]).toEqual([400, code]);
	});
});

describe('a count to the end', () => {
	test('is exact whatever the number, with a filter too', async () => {
		await t.rows(
			"insert into customers (golden_id, name, sort_name, city) select 0, 'm' || i, 'm' || i, 'mass' from generate_series(1, 10500) i",
		);
		expect((await admin('GET', '/customers/count')).body.exact).toBe(false);
		expect((await admin('GET', '/customers/count?exact=false')).body.exact).toBe(false);
		expect((await admin('GET', '/customers/count?exact=true')).body).toEqual({ count: 16_500, exact: true });
		const mass = filtered({ field: 'city', op: 'eq', value: 'mass' });
		expect((await admin('GET', `/customers/count?exact=true&${mass}`)).body).toEqual({ count: 10_500, exact: true });
		expect((await admin('GET', '/customers/count?exact=yes')).status).toBe(400);
	});

	test('ends when whoever asked is gone', async () => {
		await t.app.listen({ port: 0, host: '127.0.0.1' });
		const anna = await t.person('gone@example.com', 'reader');
		const { port } = t.app.server.address() as AddressInfo;
		const blocker = new pg.Client({ connectionString: t.ownerUrl });
		await blocker.connect();
		const counting = async () =>
			(
				await t.rows(
					"select from pg_stat_activity where datname = current_database() and state = 'active' and query like 'select count(*) as count from customers%'",
				)
			).length;
		const until = async (wanted: number) => {
			while ((await counting()) !== wanted) await new Promise((resolve) => setTimeout(resolve, 20));
		};
		try {
			await blocker.query('begin; lock table customers in access exclusive mode');
			const controller = new AbortController();
			const asked = fetch(`http://127.0.0.1:${port}/api/v1/customers/count?exact=true`, {
				headers: { authorization: `Bearer ${anna.key}` },
				signal: controller.signal,
			}).catch((cause: Error) => cause.name);
			await until(1);
			controller.abort();
			expect(await asked).toBe('AbortError');
			await until(0);
		} finally {
			await blocker.end();
		}
		expect((await anna.ask('GET', '/customers/count?exact=true')).body.exact).toBe(true);
	}, 10_000);

	test('runs one at a time for each person', async () => {
		const anna = await t.person('anna@example.com', 'reader');
		await read(t.services.database, { user_id: anna.id, scopes: [1] }, async (client) => {
			await client.query("select pg_advisory_lock(hashtext('clientele count'), $1)", [anna.id]);
			const refused = await anna.ask('GET', '/customers/count?exact=true');
			expect([refused.status, refused.body.code]).toEqual([429, 'count_running']);
			expect((await anna.ask('GET', '/customers/count')).status).toBe(200);
			expect((await admin('GET', '/customers/count?exact=true')).status).toBe(200);
			await client.query("select pg_advisory_unlock(hashtext('clientele count'), $1)", [anna.id]);
		});
		expect((await anna.ask('GET', '/customers/count?exact=true')).status).toBe(200);
	});
});
