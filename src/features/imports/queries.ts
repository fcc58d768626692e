// The statements of imports: their rows, staging, applying a batch set by set, undo and redo.
import type pg from 'pg';
import type { Queryable } from '../../platform/database.ts';
import { goldenColumns, primaryColumns } from '../customers/golden.ts';
import type { ImportOptions, ImportState } from './schema.ts';
import { stagedColumns } from './staged.ts';

export interface ImportRecord {
	readonly id: number;
	readonly source_id: number;
	readonly source: string;
	readonly user_id: number;
	readonly scope_id: number;
	readonly file_name: string;
	readonly file: string | null;
	readonly format: string | null;
	readonly options: ImportOptions;
	readonly state: ImportState;
	readonly total_rows: number | null;
	readonly bytes: number;
	readonly next_row: number;
	readonly rows: number;
	readonly created: number;
	readonly updated: number;
	readonly unchanged: number;
	readonly refused: number;
	readonly problems: number;
	readonly known_until: number | null;
	readonly error: { code: string; words: Record<string, string> } | null;
	readonly created_at: string;
	readonly started_at: string | null;
	readonly finished_at: string | null;
	readonly undone_at: string | null;
	readonly purged_at: string | null;
	readonly seconds: number;
	readonly indexing: number;
}

const iso = (column: string) => `to_json(i.${column}) #>> '{}' as ${column}`;
const importColumns = `i.id, i.source_id, s.name as source, i.user_id, i.scope_id, i.file_name, i.file, i.format, i.options, i.state, i.total_rows, i.bytes, i.next_row, i.rows, i.created,
	i.updated, i.unchanged, i.refused, i.problems, i.known_until, i.error, ${['created_at', 'started_at', 'finished_at', 'undone_at', 'purged_at'].map(iso).join(', ')}, i.seconds::float8 as seconds,
	case when i.state in ('running', 'done', 'redoing') then (select count(*) from (select 1 from index_queue limit 100000) q) else 0 end as indexing`;

export async function insertImport(
	client: Queryable,
	one: { source_id: number; user_id: number; scope_id: number; file_name: string; file: string; bytes: number },
): Promise<number> {
	const { rows } = await client.query<{ id: number }>(
		'insert into imports (source_id, user_id, scope_id, file_name, file, bytes) values ($1, $2, $3, $4, $5, $6) returning id',
		[one.source_id, one.user_id, one.scope_id, one.file_name, one.file, one.bytes],
	);
	return rows[0]!.id;
}

export async function findImport(client: Queryable, id: number): Promise<ImportRecord | undefined> {
	const { rows } = await client.query<ImportRecord>(
		`select ${importColumns} from imports i join sources s on s.id = i.source_id where i.id = $1`,
		[id],
	);
	return rows[0];
}

export async function listImports(
	client: Queryable,
	user_id: number | null,
	before: number | null,
	limit: number,
): Promise<ImportRecord[]> {
	const { rows } = await client.query<ImportRecord>(
		`select ${importColumns} from imports i join sources s on s.id = i.source_id
		where ($1::bigint is null or i.user_id = $1) and ($2::bigint is null or i.id < $2) order by i.id desc limit $3`,
		[user_id, before, limit],
	);
	return rows;
}

/** Moves an import to another state if it is in one of those; false where it is not. */
export async function moveImport(client: Queryable, id: number, from: readonly ImportState[], to: ImportState): Promise<boolean> {
	const { rowCount } = await client.query('update imports set state = $3 where id = $1 and state = any ($2)', [id, from, to]);
	return rowCount === 1;
}

export async function updateImport(
	client: Queryable,
	id: number,
	change: { source_id?: number; options?: ImportOptions; format?: string; total_rows?: number },
): Promise<void> {
	await client.query(
		'update imports set source_id = coalesce($2, source_id), options = coalesce($3, options), format = coalesce($4, format), total_rows = coalesce($5, total_rows) where id = $1',
		[
			id,
			change.source_id ?? null,
			change.options ? JSON.stringify(change.options) : null,
			change.format ?? null,
			change.total_rows ?? null,
		],
	);
}

/** Begins or goes on with an import: remembers which customers existed before, since only those are recognised by e-mail or phone. */
export async function beginImport(client: Queryable, id: number): Promise<void> {
	await client.query(
		`update imports set state = 'running', error = null, started_at = coalesce(started_at, now()),
			known_until = coalesce(known_until, (select coalesce(max(id), 0) from customers)) where id = $1`,
		[id],
	);
}

export async function finishImport(
	client: Queryable,
	id: number,
	state: 'done' | 'failed' | 'paused' | 'cancelled',
	error: unknown = null,
): Promise<void> {
	await client.query(
		"update imports set state = $2, error = $3, finished_at = case when $2 in ('done', 'failed', 'cancelled') then now() end where id = $1",
		[id, state, error === null ? null : JSON.stringify(error)],
	);
}

export async function rememberMapping(client: Queryable, source_id: number, mapping: unknown): Promise<void> {
	await client.query('update sources set mapping = $2 where id = $1', [source_id, JSON.stringify(mapping)]);
}

export async function rememberedMapping(client: Queryable, source_id: number): Promise<ImportOptions | null> {
	const { rows } = await client.query<{ mapping: ImportOptions | null }>('select mapping from sources where id = $1', [source_id]);
	return rows[0]?.mapping ?? null;
}

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
}

/**
 * Staged rows whose key this source has used before, and what it said last. `lateral … offset 0` makes each a look-up by b-tree for each row:
 * left to itself the planner, which knows nothing of tables that fill as it plans, reads millions of rows for a batch.
 */
const knownSql = `
create temp table known on commit drop as
select s."row", s.key, l.customer_id, c.state, v.content_hash,
	s.stated_at is not null and exists (
		select from source_records o join assignments b on b.customer_id = o.customer_id and b.source_record_id = o.id and b.valid_to is null
		where o.customer_id = l.customer_id and o.source_id = $1 and o.key = s.key and o.content_hash = s.content_hash and o.stated_at = s.stated_at) as repeats
from staging s
cross join lateral (select customer_id from lookup where token = s.token offset 0) l
cross join lateral (select state from customers where id = l.customer_id offset 0) c
left join lateral (
	select r.content_hash
	from source_records r
	join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id and a.valid_to is null
	where r.customer_id = l.customer_id and r.source_id = $1 and r.key = s.key
	order by r.stated_at desc, r.recorded_at desc limit 1
) v on true`;

/** Customers that share an e-mail or phone with a staged row: only those that existed before the import. */
const candidateSql = `
create temp table candidate on commit drop as
select distinct s."row", s.key, m.place, g.id, g.state, coalesce(g.sort_name = s.sort_name, false) as same_name
from staging s
cross join lateral unnest(s.match) with ordinality m (token, place)
cross join lateral (select customer_id from lookup where token = m.token offset 0) l
cross join lateral (select golden_id from customers where id = l.customer_id and id <= $1 offset 0) c
cross join lateral (select id, state, sort_name from customers where id = c.golden_id and state in ('active', 'deleted') offset 0) g`;

/**
 * Decides for every staged row whom it is about and what is to be done, into the temporary table `plan`: by the key of its source, else by
 * e-mail or phone among customers that existed before the import; of several that share one, the only one of the same name, else nobody.
 */
const planSql = `
create temp table plan on commit drop as
with candidate as (select * from pg_temp.candidate d where not exists (select from known k where k.key = d.key)
),
counted as (
	select *, count(*) over (partition by "row", place) as rivals, count(*) filter (where same_name) over (partition by "row", place) as namesakes from candidate
),
matched as (
	select distinct on ("row") "row", id, state from counted where rivals = 1 or same_name and namesakes = 1 order by "row", place
),
named as (
	select s."row", s.key, s.content_hash, k.customer_id as known_id, k.state as known_state, k.content_hash as known_hash, coalesce(k.repeats, false) as repeats,
		first_value(m.id) over same_key as matched_id, first_value(m.state) over same_key as matched_state,
		row_number() over same_key as place, lag(s.content_hash) over same_key as before,
		row_number() over (partition by s.key order by s.stated_at desc nulls last, s."row" desc) = 1 as newest
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
	select n."row", n.key, coalesce(n.known_id, n.matched_id, f.id) as customer_id, f.id is not null as fresh, n.newest, n.place,
		n.known_id is null as key_is_new, coalesce(n.known_state, n.matched_state) as state,
		case when n.known_id is not null then 'key' when n.matched_id is not null then 'matched' else 'created' end as cause,
		case
			when coalesce(n.known_state, n.matched_state) = 'erased' or coalesce(n.known_state, n.matched_state) = 'deleted' and not $1 then 'refused'
			when n.repeats or n.content_hash = coalesce(n.before, n.known_hash) then 'unchanged'
			when n.place = 1 and (f.id is not null or n.known_state = 'withdrawn') then 'created'
			else 'updated'
		end as action
	from named n
	left join fresh f on f.key = n.key
)
select *, case when action in ('created', 'updated') then nextval(pg_get_serial_sequence('source_records', 'id')) end as record_id from judged order by "row"`;

const goldenList = [...goldenColumns.map(({ name }) => name), ...primaryColumns, 'tags', 'attributes'];

/** What a batch did. */
export interface BatchResult {
	readonly created: number;
	readonly updated: number;
	readonly unchanged: number;
	readonly refused: number;
	/** Customers that were there before and are to be computed anew. */
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
	await client.query(planSql, [context.revive]);
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
}

export async function plannedRows(client: pg.PoolClient): Promise<PlannedRow[]> {
	return (await client.query<PlannedRow>('select "row", action, customer_id, fresh from plan order by "row"')).rows;
}

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
		select p.customer_id, p.record_id, $1, s.key, s.content, s.raw, s.content_hash, coalesce(s.stated_at, $2::timestamptz + s."row" * interval '1 microsecond'), $3, $4, s."row",
			${scopeOf('c')}
		from plan p join staging s using ("row") ${joinOld} where p.record_id is not null order by p.customer_id, p.record_id`,
		[context.source_id, context.started_at, context.user_id, context.import_id, context.scope_id],
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
		`with revived as (select distinct customer_id from plan where state = 'deleted' and record_id is not null),
		remembered as (
			insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
			select c.id, 'state', c.id, c.valid_from, jsonb_build_object('state', c.state, 'deleted_at', c.deleted_at), $1, c.scope_id, c.owner_id
			from customers c join revived v on v.customer_id = c.id
		)
		update customers c set state = 'active', deleted_at = null, valid_from = now() from revived v where c.id = v.customer_id`,
		[context.user_id],
	);
	const { rows } = await client.query<{ created: number; updated: number; unchanged: number; refused: number; touched: number[] }>(
		`select count(*) filter (where action = 'created') as created, count(*) filter (where action = 'updated') as updated, count(*) filter (where action = 'unchanged') as unchanged,
			count(*) filter (where action = 'refused') as refused, coalesce(array_agg(distinct customer_id) filter (where not fresh and record_id is not null), '{}') as touched from plan`,
	);
	return { ...rows[0]!, touched: (rows[0]!.touched as unknown[]).map(Number) };
}

const joinOld = 'left join customers c on not p.fresh and c.id = p.customer_id';
const scopeOf = (alias: string) => `coalesce(${alias}.scope_id, $5), ${alias}.owner_id`;

/** Puts customers in line for new look-up rows. */
export async function queueIndex(client: Queryable, ids: readonly number[]): Promise<void> {
	await client.query('insert into index_queue (customer_id) select unnest($1::bigint[]) on conflict do nothing', [ids]);
}

/** Notes what is done, in the transaction that did it: after a restart the import goes on with next_row and no row comes twice. */
export async function advanceImport(
	client: Queryable,
	id: number,
	step: {
		next: number;
		rows: number;
		created: number;
		updated: number;
		unchanged: number;
		refused: number;
		problems: number;
		seconds: number;
	},
): Promise<ImportState> {
	const { rows } = await client.query<{ state: ImportState }>(
		`update imports set next_row = $2, rows = rows + $3, created = created + $4, updated = updated + $5, unchanged = unchanged + $6, refused = refused + $7, problems = problems + $8,
			seconds = seconds + $9 where id = $1 returning state`,
		[id, step.next, step.rows, step.created, step.updated, step.unchanged, step.refused, step.problems, step.seconds],
	);
	return rows[0]!.state;
}

/** Troubles of rows, in one statement from JSON. */
export async function insertTroubles(client: Queryable, import_id: number, troubles: string): Promise<void> {
	await client.query(
		`insert into import_problems (import_id, "row", kind, problems, cells, customer_id)
		select $1, t."row", t.kind, t.problems, t.cells, coalesce(t.customer_id, p.customer_id)
		from jsonb_to_recordset($2::jsonb) t ("row" bigint, kind text, problems jsonb, cells jsonb, customer_id bigint)
		left join plan p on p."row" = t."row" on conflict do nothing`,
		[import_id, troubles],
	);
}

export interface TroubleRow {
	readonly row: number;
	readonly kind: 'refused' | 'kept';
	readonly problems: { column: string | null; code: string; words: Record<string, string> }[];
	readonly cells: (string | null)[] | null;
	readonly customer_id: number | null;
}

export async function listTroubles(client: Queryable, import_id: number, after: number, limit: number): Promise<TroubleRow[]> {
	const { rows } = await client.query<TroubleRow>(
		'select "row", kind, problems, cells, customer_id from import_problems where import_id = $1 and "row" > $2 order by "row" limit $3',
		[import_id, after, limit],
	);
	return rows;
}

/** Keys that a full copy holds, kept until the absent ones are known. */
export async function noteKeys(client: Queryable, import_id: number): Promise<void> {
	await client.query('insert into import_keys (import_id, key) select distinct $1::bigint, key from staging on conflict do nothing', [
		import_id,
	]);
}

/** How many records of the source speak now, and how many of them a full copy does not hold. */
export async function countAbsent(client: Queryable, import_id: number, source_id: number): Promise<{ total: number; absent: number }> {
	const { rows } = await client.query<{ total: number; absent: number }>(
		`select count(distinct r.key) as total, count(distinct r.key) filter (where k.key is null) as absent
		from source_records r
		join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id and a.valid_to is null
		left join import_keys k on k.import_id = $1 and k.key = r.key
		where r.source_id = $2`,
		[import_id, source_id],
	);
	return rows[0]!;
}

/** Ends the assignments of records that a full copy does not hold; returns the customers. */
export async function withdrawAbsent(client: Queryable, import_id: number, source_id: number): Promise<number[]> {
	const { rows } = await client.query<{ customer_id: number }>(
		`with absent as (
			select r.customer_id, r.id from source_records r
			where r.source_id = $2 and not exists (select from import_keys k where k.import_id = $1 and k.key = r.key)
		), closed as (
			update assignments a set valid_to = now(), closed_by = $1 from absent b
			where a.customer_id = b.customer_id and a.source_record_id = b.id and a.valid_to is null returning a.customer_id
		) select distinct customer_id from closed`,
		[import_id, source_id],
	);
	await client.query('delete from import_keys where import_id = $1', [import_id]);
	return rows.map(({ customer_id }) => customer_id);
}
