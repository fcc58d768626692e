// Requests about erasing customers, and about the list of what was erased. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { customerName, id } from '../customers/schema.ts';

/** What of a customer goes or stays: rows of a table, or files. `name` in the language of whoever asks. */
const holding = z.object({ table: z.string(), name: z.string(), count: z.number() });

export const erasurePreview = z.object({
	id: z.number(),
	name: customerName,
	version: z.number(),
	/** This customer and those merged with it: all of them go. */
	members: z.array(z.number()),
	goes: z.array(holding),
	/** What stays, and why. */
	stays: z.array(holding.extend({ reason: z.string() })),
	/** The legal hold that forbids it; null where there is none. */
	held_by: z.string().nullable(),
	/** The day by which nothing would be left on disk. */
	physical_by: z.string(),
});
export type ErasurePreview = z.output<typeof erasurePreview>;

export const erasureRow = z.object({
	id: z.number(),
	/** Customers, by number: their rows stay, empty. */
	customer_ids: z.array(z.number()),
	/** ledger: done again after a restore, before anything was served. */
	cause: z.enum(['person', 'request', 'retention', 'ledger']),
	reason: z.string(),
	request_id: z.number().nullable(),
	by: z.string().nullable(),
	/** From then on nobody could read anything of it. */
	at: z.string(),
	reached: z.array(holding),
	physical_by: z.string(),
	/** When pages, write-ahead log and files were free of it; null until then. */
	physical_at: z.string().nullable(),
	/** Whether it stands in the ledger outside the database. */
	in_ledger: z.boolean(),
	/** When somebody allowed that the person is recorded again. */
	allowed_at: z.string().nullable(),
	allowed_by: z.string().nullable(),
	allowed_reason: z.string().nullable(),
});
export type ErasureRow = z.output<typeof erasureRow>;

const params = z.strictObject({ id });
const reason = z.string().trim().min(1).max(1_000);
const tag = 'privacy';

export const erasureEndpoints = {
	previewErasure: endpoint({
		method: 'GET',
		path: '/customers/{id}/erase',
		permission: 'privacy.manage',
		tag,
		summary: { 'zh-CN': '清除客户前的预览：哪些会消失，哪些会保留', en: 'What erasing a customer would destroy, and what stays' },
		params,
		reply: erasurePreview,
	}),
	eraseCustomer: endpoint({
		method: 'POST',
		path: '/customers/{id}/erase',
		permission: 'privacy.manage',
		tag,
		versioned: true,
		summary: {
			'zh-CN': '清除客户：销毁其全部内容，无法恢复。原因中不要指明本人。',
			en: 'Erase a customer: everything known of it is destroyed for good. The reason must name nobody.',
		},
		params,
		body: z.strictObject({
			reason,
			/** The request for erasure that this answers: open, and its identity checked. It is closed with it. */
			request_id: id.optional(),
		}),
		reply: erasureRow,
	}),
	listErasures: endpoint({
		method: 'GET',
		path: '/erasures',
		permission: 'privacy.read',
		tag,
		summary: { 'zh-CN': '清除记录，最新在前', en: 'Erasures, newest first' },
		query: z.strictObject({ after: id.optional(), limit: z.coerce.number().int().min(1).max(100).optional() }),
		reply: z.object({ items: z.array(erasureRow), next: z.number().nullable() }),
	}),
	allowErased: endpoint({
		method: 'POST',
		path: '/erasures/{id}/allow',
		permission: 'privacy.manage',
		tag,
		summary: { 'zh-CN': '允许再次录入被清除的人', en: 'Allow that somebody who was erased is recorded again' },
		params,
		body: z.strictObject({ reason }),
		reply: erasureRow,
	}),
} as const;
