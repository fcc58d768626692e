// The endpoints under Settings: types of relationships, tags, sources. Custom attributes: endpoints-attributes.ts. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { foreseen } from './endpoints-attributes.ts';
import { idParams } from './schema.ts';

export const settingsEndpoints = {
	listRelationshipTypes: endpoint({
		method: 'GET',
		path: '/relationship-types',
		permission: 'customers.read',
		tag: 'relationships',
		summary: { 'zh-CN': '关系类型', en: 'Types of relationships' },
		reply: z.object({
			items: z.array(
				z.object({
					name: z.string(),
					label_en: z.string(),
					label_zh: z.string(),
					inverse_en: z.string(),
					inverse_zh: z.string(),
					two_way: z.boolean(),
				}),
			),
		}),
	}),
	createRelationshipType: endpoint({
		method: 'POST',
		path: '/relationship-types',
		permission: 'settings.manage',
		tag: 'relationships',
		status: 201,
		summary: { 'zh-CN': '新建关系类型', en: 'Create a type of relationship' },
		body: z.strictObject({
			name: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
			label_en: z.string().min(1).max(200),
			label_zh: z.string().min(1).max(200),
			inverse_en: z.string().min(1).max(200),
			inverse_zh: z.string().min(1).max(200),
			two_way: z.boolean().optional(),
		}),
		reply: z.object({ name: z.string() }),
	}),
	listTags: endpoint({
		method: 'GET',
		path: '/tags',
		permission: 'customers.read',
		tag: 'settings',
		summary: { 'zh-CN': '标签', en: 'Tags' },
		query: z.strictObject({
			/** Tags with this text in their name; capital letters make no difference. */
			search: z.string().max(100).optional(),
			after: z.string().max(100).optional(),
			limit: z.coerce.number().int().min(1).max(500).optional(),
		}),
		reply: z.object({ items: z.array(z.object({ name: z.string(), colour: z.string() })), next: z.string().nullable() }),
	}),
	/** POST because a thousand names do not fit into an address; it changes nothing. */
	findTags: endpoint({
		method: 'POST',
		path: '/tags/find',
		permission: 'customers.read',
		tag: 'settings',
		summary: { 'zh-CN': '按名称读取标签的颜色', en: 'The colours of the tags with these names' },
		body: z.strictObject({ names: z.array(z.string().max(100)).min(1).max(1000) }),
		reply: z.object({ items: z.array(z.object({ name: z.string(), colour: z.string() })) }),
	}),
	putTag: endpoint({
		method: 'PUT',
		path: '/tags/{name}',
		permission: 'settings.manage',
		tag: 'settings',
		summary: { 'zh-CN': '新建标签或更改颜色', en: 'Create a tag or change its colour' },
		params: z.strictObject({ name: z.string().min(1).max(100) }),
		body: z.strictObject({ colour: z.string().regex(/^[a-z]{2,20}$/) }),
		reply: z.object({ name: z.string(), colour: z.string() }),
	}),
	deleteTag: endpoint({
		method: 'DELETE',
		path: '/tags/{name}',
		permission: 'settings.manage',
		tag: 'settings',
		status: 204,
		summary: { 'zh-CN': '删除没有客户使用的标签', en: 'Delete a tag that no customer carries' },
		params: z.strictObject({ name: z.string().min(1).max(100) }),
		reply: z.null(),
	}),
	listSources: endpoint({
		method: 'GET',
		path: '/sources',
		permission: 'settings.read',
		tag: 'settings',
		summary: { 'zh-CN': '来源及可信度', en: 'Sources and their trust' },
		reply: z.object({
			items: z.array(
				z.object({
					id: z.number(),
					name: z.string(),
					kind: z.string(),
					trust: z.number(),
					/** Records of it about customers whom the caller sees; 10,001 stands for all numbers above 10,000. */
					records: z.number(),
					last_import_at: z.string().nullable(),
					/** Customers that are being computed anew since the trust was changed: from 0 to 1, null when none are. */
					recompute: z.number().nullable(),
				}),
			),
		}),
	}),
	updateSource: endpoint({
		method: 'PATCH',
		path: '/sources/{id}',
		permission: 'settings.manage',
		tag: 'settings',
		summary: {
			'zh-CN': '更改来源的可信度；后台重新计算',
			en: 'Change the trust of a source; customers are computed anew in the background',
		},
		params: idParams,
		body: z.strictObject({ trust: z.number().int().min(0).max(100) }),
		reply: z.object({ id: z.number(), name: z.string(), kind: z.string(), trust: z.number() }),
	}),
	previewSource: endpoint({
		method: 'POST',
		path: '/sources/{id}/preview',
		permission: 'settings.manage',
		tag: 'settings',
		summary: { 'zh-CN': '预览：改变可信度会改变多少客户', en: 'How many customers another trust would change' },
		params: idParams,
		body: z.strictObject({ trust: z.number().int().min(0).max(100) }),
		reply: foreseen,
	}),
} as const;
