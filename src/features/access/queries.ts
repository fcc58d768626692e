// The SQL of people, their sessions and API keys. Roles and grants: roles-queries.ts; teams and conditions: teams-queries.ts. None of these tables has row-level security: rights are checked by permission.
import { audit } from '../../platform/audit.ts';
import { may, type Principal } from '../../platform/auth.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Permission } from '../../platform/endpoint.ts';
import type { Language } from '../../platform/errors.ts';
import type { FieldRights } from '../../platform/field.ts';
import { explainConstraint } from '../../platform/problems.ts';
import { accessError } from './messages.ts';
import { systemEmail } from './rules.ts';
import { bestRights } from './rules-roles.ts';
import type { ApiKey, Person, User } from './schema.ts';
import { rightsQuery } from './scopes.ts';

explainConstraint('users_email_key', accessError('email_taken'));
explainConstraint('users_team_id_fkey', accessError('team_unknown'));

// to_json writes times as ISO 8601, which is what the shapes of the replies promise.
const userJson = `to_json((select row from (select u.id, u.email, u.name, u.language, u.state, u.team_id,
	(select name from teams where id = u.team_id) as team_name,
	(select coalesce(json_agg(json_build_object('role_id', g.role_id, 'key', r.key, 'name', r.name, 'team_id', coalesce(g.team_id, u.team_id), 'ends_at', g.ends_at)
		order by g.id), '[]')
		from (select * from role_grants where user_id = u.id and (starts_at is null or starts_at <= now()) and (ends_at is null or ends_at > now()) order by id limit 100) g
		join roles r on r.id = g.role_id) as roles,
	u.created_at, u.last_sign_in_at) as row)) as item`;
const apiKeyJson = `to_json((select row from (select k.id, k.name, k.hint, k.permissions, k.addresses, k.requests_per_minute, k.user_id, u.name as user_name,
	k.created_at, k.expires_at, k.last_used_at, k.revoked_at) as row)) as item`;

/** Adds the system account with its role where it is not there yet. */
export const systemUserSql = `with added as (
		insert into users (email, name) values ('${systemEmail}', 'System') on conflict (email) do nothing returning id
	)
	insert into role_grants (user_id, role_id) select a.id, r.id from added a join roles r on r.key = 'administrator'`;

interface Item<T> {
	readonly item: T;
}

/**
 * Whether somebody is shown what others took out or brought in: he manages people, and his grants open every row that can stand in it.
 * @param writing whether he may change every such row too: what takes such work back or goes on with it does
 */
export async function overseesOthers(client: Queryable, principal: Principal, writing = false): Promise<boolean> {
	return may(principal, 'users.manage') && opensEveryRow(client, principal, writing);
}

/** Throws unless somebody's grants let him change every row: for what is done to all customers as the owner. @throws AppError rows_not_all */
export async function demandEveryRow(client: Queryable, principal: Principal): Promise<void> {
	if (!(await opensEveryRow(client, principal, true))) throw accessError('rows_not_all');
}

async function opensEveryRow(client: Queryable, { user_id }: Principal, writing: boolean): Promise<boolean> {
	const sql = 'select scopes_of($1, $2) @> array(select id from scopes) as every';
	return (await client.query<{ every: boolean }>(sql, [user_id, writing])).rows[0]!.every;
}

// ---------------------------------------------------------------------------------------------------------------- people

/** People in the order they were added, after the id `after`; with `search` those whose name or address has it in it. */
export async function listUsers(client: Queryable, after: number, limit: number, search = ''): Promise<User[]> {
	const { rows } = await client.query<Item<User>>(
		`select ${userJson} from users u where u.id > $1 and u.email <> $2 and (strpos(lower(u.name), lower($4)) > 0 or strpos(u.email, lower($4)) > 0)
			order by u.id limit $3`,
		[after, systemEmail, limit, search],
	);
	return rows.map((row) => row.item);
}

/** Active people by name, whose name or address has this text in it; all where it is empty. */
export async function searchPeople(client: Queryable, search: string, limit: number): Promise<Person[]> {
	const { rows } = await client.query<Person>(
		`select id, name from users where state = 'active' and email <> $1 and (strpos(lower(name), lower($2)) > 0 or starts_with(email, lower($2)))
			order by name, id limit $3`,
		[systemEmail, search, limit],
	);
	return rows;
}

/** The people under these ids, also those who have left: their names stand beside what they did. */
export async function namedPeople(client: Queryable, ids: readonly number[]): Promise<Person[]> {
	return (await client.query<Person>('select id, name from users where id = any ($1) order by id', [ids])).rows;
}

/** One person; null where there is none or it is the system account. */
export async function findUser(client: Queryable, id: number): Promise<User | null> {
	const { rows } = await client.query<Item<User>>(`select ${userJson} from users u where u.id = $1 and u.email <> $2`, [id, systemEmail]);
	return rows[0]?.item ?? null;
}

export async function findUserId(client: Queryable, email: string): Promise<number | null> {
	const { rows } = await client.query<{ id: number }>('select id from users where email = $1', [email]);
	return rows[0]?.id ?? null;
}

export interface UserColumns {
	readonly email: string;
	readonly name: string;
	readonly language?: Language | undefined;
	readonly team_id?: number | undefined;
}

/** Adds a person; what is not said gets the default of its column. */
export async function insertUser(client: Queryable, user: UserColumns): Promise<number> {
	const { rows } = await client.query<{ id: number }>(
		`insert into users (email, name, language, team_id) values ($1, $2, coalesce($3, 'en'), coalesce($4, 1)) returning id`,
		[user.email, user.name, user.language ?? null, user.team_id ?? null],
	);
	return rows[0]!.id;
}

export type UserChanges = Partial<Pick<User, 'name' | 'language' | 'state' | 'team_id'>>;

/** Changes what is given and leaves the rest. */
export async function changeUser(client: Queryable, id: number, changes: UserChanges): Promise<void> {
	await client.query(
		`update users set name = coalesce($2, name), language = coalesce($3, language), state = coalesce($4, state),
			team_id = coalesce($5, team_id), updated_at = now() where id = $1`,
		[id, changes.name ?? null, changes.language ?? null, changes.state ?? null, changes.team_id ?? null],
	);
}

/** The system account, made when it is first needed: an administrator as whom nobody signs in. */
export async function systemUserId(client: Queryable): Promise<number> {
	const { rowCount } = await client.query(systemUserSql);
	const id = (await findUserId(client, systemEmail))!;
	if (rowCount) await audit(client, { action: 'access.create_system_user', entity: 'users', entity_id: id });
	return id;
}

// ---------------------------------------------------------------------------------------------------------------- passwords and sessions

/** Stores a password hash. better-auth knows a password by the provider "credential" and the user's own id as account. */
export async function setPasswordHash(client: Queryable, userId: number, hash: string): Promise<void> {
	await client.query(
		`insert into user_accounts (user_id, account_id, provider_id, password) values ($1, $1::bigint::text, 'credential', $2)
			on conflict (provider_id, account_id) do update set password = excluded.password, updated_at = now()`,
		[userId, hash],
	);
}

/** Ends the sessions of a person, except the one with the token `keep`; returns how many there were. */
export async function deleteSessions(client: Queryable, userId: number, keep: string | null = null): Promise<number> {
	const { rowCount } = await client.query('delete from user_sessions where user_id = $1 and token is distinct from $2', [userId, keep]);
	return rowCount!;
}

/** Ends the sessions of everybody, except this one. */
export async function deleteAllSessions(client: Queryable, keep: number | null): Promise<number> {
	const { rowCount } = await client.query('delete from user_sessions where id is distinct from $1', [keep]);
	return rowCount!;
}

/** Deletes sessions and verifications that have ended: nobody can use them, and they hold addresses of machines and browsers. Owner-side. */
export async function purgeExpired(client: Queryable): Promise<void> {
	await client.query('delete from user_sessions where expires_at < now()');
	await client.query('delete from user_verifications where expires_at < now()');
}

export async function isActiveUser(client: Queryable, userId: number): Promise<boolean> {
	const { rows } = await client.query(`select from users where id = $1 and state = 'active'`, [userId]);
	return rows.length === 1;
}

// ---------------------------------------------------------------------------------------------------------------- who asks

export interface PrincipalRow {
	readonly user_id: number;
	readonly permissions: ReadonlySet<Permission>;
	readonly field_rights: FieldRights;
	readonly name: string;
	readonly email: string;
	readonly language: Language;
	readonly team_id: number;
	readonly scope_id: number;
	readonly scopes: number[];
	readonly reads_all: boolean;
	readonly write_scopes: number[];
	readonly writes_own: boolean;
}

interface Held {
	readonly permissions: readonly Permission[];
	/** Of each grant. */
	readonly fields: FieldRights[];
}

/** Adds what all grants of a person give together. */
function withRights<Row extends Held>({
	permissions,
	fields,
	...row
}: Row): Omit<Row, keyof Held> & Pick<PrincipalRow, 'permissions' | 'field_rights'> {
	return {
		...row,
		permissions: new Set<Permission>(['public', 'signed_in', ...permissions]),
		field_rights: bestRights(fields),
	};
}

/** Of a row of `users` u with the person's rights in `h`; what he records begins in a scope of his team that he may change, of those the plainest. */
const principalColumns = `u.id as user_id, u.name, u.email, u.language, u.team_id, h.scopes, h.write_scopes, h.writes_own, h.permissions, h.fields,
	cardinality(h.scopes) = (select count(*) from scopes) as reads_all,
	(select c.id from scopes c where c.team_id = u.team_id order by c.id = any (h.write_scopes) desc, cardinality(c.conditions), c.id limit 1) as scope_id`;
const principalRights = `cross join lateral ${rightsQuery('u.id')} h`;

type PersonRow = Omit<PrincipalRow, 'permissions' | 'field_rights'> & Held;

/** The person behind a session that has not ended, and as whom he looks; null where there is none or the person is disabled. */
export async function sessionPrincipal(client: Queryable, token: string): Promise<(PrincipalRow & { see_as: number | null }) | null> {
	const { rows } = await client.query<PersonRow & { see_as: number | null }>(
		`select ${principalColumns}, t.see_as from user_sessions t join users u on u.id = t.user_id ${principalRights}
			where t.token = $1 and t.expires_at > now() and u.state = 'active'`,
		[token],
	);
	return rows[0] ? withRights(rows[0]) : null;
}

/** Makes a session look as another person, or as its own again. */
export async function setSeeAs(client: Queryable, token: string, user_id: number | null): Promise<void> {
	await client.query('update user_sessions set see_as = $2 where token = $1', [token, user_id]);
}

export interface KeyPrincipalRow extends PrincipalRow {
	readonly key_id: number;
	/** Null: all that its owner may do. */
	readonly key_permissions: readonly Permission[] | null;
	/** Null: it may be used from everywhere. */
	readonly networks: string[] | null;
	readonly requests_per_minute: number | null;
	/** Not noted as used within the last minute. */
	readonly stale: boolean;
}

/** The person behind an API key that is valid now; null where there is none or the person is disabled. `hash`: SHA-256 of the key. */
export async function keyPrincipal(client: Queryable, hash: Buffer): Promise<KeyPrincipalRow | null> {
	const { rows } = await client.query<
		PersonRow & Pick<KeyPrincipalRow, 'key_id' | 'key_permissions' | 'networks' | 'requests_per_minute' | 'stale'>
	>(
		`select ${principalColumns}, k.id as key_id, k.permissions as key_permissions, k.addresses::text[] as networks, k.requests_per_minute,
			coalesce(k.last_used_at < now() - interval '1 minute', true) as stale
			from api_keys k join users u on u.id = k.user_id ${principalRights}
			where k.hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) and u.state = 'active'`,
		[hash],
	);
	return rows[0] ? withRights(rows[0]) : null;
}

/** A person with the rights of this moment: for what is done in his name without a request. */
export async function userPrincipal(client: Queryable, userId: number): Promise<PrincipalRow> {
	const { rows } = await client.query<PersonRow>(`select ${principalColumns} from users u ${principalRights} where u.id = $1`, [userId]);
	return withRights(rows[0]!);
}

// ---------------------------------------------------------------------------------------------------------------- API keys

export async function touchApiKey(client: Queryable, id: number): Promise<void> {
	await client.query(
		`update api_keys set last_used_at = now() where id = $1 and coalesce(last_used_at < now() - interval '1 minute', true)`,
		[id],
	);
}

/** API keys in the order they were made, after the id `after`: of one person, or of everybody. */
export async function listApiKeys(client: Queryable, owner: number | null, after: number, limit: number): Promise<ApiKey[]> {
	const { rows } = await client.query<Item<ApiKey>>(
		`select ${apiKeyJson} from api_keys k join users u on u.id = k.user_id
			where k.id > $1 and ($2::bigint is null or k.user_id = $2) order by k.id limit $3`,
		[after, owner, limit],
	);
	return rows.map((row) => row.item);
}

export interface ApiKeyColumns {
	readonly name: string;
	readonly hash: Buffer;
	readonly hint: string;
	readonly user_id: number;
	/** Null: all that its owner may do. */
	readonly permissions: readonly string[] | null;
	readonly addresses?: readonly string[] | undefined;
	readonly requests_per_minute?: number | undefined;
	/** ISO 8601. */
	readonly expires_at?: string | undefined;
}

export async function insertApiKey(client: Queryable, key: ApiKeyColumns): Promise<ApiKey> {
	const { rows } = await client.query<Item<ApiKey>>(
		`with k as (insert into api_keys (name, hash, hint, user_id, permissions, expires_at, addresses, requests_per_minute)
				values ($1, $2, $3, $4, $5, $6, $7::text[]::cidr[], $8) returning *)
			select ${apiKeyJson} from k join users u on u.id = k.user_id`,
		[
			key.name,
			key.hash,
			key.hint,
			key.user_id,
			key.permissions,
			key.expires_at ?? null,
			key.addresses ?? null,
			key.requests_per_minute ?? null,
		],
	);
	const { item } = rows[0]!;
	const { user_id, permissions, expires_at = null } = key;
	await audit(client, {
		action: 'access.create_key',
		entity: 'api_keys',
		entity_id: item.id,
		detail: { user_id, permissions, expires_at },
	});
	return item;
}

/** Revokes a key for good; false where there is none, or it is not of this owner. A second time changes nothing. */
export async function revokeApiKey(client: Queryable, id: number, owner: number | null): Promise<boolean> {
	const { rowCount } = await client.query(
		'update api_keys set revoked_at = coalesce(revoked_at, now()) where id = $1 and ($2::bigint is null or user_id = $2)',
		[id, owner],
	);
	if (rowCount) await audit(client, { action: 'access.revoke_key', entity: 'api_keys', entity_id: id });
	return rowCount === 1;
}

// ---------------------------------------------------------------------------------------------------------------- set-up

/** Lets one transaction at a time create the first administrator, over all processes. */
export async function lockSetUp(client: Queryable): Promise<void> {
	await client.query(`select pg_advisory_xact_lock(hashtext('clientele.setup'))`);
}

/** Keeps the SHA-256 (hex) of the one-time token; the token before it is worth nothing then. */
export async function storeSetUpHash(client: Queryable, hash: string): Promise<void> {
	await client.query(
		`insert into settings (name, value) values ('setup_token', to_jsonb($1::text)) on conflict (name) do update set value = excluded.value`,
		[hash],
	);
}

export async function setUpHash(client: Queryable): Promise<string | null> {
	const { rows } = await client.query<{ hash: string }>(`select value #>> '{}' as hash from settings where name = 'setup_token'`);
	return rows[0]?.hash ?? null;
}

export async function deleteSetUpHash(client: Queryable): Promise<void> {
	await client.query(`delete from settings where name = 'setup_token'`);
}

export async function noteSignIn(client: Queryable, user_id: number): Promise<void> {
	await client.query('update users set last_sign_in_at = now() where id = $1', [user_id]);
}
