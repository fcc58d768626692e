-- SQL for people: which login stands for whom, and what was written in SQL and waits to be normalised.

create table sql_logins (
    login name primary key,
    user_id bigint references users on delete cascade
);
comment on table sql_logins is
'A database login and the person whose rights it has in the schema crm. A login of somebody''s own is made a member of clientele_sql and gets a row here.';
comment on column sql_logins.user_id is 'Null: the operator''s login, which stands for the system account.';
insert into sql_logins (login) values ('clientele_sql'), (session_user) on conflict do nothing;

create table sql_queue (
    customer_id bigint primary key,
    units jsonb not null default '{}',
    recorded_by bigint,
    recompute_in xid8,
    queued_at timestamptz not null default now()
);
create index sql_queue_recompute on sql_queue (recompute_in) where recompute_in is not null;
comment on table sql_queue is 'Customers that were written in SQL and whose values the program has yet to normalise and make findable.';
comment on column sql_queue.units is 'Unit to how it was typed: contact_points/key and addresses/key by member; name and kind with what the trigger made of them.';
comment on column sql_queue.recompute_in is 'The transaction whose statement still has to recompute this customer; empty when the statement is over.';

-- The server's role gets rights on every new table; who stands behind a login, and what was typed in SQL, is for the owner alone.
revoke all on sql_logins, sql_queue from clientele_app;

create type sql_draft as (content jsonb, image jsonb, units jsonb, raw jsonb);
comment on type sql_draft is
'A change on its way: the manual statement, the row as the person will see it, the units to normalise, and what was typed where cleaning changed it.';
