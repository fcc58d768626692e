// Handlers of roles and grants, and of the answers to who sees what.

import { audit } from '../../platform/audit.ts';
import type { Principal } from '../../platform/auth.ts';
import { type Queryable, read, write } from '../../platform/database.ts';
import { permissions } from '../../platform/endpoint.ts';
import type { Handlers } from '../../platform/http.ts';
import { versionOf } from '../../platform/if-match.ts';
import type { Services } from '../../platform/services.ts';
import { customerError } from '../customers/messages.ts';
import { readPlace } from '../customers/rescope-queries.ts';
import type { RoleRow, roleEndpoints } from './endpoints-roles.ts';
import { demandCoversPerson, demandCoversRole, ownRights } from './escalation.ts';
import { accessError } from './messages.ts';
import { forgetPrincipals } from './principal-cache.ts';
import { findUser } from './queries.ts';
import * as queries from './roles-queries.ts';
import { pageOf } from './rules.ts';
import { bestRights } from './rules-roles.ts';
import { ensureScopes, findTeam, listConditions, lockTree } from './teams-queries.ts';

const pageSize = 100;
/** All of them stand on one page, the matrix. */
const mostRoles = 200;

async function demandRole(client: Queryable, id: number): Promise<RoleRow> {
	const role = await queries.findRole(client, id, true);
	if (role === null) throw accessError('role_unknown');
	return role;
}

/** The role, locked, if it may be changed and nobody changed it since. */
async function ownRole(client: Queryable, id: number, version?: number): Promise<RoleRow> {
	const role = await demandRole(client, id);
	if (role.key !== null) throw accessError('role_ready_made');
	if (version !== undefined && version !== role.version) throw accessError('version_changed');
	return role;
}

async function demandConditions(client: Queryable, wanted: readonly number[]): Promise<void> {
	const known = new Set((await listConditions(client)).map(({ id }) => id));
	if (!wanted.every((id) => known.has(id))) throw accessError('condition_unknown');
}

/** What of a role an entry of the audit tells: nothing of it is about a person. */
const told = ({ name, permissions: may, reads, writes, fields, conditions }: RoleRow) => ({
	name,
	permissions: may,
	reads,
	writes,
	fields,
	conditions,
});

/** The person whom grants are about. */
async function demandUser(client: Queryable, id: number) {
	const user = await findUser(client, id);
	if (user === null) throw accessError('user_unknown', { id });
	return user;
}

/** What ends the last administrator's right without an end is refused. */
export async function demandAdministrator(client: Queryable): Promise<void> {
	if ((await queries.lockAdministrators(client)).length === 0) throw accessError('last_administrator');
}

/** Gives a person a role, if whoever does it holds as much. @throws AppError role_unknown, user_unknown, team_unknown, grant_times, rights_beyond_own */
export async function grant(client: Queryable, principal: Principal, one: Omit<queries.NewGrant, 'granted_by'>) {
	const own = await ownRights(client, principal);
	const [role] = [await demandRole(client, one.role_id), await demandUser(client, one.user_id)];
	if (one.team_id && !(await findTeam(client, one.team_id))) throw accessError('team_unknown');
	const [starts, ends] = [one.starts_at, one.ends_at].map((time) => (time === undefined ? undefined : Date.parse(time)));
	if (ends !== undefined && (ends <= Date.now() || ends <= (starts ?? 0))) throw accessError('grant_times');
	const id = await queries.insertGrant(client, { ...one, granted_by: principal.user_id });
	await demandCoversPerson(client, own, one.user_id);
	const { reason, ...detail } = one;
	await audit(client, {
		action: 'access.grant',
		entity: 'role_grants',
		entity_id: id,
		detail: { ...detail, role: role.name },
		...(reason && { reason }),
	});
	return (await queries.findGrant(client, one.user_id, id))!;
}

/** Ends a grant now; one that has ended stays as it is. @throws AppError grant_unknown, rights_beyond_own, last_administrator */
export async function endGrant(client: Queryable, principal: Principal, user_id: number, id: number): Promise<void> {
	const own = await ownRights(client, principal);
	const administrators = await queries.lockAdministrators(client);
	const known = await queries.findGrant(client, user_id, id);
	if (known === null) throw accessError('grant_unknown', { id });
	if (known.state === 'ended') return;
	await demandCoversPerson(client, own, user_id);
	await queries.endGrant(client, known.id);
	if (administrators.length > 0) await demandAdministrator(client);
	await audit(client, {
		action: 'access.end_grant',
		entity: 'role_grants',
		entity_id: known.id,
		detail: { user_id, role_id: known.role_id, role: known.role_name, team_id: known.team_id },
	});
}

export const roleHandlers: Handlers<typeof roleEndpoints, Services> = {
	listRoles: async ({ query: { after = 0, limit = pageSize }, database }) =>
		pageOf(await queries.listRoles(database.app, after, limit + 1), limit),

	createRole: async ({ body: { copy_of, ...given }, principal, database }) =>
		write(database, principal, async (client) => {
			const own = await ownRights(client, principal);
			const { description, permissions: may, reads, writes, fields, conditions } = await demandRole(client, copy_of);
			if ((await queries.listRoles(client, 0, mostRoles)).length >= mostRoles) throw accessError('roles_too_many', { count: mostRoles });
			const role = { description, permissions: may, reads, writes, fields, conditions, ...given };
			await demandConditions(client, role.conditions);
			const id = await queries.insertRole(client, role);
			await demandCoversRole(client, own, { ...role, id });
			await lockTree(client);
			await ensureScopes(client);
			const made = (await queries.findRole(client, id))!;
			await audit(client, { action: 'access.create_role', entity: 'roles', entity_id: id, detail: told(made) });
			return made;
		}),

	updateRole: async ({ params: { id }, body, principal, request, database }) => {
		const changed = await write(database, principal, async (client) => {
			const own = await ownRights(client, principal);
			const before = await ownRole(client, id, versionOf(request));
			const role = { ...before, ...body };
			await demandConditions(client, role.conditions);
			// Both as it was and as it will be: whoever could take something from a role beyond his own could take all of it away.
			await demandCoversRole(client, own, before);
			await queries.changeRole(client, id, role);
			await demandCoversRole(client, own, role);
			await lockTree(client);
			await ensureScopes(client);
			const after = (await queries.findRole(client, id))!;
			await audit(client, {
				action: 'access.update_role',
				entity: 'roles',
				entity_id: id,
				detail: { before: told(before), after: told(after) },
			});
			return after;
		});
		forgetPrincipals(database);
		return changed;
	},

	deleteRole: async ({ params: { id }, principal, database }) => {
		await write(database, principal, async (client) => {
			const role = await ownRole(client, id);
			if (await queries.isGranted(client, id)) throw accessError('role_in_use');
			await queries.deleteRole(client, id);
			await audit(client, { action: 'access.delete_role', entity: 'roles', entity_id: id, detail: told(role) });
		});
		return null;
	},

	listGrants: async ({ params: { id }, query: { after = 0, limit = pageSize }, database }) => {
		await demandUser(database.app, id);
		return pageOf(await queries.listGrants(database.app, id, after, limit + 1), limit);
	},

	addGrant: async ({ params, body, principal, database }) => {
		const made = await write(database, principal, (client) => grant(client, principal, { ...body, user_id: params.id }));
		forgetPrincipals(database);
		return made;
	},

	endGrant: async ({ params, principal, database }) => {
		await write(database, principal, (client) => endGrant(client, principal, params.id, params.grant_id));
		forgetPrincipals(database);
		return null;
	},

	getAccessMatrix: async ({ database }) => {
		const roles = await queries.listRoles(database.app, 0, mostRoles);
		const { people, permissions: counted, rights } = await queries.countRights(database.app);
		const best = rights.map(({ fields }) => bestRights(fields));
		return {
			roles,
			people,
			permissions: permissions.map((permission) => ({
				permission,
				people: counted.find((one) => one.permission === permission)?.people ?? 0,
			})),
			kinds: (['personal', 'contact', 'identity', 'sensitive'] as const).map((kind) => {
				const count = (right: string) => best.filter((one) => one[kind] === right).length;
				return { kind, hidden: count('hidden'), masked: count('masked'), read: count('read'), write: count('write') };
			}),
		};
	},

	getCustomerAccess: async ({ params: { id }, query: { after = 0, limit = pageSize }, principal, database }) => {
		const place = await read(database, principal, (client) => readPlace(client, id));
		if (!place) throw customerError('customer_not_found', { id });
		const rows = pageOf(await queries.grantsThatSee(database.app, place, after, limit + 1), limit);
		const { owner_id, owner_name, team_id, team_name, conditions } = place;
		return { owner: owner_id === null ? null : { id: owner_id, name: owner_name! }, team_id, team_name, conditions, ...rows };
	},
};
