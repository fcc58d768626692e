// Background work of live updates: the outbox is emptied of what no page asks for any more.
import type { Task, Tasks } from '../../platform/jobs.ts';
import { purgeChanges } from './queries.ts';

const purge: Task = (_payload, { database }) => purgeChanges(database.owner);

export const liveTasks: Tasks = { 'live.purge': purge };

/** Lines of crontab: every ten minutes. */
export const liveCrontab = '*/10 * * * * live.purge ?max=1&jobKey=live.purge';
