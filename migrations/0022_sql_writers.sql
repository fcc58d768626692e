-- Writing in SQL: what the person behind a login may do is read once a statement instead of once a row.

create unlogged table sql_writers (
    xact xid8 primary key,
    at timestamptz not null,
    login name not null,
    user_id bigint not null,
    permissions text[] not null,
    fields jsonb not null,
    scopes integer[] not null,
    write_scopes integer[] not null,
    writes_own boolean not null,
    scope_id integer not null
);
comment on table sql_writers is
'Who writes in SQL at this moment, with the rights of this moment: a row from the first row of a statement to its end. Nobody but the functions behind the views of crm reads or writes it.';
comment on column sql_writers.at is 'The statement: a row of an earlier one counts for nothing.';
revoke all on sql_writers from clientele_app;
