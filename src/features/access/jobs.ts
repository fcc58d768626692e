// Background work of access: what has ended is deleted at night; customers are put into the scopes of their classes.
import { asOwner } from '../../platform/database.ts';
import type { Task, Tasks } from '../../platform/jobs.ts';
import { forgetUsedLinks } from '../../platform/links.ts';
import { isWaiting, rescopeJob, stepQueue, stepRun } from '../customers/rescope-queries.ts';
import { purgeExpired } from './queries.ts';

const purge: Task = async (_payload, { database }) => {
	await purgeExpired(database.owner);
	await forgetUsedLinks(database.owner);
};

/** Customers put elsewhere in one transaction, with their facts. */
const rescopeAtOnce = 2_000;
/** Until a scope that was made is among the rights of everybody: longer than they are kept (see rescope.ts). */
const newScopeWaits = 7_000;

/** The run over all customers, where there is one, then the queue. Each step is a transaction, so that it goes on where it was stopped. */
const rescope: Task = async (_payload, { database, jobs }, signal) => {
	while (!signal?.aborted && (await asOwner(database, (client) => stepRun(client, rescopeAtOnce))));
	for (let after: number | null = 0; after !== null && !signal?.aborted; ) {
		const from: number = after;
		after = await asOwner(database, (client) => stepQueue(client, from, rescopeAtOnce));
	}
	if (signal?.aborted || (await isWaiting(database.owner)))
		await jobs.add(
			database.owner,
			rescopeJob,
			{},
			{ key: rescopeJob, runAt: new Date(Date.now() + (signal?.aborted ? 0 : newScopeWaits)) },
		);
};

export const accessTasks: Tasks = { 'access.purge_expired': purge, [rescopeJob]: rescope };

export const accessCrontab = '29 3 * * * access.purge_expired ?jobKey=access.purge_expired';
