// Making people and API keys, and the first administrator: what the endpoints and the commands of the server's machine share.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { hash as argon2, verify } from '@node-rs/argon2';
import type pg from 'pg';
import { networkOf } from '../../platform/addresses.ts';
import { audit } from '../../platform/audit.ts';
import type { Principal } from '../../platform/auth.ts';
import { isBreached } from '../../platform/breached-passwords.ts';
import { type Context, type Database, write } from '../../platform/database.ts';
import type { Language } from '../../platform/errors.ts';
import type { Services } from '../../platform/services.ts';
import { accessError } from './messages.ts';
import * as queries from './queries.ts';
import { administratorExists, insertGrant, roleNumber } from './roles-queries.ts';
import { isReservedEmail, nameFromEmail, passwordLength, passwordProblem } from './rules.ts';
import type { ApiKey, RoleKey, User } from './schema.ts';
import { changeTeam } from './teams-queries.ts';

/** These tables are decided about by permission, not by row: their statements need no person in the context. */
const noContext = { user_id: 0, scopes: [] };

// The default algorithm of the library is argon2id. Cost: OWASP Password Storage Cheat Sheet, 19 MiB, two passes, one lane.
const argon2Cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hash of a password in PHC form. NFKC first: input methods and systems differ in how they compose the same characters (NIST SP 800-63B, 3.1.1.2). */
export function hashPassword(password: string): Promise<string> {
	return argon2(password.normalize('NFKC'), argon2Cost);
}

/** Whether the password is the one that was hashed; false for a damaged hash. */
export async function verifyPassword(hash: string, password: string): Promise<boolean> {
	return verify(hash, password.normalize('NFKC')).catch(() => false);
}

/** What of the services a password is looked at with. */
type PasswordServices = Pick<Services, 'config' | 'log'>;

/** Whether a password stands in the operator's collection of leaked ones, if there is one. Where that cannot be told, no password is taken. */
async function isInCollection({ config: { breachedPasswords }, log }: PasswordServices, password: string): Promise<boolean> {
	if (breachedPasswords === undefined) return false;
	try {
		return await isBreached(breachedPasswords, password);
	} catch (cause) {
		// Where the file lies is told to whoever runs the server alone.
		log.error({ err: cause }, 'a password could not be looked up among the leaked ones');
		throw accessError('password_unchecked');
	}
}

/** Throws the sentence that says why a password will not do; its problem names the field `password`. `about`: what is known of the person. */
export async function demandPassword(services: PasswordServices, password: string, email: string, ...about: string[]): Promise<void> {
	const code = passwordProblem(password, email, about) ?? ((await isInCollection(services, password)) ? 'password_leaked' : null);
	if (code === null) return;
	const params = { count: code === 'password_long' ? passwordLength.max : passwordLength.min };
	const { words } = accessError(code, params);
	throw accessError(code, params, { problems: [{ path: 'password', code, words }] });
}

export interface NewUser {
	readonly email: string;
	readonly name: string;
	/** The role that he gets in his own team, without an end: one that comes with the product … */
	readonly role?: RoleKey;
	/** … or the number of any. Without one he sees nothing until somebody gives him one. */
	readonly role_id?: number | undefined;
	/** Left out, he signs in another way, or chooses one by a link. */
	readonly password?: string | undefined;
	readonly language?: Language | undefined;
	/** His team; 1, the one at the top, where nothing is said. */
	readonly team_id?: number | undefined;
}

/** Adds a person in the caller's transaction. @param by who gives him his role; null: nobody who could be named */
export async function insertUser(
	services: PasswordServices,
	client: pg.PoolClient,
	user: NewUser,
	by: number | null = null,
): Promise<User> {
	const email = user.email.trim().toLowerCase();
	if (isReservedEmail(email)) throw accessError('email_reserved');
	const { password, role, team_id = 1 } = user;
	if (password !== undefined) await demandPassword(services, password, email, user.name);
	const id = await queries.insertUser(client, { ...user, email });
	if (password !== undefined) await queries.setPasswordHash(client, id, await hashPassword(password));
	const role_id = user.role_id ?? (role && (await roleNumber(client, role)));
	if (role_id !== undefined) await insertGrant(client, { user_id: id, role_id, granted_by: by });
	await audit(client, { action: 'access.create_user', entity: 'users', entity_id: id, detail: { role_id: role_id ?? null, team_id } });
	return (await queries.findUser(client, id))!;
}

/**
 * Adds a person who can sign in at once.
 * @throws AppError email_taken, email_reserved, team_unknown, role_unknown, password_short, password_long, password_common, password_is_email, password_weak, password_leaked, password_unchecked
 */
export async function createUser(services: Services, user: NewUser): Promise<User> {
	return write(services.database, noContext, (client) => insertUser(services, client, user));
}

// ---------------------------------------------------------------------------------------------------------------- the first administrator

/** Databases known to have an administrator: the last one can be neither disabled nor demoted, so this never becomes untrue. */
const setUpDone = new WeakSet<Database>();

/** Whether the first administrator is still to be created. The system account does not count: nobody can sign in as it. */
export async function needsSetUp(database: Database): Promise<boolean> {
	if (setUpDone.has(database)) return false;
	const done = await administratorExists(database.app);
	if (done) setUpDone.add(database);
	return !done;
}

function hashOfToken(token: string): Buffer {
	return createHash('sha256').update(token).digest();
}

/**
 * The path of a one-time link that creates the first administrator, `/setup?token=…`; null when there is one already.
 * Each call makes a new token and ends the one before.
 */
export async function setUpLink(services: Services): Promise<string | null> {
	if (!(await needsSetUp(services.database))) return null;
	const token = randomBytes(32).toString('base64url');
	await queries.storeSetUpHash(services.database.app, hashOfToken(token).toString('hex'));
	return `/setup?token=${token}`;
}

export interface SetUp {
	readonly token: string;
	readonly email: string;
	readonly name: string;
	readonly password: string;
	readonly language?: Language | undefined;
}

/**
 * Creates the first administrator with the token of the one-time link. Of several at once one wins; the token is used up by success alone, so that a
 * password that will not do can be corrected.
 * @throws AppError set_up_done, set_up_token_wrong, and those of createUser
 */
export async function setUp(services: Services, { token, ...person }: SetUp): Promise<User> {
	const user = await write(services.database, noContext, async (client) => {
		await queries.lockSetUp(client);
		if (await administratorExists(client)) throw accessError('set_up_done');
		const expected = await queries.setUpHash(client);
		if (expected === null || !timingSafeEqual(Buffer.from(expected, 'hex'), hashOfToken(token))) throw accessError('set_up_token_wrong');
		const created = await insertUser(services, client, { ...person, role: 'administrator' });
		if (created.language === 'zh-CN') await nameTopTeam(client, '全公司');
		await queries.deleteSetUpHash(client);
		return created;
	});
	setUpDone.add(services.database);
	return user;
}

/** The team above all others is made by a migration, which knows no language. */
async function nameTopTeam(client: pg.PoolClient, name: string): Promise<void> {
	await changeTeam(client, 1, { name });
	await audit(client, { action: 'access.update_team', entity: 'teams', entity_id: 1, detail: { after: { name } } });
}

/**
 * Creates the first administrator without a person, from the configuration; does nothing (null) when there is an administrator already, so that a
 * password changed since then stays. The name is what stands before the @.
 * @throws AppError those of createUser
 */
export async function ensureAdministrator(
	services: Services,
	{ email, password }: { email: string; password: string },
): Promise<User | null> {
	if (!(await needsSetUp(services.database))) return null;
	return write(services.database, noContext, async (client) => {
		await queries.lockSetUp(client);
		if (await administratorExists(client)) return null;
		const user = await insertUser(services, client, { email, password, name: nameFromEmail(email), role: 'administrator' });
		await queries.deleteSetUpHash(client);
		return user;
	});
}

// ---------------------------------------------------------------------------------------------------------------- API keys and commands

/**
 * Networks as they are kept.
 * @throws AppError network_malformed; its problem names the place in the list
 */
export function demandNetworks(texts: readonly string[]): string[] {
	return texts.map((text, place) => {
		const network = networkOf(text);
		if (network !== null) return network;
		const { words } = accessError('network_malformed', { network: text });
		throw accessError(
			'network_malformed',
			{ network: text },
			{ problems: [{ path: `addresses.${place}`, code: 'network_malformed', words }] },
		);
	});
}

export interface NewApiKey {
	readonly name: string;
	/** What of its owner's it may do; all where nothing is said. */
	readonly permissions?: readonly string[] | undefined;
	/** Networks it may be used from, of the form of networkOf(); everywhere where nothing is said. */
	readonly addresses?: readonly string[] | undefined;
	/** Instead of what the configuration allows to everybody. */
	readonly requests_per_minute?: number | undefined;
	/** Id of the owner; the system account where nothing is said. */
	readonly user?: number | undefined;
	/** ISO 8601. */
	readonly expires_at?: string | undefined;
}

/**
 * The number of the person with this e-mail address.
 * @throws AppError user_unknown_email
 */
export async function userIdOf(services: Services, email: string): Promise<number> {
	const id = await queries.findUserId(services.database.app, email.trim().toLowerCase());
	if (id === null) throw accessError('user_unknown_email', { email });
	return id;
}

/** SHA-256 of a key, as it is stored and looked up. */
export function hashOfKey(key: string): Buffer {
	return hashOfToken(key);
}

/**
 * Makes an API key: `ck_` and 32 random bytes in base64url. Only its hash is kept; `key` cannot be shown again.
 * A key made without a person belongs to the system account, so that it neither ends when somebody leaves nor speaks in a person's name.
 * @throws AppError api_key_expired
 */
export async function createApiKey(
	services: Services,
	{ permissions, user, ...rest }: NewApiKey,
	by: Context = noContext,
): Promise<ApiKey & { key: string }> {
	if (rest.expires_at !== undefined && Date.parse(rest.expires_at) <= Date.now()) throw accessError('api_key_expired');
	const key = `ck_${randomBytes(32).toString('base64url')}`;
	const made = await write(services.database, by, async (client) =>
		queries.insertApiKey(client, {
			...rest,
			permissions: permissions ?? null,
			user_id: user ?? (await queries.systemUserId(client)),
			hash: hashOfKey(key),
			hint: key.slice(0, 8),
		}),
	);
	return { ...made, key };
}

/** Who commands on the server's machine act as: the system account, with every scope. */
export async function commandPrincipal(services: Services): Promise<Principal> {
	const row = await write(services.database, noContext, async (client) =>
		queries.userPrincipal(client, await queries.systemUserId(client)),
	);
	return { ...row, via: 'command' };
}
