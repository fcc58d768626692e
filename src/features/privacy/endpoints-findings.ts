// Personal data found in free text and attachments, and the attachments that could not be looked through: shapes and endpoints. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { personal } from '../../platform/personal.ts';
import type { Part, UnreadReason } from '../../platform/texts/types.ts';
import { customerName } from '../customers/schema.ts';
import { after, idParams, limit } from './schema.ts';

export const findingKinds = ['phone', 'identity', 'card', 'email'] as const;
export type FindingKind = (typeof findingKinds)[number];

const parts = [
	'header',
	'footer',
	'note',
	'comment',
	'drawing',
	'link',
	'properties',
	'head',
	'attachment',
	'name',
] as const satisfies readonly Part[];

/** Why an attachment was not looked through, or not wholly. `waiting`: not yet. `stopped`: the program ended meanwhile. */
export const unreadReasons = [
	'waiting',
	'stopped',
	'picture',
	'media',
	'archive',
	'old_office',
	'kind',
	'encrypted',
	'damaged',
	'bomb',
	'too_large',
	'too_heavy',
	'no_text',
	'pages',
	'fonts',
	'attachments',
	'too_many',
	'missing',
] as const satisfies readonly (UnreadReason | 'waiting' | 'stopped' | 'too_heavy' | 'too_many' | 'missing')[];
export type LookResult = Exclude<(typeof unreadReasons)[number], 'waiting' | 'stopped'> | 'done';

const fileName = personal(z.string(), 'sensitive', { field: 'file' });
const customer = z.object({ id: z.number(), name: customerName });

export const finding = z.object({
	id: z.number(),
	/** As it is computed now. */
	customer,
	/** With whom the text is kept: that one, or one merged into it. */
	customer_id: z.number(),
	entity: z.enum(['note', 'attribute', 'file']),
	entity_id: z.number(),
	field: z.string(),
	kind: z.enum(findingKinds),
	/** Masked: 138****8000. */
	masked: z.string(),
	/** Of an attachment. */
	file: z.object({ name: fileName, inline: z.boolean() }).nullable(),
	/** Where in the attachment it stands first; all count from 1. */
	place: z
		.object({
			sheet: fileName.optional(),
			cell: z.string().optional(),
			page: z.number().optional(),
			slide: z.number().optional(),
			paragraph: z.number().optional(),
			line: z.number().optional(),
			row: z.number().optional(),
			part: z.enum(parts).optional(),
		})
		.nullable(),
	state: z.enum(['open', 'fine']),
	found_at: z.string(),
});
export type Finding = z.output<typeof finding>;

export const unreadFile = z.object({
	id: z.number(),
	customer,
	/** With whom the file is kept. */
	customer_id: z.number(),
	name: fileName,
	inline: z.boolean(),
	bytes: z.number(),
	reason: z.enum(unreadReasons),
	looked_at: z.string().nullable(),
});
export type UnreadFile = z.output<typeof unreadFile>;

const tag = 'privacy';
const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.number().nullable() });

export const findingEndpoints = {
	listFindings: endpoint({
		method: 'GET',
		path: '/privacy/findings',
		permission: 'privacy.read',
		tag,
		summary: { 'zh-CN': '自由文本和附件中发现的个人信息', en: 'Personal data found in free text and files' },
		query: z.strictObject({ after, limit, kind: z.enum(findingKinds).optional(), state: z.enum(['open', 'fine']).optional() }),
		reply: page(finding),
	}),
	listUnread: endpoint({
		method: 'GET',
		path: '/privacy/findings/unread',
		permission: 'privacy.read',
		tag,
		summary: {
			'zh-CN': '没有检查、或没有全部检查的附件及其原因',
			en: 'Attachments that were not looked through for personal data, or not wholly, and why',
		},
		query: z.strictObject({ after, limit, reason: z.enum(unreadReasons).optional() }),
		reply: page(unreadFile),
	}),
	decideFinding: endpoint({
		method: 'PATCH',
		path: '/privacy/findings/{id}',
		permission: 'privacy.manage',
		tag,
		summary: { 'zh-CN': '标为没有问题，或重新标出', en: 'Mark a finding as fine, or take that back' },
		params: idParams,
		body: z.strictObject({ state: z.enum(['open', 'fine']) }),
		reply: finding,
	}),
	scanAll: endpoint({
		method: 'POST',
		path: '/privacy/findings/scan',
		permission: 'privacy.manage',
		tag,
		status: 202,
		summary: { 'zh-CN': '重新检查全部自由文本和附件', en: 'Look through all free text and files anew' },
		reply: z.object({ queued: z.literal(true) }),
	}),
} as const;
