-- Lists that people sort, group and keep: an order of text for Chinese and English, saved views, and columns that an administrator makes fast.

-- As people expect it: letters before Chinese characters, those by pinyin; upper and lower case side by side. Deterministic, so that what differs is never equal
-- and a cursor names one place.
create collation pinyin (provider = icu, locale = 'zh-u-co-pinyin-kr-latn-hani');

create index customers_company_pinyin on customers (company collate pinyin, id) where state = 'active' and company is not null;
create index customers_city_pinyin on customers (city collate pinyin, id) where state = 'active' and city is not null;
-- Comparing numeric values is not leakproof, so that under row-level security no index carries it; of double precision it is. The value itself stays as stated in customers.
alter table attribute_values alter column number type double precision;
create index attribute_values_words on attribute_values (attribute_id, value collate pinyin, customer_id) where number is null;

create table views (
    id bigint generated always as identity primary key,
    user_id bigint not null references users on delete cascade,
    name text not null check (length(name) between 1 and 100),
    shared boolean not null default false,
    definition jsonb not null,
    position integer not null default 0,
    version integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint views_name unique (user_id, name)
);
comment on table views is 'Saved views of the list of customers: filter, order, columns; never its rows, so that a shared one shows each person his own.';
create index views_shared on views (position, id) where shared;

create table column_indexes (
    field text primary key,
    state text not null check (state in ('none', 'building', 'ready')),
    requested_by bigint,
    requested_at timestamptz not null default now()
);
comment on table column_indexes is 'Columns of customers that somebody asked to be made fast. A job of the owner makes the indexes, named customers_fast_…; they stand in no migration.';
