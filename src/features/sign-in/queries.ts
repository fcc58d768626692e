// The SQL of signing in: sessions, browsers that are known, sign-ins under way, one-time links, rules. None of these tables has row-level security.
import { randomInt } from 'node:crypto';
import type { Queryable } from '../../platform/database.ts';
import type { Language } from '../../platform/errors.ts';
import { systemEmail } from '../access/rules.ts';
import { type LinkPurpose, type OwnSession, type SignInMethod, type SignInSettings, signInDefaults } from './schema.ts';

/** The row of `settings` with the rules of signing in. */
const settingsRow = 'sign_in';

// ---------------------------------------------------------------------------------------------------------------- people

/** What the sign-in needs to know of a person. */
export interface Account {
	readonly id: number;
	readonly email: string;
	readonly name: string;
	readonly language: Language;
	readonly active: boolean;
	readonly password: string | null;
	readonly totp: boolean;
	readonly passkeys: number;
	readonly recovery_codes: number;
}

const accountColumns = `u.id, u.email, u.name, u.language, u.state = 'active' as active,
	(select password from user_accounts a where a.user_id = u.id and a.provider_id = 'credential') as password,
	exists (select from user_totp t where t.user_id = u.id and t.confirmed_at is not null) as totp,
	(select count(*)::int from user_passkeys p where p.user_id = u.id) as passkeys,
	(select count(*)::int from user_recovery_codes c where c.user_id = u.id and c.used_at is null) as recovery_codes`;

/** The person with this address; null where there is none, and for the system account. */
export async function accountByEmail(client: Queryable, email: string): Promise<Account | null> {
	const { rows } = await client.query<Account>(`select ${accountColumns} from users u where u.email = $1 and u.email <> $2`, [
		email,
		systemEmail,
	]);
	return rows[0] ?? null;
}

export async function accountById(client: Queryable, id: number): Promise<Account | null> {
	const { rows } = await client.query<Account>(`select ${accountColumns} from users u where u.id = $1 and u.email <> $2`, [
		id,
		systemEmail,
	]);
	return rows[0] ?? null;
}

/** Locks a person until the end of the transaction: what is decided about his factors is decided once. */
export async function lockAccount(client: Queryable, id: number): Promise<Account | null> {
	await client.query('select from users where id = $1 for update', [id]);
	return accountById(client, id);
}

export async function setEmail(client: Queryable, id: number, email: string): Promise<void> {
	await client.query('update users set email = $2, email_verified = true, updated_at = now() where id = $1', [id, email]);
}

export async function noteVerified(client: Queryable, id: number): Promise<void> {
	await client.query('update users set email_verified = true where id = $1', [id]);
}

/** Notes that a person is told of guessing; false where he was told within a day. */
export async function noteWarned(client: Queryable, id: number): Promise<boolean> {
	const { rowCount } = await client.query(
		"update users set warned_at = now() where id = $1 and coalesce(warned_at < now() - interval '1 day', true)",
		[id],
	);
	return rowCount === 1;
}

// ---------------------------------------------------------------------------------------------------------------- sessions

/** What a session is worth now; null where it has ended, by its own time or by the limits. */
export interface Standing {
	readonly id: number;
	readonly user_id: number;
	readonly limited: boolean;
	/** Not noted as used within the last minute. */
	readonly stale: boolean;
	/** Whether the person proved who he is within `freshFor`. */
	readonly fresh: boolean;
}

/** How long what is sensitive may be done after one has proved who one is. */
const freshFor = "interval '15 minutes'";

/** A session that has not ended: neither unused for too long nor too old. $1, $2: the defaults of both limits. */
const stands = `s.expires_at > now()
	and s.last_seen_at > now() - make_interval(mins => coalesce((g.value->>'idle_minutes')::int, $1))
	and s.created_at > now() - make_interval(hours => coalesce((g.value->>'absolute_hours')::int, $2))`;
const limits = [signInDefaults.idle_minutes, signInDefaults.absolute_hours];
const withRules = `user_sessions s left join settings g on g.name = '${settingsRow}'`;

export async function sessionStanding(client: Queryable, token: string): Promise<Standing | null> {
	const { rows } = await client.query<Standing>(
		`select s.id, s.user_id, s.limited, s.last_seen_at < now() - interval '1 minute' as stale,
			s.authenticated_at > now() - ${freshFor} as fresh from ${withRules} where ${stands} and s.token = $3`,
		[...limits, token],
	);
	return rows[0] ?? null;
}

export async function touchSession(client: Queryable, id: number): Promise<void> {
	await client.query("update user_sessions set last_seen_at = now() where id = $1 and last_seen_at < now() - interval '1 minute'", [id]);
}

/** Marks a session that was just made; returns its number. */
export async function markSession(client: Queryable, token: string, method: SignInMethod, limited: boolean): Promise<number | null> {
	const { rows } = await client.query<{ id: number }>(
		'update user_sessions set method = $2, limited = $3, authenticated_at = now(), last_seen_at = now() where token = $1 returning id',
		[token, method, limited],
	);
	return rows[0]?.id ?? null;
}

/** A token as the library makes them: letters and digits, 190 random bits. */
export function newSessionToken(): string {
	const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
	return Array.from({ length: 32 }, () => letters[randomInt(letters.length)]).join('');
}

/** Gives a session another token, and makes it fresh: whoever knew the old one has nothing. False where the session has ended meanwhile. */
export async function renewToken(client: Queryable, token: string, next: string, limited: boolean): Promise<boolean> {
	const { rowCount } = await client.query('update user_sessions set token = $2, limited = $3, authenticated_at = now() where token = $1', [
		token,
		next,
		limited,
	]);
	return rowCount === 1;
}

export async function sessionsOf(client: Queryable, user_id: number, current: string): Promise<OwnSession[]> {
	const { rows } = await client.query<{ item: OwnSession }>(
		`select to_json((select row from (select s.id, s.token = $4 as current, s.method, coalesce(s.ip_address, '') as address,
			left(coalesce(s.user_agent, ''), 500) as user_agent, s.created_at, s.last_seen_at) as row)) as item
		from ${withRules} where ${stands} and s.user_id = $3 order by s.token = $4 desc, s.last_seen_at desc limit 200`,
		[...limits, user_id, current],
	);
	return rows.map(({ item }) => item);
}

/** Ends one session of a person; false where he has none with that number. */
export async function endSession(client: Queryable, user_id: number, id: number): Promise<boolean> {
	return (await client.query('delete from user_sessions where user_id = $1 and id = $2', [user_id, id])).rowCount === 1;
}

export async function endSessionByToken(client: Queryable, token: string): Promise<number | null> {
	const { rows } = await client.query<{ user_id: number }>('delete from user_sessions where token = $1 returning user_id', [token]);
	return rows[0]?.user_id ?? null;
}

// ---------------------------------------------------------------------------------------------------------------- browsers that are known

export async function isKnownDevice(client: Queryable, user_id: number, hash: Buffer): Promise<boolean> {
	return (await client.query('select from user_devices where user_id = $1 and hash = $2', [user_id, hash])).rowCount === 1;
}

/** Remembers a browser; tells whether it is new while others were known before. */
export async function rememberDevice(client: Queryable, user_id: number, hash: Buffer): Promise<{ unexpected: boolean }> {
	const { rows } = await client.query<{ known: boolean; others: boolean }>(
		`select exists (select from user_devices where user_id = $1 and hash = $2) as known, exists (select from user_devices where user_id = $1) as others`,
		[user_id, hash],
	);
	await client.query(
		'insert into user_devices (user_id, hash) values ($1, $2) on conflict (user_id, hash) do update set last_seen_at = excluded.last_seen_at',
		[user_id, hash],
	);
	return { unexpected: !rows[0]!.known && rows[0]!.others };
}

export async function forgetDevices(client: Queryable, user_id: number): Promise<void> {
	await client.query('delete from user_devices where user_id = $1', [user_id]);
}

// ---------------------------------------------------------------------------------------------------------------- sign-ins under way

export type FlowKind = 'second_factor' | 'passkey' | 'passkey_add' | 'confirm' | 'provider' | 'arrived';

export interface Flow {
	readonly kind: FlowKind;
	readonly user_id: number | null;
	readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

export async function insertFlow(client: Queryable, hash: Buffer, { kind, user_id, detail }: Flow, seconds: number): Promise<void> {
	await client.query(
		`insert into sign_in_flows (hash, kind, user_id, detail, expires_at) values ($1, $2, $3, $4, now() + make_interval(secs => $5))`,
		[hash, kind, user_id, JSON.stringify(detail), seconds],
	);
}

export async function findFlow(client: Queryable, hash: Buffer, kind: FlowKind): Promise<Flow | null> {
	const { rows } = await client.query<Flow>(
		'select kind, user_id, detail from sign_in_flows where hash = $1 and kind = $2 and expires_at > now()',
		[hash, kind],
	);
	return rows[0] ?? null;
}

/** Takes a flow for good: of several who come with it at once, one gets it. */
export async function takeFlow(client: Queryable, hash: Buffer, kind: FlowKind): Promise<Flow | null> {
	const { rows } = await client.query<Flow>(
		'delete from sign_in_flows where hash = $1 and kind = $2 and expires_at > now() returning kind, user_id, detail',
		[hash, kind],
	);
	return rows[0] ?? null;
}

/** Counts an attempt at the second factor before it is looked at; false where there were too many, or the flow is over. */
export async function countAttempt(client: Queryable, hash: Buffer, most: number): Promise<boolean> {
	const { rowCount } = await client.query(
		'update sign_in_flows set attempts = attempts + 1 where hash = $1 and attempts < $2 and expires_at > now()',
		[hash, most],
	);
	return rowCount === 1;
}

// ---------------------------------------------------------------------------------------------------------------- one-time links

export interface Link {
	readonly purpose: LinkPurpose;
	readonly user_id: number;
	readonly email: string | null;
}

/** Keeps the hash of a link's token; links of the same purpose for the same person are worth nothing then. */
export async function insertLink(
	client: Queryable,
	hash: Buffer,
	link: Link & { readonly created_by: number | null; readonly seconds: number },
): Promise<string> {
	await client.query('delete from one_time_links where user_id = $1 and purpose = $2', [link.user_id, link.purpose]);
	const { rows } = await client.query<{ expires_at: string }>(
		`insert into one_time_links (hash, purpose, user_id, email, created_by, expires_at)
		values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6)) returning to_json(expires_at) #>> '{}' as expires_at`,
		[hash, link.purpose, link.user_id, link.email, link.created_by, link.seconds],
	);
	return rows[0]!.expires_at;
}

const usable = `l.expires_at > now() and exists (select from users u where u.id = l.user_id and u.state = 'active')`;

export async function findLink(client: Queryable, hash: Buffer): Promise<Link | null> {
	const { rows } = await client.query<Link>(`select purpose, user_id, email from one_time_links l where hash = $1 and ${usable}`, [hash]);
	return rows[0] ?? null;
}

/** Uses a link up: of several who come with it at once, one gets it. */
export async function takeLink(client: Queryable, hash: Buffer): Promise<Link | null> {
	const { rows } = await client.query<Link>(
		`delete from one_time_links l where hash = $1 and ${usable} returning purpose, user_id, email`,
		[hash],
	);
	return rows[0] ?? null;
}

/** Whether the other half of a change of address still waits. */
export async function linkWaits(client: Queryable, user_id: number, purpose: LinkPurpose, email: string): Promise<boolean> {
	const { rowCount } = await client.query(
		'select from one_time_links where user_id = $1 and purpose = $2 and email = $3 and expires_at > now()',
		[user_id, purpose, email],
	);
	return rowCount === 1;
}

/** Whether a link of this purpose was made for a person within five minutes. */
export async function wasSentLately(client: Queryable, user_id: number, purpose: LinkPurpose): Promise<boolean> {
	const { rowCount } = await client.query(
		"select from one_time_links where user_id = $1 and purpose = $2 and created_at > now() - interval '5 minutes'",
		[user_id, purpose],
	);
	return rowCount === 1;
}

/** Links that were sent are worth nothing once the password or the address is another. */
export async function dropLinks(client: Queryable, user_id: number): Promise<void> {
	await client.query('delete from one_time_links where user_id = $1', [user_id]);
}

// ---------------------------------------------------------------------------------------------------------------- rules and the night

type StoredSettings = SignInSettings & { readonly version: number };

export async function readSettings(client: Queryable): Promise<StoredSettings> {
	const { rows } = await client.query<{ value: Partial<StoredSettings> }>('select value from settings where name = $1', [settingsRow]);
	return { ...signInDefaults, version: 1, ...rows[0]?.value };
}

/** Stores the rules; false where they are not of this version any more. */
export async function storeSettings(client: Queryable, settings: SignInSettings, version: number): Promise<boolean> {
	await client.query('insert into settings (name, value) values ($1, $2) on conflict do nothing', [
		settingsRow,
		JSON.stringify({ ...signInDefaults, version: 1 }),
	]);
	const { rowCount } = await client.query(`update settings set value = $2 where name = $1 and (value->>'version')::int = $3`, [
		settingsRow,
		JSON.stringify({ ...settings, version: version + 1 }),
		version,
	]);
	return rowCount === 1;
}

/** Deletes what has ended: flows, links, counts of attempts a day old, browsers not seen for a year, mails that could not be sent. Owner-side. */
export async function purgeSignIn(client: Queryable): Promise<void> {
	await client.query('delete from sign_in_flows where expires_at < now()');
	await client.query('delete from one_time_links where expires_at < now()');
	await client.query("delete from sign_in_attempts where last_at < now() - interval '1 day'");
	await client.query("delete from user_devices where last_seen_at < now() - interval '400 days'");
	await client.query(
		`select graphile_worker.complete_jobs(array_agg(j.id)) from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
		where t.identifier = 'mail.send' and j.attempts >= j.max_attempts and j.run_at < now() - interval '7 days'`,
	);
}
