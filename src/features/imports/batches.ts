// From a file to staged batches: reads and converts row by row, copies what it made into staging tables.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type pg from 'pg';
import { copyInto } from '../../platform/copy.ts';
import type { Queryable } from '../../platform/database.ts';
import type { openTable } from '../../platform/files/open.ts';
import type { TableFile } from '../../platform/files/types.ts';
import { keyringOf } from '../../platform/keyring.ts';
import { guessDateOrder } from '../../values/date.ts';
import { attributeMap } from '../customers/definitions.ts';
import { lockSource } from '../customers/edit.ts';
import { anyErased } from '../customers/erased.ts';
import { type BatchContext, type Plan, plan, stagingSql } from './batch-queries.ts';
import { withoutErased } from './erased.ts';
import { hiddenOf } from './hidden.ts';
import { makeMapping } from './mapping.ts';
import type { ImportOptions } from './schema.ts';
import { copyTargets, type Ids, StagedBatch, type StageOptions, stageRow } from './staged.ts';

/** Rows converted before other work of the process gets its turn, requests and what goes to the database: about 1 ms. */
const sliceRows = 16;
/** Characters of cells at which a batch is full whatever its rows: two batches are in memory at once, as cells and as what is copied. */
const batchSize = 12_000_000;

/** The options that say how the file is to be read. */
export function fileOptions(options: ImportOptions): Parameters<typeof openTable>[1] {
	return { encoding: options.encoding, delimiter: options.delimiter, sheet: options.sheet, hasHeader: options.has_header };
}

/** Everything a row needs to be staged, from the options of an import and the definitions as they stand. */
export async function stageOptions(
	client: Queryable,
	table: Pick<TableFile, 'columns' | 'rows'>,
	options: ImportOptions,
	context: Pick<BatchContext, 'import_id' | 'source_id' | 'user_id' | 'scope_id' | 'began'>,
	country: string,
): Promise<StageOptions> {
	const attributes = await attributeMap(client);
	const mapping = makeMapping(options.columns ?? [], table.columns, attributes, options.tags);
	const order = options.date_order ?? 'auto';
	return {
		...context,
		country: options.country ?? country,
		dateOrder: order === 'auto' ? await guessOrder(table, options) : order,
		kind: options.kind ?? 'auto',
		attributes,
		match: options.match ?? ['external_id', 'email', 'phone'],
		mapping,
		hidden: hiddenOf(keyringOf(client), options, attributes),
		zone: 'UTC',
		identify: await anyErased(client),
	};
}

/** The order of day and month, guessed from the first rows of the columns that hold dates. */
async function guessOrder(table: Pick<TableFile, 'columns' | 'rows'>, options: ImportOptions): Promise<'dmy' | 'mdy' | 'ymd' | null> {
	const indexes = (options.columns ?? [])
		.filter(({ field }) => field === 'birth_date' || field === 'stated_at')
		.map(({ column }) => table.columns.indexOf(column));
	if (indexes.length === 0) return null;
	for await (const batch of table.rows())
		return guessDateOrder(batch.rows.flatMap((cells) => indexes.map((index) => cells[index] ?? '')).filter(Boolean));
	return null;
}

/** Gives numbers for so many rows. */
export type Reserve = (rows: number) => Promise<readonly Ids[]>;

/** Numbers that mean nothing, for a preview: it keeps no row. */
export const noIds: Ids = { customer: 0, record: 0 };

/**
 * Reads the file from a row on and yields staged batches of about `most` rows, each with the share of the file that it ends at (0 to 1). A batch
 * is used again for the next but one: the caller is done with it when he asks for that.
 */
export async function* stagedBatches(
	table: TableFile,
	options: StageOptions,
	reserve: Reserve,
	from: number,
	most: number,
): AsyncGenerator<{ batch: StagedBatch; share: number }> {
	let batch = new StagedBatch();
	let other = new StagedBatch();
	let free: readonly Ids[] = [];
	let taken = 0;
	for await (const block of table.rows({ from })) {
		const problems = new Map(block.problems.map((one) => [one.row, one]));
		const notes = new Map(block.notes.map((one) => [one.row, one]));
		if (free.length < block.rows.length) {
			// As many as were taken before, so that a long file waits seldom and a short one wastes none.
			const more = Math.max(block.rows.length - free.length, Math.min(taken, most));
			taken += more;
			free = free.concat(await reserve(more));
		}
		let used = 0;
		for (let index = 0; index < block.rows.length; index++) {
			const row = block.first + index;
			const told = { problem: problems.get(row), note: notes.get(row) };
			if (stageRow(batch, row, block.rows[index]!, told, free[used]!, options)) used++;
			if (index % sliceRows === sliceRows - 1) await nextTurn();
		}
		free = free.slice(used);
		batch.next = block.first + block.rows.length;
		if (batch.count >= most || batch.size >= batchSize) {
			yield { batch, share: table.size > 0 ? Math.min(1, block.bytes / table.size) : 1 };
			[batch, other] = [other, batch];
			batch.clear();
		}
	}
	if (batch.count > 0) yield { batch, share: 1 };
}

/**
 * Copies what recognising needs of a batch into fresh staging tables and plans it, within the caller's transaction.
 * @param lock keeps others from adding records of the same source until the end of the transaction; needless where nothing is kept
 */
export async function stageBatch(client: pg.PoolClient, batch: StagedBatch, context: BatchContext, lock: boolean): Promise<Plan> {
	await client.query(stagingSql);
	await copyInto(
		client,
		copyTargets.staging,
		batch.lines.staging.pieces(() => true),
	);
	if (lock) await lockSource(client, context.source_id);
	return withoutErased(client, batch, await plan(client, context, batch));
}
