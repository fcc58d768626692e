// How well the audit stands: whether the database's superuser could read the key that signs, whether checkpoints leave the machine, and how old they are.
import type { Queryable } from '../../platform/database.ts';
import type { Words } from '../../platform/errors.ts';
import type { Services } from '../../platform/services.ts';
import { keyFile } from './keys.ts';
import { countUnsealed, lastOfChain, readVerified } from './reading.ts';
import type { StoredResult } from './result.ts';
import { countLogins, loginsThatShare, readsOthers } from './sql-queries.ts';
import { verifyAudit } from './verify.ts';

export interface AuditStanding {
	/** Seconds since the last block, and since the last checkpoint; null where there is none. */
	readonly block_age: number | null;
	readonly checkpoint_age: number | null;
	/** Seconds that the oldest entry has waited to be sealed. */
	readonly waiting: number;
	/** null: it cannot be told. */
	readonly key_readable: boolean | null;
	readonly leaves: boolean;
}

/** Asks the server to open the file of the key, as its superuser would: one byte. Null where the owner is no superuser and cannot ask. */
async function canRead(client: Queryable, file: string): Promise<boolean | null> {
	const { rows } = await client.query<{ superuser: boolean }>('select rolsuper as superuser from pg_roles where rolname = current_user');
	if (!rows[0]?.superuser) return null;
	await client.query('savepoint reading');
	try {
		await client.query('select pg_read_binary_file($1, 0, 1)', [file]);
		return true;
	} catch {
		return false;
	} finally {
		await client.query('rollback to savepoint reading');
	}
}

const secondsSince = (at: string | undefined): number | null =>
	at === undefined ? null : Math.max(0, (Date.now() - Date.parse(at)) / 1_000);

/** Entries that are verified on the side: a few seconds. Of more, those of the last days. */
const fewEntries = 1_000_000;
const lastDays = 7;

/** What is wrong with the chain, in its last days where it is long; of what is older what verifying found last. Null where nothing is. */
export async function auditFinding(parts: Pick<Services, 'config' | 'database'>, client: Queryable): Promise<Words | null> {
	const { rows } = await client.query<{ few: boolean; from: string }>(
		'select last_value <= $1 as few, to_json(now() - make_interval(days => $2)) #>> $3 as from from audit_log_id_seq',
		[fewEntries, lastDays, '{}'],
	);
	const { few, from } = rows[0]!;
	const { finding } = await verifyAudit(parts, { signal: AbortSignal.timeout(100_000), ...(!few && { from }) });
	const known = few ? null : await readVerified<StoredResult>(client);
	return finding?.words ?? known?.finding?.words ?? null;
}

/** Owner-side, in a transaction. */
export async function auditStanding(client: Queryable, { config }: Pick<Services, 'config'>): Promise<AuditStanding> {
	const { last_block, last_checkpoint } = await lastOfChain(client);
	const { count, oldest_seconds } = await countUnsealed(client);
	// A variable is read by whoever runs as the same user: as the embedded server does, unless the program runs as root.
	const ofVariable = config.databaseUrl === undefined && process.getuid?.() !== 0;
	const file = config.auditKeyFile ?? keyFile(config);
	return {
		block_age: secondsSince(last_block?.at),
		checkpoint_age: secondsSince(last_checkpoint?.at),
		waiting: count === 0 ? 0 : oldest_seconds,
		key_readable: config.auditKey === undefined ? await canRead(client, file) : ofVariable,
		leaves: config.auditCheckpoints !== undefined,
	};
}

/** How many people have logins for SQL, which of them can ask under the name that all share, and why what they ask cannot be read; null where it can. Owner-side, in a transaction. */
export async function sqlStanding(client: Queryable): Promise<{ count: number; sharing: string[]; wrong: string | null }> {
	const count = await countLogins(client);
	const sharing = await loginsThatShare(client);
	await client.query('savepoint reading');
	try {
		return { count, sharing, wrong: (await readsOthers(client)) ? null : 'pg_read_all_stats' };
	} catch (cause) {
		return { count, sharing, wrong: (cause as Error).message };
	} finally {
		await client.query('rollback to savepoint reading');
	}
}
