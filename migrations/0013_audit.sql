-- The audit: what was done, by whom and from where, sealed into a chain of blocks; signed checkpoints say how far the chain reached and when (decision 0022).

create sequence audit_log_id_seq as bigint;

create table audit_log (
    customer_id bigint not null default 0,
    id bigint not null,
    at timestamptz not null default clock_timestamp(),
    xact xid8 not null default pg_current_xact_id(),
    user_id bigint,
    seen_by bigint,
    key_id bigint,
    session_id bigint,
    channel text not null check (length(channel) between 1 and 50),
    ip text check (length(ip) <= 50),
    request text check (length(request) <= 100),
    action text not null check (action ~ '^[a-z_]+\.[a-z_.]+$'),
    entity text not null check (entity ~ '^[a-z_]{1,63}$'),
    entity_id text check (length(entity_id) <= 300),
    detail jsonb not null default '{}',
    count bigint,
    digest_before text check (digest_before ~ '^[0-9a-f]{64}$'),
    digest_after text check (digest_after ~ '^[0-9a-f]{64}$'),
    sealed text,
    scope_id integer not null default 0,
    owner_id bigint,
    primary key (customer_id, id, at)
) partition by range (at);
create index audit_log_at on audit_log (at, id);
create index audit_log_user on audit_log (user_id, at, id) where user_id is not null;
create index audit_log_entity on audit_log (entity, entity_id, at, id);
comment on table audit_log is
'What was done. Rows are added by audit_write() alone and never changed; a month is a partition and goes as a whole, with a block that says so.';
comment on column audit_log.customer_id is 'The customer whom it is about; 0 where it is about none.';
comment on column audit_log.xact is 'The transaction, which history.changed_in and source_records.changed_in name too: the rows that tell what a batch changed.';
comment on column audit_log.seen_by is 'The administrator who looked as this person.';
comment on column audit_log.digest_before is 'Of a batch: SHA-256 over what the changed rows were before; digest_after over what they are. Both in the order of their keys.';
comment on column audit_log.sealed is 'Values before and after and the reason, under the key of the customer or of the installation.';
comment on column audit_log.scope_id is 'Of the customer at that time; 0 where it is about none.';

-- So that nothing is ever refused; the partitions of months are made ahead.
create table audit_log_rest partition of audit_log default;

create table audit_unsealed (
    id bigint primary key,
    at timestamptz not null
);
create index audit_unsealed_at on audit_unsealed (at, id);
comment on table audit_unsealed is 'Entries that are in no block yet: an exact queue, whatever order transactions end in, and one that a dump carries along.';

create table audit_blocks (
    number bigint primary key,
    kind text not null default 'entries' check (kind in ('entries', 'dropped')),
    at timestamptz not null default clock_timestamp(),
    count bigint not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    ids int8multirange not null,
    leaves bytea not null,
    previous bytea not null,
    hash bytea not null
);
comment on table audit_blocks is 'The chain: each block holds the hashes of its entries in the order of their ids, and the hash of the block before.';
comment on column audit_blocks.kind is 'dropped: the entries of this time were removed by the retention policy; leaves holds the hash over their blocks.';
comment on column audit_blocks.leaves is 'SHA-256 of each entry, 32 bytes each, in the order of ids.';

create table audit_checkpoints (
    block bigint primary key,
    at timestamptz not null,
    hash bytea not null,
    key text not null,
    signature bytea not null
);
comment on table audit_checkpoints is 'Signatures (Ed25519) of the last block of a time; the private key lies outside the database.';

-- Readers see entries about customers in their scopes; to those with the permission scope 0 is added, which stands on entries about no customer.
select guard_rows('audit_log');

revoke all on audit_log, audit_log_rest, audit_unsealed, audit_blocks, audit_checkpoints from clientele_app;
revoke all on sequence audit_log_id_seq from clientele_app;
grant select on audit_log, audit_blocks, audit_checkpoints to clientele_app;

-- Who may write SQL as the owner is met by these; who is a superuser and takes them off is found out by the chain.
create function audit_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the audit is only ever added to: % on % is refused', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
end
$$;
revoke execute on function audit_refuse from public;
create trigger audit_log_kept before update or delete on audit_log for each row execute function audit_refuse('audit_log');
create trigger audit_log_whole before truncate on audit_log for each statement execute function audit_refuse('audit_log');
create trigger audit_log_rest_whole before truncate on audit_log_rest for each statement execute function audit_refuse('audit_log_rest');
create trigger audit_blocks_kept before update or delete on audit_blocks for each row execute function audit_refuse('audit_blocks');
create trigger audit_blocks_whole before truncate on audit_blocks for each statement execute function audit_refuse('audit_blocks');
create trigger audit_checkpoints_kept before update or delete on audit_checkpoints for each row execute function audit_refuse('audit_checkpoints');
create trigger audit_checkpoints_whole before truncate on audit_checkpoints for each statement execute function audit_refuse('audit_checkpoints');

-- The one way in: who and from where come from the context of the transaction, the place from the customer.
create function audit_write(entries jsonb) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
    with context as materialized (
        select nullif(nullif(current_setting('app.user_id', true), ''), '0')::bigint as user_id,
            coalesce(nullif(current_setting('app.via', true), ''), '{}')::jsonb || coalesce(nullif(current_setting('app.request', true), ''), '{}')::jsonb as via
    ),
    entry as materialized (
        select nextval('audit_log_id_seq') as id, clock_timestamp() as at, coalesce(e.customer_id, 0) as customer, e.*
        from jsonb_to_recordset(entries) as e (
            customer_id bigint, user_id bigint, channel text, action text, entity text, entity_id text, detail jsonb, count bigint,
            digest_before text, digest_after text, sealed text)
    ),
    written as (
        insert into audit_log (id, at, customer_id, user_id, seen_by, key_id, session_id, channel, ip, request, action, entity, entity_id,
            detail, count, digest_before, digest_after, sealed, scope_id, owner_id)
        select e.id, e.at, e.customer, case when e.channel is null then x.user_id else e.user_id end, (v.via->>'seen_by')::bigint, (v.via->>'key')::bigint,
            (v.via->>'session')::bigint, coalesce(e.channel, v.via->>'channel', 'job'), v.via->>'ip', v.via->>'request', e.action, e.entity, e.entity_id,
            coalesce(e.detail, '{}'), e.count, e.digest_before, e.digest_after, e.sealed, coalesce(c.scope_id, 0), c.owner_id
        from entry e
        cross join context x
        -- An entry that tells its channel and person itself was not written by the program, whose settings are then anybody's.
        cross join lateral (select case when e.channel is null then x.via end as via) v
        left join lateral (select scope_id, owner_id from customers where id = e.customer offset 0) c on true
    )
    insert into audit_unsealed (id, at) select id, at from entry
$$;
revoke execute on function audit_write from public;
grant execute on function audit_write to clientele_app;
comment on function audit_write is 'Adds entries of the transaction at hand.';

-- What a batch of customers changed: over the images that this transaction wrote into history, and over the customers as they are now.
create function audit_digest(ids bigint[], out count bigint, out before text, out after text) language sql stable security definer set search_path = public, pg_temp as $$
    select count(*), (
            select encode(sha256(coalesce(string_agg(sha256(convert_to(h::text, 'UTF8')), '' order by h.customer_id, h.id), '')), 'hex')
            from unnest(ids) w (id) join history h on h.customer_id = w.id and h.changed_in = pg_current_xact_id_if_assigned()),
        encode(sha256(coalesce(string_agg(sha256(convert_to(c::text, 'UTF8')), '' order by c.id), '')), 'hex')
    from customers c where c.id = any (ids)
$$;
revoke execute on function audit_digest from public;
grant execute on function audit_digest to clientele_app;
comment on function audit_digest is 'Number of these customers, SHA-256 over what they were before this transaction and over what they are.';

-- Partitions of this month and the next ones. A month that has entries in the rest already stays there.
create function audit_partitions(months integer) returns void language plpgsql set timezone = 'UTC' as $$
declare
    first date;
    name text;
begin
    for first in select (date_trunc('month', now()) + n * interval '1 month')::date from generate_series(0, months) n loop
        name := 'audit_log_' || to_char(first, 'YYYY_MM');
        continue when to_regclass(name) is not null
            or exists (select from audit_log_rest where at >= first and at < first + interval '1 month');
        execute format('create table %I partition of audit_log for values from (%L) to (%L)', name, first, (first + interval '1 month')::date);
        execute format('revoke all on %I from clientele_app', name);
        execute format('create trigger %I before truncate on %I for each statement execute function audit_refuse(%L)', name || '_whole', name, name);
    end loop;
end
$$;
revoke execute on function audit_partitions from public;
