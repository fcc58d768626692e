// Handlers of session, set-up, people and API keys.
import { audit } from '../../platform/audit.ts';
import { may, type Principal } from '../../platform/auth.ts';
import { write } from '../../platform/database.ts';
import { permissions } from '../../platform/endpoint.ts';
import { languages } from '../../platform/errors.ts';
import type { Handlers } from '../../platform/http.ts';
import type { Services } from '../../platform/services.ts';
import { demandFresh } from '../sign-in/fresh.ts';
import { changeOwnPassword } from '../sign-in/own.ts';
import { createApiKey, demandNetworks, demandPassword, hashPassword, insertUser, needsSetUp, setUp } from './accounts.ts';
import { renewedCookies } from './authenticator.ts';
import type { accessEndpoints } from './endpoints.ts';
import { demandCoversPerson, ownRights } from './escalation.ts';
import { accessError } from './messages.ts';
import { forgetPrincipals } from './principal-cache.ts';
import * as queries from './queries.ts';
import { lockAdministrators } from './roles-queries.ts';
import { demandAdministrator, roleHandlers } from './routes-roles.ts';
import { teamHandlers } from './routes-teams.ts';
import { pageOf } from './rules.ts';
import type { SessionUser } from './schema.ts';
import { seeAsHandlers } from './see-as.ts';

const pageSize = 100;

function sessionUser(principal: Principal): Omit<SessionUser, 'seen_by'> | null {
	const { user_id, email, name, language, team_id, permissions, field_rights, limited = false } = principal;
	return user_id === 0 ? null : { id: user_id, email, name, language, team_id, permissions: [...permissions], field_rights, limited };
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
		const [seen_by = null] = principal.seen_by === undefined ? [] : await queries.namedPeople(database.app, [principal.seen_by]);
		const user = sessionUser(principal);
		return { user: user && { ...user, seen_by }, needs_setup: await needsSetUp(database), languages: [...languages] };
	},

	setUp: async ({ body, services }) => setUp(services, body),

	updateMe: async (call) => {
		const { body, principal, database } = call;
		const { password, current_password, ...changes } = body;
		if (password !== undefined && current_password !== undefined) await changeOwnPassword(call, current_password, password);
		const user = await write(database, principal, async (client) => {
			const me = await queries.findUser(client, principal.user_id);
			if (me === null) throw accessError('user_is_system');
			await queries.changeUser(client, me.id, changes);
			await audit(client, { action: 'access.update_self', entity: 'users', entity_id: me.id, detail: { fields: Object.keys(changes) } });
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

	createUser: async ({ body, principal, services, database }) =>
		write(database, principal, async (client) => {
			const own = await ownRights(client, principal);
			const user = await insertUser(services, client, body, principal.user_id);
			await demandCoversPerson(client, own, user.id);
			return user;
		}),

	updateUser: async ({ params, body, principal, services, database }) => {
		const { password, ...changes } = body;
		if (password !== undefined && params.id === principal.user_id) throw accessError('password_own');
		const user = await write(database, principal, async (client) => {
			const own = await ownRights(client, principal);
			const administrators = await lockAdministrators(client);
			const known = await queries.findUser(client, params.id);
			if (known === null) throw accessError('user_unknown', { id: params.id });
			// Whoever sets the password of somebody holds what that person holds.
			await demandCoversPerson(client, own, known.id);
			if (password !== undefined) {
				await demandPassword(services, password, known.email);
				await queries.setPasswordHash(client, known.id, await hashPassword(password));
			}
			if (password !== undefined || changes.state === 'disabled') await queries.deleteSessions(client, known.id);
			await queries.changeUser(client, known.id, changes);
			if (administrators.length > 0) await demandAdministrator(client);
			// In another team his grants may open other rows.
			if (changes.team_id !== undefined || changes.state === 'active') await demandCoversPerson(client, own, known.id);
			await audit(client, {
				action: 'access.update_user',
				entity: 'users',
				entity_id: known.id,
				detail: {
					fields: [...Object.keys(changes), ...(password === undefined ? [] : ['password'])],
					...(changes.state && { state: changes.state }),
					...(changes.team_id && { team_before: known.team_id, team_id: changes.team_id }),
				},
			});
			return queries.findUser(client, known.id);
		});
		forgetPrincipals(database);
		return user!;
	},

	listApiKeys: async ({ query: { after = 0, limit = pageSize }, principal, database }) =>
		pageOf(await queries.listApiKeys(database.app, keysOf(principal), after, limit + 1), limit),

	createApiKey: async ({ body, principal, services, database, request }) => {
		if (principal.via === 'session') await demandFresh(database, principal, request);
		// A leaked key of a bounded life must not make itself one without an end.
		if (principal.via === 'api_key' && (principal.networks || !may(principal, 'users.manage'))) throw accessError('api_key_by_key');
		const beyond = body.permissions?.find((permission) => !may(principal, permission));
		if (beyond) throw accessError('api_key_beyond', { permission: beyond });
		// Nor one that may do more than it may itself.
		const all = principal.via === 'api_key' ? permissions.filter((one) => may(principal, one)) : undefined;
		const addresses = body.addresses && demandNetworks(body.addresses);
		return createApiKey(services, { permissions: all, ...body, addresses, user: principal.user_id }, principal);
	},

	revokeApiKey: async ({ params, principal, database }) => {
		if (!(await write(database, principal, (client) => queries.revokeApiKey(client, params.id, keysOf(principal)))))
			throw accessError('api_key_unknown', { id: params.id });
		forgetPrincipals(database);
		return null;
	},

	...roleHandlers,
	...teamHandlers,
	...seeAsHandlers,
};
