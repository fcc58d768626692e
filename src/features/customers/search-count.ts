// How many customers a search finds: exact to 10,000, beyond that what was read or the planner's estimate.
import { sql } from 'kysely';
import type { Queryable } from '../../platform/database.ts';
import type { QueryTerm } from '../../values/tokens.ts';
import { run } from './built.ts';
import type { Conditions, ListContext } from './filter.ts';
import * as matches from './matches.ts';
import { type Count, estimated, exactCount, stateOf } from './page.ts';
import type { ListQuery } from './schema.ts';
import { type Ask, bounded, byRarest, conditions, driverOf, readings, setsOf } from './several.ts';

/** Entries of one term that are read for so many customers: each may stand under several. */
const mostEntries = exactCount * 2;

async function countOne(ask: Ask, term: QueryTerm): Promise<Count> {
	// Filters leave few of many: there the database counts as it finds best, within the 2 s of slow lists.
	const all = sql`select from customers c where ${conditions(ask, [matches.foundBy(term)])}`;
	const counted =
		ask.where.length > 0
			? sql`select count(*) as count from (${all} limit ${sql.lit(exactCount + 1)}) x`
			: sql`with hit as materialized (
				select customer_id from (${matches.allHits(term, ask.state, mostEntries)}) x limit ${sql.lit(mostEntries)}
			)
			select case when (select count(*) from hit) < ${sql.lit(mostEntries)} then (
				select count(*) from (
					select from (select distinct customer_id from hit) h join customers c on c.id = h.customer_id where ${ask.state} limit ${sql.lit(exactCount + 1)}
				) x) end as count`;
	const [row] = await run<{ count: number | null }>(ask.client, counted);
	const { count } = row!;
	return count !== null && count <= exactCount ? { count, exact: true } : estimated(ask.client, all);
}

async function countSeveral(ask: Ask, terms: readonly QueryTerm[]): Promise<Count> {
	const driver = await driverOf(ask, terms);
	if (driver === null) return { count: 0, exact: true };
	if (driver === 'all') {
		const sets = await setsOf(ask, terms);
		const [row] = await run<{ count: number; exact: boolean }>(
			ask.client,
			sql`select (select count(*) from (select from unnest(s.ids) u (id) join customers c using (id)
				where ${conditions(ask, sets.checks(sql.ref('s.sure')))} limit ${sql.lit(exactCount + 1)}) x) as count, s.whole as exact from ${sets.call(true)} s`,
		);
		return { count: row!.count, exact: row!.exact && row!.count <= exactCount };
	}
	const { hits, more } = byRarest(ask, terms, driver);
	const [row] = await run<{ count: number }>(
		ask.client,
		sql`select count(*) as count from (${hits}) h join customers c on c.id = h.customer_id where ${conditions(ask, more)}`,
	);
	return { count: row!.count, exact: true };
}

/** How many customers a search finds; as the list does, with neighbouring words as one name, and apart where nobody is found so. */
export async function searchCount(
	client: Queryable,
	query: Pick<ListQuery, 'search' | 'state'>,
	{ where, slow }: Conditions,
	context: ListContext,
): Promise<Count> {
	const ask: Ask = { client, state: stateOf(query), where };
	return bounded(client, query.search!, where, slow, async () => {
		let counted: Count = { count: 0, exact: true };
		for (const { terms } of readings(query.search!, context)) {
			counted = terms.length === 1 ? await countOne(ask, terms[0]!) : await countSeveral(ask, terms);
			if (counted.count > 0) break;
		}
		return counted;
	});
}
