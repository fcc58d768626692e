// The endpoints of the list of changes and of taking one back, with their shapes. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { personal } from '../../platform/personal.ts';
import { byUnit, unitOfText } from './personal.ts';
import { idParams } from './schema.ts';

/** Why a change cannot be taken back; the words stand in messages.ts. */
export const undoRefusals = [
	'created',
	'last_statement',
	'withdrawn',
	'changed_since',
	'computed',
	'import',
	'merged',
	'in_trash',
	'not_allowed',
] as const;

/** One change of a customer, with what stood before and after. */
export const change = z.object({
	/** Stable; where the list goes on, and what is taken back. */
	id: z.string(),
	at: z.string(),
	by: z.string().nullable(),
	/** page, api, sql, import, bulk, demo, command …; null where it was not noted. */
	channel: z.string().nullable(),
	/** Name of the API key. */
	api_key: z.string().nullable(),
	/** For administrators. */
	ip: z.string().nullable(),
	/** created, values, statement (a statement that changed no value), owner, state, note, relationship … */
	kind: z.string(),
	source: z.string().nullable(),
	statement_id: z.number().nullable(),
	import: z.object({ id: z.number(), row: z.number().nullable(), file_name: z.string().nullable() }).nullable(),
	bulk_id: z.number().nullable(),
	/** Why a bulk change was done, where its author said so. */
	reason: personal(z.string().nullable(), 'personal'),
	/** A statement was taken back. */
	withdrawn: z.boolean(),
	/** Units such as company, attributes.vip, tags/new, contact_points/email:a@b.c; of sets the members that came, went or changed. */
	changes: z.array(
		z.object({ before: personal(z.unknown(), byUnit), after: personal(z.unknown(), byUnit), unit: personal(z.string(), unitOfText) }),
	),
	can_undo: z.boolean(),
	undo_refused: z.enum(undoRefusals).nullable(),
	/** The change that this one takes back, and the one that takes this one back. */
	undoes: z.string().nullable(),
	undone_by: z.string().nullable(),
});

export const changeKinds = ['created', 'values', 'statement', 'owner', 'state', 'note', 'relationship', 'file'] as const;

const id = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

export const changeEndpoints = {
	listChanges: endpoint({
		method: 'GET',
		path: '/customers/{id}/changes',
		permission: 'customers.read',
		tag: 'customers',
		summary: {
			'zh-CN': '客户的全部更改：谁、从哪里、改前与改后，最新在前',
			en: 'Every change of a customer: who, from where, before and after, newest first',
		},
		params: idParams,
		query: z.strictObject({
			after: z.string().max(100).optional(),
			limit: z.coerce.number().int().min(1).max(100).optional(),
			kind: z.enum(changeKinds).optional(),
			/** Only changes of this unit: company, attributes.vip, contact_points … */
			unit: z.string().min(1).max(600).optional(),
		}),
		reply: z.object({ items: z.array(change), next: z.string().nullable() }),
	}),
	undoChange: endpoint({
		method: 'POST',
		path: '/customers/{id}/changes/{change_id}/undo',
		permission: 'customers.write',
		tag: 'customers',
		versioned: true,
		summary: { 'zh-CN': '撤销一项更改；撤销本身也是一项更改', en: 'Take back one change; that is a change itself and can be taken back' },
		params: idParams.extend({ change_id: z.string().regex(/^[hsnrf]\d{1,15}$/) }),
		reply: z.object({
			/** The change that this made: taking it back does the first one again. Null where no value changed. */
			change_id: z.string().nullable(),
			/** Units that somebody changed since: they stay. */
			kept: z.array(personal(z.string(), unitOfText)),
		}),
	}),
	undoChanges: endpoint({
		method: 'POST',
		path: '/customers/changes/undo',
		permission: 'customers.write',
		tag: 'customers',
		summary: {
			'zh-CN': '一次撤销自己对多位客户的修改，各由它产生的版本号指明，逐项返回结果',
			en: 'Take back one’s own changes of many customers, each named by the version that it made; one result for each',
		},
		body: z.strictObject({
			items: z
				.array(z.strictObject({ id, version: z.number().int().min(1).max(2_147_483_647) }))
				.min(1)
				.max(1000)
				.refine((items) => new Set(items.map((one) => one.id)).size === items.length, {
					params: { words: { 'zh-CN': '每位客户只能出现一次。', en: 'Name each customer once.' } },
				}),
		}),
		reply: z.object({
			results: z.array(
				z.object({
					status: z.number(),
					id: z.number(),
					/** The version that the undo made. */
					version: z.number().optional(),
					/** Units that somebody changed since: they stay. */
					kept: z.array(personal(z.string(), unitOfText)).optional(),
					code: z.string().optional(),
					message: z.string().optional(),
				}),
			),
		}),
	}),
} as const;
