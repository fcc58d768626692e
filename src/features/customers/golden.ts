// The golden record as SQL, written from the field metadata: golden_customers() computes it for one edit and for a hundred thousand imported
// rows alike, so there is one truth about who wins. What stores it is in recompute.ts.
import { type Field, unitOf } from '../../platform/field.ts';
import { customerFields } from './schema.ts';

/** SQL type of a golden column by the kind of its field. */
const sqlType: Readonly<Partial<Record<Field['type'], GoldenColumn['type']>>> = { date: 'date', number: 'numeric', boolean: 'boolean' };

/** One golden column: its name and where in `units` (jsonb: unit to value) it stands. */
export interface GoldenColumn {
	readonly name: string;
	readonly unit: string;
	readonly type: 'text' | 'date' | 'numeric' | 'boolean';
	/** Expression over a jsonb called `units`. */
	readonly expression: string;
}

function columnOf(name: string, unit: string, field: Field): GoldenColumn {
	// A unit of one field holds the bare value; a group holds an object.
	const text = unit === name && unit !== 'name' ? `units->>'${name}'` : `units->'${unit}'->>'${name}'`;
	const type = sqlType[field.type] ?? 'text';
	return { name, unit, type, expression: type === 'text' ? text : `(${text})::${type}` };
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

/**
 * Settings of functions that work customer by customer. Each of their steps is a look-up by key, so one plan, made without knowing how many
 * customers come, serves all: the cost is linear, and the plan does not depend on what the tables held when it was made. Left to itself the
 * planner joined all statements with each other (1.4 ms a customer among 1,000) and read whole tables for one customer (0.2 s among a million).
 */
export const byKey = `security definer set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off`;

const owned = (declared = '') => `language plpgsql stable ${byKey} as $golden$
#variable_conflict use_column
${declared}begin`;

/**
 * What each key of each source says of the customer `w.id` and those merged into it, at `as_of`: all its versions, the newest first, and when
 * they were stated.
 */
const said = `said as materialized (
    select v.source_id, v.key, s.kind = 'manual' as pinned, s.trust, v.versions[1] as content, v.times[1] as stated_at, v.versions, v.times
    from (
        select r.source_id, r.key,
            array_agg(r.content order by r.stated_at desc, r.recorded_at desc, r.content_hash) as versions,
            array_agg(r.stated_at order by r.stated_at desc, r.recorded_at desc, r.content_hash) as times
        from (select w.id union all select m.id from customers m where m.golden_id = w.id and m.golden_id <> m.id) member
        join assignments a on a.customer_id = member.id
        join source_records r on r.customer_id = a.customer_id and r.id = a.source_record_id
        where r.content is not null
            and case when as_of is null then a.valid_to is null else a.valid_from <= as_of and (a.valid_to is null or a.valid_to > as_of) end
        group by r.source_id, r.key
    ) v
    join sources s on s.id = v.source_id
)`;

/** Over `said`: each unit that a key states now, and since when it has said the same without a break. */
const stated = `
    select s.source_id, s.key, s.pinned, s.trust, s.stated_at, u.key as unit, u.value,
        case when cardinality(s.versions) = 1 then s.stated_at else s.times[(
            -- Up to the version that said otherwise, or nothing.
            select coalesce(min(n), cardinality(s.versions) + 1) - 1
            from generate_subscripts(s.versions, 1) n
            where s.versions[n]->u.key is distinct from u.value
        )] end as since
    from said s
    cross join lateral jsonb_each(s.content) u
    where u.key not in ('contact_points', 'addresses', 'tags', 'denied') and u.value <> 'null'::jsonb`;

/** Condition on what `s` states of a unit: a person stated it, or nobody denies it. `denies`: condition on a denied value `v`. */
const holds = (unit: string, denies: string) => `(s.pinned or d.list is null or not exists (
                        select from jsonb_array_elements(d.list) l cross join lateral jsonb_array_elements(l->${unit}) v where ${denies}))`;

/**
 * The members of a set (contact points, addresses), each once, in the words of the statement that ranks highest, and its `place`: 1 is the primary
 * one of its group. Texts compare bytewise, so that the order does not depend on the collation of the database.
 * @param key expressions over `p.value` that tell members apart, by name
 * @param columns further columns over `p.value`
 * @param group the column within which one member is primary, if any
 */
function rankedSet(set: string, key: Readonly<Record<string, string>>, columns: string, denies: string, group?: string): string {
	const names = Object.keys(key).join(', ');
	const values = Object.values(key).join(', ');
	return `
                select *, row_number() over (${group ? `partition by ${group} ` : ''}order by
                    (pinned and wants_first) desc, pinned desc, trust desc, wants_first desc, stated_at desc, ordinality, ${names}) as place
                from (
                    select distinct on (${values}) ${Object.entries(key).map(([name, value]) => `${value} as ${name}`)}, ${columns},
                        s.pinned, s.trust, s.stated_at, p.ordinality, coalesce((p.value->>'is_primary')::boolean, false) as wants_first
                    from said s
                    cross join denied d
                    cross join lateral jsonb_array_elements(s.content->'${set}') with ordinality p
                    where ${holds(`'${set}'`, denies)}
                    order by ${values}, s.pinned desc, s.trust desc, s.stated_at desc, p.value->>'label' is null, p.ordinality, p.value
                ) member`;
}

const rankedPoints = rankedSet(
	'contact_points',
	{ kind: `(p.value->>'kind') collate "C"`, value: `(p.value->>'value') collate "C"` },
	`p.value->>'label' as label`,
	`v #>> '{}' = (p.value->>'kind') || ':' || (p.value->>'value')`,
	'kind',
);

const rankedPlaces = rankedSet(
	'addresses',
	{ key: `(p.value->>'key') collate "C"` },
	`p.value - 'is_primary' as value`,
	`v #>> '{}' = p.value->>'key'`,
);

/** Who wins a unit, the winner last. Of an attribute whose survivorship is newest the latest statement does, whatever its trust. */
const ranking =
	'pinned, case when unit = any (newest_units) then 0 else trust end, case when unit = any (newest_units) then stated_at else since end, trust, since, parts, hash desc';

/** Read once a call, not once a customer: with no attribute that differs from the usual way both are empty, and nothing more is done. */
const differing = `declare
    newest_units constant text[] := array(select 'attributes.' || d.name from attribute_definitions d where d.survivorship = 'newest' and d.deleted_at is null);
    united_units constant text[] := array(select 'attributes.' || d.name from attribute_definitions d where d.survivorship = 'union' and d.deleted_at is null);
`;

/**
 * Attributes that unite what all sources say: each choice once, those of the statement that ranks highest first, so that one statement alone
 * comes out as it stands. A person's own list is the whole list.
 */
const unitedAttributes = `
            select jsonb_object_agg(substr(unit, 12), list)
            from (
                select unit, jsonb_agg(member order by place) as list
                from (
                    select unit, member, min(place) as place
                    from (
                        select u.key as unit, m.value as member, row_number() over (partition by u.key
                            order by s.trust desc, s.stated_at desc, md5(u.value::text) collate "C", m.ordinality) as place
                        from said s
                        cross join denied d
                        cross join lateral jsonb_each(s.content) u
                        cross join lateral jsonb_array_elements(case jsonb_typeof(u.value) when 'array' then u.value else '[]' end) with ordinality m
                        where u.key = any (united_units) and not s.pinned and ${holds('u.key', 'v = u.value')}
                            and not exists (select from said p where p.pinned and p.content->u.key <> 'null'::jsonb)
                    ) one
                    group by unit, member
                ) each_once
                group by unit
            ) lists`;

/**
 * golden_customers(ids, as_of): for each customer the units that won, its contact points, addresses and tags, computed from the
 * statements assigned to its members now (as_of null) or at a time. The order is total and knows no ids: pinned by a person, trust of
 * the source, the time since which it has said this value without a break, completeness, hash of the value.
 */
const goldenFunction = `
create or replace function golden_customers(ids bigint[], as_of timestamptz default null)
returns table (customer_id bigint, statements bigint, units jsonb, attributes jsonb, contact_points jsonb, addresses jsonb, tags text[])
${owned(differing)}
return query
select w.id, g.statements, coalesce(g.units, '{}'), coalesce(g.attributes, '{}') || coalesce(g.united, '{}'), coalesce(g.points, '[]'), coalesce(g.places, '[]'), coalesce(g.tags, '{}')
from unnest(ids) as w (id)
cross join lateral (
    with ${said},
    denied as materialized (select jsonb_agg(s.content->'denied') as list from said s where s.content ? 'denied')
    select scalar.units, scalar.attributes,
        case when united_units <> '{}' then (${unitedAttributes}
        ) end as united,
        (select coalesce(sum(cardinality(s.versions)), 0) from said s) as statements,
        (
            select jsonb_agg(jsonb_build_object('kind', kind, 'value', value, 'label', label, 'is_primary', place = 1) order by kind, place = 1 desc, value)
            from (${rankedPoints}
            ) ranked
        ) as points,
        (
            select jsonb_agg(value || jsonb_build_object('is_primary', place = 1) order by place = 1 desc, key)
            from (${rankedPlaces}
            ) ranked
        ) as places,
        (
            -- In the order in which statements are written (statement.ts).
            select array_agg(distinct (t.value #>> '{}') collate "C" order by (t.value #>> '{}') collate "C")
            from said s
            cross join denied d
            cross join lateral jsonb_array_elements(s.content->'tags') t
            where ${holds("'tags'", 'v = t.value')}
        ) as tags
    from (
        -- Of several values under one key jsonb_object_agg keeps the last.
        select jsonb_object_agg(unit, value order by ${ranking}) filter (where unit not like 'attributes.%') as units,
            jsonb_object_agg(substr(unit, 12), value order by ${ranking}) filter (where unit like 'attributes.%') as attributes
        from (
            select s.*, md5(s.value::text) collate "C" as hash,
                case jsonb_typeof(s.value) when 'object' then (select count(*) from jsonb_object_keys(s.value)) else 1 end as parts
            from denied d
            cross join (${stated}
            ) s
            where ${holds('s.unit', 'v = s.value')}
        ) candidate
    ) scalar
) g;
end
$golden$;
revoke execute on function golden_customers from public;
grant execute on function golden_customers to clientele_app;`;

/**
 * customer_stated_since(ids): since when each key of each source has said what it says now of each unit. With the statements below it tells
 * which value wins and why.
 */
const sinceFunction = `
create or replace function customer_stated_since(ids bigint[], as_of timestamptz default null)
returns table (root bigint, source_id integer, key text, unit text, since timestamptz)
${owned()}
return query
select w.id, t.source_id, t.key, t.unit, t.since
from unnest(ids) as w (id)
cross join lateral (with ${said} ${stated}) t;
end
$golden$;
revoke execute on function customer_stated_since from public;
grant execute on function customer_stated_since to clientele_app;`;

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

/** Statements that (re)create the functions; run by migrate whenever they differ from what is installed. */
export const goldenSql: readonly string[] = [goldenFunction, sinceFunction, statementsFunction];
