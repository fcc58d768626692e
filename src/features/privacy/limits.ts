// Restriction of processing (GDPR article 18): what is kept and not used is not changed either, except by who is in charge of it.
import { may, type Principal } from '../../platform/auth.ts';
import type { Queryable } from '../../platform/database.ts';
import { privacyError as error } from './messages.ts';

/** A condition on customers `c`: not restricted. For whatever reads many. */
export const unrestricted = 'c.id not in (select restricted_customers())';

/** Of these customers those whose processing is restricted. */
export async function restrictedOf(client: Queryable, ids: readonly number[]): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>('select id from restricted_customers() r (id) where id = any ($1)', [ids]);
	return rows.map(({ id }) => id);
}

/**
 * Refuses to change a restricted customer.
 * @throws AppError customer_restricted
 */
export async function refuseRestricted(client: Queryable, principal: Pick<Principal, 'permissions'>, id: number): Promise<void> {
	if (may(principal, 'privacy.manage')) return;
	if ((await restrictedOf(client, [id])).length > 0) throw error('customer_restricted');
}
