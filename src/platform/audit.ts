// What was done, for the audit: entries are gathered in a transaction and written at its end, with the change or not at all (decision 0022).
import type { Queryable } from './database.ts';

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
	/** Why, in the words of the person: sealed as values are. */
	readonly reason?: string;
	/** Of a batch: how many things changed, and SHA-256 (hex) over their rows before and after. */
	readonly count?: number;
	readonly digest_before?: string;
	readonly digest_after?: string;
}

/** What open transactions have gathered so far, by connection. */
const pending = new WeakMap<object, AuditEntry[]>();

/** Notes what is done in this transaction. */
export async function audit(client: Queryable, entry: AuditEntry): Promise<void> {
	const known = pending.get(client);
	if (known) known.push(entry);
	else pending.set(client, [entry]);
}

/** Takes what the transaction on this connection has gathered. */
export function takeGathered(client: Queryable): readonly AuditEntry[] {
	const entries = pending.get(client) ?? [];
	pending.delete(client);
	return entries;
}
