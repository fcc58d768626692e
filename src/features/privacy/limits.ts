// Restriction of processing (GDPR article 18): what is kept and not used is not changed either, except by who is in charge of it. Triggers refuse it
// (refuse_restricted); whatever works on many leaves them out beforehand.
import type { Queryable } from '../../platform/database.ts';
import { explainConstraint } from '../../platform/problems.ts';
import { privacyError as error } from './messages.ts';

/** A condition on customers `c`: not restricted. For whatever reads many. */
export const unrestricted = 'c.id not in (select restricted_customers())';

/** Of these customers those whose processing is restricted. */
export async function restrictedOf(client: Queryable, ids: readonly number[]): Promise<number[]> {
	return (await client.query<{ id: number }>('select id from restricted_among($1) r (id)', [ids])).rows.map(({ id }) => id);
}

explainConstraint('customer_restricted', error('customer_restricted'));
