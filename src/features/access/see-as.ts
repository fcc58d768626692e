// Looking as somebody else: what an administrator sees then, and never more than he holds himself (decision 0019).
import type { FastifyRequest } from 'fastify';
import { audit } from '../../platform/audit.ts';
import { may, type Principal } from '../../platform/auth.ts';
import { type Queryable, write } from '../../platform/database.ts';
import type { Permission } from '../../platform/endpoint.ts';
import type { Handlers } from '../../platform/http.ts';
import type { Services } from '../../platform/services.ts';
import type { seeAsEndpoints } from './endpoints-seeing.ts';
import { demandCoversPerson, ownRights } from './escalation.ts';
import { accessError } from './messages.ts';
import { forgetPrincipals } from './principal-cache.ts';
import * as queries from './queries.ts';
import { showsAll } from './rules-roles.ts';
import { sessionTokenOf } from './session-token.ts';

/** What somebody may be looked as with: it shows, and changes, manages, unmasks and takes out nothing. */
const looking: ReadonlySet<Permission> = new Set(['public', 'signed_in', 'customers.read', 'settings.read', 'privacy.read', 'audit.read']);

/**
 * Who is asking where a session looks as another: the other one, reading only. Whoever looks stays himself where he may not (any more) manage
 * people, where the other has left, or holds what he does not hold himself.
 */
export async function seenAs(client: Queryable, own: queries.PrincipalRow, other_id: number): Promise<Partial<Principal>> {
	if (!may(own, 'users.manage') || !(await queries.isActiveUser(client, other_id))) return {};
	const other = await queries.userPrincipal(client, other_id);
	if (!showsAll(own, other)) return {};
	return {
		...other,
		permissions: new Set([...other.permissions].filter((permission) => looking.has(permission))),
		write_scopes: [],
		writes_own: false,
		seen_by: own.user_id,
	};
}

/** The token of the session that asks. @throws AppError see_as_session */
function sessionOf(request: FastifyRequest, { via }: Principal): string {
	const token = via === 'session' ? sessionTokenOf(request) : null;
	if (token === null) throw accessError('see_as_session');
	return token;
}

export const seeAsHandlers: Handlers<typeof seeAsEndpoints, Services> = {
	seeAs: async ({ body: { user_id }, principal, request, database }) => {
		const token = sessionOf(request, principal);
		if (user_id === principal.user_id) throw accessError('see_as_oneself');
		await write(database, principal, async (client) => {
			const user = await queries.findUser(client, user_id);
			if (user?.state !== 'active') throw accessError('user_unknown', { id: user_id });
			await demandCoversPerson(client, await ownRights(client, principal), user_id);
			await queries.setSeeAs(client, token, user_id);
			await audit(client, { action: 'access.see_as', entity: 'users', entity_id: user_id });
		});
		forgetPrincipals(database);
		return null;
	},

	seeAsOneself: async ({ principal, request, database }) => {
		const token = sessionOf(request, principal);
		if (principal.seen_by === undefined) return null;
		await write(database, principal, async (client) => {
			await queries.setSeeAs(client, token, null);
			await audit(client, { action: 'access.see_as_oneself', entity: 'users', entity_id: principal.user_id });
		});
		forgetPrincipals(database);
		return null;
	},
};
