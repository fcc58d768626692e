// Background work of approvals: what nobody let go within a day ends.
import { write } from '../../platform/database.ts';
import type { Task, Tasks } from '../../platform/jobs.ts';
import { approvalError as error } from './messages.ts';
import { expireApprovals } from './queries.ts';
import { carryOut } from './release.ts';

const noContext = { user_id: 0, scopes: [] };

const expire: Task = (_payload, services) =>
	write(services.database, noContext, async (client) => {
		for (const one of await expireApprovals(client)) await carryOut(services, client, one, error('approval_expired'), null);
	});

export const approvalTasks: Tasks = { 'approvals.expire': expire };

/** Lines of crontab: every five minutes. */
export const approvalCrontab = '*/5 * * * * approvals.expire ?max=1&jobKey=approvals.expire';
