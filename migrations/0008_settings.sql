-- Settings: rules, groups and survivorship of custom attributes; how far a recompute is; when a person last signed in.

create table attribute_groups (
    id integer generated always as identity primary key,
    label_en text not null check (length(label_en) between 1 and 200),
    label_zh text not null check (length(label_zh) between 1 and 200),
    position integer not null default 0
);
comment on table attribute_groups is 'The cards under which a customer''s page shows custom attributes, as an administrator arranged them.';

alter table attribute_definitions
    add column rules jsonb not null default '{}' check (jsonb_typeof(rules) = 'object'),
    add column survivorship text not null default 'trust' check (survivorship in ('trust', 'newest', 'union')),
    add column group_id integer references attribute_groups,
    add column version integer not null default 1;
comment on column attribute_definitions.rules is 'What a value has to hold to besides its type: max_length, pattern, min, max, decimals, earliest … (attributeRules in schema.ts).';
comment on column attribute_definitions.survivorship is
'Who wins: trust (of the source, then time), newest (the latest statement), union (of choices: what any source says). A person''s own word wins always.';
comment on column attribute_definitions.group_id is 'Null: among the attributes without a group, shown last.';
create index attribute_definitions_survivorship on attribute_definitions (survivorship, name) where survivorship <> 'trust';

create table recomputes (
    id bigint generated always as identity primary key,
    source_id integer references sources,
    attribute_id integer references attribute_definitions,
    -- Customers looked at, by the range of their ids.
    done bigint not null default 0,
    total bigint not null default 0,
    changed bigint not null default 0,
    started_at timestamptz not null default now(),
    finished_at timestamptz
);
create index recomputes_started on recomputes (started_at);
comment on table recomputes is 'Each time customers were computed anew because the trust of a source or the survivorship of an attribute changed, and how far that is.';

alter table users add column last_sign_in_at timestamptz;
