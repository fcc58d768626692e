// The statements of corrections: cells mended by a person, rows that wait to be imported again, and what became of them.
import type pg from 'pg';
import { audit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Fate } from './batch-queries.ts';
import type { Corrections } from './corrections.ts';
import { openedCell } from './hidden.ts';
import { openedTroubles, type TroubleRow } from './queries.ts';
import type { ImportState } from './schema.ts';

export interface Correction {
	readonly row: number;
	readonly position: number;
	/** null: what the file says counts again. */
	readonly value: string | null;
}

/** Holds an import in the state that it answers until the transaction ends. */
export async function lockImport(client: Queryable, import_id: number): Promise<ImportState> {
	const { rows } = await client.query<{ state: ImportState }>('select state from imports where id = $1 for update', [import_id]);
	return rows[0]!.state;
}

/** Keeps corrections and takes others back; returns how many the import has then. */
export async function putCorrections(client: Queryable, import_id: number, corrections: readonly Correction[]): Promise<number> {
	const rows = corrections.map(({ row }) => row);
	const positions = corrections.map(({ position }) => position);
	const values = corrections.map(({ value }) => value);
	await client.query(
		`delete from import_corrections c using unnest($2::bigint[], $3::integer[], $4::text[]) t ("row", position, value)
		where c.import_id = $1 and c."row" = t."row" and c.position = t.position and t.value is null`,
		[import_id, rows, positions, values],
	);
	await client.query(
		`insert into import_corrections (import_id, "row", position, value)
		select distinct on (t."row", t.position) $1::bigint, t."row", t.position, t.value
		from unnest($2::bigint[], $3::integer[], $4::text[]) with ordinality t ("row", position, value, place) where t.value is not null
		order by t."row", t.position, t.place desc
		on conflict (import_id, "row", position) do update set value = excluded.value`,
		[import_id, rows, positions, values],
	);
	const counted = await client.query<{ count: number }>('select count(*) as count from import_corrections where import_id = $1', [
		import_id,
	]);
	return counted.rows[0]!.count;
}

/** All corrections of an import, or those of some of its rows; undefined where it has none, as most have. */
export async function readCorrections(client: Queryable, import_id: number, of?: readonly number[]): Promise<Corrections | undefined> {
	const { rows } = await client.query<{ row: number; position: number; value: string }>(
		'select "row", position, value from import_corrections where import_id = $1 and ($2::bigint[] is null or "row" = any ($2))',
		[import_id, of ?? null],
	);
	if (rows.length === 0) return undefined;
	const corrections = new Map<number, Map<number, string>>();
	for (const { row, position, value } of rows) {
		const cells = corrections.get(row) ?? new Map<number, string>();
		corrections.set(row, cells.set(position, openedCell(client, value)!));
	}
	return corrections;
}

/** Forgets the corrections of a draft: its rows are counted otherwise now. */
export async function dropCorrections(client: Queryable, import_id: number): Promise<number> {
	const { rowCount } = await client.query('delete from import_corrections where import_id = $1', [import_id]);
	if (rowCount) await audit(client, { action: 'imports.drop_corrections', entity: 'imports', entity_id: import_id });
	return rowCount ?? 0;
}

/** Rows with problems of an import, `p`, in which a cell was mended since they were last imported. */
const waiting = `import_problems p where p.import_id = $1 and exists (
	select from import_corrections c where c.import_id = p.import_id and c."row" = p."row" and p.cells->>c.position is distinct from c.value)`;

/** How many rows wait to be imported again. */
export async function countMended(client: Queryable, import_id: number): Promise<number> {
	const { rows } = await client.query<{ count: number }>(`select count(distinct p."row") as count from ${waiting}`, [import_id]);
	return rows[0]!.count;
}

/** The first rows that wait to be imported again, with all their troubles. */
export async function mendedRows(client: Queryable, import_id: number, limit: number): Promise<TroubleRow[]> {
	const { rows } = await client.query<TroubleRow>(
		`select q."row", q.kind, q.problems, q.cells, q.customer_id from import_problems q
		where q.import_id = $1 and q."row" in (select distinct p."row" from ${waiting} order by 1 limit $2) order by q."row", q.kind`,
		[import_id, limit],
	);
	return openedTroubles(client, rows);
}

/** Which of these rows are listed with a problem, with their cells. */
export async function troubledRows(client: Queryable, import_id: number, of: readonly number[]): Promise<TroubleRow[]> {
	const { rows } = await client.query<TroubleRow>(
		'select "row", kind, problems, cells, customer_id from import_problems where import_id = $1 and "row" = any ($2)',
		[import_id, of],
	);
	return openedTroubles(client, rows);
}

/** The keys under which rows of an import are recorded already, by its own records or by those that it repeats. */
export async function keysOfRows(client: Queryable, import_id: number, of: readonly number[]): Promise<ReadonlyMap<number, string>> {
	const { rows } = await client.query<{ row: number; key: string }>(
		`select import_row as "row", key from source_records where import_id = $1 and import_row = any ($2)
		union all
		select s.import_row, r.key from restatements s join source_records r on r.customer_id = s.customer_id and r.id = s.source_record_id
		where s.import_id = $1 and s.import_row = any ($2)`,
		[import_id, of],
	);
	return new Map(rows.map(({ row, key }) => [row, key]));
}

/** Forgets the troubles of rows that are imported again, and the corrections of those that are `clean` now. */
export async function forgetTroubles(
	client: Queryable,
	import_id: number,
	rows: readonly number[],
	clean: readonly number[],
): Promise<void> {
	await client.query('delete from import_problems where import_id = $1 and "row" = any ($2)', [import_id, rows]);
	await client.query('delete from import_corrections where import_id = $1 and "row" = any ($2)', [import_id, clean]);
}

/** Moves the counts of an import by what its mended rows became. */
export async function addCounts(
	client: Queryable,
	import_id: number,
	by: Readonly<Record<Fate | 'problems' | 'repaired', number>>,
): Promise<void> {
	await client.query(
		`update imports set created = created + $2, updated = updated + $3, unchanged = unchanged + $4, refused = refused + $5, problems = problems + $6,
			further = further + $7, repaired = repaired + $8 where id = $1`,
		[import_id, by.created, by.updated, by.unchanged, by.refused, by.problems, by.further, by.repaired],
	);
}

/** Corrections that have done their work: of imports whose file is gone, but for those on rows that are still listed with a problem. */
export async function purgeCorrections(client: Queryable): Promise<void> {
	const { rows } = await client.query<{ id: number }>(
		`with gone as (
			delete from import_corrections c using imports i where i.id = c.import_id and i.file is null
				and not exists (select from import_problems p where p.import_id = c.import_id and p."row" = c."row") returning c.import_id
		) select distinct import_id as id from gone`,
	);
	for (const { id } of rows) await audit(client, { action: 'imports.drop_corrections', entity: 'imports', entity_id: id });
}

export interface KnownCustomer {
	readonly row: number;
	readonly name: string | null;
	readonly known_by: 'external_id' | 'email' | 'phone' | 'content';
}

/**
 * Of planned rows that are about a customer who was there before: who he is, as far as the person may see him, and by what he was recognised.
 * Reads the staging tables of the transaction at hand; see planSql in batch-queries.ts.
 */
export async function knownCustomers(client: pg.PoolClient, of: readonly number[]): Promise<ReadonlyMap<number, KnownCustomer>> {
	const planned = await client.query<{ exists: boolean }>("select to_regclass('pg_temp.plan') is not null as exists");
	if (!planned.rows[0]!.exists) return new Map();
	const { rows } = await client.query<KnownCustomer>(
		`select p."row", coalesce(g.name, g.company) as name,
			case
				when k."row" is not null then case when p.key like '#%' then 'content' else 'external_id' end
				when m.token like 'e%' then 'email' else 'phone'
			end as known_by
		from plan p
		join customers c on c.id = p.customer_id
		join customers g on g.id = c.golden_id
		left join known k on k."row" = p."row"
		left join lateral (
			select o.match[d.place] as token from odd o join candidate d on d."row" = o."row" and d.id = p.customer_id where o.key = p.key
			order by o."row" = p."row" desc, d.place limit 1
		) m on true
		where not p.fresh and p."row" = any ($1)`,
		[of],
	);
	return new Map(rows.map((one) => [one.row, one]));
}
