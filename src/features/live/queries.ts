// The SQL of live updates.
import type { Queryable } from '../../platform/database.ts';

/** Which of these customers the person of this connection may see, in whatever state. */
export async function visibleCustomers(client: Queryable, ids: readonly number[]): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>({
		name: 'live_visible',
		text: 'select id from customers where id = any ($1)',
		values: [ids],
	});
	return rows.map(({ id }) => id);
}

/** Empties the outbox of what is older than an hour. Owner-side. */
export async function purgeChanges(client: Queryable): Promise<void> {
	await client.query("delete from changes where at < now() - interval '1 hour'");
}
