// Rows about somebody who was erased: refused as long as nobody allows it, and nothing of them is kept.
import type { Queryable } from '../../platform/database.ts';
import { keyringOf } from '../../platform/keyring.ts';
import { erasureOf } from '../customers/erased.ts';
import type { Plan, PlannedRow } from './batch-queries.ts';
import type { StagedBatch } from './staged.ts';

/** The plan with rows refused that would record somebody anew who was erased. Rows about customers that are there are theirs. */
export async function withoutErased(client: Queryable, batch: StagedBatch, plan: Plan): Promise<Plan> {
	const fresh = [...batch.identifiers].filter(([row]) => plan.get(row)?.fresh ?? true);
	if (fresh.length === 0) return plan;
	const found = await erasureOf(
		client,
		keyringOf(client),
		fresh.map(([, identifiers]) => identifiers),
	);
	const refused = new Map<number, PlannedRow>();
	/** Further rows of one key go with the row that names the person. */
	const customers = new Map<number, number>();
	const refuse = (row: number, erasure: number) =>
		refused.set(row, { row, action: 'refused', customer_id: 0, fresh: true, further: false, newest: false, state: 'erased', erasure });
	for (const [place, [row]] of fresh.entries()) {
		const erasure = found[place];
		if (erasure === undefined) continue;
		refuse(row, erasure);
		const planned = plan.get(row);
		if (planned) customers.set(planned.customer_id, erasure);
	}
	for (const { row, fresh: isNew, customer_id } of plan.values())
		if (isNew && customers.has(customer_id)) refuse(row, customers.get(customer_id)!);
	return refused.size === 0 ? plan : new Map([...plan, ...refused]);
}
