// The ledger of erasures outside the database: numbers and keyed hashes, nothing readable. Whatever database is opened beside it, whoever was erased stays so.
import { open, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { audit } from '../../platform/audit.ts';
import { asOwner, type Queryable } from '../../platform/database.ts';
import type { Keyring } from '../../platform/keyring.ts';
import { withLock } from '../../platform/lock.ts';
import type { Services } from '../../platform/services.ts';
import { eraseCustomers } from './erasure.ts';
import { erasureError as error } from './erasure-errors.ts';
import { cleanFiles } from './erasure-files.ts';
import * as queries from './erasure-queries.ts';
import * as records from './erasure-record-queries.ts';

/** A line: somebody was erased, or may be recorded again. */
type Line =
	| {
			readonly type: 'erased';
			readonly ref: string;
			readonly at: string;
			/** `mark` is of number and time of birth: in another database the same number is somebody else. */
			readonly customers: readonly { readonly id: number; readonly mark: string }[];
			readonly marks: readonly string[];
	  }
	| { readonly type: 'allowed'; readonly ref: string; readonly at: string };

export const ledgerPath = (dataDir: string): string => join(dataDir, 'erasures.ndjson');

const customerMark = (keyring: Keyring, { id, born }: { id: number; born: string }): string =>
	keyring.mac('erased customer', `${id}:${born}`).toString('hex');

/** What the ledger says, and its length. What a loss of power left of the last line counts as not written: the database has it. */
async function readLedger(path: string): Promise<{ lines: Line[]; length: number; torn: boolean }> {
	const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
		if (cause.code === 'ENOENT') return '';
		throw cause;
	});
	const whole = text.slice(0, text.lastIndexOf('\n') + 1);
	const lines = whole.split('\n').flatMap((line, index): Line[] => {
		if (line === '') return [];
		try {
			return [JSON.parse(line) as Line];
		} catch {
			throw error('ledger_broken', { path, line: index + 1 });
		}
	});
	return { lines, length: Buffer.byteLength(whole), torn: whole.length < text.length };
}

/** Writes lines so that they outlive a loss of power. Readable by whoever runs the program alone. */
async function append(path: string, lines: readonly Line[]): Promise<void> {
	if (lines.length === 0) return;
	const file = await open(path, 'a', 0o600);
	try {
		await file.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
		await file.sync();
	} finally {
		await file.close();
	}
}

const pageOf = 500;

/** Brings the ledger of this machine up to what the database knows: what another process or machine erased as well. */
export async function appendLedger({ database, keyring, config }: Services): Promise<void> {
	const path = ledgerPath(config.dataDir);
	await withLock(database, { name: 'clientele erasures', id: 1 }, async () => {
		const { lines, length, torn } = await readLedger(path);
		if (torn) await truncate(path, length);
		const known = new Set(lines.map(({ type, ref }) => `${type} ${ref}`));
		for (let after = 0; ; ) {
			const page = await records.ledgerErasures(database.owner, after, pageOf);
			await append(
				path,
				page.flatMap(({ ref, at, customers, marks, allowed_at }): Line[] => [
					...(known.has(`erased ${ref}`)
						? []
						: [
								{
									type: 'erased' as const,
									ref,
									at,
									customers: customers.map((one) => ({ id: one.id, mark: customerMark(keyring, one) })),
									marks,
								},
							]),
					...(allowed_at === null || known.has(`allowed ${ref}`) ? [] : [{ type: 'allowed' as const, ref, at: allowed_at }]),
				]),
			);
			await records.noteInLedger(
				database.owner,
				page.map(({ ref }) => ref),
			);
			if (page.length < pageOf) return;
			after = page.at(-1)!.id;
		}
	});
}

/** Who of a line lives although he was erased. */
async function living(client: Queryable, keyring: Keyring, customers: readonly { id: number; mark: string }[]): Promise<number[]> {
	const births = await queries.readBirths(
		client,
		customers.map(({ id }) => id),
	);
	const marks = new Map(customers.map(({ id, mark }) => [id, mark]));
	return births.filter((one) => one.state !== 'erased' && customerMark(keyring, one) === marks.get(one.id)).map(({ id }) => id);
}

/**
 * Makes the database what the ledger says: customers that live although they were erased, as after a restore, are erased again, and what tells them is known
 * again. Before anything is served; legal holds do not stop it, since the erasure has happened. Returns how many customers it erased.
 * @throws AppError ledger_broken
 */
export async function replayErasures(services: Services): Promise<number> {
	const { database, keyring, config } = services;
	const { lines } = await readLedger(ledgerPath(config.dataDir));
	const allowed = new Map(lines.flatMap((line) => (line.type === 'allowed' ? [[line.ref, line.at]] : [])));
	const erased = lines.filter((line) => line.type === 'erased');
	let again = 0;
	for (let at = 0; at < erased.length; at += pageOf) {
		const page = erased.slice(at, at + pageOf);
		const known = await records.knownRefs(
			database.owner,
			page.map(({ ref }) => ref),
		);
		const alive = new Set(
			await living(
				database.owner,
				keyring,
				page.flatMap(({ customers }) => customers),
			),
		);
		for (const line of page) {
			const ids = line.customers.map(({ id }) => id).filter((id) => alive.has(id));
			if (known.has(line.ref) && ids.length === 0) continue;
			const id = await asOwner(database, (client) => replayLine(client, services, line, ids, known.has(line.ref), allowed.has(line.ref)));
			await cleanFiles(services, id);
			again += ids.length;
		}
		const refs = page.map(({ ref }) => ref).filter((ref) => allowed.has(ref));
		for (const [ref, one] of await records.knownRefs(database.owner, refs))
			if (!one.allowed)
				await asOwner(database, async (client) => {
					await records.allow(client, one.id, null, allowed.get(ref)!);
					await audit(client, { action: 'erasures.allow', entity: 'erasures', entity_id: one.id });
				});
	}
	await appendLedger(services);
	return again;
}

async function replayLine(
	client: Queryable,
	services: Services,
	line: Line & { type: 'erased' },
	ids: readonly number[],
	known: boolean,
	allowed: boolean,
): Promise<number> {
	const erasing = { cause: 'ledger' as const, reason: line.at };
	const marks = allowed ? [] : line.marks.map((mark) => Buffer.from(mark, 'hex'));
	const name = known ? {} : { ref: line.ref };
	const { id } =
		ids.length > 0
			? await eraseCustomers(client, services, ids, { ...erasing, ...name })
			: await records.insertErasure(client, {
					...erasing,
					ref: line.ref,
					customer_ids: line.customers.map((one) => one.id),
					request_id: null,
					by_user: null,
					reached: {},
				});
	await records.insertMarks(client, id, marks);
	await audit(client, { action: 'erasures.replay', entity: 'erasures', entity_id: id, count: ids.length });
	return id;
}
