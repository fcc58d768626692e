-- Cells of a file that a person mended in the import assistant: before the import, in the preview, or after it, on rows that had problems. Counts of
-- rows that say more of a customer of the same file, and of rows with a value that was repaired.

create table import_corrections (
    import_id bigint not null references imports on delete cascade,
    "row" bigint not null check ("row" > 0),
    position integer not null check (position >= 0),
    value text not null check (length(value) <= 2000),
    primary key (import_id, "row", position)
);
comment on table import_corrections is 'What a person typed over a cell of the file: applied by the preview and by the import, which reads the file itself unchanged.';
comment on column import_corrections.position is 'Of the column in the file, from 0.';

alter table imports add column further bigint not null default 0, add column repaired bigint not null default 0;
comment on column imports.further is 'Rows of a record that an earlier row of the same file had stated: order lines of one customer. In none of the other counts.';
comment on column imports.problems is 'Rows taken with a value left out or doubtful.';
comment on column imports.repaired is 'Rows taken without a problem, in which a value was put right: a leading zero given back.';
alter table import_problems drop constraint import_problems_kind_check, add constraint import_problems_kind_check check (kind in ('refused', 'kept', 'repaired'));
