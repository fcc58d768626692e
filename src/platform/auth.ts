// Who asks, and what he may do: the principal that sign-in or an API key resolves to, and how it is asked for.
import type { Context } from './database.ts';
import type { Permission } from './endpoint.ts';
import { defineErrors, type Language } from './errors.ts';
import type { FieldRights } from './field.ts';

/** The person (or the person behind a key) of one request. */
export interface Principal extends Context {
	readonly write_scopes: readonly number[];
	readonly writes_own: boolean;
	readonly permissions: ReadonlySet<Permission>;
	readonly field_rights: FieldRights;
	readonly name: string;
	readonly email: string;
	readonly language: Language;
	/** The team of this person. */
	readonly team_id: number;
	/** The scope that what this person records begins with: one of his team. */
	readonly scope_id: number;
	readonly via: 'session' | 'api_key' | 'command';
	/** He has to set up a second factor before he may do anything else. */
	readonly limited?: boolean;
	/** The session that was sent. */
	readonly session_id?: number;
	/** The API key that was sent. */
	readonly key_id?: number;
	/** The administrator who looks as this person; nothing can be changed then. */
	readonly seen_by?: number;
	/** Networks from which this key may be used; everywhere where nothing is said. */
	readonly networks?: readonly string[];
	/** What this key may send, where it says a number of its own. */
	readonly requests_per_minute?: number;
}

/** Every right to every kind of value. */
export const allFieldRights: FieldRights = Object.freeze({ personal: 'write', contact: 'write', identity: 'write', sensitive: 'write' });
/** No value of any kind. */
export const noFieldRights: FieldRights = Object.freeze({ personal: 'hidden', contact: 'hidden', identity: 'hidden', sensitive: 'hidden' });

/** Nobody: for endpoints that need no sign-in. Sees no row. */
export const nobody: Principal = Object.freeze({
	user_id: 0,
	scopes: [],
	write_scopes: [],
	writes_own: false,
	permissions: new Set<Permission>(),
	field_rights: noFieldRights,
	name: '',
	email: '',
	language: 'en',
	team_id: 1,
	scope_id: 1,
	via: 'session',
});

export const authError = defineErrors({
	sign_in_needed: {
		status: 401,
		'zh-CN': '请先登录，或在请求头 Authorization 中提供 API 密钥（Bearer …）。',
		en: 'Sign in first, or send an API key in the Authorization header (Bearer …).',
	},
	api_key_invalid: {
		status: 401,
		'zh-CN': 'API 密钥无效、已过期或已撤销。请在「设置 → API 密钥」中新建。',
		en: 'This API key is unknown, expired or revoked. Create a new one under Settings → API keys.',
	},
	not_allowed: {
		status: 403,
		'zh-CN': '您没有“{permission}”权限。请联系管理员。',
		en: 'You lack the permission “{permission}”. Ask an administrator.',
	},
	see_as_reads_only: {
		status: 403,
		'zh-CN': '您正在以他人的视角查看，不能更改任何内容。请先回到自己的视角。',
		en: 'You are looking as somebody else, so nothing can be changed. Go back to yourself first.',
	},
	origin_refused: {
		status: 403,
		'zh-CN': '请求来自其他网站，已被拒绝。',
		en: 'The request came from another web site and was refused.',
	},
});

/** Whether this principal may do it. */
export function may(principal: Pick<Principal, 'permissions'>, permission: Permission): boolean {
	return principal.permissions.has(permission);
}

/** Throws unless this principal may do it. */
export function demand(principal: Principal, permission: Permission): void {
	if (permission === 'public') return;
	if (principal.user_id === 0) throw authError('sign_in_needed');
	if (!may(principal, permission)) throw authError('not_allowed', { permission });
}
