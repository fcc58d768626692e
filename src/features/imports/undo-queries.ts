// The statements of undo and redo: ranges of an import's rows, withdrawn or stated again; what nobody else states goes, the rest is computed anew.
import type { Queryable } from '../../platform/database.ts';

/** Records of an import in a range of rows that stand for a customer now, and whether anything else speaks for or hangs on that customer. */
const ownRecords = `
own as materialized (
	select r.customer_id, r.id, a.valid_from, a.cause
	from source_records r
	join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id and a.valid_to is null
	where r.import_id = $1 and r.import_row > $2 and r.import_row <= $3
),
subject as materialized (
	select o.customer_id, bool_or(o.cause = 'created') as created,
		exists (
			select from source_records r join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id and a.valid_to is null
			where r.customer_id = o.customer_id and r.import_id is distinct from $1
		) as stated_elsewhere,
		(select golden_id <> id from customers c where c.id = o.customer_id) or exists (select from customers c where c.golden_id = o.customer_id and c.id <> o.customer_id) as merged,
		exists (select from notes n where n.customer_id = o.customer_id) as noted,
		exists (select from relationships r where (r.customer_id = o.customer_id or r.other_id = o.customer_id) and r.import_id is distinct from $1) as related
	from own o group by o.customer_id
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

/** Withdraws the statements of one range of rows. Owner-side: an undo reaches every row the import made. */
export async function undoRange(client: Queryable, import_id: number, after: number, upTo: number): Promise<UndoStep> {
	const { rows } = await client.query<{ removed: number; touched: number[]; kept: number }>(
		`with ${ownRecords},
		closed as (
			update assignments a set valid_to = now() from own o join subject s on s.customer_id = o.customer_id
			where a.customer_id = o.customer_id and a.source_record_id = o.id and a.valid_from = o.valid_from and not ${keeps}
		),
		gone as (
			update customers c set state = 'withdrawn', version = c.version + 1, updated_at = now() from subject s
			where c.id = s.customer_id and s.created and not s.stated_elsewhere and not s.merged and not ${keeps} and c.state = 'active' returning c.id
		)
		select (select count(*) from gone) as removed,
			(select coalesce(array_agg(s.customer_id), '{}') from subject s where (s.stated_elsewhere or s.merged or not s.created) and not ${keeps}) as touched,
			(select count(*) from subject s where ${keeps} or s.created and s.stated_elsewhere) as kept`,
		[import_id, after, upTo],
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

/** States the records of one range of rows again. Owner-side. */
export async function redoRange(
	client: Queryable,
	import_id: number,
	after: number,
	upTo: number,
): Promise<{ back: number[]; touched: number[] }> {
	const { rows } = await client.query<{ back: number[]; touched: number[] }>(
		`with own as materialized (
			select r.customer_id, r.id from source_records r
			where r.import_id = $1 and r.import_row > $2 and r.import_row <= $3 and r.content is not null
				and not exists (select from assignments a where a.customer_id = r.customer_id and a.source_record_id = r.id and a.valid_to is null)
		),
		subject as materialized (
			select o.customer_id, c.state, c.golden_id <> c.id as merged,
				(select a.cause from assignments a where a.customer_id = o.customer_id order by a.valid_from limit 1) = 'created' as created,
				exists (select from source_records r join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id where r.customer_id = o.customer_id
					and r.import_id is distinct from $1) as stated_elsewhere
			from own o join customers c on c.id = o.customer_id group by o.customer_id, c.state, c.golden_id, c.id
		),
		opened as (insert into assignments (customer_id, source_record_id, cause) select customer_id, id, 'redo' from own),
		back as (
			update customers c set state = 'active', version = c.version + 1, updated_at = now() from subject s
			where c.id = s.customer_id and s.state = 'withdrawn' and not s.stated_elsewhere and not s.merged and coalesce(c.name, c.company, c.email, c.phone) is not null
			returning c.id
		)
		select (select coalesce(array_agg(id), '{}') from back) as back,
			(select coalesce(array_agg(customer_id), '{}') from subject where customer_id not in (select id from back)) as touched`,
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

/** Opens again what a full copy had ended (undo) or ends it again (redo); returns the customers. */
export async function reopenAbsent(client: Queryable, import_id: number): Promise<number[]> {
	const { rows } = await client.query<{ customer_id: number }>(
		`with ended as (select customer_id, source_record_id from assignments where closed_by = $1),
		opened as (
			insert into assignments (customer_id, source_record_id, cause) select e.customer_id, e.source_record_id, 'restored' from ended e
			where not exists (select from assignments a where a.customer_id = e.customer_id and a.source_record_id = e.source_record_id and a.valid_to is null)
		) select distinct customer_id from ended`,
		[import_id],
	);
	return rows.map(({ customer_id }) => customer_id);
}

export async function closeAbsent(client: Queryable, import_id: number): Promise<number[]> {
	const { rows } = await client.query<{ customer_id: number }>(
		`with ended as (select distinct customer_id, source_record_id from assignments where closed_by = $1),
		closed as (
			update assignments a set valid_to = now() from ended e
			where a.customer_id = e.customer_id and a.source_record_id = e.source_record_id and a.valid_to is null and a.cause = 'restored' returning a.customer_id
		) select distinct customer_id from closed`,
		[import_id],
	);
	return rows.map(({ customer_id }) => customer_id);
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
		token as materialized (delete from lookup_tokens t using gone g where t.customer_id = g.id returning t.customer_id, unnest(t.tokens) as token)
		delete from lookup l using (select * from token order by token) t where l.token = t.token and l.customer_id = t.customer_id`,
		[import_id, after, upTo],
	);
}

/** Customers that an import created, that were withdrawn by its undo, and that nothing states any more. */
export async function purgeable(client: Queryable, import_id: number, most: number): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>(
		`select distinct c.id from source_records r join customers c on c.id = r.customer_id and c.state = 'withdrawn'
		where r.import_id = $1 and not exists (select from assignments a where a.customer_id = c.id and a.valid_to is null) limit $2`,
		[import_id, most],
	);
	return rows.map(({ id }) => id);
}
