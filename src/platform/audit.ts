// What was done, for the audit: entries are gathered in a transaction and written at its end, with the change or not at all (decision 0022).
import pg from 'pg';
import type { Queryable } from './database.ts';
import { type Keyring, keyringOf } from './keyring.ts';

/** One thing that was done. Who, from where and by which key are added from the context. */
export interface AuditEntry {
	/** feature.verb: customers.edit, imports.batch, access.sign_in … */
	readonly action: string;
	/** What kind of thing: 'customers', or the name of the table. */
	readonly entity: string;
	/** Its number or name; left out for a batch. */
	readonly entity_id?: number | string;
	/** The customer whom it is about; its scope and owner decide who may read the entry. */
	readonly customer_id?: number;
	/** Numbers and words of ours, names of fields: never a value of a person. */
	readonly detail?: Readonly<Record<string, unknown>>;
	/** Values before and after, by field: sealed under the key of the customer, or of the installation where there is none. */
	readonly before?: Readonly<Record<string, unknown>>;
	readonly after?: Readonly<Record<string, unknown>>;
	/** Why, in the words of the person: sealed as values are. Left out, what the request said (reason.ts). */
	readonly reason?: string;
	/** Of a batch: how many things changed, and SHA-256 (hex) over their rows before and after. */
	readonly count?: number;
	readonly digest_before?: string;
	readonly digest_after?: string;
}

/** What stands encrypted in an entry. */
export type AuditValues = Pick<AuditEntry, 'before' | 'after' | 'reason'>;

/** The name of the encrypted column, to which ciphertext is bound. */
export const auditColumn = 'audit_log.sealed';

/** What a batch is, without what is counted at the end. */
export type BatchEntry = Omit<AuditEntry, 'customer_id' | 'before' | 'after' | 'count' | 'digest_before' | 'digest_after'>;

interface Gathered {
	readonly entries: AuditEntry[];
	/** Why all of it is done. */
	reason?: string | undefined;
	batch?: { readonly entry: BatchEntry; readonly ids: Set<number> };
}

/** What open transactions have gathered so far, by connection. */
const pending = new WeakMap<object, Gathered>();

/**
 * Notes what is done in this transaction. Within write(), bulk() and asOwner() entries are written together at its end; on any other connection
 * at once, and on a pool in a transaction of their own, which is nobody's: for what has no transaction, such as a sign-in that failed.
 */
export async function audit(client: Queryable, entry: AuditEntry): Promise<void> {
	const known = pending.get(client);
	if (known) known.entries.push(entry);
	else if (client instanceof pg.Pool) await alone(client, entry);
	else await insert(client, [entry]);
}

/**
 * Notes that this transaction changes many customers, or what is said of them: one entry, with their number and digests over what they were and
 * are at its end. A transaction of write(), bulk() or asOwner() has one batch: what is noted later adds its customers to the first.
 */
export async function auditBatch(client: Queryable, entry: BatchEntry, ids: Iterable<number>): Promise<void> {
	const known = pending.get(client);
	if (!known) return insert(client, [await counted(client, { entry, ids: new Set(ids) }, [])]);
	known.batch ??= { entry, ids: new Set() };
	for (const id of ids) known.batch.ids.add(id);
}

/** A transaction begins on this connection: its entries are gathered. */
export function gatherAudit(client: Queryable): void {
	pending.set(client, { entries: [] });
}

/** Entries of this transaction that name no reason of their own carry this one. */
export function explainAudit(client: Queryable, reason: string | undefined): void {
	const known = pending.get(client);
	if (known) known.reason = reason;
}

/** Writes what was gathered, before the commit. */
export async function writeAudit(client: Queryable): Promise<void> {
	const { entries, batch, reason }: Gathered = pending.get(client) ?? { entries: [] };
	const all = batch ? [...entries, await counted(client, batch, entries)] : entries;
	if (all.length > 0) await insert(client, reason === undefined ? all : all.map((entry) => ({ reason, ...entry })));
}

/** The entry of a batch; customers that have an entry of their own are not counted again. */
async function counted(
	client: Queryable,
	{ entry, ids }: NonNullable<Gathered['batch']>,
	entries: readonly AuditEntry[],
): Promise<AuditEntry> {
	for (const { customer_id } of entries) if (customer_id) ids.delete(customer_id);
	if (ids.size === 0) return { ...entry, count: 0 };
	const { rows } = await client.query<{ count: number; before: string; after: string }>('select * from audit_digest($1)', [[...ids]]);
	const { count, before, after } = rows[0]!;
	return { ...entry, count, digest_before: before, digest_after: after };
}

/** The transaction of this connection is over, whichever way. */
export function endAudit(client: Queryable): void {
	pending.delete(client);
}

/** Begins a transaction that is nobody's: the connection may still carry the context of whoever read on it last. From where it comes stays: a command. */
export const beginAsNobody = "begin; set local app.user_id = ''; set local app.scopes = '{}'";

async function alone(pool: pg.Pool, entry: AuditEntry): Promise<void> {
	const client = await pool.connect();
	try {
		await client.query(beginAsNobody);
		await insert(client, [entry], keyringOf(pool));
		await client.query('commit');
	} catch (cause) {
		await client.query('rollback').catch(() => {});
		throw cause;
	} finally {
		client.release();
	}
}

const isEmpty = (value: object | undefined) => value === undefined || Object.keys(value).length === 0;

/** What of an entry is encrypted, as text; null where there is nothing. */
function valuesOf({ before, after, reason }: AuditEntry): string | null {
	if (isEmpty(before) && isEmpty(after) && !reason) return null;
	return JSON.stringify({ before, after, reason: reason || undefined } satisfies { [K in keyof AuditValues]: unknown });
}

/** Encrypts the values of entries, in order; null where an entry has none. */
async function sealed(client: Queryable, entries: readonly AuditEntry[], keyring: Keyring): Promise<(string | null)[]> {
	const texts = entries.map(valuesOf);
	const own = entries.flatMap(({ customer_id }, at) =>
		customer_id && texts[at] !== null ? [{ at, value: { customer_id, column: auditColumn, text: texts[at]! } }] : [],
	);
	const done = texts.map((text, at) => (text === null || entries[at]!.customer_id ? null : keyring.seal(auditColumn, text)));
	const sealedFor =
		own.length === 0
			? []
			: await keyring.sealFor(
					client,
					own.map(({ value }) => value),
				);
	for (const [place, { at }] of own.entries()) done[at] = sealedFor[place]!;
	return done;
}

async function insert(client: Queryable, entries: readonly AuditEntry[], keyring = keyringOf(client)): Promise<void> {
	const values = await sealed(client, entries, keyring);
	const rows = entries.map(({ action, entity, entity_id, customer_id, detail, count, digest_before, digest_after }, at) => ({
		action,
		entity,
		entity_id: entity_id === undefined ? undefined : String(entity_id),
		customer_id,
		detail,
		count,
		digest_before,
		digest_after,
		sealed: values[at] ?? undefined,
	}));
	await client.query('select audit_write($1)', [JSON.stringify(rows)]);
}
