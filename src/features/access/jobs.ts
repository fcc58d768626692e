// Background work of access: what has ended is deleted at night.
import type { Task, Tasks } from '../../platform/jobs.ts';
import { purgeExpired } from './queries.ts';

const purge: Task = async (_payload, { database }) => purgeExpired(database.owner);

export const accessTasks: Tasks = { 'access.purge_expired': purge };

export const accessCrontab = '29 3 * * * access.purge_expired ?jobKey=access.purge_expired';
