// One process at a time works on an import: an advisory lock that PostgreSQL lets go of when the process dies.
import type { Database } from '../../platform/database.ts';
import { importError as error } from './messages.ts';
import { findImport } from './queries.ts';

/** The lock's first number; jobs.ts looks for it in pg_locks to find imports that nobody works on. */
export const lockClass = "hashtext('clientele import')";

/**
 * Runs `work` while no other process runs, undoes or redoes this import.
 * @param wait true: waits for the other process to end; false: throws import_state where there is one
 */
export async function withImportLock<T>(database: Database, id: number, wait: boolean, work: () => Promise<T>): Promise<T> {
	const client = await database.owner.connect();
	let held = false;
	try {
		if (wait) {
			await client.query(`select pg_advisory_lock(${lockClass}, $1)`, [id]);
			held = true;
		} else {
			const { rows } = await client.query<{ free: boolean }>(`select pg_try_advisory_lock(${lockClass}, $1) as free`, [id]);
			held = rows[0]!.free;
		}
		if (!held) {
			const record = await findImport(database.owner, id);
			throw record ? error('import_state', { id, state: record.state }) : error('import_not_found', { id });
		}
		return await work();
	} finally {
		// A connection that cannot give the lock back is closed, which gives it back.
		const given =
			!held ||
			(await client.query(`select pg_advisory_unlock(${lockClass}, $1)`, [id]).then(
				() => true,
				() => false,
			));
		client.release(!given);
	}
}
