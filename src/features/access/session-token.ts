// The session cookie of a request.
import type { FastifyRequest } from 'fastify';

// The value is `token.signature`; the prefix stands before cookies that travel over https only.
const sessionCookie = /(?:^|;) *(?:__Host-)?clientele\.session_token=([^;]+)/;

/** The whole value, with its signature; null where the request carries none. */
export function sessionCookieOf(request: FastifyRequest): string | null {
	return sessionCookie.exec(request.headers.cookie ?? '')?.[1] ?? null;
}

/** The token of the session a request carries, as user_sessions keeps it; not checked. */
export function sessionTokenOf(request: FastifyRequest): string | null {
	// Tokens are letters and digits, so the encoding of the cookie does not touch them.
	return sessionCookieOf(request)?.split('.')[0] ?? null;
}
