// The statements about look-up rows: what they are made from, writing them for a few customers or for a hundred thousand, and which are due.
import type pg from 'pg';
import type { Queryable } from '../../platform/database.ts';
import { encryptedFields, encryptedKinds, withHidden } from './sealing.ts';

/** Columns of customers `c` that may hold encrypted values: attributes only where one of them is encrypted. */
const hiddenColumns = `${encryptedFields.map((name) => `c.${name}`).join(', ')}, case when (
	select exists (select from attribute_definitions d where d.personal in (${encryptedKinds.map((kind) => `'${kind}'`).join(', ')}))
) then c.attributes end as attributes`;

export interface FindableRow {
	readonly id: number;
	readonly kind: string;
	readonly name: string | null;
	readonly company: string | null;
	readonly tags: string[] | null;
	readonly contacts: { kind: string; value: string }[];
	/** Tokens of encrypted values. */
	readonly hidden?: string[];
	/** True while the customer waits in a range of index_ranges: whoever works that off may have read it already, so its rows are made later. */
	readonly pending: boolean;
}

/** Condition: a customer waits for its first look-up rows, as one of many that an import made. */
export const isPending = (id: string): string => `exists (select from index_ranges r where ${id} between r.first_id and r.last_id)`;

/** What the look-up tokens of these customers are made from. */
export async function readFindables(client: Queryable, ids: readonly number[]): Promise<FindableRow[]> {
	const { rows } = await client.query<FindableRow>(
		`select c.id, c.kind, c.name, c.company, c.tags, ${hiddenColumns}, ${isPending('c.id')} as pending,
			(select coalesce(json_agg(json_build_object('kind', p.kind, 'value', p.value)), '[]') from contact_points p where p.customer_id = c.id) as contacts
		from customers c where c.id = any ($1) and c.state in ('active', 'deleted')`,
		[ids],
	);
	return withHidden(client, rows);
}

/**
 * Makes the look-up rows of these customers what `tokens` says; customers without an entry lose theirs. Touches only what differs, and reaches
 * each row by key: left to itself the planner, for which the lists are of any size, reads the whole table for a few thousand of them.
 */
export async function writeTokens(
	client: Queryable,
	ids: readonly number[],
	owners: readonly number[],
	tokens: readonly string[],
): Promise<void> {
	await client.query(
		`with wanted as materialized (select * from unnest($2::bigint[], $3::text[]) as w (customer_id, token)),
		had as materialized (select t.customer_id, x.token from lookup_tokens t cross join lateral unnest(t.tokens) x (token) where t.customer_id = any ($1)),
		gone as (
			delete from lookup where ctid = any (array(
				select l.at from (select customer_id, token from had except select customer_id, token from wanted) o
				cross join lateral (select ctid as at from lookup where token = o.token and customer_id = o.customer_id offset 0) l))
		),
		moved as (
			update lookup u set scope_id = c.scope_id, owner_id = c.owner_id from customers c
			where c.id = u.customer_id and u.ctid = any (array(
				select l.at from (select customer_id, token from had intersect select customer_id, token from wanted) o
				cross join lateral (select scope_id, owner_id from customers where id = o.customer_id offset 0) n
				cross join lateral (
					select ctid as at from lookup
					where token = o.token and customer_id = o.customer_id and (scope_id <> n.scope_id or owner_id is distinct from n.owner_id) offset 0) l))
		),
		put as (
			insert into lookup (token, customer_id, scope_id, owner_id)
			select w.token, w.customer_id, c.scope_id, c.owner_id
			from (select customer_id, token from wanted except select customer_id, token from had) w
			cross join lateral (select scope_id, owner_id from customers where id = w.customer_id offset 0) c
			order by w.token, w.customer_id
			on conflict do nothing
		),
		dropped as (delete from lookup_tokens where customer_id = any ($1) and customer_id not in (select customer_id from wanted))
		insert into lookup_tokens (customer_id, tokens) select customer_id, array_agg(token) from wanted group by customer_id
		on conflict (customer_id) do update set tokens = excluded.tokens where lookup_tokens.tokens is distinct from excluded.tokens`,
		[ids, owners, tokens],
	);
}

/** Puts customers in line for new look-up rows. */
export async function queueIndex(client: Queryable, ids: readonly number[]): Promise<void> {
	await client.query('insert into index_queue (customer_id) select unnest($1::bigint[]) on conflict do nothing', [ids]);
}

/** Puts a range of customers that have no look-up rows yet in line; others that lie in it are left alone. */
export async function queueRange(client: Queryable, first: number, last: number): Promise<void> {
	await client.query('insert into index_ranges (first_id, last_id) values ($1, $2)', [first, last]);
}

/** Takes up to `most` customers off the queue of those whose look-up rows are due; concurrent workers take different ones. */
export async function takeQueued(client: Queryable, most: number): Promise<number[]> {
	const { rows } = await client.query<{ customer_id: number }>(
		`delete from index_queue where customer_id in (
			select customer_id from index_queue q where not ${isPending('q.customer_id')} order by customer_id limit $1 for update skip locked)
		returning customer_id`,
		[most],
	);
	return rows.map(({ customer_id }) => customer_id);
}

/** Customers from one id to another. */
export interface IdRange {
	readonly first_id: number;
	readonly last_id: number;
}

export interface IndexRange extends IdRange {
	readonly id: number;
}

/** The next range in line after another. */
export async function nextRange(client: Queryable, after: number): Promise<IndexRange | undefined> {
	const { rows } = await client.query<IndexRange>('select id, first_id, last_id from index_ranges where id > $1 order by id limit 1', [
		after,
	]);
	return rows[0];
}

export type FreshFindable = Omit<FindableRow, 'pending'>;

/** Customers of a range that have no look-up rows yet, in order. Two plain reads by key cost half of one with the contacts gathered as JSON. */
export async function readFresh(client: Queryable, { first_id, last_id }: IdRange): Promise<FreshFindable[]> {
	const { rows } = await client.query<FreshFindable>(
		`select c.id, c.kind, c.name, c.company, nullif(c.tags, '{}') as tags, ${hiddenColumns} from customers c
		where c.id between $1 and $2 and c.state in ('active', 'deleted') and not exists (select from lookup_tokens t where t.customer_id = c.id) order by c.id`,
		[first_id, last_id],
	);
	if (rows.length === 0) return [];
	const points = await client.query<{ customer_id: number; kind: string; value: string }>(
		'select customer_id, kind, value from contact_points where customer_id between $1 and $2 order by customer_id',
		[first_id, last_id],
	);
	let at = 0;
	const found = rows.map((row) => {
		const contacts: { kind: string; value: string }[] = [];
		while (at < points.rows.length && points.rows[at]!.customer_id < row.id) at++;
		while (at < points.rows.length && points.rows[at]!.customer_id === row.id) contacts.push(points.rows[at++]!);
		return { ...row, contacts };
	});
	return withHidden(client, found);
}

/** The temporary table that takes the tokens of a range, as (customer_id, tokens). */
export const freshTokens = 'fresh_tokens (customer_id, tokens)';

export async function makeFreshTokens(client: pg.PoolClient): Promise<void> {
	await client.query('create temp table fresh_tokens (customer_id bigint not null, tokens text[] not null) on commit drop');
}

/** Statistics of the look-up rows for the planner, of the columns that searches join by. Owner-side. */
export async function analyseLookup(client: Queryable): Promise<void> {
	await client.query('analyze lookup (token, customer_id, scope_id)');
}

/** What of the line a chunk has worked off: whole ranges, and of one the customers before `first_id`. */
export interface RangesDone {
	readonly whole: readonly number[];
	readonly part: { readonly id: number; readonly first_id: number } | null;
}

/**
 * Writes the look-up rows from fresh_tokens and takes what they stand for out of the line. Sorted by token: neighbours go to the same pages of
 * the index, which halves the cost of a row (2.8 µs instead of 5.5 µs of processor time). Owner-side.
 */
export async function writeFresh(client: pg.PoolClient, { whole, part }: RangesDone): Promise<void> {
	await client.query(`set local work_mem = '256MB'`);
	// Who has no entry in lookup_tokens has no look-up rows either, so they need no "on conflict", which looks into the index twice.
	await client.query(
		`with added as (
			insert into lookup_tokens (customer_id, tokens) select customer_id, tokens from fresh_tokens on conflict do nothing returning customer_id, tokens
		)
		insert into lookup (token, customer_id, scope_id, owner_id)
		select t.token, t.customer_id, t.scope_id, t.owner_id
		from (select c.id as customer_id, c.scope_id, c.owner_id, unnest(a.tokens) collate "C" as token from added a join customers c on c.id = a.customer_id) t
		order by t.token, t.customer_id`,
	);
	await client.query('delete from index_ranges where id = any ($1)', [whole]);
	if (part) await client.query('update index_ranges set first_id = $2 where id = $1', [part.id, part.first_id]);
}
