// Guessing at passwords: slowed down where it comes from, told to the owner, and no way to lock somebody else out.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccessTest, Browser as Visitor } from '../access/testing.ts';

// Counts real hashes: nothing is replaced.
const hashes = vi.hoisted(() => ({ count: 0 }));
vi.mock('@node-rs/argon2', async (original) => {
	const real = await original<typeof import('@node-rs/argon2')>();
	const verify: typeof real.verify = (...args) => {
		hashes.count += 1;
		return real.verify(...args);
	};
	return { ...real, verify };
});
// Files of tests share what is loaded: here the program is loaded anew, with the counter.
vi.resetModules();
const { addAdministrator, addUser, adminEmail, Browser, goodPassword, signedIn } = await import('../access/testing.ts');
const { signInTasks } = await import('./jobs.ts');
const { letters, signInTest } = await import('./testing.ts');

let test: AccessTest;

beforeAll(async () => {
	test = await signInTest();
	await addAdministrator(test);
});
beforeEach(() => {
	hashes.count = 0;
});
afterEach(() => letters(test));
afterAll(async () => {
	await test.drop();
	vi.doUnmock('@node-rs/argon2');
	vi.resetModules();
});

const guess = (browser: Visitor, email: string) => browser.signIn(email, 'not the password');

describe('guessing', () => {
	it('takes one hash for everybody: the right and the wrong password, nobody, and somebody without a password', async () => {
		await addUser(test, 'none@example.com', { password: undefined });
		for (const [email, password, status] of [
			[adminEmail, goodPassword, 200],
			[adminEmail, 'not the password', 401],
			['nobody@example.com', 'not the password', 401],
			['none@example.com', 'not the password', 401],
		] as const) {
			hashes.count = 0;
			expect((await new Browser(test.app).signIn(email, password)).statusCode).toBe(status);
			expect(hashes.count, email).toBe(1);
		}
	});

	it('is slowed after five failures, with many at once as with one after the other, and then not looked at', async () => {
		await addUser(test, 'busy@example.com');
		const browser = new Browser(test.app);
		const answers = await Promise.all(Array.from({ length: 20 }, () => guess(browser, 'busy@example.com')));
		const looked = answers.filter(({ statusCode }) => statusCode === 401).length;
		expect(looked).toBe(5);
		expect(hashes.count).toBe(5);
		const refused = answers.find(({ statusCode }) => statusCode === 429)!;
		expect(refused.json()).toMatchObject({ code: 'sign_in_too_often' });
		expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
		// Not even the right one, from there.
		expect((await browser.signIn('busy@example.com')).statusCode).toBe(429);
	});

	it('is slowed alike for somebody who is not there', async () => {
		const browser = new Browser(test.app);
		const codes = [];
		for (let n = 0; n < 7; n++) codes.push((await guess(browser, 'nobody.here@example.com')).statusCode);
		expect(codes).toEqual([401, 401, 401, 401, 401, 429, 429]);
	});

	it('locks nobody out: neither from another address, nor in a browser of his own behind the same one', async () => {
		await addUser(test, 'victim@example.com');
		const own = await signedIn(test, 'victim@example.com');
		const attacker = new Browser(test.app, 'http://localhost', own.address);
		for (let n = 0; n < 7; n++) await guess(attacker, 'victim@example.com');
		expect((await guess(attacker, 'victim@example.com')).statusCode).toBe(429);
		expect((await own.signIn('victim@example.com')).statusCode).toBe(200);
		expect((await new Browser(test.app).signIn('victim@example.com')).statusCode).toBe(200);
	});

	it('goes on with pauses that grow, and begins anew after a success', async () => {
		await addUser(test, 'slow@example.com');
		const { owner } = test.services.database;
		const browser = new Browser(test.app);
		for (let n = 0; n < 6; n++) await guess(browser, 'slow@example.com');
		const over = () => owner.query("update sign_in_attempts set blocked_until = now() - interval '1 second'");
		const wait = async () => Number((await guess(browser, 'slow@example.com')).headers['retry-after'] ?? 0);
		const first = await wait();
		await over();
		await guess(browser, 'slow@example.com');
		const second = await wait();
		expect(second).toBeGreaterThan(first);
		await over();
		expect((await browser.signIn('slow@example.com')).statusCode).toBe(200);
		expect((await guess(browser, 'slow@example.com')).statusCode).toBe(401);
		expect((await guess(browser, 'slow@example.com')).statusCode).toBe(401);
	});

	it('of one password with many names is slowed by the address', async () => {
		const browser = new Browser(test.app);
		const codes = [];
		for (let n = 0; n < 31; n++) codes.push((await guess(browser, `name${n}@example.com`)).statusCode);
		expect(codes.slice(0, 30).every((code) => code === 401)).toBe(true);
		expect(codes[30]).toBe(429);
	});

	it('is told to the owner once, in the page and by mail, in his language', async () => {
		const { id } = await addUser(test, 'told@example.com', { language: 'zh-CN' });
		await letters(test);
		for (const browser of [new Browser(test.app), new Browser(test.app)])
			for (let n = 0; n < 8; n++) await guess(browser, 'told@example.com');
		expect((await letters(test)).map(({ to, subject }) => [to, subject])).toEqual([['told@example.com', '有人在尝试登录您的账户']]);
		const { rows } = await test.services.database.owner.query('select kind from notifications where user_id = $1', [id]);
		expect(rows).toEqual([{ kind: 'guessing_slowed' }]);
	});
});

describe('a browser', () => {
	it('is told of when it is new, and not when it is known or the first one', async () => {
		await addUser(test, 'devices@example.com');
		await letters(test);
		const first = await signedIn(test, 'devices@example.com');
		await first.signIn('devices@example.com');
		expect(await letters(test)).toEqual([]);
		await signedIn(test, 'devices@example.com');
		expect((await letters(test)).map(({ subject }) => subject)).toEqual(['Your account was used in a new browser']);
	});
});

describe('what is noted', () => {
	it('of a sign-in, a failure and a sign-out holds no address of mail and no password', async () => {
		const { id } = await addUser(test, 'noted@example.com');
		const browser = new Browser(test.app);
		await browser.signIn('noted@example.com', 'a secret that was mistyped');
		await browser.signIn('noted@example.com');
		await browser.send('POST', '/api/v1/sign-out');
		const { rows } = await test.services.database.owner.query(
			"select action, detail::text from audit_log where entity = 'users' and entity_id = $1 and action like 'sign_in.%' order by id",
			[String(id)],
		);
		expect(rows.map(({ action }) => action)).toEqual(['sign_in.refused', 'sign_in.begin', 'sign_in.end']);
		expect(JSON.stringify(rows)).not.toMatch(/noted@|mistyped/);
	});
});

describe('at night', () => {
	it('counts, browsers and sign-ins under way that have ended go', async () => {
		const { owner } = test.services.database;
		await owner.query("update sign_in_attempts set last_at = now() - interval '2 days'");
		await owner.query(
			"insert into sign_in_flows (hash, kind, expires_at) values ('a', 'passkey', now()), ('b', 'passkey', now() + interval '1 hour')",
		);
		await signInTasks['sign_in.purge']!(undefined as never, test.services);
		expect((await owner.query('select count(*)::int as n from sign_in_attempts')).rows).toEqual([{ n: 0 }]);
		expect((await owner.query('select hash from sign_in_flows')).rows).toHaveLength(1);
	});
});
