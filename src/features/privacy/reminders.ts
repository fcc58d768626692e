// Terms of privacy law that come near their end, or were missed: told on the page, and by mail where that is set up.
import { audit } from '../../platform/audit.ts';
import { asOwner, type Queryable } from '../../platform/database.ts';
import type { Words } from '../../platform/errors.ts';
import { fillWords } from '../../platform/errors.ts';
import { mailConfigured, pageLink, sendMail } from '../../platform/mail.ts';
import type { Services } from '../../platform/services.ts';
import { notify } from '../notifications/queries.ts';
import { dueBreaches, noteReminded } from './breach-queries.ts';
import { reminderWords } from './messages.ts';
import { dueRequests, insertStep, markTold, officers, reachable } from './request-queries.ts';

/** Days before the end of a term at which whoever works on the request is reminded. */
const remindDays = 5;

/** Hours before the end of the 72 at which everybody in charge is reminded of a breach; and once they are over. */
export const breachRemindHours = [48, 12, 0] as const;

/** Requests told about at once. */
const step = 500;

/** The same by mail: numbers and dates alone, since letters pass other hands. */
async function mailTo(
	client: Queryable,
	services: Services,
	people: readonly number[],
	words: { readonly subject: Words; readonly body: Words },
	values: Readonly<Record<string, string | number>>,
	path: string,
): Promise<void> {
	if (!mailConfigured(services.config)) return;
	for (const { email, language } of await reachable(client, people))
		await sendMail(client, services, {
			to: email,
			language,
			subject: fillWords(words.subject, values),
			paragraphs: [fillWords(words.body, values)],
			link: { words: reminderWords.open, url: pageLink(services.config, path) },
		});
}

/** Tells of open requests whose term ends soon or was missed: whoever works on them, else everybody in charge of privacy. */
export async function remindOfRequests(services: Services): Promise<void> {
	await asOwner(services.database, async (client) => {
		const due = await dueRequests(client, remindDays, step);
		const all = due.some(({ assigned_to }) => assigned_to === null) ? await officers(client) : [];
		for (const { customer_id, request_id, assigned_to, overdue, due_on, ...place } of due) {
			const people = assigned_to === null ? all : [assigned_to];
			await notify(client, {
				user_id: people,
				kind: overdue ? 'privacy_request_overdue' : 'privacy_request_due',
				customer_id,
				detail: { request_id, due_on },
			});
			const words = overdue ? reminderWords.request_overdue : reminderWords.request_due;
			await mailTo(client, services, people, words, { id: request_id, due: due_on }, `/privacy/requests/${request_id}`);
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

/** Tells everybody in charge of breaches that the authority does not know of yet: two days, half a day before the 72 hours end, and when they have. */
export async function remindOfBreaches(services: Services): Promise<void> {
	await asOwner(services.database, async (client) => {
		const due = await dueBreaches(client, breachRemindHours);
		const people = due.length > 0 ? await officers(client) : [];
		for (const { id, hours_left, due_at, reminders } of due) {
			const overdue = hours_left <= 0;
			await notify(client, {
				user_id: people,
				kind: overdue ? 'privacy_breach_overdue' : 'privacy_breach_due',
				detail: { breach_id: id, hours: hours_left },
			});
			const words = overdue ? reminderWords.breach_overdue : reminderWords.breach_due;
			await mailTo(client, services, people, words, { id, hours: hours_left, due: due_at }, '/privacy/breaches');
			await noteReminded(client, id, reminders);
			await audit(client, { action: 'privacy.breach_reminded', entity: 'privacy_breaches', entity_id: id, detail: { hours: hours_left } });
		}
	});
}
