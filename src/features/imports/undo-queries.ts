// The statements of undo and redo: ranges of an import's rows, withdrawn or stated again; what nobody else states goes, the rest is computed anew.
// Each goes from the customers of a range to what it needs by key, one customer after another (lateral … offset 0, joins that loop): left to
// itself the planner reads whole tables for every range, and an undo grows with the database.
import type pg from 'pg';
import type { Queryable } from '../../platform/database.ts';

/** Customers of a range of an import's rows ($1, from $2 to $3), in order, so that neighbours are read and written together. */
const ofRange =
	'select distinct customer_id from source_records where import_id = $1 and import_row > $2 and import_row <= $3 order by customer_id';

/**
 * Customers of whom a range speaks now: its `records`, whether a later row of the import speaks of them too, whether anything else does, and what
 * hangs on them. Those whom the import made and of whom nothing else speaks, but on whom a note or a relationship hangs, keep their statements
 * (`keeps`), so that nobody's note stands at a customer without a name. `fate` is what becomes of a customer, told by his last range.
 */
const subject = `
select *, case when not created then 'reverted' when stated_elsewhere or keeps then 'kept' else 'removed' end as fate
from (
	select o.customer_id, c.golden_id, said.*, hangs.*, said.created and not said.stated_elsewhere and (hangs.noted or hangs.related) as keeps
	from (${ofRange}) o
	cross join lateral (select id, golden_id from customers where id = o.customer_id offset 0) c
	cross join lateral (
		select array_agg(r.id) filter (where r.import_id = $1 and a.valid_to is null and r.import_row > $2 and r.import_row <= $3) as records,
			coalesce(bool_or(r.import_id = $1 and a.valid_to is null and r.import_row > $3), false) as goes_on,
			coalesce(bool_or(r.import_id = $1 and a.cause = 'created'), false) as created,
			coalesce(bool_or(r.import_id is distinct from $1 and a.valid_to is null), false) as stated_elsewhere
		from source_records r
		join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id
		where r.customer_id = o.customer_id
	) said
	cross join lateral (
		select c.golden_id <> c.id or exists (select from customers m where m.golden_id = c.id and m.golden_id <> m.id) as merged,
			exists (select from notes n where n.customer_id = c.id) as noted,
			exists (select from relationships r where r.customer_id = c.id and r.import_id is distinct from $1)
				or exists (select from relationships r where r.other_id = c.id and r.import_id is distinct from $1) as related
		offset 0
	) hangs
	where said.records is not null
) s`;

export interface UndoStep {
	/** Customers of each fate, each told in the last range that speaks of him. */
	readonly removed: number;
	readonly reverted: number;
	readonly kept: number;
	/** Customers to be computed anew. */
	readonly touched: number[];
}

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
	await client.query(
		`update assignments a set valid_to = now() from (select customer_id, unnest(records) as id from undo_subject where not keeps) o
		where a.customer_id = o.customer_id and a.source_record_id = o.id and a.valid_to is null`,
	);
	await client.query(
		`update customers c set state = 'withdrawn', version = c.version + 1, updated_at = now() from undo_subject s
		where c.id = s.customer_id and s.fate = 'removed' and not s.merged and c.state = 'active'`,
	);
	const { rows } = await client.query<Record<'removed' | 'reverted' | 'kept', number> & { touched: unknown[] }>(
		`select ${['removed', 'reverted', 'kept'].map((fate) => `count(*) filter (where fate = '${fate}' and not goes_on) as ${fate}`).join(', ')},
			coalesce(array_agg(distinct golden_id) filter (where not keeps and (fate <> 'removed' or merged)), '{}') as touched
		from undo_subject`,
	);
	return { ...rows[0]!, touched: rows[0]!.touched.map(Number) };
}

export interface UndoCounts {
	readonly removed: number;
	readonly reverted: number;
	readonly kept_count: number;
	/** The first hundred. */
	readonly kept: { customer_id: number; name: string | null; noted: boolean; related: boolean; source: string | null }[];
}

/** What an undo would do, without doing it. */
export async function undoCounts(client: Queryable, import_id: number): Promise<UndoCounts> {
	const { rows } = await client.query<UndoCounts>(
		`with subject as materialized (${subject}),
		kept as (
			select s.customer_id, c.name, s.noted, s.related, (
				select n.name from source_records r join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id and a.valid_to is null
				join sources n on n.id = r.source_id where r.customer_id = s.customer_id and r.import_id is distinct from $1 order by r.recorded_at desc limit 1) as source
			from (select * from subject where fate = 'kept' order by customer_id limit 100) s join customers c on c.id = s.customer_id
		)
		select count(*) filter (where fate = 'removed') as removed, count(*) filter (where fate = 'reverted') as reverted,
			count(*) filter (where fate = 'kept') as kept_count,
			(select coalesce(json_agg(kept order by customer_id), '[]') from kept) as kept
		from subject`,
		[import_id, 0, Number.MAX_SAFE_INTEGER],
	);
	return rows[0]!;
}

/**
 * States the records of one range of rows again, but for those that a full copy has ended since. Where they are all that was ever said of a
 * customer, his values are still as they were and only his state changes (`back`); the others are to be computed anew (`touched`). Owner-side.
 */
export async function redoRange(
	client: pg.PoolClient,
	import_id: number,
	after: number,
	upTo: number,
): Promise<{ back: number[]; touched: number[] }> {
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
			select count(*) as whole, array_agg(r.id) filter (where r.import_id = $1 and r.import_row > $2 and r.import_row <= $3 and r.content is not null
				and not exists (
					select from assignments a where a.customer_id = r.customer_id and a.source_record_id = r.id
						and (a.valid_to is null or a.closed_by is not null and exists (select from imports i where i.id = a.closed_by and i.state <> 'undone'))
				)) as records
			from source_records r where r.customer_id = o.customer_id
		) said
		where said.records is not null`,
		range,
	);
	await client.query(
		`insert into assignments (customer_id, source_record_id, cause) select customer_id, unnest(records), 'redo' from redo_subject order by 1, 2`,
	);
	await client.query(
		`update customers c set state = 'active', version = c.version + 1, updated_at = now() from redo_subject s where c.id = s.customer_id and s.alone`,
	);
	const { rows } = await client.query<{ back: unknown[]; touched: unknown[] }>(
		`select coalesce(array_agg(customer_id order by customer_id) filter (where alone), '{}') as back,
			coalesce(array_agg(distinct golden_id) filter (where not alone), '{}') as touched from redo_subject`,
	);
	return { back: rows[0]!.back.map(Number), touched: rows[0]!.touched.map(Number) };
}

/** The last row of an import that left a record. */
export async function lastRow(client: Queryable, import_id: number): Promise<number> {
	const { rows } = await client.query<{ last: number | null }>('select max(import_row) as last from source_records where import_id = $1', [
		import_id,
	]);
	return rows[0]!.last ?? 0;
}

/** Notes up to which row an undo or redo has come. */
export async function noteRow(client: Queryable, import_id: number, row: number): Promise<void> {
	await client.query('update imports set undo_row = $2 where id = $1', [import_id, row]);
}

export async function noteUndone(client: Queryable, import_id: number): Promise<void> {
	await client.query("update imports set undo_row = 0, state = 'undone', undone_at = now() where id = $1", [import_id]);
}

/** Leads an import back into the state it had before its undo: what had stopped part-way has stopped there again. */
export async function noteRedone(client: Queryable, import_id: number): Promise<void> {
	await client.query(
		"update imports set undo_row = 0, state = coalesce(undone_from, 'done'), undone_from = null, undone_at = null where id = $1",
		[import_id],
	);
}

export async function undoRow(client: Queryable, import_id: number): Promise<number> {
	return (await client.query<{ undo_row: number }>('select undo_row from imports where id = $1', [import_id])).rows[0]!.undo_row;
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
 * Customers that an import created, that were withdrawn by its undo, and that nothing states any more; those that another import stated too
 * wait until that one's rows are purged, since it may still be redone.
 */
export async function purgeable(client: Queryable, import_id: number, most: number): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>(
		`select distinct c.id from source_records r join customers c on c.id = r.customer_id and c.state = 'withdrawn'
		where r.import_id = $1 and not exists (select from assignments a where a.customer_id = c.id and a.valid_to is null)
			and not exists (
				select from source_records o left join imports i on i.id = o.import_id
				where o.customer_id = c.id and o.import_id is distinct from $1 and i.purged_at is null)
		limit $2`,
		[import_id, most],
	);
	return rows.map(({ id }) => id);
}

/** Notes that the rows of an undone import are gone; the cells it kept of rows with troubles go with them. */
export async function notePurged(client: Queryable, import_id: number): Promise<void> {
	await client.query('delete from import_problems where import_id = $1', [import_id]);
	await client.query('update imports set purged_at = now() where id = $1', [import_id]);
}
