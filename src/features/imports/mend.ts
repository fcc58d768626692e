// Rows that an import refused or took without a value, imported again as a person mended them. They belong to the same import, so its undo takes them along.
import { audit } from '../../platform/audit.ts';
import type { Principal } from '../../platform/auth.ts';
import { jsonb } from '../../platform/copy.ts';
import { bulk, write } from '../../platform/database.ts';
import type { Words } from '../../platform/errors.ts';
import type { TableFile } from '../../platform/files/types.ts';
import type { Services } from '../../platform/services.ts';
import { attributeMap } from '../customers/definitions.ts';
import { indexTask } from '../customers/lookup.ts';
import { type Applying, applyRows, auditRows, type CustomerTrouble, prepare, troublesOf } from './apply.ts';
import { fateOf, nothingDone, type Plan } from './batch-queries.ts';
import * as corrections from './correction-queries.ts';
import { canMend, isOfFile, mostCorrections } from './corrections.ts';
import { hiddenOf, sealedCell } from './hidden.ts';
import { withImportLock } from './lock.ts';
import { importError as error } from './messages.ts';
import * as queries from './queries.ts';
import type { ImportState } from './schema.ts';
import { StagedBatch, stageRow, type TroubleKind } from './staged.ts';

/** Rows imported again in one request: well under a second of work. */
const mendedAtOnce = 1_000;

/** States of an import whose rows with problems can be mended: it has come to its end. */
export const mendable: readonly ImportState[] = ['done', 'cancelled'];

/** Keeps corrections of an import that has `columns` columns, and takes others back; returns how many it has then. */
export async function correctCells(
	services: Services,
	principal: Principal,
	record: queries.ImportRecord,
	cells: readonly corrections.Correction[],
	columns: number,
): Promise<number> {
	const beyond = cells.find(({ position }) => position >= columns);
	if (beyond) throw error('correction_column', { columns, position: beyond.position });
	return write(services.database, principal, async (client) => {
		const state = await corrections.lockImport(client, record.id);
		if (state !== 'draft' && !mendable.includes(state)) throw error('import_state', { id: record.id, state });
		if (state !== 'draft') await checkTroubled(client, record.id, cells);
		const hidden = hiddenOf(services.keyring, record.options, await attributeMap(client));
		const kept = hidden ? cells.map((one) => ({ ...one, value: sealedCell(hidden, one.value, one.position) })) : cells;
		const count = await corrections.putCorrections(client, record.id, kept);
		if (count > mostCorrections) throw error('too_many_corrections', { most: mostCorrections });
		await audit(client, { action: 'imports.correct', entity: 'imports', entity_id: record.id, detail: { cells: cells.length } });
		return count;
	});
}

/** After the import only rows with problems are mended here: all others are customers now. */
async function checkTroubled(
	client: Parameters<typeof corrections.troubledRows>[0],
	import_id: number,
	cells: readonly corrections.Correction[],
): Promise<void> {
	const troubled = await corrections.troubledRows(client, import_id, [...new Set(cells.map(({ row }) => row))]);
	for (const { row } of cells) {
		const own = troubled.filter((one) => one.row === row);
		if (own.length === 0) throw error('correction_row', { row });
		if (!own.every(({ problems }) => canMend(problems))) throw error('correction_beyond', { row });
	}
}

export interface Mended {
	/** Rows that are in without a problem now. */
	readonly mended: number;
	/** Rows that still have one; they stay on the list as they were typed. */
	readonly still: number;
	/** Rows that wait for the next request. */
	readonly left: number;
}

/**
 * Imports rows with mended cells again, at most `atOnce` of them, in one transaction. A row that was taken before is a newer version of what it
 * said then; of whom an earlier row of the file made, none is recognised by e-mail or phone, as in the import itself.
 * @throws import_state where the import has not come to its end
 */
export async function mendRows(services: Services, principal: Principal, id: number, atOnce = mendedAtOnce): Promise<Mended> {
	const { database, jobs } = services;
	return withImportLock(database, id, true, async () => {
		const record = await queries.findImport(database.owner, id);
		if (!record) throw error('import_not_found', { id });
		if (!mendable.includes(record.state)) throw error('import_state', { id, state: record.state });
		const before = await corrections.mendedRows(database.owner, id, atOnce);
		const rows = [...new Map(before.map((one) => [one.row, one])).values()];
		if (rows.length === 0) return { mended: 0, still: 0, left: 0 };
		const { staging, ...about } = await prepare(services, principal, columnsOf(record), record, record.options);
		const keys = await corrections.keysOfRows(
			database.owner,
			id,
			rows.map(({ row }) => row),
		);
		const ids = await queries.reserveIds(database.app, rows.length);
		const batch = new StagedBatch();
		for (const { row, cells } of rows) {
			const problem = before.filter((one) => one.row === row).flatMap(({ problems }) => problems.filter(({ code }) => isOfFile(code)))[0];
			const told = { problem: problem && { code: problem.code, words: problem.words as unknown as Words } };
			stageRow(batch, row, cells ?? [], told, ids[batch.rows.length]!, { ...staging, keys });
		}
		const still = await apply(services, principal, batch, { ...about, options: record.options }, before);
		await jobs.add(database.app, indexTask, {}, { key: indexTask });
		return { mended: rows.length - still, still, left: await corrections.countMended(database.owner, id) };
	});
}

/** The columns of the file as its import knows them, and no rows: the file itself may be gone. */
function columnsOf({ options }: queries.ImportRecord): Pick<TableFile, 'columns' | 'rows'> {
	return { columns: [...new Set((options.columns ?? []).map(({ column }) => column))], rows: async function* () {} };
}

/** Writes the batch, what is still wrong with its rows and what that makes of the counts; returns how many rows still have a problem. */
async function apply(
	{ database }: Services,
	principal: Principal,
	batch: StagedBatch,
	applying: Applying,
	before: readonly queries.TroubleRow[],
): Promise<number> {
	const { import_id } = applying.context;
	const rows = [...batch.cells.keys()];
	const refusedBefore = new Set(before.filter(({ kind }) => kind === 'refused').map(({ row }) => row));
	return bulk(database, principal, async (client, ownerStep) => {
		// The person is told that it is done: see bulk().
		await client.query('set local synchronous_commit = on');
		const state = await corrections.lockImport(client, import_id);
		if (!mendable.includes(state)) throw error('import_state', { id: import_id, state });
		const applied = await applyRows(client, ownerStep, batch, applying, true);
		const { planned } = applied;
		await auditRows(client, 'imports.mend', import_id, applied, { rows: rows.length });
		// A row that was taken stays taken as it was where its new version cannot be.
		const troubles = troublesOf(batch, planned, applying.context).map((one) =>
			one.kind === 'refused' && !refusedBefore.has(one.row) ? { ...one, kind: 'kept' as const } : one,
		);
		const once = [...new Map(troubles.map((one) => [`${one.row} ${one.kind}`, one])).values()];
		const troubled = new Set(once.filter(({ kind }) => kind !== 'repaired').map(({ row }) => row));
		await corrections.forgetTroubles(
			client,
			import_id,
			rows,
			rows.filter((row) => !troubled.has(row)),
		);
		if (once.length > 0) await queries.insertTroubles(client, import_id, jsonb(once));
		await corrections.addCounts(client, import_id, changeOf(batch, planned, refusedBefore, before, once));
		return troubled.size;
	});
}

/** What the rows of a batch add to the counts of their import, less what they were counted as before. */
function changeOf(
	batch: StagedBatch,
	planned: Plan,
	refusedBefore: ReadonlySet<number>,
	before: readonly queries.TroubleRow[],
	after: readonly CustomerTrouble[],
): Parameters<typeof corrections.addCounts>[2] {
	const more = (of: TroubleKind) => after.filter(({ kind }) => kind === of).length - before.filter(({ kind }) => kind === of).length;
	const change = { ...nothingDone, problems: more('kept'), repaired: more('repaired') };
	const staged = new Set(batch.rows);
	for (const row of refusedBefore) {
		change.refused -= 1;
		const one = planned.get(row);
		change[one ? fateOf(one) : staged.has(row) ? 'created' : 'refused'] += 1;
	}
	return change;
}
