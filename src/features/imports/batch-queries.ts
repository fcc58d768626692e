// The statements that plan and apply one batch of an import: staging, recognising customers, writing set by set.
import type pg from 'pg';
import { copyInto } from '../../platform/copy.ts';
import { liftRestriction } from '../../platform/database.ts';
import { writable } from '../customers/search-functions.ts';
import { type Hidden, restateSealed } from './hidden.ts';
import { importError } from './messages.ts';
import { copyTargets, type StagedBatch } from './staged.ts';

/**
 * The staging tables, gone with the transaction. Temporary rather than shared: no WAL, no bloat. Only what recognising needs is staged; a row
 * about somebody new goes straight into the tables of the golden record (see applyPlan).
 */
export const stagingSql = `
create temp table staging (
	"row" bigint not null, customer_id bigint not null, record_id bigint not null, key text collate "C" not null, token text collate "C" not null,
	content_hash uuid not null, stated_at timestamptz not null, sort_name text collate "C", match text[] collate "C" not null
) on commit drop;
create temp table restated (
	customer_id bigint, id bigint not null, source_id integer, key text collate "C" not null, content jsonb not null, raw jsonb, content_hash uuid not null,
	stated_at timestamptz not null, recorded_by bigint, import_id bigint, import_row bigint not null, scope_id integer
) on commit drop`;

/** How a batch is applied. */
export interface BatchContext {
	readonly import_id: number;
	readonly source_id: number;
	readonly user_id: number;
	readonly scope_id: number;
	/** When the import began, in microseconds since 1970. */
	readonly began: number;
	/** Customers up to this id existed before the import. */
	readonly known_until: number;
	readonly revive: boolean;
	/** Units and kinds of contact points that the file has columns for. */
	readonly units: readonly string[];
	readonly kinds: readonly string[];
	/** Columns with encrypted values. */
	readonly hidden?: Hidden | undefined;
}

/**
 * Staged rows whose key this source has used before, what it said last, whether an earlier batch of this import ($2) said so (`here`), and the record in effect that a row repeats. `lateral … offset 0` makes each a look-up by b-tree for each row:
 * left to itself the planner, which knows nothing of tables that fill as it plans, reads millions of rows for a batch. Where a key stands for
 * several customers (one went with an undo, another was made since), the one that is still there; of a merged one the survivor's state counts.
 * Whom the person sees but may not change has the state `read_only`: what is said of him is refused.
 */
const knownSql = `
create temp table known on commit drop as
select distinct on (s."row") s."row", s.key, l.customer_id, c.state, v.content_hash, v.content as said, coalesce(again.whole, false) as repeats,
	coalesce(v.import_id = $2 or exists (
		select from restatements q where q.customer_id = l.customer_id and q.source_record_id = v.id and q.import_id = $2), false) as here,
	again.id as repeated_id, again.import_id as repeated_from, again.scope_id, again.owner_id
from staging s
cross join lateral (select customer_id from lookup where token = s.token offset 0) l
cross join lateral (
	select case when not ${writable('m')} then 'read_only' when m.golden_id = m.id then m.state
		else (select case when ${writable('g')} then g.state else 'read_only' end from customers g where g.id = m.golden_id) end as state
	from customers m where m.id = l.customer_id offset 0
) c
left join lateral (
	select r.id, r.content_hash, r.content, r.import_id
	from source_records r
	join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id and a.valid_to is null
	where r.customer_id = l.customer_id and r.source_id = $1 and r.key = s.key
	order by r.stated_at desc, r.recorded_at desc, r.content_hash limit 1
) v on true
left join lateral (
	select o.id, o.import_id, o.scope_id, o.owner_id, o.stated_at = s.stated_at as whole
	from source_records o join assignments b on b.customer_id = o.customer_id and b.source_record_id = o.id and b.valid_to is null
	where o.customer_id = l.customer_id and o.source_id = $1 and o.key = s.key and o.content_hash = s.content_hash and (o.stated_at = s.stated_at or o.id = v.id)
	order by 5 desc limit 1
) again on true
order by s."row", c.state = 'active' desc, v.content_hash is null, l.customer_id`;

/**
 * Customers that share an e-mail or phone with a staged row: only those that existed before the import. Looked up in the order of the index, where
 * neighbours lie on one page.
 */
const candidateSql = `
create temp table candidate on commit drop as
select distinct s."row", s.key, s.place, g.id, g.state, coalesce(g.sort_name = s.sort_name, false) as same_name, coalesce(g.sort_name <> s.sort_name, false) as other_name
from (
	select o."row", o.key, o.sort_name, m.token, m.place from staging o cross join lateral unnest(o.match) with ordinality m (token, place)
	where $1::bigint > 0 order by m.token offset 0
) s
cross join lateral (select customer_id from lookup where token = s.token and customer_id <= $1 offset 0) l
cross join lateral (select golden_id from customers where id = l.customer_id offset 0) c
cross join lateral (
	select m.id, case when ${writable('m')} then m.state else 'read_only' end as state, m.sort_name
	from customers m where m.id = c.golden_id and m.state in ('active', 'deleted') offset 0
) g`;

/** Staged rows that are more than somebody new: whose key or contact is known, and those that share their key with another row ($1). */
const oddSql = `
create temp table odd on commit drop as
select s.* from staging s
where s."row" = any ($1) or s."row" in (select "row" from known) or s."row" in (select "row" from candidate)`;

/**
 * Decides for every odd row whom it is about and what is to be done, into the temporary table `plan`: by the key of its source, else by
 * e-mail or phone among customers that existed before the import; of several that share one, the only one of the same name, else nobody.
 * Where several records of the file share the e-mail or phone of one customer (a family, a switchboard), only those without another name are
 * that customer. `newest` marks the record that speaks for its key, in the order of golden_customers(); somebody new gets the number of its row.
 */
const planSql = `
create temp table plan on commit drop as
with candidate as (select * from pg_temp.candidate d where not exists (select from known k where k.key = d.key)
),
counted as (
	select *, count(*) over (partition by "row", place) as rivals, count(*) filter (where same_name) over (partition by "row", place) as namesakes from candidate
),
claimed as materialized (
	select distinct on ("row") "row", key, id, state, other_name from counted where rivals = 1 or same_name and namesakes = 1 order by "row", place
),
matched as (
	select m."row", m.id, m.state from claimed m join (select id, min(key) <> max(key) as shared from claimed group by id) n using (id)
	-- Without the barrier the planner, whose statistics know little of a running import, goes through all its records for every row.
	where not (m.other_name and (n.shared or exists (
		select from (select import_id, key from source_records where customer_id = m.id offset 0) r where r.import_id = $2 and r.key <> m.key)))
),
named as (
	select s."row", s.key, s.content_hash, s.stated_at, s.customer_id as own_id, s.record_id,
		k.customer_id as known_id, k.state as known_state, k.content_hash as known_hash, coalesce(k.repeats, false) as repeats, coalesce(k.here, false) as here,
		first_value(m.id) over same_key as matched_id, first_value(m.state) over same_key as matched_state,
		row_number() over same_key as place, lag(s.content_hash) over same_key as before
	from odd s
	left join known k on k."row" = s."row"
	left join matched m on m."row" = s."row"
	window same_key as (partition by s.key order by s."row")
),
judged as (
	select n.*, coalesce(n.known_id, n.matched_id) as found_id, coalesce(n.known_state, n.matched_state) as state,
		case when n.known_id is not null and n.known_state is distinct from 'withdrawn' then 'key' when n.matched_id is not null then 'matched' else 'created' end as cause,
		case
			when coalesce(n.known_state, n.matched_state) in ('erased', 'read_only') or coalesce(n.known_state, n.matched_state) = 'deleted' and not $1 then 'refused'
			when n.repeats or n.content_hash = coalesce(n.before, n.known_hash) then 'unchanged'
			when n.place = 1 and (coalesce(n.known_id, n.matched_id) is null or n.known_state = 'withdrawn') then 'created'
			else 'updated'
		end as action
	from named n
)
select "row", key, stated_at, coalesce(found_id, first_value(own_id) over speaking) as customer_id, found_id is null as fresh, place, known_id is null as key_is_new, state, cause, action,
	action in ('updated', 'unchanged') and (place > 1 or here) as further,
	row_number() over speaking = 1 as newest, case when action in ('created', 'updated') then record_id end as record_id
from judged
window speaking as (partition by key order by action in ('created', 'updated') desc, stated_at desc, content_hash)
order by "row"`;

/** What becomes of a row; each counts once. `further`: it says more of a record that an earlier row of the same file has stated. */
export type Fate = 'created' | 'updated' | 'further' | 'unchanged' | 'refused';

/** What a batch did. */
export interface BatchResult extends Readonly<Record<Fate, number>> {
	/** New customers, in ascending order. */
	readonly added: number[];
	/** Customers that were there before (of merged ones the survivors) and are to be computed anew. */
	readonly touched: number[];
	/** Customers that were there before and got a statement: those of merged ones stand under their own ids. */
	readonly stated: number[];
}

/** What the plan says of a row that is more than somebody new. */
export interface PlannedRow {
	readonly row: number;
	readonly action: 'created' | 'updated' | 'unchanged' | 'refused';
	readonly customer_id: number;
	/** Whether the customer is new. */
	readonly fresh: boolean;
	/** Whether an earlier row of the same file has stated its record. */
	readonly further: boolean;
	/** Whether this row speaks for its key. */
	readonly newest: boolean;
	/** State of the customer it belongs to; null for a new one. */
	readonly state: string | null;
	/** The erasure of the person whom the row would record anew. */
	readonly erasure?: number;
}

/** What becomes of a planned row. */
export const fateOf = ({ action, further }: PlannedRow): Fate => (further ? 'further' : action);

/** Why a planned row is refused, as rowWords calls it. */
export const refusalOf = ({ state, erasure }: PlannedRow): 'erased_person' | 'erased' | 'read_only' | 'restricted' | 'in_trash' =>
	erasure !== undefined ? 'erased_person' : state === 'erased' || state === 'read_only' || state === 'restricted' ? state : 'in_trash';

/** Counts of nothing. */
export const nothingDone: Readonly<Record<Fate, number>> = { created: 0, updated: 0, further: 0, unchanged: 0, refused: 0 };

/** Rows by their number in the file; a row that is not here is about somebody new. */
export type Plan = ReadonlyMap<number, PlannedRow>;

/**
 * Plans the staged rows. Each step looks up row by row, by b-tree, so that it needs no statistics; what is left for joins is as a rule little,
 * and analysed: without that the planner takes 20,000 rows for a handful.
 */
export async function plan(client: pg.PoolClient, context: BatchContext, batch: StagedBatch): Promise<Plan> {
	await client.query(knownSql, [context.source_id, context.import_id]);
	await client.query(candidateSql, [context.known_until]);
	const repeated = [...batch.repeated].map((place) => batch.rows[place]);
	const { rowCount } = await client.query(oddSql, [repeated]);
	if (!rowCount) return new Map();
	await client.query('analyze known; analyze candidate; analyze odd ("row", key, content_hash, stated_at)');
	await client.query(planSql, [context.revive, context.import_id]);
	// Whose processing is restricted is not changed: their rows are left out. One look at an index where nobody is.
	await client.query(`update plan p set action = 'refused', state = 'restricted', record_id = null, further = false
		from restricted_among(array(select customer_id from plan where not fresh)) r (id) where p.customer_id = r.id and not p.fresh and p.action <> 'refused'`);
	await client.query('analyze plan');
	const { rows } = await client.query<PlannedRow>('select "row", action, customer_id, fresh, further, newest, state from plan');
	return new Map(rows.map((one) => [one.row, one]));
}

/**
 * The content of a statement whose key was known: what the file has a column for, as the file says it; all else as the source said it before.
 * So a file of numbers and companies does not take away the names of an earlier one. $1: units of the file, $2: its kinds of contact points.
 * A company that was read as the name, for want of a name, is the company of the person it belongs to.
 */
const carriedContent = `case when k.said is null then s.content else
	s.content || (k.said - $1::text[] - 'contact_points')
	|| case when not 'name' = any ($1) and 'company' = any ($1) and k.said->>'kind' = 'person' and s.content ? 'name' and not s.content ? 'company'
		then jsonb_build_object('company', s.content->'name'->'name') else '{}' end
	|| coalesce((
		select jsonb_build_object('contact_points', jsonb_agg(q.point))
		from (
			select x as point from jsonb_array_elements(s.content->'contact_points') x
			union all
			select x from jsonb_array_elements(k.said->'contact_points') x where x->>'kind' <> all ($2)
		) q having count(*) > 0
	), '{}')
end`;

/** Whether a row goes into the tables as it was staged: somebody new, spoken for by this row. */
const isDirect = (one: PlannedRow | undefined): boolean => !one || (one.fresh && one.newest);

/**
 * Carries out the plan. Rows about somebody new are copied straight into the tables, as the owner, since COPY is refused where row-level
 * security decides: a third of the time of `insert … select` out of staging tables, which also checks the policy row by row. They may go
 * nowhere but into the scope of the import, whose right the caller has checked. All else runs under the rights of the person. Nobody who is new is
 * restricted, and plan() left out who is: the guard that looks at each row is lifted.
 * @param asOwner runs a step as the owner
 */
export async function applyPlan(
	client: pg.PoolClient,
	context: BatchContext,
	batch: StagedBatch,
	planned: Plan,
	asOwner: (step: () => Promise<void>) => Promise<void>,
): Promise<BatchResult> {
	const direct = batch.rows.map((row) => isDirect(planned.get(row)));
	const added = batch.customers.filter((_, place) => direct[place]);
	if (added.length > 0)
		await asOwner(async () => {
			await client.query(liftRestriction);
			for (const target of [
				'customers',
				...(batch.open.size > 0 ? (['dataKeys'] as const) : []),
				'records',
				'assignments',
				'points',
				'addresses',
				'keys',
			] as const)
				await copyInto(
					client,
					copyTargets[target],
					batch.lines[target].pieces((place) => direct[place]!),
				);
		});
	// A step of the owner gives the person's context back, guard included.
	await client.query(liftRestriction);
	const simple = batch.rows.length - planned.size;
	// Rows about who was erased stand in no table.
	const hasOdd = [...planned.values()].some(({ erasure }) => erasure === undefined);
	const counts: Record<Fate, number> = { ...nothingDone, created: simple };
	for (const one of planned.values()) counts[fateOf(one)]++;
	return {
		...counts,
		added,
		...(hasOdd ? await applyOdd(client, context, batch, planned, direct) : { touched: [], stated: [] }),
	};
}

/** The statements of rows about customers that were there before, and of further rows of a key. */
async function applyOdd(
	client: pg.PoolClient,
	context: BatchContext,
	batch: StagedBatch,
	planned: Plan,
	direct: readonly boolean[],
): Promise<Pick<BatchResult, 'touched' | 'stated'>> {
	const states = (place: number) => {
		const action = planned.get(batch.rows[place]!)?.action;
		return !direct[place] && (action === 'created' || action === 'updated');
	};
	await copyInto(client, copyTargets.records.replace('source_records', 'restated'), batch.lines.records.pieces(states));
	if (context.hidden) {
		const open = batch.rows.filter((row, place) => states(place) && batch.open.has(row));
		await restateSealed(
			client,
			context.hidden,
			open.map((row) => ({ row, customer_id: planned.get(row)!.customer_id, ...batch.open.get(row)! })),
		);
	}
	await client.query(
		`insert into source_records (customer_id, id, source_id, key, content, raw, content_hash, stated_at, recorded_by, import_id, import_row, scope_id, owner_id) overriding system value
		select p.customer_id, p.record_id, s.source_id, s.key, ${carriedContent}, s.raw, s.content_hash, p.stated_at, s.recorded_by, s.import_id, s.import_row,
			coalesce(c.scope_id, s.scope_id), c.owner_id
		from restated s join plan p on p."row" = s.import_row left join known k on k."row" = p."row" left join lateral (select scope_id, owner_id from customers where id = p.customer_id offset 0) c on not p.fresh
		order by p.customer_id, p.record_id`,
		[context.units, context.kinds],
	);
	await client.query(
		`insert into assignments (customer_id, source_record_id, cause)
		select p.customer_id, p.record_id, p.cause from restated s join plan p on p."row" = s.import_row order by p.customer_id, p.record_id`,
	);
	// What another import brought stands for this one, too (see undo-queries.ts); what came otherwise no undo withdraws. 4 µs a row.
	await client.query(
		`insert into restatements (customer_id, source_record_id, import_id, import_row, scope_id, owner_id)
		select k.customer_id, k.repeated_id, $1, k."row", k.scope_id, k.owner_id from known k join plan p using ("row")
		where p.action = 'unchanged' and k.repeated_from <> $1 order by k.customer_id, k.repeated_id, k."row" on conflict do nothing`,
		[context.import_id],
	);
	await client.query(
		`insert into lookup (token, customer_id, scope_id, owner_id)
		select s.token, p.customer_id, c.scope_id, c.owner_id from plan p join odd s using ("row") join customers c on c.id = p.customer_id
		where not p.fresh and p.key_is_new and p.place = 1 and p.record_id is not null on conflict do nothing`,
	);
	await client.query(
		`with revived as (
			select distinct g.id as customer_id from plan p join customers c on c.id = p.customer_id join customers g on g.id = c.golden_id and g.state = 'deleted'
			where p.state = 'deleted' and p.record_id is not null
		),
		remembered as (
			insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
			select c.id, 'state', c.id, c.valid_from, jsonb_build_object('state', c.state, 'deleted_at', c.deleted_at, 'import_id', $2::bigint), $1, c.scope_id, c.owner_id
			from customers c join revived v on v.customer_id = c.id
		)
		update customers c set state = 'active', deleted_at = null, version = c.version + 1, updated_at = now(), valid_from = now() from revived v where c.id = v.customer_id`,
		[context.user_id, context.import_id],
	);
	const { rows } = await client.query<{ id: number; golden_id: number }>(
		'select c.id, c.golden_id from customers c where c.id in (select customer_id from plan where not fresh and record_id is not null)',
	);
	const stated = rows.map(({ id }) => id);
	// Restricted while the batch was written: it is taken back, and left out when the import goes on.
	const { rowCount } = await client.query('select from restricted_among($1)', [stated]);
	if (rowCount) throw importError('restricted_meanwhile');
	return { touched: [...new Set(rows.map(({ golden_id }) => golden_id))], stated };
}
