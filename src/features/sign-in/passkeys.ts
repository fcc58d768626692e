// Passkeys (WebAuthn): made, used as the only factor or as the second, used to prove anew who one is. They always ask their owner for a finger, a
// face or a code, so that one stands for two factors.
import { createHash } from 'node:crypto';
import {
	type AuthenticationResponseJSON,
	type AuthenticatorTransport,
	generateAuthenticationOptions,
	generateRegistrationOptions,
	type RegistrationResponseJSON,
	verifyAuthenticationResponse,
	verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config.ts';
import { trustedOrigins } from '../access/rules.ts';
import { readCookieHash, setCookie } from './cookies.ts';
import * as factors from './factor-queries.ts';
import { afterFirstFactor, begin, noteRefusal, pendingOf, type Visit, waitSeconds } from './flow.ts';
import { signInError } from './messages.ts';
import { type Account, accountById, type FlowKind, insertFlow, takeFlow } from './queries.ts';
import { hashOfToken, newToken } from './rules.ts';
import type { PasskeyAnswer, SignInResult } from './schema.ts';
import { countAttempt } from './throttle.ts';

/** The name that passkeys are bound to: the host of the page. */
function relyingParty(request: FastifyRequest, { publicUrl }: Pick<Config, 'publicUrl'>): string {
	return publicUrl ? new URL(publicUrl).hostname : new URL(`http://${request.headers.host ?? 'localhost'}`).hostname;
}

async function keepChallenge({ services, reply }: Visit, kind: FlowKind, user_id: number | null, challenge: string): Promise<void> {
	const token = newToken();
	await insertFlow(services.database.app, hashOfToken(token), { kind, user_id, detail: { challenge } }, waitSeconds);
	setCookie(reply, services.config, 'challenge', token, waitSeconds);
}

/** Takes the challenge of this browser: it works once, whatever comes of it. */
async function takeChallenge(
	{ services, request, reply }: Visit,
	kind: FlowKind,
): Promise<{ challenge: string; user_id: number | null } | null> {
	const hash = readCookieHash(request, services.config, 'challenge');
	const flow = hash && (await takeFlow(services.database.app, hash, kind));
	setCookie(reply, services.config, 'challenge', '', 0);
	return flow && { challenge: String(flow.detail.challenge), user_id: flow.user_id };
}

/** A challenge for a passkey of anybody, or of one person. */
export async function startPasskey(visit: Visit, kind: 'passkey' | 'confirm', user_id: number | null): Promise<Record<string, unknown>> {
	const { services, request } = visit;
	const passkeys = user_id === null ? [] : await factors.passkeysOf(services.database.app, user_id);
	const options = await generateAuthenticationOptions({
		rpID: relyingParty(request, services.config),
		userVerification: 'required',
		timeout: 120_000,
		...(user_id !== null && {
			allowCredentials: passkeys.map(({ credential_id, transports }) => ({
				id: credential_id,
				transports: transports as AuthenticatorTransport[],
			})),
		}),
	});
	await keepChallenge(visit, kind, user_id, options.challenge);
	return { ...options };
}

/** The person whose passkey answered the challenge; null where it did not. `kind`: what the challenge was for. */
export async function passkeyOwner(visit: Visit, kind: 'passkey' | 'confirm', answer: PasskeyAnswer): Promise<number | null> {
	const { services, request } = visit;
	const { database, config } = services;
	const challenge = await takeChallenge(visit, kind);
	const passkey = await factors.passkeyByCredential(database.app, answer.id);
	if (!challenge || !passkey || (challenge.user_id !== null && challenge.user_id !== passkey.user_id)) return null;
	const { verified, authenticationInfo } = await verifyAuthenticationResponse({
		response: answer as AuthenticationResponseJSON,
		expectedChallenge: challenge.challenge,
		expectedOrigin: trustedOrigins(request.headers.host, config.publicUrl),
		expectedRPID: relyingParty(request, config),
		requireUserVerification: true,
		credential: {
			id: passkey.credential_id,
			publicKey: new Uint8Array(passkey.public_key),
			counter: passkey.counter,
			transports: passkey.transports as AuthenticatorTransport[],
		},
	}).catch(() => ({ verified: false, authenticationInfo: null }));
	if (!verified || !authenticationInfo) return null;
	return (await factors.notePasskey(database.app, passkey.id, authenticationInfo.newCounter)) ? passkey.user_id : null;
}

/**
 * Signs in with a passkey: as the second factor where one is waited for, else as both.
 * @throws AppError passkey_refused, account_disabled, sign_in_too_often
 */
export async function signInWithPasskey(visit: Visit, answer: PasskeyAnswer, remember = true): Promise<SignInResult> {
	const { database } = visit.services;
	const pending = await pendingOf(visit);
	const attempt = await countAttempt(visit, `passkey ${createHash('sha256').update(answer.id).digest('hex')}`, null);
	const user_id = await passkeyOwner(visit, 'passkey', answer);
	const account = user_id === null ? null : await accountById(database.app, user_id);
	if (!account || (pending && pending.account.id !== account.id)) {
		await noteRefusal(visit, account?.id ?? null, 'passkey');
		throw signInError('passkey_refused');
	}
	await attempt.succeeded();
	if (!pending) return afterFirstFactor(visit, account, 'passkey', { remember, complete: true });
	if (!(await takeFlow(database.app, pending.hash, 'second_factor'))) throw signInError('second_factor_over');
	return begin(visit, account, pending.method, pending.remember, true);
}

/** A challenge for a new passkey. */
export async function startRegistration(visit: Visit, account: Account): Promise<Record<string, unknown>> {
	const { services, request } = visit;
	const own = await factors.passkeysOf(services.database.app, account.id);
	if (own.length >= 20) throw signInError('passkeys_many');
	const options = await generateRegistrationOptions({
		rpName: 'Clientele',
		rpID: relyingParty(request, services.config),
		// Not the e-mail address nor the number: the authenticator keeps it, and other sites' scripts must learn nothing from it.
		userID: new Uint8Array(services.keyring.mac('sign_in.passkey', String(account.id))),
		userName: account.email,
		userDisplayName: account.name,
		attestationType: 'none',
		authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
		excludeCredentials: own.map(({ credential_id }) => ({ id: credential_id })),
		timeout: 120_000,
	});
	await keepChallenge(visit, 'passkey_add', account.id, options.challenge);
	return { ...options };
}

/** What is to be kept of a new passkey. @throws AppError passkey_not_added */
export async function readRegistration(visit: Visit, user_id: number, answer: PasskeyAnswer): Promise<Omit<factors.PasskeyRow, 'id'>> {
	const { services, request } = visit;
	const challenge = await takeChallenge(visit, 'passkey_add');
	if (!challenge || challenge.user_id !== user_id) throw signInError('passkey_not_added');
	const { verified, registrationInfo } = await verifyRegistrationResponse({
		response: answer as RegistrationResponseJSON,
		expectedChallenge: challenge.challenge,
		expectedOrigin: trustedOrigins(request.headers.host, services.config.publicUrl),
		expectedRPID: relyingParty(request, services.config),
		requireUserVerification: true,
	}).catch(() => ({ verified: false as const, registrationInfo: undefined }));
	if (!verified || !registrationInfo) throw signInError('passkey_not_added');
	const { id, publicKey, counter } = registrationInfo.credential;
	return {
		user_id,
		credential_id: id,
		public_key: Buffer.from(publicKey),
		counter,
		transports: (answer.response.transports ?? []).slice(0, 10),
	};
}
