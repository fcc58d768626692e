// Whom a purpose permits, of any number of customers: decided batch by batch, kept in a temporary table of the transaction. Flat memory.
import type { Queryable } from '../../platform/database.ts';
import { mayUse } from './may-use.ts';
import type { ChannelOrAny, Purpose, Reason } from './schema.ts';

/** How many were left out, by reason. */
export type LeftOut = Readonly<Partial<Record<Reason, number>>>;

/** A condition on customers `c`, after permittedFor() in the same transaction. */
export const amongPermitted = 'c.id in (select id from permitted_customers)';

/** Customers decided about at once. */
const step = 5_000;

/** Decides for all customers that a statement gives (one column, their ids), in one transaction with what reads `permitted_customers` then. */
export async function permittedFor(
	client: Queryable,
	chosen: { readonly text: string; readonly values: readonly unknown[] },
	purpose: Purpose,
	channel: ChannelOrAny | null,
): Promise<LeftOut> {
	await client.query('create temp table permitted_customers (id bigint primary key) on commit drop');
	await client.query(`declare chosen_customers no scroll cursor for ${chosen.text}`, [...chosen.values]);
	const left: Partial<Record<Reason, number>> = {};
	for (;;) {
		const { rows } = await client.query<{ id: number }>(`fetch ${step} from chosen_customers`);
		const decided = await mayUse(
			client,
			rows.map(({ id }) => id),
			purpose,
			channel,
		);
		const permitted: number[] = [];
		for (const [id, { allowed, reason }] of decided) {
			if (allowed) permitted.push(id);
			else left[reason] = (left[reason] ?? 0) + 1;
		}
		await client.query('insert into permitted_customers select unnest($1::bigint[])', [permitted]);
		if (rows.length < step) break;
	}
	await client.query('close chosen_customers');
	await client.query('analyze permitted_customers');
	return left;
}
