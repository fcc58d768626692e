// Columns that an administrator has made fast: which there are, and their indexes, made and taken away by the owner while everything goes on.
import { audit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import type { ColumnIndex } from './endpoints-lists.ts';
import { allFields, canBeFast } from './filter.ts';
import { customerError as error } from './messages.ts';
import { neverEmpty } from './order.ts';

/** The columns that can be made fast. */
export const fastable: readonly string[] = Object.keys(allFields).filter(canBeFast);

/** All columns that can be made fast, with how far each is. */
export async function listColumnIndexes(client: Queryable): Promise<ColumnIndex[]> {
	const { rows } = await client.query<ColumnIndex>('select field, state from column_indexes');
	const states = new Map(rows.map(({ field, state }) => [field, state]));
	return fastable.map((field) => ({ field, state: states.get(field) ?? 'none' }));
}

/** Notes that an index is wanted (building) or not (none); one that is ready stays so. @throws AppError index_unsuited */
export async function requestColumnIndex(client: Queryable, field: string, wanted: boolean, user_id: number): Promise<ColumnIndex> {
	if (!fastable.includes(field)) throw error('index_unsuited', { field, fields: fastable.join(', ') });
	const { rows } = await client.query<ColumnIndex>(
		`insert into column_indexes as i (field, state, requested_by) values ($1, $2, $3)
		on conflict (field) do update set state = case when i.state = 'ready' and excluded.state = 'building' then 'ready' else excluded.state end,
			requested_by = excluded.requested_by
		returning field, state`,
		[field, wanted ? 'building' : 'none', user_id],
	);
	await audit(client, { action: wanted ? 'columns.index' : 'columns.unindex', entity: 'column_indexes', entity_id: field });
	return rows[0]!;
}

/** The indexes of a column by name: words have one in the order of a dictionary, to sort by, and one by bytes, to compare with. */
function indexesOf(field: string): Map<string, string> {
	const { type, code } = allFields[field]!;
	const name = `customers_fast_${field}`;
	if (type !== 'text') return new Map([[name, field]]);
	const bytes: [string, string] = [name, `${field} collate "C"`];
	return new Map(code ? [bytes] : [bytes, [`${name}_words`, `${field} collate pinyin`]]);
}

/**
 * Makes the indexes of a column or takes them away, as the table of requests now says. On a connection of the owner and outside of a transaction, since
 * nobody who writes customers may wait for it. An index that an earlier attempt left unfinished is made anew.
 */
export async function buildColumnIndex(owner: Queryable, field: string): Promise<void> {
	if (!fastable.includes(field)) return;
	const asked = await owner.query<{ state: string }>('select state from column_indexes where field = $1', [field]);
	const wanted = asked.rows[0]?.state === 'building' || asked.rows[0]?.state === 'ready';
	const condition = `state = 'active'${neverEmpty.includes(field) ? '' : ` and ${field} is not null`}`;
	for (const [name, column] of indexesOf(field)) {
		const { rows } = await owner.query<{ valid: boolean }>(
			'select i.indisvalid as valid from pg_index i where i.indexrelid = to_regclass($1) and i.indrelid = $2::regclass',
			[name, 'customers'],
		);
		if (wanted && rows[0]?.valid) continue;
		if (rows[0]) await owner.query(`drop index concurrently if exists ${name}`);
		if (wanted) await owner.query(`create index concurrently ${name} on customers (${column}, id) where ${condition}`);
	}
	if (wanted) await owner.query("update column_indexes set state = 'ready' where field = $1 and state = 'building'", [field]);
}
