-- Four eyes, links that work once, webhooks, and looking as somebody else.

create table approvals (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('export', 'bulk_delete')),
    target_id bigint not null,
    amount bigint not null check (amount > 0),
    requested_by bigint not null,
    state text not null default 'waiting' check (state in ('waiting', 'allowed', 'refused', 'withdrawn', 'expired')),
    decided_by bigint check (decided_by <> requested_by),
    reason text check (length(reason) between 1 and 1000),
    created_at timestamptz not null default now(),
    expires_at timestamptz not null default now() + interval '1 day',
    decided_at timestamptz,
    unique (kind, target_id),
    check ((state in ('allowed', 'refused')) = (decided_by is not null))
);
create index approvals_waiting on approvals (expires_at) where state = 'waiting';
create index approvals_requested_by on approvals (requested_by, id);
comment on table approvals is 'What waits until a second person lets it go, and what was decided; kept.';
comment on column approvals.target_id is 'The export or the change of many customers; its own row says what it is about.';
comment on column approvals.amount is 'Customers it is about, counted when it was asked for; one that was counted only so far says at least so many.';
revoke delete, truncate on approvals from clientele_app;

alter table exports drop constraint exports_state_check,
    add constraint exports_state_check check (state in ('waiting', 'queued', 'running', 'cancelled', 'failed', 'done'));
alter table bulk_edits drop constraint bulk_edits_state_check,
    add constraint bulk_edits_state_check check (state in ('draft', 'waiting', 'queued', 'running', 'cancelled', 'failed', 'done', 'undoing', 'undone'));

create table used_links (
    hash bytea primary key,
    expires_at timestamptz not null
);
create index used_links_expires_at on used_links (expires_at);
comment on table used_links is 'Signed links that work once and were used, by SHA-256, until they would have expired anyway.';

create table webhooks (
    id bigint generated always as identity primary key,
    user_id bigint not null references users on delete cascade,
    url text not null check (length(url) <= 2000),
    events text[] not null check (cardinality(events) between 1 and 50),
    secret text not null default '',
    state text not null default 'active' check (state in ('active', 'paused', 'failing')),
    failures integer not null default 0,
    version integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table webhooks is 'Addresses that are told what changed, as numbers; each learns what its owner may see.';
comment on column webhooks.secret is 'Sealed (keyring, place webhooks.secret:<id>): signs what is sent.';
comment on column webhooks.failures is 'Deliveries in a row that were given up; after some of them the state is failing until somebody switches it on again.';

create table webhook_deliveries (
    id bigint generated always as identity primary key,
    webhook_id bigint not null references webhooks on delete cascade,
    message_id text not null,
    type text not null,
    payload text not null check (length(payload) <= 100000),
    state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
    attempts integer not null default 0,
    status integer,
    error text,
    milliseconds integer,
    created_at timestamptz not null default now(),
    attempted_at timestamptz
);
create index webhook_deliveries_webhook on webhook_deliveries (webhook_id, id);
create index webhook_deliveries_created_at on webhook_deliveries (created_at);
comment on table webhook_deliveries is 'What was sent to webhooks and what came back, for 30 days; numbers of what changed, no values.';

alter table user_sessions add column see_as bigint references users on delete cascade;
comment on column user_sessions.see_as is 'Whom the administrator of this session looks as; null: as himself.';
