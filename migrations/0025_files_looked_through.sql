-- Attachments looked through for personal data: how far each of them is, and where in it something was found.

alter table files add column look text not null default 'waiting' check (look in (
    'waiting', 'done', 'stopped', 'picture', 'media', 'archive', 'old_office', 'kind', 'encrypted', 'damaged', 'bomb', 'too_large', 'too_heavy',
    'no_text', 'pages', 'fonts', 'attachments', 'too_many', 'missing'));
alter table files add column looked_at timestamptz;
comment on column files.look is 'Whether the file was looked through for personal data: waiting, done, or why it was not, or not all of it.';
create index files_waiting on files (id) where look = 'waiting' and deleted_at is null;
create index files_not_looked on files (id) where look <> 'done';

alter table findings add column place jsonb;
comment on column findings.place is 'Of an attachment: where the value stands first (sheet and cell, page, slide, paragraph, line, row, part).';
