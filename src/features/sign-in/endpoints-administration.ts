// What administrators decide about signing in: rules, providers, links for others. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import * as shape from './schema.ts';

const tag = 'sign-in';
const manage = { permission: 'users.manage', tag } as const;
const page = z.strictObject({
	after: z.coerce.number<number | string>().int().min(0).max(2_147_483_647).optional(),
	limit: z.coerce.number<number | string>().int().min(1).max(200).optional(),
});
/** Null takes the secret away (a public client). */
const client_secret = z.string().min(1).max(1000).nullable().optional();

export const administrationEndpoints = {
	getSignInSettings: endpoint({
		method: 'GET',
		path: '/sign-in/settings',
		...manage,
		summary: { 'zh-CN': '登录规则', en: 'The rules of signing in' },
		reply: shape.signInSettings.extend({ version: z.int(), mail: z.boolean() }),
	}),
	putSignInSettings: endpoint({
		method: 'PUT',
		path: '/sign-in/settings',
		...manage,
		versioned: true,
		summary: { 'zh-CN': '更改登录规则', en: 'Change the rules of signing in' },
		body: shape.signInSettings,
		reply: shape.signInSettings.extend({ version: z.int(), mail: z.boolean() }),
	}),
	listProviders: endpoint({
		method: 'GET',
		path: '/identity-providers',
		...manage,
		summary: { 'zh-CN': '列出身份提供方', en: 'List the identity providers' },
		query: page,
		reply: z.object({ items: z.array(shape.providerShape), next: z.int().nullable() }),
	}),
	createProvider: endpoint({
		method: 'POST',
		path: '/identity-providers',
		...manage,
		summary: { 'zh-CN': '添加身份提供方（OpenID Connect）', en: 'Add an identity provider (OpenID Connect)' },
		body: shape.providerFields.extend({ client_secret }),
		reply: shape.providerShape,
		status: 201,
	}),
	updateProvider: endpoint({
		method: 'PATCH',
		path: '/identity-providers/{id}',
		...manage,
		versioned: true,
		summary: { 'zh-CN': '更改身份提供方', en: 'Change an identity provider' },
		params: shape.byId,
		body: shape.providerFields.extend({ client_secret }).partial(),
		reply: shape.providerShape,
	}),
	deleteProvider: endpoint({
		method: 'DELETE',
		path: '/identity-providers/{id}',
		...manage,
		summary: { 'zh-CN': '删除身份提供方及其关联', en: 'Delete an identity provider, with the accounts linked to it' },
		params: shape.byId,
		reply: z.null(),
		status: 204,
	}),
	testProvider: endpoint({
		method: 'POST',
		path: '/identity-providers/{id}/test',
		...manage,
		summary: { 'zh-CN': '检查能否读取提供方的说明', en: 'Look whether the provider’s documents can be read' },
		params: shape.byId,
		reply: z.object({ authorization_endpoint: z.string() }),
	}),
	makeLink: endpoint({
		method: 'POST',
		path: '/users/{id}/link',
		...manage,
		summary: {
			'zh-CN': '邀请用户或重设密码：发送邮件，或取得要转交的一次性链接',
			en: 'Invite somebody or have the password set anew: sends a mail, or answers with a one-time link to hand over',
		},
		params: shape.byId,
		body: z.strictObject({ purpose: z.enum(['invitation', 'password']), deliver: z.enum(['mail', 'hand']) }),
		reply: z.object({ sent: z.boolean(), url: z.string().nullable(), expires_at: z.string() }),
	}),
	endPersonSessions: endpoint({
		method: 'DELETE',
		path: '/users/{id}/sessions',
		...manage,
		summary: { 'zh-CN': '立即结束某人的所有会话', en: 'End all sessions of somebody at once' },
		params: shape.byId,
		reply: z.object({ ended: z.int() }),
	}),
	endAllSessions: endpoint({
		method: 'POST',
		path: '/sign-in/sessions/end-all',
		...manage,
		summary: {
			'zh-CN': '立即结束所有人的会话，自己当前的除外',
			en: 'End the sessions of everybody at once, except the one that asks',
		},
		body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
		reply: z.object({ ended: z.int() }),
	}),
	resetSecondFactor: endpoint({
		method: 'POST',
		path: '/users/{id}/second-factor/reset',
		...manage,
		summary: {
			'zh-CN': '移除某人的第二步验证（验证器、通行密钥、恢复码）',
			en: 'Take away somebody’s second factors: app, passkeys, recovery codes',
		},
		params: shape.byId,
		body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
		reply: z.null(),
		status: 204,
	}),
};
