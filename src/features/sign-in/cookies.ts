// The cookies around signing in. All are kept from scripts; with https they carry the prefix __Host-, so that no other host can set them.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Config, servesHttps } from '../../platform/config.ts';
import { hashOfToken } from './rules.ts';

/**
 * device: a browser that is known. pending: a second factor is asked for. challenge: of a passkey. provider: on the way to a provider and back –
 * the only one with SameSite=Lax, since the way back begins on the provider's page; all others are Strict.
 */
export type CookieName = 'device' | 'pending' | 'challenge' | 'provider';

type Place = Pick<Config, 'publicUrl' | 'tlsCert'>;

/** The whole name of a cookie, of ours and of the session. */
export function cookieName(config: Place, name: CookieName | 'session_token'): string {
	return `${servesHttps(config) ? '__Host-' : ''}clientele.${name}`;
}

/** Sends a cookie with the reply; `seconds` 0 takes it away. */
export function setCookie(reply: FastifyReply, config: Place, name: CookieName, value: string, seconds: number): void {
	const site = name === 'provider' ? 'Lax' : 'Strict';
	const secure = servesHttps(config) ? '; Secure' : '';
	reply.header('set-cookie', `${cookieName(config, name)}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=${site}${secure}`);
}

/** Takes the cookie of the session away. */
export function endSessionCookie(reply: FastifyReply, config: Place): void {
	const secure = servesHttps(config) ? '; Secure' : '';
	reply.header('set-cookie', `${cookieName(config, 'session_token')}=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict${secure}`);
}

/** The value that a request carries; tokens are base64url, so that nothing has to be decoded. */
export function readCookie(request: FastifyRequest, config: Place, name: CookieName): string | null {
	const wanted = `${cookieName(config, name)}=`;
	const found = (request.headers.cookie ?? '').split(';').find((one) => one.trim().startsWith(wanted));
	const value = found?.trim().slice(wanted.length) ?? '';
	return /^[\w-]{20,100}$/.test(value) ? value : null;
}

/** The hash under which we know what a cookie stands for. */
export function readCookieHash(request: FastifyRequest, config: Place, name: CookieName): Buffer | null {
	const value = readCookie(request, config, name);
	return value === null ? null : hashOfToken(value);
}
