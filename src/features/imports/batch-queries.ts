// The statements that plan and apply one batch of an import: staging, recognising customers, writing set by set.
import type pg from 'pg';
import { goldenColumns, primaryColumns } from '../customers/golden.ts';
import { stagedColumns } from './staged.ts';

/**
 * The staging tables, gone with the transaction. Temporary rather than shared: no WAL, no bloat, and COPY into them is allowed where it is
 * refused into tables with row-level security.
 */
export const stagingSql = `
create temp table staging (
	"row" bigint not null, key text collate "C" not null, token text collate "C" not null, content_hash uuid not null, stated_at timestamptz,
	content jsonb not null, raw jsonb, match text[] collate "C" not null, kind text not null,
	${stagedColumns.map((name) => `${name} ${name === 'birth_date' ? 'date' : 'text collate "C"'}`).join(', ')},
	tags text[] not null, attributes jsonb not null, tokens text[] not null
) on commit drop;
create temp table staged_points ("row" bigint not null, kind text not null, value text collate "C" not null, label text, is_primary boolean not null) on commit drop;
create temp table staged_addresses ("row" bigint not null, key uuid not null, label text, line1 text, line2 text, city text, region text, postal_code text, country text,
	is_primary boolean not null) on commit drop`;

/** How a batch is applied. */
export interface BatchContext {
	readonly import_id: number;
	readonly source_id: number;
	readonly user_id: number;
	readonly scope_id: number;
	readonly started_at: string;
	/** Customers up to this id existed before the import. */
	readonly known_until: number;
	readonly revive: boolean;
	/** Units and kinds of contact points that the file has columns for. */
	readonly units: readonly string[];
	readonly kinds: readonly string[];
}

/**
 * Staged rows whose key this source has used before, and what it said last. `lateral … offset 0` makes each a look-up by b-tree for each row:
 * left to itself the planner, which knows nothing of tables that fill as it plans, reads millions of rows for a batch. Where a key stands for
 * several customers (one went with an undo, another was made since), the one that is still there; of a merged one the survivor's state counts.
 */
const knownSql = `
create temp table known on commit drop as
select distinct on (s."row") s."row", s.key, l.customer_id, c.state, v.content_hash, v.content as said,
	s.stated_at is not null and exists (
		select from source_records o join assignments b on b.customer_id = o.customer_id and b.source_record_id = o.id and b.valid_to is null
		where o.customer_id = l.customer_id and o.source_id = $1 and o.key = s.key and o.content_hash = s.content_hash and o.stated_at = s.stated_at) as repeats
from staging s
cross join lateral (select customer_id from lookup where token = s.token offset 0) l
cross join lateral (
	select case when m.golden_id = m.id then m.state else (select g.state from customers g where g.id = m.golden_id) end as state
	from customers m where m.id = l.customer_id offset 0
) c
left join lateral (
	select r.content_hash, r.content
	from source_records r
	join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id and a.valid_to is null
	where r.customer_id = l.customer_id and r.source_id = $1 and r.key = s.key
	order by r.stated_at desc, r.recorded_at desc, r.content_hash limit 1
) v on true
order by s."row", c.state = 'active' desc, v.content_hash is null, l.customer_id`;

/** Customers that share an e-mail or phone with a staged row: only those that existed before the import. */
const candidateSql = `
create temp table candidate on commit drop as
select distinct s."row", s.key, m.place, g.id, g.state, coalesce(g.sort_name = s.sort_name, false) as same_name, coalesce(g.sort_name <> s.sort_name, false) as other_name
from staging s
cross join lateral unnest(s.match) with ordinality m (token, place)
cross join lateral (select customer_id from lookup where token = m.token and customer_id <= $1 offset 0) l
cross join lateral (select golden_id from customers where id = l.customer_id offset 0) c
cross join lateral (select id, state, sort_name from customers where id = c.golden_id and state in ('active', 'deleted') offset 0) g`;

/**
 * Decides for every staged row whom it is about and what is to be done, into the temporary table `plan`: by the key of its source, else by
 * e-mail or phone among customers that existed before the import; of several that share one, the only one of the same name, else nobody.
 * Where several records of the file share the e-mail or phone of one customer (a family, a switchboard), only those without another name are
 * that customer. `newest` marks the record that speaks for its key, in the order of golden_customers().
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
	where not (m.other_name and (n.shared or exists (select from source_records r where r.customer_id = m.id and r.import_id = $2 and r.key <> m.key)))
),
named as (
	select s."row", s.key, s.content_hash, coalesce(s.stated_at, $3::timestamptz + s."row" * interval '1 microsecond') as stated_at,
		k.customer_id as known_id, k.state as known_state, k.content_hash as known_hash, coalesce(k.repeats, false) as repeats,
		first_value(m.id) over same_key as matched_id, first_value(m.state) over same_key as matched_state,
		row_number() over same_key as place, lag(s.content_hash) over same_key as before
	from staging s
	left join known k on k."row" = s."row"
	left join matched m on m."row" = s."row"
	window same_key as (partition by s.key order by s."row")
),
fresh as materialized (
	select key, nextval(pg_get_serial_sequence('customers', 'id')) as id
	from (select key, min("row") as first from named where known_id is null and matched_id is null group by key order by first) n
),
judged as (
	select n."row", n.key, n.content_hash, n.stated_at, coalesce(n.known_id, n.matched_id, f.id) as customer_id, f.id is not null as fresh, n.place,
		n.known_id is null as key_is_new, coalesce(n.known_state, n.matched_state) as state,
		case when n.known_id is not null and n.known_state is distinct from 'withdrawn' then 'key' when n.matched_id is not null then 'matched' else 'created' end as cause,
		case
			when coalesce(n.known_state, n.matched_state) = 'erased' or coalesce(n.known_state, n.matched_state) = 'deleted' and not $1 then 'refused'
			when n.repeats or n.content_hash = coalesce(n.before, n.known_hash) then 'unchanged'
			when n.place = 1 and (f.id is not null or n.known_state = 'withdrawn') then 'created'
			else 'updated'
		end as action
	from named n
	left join fresh f on f.key = n.key
)
select "row", key, stated_at, customer_id, fresh, place, key_is_new, state, cause, action,
	row_number() over (partition by key order by action in ('created', 'updated') desc, stated_at desc, content_hash) = 1 as newest,
	case when action in ('created', 'updated') then nextval(pg_get_serial_sequence('source_records', 'id')) end as record_id
from judged order by "row"`;

const goldenList = [...goldenColumns.map(({ name }) => name), ...primaryColumns, 'tags', 'attributes'];

/** What a batch did. */
export interface BatchResult {
	readonly created: number;
	readonly updated: number;
	readonly unchanged: number;
	readonly refused: number;
	/** Customers that were there before (of merged ones the survivors) and are to be computed anew. */
	readonly touched: number[];
}

/** Refused rows with the customer they belong to. */
export interface RefusedByPlan {
	readonly row: number;
	readonly customer_id: number;
	readonly state: string;
}

/**
 * Plans the staged rows. Statistics first, of the columns that joins use: without them the planner takes 20,000 rows for a handful; of all
 * columns they took 5 s a batch, most of it for the arrays and documents.
 */
export async function plan(client: pg.PoolClient, context: BatchContext): Promise<void> {
	await client.query('analyze staging ("row", key, token, content_hash, stated_at)');
	await client.query(knownSql, [context.source_id]);
	await client.query(candidateSql, [context.known_until]);
	await client.query('analyze known; analyze candidate; analyze staged_points ("row"); analyze staged_addresses ("row")');
	await client.query(planSql, [context.revive, context.import_id, context.started_at]);
	await client.query('analyze plan');
}

export async function refusedByPlan(client: pg.PoolClient): Promise<RefusedByPlan[]> {
	return (await client.query<RefusedByPlan>(`select "row", customer_id, state from plan where action = 'refused' order by "row"`)).rows;
}

export interface PlannedRow {
	readonly row: number;
	readonly action: 'created' | 'updated' | 'unchanged' | 'refused';
	readonly customer_id: number;
	readonly fresh: boolean;
	/** State of the customer it belongs to; null for a new one. */
	readonly state: string | null;
}

export async function plannedRows(client: pg.PoolClient): Promise<PlannedRow[]> {
	return (await client.query<PlannedRow>('select "row", action, customer_id, fresh, state from plan order by "row"')).rows;
}

/**
 * The content of a statement whose key was known: what the file has a column for, as the file says it; all else as the source said it before.
 * So a file of numbers and companies does not take away the names of an earlier one. $5: units of the file, $6: its kinds of contact points.
 * A company that was read as the name, for want of a name, is the company of the person it belongs to.
 */
const carriedContent = `case when k.said is null then s.content else
	s.content || (k.said - $5::text[] - 'contact_points')
	|| case when not 'name' = any ($5) and 'company' = any ($5) and k.said->>'kind' = 'person' and s.content ? 'name' and not s.content ? 'company'
		then jsonb_build_object('company', s.content->'name'->'name') else '{}' end
	|| coalesce((
		select jsonb_build_object('contact_points', jsonb_agg(q.point))
		from (
			select x as point from jsonb_array_elements(s.content->'contact_points') x
			union all
			select x from jsonb_array_elements(k.said->'contact_points') x where x->>'kind' <> all ($6)
		) q having count(*) > 0
	), '{}')
end`;

/** Carries out the plan: customers, statements, assignments, contact points, addresses and look-up rows of the batch, set by set. */
export async function applyPlan(client: pg.PoolClient, context: BatchContext): Promise<BatchResult> {
	const scope = [context.scope_id];
	await client.query(
		`insert into customers (id, golden_id, version, scope_id, kind, ${goldenList.join(', ')}) overriding system value
		select p.customer_id, p.customer_id, 1, $1, s.kind, ${goldenList.map((name) => `s.${name}`).join(', ')}
		from plan p join staging s using ("row") where p.fresh and p.newest order by p.customer_id`,
		scope,
	);
	await client.query(
		`insert into source_records (customer_id, id, source_id, key, content, raw, content_hash, stated_at, recorded_by, import_id, import_row, scope_id, owner_id) overriding system value
		select p.customer_id, p.record_id, $1, s.key, ${carriedContent}, s.raw, s.content_hash, p.stated_at, $2, $3, s."row",
			coalesce(c.scope_id, $4), c.owner_id
		from plan p join staging s using ("row") left join known k on k."row" = s."row" left join customers c on not p.fresh and c.id = p.customer_id where p.record_id is not null order by p.customer_id, p.record_id`,
		[context.source_id, context.user_id, context.import_id, context.scope_id, context.units, context.kinds],
	);
	await client.query(
		`insert into assignments (customer_id, source_record_id, cause) select customer_id, record_id, cause from plan where record_id is not null order by customer_id, record_id`,
	);
	await client.query(
		`insert into contact_points (customer_id, kind, value, label, is_primary, scope_id)
		select p.customer_id, t.kind, t.value, t.label, t.is_primary, $1 from plan p join staged_points t using ("row") where p.fresh and p.newest order by p.customer_id, t.kind, t.value`,
		scope,
	);
	await client.query(
		`insert into addresses (customer_id, key, label, line1, line2, city, region, postal_code, country, is_primary, scope_id)
		select p.customer_id, t.key, t.label, t.line1, t.line2, t.city, t.region, t.postal_code, t.country, t.is_primary, $1
		from plan p join staged_addresses t using ("row") where p.fresh and p.newest order by p.customer_id, t.key`,
		scope,
	);
	await client.query(
		`insert into lookup_tokens (customer_id, tokens) select p.customer_id, s.tokens from plan p join staging s using ("row") where p.fresh and p.newest order by p.customer_id`,
	);
	// Sorted by token: neighbouring entries go to the same leaf pages of the index.
	await client.query(
		`insert into lookup (token, customer_id, scope_id, owner_id)
		select t.token, t.customer_id, $1, null from (
			select unnest(s.tokens) collate "C" as token, p.customer_id from plan p join staging s using ("row") where p.fresh and p.newest
			union all
			select s.token, p.customer_id from plan p join staging s using ("row") where p.fresh and p.place = 1
		) t order by t.token, t.customer_id`,
		scope,
	);
	await client.query(
		`insert into lookup (token, customer_id, scope_id, owner_id)
		select s.token, p.customer_id, c.scope_id, c.owner_id from plan p join staging s using ("row") join customers c on c.id = p.customer_id
		where not p.fresh and p.key_is_new and p.place = 1 and p.record_id is not null on conflict do nothing`,
	);
	await client.query(
		`with revived as (
			select distinct g.id as customer_id from plan p join customers c on c.id = p.customer_id join customers g on g.id = c.golden_id and g.state = 'deleted'
			where p.state = 'deleted' and p.record_id is not null
		),
		remembered as (
			insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
			select c.id, 'state', c.id, c.valid_from, jsonb_build_object('state', c.state, 'deleted_at', c.deleted_at), $1, c.scope_id, c.owner_id
			from customers c join revived v on v.customer_id = c.id
		)
		update customers c set state = 'active', deleted_at = null, version = c.version + 1, updated_at = now(), valid_from = now() from revived v where c.id = v.customer_id`,
		[context.user_id],
	);
	const { rows } = await client.query<{ created: number; updated: number; unchanged: number; refused: number; touched: number[] }>(
		`select count(*) filter (where action = 'created') as created, count(*) filter (where action = 'updated') as updated, count(*) filter (where action = 'unchanged') as unchanged,
			count(*) filter (where action = 'refused') as refused,
			(select coalesce(array_agg(distinct c.golden_id), '{}') from customers c where c.id in (select customer_id from plan where not fresh and record_id is not null)) as touched
		from plan`,
	);
	return { ...rows[0]!, touched: (rows[0]!.touched as unknown[]).map(Number) };
}
