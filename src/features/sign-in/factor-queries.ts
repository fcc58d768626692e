// The SQL of second factors: authenticator apps, recovery codes, passkeys; and of counting failed attempts.
import type { Queryable } from '../../platform/database.ts';

// ---------------------------------------------------------------------------------------------------------------- authenticator apps

/** The sealed secret of a person's app; `confirmed` says whether it counts already. */
export async function totpOf(client: Queryable, user_id: number): Promise<{ secret: string; confirmed: boolean } | null> {
	const { rows } = await client.query<{ secret: string; confirmed: boolean }>(
		'select secret, confirmed_at is not null as confirmed from user_totp where user_id = $1',
		[user_id],
	);
	return rows[0] ?? null;
}

/** Keeps a new secret, until it is confirmed; false where a confirmed one is there. */
export async function beginTotp(client: Queryable, user_id: number, secret: string): Promise<boolean> {
	const { rowCount } = await client.query(
		`insert into user_totp (user_id, secret) values ($1, $2)
		on conflict (user_id) do update set secret = excluded.secret, last_step = 0 where user_totp.confirmed_at is null`,
		[user_id, secret],
	);
	return rowCount === 1;
}

/** Takes the code of a time step; false where that step, or a later one, was taken already. */
export async function takeStep(client: Queryable, user_id: number, step: number, confirm: boolean): Promise<boolean> {
	const { rowCount } = await client.query(
		`update user_totp set last_step = $2, confirmed_at = case when $3 then coalesce(confirmed_at, now()) else confirmed_at end
		where user_id = $1 and last_step < $2 and (confirmed_at is not null or $3)`,
		[user_id, step, confirm],
	);
	return rowCount === 1;
}

export async function removeTotp(client: Queryable, user_id: number): Promise<boolean> {
	return (await client.query('delete from user_totp where user_id = $1', [user_id])).rowCount === 1;
}

// ---------------------------------------------------------------------------------------------------------------- recovery codes

/** Makes these the recovery codes of a person. */
export async function setRecoveryCodes(client: Queryable, user_id: number, hashes: readonly Buffer[]): Promise<void> {
	await client.query('delete from user_recovery_codes where user_id = $1', [user_id]);
	await client.query('insert into user_recovery_codes (user_id, hash) select $1, unnest($2::bytea[])', [user_id, hashes]);
}

/** Uses a code up; false where there is none such, or it was used. */
export async function takeRecoveryCode(client: Queryable, user_id: number, hash: Buffer): Promise<boolean> {
	const { rowCount } = await client.query(
		'update user_recovery_codes set used_at = now() where user_id = $1 and hash = $2 and used_at is null',
		[user_id, hash],
	);
	return rowCount === 1;
}

// ---------------------------------------------------------------------------------------------------------------- passkeys

export interface PasskeyRow {
	readonly id: number;
	readonly user_id: number;
	readonly credential_id: string;
	readonly public_key: Buffer;
	readonly counter: number;
	readonly transports: string[];
}

export interface OwnPasskey {
	readonly id: number;
	readonly name: string;
	readonly created_at: string;
	readonly last_used_at: string | null;
}

const ownPasskey = `to_json((select row from (select p.id, p.name, p.created_at, p.last_used_at) as row)) as item`;

export async function passkeysOf(client: Queryable, user_id: number): Promise<(PasskeyRow & OwnPasskey)[]> {
	const { rows } = await client.query<PasskeyRow & { item: OwnPasskey }>(
		`select p.id, p.user_id, p.credential_id, p.public_key, p.counter, p.transports, ${ownPasskey} from user_passkeys p where p.user_id = $1 order by p.id`,
		[user_id],
	);
	return rows.map(({ item, ...row }) => ({ ...row, ...item }));
}

export async function passkeyByCredential(client: Queryable, credential_id: string): Promise<PasskeyRow | null> {
	const { rows } = await client.query<PasskeyRow>(
		'select id, user_id, credential_id, public_key, counter, transports from user_passkeys where credential_id = $1',
		[credential_id],
	);
	return rows[0] ?? null;
}

/** Keeps a passkey; null where somebody has it already. */
export async function insertPasskey(
	client: Queryable,
	passkey: Omit<PasskeyRow, 'id'> & { readonly name: string },
): Promise<OwnPasskey | null> {
	const { rows } = await client.query<{ item: OwnPasskey }>(
		`with p as (insert into user_passkeys (user_id, credential_id, public_key, counter, transports, name) values ($1, $2, $3, $4, $5, $6)
			on conflict (credential_id) do nothing returning *) select ${ownPasskey} from p`,
		[passkey.user_id, passkey.credential_id, passkey.public_key, passkey.counter, passkey.transports, passkey.name],
	);
	return rows[0]?.item ?? null;
}

/** Notes the use of a passkey; false where its counter did not move on, as that of a copy. Authenticators without one always say 0. */
export async function notePasskey(client: Queryable, id: number, counter: number): Promise<boolean> {
	const { rowCount } = await client.query(
		'update user_passkeys set counter = $2, last_used_at = now() where id = $1 and (counter < $2 or (counter = 0 and $2 = 0))',
		[id, counter],
	);
	return rowCount === 1;
}

export async function removePasskey(client: Queryable, user_id: number, id: number): Promise<boolean> {
	return (await client.query('delete from user_passkeys where user_id = $1 and id = $2', [user_id, id])).rowCount === 1;
}

/** Takes all second factors of a person away. */
export async function removeFactors(client: Queryable, user_id: number): Promise<void> {
	await client.query('delete from user_totp where user_id = $1', [user_id]);
	await client.query('delete from user_recovery_codes where user_id = $1', [user_id]);
	await client.query('delete from user_passkeys where user_id = $1', [user_id]);
}

// ---------------------------------------------------------------------------------------------------------------- attempts

export interface Counted {
	/** Seconds until the next attempt is looked at; 0 where this one is. */
	readonly wait: number;
	/** Failures in a row so far, this one counted as one until it succeeds. */
	readonly failures: number;
}

/**
 * Counts an attempt before it is looked at, so that many at once cannot outrun the count. After `free` failures the pauses begin with `first`
 * seconds and double up to `most`; a day without one forgets them.
 */
export async function countFailure(
	client: Queryable,
	account: Buffer,
	place: Buffer,
	{ free, first, most }: { readonly free: number; readonly first: number; readonly most: number },
): Promise<Counted> {
	const pause = (failures: string) =>
		`now() + case when ${failures} < $3 then interval '0' else make_interval(secs => least($4 * power(2, least(${failures} - $3, 20)), $5)) end`;
	const counted = `case when sign_in_attempts.last_at < now() - interval '1 day' then 1 else sign_in_attempts.failures + 1 end`;
	const { rows } = await client.query<{ failures: number }>(
		`insert into sign_in_attempts (account, place, failures, last_at, blocked_until) values ($1, $2, 1, now(), ${pause('1')})
		on conflict (account, place) do update set failures = ${counted}, last_at = excluded.last_at, blocked_until = ${pause(`(${counted})`)}
		where sign_in_attempts.blocked_until <= now() returning failures`,
		[account, place, free, first, most],
	);
	if (rows[0]) return { wait: 0, failures: rows[0].failures };
	const blocked = await client.query<{ wait: number; failures: number }>(
		'select greatest(1, ceil(extract(epoch from blocked_until - now())))::int as wait, failures from sign_in_attempts where account = $1 and place = $2',
		[account, place],
	);
	return blocked.rows[0] ?? { wait: 1, failures: 0 };
}

/** Forgets the failures after a success. */
export async function forgetFailures(client: Queryable, account: Buffer, place: Buffer): Promise<void> {
	await client.query('delete from sign_in_attempts where account = $1 and place = $2', [account, place]);
}

/** Takes back the one that was counted for an attempt which succeeded, where the count goes on (of an address). */
export async function uncount(client: Queryable, account: Buffer, place: Buffer): Promise<void> {
	await client.query(
		'update sign_in_attempts set failures = failures - 1, blocked_until = now() where account = $1 and place = $2 and failures > 0',
		[account, place],
	);
}
