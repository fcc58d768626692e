// The golden record as SQL, written from the field metadata: golden_customers() computes, recompute_customers() stores. One statement
// serves one edit and a hundred thousand imported rows alike, so there is one truth about who wins.
import { type Field, unitOf } from '../../platform/field.ts';
import { customerFields } from './schema.ts';

/** SQL type of a golden column by the kind of its field. */
const sqlType: Readonly<Partial<Record<Field['type'], string>>> = { date: 'date', number: 'numeric', boolean: 'boolean' };

/** One golden column: its name and where in `units` (jsonb: unit to value) it stands. */
export interface GoldenColumn {
	readonly name: string;
	readonly unit: string;
	/** Expression over a jsonb called `units`. */
	readonly expression: string;
}

function columnOf(name: string, unit: string, field: Field): GoldenColumn {
	// A unit of one field holds the bare value; a group holds an object.
	const text = unit === name && unit !== 'name' ? `units->>'${name}'` : `units->'${unit}'->>'${name}'`;
	const type = sqlType[field.type];
	return { name, unit, expression: type ? `(${text})::${type}` : text };
}

/** The golden columns that come from units, in the order of the fields; `kind` apart, since it has a default. */
export const goldenColumns: readonly GoldenColumn[] = [
	...Object.entries(customerFields as Record<string, Field>).flatMap(([name, field]) => {
		const unit = unitOf(field);
		return unit && name !== 'kind' ? [columnOf(name, unit, field)] : [];
	}),
	columnOf('sort_name', 'name', customerFields.sort_name),
];

/** Columns that repeat the primary contact point or address, for lists. */
export const primaryColumns = ['email', 'phone', 'city', 'region', 'postal_code', 'country'] as const;

const owned = 'language sql stable security definer set search_path = public, pg_temp as $golden$';

/** Common table expressions over `ids` and `as_of`: the statements about these customers and their members, the newest of each key of age 1. */
const record = `member as materialized (
    select id as root, id from unnest(ids) as wanted (id)
    union all
    select golden_id, id from customers where golden_id = any (ids) and golden_id <> id
),
record as materialized (
    select m.root, r.id, r.source_id, r.key, r.content, r.stated_at, r.recorded_at, s.trust, s.kind = 'manual' as pinned,
        row_number() over (partition by m.root, r.source_id, r.key order by r.stated_at desc, r.recorded_at desc, r.content_hash) as age
    from member m
    join assignments a on a.customer_id = m.id
    join source_records r on r.customer_id = a.customer_id and r.id = a.source_record_id
    join sources s on s.id = r.source_id
    where r.content is not null
        and case when as_of is null then a.valid_to is null else a.valid_from <= as_of and (a.valid_to is null or a.valid_to > as_of) end
)`;

/** Over `record`: what each key of each source says of each unit now, and since when it has said so without a break. */
const stated = `version as (
    select r.root, r.source_id, r.key, r.pinned, r.trust, r.stated_at, r.age, u.key as unit, u.value,
        first_value(u.value) over same as newest, row_number() over same as place
    from record r
    cross join lateral jsonb_each(r.content) u
    where u.key not in ('contact_points', 'addresses', 'tags', 'denied') and u.value <> 'null'::jsonb
    window same as (partition by r.root, r.source_id, r.key, u.key order by r.age)
),
stretch as (
    select *, sum((value <> newest or place <> age)::int) over (partition by root, source_id, key, unit order by age) as breaks
    from version
),
stated as (
    select root, source_id, key, pinned, trust, unit, newest as value, min(stated_at) as since
    from stretch
    where breaks = 0
    group by root, source_id, key, pinned, trust, unit, newest
)`;

/**
 * golden_customers(ids, as_of): for each customer the units that won, its contact points, addresses and tags, computed from the
 * statements assigned to its members now (as_of null) or at a time. The order is total and knows no ids: pinned by a person, trust of
 * the source, the time since which it has said this value without a break, completeness, hash of the value.
 */
const goldenFunction = `
create or replace function golden_customers(ids bigint[], as_of timestamptz default null)
returns table (customer_id bigint, statements bigint, units jsonb, attributes jsonb, contact_points jsonb, addresses jsonb, tags text[])
${owned}
with ${record},
denied as materialized (
    select r.root, d.key as unit, v.value
    from record r
    cross join lateral jsonb_each(r.content->'denied') d
    cross join lateral jsonb_array_elements(d.value) v
    where r.age = 1 and r.content ? 'denied'
),
${stated},
winner as (
    select distinct on (root, unit) root, unit, value
    from stated s
    where pinned or not exists (select from denied d where d.root = s.root and d.unit = s.unit and d.value = s.value)
    order by root, unit, pinned desc, trust desc, since desc,
        case jsonb_typeof(value) when 'object' then (select count(*) from jsonb_object_keys(value)) else 1 end desc, md5(value::text)
),
scalar as (
    select root,
        jsonb_object_agg(unit, value) filter (where unit not like 'attributes.%') as units,
        jsonb_object_agg(substr(unit, 12), value) filter (where unit like 'attributes.%') as attributes
    from winner
    group by root
),
point as (
    select distinct on (r.root, p.value->>'kind', p.value->>'value')
        r.root, p.value->>'kind' as kind, p.value->>'value' as value, p.value->>'label' as label,
        r.pinned, r.trust, r.stated_at, p.ordinality, coalesce((p.value->>'is_primary')::boolean, false) as wants_first
    from record r
    cross join lateral jsonb_array_elements(r.content->'contact_points') with ordinality p
    where r.age = 1
        and (r.pinned or not exists (
            select from denied d
            where d.root = r.root and d.unit = 'contact_points' and d.value #>> '{}' = (p.value->>'kind') || ':' || (p.value->>'value')))
    order by r.root, p.value->>'kind', p.value->>'value', r.pinned desc, r.trust desc, r.stated_at desc, (p.value->>'label') is null, p.ordinality, p.value::text
),
ranked_point as (
    select *, row_number() over (partition by root, kind
        order by (pinned and wants_first) desc, pinned desc, trust desc, wants_first desc, stated_at desc, ordinality, value) = 1 as is_primary
    from point
),
points as (
    select root, jsonb_agg(jsonb_build_object('kind', kind, 'value', value, 'label', label, 'is_primary', is_primary) order by kind, is_primary desc, value) as list
    from ranked_point
    group by root
),
place as (
    select distinct on (r.root, p.value->>'key')
        r.root, p.value->>'key' as key, p.value - 'is_primary' as value,
        r.pinned, r.trust, r.stated_at, p.ordinality, coalesce((p.value->>'is_primary')::boolean, false) as wants_first
    from record r
    cross join lateral jsonb_array_elements(r.content->'addresses') with ordinality p
    where r.age = 1
        and (r.pinned or not exists (
            select from denied d where d.root = r.root and d.unit = 'addresses' and d.value #>> '{}' = p.value->>'key'))
    order by r.root, p.value->>'key', r.pinned desc, r.trust desc, r.stated_at desc, (p.value->>'label') is null, p.ordinality, p.value::text
),
ranked_place as (
    select *, row_number() over (partition by root
        order by (pinned and wants_first) desc, pinned desc, trust desc, wants_first desc, stated_at desc, ordinality, key) = 1 as is_primary
    from place
),
places as (
    select root, jsonb_agg(value || jsonb_build_object('is_primary', is_primary) order by is_primary desc, key) as list
    from ranked_place
    group by root
),
tagged as (
    -- Collation "C": the order in which statements are written (statement.ts), whatever the database was made with.
    select r.root, array_agg(distinct (t.value #>> '{}') collate "C" order by (t.value #>> '{}') collate "C") as list
    from record r
    cross join lateral jsonb_array_elements(r.content->'tags') t
    where r.age = 1
        and (r.pinned or not exists (select from denied d where d.root = r.root and d.unit = 'tags' and d.value = t.value))
    group by r.root
)
select w.id, (select count(*) from record r where r.root = w.id), coalesce(s.units, '{}'), coalesce(s.attributes, '{}'),
    coalesce(p.list, '[]'), coalesce(a.list, '[]'), coalesce(t.list, '{}')
from unnest(ids) as w (id)
left join scalar s on s.root = w.id
left join points p on p.root = w.id
left join places a on a.root = w.id
left join tagged t on t.root = w.id
$golden$;
revoke execute on function golden_customers from public;
grant execute on function golden_customers to clientele_app;`;

const assigned = [...goldenColumns.map(({ name }) => name), 'kind', ...primaryColumns, 'tags', 'attributes'];

/** The first primary e-mail or phone in a jsonb list of contact points. */
const primaryPoint = (kind: string) =>
	`(select p->>'value' from jsonb_array_elements(g.contact_points) p where p->>'kind' = '${kind}' and (p->>'is_primary')::boolean)`;

const next = [
	...goldenColumns.map(({ name, expression }) => `${expression.replaceAll('units', 'g.units')} as ${name}`),
	`coalesce(g.units->>'kind', 'person') as kind`,
	`${primaryPoint('email')} as email`,
	`${primaryPoint('phone')} as phone`,
	...primaryColumns.slice(2).map((name) => `g.addresses->0->>'${name}' as ${name}`),
	'g.tags',
	'g.attributes',
];

/**
 * recompute_customers(ids, by_user): stores what golden_customers() says where it differs, keeps the image before in history, counts the
 * version up; a customer about whom nobody says anything any more is withdrawn, and comes back when somebody does. Returns the ids
 * that changed. Owner-side, because the statements of one customer may lie in scopes that the person who edits does not see.
 */
const recomputeFunction = `
create or replace function recompute_customers(ids bigint[], by_user bigint default null) returns setof bigint
language plpgsql security definer set search_path = public, pg_temp as $recompute$
begin
    perform from customers where id = any (ids) order by id for update;
    return query
    with golden as materialized (
        select g.*, c.scope_id, c.owner_id, c.state as state_before
        from golden_customers(ids) g
        join customers c on c.id = g.customer_id
        where c.state in ('active', 'withdrawn', 'deleted')
    ),
    next as materialized (
        select g.customer_id, g.statements, ${next.join(',\n            ')}
        from golden g
    ),
    new_point as materialized (
        select g.customer_id, p.value->>'kind' as kind, p.value->>'value' as value, p.value->>'label' as label,
            (p.value->>'is_primary')::boolean as is_primary, g.scope_id, g.owner_id
        from golden g cross join lateral jsonb_array_elements(g.contact_points) p
    ),
    point_gone as (
        delete from contact_points o using golden g
        where o.customer_id = g.customer_id
            and not exists (select from new_point n where n.customer_id = o.customer_id and n.kind = o.kind and n.value = o.value)
        returning o.customer_id
    ),
    point_put as (
        insert into contact_points as o (customer_id, kind, value, label, is_primary, scope_id, owner_id)
        select * from new_point
        on conflict (customer_id, kind, value) do update set label = excluded.label, is_primary = excluded.is_primary
        where (o.label, o.is_primary) is distinct from (excluded.label, excluded.is_primary)
        returning o.customer_id
    ),
    new_place as materialized (
        select g.customer_id, (p.value->>'key')::uuid as key, p.value->>'label' as label, p.value->>'line1' as line1, p.value->>'line2' as line2,
            p.value->>'city' as city, p.value->>'region' as region, p.value->>'postal_code' as postal_code, p.value->>'country' as country,
            (p.value->>'is_primary')::boolean as is_primary, g.scope_id, g.owner_id
        from golden g cross join lateral jsonb_array_elements(g.addresses) p
    ),
    place_gone as (
        delete from addresses o using golden g
        where o.customer_id = g.customer_id
            and not exists (select from new_place n where n.customer_id = o.customer_id and n.key = o.key)
        returning o.customer_id
    ),
    place_put as (
        insert into addresses as o (customer_id, key, label, line1, line2, city, region, postal_code, country, is_primary, scope_id, owner_id)
        select * from new_place
        on conflict (customer_id, key) do update set label = excluded.label, is_primary = excluded.is_primary
        where (o.label, o.is_primary) is distinct from (excluded.label, excluded.is_primary)
        returning o.customer_id
    ),
    touched as (
        select customer_id, 'contact_points' as unit from point_gone union select customer_id, 'contact_points' from point_put
        union select customer_id, 'addresses' from place_gone union select customer_id, 'addresses' from place_put
    ),
    before as materialized (
        select c.* from customers c join golden g on g.customer_id = c.id
    ),
    changed as (
        update customers c
        set ${assigned.map((name) => `${name} = n.${name}`).join(', ')},
            version = c.version + 1,
            updated_at = greatest(now(), c.updated_at),
            state = case when c.state = 'active' and n.statements = 0 then 'withdrawn' when c.state = 'withdrawn' and n.statements > 0 then 'active' else c.state end
        from next n
        where c.id = n.customer_id
            and ((${assigned.map((name) => `c.${name}`).join(', ')}) is distinct from (${assigned.map((name) => `n.${name}`).join(', ')})
                or c.id in (select customer_id from touched)
                or c.state = 'active' and n.statements = 0
                or c.state = 'withdrawn' and n.statements > 0)
        returning c.*
    ),
    remembered as (
        insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
        select b.id, 'customer', b.id, b.updated_at,
            jsonb_build_object('version', b.version, 'values', (
                select coalesce(jsonb_object_agg(o.key, o.value), '{}')
                from jsonb_each(to_jsonb(b)) o
                where o.key not in ('version', 'updated_at', 'valid_from') and o.value is distinct from to_jsonb(c)->o.key)
                -- The sets stand in tables of their own and their earlier members in the statements: here, that they changed.
                || (select coalesce(jsonb_object_agg(t.unit, null), '{}') from touched t where t.customer_id = b.id)),
            by_user, b.scope_id, b.owner_id
        from before b join changed c on c.id = b.id
        where b.version > 0
    )
    select id from changed;
end
$recompute$;
revoke execute on function recompute_customers from public;
grant execute on function recompute_customers to clientele_app;`;

/**
 * customer_statements(ids): the newest statement of every key of every source about these customers, with what ranks it. For edits (what is
 * to be denied when a field is cleared) and for provenance. Owner-side for the same reason as above; callers check first that the
 * person sees the customer.
 */
const statementsFunction = `
create or replace function customer_statements(ids bigint[])
returns table (root bigint, customer_id bigint, id bigint, source_id integer, source text, pinned boolean, trust smallint, key text,
    content jsonb, stated_at timestamptz, recorded_at timestamptz, recorded_by bigint, import_id bigint)
language sql stable security definer set search_path = public, pg_temp as $statements$
    select distinct on (m.root, r.source_id, r.key)
        m.root, r.customer_id, r.id, r.source_id, s.name, s.kind = 'manual', s.trust, r.key, r.content, r.stated_at, r.recorded_at, r.recorded_by, r.import_id
    from (
        select id as root, id from unnest(ids) as wanted (id)
        union all
        select golden_id, id from customers where golden_id = any (ids) and golden_id <> id
    ) m
    join assignments a on a.customer_id = m.id and a.valid_to is null
    join source_records r on r.customer_id = a.customer_id and r.id = a.source_record_id
    join sources s on s.id = r.source_id
    where r.content is not null
    order by m.root, r.source_id, r.key, r.stated_at desc, r.recorded_at desc, r.content_hash
$statements$;
revoke execute on function customer_statements from public;
grant execute on function customer_statements to clientele_app;`;

/**
 * customer_stated_since(ids): since when each key of each source has said what it says now of each unit. With the statements above it tells
 * which value wins and why.
 */
const sinceFunction = `
create or replace function customer_stated_since(ids bigint[], as_of timestamptz default null)
returns table (root bigint, source_id integer, key text, unit text, since timestamptz)
${owned}
with ${record},
${stated}
select root, source_id, key, unit, since from stated
$golden$;
revoke execute on function customer_stated_since from public;
grant execute on function customer_stated_since to clientele_app;`;

/** The predicate of the row policies, for owner-side functions that search where row-level security would forbid the index. */
export const visible =
	"(scope_id = any (nullif(current_setting('app.scopes', true), '')::int[]) or owner_id = nullif(current_setting('app.user_id', true), '')::bigint)";

/**
 * search_phone_part(part, most): customers with these digits somewhere in a phone number. LIKE is not leakproof, so under row-level
 * security the trigram index could not be used (317 ms at a million rows); this function applies the policy's predicate itself.
 */
const phonePartFunction = `
create or replace function search_phone_part(part text, most integer) returns table (customer_id bigint, value text)
language plpgsql stable security definer set search_path = public, pg_temp as $part$
begin
    return query execute format(
        'select customer_id, value from contact_points where kind = ''phone'' and value like %L and ${visible.replaceAll("'", "''")} limit %s',
        '%' || regexp_replace(part, '[^0-9]', '', 'g') || '%', most);
end
$part$;
revoke execute on function search_phone_part from public;
grant execute on function search_phone_part to clientele_app;`;

/** Statements that (re)create the functions; run by migrate whenever they differ from what is installed. */
export const goldenSql: readonly string[] = [goldenFunction, recomputeFunction, statementsFunction, sinceFunction, phonePartFunction];
