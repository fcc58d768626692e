-- Cells of a file that a person mended in the import assistant: before the import, in the preview, or after it, on rows that had problems.

create table import_corrections (
    import_id bigint not null references imports on delete cascade,
    "row" bigint not null check ("row" > 0),
    position integer not null check (position >= 0),
    value text not null check (length(value) <= 2000),
    primary key (import_id, "row", position)
);
comment on table import_corrections is 'What a person typed over a cell of the file: applied by the preview and by the import, which reads the file itself unchanged.';
comment on column import_corrections.position is 'Of the column in the file, from 0.';
