// Undo and redo of a whole import, range by range of its rows: survives a restart, because each range notes how far it came.
import { asOwner } from '../../platform/database.ts';
import type { Services } from '../../platform/services.ts';
import { indexQueued } from '../customers/lookup.ts';
import { queueIndex } from '../customers/lookup-queries.ts';
import { purge, recompute } from '../customers/queries.ts';
import { closeAbsent, reopenAbsent } from './absent-queries.ts';
import { withImportLock } from './lock.ts';
import { importError as error } from './messages.ts';
import { findImport, moveImport } from './queries.ts';
import * as queries from './undo-queries.ts';

const rangeRows = 50_000;

export interface UndoResult {
	readonly removed: number;
	readonly reverted: number;
	readonly kept: number;
}

/** Goes on with an undo that was asked for (state undoing) until it is done; a run that is still at its last batch is waited for. */
export async function runUndo(services: Services, id: number): Promise<UndoResult> {
	return withImportLock(services.database, id, true, () => undoAll(services, id));
}

async function undoAll(services: Services, id: number): Promise<UndoResult> {
	const { database } = services;
	let result: UndoResult = { removed: 0, reverted: 0, kept: 0 };
	if ((await findImport(database.owner, id))?.state !== 'undoing') return result;
	const last = await queries.lastRow(database.owner, id);
	let after = await queries.undoRow(database.owner, id);
	if (after === 0)
		await asOwner(database, async (client) => queueIndex(client, await recompute(client, await reopenAbsent(client, id), null)));
	while (after < last) {
		const upTo = Math.min(last, after + rangeRows);
		const step = await asOwner(database, async (client) => {
			const done = await queries.undoRange(client, id, after, upTo);
			if (done.touched.length > 0) await queueIndex(client, await recompute(client, done.touched, null));
			await queries.noteUndo(client, id, upTo, null);
			return done;
		});
		result = { removed: result.removed + step.removed, reverted: result.reverted + step.touched.length, kept: result.kept + step.kept };
		after = upTo;
	}
	await asOwner(database, async (client) => {
		await queries.noteUndo(client, id, 0, 'undone');
		await services.jobs.add(client, 'imports.clear_lookup', { import_id: id }, { key: `clear_lookup:${id}` });
	});
	await indexQueued(services);
	return result;
}

/** Goes on with a redo (state redoing) until it is done. */
export async function runRedo(services: Services, id: number): Promise<void> {
	return withImportLock(services.database, id, true, () => redoAll(services, id));
}

async function redoAll(services: Services, id: number): Promise<void> {
	const { database } = services;
	if ((await findImport(database.owner, id))?.state !== 'redoing') return;
	const last = await queries.lastRow(database.owner, id);
	let after = await queries.undoRow(database.owner, id);
	while (after < last) {
		const upTo = Math.min(last, after + rangeRows);
		await asOwner(database, async (client) => {
			const { back, touched } = await queries.redoRange(client, id, after, upTo);
			if (touched.length > 0) await recompute(client, touched, null);
			await queueIndex(client, [...back, ...touched]);
			await queries.noteUndo(client, id, upTo, null);
		});
		after = upTo;
	}
	await asOwner(database, async (client) => {
		await queueIndex(client, await recompute(client, await closeAbsent(client, id), null));
		await queries.noteUndo(client, id, 0, 'done');
	});
	await indexQueued(services);
}

/** Asks for an undo; throws where the import is in no state for it. */
export async function requestUndo(services: Services, id: number): Promise<void> {
	const record = await findImport(services.database.owner, id);
	if (!record) throw error('import_not_found', { id });
	if (!(await moveImport(services.database.owner, id, ['done', 'cancelled', 'failed', 'paused'], 'undoing')))
		throw error('import_state', { id, state: record.state });
}

export async function requestRedo(services: Services, id: number): Promise<void> {
	const record = await findImport(services.database.owner, id);
	if (!record) throw error('import_not_found', { id });
	if (record.purged_at) throw error('import_purged', { id });
	if (!(await moveImport(services.database.owner, id, ['undone'], 'redoing'))) throw error('import_state', { id, state: record.state });
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
