// From a request to its principal: an API key or a session cookie, with what was found kept for five seconds so that the hot path asks no database.
import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { authError, nobody, type Principal, permissionsOf } from '../../platform/auth.ts';
import { fastifyPath } from '../../platform/http.ts';
import type { Services } from '../../platform/services.ts';
import { operationsEndpoints } from '../operations/schema.ts';
import { hashOfKey, needsSetUp } from './accounts.ts';
import { accessError } from './messages.ts';
import { cachesOf } from './principal-cache.ts';
import { keyPrincipal, sessionPrincipal, touchApiKey } from './queries.ts';
import { isSameOrigin, lesserRole } from './rules.ts';
import { accessEndpoints } from './endpoints.ts';
import { signInOf } from './sign-in.ts';

const bearer = /^bearer +(\S+) *$/i;
// The value is `token.signature`; the prefix is better-auth's own for cookies that travel over https only.
const sessionCookie = /(?:^|;) *(?:__Secure-)?clientele\.session_token=([^;]+)/;
const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
/** What is served before there is an administrator. */
const openPaths = [accessEndpoints.getSession, accessEndpoints.setUp, operationsEndpoints.getInstallation].map(({ path }) =>
	fastifyPath(path),
);

function sessionCookieOf(request: FastifyRequest): string | null {
	return sessionCookie.exec(request.headers.cookie ?? '')?.[1] ?? null;
}

/** The token of the session a request carries, as user_sessions keeps it; not checked. */
export function sessionTokenOf(request: FastifyRequest): string | null {
	// Tokens are letters and digits, so the encoding of the cookie does not touch them.
	return sessionCookieOf(request)?.split('.')[0] ?? null;
}

/**
 * Resolves requests to principals.
 * No credentials, or a session that has ended: `nobody`. A wrong API key: 401. A write by cookie from another site: 403. No credentials before there is an
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
	const { key_id, key_role, stale, ...person } = row;
	// Not awaited: when a key was last used is worth no delay, and no error where it cannot be noted.
	if (stale) touchApiKey(database.app, key_id).catch((cause) => log.debug({ err: cause }, 'use of an API key not noted'));
	const role = lesserRole(person.role, key_role);
	return Object.freeze({ ...person, role, permissions: permissionsOf[role], via: 'api_key' as const, key_id });
}

async function bySession(services: Services, request: FastifyRequest): Promise<Principal | null> {
	const headers = new Headers({ cookie: request.headers.cookie ?? '' });
	const known = await signInOf(services).api.getSession({ headers, query: { disableRefresh: true } });
	if (!known) return null;
	// The cookie may be some minutes old: whether the session still stands and what the person may do, the database says.
	const row = await sessionPrincipal(services.database.app, known.session.token);
	return row && Object.freeze({ ...row, via: 'session' as const });
}

/** Lets the session of a request live on: the cookies to send back with it. None where it carries no session. */
export async function renewedCookies(services: Services, request: FastifyRequest): Promise<string[]> {
	if (sessionCookieOf(request) === null) return [];
	const headers = new Headers({ cookie: request.headers.cookie! });
	const renewed = await signInOf(services).api.getSession({ headers, returnHeaders: true });
	return renewed.headers.getSetCookie();
}
