// Background work of signing in: mails to whoever forgot his password, and what has ended goes at night.
import type { Task, Tasks } from '../../platform/jobs.ts';
import { sendForgotten } from './links.ts';
import { purgeSignIn } from './queries.ts';

const purge: Task = (_payload, { database }) => purgeSignIn(database.owner);

export const signInTasks: Tasks = { 'sign_in.forgotten': sendForgotten, 'sign_in.purge': purge };

export const signInCrontab = '33 3 * * * sign_in.purge ?jobKey=sign_in.purge';
