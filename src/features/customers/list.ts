// Lists of customers: sorted pages by key, counts, and the rows of an export.
import { sql } from 'kysely';
import type { Queryable } from '../../platform/database.ts';
import { compiler, run, type Sql } from './built.ts';
import { type Chosen, chosenBy } from './chosen.ts';
import { conditionsOf, type ListContext, slowBy, targetOf } from './filter.ts';
import { customerError as error } from './messages.ts';
import { cursorAt, keyedSide, missingSide, type Order, orderOf, placeOf, sorting } from './order.ts';
import { type Count, encodeCursor, estimated, exactCount, filterTooSlow, guarded, type Page, rowOf, stateOf } from './page.ts';
import { rowColumns } from './queries.ts';
import { fromReach, narrowed, owns, ownsElsewhere, reachOf } from './reach.ts';
import type { ListQuery } from './schema.ts';
import { searchPage } from './search.ts';
import { searchCount } from './search-count.ts';
import type { Words } from './several.ts';

/** Columns to return: those asked for, always with id; null means all. */
export function columnsOf(fields: string | undefined): string[] {
	if (!fields) return [...rowColumns];
	const wanted = fields
		.split(',')
		.map((name) => name.trim())
		.filter(Boolean);
	for (const name of wanted) if (!rowColumns.includes(name)) throw error('field_unknown', { field: name, fields: rowColumns.join(', ') });
	return [...new Set(['id', ...wanted])];
}

/**
 * One page of customers. Search results come in the order of relevance, all others in the order asked for; both are paged by key. With `ids`
 * these customers in this order.
 * @throws AppError field_unknown, operator_unsuited, value_unsuited, sort_unsuited, cursor_unreadable, ids_alone, search_by_relevance, filter_too_slow
 */
export async function listCustomers(client: Queryable, query: ListQuery, context: ListContext): Promise<Page> {
	const limit = query.limit ?? 50;
	const columns = columnsOf(query.fields);
	if (query.ids) return namedRows(client, query, columns);
	const conditions = conditionsOf(query.filter, context);
	if (query.search?.trim()) {
		if (query.until !== undefined) throw error('search_by_relevance');
		return searchPage(client, query, columns, conditions, limit, context);
	}
	const order = orderOf(query.sort, context);
	const slow = conditions.slow ?? (order.indexed ? null : slowBy(targetOf(order.field, context)));
	const work = () => sortedPage(client, query, order, columns, conditions.where, limit, context);
	return slow === null ? work() : guarded(client, filterTooSlow(slow), work);
}

/** What chooses or cuts rows itself, and therefore not among rows that are named. */
const choosing = ['search', 'filter', 'sort', 'after', 'until'] as const;

async function namedRows(client: Queryable, query: ListQuery, columns: readonly string[]): Promise<Page> {
	const also = choosing.find((name) => query[name] !== undefined);
	if (also) throw error('ids_alone', { with: also });
	const ids = sql`${[...new Set(query.ids)]}::bigint[]`;
	const rows = await run<{ json: string }>(
		client,
		sql`select row_to_json(r)::text as json from customers c ${rowOf(columns)} where c.id = any (${ids}) and ${stateOf(query)} order by array_position(${ids}, c.id)`,
	);
	return { items: rows.map(({ json }) => json), next: null };
}

type Row = { json: string; id: number; key: string | null; elsewhere: boolean };

async function sortedPage(
	client: Queryable,
	query: ListQuery,
	order: Order,
	columns: readonly string[],
	where: readonly Sql[],
	limit: number,
	context: ListContext,
): Promise<Page> {
	const { keyed, missing } = order;
	const direction = order.descending ? sql`desc` : sql`asc`;
	const conditions = sql.join([stateOf(query), ...where], sql` and `);
	const after = query.after === undefined ? null : placeOf(query.after, order);
	const until = query.until === undefined ? null : placeOf(query.until, order);
	const reach = reachOf(context, query.state);
	const read = (from: Sql, where: Sql, key: Sql, by: Sql, wanted: number, elsewhere = sql`false`) =>
		run<Row>(
			client,
			sql`select row_to_json(r)::text as json, c.id, ${key}::text as key, ${elsewhere} as elsewhere from ${from} ${rowOf(columns)}
				where ${where} order by ${by} limit ${sql.lit(wanted)}`,
		);
	const fetch = async (from: Sql, key: Sql, extra: readonly Sql[], by: Sql, limit: number) => {
		const asked = { field: order.field, from, where: sql.join([conditions, ...extra], sql` and `), by, limit };
		const near = reach && fromReach(reach, asked, false);
		if (near) {
			const rows = await read(near.from, near.where, key, by, limit, ownsElsewhere);
			if (!(rows[0] ? rows[0].elsewhere : await owns(client))) return rows;
		}
		const { from: whole, where } = (reach && fromReach(reach, asked, true)) ?? asked;
		return read(whole, where, key, by, limit);
	};
	// Rows without a value come last in both directions, as a second key range: an index on the values alone then serves the first.
	let rows: Row[] = [];
	if (after === null || after.key !== null) {
		const sides = [
			keyed.where,
			...(after ? [keyedSide(order, after, 'beyond')] : []),
			...(until && until.key !== null ? [keyedSide(order, until, 'up_to')] : []),
		];
		const by = order.field === 'id' ? sql`c.id ${direction}` : sql`${keyed.key} ${direction}, ${keyed.id} ${direction}`;
		rows = await fetch(keyed.from, keyed.key, sides, by, limit + 1);
	}
	if (order.nullable && rows.length <= limit && (until === null || until.key === null)) {
		const sides = [
			missing,
			...(after && after.key === null ? [missingSide(order, after, 'beyond')] : []),
			...(until ? [missingSide(order, until, 'up_to')] : []),
		];
		const more = await fetch(sql`customers c`, sql`null`, sides, sql`c.id ${direction}`, limit + 1 - rows.length);
		rows = [...rows, ...more];
	}
	const last = rows.length > limit ? rows[limit - 1] : undefined;
	return { items: rows.slice(0, limit).map(({ json }) => json), next: last ? encodeCursor(cursorAt(order, last)) : null };
}

/** How many customers a list or search has: exact up to 10,000, then an estimate. */
export async function countCustomers(client: Queryable, query: Chosen, context: ListContext): Promise<Count> {
	const conditions = conditionsOf(query.filter, context);
	if (query.search?.trim()) return searchCount(client, query, conditions, context);
	const within = await narrowed(client, context, query.state);
	const from = sql`from customers c where ${sql.join([stateOf(query), ...conditions.where, ...within], sql` and `)}`;
	try {
		return await guarded(client, filterTooSlow(conditions.slow ?? { field: 'filter', can_index: false }), async () => {
			const [row] = await run<{ count: number }>(
				client,
				sql`select count(*) as count from (select 1 ${from} limit ${sql.lit(exactCount + 1)}) x`,
			);
			return row!.count <= exactCount ? { count: row!.count, exact: true } : estimated(client, sql`select 1 ${from}`);
		});
	} catch (cause) {
		if ((cause as { code?: string }).code !== 'filter_too_slow') throw cause;
		return estimated(client, sql`select 1 ${from}`);
	}
}

/** Customers picked by hand: these alone, or all that are chosen but these. */
export interface Picked {
	readonly ids?: readonly number[] | undefined;
	readonly except?: readonly number[] | undefined;
}

function pickedBy({ ids, except }: Picked): Sql[] {
	// As text: an export writes its parameters into the statement.
	const list = (numbers: readonly number[]) => sql`${`{${numbers.join(',')}}`}::bigint[]`;
	return [...(ids ? [sql`c.id = any (${list(ids)})`] : []), ...(except?.length ? [sql`c.id <> all (${list(except)})`] : [])];
}

/** What to read of each customer `c`: the select list, and joins behind `from customers c`. Fixed SQL, never text of a person. */
export interface ExportParts {
	readonly select: string;
	readonly joins?: string;
	/** Further conditions on `c`. */
	readonly where?: readonly string[];
}

/**
 * SQL and parameters of an export: all rows of a list or search without a limit, in the order asked for, else of their ids.
 * `words`: whether neighbouring words of a search are also tried as one (the list does so first, and apart where that finds nobody).
 * @throws AppError field_unknown, operator_unsuited, value_unsuited, sort_unsuited
 */
export function exportSql(
	query: Chosen & Pick<ListQuery, 'sort'> & Picked,
	{ select, joins = '', where = [] }: ExportParts,
	context: ListContext,
	words: Words = 'joined',
): { text: string; values: unknown[] } {
	const conditions = sql.join([chosenBy(query, context, words), ...pickedBy(query), ...where.map((one) => sql.raw(one))], sql` and `);
	const by = query.sort === undefined ? sql`c.id` : sorting(orderOf(query.sort, context));
	const made = sql`select ${sql.raw(select)} from customers c ${sql.raw(joins)} where ${conditions} order by ${by}`.compile(compiler);
	return { text: made.sql, values: [...made.parameters] };
}
