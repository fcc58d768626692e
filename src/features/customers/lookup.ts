// Look-up rows made from golden values: at once for what a person changed, in bulk for what an import made.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type pg from 'pg';
import { CopyRows, copyInto } from '../../platform/copy.ts';
import { asOwner, type Database, type Queryable } from '../../platform/database.ts';
import { withLock } from '../../platform/lock.ts';
import type { Services } from '../../platform/services.ts';
import { indexAttributes } from './definitions.ts';
import * as queries from './lookup-queries.ts';
import { tokensOf } from './rules.ts';

/** Makes the look-up rows of these customers anew; those still in line as part of an import wait until that is worked off. */
export async function reindex(client: Queryable, ids: readonly number[]): Promise<void> {
	if (ids.length === 0) return;
	const owners: number[] = [];
	const tokens: string[] = [];
	const pending = new Set<number>();
	for (const customer of await queries.readFindables(client, ids)) {
		if (customer.pending) {
			pending.add(customer.id);
			continue;
		}
		for (const token of tokensOf(customer)) {
			owners.push(customer.id);
			tokens.push(token);
		}
	}
	if (pending.size > 0) await queries.queueIndex(client, [...pending]);
	await queries.writeTokens(
		client,
		ids.filter((id) => !pending.has(id)),
		owners,
		tokens,
	);
	await indexAttributes(client, ids);
}

/** Customers of the queue that are indexed in one transaction. */
const queueBatch = 5_000;
/** Customers of a range that are indexed in one transaction: enough for sorted insertion to pay. */
const rangeBatch = 100_000;
/** Customers read at a time, and converted before other work of the process gets its turn. */
const readBatch = 2_000;
const slice = 64;

interface Chunk {
	readonly rows: CopyRows;
	readonly done: queries.RangesDone;
}

/** Reads the customers in line and makes their tokens, so many at a time, each chunk in one of two sets of rows in turn. Ends early where it is stopped. */
async function* chunks(database: Database, signal?: AbortSignal): AsyncGenerator<Chunk> {
	const spare = [new CopyRows(), new CopyRows()];
	let rows = spare[0]!;
	let whole: number[] = [];
	let count = 0;
	const chunk = (part: queries.RangesDone['part']): Chunk => {
		const full = { rows, done: { whole, part } };
		rows = rows === spare[0] ? spare[1]! : spare[0]!;
		rows.clear();
		whole = [];
		count = 0;
		return full;
	};
	for (let after = 0; ; ) {
		const range = await queries.nextRange(database.owner, after);
		if (!range) break;
		for (let first_id = range.first_id; first_id <= range.last_id; first_id += readBatch) {
			if (signal?.aborted) return;
			if (count >= rangeBatch) yield chunk({ id: range.id, first_id });
			for (const customer of await queries.readFresh(database.owner, {
				first_id,
				last_id: Math.min(range.last_id, first_id + readBatch - 1),
			})) {
				rows.line(2).bigint(customer.id).texts(tokensOf(customer)).endRow();
				if (++count % slice === 0) await nextTurn();
			}
		}
		whole.push(range.id);
		after = range.id;
	}
	if (whole.length > 0) yield chunk(null);
}

/** Writes one chunk. It takes seconds, which a process that stops does not have: it is then broken off, and made anew by whoever works next. */
async function writeChunk(database: Database, { rows, done }: Chunk, signal?: AbortSignal): Promise<void> {
	const write = async (client: pg.PoolClient) => {
		await queries.makeFreshTokens(client);
		await copyInto(
			client,
			queries.freshTokens,
			rows.pieces(() => true),
		);
		await queries.writeFresh(client, done);
	};
	await asOwner(database, write, signal);
}

/** Works off the ranges that imports left: the next chunk is read and converted while the database writes the last. */
async function indexRanges(database: Database, signal?: AbortSignal): Promise<void> {
	let writing: Promise<void> = Promise.resolve();
	let written = 0;
	const ended = () =>
		writing.catch((cause) => {
			if (!signal?.aborted) throw cause;
		});
	for await (const chunk of chunks(database, signal)) {
		await ended();
		if (signal?.aborted) return;
		written++;
		// Each time the chunks have doubled: a search planned for a table that seems empty took seconds.
		const analyse = Number.isInteger(Math.log2(written));
		writing = writeChunk(database, chunk, signal).then(async () => {
			if (analyse && !signal?.aborted) await queries.analyseLookup(database.owner);
		});
		// A failure is met when it is awaited; until then it must not count as unhandled.
		writing.catch(() => {});
	}
	await ended();
}

export interface IndexOptions {
	/** Waits for another process that is at it (default), or leaves the ranges to that one. */
	readonly wait?: boolean;
	/** Stops between two chunks; what is left is put in the queue for whoever works next. */
	readonly signal?: AbortSignal;
}

/** The task that works off what is due, and the key under which it waits in the queue once. */
export const indexTask = 'customers.index';

/** Works off everything whose look-up rows are due: first the ranges of imports, then single customers. */
export async function indexQueued(
	{ database, jobs }: Pick<Services, 'database' | 'jobs'>,
	{ wait = true, signal }: IndexOptions = {},
): Promise<void> {
	if (await queries.nextRange(database.owner, 0)) {
		const lock = { name: 'clientele index ranges', id: 0 };
		await withLock(database, lock, () => indexRanges(database, signal), wait ? undefined : async () => {});
	}
	for (let taken = queueBatch; taken === queueBatch && !signal?.aborted; )
		taken = await asOwner(database, async (client) => {
			const ids = await queries.takeQueued(client, queueBatch);
			await reindex(client, ids);
			return ids.length;
		});
	if (signal?.aborted) await jobs.add(database.owner, indexTask, {}, { key: indexTask });
}
