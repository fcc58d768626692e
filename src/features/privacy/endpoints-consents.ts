// The endpoints of purposes, consents and the preference centre, with their shapes. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { personal } from '../../platform/personal.ts';
import { id } from '../customers/schema.ts';
import {
	after,
	channelsOrAny,
	consent,
	consentKinds,
	consentSources,
	consentStates,
	consentText,
	idParams,
	limit,
	limitRow,
	line,
	moment,
	purpose,
	purposeInput,
	reasons,
	requestKinds,
	text,
	use,
} from './schema.ts';

const tag = 'privacy';
const words = z.object({ 'zh-CN': z.string(), en: z.string() });

/** A token of 256 random bits; whatever looks otherwise is none. */
export const tokenParams = z.strictObject({ token: z.string().max(100) });

const choice = z.strictObject({
	purpose_id: id,
	channel: z.enum(channelsOrAny),
	kind: z.enum(consentKinds).optional(),
	given: z.boolean(),
	/** The version that was read: whoever agrees names it. Refused where there is a newer one. */
	text_id: id.optional(),
});
const rights = z.enum(['opt_out', 'limit_use']);

/** What a customer sees of himself: enough to know that the link is his, not enough for whoever finds it. */
export const preferences = z.object({
	name: z.string().nullable(),
	email: z.string().nullable(),
	phone: z.string().nullable(),
	language: z.enum(['zh-CN', 'en']),
	/** Under 14: only a guardian decides, through the company. */
	minor: z.boolean(),
	purposes: z.array(
		z.object({
			id: z.number(),
			name: words,
			description: words,
			text: words.extend({ id: z.number(), version: z.number() }).nullable(),
			/** Rests on consent; the others can be objected to. */
			by_consent: z.boolean(),
			/** Opted out of, or limited. */
			forbidden: z.boolean(),
			choices: z.array(z.object({ channel: z.enum(channelsOrAny), kind: z.enum(consentKinds), given: z.boolean() })),
		}),
	),
	/** Opting out of sale and sharing, limiting the use of sensitive data: those that mean something here. */
	limits: z.array(z.object({ kind: rights, on: z.boolean() })),
	/** The browser sends Global Privacy Control. */
	by_signal: z.boolean(),
	history: z.array(
		z.object({
			id: z.number(),
			at: z.string(),
			purpose: words,
			channel: z.enum(channelsOrAny),
			kind: z.enum(consentKinds),
			state: z.enum(consentStates),
		}),
	),
	requests: z.array(
		z.object({ id: z.number(), kind: z.enum(requestKinds), state: z.string(), received_at: z.string(), due_on: z.string() }),
	),
	/** Whether requests can be confirmed by mail: there is an address and a mail server. */
	can_ask: z.boolean(),
});
export type Preferences = z.output<typeof preferences>;

export const consentEndpoints = {
	listPurposes: endpoint({
		method: 'GET',
		path: '/privacy/purposes',
		permission: 'customers.read',
		tag,
		summary: { 'zh-CN': '处理目的', en: 'Purposes of processing' },
		query: z.strictObject({ after, limit, archived: z.literal('1').optional() }),
		reply: z.object({ items: z.array(purpose), next: z.number().nullable() }),
	}),
	createPurpose: endpoint({
		method: 'POST',
		path: '/privacy/purposes',
		permission: 'privacy.manage',
		tag,
		status: 201,
		idempotent: true,
		summary: { 'zh-CN': '添加处理目的', en: 'Add a purpose' },
		body: purposeInput,
		reply: purpose,
	}),
	updatePurpose: endpoint({
		method: 'PATCH',
		path: '/privacy/purposes/{id}',
		permission: 'privacy.manage',
		tag,
		versioned: true,
		summary: { 'zh-CN': '修改处理目的；archived 结束或恢复它', en: 'Change a purpose; archived ends it or takes it up again' },
		params: idParams,
		body: purposeInput.partial().extend({ archived: z.boolean().optional() }),
		reply: purpose,
	}),
	listConsentTexts: endpoint({
		method: 'GET',
		path: '/privacy/purposes/{id}/texts',
		permission: 'customers.read',
		tag,
		summary: { 'zh-CN': '同意书的各个版本，最新在前', en: 'The versions of a consent text, newest first' },
		params: idParams,
		query: z.strictObject({ after, limit }),
		reply: z.object({ items: z.array(consentText), next: z.number().nullable() }),
	}),
	addConsentText: endpoint({
		method: 'POST',
		path: '/privacy/purposes/{id}/texts',
		permission: 'privacy.manage',
		tag,
		status: 201,
		idempotent: true,
		summary: { 'zh-CN': '写一个新版本的同意书', en: 'Write a new version of the consent text' },
		params: idParams,
		body: z.strictObject({ text_en: line(20_000), text_zh: line(20_000) }),
		reply: consentText,
	}),
	getConsents: endpoint({
		method: 'GET',
		path: '/customers/{id}/consents',
		permission: 'customers.read',
		tag,
		summary: { 'zh-CN': '客户的同意：现状、记录、限制', en: 'Consents of a customer: what stands, the ledger, limits' },
		params: idParams,
		query: z.strictObject({ after, limit }),
		reply: z.object({ standing: z.array(use), limits: z.array(limitRow), items: z.array(consent), next: z.number().nullable() }),
	}),
	recordConsent: endpoint({
		method: 'POST',
		path: '/customers/{id}/consents',
		permission: 'consents.write',
		tag,
		status: 201,
		idempotent: true,
		summary: { 'zh-CN': '记录同意、拒绝或撤回', en: 'Record a consent, a refusal or a withdrawal' },
		params: idParams,
		body: z.strictObject({
			purpose_id: id,
			channel: z.enum(channelsOrAny),
			kind: z.enum(consentKinds).optional(),
			state: z.enum(['given', 'refused', 'withdrawn']),
			source: z.enum(consentSources).exclude(['preference_centre', 'double_opt_in']),
			/** Version of the text that was shown; the newest where nothing is said. */
			text_id: id.optional(),
			at: moment.optional(),
			expires_at: moment.nullish(),
			guardian: line(200).nullish(),
			/** How it can be shown: where the paper lies, who was on the telephone. */
			note: text(1000).nullish(),
			/** Counts when the person has pressed the link of a mail. */
			confirm_by_mail: z.boolean().optional(),
		}),
		reply: consent,
	}),
	createPreferenceLink: endpoint({
		method: 'POST',
		path: '/customers/{id}/preference-link',
		permission: 'consents.write',
		tag,
		status: 201,
		summary: { 'zh-CN': '生成或发送客户自助设置的链接', en: 'Make a link to the preference centre, or send it' },
		params: idParams,
		body: z.strictObject({ send: z.boolean() }),
		/** `url` is null where it was sent. */
		reply: z.object({
			url: z.string().nullable(),
			sent_to: personal(z.string().nullable(), 'contact', { mask: 'email' }),
			expires_at: z.string(),
		}),
	}),
	revokeLinks: endpoint({
		method: 'DELETE',
		path: '/customers/{id}/preference-link',
		permission: 'consents.write',
		tag,
		summary: { 'zh-CN': '作废已发出的全部链接', en: 'Revoke all links of a customer' },
		params: idParams,
		reply: z.object({ revoked: z.number() }),
	}),
	checkUse: endpoint({
		method: 'POST',
		path: '/privacy/may-use',
		permission: 'customers.read',
		tag,
		summary: { 'zh-CN': '客户数据可否用于某目的，附原因', en: 'Whether data of customers may be used for a purpose, with the reason' },
		body: z.strictObject({
			ids: z.array(z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)).min(1).max(5_000),
			purpose_id: id,
			channel: z.enum(channelsOrAny).optional(),
		}),
		reply: z.object({
			items: z.array(z.object({ id: z.number(), allowed: z.boolean(), reason: z.enum(reasons), message: z.string() })),
		}),
	}),
	getPreferences: endpoint({
		method: 'GET',
		path: '/preferences/{token}',
		permission: 'public',
		tag: 'preferences',
		summary: { 'zh-CN': '客户自助设置：现状', en: 'Preference centre: how it stands' },
		params: tokenParams,
		reply: preferences,
	}),
	savePreferences: endpoint({
		method: 'POST',
		path: '/preferences/{token}',
		permission: 'public',
		tag: 'preferences',
		summary: { 'zh-CN': '客户自助设置：保存选择', en: 'Preference centre: save choices' },
		params: tokenParams,
		body: z.strictObject({ choices: z.array(choice).min(1).max(100) }),
		reply: preferences,
	}),
	withdrawAll: endpoint({
		method: 'POST',
		path: '/preferences/{token}/withdraw',
		permission: 'public',
		tag: 'preferences',
		summary: { 'zh-CN': '客户自助设置：全部撤回', en: 'Preference centre: withdraw everything' },
		params: tokenParams,
		reply: preferences,
	}),
	setPreferenceLimit: endpoint({
		method: 'POST',
		path: '/preferences/{token}/limits',
		permission: 'public',
		tag: 'preferences',
		summary: {
			'zh-CN': '客户自助设置：拒绝出售或共享，限制敏感信息；立即生效',
			en: 'Preference centre: opt out of sale and sharing, or limit sensitive data; at once',
		},
		params: tokenParams,
		body: z.strictObject({ kind: rights, on: z.boolean() }),
		reply: preferences,
	}),
	askByPreferences: endpoint({
		method: 'POST',
		path: '/preferences/{token}/requests',
		permission: 'public',
		tag: 'preferences',
		status: 202,
		summary: {
			'zh-CN': '客户自助设置：提出请求，经邮件确认后生效',
			en: 'Preference centre: ask for something; it counts once confirmed by mail',
		},
		params: tokenParams,
		body: z.strictObject({ kind: z.enum(requestKinds), details: text(2000).optional() }),
		reply: z.object({ sent_to: z.string() }),
	}),
	getConfirmation: endpoint({
		method: 'GET',
		path: '/preferences/confirm/{token}',
		permission: 'public',
		tag: 'preferences',
		summary: { 'zh-CN': '邮件链接要确认的内容', en: 'What the link of a mail confirms' },
		params: tokenParams,
		reply: z.object({ what: z.enum(['consent', 'request']), words, text: words.nullable(), confirmed: z.boolean() }),
	}),
	confirm: endpoint({
		method: 'POST',
		path: '/preferences/confirm/{token}',
		permission: 'public',
		tag: 'preferences',
		summary: { 'zh-CN': '确认；重复确认无妨', en: 'Confirm; a second time changes nothing' },
		params: tokenParams,
		reply: z.object({ what: z.enum(['consent', 'request']), words, text: words.nullable(), confirmed: z.boolean() }),
	}),
} as const;
