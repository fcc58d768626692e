// What the tests of signing in share: the routes with a mail server that is never reached, the mails that wait for it, codes as an app shows them.
import { queuedMail } from '../../platform/testing.ts';
import { type AccessTest, accessTest, Browser } from '../access/testing.ts';
import { stepSeconds, totpCode } from './rules.ts';

/** With a mail server at which nothing listens: what is sent is read from the queue. */
export function signInTest(overrides: Parameters<typeof accessTest>[0] = {}): Promise<AccessTest> {
	return accessTest({ smtpUrl: 'smtp://127.0.0.1:9', mailFrom: 'crm@example.com', ...overrides });
}

interface Letter {
	readonly to: string;
	readonly subject: string;
	readonly language: string;
	readonly paragraphs: string[];
	readonly link: { readonly url: string };
}

/** Takes the mails out of the queue, opened. */
export async function letters({ services }: AccessTest): Promise<Letter[]> {
	const sealed = (await queuedMail(services)) as { readonly sealed: string }[];
	return sealed.map((one) => JSON.parse(services.keyring.open('mail.send', one.sealed)));
}

/** The token of the link in a mail. */
export const tokenOf = (url: string): string => url.slice(url.indexOf('#') + 1);

/** What an authenticator app shows now, or `steps` time steps later. */
export function appCode(secret: string, steps = 0): string {
	return totpCode(secret, Math.floor(Date.now() / 1000 / stepSeconds) + steps);
}

/** Another browser with the same cookies: a copy somebody took. */
export function copyOf(browser: Browser, { app }: AccessTest): Browser {
	const copy = new Browser(app);
	for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
	return copy;
}
