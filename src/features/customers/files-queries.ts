// The SQL of attached files, and of the bytes that no row refers to.

import { audit } from '../../platform/audit.ts';
import type { Received } from '../../platform/blobs.ts';
import type { Queryable } from '../../platform/database.ts';
import { auditFact } from './audit.ts';
import { remember } from './history-queries.ts';
import type { CustomerHead } from './queries.ts';

export interface StoredFile {
	readonly customer_id: number;
	readonly id: number;
	readonly name: string;
	readonly media_type: string;
	readonly bytes: number;
	readonly sha256: string;
	readonly storage_key: string;
	readonly created_by: string | null;
	readonly created_at: string;
	readonly deleted_at: string | null;
	readonly valid_from: string;
	readonly version: number;
}

const columns = `f.customer_id, f.id, f.name, f.media_type, f.bytes, f.sha256, f.storage_key, u.name as created_by,
	to_json(f.created_at) #>> '{}' as created_at, to_json(f.deleted_at) #>> '{}' as deleted_at, f.valid_from, f.version`;

/** Files of a customer, newest first, by key. */
export async function listFiles(
	client: Queryable,
	customer_id: number,
	deleted: boolean,
	before: number | null,
	limit: number,
): Promise<StoredFile[]> {
	const { rows } = await client.query<StoredFile>(
		`select ${columns} from files f left join users u on u.id = f.created_by
		where f.customer_id = $1 and (f.deleted_at is not null) = $2 and ($3::bigint is null or f.id < $3) order by f.id desc limit $4`,
		[customer_id, deleted, before, limit],
	);
	return rows;
}

export async function findFile(client: Queryable, customer_id: number, id: number): Promise<StoredFile | undefined> {
	const { rows } = await client.query<StoredFile>(
		`select ${columns} from files f left join users u on u.id = f.created_by where f.customer_id = $1 and f.id = $2`,
		[customer_id, id],
	);
	return rows[0];
}

/** What the files of a customer hold together, those in the trash as well. */
export async function bytesOfFiles(client: Queryable, customer_id: number): Promise<number> {
	const { rows } = await client.query<{ bytes: number }>(
		'select coalesce(sum(bytes), 0)::bigint as bytes from files where customer_id = $1',
		[customer_id],
	);
	return rows[0]!.bytes;
}

/** A file, for a change. */
export async function lockFile(client: Queryable, customer_id: number, id: number): Promise<StoredFile | undefined> {
	await client.query('select from files where customer_id = $1 and id = $2 for update', [customer_id, id]);
	return findFile(client, customer_id, id);
}

export interface NewFile extends Pick<Received, 'bytes' | 'sha256'> {
	readonly name: string;
	readonly media_type: string;
	readonly storage_key: string;
}

/** Adds the row of a file whose bytes are stored: from here on something refers to them. */
export async function insertFile(client: Queryable, customer: CustomerHead, file: NewFile, by: number): Promise<StoredFile> {
	const { rows } = await client.query<{ id: number }>(
		`insert into files (customer_id, name, media_type, bytes, sha256, storage_key, created_by, scope_id, owner_id)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
		[customer.id, file.name, file.media_type, file.bytes, file.sha256, file.storage_key, by, customer.scope_id, customer.owner_id],
	);
	await client.query('delete from blob_removals where storage_key = $1', [file.storage_key]);
	const kept = (await findFile(client, customer.id, rows[0]!.id))!;
	await auditFact(client, 'files', null, imageOf(kept));
	return kept;
}

/** A file as the audit keeps it. */
const imageOf = ({ id, customer_id, name, media_type, bytes, sha256, deleted_at }: StoredFile) => ({
	...{ id, customer_id, name, media_type, bytes, sha256, deleted_at },
});

/** Renames a file, which then waits to be looked through anew, or moves it into the trash or out of it; how it was goes to history. */
export async function changeFile(client: Queryable, before: StoredFile, name: string, deleted: boolean, by: number): Promise<StoredFile> {
	const { customer_id, id } = before;
	await remember(client, 'file', customer_id, id, { name: before.name, deleted_at: before.deleted_at }, before.valid_from, by);
	await client.query(
		`update files set name = $3, look = case when name = $3 then look else 'waiting' end, deleted_at = case when $4 then coalesce(deleted_at, now()) end, version = version + 1, valid_from = now()
		where customer_id = $1 and id = $2`,
		[customer_id, id, name, deleted],
	);
	const after = (await findFile(client, customer_id, id))!;
	await auditFact(client, 'files', imageOf(before), imageOf(after));
	return after;
}

export const removalTask = 'customers.remove_blobs';

/** Names bytes that are about to be stored: should their row never be written, a job removes them a day later. */
export async function announceBlob(client: Queryable, key: string): Promise<void> {
	await client.query("insert into blob_removals (storage_key, due_at) values ($1, now() + interval '1 day')", [key]);
}

/** Has these bytes removed as soon as the transaction is committed. */
async function removeSoon(client: Queryable, keys: readonly string[]): Promise<void> {
	if (keys.length === 0) return;
	await client.query(
		'insert into blob_removals (storage_key) select unnest($1::text[]) on conflict (storage_key) do update set due_at = excluded.due_at',
		[keys],
	);
	await client.query("select add_job($1, '{}', null, null, 25, $1)", [removalTask]);
}

/** Destroys the files of these customers. Owner-side. */
export async function purgeFiles(client: Queryable, customer_ids: readonly number[]): Promise<void> {
	const { rows } = await client.query<{ storage_key: string }>('delete from files where customer_id = any ($1) returning storage_key', [
		customer_ids,
	]);
	await removeSoon(
		client,
		rows.map(({ storage_key }) => storage_key),
	);
}

/** Destroys files that were removed more than thirty days ago; how many. Owner-side. */
export async function purgeRemovedFiles(client: Queryable, most: number): Promise<number> {
	const { rows } = await client.query<{ storage_key: string }>(
		`delete from files f using (
			select customer_id, id from files where deleted_at < now() - interval '30 days' order by deleted_at limit $1 for update skip locked
		) gone where f.customer_id = gone.customer_id and f.id = gone.id returning f.storage_key`,
		[most],
	);
	if (rows.length > 0) await audit(client, { action: 'files.purge', entity: 'files', count: rows.length });
	await removeSoon(
		client,
		rows.map(({ storage_key }) => storage_key),
	);
	return rows.length;
}

/** Keys of bytes that are due to be removed, oldest first. One that a row refers to is never among them. Owner-side. */
export async function dueBlobs(client: Queryable, most: number): Promise<string[]> {
	const { rows } = await client.query<{ storage_key: string }>(
		`select storage_key from blob_removals b where due_at <= now() and not exists (select from files f where f.storage_key = b.storage_key)
		order by due_at limit $1`,
		[most],
	);
	return rows.map(({ storage_key }) => storage_key);
}

export async function forgetBlob(client: Queryable, key: string): Promise<void> {
	await client.query('delete from blob_removals where storage_key = $1', [key]);
}

/** Some files from all over the table, with the bytes that the storage should have of each. Owner-side. */
export async function sampleFiles(
	client: Queryable,
	limit: number,
): Promise<{ storage_key: string; bytes: number; customer_id: number; id: number }[]> {
	const { rows } = await client.query<{ storage_key: string; bytes: number; customer_id: number; id: number }>(
		`with size as (select greatest(reltuples, 1) as rows from pg_class where oid = 'files'::regclass)
		select customer_id, id, storage_key, bytes from files tablesample system (least(100, 400.0 * $1 / (select rows from size))) limit $1`,
		[limit],
	);
	return rows;
}
