// Running an import: reads the file in batches, converts the next batch while the database applies the last, and can stop at any row.
import type pg from 'pg';
import { auditBatch } from '../../platform/audit.ts';
import { demand, type Principal } from '../../platform/auth.ts';
import { jsonb } from '../../platform/copy.ts';
import { bulk, type Database, type OwnerStep, type Queryable, read, write } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { openTable } from '../../platform/files/open.ts';
import type { TableFile } from '../../platform/files/types.ts';
import { mayWrite } from '../../platform/masking.ts';
import type { Services } from '../../platform/services.ts';
import { cleanText } from '../../values/text.ts';
import { demandStill } from '../access/escalation.ts';
import { attributeMap, findOrCreateSource, insertAttribute } from '../customers/definitions.ts';
import { indexQueued } from '../customers/lookup.ts';
import { queueIndex } from '../customers/lookup-queries.ts';
import { fieldNature } from '../customers/natures.ts';
import { recompute } from '../customers/queries.ts';
import { countAbsent, noteKeys, withdrawAbsent } from './absent-queries.ts';
import { type Applying, applyRows, auditRows, prepare, troublesOf } from './apply.ts';
import { type BatchContext, type Fate, nothingDone } from './batch-queries.ts';
import { fileOptions, type Reserve, stagedBatches } from './batches.ts';
import { withImportLock } from './lock.ts';
import { demandMapping, makeMapping, manyTargets } from './mapping.ts';
import { importError as error } from './messages.ts';
import * as queries from './queries.ts';
import { proposeOptions } from './recognise.ts';
import type { ImportOptions, ImportState, MappedColumn } from './schema.ts';
import type { StagedBatch } from './staged.ts';
import { removeUpload } from './uploads.ts';

/** Rows applied in one transaction: enough that its fixed cost (staging tables, plans) does not show, few enough that two batches fit in 50 MB. */
const batchRows = 10_000;

/** Rows, and what became of them: the fates add up to the rows. */
export interface ImportCounts extends Readonly<Record<Fate, number>> {
	readonly rows: number;
}

const countsOf = ({ rows, created, updated, further, unchanged, refused }: ImportCounts): ImportCounts => ({
	rows,
	created,
	updated,
	further,
	unchanged,
	refused,
});

export interface ImportProgress extends ImportCounts {
	/** Share of the file that has been applied, 0 to 1. */
	readonly share: number;
	readonly seconds: number;
}

async function applyBatch(
	client: pg.PoolClient,
	asOwner: OwnerStep,
	batch: StagedBatch,
	applying: Applying & { readonly dryRun: boolean },
	total: number,
): Promise<ImportCounts & { state: ImportState }> {
	const began = performance.now();
	const { import_id } = applying.context;
	const applied = await applyRows(client, asOwner, batch, applying, !applying.dryRun);
	const { result, planned } = applied;
	await auditRows(client, 'imports.batch', import_id, applied, { rows: batch.count, up_to: batch.next - 1 });
	if (applying.options.mode === 'full') await noteKeys(client, import_id, batch.refusedKeys);
	const troubles = troublesOf(batch, planned, applying.context);
	if (troubles.length > 0) await queries.insertTroubles(client, import_id, jsonb(troubles));
	const counts = countsOf({ ...result, rows: batch.count, refused: batch.refused + result.refused });
	const seconds = (performance.now() - began) / 1_000;
	const state = await queries.advanceImport(client, import_id, {
		...counts,
		next: batch.next,
		problems: batch.kept,
		repaired: batch.repaired,
		seconds,
		total,
	});
	// A dry run is one transaction: each batch makes the tables anew.
	if (applying.dryRun) await client.query('drop table staging, restated, known, candidate, odd; drop table if exists plan');
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
class DryRun extends Error {}

/** The mapping with every column of the file in its order, as the list of refused rows needs them. */
function withAllColumns(options: ImportOptions, columns: readonly string[]): ImportOptions {
	const mapped = options.columns ?? [];
	return {
		...options,
		columns: columns.flatMap((column) => {
			const found = mapped.filter((one) => one.column === column);
			return found.length > 0 ? found : [{ column, field: null }];
		}),
	};
}

export interface RunOptions {
	readonly dryRun?: boolean;
	readonly onProgress?: (progress: ImportProgress) => void;
	/** Stops after the batch at hand; the import is left paused and can be resumed. */
	readonly signal?: AbortSignal;
	/** Stops as well, and leaves the import running: `imports.resume` has the next process that works go on with it. */
	readonly handOver?: AbortSignal;
	/** States from which the run may begin; any that is not ended when left out. */
	readonly from?: readonly ImportState[];
	/** Waits for another process that is still at this import, instead of refusing. */
	readonly wait?: boolean;
	/** Rows applied in one transaction, about; 10,000 when left out. */
	readonly batchRows?: number;
}

/**
 * Runs an import from where it stands to its end, as the person who started it. Each batch is one transaction that also notes how far it
 * came; pausing, cancelling and restarts take effect between batches. Only one process runs an import at a time (advisory lock).
 * @returns the counts of the whole import
 */
export async function runImport(services: Services, principal: Principal, id: number, run: RunOptions = {}): Promise<ImportCounts> {
	const { database } = services;
	return withImportLock(database, id, run.wait ?? false, async () => {
		const record = await queries.findImport(database.owner, id);
		if (!record) throw error('import_not_found', { id });
		let table: TableFile | undefined;
		try {
			// Rights may have gone since somebody pressed Start: what a job does for him, it does with those of this moment.
			demand(principal, 'imports.run');
			if (!record.file) throw error('file_gone', { id });
			table = await openTable({ path: record.file, name: record.file_name }, fileOptions(record.options));
			if (record.next_row > 1 && table.size !== record.bytes) throw error('file_changed', { id });
			return await (run.dryRun ? tryAll : applyAll)(services, principal, table, record, run);
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
		}
	});
}

/** Adds up what the batches did, and tells it. */
class Total {
	readonly #began = Date.now();
	constructor(
		public counts: ImportCounts,
		readonly onProgress: RunOptions['onProgress'],
	) {}

	add(step: ImportCounts, share: number): void {
		const { counts } = this;
		this.counts = {
			rows: counts.rows + step.rows,
			created: counts.created + step.created,
			updated: counts.updated + step.updated,
			further: counts.further + step.further,
			unchanged: counts.unchanged + step.unchanged,
			refused: counts.refused + step.refused,
		};
		this.onProgress?.({ ...this.counts, share, seconds: (Date.now() - this.#began) / 1_000 });
	}
}

const reserve =
	({ app }: Database): Reserve =>
	(rows) =>
		queries.reserveIds(app, rows);

/** A dry run: everything in one transaction that is rolled back. The import never counts as running, so that nobody goes on with it in earnest. */
async function tryAll(
	services: Services,
	principal: Principal,
	table: TableFile,
	record: queries.ImportRecord,
	run: RunOptions,
): Promise<ImportCounts> {
	const { database } = services;
	const { staging, context, indexed } = await prepare(services, principal, table, record, record.options);
	const known = await database.owner.query<{ last: number }>('select coalesce(max(id), 0) as last from customers');
	const applying = { context: { ...context, known_until: known.rows[0]!.last }, options: record.options, indexed, dryRun: true };
	const total = new Total({ rows: 0, ...nothingDone }, run.onProgress);
	try {
		await bulk(database, principal, async (client, asOwner) => {
			for await (const { batch, share } of stagedBatches(table, staging, reserve(database), 1, run.batchRows ?? batchRows))
				total.add(await applyBatch(client, asOwner, batch, applying, 0), share);
			throw new DryRun();
		});
	} catch (cause) {
		if (!(cause instanceof DryRun)) throw cause;
	}
	await queries.finishImport(database.owner, record.id, 'cancelled');
	return total.counts;
}

async function applyAll(
	services: Services,
	principal: Principal,
	table: TableFile,
	record: queries.ImportRecord,
	run: RunOptions,
): Promise<ImportCounts> {
	const { database } = services;
	// Whom an earlier import added is recognised by e-mail and phone once he has look-up rows.
	await indexQueued(services, { signal: run.handOver });
	const before = countsOf(record);
	if (run.handOver?.aborted) return before;
	const options = withAllColumns(await write(database, principal, (client) => makeAttributes(client, record.options)), table.columns);
	const from = run.from ?? ['draft', 'queued', 'running', 'paused', 'failed'];
	if (!(await write(database, principal, (client) => queries.beginImport(client, record.id, from))))
		throw error('import_state', { id: record.id, state: (await queries.findImport(database.owner, record.id))!.state });
	await write(database, principal, (client) => queries.updateImport(client, record.id, { options }));
	const begun = (await queries.findImport(database.owner, record.id))!;
	const { staging, context, indexed } = await prepare(services, principal, table, begun, options);
	// Rows mended later are read as these are, when the file may be gone.
	if (staging.dateOrder) await queries.updateImport(database.owner, record.id, { options: { ...options, date_order: staging.dateOrder } });
	const applied = { context, options, indexed, dryRun: false };
	const total = new Total(before, run.onProgress);
	// The batch before is applied while the next one is read and converted: PostgreSQL and this process each have a core to work with.
	let applying: Promise<ImportState> | null = null;
	for await (const { batch, share } of stagedBatches(table, staging, reserve(database), begun.next_row, run.batchRows ?? batchRows)) {
		const state: ImportState = (await applying) ?? 'running';
		applying = null;
		if (state !== 'running') return stopped(services, record.id, state, total.counts);
		if (run.signal?.aborted) return stopped(services, record.id, 'paused', total.counts);
		if (run.handOver?.aborted) return total.counts;
		await demandStill(database.owner, principal);
		const all = share > 0 ? Math.round((total.counts.rows + batch.count) / share) : 0;
		applying = bulk(database, principal, (client, asOwner) => applyBatch(client, asOwner, batch, applied, all)).then((step) => {
			total.add(step, share);
			return step.state;
		});
		// A failure is met when the batch is awaited; until then it must not count as unhandled.
		applying.catch(() => {});
	}
	const state: ImportState = (await applying) ?? 'running';
	if (state !== 'running') return stopped(services, record.id, state, total.counts);
	if (options.mode === 'full') await demandStill(database.owner, principal);
	if (options.mode === 'full') await endAbsent(services, principal, context, options);
	await queries.updateImport(database.owner, record.id, { total_rows: total.counts.rows });
	await queries.finishImport(database.owner, record.id, 'done');
	// A file with values that are encrypted from now on does not stay where it was uploaded.
	if (staging.hidden) await removeUpload(services, record.id);
	return total.counts;
}

async function stopped(services: Services, id: number, state: ImportState, total: ImportCounts): Promise<ImportCounts> {
	await queries.finishImport(services.database.owner, id, state === 'cancelled' ? 'cancelled' : 'paused');
	return total;
}

/** Ends what a full copy does not hold any more, unless that is suspiciously much. */
async function endAbsent(services: Services, principal: Principal, context: BatchContext, options: ImportOptions): Promise<void> {
	const max = options.max_absent_percent ?? 20;
	await write(services.database, principal, async (client) => {
		const { total, absent } = await countAbsent(client, context.import_id, context.source_id);
		const percent = total === 0 ? 0 : (absent / total) * 100;
		if (percent > max) throw error('too_many_absent', { absent, percent: percent.toFixed(1), max });
		const touched = await withdrawAbsent(client, context.import_id, context.source_id);
		const changed = await recompute(client, touched.golden, context.user_id);
		await auditBatch(client, { action: 'imports.absent', entity: 'imports', entity_id: context.import_id }, [
			...touched.members,
			...changed,
		]);
		await queueIndex(client, changed);
	});
}

/** What follows an import: look-up rows for search, in bulk, and statistics for the planner. */
export async function completeSearch(services: Services, signal?: AbortSignal): Promise<void> {
	await indexQueued(services, { signal });
	if (signal?.aborted) return;
	// Another process may be at it; its statistics serve as well.
	await services.database.owner.query('analyze customers').catch(() => {});
}

export interface ImportFile extends RunOptions {
	/** The file; it stays where it is. */
	readonly path: string;
	readonly name?: string;
	readonly options?: ImportOptions;
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
	const name = shownFileName(file.name ?? file.path.split(/[/\\]/).at(-1)!);
	const given = file.options ?? {};
	const table = await openTable({ path: file.path, name }, fileOptions(given));
	let id: number;
	try {
		const source = await write(database, principal, (client) => findOrCreateSource(client, given.source ?? sourceName(name), 'import'));
		const attributes = await read(database, principal, attributeMap);
		const { columns: chosen, ...rest } = given;
		const proposal = await proposeOptions(table, rest, await queries.rememberedMapping(database.app, source.id), attributes, (field) =>
			mayWrite(principal, fieldNature(field, attributes).kind),
		);
		const options = chosen ? { ...proposal.options, columns: withChosen(proposal.options.columns ?? [], chosen) } : proposal.options;
		demandMapping(principal, options.columns, attributes);
		makeMapping(options.columns ?? [], table.columns, attributes, options.tags);
		id = await write(database, principal, async (client) => {
			const made = await queries.insertImport(client, {
				source_id: source.id,
				user_id: principal.user_id,
				scope_id: principal.scope_id,
				file_name: name,
				file: file.path,
				bytes: table.size,
			});
			await queries.updateImport(client, made, { options, format: table.format });
			const { columns, match, kind } = options;
			if (!file.dryRun) await queries.rememberMapping(client, source.id, { columns, match, kind });
			return made;
		});
	} finally {
		await table.close();
	}
	const counts = await runImport(services, principal, id, file);
	const imported = performance.now();
	if (!file.dryRun) await completeSearch(services);
	return { import_id: id, ...counts, seconds: Math.round(imported - began) / 1_000 };
}

/** What was recognised, corrected by what was chosen: a chosen column takes its target from any other, unless a customer has several of it. */
function withChosen(recognised: readonly MappedColumn[], chosen: readonly MappedColumn[]): MappedColumn[] {
	const named = new Set(chosen.map(({ column }) => column));
	const taken = new Set(chosen.flatMap(({ field }) => (field === null || manyTargets.has(field) ? [] : [field])));
	return [...chosen, ...recognised.filter(({ column, field }) => !named.has(column) && !(field !== null && taken.has(field)))];
}

/** The name of a file as it may stand in a sentence: without line ends, and without signs that turn the words around it ("gpj.exe" read as "exe.jpg"). */
export const shownFileName = (name: string): string => cleanText(name) || 'file';

/** A source named after the file, without its ending, a date or a copy number: "customers-2024-05 (1).csv" → customers. */
export function sourceName(file_name: string): string {
	const bare = file_name
		.replace(/\.[a-z0-9]{1,5}$/i, '')
		.replace(/[\s_-]*(?:\(\d+\)|\d{4}[-_.]?\d{2}(?:[-_.]?\d{2})?)$/g, '')
		.trim();
	const name = bare || file_name;
	return ['manual', 'api', 'sql'].includes(name.toLowerCase()) ? `${name} file` : name.slice(0, 200);
}
