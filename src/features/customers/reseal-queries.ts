// The statements behind encrypting values that were there before, and opening them again: which rows of some customers hold them, and writing them back.
import type pg from 'pg';
import type { Queryable } from '../../platform/database.ts';
import type { Content } from './statement.ts';

export interface Encryption {
	readonly id: number;
	readonly what: string;
	readonly encrypted: boolean;
	readonly done: number;
	readonly total: number;
}

/** Notes that all values of a column are to be encrypted, or opened; a run that was under way turns round. */
export async function requestEncryption(client: Queryable, what: string, encrypted: boolean): Promise<number> {
	const { rows } = await client.query<{ id: number }>(
		`insert into encryptions (what, encrypted, total) select $1, $2, coalesce(max(id), 0) from customers
		on conflict (what) where finished_at is null do update set encrypted = excluded.encrypted, done = 0, total = excluded.total returning id`,
		[what, encrypted],
	);
	return rows[0]!.id;
}

/** Runs that are under way, and how far each is; one a column. */
export async function openEncryptions(client: Queryable): Promise<{ what: string; encrypted: boolean; done: number }[]> {
	const { rows } = await client.query<{ what: string; encrypted: boolean; done: number }>(
		'select what, encrypted, case when total = 0 then 1 else least(1, done::float8 / total) end as done from encryptions where finished_at is null order by id limit 500',
	);
	return rows;
}

/** A run that is to go on, locked. */
export async function lockEncryption(client: Queryable, id: number): Promise<Encryption | undefined> {
	const { rows } = await client.query<Encryption>(
		'select id, what, encrypted, done, total from encryptions where id = $1 and finished_at is null for update',
		[id],
	);
	return rows[0];
}

/** Notes how far a run is; null: it has come to its end. */
export async function noteEncryption(client: Queryable, id: number, done: number | null): Promise<void> {
	await client.query(
		'update encryptions set done = coalesce($2, total), finished_at = case when $2::bigint is null then now() end where id = $1',
		[id, done],
	);
}

/** The next customers after an id, locked against changes; all states, since what was said of them stays. */
export async function lockNext(client: Queryable, after: number, most: number): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>('select id from customers where id > $1 order by id limit $2 for no key update', [
		after,
		most,
	]);
	return rows.map(({ id }) => id);
}

export interface SaidRow {
	readonly customer_id: number;
	readonly id: number;
	readonly source_id: number;
	readonly manual: boolean;
	readonly key: string;
	readonly content_hash: string;
	readonly content: Content;
	readonly raw: Record<string, string> | null;
}

/** Statements of these customers that say or deny something of a unit. */
export async function statementsWith(client: Queryable, ids: readonly number[], unit: string): Promise<SaidRow[]> {
	const { rows } = await client.query<SaidRow>(
		`select r.customer_id, r.id, r.source_id, s.kind = 'manual' as manual, r.key, r.content_hash, r.content, r.raw
		from source_records r join sources s on s.id = r.source_id
		where r.customer_id = any ($1) and (r.content ? $2 or r.raw ? $2 or r.content->'denied' ? $2) order by r.customer_id, r.id`,
		[ids, unit],
	);
	return rows;
}

/**
 * Writes statements back. A key that was the hash of the content follows it, and with it the token by which the source finds it.
 * @returns the customers of those that differed
 */
export async function replaceStatements(
	client: Queryable,
	rows: readonly (Omit<SaidRow, 'manual'> & { readonly was: string })[],
): Promise<number[]> {
	if (rows.length === 0) return [];
	const { rows: changed } = await client.query<{ customer_id: number }>(
		`with said as (
			select * from jsonb_to_recordset($1::jsonb)
			as t (customer_id bigint, id bigint, source_id integer, key text, was text, content jsonb, raw jsonb, content_hash uuid)
		),
		moved as (
			update lookup l set token = 'x' || s.source_id || ':' || s.key from said s
			where s.key <> s.was and l.token = 'x' || s.source_id || ':' || s.was and l.customer_id = s.customer_id
		)
		update source_records r set content = s.content, raw = nullif(s.raw, 'null'), content_hash = s.content_hash, key = s.key
		from said s where r.customer_id = s.customer_id and r.id = s.id
			and (r.content, r.raw, r.content_hash, r.key) is distinct from (s.content, nullif(s.raw, 'null'), s.content_hash, s.key)
		returning r.customer_id`,
		[JSON.stringify(rows)],
	);
	return changed.map(({ customer_id }) => customer_id);
}

export interface ValueRow {
	readonly customer_id: number;
	readonly id: number;
	readonly value: unknown;
}

/** Golden values of an attribute of these customers; the id is the customer's. */
export async function goldenWith(client: Queryable, ids: readonly number[], name: string): Promise<ValueRow[]> {
	const { rows } = await client.query<ValueRow>(
		'select id as customer_id, id, attributes->$2 as value from customers where id = any ($1) and attributes ? $2',
		[ids, name],
	);
	return rows;
}

/**
 * Writes values of an attribute back. Customers that stand for others get what their statements say now: it may be encrypted under a key of one of those.
 * @returns whom it changed
 */
export async function replaceGolden(
	client: Queryable,
	name: string,
	ids: readonly number[],
	values: readonly ValueRow[],
): Promise<number[]> {
	await client.query(
		`update customers c set attributes = jsonb_set(c.attributes, array[$2], v.value)
		from jsonb_to_recordset($1::jsonb) as v (customer_id bigint, value jsonb) where c.id = v.customer_id`,
		[JSON.stringify(values), name],
	);
	const { rows: heads } = await client.query<{ id: number }>(
		`with heads as (
			select distinct m.golden_id as id from customers m where m.golden_id <> m.id and (m.id = any ($1) or m.golden_id = any ($1))
		)
		update customers c set attributes = g.attributes
		from golden_customers(array(select id from heads)) g where c.id = g.customer_id and c.attributes is distinct from g.attributes returning c.id`,
		[ids],
	);
	return [...values.map(({ customer_id }) => customer_id), ...heads.map(({ id }) => id)];
}

/** Values of an attribute in the images that changes of these customers left. */
export async function imagesWith(client: Queryable, ids: readonly number[], name: string): Promise<ValueRow[]> {
	const { rows } = await client.query<ValueRow>(
		`select customer_id, id, image->'values'->'attributes'->$2 as value from history
		where customer_id = any ($1) and entity = 'customer' and image->'values'->'attributes' ? $2`,
		[ids, name],
	);
	return rows;
}

export async function replaceImages(client: Queryable, name: string, values: readonly ValueRow[]): Promise<void> {
	if (values.length === 0) return;
	await client.query(
		`update history h set image = jsonb_set(h.image, array['values', 'attributes', $2], v.value)
		from jsonb_to_recordset($1::jsonb) as v (customer_id bigint, id bigint, value jsonb) where h.customer_id = v.customer_id and h.id = v.id`,
		[JSON.stringify(values), name],
	);
}

/** Notes of these customers, and what they said before they were changed (`history`). */
export async function notesOf(client: Queryable, ids: readonly number[]): Promise<(ValueRow & { readonly table: 'notes' | 'history' })[]> {
	const { rows } = await client.query<ValueRow & { table: 'notes' | 'history' }>(
		`select 'notes' as table, customer_id, id, to_jsonb(body) as value from notes where customer_id = any ($1)
		union all
		select 'history', customer_id, id, image->'body' from history where customer_id = any ($1) and entity = 'note' and image ? 'body'`,
		[ids],
	);
	return rows;
}

export async function replaceNotes(client: Queryable, values: readonly ValueRow[], table: 'notes' | 'history'): Promise<void> {
	if (values.length === 0) return;
	const set = table === 'notes' ? "body = v.value #>> '{}'" : "image = jsonb_set(t.image, '{body}', v.value)";
	await client.query(
		`update ${table} t set ${set} from jsonb_to_recordset($1::jsonb) as v (customer_id bigint, id bigint, value jsonb)
		where t.customer_id = v.customer_id and t.id = v.id`,
		[JSON.stringify(values)],
	);
}

/** Where it stands what people chose customers by, or set (sealedAsked()). */
export const askedColumns = [
	['views', 'definition'],
	['bulk_edits', 'selection'],
	['bulk_edits', 'action'],
] as const;
type AskedColumn = (typeof askedColumns)[number];

/** Rows in which some of it stands in the open. */
export async function openAsked(
	client: Queryable,
	table: AskedColumn[0],
	column: AskedColumn[1],
): Promise<{ id: number; asked: object }[]> {
	const { rows } = await client.query<{ id: number; asked: object }>(
		`select id, ${column} as asked from ${table} t where exists (
			select from jsonb_each(t.${column}) m where m.key in ('search', 'filter', 'set') and m.value <> 'null' and m.value #>> '{}' not like '~0.%')
		order by id for update`,
	);
	return rows;
}

export async function replaceAsked(
	client: Queryable,
	table: AskedColumn[0],
	column: AskedColumn[1],
	rows: readonly { readonly id: number; readonly asked: object }[],
): Promise<void> {
	await client.query(
		`update ${table} t set ${column} = v.asked from jsonb_to_recordset($1::jsonb) as v (id bigint, asked jsonb) where t.id = v.id`,
		[JSON.stringify(rows)],
	);
}

/** Frees the pages of what was written over, and leaves them to be used again; outside of a transaction. */
export async function sweep(owner: pg.Pool): Promise<void> {
	await owner.query('vacuum source_records, customers, history, notes, attribute_values, views, bulk_edits');
}
