// Roles, who holds which from when to when, and who sees what: the shapes and the requests. Safe in a browser.
import { z } from 'zod';
import { endpoint, permissions } from '../../platform/endpoint.ts';
import { fieldRights } from '../../platform/field.ts';
import { byId, id, name, number, page, pageOf, roleKeys, time } from './schema.ts';

/** Which rows a role opens, seen from the team of the grant; each holds those before it. What somebody owns himself he sees in any case. */
export const reaches = ['none', 'own', 'team', 'subtree', 'all'] as const;
export type Reach = (typeof reaches)[number];

const tag = 'access';
const right = z.enum(fieldRights);
const fields = z.strictObject({ personal: right, contact: right, identity: right, sensitive: right });
/** What a role may read is at least its owner's own. */
const reads = z.enum(reaches.slice(1) as ['own', 'team', 'subtree', 'all']);
const rights = {
	permissions: z.array(z.enum(permissions)).max(permissions.length),
	reads,
	/** Rows that may be changed: never more than may be read. 'none': not even what he owns. */
	writes: z.enum(reaches),
	fields,
	/** Numbers of conditions that all have to hold for a row. */
	conditions: z.array(number).max(20),
};
const description = z.string().trim().max(1000);

export const roleShape = z.object({
	id: number,
	/** One that comes with the product, cannot be changed, and has its words on the page; null: one of this company. */
	key: z.enum(roleKeys).nullable(),
	name: z.string(),
	description: z.string(),
	...rights,
	/** For If-Match. */
	version: z.int(),
	/** Active people who hold it now. */
	people: z.int(),
});
export type RoleRow = z.output<typeof roleShape>;

export const grantShape = z.object({
	id,
	user_id: id,
	role_id: number,
	role_key: z.enum(roleKeys).nullable(),
	role_name: z.string(),
	/** Null: the person's own team, whichever that is. */
	team_id: number.nullable(),
	team_name: z.string().nullable(),
	starts_at: z.string().nullable(),
	ends_at: z.string().nullable(),
	/** Whether it counts at this moment. */
	state: z.enum(['waiting', 'current', 'ended']),
	reason: z.string().nullable(),
	granted_by: id.nullable(),
	granted_by_name: z.string().nullable(),
	granted_at: z.string(),
});
export type Grant = z.output<typeof grantShape>;

const grantIds = z.strictObject({
	id: z.coerce.number<number | string>().int().min(1),
	grant_id: z.coerce.number<number | string>().int().min(1),
});

export const roleEndpoints = {
	listRoles: endpoint({
		method: 'GET',
		path: '/roles',
		permission: 'settings.read',
		summary: { 'zh-CN': '列出角色及其权限', en: 'List the roles with what they open' },
		tag,
		query: page,
		reply: pageOf(roleShape),
	}),
	createRole: endpoint({
		method: 'POST',
		path: '/roles',
		permission: 'roles.manage',
		summary: { 'zh-CN': '新建角色：复制一个已有角色，再加以修改', en: 'Create a role as a copy of another, with changes' },
		tag,
		body: z.strictObject({ copy_of: number, name, ...z.strictObject({ description, ...rights }).partial().shape }),
		reply: roleShape,
		status: 201,
	}),
	updateRole: endpoint({
		method: 'PATCH',
		path: '/roles/{id}',
		permission: 'roles.manage',
		versioned: true,
		summary: { 'zh-CN': '修改自建的角色', en: 'Change a role of one’s own' },
		tag,
		params: byId,
		body: z.strictObject({ name, description, ...rights }).partial(),
		reply: roleShape,
	}),
	deleteRole: endpoint({
		method: 'DELETE',
		path: '/roles/{id}',
		permission: 'roles.manage',
		summary: { 'zh-CN': '删除没有人使用的自建角色', en: 'Delete a role of one’s own that nobody holds' },
		tag,
		params: byId,
		reply: z.null(),
		status: 204,
	}),
	listGrants: endpoint({
		method: 'GET',
		path: '/users/{id}/grants',
		permission: 'settings.read',
		summary: { 'zh-CN': '某人的授权，包括已结束的，最新在前', en: 'What was granted to a person, also what has ended, the latest first' },
		tag,
		params: byId,
		query: page,
		reply: pageOf(grantShape),
	}),
	addGrant: endpoint({
		method: 'POST',
		path: '/users/{id}/grants',
		permission: 'users.manage',
		summary: { 'zh-CN': '授予某人一个角色，可限定团队和时间', en: 'Give a person a role, in a team and for a time' },
		tag,
		params: byId,
		body: z.strictObject({
			role_id: number,
			team_id: number.nullable().optional(),
			starts_at: time.optional(),
			ends_at: time.optional(),
			reason: z.string().trim().min(1).max(1000).optional(),
		}),
		reply: grantShape,
		status: 201,
	}),
	endGrant: endpoint({
		method: 'DELETE',
		path: '/users/{id}/grants/{grant_id}',
		permission: 'users.manage',
		summary: { 'zh-CN': '立即结束一项授权', en: 'End a grant at once' },
		tag,
		params: grantIds,
		reply: z.null(),
		status: 204,
	}),
	getAccessMatrix: endpoint({
		method: 'GET',
		path: '/access/matrix',
		permission: 'settings.read',
		summary: {
			'zh-CN': '谁能看到什么：角色 × 权限和数据种类，附人数',
			en: 'Who sees what: roles by permissions and kinds of data, with the number of people',
		},
		tag,
		reply: z.object({
			/** Every role, with how many hold it now. */
			roles: z.array(roleShape),
			/** Active people who hold any role now. */
			people: z.int(),
			/** How many of them have a permission by any of their roles. */
			permissions: z.array(z.object({ permission: z.enum(permissions), people: z.int() })),
			/** How many have which right to a kind of values; the best of their roles counts. */
			kinds: z.array(
				z.object({
					kind: z.enum(['personal', 'contact', 'identity', 'sensitive']),
					hidden: z.int(),
					masked: z.int(),
					read: z.int(),
					write: z.int(),
				}),
			),
		}),
	}),
	getCustomerAccess: endpoint({
		method: 'GET',
		path: '/customers/{id}/access',
		permission: 'settings.read',
		summary: { 'zh-CN': '谁能看到、谁能修改这位客户，凭哪项授权', en: 'Who sees and who may change this customer, and by which grant' },
		tag,
		params: byId,
		query: page,
		reply: z.object({
			owner: z.object({ id, name: z.string() }).nullable(),
			team_id: number,
			team_name: z.string(),
			/** Names of the conditions that hold for this customer. */
			conditions: z.array(z.string()),
			items: z.array(
				z.object({
					/** The grant. */
					id,
					user_id: id,
					user_name: z.string(),
					role_id: number,
					role_key: z.enum(roleKeys).nullable(),
					role_name: z.string(),
					team_id: number,
					team_name: z.string(),
					/** How far the role reaches; 'own': because he owns the customer. */
					reach: z.enum(reaches),
					may_change: z.boolean(),
					ends_at: z.string().nullable(),
				}),
			),
			next: z.int().nullable(),
		}),
	}),
} as const;
