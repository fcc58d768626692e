-- The schema after all migrations and generated objects, read from the catalogue. Written by npm run schema; not to be edited.

-- ------------------------------------------------------------ extensions

create extension pg_trgm;

-- ------------------------------------------------------------ collations

create collation pinyin (provider = icu, locale = 'zh-u-co-pinyin-kr-latn-hani');

-- ------------------------------------------------------------ types

create type sql_draft as (content jsonb, image jsonb, units jsonb, raw jsonb);

-- ------------------------------------------------------------ tables

create table addresses (
    customer_id bigint not null,
    key uuid not null,
    label text,
    line1 text,
    line2 text,
    city text,
    region text,
    postal_code text,
    country text,
    is_primary boolean default false not null,
    scope_id integer default 1 not null,
    owner_id bigint,
    constraint addresses_pkey PRIMARY KEY (customer_id, key),
    constraint addresses_country_check CHECK ((country ~ '^[A-Z]{2}$'::text))
);
alter table addresses enable row level security;
CREATE INDEX addresses_further ON public.addresses USING btree (customer_id) WHERE (NOT is_primary);
create policy added on addresses as permissive for insert to clientele_app
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy changed on addresses as permissive for update to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))))
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy removed on addresses as permissive for delete to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy visible on addresses as permissive for select to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint AS "nullif"))));

create table anonymised_counts (
    created_month date not null,
    kind text not null,
    country text default ''::text not null,
    birth_decade integer default 0 not null,
    lifecycle_stage text default ''::text not null,
    count bigint not null,
    constraint anonymised_counts_pkey PRIMARY KEY (created_month, kind, country, birth_decade, lifecycle_stage)
);

create table answer_templates (
    kind text not null,
    language text not null,
    subject text not null,
    body text not null,
    version integer default 1 not null,
    updated_by bigint,
    updated_at timestamp with time zone default now() not null,
    constraint answer_templates_pkey PRIMARY KEY (kind, language),
    constraint answer_templates_body_check CHECK (((length(body) >= 1) AND (length(body) <= 20000))),
    constraint answer_templates_kind_check CHECK ((kind = ANY (ARRAY['received'::text, 'identity'::text, 'agent'::text, 'extended'::text, 'access'::text, 'portability'::text, 'correction'::text, 'erasure'::text, 'restriction'::text, 'objection'::text, 'human_review'::text, 'opt_out'::text, 'limit_use'::text, 'done'::text, 'refused'::text, 'kept'::text, 'restriction_ends'::text]))),
    constraint answer_templates_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'en'::text]))),
    constraint answer_templates_subject_check CHECK (((length(subject) >= 1) AND (length(subject) <= 300)))
);

create table api_keys (
    id bigint generated always as identity,
    name text not null,
    hash bytea not null,
    hint text not null,
    user_id bigint not null,
    created_at timestamp with time zone default now() not null,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    permissions text[],
    addresses cidr[],
    requests_per_minute integer,
    constraint api_keys_pkey PRIMARY KEY (id),
    constraint api_keys_hash_key UNIQUE (hash),
    constraint api_keys_addresses_check CHECK (((cardinality(addresses) >= 1) AND (cardinality(addresses) <= 100))),
    constraint api_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    constraint api_keys_requests_per_minute_check CHECK (((requests_per_minute >= 1) AND (requests_per_minute <= 1000000)))
);

create table approvals (
    id bigint generated always as identity,
    kind text not null,
    target_id bigint not null,
    amount bigint not null,
    requested_by bigint not null,
    state text default 'waiting'::text not null,
    decided_by bigint,
    reason text,
    created_at timestamp with time zone default now() not null,
    expires_at timestamp with time zone default (now() + '1 day'::interval) not null,
    decided_at timestamp with time zone,
    asked_because text,
    constraint approvals_pkey PRIMARY KEY (id),
    constraint approvals_kind_target_id_key UNIQUE (kind, target_id),
    constraint approvals_amount_check CHECK ((amount > 0)),
    constraint approvals_check CHECK ((decided_by <> requested_by)),
    constraint approvals_check1 CHECK (((state = ANY (ARRAY['allowed'::text, 'refused'::text])) = (decided_by IS NOT NULL))),
    constraint approvals_kind_check CHECK ((kind = ANY (ARRAY['export'::text, 'bulk_delete'::text]))),
    constraint approvals_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 1000))),
    constraint approvals_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'allowed'::text, 'refused'::text, 'withdrawn'::text, 'expired'::text])))
);
CREATE INDEX approvals_requested_by ON public.approvals USING btree (requested_by, id);
CREATE INDEX approvals_waiting ON public.approvals USING btree (expires_at) WHERE (state = 'waiting'::text);

create table assignments (
    customer_id bigint not null,
    source_record_id bigint not null,
    valid_from timestamp with time zone default now() not null,
    valid_to timestamp with time zone,
    cause text not null,
    closed_by bigint,
    constraint assignments_pkey PRIMARY KEY (customer_id, source_record_id, valid_from),
    constraint assignments_cause_check CHECK ((cause = ANY (ARRAY['created'::text, 'key'::text, 'matched'::text, 'edit'::text, 'redo'::text, 'moved'::text, 'restored'::text])))
);
CREATE INDEX assignments_closed_by ON public.assignments USING btree (closed_by) WHERE (closed_by IS NOT NULL);

create table attribute_definitions (
    id integer generated always as identity,
    entity text default 'customers'::text not null,
    name text not null,
    type text not null,
    label_en text not null,
    label_zh text not null,
    choices jsonb default '[]'::jsonb not null,
    required boolean default false not null,
    personal text default 'none'::text not null,
    indexed boolean default false not null,
    index_state text default 'none'::text not null,
    "position" integer default 0 not null,
    created_at timestamp with time zone default now() not null,
    deleted_at timestamp with time zone,
    rules jsonb default '{}'::jsonb not null,
    survivorship text default 'trust'::text not null,
    group_id integer,
    version integer default 1 not null,
    constraint attribute_definitions_pkey PRIMARY KEY (id),
    constraint attribute_definitions_entity_name_key UNIQUE (entity, name),
    constraint attribute_definitions_choices_check CHECK ((jsonb_typeof(choices) = 'array'::text)),
    constraint attribute_definitions_entity_check CHECK ((entity = 'customers'::text)),
    constraint attribute_definitions_index_state_check CHECK ((index_state = ANY (ARRAY['none'::text, 'building'::text, 'ready'::text]))),
    constraint attribute_definitions_label_en_check CHECK (((length(label_en) >= 1) AND (length(label_en) <= 200))),
    constraint attribute_definitions_label_zh_check CHECK (((length(label_zh) >= 1) AND (length(label_zh) <= 200))),
    constraint attribute_definitions_name_check CHECK ((name ~ '^[a-z][a-z0-9_]{0,62}$'::text)),
    constraint attribute_definitions_personal_check CHECK ((personal = ANY (ARRAY['none'::text, 'personal'::text, 'contact'::text, 'identity'::text, 'sensitive'::text]))),
    constraint attribute_definitions_rules_check CHECK ((jsonb_typeof(rules) = 'object'::text)),
    constraint attribute_definitions_survivorship_check CHECK ((survivorship = ANY (ARRAY['trust'::text, 'newest'::text, 'union'::text]))),
    constraint attribute_definitions_type_check CHECK ((type = ANY (ARRAY['text'::text, 'number'::text, 'money'::text, 'date'::text, 'boolean'::text, 'choice'::text, 'choices'::text, 'reference'::text])))
);
CREATE INDEX attribute_definitions_survivorship ON public.attribute_definitions USING btree (survivorship, name) WHERE (survivorship <> 'trust'::text);

create table attribute_groups (
    id integer generated always as identity,
    label_en text not null,
    label_zh text not null,
    "position" integer default 0 not null,
    constraint attribute_groups_pkey PRIMARY KEY (id),
    constraint attribute_groups_label_en_check CHECK (((length(label_en) >= 1) AND (length(label_en) <= 200))),
    constraint attribute_groups_label_zh_check CHECK (((length(label_zh) >= 1) AND (length(label_zh) <= 200)))
);

create table attribute_values (
    attribute_id integer not null,
    customer_id bigint not null,
    value text collate "C" not null,
    number double precision,
    scope_id integer default 1 not null,
    owner_id bigint,
    constraint attribute_values_pkey PRIMARY KEY (attribute_id, value, customer_id)
);
alter table attribute_values enable row level security;
CREATE INDEX attribute_values_customer ON public.attribute_values USING btree (customer_id);
CREATE INDEX attribute_values_number ON public.attribute_values USING btree (attribute_id, number, customer_id) WHERE (number IS NOT NULL);
CREATE INDEX attribute_values_words ON public.attribute_values USING btree (attribute_id, value COLLATE pinyin, customer_id) WHERE (number IS NULL);
create policy added on attribute_values as permissive for insert to clientele_app
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy changed on attribute_values as permissive for update to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))))
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy removed on attribute_values as permissive for delete to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy visible on attribute_values as permissive for select to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint AS "nullif"))));

create table audit_blocks (
    number bigint not null,
    kind text default 'entries'::text not null,
    at timestamp with time zone default clock_timestamp() not null,
    count bigint not null,
    first_at timestamp with time zone not null,
    last_at timestamp with time zone not null,
    ids int8multirange not null,
    leaves bytea not null,
    previous bytea not null,
    hash bytea not null,
    constraint audit_blocks_pkey PRIMARY KEY (number),
    constraint audit_blocks_kind_check CHECK ((kind = ANY (ARRAY['entries'::text, 'dropped'::text])))
);

create table audit_checkpoints (
    block bigint not null,
    at timestamp with time zone not null,
    hash bytea not null,
    key text not null,
    signature bytea not null,
    constraint audit_checkpoints_pkey PRIMARY KEY (block)
);

create table audit_log (
    customer_id bigint default 0 not null,
    id bigint not null,
    at timestamp with time zone default clock_timestamp() not null,
    xact xid8 default pg_current_xact_id() not null,
    user_id bigint,
    seen_by bigint,
    key_id bigint,
    session_id bigint,
    channel text not null,
    ip text,
    request text,
    action text not null,
    entity text not null,
    entity_id text,
    detail jsonb default '{}'::jsonb not null,
    count bigint,
    digest_before text,
    digest_after text,
    sealed text,
    scope_id integer default 0 not null,
    owner_id bigint,
    constraint audit_log_pkey PRIMARY KEY (customer_id, id, at),
    constraint audit_log_action_check CHECK ((action ~ '^[a-z_]+\.[a-z_.]+$'::text)),
    constraint audit_log_channel_check CHECK (((length(channel) >= 1) AND (length(channel) <= 50))),
    constraint audit_log_digest_after_check CHECK ((digest_after ~ '^[0-9a-f]{64}$'::text)),
    constraint audit_log_digest_before_check CHECK ((digest_before ~ '^[0-9a-f]{64}$'::text)),
    constraint audit_log_entity_check CHECK ((entity ~ '^[a-z_]{1,63}$'::text)),
    constraint audit_log_entity_id_check CHECK ((length(entity_id) <= 300)),
    constraint audit_log_ip_check CHECK ((length(ip) <= 50)),
    constraint audit_log_request_check CHECK ((length(request) <= 100))
) partition by RANGE (at);
alter table audit_log enable row level security;
CREATE INDEX audit_log_at ON ONLY public.audit_log USING btree (at, id);
CREATE INDEX audit_log_entity ON ONLY public.audit_log USING btree (entity, entity_id, at, id);
CREATE INDEX audit_log_refused ON ONLY public.audit_log USING btree (at, id) WHERE (action = ANY (ARRAY['access.refused'::text, 'sign_in.refused'::text]));
CREATE INDEX audit_log_user ON ONLY public.audit_log USING btree (user_id, at, id) WHERE (user_id IS NOT NULL);
create policy added on audit_log as permissive for insert to clientele_app
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy changed on audit_log as permissive for update to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))))
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy removed on audit_log as permissive for delete to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy visible on audit_log as permissive for select to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint AS "nullif"))));

create table audit_unsealed (
    id bigint not null,
    at timestamp with time zone not null,
    constraint audit_unsealed_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_unsealed_at ON public.audit_unsealed USING btree (at, id);

create table blob_removals (
    storage_key text collate "C" not null,
    due_at timestamp with time zone default now() not null,
    constraint blob_removals_pkey PRIMARY KEY (storage_key),
    constraint blob_removals_storage_key_check CHECK ((storage_key ~ '^[0-9a-f]{32}$'::text))
);
CREATE INDEX blob_removals_due ON public.blob_removals USING btree (due_at);

create table bulk_edit_customers (
    customer_id bigint not null,
    bulk_edit_id bigint not null,
    outcome text,
    before jsonb,
    scope_id integer default 1 not null,
    owner_id bigint,
    constraint bulk_edit_customers_pkey PRIMARY KEY (customer_id, bulk_edit_id),
    constraint bulk_edit_customers_outcome_check CHECK ((outcome = ANY (ARRAY['changed'::text, 'unchanged'::text, 'refused'::text])))
);
alter table bulk_edit_customers enable row level security;
CREATE INDEX bulk_edit_customers_edit ON public.bulk_edit_customers USING btree (bulk_edit_id, customer_id);
create policy visible on bulk_edit_customers as permissive for all to clientele_app
    using (((scope_id = ANY ((NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[])) OR (owner_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint)))
    with check (((scope_id = ANY ((NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[])) OR (owner_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint)));

create table bulk_edits (
    id bigint generated always as identity,
    user_id bigint not null,
    selection jsonb not null,
    action jsonb not null,
    state text default 'draft'::text not null,
    total bigint not null,
    exact boolean not null,
    chosen_at timestamp with time zone,
    next_id bigint default 0 not null,
    done bigint default 0 not null,
    changed bigint default 0 not null,
    unchanged bigint default 0 not null,
    refused bigint default 0 not null,
    reasons jsonb default '[]'::jsonb not null,
    undo_next_id bigint default 0 not null,
    undo_result jsonb,
    error jsonb,
    created_at timestamp with time zone default now() not null,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    undone_at timestamp with time zone,
    reason text,
    constraint bulk_edits_pkey PRIMARY KEY (id),
    constraint bulk_edits_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'waiting'::text, 'queued'::text, 'running'::text, 'cancelled'::text, 'failed'::text, 'done'::text, 'undoing'::text, 'undone'::text])))
);
CREATE INDEX bulk_edits_created_at ON public.bulk_edits USING btree (created_at) WHERE (state = 'draft'::text);
CREATE INDEX bulk_edits_user ON public.bulk_edits USING btree (user_id, id);

create table changes (
    id bigint generated always as identity,
    at timestamp with time zone default clock_timestamp() not null,
    xact xid8 default pg_current_xact_id() not null,
    kind text not null,
    customer_ids bigint[],
    by_user bigint,
    user_id bigint,
    left_scope_id integer,
    left_owner_id bigint,
    detail jsonb default '{}'::jsonb not null,
    constraint changes_pkey PRIMARY KEY (id),
    constraint changes_customer_ids_check CHECK ((cardinality(customer_ids) <= 500)),
    constraint changes_detail_check CHECK ((length((detail)::text) <= 2000)),
    constraint changes_kind_check CHECK ((kind ~ '^[a-z][a-z_]{0,49}$'::text))
);
CREATE INDEX changes_at ON public.changes USING btree (at);
CREATE INDEX changes_xact ON public.changes USING btree (xact);

create table column_indexes (
    field text not null,
    state text not null,
    requested_by bigint,
    requested_at timestamp with time zone default now() not null,
    constraint column_indexes_pkey PRIMARY KEY (field),
    constraint column_indexes_state_check CHECK ((state = ANY (ARRAY['none'::text, 'building'::text, 'ready'::text])))
);

create table consent_texts (
    id bigint generated always as identity,
    purpose_id integer not null,
    version integer not null,
    text_en text not null,
    text_zh text not null,
    created_by bigint,
    created_at timestamp with time zone default now() not null,
    constraint consent_texts_pkey PRIMARY KEY (id),
    constraint consent_texts_purpose_id_version_key UNIQUE (purpose_id, version),
    constraint consent_texts_text_en_check CHECK (((length(text_en) >= 1) AND (length(text_en) <= 20000))),
    constraint consent_texts_text_zh_check CHECK (((length(text_zh) >= 1) AND (length(text_zh) <= 20000)))
);

create table consents (
    customer_id bigint not null,
    id bigint generated always as identity,
    purpose_id integer not null,
    channel text not null,
    kind text default 'general'::text not null,
    state text not null,
    text_id bigint,
    source text not null,
    proof jsonb default '{}'::jsonb not null,
    guardian text,
    at timestamp with time zone default now() not null,
    expires_at timestamp with time zone,
    recorded_at timestamp with time zone default now() not null,
    recorded_by bigint,
    scope_id integer default 1 not null,
    owner_id bigint,
    constraint consents_pkey PRIMARY KEY (customer_id, id),
    constraint consents_channel_check CHECK ((channel = ANY (ARRAY['any'::text, 'email'::text, 'sms'::text, 'phone'::text, 'post'::text, 'wechat'::text, 'other'::text]))),
    constraint consents_check CHECK ((expires_at > at)),
    constraint consents_guardian_check CHECK (((length(guardian) >= 1) AND (length(guardian) <= 200))),
    constraint consents_kind_check CHECK ((kind = ANY (ARRAY['general'::text, 'sensitive'::text, 'abroad'::text, 'publication'::text, 'sharing'::text]))),
    constraint consents_proof_check CHECK ((length((proof)::text) <= 4000)),
    constraint consents_source_check CHECK ((source = ANY (ARRAY['preference_centre'::text, 'double_opt_in'::text, 'person'::text, 'paper'::text, 'phone'::text, 'form'::text, 'import'::text, 'api'::text]))),
    constraint consents_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'given'::text, 'refused'::text, 'withdrawn'::text])))
);
alter table consents enable row level security;
create policy visible on consents as permissive for all to clientele_app
    using (((scope_id = ANY ((NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[])) OR (owner_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint)))
    with check (((scope_id = ANY ((NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[])) OR (owner_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint)));

create table contact_points (
    customer_id bigint not null,
    kind text not null,
    value text collate "C" not null,
    label text,
    is_primary boolean default false not null,
    scope_id integer default 1 not null,
    owner_id bigint,
    constraint contact_points_pkey PRIMARY KEY (customer_id, kind, value),
    constraint contact_points_kind_check CHECK ((kind = ANY (ARRAY['email'::text, 'phone'::text, 'wechat'::text, 'whatsapp'::text, 'qq'::text, 'line'::text, 'telegram'::text, 'website'::text, 'other'::text])))
);
alter table contact_points enable row level security;
CREATE INDEX contact_points_handles ON public.contact_points USING btree (customer_id) WHERE (kind <> ALL (ARRAY['email'::text, 'phone'::text]));
create policy added on contact_points as permissive for insert to clientele_app
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy changed on contact_points as permissive for update to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))))
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy removed on contact_points as permissive for delete to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy visible on contact_points as permissive for select to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint AS "nullif"))));

create table customers (
    id bigint generated always as identity,
    golden_id bigint not null,
    kind text default 'person'::text not null,
    state text default 'active'::text not null,
    version integer default 1 not null,
    scope_id integer default 1 not null,
    owner_id bigint,
    name text,
    family_name text,
    given_name text,
    middle_name text,
    name_prefix text,
    name_suffix text,
    sort_name text collate "C",
    company text collate "C",
    job_title text,
    gender text,
    birth_date date,
    language text,
    industry text collate "C",
    tax_id text collate "C",
    lifecycle_stage text collate "C",
    email text collate "C",
    phone text collate "C",
    city text collate "C",
    region text collate "C",
    postal_code text collate "C",
    country text collate "C",
    tags text[] default '{}'::text[] not null,
    attributes jsonb default '{}'::jsonb not null,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    deleted_at timestamp with time zone,
    valid_from timestamp with time zone default now() not null,
    identity_number text collate "C",
    constraint customers_pkey PRIMARY KEY (id),
    constraint customers_kind_check CHECK ((kind = ANY (ARRAY['person'::text, 'organisation'::text, 'anonymous'::text]))),
    constraint customers_state_check CHECK ((state = ANY (ARRAY['active'::text, 'merged'::text, 'withdrawn'::text, 'deleted'::text, 'erased'::text])))
) with (fillfactor=90);
alter table customers enable row level security;
CREATE INDEX customers_active ON public.customers USING btree (id) WHERE (state = 'active'::text);
CREATE INDEX customers_city ON public.customers USING btree (city, id) WHERE ((state = 'active'::text) AND (city IS NOT NULL));
CREATE INDEX customers_city_pinyin ON public.customers USING btree (city COLLATE pinyin, id) WHERE ((state = 'active'::text) AND (city IS NOT NULL));
CREATE INDEX customers_company ON public.customers USING btree (company, id) WHERE ((state = 'active'::text) AND (company IS NOT NULL));
CREATE INDEX customers_company_pinyin ON public.customers USING btree (company COLLATE pinyin, id) WHERE ((state = 'active'::text) AND (company IS NOT NULL));
CREATE INDEX customers_lifecycle_stage ON public.customers USING btree (lifecycle_stage, id) WHERE ((state = 'active'::text) AND (lifecycle_stage IS NOT NULL));
CREATE INDEX customers_members ON public.customers USING btree (golden_id) WHERE (golden_id <> id);
CREATE INDEX customers_owner ON public.customers USING btree (owner_id, id) WHERE ((state = 'active'::text) AND (owner_id IS NOT NULL));
CREATE INDEX customers_owner_scope ON public.customers USING btree (owner_id, scope_id) WHERE ((state = 'active'::text) AND (owner_id IS NOT NULL));
CREATE INDEX customers_scope ON public.customers USING btree (scope_id, id) INCLUDE (owner_id) WHERE (state = 'active'::text);
CREATE INDEX customers_scope_name ON public.customers USING btree (scope_id, sort_name, id) WHERE (state = 'active'::text);
CREATE INDEX customers_sort_name ON public.customers USING btree (sort_name, id) WHERE (state = 'active'::text);
CREATE INDEX customers_trash ON public.customers USING btree (deleted_at) WHERE (state = 'deleted'::text);
create policy added on customers as permissive for insert to clientele_app
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy changed on customers as permissive for update to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))))
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy removed on customers as permissive for delete to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy visible on customers as permissive for select to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint AS "nullif"))));

create table data_keys (
    customer_id bigint not null,
    id bigint not null,
    master text not null,
    wrapped bytea,
    created_at timestamp with time zone default now() not null,
    destroyed_at timestamp with time zone,
    constraint data_keys_pkey PRIMARY KEY (customer_id, id),
    constraint data_keys_check CHECK (((wrapped IS NULL) = (destroyed_at IS NOT NULL)))
);
CREATE INDEX data_keys_by_master ON public.data_keys USING btree (master, customer_id) WHERE (wrapped IS NOT NULL);
CREATE UNIQUE INDEX data_keys_of_customer ON public.data_keys USING btree (customer_id) WHERE (wrapped IS NOT NULL);

create table decisions (
    customer_id bigint not null,
    id bigint generated always as identity,
    decision text not null,
    source_record_id bigint not null,
    other_customer_id bigint not null,
    other_source_record_id bigint not null,
    decided_by bigint,
    decided_at timestamp with time zone default now() not null,
    scope_id integer default 1 not null,
    owner_id bigint,
    constraint decisions_pkey PRIMARY KEY (customer_id, id),
    constraint decisions_decision_check CHECK ((decision = ANY (ARRAY['same'::text, 'different'::text])))
);
alter table decisions enable row level security;
CREATE INDEX decisions_other ON public.decisions USING btree (other_customer_id);
create policy added on decisions as permissive for insert to clientele_app
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy changed on decisions as permissive for update to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))))
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy removed on decisions as permissive for delete to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy visible on decisions as permissive for select to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint AS "nullif"))));

create table encryptions (
    id integer generated always as identity,
    what text not null,
    encrypted boolean not null,
    done bigint default 0 not null,
    total bigint not null,
    requested_at timestamp with time zone default now() not null,
    finished_at timestamp with time zone,
    constraint encryptions_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX encryptions_open ON public.encryptions USING btree (what) WHERE (finished_at IS NULL);

create table erasure_marks (
    mark bytea not null,
    erasure_id bigint not null,
    constraint erasure_marks_pkey PRIMARY KEY (mark, erasure_id),
    constraint erasure_marks_mark_check CHECK ((length(mark) = 32))
);
CREATE INDEX erasure_marks_erasure ON public.erasure_marks USING btree (erasure_id);

create table erasures (
    id bigint generated always as identity,
    ref uuid not null,
    customer_ids bigint[] not null,
    cause text not null,
    reason text not null,
    request_id bigint,
    by_user bigint,
    at timestamp with time zone default now() not null,
    reached jsonb default '{}'::jsonb not null,
    sealed_terms text,
    files_at timestamp with time zone,
    physical_by date not null,
    physical_at timestamp with time zone,
    proof jsonb,
    in_ledger boolean default false not null,
    allowed_at timestamp with time zone,
    allowed_by bigint,
    allowed_reason text,
    constraint erasures_pkey PRIMARY KEY (id),
    constraint erasures_ref_key UNIQUE (ref),
    constraint erasures_allowed_reason_check CHECK (((length(allowed_reason) >= 1) AND (length(allowed_reason) <= 1000))),
    constraint erasures_cause_check CHECK ((cause = ANY (ARRAY['person'::text, 'request'::text, 'retention'::text, 'ledger'::text]))),
    constraint erasures_customer_ids_check CHECK (((cardinality(customer_ids) >= 1) AND (cardinality(customer_ids) <= 10000))),
    constraint erasures_reached_check CHECK ((jsonb_typeof(reached) = 'object'::text)),
    constraint erasures_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 1000)))
);
CREATE INDEX erasures_customers ON public.erasures USING gin (customer_ids);
CREATE INDEX erasures_unfinished ON public.erasures USING btree (id) WHERE (physical_at IS NULL);

create table exports (
    id bigint generated always as identity,
    user_id bigint,
    format text not null,
    options jsonb not null,
    state text default 'queued'::text not null,
    file text,
    rows bigint default 0 not null,
    bytes bigint default 0 not null,
    error jsonb,
    created_at timestamp with time zone default now() not null,
    finished_at timestamp with time zone,
    purpose_id integer,
    left_out jsonb,
    file_erased_at timestamp with time zone,
    constraint exports_pkey PRIMARY KEY (id),
    constraint exports_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'queued'::text, 'running'::text, 'cancelled'::text, 'failed'::text, 'done'::text])))
);

create table files (
    customer_id bigint not null,
    id bigint generated always as identity,
    name text not null,
    media_type text not null,
    bytes bigint not null,
    sha256 text not null,
    storage_key text collate "C" not null,
    created_by bigint,
    created_at timestamp with time zone default now() not null,
    deleted_at timestamp with time zone,
    valid_from timestamp with time zone default now() not null,
    version integer default 1 not null,
    scope_id integer default 1 not null,
    owner_id bigint,
    created_via jsonb default (NULLIF(current_setting('app.via'::text, true), ''::text))::jsonb,
    look text default 'waiting'::text not null,
    looked_at timestamp with time zone,
    constraint files_pkey PRIMARY KEY (customer_id, id),
    constraint files_bytes_check CHECK ((bytes > 0)),
    constraint files_look_check CHECK ((look = ANY (ARRAY['waiting'::text, 'done'::text, 'stopped'::text, 'picture'::text, 'media'::text, 'archive'::text, 'old_office'::text, 'kind'::text, 'encrypted'::text, 'damaged'::text, 'bomb'::text, 'too_large'::text, 'too_heavy'::text, 'no_text'::text, 'pages'::text, 'fonts'::text, 'attachments'::text, 'too_many'::text, 'missing'::text]))),
    constraint files_media_type_check CHECK (((length(media_type) >= 1) AND (length(media_type) <= 200))),
    constraint files_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255))),
    constraint files_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
    constraint files_storage_key_check CHECK ((storage_key ~ '^[0-9a-f]{32}$'::text))
);
alter table files enable row level security;
CREATE INDEX files_not_looked ON public.files USING btree (id) WHERE (look <> 'done'::text);
CREATE INDEX files_storage_key ON public.files USING btree (storage_key);
CREATE INDEX files_trash ON public.files USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);
CREATE INDEX files_waiting ON public.files USING btree (id) WHERE ((look = 'waiting'::text) AND (deleted_at IS NULL));
create policy added on files as permissive for insert to clientele_app
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy changed on files as permissive for update to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))))
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy removed on files as permissive for delete to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy visible on files as permissive for select to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint AS "nullif"))));

create table findings (
    customer_id bigint not null,
    id bigint generated always as identity,
    entity text not null,
    entity_id bigint not null,
    field text default ''::text not null,
    kind text not null,
    masked text not null,
    digest text not null,
    state text default 'open'::text not null,
    found_at timestamp with time zone default now() not null,
    decided_by bigint,
    decided_at timestamp with time zone,
    scope_id integer default 1 not null,
    owner_id bigint,
    place jsonb,
    constraint findings_pkey PRIMARY KEY (customer_id, id),
    constraint findings_customer_id_entity_entity_id_field_kind_digest_key UNIQUE (customer_id, entity, entity_id, field, kind, digest),
    constraint findings_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text)),
    constraint findings_entity_check CHECK ((entity = ANY (ARRAY['note'::text, 'attribute'::text, 'file'::text]))),
    constraint findings_field_check CHECK ((length(field) <= 100)),
    constraint findings_kind_check CHECK ((kind = ANY (ARRAY['phone'::text, 'identity'::text, 'card'::text, 'email'::text]))),
    constraint findings_masked_check CHECK ((length(masked) <= 200)),
    constraint findings_state_check CHECK ((state = ANY (ARRAY['open'::text, 'fine'::text])))
);
alter table findings enable row level security;
CREATE INDEX findings_open ON public.findings USING btree (id) WHERE (state = 'open'::text);
create policy visible on findings as permissive for all to clientele_app
    using (((scope_id = ANY ((NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[])) OR (owner_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint)))
    with check (((scope_id = ANY ((NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[])) OR (owner_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint)));

create table history (
    customer_id bigint not null,
    id bigint generated always as identity,
    entity text not null,
    entity_id bigint not null,
    valid_from timestamp with time zone not null,
    valid_to timestamp with time zone default now() not null,
    image jsonb not null,
    changed_by bigint,
    scope_id integer default 1 not null,
    owner_id bigint,
    changed_via jsonb default (NULLIF(current_setting('app.via'::text, true), ''::text))::jsonb,
    changed_in xid8 default pg_current_xact_id(),
    constraint history_pkey PRIMARY KEY (customer_id, id)
);
alter table history enable row level security;
create policy added on history as permissive for insert to clientele_app
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy changed on history as permissive for update to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))))
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy removed on history as permissive for delete to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy visible on history as permissive for select to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint AS "nullif"))));

create table idempotency_keys (
    user_id bigint not null,
    key text not null,
    request_hash bytea not null,
    status integer,
    headers jsonb,
    reply text,
    created_at timestamp with time zone default now() not null,
    constraint idempotency_keys_pkey PRIMARY KEY (user_id, key),
    constraint idempotency_keys_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200)))
);

create table identity_providers (
    id integer generated always as identity,
    name text not null,
    issuer text not null,
    client_id text not null,
    client_secret text,
    domains text[] default '{}'::text[] not null,
    creates_people boolean default false not null,
    role_id integer,
    password_allowed boolean default true not null,
    second_factor boolean default false not null,
    enabled boolean default true not null,
    version integer default 1 not null,
    created_at timestamp with time zone default now() not null,
    constraint identity_providers_pkey PRIMARY KEY (id),
    constraint identity_providers_name_key UNIQUE (name),
    constraint identity_providers_client_id_check CHECK (((length(client_id) >= 1) AND (length(client_id) <= 500))),
    constraint identity_providers_issuer_check CHECK (((length(issuer) >= 1) AND (length(issuer) <= 500))),
    constraint identity_providers_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);

create table import_corrections (
    import_id bigint not null,
    "row" bigint not null,
    "position" integer not null,
    value text not null,
    constraint import_corrections_pkey PRIMARY KEY (import_id, "row", "position"),
    constraint import_corrections_position_check CHECK (("position" >= 0)),
    constraint import_corrections_row_check CHECK (("row" > 0)),
    constraint import_corrections_value_check CHECK ((length(value) <= 12000))
);

create table import_keys (
    import_id bigint not null,
    key text collate "C" not null,
    constraint import_keys_pkey PRIMARY KEY (import_id, key)
);

create table import_problems (
    import_id bigint not null,
    "row" bigint not null,
    kind text not null,
    problems jsonb not null,
    cells jsonb,
    customer_id bigint,
    constraint import_problems_pkey PRIMARY KEY (import_id, "row", kind),
    constraint import_problems_kind_check CHECK ((kind = ANY (ARRAY['refused'::text, 'kept'::text, 'repaired'::text])))
);
CREATE INDEX import_problems_customer ON public.import_problems USING btree (customer_id) WHERE (customer_id IS NOT NULL);

create table imports (
    id bigint generated always as identity,
    source_id integer not null,
    user_id bigint,
    scope_id integer default 1 not null,
    file_name text not null,
    file text,
    format text,
    options jsonb default '{}'::jsonb not null,
    state text default 'draft'::text not null,
    total_rows bigint,
    bytes bigint default 0 not null,
    next_row bigint default 1 not null,
    rows bigint default 0 not null,
    created bigint default 0 not null,
    updated bigint default 0 not null,
    unchanged bigint default 0 not null,
    refused bigint default 0 not null,
    problems bigint default 0 not null,
    known_until bigint,
    undo_row bigint default 0 not null,
    undone_from text,
    undo_result jsonb,
    error jsonb,
    created_at timestamp with time zone default now() not null,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    undone_at timestamp with time zone,
    purged_at timestamp with time zone,
    seconds numeric default 0 not null,
    further bigint default 0 not null,
    repaired bigint default 0 not null,
    file_erased_at timestamp with time zone,
    constraint imports_pkey PRIMARY KEY (id),
    constraint imports_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'queued'::text, 'running'::text, 'paused'::text, 'cancelled'::text, 'failed'::text, 'done'::text, 'undoing'::text, 'undone'::text, 'redoing'::text])))
);

create table index_queue (
    customer_id bigint not null,
    queued_at timestamp with time zone default now() not null,
    constraint index_queue_pkey PRIMARY KEY (customer_id)
);

create table index_ranges (
    id bigint generated always as identity,
    first_id bigint not null,
    last_id bigint not null,
    constraint index_ranges_pkey PRIMARY KEY (id)
);

create table legal_hold_customers (
    customer_id bigint not null,
    hold_id integer not null,
    constraint legal_hold_customers_pkey PRIMARY KEY (customer_id, hold_id)
);
CREATE INDEX legal_hold_customers_hold ON public.legal_hold_customers USING btree (hold_id);

create table legal_holds (
    id integer generated always as identity,
    name text not null,
    reason text not null,
    filter jsonb not null,
    customer_ids bigint[] default '{}'::bigint[] not null,
    created_by bigint,
    created_at timestamp with time zone default now() not null,
    refreshed_at timestamp with time zone,
    released_at timestamp with time zone,
    released_by bigint,
    version integer default 1 not null,
    constraint legal_holds_pkey PRIMARY KEY (id),
    constraint legal_holds_customer_ids_check CHECK ((cardinality(customer_ids) <= 10000)),
    constraint legal_holds_filter_check CHECK ((jsonb_typeof(filter) = 'array'::text)),
    constraint legal_holds_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    constraint legal_holds_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 5000)))
);

create table lookup (
    token text collate "C" not null,
    customer_id bigint not null,
    scope_id integer default 1 not null,
    owner_id bigint,
    constraint lookup_pkey PRIMARY KEY (token, customer_id)
);
alter table lookup enable row level security;
CREATE INDEX lookup_phone_part ON public.lookup USING gin (national_digits(token) gin_trgm_ops) WITH (fastupdate='on', gin_pending_list_limit='4096') WHERE ((token >= 'p'::text) AND (token < 'q'::text));
create policy added on lookup as permissive for insert to clientele_app
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy changed on lookup as permissive for update to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))))
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy removed on lookup as permissive for delete to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy visible on lookup as permissive for select to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint AS "nullif"))));

create table lookup_tokens (
    customer_id bigint not null,
    tokens text[] not null,
    constraint lookup_tokens_pkey PRIMARY KEY (customer_id)
);

create table notes (
    customer_id bigint not null,
    id bigint generated always as identity,
    body text not null,
    created_by bigint,
    created_at timestamp with time zone default now() not null,
    scope_id integer default 1 not null,
    owner_id bigint,
    valid_from timestamp with time zone default now() not null,
    version integer default 1 not null,
    created_via jsonb default (NULLIF(current_setting('app.via'::text, true), ''::text))::jsonb,
    constraint notes_pkey PRIMARY KEY (customer_id, id),
    constraint notes_body_check CHECK (((length(body) >= 1) AND (length(body) <= 100000)))
);
alter table notes enable row level security;
create policy added on notes as permissive for insert to clientele_app
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy changed on notes as permissive for update to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))))
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy removed on notes as permissive for delete to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy visible on notes as permissive for select to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint AS "nullif"))));

create table notifications (
    user_id bigint not null,
    id bigint generated always as identity,
    kind text not null,
    customer_id bigint,
    by_user bigint,
    detail jsonb default '{}'::jsonb not null,
    created_at timestamp with time zone default now() not null,
    read_at timestamp with time zone,
    constraint notifications_pkey PRIMARY KEY (user_id, id),
    constraint notifications_detail_check CHECK ((length((detail)::text) <= 2000)),
    constraint notifications_kind_check CHECK ((kind ~ '^[a-z][a-z_]{0,49}$'::text))
);
alter table notifications enable row level security;
CREATE INDEX notifications_created_at ON public.notifications USING btree (created_at);
CREATE INDEX notifications_customer ON public.notifications USING btree (customer_id) WHERE (customer_id IS NOT NULL);
CREATE INDEX notifications_unread ON public.notifications USING btree (user_id) WHERE (read_at IS NULL);
create policy own on notifications as permissive for all to clientele_app
    using ((user_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint))
    with check (true);

create table one_time_links (
    hash bytea not null,
    purpose text not null,
    user_id bigint not null,
    email text,
    created_by bigint,
    created_at timestamp with time zone default now() not null,
    expires_at timestamp with time zone not null,
    constraint one_time_links_pkey PRIMARY KEY (hash),
    constraint one_time_links_email_check CHECK (((email = lower(email)) AND (length(email) <= 254))),
    constraint one_time_links_purpose_check CHECK ((purpose = ANY (ARRAY['invitation'::text, 'password'::text, 'email'::text, 'email_old'::text])))
);
CREATE INDEX one_time_links_user_id ON public.one_time_links USING btree (user_id);

create table privacy_breach_steps (
    breach_id integer not null,
    id bigint generated always as identity,
    kind text not null,
    note text,
    by_user bigint,
    at timestamp with time zone default clock_timestamp() not null,
    constraint privacy_breach_steps_pkey PRIMARY KEY (breach_id, id),
    constraint privacy_breach_steps_kind_check CHECK ((kind = ANY (ARRAY['opened'::text, 'changed'::text, 'authority_told'::text, 'people_told'::text, 'note'::text, 'closed'::text, 'reopened'::text, 'reminded'::text]))),
    constraint privacy_breach_steps_note_check CHECK ((length(note) <= 20000))
);

create table privacy_breaches (
    id integer generated always as identity,
    title text not null,
    description text default ''::text not null,
    discovered_at timestamp with time zone not null,
    data_kinds text[] default '{}'::text[] not null,
    affected bigint,
    consequences text default ''::text not null,
    measures text default ''::text not null,
    risk text default 'unknown'::text not null,
    authority text,
    authority_told_at timestamp with time zone,
    people_told_at timestamp with time zone,
    delay_reason text,
    closed_at timestamp with time zone,
    created_by bigint,
    created_at timestamp with time zone default now() not null,
    version integer default 1 not null,
    reminders smallint default 0 not null,
    constraint privacy_breaches_pkey PRIMARY KEY (id),
    constraint privacy_breaches_affected_check CHECK ((affected >= 0)),
    constraint privacy_breaches_authority_check CHECK ((length(authority) <= 200)),
    constraint privacy_breaches_consequences_check CHECK ((length(consequences) <= 20000)),
    constraint privacy_breaches_data_kinds_check CHECK ((data_kinds <@ '{personal,contact,identity,sensitive}'::text[])),
    constraint privacy_breaches_delay_reason_check CHECK ((length(delay_reason) <= 5000)),
    constraint privacy_breaches_description_check CHECK ((length(description) <= 20000)),
    constraint privacy_breaches_measures_check CHECK ((length(measures) <= 20000)),
    constraint privacy_breaches_risk_check CHECK ((risk = ANY (ARRAY['unknown'::text, 'none'::text, 'risk'::text, 'high'::text]))),
    constraint privacy_breaches_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)))
);

create table privacy_links (
    hash text collate "C" not null,
    customer_id bigint not null,
    kind text not null,
    detail jsonb default '{}'::jsonb not null,
    created_by bigint,
    created_at timestamp with time zone default now() not null,
    expires_at timestamp with time zone not null,
    used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    constraint privacy_links_pkey PRIMARY KEY (hash, customer_id),
    constraint privacy_links_detail_check CHECK ((length((detail)::text) <= 20000)),
    constraint privacy_links_hash_check CHECK ((hash ~ '^[0-9a-f]{64}$'::text)),
    constraint privacy_links_kind_check CHECK ((kind = ANY (ARRAY['preferences'::text, 'confirm_consent'::text, 'confirm_request'::text, 'report'::text])))
);
CREATE INDEX privacy_links_customer ON public.privacy_links USING btree (customer_id);
CREATE INDEX privacy_links_expires ON public.privacy_links USING btree (expires_at);

create table privacy_purposes (
    id integer generated always as identity,
    name_en text not null,
    name_zh text not null,
    description_en text default ''::text not null,
    description_zh text default ''::text not null,
    gdpr_basis text,
    gdpr_condition text,
    pipl_basis text,
    data_kinds text[] default '{}'::text[] not null,
    subjects text default ''::text not null,
    channels text[] default '{}'::text[] not null,
    consent_required boolean default false not null,
    separate_consents text[] default '{}'::text[] not null,
    recipient_ids integer[] default '{}'::integer[] not null,
    retention_months integer,
    retention_note text default ''::text not null,
    measures text default ''::text not null,
    assessment text default 'not_needed'::text not null,
    assessed_on date,
    version integer default 1 not null,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    archived_at timestamp with time zone,
    sold_or_shared boolean default false not null,
    constraint privacy_purposes_pkey PRIMARY KEY (id),
    constraint privacy_purposes_assessment_check CHECK ((assessment = ANY (ARRAY['not_needed'::text, 'needed'::text, 'done'::text]))),
    constraint privacy_purposes_channels_check CHECK ((channels <@ '{email,sms,phone,post,wechat,other}'::text[])),
    constraint privacy_purposes_check CHECK (((gdpr_basis IS NOT NULL) OR (pipl_basis IS NOT NULL))),
    constraint privacy_purposes_data_kinds_check CHECK ((data_kinds <@ '{personal,contact,identity,sensitive}'::text[])),
    constraint privacy_purposes_description_en_check CHECK ((length(description_en) <= 5000)),
    constraint privacy_purposes_description_zh_check CHECK ((length(description_zh) <= 5000)),
    constraint privacy_purposes_gdpr_basis_check CHECK ((gdpr_basis = ANY (ARRAY['consent'::text, 'contract'::text, 'legal_obligation'::text, 'vital_interests'::text, 'public_task'::text, 'legitimate_interests'::text]))),
    constraint privacy_purposes_gdpr_condition_check CHECK ((gdpr_condition = ANY (ARRAY['explicit_consent'::text, 'employment'::text, 'vital_interests'::text, 'made_public'::text, 'legal_claims'::text, 'public_interest'::text, 'health'::text, 'statistics'::text]))),
    constraint privacy_purposes_measures_check CHECK ((length(measures) <= 5000)),
    constraint privacy_purposes_name_en_check CHECK (((length(name_en) >= 1) AND (length(name_en) <= 200))),
    constraint privacy_purposes_name_zh_check CHECK (((length(name_zh) >= 1) AND (length(name_zh) <= 200))),
    constraint privacy_purposes_pipl_basis_check CHECK ((pipl_basis = ANY (ARRAY['consent'::text, 'contract'::text, 'statutory_duty'::text, 'emergency'::text, 'news'::text, 'made_public'::text, 'other_law'::text]))),
    constraint privacy_purposes_retention_months_check CHECK (((retention_months >= 1) AND (retention_months <= 1200))),
    constraint privacy_purposes_retention_note_check CHECK ((length(retention_note) <= 2000)),
    constraint privacy_purposes_separate_consents_check CHECK ((separate_consents <@ '{sensitive,abroad,publication,sharing}'::text[])),
    constraint privacy_purposes_subjects_check CHECK ((length(subjects) <= 2000))
);

create table privacy_recipients (
    id integer generated always as identity,
    name text not null,
    role text not null,
    country text not null,
    safeguard text default 'none'::text not null,
    contact text,
    note text,
    version integer default 1 not null,
    created_at timestamp with time zone default now() not null,
    archived_at timestamp with time zone,
    constraint privacy_recipients_pkey PRIMARY KEY (id),
    constraint privacy_recipients_contact_check CHECK ((length(contact) <= 1000)),
    constraint privacy_recipients_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
    constraint privacy_recipients_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    constraint privacy_recipients_note_check CHECK ((length(note) <= 10000)),
    constraint privacy_recipients_role_check CHECK ((role = ANY (ARRAY['processor'::text, 'controller'::text, 'joint'::text, 'authority'::text]))),
    constraint privacy_recipients_safeguard_check CHECK ((safeguard = ANY (ARRAY['none'::text, 'adequacy'::text, 'scc'::text, 'bcr'::text, 'certification'::text, 'cn_standard_contract'::text, 'cn_security_assessment'::text, 'derogation'::text])))
);

create table privacy_request_steps (
    customer_id bigint not null,
    id bigint generated always as identity,
    request_id bigint not null,
    kind text not null,
    note text,
    detail jsonb default '{}'::jsonb not null,
    by_user bigint,
    at timestamp with time zone default clock_timestamp() not null,
    scope_id integer default 1 not null,
    owner_id bigint,
    constraint privacy_request_steps_pkey PRIMARY KEY (customer_id, id),
    constraint privacy_request_steps_detail_check CHECK ((length((detail)::text) <= 4000)),
    constraint privacy_request_steps_kind_check CHECK ((kind = ANY (ARRAY['received'::text, 'assigned'::text, 'identity_verified'::text, 'identity_failed'::text, 'agent_verified'::text, 'agent_failed'::text, 'extended'::text, 'note'::text, 'answered'::text, 'report_made'::text, 'report_link'::text, 'report_fetched'::text, 'limited'::text, 'limit_ended'::text, 'review_upheld'::text, 'review_changed'::text, 'reminded'::text, 'overdue'::text, 'done'::text, 'refused'::text, 'withdrawn'::text, 'reopened'::text, 'erased'::text]))),
    constraint privacy_request_steps_note_check CHECK ((length(note) <= 20000))
);
alter table privacy_request_steps enable row level security;
CREATE INDEX privacy_request_steps_request ON public.privacy_request_steps USING btree (customer_id, request_id);
create policy visible on privacy_request_steps as permissive for all to clientele_app
    using (((scope_id = ANY ((NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[])) OR (owner_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint)))
    with check (((scope_id = ANY ((NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[])) OR (owner_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint)));

create table privacy_requests (
    customer_id bigint not null,
    id bigint generated always as identity,
    kind text not null,
    law text not null,
    state text default 'open'::text not null,
    channel text not null,
    details text default ''::text not null,
    purpose_id integer,
    received_at timestamp with time zone default now() not null,
    due_on date not null,
    extended boolean default false not null,
    identity_state text default 'open'::text not null,
    assigned_to bigint,
    reminded_at timestamp with time zone,
    overdue_told_at timestamp with time zone,
    created_by bigint,
    closed_at timestamp with time zone,
    version integer default 1 not null,
    scope_id integer default 1 not null,
    owner_id bigint,
    agent text,
    agent_role text,
    agent_state text default 'open'::text not null,
    constraint privacy_requests_pkey PRIMARY KEY (customer_id, id),
    constraint privacy_requests_agent_check CHECK (((length(agent) >= 1) AND (length(agent) <= 200))),
    constraint privacy_requests_agent_role_check CHECK ((agent_role = ANY (ARRAY['authorised_agent'::text, 'guardian'::text, 'relative'::text, 'lawyer'::text]))),
    constraint privacy_requests_agent_state_check CHECK ((agent_state = ANY (ARRAY['open'::text, 'verified'::text, 'failed'::text]))),
    constraint privacy_requests_channel_check CHECK ((channel = ANY (ARRAY['preference_centre'::text, 'email'::text, 'phone'::text, 'post'::text, 'in_person'::text, 'other'::text]))),
    constraint privacy_requests_details_check CHECK ((length(details) <= 10000)),
    constraint privacy_requests_identity_state_check CHECK ((identity_state = ANY (ARRAY['open'::text, 'verified'::text, 'failed'::text]))),
    constraint privacy_requests_kind_check CHECK ((kind = ANY (ARRAY['access'::text, 'portability'::text, 'correction'::text, 'erasure'::text, 'restriction'::text, 'objection'::text, 'human_review'::text, 'opt_out'::text, 'limit_use'::text]))),
    constraint privacy_requests_law_check CHECK ((law = ANY (ARRAY['gdpr'::text, 'pipl'::text, 'ccpa'::text]))),
    constraint privacy_requests_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'refused'::text, 'withdrawn'::text])))
);
alter table privacy_requests enable row level security;
CREATE INDEX privacy_requests_id ON public.privacy_requests USING btree (id);
CREATE INDEX privacy_requests_open ON public.privacy_requests USING btree (due_on) WHERE (state = 'open'::text);
create policy visible on privacy_requests as permissive for all to clientele_app
    using (((scope_id = ANY ((NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[])) OR (owner_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint)))
    with check (((scope_id = ANY ((NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[])) OR (owner_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint)));

create table processing_limits (
    customer_id bigint not null,
    id bigint generated always as identity,
    kind text not null,
    purpose_id integer,
    request_id bigint,
    reason text,
    since timestamp with time zone default now() not null,
    by_user bigint,
    ended_at timestamp with time zone,
    ended_by bigint,
    scope_id integer default 1 not null,
    owner_id bigint,
    source text default 'staff'::text not null,
    proof jsonb default '{}'::jsonb not null,
    constraint processing_limits_pkey PRIMARY KEY (customer_id, id),
    constraint processing_limits_kind_check CHECK ((kind = ANY (ARRAY['restriction'::text, 'objection'::text, 'opt_out'::text, 'limit_use'::text]))),
    constraint processing_limits_proof_check CHECK ((length((proof)::text) <= 4000)),
    constraint processing_limits_reason_check CHECK ((length(reason) <= 2000)),
    constraint processing_limits_source_check CHECK ((source = ANY (ARRAY['staff'::text, 'preference_centre'::text, 'gpc'::text])))
);
alter table processing_limits enable row level security;
CREATE INDEX processing_limits_standing ON public.processing_limits USING btree (kind, customer_id) WHERE (ended_at IS NULL);
create policy visible on processing_limits as permissive for all to clientele_app
    using (((scope_id = ANY ((NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[])) OR (owner_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint)))
    with check (((scope_id = ANY ((NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[])) OR (owner_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint)));

create table recomputes (
    id bigint generated always as identity,
    source_id integer,
    attribute_id integer,
    done bigint default 0 not null,
    total bigint default 0 not null,
    changed bigint default 0 not null,
    started_at timestamp with time zone default now() not null,
    finished_at timestamp with time zone,
    constraint recomputes_pkey PRIMARY KEY (id)
);
CREATE INDEX recomputes_started ON public.recomputes USING btree (started_at);

create table relationship_types (
    name text not null,
    label_en text not null,
    label_zh text not null,
    inverse_en text not null,
    inverse_zh text not null,
    two_way boolean default false not null,
    constraint relationship_types_pkey PRIMARY KEY (name),
    constraint relationship_types_name_check CHECK ((name ~ '^[a-z][a-z0-9_]{0,62}$'::text))
);

create table relationships (
    customer_id bigint not null,
    id bigint generated always as identity,
    type text not null,
    other_id bigint not null,
    starts_on date,
    ends_on date,
    note text,
    import_id bigint,
    recorded_by bigint,
    scope_id integer default 1 not null,
    owner_id bigint,
    valid_from timestamp with time zone default now() not null,
    version integer default 1 not null,
    created_via jsonb default (NULLIF(current_setting('app.via'::text, true), ''::text))::jsonb,
    constraint relationships_pkey PRIMARY KEY (customer_id, id),
    constraint relationships_check CHECK ((customer_id <> other_id)),
    constraint relationships_check1 CHECK ((ends_on >= starts_on)),
    constraint relationships_note_check CHECK ((length(note) <= 10000))
);
alter table relationships enable row level security;
CREATE INDEX relationships_id ON public.relationships USING btree (id);
CREATE INDEX relationships_other ON public.relationships USING btree (other_id);
create policy added on relationships as permissive for insert to clientele_app
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy changed on relationships as permissive for update to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))))
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy removed on relationships as permissive for delete to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy visible on relationships as permissive for select to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint AS "nullif"))));

create table rescope_queue (
    customer_id bigint not null,
    queued_at timestamp with time zone default now() not null,
    constraint rescope_queue_pkey PRIMARY KEY (customer_id)
);

create table rescopings (
    id bigint generated always as identity,
    next_id bigint default 0 not null,
    done bigint default 0 not null,
    total bigint default 0 not null,
    requested_at timestamp with time zone default now() not null,
    finished_at timestamp with time zone,
    constraint rescopings_pkey PRIMARY KEY (id)
);

create table restatements (
    customer_id bigint not null,
    source_record_id bigint not null,
    import_id bigint not null,
    import_row bigint not null,
    scope_id integer default 1 not null,
    owner_id bigint,
    constraint restatements_pkey PRIMARY KEY (customer_id, source_record_id, import_id)
);
alter table restatements enable row level security;
CREATE INDEX restatements_import ON public.restatements USING btree (import_id, import_row);
create policy added on restatements as permissive for insert to clientele_app
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy changed on restatements as permissive for update to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))))
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy removed on restatements as permissive for delete to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy visible on restatements as permissive for select to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint AS "nullif"))));

create table retention_policies (
    id integer generated always as identity,
    name text not null,
    filter jsonb default '[]'::jsonb not null,
    months integer not null,
    basis text default 'activity'::text not null,
    action text not null,
    active boolean default false not null,
    created_by bigint,
    created_at timestamp with time zone default now() not null,
    version integer default 1 not null,
    last_run_at timestamp with time zone,
    last_count bigint,
    constraint retention_policies_pkey PRIMARY KEY (id),
    constraint retention_policies_action_check CHECK ((action = ANY (ARRAY['erase'::text, 'anonymise'::text, 'restrict'::text]))),
    constraint retention_policies_basis_check CHECK ((basis = ANY (ARRAY['activity'::text, 'created'::text]))),
    constraint retention_policies_filter_check CHECK ((jsonb_typeof(filter) = 'array'::text)),
    constraint retention_policies_months_check CHECK (((months >= 1) AND (months <= 1200))),
    constraint retention_policies_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);

create table role_grants (
    id bigint generated always as identity,
    user_id bigint not null,
    role_id integer not null,
    team_id integer,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    reason text,
    granted_by bigint,
    granted_at timestamp with time zone default now() not null,
    constraint role_grants_pkey PRIMARY KEY (id),
    constraint role_grants_check CHECK ((ends_at >= starts_at)),
    constraint role_grants_reason_check CHECK ((length(reason) <= 1000))
);
CREATE INDEX role_grants_role ON public.role_grants USING btree (role_id);
CREATE INDEX role_grants_user ON public.role_grants USING btree (user_id);

create table roles (
    id integer generated always as identity,
    key text,
    name text not null,
    description text default ''::text not null,
    permissions text[] default '{}'::text[] not null,
    reads text default 'own'::text not null,
    writes text default 'none'::text not null,
    fields jsonb default '{"contact": "hidden", "identity": "hidden", "personal": "hidden", "sensitive": "hidden"}'::jsonb not null,
    conditions integer[] default '{}'::integer[] not null,
    version integer default 1 not null,
    created_at timestamp with time zone default now() not null,
    constraint roles_pkey PRIMARY KEY (id),
    constraint roles_key_key UNIQUE (key),
    constraint roles_name_key UNIQUE (name),
    constraint roles_description_check CHECK ((length(description) <= 1000)),
    constraint roles_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    constraint roles_reads_check CHECK ((reads = ANY (ARRAY['own'::text, 'team'::text, 'subtree'::text, 'all'::text]))),
    constraint roles_writes_check CHECK ((writes = ANY (ARRAY['none'::text, 'own'::text, 'team'::text, 'subtree'::text, 'all'::text]))),
    constraint roles_writes_within_reads CHECK ((array_position(ARRAY['none'::text, 'own'::text, 'team'::text, 'subtree'::text, 'all'::text], writes) <= array_position(ARRAY['none'::text, 'own'::text, 'team'::text, 'subtree'::text, 'all'::text], reads)))
);

create table row_conditions (
    id integer generated always as identity,
    name text not null,
    field text not null,
    operator text default 'in'::text not null,
    "values" text[] not null,
    version integer default 1 not null,
    created_at timestamp with time zone default now() not null,
    constraint row_conditions_pkey PRIMARY KEY (id),
    constraint row_conditions_name_key UNIQUE (name),
    constraint row_conditions_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    constraint row_conditions_operator_check CHECK ((operator = 'in'::text)),
    constraint row_conditions_values_check CHECK (((cardinality("values") >= 1) AND (cardinality("values") <= 200)))
);

create table scopes (
    id integer generated always as identity,
    team_id integer not null,
    conditions integer[] default '{}'::integer[] not null,
    created_at timestamp with time zone default now() not null,
    constraint scopes_pkey PRIMARY KEY (id),
    constraint scopes_class UNIQUE (team_id, conditions)
);

create table settings (
    name text not null,
    value jsonb not null,
    constraint settings_pkey PRIMARY KEY (name)
);

create table sign_in_attempts (
    account bytea not null,
    place bytea not null,
    failures integer not null,
    last_at timestamp with time zone not null,
    blocked_until timestamp with time zone not null,
    constraint sign_in_attempts_pkey PRIMARY KEY (account, place)
);
CREATE INDEX sign_in_attempts_last_at ON public.sign_in_attempts USING btree (last_at);

create table sign_in_flows (
    hash bytea not null,
    kind text not null,
    user_id bigint,
    detail jsonb default '{}'::jsonb not null,
    attempts integer default 0 not null,
    expires_at timestamp with time zone not null,
    constraint sign_in_flows_pkey PRIMARY KEY (hash),
    constraint sign_in_flows_detail_check CHECK ((length((detail)::text) <= 8000)),
    constraint sign_in_flows_kind_check CHECK ((kind ~ '^[a-z_]{1,30}$'::text))
);
CREATE INDEX sign_in_flows_expires_at ON public.sign_in_flows USING btree (expires_at);

create table source_records (
    customer_id bigint not null,
    id bigint generated always as identity,
    source_id integer not null,
    key text collate "C" not null,
    content jsonb,
    raw jsonb,
    content_hash uuid not null,
    stated_at timestamp with time zone default now() not null,
    recorded_at timestamp with time zone default now() not null,
    recorded_by bigint,
    import_id bigint,
    import_row bigint,
    scope_id integer default 1 not null,
    owner_id bigint,
    bulk_edit_id bigint,
    changed_via jsonb,
    changed_in xid8,
    constraint source_records_pkey PRIMARY KEY (customer_id, id)
);
alter table source_records enable row level security;
CREATE INDEX source_records_bulk_edit ON public.source_records USING btree (bulk_edit_id, customer_id) WHERE (bulk_edit_id IS NOT NULL);
CREATE INDEX source_records_import ON public.source_records USING btree (import_id, import_row) WHERE (import_id IS NOT NULL);
create policy added on source_records as permissive for insert to clientele_app
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy changed on source_records as permissive for update to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))))
    with check (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy removed on source_records as permissive for delete to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.write_scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.write_as'::text, true), ''::text))::bigint AS "nullif"))));
create policy visible on source_records as permissive for select to clientele_app
    using (((scope_id = ANY (( SELECT (NULLIF(current_setting('app.scopes'::text, true), ''::text))::integer[] AS "nullif")::integer[])) OR (owner_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::bigint AS "nullif"))));

create table sources (
    id integer generated always as identity,
    name text not null,
    kind text not null,
    trust smallint default 50 not null,
    mapping jsonb,
    created_at timestamp with time zone default now() not null,
    constraint sources_pkey PRIMARY KEY (id),
    constraint sources_name_key UNIQUE (name),
    constraint sources_kind_check CHECK ((kind = ANY (ARRAY['manual'::text, 'import'::text, 'api'::text, 'sql'::text, 'demo'::text]))),
    constraint sources_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    constraint sources_trust_check CHECK (((trust >= 0) AND (trust <= 100)))
);

create table sql_logins (
    login name not null,
    user_id bigint,
    constraint sql_logins_pkey PRIMARY KEY (login)
);

create table sql_queue (
    customer_id bigint not null,
    units jsonb default '{}'::jsonb not null,
    recorded_by bigint,
    recompute_in xid8,
    queued_at timestamp with time zone default now() not null,
    constraint sql_queue_pkey PRIMARY KEY (customer_id)
);
CREATE INDEX sql_queue_recompute ON public.sql_queue USING btree (recompute_in) WHERE (recompute_in IS NOT NULL);

create table sql_statements (
    login_oid bigint not null,
    query_id bigint not null,
    top_level boolean not null,
    since text not null,
    calls bigint not null,
    milliseconds double precision not null,
    rows bigint not null,
    read_at timestamp with time zone default now() not null,
    constraint sql_statements_pkey PRIMARY KEY (login_oid, query_id, top_level)
);

create unlogged table sql_writers (
    xact xid8 not null,
    at timestamp with time zone not null,
    login name not null,
    user_id bigint not null,
    permissions text[] not null,
    fields jsonb not null,
    scopes integer[] not null,
    write_scopes integer[] not null,
    writes_own boolean not null,
    scope_id integer not null,
    constraint sql_writers_pkey PRIMARY KEY (xact)
);

create table tags (
    name text not null,
    colour text default 'gray'::text not null,
    created_at timestamp with time zone default now() not null,
    constraint tags_pkey PRIMARY KEY (name),
    constraint tags_colour_check CHECK ((colour ~ '^[a-z]{2,20}$'::text)),
    constraint tags_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);

create table teams (
    id integer generated always as identity,
    parent_id integer,
    name text not null,
    version integer default 1 not null,
    created_at timestamp with time zone default now() not null,
    constraint teams_pkey PRIMARY KEY (id),
    constraint teams_parent_id_name_key UNIQUE NULLS NOT DISTINCT (parent_id, name),
    constraint teams_check CHECK ((parent_id <> id)),
    constraint teams_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
CREATE UNIQUE INDEX teams_top ON public.teams USING btree ((true)) WHERE (parent_id IS NULL);

create table unmaskings (
    user_id bigint not null,
    hour timestamp with time zone not null,
    count integer not null,
    constraint unmaskings_pkey PRIMARY KEY (user_id, hour)
);

create table used_links (
    hash bytea not null,
    expires_at timestamp with time zone not null,
    constraint used_links_pkey PRIMARY KEY (hash)
);
CREATE INDEX used_links_expires_at ON public.used_links USING btree (expires_at);

create table user_accounts (
    id bigint generated always as identity,
    user_id bigint not null,
    account_id text not null,
    provider_id text not null,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at timestamp with time zone,
    refresh_token_expires_at timestamp with time zone,
    scope text,
    password text,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    constraint user_accounts_pkey PRIMARY KEY (id),
    constraint user_accounts_provider_id_account_id_key UNIQUE (provider_id, account_id)
);

create table user_devices (
    user_id bigint not null,
    hash bytea not null,
    created_at timestamp with time zone default now() not null,
    last_seen_at timestamp with time zone default now() not null,
    constraint user_devices_pkey PRIMARY KEY (user_id, hash)
);

create table user_passkeys (
    id bigint generated always as identity,
    user_id bigint not null,
    credential_id text not null,
    public_key bytea not null,
    counter bigint default 0 not null,
    transports text[] default '{}'::text[] not null,
    name text not null,
    created_at timestamp with time zone default now() not null,
    last_used_at timestamp with time zone,
    constraint user_passkeys_pkey PRIMARY KEY (id),
    constraint user_passkeys_credential_id_key UNIQUE (credential_id),
    constraint user_passkeys_credential_id_check CHECK ((length(credential_id) <= 1400)),
    constraint user_passkeys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
CREATE INDEX user_passkeys_user_id ON public.user_passkeys USING btree (user_id);

create table user_recovery_codes (
    user_id bigint not null,
    hash bytea not null,
    used_at timestamp with time zone,
    constraint user_recovery_codes_pkey PRIMARY KEY (user_id, hash)
);

create table user_sessions (
    id bigint generated always as identity,
    user_id bigint not null,
    token text not null,
    expires_at timestamp with time zone not null,
    ip_address text,
    user_agent text,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    last_seen_at timestamp with time zone default now() not null,
    authenticated_at timestamp with time zone default now() not null,
    method text default 'password'::text not null,
    limited boolean default false not null,
    see_as bigint,
    constraint user_sessions_pkey PRIMARY KEY (id),
    constraint user_sessions_token_key UNIQUE (token),
    constraint user_sessions_method_check CHECK ((method ~ '^[a-z_]{1,30}$'::text))
);
CREATE INDEX user_sessions_user ON public.user_sessions USING btree (user_id);
CREATE INDEX user_sessions_user_id ON public.user_sessions USING btree (user_id);

create table user_totp (
    user_id bigint not null,
    secret text not null,
    confirmed_at timestamp with time zone,
    last_step bigint default 0 not null,
    constraint user_totp_pkey PRIMARY KEY (user_id)
);

create table user_verifications (
    id bigint generated always as identity,
    identifier text not null,
    value text not null,
    expires_at timestamp with time zone not null,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    constraint user_verifications_pkey PRIMARY KEY (id)
);
CREATE INDEX user_verifications_identifier ON public.user_verifications USING btree (identifier);

create table users (
    id bigint generated always as identity,
    email text not null,
    email_verified boolean default false not null,
    name text not null,
    image text,
    language text default 'en'::text not null,
    state text default 'active'::text not null,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    last_sign_in_at timestamp with time zone,
    team_id integer default 1 not null,
    warned_at timestamp with time zone,
    constraint users_pkey PRIMARY KEY (id),
    constraint users_email_key UNIQUE (email),
    constraint users_email_check CHECK ((email = lower(email))),
    constraint users_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'en'::text]))),
    constraint users_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    constraint users_state_check CHECK ((state = ANY (ARRAY['active'::text, 'disabled'::text])))
);

create table views (
    id bigint generated always as identity,
    user_id bigint not null,
    name text not null,
    shared boolean default false not null,
    definition jsonb not null,
    "position" integer default 0 not null,
    version integer default 1 not null,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    constraint views_pkey PRIMARY KEY (id),
    constraint views_name UNIQUE (user_id, name),
    constraint views_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
CREATE INDEX views_shared ON public.views USING btree ("position", id) WHERE shared;

create table webhook_deliveries (
    id bigint generated always as identity,
    webhook_id bigint not null,
    message_id text not null,
    type text not null,
    payload text not null,
    state text default 'waiting'::text not null,
    attempts integer default 0 not null,
    status integer,
    error text,
    milliseconds integer,
    created_at timestamp with time zone default now() not null,
    attempted_at timestamp with time zone,
    constraint webhook_deliveries_pkey PRIMARY KEY (id),
    constraint webhook_deliveries_payload_check CHECK ((length(payload) <= 100000)),
    constraint webhook_deliveries_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'failed'::text])))
);
CREATE INDEX webhook_deliveries_created_at ON public.webhook_deliveries USING btree (created_at);
CREATE INDEX webhook_deliveries_webhook ON public.webhook_deliveries USING btree (webhook_id, id);

create table webhooks (
    id bigint generated always as identity,
    user_id bigint not null,
    url text not null,
    events text[] not null,
    secret text default ''::text not null,
    state text default 'active'::text not null,
    failures integer default 0 not null,
    version integer default 1 not null,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    constraint webhooks_pkey PRIMARY KEY (id),
    constraint webhooks_events_check CHECK (((cardinality(events) >= 1) AND (cardinality(events) <= 50))),
    constraint webhooks_state_check CHECK ((state = ANY (ARRAY['active'::text, 'paused'::text, 'failing'::text]))),
    constraint webhooks_url_check CHECK ((length(url) <= 2000))
);

alter table api_keys add constraint api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table attribute_definitions add constraint attribute_definitions_group_id_fkey FOREIGN KEY (group_id) REFERENCES attribute_groups(id);

alter table consent_texts add constraint consent_texts_purpose_id_fkey FOREIGN KEY (purpose_id) REFERENCES privacy_purposes(id);

alter table consents add constraint consents_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id);
alter table consents add constraint consents_purpose_id_fkey FOREIGN KEY (purpose_id) REFERENCES privacy_purposes(id);
alter table consents add constraint consents_text_id_fkey FOREIGN KEY (text_id) REFERENCES consent_texts(id);

alter table erasure_marks add constraint erasure_marks_erasure_id_fkey FOREIGN KEY (erasure_id) REFERENCES erasures(id) ON DELETE CASCADE;

alter table files add constraint files_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id);

alter table import_corrections add constraint import_corrections_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE;

alter table import_keys add constraint import_keys_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE;

alter table import_problems add constraint import_problems_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE;

alter table imports add constraint imports_source_id_fkey FOREIGN KEY (source_id) REFERENCES sources(id);

alter table legal_hold_customers add constraint legal_hold_customers_hold_id_fkey FOREIGN KEY (hold_id) REFERENCES legal_holds(id) ON DELETE CASCADE;

alter table notes add constraint notes_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id);

alter table notifications add constraint notifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table one_time_links add constraint one_time_links_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id);
alter table one_time_links add constraint one_time_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table privacy_breach_steps add constraint privacy_breach_steps_breach_id_fkey FOREIGN KEY (breach_id) REFERENCES privacy_breaches(id);

alter table privacy_requests add constraint privacy_requests_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id);
alter table privacy_requests add constraint privacy_requests_purpose_id_fkey FOREIGN KEY (purpose_id) REFERENCES privacy_purposes(id);

alter table processing_limits add constraint processing_limits_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id);
alter table processing_limits add constraint processing_limits_purpose_id_fkey FOREIGN KEY (purpose_id) REFERENCES privacy_purposes(id);

alter table recomputes add constraint recomputes_attribute_id_fkey FOREIGN KEY (attribute_id) REFERENCES attribute_definitions(id);
alter table recomputes add constraint recomputes_source_id_fkey FOREIGN KEY (source_id) REFERENCES sources(id);

alter table relationships add constraint relationships_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id);
alter table relationships add constraint relationships_type_fkey FOREIGN KEY (type) REFERENCES relationship_types(name);

alter table role_grants add constraint role_grants_granted_by_fkey FOREIGN KEY (granted_by) REFERENCES users(id);
alter table role_grants add constraint role_grants_role_id_fkey FOREIGN KEY (role_id) REFERENCES roles(id);
alter table role_grants add constraint role_grants_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id);
alter table role_grants add constraint role_grants_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table scopes add constraint scopes_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id);

alter table sign_in_flows add constraint sign_in_flows_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table sql_logins add constraint sql_logins_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table teams add constraint teams_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES teams(id);

alter table unmaskings add constraint unmaskings_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table user_accounts add constraint user_accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table user_devices add constraint user_devices_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table user_passkeys add constraint user_passkeys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table user_recovery_codes add constraint user_recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table user_sessions add constraint user_sessions_see_as_fkey FOREIGN KEY (see_as) REFERENCES users(id) ON DELETE CASCADE;
alter table user_sessions add constraint user_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table user_totp add constraint user_totp_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table users add constraint users_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id);

alter table views add constraint views_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table webhook_deliveries add constraint webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhooks(id) ON DELETE CASCADE;

alter table webhooks add constraint webhooks_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

-- ------------------------------------------------------------ functions

CREATE OR REPLACE FUNCTION crm.restore(id bigint)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	login constant sql_rights := crm_login();
begin
	perform crm_demand_delete(login);
	perform crm_set_deleted(crm_lock(restore.id, login, 'deleted'), false, login.user_id);
	delete from sql_writers where xact = pg_current_xact_id_if_assigned();
	return restore.id;
end
$function$
;

CREATE OR REPLACE FUNCTION public.add_job(task text, payload json, queue text, run_at timestamp with time zone, max_attempts integer, key text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select graphile_worker.add_job(task, payload, queue, run_at, max_attempts, key) $function$
;

CREATE OR REPLACE FUNCTION public.audit_digest(ids bigint[], OUT count bigint, OUT before text, OUT after text)
 RETURNS record
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    select count(*), (
            select encode(sha256(coalesce(string_agg(sha256(convert_to(h::text, 'UTF8')), '' order by h.customer_id, h.id), '')), 'hex')
            from unnest(ids) w (id) join history h on h.customer_id = w.id and h.changed_in = pg_current_xact_id_if_assigned()),
        encode(sha256(coalesce(string_agg(sha256(convert_to(c::text, 'UTF8')), '' order by c.id), '')), 'hex')
    from customers c where c.id = any (ids)
$function$
;

CREATE OR REPLACE FUNCTION public.audit_partitions(months integer)
 RETURNS void
 LANGUAGE plpgsql
 SET "TimeZone" TO 'UTC'
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.audit_refuse()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
    raise exception 'the audit is only ever added to: % on % is refused', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
end
$function$
;

CREATE OR REPLACE FUNCTION public.audit_write(entries jsonb)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.crm_address(address jsonb)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
	select nullif(jsonb_strip_nulls(jsonb_build_object(
		'line1', crm_text('line1', address->>'line1', 500),
		'line2', crm_text('line2', address->>'line2', 500),
		'city', crm_text('city', address->>'city', 300),
		'region', crm_text('region', address->>'region', 300),
		'postal_code', crm_text('postal_code', address->>'postal_code', 20),
		'country', crm_country(address->>'country'))), '{}')
$function$
;

CREATE OR REPLACE FUNCTION public.crm_address_key(address jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
	select md5(concat_ws(chr(31), coalesce(address->>'line1', ''), coalesce(address->>'line2', ''), coalesce(address->>'city', ''),
		coalesce(address->>'region', ''), coalesce(address->>'postal_code', ''), coalesce(address->>'country', '')))::uuid::text
$function$
;

CREATE OR REPLACE FUNCTION public.crm_addresses()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	login constant sql_rights := crm_login();
	c customers;
	content jsonb;
	address jsonb;
begin
	perform crm_demand_field(login, 'addresses', 'contact');

	if tg_op = 'UPDATE' then
		if new.customer_id is distinct from old.customer_id then
			perform crm_refuse('computed', 'customer_id', '', '');
		end if;
	end if;
	c := crm_lock(case when tg_op = 'INSERT' then new.customer_id else old.customer_id end, login);
	content := crm_manual(c.id);
	if tg_op = 'DELETE' then
		perform crm_save(c, crm_drop(content, 'addresses', old.key::text), '{}', '{}', 'edit', login.user_id);
		return old;
	end if;
	if new.key is not null and (tg_op = 'INSERT' or new.key <> old.key) then
		perform crm_refuse('computed', 'key', '', '');
	end if;
	address := crm_address(to_jsonb(new));
	if address is null then
		perform crm_refuse('value_missing', 'line1', '', '');
	end if;
	new := jsonb_populate_record(new, '{"line1": null, "line2": null, "city": null, "region": null, "postal_code": null, "country": null}' || address);
	new.key := crm_address_key(address);
	new.label := crm_text('label', new.label, 100);
	new.is_primary := coalesce(new.is_primary, false);
	if tg_op = 'UPDATE' then
		if old.key <> new.key then
			content := crm_drop(content, 'addresses', old.key::text);
		end if;
	end if;
	content := crm_put(content, 'addresses', address || jsonb_strip_nulls(jsonb_build_object(
		'key', new.key, 'label', new.label, 'is_primary', nullif(new.is_primary, false))));
	perform crm_save(c, content, jsonb_build_object('addresses/' || new.key, null), '{}', 'edit', login.user_id);
	return new;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_allow(content jsonb, unit text, again jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
	select case
		when content->'denied'->unit is null then content
		when others is not null then jsonb_set(content, array['denied', unit], others)
		when (content->'denied') - unit = '{}' then content - 'denied'
		else jsonb_set(content, '{denied}', (content->'denied') - unit)
	end
	from (select jsonb_agg(v) as others from jsonb_array_elements(coalesce(content->'denied'->unit, '[]')) v where v <> again) stay
$function$
;

CREATE OR REPLACE FUNCTION public.crm_attribute(attribute text, typed jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	definition attribute_definitions;
	shape constant text := jsonb_typeof(typed);
	told constant text := typed #>> '{}';
	suits boolean;
	broken text;
begin
	select * into definition from attribute_definitions d where d.entity = 'customers' and d.name = attribute and d.deleted_at is null;
	if not found then
		perform crm_refuse('attribute_unknown', 'attributes', attribute, '');
	end if;
	if typed is null or typed in ('null', '[]') or (shape = 'string' and btrim(told) = '') then
		return null;
	end if;
	suits := case definition.type
		when 'text' then shape = 'string' and length(told) <= 10000
		when 'number' then shape = 'number'
		when 'boolean' then shape = 'boolean'
		when 'money' then shape = 'object' and typed->>'amount' ~ '^-?[0-9]{1,30}([.][0-9]{1,10})?$' and typed->>'currency' ~ '^[A-Z]{3}$'
		when 'date' then shape = 'string' and told ~ '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$'
		when 'choice' then shape = 'string' and exists (select from jsonb_array_elements(definition.choices) c where c->>'value' = told)
		when 'choices' then shape = 'array' and not exists (
			select from jsonb_array_elements_text(case when shape = 'array' then typed else '[]' end) v
			where not exists (select from jsonb_array_elements(definition.choices) c where c->>'value' = v))
		when 'reference' then shape = 'number' and told ~ '^[1-9][0-9]{0,15}$'
	end;
	if suits and definition.type = 'date' then
		begin
			perform told::date;
		exception when datetime_field_overflow then
			suits := false;
		end;
	end if;
	if suits is not true then
		perform crm_refuse('attribute_unsuited', attribute, told, '');
	end if;
	if definition.rules <> '{}' then
		broken := crm_broken_rule(definition.type, definition.rules, typed);
		if broken is not null then
			perform crm_refuse('attribute_rule', attribute, told, broken);
		end if;
	end if;
	return typed;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_audit(action text, entity text, entity_id text, customer bigint, by_user bigint)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'public', 'pg_temp'
AS $function$
	select audit_write(jsonb_build_array(crm_entry(action, entity, entity_id, customer, by_user)))
$function$
;

CREATE OR REPLACE FUNCTION public.crm_broken_rule(type text, rules jsonb, typed jsonb)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	told constant text := typed #>> '{}';
	digits constant numeric := case type when 'number' then told::numeric when 'money' then (typed->>'amount')::numeric end;
begin
	return case
		when type = 'text' and length(told) > (rules->>'max_length')::int
			then format('at most %1$s characters · 最多 %1$s 个字符', rules->>'max_length')
		when type = 'text' and rules ? 'pattern' and not (length(told) <= 1000 and told collate "C" ~ ('***:(?p)^(?:' || regexp_replace(regexp_replace((rules->>'pattern'), '^\^', ''), '(?<!\\)\$$', '') || ')$'))
			then concat_ws(' · ', coalesce(rules->>'pattern_why_en', rules->>'pattern'), rules->>'pattern_why_zh')
		when type = 'date' and told collate "C" < rules->>'earliest' then format('not before %1$s · 不早于 %1$s', rules->>'earliest')
		when type = 'date' and told collate "C" > rules->>'latest' then format('not after %1$s · 不晚于 %1$s', rules->>'latest')
		when type = 'date' and rules ? 'not_future' and told collate "C" > (now() at time zone 'Etc/GMT-14')::date::text
			then 'not in the future · 不能晚于今天'
		when type = 'choices' and jsonb_array_length(typed) > (rules->>'max_choices')::int
			then format('at most %1$s choices · 最多选 %1$s 项', rules->>'max_choices')
		when digits < (rules->>'min')::numeric then format('at least %1$s · 不小于 %1$s', rules->>'min')
		when digits > (rules->>'max')::numeric then format('at most %1$s · 不大于 %1$s', rules->>'max')
		when scale(trim_scale(digits)) > (rules->>'decimals')::int
			then format('at most %1$s decimal places · 最多 %1$s 位小数', rules->>'decimals')
	end;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_choice(field text, typed text, choices text[])
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	result constant text := nullif(lower(btrim(typed)), '');
begin
	if result is not null and result <> all (choices) then
		perform crm_refuse('choice_unknown', field, typed, array_to_string(choices, ', '));
	end if;
	return result;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_clear(content jsonb, unit text, customer bigint)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
	select crm_deny(content - unit, unit, (
		select jsonb_agg(distinct s.content->unit) from customer_statements(array[customer]) s where coalesce(s.content->unit, 'null') <> 'null'))
$function$
;

CREATE OR REPLACE FUNCTION public.crm_contact_points()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	login constant sql_rights := crm_login();
	c customers;
	content jsonb;
	stood text;
	typed text;
	key text;
begin
	perform crm_demand_field(login, 'contact_points', 'contact');

	if tg_op = 'UPDATE' then
		if new.customer_id is distinct from old.customer_id then
			perform crm_refuse('computed', 'customer_id', '', '');
		end if;
	end if;
	c := crm_lock(case when tg_op = 'INSERT' then new.customer_id else old.customer_id end, login);
	content := crm_manual(c.id);
	if tg_op <> 'INSERT' then
		stood := old.kind || ':' || old.value;
	end if;
	if tg_op = 'DELETE' then
		perform crm_save(c, crm_drop(content, 'contact_points', stood), '{}', '{}', 'edit', login.user_id);
		return old;
	end if;
	new.kind := crm_choice('kind', new.kind, array['email', 'phone', 'wechat', 'whatsapp', 'qq', 'line', 'telegram', 'website', 'other']::text[]);
	typed := new.value;
	new.value := crm_point(new.kind, typed);
	if new.kind is null or new.value is null then
		perform crm_refuse('value_missing', case when new.kind is null then 'kind' else 'value' end, '', '');
	end if;
	new.label := crm_text('label', new.label, 100);
	new.is_primary := coalesce(new.is_primary, false);
	key := new.kind || ':' || new.value;
	if stood <> key then
		content := crm_drop(content, 'contact_points', stood);
	end if;
	content := crm_put(content, 'contact_points', jsonb_strip_nulls(jsonb_build_object(
		'kind', new.kind, 'value', new.value, 'label', new.label, 'is_primary', nullif(new.is_primary, false))));
	perform crm_save(c, content, jsonb_build_object('contact_points/' || key, typed),
		case when typed = new.value then '{}' else jsonb_build_object(new.kind, left(typed, 2000)) end, 'edit', login.user_id);
	return new;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_country(typed text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	result constant text := nullif(upper(btrim(typed)), '');
begin
	if result is not null and result <> all ('{AD,AE,AF,AG,AI,AL,AM,AO,AQ,AR,AS,AT,AU,AW,AX,AZ,BA,BB,BD,BE,BF,BG,BH,BI,BJ,BL,BM,BN,BO,BQ,BR,BS,BT,BV,BW,BY,BZ,CA,CC,CD,CF,CG,CH,CI,CK,CL,CM,CN,CO,CR,CU,CV,CW,CX,CY,CZ,DE,DJ,DK,DM,DO,DZ,EC,EE,EG,EH,ER,ES,ET,FI,FJ,FK,FM,FO,FR,GA,GB,GD,GE,GF,GG,GH,GI,GL,GM,GN,GP,GQ,GR,GS,GT,GU,GW,GY,HK,HM,HN,HR,HT,HU,ID,IE,IL,IM,IN,IO,IQ,IR,IS,IT,JE,JM,JO,JP,KE,KG,KH,KI,KM,KN,KP,KR,KW,KY,KZ,LA,LB,LC,LI,LK,LR,LS,LT,LU,LV,LY,MA,MC,MD,ME,MF,MG,MH,MK,ML,MM,MN,MO,MP,MQ,MR,MS,MT,MU,MV,MW,MX,MY,MZ,NA,NC,NE,NF,NG,NI,NL,NO,NP,NR,NU,NZ,OM,PA,PE,PF,PG,PH,PK,PL,PM,PN,PR,PS,PT,PW,PY,QA,RE,RO,RS,RU,RW,SA,SB,SC,SD,SE,SG,SH,SI,SJ,SK,SL,SM,SN,SO,SR,SS,ST,SV,SX,SY,SZ,TC,TD,TF,TG,TH,TJ,TK,TL,TM,TN,TO,TR,TT,TV,TW,TZ,UA,UG,UM,US,UY,UZ,VA,VC,VE,VG,VI,VN,VU,WF,WS,YE,YT,ZA,ZM,ZW}'::text[]) then
		perform crm_refuse('country_unknown', 'country', typed, '');
	end if;
	return result;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_customers()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	login constant sql_rights := crm_login();
	before jsonb := '{}';
	d sql_draft;
	c customers;
	kind_wanted text;
	guess text;
	field text;
begin
	if tg_op = 'DELETE' then
		-- Gone since this statement began: as with any table, the row is passed over.
		if not exists (select from customers where id = old.id and state = 'active') then
			return null;
		end if;
		perform crm_demand_delete(login);
		c := crm_lock(old.id, login);
		perform crm_set_deleted(c, true, login.user_id);
		return old;
	end if;
	if tg_op = 'UPDATE' then
		before := to_jsonb(old);
	end if;
	d := row('{}', to_jsonb(new), '{}', '{}')::sql_draft;
	foreach field in array array['sort_name', 'id', 'version', 'created_at', 'updated_at']::text[] loop
		if d.image->>field is distinct from before->>field then
			perform crm_refuse('computed', field, '', '');
		end if;
	end loop;
	foreach field in array array['identity_number']::text[] loop
		if d.image->>field is distinct from before->>field then
			perform crm_refuse('encrypted', field, '', '');
		end if;
	end loop;
	perform crm_demand_fields(login, before, d.image);
	if new.scope_id is null then
		new.scope_id := case when tg_op = 'UPDATE' then old.scope_id else login.scope_id end;
	end if;
	if tg_op = 'UPDATE' then
		new.scope_id := scope_beside(new.scope_id, old.scope_id);
	end if;
	if (new.scope_id::text is distinct from before->>'scope_id' or new.owner_id::text is distinct from before->>'owner_id') and new.scope_id <> all (login.write_scopes)
		and not (login.writes_own and new.owner_id is not distinct from login.user_id) then
		perform crm_refuse('scope_not_allowed', 'scope_id', new.scope_id::text, '');
	end if;
	d.image := d.image || jsonb_build_object('scope_id', new.scope_id);
	if tg_op = 'UPDATE' then
		c := crm_lock(old.id, login);
		perform crm_refuse_conflict(to_jsonb(c), before, d.image);
		d.content := crm_manual(c.id);
	end if;

	kind_wanted := crm_choice('kind', d.image->>'kind', array['person', 'organisation', 'anonymous']::text[]);
	if kind_wanted is null and tg_op = 'UPDATE' then
		perform crm_refuse('value_missing', 'kind', '', '');
	end if;
	if kind_wanted is null then
		guess := case
			when exists (select from unnest(array['family_name', 'given_name', 'middle_name', 'name_prefix', 'name_suffix']::text[]) p where btrim(d.image->>p) <> '') then 'person'
			when btrim(new.name) <> '' then case when new.name ~* '公司|集团|银行|大学|学院|医院|事务所|工作室|协会|\m(inc|ltd|limited|llc|plc|gmbh|ag|corp|corporation|company|university|hospital)\M[.]?$' then 'organisation' else 'person' end
			when btrim(new.company) <> '' then 'organisation'
			else 'person' end;
		kind_wanted := guess;
		if btrim(new.name) <> '' then
			d.units := d.units || jsonb_build_object('kind', guess);
		end if;
	end if;
	if tg_op = 'INSERT' and kind_wanted = 'organisation' and coalesce(btrim(new.name), '') = '' then
		d.image := d.image || jsonb_build_object('name', new.company, 'company', null);
	end if;
	if kind_wanted is distinct from before->>'kind' then
		d.content := crm_pin(d.content, 'kind', to_jsonb(kind_wanted));
	end if;
	d.image := d.image || jsonb_build_object('kind', kind_wanted);

	if tg_op = 'INSERT' then
		insert into customers (id, golden_id, version, scope_id, owner_id) overriding system value
		select n, n, 0, new.scope_id, new.owner_id from nextval(pg_get_serial_sequence('customers', 'id')) n returning * into c;
	end if;
	d := crm_edit_name(d, before, kind_wanted, c.id);
	d := crm_edit_values(d, before, c.id);
	d := crm_edit_contacts(d, before);
	d := crm_edit_address(d, before, c.id);
	d := crm_edit_sets(d, before, c.id);
	perform crm_refuse_missing(d.image->'attributes', case when tg_op = 'UPDATE' then before->'attributes' end);
	if tg_op = 'INSERT' then
		if not d.content ?| array['name', 'company', 'contact_points'] then
			perform crm_refuse('nothing_stated', '', '', '');
		end if;
		perform crm_save(c, d.content, d.units, d.raw, 'created', login.user_id);
		d.image := d.image || jsonb_build_object('id', c.id, 'version', 1, 'created_at', c.created_at, 'updated_at', c.updated_at);
	else
		if d.content <> crm_manual(c.id) then
			perform crm_save(c, d.content, d.units, d.raw, 'edit', login.user_id);
			c.version := c.version + 1;
		end if;
		if (new.owner_id, new.scope_id) is distinct from (old.owner_id, old.scope_id) then
			perform crm_move(c, new.owner_id, new.scope_id, login.user_id);
			c.version := c.version + 1;
		end if;
		d.image := d.image || jsonb_build_object('version', c.version, 'updated_at', now());
		-- The address is read from the table where a part of it changes: what returns is what was shown.
		if crm_right(login.fields, 'contact') not in ('read', 'write') then
			d.image := d.image || jsonb_build_object('postal_code', old.postal_code);
		end if;
	end if;
	return jsonb_populate_record(new, d.image);
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_date(field text, typed text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
	if typed is not null and typed !~ '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$' then
		perform crm_refuse('date_unsuited', field, typed, '');
	end if;
	return typed;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_demand_delete(login sql_rights)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
	if not 'customers.delete' = any (login.permissions) then
		perform crm_refuse('delete_not_allowed', '', '', '');
	end if;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_demand_field(login sql_rights, field text, kind text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
	if kind <> 'none' and crm_right(login.fields, kind) <> 'write' then
		perform crm_refuse('field_not_writable', field, kind, kind);
	end if;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_demand_fields(login sql_rights, before jsonb, after jsonb)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	field text;
	kind text;
	attribute text;
begin
	for field, kind in select * from (values ('name', 'personal'), ('family_name', 'personal'), ('given_name', 'personal'), ('middle_name', 'personal'), ('name_prefix', 'personal'), ('name_suffix', 'personal'), ('company', 'personal'), ('job_title', 'personal'), ('phone', 'contact'), ('email', 'contact'), ('postal_code', 'contact'), ('gender', 'personal'), ('birth_date', 'personal'), ('tax_id', 'identity'), ('identity_number', 'identity')) f loop
		if after->>field is distinct from before->>field then
			perform crm_demand_field(login, field, kind);
		end if;
	end loop;
	for attribute in select jsonb_object_keys(coalesce(nullif(before->'attributes', 'null'), '{}') || case jsonb_typeof(after->'attributes') when 'object' then after->'attributes' else '{}' end) loop
		continue when before->'attributes'->attribute is not distinct from after->'attributes'->attribute;
		select d.personal into kind from attribute_definitions d where d.entity = 'customers' and d.name = attribute and d.deleted_at is null;
		if found then
			perform crm_demand_field(login, 'attributes.' || attribute, kind);
		end if;
	end loop;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_deny(content jsonb, unit text, gone jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
	select case when jsonb_array_length(coalesce(gone, '[]')) = 0 then content else
		content || jsonb_build_object('denied', coalesce(content->'denied', '{}') || jsonb_build_object(unit, known || coalesce((
			select jsonb_agg(v) from jsonb_array_elements(gone) v where not exists (select from jsonb_array_elements(known) k where k = v)), '[]')))
	end
	from (select coalesce(content->'denied'->unit, '[]') as known) was
$function$
;

CREATE OR REPLACE FUNCTION public.crm_drop(content jsonb, unit text, key text)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
	select crm_deny(case when others is null then content - unit else content || jsonb_build_object(unit, others) end, unit, jsonb_build_array(key))
	from (select jsonb_agg(o order by n) as others from jsonb_array_elements(coalesce(content->unit, '[]')) with ordinality as e (o, n)
		where crm_key(unit, o) <> key) stay
$function$
;

CREATE OR REPLACE FUNCTION public.crm_edit_address(d sql_draft, before jsonb, customer bigint)
 RETURNS sql_draft
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	columns constant text[] := array['city', 'region', 'postal_code', 'country']::text[];
	changed jsonb := (select jsonb_object_agg(c, d.image->c) from unnest(columns) c where d.image->>c is distinct from before->>c);
	stood addresses;
	address jsonb;
begin
	if changed is null then
		return d;
	end if;
	select * into stood from addresses a where a.customer_id = customer and a.is_primary limit 1;
	address := crm_address(coalesce(to_jsonb(stood), '{}') || changed);
	d.image := d.image || (select jsonb_object_agg(c, address->c) from unnest(columns) c);
	if address is null then
		return case when stood.key is null then d else row(crm_drop(d.content, 'addresses', stood.key::text), d.image, d.units, d.raw)::sql_draft end;
	end if;
	address := address || jsonb_build_object('key', crm_address_key(address), 'is_primary', true)
		|| jsonb_strip_nulls(jsonb_build_object('label', stood.label));
	if stood.key::text <> address->>'key' then
		d.content := crm_drop(d.content, 'addresses', stood.key::text);
	end if;
	d.content := crm_put(d.content, 'addresses', address);
	d.units := d.units || jsonb_build_object('addresses/' || (address->>'key'), null);
	return d;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_edit_contacts(d sql_draft, before jsonb)
 RETURNS sql_draft
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	kind text;
	value text;
	typed text;
begin
	foreach kind in array array['phone', 'email'] loop
		typed := d.image->>kind;
		continue when typed is not distinct from before->>kind;
		value := crm_point(kind, typed);
		d.image := d.image || jsonb_build_object(kind, value);
		continue when value is not distinct from before->>kind;
		if before->>kind is not null then
			d.content := crm_drop(d.content, 'contact_points', kind || ':' || (before->>kind));
		end if;
		continue when value is null;
		if value <> typed then
			d.raw := d.raw || jsonb_build_object(kind, left(typed, 2000));
		end if;
		d.content := crm_put(d.content, 'contact_points', jsonb_build_object('kind', kind, 'value', value, 'is_primary', true));
		d.units := d.units || jsonb_build_object('contact_points/' || kind || ':' || value, typed);
	end loop;
	return d;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_edit_name(d sql_draft, before jsonb, kind text, customer bigint)
 RETURNS sql_draft
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	columns constant text[] := array['name', 'family_name', 'given_name', 'middle_name', 'name_prefix', 'name_suffix']::text[];
	changed text[] := '{}';
	typed_now text[];
	part text;
	unit jsonb;
begin
	foreach part in array columns loop
		continue when d.image->>part is not distinct from before->>part;
		if btrim(d.image->>part) <> '' and crm_text(part, d.image->>part, 200) is distinct from d.image->>part then
			d.raw := d.raw || jsonb_build_object(part, left(d.image->>part, 2000));
		end if;
		d.image := d.image || jsonb_build_object(part, crm_text(part, d.image->>part, 200));
		if d.image->>part is distinct from before->>part then
			changed := changed || part;
		end if;
	end loop;
	if changed = '{}' then
		return d;
	end if;
	if 'name' = any (changed) then
		typed_now := array(select c from unnest(changed) c where d.image->>c is not null and (kind <> 'organisation' or c = 'name'));
		unit := case when d.image->>'name' is not null then (select jsonb_object_agg(c, d.image->c) from unnest(typed_now) c) end;
	elsif kind = 'organisation' and d.image->>'name' is not null then
		-- An organisation has one name; parts of a person's name say nothing about it.
		d.image := d.image || (select jsonb_object_agg(c, before->c) from unnest(columns) c);
		return d;
	else
		typed_now := array(select c from unnest(columns) c where c <> 'name' and d.image->>c is not null);
		unit := (select jsonb_object_agg(c, d.image->c) from unnest(typed_now) c);
		unit := unit || jsonb_build_object('name', case
			when d.image->>'family_name' ~ '^[\u3400-\u9fff]+$' then concat(d.image->>'family_name', d.image->>'given_name')
			else concat_ws(' ', d.image->>'given_name', d.image->>'middle_name', d.image->>'family_name', d.image->>'name_suffix') end);
	end if;
	if unit is null or unit->>'name' = '' then
		d.image := d.image || (select jsonb_object_agg(c, null) from unnest(columns || array['sort_name']) c);
		d.content := crm_clear(d.content, 'name', customer);
		return d;
	end if;
	unit := unit || jsonb_build_object('sort_name', lower(unit->>'name'));
	d.image := d.image || (select jsonb_object_agg(c, unit->c) from unnest(columns || array['sort_name']) c);
	d.content := crm_pin(d.content, 'name', unit);
	d.units := d.units || jsonb_build_object('name', jsonb_build_object('typed', typed_now, 'unit', unit));
	return d;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_edit_sets(d sql_draft, before jsonb, customer bigint)
 RETURNS sql_draft
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	wanted text[];
	stood jsonb := coalesce(nullif(before->'attributes', 'null'), '{}');
	next jsonb := coalesce(nullif(d.image->'attributes', 'null'), '{}');
	attribute text;
	value jsonb;
begin
	if coalesce(nullif(d.image->'tags', 'null'), '[]') <> coalesce(before->'tags', '[]') then
		wanted := array(select distinct t.tag from jsonb_array_elements_text(nullif(d.image->'tags', 'null')) x, crm_text('tags', x, 100) as t (tag)
			where t.tag is not null order by t.tag);
		perform crm_register_tags(wanted, (select user_id from sql_rights));
		d.content := crm_set_tags(d.content, array(select jsonb_array_elements_text(before->'tags')), wanted);
	end if;
	d.image := d.image || jsonb_build_object('tags', coalesce(to_jsonb(wanted), before->'tags', '[]'), 'attributes', next);
	if jsonb_typeof(next) <> 'object' then
		perform crm_refuse('attribute_unsuited', 'attributes', next::text, '');
	end if;
	for attribute in select jsonb_object_keys(stood || next) loop
		continue when stood->attribute is not distinct from next->attribute;
		if exists (select from attribute_definitions e where e.entity = 'customers' and e.name = attribute and e.personal in ('identity', 'sensitive')) then
			perform crm_refuse('encrypted', 'attributes.' || attribute, '', '');
		end if;
		value := case when next ? attribute or not stood ? attribute then crm_attribute(attribute, next->attribute) end;
		if value is not null then
			d.content := crm_pin(d.content, 'attributes.' || attribute, value);
			d.units := d.units || jsonb_build_object('attributes.' || attribute, null);
		else
			d.image := d.image #- array['attributes', attribute];
			d.content := crm_clear(d.content, 'attributes.' || attribute, customer);
		end if;
	end loop;
	return d;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_edit_value(d sql_draft, unit text, before jsonb, value text, customer bigint)
 RETURNS sql_draft
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
	if value is distinct from d.image->>unit and btrim(d.image->>unit) <> '' then
		d.raw := d.raw || jsonb_build_object(unit, left(d.image->>unit, 2000));
	end if;
	d.image := d.image || jsonb_build_object(unit, value);
	if value is null and before->>unit is not null then
		d.content := crm_clear(d.content, unit, customer);
	elsif value is distinct from before->>unit then
		d.content := crm_pin(d.content, unit, to_jsonb(value));
		d.units := d.units || jsonb_build_object(unit, null);
	end if;
	return d;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_edit_values(d sql_draft, before jsonb, customer bigint)
 RETURNS sql_draft
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
	if d.image->>'company' is distinct from before->>'company' then
		d := crm_edit_value(d, 'company', before, crm_text('company', d.image->>'company', 200), customer);
	end if;
	if d.image->>'job_title' is distinct from before->>'job_title' then
		d := crm_edit_value(d, 'job_title', before, crm_text('job_title', d.image->>'job_title', 500), customer);
	end if;
	if d.image->>'lifecycle_stage' is distinct from before->>'lifecycle_stage' then
		d := crm_edit_value(d, 'lifecycle_stage', before, crm_choice('lifecycle_stage', d.image->>'lifecycle_stage', array['lead', 'prospect', 'customer', 'former']::text[]), customer);
	end if;
	if d.image->>'gender' is distinct from before->>'gender' then
		d := crm_edit_value(d, 'gender', before, crm_choice('gender', d.image->>'gender', array['female', 'male', 'other']::text[]), customer);
	end if;
	if d.image->>'birth_date' is distinct from before->>'birth_date' then
		d := crm_edit_value(d, 'birth_date', before, crm_date('birth_date', d.image->>'birth_date'), customer);
	end if;
	if d.image->>'language' is distinct from before->>'language' then
		d := crm_edit_value(d, 'language', before, crm_text('language', d.image->>'language', 35), customer);
	end if;
	if d.image->>'industry' is distinct from before->>'industry' then
		d := crm_edit_value(d, 'industry', before, crm_text('industry', d.image->>'industry', 300), customer);
	end if;
	if d.image->>'tax_id' is distinct from before->>'tax_id' then
		d := crm_edit_value(d, 'tax_id', before, crm_text('tax_id', d.image->>'tax_id', 100), customer);
	end if;
	if d.image->>'identity_number' is distinct from before->>'identity_number' then
		d := crm_edit_value(d, 'identity_number', before, crm_text('identity_number', d.image->>'identity_number', 100), customer);
	end if;
	return d;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_email(typed text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	address text := normalize(crm_text('email', typed, 1000), NFKC);
	parts constant text[] := array_remove(regexp_split_to_array(address, '\s*[;,；，、|]\s*|\s+'), '');
	local text;
	domain text;
begin
	if address is null then
		return null;
	end if;
	if cardinality(parts) > 1 and not exists (select from unnest(parts) p where p !~ '^[^@]+@') and address !~ '<' then
		return (select string_agg(crm_email(p), '; ' order by n) from unnest(parts) with ordinality as u (p, n));
	end if;
	address := regexp_replace(coalesce(substring(address from '<([^<>]*@[^<>]*)>$'), address), '^mailto:', '', 'i');
	if position('@' in address) = 0 then
		perform crm_refuse('email_no_at', 'email', typed, '');
	end if;
	local := regexp_replace(address, '@[^@]*$', '');
	domain := lower(substring(address from '[^@]*$'));
	if local ~ '[\u3400-\u9fff]' then
		perform crm_refuse('email_chinese', 'email', typed, '');
	end if;
	if length(address) > 254 or local !~ '^[A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+([.][A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+)*$'
			or domain !~ '^[^\s@<>(),;:"]+[.][^\s@<>(),;:".]+$' or domain ~ '[.][.]|^[.]' then
		perform crm_refuse('email_invalid', 'email', typed, '');
	end if;
	return local || '@' || domain;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_entry(action text, entity text, entity_id text, customer bigint, by_user bigint)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
	select jsonb_build_object('action', action, 'entity', entity, 'entity_id', entity_id, 'customer_id', customer,
		'user_id', by_user, 'channel', 'sql', 'detail', jsonb_build_object('login', session_user))
$function$
;

CREATE OR REPLACE FUNCTION public.crm_finish()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	due bigint[];
	step bigint[];
	by_user constant bigint := (select user_id from sql_rights);
begin
	delete from sql_writers where xact = pg_current_xact_id_if_assigned();
	with taken as (
		update sql_queue set recompute_in = null where recompute_in = pg_current_xact_id() returning customer_id
	)
	select array_agg(customer_id) into due from taken;
	if due is null then
		return null;
	end if;
	for n in 1 .. cardinality(due) by 1000 loop
		step := due[n:n + 1000 - 1];
		-- A customer of this statement has not been computed before.
		perform audit_write((select jsonb_agg(crm_entry(case when c.version = 0 then 'customers.create' else 'customers.edit' end, 'customers', c.id::text, c.id, by_user))
			from customers c where c.id = any (step)));
		perform recompute_customers(step, by_user);
	end loop;
	if current_setting('clientele.normalise_in', true) is distinct from pg_current_xact_id()::text then
		perform add_job('customers.normalise_sql', '{}', null, null, 25, null);
		perform set_config('clientele.normalise_in', pg_current_xact_id()::text, true);
	end if;
	return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_key(unit text, member jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
	select case unit when 'contact_points' then (member->>'kind') || ':' || (member->>'value') else member->>'key' end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_lock(wanted bigint, login sql_rights, state_wanted text DEFAULT 'active'::text, changing boolean DEFAULT true)
 RETURNS customers
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	c customers;
begin
	select * into c from customers where id = wanted for update;
	if not found or not coalesce(c.scope_id = any (login.scopes) or c.owner_id = login.user_id, false) or c.state not in ('active', 'deleted') then
		perform crm_refuse('customer_not_found', 'customer_id', wanted::text, '');
	end if;
	if changing and not coalesce(c.scope_id = any (login.write_scopes) or login.writes_own and c.owner_id = login.user_id, false) then
		perform crm_refuse('customer_read_only', 'customer_id', wanted::text, '');
	end if;
	if exists (select from restricted_among(array[c.id])) then
		perform crm_refuse('customer_restricted', 'customer_id', wanted::text, '');
	end if;
	if c.state <> state_wanted then
		if state_wanted = 'deleted' then
			perform crm_refuse('customer_not_in_trash', 'id', wanted::text, '');
		end if;
		perform crm_refuse('customer_not_found', 'customer_id', wanted::text, '');
	end if;
	return c;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_login()
 RETURNS sql_rights
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	login sql_rights;
begin
	-- What this login writes is told as written in SQL, whatever somebody put into the setting himself.
	perform set_config('app.via', '{"channel": "sql"}', true);
	perform set_config('app.restriction', '', true);
	select user_id, permissions, fields, scopes, write_scopes, writes_own, scope_id into login from sql_writers w
	where w.xact = pg_current_xact_id_if_assigned() and w.at = statement_timestamp() and w.login = session_user;
	if found then
		return login;
	end if;
	select * into login from sql_rights;
	if not found then
		perform crm_refuse('login_unknown', '', session_user::text, '');
	end if;
	if not 'customers.write' = any (login.permissions) then
		perform crm_refuse('read_only', '', '', '');
	end if;
	if login.user_id is null then
		with added as (
		insert into users (email, name) values ('system@clientele.invalid', 'System') on conflict (email) do nothing returning id
	)
	insert into role_grants (user_id, role_id) select a.id, r.id from added a join roles r on r.key = 'administrator';
		if found then
			perform crm_audit('access.create_system_user', 'users', (select id::text from users where email = 'system@clientele.invalid'), null, null);
		end if;
		update sql_logins l set user_id = u.id from users u where u.email = 'system@clientele.invalid' and l.login = session_user;
		select * into login from sql_rights;
		perform crm_audit('access.link_login', 'sql_logins', session_user::text, null, login.user_id);
	end if;
	insert into sql_writers (xact, at, login, user_id, permissions, fields, scopes, write_scopes, writes_own, scope_id) select pg_current_xact_id(), statement_timestamp(), session_user, login.*
	on conflict (xact) do update set at = excluded.at, login = excluded.login,
		user_id = excluded.user_id, permissions = excluded.permissions, fields = excluded.fields, scopes = excluded.scopes, write_scopes = excluded.write_scopes, writes_own = excluded.writes_own, scope_id = excluded.scope_id;
	return login;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_manual(customer bigint)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
	select coalesce((
		select r.content
		from source_records r
		join assignments a on a.customer_id = r.customer_id and a.source_record_id = r.id and a.valid_to is null
		where r.customer_id = customer and r.source_id = 1 and r.key = customer::text and r.content is not null
		order by r.stated_at desc, r.recorded_at desc, r.content_hash limit 1), '{}')
$function$
;

CREATE OR REPLACE FUNCTION public.crm_masked_attributes(attributes jsonb, rights jsonb)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
	select coalesce(jsonb_object_agg(v.key, case
		when v.allowed = 'masked' then to_jsonb(case when jsonb_typeof(v.value) = 'string' then mask_text(v.mask, v.value #>> '{}') else '***' end)
		when v.value #>> '{}' ~ '^~1[.][0-9]{1,16}[.][0-9]{1,16}[.][A-Za-z0-9_-]{39,}$' then to_jsonb('••••'::text)
		else v.value end), '{}')
	from (
		select e.key, e.value, coalesce(rights->>coalesce(d.personal, 'sensitive'), 'write') as allowed,
			case when d.type = 'date' then 'date' when d.type <> 'text' then 'text' when d.personal in ('contact', 'identity') then d.personal else 'text' end as mask
		from jsonb_each(attributes) e
		left join attribute_definitions d on d.entity = 'customers' and d.name = e.key and d.deleted_at is null
	) v
	where v.allowed <> 'hidden'
$function$
;

CREATE OR REPLACE FUNCTION public.crm_members(customer bigint)
 RETURNS bigint[]
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
	select array(select customer union all select id from customers where golden_id = customer and golden_id <> id)
$function$
;

CREATE OR REPLACE FUNCTION public.crm_move(c customers, owner bigint, scope integer, by_user bigint)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	t text;
begin
	insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
	values (c.id, 'owner', c.id, c.valid_from, jsonb_build_object('version', c.version, 'owner_id', c.owner_id, 'scope_id', c.scope_id), by_user, c.scope_id, c.owner_id);
	foreach t in array array['source_records', 'restatements', 'contact_points', 'addresses', 'attribute_values', 'relationships', 'notes', 'files', 'history', 'decisions', 'bulk_edit_customers', 'consents', 'processing_limits', 'privacy_requests', 'privacy_request_steps', 'findings']::text[] loop
		execute format('update %I set owner_id = $2, scope_id = $3 where customer_id = $1', t) using c.id, owner, scope;
	end loop;
	update lookup l set owner_id = owner, scope_id = scope where l.customer_id = c.id and l.token = any (
		array(select unnest(k.tokens) from lookup_tokens k where k.customer_id = c.id
			union select 'x' || r.source_id || ':' || r.key from source_records r where r.customer_id = c.id));
	insert into index_queue (customer_id) select c.id where exists (select from index_ranges r where c.id between r.first_id and r.last_id) on conflict do nothing;
	update customers set owner_id = owner, scope_id = scope, version = version + 1, updated_at = now(), valid_from = now() where id = c.id;
	perform crm_audit('customers.move', 'customers', c.id::text, c.id, by_user);
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_notes()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	login constant sql_rights := crm_login();
	c customers;
	stood notes;
begin
	perform crm_demand_field(login, 'notes.body', 'personal');

	if tg_op = 'UPDATE' then
		if new.customer_id is distinct from old.customer_id then
			perform crm_refuse('computed', 'customer_id', '', '');
		end if;
	end if;
	c := crm_lock(case when tg_op = 'INSERT' then new.customer_id else old.customer_id end, login);
	if tg_op <> 'INSERT' then
		select * into stood from notes n where n.customer_id = any (crm_members(c.id)) and n.id = old.id for update;
		if not found then
			return null;
		end if;
	end if;
	if tg_op <> 'DELETE' then
		if tg_op = 'INSERT' and coalesce(new.id, new.created_by) is not null or tg_op = 'UPDATE' and (new.id, new.created_by, new.created_at) is distinct from (old.id, old.created_by, old.created_at) then
			perform crm_refuse('computed', 'id', '', '');
		end if;
		if new.body is distinct from old.body and coalesce((select (value->>'notes_encrypted')::boolean from settings where name = 'installation'), false) then
			perform crm_refuse('encrypted', 'body', '', '');
		end if;
		new.body := crm_text('body', new.body, 100000, true);
		if new.body is null then
			perform crm_refuse('value_missing', 'body', '', '');
		end if;
	end if;
	if tg_op = 'INSERT' then
		insert into notes (customer_id, body, created_by, scope_id, owner_id) values (c.id, new.body, login.user_id, c.scope_id, c.owner_id)
		returning id, created_by, created_at into new.id, new.created_by, new.created_at;
		perform crm_audit('notes.add', 'notes', new.id::text, c.id, login.user_id);
		return new;
	end if;
	perform crm_remember('note', stood.id, jsonb_build_object('body', stood.body, 'created_by', stood.created_by, 'created_at', stood.created_at,
		'created_via', stood.created_via), stood.valid_from, c, login.user_id);
	if tg_op = 'DELETE' then
		delete from notes n where n.customer_id = stood.customer_id and n.id = stood.id;
		perform crm_audit('notes.remove', 'notes', stood.id::text, stood.customer_id, login.user_id);
		return old;
	end if;
	update notes n set body = new.body, version = n.version + 1, valid_from = now() where n.customer_id = stood.customer_id and n.id = stood.id;
	perform crm_audit('notes.edit', 'notes', stood.id::text, stood.customer_id, login.user_id);
	return new;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_phone(typed text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	kept constant text := crm_text('phone', typed, 500);
	plain text := normalize(kept, NFKC);
	parts constant text[] := array_remove(regexp_split_to_array(plain, '\s*([;,、|/]|或)\s*'), '');
	number text;
	digits text;
begin
	if kept is null then
		return null;
	end if;
	if cardinality(parts) > 1 and not exists (select from unnest(parts) p where length(regexp_replace(p, '\D', '', 'g')) < 7) then
		return (select string_agg(crm_phone(p), '; ' order by n) from unnest(parts) with ordinality as u (p, n));
	end if;
	plain := regexp_replace(plain, '^(tel:|[^0-9+(]{1,20}:\s*)', '', 'i');
	plain := regexp_replace(plain, '\s?[([【][^0-9()]{1,20}[])】]$', '');
	number := regexp_replace(plain, '[ ,;(]*(ext(ension|n)?[.]?|x|#|转|轉|分机号?|分機|内线|內線)\s?[:.]?\s?[0-9]{1,7}[)]?$', '', 'i');
	if number !~ '^[-+0-9 ()./\\_*~–—−‐[\]]+$' then
		if number ~ '[[:alpha:]\u3400-\u9fff]' then
			perform crm_refuse('phone_letters', 'phone', typed, '');
		end if;
		perform crm_refuse('phone_invalid', 'phone', typed, '');
	end if;
	digits := regexp_replace(number, '\D', '', 'g');
	if length(digits) not between 3 and 20 or digits ~ '^([0-9])\1{5,}$' then
		perform crm_refuse('phone_invalid', 'phone', typed, '');
	end if;
	if number = plain and number ~ '^([+]?(00)?86[ -]?|0)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}$' then
		return '+86' || right(digits, 11);
	end if;
	return case when number = plain and number ~ '^[+]' then '+' || digits else kept end;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_pin(content jsonb, unit text, stated jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
	select crm_allow(content || jsonb_build_object(unit, stated), unit, stated)
$function$
;

CREATE OR REPLACE FUNCTION public.crm_plain()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	told constant text := to_jsonb(new)::text;
begin
	if told ~ '[~～]' and regexp_replace(regexp_replace(normalize(told, NFKC), '\\(u00[0-9a-f]{2}|[bfnrt])', '', 'g'), '[^!-~]+', '', 'g') ~ '~1[.][0-9]{1,16}[.][0-9]{1,16}[.][A-Za-z0-9_-]{39,}' then
		perform crm_refuse('text_reserved', '', '', '');
	end if;
	return new;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_point(kind text, typed text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
	return case kind when 'email' then crm_email(typed) when 'phone' then crm_phone(typed) else crm_text('value', typed, 500) end;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_put(content jsonb, unit text, member jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
	select crm_allow(content || jsonb_build_object(unit, coalesce((
		select jsonb_agg(case when member ? 'is_primary' and o->'kind' is not distinct from member->'kind' then o - 'is_primary' else o end order by n)
		from jsonb_array_elements(content->unit) with ordinality as e (o, n)
		where crm_key(unit, o) <> crm_key(unit, member)), '[]') || member), unit, to_jsonb(crm_key(unit, member)))
$function$
;

CREATE OR REPLACE FUNCTION public.crm_readable_content(content jsonb, rights jsonb)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
	select coalesce(jsonb_object_agg(u.key, case when u.key = 'denied' then crm_readable_content(u.value, rights) else u.value end), '{}')
	from jsonb_each(content) u
	left join attribute_definitions d on d.entity = 'customers' and 'attributes.' || d.name = u.key and d.deleted_at is null
	where u.key = 'denied' or coalesce(rights->>coalesce('{"name":"personal","family_name":"personal","given_name":"personal","middle_name":"personal","name_prefix":"personal","name_suffix":"personal","sort_name":"personal","kind":"none","company":"personal","job_title":"personal","phone":"contact","email":"contact","city":"none","region":"none","postal_code":"contact","country":"none","lifecycle_stage":"none","gender":"personal","birth_date":"personal","language":"none","industry":"none","tax_id":"identity","identity_number":"identity","tags":"none","contact_points":"contact","addresses":"contact"}'::jsonb->>u.key, d.personal, 'sensitive'), 'write') in ('read', 'write')
$function$
;

CREATE OR REPLACE FUNCTION public.crm_refuse(code text, field text, value text, list text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	entry constant jsonb := $words${"login_unknown":{"errcode":"42501","message":{"zh-CN":"数据库登录名“{value}”没有对应的有效用户。","en":"The login “{value}” stands for no active person."},"hint":{"zh-CN":"请管理员在 sql_logins 中登记。","en":"Ask an administrator to enter it in sql_logins."}},"read_only":{"errcode":"42501","message":{"zh-CN":"您的角色只能查看。","en":"Your role may only read."},"hint":{"zh-CN":"请管理员授予您可以修改的角色。","en":"Ask an administrator for a role that may write."}},"text_reserved":{"errcode":"23514","message":{"zh-CN":"这段文本的形式与加密后的值相同，不能保存。","en":"This text has the form of an encrypted value and cannot be stored."},"hint":{"zh-CN":"请在 ~1. 中间加一个空格。","en":"Put a space into its ~1."}},"scope_not_allowed":{"errcode":"42501","message":{"zh-CN":"您不能把客户放入可见范围 {value}。","en":"You may not put customers into scope {value}."},"hint":{"zh-CN":"省略 scope_id 即用您自己的范围。","en":"Leave out scope_id for your own scope."}},"customer_not_found":{"errcode":"P0002","message":{"zh-CN":"没有编号为 {value} 的客户，或您无权查看。","en":"There is no customer {value}, or you may not see it."},"hint":{"zh-CN":"请用 SELECT id FROM customers 查编号。","en":"Look it up with SELECT id FROM customers."}},"customer_restricted":{"errcode":"42501","message":{"zh-CN":"客户 {value} 的信息已限制处理：只保存，不修改。","en":"Processing of customer {value} is restricted: kept, not changed."},"hint":{"zh-CN":"请联系隐私专员。","en":"Ask the privacy officer."}},"customer_read_only":{"errcode":"42501","message":{"zh-CN":"您可以查看客户 {value}，但不能修改。","en":"You may see customer {value} but not change it."},"hint":{"zh-CN":"请联系负责人或管理员。","en":"Ask its owner or an administrator."}},"delete_not_allowed":{"errcode":"42501","message":{"zh-CN":"您不能删除或恢复客户。","en":"You may neither delete customers nor bring them back."},"hint":{"zh-CN":"请管理员授予您相应的角色。","en":"Ask an administrator for a role that may."}},"field_not_writable":{"errcode":"42501","message":{"zh-CN":"您无权修改“{field}”。","en":"You may not change “{field}”."},"hint":{"zh-CN":"请向管理员申请修改此类数据（{list}）的权限。","en":"Ask an administrator for the right to write this kind of data ({list})."}},"customer_not_in_trash":{"errcode":"P0002","message":{"zh-CN":"客户 {value} 不在回收站中。","en":"Customer {value} is not in the trash."},"hint":{"zh-CN":"请看 deleted_customers。","en":"See deleted_customers."}},"changed_meanwhile":{"errcode":"40001","message":{"zh-CN":"“{field}”刚被别人改过。","en":"Somebody else has just changed “{field}”."},"hint":{"zh-CN":"请重新查询后再执行。","en":"Look at the row again and repeat the statement."}},"computed":{"errcode":"428C9","message":{"zh-CN":"“{field}”由系统给出，不能写入。","en":"“{field}” is set by the system and cannot be written."},"hint":{"zh-CN":"请从语句中去掉这一列。","en":"Leave this column out of the statement."}},"encrypted":{"errcode":"42501","message":{"zh-CN":"“{field}”已加密，SQL 既不能读取也不能写入。","en":"“{field}” is encrypted: SQL neither shows nor takes it."},"hint":{"zh-CN":"请在网页上或通过接口填写。","en":"Write it on the page or over the interface."}},"nothing_stated":{"errcode":"23514","message":{"zh-CN":"没有姓名、公司、电话或邮箱。","en":"There is no name, company, phone number or e-mail address."},"hint":{"zh-CN":"至少填写其中一项。","en":"State at least one of them."}},"value_missing":{"errcode":"23502","message":{"zh-CN":"“{field}”不能为空。","en":"“{field}” must not be empty."},"hint":{"zh-CN":"请填写，或用 DELETE 删除该行。","en":"Give a value, or DELETE the row."}},"text_too_long":{"errcode":"22001","message":{"zh-CN":"“{field}”太长：最多 {value} 个字符。","en":"“{field}” is too long: at most {value} characters are allowed."},"hint":{"zh-CN":"请缩短，或改放到备注 notes 中。","en":"Shorten it, or put it into notes."}},"choice_unknown":{"errcode":"23514","message":{"zh-CN":"“{value}”不是“{field}”可选的值。","en":"“{value}” is none of the values of “{field}”."},"hint":{"zh-CN":"可选：{list}","en":"One of: {list}"}},"country_unknown":{"errcode":"23514","message":{"zh-CN":"“{value}”不是国家或地区代码。","en":"“{value}” is not the code of a country."},"hint":{"zh-CN":"请用 ISO 3166 两字母代码，例如 CN、DE。","en":"Use the two letters of ISO 3166, such as CN or DE."}},"date_unsuited":{"errcode":"22008","message":{"zh-CN":"“{value}”不是可用的日期。","en":"“{value}” is not a usable date."},"hint":{"zh-CN":"请写成 1990-12-31。","en":"Write it as 1990-12-31."}},"phone_letters":{"errcode":"23514","message":{"zh-CN":"“{value}”不是电话号码：其中含有字母或文字。","en":"“{value}” is not a phone number: it holds letters."},"hint":{"zh-CN":"只填数字，分机号写在“转”之后。","en":"Write digits only, an extension after “ext.”."}},"phone_invalid":{"errcode":"23514","message":{"zh-CN":"“{value}”不是电话号码：位数不对。","en":"“{value}” is not a phone number: it has too few or too many digits."},"hint":{"zh-CN":"请检查号码。","en":"Check the number."}},"email_no_at":{"errcode":"23514","message":{"zh-CN":"“{value}”不是邮箱地址：缺少 @。","en":"“{value}” is not an e-mail address: the @ is missing."},"hint":{"zh-CN":"请写完整，例如 name@example.com。","en":"Write it in full, such as name@example.com."}},"email_chinese":{"errcode":"23514","message":{"zh-CN":"“{value}”不是可用的邮箱地址：@ 前面含有中文字符。","en":"“{value}” is not a usable e-mail address: it holds Chinese characters before the @."},"hint":{"zh-CN":"请改为英文字母和数字。","en":"Use Latin letters and digits."}},"email_invalid":{"errcode":"23514","message":{"zh-CN":"“{value}”不是邮箱地址。","en":"“{value}” is not an e-mail address."},"hint":{"zh-CN":"请检查拼写，例如 name@example.com。","en":"Check the spelling: name@example.com."}},"attribute_unknown":{"errcode":"42703","message":{"zh-CN":"没有自定义字段“{value}”。","en":"There is no custom attribute “{value}”."},"hint":{"zh-CN":"请先在设置中建立，或检查名称。","en":"Create it in the settings first, or check the name."}},"attribute_unsuited":{"errcode":"23514","message":{"zh-CN":"“{value}”不符合自定义字段“{field}”的类型。","en":"“{value}” does not fit the type of the attribute “{field}”."},"hint":{"zh-CN":"JSON 值须与类型一致：数字 12，日期 \"1990-12-31\"，金额 {\"amount\": \"9.90\", \"currency\": \"CNY\"}。","en":"The JSON value follows the type: number 12, date \"1990-12-31\", money {\"amount\": \"9.90\", \"currency\": \"CNY\"}."}},"attribute_rule":{"errcode":"23514","message":{"zh-CN":"“{value}”不符合自定义字段“{field}”的规则。","en":"“{value}” breaks the rule of the attribute “{field}”."},"hint":{"zh-CN":"规则：{list}","en":"The rule: {list}"}},"attribute_required":{"errcode":"23502","message":{"zh-CN":"自定义字段“{value}”为必填。","en":"The attribute “{value}” is required."},"hint":{"zh-CN":"请在 attributes 中给出它的值。","en":"Give it a value in attributes."}},"relationship_type_unknown":{"errcode":"23514","message":{"zh-CN":"没有关系类型“{value}”。","en":"There is no relationship type “{value}”."},"hint":{"zh-CN":"可选：{list}","en":"One of: {list}"}},"relationship_with_itself":{"errcode":"23514","message":{"zh-CN":"客户不能与自己建立关系。","en":"A customer cannot have a relationship with itself."},"hint":{"zh-CN":"请检查 other_id。","en":"Check other_id."}},"relationship_dates":{"errcode":"23514","message":{"zh-CN":"结束日期早于开始日期。","en":"The end lies before the start."},"hint":{"zh-CN":"请检查 starts_on 和 ends_on。","en":"Check starts_on and ends_on."}},"relationship_fixed":{"errcode":"23514","message":{"zh-CN":"关系的两端和类型不能修改。","en":"The ends and the type of a relationship cannot be changed."},"hint":{"zh-CN":"请删除后重新添加。","en":"Delete it and insert a new one."}}}$words$::jsonb -> code;
	shown constant text := case when length(value) > 60 then left(value, 60) || '…' else coalesce(value, '') end;
	message text := concat_ws(' · ', entry #>> '{message,en}', entry #>> '{message,zh-CN}');
	hint text := concat_ws(' · ', entry #>> '{hint,en}', entry #>> '{hint,zh-CN}');
begin
	raise exception using
		errcode = entry->>'errcode',
		message = replace(replace(message, '{field}', field), '{value}', shown),
		hint = replace(hint, '{list}', list),
		column = field;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_refuse_conflict(now jsonb, before jsonb, after jsonb)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	met text;
begin
	if now->>'version' = before->>'version' then
		return;
	end if;
	select g->>0 into met from jsonb_array_elements('[["name","family_name","given_name","middle_name","name_prefix","name_suffix"],["city","region","postal_code","country"],["kind"],["phone"],["email"],["owner_id"],["scope_id"],["company"],["job_title"],["lifecycle_stage"],["gender"],["birth_date"],["language"],["industry"],["tax_id"],["identity_number"]]') g
	where exists (select from jsonb_array_elements_text(g) c where before->>c is distinct from after->>c)
		and exists (select from jsonb_array_elements_text(g) c where now->>c is distinct from before->>c and now->>c is distinct from after->>c)
	limit 1;
	if met is null then
		select 'attributes.' || k into met from jsonb_object_keys(before->'attributes' || coalesce(nullif(after->'attributes', 'null'), '{}')) k
		where before->'attributes'->k is distinct from after->'attributes'->k
			and now->'attributes'->k is distinct from before->'attributes'->k and now->'attributes'->k is distinct from after->'attributes'->k
		limit 1;
	end if;
	if met is not null then
		perform crm_refuse('changed_meanwhile', met, '', '');
	end if;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_refuse_missing(attributes jsonb, before jsonb)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	definition attribute_definitions;
begin
	select * into definition from attribute_definitions d
	where d.entity = 'customers' and d.required and d.deleted_at is null and not attributes ? d.name and (before is null or before ? d.name)
	order by d.position, d.id limit 1;
	if found then
		perform crm_refuse('attribute_required', 'attributes.' || definition.name, concat_ws(' / ', definition.label_en, definition.label_zh), '');
	end if;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_register_tags(wanted text[], by_user bigint)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	made text;
begin
	for made in insert into tags (name) select unnest(wanted) on conflict do nothing returning name loop
		perform crm_audit('tags.add', 'tags', made, null, by_user);
	end loop;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_relationships()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	login constant sql_rights := crm_login();
	c customers;
	stood relationships;
begin
	if tg_op = 'INSERT' then
		if new.id is not null then
			perform crm_refuse('computed', 'id', '', '');
		end if;
		if new.customer_id = new.other_id then
			perform crm_refuse('relationship_with_itself', 'other_id', '', '');
		end if;
		-- The smaller id first, so that two who relate the same customers do not wait for each other.
		if new.other_id < new.customer_id then
			perform crm_lock(new.other_id, login, changing => false);
		end if;
		c := crm_lock(new.customer_id, login);
		perform crm_lock(new.other_id, login, changing => false);
		if not exists (select from relationship_types t where t.name = new.type) then
			perform crm_refuse('relationship_type_unknown', 'type', new.type, (select string_agg(t.name, ', ' order by t.name) from relationship_types t));
		end if;
	else
		c := crm_lock(old.customer_id, login);
		select * into stood from relationships r where r.customer_id = any (crm_members(c.id)) and r.id = old.id for update;
		if not found then
			return null;
		end if;
	end if;
	if tg_op = 'INSERT' and new.note is not null or tg_op = 'UPDATE' and new.note is distinct from old.note then
		perform crm_demand_field(login, 'note', 'personal');
	elsif tg_op = 'UPDATE' then
		-- As it stands, not as it was shown.
		new.note := stood.note;
	end if;
	if tg_op <> 'DELETE' then
		if new.ends_on < new.starts_on then
			perform crm_refuse('relationship_dates', 'ends_on', '', '');
		end if;
		new.note := crm_text('note', new.note, 10000, true);
	end if;
	if tg_op = 'INSERT' then
		insert into relationships (customer_id, type, other_id, starts_on, ends_on, note, recorded_by, scope_id, owner_id)
		values (c.id, new.type, new.other_id, new.starts_on, new.ends_on, new.note, login.user_id, c.scope_id, c.owner_id)
		returning id into new.id;
		perform crm_audit('relationships.add', 'relationships', new.id::text, c.id, login.user_id);
		return new;
	end if;
	perform crm_remember('relationship', stood.id, jsonb_build_object('id', stood.id, 'customer_id', stood.customer_id, 'other_id', stood.other_id,
		'type', stood.type, 'starts_on', stood.starts_on, 'ends_on', stood.ends_on, 'note', stood.note, 'recorded_by', stood.recorded_by, 'import_id', stood.import_id,
		'created_via', stood.created_via), stood.valid_from, e, login.user_id) from customers e where e.id in (stood.customer_id, stood.other_id);
	if tg_op = 'DELETE' then
		delete from relationships r where r.customer_id = stood.customer_id and r.id = stood.id;
		perform crm_audit('relationships.remove', 'relationships', stood.id::text, stood.customer_id, login.user_id);
		return old;
	end if;
	if (new.id, new.customer_id, new.other_id, new.type) is distinct from (old.id, old.customer_id, old.other_id, old.type) then
		perform crm_refuse('relationship_fixed', '', '', '');
	end if;
	update relationships r set starts_on = new.starts_on, ends_on = new.ends_on, note = new.note, version = r.version + 1, valid_from = now()
	where r.customer_id = stood.customer_id and r.id = stood.id;
	perform crm_audit('relationships.edit', 'relationships', stood.id::text, stood.customer_id, login.user_id);
	return new;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_remember(kind text, fact bigint, image jsonb, since timestamp with time zone, c customers, by_user bigint)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'public', 'pg_temp'
AS $function$
	insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
	values (c.id, kind, fact, since, image, by_user, c.scope_id, c.owner_id)
$function$
;

CREATE OR REPLACE FUNCTION public.crm_right(fields jsonb, kind text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
	select case
		when fields @> jsonb_build_array(jsonb_build_object(kind, 'write')) then 'write'
		when fields @> jsonb_build_array(jsonb_build_object(kind, 'read')) then 'read'
		when fields @> jsonb_build_array(jsonb_build_object(kind, 'masked')) then 'masked'
		else 'hidden' end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_save(c customers, content jsonb, units jsonb, raw jsonb, cause text, by_user bigint)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
	if cause = 'edit' and content = crm_manual(c.id) then
		return;
	end if;
	with record as (
		insert into source_records (customer_id, source_id, key, content, raw, content_hash, stated_at, recorded_at, recorded_by, scope_id, owner_id, changed_via, changed_in)
		values (c.id, 1, c.id::text, content, nullif(raw, '{}'), md5(content::text)::uuid, clock_timestamp(), clock_timestamp(), by_user, c.scope_id, c.owner_id,
			nullif(current_setting('app.via', true), '')::jsonb, pg_current_xact_id())
		returning customer_id, id, recorded_at
	), found as (
		insert into lookup (token, customer_id, scope_id, owner_id) values ('x1:' || c.id, c.id, c.scope_id, c.owner_id) on conflict do nothing
	)
	insert into assignments (customer_id, source_record_id, valid_from, cause) select r.customer_id, r.id, r.recorded_at, crm_save.cause from record r;
	insert into sql_queue as q (customer_id, units, recorded_by, recompute_in) values (c.id, units, by_user, pg_current_xact_id())
	on conflict (customer_id) do update set units = q.units || excluded.units, recorded_by = excluded.recorded_by, recompute_in = excluded.recompute_in;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_set_deleted(c customers, deleted boolean, by_user bigint)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
	insert into history (customer_id, entity, entity_id, valid_from, image, changed_by, scope_id, owner_id)
	values (c.id, 'state', c.id, c.valid_from, jsonb_build_object('state', c.state, 'deleted_at', c.deleted_at), by_user, c.scope_id, c.owner_id);
	update customers set state = case when deleted then 'deleted' else 'active' end, deleted_at = case when deleted then now() end,
		version = version + 1, updated_at = now(), valid_from = now() where id = c.id;
	perform crm_audit(case when deleted then 'customers.delete' else 'customers.restore' end, 'customers', c.id::text, c.id, by_user);
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_set_tags(content jsonb, current text[], wanted text[])
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	stated text[] := array(select jsonb_array_elements_text(coalesce(content->'tags', '[]')));
	tag text;
begin
	foreach tag in array array(select unnest(current) except select unnest(wanted)) loop
		stated := array_remove(stated, tag);
		content := crm_deny(content, 'tags', jsonb_build_array(tag));
	end loop;
	foreach tag in array wanted loop
		if tag <> all (current) then
			stated := stated || tag;
		end if;
		content := crm_allow(content, 'tags', to_jsonb(tag));
	end loop;
	stated := array(select distinct t from unnest(stated) t order by t);
	return case when stated = '{}' then content - 'tags' else content || jsonb_build_object('tags', stated) end;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_tags()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	login constant sql_rights := crm_login();
	c customers;
	content jsonb;
begin

	if tg_op = 'UPDATE' then
		if new.customer_id is distinct from old.customer_id then
			perform crm_refuse('computed', 'customer_id', '', '');
		end if;
	end if;
	c := crm_lock(case when tg_op = 'INSERT' then new.customer_id else old.customer_id end, login);
	content := crm_manual(c.id);
	if tg_op <> 'INSERT' then
		content := crm_set_tags(content, array[old.tag], '{}');
	end if;
	if tg_op <> 'DELETE' then
		new.tag := crm_text('tag', new.tag, 100);
		if new.tag is null then
			perform crm_refuse('value_missing', 'tag', '', '');
		end if;
		perform crm_register_tags(array[new.tag], login.user_id);
		content := crm_set_tags(content, '{}', array[new.tag]);
	end if;
	perform crm_save(c, content, '{}', '{}', 'edit', login.user_id);
	return case when tg_op = 'DELETE' then old else new end;
end
$function$
;

CREATE OR REPLACE FUNCTION public.crm_text(field text, typed text, most integer, lines boolean DEFAULT false)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	result text;
begin
	if typed is null or length(typed) <= most and typed ~ '^[!-~]+( [!-~]+)*$' then
		return typed;
	end if;
	result := normalize(regexp_replace(typed, '[\u0001-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]', '', 'g'), NFC);
	result := case when lines then regexp_replace(btrim(result, E' \t\r\n'), '\r\n?', E'\n', 'g') else btrim(regexp_replace(result, '\s+', ' ', 'g')) end;
	if length(result) > most then
		perform crm_refuse('text_too_long', field, most::text, '');
	end if;
	return nullif(result, '');
end
$function$
;

CREATE OR REPLACE FUNCTION public.customer_stated_since(ids bigint[], as_of timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS TABLE(root bigint, source_id integer, key text, unit text, since timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
#variable_conflict use_column
begin
return query
select w.id, t.source_id, t.key, t.unit, t.since
from unnest(ids) as w (id)
cross join lateral (with said as materialized (
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
)
    select s.source_id, s.key, s.pinned, s.trust, s.stated_at, u.key as unit, u.value,
        case when cardinality(s.versions) = 1 then s.stated_at else s.times[(
            -- Up to the version that said otherwise, or nothing.
            select coalesce(min(n), cardinality(s.versions) + 1) - 1
            from generate_subscripts(s.versions, 1) n
            where s.versions[n]->u.key is distinct from u.value
        )] end as since
    from said s
    cross join lateral jsonb_each(s.content) u
    where u.key not in ('contact_points', 'addresses', 'tags', 'denied') and u.value <> 'null'::jsonb) t;
end
$function$
;

CREATE OR REPLACE FUNCTION public.customer_statements(ids bigint[])
 RETURNS TABLE(root bigint, customer_id bigint, id bigint, source_id integer, source text, pinned boolean, trust smallint, key text, content jsonb, stated_at timestamp with time zone, recorded_at timestamp with time zone, recorded_by bigint, import_id bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.destroy_data_keys(customers bigint[])
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ update data_keys set wrapped = null, destroyed_at = now() where customer_id = any (customers) and customer_id <> 0 and wrapped is not null $function$
;

CREATE OR REPLACE FUNCTION public.golden_customers(ids bigint[], as_of timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS TABLE(customer_id bigint, statements bigint, units jsonb, attributes jsonb, contact_points jsonb, addresses jsonb, tags text[])
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
#variable_conflict use_column
declare
    newest_units constant text[] := array(select 'attributes.' || d.name from attribute_definitions d where d.survivorship = 'newest' and d.deleted_at is null);
    united_units constant text[] := array(select 'attributes.' || d.name from attribute_definitions d where d.survivorship = 'union' and d.deleted_at is null);
begin
return query
select w.id, g.statements, coalesce(g.units, '{}'), coalesce(g.attributes, '{}') || coalesce(g.united, '{}'), coalesce(g.points, '[]'), coalesce(g.places, '[]'), coalesce(g.tags, '{}')
from unnest(ids) as w (id)
cross join lateral (
    with said as materialized (
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
),
    denied as materialized (select jsonb_agg(s.content->'denied') as list from said s where s.content ? 'denied')
    select scalar.units, scalar.attributes,
        case when united_units <> '{}' then (
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
                        where u.key = any (united_units) and not s.pinned and (s.pinned or d.list is null or not exists (
                        select from jsonb_array_elements(d.list) l cross join lateral jsonb_array_elements(l->u.key) v where v = u.value))
                            and not exists (select from said p where p.pinned and p.content->u.key <> 'null'::jsonb)
                    ) one
                    group by unit, member
                ) each_once
                group by unit
            ) lists
        ) end as united,
        (select coalesce(sum(cardinality(s.versions)), 0) from said s) as statements,
        (
            select jsonb_agg(jsonb_build_object('kind', kind, 'value', value, 'label', label, 'is_primary', place = 1) order by kind, place = 1 desc, value)
            from (
                select *, row_number() over (partition by kind order by
                    (pinned and wants_first) desc, pinned desc, trust desc, wants_first desc, stated_at desc, ordinality, kind, value) as place
                from (
                    select distinct on ((p.value->>'kind') collate "C", (p.value->>'value') collate "C") (p.value->>'kind') collate "C" as kind,(p.value->>'value') collate "C" as value, p.value->>'label' as label,
                        s.pinned, s.trust, s.stated_at, p.ordinality, coalesce((p.value->>'is_primary')::boolean, false) as wants_first
                    from said s
                    cross join denied d
                    cross join lateral jsonb_array_elements(s.content->'contact_points') with ordinality p
                    where (s.pinned or d.list is null or not exists (
                        select from jsonb_array_elements(d.list) l cross join lateral jsonb_array_elements(l->'contact_points') v where v #>> '{}' = (p.value->>'kind') || ':' || (p.value->>'value')))
                    order by (p.value->>'kind') collate "C", (p.value->>'value') collate "C", s.pinned desc, s.trust desc, s.stated_at desc, p.value->>'label' is null, p.ordinality, p.value
                ) member
            ) ranked
        ) as points,
        (
            select jsonb_agg(value || jsonb_build_object('is_primary', place = 1) order by place = 1 desc, key)
            from (
                select *, row_number() over (order by
                    (pinned and wants_first) desc, pinned desc, trust desc, wants_first desc, stated_at desc, ordinality, key) as place
                from (
                    select distinct on ((p.value->>'key') collate "C") (p.value->>'key') collate "C" as key, p.value - 'is_primary' as value,
                        s.pinned, s.trust, s.stated_at, p.ordinality, coalesce((p.value->>'is_primary')::boolean, false) as wants_first
                    from said s
                    cross join denied d
                    cross join lateral jsonb_array_elements(s.content->'addresses') with ordinality p
                    where (s.pinned or d.list is null or not exists (
                        select from jsonb_array_elements(d.list) l cross join lateral jsonb_array_elements(l->'addresses') v where v #>> '{}' = p.value->>'key'))
                    order by (p.value->>'key') collate "C", s.pinned desc, s.trust desc, s.stated_at desc, p.value->>'label' is null, p.ordinality, p.value
                ) member
            ) ranked
        ) as places,
        (
            -- In the order in which statements are written (statement.ts).
            select array_agg(distinct (t.value #>> '{}') collate "C" order by (t.value #>> '{}') collate "C")
            from said s
            cross join denied d
            cross join lateral jsonb_array_elements(s.content->'tags') t
            where (s.pinned or d.list is null or not exists (
                        select from jsonb_array_elements(d.list) l cross join lateral jsonb_array_elements(l->'tags') v where v = t.value))
        ) as tags
    from (
        -- Of several values under one key jsonb_object_agg keeps the last.
        select jsonb_object_agg(unit, value order by pinned, case when unit = any (newest_units) then 0 else trust end, case when unit = any (newest_units) then stated_at else since end, trust, since, parts, hash desc) filter (where unit not like 'attributes.%') as units,
            jsonb_object_agg(substr(unit, 12), value order by pinned, case when unit = any (newest_units) then 0 else trust end, case when unit = any (newest_units) then stated_at else since end, trust, since, parts, hash desc) filter (where unit like 'attributes.%') as attributes
        from (
            select s.*, md5(s.value::text) collate "C" as hash,
                case jsonb_typeof(s.value) when 'object' then (select count(*) from jsonb_object_keys(s.value)) else 1 end as parts
            from denied d
            cross join (
    select s.source_id, s.key, s.pinned, s.trust, s.stated_at, u.key as unit, u.value,
        case when cardinality(s.versions) = 1 then s.stated_at else s.times[(
            -- Up to the version that said otherwise, or nothing.
            select coalesce(min(n), cardinality(s.versions) + 1) - 1
            from generate_subscripts(s.versions, 1) n
            where s.versions[n]->u.key is distinct from u.value
        )] end as since
    from said s
    cross join lateral jsonb_each(s.content) u
    where u.key not in ('contact_points', 'addresses', 'tags', 'denied') and u.value <> 'null'::jsonb
            ) s
            where (s.pinned or d.list is null or not exists (
                        select from jsonb_array_elements(d.list) l cross join lateral jsonb_array_elements(l->s.unit) v where v = s.value))
        ) candidate
    ) scalar
) g;
end
$function$
;

CREATE OR REPLACE FUNCTION public.guard_rows(t regclass, spread boolean DEFAULT false)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
    once constant text := case when spread then '%s' else '(select %s)' end;
    allowed constant text := format('(scope_id = any (%s::int[]) or owner_id = %s)', format(once, $q$nullif(current_setting('app.%1$s', true), '')::int[]$q$), format(once, $q$nullif(current_setting('app.%2$s', true), '')::bigint$q$));
    readable constant text := format(allowed, 'scopes', 'user_id');
    writable constant text := format(allowed, 'write_scopes', 'write_as');
begin
    execute format('alter table %s enable row level security', t);
    execute format('drop policy if exists visible on %s', t);
    execute format('drop policy if exists added on %s', t);
    execute format('drop policy if exists changed on %s', t);
    execute format('drop policy if exists removed on %s', t);
    execute format('create policy visible on %s for select to clientele_app using %s', t, readable);
    execute format('create policy added on %s for insert to clientele_app with check %s', t, writable);
    execute format('create policy changed on %s for update to clientele_app using %s with check %s', t, writable, writable);
    execute format('create policy removed on %s for delete to clientele_app using %s', t, writable);
end
$function$
;

CREATE OR REPLACE FUNCTION public.mask_text(how text, value text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
	select case
	when value is null or value = '' then value
	when value ~ '^~1[.][0-9]+[.][0-9]+[.][A-Za-z0-9_-]+$' then '••••'
	when how = 'name' then case
		when length(regexp_replace(value, '^\s+|\s+$', '', 'g')) < 2 then '***'
		when regexp_replace(value, '^\s+|\s+$', '', 'g') ~ '^[\u2e80-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]' then left(regexp_replace(value, '^\s+|\s+$', '', 'g'), 1) || '*'
		else left(regexp_replace(value, '^\s+|\s+$', '', 'g'), 1) || '***' end
	when how = 'phone' then case when regexp_replace(value, '[^0-9+]', '', 'g') ~ '^(?:\+86|0086)?(1[3-9][0-9])[0-9]{4}([0-9]{4})$' then regexp_replace(regexp_replace(value, '[^0-9+]', '', 'g'), '^(?:\+86|0086)?(1[3-9][0-9])[0-9]{4}([0-9]{4})$', '\1****\2')
	else coalesce(substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])'), substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+[0-9]{3}'), '') || '****' || case when length(regexp_replace(substr(regexp_replace(value, '[^0-9+]', '', 'g'), length(coalesce(substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])'), substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+[0-9]{3}'), '')) + 1), '[^0-9]', '', 'g')) >= 9 then right(regexp_replace(substr(regexp_replace(value, '[^0-9+]', '', 'g'), length(coalesce(substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])'), substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+[0-9]{3}'), '')) + 1), '[^0-9]', '', 'g'), 4) when length(regexp_replace(substr(regexp_replace(value, '[^0-9+]', '', 'g'), length(coalesce(substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])'), substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+[0-9]{3}'), '')) + 1), '[^0-9]', '', 'g')) >= 7 then right(regexp_replace(substr(regexp_replace(value, '[^0-9+]', '', 'g'), length(coalesce(substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])'), substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+[0-9]{3}'), '')) + 1), '[^0-9]', '', 'g'), 2) else '' end end
	when how = 'email' then case when substring(value from '@[^@]*$') is null then case when length(regexp_replace(value, '^\s+|\s+$', '', 'g')) >= 6 then left(regexp_replace(value, '^\s+|\s+$', '', 'g'), 1) || '***' else '***' end
	else case when length(value) - length(substring(value from '@[^@]*$')) > 2 then left(value, 1) else '' end || '***' || substring(value from '@[^@]*$') end
	when how = 'handle' then case when length(regexp_replace(value, '^\s+|\s+$', '', 'g')) >= 6 then left(regexp_replace(value, '^\s+|\s+$', '', 'g'), 1) || '***' else '***' end
	when how = 'contact' then case
		when strpos(value, '@') > 0 then case when substring(value from '@[^@]*$') is null then case when length(regexp_replace(value, '^\s+|\s+$', '', 'g')) >= 6 then left(regexp_replace(value, '^\s+|\s+$', '', 'g'), 1) || '***' else '***' end
	else case when length(value) - length(substring(value from '@[^@]*$')) > 2 then left(value, 1) else '' end || '***' || substring(value from '@[^@]*$') end
		when value ~ '^[0-9[:space:]()+./-]{7,}$' then case when regexp_replace(value, '[^0-9+]', '', 'g') ~ '^(?:\+86|0086)?(1[3-9][0-9])[0-9]{4}([0-9]{4})$' then regexp_replace(regexp_replace(value, '[^0-9+]', '', 'g'), '^(?:\+86|0086)?(1[3-9][0-9])[0-9]{4}([0-9]{4})$', '\1****\2')
	else coalesce(substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])'), substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+[0-9]{3}'), '') || '****' || case when length(regexp_replace(substr(regexp_replace(value, '[^0-9+]', '', 'g'), length(coalesce(substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])'), substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+[0-9]{3}'), '')) + 1), '[^0-9]', '', 'g')) >= 9 then right(regexp_replace(substr(regexp_replace(value, '[^0-9+]', '', 'g'), length(coalesce(substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])'), substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+[0-9]{3}'), '')) + 1), '[^0-9]', '', 'g'), 4) when length(regexp_replace(substr(regexp_replace(value, '[^0-9+]', '', 'g'), length(coalesce(substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])'), substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+[0-9]{3}'), '')) + 1), '[^0-9]', '', 'g')) >= 7 then right(regexp_replace(substr(regexp_replace(value, '[^0-9+]', '', 'g'), length(coalesce(substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])'), substring(regexp_replace(value, '[^0-9+]', '', 'g') from '^\+[0-9]{3}'), '')) + 1), '[^0-9]', '', 'g'), 2) else '' end end
		else case when length(regexp_replace(value, '^\s+|\s+$', '', 'g')) >= 6 then left(regexp_replace(value, '^\s+|\s+$', '', 'g'), 1) || '***' else '***' end end
	when how = 'identity' then case
		when length(regexp_replace(value, '[\s-]', '', 'g')) >= 15 then left(regexp_replace(value, '[\s-]', '', 'g'), 6) || '********' || right(regexp_replace(value, '[\s-]', '', 'g'), 4)
		when length(regexp_replace(value, '[\s-]', '', 'g')) >= 9 then '****' || right(regexp_replace(value, '[\s-]', '', 'g'), 2)
		else '****' end
	when how = 'address' then case when length(regexp_replace(value, '^\s+|\s+$', '', 'g')) >= 8 and regexp_replace(value, '^\s+|\s+$', '', 'g') ~ '^[\u2e80-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]' then left(regexp_replace(value, '^\s+|\s+$', '', 'g'), 3) || '****' else '****' end
	when how = 'postcode' then case when length(value) >= 5 then left(value, 2) || '****' else '****' end
	when how = 'date' then case when value ~ '^[0-9]{4}-' then left(value, 4) || '-**-**' else '***' end
	else '***' end
	$function$
;

CREATE OR REPLACE FUNCTION public.national_digits(token text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
    select substr(token, case
        when length(token) < 10 or token < 'p1' collate "C" then 2
        when token < 'p2' collate "C" or token >= 'p7' collate "C" and token < 'p8' collate "C" then 3
        when substr(token, 2, 2) = any ('{21,22,23,25,26,28,29,35,37,38,42,50,59,67,68,69,80,85,87,88,96,97,99}') then 5
        else 4 end)
$function$
;

CREATE OR REPLACE FUNCTION public.owns_elsewhere()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
	me constant bigint := nullif(current_setting('app.user_id', true), '')::bigint;
	reads constant integer[] := coalesce(nullif(current_setting('app.scopes', true), '')::integer[], '{}');
	at integer := (select min(scope_id) from customers where state = 'active' and owner_id = me);
begin
	while at is not null loop
		if at <> all (reads) then return true; end if;
		at := (select min(scope_id) from customers where state = 'active' and owner_id = me and scope_id > at);
	end loop;
	return false;
end
$function$
;

CREATE OR REPLACE FUNCTION public.recompute_customers(ids bigint[], by_user bigint DEFAULT NULL::bigint)
 RETURNS SETOF bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
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
            g.units->'name'->>'name' as name,
            g.units->'name'->>'family_name' as family_name,
            g.units->'name'->>'given_name' as given_name,
            g.units->'name'->>'middle_name' as middle_name,
            g.units->'name'->>'name_prefix' as name_prefix,
            g.units->'name'->>'name_suffix' as name_suffix,
            g.units->>'company' as company,
            g.units->>'job_title' as job_title,
            g.units->>'lifecycle_stage' as lifecycle_stage,
            g.units->>'gender' as gender,
            (g.units->>'birth_date')::date as birth_date,
            g.units->>'language' as language,
            g.units->>'industry' as industry,
            g.units->>'tax_id' as tax_id,
            g.units->>'identity_number' as identity_number,
            g.units->'name'->>'sort_name' as sort_name,
            coalesce(g.units->>'kind', 'person') as kind,
            (select p->>'value' from jsonb_array_elements(g.contact_points) p where p->>'kind' = 'email' and (p->>'is_primary')::boolean) as email,
            (select p->>'value' from jsonb_array_elements(g.contact_points) p where p->>'kind' = 'phone' and (p->>'is_primary')::boolean) as phone,
            g.addresses->0->>'city' as city,
            g.addresses->0->>'region' as region,
            g.addresses->0->>'postal_code' as postal_code,
            g.addresses->0->>'country' as country,
            g.tags,
            g.attributes,
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
            select case when c.state is distinct from n.state then jsonb_build_object('state', c.state) else '{}' end
                || case when c.name is distinct from n.name then jsonb_build_object('name', c.name) else '{}' end
                || case when c.family_name is distinct from n.family_name then jsonb_build_object('family_name', c.family_name) else '{}' end
                || case when c.given_name is distinct from n.given_name then jsonb_build_object('given_name', c.given_name) else '{}' end
                || case when c.middle_name is distinct from n.middle_name then jsonb_build_object('middle_name', c.middle_name) else '{}' end
                || case when c.name_prefix is distinct from n.name_prefix then jsonb_build_object('name_prefix', c.name_prefix) else '{}' end
                || case when c.name_suffix is distinct from n.name_suffix then jsonb_build_object('name_suffix', c.name_suffix) else '{}' end
                || case when c.company is distinct from n.company then jsonb_build_object('company', c.company) else '{}' end
                || case when c.job_title is distinct from n.job_title then jsonb_build_object('job_title', c.job_title) else '{}' end
                || case when c.lifecycle_stage is distinct from n.lifecycle_stage then jsonb_build_object('lifecycle_stage', c.lifecycle_stage) else '{}' end
                || case when c.gender is distinct from n.gender then jsonb_build_object('gender', c.gender) else '{}' end
                || case when c.birth_date is distinct from n.birth_date then jsonb_build_object('birth_date', c.birth_date) else '{}' end
                || case when c.language is distinct from n.language then jsonb_build_object('language', c.language) else '{}' end
                || case when c.industry is distinct from n.industry then jsonb_build_object('industry', c.industry) else '{}' end
                || case when c.tax_id is distinct from n.tax_id then jsonb_build_object('tax_id', c.tax_id) else '{}' end
                || case when c.identity_number is distinct from n.identity_number then jsonb_build_object('identity_number', c.identity_number) else '{}' end
                || case when c.sort_name is distinct from n.sort_name then jsonb_build_object('sort_name', c.sort_name) else '{}' end
                || case when c.kind is distinct from n.kind then jsonb_build_object('kind', c.kind) else '{}' end
                || case when c.email is distinct from n.email then jsonb_build_object('email', c.email) else '{}' end
                || case when c.phone is distinct from n.phone then jsonb_build_object('phone', c.phone) else '{}' end
                || case when c.city is distinct from n.city then jsonb_build_object('city', c.city) else '{}' end
                || case when c.region is distinct from n.region then jsonb_build_object('region', c.region) else '{}' end
                || case when c.postal_code is distinct from n.postal_code then jsonb_build_object('postal_code', c.postal_code) else '{}' end
                || case when c.country is distinct from n.country then jsonb_build_object('country', c.country) else '{}' end
                || case when c.tags is distinct from n.tags then jsonb_build_object('tags', c.tags) else '{}' end
                || case when c.attributes is distinct from n.attributes then jsonb_build_object('attributes', c.attributes) else '{}' end
                -- The sets stand in tables of their own and their earlier members in the statements: here, which of them changed.
                || case when n.new_points then jsonb_build_object('contact_points', (
                    select jsonb_agg(distinct key) from (
                        select key from (
                            select kind || ':' || value as key, label, is_primary from jsonb_to_recordset(n.contact_points) as m (key text, kind text, value text, label text, is_primary boolean)
                            union all
                            select kind || ':' || value, label, is_primary from contact_points where customer_id = n.id
                        ) both_sides
                        group by key, label, is_primary having count(*) = 1
                    ) differing)) else '{}'::jsonb end
                || case when n.new_places then jsonb_build_object('addresses', (
                    select jsonb_agg(distinct key) from (
                        select key from (
                            select key::text as key, label, is_primary from jsonb_to_recordset(n.addresses) as m (key text, kind text, value text, label text, is_primary boolean)
                            union all
                            select key::text, label, is_primary from addresses where customer_id = n.id
                        ) both_sides
                        group by key, label, is_primary having count(*) = 1
                    ) differing)) else '{}'::jsonb end as image
        offset 0) i
        cross join lateral (
            select case when i.image ? 'contact_points' then jsonb_build_object(
                    'contact_points_before', (select coalesce(jsonb_agg(to_jsonb(o) - '{customer_id,scope_id,owner_id}'::text[]), '[]') from contact_points o
                        where o.customer_id = n.id and i.image->'contact_points' ? (kind || ':' || value)),
                    'contact_points_after', (select coalesce(jsonb_agg(p), '[]') from jsonb_array_elements(n.contact_points) p where i.image->'contact_points' ? (p->>'kind' || ':' || (p->>'value'))))
                else '{}'::jsonb end
                || case when i.image ? 'addresses' then jsonb_build_object(
                    'addresses_before', (select coalesce(jsonb_agg(to_jsonb(o) - '{customer_id,scope_id,owner_id}'::text[]), '[]') from addresses o
                        where o.customer_id = n.id and i.image->'addresses' ? (key::text)),
                    'addresses_after', (select coalesce(jsonb_agg(p), '[]') from jsonb_array_elements(n.addresses) p where i.image->'addresses' ? (p->>'key')))
                else '{}'::jsonb end as members
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
        set state = d.state, name = d.name, family_name = d.family_name, given_name = d.given_name, middle_name = d.middle_name, name_prefix = d.name_prefix, name_suffix = d.name_suffix, company = d.company, job_title = d.job_title, lifecycle_stage = d.lifecycle_stage, gender = d.gender, birth_date = d.birth_date, language = d.language, industry = d.industry, tax_id = d.tax_id, identity_number = d.identity_number, sort_name = d.sort_name, kind = d.kind, email = d.email, phone = d.phone, city = d.city, region = d.region, postal_code = d.postal_code, country = d.country, tags = d.tags, attributes = d.attributes, version = c.version + 1, updated_at = greatest(now(), c.updated_at)
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
$function$
;

CREATE OR REPLACE FUNCTION public.refuse_ledger_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
    if nullif(current_setting('app.erasing', true), '') = 'yes' and current_user <> 'clientele_app' then
        return case when tg_op = 'DELETE' then old else new end;
    end if;
    if tg_op = 'UPDATE' and to_jsonb(new) - '{scope_id,owner_id}'::text[] = to_jsonb(old) - '{scope_id,owner_id}'::text[] then
        return new;
    end if;
    raise exception '% is a ledger: rows are only added', tg_argv[0] using errcode = '42501';
end
$function$
;

CREATE OR REPLACE FUNCTION public.refuse_restricted()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.request_rescoping()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
    delete from rescopings where finished_at is null;
    insert into rescopings default values;
    perform add_job('access.rescope', '{}', null, null, 25, 'access.rescope');
end
$function$
;

CREATE OR REPLACE FUNCTION public.rescope_customers(ids bigint[], by_user bigint DEFAULT NULL::bigint)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
declare
    found_count integer;
begin
    if not exists (select from row_conditions) then
        return 0;
    end if;
    with misplaced as materialized (
        select c.id, c.scope_id, c.owner_id, s.team_id, x.wanted, n.id as next
        from customers c join scopes s on s.id = c.scope_id
        cross join lateral (
            select coalesce(array_agg(r.id order by r.id), '{}') as wanted from row_conditions r
            where case r.field when 'country' then c.country when 'region' then c.region when 'kind' then c.kind when 'lifecycle_stage' then c.lifecycle_stage when 'language' then c.language when 'industry' then c.industry
                else c.attributes->>substr(r.field, length('attributes.') + 1) end = any (r."values")
        ) x
        left join scopes n on n.team_id = s.team_id and n.conditions = x.wanted and n.created_at < now() - interval '6 seconds'
        where c.id = any (ids) and s.conditions <> x.wanted
    ),
    put as (
        update customers c set scope_id = m.next from misplaced m where c.id = m.id and m.next is not null returning c.id
    ),
    told as (
        insert into changes (kind, customer_ids, by_user, left_scope_id, left_owner_id, detail)
        select 'customers', case when count(*) <= 500 then array_agg(id) end, by_user, scope_id, owner_id, '{}'
        from misplaced where next is not null group by scope_id, owner_id
    )
    insert into rescope_queue (customer_id) select id from misplaced on conflict do nothing;
    get diagnostics found_count = row_count;
    if found_count > 0 then
        perform add_job('access.rescope', '{}', null, null, 25, 'access.rescope');
    end if;
    return found_count;
end
$function$
;

CREATE OR REPLACE FUNCTION public.rescope_step(ids bigint[], OUT moved bigint[])
 RETURNS bigint[]
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
declare
    by_user constant bigint := null;
begin
    perform from customers where id = any (ids) order by id for no key update;
    with misplaced as materialized (
        select c.id, c.scope_id, c.owner_id, s.team_id, x.wanted, n.id as next
        from customers c join scopes s on s.id = c.scope_id
        cross join lateral (
            select coalesce(array_agg(r.id order by r.id), '{}') as wanted from row_conditions r
            where case r.field when 'country' then c.country when 'region' then c.region when 'kind' then c.kind when 'lifecycle_stage' then c.lifecycle_stage when 'language' then c.language when 'industry' then c.industry
                else c.attributes->>substr(r.field, length('attributes.') + 1) end = any (r."values")
        ) x
        left join scopes n on n.team_id = s.team_id and n.conditions = x.wanted and n.created_at < now() - interval '6 seconds'
        where c.id = any (ids) and s.conditions <> x.wanted
    )
    insert into scopes (team_id, conditions) select distinct team_id, wanted from misplaced m
    where next is null and not exists (select from scopes s where s.team_id = m.team_id and s.conditions = m.wanted) on conflict do nothing;
    with misplaced as materialized (
        select c.id, c.scope_id, c.owner_id, s.team_id, x.wanted, n.id as next
        from customers c join scopes s on s.id = c.scope_id
        cross join lateral (
            select coalesce(array_agg(r.id order by r.id), '{}') as wanted from row_conditions r
            where case r.field when 'country' then c.country when 'region' then c.region when 'kind' then c.kind when 'lifecycle_stage' then c.lifecycle_stage when 'language' then c.language when 'industry' then c.industry
                else c.attributes->>substr(r.field, length('attributes.') + 1) end = any (r."values")
        ) x
        left join scopes n on n.team_id = s.team_id and n.conditions = x.wanted and n.created_at < now() - interval '6 seconds'
        where c.id = any (ids) and s.conditions <> x.wanted
    ),
    put as (
        update customers c set scope_id = m.next from misplaced m where c.id = m.id and m.next is not null returning c.id
    ),
    told as (
        insert into changes (kind, customer_ids, by_user, left_scope_id, left_owner_id, detail)
        select 'customers', case when count(*) <= 500 then array_agg(id) end, by_user, scope_id, owner_id, '{}'
        from misplaced where next is not null group by scope_id, owner_id
    ),
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
    update source_records f set scope_id = c.scope_id from customers c where f.customer_id = any (moved) and c.id = f.customer_id and f.scope_id <> c.scope_id;
    update restatements f set scope_id = c.scope_id from customers c where f.customer_id = any (moved) and c.id = f.customer_id and f.scope_id <> c.scope_id;
    update contact_points f set scope_id = c.scope_id from customers c where f.customer_id = any (moved) and c.id = f.customer_id and f.scope_id <> c.scope_id;
    update addresses f set scope_id = c.scope_id from customers c where f.customer_id = any (moved) and c.id = f.customer_id and f.scope_id <> c.scope_id;
    update attribute_values f set scope_id = c.scope_id from customers c where f.customer_id = any (moved) and c.id = f.customer_id and f.scope_id <> c.scope_id;
    update relationships f set scope_id = c.scope_id from customers c where f.customer_id = any (moved) and c.id = f.customer_id and f.scope_id <> c.scope_id;
    update notes f set scope_id = c.scope_id from customers c where f.customer_id = any (moved) and c.id = f.customer_id and f.scope_id <> c.scope_id;
    update files f set scope_id = c.scope_id from customers c where f.customer_id = any (moved) and c.id = f.customer_id and f.scope_id <> c.scope_id;
    update history f set scope_id = c.scope_id from customers c where f.customer_id = any (moved) and c.id = f.customer_id and f.scope_id <> c.scope_id;
    update decisions f set scope_id = c.scope_id from customers c where f.customer_id = any (moved) and c.id = f.customer_id and f.scope_id <> c.scope_id;
    update bulk_edit_customers f set scope_id = c.scope_id from customers c where f.customer_id = any (moved) and c.id = f.customer_id and f.scope_id <> c.scope_id;
    update consents f set scope_id = c.scope_id from customers c where f.customer_id = any (moved) and c.id = f.customer_id and f.scope_id <> c.scope_id;
    update processing_limits f set scope_id = c.scope_id from customers c where f.customer_id = any (moved) and c.id = f.customer_id and f.scope_id <> c.scope_id;
    update privacy_requests f set scope_id = c.scope_id from customers c where f.customer_id = any (moved) and c.id = f.customer_id and f.scope_id <> c.scope_id;
    update privacy_request_steps f set scope_id = c.scope_id from customers c where f.customer_id = any (moved) and c.id = f.customer_id and f.scope_id <> c.scope_id;
    update findings f set scope_id = c.scope_id from customers c where f.customer_id = any (moved) and c.id = f.customer_id and f.scope_id <> c.scope_id;
    update lookup l set scope_id = c.scope_id from customers c
    where c.id = l.customer_id and l.scope_id <> c.scope_id and l.ctid = any (array(
        select f.at from (
            select k.customer_id, t.token from lookup_tokens k cross join lateral unnest(k.tokens) t (token) where k.customer_id = any (moved)
            union all
            select r.customer_id, 'x' || r.source_id || ':' || r.key from source_records r where r.customer_id = any (moved)
        ) o
        cross join lateral (select ctid as at from lookup where token = o.token collate "C" and customer_id = o.customer_id offset 0) f));
end
$function$
;

CREATE OR REPLACE FUNCTION public.restricted_among(ids bigint[])
 RETURNS SETOF bigint
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 1
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.restricted_customers()
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    with asked as (
        select distinct c.golden_id from processing_limits l join customers c on c.id = l.customer_id where l.kind = 'restriction' and l.ended_at is null
    )
    select golden_id from asked
    union select m.id from asked a join customers m on m.golden_id = a.golden_id and m.golden_id <> m.id
$function$
;

CREATE OR REPLACE FUNCTION public.scope_beside(wanted integer, current_scope integer)
 RETURNS integer
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    select coalesce((
        select n.id from scopes w join scopes n on n.team_id = w.team_id
        where w.id = wanted and n.conditions = (select c.conditions from scopes c where c.id = current_scope)), wanted)
$function$
;

CREATE OR REPLACE FUNCTION public.scopes_of(person bigint, writing boolean)
 RETURNS integer[]
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
	select case when writing then r.write_scopes else r.scopes end from (
	with recursive held as materialized (
		select g.* from current_grants g where g.user_id = person
	), below (top, id) as (
		select distinct h.team_id, h.team_id from held h where h.reads = 'subtree' or h.writes = 'subtree'
		union
		select b.top, t.id from below b join teams t on t.parent_id = b.id
	), open as (
		select s.id, bool_or(case h.writes when 'all' then true when 'team' then s.team_id = h.team_id
		when 'subtree' then exists (select from below b where b.top = h.team_id and b.id = s.team_id) else false end) as changes
		from scopes s join held h on s.conditions @> h.conditions and case h.reads when 'all' then true when 'team' then s.team_id = h.team_id
		when 'subtree' then exists (select from below b where b.top = h.team_id and b.id = s.team_id) else false end
		group by s.id
	)
	select array(select distinct p from held h cross join lateral unnest(h.permissions) p) as permissions,
		(select coalesce(jsonb_agg(h.fields), '[]') from held h) as fields,
		array(select o.id from open o order by o.id) as scopes,
		array(select o.id from open o where o.changes order by o.id) as write_scopes,
		exists (select from held h where h.writes <> 'none') as writes_own) r
$function$
;

CREATE OR REPLACE FUNCTION public.search_companies("from" text, "to" text)
 RETURNS TABLE(name text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 5
 SET search_path TO 'public', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
AS $function$
declare
    entry record;
    seen bigint[] := '{}';
begin
    for entry in
        select l.customer_id, (scope_id = any ((select nullif(current_setting('app.scopes', true), '')::int[])::int[])
            or owner_id = (select nullif(current_setting('app.user_id', true), '')::bigint)) as visible from lookup l where l.token >= "from" collate "C" and l.token < "to" collate "C"
        order by l.token, l.customer_id limit 20000
    loop
        if entry.visible then
            seen := seen || entry.customer_id;
            exit when cardinality(seen) >= 200;
        end if;
    end loop;
    return query
        select distinct o.name from customers o
        where o.id = any (seen) and o.kind = 'organisation' and o.state = 'active' and o.name collate "C" >= U&'\2E80';
end
$function$
;

CREATE OR REPLACE FUNCTION public.search_entries(ranges jsonb, most integer)
 RETURNS integer
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
AS $function$
declare
    range record;
    found integer := 0;
begin
    for range in select * from jsonb_to_recordset(ranges) r ("from" text, "to" text) loop
        found := found + (select count(*) from (
            select from lookup l where l.token >= range."from" collate "C" and l.token < range."to" collate "C" limit most - found) x);
        exit when found >= most;
    end loop;
    return found;
end
$function$
;

CREATE OR REPLACE FUNCTION public.search_phone_part(part text, most integer, after tid DEFAULT '(0,0)'::tid)
 RETURNS TABLE(customer_id bigint, value text, place tid)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 100
 SET search_path TO 'public', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_indexscan TO 'off'
 SET enable_tidscan TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
    return query
        select l.customer_id, l.token, l.ctid from lookup l
        where l.token >= 'p' and l.token < 'q' and national_digits(l.token) like '%' || regexp_replace(part, '[^0-9]', '', 'g') || '%'
            and l.ctid > after and (scope_id = any ((select nullif(current_setting('app.scopes', true), '')::int[])::int[])
            or owner_id = (select nullif(current_setting('app.user_id', true), '')::bigint))
        limit most;
end
$function$
;

CREATE OR REPLACE FUNCTION public.search_terms(wanted jsonb, inside boolean, most integer)
 RETURNS TABLE(ids bigint[], sure integer[], whole boolean, more boolean)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 1
 SET search_path TO 'public', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_nestloop TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
declare
    term jsonb;
    number integer;
    cut_off integer[] := '{}';
    source record;
    found bigint[];
    part bigint[];
    cut boolean;
    parts bigint[];
    few constant integer := 2000;
begin
    sure := '{}';
    more := false;
    for term, number in select t.value, t.ordinality from jsonb_array_elements(wanted) with ordinality t loop
        exit when cardinality(ids) <= few;
        found := '{}';
        cut := false;
        for source in select * from jsonb_to_recordset(term) s (kind text, "from" text, "to" text) loop
            if source.kind = 'token' then
                part := array(select l.customer_id from lookup l where l.token >= source."from" collate "C" and l.token < source."to" collate "C" limit most);
            elsif source.kind = 'company' then
                part := array(select c.id from customers c
                    where c.state = 'active' and c.company >= source."from" collate "C" and c.company < source."to" collate "C" limit most);
            elsif inside then
                part := array(select p.customer_id from search_phone_part(source."from", most) p);
            else
                part := '{}';
                more := true;
            end if;
            found := found || part;
            cut := cardinality(part) >= most;
            exit when cut;
        end loop;
        if not cut then
            sure := sure || number;
            ids := case when ids is null then found else array(select i.id from unnest(ids) i (id) join unnest(found) f (id) using (id)) end;
        else
            cut_off := cut_off || number;
            parts := case when parts is null then found else array(select i.id from unnest(parts) i (id) join unnest(found) f (id) using (id)) end;
        end if;
    end loop;
    whole := ids is not null;
    if not whole then
        sure := cut_off;
    end if;
    ids := array(select distinct i.id from unnest(coalesce(ids, parts)) i (id) order by i.id);
    return next;
end
$function$
;

CREATE OR REPLACE FUNCTION public.sql_person()
 RETURNS TABLE(user_id bigint, permissions text[], fields jsonb, scopes integer[], write_scopes integer[], writes_own boolean, scope_id integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 1
 SET search_path TO 'public', 'pg_temp'
AS $function$
#variable_conflict use_column
begin
	return query
	select r.user_id, r.permissions, r.fields, r.scopes, r.write_scopes, r.writes_own,
		coalesce((select c.id from scopes c where c.team_id = r.team_id order by c.id = any (r.write_scopes) desc, cardinality(c.conditions), c.id limit 1), 1)
	from (
		select u.id as user_id, coalesce(u.team_id, 1) as team_id,
			case when l.user_id is null then (select permissions from roles where key = 'administrator') else h.permissions end as permissions,
			case when l.user_id is null then (select jsonb_build_array(fields) from roles where key = 'administrator') else h.fields end as fields,
			case when l.user_id is null then array(select id from scopes order by id) else h.scopes end as scopes,
			case when l.user_id is null then array(select id from scopes order by id) else h.write_scopes end as write_scopes,
			l.user_id is null or h.writes_own as writes_own
		from sql_logins l
		left join users u on u.id = l.user_id
		cross join lateral (
	with recursive held as materialized (
		select g.* from current_grants g where g.user_id = u.id
	), below (top, id) as (
		select distinct h.team_id, h.team_id from held h where h.reads = 'subtree' or h.writes = 'subtree'
		union
		select b.top, t.id from below b join teams t on t.parent_id = b.id
	), open as (
		select s.id, bool_or(case h.writes when 'all' then true when 'team' then s.team_id = h.team_id
		when 'subtree' then exists (select from below b where b.top = h.team_id and b.id = s.team_id) else false end) as changes
		from scopes s join held h on s.conditions @> h.conditions and case h.reads when 'all' then true when 'team' then s.team_id = h.team_id
		when 'subtree' then exists (select from below b where b.top = h.team_id and b.id = s.team_id) else false end
		group by s.id
	)
	select array(select distinct p from held h cross join lateral unnest(h.permissions) p) as permissions,
		(select coalesce(jsonb_agg(h.fields), '[]') from held h) as fields,
		array(select o.id from open o order by o.id) as scopes,
		array(select o.id from open o where o.changes order by o.id) as write_scopes,
		exists (select from held h where h.writes <> 'none') as writes_own) h
		where l.login = session_user and (l.user_id is null or u.state = 'active')
		offset 0
	) r
	-- Who may read no customer now is nobody here.
	where 'customers.read' = any (r.permissions);
end
$function$
;

CREATE OR REPLACE FUNCTION public.sql_signed_in()
 RETURNS event_trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.use_facts(ids bigint[], purpose integer)
 RETURNS TABLE(id bigint, state text, birth_date date, restricted boolean, objected boolean, opted_out boolean, use_limited boolean, ledger jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    with asked as (select distinct c.id, c.golden_id from customers c where c.id = any (ids)),
    members as (
        select golden_id, golden_id as member from asked
        union select m.golden_id, m.id from asked a join customers m on m.golden_id = a.golden_id and m.golden_id <> m.id
    ),
    limited as (
        select m.golden_id, bool_or(l.kind = 'restriction') as restricted,
            bool_or(l.kind = 'objection' and (l.purpose_id is null or l.purpose_id = purpose)) as objected,
            bool_or(l.kind = 'opt_out') as opted_out, bool_or(l.kind = 'limit_use') as use_limited
        from members m join processing_limits l on l.customer_id = m.member and l.ended_at is null group by m.golden_id
    ),
    stated as (
        select m.golden_id, jsonb_agg(jsonb_build_object('kind', s.kind, 'channel', s.channel, 'state', s.state, 'at', s.at, 'id', s.id,
            'expires_at', s.expires_at, 'guardian', s.guardian is not null)) as ledger
        from members m join consents s on s.customer_id = m.member and s.purpose_id = purpose group by m.golden_id
    )
    select a.id, g.state, g.birth_date, coalesce(l.restricted, false), coalesce(l.objected, false), coalesce(l.opted_out, false),
        coalesce(l.use_limited, false), coalesce(s.ledger, '[]')
    from asked a join customers g on g.id = a.golden_id left join limited l on l.golden_id = a.golden_id left join stated s on s.golden_id = a.golden_id
$function$
;

-- ------------------------------------------------------------ views

-- view crm.addresses with (security_barrier=true)
--     customer_id bigint
--     key uuid
--     label text
--     line1 text
--     line2 text
--     city text
--     region text
--     postal_code text
--     country text
--     is_primary boolean

-- view crm.contact_points with (security_barrier=true)
--     customer_id bigint
--     kind text
--     value text collate "C"
--     label text
--     is_primary boolean

-- view crm.customers with (security_barrier=true)
--     id bigint
--     name text
--     family_name text
--     given_name text
--     middle_name text
--     name_prefix text
--     name_suffix text
--     sort_name text collate "C"
--     kind text
--     company text collate "C"
--     job_title text
--     phone text collate "C"
--     email text collate "C"
--     city text collate "C"
--     region text collate "C"
--     postal_code text collate "C"
--     country text collate "C"
--     lifecycle_stage text collate "C"
--     gender text
--     birth_date date
--     language text
--     industry text collate "C"
--     tax_id text collate "C"
--     identity_number text collate "C"
--     tags text[]
--     attributes jsonb
--     owner_id bigint
--     scope_id integer
--     version integer
--     created_at timestamp with time zone
--     updated_at timestamp with time zone

-- view crm.deleted_customers with (security_barrier=true)
--     id bigint
--     name text
--     company text collate "C"
--     phone text collate "C"
--     email text collate "C"
--     deleted_at timestamp with time zone
--     purged_after timestamp with time zone

-- view crm.notes with (security_barrier=true)
--     id bigint
--     customer_id bigint
--     body text
--     created_by bigint
--     created_at timestamp with time zone

-- view crm.relationships with (security_barrier=true)
--     id bigint
--     customer_id bigint
--     type text
--     other_id bigint
--     starts_on date
--     ends_on date
--     note text

-- view crm.sources with (security_barrier=true)
--     id integer
--     name text
--     kind text
--     trust smallint

-- view crm.statements with (security_barrier=true)
--     id bigint
--     customer_id bigint
--     source text
--     key text collate "C"
--     content jsonb
--     raw jsonb
--     stated_at timestamp with time zone
--     recorded_at timestamp with time zone
--     recorded_by bigint
--     import_id bigint
--     import_row bigint
--     withdrawn_at timestamp with time zone

-- view crm.tags with (security_barrier=true)
--     customer_id bigint
--     tag text

-- view current_grants
--     id bigint
--     user_id bigint
--     role_id integer
--     team_id integer
--     ends_at timestamp with time zone
--     key text
--     permissions text[]
--     reads text
--     writes text
--     fields jsonb
--     conditions integer[]

-- view sql_rights
--     user_id bigint
--     permissions text[]
--     fields jsonb
--     scopes integer[]
--     write_scopes integer[]
--     writes_own boolean
--     scope_id integer

-- ------------------------------------------------------------ triggers

CREATE TRIGGER restriction AFTER INSERT OR DELETE OR UPDATE OF valid_to ON public.assignments FOR EACH ROW WHEN ((current_setting('app.restriction'::text, true) IS DISTINCT FROM 'lifted'::text)) EXECUTE FUNCTION refuse_restricted('assignments', 'customer_id');
CREATE TRIGGER audit_blocks_kept BEFORE DELETE OR UPDATE ON public.audit_blocks FOR EACH ROW EXECUTE FUNCTION audit_refuse('audit_blocks');
CREATE TRIGGER audit_blocks_whole BEFORE TRUNCATE ON public.audit_blocks FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('audit_blocks');
CREATE TRIGGER audit_checkpoints_kept BEFORE DELETE OR UPDATE ON public.audit_checkpoints FOR EACH ROW EXECUTE FUNCTION audit_refuse('audit_checkpoints');
CREATE TRIGGER audit_checkpoints_whole BEFORE TRUNCATE ON public.audit_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('audit_checkpoints');
CREATE TRIGGER audit_log_kept BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION audit_refuse('audit_log');
CREATE TRIGGER audit_log_whole BEFORE TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('audit_log');
CREATE TRIGGER audit_log_kept BEFORE DELETE OR UPDATE ON public.audit_log_rest FOR EACH ROW EXECUTE FUNCTION audit_refuse('audit_log');
CREATE TRIGGER audit_log_rest_whole BEFORE TRUNCATE ON public.audit_log_rest FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('audit_log_rest');
CREATE TRIGGER ledger BEFORE DELETE OR UPDATE ON public.consent_texts FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change('consent_texts');
CREATE TRIGGER ledger BEFORE DELETE OR UPDATE ON public.consents FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change('consents');
CREATE TRIGGER after_statement AFTER INSERT OR DELETE OR UPDATE ON crm.addresses FOR EACH STATEMENT EXECUTE FUNCTION crm_finish();
CREATE TRIGGER before_each_row INSTEAD OF INSERT OR UPDATE ON crm.addresses FOR EACH ROW EXECUTE FUNCTION crm_plain();
CREATE TRIGGER each_row INSTEAD OF INSERT OR DELETE OR UPDATE ON crm.addresses FOR EACH ROW EXECUTE FUNCTION crm_addresses();
CREATE TRIGGER after_statement AFTER INSERT OR DELETE OR UPDATE ON crm.contact_points FOR EACH STATEMENT EXECUTE FUNCTION crm_finish();
CREATE TRIGGER before_each_row INSTEAD OF INSERT OR UPDATE ON crm.contact_points FOR EACH ROW EXECUTE FUNCTION crm_plain();
CREATE TRIGGER each_row INSTEAD OF INSERT OR DELETE OR UPDATE ON crm.contact_points FOR EACH ROW EXECUTE FUNCTION crm_contact_points();
CREATE TRIGGER after_statement AFTER INSERT OR DELETE OR UPDATE ON crm.customers FOR EACH STATEMENT EXECUTE FUNCTION crm_finish();
CREATE TRIGGER before_each_row INSTEAD OF INSERT OR UPDATE ON crm.customers FOR EACH ROW EXECUTE FUNCTION crm_plain();
CREATE TRIGGER each_row INSTEAD OF INSERT OR DELETE OR UPDATE ON crm.customers FOR EACH ROW EXECUTE FUNCTION crm_customers();
CREATE TRIGGER after_statement AFTER INSERT OR DELETE OR UPDATE ON crm.notes FOR EACH STATEMENT EXECUTE FUNCTION crm_finish();
CREATE TRIGGER before_each_row INSTEAD OF INSERT OR UPDATE ON crm.notes FOR EACH ROW EXECUTE FUNCTION crm_plain();
CREATE TRIGGER each_row INSTEAD OF INSERT OR DELETE OR UPDATE ON crm.notes FOR EACH ROW EXECUTE FUNCTION crm_notes();
CREATE TRIGGER after_statement AFTER INSERT OR DELETE OR UPDATE ON crm.relationships FOR EACH STATEMENT EXECUTE FUNCTION crm_finish();
CREATE TRIGGER before_each_row INSTEAD OF INSERT OR UPDATE ON crm.relationships FOR EACH ROW EXECUTE FUNCTION crm_plain();
CREATE TRIGGER each_row INSTEAD OF INSERT OR DELETE OR UPDATE ON crm.relationships FOR EACH ROW EXECUTE FUNCTION crm_relationships();
CREATE TRIGGER after_statement AFTER INSERT OR DELETE OR UPDATE ON crm.tags FOR EACH STATEMENT EXECUTE FUNCTION crm_finish();
CREATE TRIGGER before_each_row INSTEAD OF INSERT OR UPDATE ON crm.tags FOR EACH ROW EXECUTE FUNCTION crm_plain();
CREATE TRIGGER each_row INSTEAD OF INSERT OR DELETE OR UPDATE ON crm.tags FOR EACH ROW EXECUTE FUNCTION crm_tags();
CREATE TRIGGER restriction AFTER UPDATE OF version, state ON public.customers FOR EACH ROW WHEN ((current_setting('app.restriction'::text, true) IS DISTINCT FROM 'lifted'::text)) EXECUTE FUNCTION refuse_restricted('customers', 'id');
CREATE TRIGGER restriction AFTER INSERT OR DELETE OR UPDATE OF name, deleted_at ON public.files FOR EACH ROW WHEN ((current_setting('app.restriction'::text, true) IS DISTINCT FROM 'lifted'::text)) EXECUTE FUNCTION refuse_restricted('files', 'customer_id');
CREATE TRIGGER restriction AFTER INSERT OR DELETE OR UPDATE OF body ON public.notes FOR EACH ROW WHEN ((current_setting('app.restriction'::text, true) IS DISTINCT FROM 'lifted'::text)) EXECUTE FUNCTION refuse_restricted('notes', 'customer_id');
CREATE TRIGGER ledger BEFORE DELETE OR UPDATE ON public.privacy_breach_steps FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change('privacy_breach_steps');
CREATE TRIGGER ledger BEFORE DELETE OR UPDATE ON public.privacy_request_steps FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change('privacy_request_steps');
CREATE TRIGGER restriction AFTER INSERT OR DELETE OR UPDATE OF type, starts_on, ends_on, note ON public.relationships FOR EACH ROW WHEN ((current_setting('app.restriction'::text, true) IS DISTINCT FROM 'lifted'::text)) EXECUTE FUNCTION refuse_restricted('relationships', 'customer_id', 'other_id');
CREATE TRIGGER restriction AFTER INSERT OR DELETE OR UPDATE OF content, raw, key ON public.source_records FOR EACH ROW WHEN ((current_setting('app.restriction'::text, true) IS DISTINCT FROM 'lifted'::text)) EXECUTE FUNCTION refuse_restricted('source_records', 'customer_id');

-- ------------------------------------------------------------ comments

comment on schema crm is 'The views that people, reports and other programs read and write in SQL.';
comment on column addresses.key is 'Hash of the address itself: the same address said by two sources is one row.';
comment on table anonymised_counts is 'What is left of customers that were made anonymous: how many of a month, country, decade of birth and stage there were. No row is about anybody.';
comment on table answer_templates is 'Answers as the company words them; those without a row are the product''s own.';
comment on column api_keys.hash is 'SHA-256 of the key: it holds 256 random bits, so a slow hash would add nothing.';
comment on column api_keys.hint is 'The first characters, to tell keys apart on a page.';
comment on column api_keys.permissions is 'Null: all that its owner may do; else what of that.';
comment on column api_keys.addresses is 'Networks it may be used from; null: from everywhere.';
comment on table approvals is 'What waits until a second person lets it go, and what was decided; kept.';
comment on column approvals.target_id is 'The export or the change of many customers; its own row says what it is about.';
comment on column approvals.amount is 'Customers it is about, counted when it was asked for; one that was counted only so far says at least so many.';
comment on table assignments is 'Which source record stood for which customer, from when to when, and why.';
comment on column assignments.closed_by is 'The import (a full copy) in whose file the record was absent, so that undoing it opens the assignment again.';
comment on column attribute_definitions.rules is 'What a value has to hold to besides its type: max_length, pattern, min, max, decimals, earliest … (attributeRules in schema.ts).';
comment on column attribute_definitions.survivorship is 'Who wins: trust (of the source, then time), newest (the latest statement), union (of choices: what any source says). A person''s own word wins always.';
comment on column attribute_definitions.group_id is 'Null: among the attributes without a group, shown last.';
comment on table attribute_groups is 'The cards under which a customer''s page shows custom attributes, as an administrator arranged them.';
comment on table attribute_values is 'Custom attributes that somebody asked to index: a b-tree that row-level security may use, which an index into jsonb is not.';
comment on table audit_blocks is 'The chain: each block holds the hashes of its entries in the order of their ids, and the hash of the block before.';
comment on column audit_blocks.kind is 'dropped: the entries of this time were removed by the retention policy; leaves holds the hash over their blocks.';
comment on column audit_blocks.leaves is 'SHA-256 of each entry, 32 bytes each, in the order of ids.';
comment on table audit_checkpoints is 'Signatures (Ed25519) of the last block of a time; the private key lies outside the database.';
comment on table audit_log is 'What was done. Rows are added by audit_write() alone and never changed; a month is a partition and goes as a whole, with a block that says so.';
comment on column audit_log.customer_id is 'The customer whom it is about; 0 where it is about none.';
comment on column audit_log.xact is 'The transaction, which history.changed_in and source_records.changed_in name too: the rows that tell what a batch changed.';
comment on column audit_log.seen_by is 'The administrator who looked as this person.';
comment on column audit_log.digest_before is 'Of a batch: SHA-256 over what the changed rows were before; digest_after over what they are. Both in the order of their keys.';
comment on column audit_log.sealed is 'Values before and after and the reason, under the key of the customer or of the installation.';
comment on column audit_log.scope_id is 'Of the customer at that time; 0 where it is about none.';
comment on table audit_unsealed is 'Entries that are in no block yet: an exact queue, whatever order transactions end in, and one that a dump carries along.';
comment on table blob_removals is 'Bytes in the storage that no row refers to: of files that went, and of uploads until their row is written. A job removes them when they are due.';
comment on table bulk_edit_customers is 'Whom a change of many customers is about, written down when it starts: a filter over rows that it changes would skip or repeat.';
comment on column bulk_edit_customers.before is 'The owner before, where the owner is changed; values before stand in the statements.';
comment on table bulk_edits is 'Changes of many customers by hand, as jobs; numbers and first reasons, no names.';
comment on column bulk_edits.chosen_at is 'When the customers were written down in bulk_edit_customers: from then on the selection decides nothing.';
comment on column bulk_edits.next_id is 'Customers up to this id are done; committed with each batch, so that after a restart nothing comes twice.';
comment on column bulk_edits.undo_result is 'What its undo has done so far: counts, and the first hundred customers that keep something; no names.';
comment on table changes is 'Outbox of what changed, a row for each kind and transaction, kept for an hour. The program sends an empty NOTIFY after the commit and reads from here; it holds numbers, never values.';
comment on column changes.xact is 'The transaction that wrote the row: rows are committed in another order than that of their ids, and two snapshots tell exactly which ones are new.';
comment on column changes.customer_ids is 'Null: many. An empty array: the kind is not about customers.';
comment on column changes.user_id is 'The one person whom this concerns; empty where it concerns everybody.';
comment on column changes.left_scope_id is 'The place that the customers were moved out of, with left_owner_id: who saw them there learns that they are gone.';
comment on table column_indexes is 'Columns of customers that somebody asked to be made fast. A job of the owner makes the indexes, named customers_fast_…; they stand in no migration.';
comment on table consent_texts is 'What people were shown when they decided: never changed, a new wording is a new version.';
comment on table consents is 'Ledger: rows are only added. What stands is the latest of a purpose, kind and channel (or any) over all members of a customer.';
comment on column consents.proof is 'How it can be shown: address and program of the browser, where a paper lies. Emptied by an erasure.';
comment on column consents.guardian is 'Who agreed for a child under 14 (PIPL article 31).';
comment on table contact_points is 'Computed with the customer from its statements; no foreign key, so that an import does not pay for one: doctor looks for orphans.';
comment on view crm.addresses is 'Addresses. Takes INSERT, UPDATE and DELETE; the key follows from the parts. · 地址。可写；key 由内容算出。';
comment on column crm.addresses.customer_id is 'Customer ID · 客户编号';
comment on column crm.addresses.key is 'Key · 键';
comment on column crm.addresses.label is 'Label · 标注';
comment on column crm.addresses.line1 is 'Address line 1 · 地址行 1';
comment on column crm.addresses.line2 is 'Address line 2 · 地址行 2';
comment on column crm.addresses.city is 'City · 城市';
comment on column crm.addresses.region is 'Region · 省/州';
comment on column crm.addresses.postal_code is 'Postal code · 邮编';
comment on column crm.addresses.country is 'Country · 国家/地区';
comment on column crm.addresses.is_primary is 'Primary one · 首选';
comment on view crm.contact_points is 'Contact points: many e-mails, phones and handles for each customer. Takes INSERT, UPDATE and DELETE. · 联系方式：每位客户可有多个邮箱、电话、微信等。可写。';
comment on column crm.contact_points.customer_id is 'Customer ID · 客户编号';
comment on column crm.contact_points.kind is 'Kind · 类型';
comment on column crm.contact_points.value is 'Value · 值';
comment on column crm.contact_points.label is 'Label · 标注';
comment on column crm.contact_points.is_primary is 'Primary one · 首选';
comment on view crm.customers is 'Customers. INSERT, UPDATE and DELETE work (DELETE moves into the trash, restore(id) brings back). For bulk use an import. · 客户。可 INSERT、UPDATE、DELETE（DELETE 移入回收站，用 restore(id) 恢复）。大批量请用导入。';
comment on column crm.customers.id is 'ID · 编号';
comment on column crm.customers.name is 'Name · 姓名/名称';
comment on column crm.customers.family_name is 'Family name · 姓';
comment on column crm.customers.given_name is 'Given name · 名';
comment on column crm.customers.middle_name is 'Middle name · 中间名';
comment on column crm.customers.name_prefix is 'Title · 称谓';
comment on column crm.customers.name_suffix is 'Suffix · 后缀';
comment on column crm.customers.sort_name is 'Sort name · 排序名';
comment on column crm.customers.kind is 'Kind · 类型 (person, organisation, anonymous)';
comment on column crm.customers.company is 'Company · 公司';
comment on column crm.customers.job_title is 'Job title · 职位';
comment on column crm.customers.phone is 'Phone · 电话';
comment on column crm.customers.email is 'E-mail · 邮箱';
comment on column crm.customers.city is 'City · 城市';
comment on column crm.customers.region is 'Region · 省/州';
comment on column crm.customers.postal_code is 'Postal code · 邮编';
comment on column crm.customers.country is 'Country · 国家/地区';
comment on column crm.customers.lifecycle_stage is 'Stage · 阶段 (lead, prospect, customer, former)';
comment on column crm.customers.gender is 'Gender · 性别 (female, male, other)';
comment on column crm.customers.birth_date is 'Date of birth · 出生日期';
comment on column crm.customers.language is 'Language · 语言';
comment on column crm.customers.industry is 'Industry · 行业';
comment on column crm.customers.tax_id is 'Tax ID · 税号/统一社会信用代码';
comment on column crm.customers.identity_number is 'Identity number · 证件号码';
comment on column crm.customers.tags is 'Tags · 标签';
comment on column crm.customers.attributes is 'Custom attributes, name to value · 自定义字段（名称到值）';
comment on column crm.customers.owner_id is 'Owner · 负责人';
comment on column crm.customers.scope_id is 'Team · 团队';
comment on column crm.customers.version is 'Version · 版本';
comment on column crm.customers.created_at is 'Created · 创建时间';
comment on column crm.customers.updated_at is 'Updated · 更新时间';
comment on view crm.deleted_customers is 'Customers in the trash, purged after thirty days. Bring back: SELECT restore(id) FROM deleted_customers WHERE … · 回收站中的客户，三十天后清除。恢复：SELECT restore(id) FROM deleted_customers WHERE …';
comment on column crm.deleted_customers.id is 'ID · 编号';
comment on column crm.deleted_customers.name is 'Name · 姓名/名称';
comment on column crm.deleted_customers.company is 'Company · 公司';
comment on column crm.deleted_customers.phone is 'Phone · 电话';
comment on column crm.deleted_customers.email is 'E-mail · 邮箱';
comment on column crm.deleted_customers.deleted_at is 'Deleted · 删除时间';
comment on column crm.deleted_customers.purged_after is 'Purged after · 此后清除';
comment on view crm.notes is 'Notes. Takes INSERT, UPDATE and DELETE. · 备注。可写。';
comment on column crm.notes.id is 'ID · 编号';
comment on column crm.notes.customer_id is 'Customer ID · 客户编号';
comment on column crm.notes.body is 'Text · 内容';
comment on column crm.notes.created_by is 'Created by · 创建人';
comment on column crm.notes.created_at is 'Created · 创建时间';
comment on view crm.relationships is 'Relationships: customer_id on the left, other_id on the right (a company employs a person). Takes INSERT, UPDATE and DELETE. · 客户之间的关系：customer_id 在左，other_id 在右（公司 employs 个人）。可写。';
comment on column crm.relationships.id is 'ID · 编号';
comment on column crm.relationships.customer_id is 'Customer ID · 客户编号';
comment on column crm.relationships.type is 'Type · 类型';
comment on column crm.relationships.other_id is 'ID of the other customer · 对方客户编号';
comment on column crm.relationships.starts_on is 'Starts on · 开始日期';
comment on column crm.relationships.ends_on is 'Ends on · 结束日期';
comment on column crm.relationships.note is 'Note · 说明';
comment on view crm.sources is 'Sources of what is known. Read only. · 来源。只读。';
comment on column crm.sources.id is 'ID · 编号';
comment on column crm.sources.name is 'Name · 姓名/名称';
comment on column crm.sources.kind is 'Kind · 类型';
comment on column crm.sources.trust is 'Trust, 0 to 100 · 可信度（0–100）';
comment on view crm.statements is 'What each source said: every value of a customer is computed from these. Read only. · 各来源说过的话：客户的每个值都由此算出。只读。';
comment on column crm.statements.id is 'ID · 编号';
comment on column crm.statements.customer_id is 'Customer ID · 客户编号';
comment on column crm.statements.source is 'Source · 来源';
comment on column crm.statements.key is 'Key · 键';
comment on column crm.statements.content is 'What it says · 内容';
comment on column crm.statements.raw is 'The text before it was cleaned · 清理前的原文';
comment on column crm.statements.stated_at is 'Stated at · 陈述时间';
comment on column crm.statements.recorded_at is 'Recorded at · 记录时间';
comment on column crm.statements.recorded_by is 'Recorded by · 记录人';
comment on column crm.statements.import_id is 'Import ID · 导入编号';
comment on column crm.statements.import_row is 'Row of the import · 导入行号';
comment on column crm.statements.withdrawn_at is 'Withdrawn at · 撤回时间';
comment on view crm.tags is 'Tags, one row each. Takes INSERT, UPDATE and DELETE. · 标签，每行一个。可写。';
comment on column crm.tags.customer_id is 'Customer ID · 客户编号';
comment on column crm.tags.tag is 'Tag · 标签';
comment on table customers is 'Golden records: computed from source_records by recompute_customers(); a row lives for ever under its id.';
comment on column customers.golden_id is 'The customer this one stands for: itself, or the survivor of a merge.';
comment on column customers.sort_name is 'Compared bytewise: pinyin of a Chinese name, folded letters of any other.';
comment on column customers.email is 'The primary one of contact_points; so are phone, and of addresses city, region, postal_code, country.';
comment on column customers.valid_from is 'Since when owner_id, golden_id, state and scope_id stand as they do; earlier images are in history.';
comment on column customers.identity_number is 'Encrypted under the key of the customer that it was stated for.';
comment on table data_keys is 'Keys that encrypt values, each wrapped by a master key that lies outside the database. Which rows a person sees is not decided here: a key opens nothing without the master key.';
comment on column data_keys.customer_id is 'Whose values the key encrypts; 0 for secrets of the installation.';
comment on column data_keys.id is 'A random number, so that a key that was rolled back is never taken for another one.';
comment on column data_keys.master is 'Which master key wraps it.';
comment on column data_keys.wrapped is 'Empty once the key was destroyed: what it encrypted cannot be read by anybody any more.';
comment on table decisions is 'Must-link and cannot-link between two source records: what a person decided outlives merges, undo and re-import.';
comment on column encryptions.what is 'attributes.x or notes.body.';
comment on column encryptions.done is 'Customers up to this id are as they should be.';
comment on table erasure_marks is 'Keyed hashes of e-mail addresses, phone numbers, keys of sources and document numbers of who was erased: whoever comes with one is not recorded again until that is allowed.';
comment on table erasures is 'One row for each erasure, without anything of the person: numbers and words of ours.';
comment on column erasures.ref is 'Its name in the ledger outside the database, where numbers of a restored database would clash.';
comment on column erasures.reached is 'How many rows of each table, or files, went.';
comment on column erasures.sealed_terms is 'What uploaded files are searched for, sealed under the key of the installation; emptied as soon as they were.';
comment on column erasures.physical_by is 'The day by which nothing of it is left in pages, write-ahead log and backups.';
comment on column exports.left_out is 'Of an export for a purpose: how many customers were left out, by reason.';
comment on column files.media_type is 'Told by the content, not by whoever sent it.';
comment on column files.deleted_at is 'Removed: it can be brought back for thirty days, then row and bytes go.';
comment on column files.look is 'Whether the file was looked through for personal data: waiting, done, or why it was not, or not all of it.';
comment on table findings is 'Personal data in free text and attachments, where nobody looks for it: masked here, with a hash so that what was marked as fine stays so.';
comment on column findings.place is 'Of an attachment: where the value stands first (sheet and cell, page, slide, paragraph, line, row, part).';
comment on table history is 'What an edited row (owner, state, relationship, note) was before a change, written by the statement that changed it.';
comment on column history.changed_via is 'channel (page, api, sql, bulk …), and where known key (an API key), ip and undoes (the change that it takes back).';
comment on column history.changed_in is 'The transaction, which source_records.changed_in names too: which statement made which values.';
comment on table identity_providers is 'OpenID providers through which people sign in. domains: of the e-mail addresses that it speaks for; password_allowed: whether those may use a password as well.';
comment on table import_corrections is 'What a person typed over a cell of the file: applied by the preview and by the import, which reads the file itself unchanged.';
comment on column import_corrections."position" is 'Of the column in the file, from 0.';
comment on table import_keys is 'Keys seen in a full copy, until it is known which records of the source are absent from it.';
comment on column imports.problems is 'Rows taken with a value left out or doubtful.';
comment on column imports.known_until is 'The highest customer id before the import: only older customers are recognised by e-mail or phone, so two rows of a file stay two.';
comment on column imports.undone_from is 'The state before an undo, into which a redo leads back.';
comment on column imports.undo_result is 'What its undo has done so far: counts of customers, and the first hundred that stay with the reason; no names.';
comment on column imports.further is 'Rows of a record that an earlier row of the same file had stated: order lines of one customer. In none of the other counts.';
comment on column imports.repaired is 'Rows taken without a problem, in which a value was put right: a leading zero given back.';
comment on column imports.file_erased_at is 'Its uploaded file was destroyed since it held somebody who was erased.';
comment on table index_queue is 'Customers whose look-up rows are to be made anew from its golden values.';
comment on table index_ranges is 'Ranges of customers that an import made and that have no look-up rows yet: they are made in bulk, just after.';
comment on table legal_hold_customers is 'Whom the holds that stand are about: what destroys looks here.';
comment on table legal_holds is 'What must not be destroyed while it may be needed in court: named customers, or all that a filter chooses (looked at again each night and before each destruction).';
comment on table lookup is 'From a value to customers. The first letter tells what it is: n part of a name or company, e e-mail, p digits of a phone number, w another handle, t tag, x source and key of a statement.';
comment on table lookup_tokens is 'What lookup holds of each customer, so that a change deletes by key: an index of lookup by customer would cost three times as much at an import.';
comment on column notes.created_via is 'From where it came, as changed_via in history; so in relationships and files.';
comment on table notifications is 'What a person is told, for 90 days. Names of customers are not copied: they are shown as far as he may see the customer when he reads it.';
comment on table one_time_links is 'Invitations, new passwords, changes of address: SHA-256 of the 256 random bits that stand in the link. Deleted by its use.';
comment on table privacy_breach_steps is 'The log of a breach: rows are only added.';
comment on table privacy_breaches is 'Breaches (GDPR articles 33 and 34, PIPL article 57): what happened, who was told and when. The authority within 72 hours of the discovery.';
comment on table privacy_links is 'Links for customers, who have no account: SHA-256 of a token of 256 random bits, what it opens and until when.';
comment on table privacy_purposes is 'The record of processing (GDPR article 30): for each purpose the legal bases, data, recipients, retention; what consent it asks for.';
comment on column privacy_purposes.separate_consents is 'Consents that PIPL asks for by themselves: articles 29 (sensitive), 39 (abroad), 25 (publication), 23 (sharing).';
comment on column privacy_purposes.assessment is 'Impact assessment (GDPR article 35, PIPL article 55).';
comment on column privacy_purposes.sold_or_shared is 'Data is sold, or shared for advertising across contexts (CCPA § 1798.140): people may opt out, and below 16 they have to opt in.';
comment on table privacy_recipients is 'Who gets personal data from us, in which country, and what makes a transfer abroad lawful (GDPR chapter V, PIPL article 38).';
comment on table privacy_request_steps is 'The trail of a request, as proof: rows are only added.';
comment on table privacy_requests is 'What people asked for by law. How it went stands in privacy_request_steps.';
comment on column privacy_requests.identity_state is 'Whether it is known that the person is who they say (GDPR article 12(6)).';
comment on column privacy_requests.agent is 'Who asks in the person''s name: an authorised agent (CCPA), a guardian, a close relative of somebody who died (PIPL article 49), a lawyer.';
comment on column privacy_requests.agent_state is 'Whether it is known that they may.';
comment on table processing_limits is 'What stands until it is ended: restriction (GDPR article 18: kept, not used), objection (article 21; without a purpose: to all), opting out of sale and sharing, limiting the use of sensitive data (CCPA).';
comment on column processing_limits.source is 'gpc: the browser asked for it by Global Privacy Control.';
comment on table recomputes is 'Each time customers were computed anew because the trust of a source or the survivorship of an attribute changed, and how far that is.';
comment on column relationships.other_id is 'The other end, a plain number: customers are spread over machines by their id.';
comment on table rescope_queue is 'Customers who have to be put into the scope of their class, or whose facts have to follow them there (job access.rescope).';
comment on table rescopings is 'Runs of the job that puts all customers under conditions that were changed; next_id is where it goes on.';
comment on table restatements is 'Which imports repeated a statement of an earlier import, word for word: it stands until the one that brought it and all that repeated it are undone.';
comment on table retention_policies is 'What happens to customers of a kind so many months after the last activity (or after they were recorded). Runs at night while it is active.';
comment on column role_grants.team_id is 'Null: the person''s own team, whichever that is.';
comment on column roles.key is 'Of a role that comes with the product: what it opens is written after each migration, and changed by nobody else.';
comment on column roles.reads is 'Seen from the team of the grant: own rows, those of the team, those of all teams below as well, all.';
comment on column roles.fields is 'Kind of personal data to right: hidden, masked, read, write.';
comment on column roles.conditions is 'All of these have to hold for a row.';
comment on table row_conditions is 'What besides the team decides who sees a customer: a field of his (a column, or attributes.x) and values of which it has one.';
comment on table scopes is 'One class of rows: a team, and the conditions that hold, in the order of their numbers. Policies compare its number only.';
comment on table sign_in_attempts is 'Attempts that failed, by account and place. Who guesses is slowed down where he is, not whose account it is.';
comment on table sign_in_flows is 'Sign-ins under way: a second factor that is asked for, a challenge for a passkey, a way to a provider and back. By the hash of a cookie; used up once.';
comment on table source_records is 'Statements, never changed: one version of what one source says under one key. Erasure alone empties content and raw. Without foreign keys: two checks a row were a tenth of an import; customers are never deleted, and doctor looks for orphans.';
comment on column source_records.key is 'The identifier in the source; # and the content hash where the source has none; the customer''s id for manual statements.';
comment on column source_records.content is 'Unit to value: name, company, attributes.x …; contact_points, addresses, tags as arrays; denied: what is said to be no longer true.';
comment on column source_records.raw is 'Cells as they arrived where reading changed them.';
comment on column source_records.stated_at is 'When the source said it: its own time, else the time of arrival. The newest version of a key speaks.';
comment on column source_records.bulk_edit_id is 'The change of many customers that stated it.';
comment on column source_records.changed_via is 'As in history; empty where an import names file and row.';
comment on column sources.trust is '0 to 100: of two sources that differ the higher one is believed. A manual statement outranks them all.';
comment on column sources.mapping is 'How the columns of the last import from this source were understood.';
comment on type sql_draft is 'A change on its way: the manual statement, the row as the person will see it, the units to normalise, and what was typed where cleaning changed it.';
comment on table sql_logins is 'A database login and the person whose rights it has in the schema crm. A login of somebody''s own is made a member of clientele_sql and gets a row here.';
comment on column sql_logins.user_id is 'Null: the operator''s login, which stands for the system account.';
comment on table sql_queue is 'Customers that were written in SQL and whose values the program has yet to normalise and make findable.';
comment on column sql_queue.units is 'Unit to how it was typed: contact_points/key and addresses/key by member; name and kind with what the trigger made of them.';
comment on column sql_queue.recompute_in is 'The transaction whose statement still has to recompute this customer; empty when the statement is over.';
comment on table sql_statements is 'How far each statement of a login, as pg_stat_statements counts it, stands in the audit already. No text: that is in the entries.';
comment on column sql_statements.since is 'Since when the server counts; where it began anew, all that it counts is new.';
comment on table sql_writers is 'Who writes in SQL at this moment, with the rights of this moment: a row from the first row of a statement to its end. Nobody but the functions behind the views of crm reads or writes it.';
comment on column sql_writers.at is 'The statement: a row of an earlier one counts for nothing.';
comment on table teams is 'A tree with one top. Customers belong to a team through their scope, people through users.team_id.';
comment on table unmaskings is 'How many values each person had unmasked within an hour; which ones, and why, the audit tells.';
comment on table used_links is 'Signed links that work once and were used, by SHA-256, until they would have expired anyway.';
comment on table user_accounts is 'How a person signs in: a password hash (argon2id) or an identity at a provider.';
comment on table user_devices is 'Browsers in which a person has signed in before, by the hash of a cookie: nobody is told of them again, and their attempts are counted apart.';
comment on table user_recovery_codes is 'Keyed hashes of the codes that stand in for a second factor, each once.';
comment on column user_sessions.last_seen_at is 'Noted once a minute at most; a session that was not used for as long as the settings say has ended.';
comment on column user_sessions.authenticated_at is 'When the person last proved who he is: what is sensitive asks for this within 15 minutes.';
comment on column user_sessions.limited is 'The person has to set up a second factor first: until then the session may do nothing else.';
comment on column user_sessions.see_as is 'Whom the administrator of this session looks as; null: as himself.';
comment on table user_totp is 'The secret that a person''s authenticator app shares with us, sealed; last_step: the last time step whose code was taken, so that none is taken twice.';
comment on column users.team_id is 'What this person records goes to this team, and grants that name none are about it.';
comment on column users.warned_at is 'When the person was last told that somebody guesses at his account: once a day is enough.';
comment on table views is 'Saved views of the list of customers: filter, order, columns; never its rows, so that a shared one shows each person his own.';
comment on table webhook_deliveries is 'What was sent to webhooks and what came back, for 30 days; numbers of what changed, no values.';
comment on table webhooks is 'Addresses that are told what changed, as numbers; each learns what its owner may see.';
comment on column webhooks.secret is 'Sealed (keyring, place webhooks.secret:<id>): signs what is sent.';
comment on column webhooks.failures is 'Deliveries in a row that were given up; after some of them the state is failing until somebody switches it on again.';
comment on function audit_digest(bigint[]) is 'Number of these customers, SHA-256 over what they were before this transaction and over what they are.';
comment on function audit_write(jsonb) is 'Adds entries of the transaction at hand.';
comment on function crm.restore(bigint) is 'Brings a customer back from the trash · 从回收站恢复客户';
comment on function guard_rows(regclass,boolean) is 'Gives a table with scope_id and owner_id the policies that tables about customers have.';
comment on function national_digits(text) is 'Digits of a phone number, from its token, without the country code.';

-- ------------------------------------------------------------ rights

grant usage on schema crm to clientele_app;
grant usage on schema crm to clientele_sql;
grant usage on schema public to clientele_app;
grant usage on schema public to public;
grant usage on sequence api_keys_id_seq to clientele_app;
grant usage on sequence approvals_id_seq to clientele_app;
grant usage on sequence attribute_definitions_id_seq to clientele_app;
grant usage on sequence attribute_groups_id_seq to clientele_app;
grant usage on sequence bulk_edits_id_seq to clientele_app;
grant usage on sequence changes_id_seq to clientele_app;
grant usage on sequence consent_texts_id_seq to clientele_app;
grant usage on sequence consents_id_seq to clientele_app;
grant usage on sequence customers_id_seq to clientele_app;
grant usage on sequence decisions_id_seq to clientele_app;
grant usage on sequence encryptions_id_seq to clientele_app;
grant usage on sequence erasures_id_seq to clientele_app;
grant usage on sequence exports_id_seq to clientele_app;
grant usage on sequence files_id_seq to clientele_app;
grant usage on sequence findings_id_seq to clientele_app;
grant usage on sequence history_id_seq to clientele_app;
grant usage on sequence identity_providers_id_seq to clientele_app;
grant usage on sequence imports_id_seq to clientele_app;
grant usage on sequence index_ranges_id_seq to clientele_app;
grant usage on sequence legal_holds_id_seq to clientele_app;
grant usage on sequence notes_id_seq to clientele_app;
grant usage on sequence notifications_id_seq to clientele_app;
grant usage on sequence privacy_breach_steps_id_seq to clientele_app;
grant usage on sequence privacy_breaches_id_seq to clientele_app;
grant usage on sequence privacy_purposes_id_seq to clientele_app;
grant usage on sequence privacy_recipients_id_seq to clientele_app;
grant usage on sequence privacy_request_steps_id_seq to clientele_app;
grant usage on sequence privacy_requests_id_seq to clientele_app;
grant usage on sequence processing_limits_id_seq to clientele_app;
grant usage on sequence recomputes_id_seq to clientele_app;
grant usage on sequence relationships_id_seq to clientele_app;
grant usage on sequence rescopings_id_seq to clientele_app;
grant usage on sequence retention_policies_id_seq to clientele_app;
grant usage on sequence role_grants_id_seq to clientele_app;
grant usage on sequence roles_id_seq to clientele_app;
grant usage on sequence row_conditions_id_seq to clientele_app;
grant usage on sequence scopes_id_seq to clientele_app;
grant usage on sequence source_records_id_seq to clientele_app;
grant usage on sequence sources_id_seq to clientele_app;
grant usage on sequence teams_id_seq to clientele_app;
grant usage on sequence user_accounts_id_seq to clientele_app;
grant usage on sequence user_passkeys_id_seq to clientele_app;
grant usage on sequence user_sessions_id_seq to clientele_app;
grant usage on sequence user_verifications_id_seq to clientele_app;
grant usage on sequence users_id_seq to clientele_app;
grant usage on sequence views_id_seq to clientele_app;
grant usage on sequence webhook_deliveries_id_seq to clientele_app;
grant usage on sequence webhooks_id_seq to clientele_app;
grant delete, insert, select, update on table addresses to clientele_app;
grant select on table anonymised_counts to clientele_app;
grant delete, insert, select, update on table answer_templates to clientele_app;
grant delete, insert, select, update on table api_keys to clientele_app;
grant insert, select, update on table approvals to clientele_app;
grant delete, insert, select, update on table assignments to clientele_app;
grant delete, insert, select, update on table attribute_definitions to clientele_app;
grant delete, insert, select, update on table attribute_groups to clientele_app;
grant delete, insert, select, update on table attribute_values to clientele_app;
grant select on table audit_blocks to clientele_app;
grant select on table audit_checkpoints to clientele_app;
grant select on table audit_log to clientele_app;
grant delete, insert, select, update on table blob_removals to clientele_app;
grant delete, insert, select, update on table bulk_edit_customers to clientele_app;
grant delete, insert, select, update on table bulk_edits to clientele_app;
grant insert on table changes to clientele_app;
grant delete, insert, select, update on table column_indexes to clientele_app;
grant insert, select on table consent_texts to clientele_app;
grant insert, select on table consents to clientele_app;
grant delete, insert, select, update on table contact_points to clientele_app;
grant delete, insert, select, update on table crm.addresses to clientele_sql;
grant delete, insert, select, update on table crm.contact_points to clientele_sql;
grant delete, insert, select, update on table crm.customers to clientele_sql;
grant select on table crm.deleted_customers to clientele_sql;
grant delete, insert, select, update on table crm.notes to clientele_sql;
grant delete, insert, select, update on table crm.relationships to clientele_sql;
grant select on table crm.sources to clientele_sql;
grant select on table crm.statements to clientele_sql;
grant delete, insert, select, update on table crm.tags to clientele_sql;
grant delete, insert, select, update on table current_grants to clientele_app;
grant delete, insert, select, update on table customers to clientele_app;
grant insert, select on table data_keys to clientele_app;
grant delete, insert, select, update on table decisions to clientele_app;
grant insert, select, update on table encryptions to clientele_app;
grant select on table erasure_marks to clientele_app;
grant select on table erasures to clientele_app;
grant delete, insert, select, update on table exports to clientele_app;
grant delete, insert, select, update on table files to clientele_app;
grant delete, insert, select, update on table findings to clientele_app;
grant delete, insert, select, update on table history to clientele_app;
grant delete, insert, select, update on table idempotency_keys to clientele_app;
grant delete, insert, select, update on table identity_providers to clientele_app;
grant delete, insert, select, update on table import_corrections to clientele_app;
grant delete, insert, select, update on table import_keys to clientele_app;
grant delete, insert, select, update on table import_problems to clientele_app;
grant delete, insert, select, update on table imports to clientele_app;
grant delete, insert, select, update on table index_queue to clientele_app;
grant delete, insert, select, update on table index_ranges to clientele_app;
grant delete, insert, select, update on table legal_holds to clientele_app;
grant delete, insert, select, update on table lookup to clientele_app;
grant delete, insert, select, update on table lookup_tokens to clientele_app;
grant delete, insert, select, update on table notes to clientele_app;
grant delete, insert, select, update on table notifications to clientele_app;
grant delete, insert, select, update on table one_time_links to clientele_app;
grant insert, select on table privacy_breach_steps to clientele_app;
grant insert, select, update on table privacy_breaches to clientele_app;
grant insert on table privacy_links to clientele_app;
grant insert, select, update on table privacy_purposes to clientele_app;
grant insert, select, update on table privacy_recipients to clientele_app;
grant insert, select on table privacy_request_steps to clientele_app;
grant insert, select, update on table privacy_requests to clientele_app;
grant insert, select, update on table processing_limits to clientele_app;
grant delete, insert, select, update on table recomputes to clientele_app;
grant delete, insert, select, update on table relationship_types to clientele_app;
grant delete, insert, select, update on table relationships to clientele_app;
grant select on table rescope_queue to clientele_app;
grant select on table rescopings to clientele_app;
grant delete, insert, select, update on table restatements to clientele_app;
grant delete, insert, select, update on table retention_policies to clientele_app;
grant delete, insert, select, update on table role_grants to clientele_app;
grant delete, insert, select, update on table roles to clientele_app;
grant delete, insert, select, update on table row_conditions to clientele_app;
grant delete, insert, select, update on table scopes to clientele_app;
grant delete, insert, select, update on table settings to clientele_app;
grant delete, insert, select, update on table sign_in_attempts to clientele_app;
grant delete, insert, select, update on table sign_in_flows to clientele_app;
grant delete, insert, select, update on table source_records to clientele_app;
grant delete, insert, select, update on table sources to clientele_app;
grant delete, insert, select, update on table tags to clientele_app;
grant delete, insert, select, update on table teams to clientele_app;
grant delete, insert, select, update on table unmaskings to clientele_app;
grant delete, insert, select, update on table used_links to clientele_app;
grant delete, insert, select, update on table user_accounts to clientele_app;
grant delete, insert, select, update on table user_devices to clientele_app;
grant delete, insert, select, update on table user_passkeys to clientele_app;
grant delete, insert, select, update on table user_recovery_codes to clientele_app;
grant delete, insert, select, update on table user_sessions to clientele_app;
grant delete, insert, select, update on table user_totp to clientele_app;
grant delete, insert, select, update on table user_verifications to clientele_app;
grant delete, insert, select, update on table users to clientele_app;
grant delete, insert, select, update on table views to clientele_app;
grant delete, insert, select, update on table webhook_deliveries to clientele_app;
grant delete, insert, select, update on table webhooks to clientele_app;
grant update on table consents (owner_id) to clientele_app;
grant update on table consents (scope_id) to clientele_app;
grant select on table privacy_links (created_at) to clientele_app;
grant select on table privacy_links (customer_id) to clientele_app;
grant select on table privacy_links (expires_at) to clientele_app;
grant select on table privacy_links (hash) to clientele_app;
grant select on table privacy_links (kind) to clientele_app;
grant select, update on table privacy_links (revoked_at) to clientele_app;
grant select, update on table privacy_links (used_at) to clientele_app;
grant update on table privacy_request_steps (owner_id) to clientele_app;
grant update on table privacy_request_steps (scope_id) to clientele_app;
grant execute on function add_job(text,json,text,timestamp with time zone,integer,text) to clientele_app;
grant execute on function audit_digest(bigint[]) to clientele_app;
grant execute on function audit_write(jsonb) to clientele_app;
grant execute on function crm.restore(bigint) to clientele_sql;
grant execute on function crm_masked_attributes(jsonb,jsonb) to clientele_sql;
grant execute on function crm_readable_content(jsonb,jsonb) to clientele_sql;
grant execute on function crm_right(jsonb,text) to clientele_sql;
grant execute on function customer_stated_since(bigint[],timestamp with time zone) to clientele_app;
grant execute on function customer_statements(bigint[]) to clientele_app;
grant execute on function destroy_data_keys(bigint[]) to clientele_app;
grant execute on function golden_customers(bigint[],timestamp with time zone) to clientele_app;
grant execute on function mask_text(text,text) to clientele_app;
grant execute on function mask_text(text,text) to clientele_sql;
grant execute on function national_digits(text) to clientele_app;
grant execute on function owns_elsewhere() to clientele_app;
grant execute on function recompute_customers(bigint[],bigint) to clientele_app;
grant execute on function request_rescoping() to clientele_app;
grant execute on function rescope_customers(bigint[],bigint) to clientele_app;
grant execute on function restricted_among(bigint[]) to clientele_app;
grant execute on function restricted_customers() to clientele_app;
grant execute on function scope_beside(integer,integer) to clientele_app;
grant execute on function scopes_of(bigint,boolean) to clientele_app;
grant execute on function search_companies(text,text) to clientele_app;
grant execute on function search_entries(jsonb,integer) to clientele_app;
grant execute on function search_phone_part(text,integer,tid) to clientele_app;
grant execute on function search_terms(jsonb,boolean,integer) to clientele_app;
grant execute on function sql_person() to clientele_sql;
grant execute on function use_facts(bigint[],integer) to clientele_app;
grant usage on future sequences in public to clientele_app;
grant delete, insert, select, update on future tables in public to clientele_app;

-- ------------------------------------------------------------ settings of roles

alter role clientele_app set log_min_messages=fatal;
alter role clientele_sql set search_path=crm;
