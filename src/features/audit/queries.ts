// The statements of sealing, verifying and keeping the audit. Owner-side: blocks and the queue belong to nobody.
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Queryable } from '../../platform/database.ts';
import type { Block, Checkpoint } from './chain.ts';
import { entryColumns } from './chain.ts';

/** Lets one process at a time seal, until its transaction ends. */
export async function lockSealing(client: Queryable): Promise<boolean> {
	const { rows } = await client.query<{ locked: boolean }>("select pg_try_advisory_xact_lock(hashtext('clientele audit seal')) as locked");
	return rows[0]!.locked;
}

export interface Taken {
	/** In ascending order. */
	readonly ids: number[];
	/** The same as a multirange; times as they are hashed. */
	readonly range: string;
	readonly first_at: string;
	readonly last_at: string;
	readonly now: string;
}

/** Takes entries off the queue, the lowest ids first, all of one month so that a month can be dropped; null where none waits. */
export async function takeUnsealed(client: Queryable, most: number): Promise<Taken | null> {
	const { rows } = await client.query<{ ids: unknown[] | null } & Omit<Taken, 'ids'>>(
		`with month as (select date_trunc('month', min(at)) as first from audit_unsealed),
		chosen as (
			select u.id from audit_unsealed u, month m where u.at >= m.first and u.at < m.first + interval '1 month' order by u.id limit $1
		),
		taken as (delete from audit_unsealed u using chosen s where u.id = s.id returning u.id, u.at)
		select array_agg(id order by id) as ids, range_agg(int8range(id, id, '[]'))::text as range, min(at)::text as first_at, max(at)::text as last_at,
			clock_timestamp()::text as now from taken`,
		[most],
	);
	const { ids, ...rest } = rows[0]!;
	return ids && { ids: ids.map(Number), ...rest };
}

/** Lines of entries as COPY writes them, in pieces. `source`: what stands after `from`, with the entries as `l`. */
export function copyLines(client: pg.PoolClient, columns: string, source: string): AsyncIterable<Buffer> {
	return client.query(copyTo(`copy (select ${columns} from ${source}) to stdout`, { highWaterMark: 1 << 20 }));
}

const columnsOfEntry = entryColumns.map((name) => `l.${name}`).join(', ');

/** The entries that were taken, in the order of ids. */
export function copyTaken(client: pg.PoolClient, { ids, first_at, last_at }: Taken): AsyncIterable<Buffer> {
	return copyLines(
		client,
		columnsOfEntry,
		`audit_log l where l.at between '${first_at}' and '${last_at}' and l.id = any ('{${ids.join(',')}}') order by l.id`,
	);
}

/** The entries of blocks, each line with the number of its block before it, in the order of blocks and ids. */
export function copyBlocks(client: pg.PoolClient, from: number, upTo: number): AsyncIterable<Buffer> {
	return copyLines(
		client,
		`b.number, ${columnsOfEntry}`,
		`audit_blocks b cross join lateral (
			select * from audit_log e where e.at between b.first_at and b.last_at and b.ids @> e.id order by e.id
		) l where b.number between ${from} and ${upTo} and b.kind = 'entries' order by b.number, l.id`,
	);
}

export interface StoredBlock extends Block {
	readonly hash: Buffer;
}

export async function lastBlock(client: Queryable): Promise<Pick<StoredBlock, 'number' | 'hash' | 'at'> | null> {
	const { rows } = await client.query<Pick<StoredBlock, 'number' | 'hash' | 'at'>>(
		'select number, hash, at from audit_blocks order by number desc limit 1',
	);
	return rows[0] ?? null;
}

export async function insertBlock(client: Queryable, block: StoredBlock): Promise<void> {
	await client.query(
		`insert into audit_blocks (number, kind, at, count, first_at, last_at, ids, leaves, previous, hash)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		[block.number, block.kind, block.at, block.count, block.first_at, block.last_at, block.ids, block.leaves, block.previous, block.hash],
	);
}

/** Blocks after a number, as many as hold `most` entries together, at least one; times and ids as they are hashed. */
export async function blocksAfter(client: Queryable, after: number, most: number): Promise<StoredBlock[]> {
	const { rows } = await client.query<StoredBlock>(
		`select number, kind, at::text as at, count, first_at::text as first_at, last_at::text as last_at, ids::text as ids, leaves, previous, hash
		from (select *, sum(count) over (order by number) - count as before from (select * from audit_blocks where number > $1 order by number limit 5000) b) b
		where before < $2 order by number`,
		[after, most],
	);
	return rows;
}

/** The number before the first block that reaches into this time. */
export async function blockBefore(client: Queryable, at: string): Promise<number> {
	const { rows } = await client.query<{ number: number | null }>(
		'select min(number) - 1 as number from audit_blocks where last_at >= $1::timestamptz',
		[at],
	);
	return rows[0]!.number ?? (await lastBlock(client))?.number ?? 0;
}

export async function checkpoints(client: Queryable, after = 0): Promise<Checkpoint[]> {
	const { rows } = await client.query<Checkpoint>(
		`select block, at::text as at, encode(hash, 'hex') as hash, key, translate(encode(signature, 'base64'), E'\\n', '') as signature
		from audit_checkpoints where block > $1 order by block`,
		[after],
	);
	return rows;
}

export async function lastCheckpoint(client: Queryable): Promise<Checkpoint | null> {
	const { rows } = await client.query<Checkpoint>(
		`select block, at::text as at, encode(hash, 'hex') as hash, key, translate(encode(signature, 'base64'), E'\\n', '') as signature
		from audit_checkpoints order by block desc limit 1`,
	);
	return rows[0] ?? null;
}

/** The time of the database as it is hashed and signed. */
export async function timeNow(client: Queryable): Promise<string> {
	return (await client.query<{ now: string }>('select clock_timestamp()::text as now')).rows[0]!.now;
}

export async function insertCheckpoint(client: Queryable, one: Checkpoint): Promise<void> {
	await client.query(
		`insert into audit_checkpoints (block, at, hash, key, signature) values ($1, $2, decode($3, 'hex'), $4, decode($5, 'base64')) on conflict do nothing`,
		[one.block, one.at, one.hash, one.key, one.signature],
	);
}

/** Public keys that have signed, by name: PEM. */
export async function publicKeys(client: Queryable): Promise<Record<string, string>> {
	const { rows } = await client.query<{ value: Record<string, string> }>("select value from settings where name = 'audit_keys'");
	return rows[0]?.value ?? {};
}

export async function addPublicKey(client: Queryable, name: string, pem: string): Promise<void> {
	await client.query(
		`insert into settings as s (name, value) values ('audit_keys', jsonb_build_object($1::text, $2::text))
		on conflict (name) do update set value = s.value || excluded.value`,
		[name, pem],
	);
}

/** Entries in all, and those that no block holds yet. */
export async function countEntries(client: Queryable, from: string | null): Promise<{ entries: number; unsealed: number }> {
	const { rows } = await client.query<{ entries: number; unsealed: number }>(
		`select (select count(*) from audit_log where $1::timestamptz is null or at >= $1::timestamptz) as entries,
			(select count(*) from audit_unsealed u where exists (select from audit_log l where l.at = u.at and l.id = u.id)
				and ($1::timestamptz is null or at >= $1::timestamptz)) as unsealed`,
		[from],
	);
	return rows[0]!;
}

/** The first entry that is in no block and does not wait for one; null where there is none. */
export async function strayEntry(client: Queryable, from: string | null): Promise<{ id: number; at: string } | null> {
	const { rows } = await client.query<{ id: number; at: string }>(
		`select l.id, l.at::text as at from audit_log l
		where ($1::timestamptz is null or l.at >= $1::timestamptz) and not exists (select from audit_unsealed u where u.id = l.id)
			and not exists (select from audit_blocks b where b.kind = 'entries' and b.first_at <= l.at and b.last_at >= l.at and b.ids @> l.id)
		order by l.id limit 1`,
		[from],
	);
	return rows[0] ?? null;
}
