// The SQL of attachments that wait to be looked through, and of what could not be.
import type { Queryable } from '../../platform/database.ts';
import { bareType, isShown } from '../customers/files-rules.ts';
import type { LookResult, UnreadFile } from './endpoints-findings.ts';

/** A file that waits. */
export interface Waiting {
	readonly customer_id: number;
	readonly id: number;
	readonly name: string;
	readonly media_type: string;
	readonly bytes: number;
	readonly storage_key: string;
}

/** Takes the first file after `after` that waits; none where nothing waits. It counts as broken off until its result is known, so that a file that ends the process is not tried for ever. Owner-side. */
export async function takeWaiting(client: Queryable, after: number): Promise<Waiting | undefined> {
	const { rows } = await client.query<Waiting>(
		`update files f set look = 'stopped', looked_at = now() from (
			select customer_id, id from files where look = 'waiting' and deleted_at is null and id > $1 order by id limit 1
		) one where f.customer_id = one.customer_id and f.id = one.id
		returning f.customer_id, f.id, f.name, f.media_type, f.bytes, f.storage_key`,
		[after],
	);
	return rows[0] && { ...rows[0], media_type: bareType(rows[0].media_type) };
}

/** Locks a file and its customer, so that neither an erasure nor a move passes by; undefined where it went meanwhile. Owner-side. */
export async function lockLooked(
	client: Queryable,
	{ customer_id, id }: Waiting,
): Promise<{ scope_id: number; owner_id: number | null } | undefined> {
	await client.query('select from customers where id = $1 for share', [customer_id]);
	const { rows } = await client.query<{ scope_id: number; owner_id: number | null }>(
		'select scope_id, owner_id from files where customer_id = $1 and id = $2 for update',
		[customer_id, id],
	);
	return rows[0];
}

/** Notes the result of a file that was taken. One that was renamed meanwhile waits again, and goes on waiting: nobody has looked at its name. */
export async function noteLook(client: Queryable, { customer_id, id }: Waiting, result: LookResult | 'waiting'): Promise<void> {
	await client.query("update files set look = $3, looked_at = now() where customer_id = $1 and id = $2 and look = 'stopped'", [
		customer_id,
		id,
		result,
	]);
}

/** Lets files wait anew, some at a time: the last of them, null where there are no more. Owner-side. */
export async function waitAgain(client: Queryable, after: number, limit: number): Promise<number | null> {
	const { rows } = await client.query<{ last: number | null }>(
		`with part as (select customer_id, id from files where id > $1 order by id limit $2),
			put as (update files f set look = 'waiting' from part p where f.customer_id = p.customer_id and f.id = p.id and f.look <> 'waiting')
		select max(id) as last from part`,
		[after, limit],
	);
	return rows[0]!.last;
}

/** Files that were not looked through, or not wholly, newest first. */
export async function listUnread(
	client: Queryable,
	reason: UnreadFile['reason'] | null,
	before: number | null,
	limit: number,
): Promise<UnreadFile[]> {
	const { rows } = await client.query<Omit<UnreadFile, 'inline'> & { media_type: string }>(
		`select f.id, json_build_object('id', g.id, 'name', g.name) as customer, f.customer_id, f.name, f.media_type, f.bytes, f.look as reason, to_json(f.looked_at) #>> '{}' as looked_at
		from files f join customers c on c.id = f.customer_id join customers g on g.id = c.golden_id
		where f.look <> 'done' and f.deleted_at is null and ($1::text is null or f.look = $1) and ($2::bigint is null or f.id < $2) order by f.id desc limit $3`,
		[reason, before, limit],
	);
	return rows.map(({ media_type, ...file }) => ({ ...file, inline: isShown(media_type) }));
}
