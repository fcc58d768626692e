// Search as people type: terms to ranges of look-up tokens, best matches first, paged by rank.
import { sql } from 'kysely';
import type { Queryable } from '../../platform/database.ts';
import { type QueryTerm, queryTerms } from '../../values/tokens.ts';
import { run, type Sql } from './built.ts';
import { prefixEnd } from './filter.ts';
import { decodeCursor, encodeCursor, guarded, type Page, rowOf, stateOf } from './page.ts';
import type { ListQuery } from './schema.ts';

/** Most matches that a search counts one by one: beyond them a person types another letter. */
export const searchDepth = 1_000;

/** So many hits of one range are the most a search reads; what lies beyond is not listed. */
const deepest = 20_000;

const lettersOf: Readonly<Record<QueryTerm['kind'], readonly string[]>> = {
	name: ['n', 'e', 'w'],
	email: ['e', 'w'],
	phone: ['p', 'n', 'e', 'w'],
};

/** Tokens that begin with one of a term's prefixes, as ranges. */
function rangesOf(term: QueryTerm): Sql[] {
	return lettersOf[term.kind].flatMap((letter) =>
		term.prefixes.map((prefix) => sql`token >= ${letter + prefix} and token < ${letter + prefixEnd(prefix)}`),
	);
}

/** Customers that one term finds, best first: an exact token sorts before longer ones. At most `most` of each range, its number beside. */
function hitsOf(term: QueryTerm, most: number): Sql {
	const parts = rangesOf(term).map(
		(range, part) =>
			sql`(select token, customer_id, ${sql.lit(part)} as part from lookup where ${range} order by token, customer_id limit ${sql.lit(most)})`,
	);
	for (const digits of term.digits)
		parts.push(sql`(select 'q' || value, customer_id, null from search_phone_part(${digits}, ${sql.lit(most)}))`);
	return sql.join(parts, sql` union all `);
}

/**
 * The last hit up to which the order is known: where a range was cut at `most`, customers beyond its end may stand anywhere after it, so a page stops
 * there and more is read. Nothing where no range was cut, or where no more is read.
 */
function readTo(most: number): Sql {
	if (most >= deepest) return sql`select token, customer_id from hit where false`;
	return sql`select token collate "C" as token, customer_id from (
			select distinct on (part) token, customer_id, count(*) over (partition by part) as hits from hit where part is not null
			order by part, token collate "C" desc, customer_id desc) part_end
		where hits = ${sql.lit(most)} order by 1, 2 limit 1`;
}

/** True for customers that a further term finds as well, by the tokens kept beside them. */
function alsoFound(term: QueryTerm): Sql {
	const ranges = lettersOf[term.kind].flatMap((letter) => term.prefixes.map((prefix) => sql`starts_with(x.token, ${letter + prefix})`));
	for (const digits of term.digits) ranges.push(sql`(x.token like 'p%' and x.token like ${`%${digits}%`})`);
	return sql`exists (select from lookup_tokens t cross join lateral unnest(t.tokens) x (token) where t.customer_id = c.id and (${sql.join(ranges, sql` or `)}))`;
}

export async function searchPage(
	client: Queryable,
	query: ListQuery,
	columns: readonly string[],
	where: readonly Sql[],
	slow: string | null,
	limit: number,
): Promise<Page> {
	const cursor = query.after ? decodeCursor(query.after, 2) : null;
	const joined = queryTerms(query.search!);
	if (joined.length === 0) return { items: [], next: null };
	type Row = { json: string | null; id: number; rank: string; hits: number };
	const attempt = async (terms: readonly QueryTerm[]): Promise<Row[]> => {
		// The longest term is the rarest as a rule; the others are checked on its hits.
		const [first, ...others] = [...terms].sort((a, b) => weightOf(b) - weightOf(a));
		const narrowed = others.length > 0 || where.length > 0;
		for (let most = narrowed ? 2_000 : (limit + 1) * 2; ; most *= 10) {
			const conditions = sql.join([stateOf(query), ...where, ...others.map(alsoFound)], sql` and `);
			const beyond = cursor ? sql`where (h.rank, h.customer_id) > (${cursor[0]}, ${cursor[1]})` : sql``;
			// The page is cut before its rows become JSON. One row always comes, so that the number of hits is known.
			const rows = await run<Row>(
				client,
				sql`with hit as materialized (${hitsOf(first!, most)}),
				ranked as (select customer_id, min(token collate "C") as rank from hit group by customer_id),
				cut as (${readTo(most)})
				select row_to_json(r)::text as json, c.id, c.rank, n.hits
				from (select count(*) as hits from hit) n
				left join (
					select c.*, h.rank from (select * from ranked h ${beyond}) h join customers c on c.id = h.customer_id
					where ${conditions} and not exists (select from cut where (cut.token, cut.customer_id) < (h.rank, h.customer_id))
					order by h.rank, c.id limit ${sql.lit(limit + 1)}
				) c on true ${rowOf(columns)} order by c.rank, c.id`,
			);
			const found = rows.filter(({ json, id }) => json !== null && id !== null);
			if (found.length > limit || most >= deepest || (rows[0]?.hits ?? 0) < most) return found;
		}
	};
	// Without a filter and with one term the work is bounded by the limits of the look-ups.
	const free = where.length === 0 && joined.length === 1;
	return guarded(client, slow ?? (free ? null : query.search!), async () => {
		let rows = await attempt(joined);
		if (rows.length === 0 && !cursor) {
			const apart = queryTerms(query.search!, { words: 'apart' });
			if (apart.length > joined.length) rows = await attempt(apart);
		}
		const last = rows.length > limit ? rows[limit - 1] : undefined;
		return { items: rows.slice(0, limit).map(({ json }) => json!), next: last ? encodeCursor([last.rank, last.id]) : null };
	});
}

const weightOf = (term: QueryTerm): number =>
	Math.max(...term.prefixes.map((prefix) => [...prefix].reduce((sum, character) => sum + (character > '\u2e80' ? 3 : 1), 0)));

/** Customers that one term finds, without a limit. */
export function foundBy(term: QueryTerm): Sql {
	const parts = rangesOf(term).map((range) => sql`select customer_id from lookup where ${range}`);
	for (const digits of term.digits) parts.push(sql`select customer_id from search_phone_part(${digits}, 2147483647)`);
	return sql`c.id in (${sql.join(parts, sql` union all `)})`;
}
