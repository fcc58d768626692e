// The plans of lists, search and one customer, as the role without ownership, for somebody who sees one team of twenty: by an index, never by
// reading customers or their look-up rows whole.
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allFieldRights } from '../../platform/auth.ts';
import type { Context, Queryable } from '../../platform/database.ts';
import { read } from '../../platform/database.ts';
import { ensureScopes } from '../access/teams-queries.ts';
import { attributeMap } from './definitions.ts';
import { listCustomers } from './list.ts';
import { readProfile } from './queries.ts';
import type { ListQuery } from './schema.ts';
import { type CustomersTest, customersTest } from './testing.ts';

const count = 20_000;
let t: CustomersTest;
let me: Context;
let mine: number;

beforeAll(async () => {
	t = await customersTest();
	await t.rows("insert into teams (name, parent_id) select 'Team ' || n, 1 from generate_series(1, 20) n");
	await ensureScopes(t.services.database.owner);
	const scopes = (await t.rows<{ id: number }>("select id from scopes where conditions = '{}' and id > 1 order by id")).map(({ id }) => id);
	await t.rows(
		`insert into customers (id, golden_id, kind, name, sort_name, scope_id, email, phone, city) overriding system value
		select n, n, 'person', 'Name ' || md5(n::text), 'name ' || md5(n::text), ($1::int[])[1 + n % 20], 'c' || n || '@example.com', '+86138' || lpad(n::text, 8, '0'), 'City ' || n % 50
		from generate_series(1, $2::int) n`,
		[scopes, count],
	);
	await t.rows(
		`insert into lookup (token, customer_id, scope_id) select unnest(array['n' || sort_name, 'e' || email, 'p' || ltrim(phone, '+')]), id, scope_id from customers`,
	);
	await t.rows('analyze');
	mine = (await t.rows<{ id: number }>('select max(id) as id from customers where scope_id = $1', [scopes[0]]))[0]!.id;
	const person = await t.person('planned@example.com', 'editor', { scope_id: scopes[0]! });
	me = { user_id: person.id, scopes: [scopes[0]!], write_scopes: [scopes[0]!], writes_own: true } as Context;
}, 60_000);

afterAll(() => t.drop());

interface Node {
	readonly 'Node Type': string;
	readonly 'Relation Name'?: string;
	readonly 'Index Name'?: string;
	readonly Plans?: readonly Node[];
}

const nodes = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodes)];

/** The nodes of the plans of every select that `work` sends as this person, each explained where it runs: with the rights of its transaction. */
async function plansOf(work: (client: Queryable) => Promise<unknown>): Promise<Node[]> {
	const found: Node[] = [];
	await read(t.services.database, me, async (client) => {
		const [{ role }] = (await client.query<{ role: string }>('select current_user as role')).rows as [{ role: string }];
		expect(role).toBe('clientele_app');
		const explaining = {
			query: async (config: pg.QueryConfig | string, values?: unknown[]) => {
				const { text, values: bound = values } = typeof config === 'string' ? { text: config } : config;
				if (/^\s*(select|with)/i.test(text)) {
					const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Node }[] }>(
						`explain (format json) ${text}`,
						bound ? [...bound] : undefined,
					);
					for (const { Plan } of rows[0]!['QUERY PLAN']) found.push(...nodes(Plan));
				}
				return client.query(text, bound ? [...bound] : undefined);
			},
		} as unknown as Queryable;
		await work(explaining);
	});
	return found;
}

const list = (query: ListQuery) => async (client: Queryable) => {
	const { items } = await listCustomers(client, query, {
		attributes: await attributeMap(t.services.database.app),
		country: 'CN',
		keyring: t.services.keyring,
		reader: { ...me, field_rights: allFieldRights } as never,
	});
	expect(items.length).toBeGreaterThan(0);
};

const big = new Set(['customers', 'lookup']);

test.each<[string, string, (client: Queryable) => Promise<unknown>]>([
	['the list as it opens', 'customers_scope', list({ limit: 50 })],
	['the list by name', 'customers_scope_name', list({ limit: 50, sort: 'name' })],
	['the list by name, backwards', 'customers_scope_name', list({ limit: 50, sort: '-name' })],
	['one customer', 'customers_pkey', (client) => readProfile(client, mine)],
])('%s', async (_, index, work) => {
	const plan = await plansOf(work);
	const whole = plan.filter((node) => node['Node Type'] === 'Seq Scan' && big.has(node['Relation Name'] ?? ''));
	expect(whole).toEqual([]);
	// Those of other teams are not even read.
	expect(plan.flatMap((node) => node['Index Name'] ?? [])).toContain(index);
});

test('a search by the beginning of a number or an e-mail address goes through look-up rows', async () => {
	const [{ email, phone }] = (await t.rows<{ email: string; phone: string }>('select email, phone from customers where id = $1', [
		mine,
	])) as [{ email: string; phone: string }];
	for (const search of [email, phone.slice(3)]) {
		const plan = await plansOf(list({ limit: 20, search }));
		expect(plan.filter((node) => node['Node Type'] === 'Seq Scan' && big.has(node['Relation Name'] ?? ''))).toEqual([]);
		expect(plan.flatMap((node) => node['Index Name'] ?? []).some((name) => name.startsWith('lookup_'))).toBe(true);
	}
});
