// SQL for people: the views of the schema crm with their comments, triggers and rights, written from the field metadata. A person connects as
// clientele_sql (or as a member of it), sees the rows of the person behind the login, and writes statements. Rows go through a
// trigger each, about 0.6 ms on 2 cores (10,000 in 6 s, measured on 18.4): for more than some thousands use an import, which is set-based. Rights, golden
// records and entries of the audit are worked out once a statement.
import type { Field } from '../../platform/field.ts';
import { peopleRole } from '../../platform/migrate.ts';
import { crmContentSql } from './crm-content.ts';
import { crmCustomersSql } from './crm-customers.ts';
import { crmEditSql } from './crm-edit.ts';
import { crmFactsSql } from './crm-facts.ts';
import { crmMasksSql, masked, maskedAttributes, maskedField, readableContent, rightsBeside, rightsFirst } from './crm-masks.ts';
import { crmValuesSql, literal, textArray } from './crm-values.ts';
import { columnWords, type ViewName, viewWords } from './crm-words.ts';
import { fieldLabels } from './messages.ts';
import { customerFields } from './schema.ts';

/**
 * Which rows the login sees: the predicate of the row policies, by the rights of the person behind session_user. Both sub-selects run once
 * a query. The views are barriers, so that no function of the reader's own sees a row before this predicate does.
 */
const visible = (table: string): string =>
	`(${table}.scope_id = any ((select r.scopes from sql_rights r)::int[]) or ${table}.owner_id = (select r.user_id from sql_rights r))`;

/** What is computed with an active customer `c` and stands under its id. */
const computedWith = (table: string): string =>
	`from ${table} f join customers c on c.id = f.customer_id and c.state = 'active' ${rightsBeside} where ${visible('f')}`;

/**
 * Facts `f` of an active customer `f.golden`: recorded for it, or for one that was merged into it. Two branches, since no index leads from
 * a customer to itself as a member. The predicate stands outside of them: PostgreSQL (seen on 18.4) does not keep the barrier of a view that is a
 * union itself, and showed hidden rows to a function of the reader's.
 */
const recordedFor = (table: string, further = ''): string =>
	`from (
	select c.id as golden, o.* from ${table} o join customers c on c.id = o.customer_id and c.state = 'active'
	union all
	select c.id, o.* from ${table} o join customers m on m.id = o.customer_id and m.golden_id <> m.id
		join customers c on c.id = m.golden_id and c.state = 'active'
) f ${further} ${rightsBeside} where ${visible('f')}`;

const fieldColumns = Object.keys(customerFields);

interface View {
	/** Columns in order: name to expression. */
	readonly columns: Readonly<Record<string, string>>;
	/** From where, and which rows. */
	readonly rest: string;
	/** The owner-side function behind INSERT, UPDATE and DELETE; none: read only. */
	readonly writtenBy?: string;
}

const maskedFields = (names: readonly string[]): Record<string, string> =>
	Object.fromEntries(names.map((name) => [name, maskedField(name, `c.${name}`)]));

const plain = (alias: string, names: readonly string[]): Record<string, string> =>
	Object.fromEntries(names.map((name) => [name, `${alias}.${name}`]));

const views: Readonly<Record<ViewName, View>> = {
	customers: {
		columns: {
			...plain('c', ['id', ...fieldColumns, 'attributes', 'owner_id', 'scope_id', 'version', 'created_at', 'updated_at']),
			...maskedFields(fieldColumns),
			attributes: maskedAttributes('c.attributes'),
		},
		rest: `from customers c ${rightsBeside} where c.state = 'active' and ${visible('c')}`,
		writtenBy: 'crm_customers',
	},
	deleted_customers: {
		columns: {
			id: 'c.id',
			...maskedFields(['name', 'company', 'phone', 'email']),
			deleted_at: 'c.deleted_at',
			purged_after: "c.deleted_at + interval '30 days'",
		},
		rest: `from customers c ${rightsBeside} where c.state = 'deleted' and ${visible('c')}`,
	},
	contact_points: {
		columns: {
			customer_id: 'c.id',
			kind: 'f.kind',
			value: masked('contact_points', 'f.value', "case when f.kind in ('phone', 'email') then f.kind else 'handle' end"),
			...plain('f', ['label', 'is_primary']),
		},
		rest: `${computedWith('contact_points')} and k.contact <> 'hidden'`,
		writtenBy: 'crm_contact_points',
	},
	addresses: {
		columns: {
			customer_id: 'c.id',
			...plain('f', ['key', 'label', 'line1', 'line2', 'city', 'region', 'postal_code', 'country', 'is_primary']),
			...Object.fromEntries(['line1', 'line2', 'postal_code'].map((part) => [part, masked(part, `f.${part}`)])),
		},
		rest: computedWith('addresses'),
		writtenBy: 'crm_addresses',
	},
	relationships: {
		columns: {
			id: 'f.id',
			customer_id: 'f.golden',
			type: 'f.type',
			other_id: '(select o.golden_id from customers o where o.id = f.other_id)',
			...plain('f', ['starts_on', 'ends_on']),
			note: masked('note', 'f.note'),
		},
		rest: recordedFor('relationships'),
		writtenBy: 'crm_relationships',
	},
	notes: {
		columns: { id: 'f.id', customer_id: 'f.golden', body: masked('notes.body', 'f.body'), ...plain('f', ['created_by', 'created_at']) },
		rest: recordedFor('notes'),
		writtenBy: 'crm_notes',
	},
	tags: {
		columns: { customer_id: 'c.id', tag: 't.tag' },
		rest: `from customers c cross join lateral unnest(c.tags) as t (tag) where c.state = 'active' and ${visible('c')}`,
		writtenBy: 'crm_tags',
	},
	sources: {
		columns: plain('s', ['id', 'name', 'kind', 'trust']),
		rest: 'from sources s where exists (select from sql_rights)',
	},
	statements: {
		columns: {
			id: 'f.id',
			customer_id: 'f.golden',
			source: 's.name',
			...plain('f', ['key', 'content', 'raw', 'stated_at', 'recorded_at', 'recorded_by', 'import_id', 'import_row']),
			key: masked('key', 'f.key'),
			content: readableContent('f.content'),
			raw: readableContent('f.raw'),
			withdrawn_at:
				'(select a.valid_to from assignments a where a.customer_id = f.customer_id and a.source_record_id = f.id order by a.valid_from desc limit 1)',
		},
		rest: recordedFor('source_records', 'join sources s on s.id = f.source_id'),
	},
};

/** Columns of each view. */
export const crmColumns: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
	Object.entries(views).map(([name, { columns }]) => [name, Object.keys(columns)]),
);

/**
 * Made in place, so that what others built on it stays: columns that are there keep their places, new ones come after them. Where one goes or is of another
 * type the view is made anew, which what stands on it prevents (crm-dependents.ts).
 */
function viewSql(name: ViewName, view: View): string {
	const columns = Object.entries(view.columns);
	return `do $view$
declare
	statement constant text := 'create or replace view crm.${name} with (security_barrier) as ${view.rest.includes(rightsBeside) ? rightsFirst.replaceAll("'", "''") : ''}select ' || (
		select string_agg(n.expression || ' as ' || n.name, ', ' order by a.attnum nulls last, n.place)
		from unnest(${textArray(columns.map(([column]) => column))}, ${textArray(columns.map(([, expression]) => expression))})
			with ordinality as n (name, expression, place)
		left join pg_attribute a on a.attrelid = to_regclass('crm.${name}') and a.attname = n.name and not a.attisdropped
	) || ${literal(` ${view.rest}`)};
begin
	execute statement;
exception when invalid_table_definition then
	drop view crm.${name};
	execute statement;
end
$view$;`;
}

function commentsSql(name: ViewName, view: View): string {
	const words = { ...columnWords, ...fieldLabels } as Readonly<Record<string, { en: string; 'zh-CN': string }>>;
	const comment = (target: string, { en, 'zh-CN': zh }: { en: string; 'zh-CN': string }) =>
		`comment on ${target} is ${literal(`${en} · ${zh}`)};`;
	return [
		comment(`view crm.${name}`, viewWords[name]),
		...Object.keys(view.columns).map((column) => {
			const choices = (customerFields as Readonly<Record<string, Field>>)[column]?.choices;
			const label = words[column]!;
			const list = choices && name === 'customers' ? ` (${choices.join(', ')})` : '';
			return comment(`column crm.${name}.${column}`, { en: label.en, 'zh-CN': `${label['zh-CN']}${list}` });
		}),
	].join('\n');
}

function rightsSql(name: ViewName, { writtenBy }: View): string {
	const grant = (what: string) => `grant ${what} on crm.${name} to ${peopleRole};`;
	if (!writtenBy) return grant('select');
	return `${grant('select, insert, update, delete')}
create or replace trigger before_each_row instead of insert or update on crm.${name} for each row execute function crm_plain();
create or replace trigger each_row instead of insert or update or delete on crm.${name} for each row execute function ${writtenBy}();
create or replace trigger after_statement after insert or update or delete on crm.${name} for each statement execute function crm_finish();`;
}

/**
 * Rights: the schema and its views, nothing else. Functions are executable by everybody unless taken away, so that is done to all of ours,
 * those of other features as well; extensions' functions stay. search_path belongs to the role, not to the role in this database, so that a
 * restored or copied database keeps it.
 */
const closing = `
do $closing$
declare
	f regprocedure;
begin
	for f in select p.oid from pg_proc p
		where p.pronamespace in ('public'::regnamespace, 'crm'::regnamespace) and p.proowner = current_user::regrole
			and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
	loop
		execute format('revoke execute on function %s from public', f);
	end loop;
end
$closing$;
do $path$
begin
	if not exists (
		select from pg_db_role_setting s where s.setrole = '${peopleRole}'::regrole and s.setdatabase = 0 and 'search_path=crm' = any (s.setconfig)
	) then
		alter role ${peopleRole} set search_path = crm;
	end if;
exception when insufficient_privilege then
	raise warning 'search_path of ${peopleRole} could not be set; run as an administrator: alter role ${peopleRole} set search_path = crm';
end
$path$;
grant usage on schema crm to ${peopleRole};
grant execute on function crm.restore(bigint) to ${peopleRole};`;

/** Statements that (re)create what SQL for people consists of; run by migrate whenever they differ from what is installed. */
export const crmSql: readonly string[] = [
	...crmValuesSql,
	...crmContentSql,
	...crmMasksSql,
	...crmEditSql,
	...crmCustomersSql,
	...crmFactsSql,
	...(Object.entries(views) as [ViewName, View][]).flatMap(([name, view]) => [
		viewSql(name, view),
		commentsSql(name, view),
		rightsSql(name, view),
	]),
	closing,
	// Left by the migration that took away what it stood on, until the views stand on the new one.
	'drop view if exists sql_rights_before',
];
