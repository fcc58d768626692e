// The statements of the job behind SQL for people. Owner-side.
import type { Queryable } from '../../platform/database.ts';
import type { TypedStatement } from './crm-reading.ts';
import { manualSource } from './definitions.ts';
import type { Content } from './statement.ts';

/** Customers on the queue after this id, in order. */
export async function listTyped(client: Queryable, after: number, most: number): Promise<number[]> {
	const { rows } = await client.query<{ customer_id: number }>(
		'select customer_id from sql_queue where customer_id > $1 order by customer_id limit $2',
		[after, most],
	);
	return rows.map(({ customer_id }) => customer_id);
}

export interface TypedRow extends TypedStatement {
	readonly customer_id: number;
	/** The customer that it stands for: itself, unless it was merged meanwhile. */
	readonly golden_id: number;
	readonly scope_id: number;
	readonly owner_id: number | null;
	readonly recorded_by: number | null;
}

/**
 * Takes these customers off the queue with what is to be read. Those that somebody changes just now are left there. The customer is locked
 * before its row on the queue, in the order in which the views do it: the other way round they would wait for each other.
 */
export async function takeTyped(client: Queryable, ids: readonly number[]): Promise<TypedRow[]> {
	const locked = await client.query<{ id: number }>('select id from customers where id = any ($1) order by id for update skip locked', [
		ids,
	]);
	const { rows } = await client.query<TypedRow>(
		`with taken as (delete from sql_queue where customer_id = any ($1) returning customer_id, units, recorded_by)
		select t.customer_id, t.units, t.recorded_by, c.golden_id, c.kind, c.scope_id, c.owner_id, crm_manual(t.customer_id) as content
		from taken t join customers c on c.id = t.customer_id order by t.customer_id`,
		[locked.rows.map(({ id }) => id)],
	);
	return rows;
}

export interface ReadStatement {
	readonly customer_id: number;
	readonly content: Content;
	readonly raw: Record<string, string> | null;
	readonly content_hash: string;
	readonly scope_id: number;
	readonly owner_id: number | null;
	readonly recorded_by: number | null;
}

/** Adds a new version of the manual statement of each customer. */
export async function insertRead(client: Queryable, statements: readonly ReadStatement[]): Promise<void> {
	await client.query(
		`with record as (
			insert into source_records (customer_id, source_id, key, content, raw, content_hash, stated_at, recorded_at, recorded_by, scope_id, owner_id,
				changed_via, changed_in)
			select s.customer_id, ${manualSource}, s.customer_id::text, s.content, s.raw, s.content_hash, clock_timestamp(), clock_timestamp(),
				s.recorded_by, s.scope_id, s.owner_id, '{"channel": "sql"}', pg_current_xact_id()
			from jsonb_to_recordset($1::jsonb) as s (
				customer_id bigint, content jsonb, raw jsonb, content_hash uuid, recorded_by bigint, scope_id integer, owner_id bigint)
			returning customer_id, id, recorded_at
		)
		insert into assignments (customer_id, source_record_id, valid_from, cause) select customer_id, id, recorded_at, 'edit' from record`,
		[JSON.stringify(statements)],
	);
}
