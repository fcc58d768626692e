// Background work of imports: running, undoing, redoing, and what is left behind.
import { asOwner } from '../../platform/database.ts';
import type { Task, Tasks } from '../../platform/jobs.ts';
import type { Services } from '../../platform/services.ts';
import { userPrincipal } from '../access/queries.ts';
import { sealKeptTask } from '../customers/reseal.ts';
import { purgeCorrections } from './correction-queries.ts';
import { sealKept } from './hidden-queries.ts';
import { isWorkedOn } from './lock.ts';
import { findImport, oldUploads } from './queries.ts';
import { completeSearch, runImport } from './run.ts';
import type { ImportState } from './schema.ts';
import { clearLookup, purgeUndone, runRedo, runUndo } from './undo.ts';
import { removeUpload, uploadsFolder } from './uploads.ts';

interface ImportPayload {
	readonly import_id: number;
}

/** States in which a job goes on with an import: anything else was decided after the job was put in the queue. */
const going: readonly ImportState[] = ['queued', 'running'];

/** Puts work on an import in the queue, once. */
async function queue({ database, jobs }: Services, task: string, import_id: number): Promise<void> {
	await jobs.add(database.owner, task, { import_id }, { key: `${task}:${import_id}`, queue: 'imports' });
}

const run: Task<ImportPayload> = async ({ import_id }, services, signal) => {
	const record = await findImport(services.database.owner, import_id);
	if (!record || !going.includes(record.state)) return;
	try {
		const principal = { ...(await userPrincipal(services.database.owner, record.user_id)), via: 'command' } as const;
		await runImport(services, principal, import_id, { from: going, wait: true, handOver: signal });
		// Where the import is done already, the job finds nothing to do.
		if (signal?.aborted) await queue(services, 'imports.run', import_id);
		await completeSearch(services, signal);
	} catch (cause) {
		if (signal?.aborted) throw cause;
		// The import itself tells what happened; trying again is the person's decision.
		services.log.warn({ err: cause, import_id }, 'import stopped');
	}
};

const undo: Task<ImportPayload> = async ({ import_id }, services) => {
	const record = await findImport(services.database.owner, import_id);
	if (record?.state === 'undoing') await runUndo(services, import_id);
};

const redo: Task<ImportPayload> = async ({ import_id }, services) => {
	const record = await findImport(services.database.owner, import_id);
	if (record?.state === 'redoing') await runRedo(services, import_id);
};

/** Imports that say they run while no process holds their lock: their process died. They are put in the queue again. */
const resume: Task = async (_payload, services) => {
	const { rows } = await services.database.owner.query<{ id: number; state: string }>(
		`select id, state from imports where state in ('running', 'undoing', 'redoing') and not ${isWorkedOn} limit 100`,
	);
	for (const { id, state } of rows) {
		const task = state === 'running' ? 'imports.run' : state === 'undoing' ? 'imports.undo' : 'imports.redo';
		await queue(services, task, id);
	}
};

/** Files of imports that ended a week ago, and what imports left that were undone a month ago. */
const tidy: Task = async (_payload, services) => {
	for (const id of await oldUploads(services.database.owner, 7, uploadsFolder(services.config))) await removeUpload(services, id);
	await services.database.owner.query(
		"delete from import_keys k using imports i where i.id = k.import_id and i.state in ('failed', 'cancelled') and i.finished_at < now() - interval '7 days'",
	);
	await asOwner(services.database, purgeCorrections);
	await purgeUndone(services);
};

export const importTasks: Tasks = {
	'imports.run': run,
	'imports.undo': undo,
	'imports.redo': redo,
	'imports.resume': resume,
	'imports.clear_lookup': (async ({ import_id }, services) => clearLookup(services, import_id)) satisfies Task<ImportPayload>,
	'imports.tidy': tidy,
	[sealKeptTask]: (async ({ field }, services, signal) => sealKept(services, field, signal)) satisfies Task<{ readonly field: string }>,
};

export const importCrontab = '* * * * * imports.resume ?max=1&jobKey=imports.resume\n43 3 * * * imports.tidy ?jobKey=imports.tidy';
