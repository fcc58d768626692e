-- Restriction of processing (GDPR article 18, PIPL article 47): kept, not used and not changed, whichever way a change comes. The triggers stand on what every
-- change has to write; they name columns, so that moving a row into another scope and keeping its look-up rows cost nothing.

-- Customers whose data is kept and not used, with all that stand for the same person.
create or replace function restricted_customers() returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
    with asked as (
        select distinct c.golden_id from processing_limits l join customers c on c.id = l.customer_id where l.kind = 'restriction' and l.ended_at is null
    )
    select golden_id from asked
    union select m.id from asked a join customers m on m.golden_id = a.golden_id and m.golden_id <> m.id
$$;

-- Of these customers those that are restricted: looks at one index where nobody is, else at each by key.
create function restricted_among(ids bigint[]) returns setof bigint
language plpgsql stable security definer rows 1 set search_path = public, pg_temp as $$
begin
    if not exists (select from processing_limits where kind = 'restriction' and ended_at is null) then
        return;
    end if;
    return query
    select distinct c.id from customers c where c.id = any (ids) and (
        exists (select from processing_limits l where l.customer_id in (c.id, c.golden_id) and l.kind = 'restriction' and l.ended_at is null)
        or exists (
            select from customers m join processing_limits l on l.customer_id = m.id and l.kind = 'restriction' and l.ended_at is null
            where m.golden_id = c.golden_id and m.golden_id <> m.id));
end
$$;
revoke execute on function restricted_among from public;
grant execute on function restricted_among to clientele_app;

-- Arguments: the table, and its columns that name customers. Whoever may change what is restricted says so in the transaction (app.restriction).
create function refuse_restricted() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    about jsonb;
    found_id bigint;
begin
    if not exists (select from processing_limits where kind = 'restriction' and ended_at is null) then
        return null;
    end if;
    about := to_jsonb(case when tg_op = 'DELETE' then old else new end);
    select r into found_id from restricted_among(array[(about->>tg_argv[1])::bigint, (about->>tg_argv[tg_nargs - 1])::bigint]) r limit 1;
    if found then
        raise exception 'customer % is restricted: kept, not changed', found_id using errcode = '23514', table = tg_argv[0], constraint = 'customer_restricted';
    end if;
    return null;
end
$$;

create trigger restriction after update of version, state on customers for each row
    when (current_setting('app.restriction', true) is distinct from 'lifted') execute function refuse_restricted('customers', 'id');
create trigger restriction after insert or delete or update of content, raw, key on source_records for each row
    when (current_setting('app.restriction', true) is distinct from 'lifted') execute function refuse_restricted('source_records', 'customer_id');
create trigger restriction after insert or delete or update of valid_to on assignments for each row
    when (current_setting('app.restriction', true) is distinct from 'lifted') execute function refuse_restricted('assignments', 'customer_id');
create trigger restriction after insert or delete or update of body on notes for each row
    when (current_setting('app.restriction', true) is distinct from 'lifted') execute function refuse_restricted('notes', 'customer_id');
create trigger restriction after insert or delete or update of name, deleted_at on files for each row
    when (current_setting('app.restriction', true) is distinct from 'lifted') execute function refuse_restricted('files', 'customer_id');
create trigger restriction after insert or delete or update of type, starts_on, ends_on, note on relationships for each row
    when (current_setting('app.restriction', true) is distinct from 'lifted') execute function refuse_restricted('relationships', 'customer_id', 'other_id');

-- Breaches: which reminders of the 72 hours went out (two days and half a day before their end, and at it).
alter table privacy_breaches add column reminders smallint not null default 0;
alter table privacy_breach_steps drop constraint privacy_breach_steps_kind_check;
alter table privacy_breach_steps add constraint privacy_breach_steps_kind_check
    check (kind in ('opened', 'changed', 'authority_told', 'people_told', 'note', 'closed', 'reopened', 'reminded'));
