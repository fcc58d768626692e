// Undo and redo of a whole import, range by range of its rows: survives a restart, because each range notes how far it came.
import { auditBatch } from '../../platform/audit.ts';
import type { Principal } from '../../platform/auth.ts';
import { asOwner, type Context, type Database, type Queryable, read, write } from '../../platform/database.ts';
import { fill, type Language } from '../../platform/errors.ts';
import type { Services } from '../../platform/services.ts';
import { indexAttributes } from '../customers/definitions.ts';
import { lockSource } from '../customers/edit.ts';
import { indexQueued } from '../customers/lookup.ts';
import { queueIndex, queueRange } from '../customers/lookup-queries.ts';
import { purge } from '../customers/purge-queries.ts';
import { recompute } from '../customers/queries.ts';
import { closeAbsent, type Ended, reopenAbsent } from './absent-queries.ts';
import { withImportLock } from './lock.ts';
import { importError as error, keptWords } from './messages.ts';
import { findImport, moveImport } from './queries.ts';
import type { ImportState, UndoPreview } from './schema.ts';
import * as queries from './undo-queries.ts';

const rangeRows = 50_000;

export interface UndoOptions {
	/** Rows undone or redone in one transaction, 50,000 when left out; or foreseen between two looks at the clock, 10,000. */
	readonly rangeRows?: number;
}

/** Customers by what became of them; each is counted once. */
export interface UndoResult {
	/** Stated by nothing else: gone. */
	readonly removed: number;
	/** Not made by the import: as the remaining statements say. */
	readonly reverted: number;
	/** Still there, since something else states or refers to them: of those whom the import made or alone still stated. */
	readonly kept: number;
}

/** Goes on with an undo that was asked for (state undoing) until it is done; a run that is still at its last batch is waited for. */
export async function runUndo(services: Services, id: number, options: UndoOptions = {}): Promise<UndoResult> {
	return withImportLock(services.database, id, true, () => undoAll(services, id, options.rangeRows ?? rangeRows));
}

const nothingUndone: queries.UndoCounts = { removed: 0, reverted: 0, kept_count: 0, kept: [] };

const added = (one: queries.UndoCounts, other: queries.UndoCounts): queries.UndoCounts => ({
	removed: one.removed + other.removed,
	reverted: one.reverted + other.reverted,
	kept_count: one.kept_count + other.kept_count,
	kept: [...one.kept, ...other.kept].slice(0, queries.listedKept),
});

const entryOf = (action: 'imports.undo' | 'imports.redo', id: number, up_to?: number) => ({
	action,
	entity: 'imports',
	entity_id: id,
	...(up_to !== undefined && { detail: { up_to } }),
});

/** What follows when the end of statements that a full copy did not hold is taken back, or made again. */
async function ended(client: Queryable, action: 'imports.undo' | 'imports.redo', id: number, { members, golden }: Ended): Promise<void> {
	const changed = await recompute(client, golden, null);
	await queueIndex(client, changed);
	if (members.length > 0) await auditBatch(client, entryOf(action, id), [...members, ...changed]);
}

async function undoAll(services: Services, id: number, rows: number): Promise<UndoResult> {
	const { database } = services;
	const record = await findImport(database.owner, id);
	if (record?.state !== 'undoing') return { removed: 0, reverted: 0, kept: 0 };
	const last = await queries.lastRow(database.owner, id);
	const before = await queries.undoneSoFar(database.owner, id);
	let after = before.row;
	let result = before.result ?? nothingUndone;
	if (after === 0) await asOwner(database, async (client) => ended(client, 'imports.undo', id, await reopenAbsent(client, id)));
	while (after < last) {
		const upTo = Math.min(last, after + rows);
		result = await asOwner(database, async (client) => {
			// An import of the same source that runs meanwhile repeats a statement either before it is withdrawn or not at all.
			await lockSource(client, record.source_id);
			const { counts, touched, members } = await queries.undoRange(client, id, after, upTo);
			const changed = touched.length > 0 ? await recompute(client, touched, null) : [];
			await queueIndex(client, changed);
			await auditBatch(client, entryOf('imports.undo', id, upTo), [...members, ...changed]);
			const sum = added(result, counts);
			await queries.noteUndo(client, id, upTo, sum);
			return sum;
		});
		after = upTo;
	}
	await asOwner(database, async (client) => {
		await queries.noteUndone(client, id, result);
		await services.jobs.add(client, 'imports.clear_lookup', { import_id: id }, { key: `clear_lookup:${id}` });
	});
	await indexQueued(services);
	return { removed: result.removed, reverted: result.reverted, kept: result.kept_count };
}

/** Goes on with a redo (state redoing) until it is done: the import is then in the state that it had before its undo. */
export async function runRedo(services: Services, id: number, options: UndoOptions = {}): Promise<void> {
	return withImportLock(services.database, id, true, () => redoAll(services, id, options.rangeRows ?? rangeRows));
}

/** Ids that lie further apart than this are not queued as one range. */
const widestGap = 1_000;

/** Ascending ids as stretches without wide gaps. */
function stretches(ids: readonly number[]): { first: number; last: number }[] {
	const found: { first: number; last: number }[] = [];
	for (const id of ids) {
		const open = found.at(-1);
		if (open && id - open.last <= widestGap) open.last = id;
		else found.push({ first: id, last: id });
	}
	return found;
}

async function redoAll(services: Services, id: number, rows: number): Promise<void> {
	const { database } = services;
	if ((await findImport(database.owner, id))?.state !== 'redoing') return;
	const last = await queries.lastRow(database.owner, id);
	let after = (await queries.undoneSoFar(database.owner, id)).row;
	while (after < last) {
		const upTo = Math.min(last, after + rows);
		await asOwner(database, async (client) => {
			const { back, touched, members } = await queries.redoRange(client, id, after, upTo);
			const changed = touched.length > 0 ? await recompute(client, touched, null) : [];
			await auditBatch(client, entryOf('imports.redo', id, upTo), [...members, ...changed]);
			await queueIndex(client, touched);
			// Those who are back have their look-up rows still, or none since clearLookup(): made in bulk, as after an import.
			for (const { first, last } of stretches(back)) await queueRange(client, first, last);
			await indexAttributes(client, back);
			await queries.noteRow(client, id, upTo);
		});
		after = upTo;
	}
	await asOwner(database, async (client) => {
		await ended(client, 'imports.redo', id, await closeAbsent(client, id));
		await queries.noteRedone(client, id);
	});
	await indexQueued(services);
}

/** Why a customer stays when an import is undone. */
function reasonOf({ source, import_id, file, noted, filed, restricted }: queries.Kept, language: Language): string {
	if (restricted) return keptWords.restricted[language];
	if (source !== null && import_id !== null) return fill(keptWords.import[language], { source, import_id, file: file ?? '' });
	if (source !== null) return fill(keptWords.statement[language], { source });
	return keptWords[noted ? 'note' : filed ? 'file' : 'relationship'][language];
}

/** Rows foreseen between two looks at the clock: some 0.2 s. */
const foreseenRows = 10_000;

/**
 * What the undo of an import would do. Counted range by range, 15 µs a row; after `patience` milliseconds the rest is taken to be like the first
 * part, and the counts say that they are estimates.
 */
async function foresee(
	{ database }: Services,
	id: number,
	{ patience = 2_000, rangeRows = foreseenRows, reader }: TellOptions,
): Promise<queries.UndoCounts & { others: number; estimated: boolean }> {
	const began = performance.now();
	const last = await queries.lastRow(database.owner, id);
	const by = reader && { scopes: reader.write_scopes, owner: reader.writes_own ? reader.user_id : null };
	let result = nothingUndone;
	let others = 0;
	let after = 0;
	while (after < last && (after === 0 || performance.now() - began < patience)) {
		const upTo = Math.min(last, after + rangeRows);
		const range = await queries.undoCounts(database.owner, id, after, upTo, by);
		result = added(result, range);
		others += range.others ?? 0;
		after = upTo;
	}
	if (after >= last) return { ...result, others, estimated: false };
	const scaled = (count: number) => Math.round((count / after) * last);
	const { removed, reverted, kept_count, kept } = result;
	return {
		removed: scaled(removed),
		reverted: scaled(reverted),
		kept_count: scaled(kept_count),
		kept,
		others: scaled(others),
		estimated: true,
	};
}

export interface TellOptions extends UndoOptions {
	/** Milliseconds after which what is still to be counted is estimated; 2,000 when left out. */
	readonly patience?: number;
	/** Who asks: names are told as far as he sees customers, and how many he may not change himself. Without one, nothing is kept back. */
	readonly reader?: Principal;
}

/** What the undo of an import would do, or, once it was asked for, has done; customers that stay are listed with the reason. */
export async function tellUndo(
	services: Services,
	id: number,
	state: ImportState,
	language: Language,
	options: TellOptions = {},
): Promise<UndoPreview> {
	const { database } = services;
	const begun = state === 'undoing' || state === 'undone';
	const { removed, reverted, kept_count, kept, others, estimated } = begun
		? { ...((await queries.undoneSoFar(database.owner, id)).result ?? nothingUndone), others: 0, estimated: false }
		: await foresee(services, id, options);
	const ids = kept.map(({ customer_id }) => customer_id);
	const names = options.reader
		? await read(database, options.reader, (client) => queries.namesOf(client, ids))
		: await queries.namesOf(database.owner, ids);
	return {
		removed,
		reverted,
		kept_count,
		others,
		estimated,
		kept: kept.map((one) => ({
			customer_id: one.customer_id,
			name: names.get(one.customer_id) ?? null,
			reason: reasonOf(one, language),
		})),
	};
}

/** As this person, or as the program where nobody is named. */
const asked = <T>(database: Database, by: Context | undefined, work: (client: Queryable) => Promise<T>): Promise<T> =>
	by ? write(database, by, work) : asOwner(database, work);

/** Asks for an undo; throws where the import is in no state for it. */
export async function requestUndo(services: Services, id: number, by?: Context): Promise<void> {
	const record = await findImport(services.database.owner, id);
	if (!record) throw error('import_not_found', { id });
	const from: readonly ImportState[] = ['done', 'cancelled', 'failed', 'paused'];
	if (!(await asked(services.database, by, (client) => moveImport(client, id, from, 'undoing'))))
		throw error('import_state', { id, state: record.state });
}

export async function requestRedo(services: Services, id: number, by?: Context): Promise<void> {
	const record = await findImport(services.database.owner, id);
	if (!record) throw error('import_not_found', { id });
	if (record.purged_at) throw error('import_purged', { id });
	if (!(await asked(services.database, by, (client) => moveImport(client, id, ['undone'], 'redoing'))))
		throw error('import_state', { id, state: record.state });
}

/** Takes the look-up rows of what an undo withdrew: in the background, since nobody finds withdrawn customers anyway. */
export async function clearLookup({ database }: Services, id: number): Promise<void> {
	await withImportLock(database, id, true, async () => {
		if ((await findImport(database.owner, id))?.state !== 'undone') return;
		const last = await queries.lastRow(database.owner, id);
		for (let after = 0; after < last; after += rangeRows)
			await asOwner(database, (client) => queries.clearWithdrawn(client, id, after, after + rangeRows));
	});
}

/** Destroys what imports left that were undone more than thirty days ago. */
export async function purgeUndone(services: Services): Promise<void> {
	const { rows } = await services.database.owner.query<{ id: number }>(
		"select id from imports where state = 'undone' and undone_at < now() - interval '30 days' and purged_at is null order by id limit 100",
	);
	for (const { id } of rows) {
		for (;;) {
			const ids = await asOwner(services.database, async (client) => {
				const some = await queries.purgeable(client, id, 2_000);
				if (some.length > 0) await purge(client, some, 'withdrawn');
				return some;
			});
			if (ids.length === 0) break;
		}
		await asOwner(services.database, (client) => queries.notePurged(client, id));
	}
}
