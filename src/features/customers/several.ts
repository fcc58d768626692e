// What searches share: how the words are read, what they are bounded by, and how several terms meet: by the rarest of them, or by their sets of ids.
import { sql } from 'kysely';
import type { Queryable } from '../../platform/database.ts';
import { demandReadable, mayRead } from '../../platform/masking.ts';
import { isHan } from '../../values/han.ts';
import { type QueryTerm, queryTerms } from '../../values/tokens.ts';
import { run, type Sql } from './built.ts';
import { identityTokens, type ListContext, type Slow } from './filter.ts';
import * as matches from './matches.ts';
import { customerError as error } from './messages.ts';
import { filterTooSlow, guarded } from './page.ts';

/** What a search is asked besides its terms. */
export interface Ask {
	readonly client: Queryable;
	readonly state: Sql;
	readonly where: readonly Sql[];
}

export const conditions = ({ state, where }: Ask, more: readonly Sql[] = []): Sql => sql.join([state, ...where, ...more], sql` and `);

/** 'hidden': the whole text as an encrypted value, such as an identity number. */
export type Words = 'joined' | 'apart' | 'hidden';

/** The bound on a search: 2 s where filters decide how far it reads; without filters it is bounded by what it reads. */
export async function bounded<T>(
	client: Queryable,
	search: string,
	where: readonly Sql[],
	slow: Slow | null,
	work: () => Promise<T>,
): Promise<T> {
	if (where.length === 0) return work();
	return guarded(client, slow === null ? error('search_too_slow', { search }) : filterTooSlow(slow), work);
}

/** What a search is read with. */
export type Reading = Pick<ListContext, 'country' | 'keyring' | 'attributes' | 'reader'>;

/** The letters of tokens by the kind of personal data that they are made of. */
const lettersOf = { personal: ['n'], contact: ['e', 'p', 'w'] } as const;

/** The tokens that this person may search, null: all. @throws AppError field_not_readable where there is none */
function lettersFor({ reader }: Reading): readonly string[] | null {
	const kinds = (['personal', 'contact'] as const).filter((kind) => mayRead(reader, kind));
	if (kinds.length === 2) return null;
	if (kinds.length === 0) demandReadable(reader, { field: 'name', kind: 'personal' });
	return kinds.flatMap((kind) => lettersOf[kind]);
}

/** The terms of a search that is read in one way. */
export function termsOf(search: string, words: Words, context: Reading): QueryTerm[] {
	if (words !== 'hidden') {
		const letters = lettersFor(context);
		const terms = queryTerms(search, { country: context.country, words });
		return letters ? terms.map((term) => ({ ...term, letters, inside: letters.includes('p') ? term.inside : null })) : terms;
	}
	if (!mayRead(context.reader, 'identity')) return [];
	const prefixes = identityTokens(search, context);
	return prefixes.length > 0 ? [{ kind: 'hidden', prefixes, inside: null }] : [];
}

/** The terms of a search, each way of reading its words: an encrypted number first, neighbouring words as one name, and apart where that makes more terms. */
export function readings(search: string, context: Reading): { words: Words; terms: QueryTerm[] }[] {
	const found: { words: Words; terms: QueryTerm[] }[] = [];
	for (const words of ['hidden', 'joined', 'apart'] as const) {
		const terms = termsOf(search, words, context);
		const joined = found.find((one) => one.words === 'joined');
		if (terms.length > 0 && !(words === 'apart' && (!joined || terms.length <= joined.terms.length))) found.push({ words, terms });
	}
	return found;
}

/** Hits of a term up to which it is rare: all of them are read, and each is checked for the other terms (5 µs each). */
const rare = 1_000;
/** Hits of each range that are read where every term has more than that. */
const deepest = 50_000;

/** Where the customers of several terms come from: the number of the rarest one, or all of them together. */
export type Driver = number | 'all';

/** The rarest of several terms by their hits, counted up to `rare` (entries of the look-up in all scopes); 'all' where each has more, null where one has none. */
export async function driverOf({ client, state }: Ask, terms: readonly QueryTerm[]): Promise<Driver | null> {
	const counts = terms.map((term) => sql`(${matches.countOfHits(term, state, rare)})`);
	const [row] = await run<{ counts: string[] }>(client, sql`select array[${sql.join(counts)}] as counts`);
	const hits = row!.counts.map(Number);
	const least = Math.min(...hits);
	if (least === 0) return null;
	return least < rare ? hits.indexOf(least) : 'all';
}

/** The longest first, as the rarer one; those with digits inside numbers, which cost most to read, at the end. */
const inOrder = (terms: readonly QueryTerm[]): QueryTerm[] =>
	[...terms].sort((a, b) => Number(a.inside !== null) - Number(b.inside !== null) || weightOf(b) - weightOf(a));

/** A Chinese character tells as much as three letters. */
const weightOf = (term: QueryTerm): number =>
	Math.max(...term.prefixes.map((prefix) => [...prefix].reduce((sum, character) => sum + (isHan(character) ? 3 : 1), 0)));

/** The sets of several terms. */
export interface Sets {
	/** The call of search_terms(), with digits inside numbers or without. */
	readonly call: (inside: boolean) => Sql;
	/** Conditions on customer `c`: each term finds it, or is among those of which `sure`, as search_terms() gives it, says so. */
	readonly checks: (sure: Sql) => Sql[];
}

/** Sets of these terms, with the names of the companies that they read. */
export async function setsOf({ client }: Ask, terms: readonly QueryTerm[]): Promise<Sets> {
	const ordered = inOrder(terms);
	const companies: string[][] = [];
	for (const term of ordered) {
		const read = matches.companiesRead(term);
		companies.push(read ? (await run<{ name: string }>(client, read)).map(({ name }) => name) : []);
	}
	const wanted = matches.wantedOf(ordered, companies);
	return {
		call: (inside) => sql`search_terms(${wanted}, ${sql.lit(inside)}, ${sql.lit(deepest)})`,
		checks: (sure) => ordered.map((term, place) => sql`(${sql.lit(place + 1)} = any (${sure}) or ${matches.isFound(term)})`),
	};
}

/** What finds a part of those whom several terms find: hits as (rank, customer_id), and the conditions on customer `c` that make them so. */
export interface Stage {
	readonly hits: Sql;
	readonly more: readonly Sql[];
}

/** The hits of the rarest term, checked for the others. */
export function byRarest({ state }: Ask, terms: readonly QueryTerm[], driver: number): Stage {
	const term = terms[driver]!;
	const hits = sql`select customer_id, min(rank collate "C") as rank from (${matches.allHits(term, state, rare)}) x group by customer_id`;
	return { hits, more: terms.filter((one) => one !== term).map(matches.isFound) };
}

/**
 * Those in the sets of all terms, each checked for the terms that are not sure. First without digits inside numbers, which take most of the time and are seldom meant beside thousands
 * that begin so; then the others.
 */
export async function bySets(ask: Ask, terms: readonly QueryTerm[]): Promise<Stage[]> {
	const sets = await setsOf(ask, terms);
	const more = sets.checks(sql.ref('h.sure'));
	const front: Stage = { hits: sql`select '0' as rank, unnest(ids) as customer_id, sure from ${sets.call(false)}`, more };
	if (terms.every(({ inside }) => inside === null)) return [front];
	const others = sql`select '1' as rank, o.id as customer_id, s.sure from ${sets.call(false)} f
		cross join lateral (select ids, sure from ${sets.call(true)} where f.more) s
		cross join lateral (select unnest(s.ids) as id except select unnest(f.ids)) o`;
	return [front, { hits: others, more }];
}
