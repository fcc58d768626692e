// The statements that take a change of a customer back, and those that they are decided by.
import type { Queryable } from '../../platform/database.ts';
import { auditFact } from './audit.ts';
import { manualOf } from './bulk-edits-batch-queries.ts';
import { type LinkedRecord, members } from './changes-queries.ts';
import type { Content } from './statement.ts';

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
	await auditFact(client, 'notes', null, { id, customer_id, body: image.body });
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
	if (rowCount !== 1) return false;
	await auditFact(client, 'relationships', null, { ...image, id, customer_id: Number(image.customer_id) });
	return true;
}

/** The change by hand that made a version of a customer: all that its transaction did. */
export interface VersionRow {
	readonly id: number;
	readonly by: number | null;
	/** Its entries in the list of changes. */
	readonly values: string | null;
	readonly owner: string | null;
	/** What was stated by hand before and after it; null where nothing was. */
	readonly before: Content | null;
	readonly after: Content | null;
	/** Owner and scope before it, and whether they were changed again since. */
	readonly place: { readonly owner_id: number | null; readonly scope_id: number } | null;
	readonly moved_since: boolean;
}

/** The changes that made these versions; those that no edit made are left out. */
export async function versionsMade(
	client: Queryable,
	wanted: readonly { readonly id: number; readonly version: number }[],
): Promise<VersionRow[]> {
	const entry = (entity: string) => `(select h.id, h.image from history h
		where h.customer_id = c.id and h.entity = '${entity}' and h.changed_in = e.changed_in order by h.id limit 1)`;
	const { rows } = await client.query<VersionRow>(
		`select c.id, e.changed_by as by, 'h' || v.id as values, 'h' || o.id as owner, p.content as before, w.content as after, o.image as place,
			exists (select from history n where n.customer_id = c.id and n.entity = 'owner' and n.id > o.id) as moved_since
		from jsonb_to_recordset($1::jsonb) as t (id bigint, version int)
		join customers c on c.id = t.id
		cross join lateral (
			select h.changed_in, h.changed_by from history h
			where h.customer_id = c.id and h.entity in ('customer', 'owner') and (h.image->>'version')::int = t.version - 1 order by h.id desc limit 1
		) e
		left join lateral ${entry('customer')} v on true
		left join lateral ${entry('owner')} o on true
		left join lateral ${manualOf('and r.changed_in = e.changed_in')} w on true
		left join lateral ${manualOf('and (r.stated_at, r.recorded_at, r.id) < (w.stated_at, w.recorded_at, w.id)')} p on true`,
		[JSON.stringify(wanted)],
	);
	return rows;
}

/** What this transaction changed takes these changes back: as the history of each customer tells it. */
export async function noteUndoes(
	client: Queryable,
	undone: readonly { readonly id: number; readonly entity: 'customer' | 'owner'; readonly change: string }[],
): Promise<void> {
	await client.query(
		`update history h set changed_via = coalesce(h.changed_via, '{}') || jsonb_build_object('undoes', t.change)
		from jsonb_to_recordset($1::jsonb) as t (id bigint, entity text, change text)
		where h.customer_id = t.id and h.entity = t.entity and h.changed_in = pg_current_xact_id()`,
		[JSON.stringify(undone)],
	);
}

export async function versionsOf(client: Queryable, ids: readonly number[]): Promise<Map<number, number>> {
	const { rows } = await client.query<{ id: number; version: number }>('select id, version from customers where id = any ($1)', [ids]);
	return new Map(rows.map(({ id, version }) => [id, version]));
}

/** Those of these people who work here. */
export async function activeUsers(client: Queryable, ids: readonly number[]): Promise<Set<number>> {
	const { rows } = await client.query<{ id: number }>("select id from users where id = any ($1) and state = 'active'", [ids]);
	return new Set(rows.map(({ id }) => id));
}
