// Looking after master keys: which wrap what, wrapping everything under a new one while all goes on, and proving that all keys open.
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { audit } from './audit.ts';
import { asOwner, type Database, type Queryable } from './database.ts';
import {
	type KeySource,
	keyError,
	keyFileOf,
	MasterKeys,
	newMasterKey,
	rereadAfter,
	sourceName,
	unwrapKey,
	wrapKey,
} from './keyring-master.ts';
import { withLock } from './lock.ts';
import { replaceSecret } from './secret-file.ts';

/** Keys in one transaction. */
const batch = 1_000;

export interface MasterUse {
	readonly id: string;
	/** 1 is the one that wraps; null: it is not among those that are given. */
	readonly place: number | null;
	/** Keys of the database that it wraps. */
	readonly wraps: number;
}

/** Each master key that is given or needed, the first one first. */
export async function masterUse(client: Queryable, masters: MasterKeys): Promise<MasterUse[]> {
	const { rows } = await client.query<{ id: string; wraps: number }>(
		'select master as id, count(*) as wraps from data_keys where wrapped is not null group by master order by master',
	);
	const given = masters.all.map(({ id }, at) => ({ id, place: at + 1, wraps: rows.find((row) => row.id === id)?.wraps ?? 0 }));
	const missing = rows.filter(({ id }) => !given.some((one) => one.id === id)).map(({ id, wraps }) => ({ id, place: null, wraps }));
	return [...given, ...missing];
}

interface Row {
	readonly customer_id: number;
	readonly id: number;
	readonly master: string;
	readonly wrapped: Buffer;
}

/** Puts a new key in front of those in the file that they come from. @throws AppError key_rotate_first where they come from elsewhere */
async function addMaster(source: KeySource): Promise<void> {
	if (source.key !== undefined || source.keyCommand !== undefined) throw keyError('key_rotate_first', { source: sourceName(source) });
	const file = source.keyFile ?? keyFileOf(source.dataDir);
	replaceSecret(file, `${newMasterKey()}\n${(await readFile(file, 'utf8')).trim()}`);
}

export interface Rotated {
	/** The master key that wraps everything now. */
	readonly id: string;
	readonly wrapped: number;
	/** Master keys that wrap nothing any more; none where something that began before goes on and may still come with a key of before. */
	readonly free: readonly string[];
}

/** How long what began before is waited for, in milliseconds. */
const patience = 60_000;

/** Waits until running processes have read the file anew and what they began before has ended; false where something goes on. */
async function settled(client: Queryable): Promise<boolean> {
	await setTimeout(2 * rereadAfter);
	const { rows } = await client.query<{ now: string }>('select pg_snapshot_xmax(pg_current_snapshot())::text as now');
	for (const until = Date.now() + patience; Date.now() < until; await setTimeout(100)) {
		const ended = await client.query<{ all: boolean }>('select pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 as all', [rows[0]!.now]);
		if (ended.rows[0]!.all) return true;
	}
	return false;
}

/**
 * Wraps all keys of the database under the first master key; where that is so already, under a new one that is put in front of the others. Everything goes
 * on meanwhile: processes read the file anew when they meet a key that they do not know, and before they wrap another.
 * @throws AppError key_rotate_first, key_needed, key_broken
 */
export function rotate(services: { readonly database: Database; readonly config: KeySource }): Promise<Rotated> {
	return withLock(services.database, { name: 'clientele keys', id: 0 }, () => rotateAlone(services));
}

async function rotateAlone({ database, config }: Parameters<typeof rotate>[0]): Promise<Rotated> {
	const masters = new MasterKeys(config);
	await masters.read();
	if ((await masterUse(database.owner, masters)).every(({ place, wraps }) => place === 1 || wraps === 0)) {
		await addMaster(config);
		await masters.read();
	}
	const { first } = masters;
	const nothingElse = await settled(database.owner);
	let wrapped = 0;
	for (let done = batch; done === batch; wrapped += done) done = await asOwner(database, (client) => wrapAnew(client, masters, first.id));
	await asOwner(database, (client) =>
		audit(client, { action: 'keys.rotate', entity: 'data_keys', count: wrapped, detail: { master: first.id } }),
	);
	const free = (await masterUse(database.owner, masters)).filter(({ place, wraps }) => place !== 1 && wraps === 0).map(({ id }) => id);
	return { id: first.id, wrapped, free: nothingElse ? free : [] };
}

async function wrapAnew(client: Queryable, masters: MasterKeys, first: string): Promise<number> {
	// In the order of the primary key; one that is just being destroyed is waited for.
	const { rows } = await client.query<Row>(
		`select customer_id, id, master, wrapped from data_keys where wrapped is not null and master <> $1 order by customer_id, id limit $2 for update`,
		[first, batch],
	);
	const secrets: Buffer[] = [];
	for (const { customer_id, id, master, wrapped } of rows)
		secrets.push(wrapKey(masters.first, customer_id, id, unwrapKey(await masters.byId(master), customer_id, id, wrapped)));
	if (rows.length > 0)
		await client.query(
			`update data_keys k set master = $4, wrapped = n.wrapped from unnest($1::bigint[], $2::bigint[], $3::bytea[]) as n (customer_id, id, wrapped)
			where k.customer_id = n.customer_id and k.id = n.id and k.wrapped is not null`,
			[rows.map(({ customer_id }) => customer_id), rows.map(({ id }) => id), secrets, first],
		);
	return rows.length;
}

export interface Checked {
	readonly keys: number;
	/** Customers whose key does not open (0: that of the installation), the first hundred. */
	readonly broken: readonly number[];
}

/** Opens every key of the database once. @throws AppError key_needed where a master key is missing */
export async function checkKeys(client: Queryable, config: KeySource): Promise<Checked> {
	const masters = new MasterKeys(config);
	await masters.read();
	const broken: number[] = [];
	let keys = 0;
	for (let after: Pick<Row, 'customer_id' | 'id'> = { customer_id: -1, id: 0 }; ; ) {
		const { rows } = await client.query<Row>(
			`select customer_id, id, master, wrapped from data_keys where wrapped is not null and (customer_id, id) > ($1, $2) order by customer_id, id limit $3`,
			[after.customer_id, after.id, batch],
		);
		for (const { customer_id, id, master, wrapped } of rows) {
			const key = await masters.byId(master);
			try {
				unwrapKey(key, customer_id, id, wrapped);
			} catch {
				if (broken.length < 100) broken.push(customer_id);
			}
		}
		keys += rows.length;
		if (rows.length < batch) return { keys, broken };
		after = rows.at(-1)!;
	}
}
