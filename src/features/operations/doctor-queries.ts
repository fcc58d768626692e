// What the doctor asks the database. Reads only; as the owner, since orphans and rights are nobody's own rows.
import type { Queryable } from '../../platform/database.ts';
import { isHeld } from '../../platform/lock.ts';

export interface Server {
	readonly version: string;
	readonly number: number;
	/** Written out with its unit. */
	readonly size: string;
}

export async function readServer(client: Queryable): Promise<Server> {
	const { rows } = await client.query<Server>(
		`select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
			pg_size_pretty(pg_database_size(current_database())) as size`,
	);
	return rows[0]!;
}

export interface Extension {
	readonly name: string;
	readonly installed: string | null;
	readonly offered: string | null;
}

export async function readExtensions(client: Queryable, names: readonly string[]): Promise<Extension[]> {
	const { rows } = await client.query<Extension>(
		`select n.name, e.extversion as installed, a.default_version as offered from unnest($1::text[]) n (name)
		left join pg_extension e on e.extname = n.name left join pg_available_extensions a on a.name = n.name`,
		[names],
	);
	return rows;
}

/** Names of the migrations that ran; null in a database that never saw one. */
export async function readMigrations(client: Queryable): Promise<string[] | null> {
	const there = await client.query<{ there: boolean }>("select to_regclass('public.migrations') is not null as there");
	if (!there.rows[0]!.there) return null;
	return (await client.query<{ name: string }>('select name from public.migrations order by id')).rows.map(({ name }) => name);
}

export async function readGeneratedHash(client: Queryable): Promise<string | null> {
	const { rows } = await client.query<{ hash: string }>("select value #>> '{}' as hash from settings where name = 'generated_objects'");
	return rows[0]?.hash ?? null;
}

export interface RoleRow {
	readonly name: string;
	readonly there: boolean;
	readonly strong: boolean;
}

/** `strong`: gets past row-level security, as a superuser, by BYPASSRLS or as the owner of the tables. */
export async function readRoles(client: Queryable, names: readonly string[]): Promise<RoleRow[]> {
	const { rows } = await client.query<RoleRow>(
		`select n.name, r.oid is not null as there, coalesce(r.rolsuper or r.rolbypassrls
			or exists (select from pg_class c where c.relowner = r.oid and c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')), false) as strong
		from unnest($1::text[]) n (name) left join pg_roles r on r.rolname = n.name`,
		[names],
	);
	return rows;
}

/** Tables whose rows carry the columns that decide who sees them, and whether row-level security is on; partitions are read through their table alone. */
export async function readGuards(client: Queryable): Promise<{ name: string; guarded: boolean }[]> {
	const { rows } = await client.query<{ name: string; guarded: boolean }>(
		`select c.relname as name, c.relrowsecurity
			or c.relispartition and not has_table_privilege('clientele_app', c.oid, 'select, insert, update, delete, truncate') as guarded from pg_class c
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relpersistence = 'p'
			and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'scope_id')
			and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'owner_id')
		order by c.relname`,
	);
	return rows;
}

/** Indexes, and those that are not valid; one that is being made for a column stays so until it is done. */
export async function readIndexes(client: Queryable): Promise<{ count: number; invalid: string[] }> {
	const { rows } = await client.query<{ count: number; invalid: string[] }>(
		`select count(*) as count, coalesce(array_agg(c.relname::text order by c.relname) filter (where not i.indisvalid
			and not exists (select from column_indexes f where f.state = 'building' and starts_with(c.relname, 'customers_fast_' || f.field))), '{}') as invalid
		from pg_index i join pg_class c on c.oid = i.indexrelid where c.relnamespace in ('public'::regnamespace, 'crm'::regnamespace)`,
	);
	return rows[0]!;
}

/**
 * Every table that says something of a customer, and the column that names it. None has a foreign key that would hold for all of them. Entries of the
 * audit stay when a customer is purged: that is what proves it.
 */
const references = [
	['source_records', 'customer_id'],
	['assignments', 'customer_id'],
	['restatements', 'customer_id'],
	['contact_points', 'customer_id'],
	['addresses', 'customer_id'],
	['lookup_tokens', 'customer_id'],
	['attribute_values', 'customer_id'],
	['relationships', 'customer_id'],
	['relationships', 'other_id'],
	['notes', 'customer_id'],
	['files', 'customer_id'],
	['history', 'customer_id'],
	['decisions', 'customer_id'],
	['decisions', 'other_customer_id'],
	['bulk_edit_customers', 'customer_id'],
	['consents', 'customer_id'],
	['processing_limits', 'customer_id'],
	['privacy_requests', 'customer_id'],
	['privacy_request_steps', 'customer_id'],
	['privacy_links', 'customer_id'],
	['findings', 'customer_id'],
	['legal_hold_customers', 'customer_id'],
	['customers', 'golden_id'],
] as const;

/** Tables with rows whose customer does not exist, and how many. */
export async function readOrphans(client: Queryable): Promise<{ name: string; count: number }[]> {
	const { rows } = await client.query<{ name: string; count: number }>(
		references
			.map(
				([table, column]) =>
					`select '${table}.${column}' as name, count(*) as count from ${table} t where not exists (select from customers c where c.id = t.${column}) having count(*) > 0`,
			)
			.join('\nunion all\n'),
	);
	return rows;
}

/** Active customers about whom nothing is stated any more: how many, and the first ten. */
export async function readUnstated(client: Queryable): Promise<{ count: number; ids: number[] }> {
	const { rows } = await client.query<{ count: number; ids: number[] }>(
		`with unstated as (
			select c.id from customers c where c.state = 'active'
				and not exists (select from assignments a where a.customer_id = c.id and a.valid_to is null)
				and not exists (select from customers m join assignments a on a.customer_id = m.id and a.valid_to is null
					where m.golden_id = c.id and m.golden_id <> m.id)
		)
		select count(*) as count, coalesce((select array_agg(id order by id) from (select id from unstated order by id limit 10) f), '{}') as ids from unstated`,
	);
	return rows[0]!;
}

/** Up to `limit` active customers from all over the table, without those whose look-up rows are due anyway, with the tokens they have. */
export async function sampleTokens(client: Queryable, limit: number): Promise<Map<number, readonly string[]>> {
	const { rows } = await client.query<{ id: number; tokens: string[] }>(
		// Twice as many as asked for: pages hold customers of other states, too.
		`with size as (select greatest(reltuples, 1) as rows from pg_class where oid = 'customers'::regclass)
		select c.id, coalesce(t.tokens, '{}') as tokens
		from (
			select id from customers tablesample system (least(100, 200.0 * $1 / (select rows from size)))
			where state = 'active' limit $1
		) c
		left join lookup_tokens t on t.customer_id = c.id
		where not exists (select from index_queue q where q.customer_id = c.id)`,
		[limit],
	);
	return new Map(rows.map(({ id, tokens }) => [id, tokens]));
}

export interface Queue {
	readonly waiting: number;
	readonly running: number;
	readonly failed: number;
	readonly failed_task: string | null;
	readonly failed_reason: string | null;
	/** How long the oldest job that is due has been waiting, in minutes. */
	readonly minutes: number;
	/** Customers whose look-up rows are due. */
	readonly indexing: number;
}

export async function readQueue(client: Queryable): Promise<Queue> {
	const { rows } = await client.query<Queue>(
		`select count(*) filter (where locked_at is null and attempts < max_attempts and run_at <= now()) as waiting,
			count(*) filter (where locked_at is not null) as running,
			count(*) filter (where attempts >= max_attempts and locked_at is null) as failed,
			min(task_identifier) filter (where attempts >= max_attempts and locked_at is null) as failed_task,
			min(split_part(last_error, E'\\n', 1)) filter (where attempts >= max_attempts and locked_at is null) as failed_reason,
			coalesce(floor(extract(epoch from now() - min(run_at) filter (where locked_at is null and attempts = 0)) / 60), 0)::int as minutes,
			(select count(*) from index_queue) as indexing
		from graphile_worker.jobs`,
	);
	return rows[0]!;
}

/** Imports that are neither finished nor drafts. `held`: a process is at work on it. */
export async function readUnfinishedImports(client: Queryable): Promise<{ id: number; state: string; held: boolean }[]> {
	const { rows } = await client.query<{ id: number; state: string; held: boolean }>(
		`select i.id, i.state, exists (select from graphile_worker._private_jobs j where j.payload::jsonb ->> 'import_id' = i.id::text and j.locked_at is not null)
			or ${isHeld('clientele import', 'i.id')} as held
		from imports i where i.state in ('queued', 'running', 'paused', 'undoing', 'redoing') order by i.id`,
	);
	return rows;
}
