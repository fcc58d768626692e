// The SQL of retention: whom a policy is about, holds, what is left as numbers. Selections are built at run time from the conditions of lists.
import { sql } from 'kysely';
import type { Queryable } from '../../platform/database.ts';
import { run, type Sql } from '../customers/built.ts';
import { chosenBy } from '../customers/chosen.ts';
import type { ListContext } from '../customers/filter.ts';
import type { Hold, Policy, PolicyInput } from './schema.ts';

/** When each kind of fact came: what counts as activity of a customer. */
const activity = [
	['notes', 'created_at'],
	['files', 'created_at'],
	['consents', 'recorded_at'],
	['privacy_requests', 'received_at'],
	['source_records', 'recorded_at'],
] as const;

/** Nothing since that time: of the customer itself and of those merged into it. */
function quietSince(cutoff: Sql): Sql {
	const none = activity.map(([table, column]) => {
		const [t, at] = [sql.table(table), sql.ref(`x.${column}`)];
		return sql`not exists (select from ${t} x where x.customer_id = c.id and ${at} >= ${cutoff})
			and not exists (select from customers m join ${t} x on x.customer_id = m.id where m.golden_id = c.id and m.golden_id <> m.id and ${at} >= ${cutoff})`;
	});
	return sql`c.updated_at < ${cutoff} and c.created_at < ${cutoff} and ${sql.join(none, sql` and `)}`;
}

type Selection = Pick<PolicyInput, 'filter' | 'months' | 'basis'>;

function dueBy({ filter, months, basis }: Selection, context: ListContext): Sql {
	const cutoff = sql`(now() - make_interval(months => ${months}::integer))`;
	const old = basis === 'created' ? sql`c.created_at < ${cutoff}` : quietSince(cutoff);
	return sql`${chosenBy({ filter }, context)} and c.golden_id = c.id and ${old}`;
}

const members = sql`select m.id from customers m where m.golden_id = c.id and m.golden_id <> m.id`;
/** Under a hold, or restricted by somebody: the person may need what is kept (GDPR article 18(1)(b) and (c)). A policy's own restriction stops no later policy. */
const held = sql`(exists (select from legal_hold_customers h where h.customer_id = c.id or h.customer_id in (${members}))
	or exists (select from processing_limits l where (l.customer_id = c.id or l.customer_id in (${members}))
		and l.kind = 'restriction' and l.ended_at is null and l.by_user is not null))`;

/** How many a policy would be about, how many of those are held, and the first of them. Owner-side. */
export async function foresee(client: Queryable, selection: Selection, context: ListContext) {
	const due = dueBy(selection, context);
	const [counted] = await run<{ count: number; held: number }>(
		client,
		sql`select count(*) filter (where not held) as count, count(*) filter (where held) as held from (select ${held} as held from customers c where ${due} limit 1000000) d`,
	);
	const sample = await run<{ id: number; name: string | null }>(
		client,
		sql`select c.id, c.name from customers c where ${due} and not ${held} order by c.id limit 20`,
	);
	return { ...counted!, sample };
}

/** The next customers that a policy is about and no hold. Owner-side. */
export async function dueCustomers(
	client: Queryable,
	policy: Selection & Pick<Policy, 'action'>,
	context: ListContext,
	after: number,
	limit: number,
): Promise<number[]> {
	// What is restricted already is not restricted again.
	const more = policy.action === 'restrict' ? sql`and c.id not in (select restricted_customers())` : sql``;
	const rows = await run<{ id: number }>(
		client,
		sql`select c.id from customers c where ${dueBy(policy, context)} and not ${held} and c.id > ${after} ${more} order by c.id limit ${limit}`,
	);
	return rows.map(({ id }) => id);
}

/** Counts these customers among those that were made anonymous: month, kind, country, decade of birth, stage. Before they are destroyed; how many numbers changed. */
export async function countAnonymised(client: Queryable, ids: readonly number[]): Promise<number> {
	const { rowCount } = await client.query(
		`insert into anonymised_counts as t (created_month, kind, country, birth_decade, lifecycle_stage, count)
		select date_trunc('month', created_at)::date, kind, coalesce(country, ''), coalesce(extract(year from birth_date)::integer / 10 * 10, 0),
			coalesce(lifecycle_stage, ''), count(*)
		from customers where id = any ($1) group by 1, 2, 3, 4, 5
		on conflict (created_month, kind, country, birth_decade, lifecycle_stage) do update set count = t.count + excluded.count`,
		[ids],
	);
	return rowCount ?? 0;
}

/** Restricts many at once, each with the row that one restriction has. */
export async function restrictCustomers(client: Queryable, ids: readonly number[], reason: string): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>(
		`insert into processing_limits (customer_id, kind, reason, scope_id, owner_id)
		select id, 'restriction', $2, scope_id, owner_id from customers where id = any ($1) order by id returning id`,
		[ids, reason],
	);
	return rows.map(({ id }) => id);
}

const policyColumns = 'id, name, filter, months, basis, action, active, version, last_run_at, last_count';

export async function listPolicies(client: Queryable, from: number, limit: number): Promise<Policy[]> {
	return (await client.query<Policy>(`select ${policyColumns} from retention_policies where id > $1 order by id limit $2`, [from, limit]))
		.rows;
}

export async function insertPolicy(client: Queryable, p: PolicyInput, by: number): Promise<Policy> {
	const { rows } = await client.query<Policy>(
		`insert into retention_policies (name, filter, months, basis, action, active, created_by) values ($1, $2, $3, $4, $5, $6, $7) returning ${policyColumns}`,
		[p.name, JSON.stringify(p.filter), p.months, p.basis, p.action, p.active, by],
	);
	return rows[0]!;
}

export async function lockPolicy(client: Queryable, id: number): Promise<Policy | undefined> {
	return (await client.query<Policy>(`select ${policyColumns} from retention_policies where id = $1 for update`, [id])).rows[0];
}

export async function updatePolicy(client: Queryable, id: number, p: PolicyInput): Promise<Policy> {
	const { rows } = await client.query<Policy>(
		`update retention_policies set name = $2, filter = $3, months = $4, basis = $5, action = $6, active = $7, version = version + 1
		where id = $1 returning ${policyColumns}`,
		[id, p.name, JSON.stringify(p.filter), p.months, p.basis, p.action, p.active],
	);
	return rows[0]!;
}

export async function noteRun(client: Queryable, id: number, count: number): Promise<void> {
	await client.query('update retention_policies set last_run_at = now(), last_count = $2 where id = $1', [id, count]);
}

const holdColumns = `h.id, h.name, h.reason, h.filter, h.customer_ids, h.created_at, h.released_at,
	(select count(*) from legal_hold_customers l where l.hold_id = h.id) as count`;

/** Owner-side, as all that looks at whom holds are about. */
export async function listHolds(client: Queryable, before: number | null, limit: number): Promise<Hold[]> {
	const { rows } = await client.query<Hold>(
		`select ${holdColumns} from legal_holds h where $1::integer is null or h.id < $1 order by h.id desc limit $2`,
		[before, limit],
	);
	return rows;
}

export async function findHold(client: Queryable, id: number): Promise<Hold | undefined> {
	return (await client.query<Hold>(`select ${holdColumns} from legal_holds h where h.id = $1`, [id])).rows[0];
}

/** Those of the numbers that no customer has, at most ten. */
export async function unknownCustomers(client: Queryable, ids: readonly number[]): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>(
		'select id from unnest($1::bigint[]) id where not exists (select from customers c where c.id = id.id) limit 10',
		[ids],
	);
	return rows.map(({ id }) => id);
}

export async function insertHold(
	client: Queryable,
	h: Pick<Hold, 'name' | 'reason' | 'filter' | 'customer_ids'>,
	by: number,
): Promise<number> {
	const { rows } = await client.query<{ id: number }>(
		'insert into legal_holds (name, reason, filter, customer_ids, created_by) values ($1, $2, $3, $4, $5) returning id',
		[h.name, h.reason, JSON.stringify(h.filter), h.customer_ids, by],
	);
	return rows[0]!.id;
}

/** Lays a hold on whom it is about now (of all, or among some), with all members of merged ones; nobody is let go by this. Owner-side. */
export async function layHold(
	client: Queryable,
	hold: Pick<Hold, 'id' | 'filter' | 'customer_ids'>,
	context: ListContext,
	among?: readonly number[],
): Promise<void> {
	const named = sql`c.id = any (${[...hold.customer_ids]}::bigint[])`;
	const { filter } = hold;
	// Also in the trash, which is not gone yet.
	const chosen = [chosenBy({ filter }, context), chosenBy({ filter, state: 'deleted' }, context)];
	const about = filter.length > 0 ? sql`(${sql.join([named, ...chosen.map((one) => sql`(${one})`)], sql` or `)})` : named;
	const some = among ? sql`and c.id = any (${[...among]}::bigint[])` : sql``;
	await run(
		client,
		sql`insert into legal_hold_customers (customer_id, hold_id)
			select m.id, ${hold.id} from customers c join customers m on m.id = c.id or m.golden_id = c.golden_id where ${about} ${some} on conflict do nothing`,
	);
	if (!among) await client.query('update legal_holds set refreshed_at = now() where id = $1', [hold.id]);
}

export async function standingHolds(client: Queryable): Promise<Pick<Hold, 'id' | 'filter' | 'customer_ids'>[]> {
	const { rows } = await client.query<Pick<Hold, 'id' | 'filter' | 'customer_ids'>>(
		'select id, filter, customer_ids from legal_holds where released_at is null order by id',
	);
	return rows;
}

/** Releases a hold; false where none with this number stands. Owner-side. */
export async function releaseHold(client: Queryable, id: number, by: number): Promise<boolean> {
	const { rowCount } = await client.query(
		'update legal_holds set released_at = now(), released_by = $2, version = version + 1 where id = $1 and released_at is null',
		[id, by],
	);
	await client.query('delete from legal_hold_customers where hold_id = $1', [id]);
	return rowCount === 1;
}
