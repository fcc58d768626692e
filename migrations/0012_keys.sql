-- Keys of customers, and values that are encrypted under them (decision 0021).

create table data_keys (
    customer_id bigint not null,
    id bigint not null,
    master text not null,
    wrapped bytea,
    created_at timestamptz not null default now(),
    destroyed_at timestamptz,
    primary key (customer_id, id),
    check ((wrapped is null) = (destroyed_at is not null))
);
comment on table data_keys is 'Keys that encrypt values, each wrapped by a master key that lies outside the database. Which rows a person sees is not decided here: a key opens nothing without the master key.';
comment on column data_keys.customer_id is 'Whose values the key encrypts; 0 for secrets of the installation.';
comment on column data_keys.id is 'A random number, so that a key that was rolled back is never taken for another one.';
comment on column data_keys.master is 'Which master key wraps it.';
comment on column data_keys.wrapped is 'Empty once the key was destroyed: what it encrypted cannot be read by anybody any more.';
-- One key a customer, also where two transactions want to make it.
create unique index data_keys_of_customer on data_keys (customer_id) where wrapped is not null;
-- A change of the master key walks along it.
create index data_keys_by_master on data_keys (master, customer_id) where wrapped is not null;

revoke update, delete, truncate on data_keys from clientele_app;

-- The only change that the application makes to a key.
create function destroy_data_keys(customers bigint[]) returns void
language sql security definer set search_path = public, pg_temp
as $$ update data_keys set wrapped = null, destroyed_at = now() where customer_id = any (customers) and customer_id <> 0 and wrapped is not null $$;
revoke execute on function destroy_data_keys from public;
grant execute on function destroy_data_keys to clientele_app;

alter table customers add column identity_number text collate "C";
comment on column customers.identity_number is 'Encrypted under the key of the customer that it was stated for.';

-- What is being encrypted, or opened again, because a setting changed: values that were there before.
create table encryptions (
    id integer generated always as identity primary key,
    what text not null,
    encrypted boolean not null,
    done bigint not null default 0,
    total bigint not null,
    requested_at timestamptz not null default now(),
    finished_at timestamptz
);
comment on column encryptions.what is 'attributes.x or notes.body.';
comment on column encryptions.done is 'Customers up to this id are as they should be.';
create unique index encryptions_open on encryptions (what) where finished_at is null;
revoke delete, truncate on encryptions from clientele_app;
