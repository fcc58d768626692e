// What people see in SQL of kinds of personal data that they may not read, and that they cannot write what they may not: the rights of requests, by the same masks (decision 0020).
import type { Field, PersonalData } from '../../platform/field.ts';
import { sealedForm } from '../../platform/keyring.ts';
import { peopleRole } from '../../platform/migrate.ts';
import { helper, literal, refuse, shownJson, shownText } from './crm-values.ts';
import { fieldNature } from './natures.ts';
import { customerFields } from './schema.ts';

const restricted = ['personal', 'contact', 'identity', 'sensitive'] as const;

/**
 * The rights of the login as one row `k` (personal, contact, identity, sensitive, reads_all), before the select of a view that reads it. Materialized: left to
 * the planner, a join would work them out for each row again.
 */
export const rightsFirst = `with k as materialized (
	select ${restricted.map((kind) => `crm_right(r.fields, ${literal(kind)}) as ${kind}`).join(', ')},
		${restricted.map((kind) => `crm_right(r.fields, ${literal(kind)}) in ('read', 'write')`).join(' and ')} as reads_all
	from sql_rights r
) `;
export const rightsBeside = 'cross join k';

const natureOf = (field: string) => fieldNature(field, new Map());

/** A column of texts as the login may read it. `mask`: an expression where it differs from row to row. */
export function masked(field: string, column: string, mask = literal(natureOf(field).mask)): string {
	const { kind } = natureOf(field);
	if (kind === 'none') return column;
	return `case k.${kind} when 'hidden' then null when 'masked' then mask_text(${mask}, ${column}) else ${shownText(column)} end`;
}

/** A golden value; of a date that is masked the first day of its year is left, since the column holds dates. */
export function maskedField(name: string, column: string): string {
	const field = (customerFields as Readonly<Record<string, Field>>)[name];
	if (field?.type !== 'date') return masked(name, column);
	const { kind } = natureOf(name);
	return `case k.${kind} when 'hidden' then null when 'masked' then date_trunc('year', ${column})::date else ${column} end`;
}

export const maskedAttributes = (column: string): string =>
	`case when k.reads_all then ${shownJson(column)} else crm_masked_attributes(${column}, to_jsonb(k)) end`;

/** What a statement says: units that the login may not read are left out. */
export const readableContent = (column: string): string =>
	`case when k.reads_all then ${shownJson(column)} else ${shownJson(`crm_readable_content(${column}, to_jsonb(k))`)} end`;

const rightFunction = `
create or replace function crm_right(fields jsonb, kind text) returns text language sql immutable as $right$
	select case
		when fields @> jsonb_build_array(jsonb_build_object(kind, 'write')) then 'write'
		when fields @> jsonb_build_array(jsonb_build_object(kind, 'read')) then 'read'
		when fields @> jsonb_build_array(jsonb_build_object(kind, 'masked')) then 'masked'
		else 'hidden' end
$right$;
grant execute on function crm_right(jsonb, text) to ${peopleRole};`;

/** The owner looks the definitions up: their reader has no right to tables. Of one that is gone the values count as sensitive. */
const attributesFunction = `
create or replace function crm_masked_attributes(attributes jsonb, rights jsonb) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $attributes$
	select coalesce(jsonb_object_agg(v.key, case
		when v.allowed = 'masked' then to_jsonb(case when jsonb_typeof(v.value) = 'string' then mask_text(v.mask, v.value #>> '{}') else '***' end)
		when v.value #>> '{}' ~ '^${sealedForm}$' then to_jsonb('••••'::text)
		else v.value end), '{}')
	from (
		select e.key, e.value, coalesce(rights->>coalesce(d.personal, 'sensitive'), 'write') as allowed,
			case when d.type = 'date' then 'date' when d.type <> 'text' then 'text' when d.personal in ('contact', 'identity') then d.personal else 'text' end as mask
		from jsonb_each(attributes) e
		left join attribute_definitions d on d.entity = 'customers' and d.name = e.key and d.deleted_at is null
	) v
	where v.allowed <> 'hidden'
$attributes$;
grant execute on function crm_masked_attributes(jsonb, jsonb) to ${peopleRole};`;

const units: Readonly<Record<string, PersonalData>> = {
	...Object.fromEntries(Object.keys(customerFields).map((name) => [name, natureOf(name).kind])),
	contact_points: 'contact',
	addresses: 'contact',
};

const contentFunction = `
create or replace function crm_readable_content(content jsonb, rights jsonb) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $content$
	select coalesce(jsonb_object_agg(u.key, case when u.key = 'denied' then crm_readable_content(u.value, rights) else u.value end), '{}')
	from jsonb_each(content) u
	left join attribute_definitions d on d.entity = 'customers' and 'attributes.' || d.name = u.key and d.deleted_at is null
	where u.key = 'denied' or coalesce(rights->>coalesce(${literal(JSON.stringify(units))}::jsonb->>u.key, d.personal, 'sensitive'), 'write') in ('read', 'write')
$content$;
grant execute on function crm_readable_content(jsonb, jsonb) to ${peopleRole};`;

/** Refuses a write of a kind that the login may not write. */
const demandFunction = `
create or replace function crm_demand_field(login sql_rights, field text, kind text) returns void
${helper('stable')} as $demand_field$
begin
	if kind <> 'none' and crm_right(login.fields, kind) <> 'write' then
		${refuse('field_not_writable', 'field', 'kind', 'kind')};
	end if;
end
$demand_field$;

create or replace function crm_demand_fields(login sql_rights, before jsonb, after jsonb) returns void
${helper('stable')} as $demand_fields$
declare
	field text;
	kind text;
	attribute text;
begin
	for field, kind in select * from (values ${Object.entries(units)
		.filter(([name, kind]) => kind !== 'none' && Object.hasOwn(customerFields, name) && name !== 'sort_name')
		.map(([name, kind]) => `(${literal(name)}, ${literal(kind)})`)
		.join(', ')}) f loop
		if after->>field is distinct from before->>field then
			perform crm_demand_field(login, field, kind);
		end if;
	end loop;
	for attribute in select jsonb_object_keys(coalesce(nullif(before->'attributes', 'null'), '{}') || case jsonb_typeof(after->'attributes') when 'object' then after->'attributes' else '{}' end) loop
		continue when before->'attributes'->attribute is not distinct from after->'attributes'->attribute;
		select d.personal into kind from attribute_definitions d where d.entity = 'customers' and d.name = attribute and d.deleted_at is null;
		if found then
			perform crm_demand_field(login, 'attributes.' || attribute, kind);
		end if;
	end loop;
end
$demand_fields$;`;

/** What the views are made with: before them. */
export const crmMasksSql: readonly string[] = [rightFunction, attributesFunction, contentFunction, demandFunction];
