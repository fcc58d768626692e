// The rules that keep the schema fit to be spread over machines (Citus), as far as they can be read from the catalogue. Broken, they are cheap to mend today.
import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';
import { migrationsDir } from '../src/platform/migrate.ts';

/** Local tables that name a customer without being his, and stay on one machine: progress of an import, what a person is told. */
const local = ['import_problems', 'notifications'];

interface Rule {
	readonly rule: string;
	/** Selects a column `found` with one line for each place that breaks the rule. `spread` is the list of tables that are spread by customer_id. */
	readonly sql: string;
}

/** customers itself and every table with a customer_id. */
const spread = `spread as (
	select c.oid, c.relname, case c.relname when 'customers' then 'id' else 'customer_id' end as by from pg_class c
	where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> all ($1)
		and (c.relname = 'customers' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'customer_id' and not a.attisdropped))
)`;

const columnsOfKey = (table: string, key: string) =>
	`array(select a.attname::text from pg_attribute a where a.attrelid = ${table} and a.attnum = any (${key}))`;

const rules: readonly Rule[] = [
	{
		rule: '1: every primary key and unique constraint of a fact contains customer_id',
		sql: `select s.relname || ': ' || pg_get_indexdef(i.indexrelid) as found from spread s join pg_index i on i.indrelid = s.oid
			where i.indisunique and not s.by = any (${columnsOfKey('s.oid', 'i.indkey::int2[]')})
			union all select s.relname || ' has no primary key' from spread s where not exists (select from pg_index i where i.indrelid = s.oid and i.indisprimary)`,
	},
	{
		rule: '1: every foreign key of a fact to a fact contains customer_id',
		sql: `select s.relname || ': ' || k.conname as found from spread s join pg_constraint k on k.conrelid = s.oid and k.contype = 'f' join spread o on o.oid = k.confrelid
			where not s.by = any (${columnsOfKey('s.oid', 'k.conkey')}) or not o.by = any (${columnsOfKey('o.oid', 'k.confkey')})`,
	},
	{
		rule: '1: shared and local tables never point at customers or facts',
		sql: `select c.relname || ': ' || k.conname as found from pg_constraint k join pg_class c on c.oid = k.conrelid join spread o on o.oid = k.confrelid
			where k.contype = 'f' and not exists (select from spread s where s.oid = k.conrelid)`,
	},
	{
		rule: '2: another customer is a plain column, without a foreign key',
		sql: `select s.relname || ': ' || k.conname as found from spread s join pg_constraint k on k.conrelid = s.oid and k.contype = 'f'
			where k.confrelid = 'customers'::regclass and (s.relname = 'customers' or ${columnsOfKey('s.oid', 'k.conkey')} <> array['customer_id'])`,
	},
	{
		rule: '3: numbers come from identity columns, not from a default that draws from a sequence',
		sql: `select c.relname || '.' || a.attname as found from pg_attrdef d join pg_class c on c.oid = d.adrelid
			join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
			where c.relnamespace = 'public'::regnamespace and c.relname <> 'migrations' and pg_get_expr(d.adbin, d.adrelid) ~ 'nextval'`,
	},
	{
		rule: '4: no ON DELETE SET NULL and no inheritance',
		sql: `select conrelid::regclass || ': ' || conname as found from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace and confdeltype in ('n', 'd')
			union all select h.inhrelid::regclass::text from pg_inherits h join pg_class c on c.oid = h.inhparent where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`,
	},
	{
		// A sub-select around one setting is taken back before tables are spread: guard_rows(t, true).
		rule: '6: policies use the row’s own columns and current_setting only, with an empty setting read as none',
		sql: `select c.relname || ': ' || p.polname as found from pg_policy p join pg_class c on c.oid = p.polrelid,
			lateral (select coalesce(pg_get_expr(p.polqual, p.polrelid), '') || ' ' || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') as text) e
			where regexp_count_of(e.text, '\\mSELECT\\M') <> regexp_count_of(e.text, 'SELECT \\(*NULLIF\\(current_setting') or regexp_count_of(e.text, 'current_setting') <> regexp_count_of(e.text, 'NULLIF\\(current_setting\\([^)]*, true\\), ''''')`,
	},
	{
		rule: '7: triggers on tables run for each row, without transition tables, with the table’s name as an argument',
		sql: `select c.relname || ': ' || t.tgname as found from pg_trigger t join pg_class c on c.oid = t.tgrelid
			where not t.tgisinternal and c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
				-- TRUNCATE (32) knows no rows.
				and (t.tgtype & 33 = 0 or t.tgoldtable is not null or t.tgnewtable is not null or t.tgnargs = 0)`,
	},
	{
		rule: '7: no NOTIFY inside a trigger',
		sql: `select distinct p.oid::regprocedure::text as found from pg_trigger t join pg_proc p on p.oid = t.tgfoid join pg_class c on c.oid = t.tgrelid
			where not t.tgisinternal and c.relnamespace = any (array['public', 'crm']::regnamespace[]::oid[]) and p.prosrc ~* '(\\mnotify\\s+\\w|pg_notify)'`,
	},
	{
		rule: '12: the primary key of a table with partitions is customer_id, id and the time of the partition',
		sql: `select s.relname as found from spread s join pg_partitioned_table t on t.partrelid = s.oid
			where not exists (select from pg_index i where i.indrelid = s.oid and i.indisprimary
				and ${columnsOfKey('s.oid', 'i.indkey::int2[]')} @> array['customer_id', 'id'] and t.partattrs::int2[] <@ i.indkey::int2[])`,
	},
];

/** Counts matches; regexp_count came with version 15 under the same name, but not its form with a text only. */
const counter = `create or replace function pg_temp.regexp_count_of(text, text) returns bigint language sql as 'select count(*) from regexp_matches($1, $2, ''g'')'`;

/** What of rule 3 only the files show: an identity column that was added to a table that had been made before. */
function lateIdentities(): string[] {
	return readdirSync(migrationsDir)
		.filter((name) => /^\d.*\.sql$/.test(name))
		.filter((name) => /alter\s+table[^;]*\badd\b[^;]*\bas\s+identity/i.test(readFileSync(`${migrationsDir}/${name}`, 'utf8')))
		.map((name) => `rule 3: identity columns are made with their table: ${name}`);
}

/** Where the schema breaks a rule, one sentence each. */
export async function findObstacles(client: pg.Client): Promise<string[]> {
	await client.query(counter);
	const found = lateIdentities();
	for (const { rule, sql } of rules) {
		const { rows } = await client.query<{ found: string }>(
			`with ${spread} select found from (${sql.replaceAll('regexp_count_of', 'pg_temp.regexp_count_of')}) places, (select count(*) from spread) used order by found`,
			[local],
		);
		found.push(...rows.map((row) => `rule ${rule}: ${row.found}`));
	}
	return found;
}
