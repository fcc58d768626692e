// The manual statement of a customer as SQL for people changes it: the operations of rules.ts on jsonb, who the login is, locking, saving.
import { appRole } from '../../platform/database.ts';
import { peopleRole } from '../../platform/migrate.ts';
import { systemUserSql } from '../access/queries.ts';
import { systemEmail } from '../access/rules.ts';
import { rightsQuery } from '../access/scopes.ts';
import { helper, refuse, textArray } from './crm-values.ts';
import { manualSource } from './definitions.ts';
import { isPending } from './lookup-queries.ts';
import { ownedTables } from './queries.ts';

/**
 * sql_rights: the person behind the login of this session with what his grants give now, one row or none. By session_user, which nothing but a new
 * connection changes: not SET ROLE, not a setting. `fields`: the field rights of each grant, of which the best counts. The view stands on a function, so
 * that this is planned once a connection and not with each statement in which a view of crm is named (1 ms); the function tells everybody of himself alone.
 */
const rightsView = `
create or replace function sql_person() returns table (
	user_id bigint, permissions text[], fields jsonb, scopes integer[], write_scopes integer[], writes_own boolean, scope_id integer)
language plpgsql stable security definer rows 1 set search_path = public, pg_temp as $person$
#variable_conflict use_column
begin
	return query
	select r.user_id, r.permissions, r.fields, r.scopes, r.write_scopes, r.writes_own,
		coalesce((select c.id from scopes c where c.team_id = r.team_id order by c.id = any (r.write_scopes) desc, cardinality(c.conditions), c.id limit 1), 1)
	from (
		select u.id as user_id, coalesce(u.team_id, 1) as team_id,
			case when l.user_id is null then (select permissions from roles where key = 'administrator') else h.permissions end as permissions,
			case when l.user_id is null then (select jsonb_build_array(fields) from roles where key = 'administrator') else h.fields end as fields,
			case when l.user_id is null then array(select id from scopes order by id) else h.scopes end as scopes,
			case when l.user_id is null then array(select id from scopes order by id) else h.write_scopes end as write_scopes,
			l.user_id is null or h.writes_own as writes_own
		from sql_logins l
		left join users u on u.id = l.user_id
		cross join lateral ${rightsQuery('u.id')} h
		where l.login = session_user and (l.user_id is null or u.state = 'active')
		offset 0
	) r
	-- Who may read no customer now is nobody here.
	where 'customers.read' = any (r.permissions);
end
$person$;
grant execute on function sql_person() to ${peopleRole};
create or replace view sql_rights as select * from sql_person();
revoke all on sql_rights from ${appRole};`;

const rightsColumns = 'user_id, permissions, fields, scopes, write_scopes, writes_own, scope_id';

/**
 * Who writes; the system account is made when it first does. Reading what grants give takes 0.4 ms, a third of a row's time: it is read for the first row
 * of a statement and kept in a table until its end, where nobody but these functions reaches it, as a setting would be.
 */
const loginFunction = `
create or replace function crm_login() returns sql_rights
${helper('volatile')} as $login$
declare
	login sql_rights;
begin
	-- What this login writes is told as written in SQL, whatever somebody put into the setting himself.
	perform set_config('app.via', '{"channel": "sql"}', true);
	perform set_config('app.restriction', '', true);
	select ${rightsColumns} into login from sql_writers w
	where w.xact = pg_current_xact_id_if_assigned() and w.at = statement_timestamp() and w.login = session_user;
	if found then
		return login;
	end if;
	select * into login from sql_rights;
	if not found then
		${refuse('login_unknown', "''", 'session_user::text')};
	end if;
	if not 'customers.write' = any (login.permissions) then
		${refuse('read_only')};
	end if;
	if login.user_id is null then
		${systemUserSql};
		if found then
			perform crm_audit('access.create_system_user', 'users', (select id::text from users where email = '${systemEmail}'), null, null);
		end if;
		update sql_logins l set user_id = u.id from users u where u.email = '${systemEmail}' and l.login = session_user;
		select * into login from sql_rights;
		perform crm_audit('access.link_login', 'sql_logins', session_user::text, null, login.user_id);
	end if;
	insert into sql_writers (xact, at, login, ${rightsColumns}) select pg_current_xact_id(), statement_timestamp(), session_user, login.*
	on conflict (xact) do update set at = excluded.at, login = excluded.login,
		${rightsColumns
			.split(', ')
			.map((column) => `${column} = excluded.${column}`)
			.join(', ')};
	return login;
end
$login$;`;

/** The statement is over: the next one asks for the rights of its own moment. */
export const forgetWriter = 'delete from sql_writers where xact = pg_current_xact_id_if_assigned();';

/** crm_audit(): an entry of the audit about what is written in SQL. Its values stand in the entry of the job that reads them. */
const auditFunction = `
create or replace function crm_entry(action text, entity text, entity_id text, customer bigint, by_user bigint) returns jsonb
${helper('stable', 'sql')} as $entry$
	select jsonb_build_object('action', action, 'entity', entity, 'entity_id', entity_id, 'customer_id', customer,
		'user_id', by_user, 'channel', 'sql', 'detail', jsonb_build_object('login', session_user))
$entry$;

create or replace function crm_audit(action text, entity text, entity_id text, customer bigint, by_user bigint) returns void
${helper('volatile', 'sql')} as $audit$
	select audit_write(jsonb_build_array(crm_entry(action, entity, entity_id, customer, by_user)))
$audit$;

create or replace function crm_register_tags(wanted text[], by_user bigint) returns void
${helper('volatile')} as $register_tags$
declare
	made text;
begin
	for made in insert into tags (name) select unnest(wanted) on conflict do nothing returning name loop
		perform crm_audit('tags.add', 'tags', made, null, by_user);
	end loop;
end
$register_tags$;`;

const lockFunction = `
create or replace function crm_lock(wanted bigint, login sql_rights, state_wanted text default 'active', changing boolean default true) returns customers
${helper('volatile')} as $lock$
declare
	c customers;
begin
	select * into c from customers where id = wanted for update;
	if not found or not coalesce(c.scope_id = any (login.scopes) or c.owner_id = login.user_id, false) or c.state not in ('active', 'deleted') then
		${refuse('customer_not_found', "'customer_id'", 'wanted::text')};
	end if;
	if changing and not coalesce(c.scope_id = any (login.write_scopes) or login.writes_own and c.owner_id = login.user_id, false) then
		${refuse('customer_read_only', "'customer_id'", 'wanted::text')};
	end if;
	if exists (select from restricted_among(array[c.id])) then
		${refuse('customer_restricted', "'customer_id'", 'wanted::text')};
	end if;
	if c.state <> state_wanted then
		if state_wanted = 'deleted' then
			${refuse('customer_not_in_trash', "'id'", 'wanted::text')};
		end if;
		${refuse('customer_not_found', "'customer_id'", 'wanted::text')};
	end if;
	return c;
end
$lock$;`;

const deleteFunction = `
create or replace function crm_demand_delete(login sql_rights) returns void
${helper('stable')} as $demand_delete$
begin
	if not 'customers.delete' = any (login.permissions) then
		${refuse('delete_not_allowed')};
	end if;
end
$demand_delete$;`;

const contentFunctions = `
create or replace function crm_deny(content jsonb, unit text, gone jsonb) returns jsonb
${helper('immutable', 'sql')} as $deny$
	select case when jsonb_array_length(coalesce(gone, '[]')) = 0 then content else
		content || jsonb_build_object('denied', coalesce(content->'denied', '{}') || jsonb_build_object(unit, known || coalesce((
			select jsonb_agg(v) from jsonb_array_elements(gone) v where not exists (select from jsonb_array_elements(known) k where k = v)), '[]')))
	end
	from (select coalesce(content->'denied'->unit, '[]') as known) was
$deny$;

create or replace function crm_allow(content jsonb, unit text, again jsonb) returns jsonb
${helper('immutable', 'sql')} as $allow$
	select case
		when content->'denied'->unit is null then content
		when others is not null then jsonb_set(content, array['denied', unit], others)
		when (content->'denied') - unit = '{}' then content - 'denied'
		else jsonb_set(content, '{denied}', (content->'denied') - unit)
	end
	from (select jsonb_agg(v) as others from jsonb_array_elements(coalesce(content->'denied'->unit, '[]')) v where v <> again) stay
$allow$;

create or replace function crm_pin(content jsonb, unit text, stated jsonb) returns jsonb
${helper('immutable', 'sql')} as $pin$
	select crm_allow(content || jsonb_build_object(unit, stated), unit, stated)
$pin$;

create or replace function crm_clear(content jsonb, unit text, customer bigint) returns jsonb
${helper('stable', 'sql')} as $clear$
	select crm_deny(content - unit, unit, (
		select jsonb_agg(distinct s.content->unit) from customer_statements(array[customer]) s where coalesce(s.content->unit, 'null') <> 'null'))
$clear$;

create or replace function crm_key(unit text, member jsonb) returns text
${helper('immutable', 'sql')} as $key$
	select case unit when 'contact_points' then (member->>'kind') || ':' || (member->>'value') else member->>'key' end
$key$;

create or replace function crm_put(content jsonb, unit text, member jsonb) returns jsonb
${helper('immutable', 'sql')} as $put$
	select crm_allow(content || jsonb_build_object(unit, coalesce((
		select jsonb_agg(case when member ? 'is_primary' and o->'kind' is not distinct from member->'kind' then o - 'is_primary' else o end order by n)
		from jsonb_array_elements(content->unit) with ordinality as e (o, n)
		where crm_key(unit, o) <> crm_key(unit, member)), '[]') || member), unit, to_jsonb(crm_key(unit, member)))
$put$;

create or replace function crm_drop(content jsonb, unit text, key text) returns jsonb
${helper('immutable', 'sql')} as $drop$
	select crm_deny(case when others is null then content - unit else content || jsonb_build_object(unit, others) end, unit, jsonb_build_array(key))
	from (select jsonb_agg(o order by n) as others from jsonb_array_elements(coalesce(content->unit, '[]')) with ordinality as e (o, n)
		where crm_key(unit, o) <> key) stay
$drop$;

create or replace function crm_set_tags(content jsonb, current text[], wanted text[]) returns jsonb
${helper('immutable')} as $set_tags$
declare
	stated text[] := array(select jsonb_array_elements_text(coalesce(content->'tags', '[]')));
	tag text;
begin
	foreach tag in array array(select unnest(current) except select unnest(wanted)) loop
		stated := array_remove(stated, tag);
		content := crm_deny(content, 'tags', jsonb_build_array(tag));
	end loop;
	foreach tag in array wanted loop
		if tag <> all (current) then
			stated := stated || tag;
		end if;
		content := crm_allow(content, 'tags', to_jsonb(tag));
	end loop;
	stated := array(select distinct t from unnest(stated) t order by t);
	return case when stated = '{}' then content - 'tags' else content || jsonb_build_object('tags', stated) end;
end
$set_tags$;

create or replace function crm_address_key(address jsonb) returns text
${helper('immutable', 'sql')} as $address_key$
	select md5(concat_ws(chr(31), coalesce(address->>'line1', ''), coalesce(address->>'line2', ''), coalesce(address->>'city', ''),
		coalesce(address->>'region', ''), coalesce(address->>'postal_code', ''), coalesce(address->>'country', '')))::uuid::text
$address_key$;`;

const manualFunction = `
create or replace function crm_manual(customer bigint) returns jsonb
${helper('stable', 'sql')} as $manual$
	select coalesce((
		select r.content
		from source_records r
		join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id and a.valid_to is null
		where r.customer_id = customer and r.source_id = ${manualSource} and r.key = customer::text and r.content is not null
		order by r.stated_at desc, r.recorded_at desc, r.content_hash limit 1), '{}')
$manual$;`;

/**
 * crm_save(): the new manual statement where it differs, and the customer on the queue: for the recompute at the end of the SQL statement
 * (crm_finish) and for the job that normalises.
 */
const saveFunction = `
create or replace function crm_save(c customers, content jsonb, units jsonb, raw jsonb, cause text, by_user bigint) returns void
${helper('volatile')} as $save$
begin
	if cause = 'edit' and content = crm_manual(c.id) then
		return;
	end if;
	with record as (
		insert into source_records (customer_id, source_id, key, content, raw, content_hash, stated_at, recorded_at, recorded_by, scope_id, owner_id, changed_via, changed_in)
		values (c.id, ${manualSource}, c.id::text, content, nullif(raw, '{}'), md5(content::text)::uuid, clock_timestamp(), clock_timestamp(), by_user, c.scope_id, c.owner_id,
			nullif(current_setting('app.via', true), '')::jsonb, pg_current_xact_id())
		returning customer_id, id, recorded_at
	), found as (
		insert into lookup (token, customer_id, scope_id, owner_id) values ('x${manualSource}:' || c.id, c.id, c.scope_id, c.owner_id) on conflict do nothing
	)
	insert into assignments (customer_id, source_record_id, valid_from, cause) select r.customer_id, r.id, r.recorded_at, crm_save.cause from record r;
	insert into sql_queue as q (customer_id, units, recorded_by, recompute_in) values (c.id, units, by_user, pg_current_xact_id())
	on conflict (customer_id) do update set units = q.units || excluded.units, recorded_by = excluded.recorded_by, recompute_in = excluded.recompute_in;
end
$save$;`;

/** How many customers are computed, and noted in the audit, by one call. */
const recomputeStep = 1_000;

/**
 * crm_finish(): once for each SQL statement, after its rows: computes the golden records of all customers that it touched, many at a time, and
 * asks for the job, once a transaction. The job has no key: a key would make everybody wait for whoever leaves a transaction open.
 */
const finishFunction = `
create or replace function crm_finish() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $finish$
declare
	due bigint[];
	step bigint[];
	by_user constant bigint := (select user_id from sql_rights);
begin
	${forgetWriter}
	with taken as (
		update sql_queue set recompute_in = null where recompute_in = pg_current_xact_id() returning customer_id
	)
	select array_agg(customer_id) into due from taken;
	if due is null then
		return null;
	end if;
	for n in 1 .. cardinality(due) by ${recomputeStep} loop
		step := due[n:n + ${recomputeStep} - 1];
		-- A customer of this statement has not been computed before.
		perform audit_write((select jsonb_agg(crm_entry(case when c.version = 0 then 'customers.create' else 'customers.edit' end, 'customers', c.id::text, c.id, by_user))
			from customers c where c.id = any (step)));
		perform recompute_customers(step, by_user);
	end loop;
	if current_setting('clientele.normalise_in', true) is distinct from pg_current_xact_id()::text then
		perform add_job('customers.normalise_sql', '{}', null, null, 25, null);
		perform set_config('clientele.normalise_in', pg_current_xact_id()::text, true);
	end if;
	return null;
end
$finish$;`;

/** The same statements as setDeleted() and moveCustomer() in queries.ts, for the owner-side functions of the views. */
const stateFunctions = `
create or replace function crm_set_deleted(c customers, deleted boolean, by_user bigint) returns void
${helper('volatile')} as $set_deleted$
begin
	insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
	values (c.id, 'state', c.id, c.valid_from, jsonb_build_object('state', c.state, 'deleted_at', c.deleted_at), by_user, c.scope_id, c.owner_id);
	update customers set state = case when deleted then 'deleted' else 'active' end, deleted_at = case when deleted then now() end,
		version = version + 1, updated_at = now(), valid_from = now() where id = c.id;
	perform crm_audit(case when deleted then 'customers.delete' else 'customers.restore' end, 'customers', c.id::text, c.id, by_user);
end
$set_deleted$;

create or replace function crm_move(c customers, owner bigint, scope integer, by_user bigint) returns void
${helper('volatile')} as $move$
declare
	t text;
begin
	insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
	values (c.id, 'owner', c.id, c.valid_from, jsonb_build_object('version', c.version, 'owner_id', c.owner_id, 'scope_id', c.scope_id), by_user, c.scope_id, c.owner_id);
	foreach t in array ${textArray(ownedTables.filter((table) => table !== 'lookup'))} loop
		execute format('update %I set owner_id = $2, scope_id = $3 where customer_id = $1', t) using c.id, owner, scope;
	end loop;
	update lookup l set owner_id = owner, scope_id = scope where l.customer_id = c.id and l.token = any (
		array(select unnest(k.tokens) from lookup_tokens k where k.customer_id = c.id
			union select 'x' || r.source_id || ':' || r.key from source_records r where r.customer_id = c.id));
	insert into index_queue (customer_id) select c.id where ${isPending('c.id')} on conflict do nothing;
	update customers set owner_id = owner, scope_id = scope, version = version + 1, updated_at = now(), valid_from = now() where id = c.id;
	perform crm_audit('customers.move', 'customers', c.id::text, c.id, by_user);
end
$move$;`;

export const crmContentSql: readonly string[] = [
	rightsView,
	auditFunction,
	loginFunction,
	lockFunction,
	deleteFunction,
	contentFunctions,
	manualFunction,
	saveFunction,
	finishFunction,
	stateFunctions,
];
