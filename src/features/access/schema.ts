// People and API keys: the shapes and the requests, and what the other endpoints of access share. Safe in a browser.
import { z } from 'zod';
import { endpoint, permissions } from '../../platform/endpoint.ts';
import { languages } from '../../platform/errors.ts';
import { fieldRights, personalKinds } from '../../platform/field.ts';

export const userStates = ['active', 'disabled'] as const;

/** The roles that come with the product, as they are shown. */
export const roleKeys = [
	'administrator',
	'manager',
	'sales',
	'service',
	'marketing',
	'analyst',
	'data_steward',
	'purchasing',
	'privacy_officer',
	'auditor',
	'read_only',
] as const;
export type RoleKey = (typeof roleKeys)[number];

const tag = 'access';
export const id = z.int().min(1);
/** Of a role, a team, a condition or a scope. */
export const number = z.int().min(1).max(2_147_483_647);
export const name = z.string().trim().min(1).max(200);
const email = z.string().max(300).trim().toLowerCase().pipe(z.email().max(254));
const language = z.enum(languages);
/** Only its size is bounded here; the rules for a good password are in rules.ts. */
const password = z.string().min(1).max(1000);
export const time = z.iso.datetime({ offset: true }).max(40);
export const byId = z.strictObject({ id: z.coerce.number<number | string>().int().min(1) });

/** A page of a list that is read by key: items after the number `after`, at most `limit`. */
export const page = z.strictObject({
	after: z.coerce.number<number | string>().int().min(0).optional(),
	limit: z.coerce.number<number | string>().int().min(1).max(200).optional(),
});

/** `next` is the value of `after` for the next page, null at the end. */
export function pageOf<Item extends z.ZodType>(item: Item) {
	return z.object({ items: z.array(item), next: z.int().nullable() });
}

export const userShape = z.object({
	id,
	email: z.string(),
	name: z.string(),
	language,
	state: z.enum(userStates),
	/** The team that what this person records goes to, and that grants without a team are about. */
	team_id: number,
	team_name: z.string(),
	/** The roles he holds now; `key` names one that comes with the product. */
	roles: z.array(
		z.object({ role_id: number, key: z.string().nullable(), name: z.string(), team_id: number, ends_at: z.string().nullable() }),
	),
	created_at: z.string(),
	/** Null: never yet. */
	last_sign_in_at: z.string().nullable(),
});
export type User = z.output<typeof userShape>;

const kinds = personalKinds.filter((kind) => kind !== 'none');

/** The person who is signed in, with what he may do. */
export const sessionUserShape = z.object({
	id,
	email: z.string(),
	name: z.string(),
	language,
	team_id: number,
	permissions: z.array(z.string()),
	field_rights: z.record(z.enum(kinds), z.enum(fieldRights)),
	/** He has to set up a second factor before he may do anything else. */
	limited: z.boolean(),
	/** The administrator who looks as this person. */
	seen_by: z.object({ id, name: z.string() }).nullable(),
});
export type SessionUser = z.output<typeof sessionUserShape>;

/** A colleague as everybody may know him. */
export const personShape = z.object({ id, name: z.string() });
export type Person = z.output<typeof personShape>;

export const apiKeyShape = z.object({
	id,
	name: z.string(),
	/** The first characters, to tell keys apart. */
	hint: z.string(),
	/** Null: all that its owner may do. */
	permissions: z.array(z.string()).nullable(),
	/** Networks it may be used from; null: from everywhere. */
	addresses: z.array(z.string()).nullable(),
	requests_per_minute: z.int().nullable(),
	user_id: id,
	user_name: z.string(),
	created_at: z.string(),
	expires_at: z.string().nullable(),
	last_used_at: z.string().nullable(),
	revoked_at: z.string().nullable(),
});
export type ApiKey = z.output<typeof apiKeyShape>;

export const peopleEndpoints = {
	getSession: endpoint({
		method: 'GET',
		path: '/session',
		permission: 'public',
		summary: { 'zh-CN': '当前登录的用户', en: 'Who is signed in' },
		tag,
		reply: z.object({ user: sessionUserShape.nullable(), needs_setup: z.boolean(), languages: z.array(language) }),
	}),
	setUp: endpoint({
		method: 'POST',
		path: '/setup',
		permission: 'public',
		summary: { 'zh-CN': '用一次性令牌创建第一个管理员', en: 'Create the first administrator with the one-time token' },
		tag,
		body: z.strictObject({ token: z.string().min(1).max(200), email, name, password, language: language.optional() }),
		reply: userShape,
		status: 201,
	}),
	updateMe: endpoint({
		method: 'PATCH',
		path: '/me',
		permission: 'signed_in',
		summary: { 'zh-CN': '修改自己的姓名、语言或密码', en: 'Change one’s own name, language or password' },
		tag,
		body: z
			.strictObject({ name, language, password, current_password: password })
			.partial()
			.refine((body) => (body.password === undefined) === (body.current_password === undefined), {
				path: ['current_password'],
				params: {
					words: {
						'zh-CN': '更改密码时须同时提供 password 和 current_password。',
						en: 'Changing the password takes both password and current_password.',
					},
				},
			}),
		reply: userShape,
	}),
	listUsers: endpoint({
		method: 'GET',
		path: '/users',
		permission: 'settings.read',
		summary: { 'zh-CN': '列出用户', en: 'List the users' },
		tag,
		query: page.extend({ search: z.string().max(200).optional() }),
		reply: pageOf(userShape),
	}),
	listPeople: endpoint({
		method: 'GET',
		path: '/people',
		permission: 'customers.read',
		summary: { 'zh-CN': '可以分派客户的同事：编号和姓名，最多 50 位', en: 'Colleagues to assign customers to: id and name, 50 at most' },
		tag,
		query: z.strictObject({
			search: z.string().trim().max(200).optional(),
			/** Names of these, also of people who have left; instead of searching. */
			ids: z
				.string()
				.regex(/^\d{1,15}(,\d{1,15}){0,49}$/)
				.optional(),
		}),
		reply: z.object({ items: z.array(personShape) }),
	}),
	createUser: endpoint({
		method: 'POST',
		path: '/users',
		permission: 'users.manage',
		summary: { 'zh-CN': '新建用户', en: 'Create a user' },
		tag,
		body: z.strictObject({
			email,
			name,
			/** Left out, the person signs in through a provider, or chooses one by a link (makeLink). */
			password: password.optional(),
			language: language.optional(),
			team_id: number.optional(),
			/** The role he gets in his own team, without an end: one that comes with the product … */
			role: z.enum(roleKeys).optional(),
			/** … or any; without one he sees nothing. Others are granted afterwards. */
			role_id: number.optional(),
		}),
		reply: userShape,
		status: 201,
	}),
	updateUser: endpoint({
		method: 'PATCH',
		path: '/users/{id}',
		permission: 'users.manage',
		summary: { 'zh-CN': '修改用户，重设密码，停用或启用', en: 'Change a user, reset the password, disable or enable' },
		tag,
		params: byId,
		body: z.strictObject({ name, language, state: z.enum(userStates), team_id: number, password }).partial(),
		reply: userShape,
	}),
	listApiKeys: endpoint({
		method: 'GET',
		path: '/api-keys',
		permission: 'signed_in',
		summary: { 'zh-CN': '列出 API 密钥（管理员可见全部）', en: 'List the API keys; administrators see those of everybody' },
		tag,
		query: page,
		reply: pageOf(apiKeyShape),
	}),
	createApiKey: endpoint({
		method: 'POST',
		path: '/api-keys',
		permission: 'signed_in',
		summary: { 'zh-CN': '新建 API 密钥，密钥只显示一次', en: 'Create an API key; it is shown this once' },
		tag,
		body: z.strictObject({
			name,
			/** What of its owner's it may do; all where nothing is said. */
			permissions: z.array(z.enum(permissions)).max(permissions.length).optional(),
			/** Networks (10.1.0.0/16) or addresses from which it may be used; everywhere where nothing is said. */
			addresses: z.array(z.string().max(60)).min(1).max(100).optional(),
			requests_per_minute: z.int().min(1).max(1_000_000).optional(),
			expires_at: time.optional(),
		}),
		reply: apiKeyShape.extend({ key: z.string() }),
		status: 201,
	}),
	revokeApiKey: endpoint({
		method: 'DELETE',
		path: '/api-keys/{id}',
		permission: 'signed_in',
		summary: { 'zh-CN': '撤销 API 密钥', en: 'Revoke an API key' },
		tag,
		params: byId,
		reply: z.null(),
		status: 204,
	}),
};
