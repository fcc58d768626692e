// Restriction of processing (GDPR article 18): what is kept and not used is not changed either, except by who is in charge of it. Triggers refuse it
// (refuse_restricted); whatever works on many leaves them out beforehand.
import { liftRestriction, type Queryable } from '../../platform/database.ts';
import { explainConstraint } from '../../platform/problems.ts';
import { privacyError as error } from './messages.ts';

/** A condition on customers `c`: not restricted. For whatever reads many. */
export const unrestricted = 'c.id not in (select restricted_customers())';

/** Of these customers those whose processing is restricted. */
export async function restrictedOf(client: Queryable, ids: readonly number[]): Promise<number[]> {
	return (await client.query<{ id: number }>('select id from restricted_among($1) r (id)', [ids])).rows.map(({ id }) => id);
}

/** Somebody was restricted while many were changed: what was done is taken back and done again without him, as after two transactions that met. */
class RestrictedMeanwhile extends Error {
	readonly code = '40001';
}

/**
 * Changes many customers of whom the restricted were left out: the triggers, which look at each row (3 to 4 % of a bulk edit), let pass, and one look at
 * the end stands for them. `changed`: whom the work changed.
 */
export async function changingMany<T>(client: Queryable, work: () => Promise<T>, changed: (done: T) => readonly number[]): Promise<T> {
	await client.query(liftRestriction);
	const done = await work();
	if ((await restrictedOf(client, changed(done))).length > 0) throw new RestrictedMeanwhile('restricted while it was changed');
	return done;
}

explainConstraint('customer_restricted', error('customer_restricted'));
