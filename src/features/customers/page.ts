// What pages of lists and searches share: cursors, rows as JSON, the bound on slow reading, counts.
import { sql } from 'kysely';
import { bounded, type Queryable } from '../../platform/database.ts';
import type { AppError } from '../../platform/errors.ts';
import { compiler, type Sql } from './built.ts';
import type { Slow } from './filter.ts';
import { customerError as error } from './messages.ts';
import type { ListQuery } from './schema.ts';

export const encodeCursor = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What encodeCursor() wrote: the key of the last row where there is one besides, and its id. */
export function decodeCursor(text: string, length: 1 | 2): (string | number | null)[] {
	try {
		const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
		if (Array.isArray(value) && value.length === length && Number.isSafeInteger(value.at(-1))) {
			if (length === 1 || value[0] === null || typeof value[0] === 'string') return value;
		}
	} catch {
		// Said below.
	}
	throw error('cursor_unreadable');
}

/** A row as JSON text, from a subquery of these columns called r: half the cost of json_build_object. */
export const rowOf = (columns: readonly string[]): Sql =>
	sql`cross join lateral (select ${sql.join(columns.map((name) => sql.ref(`c.${name}`)))}) r`;

export interface Page {
	/** Each row as JSON text. */
	readonly items: readonly string[];
	readonly next: string | null;
}

export const stateOf = (query: Pick<ListQuery, 'state'>): Sql =>
	query.state === 'deleted' ? sql`c.state = 'deleted'` : sql`c.state = 'active'`;

/** How long a list may read where no index carries it, in milliseconds. */
export const slowLimit = 2_000;

/** The error of a filter or order that no index carries; `can_index`: an administrator can have one made. */
export const filterTooSlow = ({ field, can_index }: Slow): AppError => error('filter_too_slow', { field }, { extra: { field, can_index } });

/** Reads for 2 s at most; then throws `tooSlow`. */
export async function guarded<T>(client: Queryable, tooSlow: AppError, work: () => Promise<T>): Promise<T> {
	try {
		return await bounded(client, slowLimit, work);
	} catch (cause) {
		throw (cause as { code?: string }).code === '57014' ? tooSlow : cause;
	}
}

export interface Count {
	readonly count: number;
	readonly exact: boolean;
}

/** Up to which number a count is exact. */
export const exactCount = 10_000;

/** More than is counted: the planner's estimate of the rows of a query. */
export async function estimated(client: Queryable, query: Sql): Promise<Count> {
	const { sql: text, parameters } = query.compile(compiler);
	const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(`explain (format json) ${text}`, [
		...parameters,
	]);
	return { count: Math.max(exactCount, Math.round(rows[0]!['QUERY PLAN'][0].Plan['Plan Rows'])), exact: false };
}
