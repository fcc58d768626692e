// One's own factors and sessions: what is changed, who is told, and what the rules do not let go.
import type pg from 'pg';
import { audit } from '../../platform/audit.ts';
import type { Principal } from '../../platform/auth.ts';
import { write } from '../../platform/database.ts';
import type { Services } from '../../platform/services.ts';
import { demandPassword, hashPassword } from '../access/accounts.ts';
import { forgetPrincipals } from '../access/principal-cache.ts';
import { deleteSessions, setPasswordHash, userPrincipal } from '../access/queries.ts';
import { sessionCookies } from '../access/sign-in.ts';
import * as factors from './factor-queries.ts';
import { noteRefusal, type Visit } from './flow.ts';
import { sessionOf } from './fresh.ts';
import { signInError } from './messages.ts';
import { tell } from './notices.ts';
import { isPasswordOf } from './passwords.ts';
import * as queries from './queries.ts';
import { factorRequired, factorsOf, newTotpSecret, totpUri } from './rules.ts';
import { makeRecoveryCodes, sealSecret, takeTotp } from './second-factor.ts';
import { countAttempt } from './throttle.ts';

/** A visit of somebody who is signed in. */
export interface OwnVisit extends Visit {
	readonly principal: Principal;
}

/** Whether the rules ask this person for a second factor. */
export async function isFactorRequired({ database }: Services, user_id: number): Promise<boolean> {
	const [settings, { permissions }] = await Promise.all([queries.readSettings(database.app), userPrincipal(database.app, user_id)]);
	return factorRequired(settings, permissions);
}

/** Gives the session of this visit a new token: whoever knew the old one is not raised with it. It is fresh then. */
export async function renewSession({ services, principal, request, reply }: OwnVisit, limited = false): Promise<void> {
	const { token } = await sessionOf(services.database, principal, request);
	const next = queries.newSessionToken();
	if (!(await queries.renewToken(services.database.app, token, next, limited))) throw signInError('session_unknown');
	forgetPrincipals(services.database);
	reply.header('set-cookie', await sessionCookies(services, request, next));
}

/**
 * Changes one's own password: the current one is the proof of who one is, and guessing at it is slowed down as it is at the sign-in. All other
 * sessions end.
 * @throws AppError session_needed, sign_in_too_often, password_wrong, those of demandPassword
 */
export async function changeOwnPassword(visit: OwnVisit, current: string, next: string): Promise<void> {
	const { services, principal, request } = visit;
	const { database } = services;
	const { token, limited } = await sessionOf(database, principal, request);
	const account = (await queries.accountById(database.app, principal.user_id))!;
	const attempt = await countAttempt(visit, `confirm ${account.id}`, account);
	if (!(await isPasswordOf(account, current))) {
		await noteRefusal(visit, account.id, 'change_password', principal);
		throw signInError(
			'password_wrong',
			{},
			{ problems: [{ path: 'current_password', code: 'password_wrong', words: signInError('password_wrong').words }] },
		);
	}
	await attempt.succeeded();
	await demandPassword(services, next, account.email, account.name);
	await write(database, principal, async (client) => {
		await setPasswordHash(client, account.id, await hashPassword(next));
		await deleteSessions(client, account.id, token);
		await queries.dropLinks(client, account.id);
		await tell(client, services, account, 'password_changed');
		await audit(client, { action: 'sign_in.set_password', entity: 'users', entity_id: account.id, detail: { by: 'self' } });
	});
	await renewSession(visit, limited);
}

/** Changes the factors of the person, locked; tells him of it. */
async function changeFactors<T>(
	{ services, principal }: OwnVisit,
	action: string,
	work: (client: pg.PoolClient, account: queries.Account) => Promise<T>,
): Promise<T> {
	return write(services.database, principal, async (client) => {
		const account = (await queries.lockAccount(client, principal.user_id))!;
		const result = await work(client, account);
		await tell(client, services, account, 'factor_changed');
		await audit(client, { action: `sign_in.${action}`, entity: 'users', entity_id: account.id });
		return result;
	});
}

/** Refuses to let the last factor go where the rules ask for one. */
async function demandAnother(services: Services, account: queries.Account, left: number): Promise<void> {
	if (left === 0 && (await isFactorRequired(services, account.id))) throw signInError('second_factor_kept');
}

/** Makes the secret of an authenticator app; it counts once its first code was given. */
export async function startTotp({ services, principal }: OwnVisit, issuer: string): Promise<{ secret: string; uri: string }> {
	const secret = newTotpSecret();
	await write(services.database, principal, async (client) => {
		if (!(await factors.beginTotp(client, principal.user_id, sealSecret(services, principal.user_id, secret))))
			throw signInError('totp_there');
		await audit(client, { action: 'sign_in.totp_begin', entity: 'users', entity_id: principal.user_id });
	});
	return { secret, uri: totpUri(secret, principal.email, issuer) };
}

/** Confirms the app by its first code, and makes the recovery codes. */
export async function confirmTotp(visit: OwnVisit, code: string): Promise<string[]> {
	const codes = await changeFactors(visit, 'totp_add', async (client, account) => {
		const known = await factors.totpOf(client, account.id);
		if (!known) throw signInError('totp_not_begun');
		if (known.confirmed) throw signInError('totp_there');
		if (!(await takeTotp(client, visit.services, account.id, code, true))) throw signInError('second_factor_wrong');
		return makeRecoveryCodes(client, visit.services, account.id);
	});
	await renewSession(visit);
	return codes;
}

export async function removeTotp(visit: OwnVisit): Promise<void> {
	await changeFactors(visit, 'totp_remove', async (client, account) => {
		if (!account.totp) throw signInError('totp_missing');
		await demandAnother(visit.services, account, account.passkeys);
		await factors.removeTotp(client, account.id);
		if (account.passkeys === 0) await factors.setRecoveryCodes(client, account.id, []);
	});
}

export async function renewRecoveryCodes(visit: OwnVisit): Promise<string[]> {
	return changeFactors(visit, 'recovery_renew', async (client, account) => {
		if (factorsOf(account).length === 0) throw signInError('totp_missing');
		return makeRecoveryCodes(client, visit.services, account.id);
	});
}

/** Keeps a passkey; with the first second factor of a person come recovery codes. */
export async function addPasskey(
	visit: OwnVisit,
	passkey: Omit<factors.PasskeyRow, 'id'>,
	name: string,
): Promise<factors.OwnPasskey & { recovery_codes: string[] }> {
	const added = await changeFactors(visit, 'passkey_add', async (client, account) => {
		const row = await factors.insertPasskey(client, { ...passkey, name });
		if (!row) throw signInError('passkey_known');
		const first = factorsOf(account).length === 0;
		return { ...row, recovery_codes: first ? await makeRecoveryCodes(client, visit.services, account.id) : [] };
	});
	await renewSession(visit);
	return added;
}

export async function removePasskey(visit: OwnVisit, id: number): Promise<void> {
	await changeFactors(visit, 'passkey_remove', async (client, account) => {
		if (!(await factors.removePasskey(client, account.id, id))) throw signInError('passkey_unknown', { id });
		const left = account.passkeys - 1 + Number(account.totp);
		await demandAnother(visit.services, account, left);
		if (left === 0) await factors.setRecoveryCodes(client, account.id, []);
	});
}
