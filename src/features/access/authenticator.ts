// From a request to its principal: an API key or a session cookie, with what was found kept for five seconds so that the hot path asks no database.
import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { isWithin } from '../../platform/addresses.ts';
import { authError, nobody, type Principal } from '../../platform/auth.ts';
import type { Database } from '../../platform/database.ts';
import type { Permission } from '../../platform/endpoint.ts';
import { fastifyPath } from '../../platform/http.ts';
import type { Services } from '../../platform/services.ts';
import { operationsEndpoints } from '../operations/schema.ts';
import { sessionStanding, touchSession } from '../sign-in/queries.ts';
import { hashOfKey, needsSetUp } from './accounts.ts';
import { accessEndpoints } from './endpoints.ts';
import { accessError } from './messages.ts';
import { cachesOf } from './principal-cache.ts';
import { keyPrincipal, sessionPrincipal, touchApiKey } from './queries.ts';
import { isSameOrigin } from './rules.ts';
import { seenAs } from './see-as.ts';
import { sessionCookieOf } from './session-token.ts';
import { signInOf } from './sign-in.ts';

const bearer = /^bearer +(\S+) *$/i;
const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
/** What is served before there is an administrator. */
const openPaths = [accessEndpoints.getSession, accessEndpoints.setUp, operationsEndpoints.getInstallation].map(({ path }) =>
	fastifyPath(path),
);

/**
 * Resolves requests to principals.
 * No credentials, or a session that has ended: `nobody`. A wrong API key: 401; a right one from another network than its own: 403. A write by cookie from another site: 403. No credentials before there is an
 * administrator: 403 `set_up_needed`, except for the session, the set-up itself and its name and colour; a key made on the server's machine works by then already.
 */
export function createAuthenticator(services: Services): (request: FastifyRequest) => Promise<Principal> {
	const { database, config } = services;
	const { keys, sessions } = cachesOf(database);
	return async (request) => {
		const key = bearer.exec(request.headers.authorization ?? '')?.[1];
		if (key !== undefined) {
			const principal = await keys.get(hash('sha256', key, 'base64'), () => byKey(services, key));
			if (principal === null) throw authError('api_key_invalid');
			if (principal.networks && !isWithin(request.ip, principal.networks)) throw accessError('api_key_address', { address: request.ip });
			return principal;
		}
		const cookie = sessionCookieOf(request);
		const principal = cookie === null ? null : await sessions.get(cookie, () => bySession(services, request));
		if (principal !== null) {
			if (!readingMethods.has(request.method) && !isSameOrigin(request.headers, config.publicUrl)) throw authError('origin_refused');
			return principal;
		}
		const path = request.routeOptions.url ?? '';
		if (!openPaths.some((open) => path.endsWith(open)) && (await needsSetUp(database))) throw accessError('set_up_needed');
		return nobody;
	};
}

async function byKey({ database, log }: Services, key: string): Promise<Principal | null> {
	const row = await keyPrincipal(database.app, hashOfKey(key));
	if (row === null) return null;
	const { key_id, key_permissions, networks, requests_per_minute, stale, ...person } = row;
	// Not awaited: when a key was last used is worth no delay, and no error where it cannot be noted.
	if (stale) touchApiKey(database.app, key_id).catch((cause) => log.debug({ err: cause }, 'use of an API key not noted'));
	return Object.freeze({
		...person,
		permissions: bounded(person.permissions, key_permissions),
		via: 'api_key' as const,
		key_id,
		...(networks !== null && { networks }),
		...(requests_per_minute !== null && { requests_per_minute }),
	});
}

/** What a key may do: what it names, of what its owner may at this moment. */
function bounded(owners: ReadonlySet<Permission>, named: readonly Permission[] | null): ReadonlySet<Permission> {
	if (named === null) return owners;
	return new Set<Permission>(['public', 'signed_in', ...named.filter((permission) => owners.has(permission))]);
}

async function bySession(services: Services, request: FastifyRequest): Promise<Principal | null> {
	const headers = new Headers({ cookie: request.headers.cookie ?? '' });
	const known = await signInOf(services).api.getSession({ headers, query: { disableRefresh: true } });
	if (!known) return null;
	const { app } = services.database;
	const standing = await sessionStanding(app, known.session.token);
	const found = standing && (await sessionPrincipal(app, known.session.token));
	if (!found) return null;
	const { see_as, ...row } = found;
	if (standing.stale) touchSession(app, standing.id).catch((cause) => services.log.debug({ err: cause }, 'use of a session not noted'));
	// Until a second factor is set up there is nothing but one's own account.
	const limits = standing.limited && {
		limited: true,
		permissions: new Set<Permission>(['public', 'signed_in']),
		scopes: [],
		write_scopes: [],
		writes_own: false,
	};
	const seen = see_as !== null && !standing.limited && (await seenAs(app, row, see_as));
	return Object.freeze({ ...row, ...limits, ...seen, via: 'session' as const, session_id: standing.id });
}

/** How often a session may ask to live on, in milliseconds; its library writes once a day. */
const renewEvery = 300_000;
const livesOn = new WeakMap<Database, Map<string, number>>();

/** Lets the session of a request live on: the cookies to send back with it. None where it carries no session, or did so a moment ago. */
export async function renewedCookies(services: Services, request: FastifyRequest): Promise<string[]> {
	const cookie = sessionCookieOf(request);
	if (cookie === null) return [];
	const known = livesOn.get(services.database) ?? new Map<string, number>();
	livesOn.set(services.database, known);
	if ((known.get(cookie) ?? 0) > Date.now()) return [];
	if (known.size > 10_000) known.clear();
	known.set(cookie, Date.now() + renewEvery);
	const headers = new Headers({ cookie: request.headers.cookie! });
	const renewed = await signInOf(services).api.getSession({ headers, returnHeaders: true });
	return renewed.headers.getSetCookie();
}
