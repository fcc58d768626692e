// The audit as it is read: entries, how far they are sealed and proven, and how long they are kept. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { personal, type Rule } from '../../platform/personal.ts';
import { unitValue } from '../customers/personal.ts';
import { id } from '../customers/schema.ts';

/** Values of an entry by field: of customers each by its own kind, of settings as they are. */
const byField: Rule = {
	says: 'by field, of customers',
	apply: (value, walk, { customer_id, entity }) => {
		if (customer_id === null || typeof value !== 'object' || value === null) return value;
		const unit = (name: string) => (entity === 'notes' || entity === 'relationships' ? (name === 'body' ? 'note' : name) : name);
		return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, unitValue(unit(name), one, walk)]));
	},
};

const values = () => personal(z.record(z.string(), z.unknown()).nullable(), byField);

export const auditEntry = z.object({
	id: z.number(),
	at: z.string(),
	/** Null: the program itself, or nobody who had signed in. */
	user: z.object({ id: z.number(), name: z.string().nullable() }).nullable(),
	/** The administrator who looked as this person. */
	seen_by: z.object({ id: z.number(), name: z.string().nullable() }).nullable(),
	key_id: z.number().nullable(),
	session_id: z.number().nullable(),
	channel: z.string(),
	ip: z.string().nullable(),
	request: z.string().nullable(),
	action: z.string(),
	entity: z.string(),
	entity_id: z.string().nullable(),
	/** The name of the person whom it is about. */
	about: z.string().nullable(),
	customer_id: z.number().nullable(),
	detail: z.record(z.string(), z.unknown()),
	count: z.number().nullable(),
	digest_before: z.string().nullable(),
	digest_after: z.string().nullable(),
	/** open: before, after and reason are told; none: there are none; erased: their key was destroyed; closed: the customer is out of this person's sight. */
	values: z.enum(['open', 'none', 'erased', 'closed']),
	before: values(),
	after: values(),
	reason: personal(z.string().nullable(), 'personal'),
});
export type AuditEntryRow = z.output<typeof auditEntry>;

const finding = z.object({ code: z.string(), id: z.number().nullable(), block: z.number().nullable(), message: z.string() });

export const auditResult = z.object({
	ok: z.boolean(),
	at: z.string(),
	finding: finding.nullable(),
	entries: z.number(),
	blocks: z.number(),
	dropped: z.number(),
	checkpoints: z.number(),
	proven_until: z.string().nullable(),
	unproven: z.number(),
	seconds: z.number(),
});

export const auditState = z.object({
	last_block: z.object({ number: z.number(), at: z.string() }).nullable(),
	last_checkpoint: z.object({ block: z.number(), at: z.string(), key: z.string() }).nullable(),
	/** Entries that wait to be sealed. */
	unsealed: z.number(),
	/** Where checkpoints are kept besides the data folder. */
	checkpoints_to: z.enum(['nowhere', 'folder', 'command', 'log']),
	/** Months that entries are kept; null: for ever. */
	keep_months: z.number().nullable(),
	/** For If-Match. */
	version: z.number(),
	verifying: z.boolean(),
	verified: auditResult.nullable(),
});
export type AuditState = z.output<typeof auditState>;

export const checkpointRow = z.object({ block: z.number(), at: z.string(), hash: z.string(), key: z.string(), signature: z.string() });

const tag = 'audit';
const permission = 'audit.read' as const;
const limit = z.coerce.number().int().min(1).max(200).optional();
const time = z.iso.datetime({ offset: true }).max(40);
const cursor = z.string().max(100).optional();
const page = z.object({ items: z.array(auditEntry), next: z.string().nullable() });

/** Fewer months would end what laws ask for. */
export const fewestMonths = 6;

export const auditFilters = z.strictObject({
	from: time.optional(),
	to: time.optional(),
	user_id: id.optional(),
	key_id: id.optional(),
	/** All of one action, or of a feature: `customers.` */
	action: z
		.string()
		.regex(/^[a-z_]+\.[a-z_.]*$/)
		.max(100)
		.optional(),
	customer_id: id.optional(),
	entity: z
		.string()
		.regex(/^[a-z_]{1,63}$/)
		.optional(),
	entity_id: z.string().min(1).max(300).optional(),
	request: z.string().min(1).max(100).optional(),
	/** refused: what was not done, for want of a right or a right key; done: all else. */
	result: z.enum(['done', 'refused']).optional(),
});

export const auditEndpoints = {
	listAudit: endpoint({
		method: 'GET',
		path: '/audit',
		permission,
		tag,
		summary: { 'zh-CN': '审计记录，最新在前', en: 'Entries of the audit, the latest first' },
		query: auditFilters.extend({ after: cursor, limit }),
		reply: page,
	}),
	listCustomerAudit: endpoint({
		method: 'GET',
		path: '/customers/{id}/audit',
		permission,
		tag,
		summary: { 'zh-CN': '一位客户的审计记录', en: 'What was done with one customer' },
		params: z.strictObject({ id }),
		query: z.strictObject({ after: cursor, limit }),
		reply: page,
	}),
	getAuditState: endpoint({
		method: 'GET',
		path: '/audit/state',
		permission,
		tag,
		summary: { 'zh-CN': '封存、检查点与保留期', en: 'How far the audit is sealed and proven, and how long it is kept' },
		reply: auditState,
	}),
	putAuditSettings: endpoint({
		method: 'PUT',
		path: '/audit/settings',
		permission: 'audit.manage',
		tag,
		versioned: true,
		summary: { 'zh-CN': '设置审计记录的保留月数', en: 'Set how many months entries are kept' },
		body: z.strictObject({ keep_months: z.number().int().min(fewestMonths).max(1_200).nullable() }),
		reply: auditState,
	}),
	listAuditCheckpoints: endpoint({
		method: 'GET',
		path: '/audit/checkpoints',
		permission,
		tag,
		summary: { 'zh-CN': '签名的检查点，最新在前', en: 'Signed checkpoints, the latest first' },
		query: z.strictObject({ after: id.optional(), limit }),
		reply: z.object({ items: z.array(checkpointRow), next: z.number().nullable() }),
	}),
	verifyAudit: endpoint({
		method: 'POST',
		path: '/audit/verify',
		permission,
		tag,
		status: 202,
		summary: { 'zh-CN': '在后台验证全部审计记录', en: 'Verify the whole audit, in the background' },
		reply: auditState,
	}),
	exportAudit: endpoint({
		method: 'GET',
		path: '/audit/export',
		permission,
		tag,
		answers: 'file',
		summary: { 'zh-CN': '导出审计记录（NDJSON，值保持加密）', en: 'Export the audit as NDJSON, its values encrypted as they are' },
		query: auditFilters,
		reply: z.null(),
	}),
} as const;
