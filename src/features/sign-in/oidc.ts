// The protocol of single sign-on: OpenID Connect with the code flow, PKCE, state and nonce. Whom the provider names is decided in providers.ts.
import { createHash, timingSafeEqual } from 'node:crypto';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Config } from '../../platform/config.ts';
import { AppError } from '../../platform/errors.ts';
import { sendOutbound } from '../../platform/outbound.ts';
import type { Services } from '../../platform/services.ts';
import { signInError } from './messages.ts';
import type { ProviderRow } from './provider-queries.ts';
import { newToken } from './rules.ts';

/** What we read of a provider's own description (OpenID Connect Discovery 1.0). */
const discovery = z.object({
	issuer: z.string(),
	authorization_endpoint: z.url(),
	token_endpoint: z.url(),
	jwks_uri: z.url(),
	userinfo_endpoint: z.url().optional(),
	token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
	authorization_response_iss_parameter_supported: z.boolean().optional(),
});
type Discovery = z.output<typeof discovery>;

/** What the provider says of whoever signed in. */
export interface Identity {
	readonly subject: string;
	readonly email: string | null;
	/** Only the word of the provider itself counts; a claim that is left out is a no. */
	readonly email_verified: boolean;
	readonly name: string | null;
}

/** What has to be remembered from the way there to the way back. */
export interface Trip {
	readonly state: string;
	readonly nonce: string;
	readonly verifier: string;
}

type Reach = Pick<Config, 'outboundNetworks'>;

const refused = (reason: string) => signInError('provider_refused', { reason });

async function readJson(url: string, config: Reach, headers: Record<string, string> = {}): Promise<unknown> {
	const { status, body } = await sendOutbound(
		{ url, method: 'GET', headers: { accept: 'application/json', ...headers }, mostBytes: 262_144 },
		config,
	);
	if (status !== 200) throw signInError('provider_unreachable', { reason: `HTTP ${status}` });
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		throw signInError('provider_unreachable', { reason: 'no JSON' });
	}
}

/**
 * Reads what a provider says of itself. Its addresses are asked through the guard of outbound requests; with https the others have to be https too.
 * @throws AppError provider_unreachable, those of sendOutbound
 */
export async function discover(issuer: string, config: Reach): Promise<Discovery> {
	const found = discovery.safeParse(await readJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, config));
	if (!found.success) throw signInError('provider_unreachable', { reason: 'openid-configuration' });
	// Another issuer's document would make us believe another one's tokens.
	if (found.data.issuer !== issuer) throw signInError('provider_unreachable', { reason: 'issuer' });
	const { authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint } = found.data;
	const all = [authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint].filter((one) => one !== undefined);
	const protocols = issuer.startsWith('https:') ? ['https:'] : ['http:', 'https:'];
	if (!all.every((one) => protocols.includes(new URL(one).protocol))) throw signInError('provider_unreachable', { reason: 'https' });
	return found.data;
}

/** The address to send somebody to, and what to remember of it. */
export async function beginTrip(
	provider: ProviderRow,
	callback: string,
	config: Reach,
): Promise<{ readonly url: string; readonly trip: Trip }> {
	const { authorization_endpoint } = await discover(provider.issuer, config);
	const trip = { state: newToken(), nonce: newToken(), verifier: newToken() };
	const url = new URL(authorization_endpoint);
	const parameters = {
		response_type: 'code',
		client_id: provider.client_id,
		redirect_uri: callback,
		scope: 'openid email profile',
		state: trip.state,
		nonce: trip.nonce,
		code_challenge: createHash('sha256').update(trip.verifier).digest('base64url'),
		code_challenge_method: 'S256',
	};
	for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
	return { url: url.href, trip };
}

function same(one: string, other: string): boolean {
	const [a, b] = [Buffer.from(one), Buffer.from(other)];
	return a.length === b.length && timingSafeEqual(a, b);
}

const tokens = z.object({ id_token: z.string().max(50_000), access_token: z.string().max(50_000).optional() });
const claims = z.object({
	sub: z.string().min(1).max(255),
	email: z.string().max(254).optional(),
	email_verified: z.boolean().optional(),
	name: z.string().max(1000).optional(),
});

/** Signatures of the provider's own key pair alone: with a shared secret whoever knows it could sign, and none is no signature. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];

/**
 * Ends the way back: the code is exchanged, the token's signature, issuer, audience, time and nonce are checked.
 * @param query what the provider put behind the address of the way back
 * @throws AppError provider_refused, provider_unreachable, those of sendOutbound
 */
export async function endTrip(
	services: Pick<Services, 'config' | 'keyring'>,
	provider: ProviderRow,
	trip: Trip,
	callback: string,
	query: Readonly<Record<string, string | undefined>>,
): Promise<Identity> {
	const { config } = services;
	if (!query.state || !same(query.state, trip.state)) throw refused('state');
	if (query.error || !query.code) throw refused((query.error ?? 'code').replace(/[^\w.-]/g, '').slice(0, 60));
	const server = await discover(provider.issuer, config);
	if (query.iss === undefined ? server.authorization_response_iss_parameter_supported : query.iss !== provider.issuer) throw refused('iss');
	const { id_token, access_token } = await exchange(services, provider, server, trip, callback, query.code);
	const keys = (await readJson(server.jwks_uri, config)) as JSONWebKeySet;
	const checked = await jwtVerify(id_token, createLocalJWKSet(keys), {
		issuer: provider.issuer,
		audience: provider.client_id,
		algorithms,
		clockTolerance: 60,
		requiredClaims: ['sub', 'iat', 'exp', 'nonce'],
	}).catch((cause: { code?: string }) => {
		throw refused(cause.code ?? 'id_token');
	});
	const { payload } = checked;
	if (typeof payload.nonce !== 'string' || !same(payload.nonce, trip.nonce)) throw refused('nonce');
	if (Array.isArray(payload.aud) && payload.aud.length > 1 && payload.azp !== provider.client_id) throw refused('azp');
	let told = claims.safeParse(payload);
	if (told.success && told.data.email === undefined && access_token && server.userinfo_endpoint) {
		const more = claims.safeParse(await readJson(server.userinfo_endpoint, config, { authorization: `Bearer ${access_token}` }));
		if (!more.success || more.data.sub !== told.data.sub) throw refused('userinfo');
		told = more;
	}
	if (!told.success) throw refused('claims');
	const { sub, email = null, email_verified = false, name = null } = told.data;
	return { subject: sub, email: email?.toLowerCase() ?? null, email_verified, name };
}

/** The tokens for a code. The secret goes in the header where the provider takes it there, which is the default, else in the body. */
async function exchange(
	{ config, keyring }: Pick<Services, 'config' | 'keyring'>,
	provider: ProviderRow,
	server: Discovery,
	trip: Trip,
	callback: string,
	code: string,
): Promise<z.output<typeof tokens>> {
	const secret = provider.client_secret === null ? null : keyring.open(secretPlace(provider.id), provider.client_secret);
	const basic = (server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']).includes('client_secret_basic');
	const form = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: trip.verifier });
	const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
	if (secret !== null && basic) {
		const pair = [provider.client_id, secret].map(encodeURIComponent).join(':');
		headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
	} else {
		form.set('client_id', provider.client_id);
		if (secret !== null) form.set('client_secret', secret);
	}
	const { status, body } = await sendOutbound(
		{ url: server.token_endpoint, method: 'POST', headers, body: form.toString(), mostBytes: 262_144 },
		config,
	);
	const found = tokens.safeParse(jsonOr(body));
	if (status !== 200 || !found.success) throw refused('token');
	return found.data;
}

function jsonOr(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		return null;
	}
}

/** Where the secret of a provider is sealed. */
export function secretPlace(id: number): string {
	return `identity_providers.client_secret:${id}`;
}

/** The code of an error that is told on the page before the sign-in; a defect stays one. */
export function codeOf(cause: unknown): string {
	if (cause instanceof AppError) return cause.code;
	throw cause;
}
