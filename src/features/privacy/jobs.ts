// Background work of privacy law: terms that end, links and reports that are over.
import type { Task, Tasks } from '../../platform/jobs.ts';
import { scanAll } from './findings.ts';
import { purgeLinks } from './link-queries.ts';
import { lookTasks } from './looking.ts';
import { remindOfBreaches, remindOfConfirmations, remindOfRequests } from './reminders.ts';
import { clearReports } from './report.ts';
import { runRetention } from './retention.ts';

const remind: Task = async (_payload, services) => {
	await remindOfRequests(services);
	await remindOfConfirmations(services);
	await remindOfBreaches(services);
};

const tidy: Task = async (_payload, services) => {
	await purgeLinks(services.database.owner);
	await clearReports(services);
};

/** The task that looks through free text. */
export const scanTask = 'privacy.scan';

const scan: Task<{ anew?: boolean } | null> = (payload, services, signal) => scanAll(services, payload?.anew === true, signal);

const retain: Task = (_payload, services, signal) => runRetention(services, signal);

export const privacyTasks: Tasks = {
	...lookTasks,
	'privacy.remind': remind,
	'privacy.tidy': tidy,
	[scanTask]: scan,
	'privacy.retention': retain,
};

/** Lines of crontab: reminders each hour, since a term may end while nobody looks; the rest at night. */
export const privacyCrontab =
	'11 * * * * privacy.remind ?max=3&jobKey=privacy.remind\n43 3 * * * privacy.tidy ?jobKey=privacy.tidy\n7 2 * * * privacy.scan ?max=3&jobKey=privacy.scan\n23 2 * * * privacy.retention ?max=3&jobKey=privacy.retention';
