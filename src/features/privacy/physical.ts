// The disk after an erasure: pages rewritten, statistics and the write-ahead log renewed, logs of the database emptied. At night, before the stated date.
import { readdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { audit } from '../../platform/audit.ts';
import { asOwner } from '../../platform/database.ts';
import { withLock } from '../../platform/lock.ts';
import type { Services } from '../../platform/services.ts';
import { readSql } from '../audit/sql-reading.ts';
import * as queries from './physical-queries.ts';

/** What was done on disk, kept beside the erasures that it completes. */
export interface Proof {
	/** Tables that were written anew with their indexes, and what that took, in milliseconds. */
	readonly tables: Readonly<Record<string, number>>;
	/** Up to where the write-ahead log is gone; null where the database is not ours to run. */
	readonly wal: { readonly until: string; readonly files: number } | null;
	readonly logs: number;
}

/** Hours of the night in which tables may be locked, by the clock of the machine. */
const quietFrom = 1;
const quietUntil = 5;
/** So many days before the date no hour is too early. */
const urgentDays = 5;
/** How long a table is waited for before it is left for another time, in milliseconds; whoever comes after us waits as long. */
const patience = 3_000;
const tries = 20;

/**
 * Completes erasures: rewrites every table that may hold a trace, also of values that were replaced long before, then has the log of the database begin anew.
 * `quiet`: only at night, unless a date comes near. Returns how many erasures are complete now.
 */
export async function completeErasures(services: Services, when: 'quiet' | 'now'): Promise<number> {
	const { database } = services;
	const due = await queries.unfinished(database.owner);
	if (due.length === 0) return 0;
	const hour = new Date().getHours();
	const urgent = due.some(({ days_left }) => days_left <= urgentDays);
	if (when === 'quiet' && !urgent && (hour < quietFrom || hour >= quietUntil)) return 0;
	return withLock(
		database,
		{ name: 'clientele erasures', id: 2 },
		async () => {
			const proof = await rewrite(services, await queries.tablesToRewrite(database.owner));
			if (!proof) return 0;
			return asOwner(database, async (client) => {
				const completed = await queries.noteComplete(
					client,
					due.map(({ id }) => id),
					proof,
				);
				for (const id of completed)
					await audit(client, {
						action: 'erasures.complete',
						entity: 'erasures',
						entity_id: id,
						detail: { wal: proof.wal?.until ?? 'not_ours' },
					});
				return completed.length;
			});
		},
		async () => 0,
	);
}

async function rewrite(services: Services, tables: readonly string[]): Promise<Proof | undefined> {
	const { database, config, log } = services;
	const client = await database.owner.connect();
	try {
		await client.query(`set lock_timeout = ${patience}`);
		const took: Record<string, number> = {};
		for (const table of tables) {
			const began = performance.now();
			if (!(await patiently(() => queries.rewriteTable(client, table)))) {
				log.warn({ table }, 'a table was in use and is rewritten another time');
				return undefined;
			}
			took[table] = Math.round(performance.now() - began);
		}
		// Samples of values that the planner keeps, and texts of statements.
		if (!(await patiently(() => queries.renewStatistics(client)))) return undefined;
		// What people asked goes into the audit before it is forgotten; a server that does not tell it has nothing to lose.
		await readSql({ database }).catch((cause) => log.info({ reason: cause.message }, 'what people ask in SQL could not be read'));
		await queries.forgetStatements(client);
		const ours = config.databaseUrl === undefined && (await queries.isSuperuser(client));
		const logs = ours ? await emptyLogs(config.dataDir) : 0;
		return { tables: took, wal: ours ? await renewLog(client) : null, logs };
	} finally {
		await client.query('reset lock_timeout').catch(() => {});
		client.release();
	}
}

/** Tries again while somebody else holds the table; false where it is no use. */
async function patiently(work: () => Promise<unknown>): Promise<boolean> {
	for (let attempt = 1; ; attempt++)
		try {
			await work();
			return true;
		} catch (cause) {
			if ((cause as { code?: string }).code !== '55P03') throw cause;
			if (attempt === tries) return false;
			await pause(200);
		}
}

/**
 * Has the write-ahead log begin anew: the server would otherwise give old files new names and keep what is in them. Files that have new names already are
 * filled up one by one, which writes zeros over them.
 */
async function renewLog(client: pg.PoolClient): Promise<NonNullable<Proof['wal']>> {
	await queries.setRecycling(client, false);
	try {
		const before = await queries.walFiles(client);
		const last = before.at(-1)!;
		for (let current = ''; current <= last; ) current = await queries.nextWalFile(client);
		await queries.checkpoint(client);
		await queries.checkpoint(client);
		const left = (await queries.walFiles(client)).filter((name) => name <= last);
		if (left.length > 0) throw new Error(`the write-ahead log keeps ${left.length} files, as for a replica or an archive that is behind`);
		return { until: last, files: before.length };
	} finally {
		await queries.setRecycling(client, true);
	}
}

/** Empties the log of the embedded server, which may quote values that it could not take, and removes older ones. */
async function emptyLogs(dataDir: string): Promise<number> {
	const folder = join(dataDir, 'log');
	const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith('postgres.log'));
	for (const name of names) await (name === 'postgres.log' ? truncate(join(folder, name)) : rm(join(folder, name), { force: true }));
	return names.length;
}
