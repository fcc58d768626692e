// What was said of a customer and changed before: its statements, since when, and the images that history keeps.
import type pg from 'pg';
import type { Queryable } from '../../platform/database.ts';
import type { Relationship } from './graph.ts';
import type { Content } from './statement.ts';

export interface StatementRow {
	readonly customer_id: number;
	readonly id: number;
	readonly source_id: number;
	readonly source: string;
	readonly pinned: boolean;
	readonly trust: number;
	readonly key: string;
	readonly content: Content;
	readonly stated_at: string;
	readonly recorded_at: string;
	readonly recorded_by: number | null;
	readonly import_id: number | null;
}

/** The newest statement of each key about this customer. Check first that the person sees the customer. */
export async function currentStatements(client: Queryable, id: number): Promise<StatementRow[]> {
	const { rows } = await client.query<StatementRow>('select * from customer_statements(array[$1::bigint])', [id]);
	return rows;
}

/** The names of these people; null stands for nobody. */
export async function userNames(client: Queryable, ids: readonly (number | null)[]): Promise<Map<number, string>> {
	const { rows } = await client.query<{ id: number; name: string }>('select id, name from users where id = any ($1)', [
		ids.filter((id) => id !== null),
	]);
	return new Map(rows.map(({ id, name }) => [id, name]));
}

export interface SinceRow {
	readonly source_id: number;
	readonly key: string;
	readonly unit: string;
	readonly since: string;
}

/** Since when each source has said what it says now. Check first that the person sees the customer. */
export async function statedSince(client: Queryable, id: number): Promise<SinceRow[]> {
	return (await client.query<SinceRow>('select source_id, key, unit, since from customer_stated_since(array[$1::bigint])', [id])).rows;
}

/** All statements about a customer, newest first, by key (recorded_at, id). */
export async function listStatements(
	client: Queryable,
	id: number,
	after: [string, number] | null,
	limit: number,
): Promise<pg.QueryResultRow[]> {
	const { rows } = await client.query(
		`select r.id, r.customer_id, s.name as source, s.kind as source_kind, s.trust, r.key, r.content, r.raw,
			to_json(r.stated_at) #>> '{}' as stated_at, to_json(r.recorded_at) #>> '{}' as recorded_at, u.name as recorded_by,
			r.import_id, r.import_row, i.file_name, a.valid_to is null and not exists (
				select from source_records n join assignments b on b.customer_id = n.customer_id and b.source_record_id = n.id and b.valid_to is null
				where n.customer_id = r.customer_id and n.source_id = r.source_id and n.key = r.key
					and (n.stated_at, n.recorded_at, n.id) > (r.stated_at, r.recorded_at, r.id)) as current,
			to_json(a.valid_to) #>> '{}' as withdrawn_at, a.cause
		from source_records r
		join sources s on s.id = r.source_id
		join lateral (
			select valid_to, cause from assignments a where a.customer_id = r.customer_id and a.source_record_id = r.id order by valid_from desc limit 1) a on true
		left join users u on u.id = r.recorded_by
		left join imports i on i.id = r.import_id
		where r.customer_id in (select id from customers where id = $1 union all select id from customers where golden_id = $1 and golden_id <> id) and ($2::timestamptz is null or (r.recorded_at, r.id) < ($2, $3::bigint))
		order by r.recorded_at desc, r.id desc limit $4`,
		[id, after?.[0] ?? null, after?.[1] ?? null, limit],
	);
	return rows;
}

export interface VersionRow {
	readonly version: number;
	readonly values: Record<string, unknown>;
	readonly changed_by: string | null;
	readonly at: string;
}

/** What the versions from `version` on replaced: columns with the value before. */
export async function changesSince(client: Queryable, id: number, version: number): Promise<VersionRow[]> {
	const { rows } = await client.query<VersionRow>(
		`select (h.image->>'version')::int as version, case h.entity when 'customer' then h.image->'values' else h.image - 'version' end as values, u.name as changed_by,
			to_json(h.valid_to) #>> '{}' as at
		from history h left join users u on u.id = h.changed_by
		where h.customer_id = $1 and h.entity in ('customer', 'owner') and (h.image->>'version')::int >= $2 order by h.id limit 1000`,
		[id, version],
	);
	return rows;
}

/** Keeps the image of an edited row before its change. */
export async function remember(
	client: Queryable,
	entity: 'owner' | 'note' | 'relationship' | 'file',
	customer_id: number,
	entity_id: number,
	image: unknown,
	valid_from: string,
	by: number,
): Promise<void> {
	await client.query(
		`insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
		select $1, $2, $3, $4, $5, $6, scope_id, owner_id from customers where id = $1`,
		[customer_id, entity, entity_id, valid_from, JSON.stringify(image), by],
	);
}

/** Keeps a relationship as it was before a change, at both of its ends: it is told on both pages. Nothing is kept where one may not be seen. */
export async function rememberRelationship(client: Queryable, before: Relationship, by: number): Promise<void> {
	const { valid_from, version: _, ...image } = before;
	for (const end of [before.customer_id, before.other_id]) await remember(client, 'relationship', end, before.id, image, valid_from, by);
}

/** The image of a fact as it was `back` changes ago, and who changed it last since; undefined where it has not been changed that often. */
export async function factSince(
	client: Queryable,
	entity: 'note' | 'relationship' | 'file',
	customer_id: number,
	id: number,
	back: number,
): Promise<{ image: Record<string, unknown>; changed_by: string | null } | undefined> {
	const { rows } = await client.query<{ image: Record<string, unknown>; changed_by: string | null }>(
		`select h.image, u.name as changed_by from history h left join users u on u.id = h.changed_by
		where h.customer_id = $1 and h.entity = $2 and h.entity_id = $3 order by h.id desc limit $4`,
		[customer_id, entity, id, Math.max(0, back)],
	);
	const oldest = rows[back - 1];
	return oldest && { image: oldest.image, changed_by: rows[0]!.changed_by };
}
