// The statements of undo and redo: ranges of an import's rows, withdrawn or stated again; what nobody else states goes, the rest is computed anew.
import type { Queryable } from '../../platform/database.ts';

/** Records of an import in a range of rows that stand for a customer now, and whether anything else speaks for or hangs on that customer. */
const ownRecords = `
own as materialized (
	select r.customer_id
	from source_records r
	join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id and a.valid_to is null
	where r.import_id = $1 and r.import_row > $2 and r.import_row <= $3
),
subject as materialized (
	select o.customer_id, c.golden_id, said.created, said.stated_elsewhere,
		c.golden_id <> c.id or exists (select from customers m where m.golden_id = c.id and m.golden_id <> m.id) as merged,
		exists (select from notes n where n.customer_id = o.customer_id) as noted,
		exists (select from relationships r where (r.customer_id = o.customer_id or r.other_id = o.customer_id) and r.import_id is distinct from $1) as related
	from (select distinct customer_id from own) o
	join customers c on c.id = o.customer_id
	cross join lateral (
		select coalesce(bool_or(r.import_id = $1 and a.cause = 'created'), false) as created,
			coalesce(bool_or(r.import_id is distinct from $1 and a.valid_to is null), false) as stated_elsewhere
		from source_records r join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id where r.customer_id = o.customer_id
	) said
)`;

/** A customer of whom nothing else speaks but on whom a note or a relationship hangs keeps the statement, so that nobody's note stands at a customer without a name. */
const keeps = '(s.created and not s.stated_elsewhere and (s.noted or s.related))';

export interface UndoStep {
	/** Customers that nothing else states: gone without computing. */
	readonly removed: number;
	/** Customers to be computed anew. */
	readonly touched: number[];
	readonly kept: number;
}

/** Locks the customers behind a range of rows, so that an edit at the same time is either seen or waits. */
async function lockRange(client: Queryable, import_id: number, after: number, upTo: number): Promise<void> {
	await client.query(
		`select count(*) from (select from customers where id in (
			select customer_id from source_records where import_id = $1 and import_row > $2 and import_row <= $3) order by id for update) locked`,
		[import_id, after, upTo],
	);
}

/** Withdraws the statements of one range of rows. Owner-side: an undo reaches every row the import made. */
export async function undoRange(client: Queryable, import_id: number, after: number, upTo: number): Promise<UndoStep> {
	await lockRange(client, import_id, after, upTo);
	// Tables rather than parts of one statement: the planner takes those for one row each and joins 50,000 of them with each other in a loop.
	await client.query(`create temp table undo_subject on commit drop as with ${ownRecords} select s.*, ${keeps} as keeps from subject s`, [
		import_id,
		after,
		upTo,
	]);
	await client.query('analyze undo_subject');
	await client.query(
		`create temp table undo_record on commit drop as
		select a.customer_id, a.source_record_id, a.valid_from from source_records r
		join undo_subject s on s.customer_id = r.customer_id and not s.keeps
		join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id and a.valid_to is null
		where r.import_id = $1 and r.import_row > $2 and r.import_row <= $3`,
		[import_id, after, upTo],
	);
	await client.query('analyze undo_record');
	await client.query(
		`update assignments a set valid_to = now() from undo_record o
		where a.customer_id = o.customer_id and a.source_record_id = o.source_record_id and a.valid_from = o.valid_from`,
	);
	const { rows } = await client.query<{ removed: number; touched: number[]; kept: number }>(
		`with gone as (
			update customers c set state = 'withdrawn', version = c.version + 1, updated_at = now() from undo_subject s
			where c.id = s.customer_id and s.created and not s.stated_elsewhere and not s.merged and not s.keeps and c.state = 'active' returning c.id
		)
		select (select count(*) from gone) as removed,
			(select coalesce(array_agg(distinct s.golden_id), '{}') from undo_subject s where (s.stated_elsewhere or s.merged or not s.created) and not s.keeps) as touched,
			(select count(*) from undo_subject s where s.keeps or s.created and s.stated_elsewhere) as kept`,
	);
	return { ...rows[0]!, touched: (rows[0]!.touched as unknown[]).map(Number) };
}

/** What an undo would do, without doing it. */
export async function undoCounts(
	client: Queryable,
	import_id: number,
): Promise<{
	removed: number;
	reverted: number;
	kept_count: number;
	kept: { customer_id: number; name: string | null; noted: boolean; related: boolean; source: string | null }[];
}> {
	const range = [import_id, 0, Number.MAX_SAFE_INTEGER];
	const { rows } = await client.query<{ removed: number; reverted: number; kept_count: number }>(
		`with ${ownRecords} select count(*) filter (where s.created and not s.stated_elsewhere and not ${keeps}) as removed,
			count(*) filter (where not s.created) as reverted, count(*) filter (where s.created and (s.stated_elsewhere or ${keeps})) as kept_count from subject s`,
		range,
	);
	const kept = await client.query<{ customer_id: number; name: string | null; noted: boolean; related: boolean; source: string | null }>(
		`with ${ownRecords} select s.customer_id, c.name, s.noted, s.related, (
			select n.name from source_records r join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id and a.valid_to is null
			join sources n on n.id = r.source_id where r.customer_id = s.customer_id and r.import_id is distinct from $1 order by r.recorded_at desc limit 1) as source
		from subject s join customers c on c.id = s.customer_id where s.created and (s.stated_elsewhere or ${keeps}) order by s.customer_id limit 100`,
		range,
	);
	return { ...rows[0]!, kept: kept.rows };
}

/**
 * States the records of one range of rows again, but for those that a full copy has ended since. Where they are all that was ever said of a
 * customer, his values are still as they were and only his state changes (`back`); the others are to be computed anew (`touched`). Owner-side.
 */
export async function redoRange(
	client: Queryable,
	import_id: number,
	after: number,
	upTo: number,
): Promise<{ back: number[]; touched: number[] }> {
	await lockRange(client, import_id, after, upTo);
	const { rows } = await client.query<{ back: number[]; touched: number[] }>(
		`with own as materialized (
			select r.customer_id, r.id from source_records r
			where r.import_id = $1 and r.import_row > $2 and r.import_row <= $3 and r.content is not null
				and not exists (select from assignments a where a.customer_id = r.customer_id and a.source_record_id = r.id
					and (a.valid_to is null or a.closed_by is not null and exists (select from imports i where i.id = a.closed_by and i.state <> 'undone')))
		),
		subject as materialized (
			select o.customer_id, c.golden_id, c.state = 'withdrawn' and c.golden_id = c.id
				and o.records = (select count(*) from source_records r where r.customer_id = o.customer_id) as alone
			from (select customer_id, count(*) as records from own group by customer_id) o join customers c on c.id = o.customer_id
		),
		opened as (insert into assignments (customer_id, source_record_id, cause) select customer_id, id, 'redo' from own),
		back as (
			update customers c set state = 'active', version = c.version + 1, updated_at = now() from subject s
			where c.id = s.customer_id and s.alone and coalesce(c.name, c.company, c.email, c.phone) is not null
			returning c.id
		)
		select (select coalesce(array_agg(id), '{}') from back) as back,
			(select coalesce(array_agg(distinct golden_id), '{}') from subject where customer_id not in (select id from back)) as touched`,
		[import_id, after, upTo],
	);
	return { back: (rows[0]!.back as unknown[]).map(Number), touched: (rows[0]!.touched as unknown[]).map(Number) };
}

/** The last row of an import that left a record. */
export async function lastRow(client: Queryable, import_id: number): Promise<number> {
	const { rows } = await client.query<{ last: number | null }>('select max(import_row) as last from source_records where import_id = $1', [
		import_id,
	]);
	return rows[0]!.last ?? 0;
}

export async function noteUndo(client: Queryable, import_id: number, row: number, done: 'undone' | 'done' | null): Promise<void> {
	await client.query(
		`update imports set undo_row = $2, state = coalesce($3, state), undone_at = case $3 when 'undone' then now() when 'done' then null else undone_at end where id = $1`,
		[import_id, row, done],
	);
}

export async function undoRow(client: Queryable, import_id: number): Promise<number> {
	return (await client.query<{ undo_row: number }>('select undo_row from imports where id = $1', [import_id])).rows[0]!.undo_row;
}

/** Takes the look-up rows of customers that an undone import left withdrawn; theirs and nobody else's. Returns how many customers were cleared. */
export async function clearWithdrawn(client: Queryable, import_id: number, after: number, upTo: number): Promise<void> {
	await client.query(
		`with gone as materialized (
			select distinct c.id from source_records r join customers c on c.id = r.customer_id and c.state = 'withdrawn'
			where r.import_id = $1 and r.import_row > $2 and r.import_row <= $3
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
