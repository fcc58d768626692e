// The statements of an erasure that no other feature has: what is gathered before, and what names the person elsewhere. Owner-side. Its record: erasure-record-queries.ts.
import { audit } from '../../platform/audit.ts';
import type { Queryable } from '../../platform/database.ts';
import { endedStates, isOurFile } from '../imports/queries.ts';
import type { ImportOptions } from '../imports/schema.ts';
import { emptiedBulkEdit } from './erasure-named-queries.ts';
import { physicalDays } from './erasure-record-queries.ts';
import { holdings } from './holdings.ts';

/** The job that follows each erasure at once: the ledger, and files. */
export const afterTask = 'privacy.after_erasure';

/** All customers that stand for the same persons as these: survivors and those merged into them. Locked in order until the transaction ends. */
export async function lockMembers(client: Queryable, ids: readonly number[]): Promise<{ id: number; state: string; golden_id: number }[]> {
	const { rows } = await client.query<{ id: number; state: string; golden_id: number }>(
		`select id, state, golden_id from customers where golden_id in (select golden_id from customers where id = any ($1)) or id = any ($1)
		order by id for update`,
		[ids],
	);
	return rows;
}

/** The hold that forbids to destroy one of these, if any. */
export async function holdOn(client: Queryable, ids: readonly number[]): Promise<{ name: string; customer_id: number } | undefined> {
	const { rows } = await client.query<{ name: string; customer_id: number }>(
		`select h.name, c.customer_id from legal_hold_customers c join legal_holds h on h.id = c.hold_id
		where c.customer_id = any ($1) and h.released_at is null order by h.id limit 1`,
		[ids],
	);
	return rows[0];
}

/** What each holding has about these customers, as a number of rows; only those that have something. */
export async function countHoldings(client: Queryable, ids: readonly number[]): Promise<Record<string, number>> {
	const told = Object.entries(holdings).filter(([, { columns }]) => columns.length > 0);
	const { rows } = await client.query<{ name: string; count: number }>(
		told
			.map(([table, { columns }]) => {
				const about = columns
					.map((one) => (one === 'customer_ids' ? `${one} && $1::bigint[]` : `${one} = any ($1::bigint[])`))
					.join(' or ');
				return `select '${table}' as name, count(*) as count from ${table} where ${about} having count(*) > 0`;
			})
			.join('\nunion all\n'),
		[ids],
	);
	return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

export interface ErasedStatement {
	readonly customer_id: number;
	readonly id: number;
	readonly source_id: number;
	readonly key: string;
	readonly content: Record<string, unknown> | null;
	readonly raw: Record<string, unknown> | null;
	readonly content_hash: string;
}

export async function readStatements(client: Queryable, ids: readonly number[]): Promise<ErasedStatement[]> {
	const { rows } = await client.query<ErasedStatement>(
		'select customer_id, id, source_id, key, content, raw, content_hash from source_records where customer_id = any ($1)',
		[ids],
	);
	return rows;
}

/** When each of these was recorded: with its number it says beyond doubt who is meant, also in a database that was restored or made anew. */
export async function readBirths(client: Queryable, ids: readonly number[]): Promise<{ id: number; state: string; born: string }[]> {
	const { rows } = await client.query<{ id: number; state: string; born: string }>(
		`select id, state, (extract(epoch from created_at) * 1000000)::bigint::text as born from customers where id = any ($1)`,
		[ids],
	);
	return rows;
}

export async function readValues(client: Queryable, ids: readonly number[]): Promise<{ name: string | null; value: string | null }[]> {
	const { rows } = await client.query<{ name: string | null; value: string | null }>(
		`select c.name, p.value from customers c left join contact_points p on p.customer_id = c.id where c.id = any ($1)
		union select name, tax_id from customers where id = any ($1)`,
		[ids],
	);
	return rows;
}

/** Which of these e-mail addresses and phone numbers somebody else has as well: they tell of more than one person. */
export async function shared(client: Queryable, tokens: readonly string[], ids: readonly number[]): Promise<Set<string>> {
	const { rows } = await client.query<{ token: string }>(
		`select t.token from unnest($1::text[]) t (token) where exists (
			select from lookup l join customers c on c.id = l.customer_id where l.token = t.token and l.customer_id <> all ($2) and c.state in ('active', 'deleted'))`,
		[tokens, ids],
	);
	return new Set(rows.map(({ token }) => token));
}

/** Imports in which these customers have a row. */
export async function importsOf(client: Queryable, ids: readonly number[]): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>(
		`select distinct import_id as id from (
			select import_id from source_records where customer_id = any ($1)
			union select import_id from restatements where customer_id = any ($1)
			union select import_id from import_problems where customer_id = any ($1)
		) i where import_id is not null`,
		[ids],
	);
	return rows.map(({ id }) => id);
}

/** Hashes that nobody can try texts against take the place of those of the contents. */
export async function replaceHashes(
	client: Queryable,
	statements: readonly { readonly customer_id: number; readonly id: number; readonly content_hash: string }[],
): Promise<void> {
	await client.query(
		`update source_records r set content_hash = t.content_hash from unnest($1::bigint[], $2::bigint[], $3::uuid[]) t (customer_id, id, content_hash)
		where r.customer_id = t.customer_id and r.id = t.id and r.customer_id = any ($1)`,
		[statements.map(({ customer_id }) => customer_id), statements.map(({ id }) => id), statements.map(({ content_hash }) => content_hash)],
	);
}

/** A file that a row let go. */
export interface Released {
	readonly id: number;
	readonly file: string;
}

/**
 * Lets go of the files of imports that hold a row of these customers and have come to their end. Files of people's own stay theirs.
 */
export async function releaseUploads(client: Queryable, imports: readonly number[], folder: string): Promise<Released[]> {
	const { rows } = await client.query<Released>(
		`with ours as (
			select i.id, i.file from imports i where i.id = any ($1) and ${isOurFile('i')} and i.state = any ($3) for update
		)
		update imports i set file = null, file_erased_at = now() from ours o where i.id = o.id returning i.id, o.file`,
		[imports, folder, endedStates],
	);
	for (const { id } of rows) await audit(client, { action: 'imports.erase_file', entity: 'imports', entity_id: id });
	return rows;
}

/** Files that rows name, and whether an export is being written, whose file no row names yet. */
export async function knownFiles(client: Queryable): Promise<{ files: Set<string>; exporting: boolean }> {
	const { rows } = await client.query<{ files: string[]; exporting: boolean }>(
		`select array(select file from imports where file is not null union all select file from exports where file is not null) as files,
			exists (select from exports where state in ('queued', 'running')) as exporting`,
	);
	return { files: new Set(rows[0]!.files), exporting: rows[0]!.exporting };
}

/** Imports whose uploaded file is still there. */
export async function keptUploads(
	client: Queryable,
	folder: string,
): Promise<{ id: number; file: string; file_name: string; options: ImportOptions; source_id: number }[]> {
	const { rows } = await client.query<{ id: number; file: string; file_name: string; options: ImportOptions; source_id: number }>(
		'select id, file, file_name, options, source_id from imports where starts_with(file, $1) order by id',
		[folder],
	);
	return rows;
}

/** How an import stands, which then neither begins nor ends before the transaction does. */
export async function lockUpload(client: Queryable, id: number): Promise<string> {
	return (await client.query<{ state: string }>('select state from imports where id = $1 for update', [id])).rows[0]!.state;
}

/** Lets go of all kept files of exports, since any may hold anybody, and has those that are being written begin anew. */
export async function releaseExports(client: Queryable): Promise<Released[]> {
	const { rows } = await client.query<Released>(
		`with kept as (select id, file from exports where file is not null for update)
		update exports e set file = null, file_erased_at = now() from kept k where e.id = k.id returning e.id, k.file`,
	);
	for (const { id } of rows) await audit(client, { action: 'exports.erase_file', entity: 'exports', entity_id: id });
	const again = await client.query<{ id: number }>("update exports set state = 'queued' where state = 'running' returning id");
	for (const { id } of again.rows) await audit(client, { action: 'exports.restart', entity: 'exports', entity_id: id });
	return rows;
}

/** What tells of these customers by number alone, and keys under which files that were imported whole listed them. */
export async function removeMessages(client: Queryable, ids: readonly number[], keys: readonly string[]): Promise<void> {
	await client.query('delete from changes where customer_ids && $1::bigint[]', [ids]);
	await client.query('delete from notifications where customer_id = any ($1)', [ids]);
	await client.query('delete from import_keys where key = any ($1)', [keys]);
	// Of anybody, since a reply need not name whom it is about. Whoever repeats a request learns that it was done, without the answer of then.
	await client.query('update idempotency_keys set reply = null, headers = null where reply is not null');
}

/** Forgets what was done in changes of many that were about nobody else. Before the rows about these customers go. */
export async function emptyBulkEdits(client: Queryable, ids: readonly number[]): Promise<number> {
	const { rows } = await client.query<{ id: number }>(
		`${emptiedBulkEdit} where t.id in (select bulk_edit_id from bulk_edit_customers where customer_id = any ($1))
			and not exists (select from bulk_edit_customers o where o.bulk_edit_id = t.id and o.customer_id <> all ($1)) returning t.id`,
		[ids],
	);
	for (const { id } of rows) await audit(client, { action: 'erasures.remove_named', entity: 'bulk_edits', entity_id: id });
	return rows.length;
}

/** What a preview shows of the customer itself, and the day that an erasure of today would name. */
export async function readSubject(
	client: Queryable,
	id: number,
): Promise<{ id: number; name: string | null; version: number; physical_by: string }> {
	const { rows } = await client.query<{ id: number; name: string | null; version: number; physical_by: string }>(
		`select id, name, version, current_date + ${physicalDays} as physical_by from customers where id = $1`,
		[id],
	);
	return rows[0]!;
}

/** How a customer stands, as whoever asks sees it. */
export async function readStanding(
	client: Queryable,
	id: number,
): Promise<{ id: number; state: string; golden_id: number; version: number } | undefined> {
	const { rows } = await client.query<{ id: number; state: string; golden_id: number; version: number }>(
		'select id, state, golden_id, version from customers where id = $1',
		[id],
	);
	return rows[0];
}

/** This customer and those merged with it. */
export async function readMembers(client: Queryable, id: number): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>('select id from customers where golden_id = $1 or id = $1 order by id', [id]);
	return rows.map((one) => one.id);
}
