// Entries of the audit about customers: what was there before and after comes from the image that the change left in history.
import { type AuditEntry, audit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import { customerFields } from './schema.ts';

type More = Pick<AuditEntry, 'detail' | 'reason'>;

interface Changed {
	readonly created: boolean;
	/** What the last change of this transaction wrote over; null where no value changed. */
	readonly image: Readonly<Record<string, unknown>> | null;
	readonly now: Readonly<Record<string, unknown>>;
}

/** The image that this transaction has just left of a customer, and the customer. */
async function changedNow(client: Queryable, id: number): Promise<Changed | undefined> {
	const { rows } = await client.query<Changed>(
		`select c.version = 1 and c.created_at = now() as created, to_jsonb(c) as now, (
			select h.image from history h where h.customer_id = c.id and h.entity = 'customer' and h.changed_in = pg_current_xact_id_if_assigned()
			order by h.id desc limit 1) as image
		from customers c where c.id = $1`,
		[id],
	);
	return rows[0];
}

/** Values of a customer that are there. */
function stated(now: Readonly<Record<string, unknown>>): Record<string, unknown> {
	return Object.fromEntries(
		[...Object.keys(customerFields), 'attributes'].flatMap((name) => (now[name] === null ? [] : [[name, now[name]]])),
	);
}

/** Notes a change of one customer's values that was just computed, with those that differ. */
export async function auditValues(client: Queryable, id: number, action: string, more: More = {}): Promise<void> {
	const changed = await changedNow(client, id);
	const entry = { action, entity: 'customers', entity_id: id, customer_id: id, ...more };
	if (!changed) return audit(client, entry);
	const { created, image, now } = changed;
	if (created && !image) return audit(client, { ...entry, after: stated(now) });
	const { values = {}, version: _, ...members } = (image ?? {}) as { values?: Record<string, unknown>; version?: number };
	const before: Record<string, unknown> = {};
	const after: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(values)) {
		// Of a set the image holds the keys that changed; its members stand beside it, whole.
		if (`${name}_before` in members) continue;
		before[name] = value;
		after[name] = now[name];
	}
	for (const [name, value] of Object.entries(members)) {
		const [, set, side] = /^(.+)_(before|after)$/.exec(name) ?? [];
		if (set) (side === 'before' ? before : after)[set] = value;
	}
	const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
	return audit(client, { ...entry, before, after, detail: { ...more.detail, fields } });
}

/** A note, relationship or file as the audit keeps it. */
export type FactImage = Readonly<Record<string, unknown>> & { readonly id: number; readonly customer_id: number };

const ownColumns = new Set(['id', 'customer_id', 'version', 'valid_from', 'created_via', 'storage_key', 'scope_id', 'owner_id']);

/** Notes that a note, relationship or file came (no `before`), changed or went (no `after`). */
export async function auditFact(
	client: Queryable,
	entity: 'notes' | 'relationships' | 'files',
	before: FactImage | null,
	after: FactImage | null,
): Promise<void> {
	const { id, customer_id } = (after ?? before)!;
	const differs = (name: string) => !before || !after || JSON.stringify(before[name]) !== JSON.stringify(after[name]);
	const of = (image: FactImage | null) =>
		image && Object.fromEntries(Object.entries(image).filter(([name]) => !ownColumns.has(name) && differs(name)));
	await audit(client, {
		action: `${entity}.${before ? (after ? 'edit' : 'remove') : 'add'}`,
		entity,
		entity_id: id,
		customer_id,
		...(before && { before: of(before)! }),
		...(after && { after: of(after)! }),
	});
}
