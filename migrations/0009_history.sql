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

-- Facts that come are told from the row itself.
alter table notes add column created_via jsonb;
alter table notes alter column created_via set default nullif(current_setting('app.via', true), '')::jsonb;
alter table relationships add column created_via jsonb;
alter table relationships alter column created_via set default nullif(current_setting('app.via', true), '')::jsonb;
alter table files add column created_via jsonb;
alter table files alter column created_via set default nullif(current_setting('app.via', true), '')::jsonb;
comment on column notes.created_via is 'From where it came, as changed_via in history; so in relationships and files.';
