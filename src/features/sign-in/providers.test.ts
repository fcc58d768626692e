// Single sign-on against a real OpenID provider: whom it may sign in, and every answer that is not to be believed.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccessTest, addAdministrator, addUser, adminEmail, Browser, goodPassword, signedIn } from '../access/testing.ts';
import { type TestProvider, testProvider, walk } from './provider-testing.ts';
import { signInTest } from './testing.ts';

const callback = 'http://localhost/api/auth/callback';
let test: AccessTest;
let provider: TestProvider;
let administrator: Browser;
let id: number;

const base = {
	name: 'Acme',
	domains: ['acme.example'],
	creates_people: false,
	role_id: null,
	password_allowed: true,
	second_factor: false,
	enabled: true,
};

beforeAll(async () => {
	test = await signInTest({ outboundNetworks: ['127.0.0.0/8'] });
	provider = await testProvider(() => [callback]);
	await addAdministrator(test);
	administrator = await signedIn(test, adminEmail);
	const { issuer, client_id, client_secret } = provider;
	const reply = await administrator.send('POST', '/api/v1/identity-providers', { ...base, issuer, client_id, client_secret });
	expect(reply.statusCode, reply.body).toBe(201);
	id = reply.json().id;
});
afterAll(async () => {
	await provider.close();
	await test.drop();
});

const change = (body: object) => administrator.send('PATCH', `/api/v1/identity-providers/${id}`, body);
const start = async (browser: Browser, provider_id = id): Promise<string> =>
	(await browser.send('POST', '/api/v1/sign-in/provider', { provider_id, to: '/imports' })).json().url;
const back = async (browser: Browser, address: string): Promise<string> => {
	const { pathname, search } = new URL(address);
	return String((await browser.send('GET', `${pathname}${search}`)).headers.location);
};
const arrive = (browser: Browser) => browser.send('POST', '/api/v1/sign-in/provider/finish');

/** The whole way of a person; answers with where he ends. */
async function travel(person: string, browser = new Browser(test.app)): Promise<{ browser: Browser; to: string }> {
	const to = await back(browser, await walk(await start(browser), person));
	if (to.startsWith('/sign-in?arrived')) expect((await arrive(browser)).statusCode).toBe(200);
	return { browser, to };
}

describe('somebody', () => {
	it('with an account and a verified address is linked and signed in; later his address may be another', async () => {
		await addUser(test, 'li@acme.example');
		provider.people.set('li', { email: 'Li@acme.example', email_verified: true });
		const { browser, to } = await travel('li');
		expect(to).toBe('/sign-in?arrived=1&to=%2Fimports');
		expect(await browser.who()).toMatchObject({ email: 'li@acme.example' });
		provider.people.set('li', { email: 'li@elsewhere.example', email_verified: true });
		expect(await (await travel('li')).browser.who()).toMatchObject({ email: 'li@acme.example' });
	});

	it.each([
		['unverified', { email: 'victim@acme.example', email_verified: false }, 'provider_email'],
		['unsaid', { email: 'victim@acme.example' }, 'provider_email'],
		['nameless', { email_verified: true }, 'provider_email'],
		['foreign', { email: 'victim@other.example', email_verified: true }, 'provider_domain'],
		['unknown', { email: 'nobody@acme.example', email_verified: true }, 'provider_no_account'],
	])('whose address is %s is refused', async (person, told, code) => {
		await addUser(test, `victim@${person}.example`);
		provider.people.set(person, told);
		const { browser, to } = await travel(person);
		expect(to).toBe(`/sign-in?refused=${code}`);
		expect(await browser.who()).toBeNull();
	});

	it('else who has the same address by now, or another provider that names it, does not become him', async () => {
		await addUser(test, 'wu@acme.example');
		provider.people.set('wu', { email: 'wu@acme.example', email_verified: true });
		expect((await travel('wu')).to).toMatch(/arrived/);
		provider.people.set('wu-the-second', { email: 'wu@acme.example', email_verified: true });
		const { browser, to } = await travel('wu-the-second');
		expect(to).toBe('/sign-in?refused=provider_linked');
		expect(await browser.who()).toBeNull();
		expect(await (await travel('wu')).browser.who()).toMatchObject({ email: 'wu@acme.example' });
	});

	it('is found by no address where the provider speaks for no domain', async () => {
		await addUser(test, 'zheng@acme.example');
		provider.people.set('zheng', { email: 'zheng@acme.example', email_verified: true });
		await change({ domains: [] });
		expect((await travel('zheng')).to).toBe('/sign-in?refused=provider_domain');
		await change({ domains: ['acme.example'] });
		expect((await travel('zheng')).to).toMatch(/arrived/);
	});

	it('without an account gets one where the provider may, with its role, and without a password', async () => {
		expect((await change({ creates_people: true, domains: [] })).json().code).toBe('provider_domains');
		const { rows } = await test.services.database.owner.query("select id from roles where key = 'sales'");
		expect((await change({ creates_people: true, role_id: rows[0].id })).statusCode).toBe(200);
		provider.people.set('new', { email: 'new@acme.example', email_verified: true, name: '新 同事' });
		const { browser } = await travel('new');
		expect(await browser.who()).toMatchObject({
			email: 'new@acme.example',
			name: '新 同事',
			permissions: expect.arrayContaining(['customers.write']),
		});
		expect((await browser.send('GET', '/api/v1/me/security')).json()).toMatchObject({ password: false, providers: [{ linked: true }] });
		expect((await browser.send('DELETE', `/api/v1/me/providers/${id}`)).json().code).toBe('provider_last');
		await change({ creates_people: false });
	});

	it('who is disabled stays outside', async () => {
		const { id: person } = await addUser(test, 'gone@acme.example');
		await test.services.database.owner.query("update users set state = 'disabled' where id = $1", [person]);
		provider.people.set('gone', { email: 'gone@acme.example', email_verified: true });
		const browser = new Browser(test.app);
		await back(browser, await walk(await start(browser), 'gone'));
		expect((await arrive(browser)).json().code).toBe('account_disabled');
	});

	it('who is signed in links an account of any address, once, and unlinks it', async () => {
		await addUser(test, 'zhou@example.com');
		const browser = await signedIn(test, 'zhou@example.com');
		provider.people.set('private', { email: 'zhou@private.example', email_verified: false });
		const { url } = (await browser.send('POST', `/api/v1/me/providers/${id}`)).json();
		expect(await back(browser, await walk(url, 'private'))).toBe('/settings/security');
		expect(await (await travel('private')).browser.who()).toMatchObject({ email: 'zhou@example.com' });
		const other = await signedIn(test, adminEmail);
		const again = (await other.send('POST', `/api/v1/me/providers/${id}`)).json();
		expect(await back(other, await walk(again.url, 'private'))).toBe('/sign-in?refused=provider_taken');
		expect((await browser.send('DELETE', `/api/v1/me/providers/${id}`)).statusCode).toBe(204);
		expect((await travel('private')).to).toBe('/sign-in?refused=provider_email');
	});

	it('of its domains may be kept from using a password; who manages people keeps that way in', async () => {
		await addUser(test, 'only@acme.example');
		await addUser(test, 'boss@acme.example', { role: 'administrator' });
		await change({ password_allowed: false });
		expect((await new Browser(test.app).signIn('only@acme.example')).json().code).toBe('password_by_provider');
		expect((await new Browser(test.app).signIn('only@acme.example', 'wrong')).json().code).toBe('sign_in_refused');
		expect((await new Browser(test.app).signIn('boss@acme.example', goodPassword)).statusCode).toBe(200);
		await change({ password_allowed: true });
	});
});

describe('an answer is not believed', () => {
	it('a second time, with another state, in another browser, or without having been asked for', async () => {
		provider.people.set('li', { email: 'li@acme.example', email_verified: true });
		const browser = new Browser(test.app);
		const url = await start(browser);
		const address = await walk(url, 'li');
		const wrong = new URL(address);
		wrong.searchParams.set('state', 'A'.repeat(43));
		const attacker = new Browser(test.app);
		await start(attacker);
		expect(await back(attacker, address)).toBe('/sign-in?refused=provider_refused');
		expect(await back(new Browser(test.app), address)).toBe('/sign-in?refused=provider_refused');
		const copy = browser.cookies.get('clientele.provider')!;
		expect(await back(browser, wrong.href)).toBe('/sign-in?refused=provider_refused');
		// The flow was used up by the wrong one; nor does its cookie bring it back.
		browser.cookies.set('clientele.provider', copy);
		expect(await back(browser, address)).toBe('/sign-in?refused=provider_refused');
		expect((await arrive(browser)).json().code).toBe('provider_refused');
	});

	it('when the provider says no, and tells in its own words nothing that we repeat', async () => {
		const browser = new Browser(test.app);
		const state = new URL(await start(browser)).searchParams.get('state');
		expect(await back(browser, `${callback}?state=${state}&error=<script>&error_description=x`)).toBe('/sign-in?refused=provider_refused');
	});

	it('when the provider poses as another one', async () => {
		provider.poseAs('https://accounts.example.com');
		const reply = await new Browser(test.app).send('POST', '/api/v1/sign-in/provider', { provider_id: id });
		expect([reply.statusCode, reply.json().code]).toEqual([502, 'provider_unreachable']);
		provider.poseAs(null);
	});

	it('asks with PKCE, a nonce and a state of its own each time', async () => {
		const [one, two] = [new URL(await start(new Browser(test.app))), new URL(await start(new Browser(test.app)))];
		expect(one.searchParams.get('code_challenge_method')).toBe('S256');
		for (const name of ['state', 'nonce', 'code_challenge']) {
			expect(one.searchParams.get(name)).toMatch(/^[\w-]{43}$/);
			expect(one.searchParams.get(name)).not.toBe(two.searchParams.get(name));
		}
	});
});

describe('a token is not believed', () => {
	let forged: Record<string, unknown> = {};
	let options: { key?: 'other'; alg?: string } = {};
	let issuer = '';
	let forger: number;
	const server = createServer(async (request, reply) => {
		const send = (body: unknown) => reply.setHeader('content-type', 'application/json').end(JSON.stringify(body));
		if (request.url?.startsWith('/.well-known'))
			return send({ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` });
		if (request.url?.startsWith('/jwks'))
			return send({ keys: [{ ...(await exportJWK((await keys).publicKey)), alg: 'RS256', use: 'sig' }] });
		const claims = { sub: 'x', email: 'qian@acme.example', email_verified: true, ...forged };
		const key = options.key ? (await otherKeys).privateKey : (await keys).privateKey;
		const signed = new SignJWT(claims).setProtectedHeader({ alg: options.alg ?? 'RS256' }).setIssuedAt();
		if (!('exp' in forged)) signed.setExpirationTime('5m');
		if (!('iss' in forged)) signed.setIssuer(issuer);
		if (!('aud' in forged)) signed.setAudience('us');
		const id_token = await signed.sign(options.alg === 'HS256' ? new TextEncoder().encode('shared secret of the client, long') : key);
		send({ id_token, access_token: 'a', token_type: 'Bearer' });
	});
	const keys = generateKeyPair('RS256');
	const otherKeys = generateKeyPair('RS256');

	beforeAll(async () => {
		await addUser(test, 'qian@acme.example');
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const body = { ...base, name: 'Forger', issuer, client_id: 'us', client_secret: 'shared secret of the client, long' };
		forger = (await administrator.send('POST', '/api/v1/identity-providers', body)).json().id;
	});
	afterAll(() => void server.close());

	/** Comes back with a token that says this beside what it should. */
	async function tried(claims: (nonce: string) => Record<string, unknown>, how: typeof options = {}): Promise<string> {
		const browser = new Browser(test.app);
		const url = new URL(await start(browser, forger));
		forged = claims(url.searchParams.get('nonce')!);
		options = how;
		return back(browser, `${callback}?code=c&state=${url.searchParams.get('state')}`);
	}

	it('unless everything about it is right', async () => {
		expect(await tried((nonce) => ({ nonce }))).toMatch(/^\/sign-in\?arrived/);
	});

	it.each([
		['without a nonce', () => ({})],
		['with another nonce', () => ({ nonce: 'x'.repeat(43) })],
		['of another issuer', (nonce: string) => ({ nonce, iss: 'https://other.example' })],
		['for another client', (nonce: string) => ({ nonce, aud: 'them' })],
		['for several, made for another', (nonce: string) => ({ nonce, aud: ['us', 'them'], azp: 'them' })],
		['that has ended', (nonce: string) => ({ nonce, exp: Math.floor(Date.now() / 1000) - 3600 })],
		['with an address that is no text', (nonce: string) => ({ nonce, email: ['qian@acme.example'] })],
		['verified in another way', (nonce: string) => ({ nonce, sub: 'y', email_verified: 'true' })],
	])('%s', async (_, claims) => {
		expect(await tried(claims)).toMatch(/^\/sign-in\?refused=/);
	});

	it('with another one’s signature, nor one by the shared secret', async () => {
		expect(await tried((nonce) => ({ nonce }), { key: 'other' })).toBe('/sign-in?refused=provider_refused');
		expect(await tried((nonce) => ({ nonce }), { alg: 'HS256' })).toBe('/sign-in?refused=provider_refused');
	});
});

describe('a provider', () => {
	it('is asked for outside only: an address inside is refused', async () => {
		const inner = await signInTest();
		try {
			await addAdministrator(inner);
			const browser = await signedIn(inner, adminEmail);
			for (const issuer of [provider.issuer, 'http://169.254.169.254', 'http://[::1]:9000', 'http://localhost:1']) {
				const made = await browser.send('POST', '/api/v1/identity-providers', { ...base, name: issuer, issuer, client_id: 'x' });
				const reply = await browser.send('POST', `/api/v1/identity-providers/${made.json().id}/test`);
				expect([reply.statusCode, reply.json().code], issuer).toEqual([400, 'outbound_refused']);
			}
		} finally {
			await inner.drop();
		}
	});

	it('is let in by administrators alone: it could name anybody; nor do others make links for those who hold more', async () => {
		const rights = { description: '', permissions: ['settings.read', 'users.manage'], reads: 'own', writes: 'none', conditions: [] };
		const fields = { personal: 'read', contact: 'read', identity: 'hidden', sensitive: 'hidden' };
		const role = await administrator.send('POST', '/api/v1/roles', { copy_of: 1, name: 'helpdesk', ...rights, fields });
		expect(role.statusCode, role.body).toBe(201);
		await addUser(test, 'helpdesk@example.com', { role_id: role.json().id });
		const helpdesk = await signedIn(test, 'helpdesk@example.com');
		const body = { ...base, name: 'Mine', issuer: 'https://login.example.com', client_id: 'x' };
		const refusals = [
			await helpdesk.send('POST', '/api/v1/identity-providers', body),
			await helpdesk.send('PATCH', `/api/v1/identity-providers/${id}`, { issuer: 'https://login.example.com' }),
			await helpdesk.send('POST', '/api/v1/users/1/link', { purpose: 'password', deliver: 'hand' }),
			await helpdesk.send('POST', '/api/v1/users/1/second-factor/reset', { reason: 'x' }),
		];
		for (const reply of refusals) expect([reply.statusCode, reply.json().code]).toEqual([403, 'rights_beyond_own']);
	});

	it('is managed by who manages people, never shows its secret, and is changed by one at a time', async () => {
		await addUser(test, 'reader@example.com', { role: 'read_only' });
		const reader = await signedIn(test, 'reader@example.com');
		expect((await reader.send('GET', '/api/v1/identity-providers')).statusCode).toBe(403);
		const list = await administrator.send('GET', '/api/v1/identity-providers');
		expect(list.body).not.toContain(provider.client_secret);
		expect(list.json().items[0]).toMatchObject({ id, has_secret: true, callback });
		const { version } = list.json().items[0];
		expect(
			(await administrator.send('PATCH', `/api/v1/identity-providers/${id}`, { enabled: true }, { 'if-match': `"${version}"` })).statusCode,
		).toBe(200);
		expect(
			(await administrator.send('PATCH', `/api/v1/identity-providers/${id}`, { enabled: true }, { 'if-match': `"${version}"` })).statusCode,
		).toBe(412);
		expect((await administrator.send('POST', `/api/v1/identity-providers/${id}/test`)).json()).toEqual({
			authorization_endpoint: `${provider.issuer}/auth`,
		});
		const { rows } = await test.services.database.owner.query('select client_secret from identity_providers');
		expect(JSON.stringify(rows)).not.toContain(provider.client_secret);
	});
});
