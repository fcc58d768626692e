// Customers put into the scope of their class, as SQL: their team, and the conditions that their values meet (decision 0019).
import { conditionFields } from '../access/endpoints-teams.ts';
import { byKey } from './golden.ts';
import { ownedTables } from './queries.ts';

/**
 * The customers `c` of `ids` whose scope is not that of their class: `wanted` is what their values meet, `next` the scope for it. Null where there is none
 * yet, or where it is so new that a process may not have it among the rights of its people (they are kept for 5 s): nobody would see the customer there.
 */
const misplaced = `
        select c.id, c.scope_id, c.owner_id, s.team_id, x.wanted, n.id as next
        from customers c join scopes s on s.id = c.scope_id
        cross join lateral (
            select coalesce(array_agg(r.id order by r.id), '{}') as wanted from row_conditions r
            where case r.field ${conditionFields.map((field) => `when '${field}' then c.${field}`).join(' ')}
                else c.attributes->>substr(r.field, length('attributes.') + 1) end = any (r."values")
        ) x
        left join scopes n on n.team_id = s.team_id and n.conditions = x.wanted and n.created_at < now() - interval '6 seconds'
        where c.id = any (ids) and s.conditions <> x.wanted`;

/** Moves customers of the list `misplaced` whose class has a scope, and tells who saw them in the one they leave. */
const moved = `put as (
        update customers c set scope_id = m.next from misplaced m where c.id = m.id and m.next is not null returning c.id
    ),
    told as (
        insert into changes (kind, customer_ids, by_user, left_scope_id, left_owner_id, detail)
        select 'customers', case when count(*) <= 500 then array_agg(id) end, by_user, scope_id, owner_id, '{}'
        from misplaced where next is not null group by scope_id, owner_id
    )`;

/** scope_beside(wanted, current): the scope of a customer after a move to the team of `wanted`: the conditions that hold for him stay. */
const besideFunction = `
create or replace function scope_beside(wanted integer, current_scope integer) returns integer
language sql stable security definer set search_path = public, pg_temp as $beside$
    select coalesce((
        select n.id from scopes w join scopes n on n.team_id = w.team_id
        where w.id = wanted and n.conditions = (select c.conditions from scopes c where c.id = current_scope)), wanted)
$beside$;
revoke execute on function scope_beside from public;
grant execute on function scope_beside to clientele_app;`;

/**
 * rescope_customers(ids, by_user): at once with what changed their values. Their facts follow by a job, and so does a customer of a class that
 * appears for the first time. Nothing is read where there are no conditions.
 */
const atOnceFunction = `
create or replace function rescope_customers(ids bigint[], by_user bigint default null) returns integer
language plpgsql ${byKey} as $rescope$
declare
    found_count integer;
begin
    if not exists (select from row_conditions) then
        return 0;
    end if;
    with misplaced as materialized (${misplaced}
    ),
    ${moved}
    insert into rescope_queue (customer_id) select id from misplaced on conflict do nothing;
    get diagnostics found_count = row_count;
    if found_count > 0 then
        perform add_job('access.rescope', '{}', null, null, 25, 'access.rescope');
    end if;
    return found_count;
end
$rescope$;
revoke execute on function rescope_customers from public;
grant execute on function rescope_customers to clientele_app;`;

const facts = ownedTables.filter((table) => table !== 'lookup');

/**
 * rescope_step(ids): the part of the job for these customers: scopes that are missing are made, customers put into theirs, and the facts follow of
 * those that were put elsewhere now or wait in the queue. Locks customers before all else, as every change of them does.
 */
const stepFunction = `
create or replace function rescope_step(ids bigint[], out moved bigint[])
language plpgsql ${byKey} as $step$
declare
    by_user constant bigint := null;
begin
    perform from customers where id = any (ids) order by id for no key update;
    with misplaced as materialized (${misplaced}
    )
    insert into scopes (team_id, conditions) select distinct team_id, wanted from misplaced m
    where next is null and not exists (select from scopes s where s.team_id = m.team_id and s.conditions = m.wanted) on conflict do nothing;
    with misplaced as materialized (${misplaced}
    ),
    ${moved},
    staying as (
        insert into rescope_queue (customer_id) select id from misplaced where next is null on conflict do nothing
    ),
    waited as (
        delete from rescope_queue where customer_id = any (ids) and customer_id not in (select id from misplaced where next is null) returning customer_id
    )
    select coalesce(array_agg(id), '{}') into moved from (select id from put union select customer_id from waited) d;
    if moved = '{}' then
        return;
    end if;
    ${facts.map((table) => `update ${table} f set scope_id = c.scope_id from customers c where f.customer_id = any (moved) and c.id = f.customer_id and f.scope_id <> c.scope_id;`).join('\n    ')}
    update lookup l set scope_id = c.scope_id from customers c
    where c.id = l.customer_id and l.scope_id <> c.scope_id and l.ctid = any (array(
        select f.at from (
            select k.customer_id, t.token from lookup_tokens k cross join lateral unnest(k.tokens) t (token) where k.customer_id = any (moved)
            union all
            select r.customer_id, 'x' || r.source_id || ':' || r.key from source_records r where r.customer_id = any (moved)
        ) o
        cross join lateral (select ctid as at from lookup where token = o.token collate "C" and customer_id = o.customer_id offset 0) f));
end
$step$;
revoke execute on function rescope_step from public;`;

/** Statements that (re)create the functions. */
export const rescopeSql: readonly string[] = [besideFunction, atOnceFunction, stepFunction];
