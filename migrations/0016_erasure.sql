-- Erasure: who was erased and why, by which marks somebody is known again, and how far the disk has followed (decision 0023).

create table erasures (
    id bigint generated always as identity primary key,
    ref uuid not null unique,
    customer_ids bigint[] not null check (cardinality(customer_ids) between 1 and 10000),
    cause text not null check (cause in ('person', 'request', 'retention', 'ledger')),
    reason text not null check (length(reason) between 1 and 1000),
    request_id bigint,
    by_user bigint,
    at timestamptz not null default now(),
    reached jsonb not null default '{}' check (jsonb_typeof(reached) = 'object'),
    sealed_terms text,
    files_at timestamptz,
    physical_by date not null,
    physical_at timestamptz,
    proof jsonb,
    in_ledger boolean not null default false,
    allowed_at timestamptz,
    allowed_by bigint,
    allowed_reason text check (length(allowed_reason) between 1 and 1000)
);
create index erasures_customers on erasures using gin (customer_ids);
create index erasures_unfinished on erasures (id) where physical_at is null;
comment on table erasures is 'One row for each erasure, without anything of the person: numbers and words of ours.';
comment on column erasures.ref is 'Its name in the ledger outside the database, where numbers of a restored database would clash.';
comment on column erasures.reached is 'How many rows of each table, or files, went.';
comment on column erasures.sealed_terms is 'What uploaded files are searched for, sealed under the key of the installation; emptied as soon as they were.';
comment on column erasures.physical_by is 'The day by which nothing of it is left in pages, write-ahead log and backups.';

create table erasure_marks (
    mark bytea not null check (length(mark) = 32),
    erasure_id bigint not null references erasures on delete cascade,
    primary key (mark, erasure_id)
);
create index erasure_marks_erasure on erasure_marks (erasure_id);
comment on table erasure_marks is 'Keyed hashes of e-mail addresses, phone numbers, keys of sources and document numbers of who was erased: whoever comes with one is not recorded again until that is allowed.';

alter table imports add column file_erased_at timestamptz;
alter table exports add column file_erased_at timestamptz;
comment on column imports.file_erased_at is 'Its uploaded file was destroyed since it held somebody who was erased.';

-- Both are written by the owner's erasure alone.
revoke insert, update, delete, truncate on erasures, erasure_marks from clientele_app;

-- An erasure finds these by customer.
create index notifications_customer on notifications (customer_id) where customer_id is not null;
create index import_problems_customer on import_problems (customer_id) where customer_id is not null;
create index decisions_other on decisions (other_customer_id);
