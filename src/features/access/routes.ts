// Handlers of session, set-up, people, scopes and API keys.
import { may, type Principal } from '../../platform/auth.ts';
import { write } from '../../platform/database.ts';
import { languages } from '../../platform/errors.ts';
import type { Handlers } from '../../platform/http.ts';
import type { Services } from '../../platform/services.ts';
import { createApiKey, createUser, demandPassword, hashPassword, needsSetUp, setUp, verifyPassword } from './accounts.ts';
import { renewedCookies, sessionTokenOf } from './authenticator.ts';
import { accessError } from './messages.ts';
import { forgetPrincipals } from './principal-cache.ts';
import * as queries from './queries.ts';
import { lesserRole } from './rules.ts';
import type { accessEndpoints } from './endpoints.ts';
import type { SessionUser } from './schema.ts';

const pageSize = 100;

/** A page from one row more than was asked for: whether there is a next one is known without counting. */
function pageOf<T extends { readonly id: number }>(rows: T[], limit: number): { items: T[]; next: number | null } {
	const items = rows.slice(0, limit);
	return { items, next: rows.length > limit ? items[items.length - 1]!.id : null };
}

function sessionUser(principal: Principal): SessionUser | null {
	const { user_id, email, name, role, language, scope_id, permissions } = principal;
	return user_id === 0 ? null : { id: user_id, email, name, role, language, scope_id, permissions: [...permissions] };
}

/** Whose keys a principal may see and revoke: everybody's (null) for administrators, else his own. */
function keysOf(principal: Principal): number | null {
	return may(principal, 'users.manage') ? null : principal.user_id;
}

export const accessHandlers: Handlers<typeof accessEndpoints, Services> = {
	getSession: async ({ principal, request, reply, services, database }) => {
		const cookies = await renewedCookies(services, request);
		if (cookies.length > 0) reply.header('set-cookie', cookies);
		reply.header('cache-control', 'no-store');
		return { user: sessionUser(principal), needs_setup: await needsSetUp(database), languages: [...languages] };
	},

	setUp: async ({ body, services }) => setUp(services, body),

	updateMe: async ({ body, principal, request, database }) => {
		const { password, current_password, ...changes } = body;
		const user = await write(database, principal, async (client) => {
			const me = await queries.findUser(client, principal.user_id);
			if (me === null) throw accessError('user_is_system');
			if (password !== undefined && current_password !== undefined) {
				const known = await queries.passwordHash(client, me.id);
				if (known === null || !(await verifyPassword(known, current_password))) throw accessError('password_wrong');
				demandPassword(password, me.email);
				await queries.setPasswordHash(client, me.id, await hashPassword(password));
				await queries.deleteSessions(client, me.id, sessionTokenOf(request));
			}
			await queries.changeUser(client, me.id, changes);
			return queries.findUser(client, me.id);
		});
		forgetPrincipals(database);
		return user!;
	},

	listUsers: async ({ query: { after = 0, limit = pageSize, search = '' }, database }) =>
		pageOf(await queries.listUsers(database.app, after, limit + 1, search), limit),

	listPeople: async ({ query: { search = '', ids }, database }) => ({
		items: ids ? await queries.namedPeople(database.app, ids.split(',').map(Number)) : await queries.searchPeople(database.app, search, 50),
	}),

	createUser: async ({ body, services }) => createUser(services, body),

	updateUser: async ({ params, body, principal, database }) => {
		const { password, scopes, ...changes } = body;
		if (password !== undefined && params.id === principal.user_id) throw accessError('password_own');
		const user = await write(database, principal, async (client) => {
			const administrators = await queries.lockAdministrators(client);
			const known = await queries.findUser(client, params.id);
			if (known === null) throw accessError('user_unknown', { id: params.id });
			const stays = (changes.role ?? known.role) === 'admin' && (changes.state ?? known.state) === 'active';
			if (!stays && administrators.length === 1 && administrators[0] === known.id) throw accessError('last_administrator');
			if (password !== undefined) {
				demandPassword(password, known.email);
				await queries.setPasswordHash(client, known.id, await hashPassword(password));
			}
			if (password !== undefined || changes.state === 'disabled') await queries.deleteSessions(client, known.id);
			if (scopes) await queries.setUserScopes(client, known.id, scopes);
			await queries.changeUser(client, known.id, changes);
			return queries.findUser(client, known.id);
		});
		forgetPrincipals(database);
		return user!;
	},

	listApiKeys: async ({ query: { after = 0, limit = pageSize }, principal, database }) =>
		pageOf(await queries.listApiKeys(database.app, keysOf(principal), after, limit + 1), limit),

	createApiKey: async ({ body, principal, services }) => {
		// A leaked key of a bounded life must not make itself one without an end.
		if (principal.via === 'api_key' && !may(principal, 'users.manage')) throw accessError('api_key_by_key');
		if (lesserRole(body.role, principal.role) !== body.role) throw accessError('api_key_role', { role: principal.role });
		return createApiKey(services, { ...body, user: principal.user_id });
	},

	revokeApiKey: async ({ params, principal, database }) => {
		if (!(await queries.revokeApiKey(database.app, params.id, keysOf(principal)))) throw accessError('api_key_unknown', { id: params.id });
		forgetPrincipals(database);
		return null;
	},

	listScopes: async ({ query: { after = 0, limit = pageSize }, database }) =>
		pageOf(await queries.listScopes(database.app, after, limit + 1), limit),

	createScope: async ({ body, database }) => {
		const scope = await queries.insertScope(database.app, body.name);
		forgetPrincipals(database);
		return scope;
	},
};
