// The statements that make the disk follow an erasure. As the owner; those about the write-ahead log as a superuser, which the owner of the embedded server is.
import type { Queryable } from '../../platform/database.ts';
import { forgetRead } from '../audit/sql-queries.ts';
import { holdings } from './holdings.ts';
import type { Proof } from './physical.ts';

/** Erasures that the disk has not followed yet and whose files are gone. */
export async function unfinished(client: Queryable): Promise<{ id: number; days_left: number }[]> {
	const { rows } = await client.query<{ id: number; days_left: number }>(
		'select id, physical_by - current_date as days_left from erasures where physical_at is null and files_at is not null order by id',
	);
	return rows;
}

/**
 * The tables of all holdings, and that of waiting jobs. Not those that hold ciphertext alone (audit_log): their keys are gone. Names of ours, quoted by PostgreSQL.
 */
export async function tablesToRewrite(client: Queryable): Promise<string[]> {
	const wanted = Object.entries(holdings).flatMap(([table, { erased }]) => (erased === 'keyed' ? [] : [`public.${table}`]));
	const { rows } = await client.query<{ name: string }>(
		`select c.oid::regclass::text as name from unnest($1::text[]) t (name) join pg_class c on c.oid = to_regclass(t.name) and c.relkind = 'r' order by 1`,
		[[...wanted, 'graphile_worker._private_jobs']],
	);
	return rows.map(({ name }) => name);
}

/** Writes a table and its indexes into new files; the old ones go with the next checkpoint. Locks it for that long. */
export async function rewriteTable(client: Queryable, table: string): Promise<void> {
	await forgetSamples(client, table);
	await client.query(`vacuum (full, analyze) ${table}`);
}

/** Samples of values that the planner keeps of a table: of an empty one ANALYZE would leave them. Where neither way is open to us they stay, and the server's administrator has to see to them. */
async function forgetSamples(client: Queryable, table: string): Promise<void> {
	const [{ rights }] = (
		await client.query<{ rights: 'catalogue' | 'function' | 'none' }>(
			`select case when (select rolsuper from pg_roles where rolname = current_user) then 'catalogue'
				when to_regprocedure('pg_clear_attribute_stats(text, text, text, boolean)') is not null then 'function' else 'none' end as rights`,
		)
	).rows as [{ rights: 'catalogue' | 'function' | 'none' }];
	if (rights === 'catalogue')
		await client.query(
			'delete from pg_statistic where starelid = $1::regclass or starelid in (select indexrelid from pg_index where indrelid = $1::regclass)',
			[table],
		);
	if (rights === 'function')
		await client.query(
			`select pg_clear_attribute_stats(n.nspname, c.relname, a.attname, false) from pg_class c join pg_namespace n on n.oid = c.relnamespace
			join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped where c.oid = $1::regclass`,
			[table],
		);
}

export async function renewStatistics(client: Queryable): Promise<void> {
	await client.query('vacuum full pg_statistic');
}

/** Texts of statements that the server has counted: some name values, as those of COPY do. Where the extension is not set up it is for the moment that this takes. */
export async function forgetStatements(client: Queryable): Promise<void> {
	const { rows } = await client.query<{ counted: boolean }>(
		"select current_setting('pg_stat_statements.max', true) is not null as counted",
	);
	if (!rows[0]!.counted) return;
	await client.query('begin');
	try {
		await forgetRead(client);
		await client.query('savepoint extension; create extension if not exists pg_stat_statements');
		await client.query('select pg_stat_statements_reset()');
		await client.query('rollback to savepoint extension; commit');
	} catch (cause) {
		await client.query('rollback');
		throw cause;
	}
}

export async function isSuperuser(client: Queryable): Promise<boolean> {
	const { rows } = await client.query<{ super: boolean }>('select rolsuper as super from pg_roles where rolname = current_user');
	return rows[0]!.super;
}

/** Whether files of the write-ahead log that are done with are used again, as they are by default. */
export async function setRecycling(client: Queryable, on: boolean): Promise<void> {
	await client.query(on ? 'alter system reset wal_recycle' : 'alter system set wal_recycle = off');
	// A checkpoint takes the settings that were read before it began.
	await client.query('select pg_reload_conf(), pg_sleep(0.5)');
}

/** Names of the files of the write-ahead log, in order; those after the current one wait to be written. */
export async function walFiles(client: Queryable): Promise<string[]> {
	const { rows } = await client.query<{ name: string }>(`select name from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$' order by name`);
	return rows.map(({ name }) => name);
}

/** Ends the file that is written now, filling it with zeros; the name of the next one. */
export async function nextWalFile(client: Queryable): Promise<string> {
	await client.query("select pg_logical_emit_message(false, 'clientele', 'erased'), pg_switch_wal()");
	const { rows } = await client.query<{ name: string }>('select pg_walfile_name(pg_current_wal_insert_lsn()) as name');
	return rows[0]!.name;
}

export async function checkpoint(client: Queryable): Promise<void> {
	await client.query('checkpoint');
}

/** Marks those of these erasures as complete that are in the ledger; their numbers. */
export async function noteComplete(client: Queryable, ids: readonly number[], proof: Proof): Promise<number[]> {
	const { rows } = await client.query<{ id: number }>(
		'update erasures set physical_at = now(), proof = $2 where id = any ($1) and in_ledger and physical_at is null returning id',
		[ids, JSON.stringify(proof)],
	);
	return rows.map(({ id }) => id);
}
