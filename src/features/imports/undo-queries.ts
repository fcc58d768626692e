// The statements of undo and redo: ranges of an import's rows, withdrawn or stated again; what nobody else states goes, the rest is computed anew.
// Each goes from the customers of a range to what it needs by key, one customer after another (lateral … offset 0, joins that loop): left to
// itself the planner reads whole tables for every range, and an undo grows with the database.
import type pg from 'pg';
import { audit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import { announce } from '../../platform/events.ts';
import { announceImport, type ImportTold, live } from './queries.ts';
import { reviveAgain, trashAgain } from './undo-trash-queries.ts';

/**
 * Whether a record `r` stands without import $1: it came by hand or in a request, or the import that brought it or one that repeats it counts.
 */
export const standsWithout = `(r.import_id is null
	or r.import_id <> $1 and exists (select from imports i where i.id = r.import_id and ${live})
	or exists (
		select from restatements x where x.customer_id = r.customer_id and x.source_record_id = r.id and x.import_id <> $1
			and exists (select from imports i where i.id = x.import_id and ${live})))`;

/** Whether an import that counts and began after import $1 repeats a record, given as its customer and id. */
export const repeatedSince = (customer_id: string, record_id: string): string => `exists (
	select from restatements x where x.customer_id = ${customer_id} and x.source_record_id = ${record_id}
		and exists (select from imports i where i.id = x.import_id and ${live} and i.started_at > (select started_at from imports where id = $1)))`;

/** Customers of a range of an import's rows ($1, from $2 to $3), in order, so that neighbours are read and written together. */
const ofRange = `select customer_id from source_records where import_id = $1 and import_row > $2 and import_row <= $3
	union select customer_id from restatements where import_id = $1 and import_row > $2 and import_row <= $3 order by customer_id`;

/** For a record `r`: the row `s.import_row` of import $1 that repeats it, if one does. */
const repeatedBy = 'left join restatements s on s.customer_id = r.customer_id and s.source_record_id = r.id and s.import_id = $1';
const rowOf = 'case when r.import_id = $1 then r.import_row else s.import_row end';

/**
 * Customers of whom a range speaks now: the `records` that go, in effect and stated by nobody else, whether a later row of the import speaks of
 * them too, whether anything else does, and what hangs on them. Those of whom nothing else speaks, but on whom a note or a relationship hangs,
 * keep their statements (`keeps`), so that nobody's note stands at a customer without a name; so does whose processing is restricted. `fate` is what becomes of a customer, told by his
 * last range. Whom the import made is told of even if all its statements stand; of others nothing is told where nothing changes.
 */
const subject = `
select *, case when keeps then 'kept' when not stated_elsewhere then 'removed' when created then 'kept' else 'reverted' end as fate
from (
	select o.customer_id, c.golden_id, said.*, hangs.*, said.more_going or said.created and said.more_open as goes_on,
		hangs.restricted or not said.stated_elsewhere and (hangs.noted or hangs.filed or hangs.related) as keeps
	from (${ofRange}) o
	cross join lateral (select id, golden_id from customers where id = o.customer_id offset 0) c
	cross join lateral (
		select array_agg(v.id) filter (where v.open and not v.stands and v.at > $2 and v.at <= $3) as records,
			coalesce(bool_or(v.open and v.at > $2 and v.at <= $3), false) as open_here,
			coalesce(bool_or(v.open and not v.stands and v.at > $3), false) as more_going,
			coalesce(bool_or(v.open and v.at > $3), false) as more_open,
			coalesce(bool_or(v.created), false) as created,
			coalesce(bool_or(v.open and (v.at is null or v.stands)), false) as stated_elsewhere
		from (
			select r.id, a.valid_to is null as open, r.import_id = $1 and a.cause = 'created' as created, ${rowOf} as at,
				a.valid_to is null and ${standsWithout} as stands
			from source_records r
			join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id
			${repeatedBy}
			where r.customer_id = o.customer_id offset 0
		) v
	) said
	cross join lateral (
		select c.golden_id <> c.id or exists (select from customers m where m.golden_id = c.id and m.golden_id <> m.id) as merged,
			exists (select from notes n where n.customer_id = c.id) as noted,
			exists (select from files f where f.customer_id = c.id and f.deleted_at is null) as filed,
			exists (select from relationships r where r.customer_id = c.id and r.import_id is distinct from $1)
				or exists (select from relationships r where r.other_id = c.id and r.import_id is distinct from $1) as related,
			c.id in (select restricted_customers()) as restricted
		offset 0
	) hangs
	where said.records is not null or said.created and said.open_here
) s`;

/** Why a customer stays: the newest statement that stands without the import, by hand or by which other import, or what hangs on him. No names. */
export interface Kept {
	readonly customer_id: number;
	readonly noted: boolean;
	readonly filed: boolean;
	readonly related: boolean;
	readonly restricted: boolean;
	readonly source: string | null;
	readonly import_id: number | null;
	readonly file: string | null;
}

/** Customers by what becomes of them; each is counted once, in the last range that speaks of him. */
export interface UndoCounts {
	readonly removed: number;
	readonly reverted: number;
	readonly kept_count: number;
	/** Some of them, each with its reason. */
	readonly kept: readonly Kept[];
}

/** How many customers that stay are listed with the reason. */
export const listedKept = 100;

/** UndoCounts of what `undo_subject` holds. @param more further columns */
const counts = (more = '') => `
select count(*) filter (where fate = 'removed' and not goes_on) as removed, count(*) filter (where fate = 'reverted' and not goes_on) as reverted,
	count(*) filter (where fate = 'kept' and not goes_on) as kept_count,
	(select coalesce(json_agg(k order by customer_id), '[]') from (
		select u.customer_id, u.noted, u.filed, u.related, u.restricted, e.source, e.import_id, e.file
		from (select * from undo_subject where fate = 'kept' and not goes_on order by customer_id limit ${listedKept}) u
		left join lateral (
			select n.name as source, b.id as import_id, b.file_name as file
			from source_records r
			join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id and a.valid_to is null
			join sources n on n.id = r.source_id
			left join lateral (
				select i.id, i.file_name from imports i where i.id <> $1 and ${live} and (i.id = r.import_id or i.id in (
					select x.import_id from restatements x where x.customer_id = r.customer_id and x.source_record_id = r.id))
			) b on true
			where r.customer_id = u.customer_id and (r.import_id is null or b.id is not null) order by r.recorded_at desc, b.id desc nulls first limit 1
		) e on true
	) k) as kept${more}
from undo_subject`;

/** For the transaction at hand: no join reads a table whole for the sake of one range. */
const joinByKey = 'set local enable_hashjoin = off; set local enable_mergejoin = off';

/** Locks the customers behind a range of rows, so that an edit at the same time is either seen or waits. */
async function lockRange(client: pg.PoolClient, range: readonly number[]): Promise<void> {
	await client.query(joinByKey);
	await client.query(
		`select count(*) from (select from (${ofRange}) o cross join lateral (select from customers where id = o.customer_id for update) c offset 0) locked`,
		[...range],
	);
}

/** Withdraws the statements of one range of rows. Owner-side: an undo reaches every row the import made. */
export async function undoRange(client: pg.PoolClient, import_id: number, after: number, upTo: number): Promise<UndoStep> {
	const range = [import_id, after, upTo];
	await lockRange(client, range);
	await client.query(`create temp table undo_subject on commit drop as ${subject}`, range);
	const closed = await client.query<{ id: number }>(
		`update assignments a set valid_to = now() from (select customer_id, unnest(records) as id from undo_subject where not keeps) o
		where a.customer_id = o.customer_id and a.source_record_id = o.id and a.valid_to is null returning a.customer_id as id`,
	);
	const withdrawn = await client.query<{ id: number }>(
		`update customers c set state = 'withdrawn', version = c.version + 1, updated_at = now() from undo_subject s
		where c.id = s.customer_id and s.fate = 'removed' and not s.merged and c.state = 'active' returning c.id`,
	);
	const binned = await trashAgain(client, import_id);
	const { rows } = await client.query<UndoCounts>(counts(), [import_id]);
	const touched = await client.query<{ id: number }>(
		"select distinct golden_id as id from undo_subject where records is not null and not keeps and (fate <> 'removed' or merged)",
	);
	const members = [...closed.rows, ...withdrawn.rows, ...binned].map(({ id }) => id);
	return { counts: rows[0]!, touched: touched.rows.map(({ id }) => id), members };
}

export interface UndoStep {
	readonly counts: UndoCounts;
	/** Customers to be computed anew. */
	readonly touched: number[];
	/** Customers that changed, or of whom statements were withdrawn; some more than once. */
	readonly members: number[];
}

/** Whose customers somebody may change. */
export interface MayChange {
	readonly scopes: readonly number[];
	/** The owner whose customers besides; null: nobody's. */
	readonly owner: number | null;
}

/** Customers whom an undo would change, and `by` may not: they were moved to other teams since. */
const others = `select count(*) from undo_subject s cross join lateral (select scope_id, owner_id from customers where id = s.customer_id offset 0) c
	where s.fate <> 'kept' and not s.goes_on and not c.scope_id = any ($4) and c.owner_id is distinct from $5::bigint`;

/** What the undo of a range of an import's rows would do, without doing it; `others` where it is told who asks. Owner-side. */
export async function undoCounts(
	client: Queryable,
	import_id: number,
	after = 0,
	upTo = Number.MAX_SAFE_INTEGER,
	by?: MayChange,
): Promise<UndoCounts & { readonly others?: number }> {
	const told = counts(by ? `, (${others}) as others` : '');
	const { rows } = await client.query<UndoCounts>(`with undo_subject as materialized (${subject}) ${told}`, [
		...[import_id, after, upTo],
		...(by ? [by.scopes, by.owner] : []),
	]);
	return rows[0]!;
}

/** What customers are called now: after an undo some have no name left. */
export async function namesOf(client: Queryable, ids: readonly number[]): Promise<Map<number, string | null>> {
	const { rows } = await client.query<{ id: number; name: string | null }>(
		'select id, coalesce(name, company) as name from customers where id = any ($1)',
		[ids],
	);
	return new Map(rows.map(({ id, name }) => [id, name]));
}

/**
 * States the records of one range of rows again, its own and those it repeats, but for those that a full copy has ended since. Where they are all that was ever said of a
 * customer, his values are still as they were and only his state changes (`back`); the others are to be computed anew (`touched`). Owner-side.
 */
export async function redoRange(
	client: pg.PoolClient,
	import_id: number,
	after: number,
	upTo: number,
): Promise<{ back: number[]; touched: number[]; members: number[] }> {
	const range = [import_id, after, upTo];
	await lockRange(client, range);
	await client.query(
		`create temp table redo_subject on commit drop as
		select o.customer_id, c.golden_id, said.records, c.intact and cardinality(said.records) = said.whole as alone
		from (${ofRange}) o
		cross join lateral (
			select golden_id, state = 'withdrawn' and golden_id = id and coalesce(name, company, email, phone) is not null as intact
			from customers where id = o.customer_id offset 0
		) c
		cross join lateral (
			select count(*) as whole, array_agg(r.id) filter (where ${rowOf} > $2 and ${rowOf} <= $3 and r.content is not null
				and not exists (
					select from assignments a where a.customer_id = r.customer_id and a.source_record_id = r.id
						and (a.valid_to is null or a.closed_by is not null and exists (
							select from imports i where i.id = a.closed_by and ${live} and i.started_at > (select started_at from imports where id = $1)))
				)) as records
			from source_records r ${repeatedBy}
			where r.customer_id = o.customer_id
		) said
		where said.records is not null and o.customer_id not in (select restricted_customers())`,
		range,
	);
	await client.query(
		`insert into assignments (customer_id, source_record_id, cause) select customer_id, unnest(records), 'redo' from redo_subject order by 1, 2`,
	);
	await client.query(
		`update customers c set state = 'active', version = c.version + 1, updated_at = now() from redo_subject s where c.id = s.customer_id and s.alone`,
	);
	const revived = await reviveAgain(client, import_id);
	const { rows } = await client.query<{ back: unknown[]; touched: unknown[]; members: unknown[] }>(
		`select coalesce(array_agg(customer_id order by customer_id) filter (where alone), '{}') as back,
			coalesce(array_agg(distinct golden_id) filter (where not alone), '{}') as touched,
			coalesce(array_agg(customer_id) filter (where alone or records <> '{}'), '{}') as members from redo_subject`,
	);
	const { back, touched, members } = rows[0]!;
	return {
		back: back.map(Number),
		touched: touched.map(Number),
		members: [...members.map(Number), ...revived.map(({ id }) => id)],
	};
}

/** The last row of an import that left a record or repeats one. */
export async function lastRow(client: Queryable, import_id: number): Promise<number> {
	const { rows } = await client.query<{ last: number | null }>(
		`select greatest((select max(import_row) from source_records where import_id = $1),
			(select max(import_row) from restatements where import_id = $1)) as last`,
		[import_id],
	);
	return rows[0]!.last ?? 0;
}

/** Notes how far an undo or redo has come, and tells the pages: of the import and of the customers that it changed. */
async function note(client: Queryable, set: string, values: readonly unknown[]): Promise<void> {
	const { rows } = await client.query<ImportTold>(`update imports set ${set} where id = $1 returning id, user_id, state`, [...values]);
	if (rows[0]) await announceImport(client, rows[0]);
	await announce(client, { kind: 'customers', ids: null });
}

/** Notes that an undo or redo has come to its end. */
async function ended(client: Queryable, import_id: number, action: string): Promise<void> {
	await audit(client, { action, entity: 'imports', entity_id: import_id });
}

/** Notes up to which row a redo has come. */
export async function noteRow(client: Queryable, import_id: number, row: number): Promise<void> {
	await note(client, 'undo_row = $2', [import_id, row]);
}

/** Notes up to which row an undo has come, and what it has done so far. */
export async function noteUndo(client: Queryable, import_id: number, row: number, result: UndoCounts): Promise<void> {
	await note(client, 'undo_row = $2, undo_result = $3', [import_id, row, JSON.stringify(result)]);
}

export async function noteUndone(client: Queryable, import_id: number, result: UndoCounts): Promise<void> {
	await note(client, "undo_row = 0, undo_result = $2, state = 'undone', undone_at = now()", [import_id, JSON.stringify(result)]);
	await ended(client, import_id, 'imports.undone');
}

/** Leads an import back into the state it had before its undo: what had stopped part-way has stopped there again. */
export async function noteRedone(client: Queryable, import_id: number): Promise<void> {
	const set = "undo_row = 0, state = coalesce(undone_from, 'done'), undone_from = null, undone_at = null, undo_result = null";
	await note(client, set, [import_id]);
	await ended(client, import_id, 'imports.redone');
}

/** Up to which row an undo or redo has come, and, of an undo, what it has done so far. */
export async function undoneSoFar(client: Queryable, import_id: number): Promise<{ row: number; result: UndoCounts | null }> {
	const { rows } = await client.query<{ row: number; result: UndoCounts | null }>(
		'select undo_row as row, undo_result as result from imports where id = $1',
		[import_id],
	);
	return rows[0]!;
}

/** Takes the look-up rows of customers that an undone import left withdrawn; theirs and nobody else's. */
export async function clearWithdrawn(client: pg.PoolClient, import_id: number, after: number, upTo: number): Promise<void> {
	await client.query(joinByKey);
	await client.query(
		`with gone as materialized (
			select c.id from (${ofRange}) o cross join lateral (select id from customers where id = o.customer_id and state = 'withdrawn' offset 0) c
		),
		token as materialized (delete from lookup_tokens t using gone g where t.customer_id = g.id returning t.customer_id, t.tokens)
		delete from lookup l using (select customer_id, unnest(tokens) collate "C" as token from token order by 2) t where l.token = t.token and l.customer_id = t.customer_id`,
		[import_id, after, upTo],
	);
}

/**
 * Customers of whom an undone import spoke, that are withdrawn, and that nothing states any more; those that another import stated too wait
 * until that one is purged, since it may still be redone.
 */
export async function purgeable(client: Queryable, import_id: number, most: number): Promise<number[]> {
	for (const table of ['source_records', 'restatements']) {
		const { rows } = await client.query<{ id: number }>(
			`select distinct c.id from ${table} r join customers c on c.id = r.customer_id and c.state = 'withdrawn'
			where r.import_id = $1 and not exists (select from assignments a where a.customer_id = c.id and a.valid_to is null)
				and not exists (
					select from source_records o left join imports i on i.id = o.import_id
					where o.customer_id = c.id and o.import_id is distinct from $1 and i.purged_at is null)
				and not exists (
					select from restatements x join imports i on i.id = x.import_id
					where x.customer_id = c.id and x.import_id <> $1 and i.purged_at is null)
			limit $2`,
			[import_id, most],
		);
		if (rows.length > 0) return rows.map(({ id }) => id);
	}
	return [];
}

/** Notes that the rows of an undone import are gone; the cells it kept of rows with troubles go with them, and what it repeats of others. */
export async function notePurged(client: Queryable, import_id: number): Promise<void> {
	await client.query('delete from import_problems where import_id = $1', [import_id]);
	await client.query('delete from import_corrections where import_id = $1', [import_id]);
	await client.query('delete from restatements where import_id = $1', [import_id]);
	await client.query('update imports set purged_at = now() where id = $1', [import_id]);
	await ended(client, import_id, 'imports.purge');
}
