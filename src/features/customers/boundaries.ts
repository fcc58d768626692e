// Where a sorted list can be entered: cursors that cut it into chunks of about one size, exact for lists that are read quickly, sampled for longer ones.
import { sql } from 'kysely';
import type { Queryable } from '../../platform/database.ts';
import { run } from './built.ts';
import type { Boundaries, Boundary } from './endpoints-lists.ts';
import { conditionsOf, type ListContext, slowBy, targetOf } from './filter.ts';
import { customerError as error } from './messages.ts';
import { cursorAt, type Order, orderOf, sorting } from './order.ts';
import { encodeCursor, estimated, filterTooSlow, guarded, stateOf } from './page.ts';
import { narrowed } from './reach.ts';
import type { ListQuery } from './schema.ts';

/** Up to how many rows a list is read whole. */
const readWhole = 20_000;
/** How many places are told at most; a longer list has coarser chunks. */
const mostPoints = 20_000;
const labelLength = 40;

/**
 * Rows of the table that are sampled. A chunk of 200 among a million then holds 8 of them, so that its real size varies by 1/√8 = 35 % (Poisson):
 * half of all chunks lie between 150 and 250 rows, one in a thousand above 450, below the 500 of a page. Pages of the table are sampled, not rows,
 * 20 rows for one read; where neighbours on a page have nothing to do with the order, that is the same. By id they are neighbours in
 * the list, too: there evenly() and spread() cut between the samples.
 */
const sampled = 40_000;

type Query = Pick<ListQuery, 'search' | 'filter' | 'sort' | 'state'> & { readonly size?: number };

/**
 * Places that cut a list into chunks of about `size` rows (200 where nothing is said): the first chunk ends with the first place, the last begins behind
 * the last one. Up to 20,000 rows exact, above estimated from a sample that is the same each time.
 * @throws AppError search_by_relevance, and what a list throws
 */
export async function listBoundaries(client: Queryable, query: Query, context: ListContext): Promise<Boundaries> {
	if (query.search?.trim()) throw error('search_by_relevance');
	const { where, slow } = conditionsOf(query.filter, context);
	const order = orderOf(query.sort, context);
	const within = await narrowed(client, context, query.state);
	const list: List = { client, order, size: query.size ?? 200, condition: sql.join([stateOf(query), ...where, ...within], sql` and `) };
	return guarded(client, filterTooSlow(slow ?? slowBy(targetOf(order.field, context))), async () => {
		// Without a filter the planner knows well enough how long the list is; with one its guess may be far off.
		const guess = where.length === 0 ? (await estimated(client, sql`select 1 from customers c where ${list.condition}`)).count : null;
		if (guess === null || guess < 2 * readWhole) {
			const whole = await readPlaces(list);
			if (whole) return whole;
		}
		const places = await sample(list, guess);
		// The planner's figures may be of yesterday: what the sample shows to be short is read whole after all.
		return guess !== null && places.total < readWhole ? ((await readPlaces(list)) ?? places) : places;
	});
}

interface List {
	readonly client: Queryable;
	readonly order: Order;
	readonly size: number;
	readonly condition: ReturnType<typeof sql>;
}

type Numbered = { key: string | null; id: number; label: string | null; n: number; total: number };

const pointOf = (order: Order, { key, id, label }: Pick<Numbered, 'key' | 'id' | 'label'>, position: number): Boundary => ({
	after: encodeCursor(cursorAt(order, { key, id })),
	position,
	label,
});

/** The key, the id and the label of customers. */
const columnsOf = ({ order }: List) => sql`${order.key} as key, c.id, left(${order.label}, ${sql.lit(labelLength)}) as label`;

/** Rows of `x` numbered in the order of the list. */
const numbered = ({ order }: List) =>
	sql`select key::text as key, id, label, row_number() over (order by ${sorting(order, sql`x.key`, sql`x.id`)}) as n, (select count(*) from x) as total from x`;

/** All places of a list, counted; null where it is too long to be read whole. */
async function readPlaces(list: List): Promise<Boundaries | null> {
	const rows = await run<Numbered>(
		list.client,
		sql`with x as materialized (select ${columnsOf(list)} from customers c where ${list.condition} limit ${sql.lit(readWhole + 1)})
		select * from (${numbered(list)}) y where n % ${list.size} = 0 or n = 1 order by n`,
	);
	const total = rows[0]?.total ?? 0;
	if (total > readWhole) return null;
	const places = rows.filter(({ n }) => n % list.size === 0 && n < total);
	return { total, exact: true, points: places.map((row) => pointOf(list.order, row, row.n)) };
}

/** Places from a sample of the table's pages. `known`: the length of the list as the planner has it; nearer than the sample's, unless they differ much. */
async function sample(list: List, known: number | null): Promise<Boundaries> {
	const { client, order, condition } = list;
	const table = await client.query<{ rows: number }>(
		`select (case when reltuples > 0 and relpages > 0 then reltuples / relpages else 20 end
			* greatest(pg_relation_size(oid) / current_setting('block_size')::int, 1))::float8 as rows from pg_class where oid = 'customers'::regclass`,
	);
	const part = Math.min(1, sampled / table.rows[0]!.rows);
	const from = sql`from customers c tablesample system (${part * 100}) repeatable (1) where ${condition}`;
	const lengthOf = (rows: number) => Math.round(known !== null && Math.abs(rows / part / known - 1) < 0.2 ? known : rows / part);
	if (order.field === 'id') {
		const [row] = await run<{ ids: string[] | null }>(client, sql`select array_agg(c.id order by ${sorting(order)}) as ids ${from}`);
		const ids = (row?.ids ?? []).map(Number);
		const total = lengthOf(ids.length);
		const cuts = evenly(order.descending ? ids.map((id) => -id) : ids, total, Math.max(list.size, total / mostPoints));
		const place = (id: number) => ({ key: null, id, label: String(id) });
		return { total, exact: false, points: cuts.map(({ at, position }) => pointOf(order, place(Math.abs(at)), position)) };
	}
	const chunk = sql`greatest(${list.size}, total / ${part}::float8 / ${sql.lit(mostPoints)})`;
	const rows = await run<Numbered & { step: number }>(
		client,
		sql`with x as materialized (select ${columnsOf(list)} ${from})
		select * from (select *, greatest(1, round(${chunk} * ${part}::float8))::bigint as step from (${numbered(list)}) y) z where n % step = 0 or n = 1 order by n`,
	);
	const seen = rows[0]?.total ?? 0;
	const total = lengthOf(seen);
	const places = rows.filter(({ n, step }) => n % step === 0 && n < seen);
	return { total, exact: false, points: spread(places).map((row) => pointOf(order, row, Math.round((row.n / seen) * total))) };
}

/** Places between two that are kept, where many customers share a value: 48 samples, so that chunks among them are right to 1/√48 = 14 %. */
const kept = 6;

/** Among customers of one value the list goes by id: there the ids of places are spread evenly, for the reason that evenly() tells. */
export function spread<P extends { readonly key: string | null; readonly id: number }>(places: readonly P[]): P[] {
	const made = [...places];
	for (let first = 0, end = 0; first < places.length; first = end) {
		for (end = first + 1; end < places.length && places[end]!.key === places[first]!.key; end++);
		for (let from = first; from < end - 1; from += kept) {
			const to = Math.min(from + kept, end - 1);
			const step = (places[to]!.id - places[from]!.id) / (to - from);
			for (let i = from + 1; i < to; i++) made[i] = { ...places[i]!, id: Math.round(places[from]!.id + step * (i - from)) };
		}
	}
	return made;
}

/** Stretches of the sample between which the density of numbers is taken as even: 50 of the 2,000 pages each, so that a chunk is right to 1/√50 = 14 %. */
const stretches = 40;

/**
 * Cuts a list of numbers into chunks of `size` by a sample of it, ascending. The sample comes in clusters, since pages hold neighbours: so the cuts
 * are spread evenly over stretches of many pages instead of put on the sample's own numbers. A wide gap (an import that was undone)
 * ends a stretch, or the cuts would fall into the gap.
 */
export function evenly(sample: readonly number[], total: number, size: number): { at: number; position: number }[] {
	const last = sample.length - 1;
	if (last < 1) return [];
	const wide = (sample[last]! - sample[0]!) / 150;
	const stretch = Math.max(1, Math.ceil(sample.length / stretches));
	const isKnot = (i: number) =>
		i % stretch === 0 || i === last || sample[i + 1]! - sample[i]! > wide || (i > 0 && sample[i]! - sample[i - 1]! > wide);
	const cuts: { at: number; position: number }[] = [];
	let from = { at: sample[0]! - 1, position: 0 };
	let next = size;
	for (let i = 0; i <= last; i++) {
		if (!isKnot(i)) continue;
		const to = { at: sample[i]!, position: ((i + 1) / sample.length) * total };
		for (; next < to.position && next < total; next += size) {
			const part = (next - from.position) / (to.position - from.position);
			const at = Math.floor(from.at + part * (to.at - from.at));
			if (at > (cuts.at(-1)?.at ?? Number.NEGATIVE_INFINITY)) cuts.push({ at, position: Math.round(next) });
		}
		from = to;
	}
	return cuts;
}
