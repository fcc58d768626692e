// The first administrator: by the one-time link, from the configuration, and what is served before there is one.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandPrincipal, createApiKey, createUser, ensureAdministrator, needsSetUp, setUpLink } from './accounts.ts';
import { systemEmail } from './rules.ts';
import { ensureScopes } from './teams-queries.ts';
import { type AccessTest, accessTest, addAdministrator, adminEmail, Browser, goodPassword } from './testing.ts';

let test: AccessTest;
let browser: Browser;

beforeEach(async () => {
	test = await accessTest();
	browser = new Browser(test.app);
});

afterEach(() => test.drop());

const person = { email: 'Li.Na@Example.com', name: '李娜', password: goodPassword, language: 'zh-CN' };
const tokenOf = (link: string | null) => new URL(link!, 'http://x').searchParams.get('token')!;

describe('before there is an administrator', () => {
	it('tells so, and serves nothing else, with a sentence in the language of the person', async () => {
		expect((await browser.send('GET', '/api/v1/session')).json()).toEqual({ user: null, needs_setup: true, languages: ['zh-CN', 'en'] });
		for (const [method, url] of [
			['GET', '/api/v1/users'],
			['GET', '/api/v1/scopes'],
			['POST', '/api/v1/api-keys'],
		] as const) {
			const reply = await browser.send(method, url, undefined, { 'accept-language': 'zh-CN' });
			expect(reply.statusCode).toBe(403);
			expect(reply.json()).toMatchObject({ code: 'set_up_needed', title: expect.stringContaining('还没有管理员') });
		}
	});

	it('serves a key made on the server’s machine, and stays in need of a person', async () => {
		const { key } = await createApiKey(test.services, { name: 'nightly import' });
		const reply = await browser.send('GET', '/api/v1/session', undefined, { authorization: `Bearer ${key}` });
		expect(reply.json()).toMatchObject({
			user: { email: systemEmail, permissions: expect.arrayContaining(['roles.manage']) },
			needs_setup: true,
		});
		expect((await browser.send('GET', '/api/v1/users')).json()).toMatchObject({ code: 'set_up_needed' });
		expect(await setUpLink(test.services)).not.toBeNull();
	});

	it('lets nobody sign in as the system account', async () => {
		await commandPrincipal(test.services);
		for (const password of ['', 'System', goodPassword]) expect((await browser.signIn(systemEmail, password)).statusCode).toBe(403);
	});
});

describe('the one-time link', () => {
	it('creates an administrator who can sign in, once', async () => {
		const link = await setUpLink(test.services);
		expect(link).toMatch(/^\/setup\?token=[\w-]{43}$/);
		const reply = await browser.send('POST', '/api/v1/setup', { ...person, token: tokenOf(link) });
		expect(reply.statusCode).toBe(201);
		expect(reply.json()).toMatchObject({
			email: 'li.na@example.com',
			name: '李娜',
			roles: [{ key: 'administrator', team_id: 1, ends_at: null }],
			language: 'zh-CN',
			state: 'active',
			team_id: 1,
		});
		expect((await browser.signIn('li.na@example.com')).statusCode).toBe(200);
		expect((await browser.send('GET', '/api/v1/session')).json()).toMatchObject({
			user: { permissions: expect.arrayContaining(['roles.manage']) },
			needs_setup: false,
		});
		expect(await setUpLink(test.services)).toBeNull();
		expect((await browser.send('GET', '/api/v1/teams')).json().items).toMatchObject([{ id: 1, name: '全公司' }]);
		const again = await browser.send('POST', '/api/v1/setup', { ...person, email: 'other@example.com', token: tokenOf(link) });
		expect(again.json()).toMatchObject({ status: 409, code: 'set_up_done' });
	});

	it('is replaced by the next, kept as a hash alone, and not guessed', async () => {
		const first = tokenOf(await setUpLink(test.services));
		const second = tokenOf(await setUpLink(test.services));
		const { rows } = await test.services.database.app.query('select value::text as value from settings');
		expect(JSON.stringify(rows)).not.toContain(second);
		for (const token of [first, 'guess', second.slice(0, -1)]) {
			expect((await browser.send('POST', '/api/v1/setup', { ...person, token })).json()).toMatchObject({
				status: 403,
				code: 'set_up_token_wrong',
			});
		}
		expect((await browser.send('POST', '/api/v1/setup', { ...person, token: second })).statusCode).toBe(201);
	});

	it('survives a password that will not do', async () => {
		const token = tokenOf(await setUpLink(test.services));
		const refused = await browser.send('POST', '/api/v1/setup', { ...person, token, password: 'password123' });
		expect(refused.json()).toMatchObject({
			status: 400,
			code: 'password_common',
			problems: [{ path: 'password', code: 'password_common', message: expect.any(String) }],
		});
		expect((await browser.send('POST', '/api/v1/setup', { ...person, token })).statusCode).toBe(201);
	});

	it('lets one of many at once win', async () => {
		const token = tokenOf(await setUpLink(test.services));
		const replies = await Promise.all(
			Array.from({ length: 6 }, (_, n) =>
				new Browser(test.app).send('POST', '/api/v1/setup', { ...person, token, email: `p${n}@example.com` }),
			),
		);
		expect(replies.map((reply) => reply.statusCode).sort()).toEqual([201, 409, 409, 409, 409, 409]);
		const { rows } = await test.services.database.app.query(
			`select count(*) from role_grants g join roles r on r.id = g.role_id where r.key = 'administrator'`,
		);
		expect(rows).toEqual([{ count: 1 }]);
	});

	it('refuses unknown fields and reserved addresses', async () => {
		const token = tokenOf(await setUpLink(test.services));
		expect((await browser.send('POST', '/api/v1/setup', { ...person, token, role: 'reader' })).json()).toMatchObject({
			code: 'invalid_input',
		});
		const reserved = await browser.send('POST', '/api/v1/setup', { ...person, token, email: systemEmail });
		expect(reserved.json()).toMatchObject({ status: 400, code: 'email_reserved' });
	});

	it('is still there for a first administrator when others were added by command', async () => {
		await createUser(test.services, { ...person, language: 'en', role: 'read_only' });
		expect(await needsSetUp(test.services.database)).toBe(true);
		const token = tokenOf(await setUpLink(test.services));
		expect((await browser.send('POST', '/api/v1/setup', { ...person, token })).json()).toMatchObject({ code: 'email_taken' });
		expect((await browser.send('POST', '/api/v1/setup', { ...person, token, email: 'other@example.com' })).statusCode).toBe(201);
	});
});

describe('an administrator from the configuration', () => {
	it('is created once, whoever starts at the same time, and ends the one-time link', async () => {
		const token = tokenOf(await setUpLink(test.services));
		const made = await Promise.all(
			[1, 2, 3].map((n) => ensureAdministrator(test.services, { email: `boss${n}@example.com`, password: goodPassword })),
		);
		expect(made.filter(Boolean)).toHaveLength(1);
		expect(made.find(Boolean)).toMatchObject({ name: expect.stringMatching(/^boss\d$/), roles: [{ key: 'administrator' }] });
		expect((await browser.send('POST', '/api/v1/setup', { ...person, token })).statusCode).toBe(409);
	});

	it('leaves a password alone that was changed since', async () => {
		await addAdministrator(test);
		expect(await ensureAdministrator(test.services, { email: adminEmail, password: 'another long password' })).toBeNull();
		expect((await browser.signIn(adminEmail)).statusCode).toBe(200);
	});

	it('is refused with a weak password', async () => {
		await expect(ensureAdministrator(test.services, { email: adminEmail, password: 'short' })).rejects.toMatchObject({
			code: 'password_short',
			message: expect.stringContaining('10 characters'),
		});
	});
});

describe('the principal of commands', () => {
	it('is the system account with every scope, the same each time, and no person to be seen or changed', async () => {
		const admin = await addAdministrator(test);
		const { app } = test.services.database;
		await app.query(`insert into teams (name, parent_id) values ('north', 1), ('south', 1)`);
		await ensureScopes(app);
		const [one, other] = await Promise.all([commandPrincipal(test.services), commandPrincipal(test.services)]);
		expect(one).toEqual(other);
		expect(one).toMatchObject({ email: systemEmail, scopes: [1, 2, 3], write_scopes: [1, 2, 3], writes_own: true, via: 'command' });
		await browser.signIn(adminEmail);
		expect((await browser.send('GET', '/api/v1/users')).json().items).toEqual([{ ...admin, last_sign_in_at: expect.any(String) }]);
		expect((await browser.send('PATCH', `/api/v1/users/${one.user_id}`, { name: 'x' })).json()).toMatchObject({
			code: 'user_unknown',
		});
	});
});
