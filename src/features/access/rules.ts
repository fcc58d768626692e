// Pure decisions about people and requests: which password will do, which request comes from our own page, what a page of a list holds.
import { leastScore, passwordStrength } from '../../platform/password-strength.ts';

/** The account that commands on the server's machine and their API keys act as. It has no password, so nobody can sign in as it (RFC 6761: .invalid). */
export const systemEmail = 'system@clientele.invalid';

/** True for addresses that no person can have. */
export function isReservedEmail(email: string): boolean {
	return email.endsWith('.invalid');
}

/** A page from one row more than was asked for: whether there is a next one is known without counting. */
export function pageOf<T extends { readonly id: number }>(rows: T[], limit: number): { items: T[]; next: number | null } {
	const items = rows.slice(0, limit);
	return { items, next: rows.length > limit ? items[items.length - 1]!.id : null };
}

export const passwordLength = { min: 10, max: 256 } as const;

/** What is first tried against a sign-in page, of those that are long enough; compared after folding case. */
const commonPasswords = new Set(
	`1234567890 0123456789 0987654321 9876543210 12345678910 1234567891 12345678901 123456789012 1122334455 1357924680 1234512345
	123456789a a123456789 a1234567890 abc1234567 abc123456789 abcd123456 abcd1234567 abcdefghij abcdefg123 aa123456789 qq123456789 a123456a123456
	qwertyuiop qwertyuiop123 qwerty1234 qwerty12345 qwerty123456 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc qazwsxedcrfv asdfghjkl1 asdfghjkl; zxcvbnm123
	password12 password123 password1234 password12345 passw0rd123 p@ssw0rd123 p@ssword123 password!1 changeme123 letmein123 letmein1234 welcome123 welcome1234
	iloveyou12 iloveyou123 iloveyou1314 woaini1314 woaini520 woaini1314520 woaini521314 5201314520 5201314521 1314520520 wodemima123 mima123456
	admin12345 admin123456 admin123456789 administrator administrator1 root123456 test123456 user123456 guest123456
	clientele1 clientele12 clientele123 clientele1234 football123 baseball123 superman123 princess123 sunshine123 dragon12345 monkey12345`.split(
		/\s+/,
	),
);

/** What is wrong with a password, null where it will do. Length counts characters as people see them typed, not bytes (NIST SP 800-63B, 3.1.1.2). */
export function passwordProblem(
	password: string,
	email: string,
	about: readonly string[] = [],
): 'password_short' | 'password_long' | 'password_common' | 'password_is_email' | 'password_weak' | 'password_leaked' | null {
	const length = [...password].length;
	if (length < passwordLength.min) return 'password_short';
	if (length > passwordLength.max) return 'password_long';
	const folded = password.normalize('NFKC').toLowerCase().trim();
	if (folded === email.toLowerCase()) return 'password_is_email';
	if (commonPasswords.has(folded) || new Set(folded).size < 3) return 'password_common';
	const { score, leaked } = passwordStrength(password, [email, ...about]);
	if (leaked) return 'password_leaked';
	return score < leastScore ? 'password_weak' : null;
}

/** The headers that tell where a request comes from. */
export interface OriginHeaders {
	readonly host?: string | undefined;
	readonly origin?: string | undefined;
	readonly 'sec-fetch-site'?: string | string[] | undefined;
}

/**
 * True when the request comes from our own page. Browsers send Sec-Fetch-Site to https and local addresses and Origin with every write; neither can be set
 * by a script. A write that carries a cookie and neither header is refused, since no browser of today sends one.
 */
export function isSameOrigin(headers: OriginHeaders, publicUrl?: string): boolean {
	const site = headers['sec-fetch-site'];
	if (site !== undefined) return site === 'same-origin';
	return trustedOrigins(headers.host, publicUrl).includes(headers.origin ?? '');
}

/** The origins our own page may have: the public address, and the address that was asked. */
export function trustedOrigins(host: string | undefined, publicUrl?: string): string[] {
	const asked = host ? [`http://${host}`, `https://${host}`] : [];
	return publicUrl ? [new URL(publicUrl).origin, ...asked] : asked;
}

/** The name that an e-mail address suggests: what stands before the @. */
export function nameFromEmail(email: string): string {
	return email.slice(0, Math.max(1, email.indexOf('@')));
}
