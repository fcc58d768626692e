// One process at a time works on an import.
import type { Database } from '../../platform/database.ts';
import { isHeld, withLock } from '../../platform/lock.ts';
import { importError as error } from './messages.ts';
import { findImport } from './queries.ts';

const name = 'clientele import';

/** SQL over imports: whether some process works on it. */
export const isWorkedOn = isHeld(name, 'imports.id');

/**
 * Runs `work` while no other process runs, undoes or redoes this import.
 * @param wait true: waits for the other process to end; false: throws import_state where there is one
 */
export async function withImportLock<T>(database: Database, id: number, wait: boolean, work: () => Promise<T>): Promise<T> {
	const refuse = async () => {
		const record = await findImport(database.owner, id);
		throw record ? error('import_state', { id, state: record.state }) : error('import_not_found', { id });
	};
	return withLock(database, { name, id }, work, wait ? undefined : refuse);
}
