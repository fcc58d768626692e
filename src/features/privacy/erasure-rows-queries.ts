// Rows of files that imports kept, with a problem or mended by hand: found by what names an erased person, and removed where they are about it. Owner-side.
import { audit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import { keyringOf } from '../../platform/keyring.ts';
import { cellPlace, openedCell } from '../imports/hidden.ts';
import { columnsIn, keyOfCells } from '../imports/mapping.ts';
import type { ImportOptions } from '../imports/schema.ts';
import { asCell, type FileRow, numberSeparators, rowsAbout, type Terms, telling } from './erasure-mentions.ts';

/** Columns whose text is the name of the row itself. */
const ownNames = new Set(['name', 'family_name', 'given_name', 'middle_name', 'company']);

interface Kept {
	readonly import_id: number;
	readonly row: number;
	readonly owners: number[];
	readonly problems: { readonly cells: (string | null)[] | null; readonly problems: unknown }[];
	readonly corrections: { readonly position: number; readonly value: string }[];
}

/** What holds a term. */
export const likePattern = (term: string): string => `%${term.replace(/[\\%_]/g, '\\$&')}%`;

/** Text inside JSON, without regard to case. */
export const inJson = (term: string): string => JSON.stringify(term).slice(1, -1).toLowerCase();

/** Texts of a value, without the names of its members. */
export const leaves = (value: unknown): string[] =>
	typeof value === 'string' ? [value] : value !== null && typeof value === 'object' ? Object.values(value).flatMap(leaves) : [];

/** Rows in which one of the terms stands in any form: more than are meant. Cells of encrypted columns are the same text for the same value. */
async function candidates(client: Queryable, terms: Terms): Promise<Kept[]> {
	const whole = [...terms.names, ...terms.keys.map(({ key }) => key)];
	const patterns = [...telling(terms).map((term) => likePattern(inJson(term))), ...whole.map((term) => likePattern(`"${inJson(term)}"`))];
	const numbers = terms.exact.filter((term) => /^\d{7,}$/.test(term)).map((term) => [...term].join(`[${numberSeparators}]*`));
	const sealed = [...terms.exact, ...terms.names].map((term) => likePattern(keyringOf(client).sealSame(cellPlace, term)));
	// Offset 0: each text is made once, which is most of the work.
	const saying = (table: string, text: string) =>
		`select import_id, "row" from (select import_id, "row", ${text} as said from ${table} offset 0) t
			where lower(said) like any ($1) or said ~ $2 or (said like '%~0.%' and said like any ($3))`;
	const { rows } = await client.query<Kept>(
		`with found as (
			${saying('import_problems', 'concat(cells::text, problems::text)')}
			union ${saying('import_corrections', 'to_json(value)::text')}
		)
		select f.import_id, f."row",
			(select coalesce(jsonb_agg(o.customer_id), '[]') from (
				select customer_id from source_records where import_id = f.import_id and import_row = f."row"
				union select customer_id from restatements where import_id = f.import_id and import_row = f."row"
				union select customer_id from import_problems where import_id = f.import_id and "row" = f."row" and customer_id is not null
			) o) as owners,
			(select coalesce(jsonb_agg(jsonb_build_object('cells', cells, 'problems', problems)), '[]')
				from import_problems where import_id = f.import_id and "row" = f."row") as problems,
			(select coalesce(jsonb_agg(jsonb_build_object('position', position, 'value', value)), '[]')
				from import_corrections where import_id = f.import_id and "row" = f."row") as corrections
		from found f`,
		[patterns, numbers.join('|') || null, sealed],
	);
	return rows;
}

/** What columns of these imports hold. */
async function mappings(client: Queryable, ids: readonly number[]): Promise<Map<number, { source_id: number; options: ImportOptions }>> {
	const { rows } = await client.query<{ id: number; source_id: number; options: ImportOptions }>(
		'select id, source_id, options from imports where id = any ($1)',
		[ids],
	);
	return new Map(rows.map(({ id, ...one }) => [id, one]));
}

function fileRow(client: Queryable, { owners, problems, corrections }: Kept, source_id: number, options: ImportOptions): FileRow {
	const opened = (value: string | null) => openedCell(client, value) ?? '';
	const mended = corrections.map(({ position, value }) => ({ position, value: opened(value) }));
	const rows = problems.map(({ cells }) => (cells ?? []).map(opened));
	const cells = rows.flatMap((row) => row.map((value, position) => ({ position, value })));
	const kept: string[] = [...(rows[0] ?? [])];
	for (const { position, value } of mended) kept[position] = value;
	return {
		source_id,
		key: keyOfCells(options, kept),
		owners,
		cells: [...cells, ...mended].filter(({ value }) => asCell(value) !== ''),
		nameColumns: options.columns ? columnsIn(options, (field) => ownNames.has(field)) : null,
		texts: leaves(problems.map((one) => one.problems)),
	};
}

/** Removes rows about the person from what imports kept; how many of each table. `members`: the customers that go. */
export async function removeRows(client: Queryable, terms: Terms, members: readonly number[]): Promise<Record<string, number>> {
	const found = await candidates(client, terms);
	if (found.length === 0) return {};
	const imports = await mappings(client, [...new Set(found.map(({ import_id }) => import_id))]);
	const isAbout = rowsAbout(terms, members);
	const gone = found.filter((one) => {
		const { source_id, options } = imports.get(one.import_id)!;
		return isAbout(fileRow(client, one, source_id, options));
	});
	const reached: Record<string, number> = {};
	for (const table of ['import_problems', 'import_corrections']) {
		const { rowCount } = await client.query(
			`delete from ${table} t using unnest($1::bigint[], $2::bigint[]) g (import_id, "row") where t.import_id = g.import_id and t."row" = g."row"`,
			[gone.map(({ import_id }) => import_id), gone.map(({ row }) => row)],
		);
		if (rowCount) reached[table] = rowCount;
	}
	for (const id of new Set(gone.map(({ import_id }) => import_id)))
		await audit(client, { action: 'erasures.remove_named', entity: 'imports', entity_id: id });
	return reached;
}
