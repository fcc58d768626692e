// The way to the customers that a person may see where they are few among many. The policies decide alone who is seen; what stands here lets an index find
// them, instead of reading everybody and throwing most away (decision 0026).
import { sql } from 'kysely';
import type { Queryable } from '../../platform/database.ts';
import { run, type Sql } from './built.ts';
import type { ListContext } from './filter.ts';

/** Up to how many scopes a list is put together from the lists of each. */
const mostScopes = 32;

/** Orders that an index carries within each scope. */
const carried: readonly string[] = ['id', 'name'];

/** To whom a person's reading is narrowed: those in his scopes and, apart, those whom he owns outside of them. */
export interface Reach {
	readonly scopes: readonly number[];
	readonly user_id: number;
}

/** Null where a person sees all scopes, or so many that most rows are his, or nothing is known of him. */
export function reachOf({ reader: { scopes, user_id, reads_all } }: ListContext, state: string | undefined): Reach | null {
	if (!scopes || user_id === undefined || reads_all || state === 'deleted' || scopes.length > mostScopes) return null;
	return { scopes, user_id };
}

/** Whether this person owns an active customer outside of his scopes, whom he sees as well. */
export const ownsElsewhere: Sql = sql`(select owns_elsewhere())`;

/** The same as an answer. */
export async function owns(client: Queryable): Promise<boolean> {
	const [row] = await run<{ elsewhere: boolean }>(client, sql`select ${ownsElsewhere} as elsewhere`);
	return row!.elsewhere;
}

const listOf = (scopes: readonly number[]): Sql => sql`${sql.lit(`{${scopes.join(',')}}`)}::int[]`;

/** Condition on customers `c`: in one of these scopes. */
const inScopes = ({ scopes }: Reach): Sql =>
	scopes.length === 1 ? sql`c.scope_id = ${sql.lit(scopes[0]!)}` : sql`c.scope_id = any (${listOf(scopes)})`;

/** The condition that narrows what is read whole; none where the person owns somebody elsewhere. */
export async function narrowed(client: Queryable, context: ListContext, state: string | undefined): Promise<Sql[]> {
	const reach = reachOf(context, state);
	return reach && !(await owns(client)) ? [inScopes(reach)] : [];
}

/** What a page is read from: customers `c` with conditions, the first of them in this order. */
export interface Asked {
	readonly field: string;
	readonly from: Sql;
	readonly where: Sql;
	readonly by: Sql;
	readonly limit: number;
}

/** FROM and WHERE of a page for whoever reaches all that are not his own, and his own as well where `elsewhere`; null where no index helps with both. */
export function fromReach(reach: Reach, { field, from, where, by, limit }: Asked, elsewhere: boolean): { from: Sql; where: Sql } | null {
	const each = carried.includes(field);
	if (!each && elsewhere) return null;
	if (!elsewhere && (!each || reach.scopes.length === 1)) return { from, where: sql`${where} and ${inScopes(reach)}` };
	// Each scope's own list in the order of its index, as far as the page can go.
	const first = (also: Sql) => sql`select c.* from customers c where ${also} and ${where} order by ${by} limit ${sql.lit(limit)}`;
	const scopes = sql`select c.* from unnest(${listOf(reach.scopes)}) s (id) cross join lateral (${first(sql`c.scope_id = s.id`)}) c`;
	const own = sql`c.owner_id = ${sql.lit(reach.user_id)} and c.scope_id <> all (${listOf(reach.scopes)})`;
	return { from: elsewhere ? sql`(${scopes} union all (${first(own)})) c` : sql`(${scopes}) c`, where: sql`true` };
}
