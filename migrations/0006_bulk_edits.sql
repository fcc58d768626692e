-- One change of many customers by hand: what it asks for, how far it is, and whom it is about.

create table bulk_edits (
    id bigint generated always as identity primary key,
    user_id bigint not null,
    selection jsonb not null,
    action jsonb not null,
    state text not null default 'draft' check (state in ('draft', 'queued', 'running', 'cancelled', 'failed', 'done', 'undoing', 'undone')),
    total bigint not null,
    exact boolean not null,
    chosen_at timestamptz,
    next_id bigint not null default 0,
    done bigint not null default 0,
    changed bigint not null default 0,
    unchanged bigint not null default 0,
    refused bigint not null default 0,
    reasons jsonb not null default '[]',
    undo_next_id bigint not null default 0,
    undo_result jsonb,
    error jsonb,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    undone_at timestamptz
);
create index bulk_edits_user on bulk_edits (user_id, id);
create index bulk_edits_created_at on bulk_edits (created_at) where state = 'draft';
comment on table bulk_edits is 'Changes of many customers by hand, as jobs; numbers and first reasons, no names.';
comment on column bulk_edits.chosen_at is 'When the customers were written down in bulk_edit_customers: from then on the selection decides nothing.';
comment on column bulk_edits.next_id is 'Customers up to this id are done; committed with each batch, so that after a restart nothing comes twice.';
comment on column bulk_edits.undo_result is 'What its undo has done so far: counts, and the first hundred customers that keep something; no names.';

create table bulk_edit_customers (
    customer_id bigint not null,
    bulk_edit_id bigint not null,
    outcome text check (outcome in ('changed', 'unchanged', 'refused')),
    before jsonb,
    scope_id integer not null default 1,
    owner_id bigint,
    primary key (customer_id, bulk_edit_id)
);
create index bulk_edit_customers_edit on bulk_edit_customers (bulk_edit_id, customer_id);
comment on table bulk_edit_customers is 'Whom a change of many customers is about, written down when it starts: a filter over rows that it changes would skip or repeat.';
comment on column bulk_edit_customers.before is 'The owner before, where the owner is changed; values before stand in the statements.';

alter table bulk_edit_customers enable row level security;
create policy visible on bulk_edit_customers for all to clientele_app
    using (scope_id = any (nullif(current_setting('app.scopes', true), '')::int[]) or owner_id = nullif(current_setting('app.user_id', true), '')::bigint)
    with check (scope_id = any (nullif(current_setting('app.scopes', true), '')::int[]) or owner_id = nullif(current_setting('app.user_id', true), '')::bigint);

alter table source_records add column bulk_edit_id bigint;
comment on column source_records.bulk_edit_id is 'The change of many customers that stated it.';
create index source_records_bulk_edit on source_records (bulk_edit_id, customer_id) where bulk_edit_id is not null;
