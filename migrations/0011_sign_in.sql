-- Signing in: sessions with limits, second factors, passkeys, single sign-on, one-time links, and what slows guessing down.

alter table user_sessions
    add column last_seen_at timestamptz not null default now(),
    add column authenticated_at timestamptz not null default now(),
    add column method text not null default 'password' check (method ~ '^[a-z_]{1,30}$'),
    add column limited boolean not null default false;
comment on column user_sessions.last_seen_at is 'Noted once a minute at most; a session that was not used for as long as the settings say has ended.';
comment on column user_sessions.authenticated_at is 'When the person last proved who he is: what is sensitive asks for this within 15 minutes.';
comment on column user_sessions.limited is 'The person has to set up a second factor first: until then the session may do nothing else.';
create index user_sessions_user_id on user_sessions (user_id);

alter table users add column warned_at timestamptz;
comment on column users.warned_at is 'When the person was last told that somebody guesses at his account: once a day is enough.';

create table user_totp (
    user_id bigint primary key references users on delete cascade,
    secret text not null,
    -- Null while it is being set up.
    confirmed_at timestamptz,
    last_step bigint not null default 0
);
comment on table user_totp is 'The secret that a person''s authenticator app shares with us, sealed; last_step: the last time step whose code was taken, so that none is taken twice.';

create table user_recovery_codes (
    user_id bigint not null references users on delete cascade,
    hash bytea not null,
    used_at timestamptz,
    primary key (user_id, hash)
);
comment on table user_recovery_codes is 'Keyed hashes of the codes that stand in for a second factor, each once.';

create table user_passkeys (
    id bigint generated always as identity primary key,
    user_id bigint not null references users on delete cascade,
    credential_id text not null unique check (length(credential_id) <= 1400),
    public_key bytea not null,
    counter bigint not null default 0,
    transports text[] not null default '{}',
    name text not null check (length(name) between 1 and 100),
    created_at timestamptz not null default now(),
    last_used_at timestamptz
);
create index user_passkeys_user_id on user_passkeys (user_id);

create table user_devices (
    user_id bigint not null references users on delete cascade,
    hash bytea not null,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    primary key (user_id, hash)
);
comment on table user_devices is 'Browsers in which a person has signed in before, by the hash of a cookie: nobody is told of them again, and their attempts are counted apart.';

create table sign_in_attempts (
    -- Keyed hashes: whose account, and from where (a network, or a browser that is known).
    account bytea not null,
    place bytea not null,
    failures integer not null,
    last_at timestamptz not null,
    blocked_until timestamptz not null,
    primary key (account, place)
);
create index sign_in_attempts_last_at on sign_in_attempts (last_at);
comment on table sign_in_attempts is 'Attempts that failed, by account and place. Who guesses is slowed down where he is, not whose account it is.';

create table sign_in_flows (
    hash bytea primary key,
    kind text not null check (kind ~ '^[a-z_]{1,30}$'),
    user_id bigint references users on delete cascade,
    detail jsonb not null default '{}' check (length(detail::text) <= 8000),
    attempts integer not null default 0,
    expires_at timestamptz not null
);
create index sign_in_flows_expires_at on sign_in_flows (expires_at);
comment on table sign_in_flows is 'Sign-ins under way: a second factor that is asked for, a challenge for a passkey, a way to a provider and back. By the hash of a cookie; used up once.';

create table one_time_links (
    hash bytea primary key,
    purpose text not null check (purpose in ('invitation', 'password', 'email', 'email_old')),
    user_id bigint not null references users on delete cascade,
    email text check (email = lower(email) and length(email) <= 254),
    created_by bigint references users,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index one_time_links_user_id on one_time_links (user_id);
comment on table one_time_links is 'Invitations, new passwords, changes of address: SHA-256 of the 256 random bits that stand in the link. Deleted by its use.';

create table identity_providers (
    id integer generated always as identity primary key,
    name text not null unique check (length(name) between 1 and 100),
    issuer text not null check (length(issuer) between 1 and 500),
    client_id text not null check (length(client_id) between 1 and 500),
    -- Sealed.
    client_secret text,
    domains text[] not null default '{}',
    creates_people boolean not null default false,
    -- The role of people whom it creates (roles); null: none, until an administrator gives one.
    role_id integer,
    password_allowed boolean not null default true,
    second_factor boolean not null default false,
    enabled boolean not null default true,
    version integer not null default 1,
    created_at timestamptz not null default now()
);
comment on table identity_providers is 'OpenID providers through which people sign in. domains: of the e-mail addresses that it speaks for; password_allowed: whether those may use a password as well.';
