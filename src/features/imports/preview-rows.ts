// The rows of a preview: staged and planned as the real run does, in a transaction that is rolled back.
import type pg from 'pg';
import type { Principal } from '../../platform/auth.ts';
import { write } from '../../platform/database.ts';
import { fillWords, type Language } from '../../platform/errors.ts';
import type { TableFile } from '../../platform/files/types.ts';
import type { Services } from '../../platform/services.ts';
import type { Content } from '../customers/statement.ts';
import { fateOf, type Plan, refusalOf } from './batch-queries.ts';
import { noIds, stageBatch, stagedBatches, stageOptions } from './batches.ts';
import { type KnownCustomer, knownCustomers, readCorrections } from './correction-queries.ts';
import { canMend } from './corrections.ts';
import { rowWords, toldProblem } from './messages.ts';
import type { ImportRecord } from './queries.ts';
import { sampleRows } from './recognise.ts';
import { type ImportOptions, isRepaired, type Preview, type PreviewRow, type RowAction } from './schema.ts';
import { primaryAddress, StagedBatch, type StageOptions } from './staged.ts';

/** Rows looked at, where the file has few columns: half a second of work. Of wide files as many as have this many cells. */
const mostRows = 10_000;
const mostCells = 300_000;
/** Rows shown from the top of the file, of each action and of those with problems. */
const shownFirst = 50;
const shownProblems = 100;

export type PreviewedRows = Pick<
	Preview,
	'rows' | 'checked_rows' | 'checked_all' | 'file_rows' | 'would' | 'with_problems' | 'with_repairs' | 'corrections'
>;

/** A preview of nothing: no column of the file says anything of a customer yet. */
export const noRows: PreviewedRows = {
	rows: [],
	checked_rows: 0,
	checked_all: false,
	file_rows: 0,
	would: { create: 0, update: 0, further: 0, unchanged: 0, refuse: 0 },
	with_problems: 0,
	with_repairs: 0,
	corrections: 0,
};

/** A statement as a person reads it: field to value. */
function readable(content: Content): Record<string, unknown> {
	const values: Record<string, unknown> = {};
	for (const [unit, value] of Object.entries(content)) {
		if (unit === 'name')
			for (const [part, text] of Object.entries(value as Record<string, string>)) if (part !== 'sort_name') values[part] = text;
		if (unit === 'contact_points')
			for (const point of content.contact_points!)
				values[point.kind] = values[point.kind] ? `${values[point.kind]}, ${point.value}` : point.value;
		if (unit === 'addresses') {
			const { key: _, is_primary: __, ...parts } = primaryAddress(content.addresses!)!;
			Object.assign(values, parts);
		}
		if (!['name', 'contact_points', 'addresses'].includes(unit)) values[unit] = value;
	}
	return values;
}

class RollBack extends Error {}

interface Planned {
	readonly plan: Plan;
	readonly known: ReadonlyMap<number, KnownCustomer>;
}

/** Recognises the rows of a batch as that person, and keeps nothing of it. */
async function planned({ database }: Services, principal: Principal, work: (client: pg.PoolClient) => Promise<Planned>): Promise<Planned> {
	let found: Planned = { plan: new Map(), known: new Map() };
	try {
		await write(database, principal, async (client) => {
			found = await work(client);
			throw new RollBack();
		});
	} catch (cause) {
		if (!(cause instanceof RollBack)) throw cause;
	}
	return found;
}

const actions = { created: 'create', updated: 'update', further: 'further', unchanged: 'unchanged', refused: 'refuse' } as const;

/** What the import would do with the rows of a file, as far as they can be looked at while a person waits. */
export async function previewRows(
	services: Services,
	principal: Principal,
	record: ImportRecord,
	options: ImportOptions,
	table: TableFile,
	language: Language,
): Promise<PreviewedRows> {
	const about = {
		import_id: record.id,
		source_id: record.source_id,
		user_id: principal.user_id,
		scope_id: record.scope_id,
		began: Date.now() * 1_000,
	};
	const { database, config } = services;
	const corrections = await readCorrections(database.owner, record.id);
	const staging: StageOptions = {
		...(await stageOptions(database.app, table, options, about, config.defaultCountry)),
		keep: true,
		corrections,
	};
	const most = Math.max(sampleRows, Math.min(mostRows, Math.ceil(mostCells / table.columns.length)));
	const { batch, share } = await firstBatch(table, staging, most);
	const context = {
		...about,
		known_until: Number.MAX_SAFE_INTEGER,
		revive: options.revive ?? false,
		units: staging.mapping.units,
		kinds: staging.mapping.kinds,
	};
	const staged = new Set(batch.rows);
	const actionOf = (plan: Plan, row: number): RowAction =>
		plan.has(row) ? actions[fateOf(plan.get(row)!)] : staged.has(row) ? 'create' : 'refuse';
	let shown: number[] = [];
	const { plan, known } = await planned(services, principal, async (client) => {
		const plan = await stageBatch(client, batch, context, false);
		shown = chosenRows(batch, (row) => actionOf(plan, row));
		return { plan, known: await knownCustomers(client, shown) };
	});
	const would = { ...noRows.would };
	let with_problems = 0;
	let with_repairs = 0;
	for (const [row, { problems }] of batch.stated) {
		const action = actionOf(plan, row);
		would[action]++;
		if (action !== 'refuse' && isRepaired(problems)) with_repairs++;
		else if (problems.length > 0 || action === 'refuse') with_problems++;
	}
	const rows = shown.map((row): PreviewRow => {
		const { content, cells, problems, key } = batch.stated.get(row)!;
		const told = problems.map((one) => toldProblem(one, language));
		const one = plan.get(row);
		if (one?.action === 'refused') {
			const code = refusalOf(one);
			const words = fillWords(rowWords[code], { id: one.customer_id, erasure: one.erasure ?? '' });
			told.push(toldProblem({ column: null, code, words }, language));
		}
		const action = actionOf(plan, row);
		return {
			row,
			cells: [...cells],
			mended: [...(corrections?.get(row)?.keys() ?? [])].filter((position) => position < cells.length).sort((a, b) => a - b),
			can_mend: canMend(problems),
			action,
			customer_id: one && !one.fresh ? one.customer_id : null,
			customer_name: known.get(row)?.name ?? null,
			known_by: known.get(row)?.known_by ?? null,
			first_row: action === 'further' && key !== null ? batch.rows[batch.firstOf.get(key)!]! : null,
			values: readable(content),
			problems: told,
		};
	});
	let corrected = 0;
	for (const cells of corrections?.values() ?? []) corrected += cells.size;
	const file_rows = share === 1 ? batch.count : Math.max(batch.count, Math.round(batch.count / share));
	return {
		rows,
		checked_rows: batch.count,
		checked_all: share === 1,
		file_rows,
		would,
		with_problems,
		with_repairs,
		corrections: corrected,
	};
}

/** The first rows of a file, about as many as asked for, with the share of the file that they are. */
async function firstBatch(table: TableFile, staging: StageOptions, most: number): Promise<{ batch: StagedBatch; share: number }> {
	const reserve = async (rows: number) => Array.from({ length: rows }, () => noIds);
	for await (const first of stagedBatches(table, staging, reserve, 1, most)) return first;
	return { batch: new StagedBatch(), share: 1 };
}

/** The rows to be shown, in the order of the file: the first ones, the first of each action, the first with problems and the first with repairs. */
function chosenRows(batch: StagedBatch, actionOf: (row: number) => RowAction): number[] {
	const left = { create: shownFirst, update: shownFirst, further: shownFirst, unchanged: shownFirst, refuse: shownProblems };
	let problems = shownProblems;
	let repairs = shownFirst;
	let place = 0;
	const chosen: number[] = [];
	for (const [row, { problems: told }] of batch.stated) {
		const first = place++ < shownFirst;
		const ofAction = left[actionOf(row)]-- > 0;
		const troubled = told.length > 0 && (isRepaired(told) ? repairs-- > 0 : problems-- > 0);
		if (first || ofAction || troubled) chosen.push(row);
	}
	return chosen;
}
