// One process at a time does a piece of work: advisory locks that outlast transactions and that PostgreSQL lets go of when the process dies.
import type { Database } from './database.ts';

/** What a lock is about: what it is for, and the number of the one thing that it guards. */
export interface Lock {
	readonly name: string;
	readonly id: number;
}

/** SQL of the first of the two numbers of locks with this name, which is a literal of ours. */
const classOf = (name: string) => `hashtext('${name}')`;

/**
 * SQL: whether any process holds the lock of this name; `id` is SQL of its number. pg_locks shows the locks of the server's other databases as well.
 */
export function isHeld(name: string, id: string): string {
	return `exists (select from pg_locks l where l.locktype = 'advisory' and l.classid = ${classOf(name)}::oid and l.objid = ${id}::oid
		and l.database = (select oid from pg_database where datname = current_database()))`;
}

/**
 * Runs `work` while no other process holds this lock.
 * @param busy what to do instead where another process holds it; left out, that process is waited for
 */
export async function withLock<T>(database: Database, { name, id }: Lock, work: () => Promise<T>, busy?: () => Promise<T>): Promise<T> {
	const key = `${classOf(name)}, ${Math.trunc(id)}`;
	const client = await database.owner.connect();
	let held = false;
	try {
		if (busy) {
			const { rows } = await client.query<{ held: boolean }>(`select pg_try_advisory_lock(${key}) as held`);
			held = rows[0]!.held;
		} else {
			await client.query(`select pg_advisory_lock(${key})`);
			held = true;
		}
		return await (held || !busy ? work() : busy());
	} finally {
		// A connection that cannot give the lock back is closed, which gives it back.
		const given =
			!held ||
			(await client.query(`select pg_advisory_unlock(${key})`).then(
				() => true,
				() => false,
			));
		client.release(!given);
	}
}
