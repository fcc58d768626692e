// INSERT, UPDATE and DELETE on the views beside crm.customers: members of sets (contact points, addresses, tags) become statements by hand,
// notes and relationships are rows of their own with their history.
import { forgetWriter } from './crm-content.ts';
import { contactKindArray, helper, refuse } from './crm-values.ts';
import { notesEncrypted } from './sealing.ts';

const triggerHead = 'returns trigger\nlanguage plpgsql security definer set search_path = public, pg_temp';

/** The customer of a row of a view, locked: the old one where there is one; it cannot become another's. */
const lockOwner = `
	if tg_op = 'UPDATE' then
		if new.customer_id is distinct from old.customer_id then
			${refuse('computed', "'customer_id'")};
		end if;
	end if;
	c := crm_lock(case when tg_op = 'INSERT' then new.customer_id else old.customer_id end, login);`;

const contactsFunction = `
create or replace function crm_contact_points() ${triggerHead} as $contact_points$
declare
	login constant sql_rights := crm_login();
	c customers;
	content jsonb;
	stood text;
	typed text;
	key text;
begin
	perform crm_demand_field(login, 'contact_points', 'contact');
	${lockOwner}
	content := crm_manual(c.id);
	if tg_op <> 'INSERT' then
		stood := old.kind || ':' || old.value;
	end if;
	if tg_op = 'DELETE' then
		perform crm_save(c, crm_drop(content, 'contact_points', stood), '{}', '{}', 'edit', login.user_id);
		return old;
	end if;
	new.kind := crm_choice('kind', new.kind, ${contactKindArray});
	typed := new.value;
	new.value := crm_point(new.kind, typed);
	if new.kind is null or new.value is null then
		${refuse('value_missing', "case when new.kind is null then 'kind' else 'value' end")};
	end if;
	new.label := crm_text('label', new.label, 100);
	new.is_primary := coalesce(new.is_primary, false);
	key := new.kind || ':' || new.value;
	if stood <> key then
		content := crm_drop(content, 'contact_points', stood);
	end if;
	content := crm_put(content, 'contact_points', jsonb_strip_nulls(jsonb_build_object(
		'kind', new.kind, 'value', new.value, 'label', new.label, 'is_primary', nullif(new.is_primary, false))));
	perform crm_save(c, content, jsonb_build_object('contact_points/' || key, typed),
		case when typed = new.value then '{}' else jsonb_build_object(new.kind, left(typed, 2000)) end, 'edit', login.user_id);
	return new;
end
$contact_points$;`;

const addressesFunction = `
create or replace function crm_addresses() ${triggerHead} as $addresses$
declare
	login constant sql_rights := crm_login();
	c customers;
	content jsonb;
	address jsonb;
begin
	perform crm_demand_field(login, 'addresses', 'contact');
	${lockOwner}
	content := crm_manual(c.id);
	if tg_op = 'DELETE' then
		perform crm_save(c, crm_drop(content, 'addresses', old.key::text), '{}', '{}', 'edit', login.user_id);
		return old;
	end if;
	if new.key is not null and (tg_op = 'INSERT' or new.key <> old.key) then
		${refuse('computed', "'key'")};
	end if;
	address := crm_address(to_jsonb(new));
	if address is null then
		${refuse('value_missing', "'line1'")};
	end if;
	new := jsonb_populate_record(new, '{"line1": null, "line2": null, "city": null, "region": null, "postal_code": null, "country": null}' || address);
	new.key := crm_address_key(address);
	new.label := crm_text('label', new.label, 100);
	new.is_primary := coalesce(new.is_primary, false);
	if tg_op = 'UPDATE' then
		if old.key <> new.key then
			content := crm_drop(content, 'addresses', old.key::text);
		end if;
	end if;
	content := crm_put(content, 'addresses', address || jsonb_strip_nulls(jsonb_build_object(
		'key', new.key, 'label', new.label, 'is_primary', nullif(new.is_primary, false))));
	perform crm_save(c, content, jsonb_build_object('addresses/' || new.key, null), '{}', 'edit', login.user_id);
	return new;
end
$addresses$;`;

const tagsFunction = `
create or replace function crm_tags() ${triggerHead} as $tags$
declare
	login constant sql_rights := crm_login();
	c customers;
	content jsonb;
begin
	${lockOwner}
	content := crm_manual(c.id);
	if tg_op <> 'INSERT' then
		content := crm_set_tags(content, array[old.tag], '{}');
	end if;
	if tg_op <> 'DELETE' then
		new.tag := crm_text('tag', new.tag, 100);
		if new.tag is null then
			${refuse('value_missing', "'tag'")};
		end if;
		perform crm_register_tags(array[new.tag], login.user_id);
		content := crm_set_tags(content, '{}', array[new.tag]);
	end if;
	perform crm_save(c, content, '{}', '{}', 'edit', login.user_id);
	return case when tg_op = 'DELETE' then old else new end;
end
$tags$;`;

/** Facts keep the customer that they were recorded for: the customer itself or one that was merged into it. */
const membersFunction = `
create or replace function crm_members(customer bigint) returns bigint[]
${helper('stable', 'sql')} as $members$
	select array(select customer union all select id from customers where golden_id = customer and golden_id <> id)
$members$;

create or replace function crm_remember(kind text, fact bigint, image jsonb, since timestamptz, c customers, by_user bigint) returns void
${helper('volatile', 'sql')} as $remember$
	insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
	values (c.id, kind, fact, since, image, by_user, c.scope_id, c.owner_id)
$remember$;`;

const notesFunction = `
create or replace function crm_notes() ${triggerHead} as $notes$
declare
	login constant sql_rights := crm_login();
	c customers;
	stood notes;
begin
	perform crm_demand_field(login, 'notes.body', 'personal');
	${lockOwner}
	if tg_op <> 'INSERT' then
		select * into stood from notes n where n.customer_id = any (crm_members(c.id)) and n.id = old.id for update;
		if not found then
			return null;
		end if;
	end if;
	if tg_op <> 'DELETE' then
		if tg_op = 'INSERT' and coalesce(new.id, new.created_by) is not null or tg_op = 'UPDATE' and (new.id, new.created_by, new.created_at) is distinct from (old.id, old.created_by, old.created_at) then
			${refuse('computed', "'id'")};
		end if;
		if new.body is distinct from old.body and ${notesEncrypted} then
			${refuse('encrypted', "'body'")};
		end if;
		new.body := crm_text('body', new.body, 100000, true);
		if new.body is null then
			${refuse('value_missing', "'body'")};
		end if;
	end if;
	if tg_op = 'INSERT' then
		insert into notes (customer_id, body, created_by, scope_id, owner_id) values (c.id, new.body, login.user_id, c.scope_id, c.owner_id)
		returning id, created_by, created_at into new.id, new.created_by, new.created_at;
		perform crm_audit('notes.add', 'notes', new.id::text, c.id, login.user_id);
		return new;
	end if;
	perform crm_remember('note', stood.id, jsonb_build_object('body', stood.body, 'created_by', stood.created_by, 'created_at', stood.created_at,
		'created_via', stood.created_via), stood.valid_from, c, login.user_id);
	if tg_op = 'DELETE' then
		delete from notes n where n.customer_id = stood.customer_id and n.id = stood.id;
		perform crm_audit('notes.remove', 'notes', stood.id::text, stood.customer_id, login.user_id);
		return old;
	end if;
	update notes n set body = new.body, version = n.version + 1, valid_from = now() where n.customer_id = stood.customer_id and n.id = stood.id;
	perform crm_audit('notes.edit', 'notes', stood.id::text, stood.customer_id, login.user_id);
	return new;
end
$notes$;`;

const relationshipsFunction = `
create or replace function crm_relationships() ${triggerHead} as $relationships$
declare
	login constant sql_rights := crm_login();
	c customers;
	stood relationships;
begin
	if tg_op = 'INSERT' then
		if new.id is not null then
			${refuse('computed', "'id'")};
		end if;
		if new.customer_id = new.other_id then
			${refuse('relationship_with_itself', "'other_id'")};
		end if;
		-- The smaller id first, so that two who relate the same customers do not wait for each other.
		if new.other_id < new.customer_id then
			perform crm_lock(new.other_id, login, changing => false);
		end if;
		c := crm_lock(new.customer_id, login);
		perform crm_lock(new.other_id, login, changing => false);
		if not exists (select from relationship_types t where t.name = new.type) then
			${refuse('relationship_type_unknown', "'type'", 'new.type', "(select string_agg(t.name, ', ' order by t.name) from relationship_types t)")};
		end if;
	else
		c := crm_lock(old.customer_id, login);
		select * into stood from relationships r where r.customer_id = any (crm_members(c.id)) and r.id = old.id for update;
		if not found then
			return null;
		end if;
	end if;
	if tg_op = 'INSERT' and new.note is not null or tg_op = 'UPDATE' and new.note is distinct from old.note then
		perform crm_demand_field(login, 'note', 'personal');
	elsif tg_op = 'UPDATE' then
		-- As it stands, not as it was shown.
		new.note := stood.note;
	end if;
	if tg_op <> 'DELETE' then
		if new.ends_on < new.starts_on then
			${refuse('relationship_dates', "'ends_on'")};
		end if;
		new.note := crm_text('note', new.note, 10000, true);
	end if;
	if tg_op = 'INSERT' then
		insert into relationships (customer_id, type, other_id, starts_on, ends_on, note, recorded_by, scope_id, owner_id)
		values (c.id, new.type, new.other_id, new.starts_on, new.ends_on, new.note, login.user_id, c.scope_id, c.owner_id)
		returning id into new.id;
		perform crm_audit('relationships.add', 'relationships', new.id::text, c.id, login.user_id);
		return new;
	end if;
	perform crm_remember('relationship', stood.id, jsonb_build_object('id', stood.id, 'customer_id', stood.customer_id, 'other_id', stood.other_id,
		'type', stood.type, 'starts_on', stood.starts_on, 'ends_on', stood.ends_on, 'note', stood.note, 'recorded_by', stood.recorded_by, 'import_id', stood.import_id,
		'created_via', stood.created_via), stood.valid_from, e, login.user_id) from customers e where e.id in (stood.customer_id, stood.other_id);
	if tg_op = 'DELETE' then
		delete from relationships r where r.customer_id = stood.customer_id and r.id = stood.id;
		perform crm_audit('relationships.remove', 'relationships', stood.id::text, stood.customer_id, login.user_id);
		return old;
	end if;
	if (new.id, new.customer_id, new.other_id, new.type) is distinct from (old.id, old.customer_id, old.other_id, old.type) then
		${refuse('relationship_fixed')};
	end if;
	update relationships r set starts_on = new.starts_on, ends_on = new.ends_on, note = new.note, version = r.version + 1, valid_from = now()
	where r.customer_id = stood.customer_id and r.id = stood.id;
	perform crm_audit('relationships.edit', 'relationships', stood.id::text, stood.customer_id, login.user_id);
	return new;
end
$relationships$;`;

/** crm.restore(id): out of the trash. A function, since what is in the trash is not in crm.customers to be updated. */
const restoreFunction = `
create or replace function crm.restore(id bigint) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $restore$
declare
	login constant sql_rights := crm_login();
begin
	perform crm_demand_delete(login);
	perform crm_set_deleted(crm_lock(restore.id, login, 'deleted'), false, login.user_id);
	${forgetWriter}
	return restore.id;
end
$restore$;
comment on function crm.restore(bigint) is 'Brings a customer back from the trash · 从回收站恢复客户';`;

export const crmFactsSql: readonly string[] = [
	contactsFunction,
	addressesFunction,
	tagsFunction,
	membersFunction,
	notesFunction,
	relationshipsFunction,
	restoreFunction,
];
