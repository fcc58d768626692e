-- An encrypted cell is a third longer than what it holds.
alter table import_corrections drop constraint import_corrections_value_check,
    add constraint import_corrections_value_check check (length(value) <= 12000);
