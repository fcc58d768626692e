// Opens the values of entries for a person who may see their customers; what of them he may read, the shapes decide (decision 0020).
import { type AuditValues, auditColumn } from '../../platform/audit.ts';
import type { Principal } from '../../platform/auth.ts';
import { type Database, read } from '../../platform/database.ts';
import { isSealed, sealedFor } from '../../platform/keyring.ts';
import { readsAll } from '../../platform/masking.ts';
import { type StoredEntry, seesEverything, visibleCustomers } from './reading.ts';
import type { AuditEntryRow } from './schema.ts';

const named = (id: number | null, name: string | null) => (id === null ? null : { id, name });

/** Entries as they are answered. */
export async function opened(database: Database, principal: Principal, rows: readonly StoredEntry[]): Promise<AuditEntryRow[]> {
	const customers = [...new Set(rows.flatMap(({ customer_id, sealed }) => (customer_id && sealed ? [customer_id] : [])))];
	const [texts, whole] = await read(database, principal, async (client) => {
		const seen = customers.length > 0 ? await visibleCustomers(client, customers) : new Set<number>();
		const mine = rows.filter(({ customer_id, sealed }) => isSealed(sealed) && seen.has(customer_id) && sealedFor(sealed) === customer_id);
		const plain = await database.keyring.openFor(
			client,
			mine.map(({ sealed }) => ({ column: auditColumn, text: sealed! })),
		);
		const seesAll = readsAll(principal) && (await seesEverything(client, principal.scopes));
		return [new Map(mine.map(({ id }, at) => [id, plain[at] ?? null])), seesAll] as const;
	});
	return rows.map(({ user_id, user_name, seen_by, seen_by_name, customer_id, sealed, ...row }) => {
		// What is about no single customer, such as the filter of an export, may name anybody: open to those who see all.
		const unbound = whole && sealed && !isSealed(sealed);
		const text = isSealed(sealed) ? texts.get(row.id) : unbound ? database.keyring.open(auditColumn, sealed) : undefined;
		const values = sealed === null ? 'none' : text === undefined ? 'closed' : text === null ? 'erased' : 'open';
		const { before = null, after = null, reason = null } = (values === 'open' ? JSON.parse(text as string) : {}) as AuditValues;
		return {
			...row,
			user: named(user_id, user_name),
			seen_by: named(seen_by, seen_by_name),
			customer_id: customer_id || null,
			values,
			before: before as AuditEntryRow['before'],
			after: after as AuditEntryRow['after'],
			reason,
		};
	});
}
