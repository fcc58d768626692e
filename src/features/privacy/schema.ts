// Privacy law: what there is to choose from, and the shapes of purposes, consents, requests, limits and the rest. The endpoints stand in endpoints*.ts. Safe in a browser.
import { z } from 'zod';
import { personal } from '../../platform/personal.ts';
import { condition, customerName, id } from '../customers/schema.ts';

export const laws = ['gdpr', 'pipl', 'ccpa'] as const;
export type Law = (typeof laws)[number];

export const gdprBases = ['consent', 'contract', 'legal_obligation', 'vital_interests', 'public_task', 'legitimate_interests'] as const;
export type GdprBasis = (typeof gdprBases)[number];
/** GDPR article 9(2). */
export const gdprConditions = [
	'explicit_consent',
	'employment',
	'vital_interests',
	'made_public',
	'legal_claims',
	'public_interest',
	'health',
	'statistics',
] as const;
/** PIPL article 13. */
export const piplBases = ['consent', 'contract', 'statutory_duty', 'emergency', 'news', 'made_public', 'other_law'] as const;
export type PiplBasis = (typeof piplBases)[number];

export const channels = ['email', 'sms', 'phone', 'post', 'wechat', 'other'] as const;
export const channelsOrAny = ['any', ...channels] as const;
export type ChannelOrAny = (typeof channelsOrAny)[number];

/** Consents that PIPL asks for by themselves (articles 29, 39, 25, 23). */
export const separateConsents = ['sensitive', 'abroad', 'publication', 'sharing'] as const;
export type SeparateConsent = (typeof separateConsents)[number];
export const consentKinds = ['general', ...separateConsents] as const;
export type ConsentKind = (typeof consentKinds)[number];
export const consentStates = ['pending', 'given', 'refused', 'withdrawn'] as const;
export type ConsentState = (typeof consentStates)[number];
export const consentSources = ['preference_centre', 'double_opt_in', 'person', 'paper', 'phone', 'form', 'import', 'api'] as const;

/** Why data may be used, or may not. */
export const reasons = [
	'consent',
	'basis',
	'gone',
	'purpose_ended',
	'restricted',
	'objected',
	'opted_out',
	'use_limited',
	'channel_unsuited',
	'no_consent',
	'unconfirmed',
	'refused',
	'withdrawn',
	'expired',
	'guardian_missing',
	'separate_missing',
] as const;
export type Reason = (typeof reasons)[number];

export const dataKinds = ['personal', 'contact', 'identity', 'sensitive'] as const;
export const assessments = ['not_needed', 'needed', 'done'] as const;
export const recipientRoles = ['processor', 'controller', 'joint', 'authority'] as const;
export const safeguards = [
	'none',
	'adequacy',
	'scc',
	'bcr',
	'certification',
	'cn_standard_contract',
	'cn_security_assessment',
	'derogation',
] as const;

export const requestKinds = [
	'access',
	'portability',
	'correction',
	'erasure',
	'restriction',
	'objection',
	'human_review',
	/** CCPA § 1798.120: of sale and of sharing for advertising. */
	'opt_out',
	/** CCPA § 1798.121: sensitive data for nothing but what was asked for. */
	'limit_use',
] as const;
export type RequestKind = (typeof requestKinds)[number];
/** Requests that nobody has to prove his identity for (CCPA regulations § 7026(d), § 7027(e)). */
export const unprovenKinds: readonly RequestKind[] = ['opt_out', 'limit_use'];
/** Whether the term can be extended at all: what stops a use has one of its own under the CCPA. */
export const isExtensible = (law: Law, kind: RequestKind): boolean => law !== 'ccpa' || !unprovenKinds.includes(kind);
export const requestStates = ['open', 'done', 'refused', 'withdrawn'] as const;
export const requestChannels = ['preference_centre', 'email', 'phone', 'post', 'in_person', 'other'] as const;
export const identityStates = ['open', 'verified', 'failed'] as const;
/** In which capacity somebody asks for another. */
export const agentRoles = ['authorised_agent', 'guardian', 'relative', 'lawyer'] as const;
export const stepKinds = [
	'received',
	'assigned',
	'identity_verified',
	'identity_failed',
	'agent_verified',
	'agent_failed',
	'extended',
	'note',
	'answered',
	'report_made',
	'report_link',
	'report_fetched',
	'limited',
	'limit_ended',
	'review_upheld',
	'review_changed',
	'reminded',
	'overdue',
	'done',
	'refused',
	'withdrawn',
	'reopened',
	'erased',
] as const;
export type StepKind = (typeof stepKinds)[number];
export const limitKinds = ['restriction', 'objection', 'opt_out', 'limit_use'] as const;
export const limitSources = ['staff', 'preference_centre', 'gpc'] as const;

/** In the order of a request. Those named like a kind of request tell that it was done; `kept` of an erasure that the law forbids. */
export const templateKinds = [
	'received',
	'identity',
	'agent',
	'extended',
	...requestKinds,
	'done',
	'refused',
	'kept',
	'restriction_ends',
] as const;
export type TemplateKind = (typeof templateKinds)[number];

export const retentionActions = ['erase', 'anonymise', 'restrict'] as const;
export const retentionBases = ['activity', 'created'] as const;
export const risks = ['unknown', 'none', 'risk', 'high'] as const;
export const breachStepKinds = ['opened', 'changed', 'authority_told', 'people_told', 'note', 'closed', 'reopened', 'reminded'] as const;

export const idParams = z.strictObject({ id });
export const limit = z.coerce.number().int().min(1).max(200).optional();
export const after = id.optional();
/** Text that may stand in PostgreSQL. */
export const text = (max: number) =>
	z
		.string()
		.max(max)
		.regex(/^[^\0]*$/);
export const line = (max: number) => text(max).min(1);
export const set = <const T extends readonly [string, ...string[]]>(values: T) => z.array(z.enum(values)).max(values.length);
export const moment = z.iso.datetime({ offset: true }).max(40);
export const day = z.iso.date().max(10);
export const country = z.string().regex(/^[A-Z]{2}$/);

export const purposeInput = z.strictObject({
	name_en: line(200),
	name_zh: line(200),
	description_en: text(5000),
	description_zh: text(5000),
	gdpr_basis: z.enum(gdprBases).nullable(),
	gdpr_condition: z.enum(gdprConditions).nullable(),
	pipl_basis: z.enum(piplBases).nullable(),
	data_kinds: set(dataKinds),
	subjects: text(2000),
	channels: set(channels),
	consent_required: z.boolean(),
	separate_consents: set(separateConsents),
	recipient_ids: z.array(z.number().int().min(1).max(2_147_483_647)).max(100),
	retention_months: z.number().int().min(1).max(1200).nullable(),
	retention_note: text(2000),
	measures: text(5000),
	assessment: z.enum(assessments),
	assessed_on: day.nullable(),
	/** Data is sold, or shared for advertising across contexts (CCPA § 1798.140). */
	sold_or_shared: z.boolean().optional(),
});
export type PurposeInput = z.output<typeof purposeInput>;

export const consentText = z.object({
	id: z.number(),
	version: z.number(),
	text_en: z.string(),
	text_zh: z.string(),
	created_at: z.string(),
});

export const purpose = z.object({
	...purposeInput.shape,
	sold_or_shared: z.boolean(),
	id: z.number(),
	version: z.number(),
	archived_at: z.string().nullable(),
	updated_at: z.string(),
	/** Those that were chosen, and those that PIPL asks for with what else is stated. */
	needed_consents: set(separateConsents),
	/** The text shown now; null where none was written. */
	text: consentText.nullable(),
});
export type Purpose = z.output<typeof purpose>;

export const recipientInput = z.strictObject({
	name: line(200),
	role: z.enum(recipientRoles),
	country,
	safeguard: z.enum(safeguards),
	contact: text(1000).nullable(),
	note: text(10_000).nullable(),
});
export const recipient = z.object({
	...recipientInput.shape,
	id: z.number(),
	version: z.number(),
	archived_at: z.string().nullable(),
});
export type Recipient = z.output<typeof recipient>;

export const consent = z.object({
	id: z.number(),
	purpose_id: z.number(),
	channel: z.enum(channelsOrAny),
	kind: z.enum(consentKinds),
	state: z.enum(consentStates),
	text_version: z.number().nullable(),
	source: z.enum(consentSources),
	guardian: personal(z.string().nullable(), 'personal', { mask: 'name' }),
	note: personal(z.string().nullable(), 'personal'),
	/** Of what the customer decided himself: from where, and with which program. */
	ip: personal(z.string().nullable(), 'personal'),
	user_agent: personal(z.string().nullable(), 'personal'),
	at: z.string(),
	expires_at: z.string().nullable(),
	recorded_by: z.string().nullable(),
});
export type Consent = z.output<typeof consent>;

export const limitRow = z.object({
	id: z.number(),
	kind: z.enum(limitKinds),
	purpose_id: z.number().nullable(),
	request_id: z.number().nullable(),
	reason: z.string().nullable(),
	source: z.enum(limitSources),
	since: z.string(),
});
export type LimitRow = z.output<typeof limitRow>;

/** What stands for a purpose and a channel. */
export const use = z.object({
	purpose_id: z.number(),
	channel: z.enum(channelsOrAny),
	allowed: z.boolean(),
	reason: z.enum(reasons),
	message: z.string(),
});

export const requestRow = z.object({
	id: z.number(),
	customer: z.object({ id: z.number(), name: customerName }),
	kind: z.enum(requestKinds),
	law: z.enum(laws),
	state: z.enum(requestStates),
	received_at: z.string(),
	due_on: z.string(),
	/** Negative where the day has passed. */
	days_left: z.number(),
	extended: z.boolean(),
	identity_state: z.enum(identityStates),
	assigned_to: z.number().nullable(),
	assignee: z.string().nullable(),
	closed_at: z.string().nullable(),
	version: z.number(),
});
export type RequestRow = z.output<typeof requestRow>;

export const stepRow = z.object({
	id: z.number(),
	kind: z.enum(stepKinds),
	note: personal(z.string().nullable(), 'personal'),
	by: z.string().nullable(),
	at: z.string(),
});

export const request = requestRow.extend({
	channel: z.enum(requestChannels),
	details: personal(z.string(), 'personal'),
	purpose_id: z.number().nullable(),
	email: personal(z.string().nullable(), 'contact', { mask: 'email' }),
	language: z.string(),
	/** The day by which the person has to hear that it has come, while no answer went out and where the law names one. */
	confirm_by: z.string().nullable(),
	/** Who asks in the person's name. */
	agent: personal(z.string().nullable(), 'personal', { mask: 'name' }),
	agent_role: z.enum(agentRoles).nullable(),
	agent_state: z.enum(identityStates),
	steps: z.array(stepRow),
	limits: z.array(limitRow),
	holds: z.array(z.object({ id: z.number(), name: z.string() })),
	/** Of a request for erasure: that it was done, and how far the disk has followed. */
	erasure: z
		.object({
			id: z.number(),
			/** From then on nobody could read anything of it. */
			at: z.string(),
			/** How many rows and files went, and of how many kinds. */
			rows: z.number(),
			kinds: z.number(),
			physical_by: z.string(),
			physical_at: z.string().nullable(),
			/** Tables that were written anew; and up to which file the write-ahead log is gone, where it is ours. */
			tables: z.number(),
			log_until: z.string().nullable(),
			in_ledger: z.boolean(),
		})
		.nullable(),
});
export type PrivacyRequest = z.output<typeof request>;

export const privacySettings = z.strictObject({
	/** Exports have to name a purpose. */
	purpose_required: z.boolean(),
	/** Values of sensitive attributes are taken only of who consented to that by itself. */
	sensitive_consent: z.boolean().default(false),
	/** The law under which requests of the preference centre are taken up. */
	law: z.enum(laws),
	/** Days that China does not work on besides weekends and statutory holidays. */
	holidays: z.array(day).max(200),
	/** Days for which the link to the preference centre works. */
	link_days: z.number().int().min(1).max(365),
	/** Who is responsible, for the register: name and address; and the data protection officer. */
	controller: text(2000),
	officer: text(2000),
});
export type PrivacySettings = z.output<typeof privacySettings>;

const filter = z.array(condition).max(50);
export const policyInput = z.strictObject({
	name: line(200),
	/** Customers of this kind; all where it is empty. */
	filter,
	months: z.number().int().min(1).max(1200),
	/** Since the last activity, or since they were recorded. */
	basis: z.enum(retentionBases),
	action: z.enum(retentionActions),
	active: z.boolean(),
});
export type PolicyInput = z.output<typeof policyInput>;
export const policy = z.object({
	...policyInput.shape,
	id: z.number(),
	version: z.number(),
	last_run_at: z.string().nullable(),
	last_count: z.number().nullable(),
});
export type Policy = z.output<typeof policy>;

export const holdInput = z.strictObject({
	name: line(200),
	reason: line(5000),
	/** All whom a filter chooses, now and later; empty where customers are named. */
	filter,
	customer_ids: z.array(z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)).max(10_000),
});
export const hold = z.object({
	...holdInput.shape,
	id: z.number(),
	/** How many customers it is about. */
	count: z.number(),
	created_at: z.string(),
	released_at: z.string().nullable(),
});
export type Hold = z.output<typeof hold>;

/** Member states of the European Economic Area: a transfer among them is none to a third country (GDPR article 44). */
const eea = new Set('AT BE BG HR CY CZ DK EE FI FR DE GR HU IS IE IT LV LI LT LU MT NL NO PL PT RO SK SI ES SE'.split(' '));

/** Whether a country is abroad, seen from home. */
export const isAbroad = (country: string, home: string): boolean => country !== home && !(eea.has(country) && eea.has(home));
