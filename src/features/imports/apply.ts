// Rows into the golden record: what a run of a file and the import of mended rows have in common.
import type pg from 'pg';
import { auditBatch } from '../../platform/audit.ts';
import type { Principal } from '../../platform/auth.ts';
import type { OwnerStep, Queryable } from '../../platform/database.ts';
import { fillWords } from '../../platform/errors.ts';
import type { TableFile } from '../../platform/files/types.ts';
import type { Services } from '../../platform/services.ts';
import { indexAttributes, registerTags } from '../customers/definitions.ts';
import { queueIndex, queueRange } from '../customers/lookup-queries.ts';
import { customerError } from '../customers/messages.ts';
import { recompute } from '../customers/queries.ts';
import { rescope } from '../customers/rescope-queries.ts';
import { refuseSensitiveColumns } from '../privacy/sensitive.ts';
import { applyPlan, type BatchContext, type BatchResult, type Plan, refusalOf } from './batch-queries.ts';
import { stageBatch, stageOptions } from './batches.ts';
import { readCorrections } from './correction-queries.ts';
import { sealedTroubles } from './hidden.ts';
import { demandMapping } from './mapping.ts';
import { importError as error, rowWords } from './messages.ts';
import type { ImportRecord } from './queries.ts';
import type { ImportOptions } from './schema.ts';
import { microseconds, type RowTrouble, type StagedBatch, type StageOptions } from './staged.ts';

/** How the batches of one run are applied. */
export interface Applying {
	readonly context: BatchContext;
	readonly options: ImportOptions;
	/** Whether a custom attribute has an index to be filled. */
	readonly indexed: boolean;
}

/**
 * Recognises the rows of a batch and writes them, with the tags they name and their place in the queues of search.
 * @param lock see stageBatch()
 */
export async function applyRows(
	client: pg.PoolClient,
	asOwner: OwnerStep,
	batch: StagedBatch,
	{ context, indexed }: Applying,
	lock: boolean,
): Promise<{ readonly result: BatchResult; readonly planned: Plan; readonly changed: readonly number[] }> {
	const planned = await stageBatch(client, batch, context, lock);
	// In order, so that two imports at a time do not wait for each other's tags in a circle.
	await registerTags(client, [...batch.tags].sort());
	const result = await applyPlan(client, context, batch, planned, asOwner);
	await rescope(client, result.added, context.user_id);
	const changed = result.touched.length > 0 ? await recompute(client, result.touched, context.user_id) : [];
	if (changed.length > 0) await queueIndex(client, changed);
	if (result.added.length > 0) await queueRange(client, result.added[0]!, result.added.at(-1)!);
	if (indexed) await indexAttributes(client, result.added);
	return { result, planned, changed };
}

/** Notes what became of rows: one entry for all customers of whom they spoke. */
export async function auditRows(
	client: Queryable,
	action: 'imports.batch' | 'imports.mend',
	import_id: number,
	{ result: { added, touched: _, stated, ...counts }, changed }: { readonly result: BatchResult; readonly changed: readonly number[] },
	detail: Readonly<Record<string, number>>,
): Promise<void> {
	const entry = { action, entity: 'imports', entity_id: import_id, detail: { ...detail, ...counts } };
	await auditBatch(client, entry, [...added, ...stated, ...changed]);
}

/** What is wrong with a row, and the customer that it is about where one is known. */
export type CustomerTrouble = RowTrouble & { readonly customer_id?: number | undefined };

/** The troubles of a batch, each with the customer that its row is about, and those of rows that the plan refused. */
export function troublesOf(batch: StagedBatch, planned: Plan, { hidden }: BatchContext): readonly CustomerTrouble[] {
	const own = new Map(batch.troubles.length > 0 ? batch.rows.map((row, place) => [row, batch.customers[place]]) : []);
	// Of somebody who was erased no cell is kept.
	const told = batch.troubles.filter(({ row }) => planned.get(row)?.erasure === undefined);
	const troubles: CustomerTrouble[] = told.map((one) => ({
		...one,
		customer_id: planned.get(one.row)?.customer_id ?? own.get(one.row),
	}));
	for (const one of planned.values()) {
		const { row, action, customer_id, erasure } = one;
		if (action !== 'refused') continue;
		if (erasure !== undefined) {
			const problem = {
				column: null,
				code: 'erased_person',
				severity: 'error' as const,
				words: fillWords(rowWords.erased_person, { erasure }),
			};
			troubles.push({ row, kind: 'refused', problems: [problem], cells: [] });
			continue;
		}
		const code = refusalOf(one);
		const problems = [{ column: null, code, severity: 'error' as const, words: fillWords(rowWords[code], { id: customer_id }) }];
		troubles.push({ row, kind: 'refused', problems, cells: batch.cells.get(row) ?? [], customer_id });
	}
	return sealedTroubles(hidden, troubles);
}

/** Everything that is the same for all batches of a run. */
export async function prepare(
	services: Services,
	principal: Principal,
	table: Pick<TableFile, 'columns' | 'rows'>,
	record: ImportRecord,
	options: ImportOptions,
) {
	// Rows about somebody new are written as the owner: here is where the right to do so is decided.
	if (!principal.write_scopes.includes(record.scope_id)) throw customerError('scope_not_allowed', { scope_id: record.scope_id });
	const about = {
		import_id: record.id,
		source_id: record.source_id,
		user_id: principal.user_id,
		scope_id: record.scope_id,
		began: record.started_at ? microseconds(record.started_at) : Date.now() * 1_000,
	};
	const { app, owner } = services.database;
	const staging: StageOptions = {
		...(await stageOptions(app, table, options, about, services.config.defaultCountry)),
		corrections: await readCorrections(owner, record.id),
	};
	demandMapping(principal, options.columns, staging.attributes ?? new Map());
	await refuseSensitiveColumns(app, options.columns, staging.attributes ?? new Map());
	if (options.mode === 'full' && !staging.mapping.hasKey) throw error('full_needs_key');
	const context: BatchContext = {
		...about,
		known_until: record.known_until ?? Number.MAX_SAFE_INTEGER,
		revive: options.revive ?? false,
		units: staging.mapping.units,
		kinds: staging.mapping.kinds,
		hidden: staging.hidden,
	};
	return { staging, context, indexed: [...(staging.attributes?.values() ?? [])].some((one) => one.indexed) };
}
