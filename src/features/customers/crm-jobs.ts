// Background work of SQL for people: what was written in SQL is read by the code that reads forms and imports, and made findable.
import { isDeepStrictEqual } from 'node:util';
import { audit, auditBatch } from '../../platform/audit.ts';
import { asOwner, liftRestriction, type Queryable } from '../../platform/database.ts';
import type { Task, Tasks } from '../../platform/jobs.ts';
import type { Services } from '../../platform/services.ts';
import { eraseReturned } from './crm-erased.ts';
import { insertRead, listTyped, type ReadStatement, takeTyped } from './crm-queries.ts';
import { readTyped } from './crm-reading.ts';
import { attributeMap, registerTags } from './definitions.ts';
import { reindex } from './lookup.ts';
import { recompute } from './queries.ts';
import { sealedStatements } from './sealing.ts';
import type { StateOptions } from './statement.ts';
import { contentHash } from './statement.ts';

const batch = 500;
/** Of larger batches the audit tells the number alone: their values are in the statements. */
const mostValues = 100;
/** Milliseconds until customers that somebody was changing are tried again. */
const pause = 2_000;

/** Reads one batch in the caller's transaction; returns how many customers were taken. */
async function readBatch(
	client: Queryable,
	ids: readonly number[],
	options: Pick<StateOptions, 'country' | 'attributes'>,
): Promise<number> {
	// What was written before somebody restricted it is read all the same.
	await client.query(liftRestriction);
	const taken = await takeTyped(client, ids);
	const read: Omit<ReadStatement, 'content_hash'>[] = [];
	/** Customers to compute anew, by who wrote. */
	const due = new Map<number | null, Set<number>>();
	const understood = taken.map((row) => ({ row, ...readTyped(row, options) }));
	const gone = await eraseReturned(
		client,
		understood.map(({ row: { customer_id, recorded_by }, content }) => ({ customer_id, recorded_by, content })),
	);
	for (const { row, content, raw } of understood) {
		if (gone.has(row.customer_id)) continue;
		if (isDeepStrictEqual(content, row.content)) continue;
		const { customer_id, golden_id, scope_id, owner_id, recorded_by } = row;
		read.push({ customer_id, scope_id, owner_id, recorded_by, content, raw });
		due.set(recorded_by, (due.get(recorded_by) ?? new Set()).add(golden_id));
	}
	if (read.length > 0) {
		await registerTags(client, [...new Set(read.flatMap(({ content }) => content.tags ?? []))]);
		const sealed = await sealedStatements(client, read, options.attributes);
		await insertRead(
			client,
			sealed.map((one) => ({ ...one, content_hash: contentHash(one.content) })),
		);
		const changed: number[] = [];
		for (const [by, customers] of due) changed.push(...(await recompute(client, [...customers], by)));
		const stated = read.map(({ customer_id }) => customer_id);
		await auditBatch(client, { action: 'customers.normalise_sql', entity: 'customers' }, [...stated, ...changed]);
	}
	// What was written in SQL has its entry since then; its values can be encrypted only here.
	for (const { customer_id, content } of taken.length > mostValues ? [] : taken)
		await audit(client, { action: 'customers.read_sql', entity: 'customers', entity_id: customer_id, customer_id, after: content });
	await reindex(client, [...new Set(taken.flatMap(({ customer_id, golden_id }) => (gone.has(customer_id) ? [] : [golden_id])))]);
	return taken.length;
}

/**
 * Works off the queue of what was written in SQL, in batches of a transaction each. Customers that somebody is changing are passed over and
 * tried again by a later job, so that an open transaction of one person holds up nobody else's.
 */
export async function readQueued({ database, config, jobs }: Pick<Services, 'database' | 'config' | 'jobs'>): Promise<void> {
	const options = { country: config.defaultCountry, attributes: await attributeMap(database.owner) };
	let passedOver = false;
	for (let after = 0; ; ) {
		const ids = await listTyped(database.owner, after, batch);
		if (ids.length > 0 && (await asOwner(database, (client) => readBatch(client, ids, options))) < ids.length) passedOver = true;
		if (ids.length < batch) break;
		after = ids.at(-1)!;
	}
	if (passedOver)
		await jobs.add(database.owner, 'customers.normalise_sql', {}, { key: 'customers.normalise_sql', runAt: new Date(Date.now() + pause) });
}

const normalise: Task = async (_payload, services) => {
	await readQueued(services);
};

export const sqlTasks: Tasks = { 'customers.normalise_sql': normalise };

/** A line of crontab: a safety net for what a lost job left on the queue; writing in SQL asks for the job itself. */
export const sqlCrontab = '* * * * * customers.normalise_sql ?max=1&jobKey=customers.normalise_sql';
