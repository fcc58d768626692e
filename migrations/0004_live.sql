-- Live updates: what changed, for the pages that are open; and what each person is to be told.

create table changes (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    xact xid8 not null default pg_current_xact_id(),
    kind text not null check (kind ~ '^[a-z][a-z_]{0,49}$'),
    customer_ids bigint[] check (cardinality(customer_ids) <= 500),
    by_user bigint,
    user_id bigint,
    left_scope_id integer,
    left_owner_id bigint,
    detail jsonb not null default '{}' check (length(detail::text) <= 2000)
);
create index changes_xact on changes (xact);
create index changes_at on changes (at);
comment on table changes is
'Outbox of what changed, a row for each kind and transaction, kept for an hour. The program sends an empty NOTIFY after the commit and reads from here; it holds numbers, never values.';
comment on column changes.xact is
'The transaction that wrote the row: rows are committed in another order than that of their ids, and two snapshots tell exactly which ones are new.';
comment on column changes.customer_ids is 'Null: many. An empty array: the kind is not about customers.';
comment on column changes.user_id is 'The one person whom this concerns; empty where it concerns everybody.';
comment on column changes.left_scope_id is 'The place that the customers were moved out of, with left_owner_id: who saw them there learns that they are gone.';

create table notifications (
    user_id bigint not null references users on delete cascade,
    id bigint generated always as identity,
    kind text not null check (kind ~ '^[a-z][a-z_]{0,49}$'),
    customer_id bigint,
    by_user bigint,
    detail jsonb not null default '{}' check (length(detail::text) <= 2000),
    created_at timestamptz not null default now(),
    read_at timestamptz,
    primary key (user_id, id)
);
create index notifications_unread on notifications (user_id) where read_at is null;
create index notifications_created_at on notifications (created_at);
comment on table notifications is
'What a person is told, for 90 days. Names of customers are not copied: they are shown as far as he may see the customer when he reads it.';

-- A person reads and marks his own; whatever another does may tell him something.
alter table notifications enable row level security;
create policy own on notifications for all to clientele_app
    using (user_id = nullif(current_setting('app.user_id', true), '')::bigint) with check (true);

-- The server's role gets rights on every new table: of the outbox it may write only, since it tells of rows that not everybody sees.
revoke all on changes from clientele_app;
grant insert on changes to clientele_app;
