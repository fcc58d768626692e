// Running an import: reads the file in batches, converts the next batch while the database applies the last, and can stop at any row.
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Principal } from '../../platform/auth.ts';
import { type Queryable, read, write } from '../../platform/database.ts';
import { AppError, fillWords } from '../../platform/errors.ts';
import { openTable } from '../../platform/files/open.ts';
import type { TableFile } from '../../platform/files/types.ts';
import type { Services } from '../../platform/services.ts';
import { guessDateOrder } from '../../values/date.ts';
import { attributeMap, findOrCreateSource, indexAttributes, insertAttribute, registerTags } from '../customers/definitions.ts';
import { lockSource } from '../customers/edit.ts';
import { indexQueued } from '../customers/jobs.ts';
import { recompute } from '../customers/queries.ts';
import { makeMapping } from './mapping.ts';
import { importError as error, rowWords } from './messages.ts';
import * as queries from './queries.ts';
import { proposeOptions } from './recognise.ts';
import type { ImportOptions, ImportState, MappedColumn } from './schema.ts';
import { type RowTrouble, StagedBatch, type StageOptions, stageRow } from './staged.ts';

/** Rows applied in one transaction: enough that sorted insertion into the indexes pays, few enough that two batches fit in 100 MB. */
const batchRows = 15_000;
/** Rows converted before other work of the process gets its turn: about 5 ms. */
const sliceRows = 64;

export interface ImportCounts {
	readonly rows: number;
	readonly created: number;
	readonly updated: number;
	readonly unchanged: number;
	readonly refused: number;
}

export interface ImportProgress extends ImportCounts {
	/** Share of the file that has been applied, 0 to 1. */
	readonly share: number;
	readonly seconds: number;
}

/** Everything a row needs to be staged, from the options of an import and the definitions as they stand. */
export async function stageOptions(
	client: Queryable,
	table: TableFile,
	options: ImportOptions,
	source_id: number,
	country: string,
): Promise<StageOptions> {
	const attributes = await attributeMap(client);
	const mapping = makeMapping(options.columns ?? [], table.columns, attributes, options.tags);
	const order = options.date_order ?? 'auto';
	return {
		country: options.country ?? country,
		dateOrder: order === 'auto' ? await guessOrder(table, options) : order,
		kind: options.kind ?? 'auto',
		attributes,
		source_id,
		match: options.match ?? ['external_id', 'email', 'phone'],
		mapping,
		zone: 'UTC',
	};
}

/** The order of day and month, guessed from the first rows of the columns that hold dates. */
async function guessOrder(table: TableFile, options: ImportOptions): Promise<'dmy' | 'mdy' | 'ymd' | null> {
	const indexes = (options.columns ?? [])
		.filter(({ field }) => field === 'birth_date' || field === 'stated_at')
		.map(({ column }) => table.columns.indexOf(column));
	if (indexes.length === 0) return null;
	for await (const batch of table.rows())
		return guessDateOrder(batch.rows.flatMap((cells) => indexes.map((index) => cells[index] ?? '')).filter(Boolean));
	return null;
}

/** Reads the file from a row on and yields staged batches. */
async function* stagedBatches(
	table: TableFile,
	options: StageOptions,
	from: number,
): AsyncGenerator<{ batch: StagedBatch; share: number }> {
	let batch = new StagedBatch();
	for await (const block of table.rows({ from })) {
		const problems = new Map(block.problems.map((one) => [one.row, one]));
		for (let index = 0; index < block.rows.length; index++) {
			const row = block.first + index;
			stageRow(batch, row, block.rows[index]!, problems.get(row), options);
			if (index % sliceRows === sliceRows - 1) await nextTurn();
		}
		batch.next = block.first + block.rows.length;
		if (batch.count >= batchRows) {
			yield { batch, share: table.size > 0 ? Math.min(1, block.bytes / table.size) : 1 };
			batch = new StagedBatch();
		}
	}
	if (batch.count > 0) yield { batch, share: 1 };
}

async function copyLines(client: pg.PoolClient, table: string, lines: readonly string[]): Promise<void> {
	const stream = client.query(copyFrom(`copy ${table} from stdin`));
	for (let at = 0; at < lines.length; at += 1_000) {
		if (!stream.write(`${lines.slice(at, at + 1_000).join('\n')}\n`)) await once(stream, 'drain');
	}
	stream.end();
	await once(stream, 'finish');
}

/** Copies a batch into fresh staging tables and plans it, within the caller's transaction. */
export async function stageBatch(client: pg.PoolClient, batch: StagedBatch, context: queries.BatchContext): Promise<void> {
	await client.query(queries.stagingSql);
	await copyLines(client, 'staging', batch.rows);
	await copyLines(client, 'staged_points', batch.points);
	await copyLines(client, 'staged_addresses', batch.addresses);
	await lockSource(client, context.source_id);
	await queries.plan(client, context);
}

async function applyBatch(
	client: pg.PoolClient,
	batch: StagedBatch,
	context: queries.BatchContext,
	options: ImportOptions,
	attributes: boolean,
): Promise<ImportCounts & { state: ImportState }> {
	const began = performance.now();
	await stageBatch(client, batch, context);
	await registerTags(client, [...batch.tags]);
	const result = await queries.applyPlan(client, context);
	if (result.touched.length > 0) {
		const changed = await recompute(client, result.touched, context.user_id);
		await queries.queueIndex(client, changed);
	}
	if (attributes) {
		const fresh = await client.query<{ customer_id: number }>('select customer_id from plan where fresh and newest');
		await indexAttributes(
			client,
			fresh.rows.map(({ customer_id }) => customer_id),
		);
	}
	if (options.mode === 'full') await queries.noteKeys(client, context.import_id);
	const troubles: (RowTrouble & { customer_id?: number })[] = [...batch.troubles];
	for (const { row, customer_id, state } of await queries.refusedByPlan(client)) {
		const code = state === 'erased' ? 'erased' : 'in_trash';
		troubles.push({
			row,
			kind: 'refused',
			problems: [{ column: null, code, words: fillWords(rowWords[code], { id: customer_id }) }],
			cells: [],
			customer_id,
		});
	}
	if (troubles.length > 0) await queries.insertTroubles(client, context.import_id, JSON.stringify(troubles).replaceAll('\\u0000', ''));
	const counts = {
		rows: batch.count,
		created: result.created,
		updated: result.updated,
		unchanged: result.unchanged,
		refused: batch.refused + result.refused,
	};
	const seconds = (performance.now() - began) / 1_000;
	const state = await queries.advanceImport(client, context.import_id, { ...counts, next: batch.next, problems: batch.kept, seconds });
	await client.query('drop table staging, staged_points, staged_addresses, known, candidate, plan');
	return { ...counts, state };
}

/** Makes the attributes that columns marked `new` ask for, and sends those columns to them. */
async function makeAttributes(client: Queryable, options: ImportOptions): Promise<ImportOptions> {
	const known = await attributeMap(client);
	const columns = [];
	for (const one of options.columns ?? []) {
		if (one.field !== 'new' || !one.attribute) {
			columns.push(one);
			continue;
		}
		if (!known.has(one.attribute.name)) await insertAttribute(client, { ...one.attribute, choices: [] });
		columns.push({ column: one.column, field: `attributes.${one.attribute.name}` });
	}
	return { ...options, columns };
}

/** Thrown inside to roll a dry run back. */
class DryRun extends Error {
	constructor(readonly counts: ImportCounts) {
		super('dry run');
	}
}

export interface RunOptions {
	readonly dryRun?: boolean;
	readonly onProgress?: (progress: ImportProgress) => void;
	/** Stops after the batch at hand; the import is left paused and can be resumed. */
	readonly signal?: AbortSignal;
}

/**
 * Runs an import from where it stands to its end, as the person who started it. Each batch is one transaction that also notes how far it
 * came; pausing, cancelling and restarts take effect between batches. Only one process runs an import at a time (advisory lock).
 * @returns the counts of the whole import
 */
export async function runImport(services: Services, principal: Principal, id: number, run: RunOptions = {}): Promise<ImportCounts> {
	const { database, config } = services;
	const lock = await database.owner.connect();
	let table: TableFile | undefined;
	try {
		const { rows } = await lock.query<{ free: boolean }>("select pg_try_advisory_lock(hashtext('clientele import'), $1) as free", [id]);
		const record = await queries.findImport(database.owner, id);
		if (!record) throw error('import_not_found', { id });
		if (!rows[0]!.free) throw error('import_state', { id, state: record.state });
		if (!record.file) throw error('file_gone', { id });
		let { options } = record;
		table = await openTable({ path: record.file, name: record.file_name }, fileOptions(options));
		if (!run.dryRun) options = await write(database, principal, (client) => makeAttributes(client, options));
		const staging = await stageOptions(database.app, table, options, record.source_id, config.defaultCountry);
		if (options.mode === 'full' && !staging.mapping.hasKey) throw error('full_needs_key');
		await queries.beginImport(database.owner, id);
		if (!run.dryRun) await queries.updateImport(database.owner, id, { options });
		const begun = (await queries.findImport(database.owner, id))!;
		const context: queries.BatchContext = {
			import_id: id,
			source_id: record.source_id,
			user_id: principal.user_id,
			scope_id: record.scope_id,
			started_at: begun.started_at!,
			known_until: begun.known_until ?? 0,
			revive: options.revive ?? false,
		};
		const indexed = [...(staging.attributes?.values() ?? [])].some((one) => one.indexed);
		const counts = await applyAll(services, principal, table, staging, context, options, indexed, begun, run);
		return counts;
	} catch (cause) {
		const told =
			cause instanceof AppError
				? { code: cause.code, words: cause.words }
				: { code: 'interrupted', words: error('interrupted', { reason: (cause as Error).message }).words };
		if (!(cause instanceof AppError && cause.code === 'import_state'))
			await queries.finishImport(database.owner, id, 'failed', told).catch(() => {});
		throw cause;
	} finally {
		await table?.close();
		await lock.query("select pg_advisory_unlock(hashtext('clientele import'), $1)", [id]).catch(() => {});
		lock.release();
	}
}

async function applyAll(
	services: Services,
	principal: Principal,
	table: TableFile,
	staging: StageOptions,
	context: queries.BatchContext,
	options: ImportOptions,
	indexed: boolean,
	record: queries.ImportRecord,
	run: RunOptions,
): Promise<ImportCounts> {
	const { database } = services;
	const began = Date.now();
	let total: ImportCounts = {
		rows: record.rows,
		created: record.created,
		updated: record.updated,
		unchanged: record.unchanged,
		refused: record.refused,
	};
	const add = (step: ImportCounts, share: number) => {
		total = {
			rows: total.rows + step.rows,
			created: total.created + step.created,
			updated: total.updated + step.updated,
			unchanged: total.unchanged + step.unchanged,
			refused: total.refused + step.refused,
		};
		run.onProgress?.({ ...total, share, seconds: (Date.now() - began) / 1_000 });
	};
	if (run.dryRun) {
		try {
			await write(database, principal, async (client) => {
				for await (const { batch, share } of stagedBatches(table, staging, 1))
					add(await applyBatch(client, batch, context, options, indexed), share);
				throw new DryRun(total);
			});
		} catch (cause) {
			if (!(cause instanceof DryRun)) throw cause;
		}
		await queries.finishImport(database.owner, context.import_id, 'cancelled');
		return total;
	}
	// The batch before is applied while the next one is read and converted: PostgreSQL and this process each have a core to work with.
	let applying: Promise<ImportState> | null = null;
	for await (const { batch, share } of stagedBatches(table, staging, record.next_row)) {
		const state: ImportState = (await applying) ?? 'running';
		applying = null;
		if (state !== 'running') return stopped(services, context.import_id, state, total);
		if (run.signal?.aborted) return stopped(services, context.import_id, 'paused', total);
		applying = write(database, principal, (client) => applyBatch(client, batch, context, options, indexed)).then((step) => {
			add(step, share);
			return step.state;
		});
		// A failure is met when the batch is awaited; until then it must not count as unhandled.
		applying.catch(() => {});
	}
	const state: ImportState = (await applying) ?? 'running';
	if (state !== 'running') return stopped(services, context.import_id, state, total);
	if (options.mode === 'full') await withdrawAbsent(services, principal, context, options);
	await queries.updateImport(database.owner, context.import_id, { total_rows: total.rows });
	await queries.finishImport(database.owner, context.import_id, 'done');
	await indexQueued(services);
	await database.owner.query('analyze customers').catch(() => {});
	return total;
}

async function stopped(services: Services, id: number, state: ImportState, total: ImportCounts): Promise<ImportCounts> {
	await queries.finishImport(services.database.owner, id, state === 'cancelled' ? 'cancelled' : 'paused');
	return total;
}

/** Ends what a full copy does not hold any more, unless that is suspiciously much. */
async function withdrawAbsent(
	services: Services,
	principal: Principal,
	context: queries.BatchContext,
	options: ImportOptions,
): Promise<void> {
	const max = options.max_absent_percent ?? 20;
	await write(services.database, principal, async (client) => {
		const { total, absent } = await queries.countAbsent(client, context.import_id, context.source_id);
		const percent = total === 0 ? 0 : (absent / total) * 100;
		if (percent > max) throw error('too_many_absent', { absent, percent: percent.toFixed(1), max });
		const touched = await queries.withdrawAbsent(client, context.import_id, context.source_id);
		await queries.queueIndex(client, await recompute(client, touched, context.user_id));
	});
}

/** The options that say how the file is to be read. */
export function fileOptions(options: ImportOptions): Parameters<typeof openTable>[1] {
	return { encoding: options.encoding, delimiter: options.delimiter, sheet: options.sheet, hasHeader: options.has_header };
}

export interface ImportFile {
	/** The file; it stays where it is. */
	readonly path: string;
	readonly name?: string;
	readonly options?: ImportOptions;
	readonly dryRun?: boolean;
	readonly onProgress?: (progress: ImportProgress) => void;
	readonly signal?: AbortSignal;
}

export interface ImportDone extends ImportCounts {
	readonly import_id: number;
	readonly seconds: number;
}

/**
 * Imports a file at once, as the command does: what the options leave open is recognised. Runs in this process and returns at the end.
 * @throws AppError for a file or mapping that cannot be used
 */
export async function importFile(services: Services, principal: Principal, file: ImportFile): Promise<ImportDone> {
	const began = performance.now();
	const { database } = services;
	const name = file.name ?? file.path.split(/[/\\]/).at(-1)!;
	const given = file.options ?? {};
	const table = await openTable({ path: file.path, name }, fileOptions(given));
	let id: number;
	try {
		const source = await findOrCreateSource(database.app, given.source ?? sourceName(name), 'import');
		const attributes = await read(database, principal, attributeMap);
		const { columns: chosen, ...rest } = given;
		const proposal = await proposeOptions(table, rest, await queries.rememberedMapping(database.app, source.id), attributes);
		const options = chosen ? { ...proposal.options, columns: withChosen(proposal.options.columns ?? [], chosen) } : proposal.options;
		makeMapping(options.columns ?? [], table.columns, attributes, options.tags);
		id = await queries.insertImport(database.app, {
			source_id: source.id,
			user_id: principal.user_id,
			scope_id: principal.scope_id,
			file_name: name,
			file: file.path,
			bytes: table.size,
		});
		await queries.updateImport(database.app, id, { options, format: table.format });
		if (!file.dryRun)
			await queries.rememberMapping(database.app, source.id, { columns: options.columns, match: options.match, kind: options.kind });
	} finally {
		await table.close();
	}
	const counts = await runImport(services, principal, id, file);
	return { import_id: id, ...counts, seconds: Math.round(performance.now() - began) / 1_000 };
}

/** What was recognised, corrected by what was chosen: a chosen column gives its target and takes it from any other. */
function withChosen(recognised: readonly MappedColumn[], chosen: readonly MappedColumn[]): MappedColumn[] {
	const named = new Set(chosen.map(({ column }) => column));
	const taken = new Set(chosen.map(({ field }) => field));
	return [...chosen, ...recognised.filter(({ column, field }) => !named.has(column) && !taken.has(field))];
}

/** A source named after the file, without its ending, a date or a copy number: "customers-2024-05 (1).csv" → customers. */
export function sourceName(file_name: string): string {
	const bare = file_name
		.replace(/\.[a-z0-9]{1,5}$/i, '')
		.replace(/[\s_-]*(?:\(\d+\)|\d{4}[-_.]?\d{2}(?:[-_.]?\d{2})?)$/g, '')
		.trim();
	const name = bare || file_name;
	return ['manual', 'api', 'sql'].includes(name.toLowerCase()) ? `${name} file` : name.slice(0, 200);
}
