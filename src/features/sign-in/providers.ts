// Single sign-on: whom a provider names, and who that is here. Somebody is linked by an address that the provider has verified, or by himself.
import type { FastifyRequest } from 'fastify';
import { audit } from '../../platform/audit.ts';
import { write } from '../../platform/database.ts';
import type { Services } from '../../platform/services.ts';
import { createUser } from '../access/accounts.ts';
import { nameFromEmail } from '../access/rules.ts';
import { readCookieHash, setCookie } from './cookies.ts';
import { afterFirstFactor, contextOf, noteRefusal, type Visit, waitSeconds } from './flow.ts';
import { signInError } from './messages.ts';
import { beginTrip, endTrip, type Identity } from './oidc.ts';
import * as stored from './provider-queries.ts';
import { accountByEmail, accountById, insertFlow, noteVerified, takeFlow } from './queries.ts';
import { hashOfToken, newToken } from './rules.ts';
import type { Provider, SignInResult } from './schema.ts';

/** The address to which a provider leads back: the same for all. */
export const callbackPath = '/api/auth/callback';

export function callbackUrl({ config }: Pick<Services, 'config'>, request: FastifyRequest): string {
	return `${config.publicUrl ?? `${request.protocol}://${request.headers.host ?? 'localhost'}`}${callbackPath}`;
}

/** A provider as administrators see it: its secret is never shown. */
export function shown({ client_secret, ...provider }: stored.ProviderRow, callback: string): Provider {
	return { ...provider, has_secret: client_secret !== null, callback };
}

/**
 * Begins the way to a provider; answers with the address to go to.
 * @param user_id the person who links an account at the provider; null for signing in
 * @param to an address of this page to go to afterwards
 */
export async function goToProvider(visit: Visit, provider_id: number, user_id: number | null, to: string): Promise<string> {
	const { services, request, reply } = visit;
	const provider = await stored.findProvider(services.database.app, provider_id);
	if (!provider?.enabled) throw signInError('provider_unknown', { id: provider_id });
	const { url, trip } = await beginTrip(provider, callbackUrl(services, request), services.config);
	const token = newToken();
	await insertFlow(
		services.database.app,
		hashOfToken(token),
		{ kind: 'provider', user_id, detail: { ...trip, provider_id, to } },
		waitSeconds,
	);
	setCookie(reply, services.config, 'provider', token, waitSeconds);
	return url;
}

/**
 * The way back from a provider; answers with the address of the page to go to. What the cookie stands for is used up first: an answer counts once,
 * in the browser that asked for it.
 * @throws AppError provider_refused, provider_email, provider_domain, provider_no_account, provider_taken, account_disabled …
 */
export async function comeBack(visit: Visit, query: Readonly<Record<string, string | undefined>>): Promise<string> {
	const { services, request, reply } = visit;
	const { database, config } = services;
	const hash = readCookieHash(request, config, 'provider');
	setCookie(reply, config, 'provider', '', 0);
	const flow = hash && (await takeFlow(database.app, hash, 'provider'));
	const provider = flow && (await stored.findProvider(database.app, Number(flow.detail.provider_id)));
	if (!flow || !provider?.enabled) throw signInError('provider_refused', { reason: 'state' });
	const trip = { state: String(flow.detail.state), nonce: String(flow.detail.nonce), verifier: String(flow.detail.verifier) };
	const to = String(flow.detail.to);
	try {
		const identity = await endTrip(services, provider, trip, callbackUrl(services, request), query);
		if (flow.user_id !== null) {
			await linkOwn(visit, provider, identity, flow.user_id);
			return to;
		}
		const { id } = await personOf(visit, provider, identity);
		const token = newToken();
		const detail = { complete: !provider.second_factor };
		await insertFlow(database.app, hashOfToken(token), { kind: 'arrived', user_id: id, detail }, 60);
		setCookie(reply, config, 'pending', token, 60);
		return `/sign-in?arrived=1&to=${encodeURIComponent(to)}`;
	} catch (cause) {
		await noteRefusal(visit, flow.user_id, 'provider');
		throw cause;
	}
}

/**
 * Goes on after the way back, by a request of our own page: the way back itself begins on another site and carries none of the cookies that tell
 * of a session or a browser that is known.
 * @throws AppError provider_refused, account_disabled
 */
export async function finishArrival(visit: Visit): Promise<SignInResult> {
	const { database, config } = visit.services;
	const hash = readCookieHash(visit.request, config, 'pending');
	const flow = hash && (await takeFlow(database.app, hash, 'arrived'));
	const account = flow?.user_id ? await accountById(database.app, flow.user_id) : null;
	if (!flow || !account) throw signInError('provider_refused', { reason: 'state' });
	return afterFirstFactor(visit, account, 'provider', { complete: flow.detail.complete === true });
}

/** Links an account at the provider to whoever began this in this browser while he was signed in. */
async function linkOwn(visit: Visit, provider: stored.ProviderRow, { subject }: Identity, user_id: number): Promise<void> {
	await write(visit.services.database, contextOf(visit, user_id), async (client) => {
		if (!(await stored.linkAccount(client, user_id, provider.id, subject))) throw signInError('provider_taken');
		await audit(client, { action: 'sign_in.link_provider', entity: 'users', entity_id: user_id, detail: { provider: provider.id } });
	});
}

/**
 * Who it is here: linked before, or by the verified address of a domain that the provider speaks for, or created where the provider may. Whoever has an account
 * linked is no longer found by his address: it may be somebody else's by now, or of another provider that names the same.
 */
async function personOf(visit: Visit, provider: stored.ProviderRow, { subject, email, email_verified, name }: Identity) {
	const { services } = visit;
	const { database } = services;
	const linked = await stored.linkedPerson(database.app, provider.id, subject);
	const known = linked === null ? null : await accountById(database.app, linked);
	if (known) return known;
	if (email === null || !email_verified) throw signInError('provider_email');
	const domain = email.slice(email.lastIndexOf('@') + 1);
	if (!provider.domains.includes(domain)) throw signInError('provider_domain');
	let account = await accountByEmail(database.app, email);
	if (!account) {
		if (!provider.creates_people) throw signInError('provider_no_account');
		const shownName = name?.trim().slice(0, 200) || nameFromEmail(email);
		const created = await createUser(services, { email, name: shownName, role_id: provider.role_id ?? undefined });
		account = (await accountById(database.app, created.id))!;
	} else if ((await stored.linkedProviders(database.app, account.id)).length > 0) throw signInError('provider_linked');
	const { id } = account;
	await write(database, contextOf(visit, id), async (client) => {
		if (!(await stored.linkAccount(client, id, provider.id, subject))) throw signInError('provider_taken');
		await noteVerified(client, id);
		await audit(client, {
			action: 'sign_in.link_provider',
			entity: 'users',
			entity_id: id,
			detail: { provider: provider.id, by: 'email' },
		});
	});
	return account;
}
