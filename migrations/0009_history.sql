-- From where a change came: the page, an API key, SQL; and which rows of history and of source_records one transaction wrote.
-- Imports leave both empty: their records name the file and the row.

alter table history
    add column changed_via jsonb default nullif(current_setting('app.via', true), '')::jsonb,
    add column changed_in xid8;
alter table history alter column changed_in set default pg_current_xact_id();
comment on column history.changed_via is 'channel (page, api, sql, bulk …), and where known key (an API key), ip and undoes (the change that it takes back).';
comment on column history.changed_in is 'The transaction, which source_records.changed_in names too: which statement made which values.';

alter table source_records
    add column changed_via jsonb,
    add column changed_in xid8;
comment on column source_records.changed_via is 'As in history; empty where an import names file and row.';
