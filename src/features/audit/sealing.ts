// Sealing: entries that were committed go into a block every two seconds, after those of what people ask in SQL were read, and each minute a checkpoint signs the last block (decision 0022).
import { exec } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type pg from 'pg';
import { audit } from '../../platform/audit.ts';
import { asOwner } from '../../platform/database.ts';
import { replaceSecret } from '../../platform/secret-file.ts';
import type { Services } from '../../platform/services.ts';
import { beginning, type Checkpoint, canonical, hashOfBlock, leafOf, missingLeaf, signCheckpoint } from './chain.ts';
import { lastCheckpointFile, type SigningKey, signingKey } from './keys.ts';
import { linesOf } from './lines.ts';
import * as queries from './queries.ts';
import { HoldingGuard } from './sql-holding.ts';
import { prepareSqlReading, readSql } from './sql-reading.ts';

/** Milliseconds between two looks. */
const every = 2_000;
/** Milliseconds between two checkpoints. */
const checkpointEvery = 60_000;
/** Entries of a block at most: their hashes are 32 bytes each. */
const mostOfBlock = 20_000;

type Parts = Pick<Services, 'config' | 'database' | 'log'>;

/** The number of an entry, which its line begins with. */
const idOf = (line: Buffer): number => Number(line.subarray(0, line.indexOf(9)).toString('latin1'));

async function sealBlock(client: pg.PoolClient): Promise<number> {
	if (!(await queries.lockSealing(client))) return 0;
	await client.query(canonical);
	const taken = await queries.takeUnsealed(client, mostOfBlock);
	if (!taken) return 0;
	const known = new Map<number, Buffer>();
	for await (const lines of linesOf(queries.copyTaken(client, taken))) for (const line of lines) known.set(idOf(line), leafOf(line));
	const last = await queries.lastBlock(client);
	const block = {
		number: (last?.number ?? 0) + 1,
		kind: 'entries' as const,
		at: taken.now,
		count: taken.ids.length,
		first_at: taken.first_at,
		last_at: taken.last_at,
		ids: taken.range,
		// An entry that is gone before it is sealed was taken away by a superuser: the empty place tells of it.
		leaves: Buffer.concat(taken.ids.map((id) => known.get(id) ?? missingLeaf)),
		previous: last?.hash ?? beginning,
	};
	await queries.insertBlock(client, { ...block, hash: hashOfBlock(block) });
	return block.count;
}

/** Seals what was committed until now; returns how many entries. Nothing where another process is at it. */
export async function seal({ database }: Pick<Services, 'database'>): Promise<number> {
	let sealed = 0;
	for (;;) {
		const count = await asOwner(database, sealBlock);
		sealed += count;
		if (count === 0) return sealed;
	}
}

/** Sends a checkpoint to where it is to be kept: a folder, a command on its standard input, the log. */
async function send({ config, log }: Parts, one: Checkpoint): Promise<void> {
	const line = JSON.stringify(one);
	// Kept beside the key in any case: one is enough to vouch for all before it.
	replaceSecret(lastCheckpointFile(config), line);
	const target = config.auditCheckpoints;
	if (target === undefined) return;
	if (target === 'log') log.info({ audit_checkpoint: one }, 'audit checkpoint');
	else if (target.startsWith('command:')) {
		const running = promisify(exec)(target.slice('command:'.length), { timeout: 30_000 });
		running.child.stdin?.on('error', () => {});
		running.child.stdin?.end(`${line}\n`);
		await running;
	} else {
		mkdirSync(target, { recursive: true });
		appendFileSync(join(target, 'audit-checkpoints.ndjson'), `${line}\n`, { flush: true } as object);
	}
}

/** Signs the last block, where it is not signed yet. */
export async function checkpoint(parts: Parts, key: SigningKey = signingKey(parts.config)): Promise<Checkpoint | null> {
	const made = await asOwner(parts.database, async (client) => {
		await client.query(canonical);
		const [block, known] = [await queries.lastBlock(client), await queries.lastCheckpoint(client)];
		if (!block || (known && known.block >= block.number)) return null;
		if (!(key.name in (await queries.publicKeys(client)))) {
			await queries.addPublicKey(client, key.name, key.public.export({ type: 'spki', format: 'pem' }).toString());
			await audit(client, { action: 'audit.add_key', entity: 'settings', entity_id: 'audit_keys', detail: { key: key.name } });
		}
		const at = await queries.timeNow(client);
		const one = signCheckpoint(key.private, key.name, { block: block.number, at, hash: block.hash.toString('hex') });
		await queries.insertCheckpoint(client, one);
		return one;
	});
	if (made) await send(parts, made);
	return made;
}

/** Milliseconds until a server that could not tell what people ask in SQL is asked again. */
const askAgainAfter = 60_000;

/** Reads what people ask in SQL, time after time. What goes wrong is logged, the same once only. */
function sqlReader(parts: Parts): () => Promise<void> {
	let prepareAt = 0;
	let said: string | null = null;
	return async () => {
		if (Date.now() < prepareAt) return;
		let wrong: string | null;
		try {
			wrong = prepareAt === 0 || said !== null ? await prepareSqlReading(parts.database) : null;
			if (wrong === null) await readSql(parts);
		} catch (cause) {
			wrong = (cause as Error).message;
		}
		prepareAt = wrong === null ? 1 : Date.now() + askAgainAfter;
		if (wrong !== null && wrong !== said) parts.log.warn({ reason: wrong }, 'what people ask in SQL cannot be read into the audit');
		said = wrong;
	};
}

export interface Sealing {
	/** Seals and signs once more, and ends. */
	stop(): Promise<void>;
}

/** Seals and signs for as long as the process lives, and reads what people ask in SQL before that. Never throws: what goes wrong is logged and tried again. */
export function keepSealing(parts: Parts): Sealing {
	const stopping = new AbortController();
	let signed = 0;
	const readSqlNow = sqlReader(parts);
	const guard = new HoldingGuard(parts);
	const look = async (last: boolean) => {
		await guard.look();
		await readSqlNow();
		try {
			await seal(parts);
			if (!last && Date.now() - signed < checkpointEvery) return;
			signed = Date.now();
			await checkpoint(parts);
		} catch (cause) {
			if (last) parts.log.warn({ err: cause }, 'the audit could not be sealed at the end; that follows at the next start');
			else parts.log.error({ err: cause }, 'the audit could not be sealed; it is tried again');
		}
	};
	const work = async () => {
		while (!stopping.signal.aborted) {
			await look(false);
			await pause(every, stopping.signal);
		}
		await look(true);
		await guard.end();
	};
	const ended = work();
	return {
		stop: () => {
			stopping.abort();
			return Promise.race([ended, pause(1_500)]);
		},
	};
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const end = () => {
			clearTimeout(timer);
			signal?.removeEventListener('abort', end);
			resolve();
		};
		const timer = setTimeout(end, milliseconds);
		signal?.addEventListener('abort', end);
	});
}
