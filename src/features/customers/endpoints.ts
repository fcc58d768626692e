// The endpoints of customers, and the list of all of this feature. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { personal } from '../../platform/personal.ts';
import { attributeEndpoints } from './endpoints-attributes.ts';
import { bulkEditEndpoints } from './endpoints-bulk.ts';
import { changeEndpoints } from './endpoints-changes.ts';
import { fileEndpoints } from './endpoints-files.ts';
import { historyEndpoints } from './endpoints-history.ts';
import { listEndpoints } from './endpoints-lists.ts';
import { memberEndpoints } from './endpoints-members.ts';
import { relationshipEndpoints } from './endpoints-relationships.ts';
import { settingsEndpoints } from './endpoints-settings.ts';
import { viewEndpoints } from './endpoints-views.ts';
import { unitOfText } from './personal.ts';
import { count, customerInput, customerList, customerPatch, idParams, listQuery, profile } from './schema.ts';

/** The result of one item of a bulk request, in the order sent. */
export const bulkResult = z.object({
	results: z.array(
		z.object({
			status: z.number(),
			id: z.number().optional(),
			version: z.number().optional(),
			code: z.string().optional(),
			message: z.string().optional(),
			problems: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
		}),
	),
});

export const bulkItem = z.discriminatedUnion('action', [
	z.strictObject({ action: z.literal('create'), customer: customerInput }),
	z.strictObject({
		action: z.literal('update'),
		id: z.number().int().positive(),
		version: z.number().int().positive().optional(),
		customer: customerPatch,
	}),
	z.strictObject({ action: z.literal('delete'), id: z.number().int().positive() }),
]);

export const customerEndpoints = {
	listCustomers: endpoint({
		method: 'GET',
		path: '/customers',
		permission: 'customers.read',
		tag: 'customers',
		summary: { 'zh-CN': '客户列表：搜索、筛选、排序，按键翻页', en: 'List customers: search, filter, sort, paged by key' },
		query: listQuery,
		reply: customerList,
	}),
	countCustomers: endpoint({
		method: 'GET',
		path: '/customers/count',
		permission: 'customers.read',
		tag: 'customers',
		summary: {
			'zh-CN': '符合条件的客户数，一万以内精确；exact=true 时全部数完',
			en: 'How many customers match; exact up to 10,000, with exact=true whatever the number',
		},
		query: listQuery.pick({ search: true, filter: true, state: true }).extend({
			/** Counts to the end, for 15 s at most; one such count at a time for each person. */
			exact: z.enum(['true', 'false']).optional(),
		}),
		reply: count,
	}),
	createCustomer: endpoint({
		method: 'POST',
		path: '/customers',
		permission: 'customers.write',
		tag: 'customers',
		status: 201,
		idempotent: true,
		summary: { 'zh-CN': '新建客户', en: 'Create a customer' },
		body: customerInput,
		reply: profile,
	}),
	bulkCustomers: endpoint({
		method: 'POST',
		path: '/customers/bulk',
		permission: 'customers.write',
		tag: 'customers',
		idempotent: true,
		bodyLimit: 8 << 20,
		summary: { 'zh-CN': '批量新建、修改、删除，逐项返回结果', en: 'Create, update and delete many; one result for each item' },
		body: z.strictObject({ items: z.array(bulkItem).min(1).max(1000) }),
		reply: bulkResult,
	}),
	getCustomer: endpoint({
		method: 'GET',
		path: '/customers/{id}',
		permission: 'customers.read',
		tag: 'customers',
		summary: { 'zh-CN': '一位客户的全部资料', en: 'The whole profile of one customer' },
		params: idParams,
		reply: profile,
	}),
	updateCustomer: endpoint({
		method: 'PATCH',
		path: '/customers/{id}',
		permission: 'customers.write',
		tag: 'customers',
		versioned: true,
		summary: { 'zh-CN': '修改客户；If-Match 带版本号', en: 'Change a customer; If-Match carries the version' },
		params: idParams,
		body: customerPatch,
		reply: profile,
	}),
	deleteCustomer: endpoint({
		method: 'DELETE',
		path: '/customers/{id}',
		permission: 'customers.delete',
		tag: 'customers',
		status: 204,
		summary: { 'zh-CN': '移入回收站，三十天内可恢复', en: 'Move to the trash; can be brought back for thirty days' },
		params: idParams,
		reply: z.null(),
	}),
	restoreCustomer: endpoint({
		method: 'POST',
		path: '/customers/{id}/restore',
		permission: 'customers.delete',
		tag: 'customers',
		summary: { 'zh-CN': '从回收站恢复', en: 'Bring back from the trash' },
		params: idParams,
		reply: profile,
	}),
	releaseValues: endpoint({
		method: 'POST',
		path: '/customers/{id}/release',
		permission: 'customers.write',
		tag: 'customers',
		versioned: true,
		summary: { 'zh-CN': '放开手工值，让来源重新决定', en: 'Let go of manual values, so that the sources decide again' },
		params: idParams,
		body: z.strictObject({
			units: z
				.array(personal(z.string().min(1).max(600), unitOfText))
				.min(1)
				.max(200),
		}),
		reply: profile,
	}),
	unmaskValue: endpoint({
		method: 'POST',
		path: '/customers/{id}/unmask',
		permission: 'customers.unmask',
		tag: 'customers',
		summary: {
			'zh-CN': '说明理由后查看一个被遮盖的值；记入审计',
			en: 'One value that is masked for you, in full, for a reason; noted in the audit',
		},
		params: idParams,
		body: z.strictObject({
			/** identity_number, attributes.x; contact_points/KEY and addresses/KEY as the profile has them; notes/ID, relationships/ID. */
			field: z.string().min(1).max(600),
			reason: z.string().trim().min(5).max(1000),
		}),
		/** Left as it is: whoever may unmask is told. */
		reply: z.object({ value: personal(z.unknown(), 'none') }),
	}),
	...fileEndpoints,
	...historyEndpoints,
	...changeEndpoints,
	...bulkEditEndpoints,
	...listEndpoints,
	...memberEndpoints,
	...relationshipEndpoints,
	...settingsEndpoints,
	...attributeEndpoints,
	...viewEndpoints,
} as const;
