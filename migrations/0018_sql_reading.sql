-- What people ask in SQL through logins of their own: how far its statistics are in the audit, and signing in as an entry (decision 0022).

create table sql_statements (
    login_oid bigint not null,
    query_id bigint not null,
    top_level boolean not null,
    since text not null,
    calls bigint not null,
    milliseconds double precision not null,
    rows bigint not null,
    read_at timestamptz not null default now(),
    primary key (login_oid, query_id, top_level)
);
comment on table sql_statements is 'How far each statement of a login, as pg_stat_statements counts it, stands in the audit already. No text: that is in the entries.';
comment on column sql_statements.since is 'Since when the server counts; where it began anew, all that it counts is new.';
revoke all on sql_statements from clientele_app;

-- Runs when a session begins, where the server can do that (17 or newer, the trigger made by a superuser). A sign-in that cannot be noted is refused.
create function sql_signed_in() returns event_trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    person bigint;
begin
    if pg_is_in_recovery() or not pg_has_role(session_user, 'clientele_sql', 'member')
        or session_user in (current_user, 'clientele_app') or (select rolsuper from pg_roles where rolname = session_user) then
        return;
    end if;
    if current_setting('transaction_read_only')::boolean then
        raise exception 'Signing in is noted in the audit, which a read-only connection cannot do'
            using errcode = '25006', hint = 'Connect without default_transaction_read_only, and set it afterwards.';
    end if;
    select user_id into person from sql_logins where login = session_user;
    perform set_config('app.user_id', coalesce(person::text, ''), true), set_config('app.request', '', true),
        set_config('app.via', jsonb_strip_nulls(jsonb_build_object('channel', 'sql', 'ip', host(inet_client_addr())))::text, true);
    perform audit_write(jsonb_build_array(jsonb_build_object('action', 'sql.sign_in', 'entity', 'sql_logins', 'entity_id', session_user::text)));
end
$$;
revoke execute on function sql_signed_in from public;
