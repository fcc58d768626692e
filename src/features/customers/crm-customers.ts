// INSERT, UPDATE and DELETE on crm.customers as edits by a person. INSERT is an edit of a customer about whom nothing is known yet.
import type { Field } from '../../platform/field.ts';
import { addressColumns, fields, nameColumns, reading, singles } from './crm-edit.ts';
import { helper, literal, refuse, textArray } from './crm-values.ts';
import { customerFields, systemFields } from './schema.ts';
import { encryptedFields } from './sealing.ts';

const computedColumns = [...fields, ...Object.entries(systemFields as Record<string, Field>)]
	.filter(([name, field]) => field.survives === 'computed' && name !== 'state')
	.map(([name]) => name);

/** Words that tell an organisation's name at a glance; the job looks closer (guessKind). */
const organisationPattern = String.raw`公司|集团|银行|大学|学院|医院|事务所|工作室|协会|\m(inc|ltd|limited|llc|plc|gmbh|ag|corp|corporation|company|university|hospital)\M[.]?$`;

/** Columns that are changed together: two edits meet where they touch the same group. Tags are a set and never meet. */
const groups = [
	nameColumns,
	addressColumns,
	...['kind', 'phone', 'email', 'owner_id', 'scope_id', ...singles.map(([name]) => name)].map((one) => [one]),
];

const conflictFunction = `
create or replace function crm_refuse_conflict(now jsonb, before jsonb, after jsonb) returns void
${helper('stable')} as $conflict$
declare
	met text;
begin
	if now->>'version' = before->>'version' then
		return;
	end if;
	select g->>0 into met from jsonb_array_elements(${literal(JSON.stringify(groups))}) g
	where exists (select from jsonb_array_elements_text(g) c where before->>c is distinct from after->>c)
		and exists (select from jsonb_array_elements_text(g) c where now->>c is distinct from before->>c and now->>c is distinct from after->>c)
	limit 1;
	if met is null then
		select 'attributes.' || k into met from jsonb_object_keys(before->'attributes' || coalesce(nullif(after->'attributes', 'null'), '{}')) k
		where before->'attributes'->k is distinct from after->'attributes'->k
			and now->'attributes'->k is distinct from before->'attributes'->k and now->'attributes'->k is distinct from after->'attributes'->k
		limit 1;
	end if;
	if met is not null then
		${refuse('changed_meanwhile', 'met')};
	end if;
end
$conflict$;`;

/** As refuseLost() and withRequired() do for requests; `before` is null of a new customer. */
const missingFunction = `
create or replace function crm_refuse_missing(attributes jsonb, before jsonb) returns void
${helper('stable')} as $missing$
declare
	definition attribute_definitions;
begin
	select * into definition from attribute_definitions d
	where d.entity = 'customers' and d.required and d.deleted_at is null and not attributes ? d.name and (before is null or before ? d.name)
	order by d.position, d.id limit 1;
	if found then
		${refuse('attribute_required', "'attributes.' || definition.name", "concat_ws(' / ', definition.label_en, definition.label_zh)")};
	end if;
end
$missing$;`;

const customersFunction = `
create or replace function crm_customers() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $customers$
declare
	login constant sql_rights := crm_login();
	before jsonb := '{}';
	d sql_draft;
	c customers;
	kind_wanted text;
	guess text;
	field text;
begin
	if tg_op = 'DELETE' then
		-- Gone since this statement began: as with any table, the row is passed over.
		if not exists (select from customers where id = old.id and state = 'active') then
			return null;
		end if;
		perform crm_demand_delete(login);
		c := crm_lock(old.id, login);
		perform crm_set_deleted(c, true, login.user_id);
		return old;
	end if;
	if tg_op = 'UPDATE' then
		before := to_jsonb(old);
	end if;
	d := row('{}', to_jsonb(new), '{}', '{}')::sql_draft;
	foreach field in array ${textArray(computedColumns)} loop
		if d.image->>field is distinct from before->>field then
			${refuse('computed', 'field')};
		end if;
	end loop;
	foreach field in array ${textArray(encryptedFields)} loop
		if d.image->>field is distinct from before->>field then
			${refuse('encrypted', 'field')};
		end if;
	end loop;
	perform crm_demand_fields(login, before, d.image);
	if new.scope_id is null then
		new.scope_id := case when tg_op = 'UPDATE' then old.scope_id else login.scope_id end;
	end if;
	if tg_op = 'UPDATE' then
		new.scope_id := scope_beside(new.scope_id, old.scope_id);
	end if;
	if (new.scope_id::text is distinct from before->>'scope_id' or new.owner_id::text is distinct from before->>'owner_id') and new.scope_id <> all (login.write_scopes)
		and not (login.writes_own and new.owner_id is not distinct from login.user_id) then
		${refuse('scope_not_allowed', "'scope_id'", 'new.scope_id::text')};
	end if;
	d.image := d.image || jsonb_build_object('scope_id', new.scope_id);
	if tg_op = 'UPDATE' then
		c := crm_lock(old.id, login);
		perform crm_refuse_conflict(to_jsonb(c), before, d.image);
		d.content := crm_manual(c.id);
	end if;

	kind_wanted := ${reading('kind', customerFields.kind)};
	if kind_wanted is null and tg_op = 'UPDATE' then
		${refuse('value_missing', "'kind'")};
	end if;
	if kind_wanted is null then
		guess := case
			when exists (select from unnest(${textArray(nameColumns.filter((name) => name !== 'name'))}) p where btrim(d.image->>p) <> '') then 'person'
			when btrim(new.name) <> '' then case when new.name ~* ${literal(organisationPattern)} then 'organisation' else 'person' end
			when btrim(new.company) <> '' then 'organisation'
			else 'person' end;
		kind_wanted := guess;
		if btrim(new.name) <> '' then
			d.units := d.units || jsonb_build_object('kind', guess);
		end if;
	end if;
	if tg_op = 'INSERT' and kind_wanted = 'organisation' and coalesce(btrim(new.name), '') = '' then
		d.image := d.image || jsonb_build_object('name', new.company, 'company', null);
	end if;
	if kind_wanted is distinct from before->>'kind' then
		d.content := crm_pin(d.content, 'kind', to_jsonb(kind_wanted));
	end if;
	d.image := d.image || jsonb_build_object('kind', kind_wanted);

	if tg_op = 'INSERT' then
		insert into customers (id, golden_id, version, scope_id, owner_id) overriding system value
		select n, n, 0, new.scope_id, new.owner_id from nextval(pg_get_serial_sequence('customers', 'id')) n returning * into c;
	end if;
	d := crm_edit_name(d, before, kind_wanted, c.id);
	d := crm_edit_values(d, before, c.id);
	d := crm_edit_contacts(d, before);
	d := crm_edit_address(d, before, c.id);
	d := crm_edit_sets(d, before, c.id);
	perform crm_refuse_missing(d.image->'attributes', case when tg_op = 'UPDATE' then before->'attributes' end);
	if tg_op = 'INSERT' then
		if not d.content ?| array['name', 'company', 'contact_points'] then
			${refuse('nothing_stated')};
		end if;
		perform crm_save(c, d.content, d.units, d.raw, 'created', login.user_id);
		d.image := d.image || jsonb_build_object('id', c.id, 'version', 1, 'created_at', c.created_at, 'updated_at', c.updated_at);
	else
		if d.content <> crm_manual(c.id) then
			perform crm_save(c, d.content, d.units, d.raw, 'edit', login.user_id);
			c.version := c.version + 1;
		end if;
		if (new.owner_id, new.scope_id) is distinct from (old.owner_id, old.scope_id) then
			perform crm_move(c, new.owner_id, new.scope_id, login.user_id);
			c.version := c.version + 1;
		end if;
		d.image := d.image || jsonb_build_object('version', c.version, 'updated_at', now());
		-- The address is read from the table where a part of it changes: what returns is what was shown.
		if crm_right(login.fields, 'contact') not in ('read', 'write') then
			d.image := d.image || jsonb_build_object('postal_code', old.postal_code);
		end if;
	end if;
	return jsonb_populate_record(new, d.image);
end
$customers$;`;

export const crmCustomersSql: readonly string[] = [conflictFunction, missingFunction, customersFunction];
