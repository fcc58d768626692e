// Background work of customers: look-up rows that are due, indexes of custom attributes, recomputing after a rule changed, the trash.
import { auditBatch } from '../../platform/audit.ts';
import { asOwner, liftRestriction } from '../../platform/database.ts';
import type { Task, Tasks } from '../../platform/jobs.ts';
import { refreshHolds } from '../privacy/holds.ts';
import { bulkEditCrontab, bulkEditTasks } from './bulk-edits.ts';
import { forgetChosen } from './bulk-edits-queries.ts';
import { buildColumnIndex } from './column-indexes.ts';
import { buildAttributeIndex, clearAttributeIndex, setIndexState } from './definitions.ts';
import { dueBlobs, forgetBlob, purgeRemovedFiles, removalTask } from './files-queries.ts';
import { indexQueued, indexTask, reindex } from './lookup.ts';
import { purgeTrash } from './purge-queries.ts';
import { recompute } from './queries.ts';
import { reseal, resealTask } from './reseal.ts';
import { beginRecompute, findRecompute, noteRecompute, othersEnd, recomputeRange } from './settings-queries.ts';

const batch = 5_000;

const index: Task = (_payload, services, signal) => indexQueued(services, { wait: false, signal });

/** Builds (or clears) the side table of one attribute, a range of customers at a time: nobody waits for it. */
const indexAttribute: Task<{ attribute_id: number }> = async ({ attribute_id }, { database }) => {
	const { rows } = await database.owner.query<{ indexed: boolean }>('select indexed from attribute_definitions where id = $1', [
		attribute_id,
	]);
	if (!rows[0]?.indexed) return clearAttributeIndex(database.owner, attribute_id);
	for (let after: number | null = 0; after !== null; ) after = await buildAttributeIndex(database.owner, attribute_id, after, 20_000);
	await asOwner(database, (client) => setIndexState(client, attribute_id, 'ready'));
};

/** Computes customers anew, a range of ids at a time, after a rule changed; goes on where it stopped, and ends where a newer run took its place. */
const recomputeRun: Task<{ recompute_id: number }> = async ({ recompute_id }, { database }, signal) => {
	while (!signal?.aborted) {
		const run = await findRecompute(database.owner, recompute_id);
		if (!run) return;
		const upTo = run.done + batch;
		if (run.done === 0) await othersEnd(database.owner, signal);
		await asOwner(database, async (client) => {
			await client.query(liftRestriction);
			const changed = await recompute(client, await recomputeRange(client, run, run.done, upTo), null);
			const { source_id, attribute_id } = run;
			if (changed.length > 0)
				await auditBatch(
					client,
					{ action: 'customers.recompute', entity: 'recomputes', entity_id: recompute_id, detail: { source_id, attribute_id } },
					changed,
				);
			await reindex(client, changed);
			await noteRecompute(client, recompute_id, upTo, changed.length);
		});
	}
	throw new Error('stopped; the queue gives it to whoever works next');
};

/** As an earlier version put it in the queue. */
const recomputeSource: Task<{ source_id: number }> = async (cause, services, signal) =>
	recomputeRun({ recompute_id: await beginRecompute(services.database.owner, cause) }, services, signal);

/** Removes bytes that no row refers to. What the storage refuses stays in the table, and is tried again. */
const removeBlobs: Task = async (_payload, { database, blobs }, signal) => {
	for (;;) {
		const keys = await dueBlobs(database.owner, 500);
		for (const key of keys) {
			if (signal?.aborted) return;
			await blobs.remove(key);
			await forgetBlob(database.owner, key);
		}
		if (keys.length < 500) return;
	}
};

const emptyTrash: Task = async (payload, services) => {
	const { database } = services;
	await refreshHolds(services);
	while ((await asOwner(database, (client) => purgeTrash(client, 500))) === 500);
	while ((await asOwner(database, (client) => purgeRemovedFiles(client, 500))) === 500);
	await removeBlobs(payload, services);
	await forgetChosen(database.owner);
	await database.owner.query("delete from idempotency_keys where created_at < now() - interval '1 day'");
};

/** Makes the indexes of a column, or takes them away. */
const indexColumn: Task<{ field: string }> = ({ field }, { database }) => buildColumnIndex(database.owner, field);

export const customerTasks: Tasks = {
	[indexTask]: index,
	'customers.index_attribute': indexAttribute,
	'customers.index_column': indexColumn,
	'customers.recompute': recomputeRun,
	'customers.recompute_source': recomputeSource,
	'customers.empty_trash': emptyTrash,
	[removalTask]: removeBlobs,
	[resealTask]: reseal,
	...bulkEditTasks,
};

/** Lines of crontab: look-up rows every minute as a safety net (changes put a job in the queue themselves), the trash at night. */
export const customerCrontab = `* * * * * ${indexTask} ?max=1&jobKey=${indexTask}\n17 3 * * * customers.empty_trash ?jobKey=customers.empty_trash\n${bulkEditCrontab}`;
