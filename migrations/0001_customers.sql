-- Customers computed from what their sources said, and the people who may see them.
-- Conventions: customer_id is the distribution key and part of every key of a fact; scope_id and owner_id stand on every row that
-- row-level security decides about; identity columns are made with their table; no foreign key points from one customer to another.

create extension if not exists pg_trgm;

create schema crm;
comment on schema crm is 'The views that people, reports and other programs read and write in SQL.';

-- ---------------------------------------------------------------------------------------------------------------- people and rights

create table scopes (
    id integer generated always as identity primary key,
    name text not null unique check (length(name) between 1 and 200)
);
comment on table scopes is 'One row for one class of rows that are visible together (a team, a country); policies compare its number only.';

create table users (
    id bigint generated always as identity primary key,
    email text not null unique check (email = lower(email)),
    email_verified boolean not null default false,
    name text not null check (length(name) between 1 and 200),
    image text,
    role text not null default 'reader' check (role in ('admin', 'editor', 'reader')),
    language text not null default 'en' check (language in ('zh-CN', 'en')),
    state text not null default 'active' check (state in ('active', 'disabled')),
    scope_id integer not null default 1 references scopes,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on column users.scope_id is 'The scope that what this person records gets.';

create table user_scopes (
    user_id bigint not null references users on delete cascade,
    scope_id integer not null references scopes,
    primary key (user_id, scope_id)
);
comment on table user_scopes is 'Scopes a person sees besides the rows he owns. An administrator sees all without a row here.';

create table user_accounts (
    id bigint generated always as identity primary key,
    user_id bigint not null references users on delete cascade,
    account_id text not null,
    provider_id text not null,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at timestamptz,
    refresh_token_expires_at timestamptz,
    scope text,
    password text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (provider_id, account_id)
);
comment on table user_accounts is 'How a person signs in: a password hash (argon2id) or an identity at a provider.';

create table user_sessions (
    id bigint generated always as identity primary key,
    user_id bigint not null references users on delete cascade,
    token text not null unique,
    expires_at timestamptz not null,
    ip_address text,
    user_agent text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index user_sessions_user on user_sessions (user_id);

create table user_verifications (
    id bigint generated always as identity primary key,
    identifier text not null,
    value text not null,
    expires_at timestamptz not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index user_verifications_identifier on user_verifications (identifier);

create table api_keys (
    id bigint generated always as identity primary key,
    name text not null check (length(name) between 1 and 200),
    hash bytea not null unique,
    hint text not null,
    user_id bigint not null references users on delete cascade,
    role text not null check (role in ('admin', 'editor', 'reader')),
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz
);
comment on column api_keys.hash is 'SHA-256 of the key: it holds 256 random bits, so a slow hash would add nothing.';
comment on column api_keys.hint is 'The first characters, to tell keys apart on a page.';

create table settings (
    name text primary key,
    value jsonb not null
);

-- ---------------------------------------------------------------------------------------------------------------- definitions

create table sources (
    id integer generated always as identity primary key,
    name text not null unique check (length(name) between 1 and 200),
    kind text not null check (kind in ('manual', 'import', 'api', 'sql', 'demo')),
    trust smallint not null default 50 check (trust between 0 and 100),
    mapping jsonb,
    created_at timestamptz not null default now()
);
comment on column sources.trust is '0 to 100: of two sources that differ the higher one is believed. A manual statement outranks them all.';
comment on column sources.mapping is 'How the columns of the last import from this source were understood.';

create table attribute_definitions (
    id integer generated always as identity primary key,
    entity text not null default 'customers' check (entity in ('customers')),
    name text not null check (name ~ '^[a-z][a-z0-9_]{0,62}$'),
    type text not null check (type in ('text', 'number', 'money', 'date', 'boolean', 'choice', 'choices', 'reference')),
    label_en text not null check (length(label_en) between 1 and 200),
    label_zh text not null check (length(label_zh) between 1 and 200),
    choices jsonb not null default '[]' check (jsonb_typeof(choices) = 'array'),
    required boolean not null default false,
    personal text not null default 'none' check (personal in ('none', 'personal', 'sensitive')),
    indexed boolean not null default false,
    index_state text not null default 'none' check (index_state in ('none', 'building', 'ready')),
    position integer not null default 0,
    created_at timestamptz not null default now(),
    deleted_at timestamptz,
    unique (entity, name)
);

create table tags (
    name text primary key check (length(name) between 1 and 100),
    colour text not null default 'gray' check (colour ~ '^[a-z]{2,20}$'),
    created_at timestamptz not null default now()
);

create table relationship_types (
    name text primary key check (name ~ '^[a-z][a-z0-9_]{0,62}$'),
    label_en text not null,
    label_zh text not null,
    inverse_en text not null,
    inverse_zh text not null,
    two_way boolean not null default false
);
insert into relationship_types values
    ('employs', 'employs', '雇用', 'works for', '受雇于', false),
    ('parent_company', 'is the parent company of', '是…的母公司', 'is a subsidiary of', '是…的子公司', false),
    ('household', 'lives in one household with', '同住一户', 'lives in one household with', '同住一户', true),
    ('referred', 'referred', '推荐了', 'was referred by', '由…推荐', false),
    ('married', 'is married to', '配偶', 'is married to', '配偶', true);

insert into scopes (name) values ('everyone');
insert into sources (name, kind, trust) values ('manual', 'manual', 100), ('api', 'api', 50), ('sql', 'sql', 50);

-- ---------------------------------------------------------------------------------------------------------------- customers

create table customers (
    id bigint generated always as identity primary key,
    golden_id bigint not null,
    kind text not null default 'person' check (kind in ('person', 'organisation', 'anonymous')),
    state text not null default 'active' check (state in ('active', 'merged', 'withdrawn', 'deleted', 'erased')),
    version integer not null default 1,
    scope_id integer not null default 1,
    owner_id bigint,
    name text,
    family_name text,
    given_name text,
    middle_name text,
    name_prefix text,
    name_suffix text,
    sort_name text collate "C",
    company text collate "C",
    job_title text,
    gender text,
    birth_date date,
    language text,
    industry text collate "C",
    tax_id text collate "C",
    lifecycle_stage text collate "C",
    email text collate "C",
    phone text collate "C",
    city text collate "C",
    region text collate "C",
    postal_code text collate "C",
    country text collate "C",
    tags text[] not null default '{}',
    attributes jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    valid_from timestamptz not null default now()
) with (fillfactor = 90);
comment on table customers is 'Golden records: computed from source_records by recompute_customers(); a row lives for ever under its id.';
comment on column customers.golden_id is 'The customer this one stands for: itself, or the survivor of a merge.';
comment on column customers.sort_name is 'Compared bytewise: pinyin of a Chinese name, folded letters of any other.';
comment on column customers.email is 'The primary one of contact_points; so are phone, and of addresses city, region, postal_code, country.';
comment on column customers.valid_from is 'Since when owner_id, golden_id, state and scope_id stand as they do; earlier images are in history.';

create index customers_members on customers (golden_id) where golden_id <> id;
create index customers_active on customers (id) where state = 'active';
create index customers_sort_name on customers (sort_name, id) where state = 'active';
create index customers_company on customers (company, id) where state = 'active' and company is not null;
create index customers_city on customers (city, id) where state = 'active' and city is not null;
create index customers_lifecycle_stage on customers (lifecycle_stage, id) where state = 'active' and lifecycle_stage is not null;
create index customers_owner on customers (owner_id, id) where state = 'active' and owner_id is not null;
create index customers_trash on customers (deleted_at) where state = 'deleted';

create table source_records (
    customer_id bigint not null,
    id bigint generated always as identity,
    source_id integer not null,
    key text collate "C" not null,
    content jsonb,
    raw jsonb,
    content_hash uuid not null,
    stated_at timestamptz not null default now(),
    recorded_at timestamptz not null default now(),
    recorded_by bigint,
    import_id bigint,
    import_row bigint,
    scope_id integer not null default 1,
    owner_id bigint,
    primary key (customer_id, id)
);
comment on table source_records is
'Statements, never changed: one version of what one source says under one key. Erasure alone empties content and raw. Without foreign keys: two checks a row were a tenth of an import; customers are never deleted, and doctor looks for orphans.';
comment on column source_records.key is 'The identifier in the source; # and the content hash where the source has none; the customer''s id for manual statements.';
comment on column source_records.content is 'Unit to value: name, company, attributes.x …; contact_points, addresses, tags as arrays; denied: what is said to be no longer true.';
comment on column source_records.raw is 'Cells as they arrived where reading changed them.';
comment on column source_records.stated_at is 'When the source said it: its own time, else the time of arrival. The newest version of a key speaks.';
create index source_records_import on source_records (import_id, import_row) where import_id is not null;

create table assignments (
    customer_id bigint not null,
    source_record_id bigint not null,
    valid_from timestamptz not null default now(),
    valid_to timestamptz,
    cause text not null check (cause in ('created', 'key', 'matched', 'edit', 'redo', 'moved', 'restored')),
    closed_by bigint,
    primary key (customer_id, source_record_id, valid_from)
);
comment on table assignments is 'Which source record stood for which customer, from when to when, and why.';
comment on column assignments.closed_by is 'The import (a full copy) in whose file the record was absent, so that undoing it opens the assignment again.';

create index assignments_closed_by on assignments (closed_by) where closed_by is not null;

create table restatements (
    customer_id bigint not null,
    source_record_id bigint not null,
    import_id bigint not null,
    import_row bigint not null,
    scope_id integer not null default 1,
    owner_id bigint,
    primary key (customer_id, source_record_id, import_id)
);
comment on table restatements is
'Which imports repeated a statement of an earlier import, word for word: it stands until the one that brought it and all that repeated it are undone.';
create index restatements_import on restatements (import_id, import_row);

create table contact_points (
    customer_id bigint not null,
    kind text not null check (kind in ('email', 'phone', 'wechat', 'whatsapp', 'qq', 'line', 'telegram', 'website', 'other')),
    value text collate "C" not null,
    label text,
    is_primary boolean not null default false,
    scope_id integer not null default 1,
    owner_id bigint,
    primary key (customer_id, kind, value)
);
comment on table contact_points is 'Computed with the customer from its statements; no foreign key, so that an import does not pay for one: doctor looks for orphans.';
create index contact_points_handles on contact_points (customer_id) where kind not in ('email', 'phone');

create table addresses (
    customer_id bigint not null,
    key uuid not null,
    label text,
    line1 text,
    line2 text,
    city text,
    region text,
    postal_code text,
    country text check (country ~ '^[A-Z]{2}$'),
    is_primary boolean not null default false,
    scope_id integer not null default 1,
    owner_id bigint,
    primary key (customer_id, key)
);
comment on column addresses.key is 'Hash of the address itself: the same address said by two sources is one row.';

create index addresses_further on addresses (customer_id) where not is_primary;

create table lookup (
    token text collate "C" not null,
    customer_id bigint not null,
    scope_id integer not null default 1,
    owner_id bigint,
    primary key (token, customer_id)
);
-- The planner estimates how many begin with what is searched for: a hundred steps of ten million tokens are too coarse for names.
alter table lookup alter column token set statistics 1000;
comment on table lookup is
'From a value to customers. The first letter tells what it is: n part of a name or company, e e-mail, p digits of a phone number, w another handle, t tag, x source and key of a statement.';

-- What people mean by part of a number: without the country code, which stands in every number of a country and would find them all. The rule is that of
-- ITU-T E.164; numbers kept as they were typed begin with 0 or are short, and have none.
create function national_digits(token text) returns text language sql immutable parallel safe as $$
    select substr(token, case
        when length(token) < 10 or token < 'p1' collate "C" then 2
        when token < 'p2' collate "C" or token >= 'p7' collate "C" and token < 'p8' collate "C" then 3
        when substr(token, 2, 2) = any ('{21,22,23,25,26,28,29,35,37,38,42,50,59,67,68,69,80,85,87,88,96,97,99}') then 5
        else 4 end)
$$;
comment on function national_digits is 'Digits of a phone number, from its token, without the country code.';
create index lookup_phone_part on lookup using gin (national_digits(token) gin_trgm_ops) with (fastupdate = on, gin_pending_list_limit = 4096)
where token >= 'p' and token < 'q';

create table lookup_tokens (
    customer_id bigint primary key,
    tokens text[] not null
);
comment on table lookup_tokens is
'What lookup holds of each customer, so that a change deletes by key: an index of lookup by customer would cost three times as much at an import.';

create table attribute_values (
    attribute_id integer not null,
    customer_id bigint not null,
    value text collate "C" not null,
    number numeric,
    scope_id integer not null default 1,
    owner_id bigint,
    primary key (attribute_id, value, customer_id)
);
comment on table attribute_values is 'Custom attributes that somebody asked to index: a b-tree that row-level security may use, which an index into jsonb is not.';
create index attribute_values_customer on attribute_values (customer_id);
create index attribute_values_number on attribute_values (attribute_id, number, customer_id) where number is not null;

create table relationships (
    customer_id bigint not null references customers,
    id bigint generated always as identity,
    type text not null references relationship_types,
    other_id bigint not null,
    starts_on date,
    ends_on date,
    note text check (length(note) <= 10000),
    import_id bigint,
    recorded_by bigint,
    scope_id integer not null default 1,
    owner_id bigint,
    valid_from timestamptz not null default now(),
    version integer not null default 1,
    primary key (customer_id, id),
    check (customer_id <> other_id),
    check (ends_on >= starts_on)
);
comment on column relationships.other_id is 'The other end, a plain number: customers are spread over machines by their id.';
create index relationships_other on relationships (other_id);
-- Requests name a relationship by its id alone. Not unique: rows are spread over machines by their customer, and identity makes the id unique.
create index relationships_id on relationships (id);

create table notes (
    customer_id bigint not null references customers,
    id bigint generated always as identity,
    body text not null check (length(body) between 1 and 100000),
    created_by bigint,
    created_at timestamptz not null default now(),
    scope_id integer not null default 1,
    owner_id bigint,
    valid_from timestamptz not null default now(),
    version integer not null default 1,
    primary key (customer_id, id)
);

create table history (
    customer_id bigint not null,
    id bigint generated always as identity,
    entity text not null,
    entity_id bigint not null,
    valid_from timestamptz not null,
    valid_to timestamptz not null default now(),
    image jsonb not null,
    changed_by bigint,
    scope_id integer not null default 1,
    owner_id bigint,
    primary key (customer_id, id)
);
comment on table history is 'What an edited row (owner, state, relationship, note) was before a change, written by the statement that changed it.';

create table decisions (
    customer_id bigint not null,
    id bigint generated always as identity,
    decision text not null check (decision in ('same', 'different')),
    source_record_id bigint not null,
    other_customer_id bigint not null,
    other_source_record_id bigint not null,
    decided_by bigint,
    decided_at timestamptz not null default now(),
    scope_id integer not null default 1,
    owner_id bigint,
    primary key (customer_id, id)
);
comment on table decisions is 'Must-link and cannot-link between two source records: what a person decided outlives merges, undo and re-import.';

create table index_queue (
    customer_id bigint primary key,
    queued_at timestamptz not null default now()
);
comment on table index_queue is 'Customers whose look-up rows are to be made anew from its golden values.';

create table index_ranges (
    id bigint generated always as identity primary key,
    first_id bigint not null,
    last_id bigint not null
);
comment on table index_ranges is 'Ranges of customers that an import made and that have no look-up rows yet: they are made in bulk, just after.';

-- ---------------------------------------------------------------------------------------------------------------- imports

create table imports (
    id bigint generated always as identity primary key,
    source_id integer not null references sources,
    user_id bigint,
    scope_id integer not null default 1,
    file_name text not null,
    file text,
    format text,
    options jsonb not null default '{}',
    state text not null default 'draft' check (state in ('draft', 'queued', 'running', 'paused', 'cancelled', 'failed', 'done', 'undoing', 'undone', 'redoing')),
    total_rows bigint,
    bytes bigint not null default 0,
    next_row bigint not null default 1,
    rows bigint not null default 0,
    created bigint not null default 0,
    updated bigint not null default 0,
    unchanged bigint not null default 0,
    refused bigint not null default 0,
    problems bigint not null default 0,
    known_until bigint,
    undo_row bigint not null default 0,
    undone_from text,
    undo_result jsonb,
    error jsonb,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    undone_at timestamptz,
    purged_at timestamptz,
    seconds numeric not null default 0
);

comment on column imports.known_until is 'The highest customer id before the import: only older customers are recognised by e-mail or phone, so two rows of a file stay two.';
comment on column imports.undone_from is 'The state before an undo, into which a redo leads back.';
comment on column imports.undo_result is 'What its undo has done so far: counts of customers, and the first hundred that stay with the reason; no names.';
comment on column imports.problems is 'Rows that were taken, with a value left out that could not be used.';

create table import_keys (
    import_id bigint not null references imports on delete cascade,
    key text collate "C" not null,
    primary key (import_id, key)
);
comment on table import_keys is 'Keys seen in a full copy, until it is known which records of the source are absent from it.';

create table import_problems (
    import_id bigint not null references imports on delete cascade,
    row bigint not null,
    kind text not null check (kind in ('refused', 'kept')),
    problems jsonb not null,
    cells jsonb,
    customer_id bigint,
    primary key (import_id, row, kind)
);

create table exports (
    id bigint generated always as identity primary key,
    user_id bigint,
    format text not null,
    options jsonb not null,
    state text not null default 'queued' check (state in ('queued', 'running', 'cancelled', 'failed', 'done')),
    file text,
    rows bigint not null default 0,
    bytes bigint not null default 0,
    error jsonb,
    created_at timestamptz not null default now(),
    finished_at timestamptz
);

create table idempotency_keys (
    user_id bigint not null,
    key text not null check (length(key) between 1 and 200),
    request_hash bytea not null,
    status integer,
    headers jsonb,
    reply text,
    created_at timestamptz not null default now(),
    primary key (user_id, key)
);

-- ---------------------------------------------------------------------------------------------------------------- row-level security
-- The policy names the row's own columns and the context only, so that it runs unchanged where tables are spread over machines.

do $$
declare
    t text;
begin
    foreach t in array array['customers', 'source_records', 'restatements', 'contact_points', 'addresses', 'lookup', 'attribute_values', 'relationships', 'notes', 'history', 'decisions'] loop
        execute format('alter table %I enable row level security', t);
        execute format($policy$create policy visible on %I for all to clientele_app
            using (scope_id = any (nullif(current_setting('app.scopes', true), '')::int[]) or owner_id = nullif(current_setting('app.user_id', true), '')::bigint)
            with check (scope_id = any (nullif(current_setting('app.scopes', true), '')::int[]) or owner_id = nullif(current_setting('app.user_id', true), '')::bigint)$policy$, t);
    end loop;
end
$$;

-- The queue belongs to the owner; whoever may write may put a job in it, and nothing else.
create function add_job(task text, payload json, queue text, run_at timestamptz, max_attempts integer, key text) returns void
language sql security definer set search_path = public, pg_temp
as $$ select graphile_worker.add_job(task, payload, queue, run_at, max_attempts, key) $$;
revoke execute on function add_job from public;
grant execute on function add_job, national_digits to clientele_app;

grant usage on schema public, crm to clientele_app;
grant select, insert, update, delete on all tables in schema public to clientele_app;
grant usage on all sequences in schema public to clientele_app;
alter default privileges in schema public grant select, insert, update, delete on tables to clientele_app;
alter default privileges in schema public grant usage on sequences to clientele_app;
