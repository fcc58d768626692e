// Where the terms of a search are looked for: ranges of look-up tokens, the employer, digits inside phone numbers; each with its rank among what is found.
import { sql } from 'kysely';
import { isHan } from '../../values/han.ts';
import type { QueryTerm } from '../../values/tokens.ts';
import type { Sql } from './built.ts';
import { prefixEnd } from './filter.ts';

/**
 * What finds a customer has a rank, a text compared bytewise: one character for where it was found (0, 1 … in the order of `lettersOf`, then
 * employers, then digits inside), and the token. So an exact token comes before longer ones.
 */
export interface Place {
	readonly rank: string;
	readonly id: number;
}

const lettersOf: Readonly<Record<QueryTerm['kind'], readonly string[]>> = {
	name: ['n', 'e', 'w'],
	email: ['e', 'w'],
	phone: ['p', 'n', 'e', 'w'],
	hidden: ['i'],
};
const employerRank = '5';
const insideRank = '6';

interface Range {
	readonly rank: string;
	readonly from: string;
	readonly to: string;
}

/** The letters under which a term is looked for. One that is like nothing that may be searched finds nobody under the others. */
function lettersFor({ kind, letters }: QueryTerm): readonly string[] {
	if (!letters) return lettersOf[kind];
	const both = lettersOf[kind].filter((letter) => letters.includes(letter));
	return both.length > 0 ? both : letters;
}

/** Prefixes of which none begins with another: their ranges do not overlap. */
const apart = (prefixes: readonly string[]): string[] =>
	prefixes.filter((one) => !prefixes.some((other) => other !== one && one.startsWith(other)));

function rangesOf(term: QueryTerm): Range[] {
	return lettersFor(term).flatMap((letter, place) =>
		apart(term.prefixes).map((prefix) => ({ rank: String(place), from: letter + prefix, to: letter + prefixEnd(prefix) })),
	);
}

/**
 * A value that the planner does not see. The plan is then the same for every text, so it is made once for each connection: planning a search anew
 * costs as much as running it (1.8 of 3.9 ms).
 */
const unseen = (value: string): Sql => sql`(select ${value}::text)`;

const within = ({ from, to }: Range): Sql => sql`token >= ${unseen(from)} and token < ${unseen(to)}`;
const afterPlace = (column: Sql, id: Sql, text: string, place: Place): Sql =>
	sql`(${column}, ${id}) > (${unseen(text)}, (select ${place.id}::bigint))`;

/** Hits of a source behind a place, and which customers they list. */
export interface Window {
	/** (rank, customer_id) in no order: the first `most` behind the place among them. */
	readonly hits: Sql;
	/** From the first `most`, called `hit`: (customer_id, rank), each customer once. */
	readonly listed: Sql;
	/** Condition on `h`, one of these, and customer `c`: nothing before has found the customer. Null where nothing came before. */
	readonly isNew: Sql | null;
}

/** A customer stands under its first hit. */
const firstHits = sql`select customer_id, min(rank) as rank from hit group by customer_id`;

/** Where a term is looked for. Null where the term is not looked for there, or everything stands before the place. */
type Source = (term: QueryTerm, state: Sql, most: number, after: Place | null) => Window | null;

/** What of a range of ranks lies behind a place: all of it, what follows a text, or nothing. */
function behind(from: string, to: string, after: Place | null): 'all' | 'some' | 'none' {
	if (after === null || precedes(after.rank, from)) return 'all';
	return precedes(after.rank, to) ? 'some' : 'none';
}

const precedes = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;

const fromLookup: Source = (term, _, most, after) => {
	const parts = rangesOf(term).flatMap((range) => {
		const part = behind(range.rank + range.from.slice(1), range.rank + range.to.slice(1), after);
		if (part === 'none') return [];
		const bounds =
			part === 'all'
				? within(range)
				: // The start of the range beside the place would be taken for where the scan begins.
					sql`${afterPlace(sql`token`, sql`customer_id`, range.from[0]! + after!.rank.slice(1), after!)} and token < ${unseen(range.to)}`;
		return [
			sql`(select ${sql.lit(range.rank)} || substr(token, 2) as rank, customer_id from lookup
				where ${bounds} order by token, customer_id limit ${sql.lit(most)})`,
		];
	});
	if (parts.length === 0) return null;
	// The first of a customer's tokens may have come before, except in the first window.
	return { hits: sql.join(parts, sql` union all `), listed: firstHits, isNew: after === null ? null : sql`h.rank = ${firstRank(term)}` };
};

/** The rank of the first of the tokens of customer `c` that the term's ranges hold. */
function firstRank(term: QueryTerm): Sql {
	const cases = rangesOf(term).map((range) => sql`when ${within(range)} then ${sql.lit(range.rank)} || substr(token, 2)`);
	return sql`(select min(case ${sql.join(cases, sql` `)} end) from ${keptOf(sql`c.id`)})`;
}

/** The tokens kept beside a customer, compared as those of the look-up are. */
const keptOf = (customer: Sql): Sql =>
	sql`(select unnest(t.tokens) collate "C" as token from lookup_tokens t where t.customer_id = ${customer}) x`;

/** Whether names are looked for, those of employers among them. */
const namesOf = (term: QueryTerm): boolean => term.kind === 'name' && (term.letters?.includes('n') ?? true);

const hanOf = (term: QueryTerm): string[] => (namesOf(term) ? apart(term.prefixes).filter((prefix) => isHan(prefix)) : []);
const readingsOf = (term: QueryTerm): string[] =>
	namesOf(term) ? apart(term.prefixes).filter((prefix) => /^[a-z]{2,}$/.test(prefix)) : [];

/** Names of the companies among the customers that a reading finds: xiaomi, xm → 小米集团. Null where the term is none. */
export function companiesRead(term: QueryTerm): Sql | null {
	const readings = readingsOf(term).map((prefix) => sql`select name from search_companies(${`n${prefix}`}, ${`n${prefixEnd(prefix)}`})`);
	return readings.length > 0 ? sql`select distinct name from (${sql.join(readings, sql` union all `)}) l` : null;
}

/** Those whose employer's name begins with the term, or is that of a company which is found by its reading. */
const fromEmployer: Source = (term, state, most, after) => {
	const part = behind(employerRank, insideRank, after);
	if (part === 'none') return null;
	const start = part === 'all' ? sql`` : sql`and ${afterPlace(sql`c.company`, sql`c.id`, after!.rank.slice(1), after!)}`;
	const select = sql`select ${sql.lit(employerRank)} || c.company as rank, c.id as customer_id from customers c where ${state} ${start}`;
	const order = sql`order by c.company, c.id limit ${sql.lit(most)}`;
	const parts = hanOf(term).map(
		(prefix) => sql`(${select} and c.company >= ${unseen(prefix)} and c.company < ${unseen(prefixEnd(prefix))} ${order})`,
	);
	const read = companiesRead(term);
	if (read)
		parts.push(sql`(select e.rank, e.customer_id from (${read}) o cross join lateral (${select} and c.company = o.name ${order}) e)`);
	return parts.length > 0 ? { hits: sql.join(parts, sql` union all `), listed: firstHits, isNew: sql`not ${hasToken(term)}` } : null;
};

/** A place in a table as a text that sorts as the place does, and back. */
const placeText = sql`lpad(split_part(trim(leading '(' from place::text), ',', 1), 10, '0') || lpad(rtrim(split_part(place::text, ',', 2), ')'), 5, '0')`;
const placeOf = (text: string): string => `(${Number(text.slice(0, 10))},${Number(text.slice(10, 15))})`;
const placeLength = 15;
const lastPlace = '429496729465535';

/** Those with the digits inside a phone number, by the places of their entries in the table; each customer by the least of such numbers. */
const fromInside: Source = (term, _, most, after) => {
	if (term.inside === null) return null;
	const place = after?.rank.startsWith(insideRank) ? after.rank.slice(1, 1 + placeLength) : '';
	if (!/^(?:\d{15})?$/.test(place) || place > lastPlace) return null;
	const hits = sql`(select ${sql.lit(insideRank)} || ${placeText} || value as rank, customer_id
		from search_phone_part(${term.inside}, ${sql.lit(most)}, ${placeOf(place)}))`;
	const least = sql`(select min(token) from ${keptOf(sql`hit.customer_id`)} where ${numberHolds(term.inside)})`;
	const listed = sql`select customer_id, rank from hit where substr(rank, ${sql.lit(2 + placeLength)}) = ${least}`;
	return { hits, listed, isNew: sql`not ${hasToken(term)}` };
};

/** Condition: the token is that of a number with the digits inside. */
const numberHolds = (digits: string): Sql => sql`token >= 'p' and token < 'q' and strpos(national_digits(token), ${digits}) > 0`;

/** Where a term is looked for, best first: each is read only where those before it do not fill the page. */
export const sources: readonly Source[] = [fromLookup, fromEmployer, fromInside];

/** What finds others than the look-up entries do, each up to `most`. */
function otherHits(term: QueryTerm, state: Sql, most: number): Sql[] {
	const employees = fromEmployer(term, state, most, null);
	const inside = sql`(select ${sql.lit(insideRank)} || value as rank, customer_id from search_phone_part(${term.inside}, ${sql.lit(most)}))`;
	return [...(employees ? [employees.hits] : []), ...(term.inside === null ? [] : [inside])];
}

/** Everybody the term finds, each source up to `most`, as (rank, customer_id) in no order, the look-up entries first; a customer may come more than once. */
export const allHits = (term: QueryTerm, state: Sql, most: number): Sql =>
	sql.join([fromLookup(term, state, most, null)!.hits, ...otherHits(term, state, most)], sql` union all `);

/** How many hits a term has, counted up to `most`; look-up entries those of all scopes. */
export function countOfHits(term: QueryTerm, state: Sql, most: number): Sql {
	const entries = sql`search_entries(${JSON.stringify(rangesOf(term).map(({ from, to }) => ({ from, to })))}::jsonb, ${sql.lit(most)})`;
	const others = otherHits(term, state, most);
	if (others.length === 0) return entries;
	return sql`${entries} + (select count(*) from (select from (${sql.join(others, sql` union all `)}) o limit ${sql.lit(most)}) h)`;
}

const lineBreak = sql`chr(10)`;

/** Condition: one of the term's ranges holds a token of customer `c`. Read from the tokens kept beside each customer, as one text: a third of the cost of taking them one by one. */
export function hasToken(term: QueryTerm): Sql {
	const begins = rangesOf(term).map(({ from }) => sql`strpos(x.text, ${lineBreak} || ${from}) > 0`);
	return sql`exists (select from (select ${lineBreak} || array_to_string(t.tokens, ${lineBreak}) as text from lookup_tokens t where t.customer_id = c.id offset 0) x
		where ${sql.join(begins, sql` or `)})`;
}

/** Condition: the term finds customer `c`, in whatever way. */
export function isFound(term: QueryTerm): Sql {
	const ways = [hasToken(term), ...hanOf(term).map((prefix) => sql`starts_with(c.company, ${prefix})`)];
	const read = companiesRead(term);
	if (read) ways.push(sql`c.company in (${read})`);
	if (term.inside !== null) ways.push(sql`exists (select from ${keptOf(sql`c.id`)} where ${numberHolds(term.inside)})`);
	return sql`(${sql.join(ways, sql` or `)})`;
}

/** Condition: the term finds customer `c`; for reading all of them, without a limit. */
export function foundBy(term: QueryTerm): Sql {
	const parts = rangesOf(term).map((range) => sql`select customer_id from lookup where ${within(range)}`);
	for (const prefix of hanOf(term))
		parts.push(sql`select e.id from customers e where e.company >= ${prefix} and e.company < ${prefixEnd(prefix)}`);
	const read = companiesRead(term);
	if (read) parts.push(sql`select e.id from customers e where e.company in (${read})`);
	if (term.inside !== null) parts.push(sql`select customer_id from search_phone_part(${term.inside}, 2147483647)`);
	return sql`c.id in (${sql.join(parts, sql` union all `)})`;
}

/** What search_terms() is asked: for each term the ranges, employers and digits that find it; `companies` are the names its reading finds. */
export function wantedOf(terms: readonly QueryTerm[], companies: readonly (readonly string[])[]): string {
	return JSON.stringify(
		terms.map((term, at) => [
			...rangesOf(term).map(({ from, to }) => ({ kind: 'token', from, to })),
			...hanOf(term).map((prefix) => ({ kind: 'company', from: prefix, to: prefixEnd(prefix) })),
			...companies[at]!.map((name) => ({ kind: 'company', from: name, to: `${name}\u0001` })),
			...(term.inside === null ? [] : [{ kind: 'inside', from: term.inside, to: '' }]),
		]),
	);
}
