// Background work of notifications: old ones go.
import type { Task, Tasks } from '../../platform/jobs.ts';
import { purgeOld } from './queries.ts';

const purge: Task = (_payload, { database }) => purgeOld(database.owner);

export const notificationTasks: Tasks = { 'notifications.purge': purge };

/** Lines of crontab: at night. */
export const notificationCrontab = '51 3 * * * notifications.purge ?jobKey=notifications.purge';
