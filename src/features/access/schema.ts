// People, their scopes and API keys: the shapes and the list of endpoints. Safe in a browser.
import { z } from 'zod';
import { roles } from '../../platform/auth.ts';
import { endpoint } from '../../platform/endpoint.ts';
import { languages } from '../../platform/errors.ts';

export const userStates = ['active', 'disabled'] as const;

const tag = 'access';
const id = z.int().min(1);
const scopeId = z.int().min(1).max(2_147_483_647);
const scopeIds = z.array(scopeId).max(1000);
const name = z.string().trim().min(1).max(200);
const email = z.string().max(300).trim().toLowerCase().pipe(z.email().max(254));
const role = z.enum(roles);
const language = z.enum(languages);
/** Only its size is bounded here; the rules for a good password are in rules.ts. */
const password = z.string().min(1).max(1000);
const time = z.iso.datetime({ offset: true }).max(40);
const byId = z.strictObject({ id: z.coerce.number<number | string>().int().min(1) });

/** A page of a list that is read by key: items after the number `after`, at most `limit`. */
const page = z.strictObject({
	after: z.coerce.number<number | string>().int().min(0).optional(),
	limit: z.coerce.number<number | string>().int().min(1).max(200).optional(),
});

/** `next` is the value of `after` for the next page, null at the end. */
function pageOf<Item extends z.ZodType>(item: Item) {
	return z.object({ items: z.array(item), next: z.int().nullable() });
}

export const userShape = z.object({
	id,
	email: z.string(),
	name: z.string(),
	role,
	language,
	state: z.enum(userStates),
	/** The scope that what this person records gets. */
	scope_id: scopeId,
	/** Further scopes this person sees. */
	scopes: scopeIds,
	created_at: z.string(),
	/** Null: never yet. */
	last_sign_in_at: z.string().nullable(),
});
export type User = z.output<typeof userShape>;

/** The person who is signed in, with what he may do. */
export const sessionUserShape = z.object({
	id,
	email: z.string(),
	name: z.string(),
	role,
	language,
	scope_id: scopeId,
	permissions: z.array(z.string()),
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
	role,
	user_id: id,
	user_name: z.string(),
	created_at: z.string(),
	expires_at: z.string().nullable(),
	last_used_at: z.string().nullable(),
	revoked_at: z.string().nullable(),
});
export type ApiKey = z.output<typeof apiKeyShape>;

export const scopeShape = z.object({ id: scopeId, name: z.string() });
export type Scope = z.output<typeof scopeShape>;

export const accessEndpoints = {
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
			role,
			password,
			language: language.optional(),
			scope_id: scopeId.optional(),
			scopes: scopeIds.optional(),
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
		body: z.strictObject({ name, role, language, state: z.enum(userStates), scope_id: scopeId, scopes: scopeIds, password }).partial(),
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
		body: z.strictObject({ name, role, expires_at: time.optional() }),
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
	listScopes: endpoint({
		method: 'GET',
		path: '/scopes',
		permission: 'settings.read',
		summary: { 'zh-CN': '列出数据范围', en: 'List the scopes' },
		tag,
		query: page,
		reply: pageOf(scopeShape),
	}),
	createScope: endpoint({
		method: 'POST',
		path: '/scopes',
		permission: 'users.manage',
		summary: { 'zh-CN': '新建数据范围', en: 'Create a scope' },
		tag,
		body: z.strictObject({ name }),
		reply: scopeShape,
		status: 201,
	}),
};
