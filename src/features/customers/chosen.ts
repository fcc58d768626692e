// All customers that a search and a filter choose, as one condition: for what reads them whole instead of page by page (exports, groups, exact counts).
import { sql } from 'kysely';
import { bounded, type Queryable } from '../../platform/database.ts';
import type { Field } from '../../platform/field.ts';
import { run, type Sql } from './built.ts';
import type { Groups } from './endpoints-lists.ts';
import { conditionsOf, type ListContext, refuseEncrypted, type Target, targetOf } from './filter.ts';
import { foundBy } from './matches.ts';
import { customerError as error } from './messages.ts';
import { guarded, stateOf } from './page.ts';
import type { ListQuery } from './schema.ts';
import { readings, termsOf, type Words } from './several.ts';

/** What a list chooses its customers by. */
export type Chosen = Pick<ListQuery, 'search' | 'filter' | 'state'>;

/** The condition on customers `c`. `words`: how neighbouring words of a search are read. */
export function chosenBy(query: Chosen, context: ListContext, words: Words = 'joined'): Sql {
	const { where } = conditionsOf(query.filter, context);
	const terms = query.search?.trim() ? termsOf(query.search, words, context) : null;
	const found = terms === null ? [] : terms.length > 0 ? terms.map(foundBy) : [sql`false`];
	return sql.join([stateOf(query), ...where, ...found], sql` and `);
}

/** The condition under each reading of a search, in the order in which the list tries them. */
function readingsOf(query: Chosen, context: ListContext): Sql[] {
	const search = query.search?.trim();
	const ways: Words[] = search ? readings(search, context).map(({ words }) => words) : [];
	return (ways.length > 0 ? ways : ['joined' as const]).map((words) => chosenBy(query, context, words));
}

/** How long an exact count may take, in milliseconds. */
const countLimit = 15_000;

/**
 * Counts all customers that are chosen, to the end; null where that takes longer than 15 s.
 * @throws AppError count_running where another such count of this person is under way
 */
export async function countAll(client: Queryable, user_id: number, query: Chosen, context: ListContext): Promise<number | null> {
	try {
		return await bounded(client, countLimit, async () => {
			const { rows } = await client.query<{ free: boolean }>("select pg_try_advisory_xact_lock(hashtext('clientele count'), $1) as free", [
				user_id,
			]);
			if (!rows[0]!.free) throw error('count_running');
			let count = 0;
			for (const condition of readingsOf(query, context)) {
				const counted = await run<{ count: number }>(client, sql`select count(*) as count from customers c where ${condition}`);
				count = counted[0]!.count;
				if (count > 0) break;
			}
			return count;
		});
	} catch (cause) {
		if ((cause as { code?: string }).code === '57014') return null;
		throw cause;
	}
}

/** How many values are told at most. */
const mostGroups = 200;

/** What customers `c` are grouped by, and the table that it comes from besides. */
function groupOf(target: Target): { value: Sql; joins: Sql } {
	const { name, type, column, attribute } = target;
	const plain = (value: Sql) => ({ value, joins: sql`` });
	const kinds: Partial<Record<Field['type'], () => { value: Sql; joins: Sql }>> = {
		text: () => plain(sql`${column} collate "C"`),
		choice: () => plain(column),
		reference: () => plain(column),
		boolean: () => plain(sql`(${column})::boolean`),
		// A month as people write it; the ten characters of a custom date begin with it, too.
		date: () => plain(attribute ? sql`left(${column}, 7)` : sql`to_char(${column}, 'YYYY-MM')`),
		timestamp: () => plain(sql`to_char(${column}, 'YYYY-MM')`),
		choices: () => ({
			value: sql`g.value`,
			joins: attribute
				? sql`left join lateral jsonb_array_elements_text(case when jsonb_typeof(c.attributes->${sql.lit(attribute.name)}) = 'array' then c.attributes->${sql.lit(attribute.name)} end) g (value) on true`
				: sql`left join lateral unnest(c.tags) g (value) on true`,
		}),
	};
	const made = kinds[attribute?.type === 'reference' ? 'reference' : type];
	if (!made) throw error('group_unsuited', { field: name });
	return made();
}

/**
 * The values of a field among the customers that are chosen, with how many have each, the most frequent first; null stands for none. Dates and times
 * by month (2024-05, in UTC); tags and several choices count a customer under each.
 * @throws AppError field_unknown, group_unsuited, group_too_slow (2 s)
 */
export async function groupCustomers(client: Queryable, query: Chosen & { readonly by: string }, context: ListContext): Promise<Groups> {
	const target = targetOf(query.by, context);
	refuseEncrypted(target);
	const { value, joins } = groupOf(target);
	return guarded(client, error('group_too_slow', { field: query.by }), async () => {
		for (const condition of readingsOf(query, context)) {
			const rows = await run<Groups['items'][number]>(
				client,
				sql`select ${value} as value, count(*) as count from customers c ${joins} where ${condition}
					group by 1 order by count(*) desc, 1 nulls last limit ${sql.lit(mostGroups + 1)}`,
			);
			if (rows.length > 0) return { items: rows.slice(0, mostGroups), more: rows.length > mostGroups };
		}
		return { items: [], more: false };
	});
}
