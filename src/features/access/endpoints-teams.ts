// Teams, conditions and the scopes that rows are put into by both: the shapes and the requests. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { byId, name, number, page, pageOf } from './schema.ts';

const tag = 'access';

/** Fields of customers that a condition may look at; besides attributes of the type choice, as `attributes.name`. */
export const conditionFields = ['country', 'region', 'kind', 'lifecycle_stage', 'language', 'industry'] as const;

/** So many teams and conditions at most: all of them are read at once. */
export const mostTeams = 2_000;
export const mostConditions = 20;

export const teamShape = z.object({
	id: number,
	/** Null: the team at the top, which every other one is below. */
	parent_id: number.nullable(),
	name: z.string(),
	/** The scope of customers of this team for whom no condition holds: what a customer's scope_id is set to, to move him here. */
	scope_id: number,
	/** For If-Match. */
	version: z.int(),
	/** Active people whose own team it is. */
	people: z.int(),
});
export type Team = z.output<typeof teamShape>;

const conditionField = z
	.string()
	.max(100)
	.regex(/^(country|region|kind|lifecycle_stage|language|industry|attributes\.[a-z][a-z0-9_]{0,62})$/);

export const conditionShape = z.object({
	id: number,
	name: z.string(),
	field: z.string(),
	operator: z.literal('in'),
	values: z.array(z.string()),
	/** For If-Match. */
	version: z.int(),
	/** Roles that hold under it alone. */
	roles: z.int(),
});
export type RowCondition = z.output<typeof conditionShape>;

const conditionParts = {
	name,
	field: conditionField,
	operator: z.literal('in'),
	values: z.array(z.string().trim().min(1).max(200)).min(1).max(200),
};

/** `condition_names`: as those of the conditions, in the order of their names. */
export const scopeShape = z.object({
	id: number,
	team_id: number,
	team_name: z.string(),
	conditions: z.array(number),
	condition_names: z.array(z.string()),
});
export type Scope = z.output<typeof scopeShape>;

export const teamEndpoints = {
	listTeams: endpoint({
		method: 'GET',
		path: '/teams',
		permission: 'customers.read',
		summary: { 'zh-CN': '全部团队（树）', en: 'All teams, a tree' },
		tag,
		reply: z.object({ items: z.array(teamShape) }),
	}),
	createTeam: endpoint({
		method: 'POST',
		path: '/teams',
		permission: 'roles.manage',
		summary: { 'zh-CN': '在某个团队下新建团队', en: 'Create a team below another' },
		tag,
		body: z.strictObject({ name, parent_id: number }),
		reply: teamShape,
		status: 201,
	}),
	updateTeam: endpoint({
		method: 'PATCH',
		path: '/teams/{id}',
		permission: 'roles.manage',
		versioned: true,
		summary: { 'zh-CN': '重命名团队，或移到另一个团队之下', en: 'Rename a team, or move it below another' },
		tag,
		params: byId,
		body: z.strictObject({ name, parent_id: number }).partial(),
		reply: teamShape,
	}),
	deleteTeam: endpoint({
		method: 'DELETE',
		path: '/teams/{id}',
		permission: 'roles.manage',
		summary: { 'zh-CN': '删除空的团队', en: 'Delete a team in which nothing and nobody is' },
		tag,
		params: byId,
		reply: z.null(),
		status: 204,
	}),
	listRowConditions: endpoint({
		method: 'GET',
		path: '/row-conditions',
		permission: 'settings.read',
		summary: { 'zh-CN': '全部行条件', en: 'All conditions that rows are told apart by' },
		tag,
		reply: z.object({ items: z.array(conditionShape) }),
	}),
	createRowCondition: endpoint({
		method: 'POST',
		path: '/row-conditions',
		permission: 'roles.manage',
		summary: { 'zh-CN': '新建行条件；客户随后按它归类', en: 'Create a condition; customers are put under it afterwards' },
		tag,
		body: z.strictObject({ ...conditionParts, operator: conditionParts.operator.optional() }),
		reply: conditionShape,
		status: 201,
	}),
	updateRowCondition: endpoint({
		method: 'PATCH',
		path: '/row-conditions/{id}',
		permission: 'roles.manage',
		versioned: true,
		summary: { 'zh-CN': '修改行条件；客户随后重新归类', en: 'Change a condition; customers are put under it anew afterwards' },
		tag,
		params: byId,
		body: z.strictObject({ name: conditionParts.name, values: conditionParts.values }).partial(),
		reply: conditionShape,
	}),
	deleteRowCondition: endpoint({
		method: 'DELETE',
		path: '/row-conditions/{id}',
		permission: 'roles.manage',
		summary: { 'zh-CN': '删除没有角色使用的行条件', en: 'Delete a condition that no role holds under' },
		tag,
		params: byId,
		reply: z.null(),
		status: 204,
	}),
	getRescoping: endpoint({
		method: 'GET',
		path: '/access/rescoping',
		permission: 'settings.read',
		summary: { 'zh-CN': '客户按行条件重新归类的进度', en: 'How far customers are put under conditions anew' },
		tag,
		reply: z.object({
			/** Null: everything is as the conditions say. */
			running: z.object({ done: z.int(), total: z.int(), requested_at: z.string() }).nullable(),
			/** Customers whose facts are still to follow them. */
			waiting: z.int(),
		}),
	}),
	listScopes: endpoint({
		method: 'GET',
		path: '/scopes',
		permission: 'customers.read',
		summary: { 'zh-CN': '列出数据范围：团队与条件', en: 'List the scopes: team and conditions' },
		tag,
		query: page,
		reply: pageOf(scopeShape),
	}),
} as const;
