// The statements of full copies: which records of the source a file does not hold, ending them, and taking that back.
import type { Queryable } from '../../platform/database.ts';
import { repeatedSince, standsWithout } from './undo-queries.ts';

/** What is restricted is kept as it is (see refuse_restricted). */
const unrestricted = (table: 'a' | 'r') => `${table}.customer_id not in (select restricted_customers())`;

/** Keys that a full copy holds, kept until the absent ones are known; `refused` of rows that could not be used, which are not absent for that. */
export async function noteKeys(client: Queryable, import_id: number, refused: readonly string[]): Promise<void> {
	await client.query(
		`insert into import_keys (import_id, key) select $1::bigint, key from (select key from staging union select unnest($2::text[])) k (key) on conflict do nothing`,
		[import_id, refused],
	);
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

/** Customers of whom statements ended or are stated again, and those whom they stand for, to be computed anew. */
export interface Ended {
	readonly members: number[];
	readonly golden: number[];
}

const endedOf = (rows: readonly { id: number; golden_id: number }[]): Ended => ({
	members: rows.map(({ id }) => id),
	golden: [...new Set(rows.map(({ golden_id }) => golden_id))],
});

/** Ends the assignments of records that a full copy does not hold. */
export async function withdrawAbsent(client: Queryable, import_id: number, source_id: number): Promise<Ended> {
	const { rows } = await client.query<{ id: number; golden_id: number }>(
		`with absent as (
			select r.customer_id, r.id from source_records r
			where r.source_id = $2 and not exists (select from import_keys k where k.import_id = $1 and k.key = r.key) and ${unrestricted('r')}
		), closed as (
			update assignments a set valid_to = now(), closed_by = $1 from absent b
			where a.customer_id = b.customer_id and a.source_record_id = b.id and a.valid_to is null returning a.customer_id
		) select distinct c.id, c.golden_id from closed join customers c on c.id = closed.customer_id`,
		[import_id, source_id],
	);
	await client.query('delete from import_keys where import_id = $1', [import_id]);
	return endedOf(rows);
}

/**
 * Opens again what a full copy had ended (for its undo), but for records whose imports are all undone themselves.
 */
export async function reopenAbsent(client: Queryable, import_id: number): Promise<Ended> {
	const { rows } = await client.query<{ id: number; golden_id: number }>(
		`with ended as (
			select distinct a.customer_id, a.source_record_id from assignments a
			join source_records r on r.customer_id = a.customer_id and r.id = a.source_record_id
			where a.closed_by = $1 and ${standsWithout} and ${unrestricted('a')}
		),
		opened as (
			insert into assignments (customer_id, source_record_id, cause) select e.customer_id, e.source_record_id, 'restored' from ended e
			where not exists (select from assignments a where a.customer_id = e.customer_id and a.source_record_id = e.source_record_id and a.valid_to is null)
			returning customer_id
		) select distinct c.id, c.golden_id from opened e join customers c on c.id = e.customer_id`,
		[import_id],
	);
	return endedOf(rows);
}

/**
 * Ends again what a full copy had ended before its undo (for its redo), but for what a later import repeats.
 */
export async function closeAbsent(client: Queryable, import_id: number): Promise<Ended> {
	const { rows } = await client.query<{ id: number; golden_id: number }>(
		`with ended as (select distinct customer_id, source_record_id from assignments a where closed_by = $1 and ${unrestricted('a')}),
		closed as (
			update assignments a set valid_to = now(), closed_by = $1 from ended e
			where a.customer_id = e.customer_id and a.source_record_id = e.source_record_id and a.valid_to is null
				and not ${repeatedSince('e.customer_id', 'e.source_record_id')}
			returning a.customer_id
		) select distinct c.id, c.golden_id from closed join customers c on c.id = closed.customer_id`,
		[import_id],
	);
	return endedOf(rows);
}
