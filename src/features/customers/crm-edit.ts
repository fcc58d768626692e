// A change of a customer in SQL as a draft that goes through the same steps as in edit.ts: name, single values, contact points, address, tags and
// attributes, written from the field metadata.
import { z } from 'zod';
import type { Field } from '../../platform/field.ts';
import { unitOf } from '../../platform/field.ts';
import { textLimits } from '../../values/text.ts';
import { helper, isEncryptedName, literal, refuse, textArray } from './crm-values.ts';
import { customerFields } from './schema.ts';

export const fields = Object.entries(customerFields as Record<string, Field>);
export const nameColumns = fields.filter(([, field]) => unitOf(field) === 'name').map(([name]) => name);
export const addressColumns = fields.filter(([, field]) => field.survives === 'address').map(([name]) => name);
/** Fields that are a unit of their own; the kind apart, since it may be guessed. */
export const singles = fields.filter(([name, field]) => unitOf(field) === name && name !== 'name' && name !== 'kind');
/** The longest text a field takes: what its shape says, and no more than what the readers of values take. */
function longest(name: string, field: Field): number {
	const shape = JSON.stringify(z.toJSONSchema(field.schema));
	const said = Number(/"maxLength":(\d+)/.exec(shape)?.[1] ?? textLimits.line);
	return Math.min(said, name === 'company' || nameColumns.includes(name) ? textLimits.name : textLimits.line);
}

/** The SQL that reads one field from the draft's image. */
export function reading(name: string, field: Field): string {
	const typed = `d.image->>${literal(name)}`;
	if (field.choices) return `crm_choice(${literal(name)}, ${typed}, ${textArray(field.choices)})`;
	if (field.type === 'date') return `crm_date(${literal(name)}, ${typed})`;
	return `crm_text(${literal(name)}, ${typed}, ${longest(name, field)})`;
}

const nameFunction = String.raw`
create or replace function crm_edit_name(d sql_draft, before jsonb, kind text, customer bigint) returns sql_draft
${helper('volatile')} as $name$
declare
	columns constant text[] := ${textArray(nameColumns)};
	changed text[] := '{}';
	typed_now text[];
	part text;
	unit jsonb;
begin
	foreach part in array columns loop
		continue when d.image->>part is not distinct from before->>part;
		if btrim(d.image->>part) <> '' and crm_text(part, d.image->>part, ${textLimits.name}) is distinct from d.image->>part then
			d.raw := d.raw || jsonb_build_object(part, left(d.image->>part, 2000));
		end if;
		d.image := d.image || jsonb_build_object(part, crm_text(part, d.image->>part, ${textLimits.name}));
		if d.image->>part is distinct from before->>part then
			changed := changed || part;
		end if;
	end loop;
	if changed = '{}' then
		return d;
	end if;
	if 'name' = any (changed) then
		typed_now := array(select c from unnest(changed) c where d.image->>c is not null and (kind <> 'organisation' or c = 'name'));
		unit := case when d.image->>'name' is not null then (select jsonb_object_agg(c, d.image->c) from unnest(typed_now) c) end;
	elsif kind = 'organisation' and d.image->>'name' is not null then
		-- An organisation has one name; parts of a person's name say nothing about it.
		d.image := d.image || (select jsonb_object_agg(c, before->c) from unnest(columns) c);
		return d;
	else
		typed_now := array(select c from unnest(columns) c where c <> 'name' and d.image->>c is not null);
		unit := (select jsonb_object_agg(c, d.image->c) from unnest(typed_now) c);
		unit := unit || jsonb_build_object('name', case
			when d.image->>'family_name' ~ '^[\u3400-\u9fff]+$' then concat(d.image->>'family_name', d.image->>'given_name')
			else concat_ws(' ', d.image->>'given_name', d.image->>'middle_name', d.image->>'family_name', d.image->>'name_suffix') end);
	end if;
	if unit is null or unit->>'name' = '' then
		d.image := d.image || (select jsonb_object_agg(c, null) from unnest(columns || array['sort_name']) c);
		d.content := crm_clear(d.content, 'name', customer);
		return d;
	end if;
	unit := unit || jsonb_build_object('sort_name', lower(unit->>'name'));
	d.image := d.image || (select jsonb_object_agg(c, unit->c) from unnest(columns || array['sort_name']) c);
	d.content := crm_pin(d.content, 'name', unit);
	d.units := d.units || jsonb_build_object('name', jsonb_build_object('typed', typed_now, 'unit', unit));
	return d;
end
$name$;`;

const singlesFunction = `
create or replace function crm_edit_value(d sql_draft, unit text, before jsonb, value text, customer bigint) returns sql_draft
${helper('volatile')} as $value$
begin
	if value is distinct from d.image->>unit and btrim(d.image->>unit) <> '' then
		d.raw := d.raw || jsonb_build_object(unit, left(d.image->>unit, 2000));
	end if;
	d.image := d.image || jsonb_build_object(unit, value);
	if value is null and before->>unit is not null then
		d.content := crm_clear(d.content, unit, customer);
	elsif value is distinct from before->>unit then
		d.content := crm_pin(d.content, unit, to_jsonb(value));
		d.units := d.units || jsonb_build_object(unit, null);
	end if;
	return d;
end
$value$;

create or replace function crm_edit_values(d sql_draft, before jsonb, customer bigint) returns sql_draft
${helper('volatile')} as $values$
begin
${singles
	.map(
		([name, field]) => `	if d.image->>${literal(name)} is distinct from before->>${literal(name)} then
		d := crm_edit_value(d, ${literal(name)}, before, ${reading(name, field)}, customer);
	end if;`,
	)
	.join('\n')}
	return d;
end
$values$;`;

const contactsFunction = `
create or replace function crm_edit_contacts(d sql_draft, before jsonb) returns sql_draft
${helper('volatile')} as $contacts$
declare
	kind text;
	value text;
	typed text;
begin
	foreach kind in array array['phone', 'email'] loop
		typed := d.image->>kind;
		continue when typed is not distinct from before->>kind;
		value := crm_point(kind, typed);
		d.image := d.image || jsonb_build_object(kind, value);
		continue when value is not distinct from before->>kind;
		if before->>kind is not null then
			d.content := crm_drop(d.content, 'contact_points', kind || ':' || (before->>kind));
		end if;
		continue when value is null;
		if value <> typed then
			d.raw := d.raw || jsonb_build_object(kind, left(typed, 2000));
		end if;
		d.content := crm_put(d.content, 'contact_points', jsonb_build_object('kind', kind, 'value', value, 'is_primary', true));
		d.units := d.units || jsonb_build_object('contact_points/' || kind || ':' || value, typed);
	end loop;
	return d;
end
$contacts$;`;

const addressLimits = { line1: 500, line2: 500, city: 300, region: 300, postal_code: 20 };

const addressFunctions = `
create or replace function crm_address(address jsonb) returns jsonb
${helper('stable', 'sql')} as $address$
	select nullif(jsonb_strip_nulls(jsonb_build_object(
${Object.entries(addressLimits)
	.map(([part, most]) => `		${literal(part)}, crm_text(${literal(part)}, address->>${literal(part)}, ${most}),`)
	.join('\n')}
		'country', crm_country(address->>'country'))), '{}')
$address$;

create or replace function crm_edit_address(d sql_draft, before jsonb, customer bigint) returns sql_draft
${helper('volatile')} as $edit_address$
declare
	columns constant text[] := ${textArray(addressColumns)};
	changed jsonb := (select jsonb_object_agg(c, d.image->c) from unnest(columns) c where d.image->>c is distinct from before->>c);
	stood addresses;
	address jsonb;
begin
	if changed is null then
		return d;
	end if;
	select * into stood from addresses a where a.customer_id = customer and a.is_primary limit 1;
	address := crm_address(coalesce(to_jsonb(stood), '{}') || changed);
	d.image := d.image || (select jsonb_object_agg(c, address->c) from unnest(columns) c);
	if address is null then
		return case when stood.key is null then d else row(crm_drop(d.content, 'addresses', stood.key::text), d.image, d.units, d.raw)::sql_draft end;
	end if;
	address := address || jsonb_build_object('key', crm_address_key(address), 'is_primary', true)
		|| jsonb_strip_nulls(jsonb_build_object('label', stood.label));
	if stood.key::text <> address->>'key' then
		d.content := crm_drop(d.content, 'addresses', stood.key::text);
	end if;
	d.content := crm_put(d.content, 'addresses', address);
	d.units := d.units || jsonb_build_object('addresses/' || (address->>'key'), null);
	return d;
end
$edit_address$;`;

const setsFunction = `
create or replace function crm_edit_sets(d sql_draft, before jsonb, customer bigint) returns sql_draft
${helper('volatile')} as $sets$
declare
	wanted text[];
	stood jsonb := coalesce(nullif(before->'attributes', 'null'), '{}');
	next jsonb := coalesce(nullif(d.image->'attributes', 'null'), '{}');
	attribute text;
	value jsonb;
begin
	if coalesce(nullif(d.image->'tags', 'null'), '[]') <> coalesce(before->'tags', '[]') then
		wanted := array(select distinct t.tag from jsonb_array_elements_text(nullif(d.image->'tags', 'null')) x, crm_text('tags', x, 100) as t (tag)
			where t.tag is not null order by t.tag);
		perform crm_register_tags(wanted, (select user_id from sql_rights));
		d.content := crm_set_tags(d.content, array(select jsonb_array_elements_text(before->'tags')), wanted);
	end if;
	d.image := d.image || jsonb_build_object('tags', coalesce(to_jsonb(wanted), before->'tags', '[]'), 'attributes', next);
	if jsonb_typeof(next) <> 'object' then
		${refuse('attribute_unsuited', "'attributes'", 'next::text')};
	end if;
	for attribute in select jsonb_object_keys(stood || next) loop
		continue when stood->attribute is not distinct from next->attribute;
		if ${isEncryptedName('attribute')} then
			${refuse('encrypted', "'attributes.' || attribute")};
		end if;
		value := case when next ? attribute or not stood ? attribute then crm_attribute(attribute, next->attribute) end;
		if value is not null then
			d.content := crm_pin(d.content, 'attributes.' || attribute, value);
			d.units := d.units || jsonb_build_object('attributes.' || attribute, null);
		else
			d.image := d.image #- array['attributes', attribute];
			d.content := crm_clear(d.content, 'attributes.' || attribute, customer);
		end if;
	end loop;
	return d;
end
$sets$;`;

export const crmEditSql: readonly string[] = [nameFunction, singlesFunction, contactsFunction, addressFunctions, setsFunction];
