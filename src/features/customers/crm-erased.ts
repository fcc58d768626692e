// Whom somebody recorded in SQL although they were erased: PostgreSQL lacks the key that would tell, so the job that reads what was typed destroys them again.

import { audit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import { announce } from '../../platform/events.ts';
import { keyringOf } from '../../platform/keyring.ts';
import { notify } from '../notifications/queries.ts';
import { manualSource } from './definitions.ts';
import { anyErased, erasureOf, identifiersOf } from './erased.ts';
import { purge } from './purge-queries.ts';
import type { Content } from './statement.ts';

export interface TypedCustomer {
	readonly customer_id: number;
	readonly content: Content;
	readonly recorded_by: number | null;
}

/** Destroys those of these customers that were added after the erasure of the person they are; their ids. Whoever wrote them is told. Owner-side. */
export async function eraseReturned(client: Queryable, rows: readonly TypedCustomer[]): Promise<Set<number>> {
	const gone = new Set<number>();
	if (rows.length === 0 || !(await anyErased(client))) return gone;
	const found = await erasureOf(
		client,
		keyringOf(client),
		rows.map(({ content }) => identifiersOf({ content, source_id: manualSource, key: null })),
	);
	for (const [place, { customer_id, recorded_by }] of rows.entries()) {
		const erasure_id = found[place];
		if (erasure_id === undefined || !(await isLater(client, customer_id, erasure_id))) continue;
		await purge(client, [customer_id], 'erased');
		await audit(client, { action: 'privacy.erase', entity: 'customers', entity_id: customer_id, customer_id, detail: { erasure_id } });
		await announce(client, { kind: 'customers', ids: [customer_id] });
		if (recorded_by) await notify(client, { user_id: recorded_by, kind: 'person_erased', detail: { erasure_id, customer_id } });
		gone.add(customer_id);
	}
	return gone;
}

/** Whether a customer was added after an erasure, and so is somebody who came back, not somebody who was given a number that was free. */
async function isLater(client: Queryable, customer_id: number, erasure_id: number): Promise<boolean> {
	const { rowCount } = await client.query('select from customers c join erasures e on e.id = $2 and c.created_at > e.at where c.id = $1', [
		customer_id,
		erasure_id,
	]);
	return rowCount === 1;
}
