// The statements of one batch of a bulk edit: customers locked and read together, and set-based changes.
import type { Queryable } from '../../platform/database.ts';
import { announce } from '../../platform/events.ts';
import { manualSource } from './definitions.ts';
import type { StatementRow } from './history-queries.ts';
import { isPending } from './lookup-queries.ts';
import { type CustomerHead, type GoldenRow, ownedTables, traceColumns } from './queries.ts';
import type { Content } from './statement.ts';

/**
 * Statements of a batch look up by key, and are not to be planned by what the tables held when they were analysed last: reading whole tables
 * for a thousand customers takes seconds.
 */
export async function byKey(client: Queryable): Promise<void> {
	await client.query('set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off');
}

export interface BatchHead extends CustomerHead {
	readonly name: string | null;
	readonly tags: string[];
	readonly attributes: Record<string, unknown>;
	/** What was stated by hand so far. */
	readonly manual: Content | null;
}

/** The newest manual statement of customer `c`; `when`: further condition on the record `r`. */
export const manualOf = (when: string) => `(select r.content, r.stated_at, r.recorded_at, r.id from source_records r
	join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id and a.valid_to is null
	where r.customer_id = c.id and r.source_id = ${manualSource} and r.key = c.id::text and r.content is not null ${when}
	order by r.stated_at desc, r.recorded_at desc, r.content_hash limit 1)`;

/** Those of these customers that are seen. */
export async function seenOf(client: Queryable, ids: readonly number[]): Promise<Set<number>> {
	if (ids.length === 0) return new Set();
	const { rows } = await client.query<{ id: number }>('select id from customers where id = any ($1)', [ids]);
	return new Set(rows.map(({ id }) => id));
}

/** Customers of a batch, locked in the order of ids; those that are gone, out of sight or not to be changed are left out. */
export async function lockBatch(client: Queryable, ids: readonly number[]): Promise<BatchHead[]> {
	const locked = await client.query<{ id: number }>('select id from customers where id = any ($1) order by id for update', [ids]);
	const { rows } = await client.query<BatchHead>(
		`select c.id, c.golden_id, c.state, c.version, c.kind, c.scope_id, c.owner_id, c.deleted_at, c.name, c.tags, c.attributes, m.content as manual
		from customers c left join lateral ${manualOf('')} m on true where c.id = any ($1) order by c.id`,
		[locked.rows.map(({ id }) => id)],
	);
	return rows;
}

/** What every source says now of these customers. They must have been seen. */
export async function statementsOf(client: Queryable, ids: readonly number[]): Promise<Map<number, StatementRow[]>> {
	const { rows } = await client.query<StatementRow & { root: number }>('select * from customer_statements($1)', [ids]);
	const found = new Map<number, StatementRow[]>();
	for (const { root, ...row } of rows) found.set(root, [...(found.get(root) ?? []), row]);
	return found;
}

/** The golden records of these customers, computed now. They must have been seen. */
export async function goldenOf(client: Queryable, ids: readonly number[]): Promise<Map<number, GoldenRow>> {
	const { rows } = await client.query<GoldenRow>('select * from golden_customers($1)', [ids]);
	return new Map(rows.map((row) => [row.customer_id, row]));
}

export interface ManualStatement {
	readonly customer_id: number;
	readonly content: Content;
	readonly content_hash: string;
	readonly raw: Record<string, string> | null;
}

/** Adds a version of the manual statement of each customer, with the customer's own scope and owner. */
export async function insertManual(
	client: Queryable,
	bulk_edit_id: number | null,
	by: number,
	statements: readonly ManualStatement[],
): Promise<void> {
	if (statements.length === 0) return;
	await client.query(
		`with record as (
			insert into source_records (customer_id, source_id, key, content, raw, content_hash, stated_at, recorded_at, recorded_by, bulk_edit_id, scope_id, owner_id,
				changed_via, changed_in)
			select s.customer_id, ${manualSource}, s.customer_id::text, s.content, nullif(s.raw, 'null'), s.content_hash, clock_timestamp(), clock_timestamp(), $2, $3,
				c.scope_id, c.owner_id, ${traceColumns}
			from jsonb_to_recordset($1::jsonb) as s (customer_id bigint, content jsonb, raw jsonb, content_hash uuid)
			cross join lateral (select scope_id, owner_id from customers where id = s.customer_id offset 0) c
			returning customer_id, id, recorded_at, scope_id, owner_id
		),
		found as (
			insert into lookup (token, customer_id, scope_id, owner_id)
			select 'x${manualSource}:' || customer_id, customer_id, scope_id, owner_id from record on conflict do nothing
		)
		insert into assignments (customer_id, source_record_id, valid_from, cause) select customer_id, id, recorded_at, 'edit' from record`,
		[JSON.stringify(statements), by, bulk_edit_id],
	);
}

export interface Place {
	readonly owner_id: number | null;
	readonly scope_id: number;
}
export type NewPlace = Place & { readonly id: number };

/** Gives each of these customers an owner and a scope, at once with all their rows; the image before goes to history. */
export async function setPlaces(client: Queryable, places: readonly NewPlace[], by: number): Promise<void> {
	if (places.length === 0) return;
	const wanted = '(select * from jsonb_to_recordset($1::jsonb) as w (id bigint, owner_id bigint, scope_id int) order by id offset 0) w';
	const values = [JSON.stringify(places)];
	const { rows: left } = await client.query<NewPlace>(
		`insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
		select c.id, 'owner', c.id, c.valid_from, jsonb_build_object('version', c.version, 'owner_id', c.owner_id, 'scope_id', c.scope_id), $2, c.scope_id, c.owner_id
		from ${wanted} join customers c on c.id = w.id returning customer_id as id, scope_id, owner_id`,
		[...values, by],
	);
	for (const { id, ...place } of left) await announce(client, { kind: 'customers', ids: [id], by, left: place });
	for (const table of ownedTables.filter((one) => one !== 'lookup'))
		await client.query(
			`update ${table} t set owner_id = w.owner_id, scope_id = w.scope_id from ${wanted} where t.customer_id = w.id`,
			values,
		);
	await client.query(
		`update lookup l set owner_id = k.owner_id, scope_id = k.scope_id from (
			select w.id, w.owner_id, w.scope_id, unnest(t.tokens) collate "C" as token from ${wanted} join lookup_tokens t on t.customer_id = w.id
			union all
			select distinct w.id, w.owner_id, w.scope_id, ('x' || r.source_id || ':' || r.key) collate "C" from ${wanted} join source_records r on r.customer_id = w.id
		) k where l.token = k.token and l.customer_id = k.id`,
		values,
	);
	await client.query(
		`insert into index_queue (customer_id) select w.id from ${wanted} where ${isPending('w.id')} on conflict do nothing`,
		values,
	);
	await client.query(
		`update customers c set owner_id = w.owner_id, scope_id = w.scope_id, version = c.version + 1, updated_at = now(), valid_from = now() from ${wanted} where c.id = w.id`,
		values,
	);
}

/** Moves customers into the trash, or out of it; the image before goes to history. */
export async function setAllDeleted(client: Queryable, ids: readonly number[], deleted: boolean, by: number): Promise<void> {
	if (ids.length === 0) return;
	await client.query(
		`with remembered as (
			insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
			select id, 'state', id, valid_from, jsonb_build_object('state', state, 'deleted_at', deleted_at), $2, scope_id, owner_id
			from customers where id = any ($1)
		)
		update customers set state = $3, deleted_at = case when $4 then now() end, version = version + 1, updated_at = now(), valid_from = now() where id = any ($1)`,
		[ids, by, deleted ? 'deleted' : 'active', deleted],
	);
	await announce(client, { kind: 'customers', ids, by });
}

/** Owners of before who do not see their customers where they are now, with how many. */
export async function ownersLosing(
	client: Queryable,
	before: readonly { readonly id: number; readonly owner_id: number | null }[],
): Promise<{ id: number; name: string; customers: number }[]> {
	const { rows } = await client.query<{ id: number; name: string; customers: number }>(
		`select u.id, u.name, count(*)::int as customers
		from (select owner_id, array_agg(id) as ids from jsonb_to_recordset($1::jsonb) as b (id bigint, owner_id bigint) where owner_id is not null group by owner_id) b
		join users u on u.id = b.owner_id and u.state = 'active'
		cross join lateral (select scopes_of(u.id, false) as scopes offset 0) r
		join customers c on c.id = any (b.ids) and c.owner_id is distinct from u.id and not c.scope_id = any (r.scopes)
		group by u.id, u.name order by customers desc, u.id`,
		[JSON.stringify(before)],
	);
	return rows;
}

/** What an undo of one customer is decided by. */
export interface UndoRow extends CustomerHead {
	/** What is stated by hand now, what the bulk edit made, and what stood before it. */
	readonly now: Content | null;
	readonly after: Content | null;
	readonly before: Content | null;
	/** What the bulk edit wrote over, where it is no statement. */
	readonly image: Partial<Place>;
}

export async function undoRows(client: Queryable, bulk_edit_id: number, ids: readonly number[]): Promise<UndoRow[]> {
	const { rows } = await client.query<UndoRow>(
		`select c.id, c.golden_id, c.state, c.version, c.kind, c.scope_id, c.owner_id, c.deleted_at, b.before as image,
			n.content as now, w.content as after, p.content as before
		from bulk_edit_customers b
		join customers c on c.id = b.customer_id
		left join lateral ${manualOf('')} n on true
		left join lateral ${manualOf('and r.bulk_edit_id = $1')} w on true
		left join lateral ${manualOf('and (r.stated_at, r.recorded_at, r.id) < (w.stated_at, w.recorded_at, w.id)')} p on true
		where b.bulk_edit_id = $1 and b.customer_id = any ($2) order by c.id`,
		[bulk_edit_id, ids],
	);
	return rows;
}
