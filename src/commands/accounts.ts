// The commands `user` and `api-key`: people and keys, from the machine that the program runs on.
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import {
	commandPrincipal,
	createApiKey,
	createUser,
	demandNetworks,
	demandPassword,
	hashPassword,
	userIdOf,
} from '../features/access/accounts.ts';
import { accessError } from '../features/access/messages.ts';
import * as queries from '../features/access/queries.ts';
import { lockAdministrators } from '../features/access/roles-queries.ts';
import type { User } from '../features/access/schema.ts';
import { audit } from '../platform/audit.ts';
import { type Queryable, write } from '../platform/database.ts';
import { permissions } from '../platform/endpoint.ts';
import type { Language } from '../platform/errors.ts';
import { roleOf, teamOf } from './access.ts';
import type { Opened } from './services.ts';
import { answer, columns, inWords } from './terminal.ts';

const pageSize = 1_000;

/** Reads a list to its end, page by page. */
async function all<T extends { readonly id: number }>(page: (after: number) => Promise<T[]>): Promise<T[]> {
	const items: T[] = [];
	for (;;) {
		const next = await page(items.at(-1)?.id ?? 0);
		items.push(...next);
		if (next.length < pageSize) return items;
	}
}

/** The password given, read from standard input for `-`, or a new one of 128 random bits that is shown once. */
async function passwordFrom(option: string | undefined): Promise<{ password: string; made: boolean }> {
	if (option === undefined) return { password: randomBytes(16).toString('base64url'), made: true };
	return { password: option === '-' ? (await text(process.stdin)).replace(/\r?\n$/, '') : option, made: false };
}

/** With the shown password where it was made here. */
function answerUser(user: User, password: string | undefined, sentence: string): void {
	answer({ ...user, ...(password && { password }) }, () => [
		sentence,
		...(password
			? [inWords({ 'zh-CN': '密码（只显示这一次）：{password}', en: 'Password (shown this once): {password}' }, { password })]
			: []),
	]);
}

export interface UserOptions {
	readonly email: string;
	readonly name?: string;
	/** Key or name. */
	readonly role: string;
	/** Name or number. */
	readonly team?: string;
	readonly password?: string;
	readonly language?: Language;
}

export async function addUser(services: Opened, options: UserOptions): Promise<void> {
	const { password, made } = await passwordFrom(options.password);
	const { email, role, language, name = email.split('@')[0]! } = options;
	const role_id = await roleOf(services, role);
	const team_id = options.team === undefined ? undefined : await teamOf(services, options.team);
	const user = await createUser(services, { email, name, role_id, team_id, language, password });
	answerUser(
		user,
		made ? password : undefined,
		inWords({ 'zh-CN': '已添加用户 {email}（{role}）。', en: 'Added {email} as {role}.' }, { email: user.email, role }),
	);
}

export async function listUsers(services: Opened): Promise<void> {
	const users = await all((after) => queries.listUsers(services.database.app, after, pageSize));
	answer({ users }, () =>
		columns(
			users.map((user) => [
				String(user.id),
				user.email,
				user.roles.map(({ key, name }) => key ?? name).join(' '),
				user.team_name,
				user.state,
				user.name,
			]),
		),
	);
}

/** Changes one person in a transaction that holds all administrators, so that the last one cannot get lost. `detail`: what the audit says of it. */
async function changeUser(
	services: Opened,
	email: string,
	detail: Readonly<Record<string, unknown>>,
	change: (client: Queryable, user: User) => Promise<void>,
): Promise<User> {
	const id = await userIdOf(services, email);
	return write(services.database, await commandPrincipal(services), async (client) => {
		const administrators = await lockAdministrators(client);
		const user = await queries.findUser(client, id);
		if (user === null) throw accessError('user_unknown_email', { email });
		await change(client, user);
		await audit(client, { action: 'access.update_user', entity: 'users', entity_id: id, detail });
		const changed = (await queries.findUser(client, id))!;
		if (changed.state !== 'active' && administrators.length === 1 && administrators[0] === id) throw accessError('last_administrator');
		return changed;
	});
}

/** Disabling also ends the person's sessions. */
export async function setUserState(services: Opened, email: string, state: User['state']): Promise<void> {
	const user = await changeUser(services, email, { fields: ['state'], state }, async (client, { id }) => {
		await queries.changeUser(client, id, { state });
		if (state === 'disabled') await queries.deleteSessions(client, id);
	});
	const sentence =
		state === 'disabled'
			? { 'zh-CN': '已停用 {email}，其登录已结束。', en: 'Disabled {email} and ended the sessions.' }
			: { 'zh-CN': '已启用 {email}。', en: 'Enabled {email}.' };
	answerUser(user, undefined, inWords(sentence, { email: user.email }));
}

export async function resetPassword(services: Opened, email: string, option: string | undefined): Promise<void> {
	const { password, made } = await passwordFrom(option);
	const user = await changeUser(services, email, { fields: ['password'] }, async (client, { id, email: known }) => {
		await demandPassword(services, password, known);
		await queries.setPasswordHash(client, id, await hashPassword(password));
		await queries.deleteSessions(client, id);
	});
	answerUser(
		user,
		made ? password : undefined,
		inWords(
			{ 'zh-CN': '已重设 {email} 的密码，其登录已结束。', en: 'Reset the password of {email} and ended the sessions.' },
			{ email: user.email },
		),
	);
}

export interface KeyOptions {
	readonly name: string;
	/** Names with commas between them; `all`: what its owner may do. */
	readonly permissions: string;
	/** Networks it may be used from. */
	readonly addresses?: readonly string[];
	readonly perMinute?: number;
	/** E-mail address of the owner; the system account where nothing is said. */
	readonly user?: string;
	/** ISO 8601. */
	readonly expires?: string;
}

/** @throws AppError permission_unknown */
function namedPermissions(text: string): readonly string[] | undefined {
	if (text === 'all') return undefined;
	const named = text.split(',').map((one) => one.trim());
	const wrong = named.find((one) => !(permissions as readonly string[]).includes(one));
	if (wrong !== undefined) throw accessError('permission_unknown', { permission: wrong, permissions: permissions.join(', ') });
	return named;
}

/** Prints the key alone, so that `$(clientele api-key create …)` is the key. */
export async function addKey(services: Opened, options: KeyOptions): Promise<void> {
	const user = options.user === undefined ? undefined : await userIdOf(services, options.user);
	const { id, key } = await createApiKey(services, {
		name: options.name,
		permissions: namedPermissions(options.permissions),
		addresses: options.addresses && demandNetworks(options.addresses),
		requests_per_minute: options.perMinute,
		user,
		expires_at: options.expires,
	});
	answer({ id, key }, () => [key]);
}

export async function listKeys(services: Opened): Promise<void> {
	const keys = await all((after) => queries.listApiKeys(services.database.app, null, after, pageSize));
	const state = (key: (typeof keys)[number]) =>
		key.revoked_at
			? inWords({ 'zh-CN': '已撤销', en: 'revoked' })
			: key.expires_at && Date.parse(key.expires_at) < Date.now()
				? inWords({ 'zh-CN': '已过期', en: 'expired' })
				: inWords({ 'zh-CN': '有效', en: 'valid' });
	answer({ api_keys: keys }, () =>
		columns(
			keys.map((key) => [
				String(key.id),
				`${key.hint}…`,
				key.permissions?.join(' ') ?? inWords({ 'zh-CN': '全部', en: 'all' }),
				state(key),
				key.user_name,
				key.name,
			]),
		),
	);
}

export async function revokeKey(services: Opened, id: number): Promise<void> {
	const principal = await commandPrincipal(services);
	if (!(await write(services.database, principal, (client) => queries.revokeApiKey(client, id, null))))
		throw accessError('api_key_unknown', { id });
	answer({ id, revoked: true }, () => [inWords({ 'zh-CN': '已撤销密钥 {id}。', en: 'Revoked the key {id}.' }, { id })]);
}
