-- Roles, teams and conditions, resolved to scopes (docs/decisions/0019): who may do what, and which rows he sees and changes.
-- Everybody sees and may do afterwards what he could before.

create table teams (
    id integer generated always as identity primary key,
    parent_id integer references teams check (parent_id <> id),
    name text not null check (length(name) between 1 and 200),
    version integer not null default 1,
    created_at timestamptz not null default now(),
    unique nulls not distinct (parent_id, name)
);
create unique index teams_top on teams ((true)) where parent_id is null;
comment on table teams is 'A tree with one top. Customers belong to a team through their scope, people through users.team_id.';

create table row_conditions (
    id integer generated always as identity primary key,
    name text not null unique check (length(name) between 1 and 200),
    field text not null,
    operator text not null default 'in' check (operator in ('in')),
    "values" text[] not null check (cardinality("values") between 1 and 200),
    version integer not null default 1,
    created_at timestamptz not null default now()
);
comment on table row_conditions is 'What besides the team decides who sees a customer: a field of his (a column, or attributes.x) and values of which it has one.';

-- The scopes that there were become teams with the same numbers, all below the first.
insert into teams (id, parent_id, name) overriding system value select id, case when id <> 1 then 1 end, name from scopes order by id;
select setval(pg_get_serial_sequence('teams', 'id'), (select max(id) from teams));
alter table scopes
    add column team_id integer references teams,
    add column conditions integer[] not null default '{}',
    add column created_at timestamptz not null default now();
update scopes set team_id = id;
alter table scopes alter column team_id set not null, add constraint scopes_class unique (team_id, conditions), drop column name;
comment on table scopes is 'One class of rows: a team, and the conditions that hold, in the order of their numbers. Policies compare its number only.';

create table roles (
    id integer generated always as identity primary key,
    key text unique,
    name text not null unique check (length(name) between 1 and 200),
    description text not null default '' check (length(description) <= 1000),
    permissions text[] not null default '{}',
    reads text not null default 'own' check (reads in ('own', 'team', 'subtree', 'all')),
    writes text not null default 'none' check (writes in ('none', 'own', 'team', 'subtree', 'all')),
    fields jsonb not null default '{"personal": "hidden", "contact": "hidden", "identity": "hidden", "sensitive": "hidden"}',
    conditions integer[] not null default '{}',
    version integer not null default 1,
    created_at timestamptz not null default now(),
    constraint roles_writes_within_reads check (array_position(array['none', 'own', 'team', 'subtree', 'all'], writes) <= array_position(array['none', 'own', 'team', 'subtree', 'all'], reads))
);
comment on column roles.key is 'Of a role that comes with the product: what it opens is written after each migration, and changed by nobody else.';
comment on column roles.reads is 'Seen from the team of the grant: own rows, those of the team, those of all teams below as well, all.';
comment on column roles.fields is 'Kind of personal data to right: hidden, masked, read, write.';
comment on column roles.conditions is 'All of these have to hold for a row.';

create table role_grants (
    id bigint generated always as identity primary key,
    user_id bigint not null references users on delete cascade,
    role_id integer not null references roles,
    team_id integer references teams,
    starts_at timestamptz,
    ends_at timestamptz,
    reason text check (length(reason) <= 1000),
    granted_by bigint references users,
    granted_at timestamptz not null default now(),
    check (ends_at >= starts_at)
);
create index role_grants_user on role_grants (user_id);
create index role_grants_role on role_grants (role_id);
comment on column role_grants.team_id is 'Null: the person''s own team, whichever that is.';

-- What the roles that come with the product open is written after the migrations.
insert into roles (key, name, reads, writes) values ('administrator', 'Administrator', 'all', 'all'), ('read_only', 'Read only', 'team', 'none');
insert into roles (name, description, permissions, reads, writes, fields)
select 'Editor', 'Came from the role of this name of earlier versions.',
    '{customers.read,customers.write,customers.delete,imports.run,exports.run,settings.read}', 'team', 'team',
    '{"personal": "write", "contact": "write", "identity": "write", "sensitive": "write"}'
where exists (select from users where role = 'editor');

alter table users add column team_id integer not null default 1 references teams;
comment on column users.team_id is 'What this person records goes to this team, and grants that name none are about it.';
update users set team_id = scope_id;

insert into role_grants (user_id, role_id, team_id, reason)
select u.id, r.id, t.team_id, 'role of an earlier version'
from users u
join roles r on case u.role when 'admin' then r.key = 'administrator' when 'reader' then r.key = 'read_only' else r.key is null and r.name = 'Editor' end
cross join lateral (
    select null::integer as team_id
    union all
    select s.scope_id from user_scopes s where s.user_id = u.id and u.role <> 'admin' and s.scope_id <> u.scope_id
) t
order by u.id, t.team_id nulls first;

alter table api_keys
    add column permissions text[],
    add column addresses cidr[] check (cardinality(addresses) between 1 and 100),
    add column requests_per_minute integer check (requests_per_minute between 1 and 1000000);
comment on column api_keys.permissions is 'Null: all that its owner may do; else what of that.';
comment on column api_keys.addresses is 'Networks it may be used from; null: from everywhere.';
update api_keys set permissions = case role
    when 'editor' then '{customers.read,customers.write,customers.delete,imports.run,exports.run,settings.read}'::text[]
    when 'reader' then '{customers.read,settings.read}' end;

-- What was generated of the columns that go makes way: functions about the rights of a login at once, the view when the new ones stand.
do $$
declare
    f regprocedure;
begin
    if to_regclass('sql_rights') is not null then
        for f in select p.oid from pg_proc p where 'sql_rights'::regtype = any (p.proargtypes::oid[]) or p.prorettype = 'sql_rights'::regtype loop
            execute format('drop function %s', f);
        end loop;
        alter view sql_rights rename to sql_rights_before;
        create or replace view sql_rights_before as
        select null::bigint as user_id, null::text as role, null::integer as scope_id, null::integer[] as scopes where false;
    end if;
end
$$;
alter table users drop column role, drop column scope_id;
alter table api_keys drop column role;
drop table user_scopes;

-- Customers whose facts have yet to follow them into another scope, and those whose class has no scope yet.
create table rescope_queue (
    customer_id bigint primary key,
    queued_at timestamptz not null default now()
);
comment on table rescope_queue is 'Customers who have to be put into the scope of their class, or whose facts have to follow them there (job access.rescope).';
create table rescopings (
    id bigint generated always as identity primary key,
    next_id bigint not null default 0,
    done bigint not null default 0,
    total bigint not null default 0,
    requested_at timestamptz not null default now(),
    finished_at timestamptz
);
comment on table rescopings is 'Runs of the job that puts all customers under conditions that were changed; next_id is where it goes on.';
revoke all on rescope_queue, rescopings from clientele_app;
grant select on rescope_queue, rescopings to clientele_app;

-- Row-level security: what may be read, and what may be changed. Policies name the row's own columns and the context only. Each setting stands in
-- a sub-select of its own, so that it is read once a statement and not for every row (docs/decisions/0024): guard_rows(t, true) gives the plain form
-- that tables spread over machines need. Whom a bulk edit is about may be noted of everybody who is seen. app.write_as is the person, where he may change what he owns.
create function guard_rows(t regclass, spread boolean default false) returns void
language plpgsql set search_path = public, pg_temp as $guard$
declare
    once constant text := case when spread then '%s' else '(select %s)' end;
    allowed constant text := format('(scope_id = any (%s::int[]) or owner_id = %s)', format(once, $q$nullif(current_setting('app.%1$s', true), '')::int[]$q$), format(once, $q$nullif(current_setting('app.%2$s', true), '')::bigint$q$));
    readable constant text := format(allowed, 'scopes', 'user_id');
    writable constant text := format(allowed, 'write_scopes', 'write_as');
begin
    execute format('alter table %s enable row level security', t);
    execute format('drop policy if exists visible on %s', t);
    execute format('drop policy if exists added on %s', t);
    execute format('drop policy if exists changed on %s', t);
    execute format('drop policy if exists removed on %s', t);
    execute format('create policy visible on %s for select to clientele_app using %s', t, readable);
    execute format('create policy added on %s for insert to clientele_app with check %s', t, writable);
    execute format('create policy changed on %s for update to clientele_app using %s with check %s', t, writable, writable);
    execute format('create policy removed on %s for delete to clientele_app using %s', t, writable);
end
$guard$;
comment on function guard_rows is 'Gives a table with scope_id and owner_id the policies that tables about customers have.';
revoke execute on function guard_rows from public;
do $$
declare
    t text;
begin
    foreach t in array array['customers', 'source_records', 'restatements', 'contact_points', 'addresses', 'lookup', 'attribute_values', 'relationships', 'notes', 'history', 'decisions', 'files'] loop
        perform guard_rows(t::regclass);
    end loop;
end
$$;

-- Whoever changes conditions asks for the job; what it does to the customers of others is the owner's.
create function request_rescoping() returns void
language plpgsql security definer set search_path = public, pg_temp as $request$
begin
    delete from rescopings where finished_at is null;
    insert into rescopings default values;
    perform add_job('access.rescope', '{}', null, null, 25, 'access.rescope');
end
$request$;
revoke execute on function request_rescoping from public;
grant execute on function request_rescoping to clientele_app;
