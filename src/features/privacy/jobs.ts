// Background work of privacy law: terms that end, links and reports that are over.
import { audit } from '../../platform/audit.ts';
import { asOwner } from '../../platform/database.ts';
import type { Task, Tasks } from '../../platform/jobs.ts';
import type { Services } from '../../platform/services.ts';
import { notify } from '../notifications/queries.ts';
import { scanAll } from './findings.ts';
import { purgeLinks } from './link-queries.ts';
import { clearReports } from './report.ts';
import { dueRequests, insertStep, markTold, officers } from './request-queries.ts';
import { runRetention } from './retention.ts';

/** Days before the end of a term at which whoever works on the request is reminded. */
const remindDays = 5;

/** Requests told about at once. */
const step = 500;

/** Tells of open requests whose term ends soon or was missed: whoever works on them, else everybody in charge of privacy. */
export async function remindOfRequests({ database }: Pick<Services, 'database'>): Promise<void> {
	await asOwner(database, async (client) => {
		const due = await dueRequests(client, remindDays, step);
		const all = due.some(({ assigned_to }) => assigned_to === null) ? await officers(client) : [];
		for (const { customer_id, request_id, assigned_to, overdue, due_on, ...place } of due) {
			await notify(client, {
				user_id: assigned_to ?? all,
				kind: overdue ? 'privacy_request_overdue' : 'privacy_request_due',
				customer_id,
				detail: { request_id, due_on },
			});
			await insertStep(client, { customer_id, request_id, ...place }, overdue ? 'overdue' : 'reminded', null);
			await markTold(client, customer_id, request_id, overdue);
			await audit(client, {
				action: overdue ? 'privacy.request_overdue' : 'privacy.request_reminded',
				entity: 'privacy_requests',
				entity_id: request_id,
				customer_id,
			});
		}
	});
}

const remind: Task = (_payload, services) => remindOfRequests(services);

const tidy: Task = async (_payload, services) => {
	await purgeLinks(services.database.owner);
	await clearReports(services);
};

/** The task that looks through free text. */
export const scanTask = 'privacy.scan';

const scan: Task<{ anew?: boolean } | null> = (payload, services, signal) => scanAll(services, payload?.anew === true, signal);

const retain: Task = (_payload, services, signal) => runRetention(services, signal);

export const privacyTasks: Tasks = { 'privacy.remind': remind, 'privacy.tidy': tidy, [scanTask]: scan, 'privacy.retention': retain };

/** Lines of crontab: reminders each hour, since a term may end while nobody looks; the rest at night. */
export const privacyCrontab =
	'11 * * * * privacy.remind ?max=3&jobKey=privacy.remind\n43 3 * * * privacy.tidy ?jobKey=privacy.tidy\n7 2 * * * privacy.scan ?max=3&jobKey=privacy.scan\n23 2 * * * privacy.retention ?max=3&jobKey=privacy.retention';
