// Authenticator apps and recovery codes: set up, asked for, taken once, required by rule, taken away; and what a raise of rights does to the session.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { forgetPrincipals } from '../access/principal-cache.ts';
import { type AccessTest, addAdministrator, addUser, adminEmail, Browser, signedIn } from '../access/testing.ts';
import { stepOfCode, totpCode } from './rules.ts';
import { appCode, copyOf, letters, signInTest } from './testing.ts';

let test: AccessTest;
let people = 0;

beforeAll(async () => {
	test = await signInTest();
	await addAdministrator(test);
});
afterEach(() => letters(test));
afterAll(() => test.drop());

/** Somebody with an authenticator app, signed in. */
async function withApp(): Promise<{ id: number; email: string; browser: Browser; secret: string; codes: string[] }> {
	const email = `app${++people}@example.com`;
	const { id } = await addUser(test, email);
	const browser = await signedIn(test, email);
	const { secret } = (await browser.send('POST', '/api/v1/me/totp')).json();
	const reply = await browser.send('POST', '/api/v1/me/totp/confirm', { code: appCode(secret, -1) });
	expect(reply.statusCode, reply.body).toBe(200);
	return { id, email, browser, secret, codes: reply.json().recovery_codes };
}

const finish = (browser: Browser, code: string, method = 'totp') => browser.send('POST', '/api/v1/sign-in/second-factor', { method, code });

describe('the code of an app', () => {
	it('is that of RFC 6238', () => {
		const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
		expect(
			[59, 1111111109, 1111111111, 1234567890, 2000000000, 20000000000].map((time) => totpCode(secret, Math.floor(time / 30))),
		).toEqual(['287082', '081804', '050471', '005924', '279037', '353130']);
		expect(stepOfCode(secret, '287 082', 59_000)).toBe(1);
		expect(stepOfCode(secret, '287082', 90_001)).toBeNull();
		for (const wrong of ['', '28708', '2870822', 'abcdef', '２８７０８２']) expect(stepOfCode(secret, wrong, 59_000)).toBeNull();
	});
});

describe('a second factor', () => {
	it('is asked for after the password, and the session begins with it', async () => {
		const { email, secret } = await withApp();
		const browser = new Browser(test.app);
		const first = await browser.signIn(email);
		expect(first.json()).toEqual({ state: 'second_factor', methods: ['totp', 'recovery'] });
		expect(await browser.who()).toBeNull();
		expect(browser.cookies.has('clientele.session_token')).toBe(false);
		expect((await browser.send('GET', '/api/v1/sign-in')).json().pending).toEqual(['totp', 'recovery']);
		expect((await finish(browser, '000000')).json().code).toBe('second_factor_wrong');
		expect((await finish(browser, appCode(secret))).json()).toEqual({ state: 'signed_in', methods: [] });
		expect(await browser.who()).toMatchObject({ email });
	});

	it('takes no code twice, not even in two places at once, nor one before it', async () => {
		const { email, secret } = await withApp();
		const [one, other] = [new Browser(test.app), new Browser(test.app)];
		await one.signIn(email);
		await other.signIn(email);
		const code = appCode(secret);
		const answers = await Promise.all([finish(one, code), finish(other, code)]);
		expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401]);
		const third = new Browser(test.app);
		await third.signIn(email);
		expect((await finish(third, code)).statusCode).toBe(401);
		expect((await finish(third, appCode(secret, -1))).statusCode).toBe(401);
		expect((await finish(third, appCode(secret, 1))).statusCode).toBe(200);
	});

	it('may be tried five times, then one begins anew; its question is that browser’s alone and works once', async () => {
		const { email, secret } = await withApp();
		const browser = new Browser(test.app);
		await browser.signIn(email);
		const stranger = new Browser(test.app);
		stranger.cookies.set('clientele.pending', 'A'.repeat(43));
		expect((await finish(stranger, appCode(secret))).json().code).toBe('second_factor_over');
		const codes = [];
		for (let n = 0; n < 6; n++) codes.push((await finish(browser, '000000')).json().code);
		expect(codes.slice(0, 5)).toEqual(Array(5).fill('second_factor_wrong'));
		expect(codes[5]).toMatch(/second_factor_over|sign_in_too_often/);
		expect((await finish(browser, appCode(secret))).statusCode).not.toBe(200);
		expect(await browser.who()).toBeNull();
	});

	it('gives way to a recovery code, once, of several at once to one; its owner is told', async () => {
		const { email, codes } = await withApp();
		expect(new Set(codes).size).toBe(10);
		// 28 letters of 5 bits: more than the 112 below which a slow hash is asked for, and the 128 of what nobody may guess.
		for (const code of codes) expect(code).toMatch(/^[A-Z2-7]{4}(-[A-Z2-7]{4}){6}$/);
		await letters(test);
		const browsers = [new Browser(test.app), new Browser(test.app), new Browser(test.app)];
		for (const browser of browsers) await browser.signIn(email);
		const typed = codes[0]!.toLowerCase().replaceAll('-', ' ');
		const answers = await Promise.all(browsers.map((browser) => finish(browser, typed, 'recovery')));
		expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401, 401]);
		expect((await letters(test)).map(({ subject }) => subject)).toContain('A recovery code was used');
		const { rows } = await test.services.database.owner.query('select hash::text from user_recovery_codes');
		for (const code of codes) expect(JSON.stringify(rows)).not.toContain(code.replaceAll('-', ''));
	});

	it('is stored sealed', async () => {
		const { secret } = await withApp();
		const { rows } = await test.services.database.owner.query('select secret from user_totp');
		expect(JSON.stringify(rows)).not.toContain(secret);
	});

	it('gives the session a new token when it is set up: a copy of the old cookie is worth nothing', async () => {
		const email = `fixed${++people}@example.com`;
		await addUser(test, email);
		const browser = await signedIn(test, email);
		const { secret } = (await browser.send('POST', '/api/v1/me/totp')).json();
		const copy = copyOf(browser, test);
		expect(await copy.who()).not.toBeNull();
		await browser.send('POST', '/api/v1/me/totp/confirm', { code: appCode(secret) });
		expect(await browser.who()).toMatchObject({ email });
		expect(await copy.who()).toBeNull();
	});

	it('is changed by who proved lately who he is: with the password, not with a key', async () => {
		const { id, browser, email, secret, codes } = await withApp();
		const stale = () =>
			test.services.database.owner.query("update user_sessions set authenticated_at = now() - interval '16 minutes' where user_id = $1", [
				id,
			]);
		await stale();
		const refused = await browser.send('DELETE', '/api/v1/me/totp');
		expect([refused.statusCode, refused.json().code]).toEqual([403, 'fresh_sign_in_needed']);
		expect((await browser.send('POST', '/api/v1/me/confirm', { password: 'not the password' })).json().code).toBe('password_wrong');
		const copy = copyOf(browser, test);
		const confirm = (body: object) => browser.send('POST', '/api/v1/me/confirm', { password: 'four tall green lamps', ...body });
		expect((await confirm({})).json().code).toBe('second_factor_asked');
		for (const code of [codes[0]!.replace(/^..../, 'AAAA'), appCode(secret, -1)])
			expect((await confirm({ code })).json().code).toBe('second_factor_wrong');
		expect((await browser.send('DELETE', '/api/v1/me/totp')).json().code).toBe('fresh_sign_in_needed');
		expect((await confirm({ code: appCode(secret) })).statusCode).toBe(204);
		expect(await copy.who()).toBeNull();
		await stale();
		expect((await confirm({ code: appCode(secret) })).json().code).toBe('second_factor_wrong');
		expect((await confirm({ code: codes[1] })).statusCode).toBe(204);
		expect((await browser.send('DELETE', '/api/v1/me/totp')).statusCode).toBe(204);
		expect((await new Browser(test.app).signIn(email)).json()).toEqual({ state: 'signed_in', methods: [] });
	});
});

describe('the rule', () => {
	const rule = (body: object) => ({
		second_factor: 'optional',
		permissions: ['users.manage'],
		idle_minutes: 1440,
		absolute_hours: 336,
		...body,
	});

	it('lets nobody make it who could not go on himself, and then asks those whom it names at their next sign-in', async () => {
		const administrator = await signedIn(test, adminEmail);
		const put = (body: object) => administrator.send('PUT', '/api/v1/sign-in/settings', rule(body));
		expect((await put({ second_factor: 'everybody' })).json().code).toBe('settings_own_factor');
		const { secret } = (await administrator.send('POST', '/api/v1/me/totp')).json();
		await administrator.send('POST', '/api/v1/me/totp/confirm', { code: appCode(secret, -1) });
		expect((await put({ second_factor: 'everybody' })).statusCode).toBe(200);

		const email = `asked${++people}@example.com`;
		await addUser(test, email, { role: 'manager' });
		const browser = await signedIn(test, email);
		expect(await browser.who()).toMatchObject({ limited: true, permissions: ['public', 'signed_in'] });
		expect((await browser.send('GET', '/api/v1/people')).statusCode).toBe(403);
		const own = (await browser.send('POST', '/api/v1/me/totp')).json();
		const before = copyOf(browser, test);
		expect((await browser.send('POST', '/api/v1/me/totp/confirm', { code: appCode(own.secret) })).statusCode).toBe(200);
		expect(await browser.who()).toMatchObject({ limited: false, permissions: expect.arrayContaining(['customers.read']) });
		expect(await before.who()).toBeNull();
		expect((await browser.send('DELETE', '/api/v1/me/totp')).json().code).toBe('second_factor_kept');

		const stale = await administrator.send('PUT', '/api/v1/sign-in/settings', rule({}), { 'if-match': '"1"' });
		expect(stale.statusCode).toBe(412);
		expect((await put({ second_factor: 'permissions', permissions: ['users.manage'] })).statusCode).toBe(200);
		const other = `free${++people}@example.com`;
		await addUser(test, other);
		expect(await (await signedIn(test, other)).who()).toMatchObject({ limited: false });
		expect((await put({})).statusCode).toBe(200);
	});
});

describe('an administrator', () => {
	it('takes away somebody’s factors: sessions end, he is told, the reason is noted', async () => {
		const { id, email, browser } = await withApp();
		const administrator = new Browser(test.app);
		const reset = () => administrator.send('POST', `/api/v1/users/${id}/second-factor/reset`, { reason: 'lost the phone' });
		expect((await reset()).statusCode).toBe(401);
		await addUser(test, 'second.admin@example.com', { role: 'administrator' });
		await administrator.signIn('second.admin@example.com');
		await letters(test);
		expect((await reset()).statusCode).toBe(204);
		forgetPrincipals(test.services.database);
		expect(await browser.who()).toBeNull();
		expect((await letters(test)).map(({ to, subject }) => [to, subject])).toEqual([
			[email, 'An administrator took away your second factor'],
		]);
		expect((await new Browser(test.app).signIn(email)).json().state).toBe('signed_in');
		const { rows } = await test.services.database.owner.query(
			"select 1 from audit_log where action = 'sign_in.reset_factor' and entity_id = $1",
			[String(id)],
		);
		expect(rows).toHaveLength(1);
	});
});
