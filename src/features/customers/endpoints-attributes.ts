// The endpoints of custom attributes: their definitions, the groups they stand in, what a change would do. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { personal } from '../../platform/personal.ts';
import { anything } from './personal.ts';
import { attributeDefinition, attributeInput, attributePatch, idParams } from './schema.ts';

/** What a change would do to customers, from computing some both ways. */
export const foreseen = z.object({
	/** Customers computed both ways, at random, and how many of them came out differently. */
	looked_at: z.number(),
	changed: z.number(),
	/** Whether these were all that the change can touch. */
	complete: z.boolean(),
});

const groupLabels = { label_en: z.string().trim().min(1).max(200), label_zh: z.string().trim().min(1).max(200) };
const attributeIds = z.array(z.number().int().min(1).max(2_147_483_647)).max(1_000);

const layout = z.object({
	/** Counts changes; goes into If-Match. */
	version: z.number(),
	groups: z.array(z.object({ id: z.number(), label_en: z.string(), label_zh: z.string() })),
});

export const attributeEndpoints = {
	listAttributes: endpoint({
		method: 'GET',
		path: '/attributes',
		permission: 'customers.read',
		tag: 'settings',
		summary: { 'zh-CN': '自定义字段', en: 'Custom attributes' },
		reply: z.object({
			items: z.array(
				attributeDefinition.extend({
					/** Customers that are being computed anew since its survivorship was changed: from 0 to 1, null when none are. */
					recompute: z.number().nullable(),
				}),
			),
		}),
	}),
	listEncryptions: endpoint({
		method: 'GET',
		path: '/encryptions',
		permission: 'customers.read',
		tag: 'settings',
		summary: {
			'zh-CN': '正在加密（或解密）的已有内容及进度',
			en: 'What is being encrypted, or opened again, since a setting or an attribute was changed, and how far that is',
		},
		reply: z.object({
			items: z.array(
				z.object({
					/** attributes.x or notes.body. */
					what: z.string(),
					encrypted: z.boolean(),
					/** From 0 to 1. */
					done: z.number(),
				}),
			),
		}),
	}),
	createAttribute: endpoint({
		method: 'POST',
		path: '/attributes',
		permission: 'settings.manage',
		tag: 'settings',
		status: 201,
		idempotent: true,
		summary: { 'zh-CN': '新建自定义字段', en: 'Create a custom attribute' },
		body: attributeInput,
		reply: attributeDefinition,
	}),
	updateAttribute: endpoint({
		method: 'PATCH',
		path: '/attributes/{id}',
		permission: 'settings.manage',
		tag: 'settings',
		summary: {
			'zh-CN': '修改自定义字段；indexed 为 true 时在后台建立索引',
			en: 'Change a custom attribute; indexed: true builds its index in the background',
		},
		params: idParams,
		body: attributePatch,
		versioned: true,
		reply: attributeDefinition,
	}),
	deleteAttribute: endpoint({
		method: 'DELETE',
		path: '/attributes/{id}',
		permission: 'settings.manage',
		tag: 'settings',
		status: 204,
		summary: { 'zh-CN': '删除自定义字段（陈述保留）', en: 'Remove a custom attribute (statements are kept)' },
		params: idParams,
		reply: z.null(),
	}),
	previewAttribute: endpoint({
		method: 'POST',
		path: '/attributes/{id}/preview',
		permission: 'settings.manage',
		tag: 'settings',
		summary: {
			'zh-CN': '预览：多少现有值不符合新规则，多少客户会改变',
			en: 'How many values would not fit new rules, and how many customers would change',
		},
		params: idParams,
		body: attributePatch.pick({ rules: true, choices: true, survivorship: true }),
		reply: z.object({
			/** Values looked at, those that do not fit (they stay until somebody changes them), and some of these. */
			values: z.object({
				looked_at: z.number(),
				misfits: z.number(),
				complete: z.boolean(),
				examples: z.array(personal(z.string(), anything)),
			}),
			/** Null where survivorship does not change. */
			customers: foreseen.nullable(),
		}),
	}),
	getAttributeLayout: endpoint({
		method: 'GET',
		path: '/attribute-layout',
		permission: 'customers.read',
		tag: 'settings',
		summary: { 'zh-CN': '自定义字段的分组', en: 'The groups of custom attributes' },
		reply: layout,
	}),
	putAttributeLayout: endpoint({
		method: 'PUT',
		path: '/attribute-layout',
		permission: 'settings.manage',
		tag: 'settings',
		summary: { 'zh-CN': '排列分组和其中的字段', en: 'Arrange the groups and the attributes in them' },
		body: z.strictObject({
			groups: z
				.array(z.strictObject({ id: z.number().int().min(1).max(2_147_483_647).optional(), ...groupLabels, attributes: attributeIds }))
				.max(100),
			/** Those without a group, in their order. */
			rest: attributeIds,
		}),
		versioned: true,
		reply: layout,
	}),
} as const;
