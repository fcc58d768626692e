// The endpoints of the requests that people make by law, of limits and of the report of access. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { personal } from '../../platform/personal.ts';
import { id } from '../customers/schema.ts';
import { tokenParams } from './endpoints-consents.ts';
import {
	agentRoles,
	idParams,
	laws,
	limit,
	limitKinds,
	limitRow,
	limitSources,
	line,
	moment,
	privacySettings,
	request,
	requestChannels,
	requestKinds,
	requestRow,
	requestStates,
	templateKinds,
	text,
} from './schema.ts';

const tag = 'privacy';
const limitParams = idParams.extend({ limit_id: id });
export const reportFormats = ['zip', 'json', 'csv'] as const;

const template = z.object({
	kind: z.enum(templateKinds),
	language: z.enum(['zh-CN', 'en']),
	subject: z.string(),
	body: z.string(),
	/** 0: the product's own words. */
	version: z.number(),
});
export type Template = z.output<typeof template>;

export const requestEndpoints = {
	listRequests: endpoint({
		method: 'GET',
		path: '/privacy/requests',
		permission: 'privacy.read',
		tag,
		summary: { 'zh-CN': '个人信息请求，最急的在前', en: 'Requests of the people concerned, the most urgent first' },
		query: z.strictObject({
			state: z.enum(requestStates).optional(),
			customer_id: id.optional(),
			mine: z.literal('1').optional(),
			after: z
				.string()
				.max(40)
				.regex(/^\d{4}-\d\d-\d\d_\d{1,15}$/)
				.optional(),
			limit,
		}),
		reply: z.object({ items: z.array(requestRow), next: z.string().nullable() }),
	}),
	createRequest: endpoint({
		method: 'POST',
		path: '/customers/{id}/privacy-requests',
		permission: 'privacy.manage',
		tag,
		status: 201,
		idempotent: true,
		summary: { 'zh-CN': '登记一项请求', en: 'Record a request' },
		params: idParams,
		body: z.strictObject({
			kind: z.enum(requestKinds),
			law: z.enum(laws),
			channel: z.enum(requestChannels),
			details: text(10_000).optional(),
			purpose_id: id.optional(),
			received_at: moment.optional(),
			/** Who asks in the person's name. */
			agent: z.strictObject({ name: personal(line(200), 'personal', { mask: 'name' }), role: z.enum(agentRoles) }).optional(),
		}),
		reply: request,
	}),
	getRequest: endpoint({
		method: 'GET',
		path: '/privacy/requests/{id}',
		permission: 'privacy.read',
		tag,
		summary: { 'zh-CN': '一项请求及其全部记录', en: 'A request with its whole trail' },
		params: idParams,
		reply: request,
	}),
	updateRequest: endpoint({
		method: 'PATCH',
		path: '/privacy/requests/{id}',
		permission: 'privacy.manage',
		tag,
		versioned: true,
		summary: { 'zh-CN': '指派、核对身份、延期', en: 'Assign, check the identity, extend' },
		params: idParams,
		body: z.strictObject({
			assigned_to: id.nullable().optional(),
			/** How it was checked belongs to the proof. */
			identity: z.strictObject({ state: z.enum(['verified', 'failed']), how: line(2000) }).optional(),
			/** Whether whoever asks for another may do so, and what shows it. */
			agent: z.strictObject({ state: z.enum(['verified', 'failed']), how: line(2000) }).optional(),
			/** Told to the person within the first term (GDPR article 12(3)). */
			extend: z.strictObject({ reason: line(2000) }).optional(),
		}),
		reply: request,
	}),
	addRequestNote: endpoint({
		method: 'POST',
		path: '/privacy/requests/{id}/notes',
		permission: 'privacy.manage',
		tag,
		summary: { 'zh-CN': '在记录中添加一条说明', en: 'Add a note to the trail' },
		params: idParams,
		body: z.strictObject({ note: line(20_000) }),
		reply: request,
	}),
	reviewRequest: endpoint({
		method: 'POST',
		path: '/privacy/requests/{id}/review',
		permission: 'privacy.manage',
		tag,
		summary: { 'zh-CN': '记录对自动化决策的人工复核', en: 'Record what a person found who reviewed an automated decision' },
		params: idParams,
		body: z.strictObject({ decision: line(2000), outcome: z.enum(['upheld', 'changed']), reasons: line(10_000) }),
		reply: request,
	}),
	answerRequest: endpoint({
		method: 'POST',
		path: '/privacy/requests/{id}/answers',
		permission: 'privacy.manage',
		tag,
		summary: { 'zh-CN': '答复：发送邮件，或记录以其他方式作出的答复', en: 'Answer: by mail, or recorded where it went another way' },
		params: idParams,
		body: z.strictObject({ subject: line(300), body: line(20_000), language: z.enum(['zh-CN', 'en']), send: z.boolean() }),
		reply: request,
	}),
	closeRequest: endpoint({
		method: 'POST',
		path: '/privacy/requests/{id}/close',
		permission: 'privacy.manage',
		tag,
		versioned: true,
		summary: { 'zh-CN': '结案', en: 'Close a request' },
		params: idParams,
		body: z.strictObject({ outcome: z.enum(['done', 'refused', 'withdrawn']), note: line(20_000) }),
		reply: request,
	}),
	reopenRequest: endpoint({
		method: 'POST',
		path: '/privacy/requests/{id}/reopen',
		permission: 'privacy.manage',
		tag,
		summary: { 'zh-CN': '重新处理', en: 'Open a request again' },
		params: idParams,
		body: z.strictObject({ note: line(20_000) }),
		reply: request,
	}),
	addLimit: endpoint({
		method: 'POST',
		path: '/customers/{id}/limits',
		permission: 'privacy.manage',
		tag,
		status: 201,
		summary: {
			'zh-CN': '限制处理；记录反对、拒绝出售或限制敏感信息',
			en: 'Restrict processing; record an objection, an opt-out of sale, a limit of sensitive data',
		},
		params: idParams,
		body: z.strictObject({
			kind: z.enum(limitKinds),
			/** An objection to this purpose alone. */
			purpose_id: id.optional(),
			request_id: id.optional(),
			/** gpc: the company's own site met the signal of a browser and knows whose it is. */
			source: z.enum(limitSources).exclude(['preference_centre']).optional(),
			reason: line(2000),
		}),
		reply: limitRow,
	}),
	endLimit: endpoint({
		method: 'DELETE',
		path: '/customers/{id}/limits/{limit_id}',
		permission: 'privacy.manage',
		tag,
		status: 204,
		summary: { 'zh-CN': '解除限制', en: 'End a limit' },
		params: limitParams,
		reply: z.null(),
	}),
	downloadReport: endpoint({
		method: 'GET',
		path: '/privacy/requests/{id}/report',
		permission: 'privacy.manage',
		tag,
		answers: 'file',
		summary: {
			'zh-CN': '查阅报告（zip：JSON、HTML 与附件），或可携带的数据（json、csv）',
			en: 'The report of access (zip: JSON, HTML and files), or what the person provided (json, csv)',
		},
		params: idParams,
		query: z.strictObject({ format: z.enum(reportFormats).optional() }),
		reply: z.null(),
	}),
	createReportLink: endpoint({
		method: 'POST',
		path: '/privacy/requests/{id}/report-link',
		permission: 'privacy.manage',
		tag,
		status: 201,
		summary: { 'zh-CN': '生成或发送报告的下载链接，七天有效', en: 'Make or send a link to the report, good for seven days' },
		params: idParams,
		body: z.strictObject({ send: z.boolean(), format: z.enum(reportFormats).optional() }),
		reply: z.object({
			url: z.string().nullable(),
			sent_to: personal(z.string().nullable(), 'contact', { mask: 'email' }),
			expires_at: z.string(),
		}),
	}),
	fetchReport: endpoint({
		method: 'GET',
		path: '/preferences/report/{token}',
		permission: 'public',
		tag: 'preferences',
		answers: 'file',
		summary: { 'zh-CN': '凭链接下载报告', en: 'Download the report by its link' },
		params: tokenParams,
		reply: z.null(),
	}),
	listTemplates: endpoint({
		method: 'GET',
		path: '/privacy/templates',
		permission: 'privacy.read',
		tag,
		summary: { 'zh-CN': '答复模板', en: 'Templates of answers' },
		reply: z.object({ items: z.array(template) }),
	}),
	putTemplate: endpoint({
		method: 'PUT',
		path: '/privacy/templates/{kind}/{language}',
		permission: 'privacy.manage',
		tag,
		versioned: true,
		summary: { 'zh-CN': '修改答复模板', en: 'Change a template' },
		params: z.strictObject({ kind: z.enum(templateKinds), language: z.enum(['zh-CN', 'en']) }),
		body: z.strictObject({ subject: line(300), body: line(20_000) }),
		reply: template,
	}),
	getPrivacySettings: endpoint({
		method: 'GET',
		path: '/privacy/settings',
		permission: 'customers.read',
		tag,
		summary: { 'zh-CN': '隐私设置', en: 'Settings of privacy' },
		reply: privacySettings,
	}),
	putPrivacySettings: endpoint({
		method: 'PUT',
		path: '/privacy/settings',
		permission: 'privacy.manage',
		tag,
		summary: { 'zh-CN': '修改隐私设置', en: 'Change the settings of privacy' },
		body: privacySettings,
		reply: privacySettings,
	}),
} as const;
