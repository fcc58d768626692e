// Lists of customers: sorted pages by key, counts, and the rows of an export.
import { sql } from 'kysely';
import type { Queryable } from '../../platform/database.ts';
import type { Field } from '../../platform/field.ts';
import { queryTerms } from '../../values/tokens.ts';
import { compiler, run, type Sql } from './built.ts';
import { allFields, conditionsOf, isDay, isTime, type ListContext, targetOf } from './filter.ts';
import { foundBy } from './matches.ts';
import { customerError as error } from './messages.ts';
import {
	type Count,
	decodeCursor,
	encodeCursor,
	estimated,
	exactCount,
	filterTooSlow,
	guarded,
	type Page,
	rowOf,
	stateOf,
} from './page.ts';
import { rowColumns } from './queries.ts';
import type { ListQuery } from './schema.ts';
import { searchPage } from './search.ts';
import { searchCount } from './search-count.ts';

interface Sort {
	readonly field: string;
	readonly column: Sql;
	readonly type: Field['type'];
	readonly descending: boolean;
	readonly nullable: boolean;
	readonly indexed: boolean;
}

function sortOf(text: string | undefined, context: ListContext): Sort {
	const descending = text === undefined ? true : text.startsWith('-');
	const field = text === undefined ? 'id' : text.replace(/^-/, '');
	const target = targetOf(field, context);
	if (target.type === 'choices') throw error('sort_unsuited', { field });
	if (field === 'id') return { field, column: sql.ref('c.id'), type: 'number', descending, nullable: false, indexed: true };
	// A person expects names in the order of a dictionary: pinyin and letters.
	if (field === 'name') return { field, column: sql.ref('c.sort_name'), type: 'text', descending, nullable: true, indexed: true };
	const indexed = allFields[field]?.index === 'column';
	const column = target.type === 'text' && !indexed ? sql`${target.column} collate "C"` : target.column;
	return {
		field,
		column,
		type: target.attribute && target.type !== 'number' ? 'text' : target.type,
		descending,
		nullable: !['version', 'state', 'scope_id', 'created_at', 'updated_at', 'kind'].includes(field),
		indexed,
	};
}

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

/** One page of customers. Search results come in the order of relevance, all others in the order asked for; both are paged by key. */
export async function listCustomers(client: Queryable, query: ListQuery, context: ListContext): Promise<Page> {
	const limit = query.limit ?? 50;
	const columns = columnsOf(query.fields);
	const conditions = conditionsOf(query.filter, context);
	if (query.search?.trim()) return searchPage(client, query, columns, conditions, limit, context);
	const sort = sortOf(query.sort, context);
	const slow = conditions.slow ?? (sort.indexed ? null : sort.field);
	const work = () => sortedPage(client, query, sort, columns, conditions.where, limit);
	return slow === null ? work() : guarded(client, filterTooSlow(slow), work);
}

async function sortedPage(
	client: Queryable,
	query: ListQuery,
	sort: Sort,
	columns: readonly string[],
	where: readonly Sql[],
	limit: number,
): Promise<Page> {
	const direction = sort.descending ? sql`desc` : sql`asc`;
	const beyond = sort.descending ? sql`<` : sql`>`;
	const conditions = sql.join([stateOf(query), ...where], sql` and `);
	const cursor = query.after ? decodeCursor(query.after, sort.field === 'id' ? 1 : 2) : null;
	if (typeof cursor?.[0] === 'string' && !fits(cursor[0], sort.type)) throw error('cursor_unreadable');
	type Row = { json: string; id: number; key: string | null };
	const fetch = (extra: Sql, order: Sql, wanted: number) =>
		run<Row>(
			client,
			sql`select row_to_json(r)::text as json, c.id, ${sort.column}::text as key from customers c ${rowOf(columns)} where ${conditions} and ${extra} order by ${order} limit ${sql.lit(wanted)}`,
		);
	const byId = sql`c.id ${direction}`;
	let rows: Row[];
	if (sort.field === 'id') {
		rows = await fetch(cursor ? sql`c.id ${beyond} ${cursor[0]}` : sql`true`, byId, limit + 1);
	} else {
		// Rows without a value come last in both directions, as a second key range: an index on the values alone then serves the first.
		const inNulls = cursor !== null && cursor[0] === null;
		const keyType = sql.raw(castOf(sort.field));
		rows = inNulls
			? []
			: await fetch(
					cursor
						? sql`(${sort.column}, c.id) ${beyond} (${cursor[0]}${keyType}, ${cursor[1]})`
						: sort.nullable
							? sql`${sort.column} is not null`
							: sql`true`,
					sql`${sort.column} ${direction}, c.id ${direction}`,
					limit + 1,
				);
		if (sort.nullable && rows.length <= limit) {
			const after = inNulls ? sql`c.id ${beyond} ${cursor[1]}` : sql`true`;
			rows = [...rows, ...(await fetch(sql`${sort.column} is null and ${after}`, byId, limit + 1 - rows.length))];
		}
	}
	const last = rows.length > limit ? rows[limit - 1] : undefined;
	return {
		items: rows.slice(0, limit).map(({ json }) => json),
		next: last ? encodeCursor(sort.field === 'id' ? [last.id] : [last.key, last.id]) : null,
	};
}

/** Whether a key of a cursor can be compared with a column of this type. */
function fits(text: string, type: Field['type']): boolean {
	if (text.includes('\0')) return false;
	if (type === 'date' || type === 'timestamp') return isTime.test(text) && isDay(text.slice(0, 10));
	if (type === 'number' || type === 'reference') return /^-?\d+(?:\.\d+)?$/.test(text);
	return true;
}

function castOf(field: string): string {
	const type = allFields[field]?.type;
	if (type === 'date') return '::date';
	if (type === 'timestamp') return '::timestamptz';
	if (type === 'number' || type === 'reference') return '::numeric';
	return '';
}

/** How many customers a list or search has: exact up to 10,000, then an estimate. */
export async function countCustomers(
	client: Queryable,
	query: Pick<ListQuery, 'search' | 'filter' | 'state'>,
	context: ListContext,
): Promise<Count> {
	const conditions = conditionsOf(query.filter, context);
	if (query.search?.trim()) return searchCount(client, query, conditions, context);
	const from = sql`from customers c where ${sql.join([stateOf(query), ...conditions.where], sql` and `)}`;
	try {
		return await guarded(client, filterTooSlow(conditions.slow ?? 'filter'), async () => {
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

/** What to read of each customer `c`: the select list, and joins behind `from customers c`. Fixed SQL, never text of a person. */
export interface ExportParts {
	readonly select: string;
	readonly joins?: string;
}

/**
 * SQL and parameters of an export: all rows of a list or search without a limit, in the order asked for, else of their ids.
 * `words`: whether neighbouring words of a search are also tried as one (the list does so first, and apart where that finds nobody).
 * @throws AppError field_unknown, operator_unsuited, value_unsuited, sort_unsuited
 */
export function exportSql(
	query: Pick<ListQuery, 'search' | 'filter' | 'sort' | 'state'>,
	{ select, joins = '' }: ExportParts,
	context: ListContext,
	words: 'joined' | 'apart' = 'joined',
): { text: string; values: unknown[] } {
	const { where } = conditionsOf(query.filter, context);
	const terms = query.search?.trim() ? queryTerms(query.search, { words, country: context.country }) : null;
	const found = terms === null ? [] : terms.length > 0 ? terms.map(foundBy) : [sql`false`];
	const conditions = sql.join([stateOf(query), ...where, ...found], sql` and `);
	const sort = query.sort === undefined ? null : sortOf(query.sort, context);
	const direction = sort?.descending ? sql`desc` : sql`asc`;
	const order = sort && sort.field !== 'id' ? sql`${sort.column} ${direction} nulls last, c.id ${direction}` : sql`c.id ${direction}`;
	const made = sql`select ${sql.raw(select)} from customers c ${sql.raw(joins)} where ${conditions} order by ${order}`.compile(compiler);
	return { text: made.sql, values: [...made.parameters] };
}
