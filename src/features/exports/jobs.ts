// Background work of exports: writing the file, starting anew after a restart, deleting files that are old.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { demand } from '../../platform/auth.ts';
import { type Database, type Queryable, read, write } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { Jobs, Task, Tasks } from '../../platform/jobs.ts';
import { userPrincipal } from '../access/queries.ts';
import { exportError as error } from './messages.ts';
import * as queries from './queries.ts';
import { extensionOf } from './rules.ts';
import { type ExportOptions, exportInto, planExport } from './run.ts';

/** How long the files are kept. */
export const daysKept = 7;

const runTask = 'exports.run';

/** Puts an export in the queue; twice is once. */
export async function queueExport(jobs: Jobs, client: Queryable, id: number): Promise<void> {
	await jobs.add(client, runTask, { export_id: id }, { key: `${runTask}:${id}`, maxAttempts: 3 });
}

/** Lets an export go that waited for approval. */
export async function releaseExport({ jobs }: { readonly jobs: Jobs }, client: Queryable, id: number): Promise<void> {
	await queries.endWaiting(client, id, null);
	await queueExport(jobs, client, id);
}

/** Ends an export that waited for approval. */
export function dropWaitingExport(client: Queryable, id: number, { code, words }: AppError): Promise<void> {
	return queries.endWaiting(client, id, { code, words });
}

const noContext = { user_id: 0, scopes: [] };

/** The person an export is for, as he stands now: rights may have changed since he asked. */
export async function principalOf(database: Database, user_id: number) {
	const row = await read(database, noContext, async (client) =>
		(await queries.isActiveUser(client, user_id)) ? userPrincipal(client, user_id) : null,
	);
	if (!row) throw error('export_user_gone');
	const principal = { ...row, via: 'command' as const };
	demand(principal, 'exports.run');
	return principal;
}

/**
 * Writes one export. Whoever works on it holds a lock that ends with its transaction, so that of two jobs for one export one does nothing and
 * a process that was killed leaves no lock behind; the file is started anew.
 */
const run: Task<{ export_id: number }> = async ({ export_id: id }, services) => {
	const { database, config, log } = services;
	const started = await read(database, noContext, (client) => queries.findExport(client, null, id));
	if (!started || !['queued', 'running'].includes(started.state)) return;
	const folder = join(config.dataDir, 'files', 'exports');
	const path = join(folder, `${id}.${extensionOf(started.format)}`);
	const stop = new AbortController();
	try {
		const principal = await principalOf(database, started.user_id);
		const options = { ...started.options, format: started.format } as ExportOptions;
		const plan = await planExport(services, principal, options);
		await mkdir(folder, { recursive: true });
		await write(database, principal, async (client) => {
			if (!(await queries.lockExport(client, id))) return;
			if (!(await write(database, principal, (other) => queries.startExport(other, id)))) return;
			const { rows, bytes } = await exportInto(database, client, plan, path, {
				signal: stop.signal,
				onLeftOut: (left) => queries.noteLeftOut(database.app, id, plan.purpose!.id, left),
				onProgress: async (progress) => {
					if (!(await queries.reportProgress(database.app, id, progress.rows, progress.bytes))) stop.abort();
				},
			});
			const kept = await write(database, principal, (other) => queries.finishExport(other, id, rows, bytes, path));
			if (!kept) await rm(path, { force: true });
		});
	} catch (cause) {
		await rm(path, { force: true });
		if (stop.signal.aborted) return;
		const known = cause instanceof AppError ? cause : error('export_failed');
		if (known !== cause) log.error({ err: cause, export_id: id }, 'export failed');
		// A job that never started has no running row to fail.
		await queries.startExport(database.app, id);
		await queries.failExport(database.app, id, { code: known.code, words: known.words });
	}
};

/** Puts exports back in the queue that nobody works on: those of a process that was killed. Where somebody does, the job ends at once. */
export const resume: Task = async (_payload, { database, jobs }) => {
	for (const id of await queries.unfinishedExports(database.app)) await queueExport(jobs, database.app, id);
};

const purge: Task = async (_payload, { database }) => {
	for (const file of await queries.forgetFiles(database.app, daysKept)) await rm(file, { force: true });
};

export const exportTasks: Tasks = { [runTask]: run, 'exports.resume': resume, 'exports.purge': purge };

/** Lines of crontab: unfinished exports every minute, old files at night. */
export const exportCrontab = '* * * * * exports.resume ?max=1&jobKey=exports.resume\n37 3 * * * exports.purge ?jobKey=exports.purge';
