// `clientele audit verify`: computes the chain anew from the entries and compares it with what was signed, inside the database and outside of it.
import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { fillWords, type Words } from '../../platform/errors.ts';
import { readSecretFile } from '../../platform/secret-file.ts';
import type { Services } from '../../platform/services.ts';
import {
	beginning,
	type Checkpoint,
	canonical,
	fingerprint,
	hashOfBlock,
	isDropped,
	isSigned,
	leafBytes,
	leafOf,
	missingLeaf,
} from './chain.ts';
import { existingKey, lastCheckpointFile } from './keys.ts';
import { linesOf } from './lines.ts';
import { auditError as error, type FindingCode, findings } from './messages.ts';
import * as queries from './queries.ts';

/** Entries whose hashes are in memory at once. */
const step = 200_000;

export interface VerifyOptions {
	/** Begins with the first block that reaches into this time; what stood before it is taken as it is. */
	readonly from?: string | undefined;
	/** A file of checkpoints that were kept elsewhere, one JSON object a line. */
	readonly checkpoints?: string | undefined;
	/** Files of further public keys: of other machines, and of earlier ones. */
	readonly keys?: readonly string[] | undefined;
	readonly onProgress?: (entries: number) => void;
	readonly signal?: AbortSignal;
}

export interface Finding {
	readonly code: FindingCode;
	readonly id?: number;
	readonly block?: number;
	readonly words: Words;
}

export interface Verified {
	readonly ok: boolean;
	/** What is wrong first, in the order of the chain; null where nothing is. */
	readonly finding: Finding | null;
	readonly entries: number;
	readonly blocks: number;
	/** Months whose entries went by the retention policy, with proof. */
	readonly dropped: number;
	readonly checkpoints: number;
	/** Whether checkpoints from outside of the database were compared. */
	readonly outside: boolean;
	/** Until when all is proven: the time of the last checkpoint; null where there is none. */
	readonly proven_until: string | null;
	/** Entries after it, of which nobody could tell whether some were removed or changed. */
	readonly unproven: number;
	readonly seconds: number;
}

/** Thrown inside at the first thing that is wrong. */
class Found extends Error {
	readonly finding: Finding;
	constructor(code: FindingCode, about: { readonly id?: number; readonly block?: number }) {
		super(code);
		this.finding = { code, ...about, words: fillWords(findings[code], { id: about.id ?? 0, block: about.block ?? 0 }) };
	}
}

type Parts = Pick<Services, 'config' | 'database'>;

/** Checkpoints of a file, and the last one beside the key. */
function outsideCheckpoints({ config }: Parts, file: string | undefined): Checkpoint[] {
	const read = (text: string): Checkpoint[] =>
		text
			.split('\n')
			.filter((line) => line.trim() !== '')
			.map((line) => JSON.parse(line) as Checkpoint);
	const kept = read(readSecretFile(lastCheckpointFile(config)) ?? '');
	if (file === undefined) return kept;
	try {
		const given = read(readFileSync(file, 'utf8'));
		if (given.some((one) => !Number.isSafeInteger(one.block) || typeof one.hash !== 'string' || typeof one.signature !== 'string'))
			throw new Error();
		return [...given, ...kept];
	} catch {
		throw error('checkpoints_unreadable', { file });
	}
}

interface Run {
	readonly client: pg.PoolClient;
	/** Hashes by block that valid checkpoints vouch for. */
	readonly vouched: Map<number, Set<string>>;
	readonly keys: readonly KeyObject[];
	readonly options: VerifyOptions;
	entries: number;
	blocks: number;
	dropped: number;
	/** Months whose entries are gone with proof, and the block that proves it: what was sealed after it, by a clock that was set back, is there. */
	readonly gone: Map<string, number>;
	last: queries.StoredBlock | null;
}

const monthOf = ({ first_at }: Pick<queries.StoredBlock, 'first_at'>) => first_at.slice(0, 7);

/** Compares what stands as the entries of some blocks with their leaves. */
async function compareEntries(run: Run, blocks: readonly queries.StoredBlock[]): Promise<void> {
	const whole = blocks.filter((block) => block.kind === 'entries' && block.number > (run.gone.get(monthOf(block)) ?? 0));
	if (whole.length === 0) return;
	const expected = whole.flatMap((block) => expectedOf(block));
	let at = 0;
	const source = queries.copyBlocks(run.client, whole[0]!.number, whole.at(-1)!.number);
	for await (const lines of linesOf(source)) {
		run.options.signal?.throwIfAborted();
		for (const line of lines) {
			const tab = line.indexOf(9);
			const block = Number(line.subarray(0, tab).toString('latin1'));
			const rest = line.subarray(tab + 1);
			const id = Number(rest.subarray(0, rest.indexOf(9)).toString('latin1'));
			const one = expected[at];
			if (!one || block < one.block || (block === one.block && id < one.id)) throw new Found('entry_added', { id, block });
			if (block > one.block || id > one.id) throw new Found('entry_removed', { id: one.id, block: one.block });
			const leaf = leafOf(rest);
			if (!leaf.equals(one.leaf)) {
				if (one.leaf.equals(missingLeaf)) throw new Found('entry_removed', { id, block });
				throw new Found(expected.some((other) => other.leaf.equals(leaf)) ? 'entry_moved' : 'entry_changed', { id, block });
			}
			at++;
		}
		run.options.onProgress?.(run.entries + at);
	}
	if (at < expected.length) throw new Found('entry_removed', { id: expected[at]!.id, block: expected[at]!.block });
	run.entries += at;
}

interface Expected {
	readonly block: number;
	readonly id: number;
	readonly leaf: Buffer;
}

/** The entries that a block says it has. */
function expectedOf({ number, ids, leaves, count }: queries.StoredBlock): Expected[] {
	const found: Expected[] = [];
	for (const [, first, end] of ids.matchAll(/\[(\d+),(\d+)\)/g))
		for (let id = Number(first); id < Number(end); id++)
			found.push({ block: number, id, leaf: leaves.subarray(found.length * leafBytes, (found.length + 1) * leafBytes) });
	if (found.length !== Number(count) || leaves.length !== found.length * leafBytes) throw new Found('block_changed', { block: number });
	return found;
}

function checkBlock(run: Run, block: queries.StoredBlock): void {
	const { number } = block;
	const before = run.last;
	if (before && number !== before.number + 1) throw new Found('block_removed', { block: before.number + 1 });
	if (!before && !run.options.from && number !== 1) throw new Found('block_removed', { block: 1 });
	const previous = before?.hash ?? (number === 1 ? beginning : block.previous);
	if (!block.previous.equals(previous) || !hashOfBlock(block).equals(block.hash)) throw new Found('block_changed', { block: number });
	const vouched = run.vouched.get(number);
	if (vouched && !(vouched.size === 1 && vouched.has(block.hash.toString('hex')))) throw new Found('block_rewritten', { block: number });
	run.last = block;
	run.blocks++;
}

/** Months that were dropped are known before their entries are looked for. */
async function findDropped(run: Run): Promise<void> {
	const { rows } = await run.client.query<{ number: number; month: string; leaves: Buffer }>(
		"select number, first_at::text as month, leaves from audit_blocks where kind = 'dropped' order by number",
	);
	for (const { number, month, leaves } of rows) {
		const { rows: blocks } = await run.client.query<{ hash: Buffer }>(
			`select hash from audit_blocks where kind = 'entries' and number < $1 and date_trunc('month', first_at) = date_trunc('month', $2::timestamptz) order by number`,
			[number, month],
		);
		const name = month.slice(0, 7);
		if (
			!isDropped(
				leaves,
				name,
				blocks.map(({ hash }) => hash),
				run.keys,
			)
		)
			throw new Found('drop_unproven', { block: number });
		run.gone.set(name, number);
		run.dropped++;
	}
}

async function walk(run: Run, after: number): Promise<void> {
	await findDropped(run);
	for (let number = after; ; ) {
		const blocks = await queries.blocksAfter(run.client, number, step);
		if (blocks.length === 0) break;
		for (const block of blocks) checkBlock(run, block);
		await compareEntries(run, blocks);
		number = blocks.at(-1)!.number;
	}
	const end = run.last?.number ?? after;
	const beyond = [...run.vouched.keys()].filter((block) => block > end).sort((a, b) => a - b)[0];
	if (beyond !== undefined) throw new Found('blocks_cut_off', { block: beyond });
	const { from = null } = run.options;
	const { entries, unsealed } = await queries.countEntries(run.client, from);
	// Counted first, since looking for one that is in no block takes a question for each.
	if (from !== null || entries !== run.entries + unsealed) {
		const stray = await queries.strayEntry(run.client, from);
		if (stray) throw new Found('entry_added', { id: stray.id });
	}
}

/** Checkpoints that a known key signed. Those from inside the database that are not are a finding; from outside too. */
function vouchedBy(all: readonly Checkpoint[], keys: ReadonlyMap<string, KeyObject>, from: number): Map<number, Set<string>> {
	const vouched = new Map<number, Set<string>>();
	for (const one of all) {
		if (one.block <= from) continue;
		const key = keys.get(one.key);
		if (!key || !isSigned(one, key)) throw new Found('checkpoint_forged', { block: one.block });
		vouched.set(one.block, (vouched.get(one.block) ?? new Set()).add(one.hash));
	}
	return vouched;
}

/** The keys that are believed: that of this machine and those that are given. The list in the database is not: its superuser may add to it. */
function believed({ config }: Parts, files: readonly string[] = []): Map<string, KeyObject> {
	const own = existingKey(config);
	const keys = new Map(own ? [[own.name, own.public]] : []);
	for (const file of files) {
		try {
			const key = createPublicKey(readFileSync(file));
			keys.set(fingerprint(key), key);
		} catch {
			throw error('public_key_unreadable', { file });
		}
	}
	return keys;
}

/** Verifies the audit in one snapshot of the database. */
export async function verifyAudit(parts: Parts, options: VerifyOptions = {}): Promise<Verified> {
	const began = performance.now();
	const client = await parts.database.owner.connect();
	const outside = outsideCheckpoints(parts, options.checkpoints);
	let run: Run | undefined;
	let finding: Finding | null = null;
	let proven: Checkpoint | undefined;
	let unproven = 0;
	let counted = 0;
	try {
		await client.query(`begin isolation level repeatable read read only; ${canonical}`);
		try {
			const keys = believed(parts, options.keys);
			const after = options.from ? await queries.blockBefore(client, options.from) : 0;
			const all = [...(await queries.checkpoints(client)), ...outside];
			counted = all.length;
			const vouched = vouchedBy(all, keys, after);
			run = {
				client,
				vouched,
				keys: [...keys.values()],
				options,
				entries: 0,
				blocks: 0,
				dropped: 0,
				gone: new Map(),
				last: null,
			};
			proven = all.filter(({ block }) => block > after).sort((a, b) => b.block - a.block)[0];
			await walk(run, after);
		} catch (cause) {
			if (!(cause instanceof Found)) throw cause;
			finding = cause.finding;
		}
		const { rows } = await client.query<{ count: number }>(
			`select coalesce((select sum(count) from audit_blocks where kind = 'entries' and number > $1), 0)::bigint + (select count(*) from audit_unsealed) as count`,
			[proven?.block ?? 0],
		);
		unproven = rows[0]!.count;
		await client.query('commit');
	} catch (cause) {
		await client.query('rollback').catch(() => {});
		throw cause;
	} finally {
		client.release();
	}
	return {
		ok: finding === null,
		finding,
		entries: run?.entries ?? 0,
		blocks: run?.blocks ?? 0,
		dropped: run?.dropped ?? 0,
		checkpoints: counted,
		outside: outside.length > 0,
		proven_until: finding === null ? (proven?.at ?? null) : null,
		unproven,
		seconds: Math.round(performance.now() - began) / 1_000,
	};
}
