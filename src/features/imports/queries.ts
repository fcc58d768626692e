// The statements about imports themselves: their rows, states, progress, troubles, remembered mappings.
import { audit } from '../../platform/audit.ts';
import { type Queryable, together } from '../../platform/database.ts';
import { announce } from '../../platform/events.ts';
import { notify } from '../notifications/queries.ts';
import type { Fate } from './batch-queries.ts';
import { openedCell } from './hidden.ts';
import type { ImportOptions, ImportState } from './schema.ts';
import type { Ids, Trouble, TroubleKind } from './staged.ts';

/** A file of ours `t`, of an import: by its folder ($2), or by its name, since a database that was restored or moved names the folder of before. */
export const isOurFile = (t: string) =>
	`(starts_with(${t}.file, $2) or ${t}.file ~ '[/\\\\]files[/\\\\]imports[/\\\\][a-z0-9]+-[a-z0-9]+$')`;

/** States in which an import needs its file no more than for another try. */
export const endedStates = ['draft', 'done', 'undone', 'cancelled', 'failed'] as const;

/** Whether an import `i` counts: what it said is not taken back. */
export const live = "i.state not in ('undoing', 'undone')";

export interface ImportRecord {
	readonly id: number;
	readonly source_id: number;
	readonly source: string;
	readonly user_id: number;
	readonly scope_id: number;
	readonly file_name: string;
	readonly file: string | null;
	readonly format: string | null;
	readonly options: ImportOptions;
	readonly state: ImportState;
	readonly total_rows: number | null;
	readonly bytes: number;
	readonly next_row: number;
	readonly rows: number;
	readonly created: number;
	readonly updated: number;
	readonly further: number;
	readonly unchanged: number;
	readonly refused: number;
	readonly problems: number;
	readonly repaired: number;
	readonly known_until: number | null;
	readonly error: { code: string; words: Record<string, string> } | null;
	readonly created_at: string;
	readonly started_at: string | null;
	readonly finished_at: string | null;
	readonly undone_at: string | null;
	readonly purged_at: string | null;
	readonly seconds: number;
	readonly indexing: number;
}

const iso = (column: string) => `to_json(i.${column}) #>> '{}' as ${column}`;
const importColumns = `i.id, i.source_id, s.name as source, i.user_id, i.scope_id, i.file_name, i.file, i.format, i.options, i.state, i.total_rows, i.bytes, i.next_row, i.rows, i.created,
	i.updated, i.further, i.unchanged, i.refused, i.problems, i.repaired, i.known_until, i.error, ${['created_at', 'started_at', 'finished_at', 'undone_at', 'purged_at'].map(iso).join(', ')}, i.seconds::float8 as seconds,
	case when i.state in ('running', 'done', 'redoing') then (select count(*) from (select 1 from index_queue limit 100000) q) + (select coalesce(sum(last_id - first_id + 1), 0)::bigint from index_ranges) else 0 end as indexing`;

export interface ImportTold {
	readonly id: number;
	readonly user_id: number | null;
	readonly state: ImportState;
}

/** Notes that an import is in another state now, and tells the pages of whom it concerns. */
async function moved(client: Queryable, told: ImportTold): Promise<void> {
	await announceImport(client, told);
	await audit(client, { action: 'imports.state', entity: 'imports', entity_id: told.id, detail: { state: told.state } });
}

/** Tells the pages of whom it concerns how an import stands. */
export async function announceImport(client: Queryable, { id, user_id, state }: ImportTold): Promise<void> {
	await announce(client, { kind: 'imports', ...(user_id !== null && { user_id }), detail: { id, state } });
}

export function insertImport(
	on: Queryable,
	one: { source_id: number; user_id: number; scope_id: number; file_name: string; file: string; bytes: number },
): Promise<number> {
	return together(on, async (client) => {
		const { rows } = await client.query<{ id: number }>(
			'insert into imports (source_id, user_id, scope_id, file_name, file, bytes) values ($1, $2, $3, $4, $5, $6) returning id',
			[one.source_id, one.user_id, one.scope_id, one.file_name, one.file, one.bytes],
		);
		const { id } = rows[0]!;
		await announceImport(client, { id, user_id: one.user_id, state: 'draft' });
		const { source_id, bytes } = one;
		// Without the name of the file, which stands in its row: it may name somebody, and entries stay.
		await audit(client, { action: 'imports.upload', entity: 'imports', entity_id: id, detail: { source_id, bytes } });
		return id;
	});
}

export async function findImport(client: Queryable, id: number): Promise<ImportRecord | undefined> {
	const { rows } = await client.query<ImportRecord>(
		`select ${importColumns} from imports i join sources s on s.id = i.source_id where i.id = $1`,
		[id],
	);
	return rows[0];
}

export async function listImports(
	client: Queryable,
	user_id: number | null,
	before: number | null,
	limit: number,
): Promise<ImportRecord[]> {
	const { rows } = await client.query<ImportRecord>(
		`select ${importColumns} from imports i join sources s on s.id = i.source_id
		where ($1::bigint is null or i.user_id = $1) and ($2::bigint is null or i.id < $2) order by i.id desc limit $3`,
		[user_id, before, limit],
	);
	return rows;
}

/** Moves an import to another state if it is in one of those; false where it is not. */
export function moveImport(on: Queryable, id: number, from: readonly ImportState[], to: ImportState): Promise<boolean> {
	return together(on, async (client) => {
		const { rows } = await client.query<ImportTold>(
			`update imports set state = $3, finished_at = case when $3 = 'cancelled' then now() else finished_at end,
				undone_from = case when $3 = 'undoing' then state else undone_from end where id = $1 and state = any ($2) returning id, user_id, state`,
			[id, from, to],
		);
		if (rows[0]) await moved(client, rows[0]);
		return rows.length === 1;
	});
}

export async function updateImport(
	on: Queryable,
	id: number,
	change: { source_id?: number; options?: ImportOptions; format?: string; total_rows?: number },
): Promise<void> {
	const { source_id, options } = change;
	await together(on, async (client) => {
		await client.query(
			'update imports set source_id = coalesce($2, source_id), options = coalesce($3, options), format = coalesce($4, format), total_rows = coalesce($5, total_rows) where id = $1',
			[id, source_id ?? null, options ? JSON.stringify(options) : null, change.format ?? null, change.total_rows ?? null],
		);
		if (source_id !== undefined || options)
			await audit(client, { action: 'imports.options', entity: 'imports', entity_id: id, after: { source_id, options } });
	});
}

/**
 * Begins or goes on with an import: remembers which customers existed before, since only those are recognised by e-mail or phone.
 * @returns false where the import is in none of the states `from`: somebody paused, cancelled or undid it meanwhile
 */
export function beginImport(on: Queryable, id: number, from: readonly ImportState[]): Promise<boolean> {
	return together(on, async (client) => {
		const { rows } = await client.query<ImportTold>(
			`update imports set state = 'running', error = null, finished_at = null, started_at = coalesce(started_at, now()),
				known_until = coalesce(known_until, (select coalesce(max(id), 0) from customers)) where id = $1 and state = any ($2) returning id, user_id, state`,
			[id, from],
		);
		if (rows[0]) await moved(client, rows[0]);
		return rows.length === 1;
	});
}

/** States from which a run may end so; what a person asked for meanwhile (going on, an undo) stands. */
const endsFrom: Readonly<Record<'done' | 'failed' | 'paused' | 'cancelled', readonly ImportState[]>> = {
	done: ['running', 'paused', 'queued'],
	failed: ['draft', 'queued', 'running', 'paused'],
	paused: ['running', 'paused'],
	cancelled: ['draft', 'running', 'cancelled'],
};

/** Notes how a run ended, and tells whose import it is. */
export function finishImport(on: Queryable, id: number, state: keyof typeof endsFrom, error: unknown = null): Promise<void> {
	return together(on, (client) => finish(client, id, state, error));
}

async function finish(client: Queryable, id: number, state: keyof typeof endsFrom, error: unknown): Promise<void> {
	const { rows } = await client.query<ImportTold & Pick<ImportRecord, 'file_name' | 'rows' | 'refused'>>(
		`update imports set state = $2, error = $3, finished_at = case when $2 in ('done', 'failed', 'cancelled') then now() end
		where id = $1 and state = any ($4) returning id, user_id, state, file_name, rows, refused`,
		[id, state, error === null ? null : JSON.stringify(error), endsFrom[state]],
	);
	const ended = rows[0];
	if (!ended) return;
	await moved(client, ended);
	if (ended.user_id === null || (state !== 'done' && state !== 'failed')) return;
	await notify(client, {
		user_id: ended.user_id,
		kind: state === 'done' ? 'import_done' : 'import_failed',
		detail: { import_id: id, file: ended.file_name.slice(0, 200), rows: ended.rows, refused: ended.refused },
	});
}

export function rememberMapping(on: Queryable, source_id: number, mapping: unknown): Promise<void> {
	return together(on, async (client) => {
		await client.query('update sources set mapping = $2 where id = $1', [source_id, JSON.stringify(mapping)]);
		await audit(client, { action: 'sources.remember', entity: 'sources', entity_id: source_id, after: { mapping } });
	});
}

export async function rememberedMapping(client: Queryable, source_id: number): Promise<ImportOptions | null> {
	const { rows } = await client.query<{ mapping: ImportOptions | null }>('select mapping from sources where id = $1', [source_id]);
	return rows[0]?.mapping ?? null;
}

export interface RememberedMapping {
	readonly id: number;
	readonly source: string;
	readonly mapping: Pick<ImportOptions, 'columns' | 'match' | 'kind'>;
	readonly imports: number;
	readonly last_used: string | null;
}

/** Sources whose columns are remembered, in the order of their ids. */
export async function listMappings(client: Queryable, after: number, limit: number): Promise<RememberedMapping[]> {
	const { rows } = await client.query<RememberedMapping>(
		`select s.id, s.name as source, s.mapping, u.imports, to_json(u.last) #>> '{}' as last_used from sources s
		cross join lateral (select count(*) as imports, max(coalesce(i.started_at, i.created_at)) as last from imports i where i.source_id = s.id and i.state <> 'draft') u
		where s.mapping is not null and s.id > $1 order by s.id limit $2`,
		[after, limit],
	);
	return rows;
}

/** Forgets a mapping; false where none was remembered. */
export async function forgetMapping(client: Queryable, source_id: number): Promise<boolean> {
	const { rowCount } = await client.query('update sources set mapping = null where id = $1 and mapping is not null', [source_id]);
	if (rowCount) await audit(client, { action: 'sources.forget', entity: 'sources', entity_id: source_id });
	return rowCount === 1;
}

/**
 * Takes numbers for customers and statements from their sequences. As a rule nobody else takes any meanwhile, and two numbers tell all: read one by one
 * they cost 6 µs a row, here and in the database.
 */
export async function reserveIds(client: Queryable, rows: number): Promise<Ids[]> {
	const { rows: taken } = await client.query<Ids & { customers: unknown[] | null; records: unknown[] | null }>(
		`select min(t.customer) as customer, min(t.record) as record,
			case when max(t.customer) - min(t.customer) >= $1::integer then array_agg(t.customer) end as customers,
			case when max(t.record) - min(t.record) >= $1::integer then array_agg(t.record) end as records
		from (
			select nextval(s.customers) as customer, nextval(s.records) as record
			from (select pg_get_serial_sequence('customers', 'id')::regclass as customers, pg_get_serial_sequence('source_records', 'id')::regclass as records offset 0) s
			cross join generate_series(1, $1::integer)
		) t`,
		[rows],
	);
	const { customer, record, customers, records } = taken[0]!;
	return Array.from({ length: rows }, (_, place) => ({
		customer: customers ? Number(customers[place]) : customer + place,
		record: records ? Number(records[place]) : record + place,
	}));
}

/** Notes what is done, in the transaction that did it: after a restart the import goes on with next_row and no row comes twice. */
export async function advanceImport(
	client: Queryable,
	id: number,
	step: Readonly<Record<Fate, number>> & {
		next: number;
		rows: number;
		problems: number;
		repaired: number;
		seconds: number;
		/** Rows of the whole file as estimated by the part that has been read. */
		total: number;
	},
): Promise<ImportState> {
	const { rows } = await client.query<ImportTold>(
		`update imports set next_row = $2, rows = rows + $3, created = created + $4, updated = updated + $5, unchanged = unchanged + $6, refused = refused + $7, problems = problems + $8,
			seconds = seconds + $9, total_rows = $10, further = further + $11, repaired = repaired + $12 where id = $1 returning id, user_id, state`,
		[
			id,
			step.next,
			step.rows,
			step.created,
			step.updated,
			step.unchanged,
			step.refused,
			step.problems,
			step.seconds,
			step.total,
			step.further,
			step.repaired,
		],
	);
	const told = rows[0]!;
	await announceImport(client, told);
	if (step.created + step.updated + step.further > 0) await announce(client, { kind: 'customers', ids: null, by: told.user_id });
	return told.state;
}

/** The uploaded file of an import that is at its end, locked until the end of the transaction; null where there is none. Files of people's own stay theirs. */
export async function lockUpload(client: Queryable, id: number, folder: string): Promise<string | null> {
	const { rows } = await client.query<{ file: string }>(
		`select i.file from imports i where i.id = $1 and ${isOurFile('i')} and i.state = any ($3) for update`,
		[id, folder, endedStates],
	);
	return rows[0]?.file ?? null;
}

/** Imports at their end for so many days whose uploaded file is still there. */
export async function oldUploads(on: Queryable, days: number, folder: string): Promise<number[]> {
	const { rows } = await on.query<{ id: number }>(
		`select i.id from imports i where ${isOurFile('i')} and i.state = any ($3) and coalesce(i.finished_at, i.created_at) < now() - $1 * interval '1 day' order by i.id`,
		[days, folder, endedStates],
	);
	return rows.map(({ id }) => id);
}

/** The file of an import is no longer kept. */
export async function forgetFile(client: Queryable, id: number): Promise<void> {
	await client.query('update imports set file = null where id = $1', [id]);
	await audit(client, { action: 'imports.remove_file', entity: 'imports', entity_id: id });
}

/** Troubles of rows, in one statement from JSON. */
export async function insertTroubles(client: Queryable, import_id: number, troubles: string): Promise<void> {
	await client.query(
		`insert into import_problems (import_id, "row", kind, problems, cells, customer_id)
		select $1, t."row", t.kind, t.problems, t.cells, t.customer_id
		from jsonb_to_recordset($2::jsonb) t ("row" bigint, kind text, problems jsonb, cells jsonb, customer_id bigint) on conflict do nothing`,
		[import_id, troubles],
	);
}

export interface TroubleRow {
	readonly row: number;
	readonly kind: TroubleKind;
	/** Without a severity, as they were recorded once, they are errors. */
	readonly problems: (Omit<Trouble, 'severity' | 'words'> & Partial<Pick<Trouble, 'severity'>> & { words: Record<string, string> })[];
	readonly cells: (string | null)[] | null;
	readonly customer_id: number | null;
}

/** Kinds of rows with a problem: all but those in which a value was put right. */
export const problemKinds: readonly TroubleKind[] = ['refused', 'kept'];

/** Rows as a person reads them: their encrypted cells opened. */
export function openedTroubles(client: Queryable, rows: readonly TroubleRow[]): TroubleRow[] {
	return rows.map((one) => ({ ...one, cells: one.cells?.map((cell) => openedCell(client, cell)) ?? null }));
}

/** Rows with troubles of these kinds, in the order of the file. */
export async function listTroubles(
	client: Queryable,
	import_id: number,
	kinds: readonly TroubleKind[],
	after: number,
	limit: number,
): Promise<TroubleRow[]> {
	const { rows } = await client.query<TroubleRow>(
		'select "row", kind, problems, cells, customer_id from import_problems where import_id = $1 and kind = any ($2) and "row" > $3 order by "row" limit $4',
		[import_id, kinds, after, limit],
	);
	return openedTroubles(client, rows);
}
