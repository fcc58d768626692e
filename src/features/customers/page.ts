// What pages of lists and searches share: cursors, rows as JSON, the bound on slow reading.
import { sql } from 'kysely';
import { bounded, type Queryable } from '../../platform/database.ts';
import type { Sql } from './built.ts';
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

export async function guarded<T>(client: Queryable, slow: string | null, work: () => Promise<T>): Promise<T> {
	if (!slow) return work();
	try {
		return await bounded(client, slowLimit, work);
	} catch (cause) {
		if ((cause as { code?: string }).code !== '57014') throw cause;
		// Custom attributes are what the settings can have indexed.
		throw error('filter_too_slow', { field: slow }, { extra: { field: slow, can_index: slow.startsWith('attributes.') } });
	}
}
