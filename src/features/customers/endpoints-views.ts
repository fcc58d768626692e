// Saved views of the list of customers: its filter, order and columns under a name, private or shared. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { personal } from '../../platform/personal.ts';
import { searched } from './personal.ts';
import { condition, idParams } from './schema.ts';

/** What a view keeps: everything about the list that a person set up, nothing of its rows. */
export const viewDefinition = z.strictObject({
	q: personal(z.string().max(200).optional(), searched),
	filter: z.array(condition).max(50).optional(),
	/** A field, with - in front for descending order. */
	sort: z.string().min(1).max(81).optional(),
	group: z.string().min(1).max(80).optional(),
	columns: z
		.array(
			z.strictObject({
				name: z.string().min(1).max(80),
				/** In pixels. */
				width: z.number().int().min(60).max(800).optional(),
				pinned: z.boolean().optional(),
			}),
		)
		.max(100),
});
export type ViewDefinition = z.output<typeof viewDefinition>;

const viewShape = {
	name: z.string().trim().min(1).max(100),
	shared: z.boolean(),
	definition: viewDefinition,
	position: z.number().int().min(0).max(10_000),
};

export const view = z.object({
	id: z.number(),
	...viewShape,
	owner: z.object({ id: z.number(), name: z.string() }),
	/** Whether who asks may change or delete it. */
	may_change: z.boolean(),
	version: z.number(),
	created_at: z.string(),
	updated_at: z.string(),
});
export type View = z.output<typeof view>;

export const viewInput = z.strictObject({
	name: viewShape.name,
	shared: viewShape.shared.optional(),
	definition: viewShape.definition,
	position: viewShape.position.optional(),
});
export const viewPatch = z.strictObject(viewShape).partial();

export const viewEndpoints = {
	listViews: endpoint({
		method: 'GET',
		path: '/views',
		permission: 'customers.read',
		tag: 'views',
		summary: { 'zh-CN': '自己的和共享的视图', en: 'Your own views and the shared ones' },
		query: z.strictObject({
			/** A part of the name. */
			search: z.string().max(100).optional(),
			limit: z.coerce.number().int().min(1).max(1000).optional(),
		}),
		reply: z.object({
			items: z.array(view),
			/** True: there are more than `limit`. */
			more: z.boolean(),
		}),
	}),
	getView: endpoint({
		method: 'GET',
		path: '/views/{id}',
		permission: 'customers.read',
		tag: 'views',
		summary: { 'zh-CN': '一个视图', en: 'One view' },
		params: idParams,
		reply: view,
	}),
	createView: endpoint({
		method: 'POST',
		path: '/views',
		permission: 'customers.read',
		tag: 'views',
		status: 201,
		idempotent: true,
		summary: { 'zh-CN': '保存视图', en: 'Save a view' },
		body: viewInput,
		reply: view,
	}),
	updateView: endpoint({
		method: 'PATCH',
		path: '/views/{id}',
		permission: 'customers.read',
		tag: 'views',
		versioned: true,
		summary: { 'zh-CN': '修改视图；If-Match 带版本号', en: 'Change a view; If-Match carries the version' },
		params: idParams,
		body: viewPatch,
		reply: view,
	}),
	deleteView: endpoint({
		method: 'DELETE',
		path: '/views/{id}',
		permission: 'customers.read',
		tag: 'views',
		status: 204,
		summary: { 'zh-CN': '删除视图', en: 'Delete a view' },
		params: idParams,
		reply: z.null(),
	}),
} as const;
