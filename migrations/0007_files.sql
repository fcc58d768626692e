-- Files attached to customers. Their bytes lie in the data folder or in S3, each under a random key.

create table files (
    customer_id bigint not null references customers,
    id bigint generated always as identity,
    name text not null check (length(name) between 1 and 255),
    media_type text not null check (length(media_type) between 1 and 200),
    bytes bigint not null check (bytes > 0),
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    storage_key text collate "C" not null check (storage_key ~ '^[0-9a-f]{32}$'),
    created_by bigint,
    created_at timestamptz not null default now(),
    deleted_at timestamptz,
    valid_from timestamptz not null default now(),
    version integer not null default 1,
    scope_id integer not null default 1,
    owner_id bigint,
    primary key (customer_id, id)
);
comment on column files.media_type is 'Told by the content, not by whoever sent it.';
comment on column files.deleted_at is 'Removed: it can be brought back for thirty days, then row and bytes go.';
create index files_trash on files (deleted_at) where deleted_at is not null;
create index files_storage_key on files (storage_key);

create table blob_removals (
    storage_key text collate "C" primary key check (storage_key ~ '^[0-9a-f]{32}$'),
    due_at timestamptz not null default now()
);
comment on table blob_removals is
'Bytes in the storage that no row refers to: of files that went, and of uploads until their row is written. A job removes them when they are due.';
create index blob_removals_due on blob_removals (due_at);

alter table files enable row level security;
create policy visible on files for all to clientele_app
    using (scope_id = any (nullif(current_setting('app.scopes', true), '')::int[]) or owner_id = nullif(current_setting('app.user_id', true), '')::bigint)
    with check (scope_id = any (nullif(current_setting('app.scopes', true), '')::int[]) or owner_id = nullif(current_setting('app.user_id', true), '')::bigint);
