// Background work of customers: look-up rows that are due, indexes of custom attributes, recomputing after a rule changed, the trash.
import { asOwner } from '../../platform/database.ts';
import type { Task, Tasks } from '../../platform/jobs.ts';
import { buildAttributeIndex, clearAttributeIndex, setIndexState } from './definitions.ts';
import { indexQueued, indexTask, reindex } from './lookup.ts';
import { purgeTrash, recompute } from './queries.ts';

const batch = 5_000;

const index: Task = (_payload, services, signal) => indexQueued(services, { wait: false, signal });

/** Builds (or clears) the side table of one attribute, a range of customers at a time: nobody waits for it. */
const indexAttribute: Task<{ attribute_id: number }> = async ({ attribute_id }, { database }) => {
	const { rows } = await database.owner.query<{ indexed: boolean }>('select indexed from attribute_definitions where id = $1', [
		attribute_id,
	]);
	if (!rows[0]?.indexed) return clearAttributeIndex(database.owner, attribute_id);
	for (let after: number | null = 0; after !== null; ) after = await buildAttributeIndex(database.owner, attribute_id, after, 20_000);
	await setIndexState(database.owner, attribute_id, 'ready');
};

/** Computes all customers anew about whom a source says something: after its trust changed. */
const recomputeSource: Task<{ source_id: number }> = async ({ source_id }, { database }) => {
	for (let after = 0; ; ) {
		const { rows } = await database.owner.query<{ id: number }>(
			`select distinct c.golden_id as id from source_records r join customers c on c.id = r.customer_id
			where r.source_id = $1 and r.customer_id > $2 and r.customer_id <= $2 + $3`,
			[source_id, after, batch],
		);
		const ids = rows.map(({ id }) => id);
		await asOwner(database, async (client) => {
			const changed = await recompute(client, ids, null);
			await reindex(client, changed);
		});
		after += batch;
		const end = await database.owner.query<{ done: boolean }>('select coalesce(max(id), 0) <= $1 as done from customers', [after]);
		if (end.rows[0]!.done) return;
	}
};

const emptyTrash: Task = async (_payload, { database }) => {
	while ((await asOwner(database, (client) => purgeTrash(client, 500))) === 500);
	await database.owner.query("delete from idempotency_keys where created_at < now() - interval '1 day'");
};

export const customerTasks: Tasks = {
	[indexTask]: index,
	'customers.index_attribute': indexAttribute,
	'customers.recompute_source': recomputeSource,
	'customers.empty_trash': emptyTrash,
};

/** Lines of crontab: look-up rows every minute as a safety net (changes put a job in the queue themselves), the trash at night. */
export const customerCrontab = `* * * * * ${indexTask} ?max=1&jobKey=${indexTask}\n17 3 * * * customers.empty_trash ?jobKey=customers.empty_trash`;
