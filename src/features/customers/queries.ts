// The SQL of customers: profile, adding statements, recomputing, owner and trash. Notes: notes-queries.ts. What was said and changed before: history-queries.ts.
import { audit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import { announce } from '../../platform/events.ts';
import { isPending } from './lookup-queries.ts';
import { customerFields, systemFields } from './schema.ts';
import type { Content } from './statement.ts';

/** Columns of a list row, in order; `attributes` besides. */
export const rowColumns: readonly string[] = [...Object.keys(systemFields), ...Object.keys(customerFields), 'attributes'];

export const profileSql = `
select c.state, c.golden_id, c.version, case when c.state <> 'active' then null else json_build_object(
	${rowColumns.map((column) => `'${column}', c.${column}`).join(', ')},
	'contact_points', (select coalesce(json_agg(json_build_object('key', p.kind || ':' || p.value, 'kind', p.kind, 'value', p.value, 'label', p.label,
		'is_primary', p.is_primary) order by p.kind, p.is_primary desc, p.value), '[]') from contact_points p where p.customer_id = $1),
	'addresses', (select coalesce(json_agg(json_build_object('key', a.key, 'label', a.label, 'line1', a.line1, 'line2', a.line2, 'city', a.city, 'region', a.region,
		'postal_code', a.postal_code, 'country', a.country, 'is_primary', a.is_primary) order by a.is_primary desc, a.key), '[]') from addresses a where a.customer_id = $1),
	'relationships', (select coalesce(json_agg(json_build_object('id', r.id, 'type', r.type, 'direction', r.direction,
		'other', json_build_object('id', o.id, 'name', o.name, 'kind', o.kind), 'starts_on', r.starts_on, 'ends_on', r.ends_on, 'note', r.note, 'version', r.version) order by r.id), '[]')
		from ((select id, type, 'out' as direction, other_id, starts_on, ends_on, note, version from relationships where customer_id = $1 order by id limit 100)
			union all (select id, type, 'in', customer_id, starts_on, ends_on, note, version from relationships where other_id = $1 order by id limit 100)) r
		join customers o on o.id = r.other_id and o.state = 'active'),
	'notes', (select coalesce(json_agg(json_build_object('id', n.id, 'body', n.body, 'created_by', u.name, 'created_at', n.created_at,
		'edited_at', case when n.version > 1 then n.valid_from end, 'version', n.version) order by n.id desc), '[]')
		from (select * from notes where customer_id = $1 order by id desc limit 100) n left join users u on u.id = n.created_by)
)::text end as profile
from customers c where c.id = $1`;

export interface ProfileRow {
	readonly state: string;
	readonly golden_id: number;
	readonly version: number;
	/** JSON text; null where the customer is not active. */
	readonly profile: string | null;
}

/** The whole profile of one customer as JSON text, in one statement; named, since it is the hottest of all. */
export async function readProfile(client: Queryable, id: number): Promise<ProfileRow | undefined> {
	const { rows } = await client.query<ProfileRow>({ name: 'customer_profile', text: profileSql, values: [id] });
	return rows[0];
}

export interface CustomerHead {
	readonly id: number;
	readonly golden_id: number;
	readonly state: string;
	readonly version: number;
	readonly kind: 'person' | 'organisation' | 'anonymous';
	readonly scope_id: number;
	readonly owner_id: number | null;
	readonly deleted_at: string | null;
}

const headColumns = 'id, golden_id, state, version, kind, scope_id, owner_id, deleted_at';

/** Whether there is such a customer for this person, and how it stands. */
export async function readHead(client: Queryable, id: number): Promise<CustomerHead | undefined> {
	return (await client.query<CustomerHead>(`select ${headColumns} from customers where id = $1`, [id])).rows[0];
}

/** Locks a customer for a change; undefined where there is none or the person may not change it. */
export async function lockCustomer(client: Queryable, id: number): Promise<CustomerHead | undefined> {
	const { rows } = await client.query<CustomerHead>(`select ${headColumns} from customers where id = $1 for update`, [id]);
	return rows[0];
}

/** A new customer without values; recompute gives it version 1. */
export async function insertCustomer(client: Queryable, scope_id: number, owner_id: number | null): Promise<number> {
	const { rows } = await client.query<{ id: number }>(
		`insert into customers (id, golden_id, version, scope_id, owner_id) overriding system value
		select id, id, 0, $1, $2 from nextval(pg_get_serial_sequence('customers', 'id')) as id returning id`,
		[scope_id, owner_id],
	);
	return rows[0]!.id;
}

/** Whether this is somebody who may own customers. */
export async function isActiveUser(client: Queryable, id: number): Promise<boolean> {
	return (await client.query("select from users where id = $1 and state = 'active'", [id])).rowCount === 1;
}

export interface NewStatement {
	readonly customer_id: number;
	readonly source_id: number;
	readonly key: string;
	readonly content: Content;
	readonly raw: Record<string, string> | null;
	readonly content_hash: string;
	readonly stated_at?: string | null;
	readonly recorded_by: number;
	readonly scope_id: number;
	readonly owner_id: number | null;
	readonly cause: 'created' | 'key' | 'matched' | 'edit';
}

/** Values of changed_via and changed_in: the columns have no default, so that an import does not pay for it. */
export const traceColumns = "nullif(current_setting('app.via', true), '')::jsonb, pg_current_xact_id()";

/** Adds a statement, assigns it to its customer, and makes it findable by source and key. */
export async function insertStatement(client: Queryable, statement: NewStatement): Promise<number> {
	const s = statement;
	// clock_timestamp: two edits within one transaction keep their order.
	const { rows } = await client.query<{ source_record_id: number }>(
		`with record as (
			insert into source_records (customer_id, source_id, key, content, raw, content_hash, stated_at, recorded_at, recorded_by, scope_id, owner_id,
				changed_via, changed_in)
			values ($1, $2, $3, $4, $5, $6, coalesce($7::timestamptz, clock_timestamp()), clock_timestamp(), $8, $9, $10, ${traceColumns})
			returning customer_id, id, recorded_at
		), found as (
			insert into lookup (token, customer_id, scope_id, owner_id) values ($12, $1, $9, $10) on conflict do nothing
		)
		insert into assignments (customer_id, source_record_id, valid_from, cause) select customer_id, id, recorded_at, $11 from record returning source_record_id`,
		[
			s.customer_id,
			s.source_id,
			s.key,
			JSON.stringify(s.content),
			s.raw && JSON.stringify(s.raw),
			s.content_hash,
			s.stated_at ?? null,
			s.recorded_by,
			s.scope_id,
			s.owner_id,
			s.cause,
			`x${s.source_id}:${s.key}`,
		],
	);
	return rows[0]!.source_record_id;
}

/** Customers computed in one statement: what it takes grows with their number alone, so this bounds no more than its memory. */
const recomputeStep = 5_000;

/** Stores the golden records of these customers anew; returns those that changed. */
export async function recompute(client: Queryable, ids: readonly number[], by_user: number | null): Promise<number[]> {
	const changed: number[] = [];
	// In the order of ids, so that two who compute the same customers wait for each other instead of locking each other out.
	const ordered = [...ids].sort((a, b) => a - b);
	for (let at = 0; at < ordered.length; at += recomputeStep) {
		const { rows } = await client.query<{ id: number }>('select recompute_customers($1, $2) as id', [
			ordered.slice(at, at + recomputeStep),
			by_user,
		]);
		for (const { id } of rows) changed.push(id);
	}
	await announce(client, { kind: 'customers', ids: changed, by: by_user });
	return changed;
}

export interface GoldenRow {
	readonly customer_id: number;
	readonly statements: number;
	readonly units: Record<string, unknown>;
	readonly attributes: Record<string, unknown>;
	readonly contact_points: { kind: string; value: string; label: string | null; is_primary: boolean }[];
	readonly addresses: { key: string; is_primary: boolean; [part: string]: string | boolean }[];
	readonly tags: string[];
}

/** The golden record computed now, or as it stood at a time (ISO text). */
export async function readGolden(client: Queryable, id: number, as_of: string | null = null): Promise<GoldenRow> {
	const { rows } = await client.query<GoldenRow>('select * from golden_customers(array[$1::bigint], $2::timestamptz)', [id, as_of]);
	return rows[0]!;
}

/** What this source last said under this key, and about whom. */
export async function findStatement(
	client: Queryable,
	source_id: number,
	key: string,
): Promise<{ customer_id: number; id: number; content_hash: string } | undefined> {
	const { rows } = await client.query<{ customer_id: number; id: number; content_hash: string }>(
		`select r.customer_id, r.id, r.content_hash from lookup l
		join source_records r on r.customer_id = l.customer_id and r.source_id = $2 and r.key = $3
		join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id and a.valid_to is null
		where l.token = $1 order by r.stated_at desc, r.recorded_at desc limit 1`,
		[`x${source_id}:${key}`, source_id, key],
	);
	return rows[0];
}

/** Tables besides customers whose rows carry the scope and owner of their customer. */
export const ownedTables = [
	'source_records',
	'restatements',
	'contact_points',
	'addresses',
	'lookup',
	'attribute_values',
	'relationships',
	'notes',
	'files',
	'history',
	'decisions',
	'bulk_edit_customers',
	'consents',
	'processing_limits',
	'privacy_requests',
	'privacy_request_steps',
	'findings',
] as const;

/** Moves a customer to another owner or scope, at once with all its rows; the image before goes to history. */
export async function moveCustomer(client: Queryable, id: number, owner_id: number | null, scope_id: number, by: number): Promise<void> {
	const { rows } = await client.query<{ scope_id: number; owner_id: number | null }>(
		`insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
		select id, 'owner', id, valid_from, jsonb_build_object('version', version, 'owner_id', owner_id, 'scope_id', scope_id), $2, scope_id, owner_id from customers where id = $1
		returning scope_id, owner_id`,
		[id, by],
	);
	if (rows[0]) await announce(client, { kind: 'customers', ids: [id], by, left: rows[0] });
	await audit(client, {
		action: 'customers.move',
		entity: 'customers',
		entity_id: id,
		customer_id: id,
		before: rows[0] ?? {},
		after: { scope_id, owner_id },
	});
	for (const table of ownedTables) {
		const column =
			table === 'lookup'
				? 'customer_id = $1 and token = any (select unnest(tokens) from lookup_tokens where customer_id = $1)'
				: 'customer_id = $1';
		await client.query(`update ${table} set owner_id = $2, scope_id = $3 where ${column}`, [id, owner_id, scope_id]);
	}
	await client.query(
		`update lookup l set owner_id = $2, scope_id = $3 from source_records r
		where r.customer_id = $1 and l.token = 'x' || r.source_id || ':' || r.key and l.customer_id = $1`,
		[id, owner_id, scope_id],
	);
	await client.query(`insert into index_queue (customer_id) select $1 where ${isPending('$1')} on conflict do nothing`, [id]);
	await client.query(
		'update customers set owner_id = $2, scope_id = $3, version = version + 1, updated_at = now(), valid_from = now() where id = $1',
		[id, owner_id, scope_id],
	);
}

/** Moves a customer into the trash, or out of it. */
export async function setDeleted(client: Queryable, id: number, deleted: boolean, by: number): Promise<void> {
	await client.query(
		`with before as (select * from customers where id = $1)
		insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
		select id, 'state', id, valid_from, jsonb_build_object('state', state, 'deleted_at', deleted_at), $2, scope_id, owner_id from before`,
		[id, by],
	);
	await client.query(
		`update customers set state = $2, deleted_at = case when $3 then now() end, version = version + 1, updated_at = now(), valid_from = now() where id = $1`,
		[id, deleted ? 'deleted' : 'active', deleted],
	);
	await announce(client, { kind: 'customers', ids: [id], by });
	await audit(client, {
		action: deleted ? 'customers.delete' : 'customers.restore',
		entity: 'customers',
		entity_id: id,
		customer_id: id,
	});
}
