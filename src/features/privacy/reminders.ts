// Terms of privacy law that come near their end, or were missed: told on the page, and by mail where that is set up.
import { audit } from '../../platform/audit.ts';
import { asOwner, type Queryable } from '../../platform/database.ts';
import type { Words } from '../../platform/errors.ts';
import { fillWords } from '../../platform/errors.ts';
import { mailConfigured, pageLink, sendMail } from '../../platform/mail.ts';
import type { Services } from '../../platform/services.ts';
import { notify } from '../notifications/queries.ts';
import { dueBreaches, noteReminded } from './breach-queries.ts';
import { dueRequests, insertStep, markTold, officers, reachable, unconfirmedRequests } from './request-queries.ts';
import { ccpaConfirmDays, confirmBy, daysUntil } from './rules-deadlines.ts';

/** Letters to whoever has to see to a term; nothing of a customer stands in them. */
const reminderWords = {
	open: { 'zh-CN': '打开', en: 'Open it' },
	request_due: {
		subject: { 'zh-CN': '个人信息请求 {id} 即将到期：{due}', en: 'Privacy request {id} is due on {due}' },
		body: {
			'zh-CN': '请求 {id} 须在 {due} 前答复。如无法按期完成，请说明原因后延期。',
			en: 'Request {id} has to be answered by {due}. If that cannot be done, extend the term and tell the person why.',
		},
	},
	request_overdue: {
		subject: { 'zh-CN': '个人信息请求 {id} 已逾期', en: 'Privacy request {id} is overdue' },
		body: { 'zh-CN': '请求 {id} 应在 {due} 前答复，尚未结案。', en: 'Request {id} had to be answered by {due} and is still open.' },
	},
	request_unconfirmed: {
		subject: { 'zh-CN': '个人信息请求 {id}：须在 {due} 前确认收到', en: 'Privacy request {id}: confirm by {due} that it has come' },
		body: {
			'zh-CN': '请求 {id} 的提出人须在 {due} 前得知我们已收到请求、将如何处理、何时答复。请用“收到”模板答复。',
			en: 'By {due} the person has to hear that request {id} has come, how you work on it, and when an answer can be expected. Answer by the template for what was received.',
		},
	},
	breach_due: {
		subject: { 'zh-CN': '泄露事件 {id}：通知主管机关还剩 {hours} 小时', en: 'Breach {id}: {hours} hours left to tell the authority' },
		body: {
			'zh-CN': '主管机关须在 {due} 前得知泄露事件 {id}，记录中还没有通知。通知后请记入事件。',
			en: 'The authority has to know of breach {id} by {due}, and the log does not say that it does. Record it there once it was told.',
		},
	},
	breach_overdue: {
		subject: { 'zh-CN': '泄露事件 {id}：72 小时已过', en: 'Breach {id}: the 72 hours are over' },
		body: {
			'zh-CN': '主管机关应在 {due} 前得知泄露事件 {id}。请立即通知，并说明延迟的原因（GDPR 第 33(1) 条）。',
			en: 'The authority had to know of breach {id} by {due}. Tell it now, with the reasons for the delay (GDPR article 33(1)).',
		},
	},
} as const satisfies Record<string, Words | { readonly subject: Words; readonly body: Words }>;

/** Days before the end of a term at which whoever works on the request is reminded. */
const remindDays = 5;

/** Days before the one by which a person has to hear that his request has come; and of the time in which that is looked for. */
const confirmDays = { before: 3, since: 45 };

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

/** Tells of requests whose person has not heard that they have come, shortly before the law's day for that (CCPA regulations § 7021(a)); once. */
export async function remindOfConfirmations(services: Services): Promise<void> {
	const today = new Date().toISOString().slice(0, 10);
	await asOwner(services.database, async (client) => {
		const days = { from: ccpaConfirmDays - confirmDays.before, to: confirmDays.since };
		const due = (await unconfirmedRequests(client, 'ccpa', days, step)).flatMap(({ kind, received_on, ...one }) => {
			const by = confirmBy('ccpa', kind, received_on);
			return by !== null && daysUntil(by, today) <= confirmDays.before ? [{ ...one, by }] : [];
		});
		const all = due.some(({ assigned_to }) => assigned_to === null) ? await officers(client) : [];
		for (const { customer_id, request_id, assigned_to, by, ...place } of due) {
			const people = assigned_to === null ? all : [assigned_to];
			const detail = { request_id, due_on: by };
			await notify(client, { user_id: people, kind: 'privacy_request_unconfirmed', customer_id, detail });
			await mailTo(
				client,
				services,
				people,
				reminderWords.request_unconfirmed,
				{ id: request_id, due: by },
				`/privacy/requests/${request_id}`,
			);
			await insertStep(client, { customer_id, request_id, ...place }, 'reminded', null, null, { confirm_by: by });
			await audit(client, { action: 'privacy.request_reminded', entity: 'privacy_requests', entity_id: request_id, customer_id });
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
