// What is asked before somebody is signed in. Safe in a browser. Writes must come from our own page.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import * as shape from './schema.ts';

const permission = 'public' as const;
const tag = 'sign-in';
const remember = z.boolean().optional();
/** An address of this page to go to after the provider's. */
const to = z
	.string()
	.max(2000)
	.regex(/^\/(?![/\\])/)
	.optional();

export const publicEndpoints = {
	getSignInOptions: endpoint({
		method: 'GET',
		path: '/sign-in',
		permission,
		tag,
		summary: { 'zh-CN': '有哪些登录方式', en: 'The ways to sign in' },
		reply: shape.signInOptions,
	}),
	signIn: endpoint({
		method: 'POST',
		path: '/sign-in',
		permission,
		tag,
		summary: { 'zh-CN': '用邮箱和密码登录', en: 'Sign in with e-mail address and password' },
		body: z.strictObject({ email: shape.email, password: shape.password, remember }),
		reply: shape.signInResult,
		bodyLimit: 16_384,
	}),
	signInSecondFactor: endpoint({
		method: 'POST',
		path: '/sign-in/second-factor',
		permission,
		tag,
		summary: { 'zh-CN': '用验证码或恢复码完成登录', en: 'Finish signing in with a code of the app or a recovery code' },
		body: z.strictObject({ method: z.enum(['totp', 'recovery']), code: shape.code }),
		reply: shape.signInResult,
	}),
	startPasskey: endpoint({
		method: 'POST',
		path: '/sign-in/passkey/start',
		permission,
		tag,
		summary: { 'zh-CN': '取得通行密钥的质询', en: 'Ask for the challenge of a passkey, as first or second factor' },
		reply: shape.passkeyOptions,
	}),
	signInPasskey: endpoint({
		method: 'POST',
		path: '/sign-in/passkey',
		permission,
		tag,
		summary: { 'zh-CN': '用通行密钥登录', en: 'Sign in with a passkey' },
		body: z.strictObject({ answer: shape.passkeyAnswer, remember }),
		reply: shape.signInResult,
		bodyLimit: 65_536,
	}),
	startProvider: endpoint({
		method: 'POST',
		path: '/sign-in/provider',
		permission,
		tag,
		summary: { 'zh-CN': '通过身份提供方登录：返回要打开的地址', en: 'Sign in through a provider: the address to go to' },
		body: z.strictObject({ provider_id: shape.id.max(2_147_483_647), to }),
		reply: z.object({ url: z.string() }),
	}),
	finishProvider: endpoint({
		method: 'POST',
		path: '/sign-in/provider/finish',
		permission,
		tag,
		summary: { 'zh-CN': '从身份提供方返回后完成登录', en: 'Finish signing in after the way back from a provider' },
		reply: shape.signInResult,
	}),
	signOut: endpoint({
		method: 'POST',
		path: '/sign-out',
		permission,
		tag,
		summary: { 'zh-CN': '退出登录', en: 'Sign out' },
		reply: z.null(),
		status: 204,
	}),
	forgotPassword: endpoint({
		method: 'POST',
		path: '/sign-in/forgotten',
		permission,
		tag,
		summary: {
			'zh-CN': '请求重设密码的邮件；无论账户是否存在，回答相同',
			en: 'Ask for a mail to set a new password; the answer is the same whether there is such an account',
		},
		body: z.strictObject({ email: shape.email }),
		reply: z.null(),
		status: 204,
	}),
	readLink: endpoint({
		method: 'POST',
		path: '/sign-in/link',
		permission,
		tag,
		summary: { 'zh-CN': '一次性链接是给谁、做什么的', en: 'Whom a one-time link is for, and what it does' },
		body: z.strictObject({ token: shape.linkToken }),
		reply: z.object({ purpose: z.enum(shape.linkPurposes), email: z.string(), name: z.string() }),
	}),
	spendLink: endpoint({
		method: 'POST',
		path: '/sign-in/link/use',
		permission,
		tag,
		summary: {
			'zh-CN': '使用一次性链接：设置密码，或确认邮箱',
			en: 'Use a one-time link: set a password, or confirm an e-mail address',
		},
		body: z.strictObject({ token: shape.linkToken, password: shape.password.optional() }),
		reply: z.object({ purpose: z.enum(shape.linkPurposes), done: z.boolean() }),
	}),
};
