// The endpoints of relationships and of the network they make, with their shapes. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { personal } from '../../platform/personal.ts';
import { customerKinds, customerName, id, idParams, isoDate, relationshipRow } from './schema.ts';

const node = z.object({ id: z.number(), name: customerName, kind: z.enum(customerKinds), depth: z.number() });
const edge = z.object({
	id: z.number(),
	type: z.string(),
	from: z.number(),
	to: z.number(),
	starts_on: z.string().nullable(),
	ends_on: z.string().nullable(),
});
export const network = z.object({
	nodes: z.array(node),
	edges: z.array(edge),
	/** True: there are more than could be returned. */
	truncated: z.boolean(),
});

const relationshipInput = z.strictObject({
	type: z.string().min(1).max(63),
	other_id: z.number().int().positive(),
	direction: z.enum(['out', 'in']).optional(),
	starts_on: isoDate.nullish(),
	ends_on: isoDate.nullish(),
	note: personal(z.string().max(10_000).nullish(), 'personal'),
});

export const relationshipEndpoints = {
	listRelationships: endpoint({
		method: 'GET',
		path: '/customers/{id}/relationships',
		permission: 'customers.read',
		tag: 'relationships',
		summary: { 'zh-CN': '一位客户的关系', en: 'The relationships of a customer' },
		params: idParams,
		query: z.strictObject({ after: z.coerce.number().int().min(0).optional(), limit: z.coerce.number().int().min(1).max(200).optional() }),
		reply: z.object({ items: z.array(relationshipRow), next: z.number().nullable() }),
	}),
	addRelationship: endpoint({
		method: 'POST',
		path: '/customers/{id}/relationships',
		permission: 'customers.write',
		tag: 'relationships',
		status: 201,
		idempotent: true,
		summary: { 'zh-CN': '添加关系', en: 'Add a relationship' },
		params: idParams,
		body: relationshipInput,
		reply: relationshipRow,
	}),
	updateRelationship: endpoint({
		method: 'PATCH',
		path: '/relationships/{id}',
		permission: 'customers.write',
		tag: 'relationships',
		versioned: true,
		summary: { 'zh-CN': '修改关系的日期和说明', en: 'Change the dates and note of a relationship' },
		params: idParams,
		body: relationshipInput.pick({ starts_on: true, ends_on: true, note: true }).partial(),
		reply: relationshipRow,
	}),
	removeRelationship: endpoint({
		method: 'DELETE',
		path: '/relationships/{id}',
		permission: 'customers.write',
		tag: 'relationships',
		status: 204,
		versioned: true,
		summary: { 'zh-CN': '删除关系', en: 'Remove a relationship' },
		params: idParams,
		reply: z.null(),
	}),
	getNetwork: endpoint({
		method: 'GET',
		path: '/customers/{id}/network',
		permission: 'customers.read',
		tag: 'relationships',
		summary: { 'zh-CN': '关系网络', en: 'The network around a customer' },
		params: idParams,
		query: z.strictObject({
			depth: z.coerce.number().int().min(1).max(6).optional(),
			limit: z.coerce.number().int().min(1).max(2000).optional(),
		}),
		reply: network.extend({
			/** Customers one step away, counted to 10,000; a larger number stands for more. */
			neighbours: z.number(),
		}),
	}),
	getPath: endpoint({
		method: 'GET',
		path: '/customers/{id}/path/{other_id}',
		permission: 'customers.read',
		tag: 'relationships',
		summary: { 'zh-CN': '两位客户之间的最短路径', en: 'The shortest path between two customers' },
		params: idParams.extend({ other_id: id }),
		reply: network.extend({ length: z.number().nullable() }),
	}),
} as const;
