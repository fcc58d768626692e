-- Privacy law: the register of processing, consents, requests of the people concerned, limits of processing, holds, retention, findings, breaches.
-- Rows about a customer are seen by who sees the customer; what may be done with them is a matter of permission, so one policy serves all commands.

-- ---------------------------------------------------------------------------------------------------------------- register

create table privacy_recipients (
    id integer generated always as identity primary key,
    name text not null check (length(name) between 1 and 200),
    role text not null check (role in ('processor', 'controller', 'joint', 'authority')),
    country text not null check (country ~ '^[A-Z]{2}$'),
    safeguard text not null default 'none' check (safeguard in
        ('none', 'adequacy', 'scc', 'bcr', 'certification', 'cn_standard_contract', 'cn_security_assessment', 'derogation')),
    contact text check (length(contact) <= 1000),
    note text check (length(note) <= 10000),
    version integer not null default 1,
    created_at timestamptz not null default now(),
    archived_at timestamptz
);
comment on table privacy_recipients is 'Who gets personal data from us, in which country, and what makes a transfer abroad lawful (GDPR chapter V, PIPL article 38).';

create table privacy_purposes (
    id integer generated always as identity primary key,
    name_en text not null check (length(name_en) between 1 and 200),
    name_zh text not null check (length(name_zh) between 1 and 200),
    description_en text not null default '' check (length(description_en) <= 5000),
    description_zh text not null default '' check (length(description_zh) <= 5000),
    gdpr_basis text check (gdpr_basis in ('consent', 'contract', 'legal_obligation', 'vital_interests', 'public_task', 'legitimate_interests')),
    gdpr_condition text check (gdpr_condition in ('explicit_consent', 'employment', 'vital_interests', 'made_public', 'legal_claims', 'public_interest', 'health', 'statistics')),
    pipl_basis text check (pipl_basis in ('consent', 'contract', 'statutory_duty', 'emergency', 'news', 'made_public', 'other_law')),
    data_kinds text[] not null default '{}' check (data_kinds <@ '{personal,contact,identity,sensitive}'),
    subjects text not null default '' check (length(subjects) <= 2000),
    channels text[] not null default '{}' check (channels <@ '{email,sms,phone,post,wechat,other}'),
    consent_required boolean not null default false,
    separate_consents text[] not null default '{}' check (separate_consents <@ '{sensitive,abroad,publication,sharing}'),
    recipient_ids integer[] not null default '{}',
    retention_months integer check (retention_months between 1 and 1200),
    retention_note text not null default '' check (length(retention_note) <= 2000),
    measures text not null default '' check (length(measures) <= 5000),
    assessment text not null default 'not_needed' check (assessment in ('not_needed', 'needed', 'done')),
    assessed_on date,
    version integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    archived_at timestamptz,
    check (gdpr_basis is not null or pipl_basis is not null)
);
comment on table privacy_purposes is 'The record of processing (GDPR article 30): for each purpose the legal bases, data, recipients, retention; what consent it asks for.';
comment on column privacy_purposes.separate_consents is 'Consents that PIPL asks for by themselves: articles 29 (sensitive), 39 (abroad), 25 (publication), 23 (sharing).';
comment on column privacy_purposes.assessment is 'Impact assessment (GDPR article 35, PIPL article 55).';

create table consent_texts (
    id bigint generated always as identity primary key,
    purpose_id integer not null references privacy_purposes,
    version integer not null,
    text_en text not null check (length(text_en) between 1 and 20000),
    text_zh text not null check (length(text_zh) between 1 and 20000),
    created_by bigint,
    created_at timestamptz not null default now(),
    unique (purpose_id, version)
);
comment on table consent_texts is 'What people were shown when they decided: never changed, a new wording is a new version.';

-- ---------------------------------------------------------------------------------------------------------------- consents

create table consents (
    customer_id bigint not null references customers,
    id bigint generated always as identity,
    purpose_id integer not null references privacy_purposes,
    channel text not null check (channel in ('any', 'email', 'sms', 'phone', 'post', 'wechat', 'other')),
    kind text not null default 'general' check (kind in ('general', 'sensitive', 'abroad', 'publication', 'sharing')),
    state text not null check (state in ('pending', 'given', 'refused', 'withdrawn')),
    text_id bigint references consent_texts,
    source text not null check (source in ('preference_centre', 'double_opt_in', 'person', 'paper', 'phone', 'form', 'import', 'api')),
    proof jsonb not null default '{}' check (length(proof::text) <= 4000),
    guardian text check (length(guardian) between 1 and 200),
    at timestamptz not null default now(),
    expires_at timestamptz,
    recorded_at timestamptz not null default now(),
    recorded_by bigint,
    scope_id integer not null default 1,
    owner_id bigint,
    primary key (customer_id, id),
    check (expires_at > at)
);
comment on table consents is 'Ledger: rows are only added. What stands is the latest of a purpose, kind and channel (or any) over all members of a customer.';
comment on column consents.guardian is 'Who agreed for a child under 14 (PIPL article 31).';
comment on column consents.proof is 'How it can be shown: address and program of the browser, where a paper lies. Emptied by an erasure.';

create table privacy_links (
    hash text collate "C" not null check (hash ~ '^[0-9a-f]{64}$'),
    customer_id bigint not null,
    kind text not null check (kind in ('preferences', 'confirm_consent', 'confirm_request', 'report')),
    detail jsonb not null default '{}' check (length(detail::text) <= 20000),
    created_by bigint,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz,
    revoked_at timestamptz,
    primary key (hash, customer_id)
);
create index privacy_links_customer on privacy_links (customer_id);
create index privacy_links_expires on privacy_links (expires_at);
comment on table privacy_links is 'Links for customers, who have no account: SHA-256 of a token of 256 random bits, what it opens and until when.';

-- ---------------------------------------------------------------------------------------------------------------- requests

create table privacy_requests (
    customer_id bigint not null references customers,
    id bigint generated always as identity,
    kind text not null check (kind in ('access', 'portability', 'correction', 'erasure', 'restriction', 'objection', 'human_review')),
    law text not null check (law in ('gdpr', 'pipl', 'ccpa')),
    state text not null default 'open' check (state in ('open', 'done', 'refused', 'withdrawn')),
    channel text not null check (channel in ('preference_centre', 'email', 'phone', 'post', 'in_person', 'other')),
    details text not null default '' check (length(details) <= 10000),
    purpose_id integer references privacy_purposes,
    received_at timestamptz not null default now(),
    due_on date not null,
    extended boolean not null default false,
    identity_state text not null default 'open' check (identity_state in ('open', 'verified', 'failed')),
    assigned_to bigint,
    reminded_at timestamptz,
    overdue_told_at timestamptz,
    created_by bigint,
    closed_at timestamptz,
    version integer not null default 1,
    scope_id integer not null default 1,
    owner_id bigint,
    primary key (customer_id, id)
);
-- Requests name one by its id alone. Not unique: rows are spread over machines by their customer, and identity makes the id unique.
create index privacy_requests_id on privacy_requests (id);
create index privacy_requests_open on privacy_requests (due_on) where state = 'open';
comment on table privacy_requests is 'What people asked for by law. How it went stands in privacy_request_steps.';
comment on column privacy_requests.identity_state is 'Whether it is known that the person is who they say (GDPR article 12(6)).';

create table privacy_request_steps (
    customer_id bigint not null,
    id bigint generated always as identity,
    request_id bigint not null,
    kind text not null check (kind in ('received', 'assigned', 'identity_verified', 'identity_failed', 'extended', 'note', 'answered', 'report_made',
        'report_link', 'report_fetched', 'limited', 'limit_ended', 'reminded', 'overdue', 'done', 'refused', 'withdrawn', 'reopened', 'erased')),
    note text check (length(note) <= 20000),
    detail jsonb not null default '{}' check (length(detail::text) <= 4000),
    by_user bigint,
    at timestamptz not null default clock_timestamp(),
    scope_id integer not null default 1,
    owner_id bigint,
    primary key (customer_id, id)
);
create index privacy_request_steps_request on privacy_request_steps (customer_id, request_id);
comment on table privacy_request_steps is 'The trail of a request, as proof: rows are only added.';

create table answer_templates (
    kind text not null check (kind in ('received', 'identity', 'extended', 'access', 'done', 'refused')),
    language text not null check (language in ('zh-CN', 'en')),
    subject text not null check (length(subject) between 1 and 300),
    body text not null check (length(body) between 1 and 20000),
    version integer not null default 1,
    updated_by bigint,
    updated_at timestamptz not null default now(),
    primary key (kind, language)
);
comment on table answer_templates is 'Answers as the company words them; those without a row are the product''s own.';

create table processing_limits (
    customer_id bigint not null references customers,
    id bigint generated always as identity,
    kind text not null check (kind in ('restriction', 'objection')),
    purpose_id integer references privacy_purposes,
    request_id bigint,
    reason text check (length(reason) <= 2000),
    since timestamptz not null default now(),
    by_user bigint,
    ended_at timestamptz,
    ended_by bigint,
    scope_id integer not null default 1,
    owner_id bigint,
    primary key (customer_id, id)
);
create index processing_limits_standing on processing_limits (kind, customer_id) where ended_at is null;
comment on table processing_limits is 'Restriction (GDPR article 18: kept, not used) and objection (article 21) that stand until they are ended. Without a purpose: to all.';

-- ---------------------------------------------------------------------------------------------------------------- retention and holds

create table legal_holds (
    id integer generated always as identity primary key,
    name text not null check (length(name) between 1 and 200),
    reason text not null check (length(reason) between 1 and 5000),
    filter jsonb not null check (jsonb_typeof(filter) = 'array'),
    customer_ids bigint[] not null default '{}' check (cardinality(customer_ids) <= 10000),
    created_by bigint,
    created_at timestamptz not null default now(),
    refreshed_at timestamptz,
    released_at timestamptz,
    released_by bigint,
    version integer not null default 1
);
comment on table legal_holds is 'What must not be destroyed while it may be needed in court: named customers, or all that a filter chooses (looked at again each night and before each destruction).';

create table legal_hold_customers (
    customer_id bigint not null,
    hold_id integer not null references legal_holds on delete cascade,
    primary key (customer_id, hold_id)
);
create index legal_hold_customers_hold on legal_hold_customers (hold_id);
comment on table legal_hold_customers is 'Whom the holds that stand are about: what destroys looks here.';

create table retention_policies (
    id integer generated always as identity primary key,
    name text not null check (length(name) between 1 and 200),
    filter jsonb not null default '[]' check (jsonb_typeof(filter) = 'array'),
    months integer not null check (months between 1 and 1200),
    basis text not null default 'activity' check (basis in ('activity', 'created')),
    action text not null check (action in ('erase', 'anonymise', 'restrict')),
    active boolean not null default false,
    created_by bigint,
    created_at timestamptz not null default now(),
    version integer not null default 1,
    last_run_at timestamptz,
    last_count bigint
);
comment on table retention_policies is 'What happens to customers of a kind so many months after the last activity (or after they were recorded). Runs at night while it is active.';

create table anonymised_counts (
    created_month date not null,
    kind text not null,
    country text not null default '',
    birth_decade integer not null default 0,
    lifecycle_stage text not null default '',
    count bigint not null,
    primary key (created_month, kind, country, birth_decade, lifecycle_stage)
);
comment on table anonymised_counts is 'What is left of customers that were made anonymous: how many of a month, country, decade of birth and stage there were. No row is about anybody.';

-- ---------------------------------------------------------------------------------------------------------------- findings and breaches

create table findings (
    customer_id bigint not null,
    id bigint generated always as identity,
    entity text not null check (entity in ('note', 'attribute', 'file')),
    entity_id bigint not null,
    field text not null default '' check (length(field) <= 100),
    kind text not null check (kind in ('phone', 'identity', 'card', 'email')),
    masked text not null check (length(masked) <= 200),
    digest text not null check (digest ~ '^[0-9a-f]{64}$'),
    state text not null default 'open' check (state in ('open', 'fine')),
    found_at timestamptz not null default now(),
    decided_by bigint,
    decided_at timestamptz,
    scope_id integer not null default 1,
    owner_id bigint,
    primary key (customer_id, id),
    unique (customer_id, entity, entity_id, field, kind, digest)
);
create index findings_open on findings (id) where state = 'open';
comment on table findings is 'Personal data in free text and attachments, where nobody looks for it: masked here, with a hash so that what was marked as fine stays so.';

create table privacy_breaches (
    id integer generated always as identity primary key,
    title text not null check (length(title) between 1 and 200),
    description text not null default '' check (length(description) <= 20000),
    discovered_at timestamptz not null,
    data_kinds text[] not null default '{}' check (data_kinds <@ '{personal,contact,identity,sensitive}'),
    affected bigint check (affected >= 0),
    consequences text not null default '' check (length(consequences) <= 20000),
    measures text not null default '' check (length(measures) <= 20000),
    risk text not null default 'unknown' check (risk in ('unknown', 'none', 'risk', 'high')),
    authority text check (length(authority) <= 200),
    authority_told_at timestamptz,
    people_told_at timestamptz,
    delay_reason text check (length(delay_reason) <= 5000),
    closed_at timestamptz,
    created_by bigint,
    created_at timestamptz not null default now(),
    version integer not null default 1
);
comment on table privacy_breaches is 'Breaches (GDPR articles 33 and 34, PIPL article 57): what happened, who was told and when. The authority within 72 hours of the discovery.';

create table privacy_breach_steps (
    breach_id integer not null references privacy_breaches,
    id bigint generated always as identity,
    kind text not null check (kind in ('opened', 'changed', 'authority_told', 'people_told', 'note', 'closed', 'reopened')),
    note text check (length(note) <= 20000),
    by_user bigint,
    at timestamptz not null default clock_timestamp(),
    primary key (breach_id, id)
);
comment on table privacy_breach_steps is 'The log of a breach: rows are only added.';

-- What was left out of an export for a purpose, and why.
alter table exports add column purpose_id integer, add column left_out jsonb;
comment on column exports.left_out is 'Of an export for a purpose: how many customers were left out, by reason.';

-- ---------------------------------------------------------------------------------------------------------------- rights

do $$
declare
    t text;
begin
    foreach t in array array['consents', 'privacy_requests', 'privacy_request_steps', 'processing_limits', 'findings'] loop
        execute format('alter table %I enable row level security', t);
        execute format($policy$create policy visible on %I for all to clientele_app
            using (scope_id = any (nullif(current_setting('app.scopes', true), '')::int[]) or owner_id = nullif(current_setting('app.user_id', true), '')::bigint)
            with check (scope_id = any (nullif(current_setting('app.scopes', true), '')::int[]) or owner_id = nullif(current_setting('app.user_id', true), '')::bigint)$policy$, t);
    end loop;
end
$$;

-- Ledgers: who comes along with the customer may change, nothing else. The owner's erasure and purge say that they are one.
create function refuse_ledger_change() returns trigger language plpgsql as $$
begin
    if nullif(current_setting('app.erasing', true), '') = 'yes' and current_user <> 'clientele_app' then
        return case when tg_op = 'DELETE' then old else new end;
    end if;
    if tg_op = 'UPDATE' and to_jsonb(new) - '{scope_id,owner_id}'::text[] = to_jsonb(old) - '{scope_id,owner_id}'::text[] then
        return new;
    end if;
    raise exception '% is a ledger: rows are only added', tg_argv[0] using errcode = '42501';
end
$$;
create trigger ledger before update or delete on consents for each row execute function refuse_ledger_change('consents');
create trigger ledger before update or delete on privacy_request_steps for each row execute function refuse_ledger_change('privacy_request_steps');
create trigger ledger before update or delete on consent_texts for each row execute function refuse_ledger_change('consent_texts');
create trigger ledger before update or delete on privacy_breach_steps for each row execute function refuse_ledger_change('privacy_breach_steps');

revoke update, delete on consents, privacy_request_steps, consent_texts, privacy_breach_steps from clientele_app;
grant update (scope_id, owner_id) on consents, privacy_request_steps to clientele_app;
revoke delete on privacy_requests, processing_limits, privacy_purposes, privacy_recipients, privacy_breaches from clientele_app;
revoke all on privacy_links, legal_hold_customers from clientele_app;
revoke insert, update, delete on anonymised_counts from clientele_app;
grant insert, select (hash, customer_id, kind, created_at, expires_at, used_at, revoked_at), update (used_at, revoked_at) on privacy_links to clientele_app;

-- What decides about a use: over all members of the customers, also those whom the person does not see, since a withdrawal there counts as well.
-- The caller names customers that the person sees.
create function use_facts(ids bigint[], purpose integer)
returns table (id bigint, state text, birth_date date, restricted boolean, objected boolean, ledger jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
    with asked as (select distinct c.id, c.golden_id from customers c where c.id = any (ids)),
    members as (
        select golden_id, golden_id as member from asked
        union select m.golden_id, m.id from asked a join customers m on m.golden_id = a.golden_id and m.golden_id <> m.id
    ),
    limited as (
        select m.golden_id, bool_or(l.kind = 'restriction') as restricted,
            bool_or(l.kind = 'objection' and (l.purpose_id is null or l.purpose_id = purpose)) as objected
        from members m join processing_limits l on l.customer_id = m.member and l.ended_at is null group by m.golden_id
    ),
    stated as (
        select m.golden_id, jsonb_agg(jsonb_build_object('kind', s.kind, 'channel', s.channel, 'state', s.state, 'at', s.at, 'id', s.id,
            'expires_at', s.expires_at, 'guardian', s.guardian is not null)) as ledger
        from members m join consents s on s.customer_id = m.member and s.purpose_id = purpose group by m.golden_id
    )
    select a.id, g.state, g.birth_date, coalesce(l.restricted, false), coalesce(l.objected, false), coalesce(s.ledger, '[]')
    from asked a join customers g on g.id = a.golden_id left join limited l on l.golden_id = a.golden_id left join stated s on s.golden_id = a.golden_id
$$;

-- Customers whose data is kept and not used; so are those merged with them.
create function restricted_customers() returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select c.golden_id from processing_limits l join customers c on c.id = l.customer_id where l.kind = 'restriction' and l.ended_at is null
    union select l.customer_id from processing_limits l where l.kind = 'restriction' and l.ended_at is null
$$;

revoke execute on function use_facts, restricted_customers from public;
grant execute on function use_facts, restricted_customers to clientele_app;
