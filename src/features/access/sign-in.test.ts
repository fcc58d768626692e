// Signing in and out over HTTP, the cookies, what happens to sessions, and the secret they are signed with.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../platform/config.ts';
import { hashPassword, verifyPassword } from './accounts.ts';
import { accessTasks } from './jobs.ts';
import { forgetPrincipals } from './principal-cache.ts';
import { cookieSecret } from './sign-in.ts';
import { type AccessTest, accessTest, addAdministrator, addUser, adminEmail, Browser, goodPassword, signedIn } from './testing.ts';

let test: AccessTest;

beforeAll(async () => {
	test = await accessTest();
	await addAdministrator(test);
});

afterAll(() => test.drop());

describe('signing in', () => {
	it('takes the right password, whatever the case of the address, and gives a session that lasts', async () => {
		const browser = new Browser(test.app);
		const reply = await browser.signIn('Chen.Jie@Example.com');
		expect(reply.statusCode).toBe(200);
		expect(reply.headers['cache-control']).toBe('no-store');
		expect(await browser.who()).toMatchObject({ email: adminEmail });
		forgetPrincipals(test.services.database);
		expect(await browser.who()).toMatchObject({ email: adminEmail, permissions: expect.arrayContaining(['users.manage']) });
	});

	it('keeps its cookies from scripts and other sites', async () => {
		const browser = await signedIn(test, adminEmail);
		await browser.signIn(adminEmail);
		expect(browser.setCookies.length).toBeGreaterThan(0);
		for (const line of browser.setCookies) {
			expect(line).toMatch(/^clientele\./);
			expect(line).toMatch(/httponly/i);
			expect(line).toMatch(/samesite=strict/i);
			expect(line).not.toMatch(/secure/i);
		}
	});

	it('answers a wrong password and an unknown address alike, in the language of the person', async () => {
		const wrong = await new Browser(test.app).signIn(adminEmail, 'not the password');
		const unknown = await new Browser(test.app).signIn('nobody@example.com', 'not the password');
		expect(wrong.statusCode).toBe(401);
		expect(wrong.headers['content-type']).toMatch(/application\/problem\+json/);
		expect(unknown.json()).toEqual(wrong.json());
		const chinese = await new Browser(test.app).send(
			'POST',
			'/api/v1/sign-in',
			{ email: adminEmail, password: 'x' },
			{ 'accept-language': 'zh-CN' },
		);
		expect(chinese.json()).toMatchObject({ code: 'sign_in_refused', title: expect.stringContaining('密码不正确') });
	});

	it.each([{}, { email: adminEmail }, { email: 7, password: [] }, { email: 'no address', password: goodPassword }])(
		'refuses %j with a sentence',
		async (body) => {
			const reply = await new Browser(test.app).send('POST', '/api/v1/sign-in', body);
			expect(reply.statusCode).toBe(400);
			expect(reply.json()).toMatchObject({ code: 'invalid_input' });
		},
	);

	it('is refused to another site', async () => {
		const reply = await new Browser(test.app, 'https://evil.example').signIn(adminEmail);
		expect(reply.statusCode).toBe(403);
		expect(reply.json()).toMatchObject({ code: 'origin_refused' });
	});

	it('notes the address and the program of a session', async () => {
		await addUser(test, 'noted@example.com');
		await new Browser(test.app).send(
			'POST',
			'/api/v1/sign-in',
			{ email: 'noted@example.com', password: goodPassword },
			{ 'user-agent': 'a browser' },
		);
		const { rows } = await test.services.database.app.query(
			`select s.ip_address, s.user_agent from user_sessions s join users u on u.id = s.user_id where u.email = 'noted@example.com'`,
		);
		expect(rows).toEqual([{ ip_address: expect.stringMatching(/^10\.0\.0\.\d+$/), user_agent: 'a browser' }]);
	});

	it('offers nothing else of the library', async () => {
		const browser = await signedIn(test, adminEmail);
		for (const path of [
			'sign-in/email',
			'sign-out',
			'begin-session',
			'sign-up/email',
			'change-password',
			'update-user',
			'delete-user',
			'change-email',
			'request-password-reset',
		]) {
			const reply = await browser.send('POST', `/api/auth/${path}`, { email: 'new@example.com', password: goodPassword, name: 'New' });
			expect(reply.statusCode, path).toBe(404);
		}
	});
});

describe('a session', () => {
	it('is noted with its time for the list of users', async () => {
		const administrator = await signedIn(test, adminEmail);
		const list = async () =>
			(await administrator.send('GET', '/api/v1/users')).json().items as { email: string; last_sign_in_at: string | null }[];
		const mine = (await list()).find(({ email }) => email === adminEmail)!;
		expect(Date.parse(mine.last_sign_in_at!)).toBeGreaterThan(Date.now() - 60_000);
	});

	it('ends with signing out, also for who kept a copy of the cookies', async () => {
		const browser = await signedIn(test, adminEmail);
		const copy = new Browser(test.app);
		for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
		expect(await copy.who()).not.toBeNull();
		expect((await browser.send('POST', '/api/v1/sign-out')).statusCode).toBe(204);
		expect(browser.cookies.has('clientele.session_token')).toBe(false);
		expect(await copy.who()).toBeNull();
	});

	it('ends when its time is over', async () => {
		await addUser(test, 'ends@example.com');
		const browser = await signedIn(test, 'ends@example.com');
		await test.services.database.app.query(
			`update user_sessions set expires_at = now() - interval '1 second' where user_id = (select id from users where email = 'ends@example.com')`,
		);
		expect(await browser.who()).toBeNull();
		expect(browser.cookies.has('clientele.session_token')).toBe(false);
	});

	it('is renewed by use after a day', async () => {
		await addUser(test, 'stays@example.com');
		const browser = await signedIn(test, 'stays@example.com');
		const left = `extract(day from expires_at - now())::int as days from user_sessions where user_id = (select id from users where email = 'stays@example.com')`;
		await test.services.database.app.query(
			`update user_sessions set expires_at = now() + interval '2 days' where user_id = (select id from users where email = 'stays@example.com')`,
		);
		expect(await browser.who()).not.toBeNull();
		expect((await test.services.database.app.query(`select ${left}`)).rows[0].days).toBeGreaterThanOrEqual(6);
		expect(browser.setCookies.some((line) => line.startsWith('clientele.session_token='))).toBe(true);
	});

	it('is not made by a cookie of one’s own', async () => {
		const browser = await signedIn(test, adminEmail);
		const [token] = browser.cookies.get('clientele.session_token')!.split('.');
		browser.cookies.clear();
		browser.cookies.set('clientele.session_token', `${token}.${'A'.repeat(43)}%3D`);
		expect(await browser.who()).toBeNull();
		browser.cookies.set('clientele.session_token', '%E0%A4%A');
		expect(await browser.who()).toBeNull();
	});
});

it('marks the cookies as secure where the public address is https', async () => {
	const secure = await accessTest({ publicUrl: 'https://crm.example.com' });
	try {
		await addAdministrator(secure);
		const browser = new Browser(secure.app, 'https://crm.example.com');
		expect((await browser.signIn(adminEmail)).statusCode).toBe(200);
		for (const line of browser.setCookies) expect(line).toMatch(/^__Host-clientele\..*; Path=\/;.*; Secure|^__Host-clientele\..*; Secure/i);
		expect(await browser.who()).toMatchObject({ email: adminEmail });
	} finally {
		await secure.drop();
	}
});

describe('a password hash', () => {
	it('is argon2id, differs each time, and knows the password in any composition of its characters', async () => {
		const hash = await hashPassword('Zürich lamps ｆｕｌｌ');
		expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
		expect(await hashPassword('Zürich lamps ｆｕｌｌ')).not.toBe(hash);
		expect(await verifyPassword(hash, 'Zu\u0308rich lamps full')).toBe(true);
		expect(await verifyPassword(hash, 'Zurich lamps full')).toBe(false);
		expect(await verifyPassword('damaged', 'Zurich lamps full')).toBe(false);
	});
});

describe('at night', () => {
	it('sessions and verifications that have ended are deleted, and no other', async () => {
		const { owner } = test.services.database;
		const browser = await signedIn(test, adminEmail);
		await signedIn(test, adminEmail);
		const [ended] = (await owner.query('select id, user_id from user_sessions order by id desc limit 1')).rows;
		await owner.query("update user_sessions set expires_at = now() - interval '1 second' where id = $1", [ended.id]);
		for (const [name, time] of Object.entries({ old: 'now()', fresh: "now() + interval '1 hour'" }))
			await owner.query(`insert into user_verifications (identifier, value, expires_at) values ($1, 'x', ${time})`, [name]);
		const before = (await owner.query('select id from user_sessions order by id')).rows;
		await accessTasks['access.purge_expired']!({} as never, test.services);
		expect((await owner.query('select id from user_sessions order by id')).rows).toEqual(before.filter(({ id }) => id !== ended.id));
		expect((await owner.query('select identifier from user_verifications')).rows).toEqual([{ identifier: 'fresh' }]);
		forgetPrincipals(test.services.database);
		expect(await browser.who()).toMatchObject({ email: adminEmail });
	});
});

describe('the secret', () => {
	const dataDir = mkdtempSync(join(tmpdir(), 'clientele-secret-'));
	afterAll(() => rmSync(dataDir, { recursive: true }));
	const config = (folder: string) => ({ ...loadConfig({}), dataDir: join(dataDir, folder) });

	it('is made once, for its owner alone, and leaves nothing beside it', () => {
		const secret = cookieSecret(config('new'));
		expect(secret.length).toBeGreaterThanOrEqual(43);
		expect(cookieSecret(config('new'))).toBe(secret);
		expect(statSync(join(dataDir, 'new', 'secret')).mode & 0o777).toBe(0o600);
		expect(readdirSync(join(dataDir, 'new'))).toEqual(['secret']);
		expect(readFileSync(join(dataDir, 'new', 'secret'), 'utf8').trim()).toBe(secret);
	});

	it('comes from the configuration where it is given there', () => {
		expect(cookieSecret({ ...config('given'), secret: 'g'.repeat(32) })).toBe('g'.repeat(32));
		expect(readdirSync(dataDir)).not.toContain('given');
	});

	it('is not replaced in silence where its file is damaged', () => {
		const damaged = config('damaged');
		cookieSecret(damaged);
		writeFileSync(join(damaged.dataDir, 'secret'), 'cut');
		expect(() => cookieSecret(damaged)).toThrow(expect.objectContaining({ code: 'secret_broken' }));
	});
});
