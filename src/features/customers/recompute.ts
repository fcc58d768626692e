// Storing the golden record, as SQL written from the field metadata: recompute_customers() compares what golden_customers() computes with what
// stands, and changes what differs.
import { byKey, goldenColumns, primaryColumns } from './golden.ts';

/** The columns of customers that are computed. */
const assigned = [...goldenColumns.map(({ name }) => name), 'kind', ...primaryColumns, 'tags', 'attributes'];

/** The first primary e-mail or phone in a jsonb list of contact points. */
const primaryPoint = (kind: string) =>
	`(select p->>'value' from jsonb_array_elements(g.contact_points) p where p->>'kind' = '${kind}' and (p->>'is_primary')::boolean)`;

/** What `assigned` is to hold, over a row `g` of golden_customers(). */
const next = [
	...goldenColumns.map(({ name, expression }) => `${expression.replaceAll('units', 'g.units')} as ${name}`),
	`coalesce(g.units->>'kind', 'person') as kind`,
	`${primaryPoint('email')} as email`,
	`${primaryPoint('phone')} as phone`,
	...primaryColumns.slice(2).map((name) => `g.addresses->0->>'${name}' as ${name}`),
	'g.tags',
	'g.attributes',
];

/** The keys of the members of a set that are new, gone or other than those in its table; `n.<set>` is what the set is to be, `key` tells a member's key. */
const touched = (set: string, key: string) => `jsonb_build_object('${set}', (
                    select jsonb_agg(distinct key) from (
                        select key from (
                            select ${key} as key, label, is_primary from jsonb_to_recordset(n.${set}) as m (key text, kind text, value text, label text, is_primary boolean)
                            union all
                            select ${key}, label, is_primary from ${set} where customer_id = n.id
                        ) both_sides
                        group by key, label, is_primary having count(*) = 1
                    ) differing))`;

/** The members of a set that changed, whole, as they were and as they are to be: `contact_points_before`, `contact_points_after`. */
const memberImage = (set: string, key: string, key_in_list: string) =>
	`case when i.image ? '${set}' then jsonb_build_object(
                    '${set}_before', (select coalesce(jsonb_agg(to_jsonb(o) - '{customer_id,scope_id,owner_id}'::text[]), '[]') from ${set} o
                        where o.customer_id = n.id and i.image->'${set}' ? (${key})),
                    '${set}_after', (select coalesce(jsonb_agg(p), '[]') from jsonb_array_elements(n.${set}) p where i.image->'${set}' ? (${key_in_list})))
                else '{}'::jsonb end`;

/** What a column held, where it is to hold something else. */
const before = (name: string) =>
	`case when c.${name} is distinct from n.${name} then jsonb_build_object('${name}', c.${name}) else '{}' end`;

/**
 * recompute_customers(ids, by_user): stores what golden_customers() says where it differs, keeps the image before in history, counts the
 * version up; a customer about whom nobody says anything any more is withdrawn, and comes back when somebody does. Returns the ids
 * that changed. Owner-side, because the statements of one customer may lie in scopes that the person who edits does not see.
 */
export const recomputeSql = `
create or replace function recompute_customers(ids bigint[], by_user bigint default null) returns setof bigint
language plpgsql ${byKey} as $recompute$
begin
    perform from customers where id = any (ids) order by id for update;
    return query
    with next as materialized (
        select g.customer_id as id, g.contact_points, g.addresses,
            case
                when c.state = 'active' and g.statements = 0 then 'withdrawn'
                when c.state = 'withdrawn' and g.statements > 0 then 'active'
                else c.state
            end as state,
            ${next.join(',\n            ')},
            g.contact_points is distinct from (
                select coalesce(jsonb_agg(jsonb_build_object('kind', o.kind, 'value', o.value, 'label', o.label, 'is_primary', o.is_primary)
                    order by o.kind collate "C", o.is_primary desc, o.value), '[]')
                from contact_points o where o.customer_id = g.customer_id
            ) as new_points,
            -- The key of an address tells its parts.
            (select jsonb_object_agg(p->>'key', jsonb_build_array(p->'label', p->'is_primary')) from jsonb_array_elements(g.addresses) p) is distinct from (
                select jsonb_object_agg(o.key, jsonb_build_array(o.label, o.is_primary)) from addresses o where o.customer_id = g.customer_id
            ) as new_places
        from golden_customers(ids) g
        cross join lateral (select state from customers where id = g.customer_id and state in ('active', 'withdrawn', 'deleted') offset 0) c
    ),
    differs as materialized (
        select n.*, c.version, c.updated_at, c.scope_id, c.owner_id, i.image, m.members
        from next n
        cross join lateral (select * from customers where id = n.id offset 0) c
        cross join lateral (
            select ${['state', ...assigned].map(before).join('\n                || ')}
                -- The sets stand in tables of their own and their earlier members in the statements: here, which of them changed.
                || case when n.new_points then ${touched('contact_points', "kind || ':' || value")} else '{}'::jsonb end
                || case when n.new_places then ${touched('addresses', 'key::text')} else '{}'::jsonb end as image
        offset 0) i
        cross join lateral (
            select ${memberImage('contact_points', "kind || ':' || value", "p->>'kind' || ':' || (p->>'value')")}
                || ${memberImage('addresses', 'key::text', "p->>'key'")} as members
        ) m
        where i.image <> '{}'
    ),
    point_gone as (
        delete from contact_points o using differs d
        where d.new_points and o.customer_id = d.id
            and not exists (select from jsonb_array_elements(d.contact_points) p where p->>'kind' = o.kind and p->>'value' = o.value)
    ),
    point_put as (
        insert into contact_points as o (customer_id, kind, value, label, is_primary, scope_id, owner_id)
        select d.id, p->>'kind', p->>'value', p->>'label', (p->>'is_primary')::boolean, d.scope_id, d.owner_id
        from differs d cross join lateral jsonb_array_elements(d.contact_points) p
        where d.new_points
        on conflict (customer_id, kind, value) do update set label = excluded.label, is_primary = excluded.is_primary
        where (o.label, o.is_primary) is distinct from (excluded.label, excluded.is_primary)
    ),
    place_gone as (
        delete from addresses o using differs d
        where d.new_places and o.customer_id = d.id
            and not exists (select from jsonb_array_elements(d.addresses) p where (p->>'key')::uuid = o.key)
    ),
    place_put as (
        insert into addresses as o (customer_id, key, label, line1, line2, city, region, postal_code, country, is_primary, scope_id, owner_id)
        select d.id, (p->>'key')::uuid, p->>'label', p->>'line1', p->>'line2', p->>'city', p->>'region', p->>'postal_code', p->>'country',
            (p->>'is_primary')::boolean, d.scope_id, d.owner_id
        from differs d cross join lateral jsonb_array_elements(d.addresses) p
        where d.new_places
        on conflict (customer_id, key) do update set label = excluded.label, is_primary = excluded.is_primary
        where (o.label, o.is_primary) is distinct from (excluded.label, excluded.is_primary)
    ),
    remembered as (
        insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
        select d.id, 'customer', d.id, d.updated_at, jsonb_build_object('version', d.version, 'values', d.image) || d.members, by_user, d.scope_id, d.owner_id
        from differs d
        where d.version > 0
    ),
    changed as (
        update customers c
        set ${['state', ...assigned].map((name) => `${name} = d.${name}`).join(', ')}, version = c.version + 1, updated_at = greatest(now(), c.updated_at)
        from differs d
        where c.id = d.id
        returning c.id
    )
    select c.id from changed c;
    -- What a customer's values are decides into which scope he belongs.
    if exists (select from row_conditions) then
        perform rescope_customers(ids, by_user);
    end if;
end
$recompute$;
revoke execute on function recompute_customers from public;
grant execute on function recompute_customers to clientele_app;`;
