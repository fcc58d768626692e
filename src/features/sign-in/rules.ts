// Pure decisions of signing in: codes of authenticator apps, recovery codes, who needs a second factor, what a browser calls itself.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Permission } from '../../platform/endpoint.ts';
import type { Account } from './queries.ts';
import type { SecondFactor, SignInSettings } from './schema.ts';

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Bytes in base32 (RFC 4648), without padding. */
export function toBase32(bytes: Buffer): string {
	let bits = '';
	for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
	return (bits.match(/.{1,5}/g) ?? []).map((five) => base32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

function fromBase32(text: string): Buffer {
	const bits = [...text].map((one) => base32.indexOf(one).toString(2).padStart(5, '0')).join('');
	return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}

/** Seconds of one time step (RFC 6238). */
export const stepSeconds = 30;

/** A secret for an authenticator app: 160 bits, as RFC 4226 recommends. */
export function newTotpSecret(): string {
	return toBase32(randomBytes(20));
}

/** The code of a time step: HOTP (RFC 4226) over HMAC-SHA-1, six digits; what every authenticator app computes. */
export function totpCode(secret: string, step: number): string {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(step));
	const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
	const at = mac[19]! & 0xf;
	return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The time step that a code belongs to: now, one before or one after, since clocks differ (RFC 6238, 5.2); null where it is none of those. */
export function stepOfCode(secret: string, code: string, now: number): number | null {
	const given = Buffer.from(code.replace(/[\s-]/g, ''));
	if (given.length !== 6) return null;
	const current = Math.floor(now / 1000 / stepSeconds);
	let found: number | null = null;
	for (const step of [current - 1, current, current + 1]) if (timingSafeEqual(given, Buffer.from(totpCode(secret, step)))) found = step;
	return found;
}

/** What an authenticator app reads from the picture. */
export function totpUri(secret: string, account: string, issuer: string): string {
	const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
	return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=6&period=${stepSeconds}`;
}

/** Ten codes of 140 random bits each, in groups of four letters: too many to be tried, whoever gets hold of their hashes and the key (ASVS 6.5.2, 11.5.1). */
export function newRecoveryCodes(): string[] {
	return Array.from({ length: 10 }, () => toBase32(randomBytes(18)).slice(0, 28).match(/.{4}/g)!.join('-'));
}

/** A recovery code as it is hashed: whatever a person types around it does not matter. */
export function plainRecoveryCode(code: string): string {
	return code.toUpperCase().replace(/[^A-Z2-7]/g, '');
}

/** 256 random bits for a cookie or a link. */
export function newToken(): string {
	return randomBytes(32).toString('base64url');
}

/** What is kept of such a token. Random as it is, it needs no salt and no slow hash. */
export function hashOfToken(token: string): Buffer {
	return createHash('sha256').update(token).digest();
}

/** The second factors that a person has. */
export function factorsOf(account: Pick<Account, 'totp' | 'passkeys' | 'recovery_codes'>): SecondFactor[] {
	const own: SecondFactor[] = [...(account.passkeys > 0 ? ['passkey' as const] : []), ...(account.totp ? ['totp' as const] : [])];
	return own.length > 0 && account.recovery_codes > 0 ? [...own, 'recovery'] : own;
}

/** Whether the rules ask a person with these permissions for a second factor. */
export function factorRequired(
	{ second_factor, permissions }: Pick<SignInSettings, 'second_factor' | 'permissions'>,
	held: ReadonlySet<Permission>,
): boolean {
	if (second_factor === 'everybody') return true;
	return second_factor === 'permissions' && permissions.some((one) => held.has(one as Permission));
}
