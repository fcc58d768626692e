// Search as people type: pages of customers, best first; with one term window by window, with several by what all of them find.
import { sql } from 'kysely';
import type { Queryable } from '../../platform/database.ts';
import type { QueryTerm } from '../../values/tokens.ts';
import { run, type Sql } from './built.ts';
import type { Conditions, ListContext } from './filter.ts';
import * as matches from './matches.ts';
import { customerError as error } from './messages.ts';
import { decodeCursor, encodeCursor, type Page, rowOf, stateOf } from './page.ts';
import type { ListQuery } from './schema.ts';
import { type Ask, bounded, byRarest, bySets, conditions, type Driver, driverOf, readings, type Words } from './several.ts';

/** Entries read at first beyond those of a page: some customers stand there twice, some are in the trash. */
const spare = 20;
/** Entries read at a time at most, while a page fills. */
const longestWindow = 20_000;

interface PageAsk extends Ask {
	readonly columns: readonly string[];
	readonly limit: number;
}

type Row = { json: string; id: number; rank: string };

/** Customers by these terms behind a place, at most `limit` + 1; with the driver where there are several terms. */
interface Found {
	readonly rows: readonly Row[];
	readonly driver: Driver;
}

/** The rows of the customers that a query of (rank, customer_id) finds and the conditions leave, in the order of their ranks; hits are sorted before customers are read, who are then read no further than the page goes. */
const rowsOf = (ask: PageAsk, hits: Sql, more: readonly Sql[]): Sql => sql`select row_to_json(r)::text as json, c.id, c.rank from (
		select c.*, h.rank from (select * from (${hits}) x order by rank, customer_id) h join customers c on c.id = h.customer_id
		where ${conditions(ask, more)} order by h.rank, h.customer_id limit ${sql.lit(ask.limit + 1)}
	) c ${rowOf(ask.columns)} order by c.rank, c.id`;

/** One window of a source: its first `most` hits behind a place, as rows, and the place of the last where there may be more. */
async function windowOf(
	ask: PageAsk,
	{ hits, listed, isNew }: matches.Window,
	most: number,
): Promise<{ rows: Row[]; end: matches.Place | null }> {
	// One row always comes, so that the end of the window is known.
	const rows = await run<{ json: string | null; id: number; rank: string; hits: number; end_rank: string; end_id: number }>(
		ask.client,
		sql`with hit as materialized (select rank collate "C" as rank, customer_id from (${hits}) x order by 1, 2 limit ${sql.lit(most)})
		select p.*, n.hits, e.end_rank, e.end_id
		from (select count(*) as hits from hit) n
		left join (select rank as end_rank, customer_id as end_id from hit order by 1 desc, 2 desc limit 1) e on true
		left join (${rowsOf(ask, listed, isNew ? [isNew] : [])}) p on true
		order by p.rank, p.id`,
	);
	const { hits: read, end_rank, end_id } = rows[0]!;
	return {
		rows: rows.filter((row): row is typeof row & Row => row.json !== null),
		end: read === most ? { rank: end_rank, id: end_id } : null,
	};
}

/** One term: its look-up entries window by window, and only where they do not fill the page the next source. */
async function byOneTerm(ask: PageAsk, term: QueryTerm, after: matches.Place | null): Promise<Found> {
	const wanted = ask.limit + 1;
	const rows: Row[] = [];
	for (const source of matches.sources) {
		let most = wanted + spare;
		for (let place = after; ; most = Math.min(most * 4, longestWindow)) {
			const window = source(term, ask.state, most, place);
			if (window === null) break;
			const { rows: found, end } = await windowOf(ask, window, most);
			rows.push(...found.slice(0, wanted - rows.length));
			if (rows.length === wanted) return { rows, driver: 'all' };
			if (end === null) break;
			place = end;
		}
	}
	return { rows, driver: 'all' };
}

async function bySeveralTerms(
	ask: PageAsk,
	terms: readonly QueryTerm[],
	known: Driver | null,
	after: matches.Place | null,
): Promise<Found> {
	const driver = known ?? (await driverOf(ask, terms));
	if (driver === null) return { rows: [], driver: 'all' };
	const behind = after === null ? [] : [sql`(h.rank collate "C", c.id) > (${after.rank}, ${after.id}::bigint)`];
	const rows: Row[] = [];
	for (const { hits, more } of driver === 'all' ? await bySets(ask, terms) : [byRarest(ask, terms, driver)]) {
		const found = await run<Row>(ask.client, rowsOf(ask, hits, [...behind, ...more]));
		rows.push(...found.slice(0, ask.limit + 1 - rows.length));
		if (rows.length > ask.limit) break;
	}
	return { rows, driver };
}

const ways: Readonly<Record<string, Words>> = { j: 'joined', a: 'apart', h: 'hidden' };

/** Where a page ended, as a cursor holds it: how the words were read, which term drives, the place. */
const cursorOf = (words: Words, driver: Driver, { rank, id }: Row): string => encodeCursor([`${words[0]}${driver}:${rank}`, id]);

function placeOf(cursor: string): { words: Words; driver: Driver; after: matches.Place } {
	const [text, id] = decodeCursor(cursor, 2);
	const [, way, driver, rank] = /^([jah])(all|\d+):(.*)$/s.exec(String(text)) ?? [];
	if (way === undefined || rank!.includes('\0')) throw error('cursor_unreadable');
	return { words: ways[way]!, driver: driver === 'all' ? 'all' : Number(driver), after: { rank: rank!, id: Number(id) } };
}

/** One page of what a search finds, best first. The words are read apart where nobody is found by the joined ones. */
export async function searchPage(
	client: Queryable,
	query: ListQuery,
	columns: readonly string[],
	{ where, slow }: Conditions,
	limit: number,
	context: ListContext,
): Promise<Page> {
	const ask: PageAsk = { client, state: stateOf(query), where, columns, limit };
	const from = query.after ? placeOf(query.after) : null;
	return bounded(client, query.search!, where, slow, async () => {
		for (const { words, terms } of readings(query.search!, context)) {
			if (from && from.words !== words) continue;
			if (typeof from?.driver === 'number' && from.driver >= terms.length) throw error('cursor_unreadable');
			const after = from?.after ?? null;
			const { rows, driver } =
				terms.length === 1 ? await byOneTerm(ask, terms[0]!, after) : await bySeveralTerms(ask, terms, from?.driver ?? null, after);
			if (rows.length === 0) continue;
			return {
				items: rows.slice(0, limit).map(({ json }) => json),
				next: rows.length > limit ? cursorOf(words, driver, rows[limit - 1]!) : null,
			};
		}
		return { items: [], next: null };
	});
}
