// Nobody gives away more than he holds himself: what somebody who manages people, roles or teams may bring about. And nothing is done for somebody with what he held before.
import type { Principal } from '../../platform/auth.ts';
import type { Queryable } from '../../platform/database.ts';
import { accessError } from './messages.ts';
import { userPrincipal } from './queries.ts';
import * as roles from './roles-queries.ts';
import { type Excess, excessOf, excessOfRights, type HeldGrant, type RoleRights, reachesFurther, showsAll } from './rules-roles.ts';

/** What somebody holds, as far as he acts with it: by a key, or looking as another, it may be less. Read before the change that it allows. */
export async function ownRights(client: Queryable, principal: Principal): Promise<HeldGrant[]> {
	const held = await roles.heldGrants(client, principal.user_id);
	return held.map((one) => ({ ...one, permissions: one.permissions.filter((permission) => principal.permissions.has(permission)) }));
}

function refuse(excess: Excess | null): void {
	if (excess) throw accessError('rights_beyond_own', { ...excess });
}

/** Throws where a person's grants, as they are now or will be, go beyond `own`: who may touch them could take what they open. */
export async function demandCoversPerson(client: Queryable, own: readonly HeldGrant[], user_id: number): Promise<void> {
	for (const grant of await roles.grantsToCome(client, { user_id })) refuse(excessOf(own, grant));
}

/** Throws where a role goes beyond `own`, by itself or where it was granted. */
export async function demandCoversRole(client: Queryable, own: readonly HeldGrant[], role: RoleRights & { id: number }): Promise<void> {
	refuse(excessOfRights(own, role));
	for (const way of ['reads', 'writes'] as const)
		if (own.every((mine) => reachesFurther(role[way], mine[way]))) refuse({ what: 'rows', name: role[way] });
	for (const grant of await roles.grantsToCome(client, { role_id: role.id })) refuse(excessOf(own, grant));
}

/** Throws where the rows of a team and of all below it go beyond `own`; without a team, where any row does. */
export async function demandCoversRows(client: Queryable, own: readonly HeldGrant[], team_id: number | null): Promise<void> {
	const nothing: RoleRights = {
		permissions: [],
		fields: { personal: 'hidden', contact: 'hidden', identity: 'hidden', sensitive: 'hidden' },
		reads: team_id === null ? 'all' : 'subtree',
		writes: team_id === null ? 'all' : 'subtree',
		conditions: [],
	};
	refuse(excessOf(own, await roles.asHeld(client, nothing, team_id ?? 0)));
}

/** Throws where somebody for whom work goes on holds less by now than when it began: a grant ended, a role was changed, he has left. @throws AppError rights_shrunk */
export async function demandStill(client: Queryable, began: Principal): Promise<void> {
	const now = await userPrincipal(client, began.user_id);
	const { write_scopes, writes_own } = began;
	const writes = write_scopes.every((scope) => now.write_scopes.includes(scope)) && (now.writes_own || !writes_own);
	if (!writes || !showsAll(now, began)) throw accessError('rights_shrunk');
}
