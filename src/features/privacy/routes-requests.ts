// From the endpoints of requests, limits and reports to their statements.
import { audit } from '../../platform/audit.ts';
import { read, write } from '../../platform/database.ts';
import type { Endpoint } from '../../platform/endpoint.ts';
import { type Call, FileReply, type Handlers } from '../../platform/http.ts';
import { versionOf } from '../../platform/if-match.ts';
import { pageLink, sendMail } from '../../platform/mail.ts';
import { demandAllReadable } from '../../platform/masking.ts';
import type { Services } from '../../platform/services.ts';
import { holderOf, inDays, languageFor, maskedEmail } from './consents.ts';
import type { requestEndpoints } from './endpoints-requests.ts';
import { insertLink } from './link-queries.ts';
import { privacyError as error } from './messages.ts';
import { openLink } from './preferences.ts';
import * as register from './queries.ts';
import { makeReport, type ReportFormat } from './report.ts';
import * as queries from './request-queries.ts';
import * as requests from './requests.ts';
import { withOwn } from './templates.ts';

/** Days for which the link to a report works. */
const reportDays = 7;

const mediaTypes: Readonly<Record<ReportFormat, string>> = {
	zip: 'application/zip',
	json: 'application/json',
	csv: 'text/csv; charset=utf-8',
};

type AnyCall = Pick<Call<Endpoint, Services>, 'database' | 'principal' | 'services'>;

const whole = ({ database, principal, services }: AnyCall, id: number) =>
	requests.wholeRequest(database, principal, services.config.defaultCountry, id);

/** A report as a file; what its name says is the number of the request. */
async function reportFile(services: Services, head: { id: number; customer_id: number; language: 'zh-CN' | 'en' }, format: ReportFormat) {
	const { stream, bytes } = await makeReport(services, head, format);
	return new FileReply(stream, `report-${head.id}.${format}`, mediaTypes[format], { 'content-length': bytes, 'cache-control': 'no-store' });
}

export const requestHandlers: Handlers<typeof requestEndpoints, Services> = {
	listRequests: ({ database, principal, query }) =>
		read(database, principal, async (client) => {
			const limit = query.limit ?? 50;
			const [due, id] = query.after?.split('_') ?? [];
			const after = due && id ? ([due, Number(id)] as const) : null;
			const filter = {
				state: query.state ?? 'open',
				customer_id: query.customer_id ?? null,
				assigned_to: query.mine ? principal.user_id : null,
			} as const;
			const rows = await queries.listRequests(client, filter, after, limit + 1);
			const items = rows.slice(0, limit);
			const last = items.at(-1);
			return { items, next: rows.length > limit && last ? `${last.due_on}_${last.id}` : null };
		}),
	createRequest: async (call) => {
		const { database, principal, params, body } = call;
		const id = await write(database, principal, async (client) => {
			const holder = await holderOf(client, params.id);
			if (body.purpose_id !== undefined && !(await register.findPurpose(client, body.purpose_id)))
				throw error('purpose_not_found', { id: body.purpose_id });
			return requests.openRequest(client, holder, body, principal.user_id);
		});
		return whole(call, id);
	},
	getRequest: (call) => whole(call, call.params.id),
	updateRequest: async (call) => {
		const { database, principal, params, body, request } = call;
		await write(database, principal, (client) => requests.updateRequest(client, params.id, body, versionOf(request), principal.user_id));
		return whole(call, params.id);
	},
	addRequestNote: async (call) => {
		const { database, principal, params, body } = call;
		await write(database, principal, (client) => requests.noteRequest(client, params.id, body.note, principal.user_id));
		return whole(call, params.id);
	},
	reviewRequest: async (call) => {
		const { database, principal, params, body } = call;
		await write(database, principal, (client) => requests.reviewRequest(client, params.id, body, principal.user_id));
		return whole(call, params.id);
	},
	answerRequest: async (call) => {
		const { database, principal, params, body, services } = call;
		await write(database, principal, (client) => requests.answerRequest(client, services, params.id, body, principal.user_id));
		return whole(call, params.id);
	},
	closeRequest: async (call) => {
		const { database, principal, params, body, request } = call;
		await write(database, principal, (client) =>
			requests.closeRequest(client, params.id, body.outcome, body.note, versionOf(request), principal.user_id),
		);
		return whole(call, params.id);
	},
	reopenRequest: async (call) => {
		const { database, principal, params, body } = call;
		await write(database, principal, (client) => requests.reopenRequest(client, params.id, body.note, principal.user_id));
		return whole(call, params.id);
	},
	addLimit: ({ database, principal, params, body }) =>
		write(database, principal, async (client) => {
			const holder = await holderOf(client, params.id);
			if (body.purpose_id !== undefined && !(await register.findPurpose(client, body.purpose_id)))
				throw error('purpose_not_found', { id: body.purpose_id });
			return requests.limitCustomer(client, holder, body, principal.user_id);
		}),
	endLimit: ({ database, principal, params }) =>
		write(database, principal, async (client) => {
			const holder = await holderOf(client, params.id);
			await requests.unlimitCustomer(client, holder, params.limit_id, principal.user_id);
			return null;
		}),
	downloadReport: async (call) => {
		const { database, principal, params, query, services } = call;
		// All of a person stands in it.
		demandAllReadable(principal, 'report');
		const format = query.format ?? 'zip';
		const found = await write(database, principal, (client) =>
			requests.noteReport(client, params.id, 'report_made', format, principal.user_id),
		);
		return reportFile(services, { ...found, language: languageFor(found, services.config.defaultCountry) }, format);
	},
	createReportLink: ({ database, principal, params, body, services }) =>
		write(database, principal, async (client) => {
			const format = body.format ?? 'zip';
			const found = await requests.noteReport(client, params.id, 'report_link', format, principal.user_id);
			requests.demandKnown(found);
			if (body.send && !found.email) throw error('no_address');
			const expires = inDays(reportDays);
			const detail = { request_id: params.id, format };
			const token = await insertLink(client, { customer_id: found.customer_id, kind: 'report', detail, expires, by: principal.user_id });
			const url = pageLink(services.config, `/api/v1/preferences/report/${token}`);
			const language = languageFor(found, services.config.defaultCountry);
			if (body.send) {
				const template = withOwn(await queries.readTemplates(client)).find(
					(one) => one.kind === (format === 'zip' ? 'access' : 'portability') && one.language === language,
				)!;
				const subject = template.subject.replaceAll('{number}', String(params.id));
				await sendMail(client, services, {
					to: found.email!,
					language,
					subject: { 'zh-CN': subject, en: subject },
					paragraphs: template.body.split(/\n{2,}/).map((part) => ({ 'zh-CN': part, en: part })),
					link: { words: { 'zh-CN': '下载报告', en: 'Download the report' }, url },
				});
			}
			return { url: body.send ? null : url, sent_to: body.send ? maskedEmail(found.email) : null, expires_at: expires.toISOString() };
		}),
	fetchReport: async ({ services, request, params, database }) => {
		const { link, customer, context } = await openLink(services, request, params.token, ['report']);
		const { request_id, format } = link.detail as { request_id: number; format: ReportFormat };
		await write(database, context, (client) => requests.noteReport(client, request_id, 'report_fetched', format, null));
		const language = languageFor(customer, services.config.defaultCountry);
		return reportFile(services, { id: request_id, customer_id: customer.id, language }, format);
	},
	listTemplates: ({ database, principal }) =>
		read(database, principal, async (client) => ({ items: withOwn(await queries.readTemplates(client)) })),
	putTemplate: ({ database, principal, params, body, request }) =>
		write(database, principal, async (client) => {
			const stored = await queries.storeTemplate(client, params, body, versionOf(request), principal.user_id);
			if (!stored) throw error('purpose_changed');
			await audit(client, {
				action: 'privacy.template_changed',
				entity: 'answer_templates',
				entity_id: params.kind,
				detail: { language: params.language },
				after: body,
			});
			return stored;
		}),
	getPrivacySettings: ({ database, principal }) => read(database, principal, register.readSettings),
	putPrivacySettings: ({ database, principal, body }) =>
		write(database, principal, async (client) => {
			const before = await register.readSettings(client);
			await register.storeSettings(client, body);
			await audit(client, { action: 'privacy.settings_changed', entity: 'settings', entity_id: 'privacy', before, after: body });
			return body;
		}),
};
