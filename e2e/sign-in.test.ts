// Signing in in a real browser: an authenticator app, a passkey of a virtual authenticator, and single sign-on against a real OpenID provider.
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestProvider, testProvider } from '../src/features/sign-in/provider-testing.ts';
import { appCode } from '../src/features/sign-in/testing.ts';
import { accessibilityProblems, administrator, launch, signIn } from './browser.ts';
import { type RunningServer, startServer } from './server.ts';
import { arrive, type Person } from './steps.ts';

let server: RunningServer;
let browser: Browser;
let provider: TestProvider;
/** Passkeys are bound to a name; an address is none. */
let url: string;

beforeAll(async () => {
	const { email, password } = administrator;
	[server, browser] = await Promise.all([
		startServer({ CLIENTELE_ADMIN_EMAIL: email, CLIENTELE_ADMIN_PASSWORD: password, CLIENTELE_OUTBOUND_NETWORKS: '127.0.0.0/8' }),
		launch(),
	]);
	url = server.url.replace('127.0.0.1', 'localhost');
	provider = await testProvider(() => [`${url}/api/auth/callback`]);
});

afterAll(async () => {
	await browser?.close();
	await server?.stop();
	await provider?.close();
});

const enter = async (options: Parameters<typeof arrive>[2] = {}): Promise<Person> => arrive(browser, url, options);

/** Types the password; stays where that leads. */
async function typePassword(page: Page, who: { readonly email: string; readonly password: string }): Promise<void> {
	await page.goto('/sign-in');
	await page.fill('input[name=email]', who.email);
	await page.fill('input[name=password]', who.password);
	await page.keyboard.press('Enter');
}

async function addPerson(email: string, role: string): Promise<{ readonly email: string; readonly password: string }> {
	const admin = await enter();
	await signIn(admin.page);
	const roles = await admin.send<{ items: { id: number; key: string }[] }>('GET', '/roles?limit=200');
	const person = { email, password: 'seven slow yellow boats' };
	await admin.send('POST', '/users', { ...person, name: email, role_id: roles.items.find(({ key }) => key === role)!.id });
	await admin.leave();
	return person;
}

test('an authenticator app is set up with the keyboard, asked for at the next sign-in, and a recovery code stands in for it', async () => {
	const person = await addPerson('app@example.com', 'sales');
	const { page, say, leave } = await enter({ language: 'zh-CN', width: 390, height: 844, scheme: 'dark' });
	await signIn(page, person);
	await page.goto('/settings/security');
	await page.getByRole('button', { name: say.signIn('app_add') }).press('Enter');
	const secret = ((await page.locator('[data-secret]').textContent()) ?? '').replaceAll(/\s/g, '');
	expect(await page.getByRole('img', { name: say.signIn('app_qr') }).isVisible()).toBe(true);
	expect(await accessibilityProblems(page)).toEqual([]);
	// A wrong code is told in the dialogue, and does not look like the end of the session.
	await page.locator('input[name=code]').fill('000000');
	await page.keyboard.press('Enter');
	await page.getByRole('alert').waitFor();
	expect(await page.getByRole('dialog', { name: say.shell('session_ended') }).count()).toBe(0);
	await page.locator('input[name=code]').fill(appCode(secret, -1));
	await page.keyboard.press('Enter');
	await page.locator('[data-codes] li').first().waitFor();
	const codes = await page.locator('[data-codes] li').allInnerTexts();
	expect(codes).toHaveLength(10);
	await page.getByRole('button', { name: say.signIn('recovery_kept') }).click();
	await page.getByText(say.signIn('app_on')).waitFor();
	await leave();

	const next = await enter();
	await typePassword(next.page, person);
	await next.page.locator('input[name=code]').fill('000000');
	await next.page.keyboard.press('Enter');
	await next.page.getByRole('alert').waitFor();
	expect(await accessibilityProblems(next.page)).toEqual([]);
	await next.page.locator('input[name=code]').fill(appCode(secret));
	await next.page.keyboard.press('Enter');
	await next.page.waitForURL('**/customers');
	await next.leave();

	const lost = await enter();
	await typePassword(lost.page, person);
	// A page that is loaded anew in between asks for the second step still.
	await lost.page.locator('input[name=code]').waitFor();
	await lost.page.reload();
	await lost.page.getByRole('button', { name: lost.say.signIn('use_recovery') }).click();
	await lost.page.locator('input[name=code]').fill(codes[0]!.toLowerCase());
	await lost.page.keyboard.press('Enter');
	await lost.page.waitForURL('**/customers');

	// A quarter of an hour later what is sensitive asks for both factors again, and goes on by itself.
	let asked = false;
	await lost.page.route('**/me/recovery-codes', (route) => {
		if (asked) return route.continue();
		asked = true;
		return route.fulfill({
			status: 403,
			contentType: 'application/problem+json',
			body: JSON.stringify({ code: 'fresh_sign_in_needed', title: '' }),
		});
	});
	await lost.page.goto('/settings/security');
	await lost.page.getByRole('button', { name: lost.say.signIn('recovery_new') }).click();
	await lost.page.locator('input[name=confirm-password]').fill(person.password);
	await lost.page.locator('input[name=confirm-code]').fill(appCode(secret));
	expect(await accessibilityProblems(lost.page)).toEqual([]);
	await lost.page.keyboard.press('Enter');
	await lost.page
		.getByRole('alert')
		.getByText(/was used already/)
		.waitFor();
	await lost.page.locator('input[name=confirm-code]').fill(codes[1]!);
	await lost.page.keyboard.press('Enter');
	await lost.page.locator('[data-codes] li').first().waitFor();
	expect(await lost.page.locator('[data-codes] li').allInnerTexts()).not.toContain(codes[2]);
	await lost.page.close();
});

/** A device with a finger that is always the right one. */
async function authenticator(page: Page): Promise<CDPSession> {
	const session = await page.context().newCDPSession(page);
	await session.send('WebAuthn.enable');
	await session.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2',
			transport: 'internal',
			hasResidentKey: true,
			hasUserVerification: true,
			isUserVerified: true,
			automaticPresenceSimulation: true,
		},
	});
	return session;
}

test('a passkey is made, signs in by itself and as the second step, and proves anew who one is', async () => {
	const person = await addPerson('finger@example.com', 'sales');
	const { page, say, send, leave } = await enter();
	await authenticator(page);
	await signIn(page, person);
	await page.goto('/settings/security');
	await page.getByRole('button', { name: say.signIn('passkey_add') }).click();
	await page.getByLabel(say.signIn('passkey_name')).fill('Laptop');
	await page.keyboard.press('Enter');
	await page.locator('[data-codes] li').first().waitFor();
	await page.getByRole('button', { name: say.signIn('recovery_kept') }).click();
	await page.getByText('Laptop', { exact: true }).waitFor();

	await send('POST', '/sign-out');
	await page.goto('/sign-in');
	await page.getByRole('button', { name: say.signIn('with_passkey') }).click();
	await page.waitForURL('**/customers');
	expect((await send<{ user: { email: string } }>('GET', '/session')).user.email).toBe(person.email);

	await send('POST', '/sign-out');
	await typePassword(page, person);
	await page.getByRole('button', { name: say.signIn('go_on') }).click();
	await page.waitForURL('**/customers');
	await leave();
});

test('somebody comes through the company’s provider, whose account is made at the first time; a wrong provider is told', async () => {
	const { issuer, client_id, client_secret, people } = provider;
	people.set('wang', { email: 'wang@acme.example', email_verified: true, name: '王芳' });
	people.set('stranger', { email: 'wang@acme.example', email_verified: false });
	const admin = await enter();
	await signIn(admin.page);
	const roles = await admin.send<{ items: { id: number; key: string }[] }>('GET', '/roles?limit=200');
	await admin.page.goto('/settings/sign-in');
	await admin.page.getByRole('button', { name: admin.say.signInSettings('provider_new') }).click();
	const field = (word: 'name' | 'issuer' | 'client_id' | 'client_secret' | 'domains') =>
		admin.page.getByRole('dialog').getByRole('textbox', { name: admin.say.signInSettings(word), exact: true });
	await field('name').fill('Acme');
	await field('issuer').fill(issuer);
	await field('client_id').fill(client_id);
	await admin.page.getByRole('dialog').getByLabel(admin.say.signInSettings('client_secret')).first().fill(client_secret);
	await field('domains').fill('acme.example');
	await admin.page.getByLabel(admin.say.signInSettings('creates')).check();
	await admin.page
		.getByLabel(admin.say.signInSettings('creates_role'))
		.selectOption(String(roles.items.find(({ key }) => key === 'sales')!.id));
	await admin.page
		.getByRole('button', { name: admin.say.common('save') })
		.last()
		.click();
	await admin.page.getByRole('button', { name: admin.say.signInSettings('test_of', { name: 'Acme' }) }).click();
	await admin.page.getByText(admin.say.signInSettings('test_done', { name: 'Acme' })).waitFor();
	await admin.leave();

	const come = async (login: string) => {
		const visitor = await enter({ language: 'zh-CN' });
		const { page, say } = visitor;
		await page.goto('/sign-in?to=%2Fexports');
		await page.getByRole('button', { name: say.signIn('with_provider', { name: 'Acme' }) }).click();
		await page.locator('input[name=login]').fill(login);
		await page.locator('input[name=password]').fill('any');
		await page.locator('button[type=submit]').click();
		await page.locator('button[type=submit]').click();
		return visitor;
	};
	const wang = await come('wang');
	await wang.page.waitForURL('**/exports');
	expect((await wang.send<{ user: { name: string } }>('GET', '/session')).user.name).toBe('王芳');
	await wang.page.goto('/settings/security');
	await wang.page.getByText(wang.say.signIn('password_none')).waitFor();
	await wang.page.close();

	const stranger = await come('stranger');
	await stranger.page.waitForURL('**/sign-in?refused=provider_email');
	expect(await stranger.page.getByRole('alert').textContent()).toMatch(/没有确认您的邮箱/);
	await stranger.page.close();
});
