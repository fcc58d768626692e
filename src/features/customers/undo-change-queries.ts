// The statements that take a change of a customer back, and those that they are decided by.
import type { Queryable } from '../../platform/database.ts';
import { type LinkedRecord, members } from './changes-queries.ts';

/** Statements about a customer that speak now and say something: the last one is not taken back. */
export async function countSpeaking(client: Queryable, id: number): Promise<number> {
	const { rows } = await client.query<{ count: number }>(
		`select count(*) from assignments a join source_records r on r.customer_id = a.customer_id and r.id = a.source_record_id
		where a.customer_id in (${members}) and a.valid_to is null and r.content <> '{}'`,
		[id],
	);
	return rows[0]!.count;
}

/** Takes statements back, or states them again; their rows and contents stay. */
export async function closeRecords(client: Queryable, records: readonly LinkedRecord[]): Promise<void> {
	for (const { customer_id, id } of records)
		await client.query('update assignments set valid_to = now() where customer_id = $1 and source_record_id = $2 and valid_to is null', [
			customer_id,
			id,
		]);
}

export async function reopenRecords(client: Queryable, records: readonly LinkedRecord[]): Promise<void> {
	for (const { customer_id, id } of records)
		await client.query("insert into assignments (customer_id, source_record_id, cause) values ($1, $2, 'redo')", [customer_id, id]);
}

/** The entry that this transaction made; null where nothing was changed. */
export async function entryMade(client: Queryable, id: number): Promise<string | null> {
	const { rows } = await client.query<{ id: string }>(
		`select 'h' || h.id as id, 0 as place from history h where h.customer_id in (${members}) and h.changed_in = pg_current_xact_id()
		union all select 's' || r.id, 1 from source_records r where r.customer_id in (${members}) and r.changed_in = pg_current_xact_id()
		order by place, id limit 1`,
		[id],
	);
	return rows[0]?.id ?? null;
}

/** Notes that statements were taken back or stated again where no value changed by it: so that this too can be taken back. */
export async function rememberNothing(client: Queryable, id: number, by: number): Promise<void> {
	await client.query(
		`insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
		select id, 'customer', id, updated_at, jsonb_build_object('version', version, 'values', '{}'::jsonb), $2, scope_id, owner_id from customers c
		where id = $1 and not exists (select from history h where h.customer_id = $1 and h.entity = 'customer' and h.changed_in = pg_current_xact_id())`,
		[id, by],
	);
}

/** Brings a removed note back under its id; its version goes on counting, so that nobody's old version fits. */
export async function reviveNote(
	client: Queryable,
	customer_id: number,
	id: number,
	image: Readonly<Record<string, unknown>>,
): Promise<void> {
	await client.query(
		`insert into notes (customer_id, id, body, created_by, created_at, created_via, scope_id, owner_id, version) overriding system value
		select c.id, $2, $3, $4, coalesce($5::timestamptz, now()), $6, c.scope_id, c.owner_id,
			1 + (select count(*) from history h where h.customer_id = $1 and h.entity = 'note' and h.entity_id = $2)
		from customers c where c.id = $1`,
		[customer_id, id, image.body, image.created_by ?? null, image.created_at ?? null, image.created_via ?? null],
	);
}

/** Brings a removed relationship back under its id; false where one of its ends is gone or may not be seen. */
export async function reviveRelationship(client: Queryable, id: number, image: Readonly<Record<string, unknown>>): Promise<boolean> {
	const { rowCount } = await client.query(
		`insert into relationships (customer_id, id, type, other_id, starts_on, ends_on, note, recorded_by, import_id, created_via, scope_id, owner_id, version) overriding system value
		select c.id, $2, $3, o.id, $5, $6, $7, $8, $9, $10, c.scope_id, c.owner_id,
			1 + (select count(*) from history h where h.customer_id = $1 and h.entity = 'relationship' and h.entity_id = $2)
		from customers c join customers o on o.id = $4 and o.state = 'active' where c.id = $1 and c.state = 'active'`,
		[
			image.customer_id,
			id,
			image.type,
			image.other_id,
			image.starts_on ?? null,
			image.ends_on ?? null,
			image.note ?? null,
			image.recorded_by ?? null,
			image.import_id ?? null,
			image.created_via ?? null,
		],
	);
	return rowCount === 1;
}
