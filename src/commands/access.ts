// The commands about rights of people, from the machine that the program runs on: roles granted and ended, database logins.
import { commandPrincipal, userIdOf } from '../features/access/accounts.ts';
import { giveDatabaseLogin, takeDatabaseLogin } from '../features/access/database-login.ts';
import { mostTeams } from '../features/access/endpoints-teams.ts';
import { accessError } from '../features/access/messages.ts';
import { findUser } from '../features/access/queries.ts';
import * as roles from '../features/access/roles-queries.ts';
import { endGrant, grant } from '../features/access/routes-roles.ts';
import type { User } from '../features/access/schema.ts';
import { listTeams } from '../features/access/teams-queries.ts';
import { write } from '../platform/database.ts';
import { addressOf } from '../platform/roles.ts';
import type { Opened } from './services.ts';
import { answer, columns, inWords } from './terminal.ts';

/** The number of the role with this key or name. @throws AppError role_unknown_name */
export async function roleOf({ database }: Opened, name: string): Promise<number> {
	const id = await roles.roleNamed(database.app, name);
	if (id !== null) return id;
	const names = (await roles.listRoles(database.app, 0, 200)).map((role) => role.key ?? role.name);
	throw accessError('role_unknown_name', { name, names: names.join(', ') });
}

/** The number of the team with this number, or of the only one with this name. @throws AppError team_unknown_name */
export async function teamOf({ database }: Opened, name: string): Promise<number> {
	const teams = await listTeams(database.app, mostTeams);
	const found = teams.filter((team) => String(team.id) === name || team.name === name);
	if (found.length === 1) return found[0]!.id;
	const names = teams.slice(0, 50).map((team) => `${team.id} ${team.name}`);
	throw accessError('team_unknown_name', { name, names: names.join(', ') });
}

async function personOf(services: Opened, email: string): Promise<User> {
	const user = await findUser(services.database.app, await userIdOf(services, email));
	if (user === null) throw accessError('user_unknown_email', { email });
	return user;
}

export interface GrantOptions {
	/** Key or name. */
	readonly role: string;
	/** Name or number; the person's own where nothing is said. */
	readonly team?: string;
	readonly until?: string;
	readonly reason?: string;
}

export async function grantRole(services: Opened, email: string, options: GrantOptions): Promise<void> {
	const user = await personOf(services, email);
	const principal = await commandPrincipal(services);
	const one = {
		user_id: user.id,
		role_id: await roleOf(services, options.role),
		team_id: options.team === undefined ? null : await teamOf(services, options.team),
		ends_at: options.until,
		reason: options.reason,
	};
	const made = await write(services.database, principal, (client) => grant(client, principal, one));
	answer(made, () => [
		inWords(
			{ 'zh-CN': '已授予 {email} 角色 {role}（授权 {id}）。', en: 'Gave {email} the role {role} (grant {id}).' },
			{ email, role: options.role, id: made.id },
		),
	]);
}

export async function listGrants(services: Opened, email: string): Promise<void> {
	const user = await personOf(services, email);
	const grants = await roles.listGrants(services.database.app, user.id, 0, 1_000);
	answer({ grants }, () =>
		columns(
			grants.map((one) => [
				String(one.id),
				one.role_key ?? one.role_name,
				one.team_name ?? user.team_name,
				one.state,
				one.ends_at ?? '–',
				one.reason ?? '',
			]),
		),
	);
}

export async function revokeGrant(services: Opened, email: string, id: number): Promise<void> {
	const user = await personOf(services, email);
	const principal = await commandPrincipal(services);
	await write(services.database, principal, (client) => endGrant(client, principal, user.id, id));
	answer({ id, ended: true }, () => [inWords({ 'zh-CN': '已结束授权 {id}。', en: 'Ended the grant {id}.' }, { id })]);
}

/** Prints the login and its password, which is kept nowhere. */
export async function databaseAccess(services: Opened, email: string, revoke: boolean): Promise<void> {
	const user = await personOf(services, email);
	if (revoke) {
		const login = await takeDatabaseLogin(services, user);
		answer({ login, revoked: true }, () => [
			inWords(
				{ 'zh-CN': '已收回 {email} 的数据库登录 {login}。', en: 'Took the database login {login} away from {email}.' },
				{ login, email },
			),
		]);
		return;
	}
	const { login, password } = await giveDatabaseLogin(services, user);
	const url = addressOf(services.ownerUrl, login, password);
	answer({ login, password, url }, () => [
		inWords(
			{ 'zh-CN': '{email} 的数据库登录（密码只显示这一次）：', en: 'Database login of {email} (the password is shown this once):' },
			{ email },
		),
		url,
	]);
}
