// The endpoints around a long list: where it can be entered, what stands in it how often, and which columns were made fast. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { listQuery } from './schema.ts';

const fieldName = z.string().min(1).max(80);

/** A place between two chunks of a sorted list. */
const boundary = z.object({
	/** Pass it as `until` of the chunk before it and as `after` of the one behind it. */
	after: z.string(),
	/** How many rows stand up to and including it. */
	position: z.number(),
	/** The value that the list is sorted by at this place, for a person to read; at most 40 characters. */
	label: z.string().nullable(),
});
export type Boundary = z.output<typeof boundary>;

export const boundaries = z.object({
	total: z.number(),
	/** False: total and positions are estimates from a sample. */
	exact: z.boolean(),
	points: z.array(boundary),
});
export type Boundaries = z.output<typeof boundaries>;

export const boundariesQuery = listQuery.pick({ search: true, filter: true, sort: true, state: true }).extend({
	/** Rows between two places. */
	size: z.coerce.number().int().min(50).max(500).optional(),
});

export const groups = z.object({
	items: z.array(z.object({ value: z.union([z.string(), z.number(), z.boolean(), z.null()]), count: z.number() })),
	/** There are further values, each rarer than those told. */
	more: z.boolean(),
});
export type Groups = z.output<typeof groups>;

const columnIndex = z.object({ field: z.string(), state: z.enum(['none', 'building', 'ready']) });
export type ColumnIndex = z.output<typeof columnIndex>;

export const listEndpoints = {
	listBoundaries: endpoint({
		method: 'GET',
		path: '/customers/boundaries',
		permission: 'customers.read',
		tag: 'customers',
		summary: {
			'zh-CN': '把排好序的列表切成大小相近的段，供跳到任意位置',
			en: 'Places that cut the sorted list into chunks of about one size, to enter it anywhere',
		},
		query: boundariesQuery,
		reply: boundaries,
	}),
	groupCustomers: endpoint({
		method: 'GET',
		path: '/customers/groups',
		permission: 'customers.read',
		tag: 'customers',
		summary: {
			'zh-CN': '某字段的各个值及其客户数，最多的在前；日期按月',
			en: 'The values of a field with how many customers have each, most frequent first; dates by month',
		},
		query: listQuery.pick({ search: true, filter: true, state: true }).extend({ by: fieldName }),
		reply: groups,
	}),
	listColumnIndexes: endpoint({
		method: 'GET',
		path: '/customers/indexes',
		permission: 'customers.read',
		tag: 'settings',
		summary: {
			'zh-CN': '可按需加速的字段及其状态',
			en: 'The fields that can be made fast to sort and filter by, and how far each is',
		},
		reply: z.object({ items: z.array(columnIndex) }),
	}),
	createColumnIndex: endpoint({
		method: 'POST',
		path: '/customers/indexes',
		permission: 'settings.manage',
		tag: 'settings',
		status: 202,
		summary: {
			'zh-CN': '加速某字段的排序和筛选：后台建立索引',
			en: 'Make sorting and filtering by a field fast: its index is built in the background',
		},
		body: z.strictObject({ field: fieldName }),
		reply: columnIndex,
	}),
	deleteColumnIndex: endpoint({
		method: 'DELETE',
		path: '/customers/indexes/{field}',
		permission: 'settings.manage',
		tag: 'settings',
		status: 204,
		summary: { 'zh-CN': '去掉为某字段建立的索引', en: 'Take away the index that was built for a field' },
		params: z.strictObject({ field: fieldName }),
		reply: z.null(),
	}),
} as const;
