// API keys: what they may do, when they end, who sees them, and what a request with one costs.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey, userIdOf } from './accounts.ts';
import { createAuthenticator } from './authenticator.ts';
import { forgetPrincipals } from './principal-cache.ts';
import { type AccessTest, accessTest, addAdministrator, addUser, adminEmail, Browser, signedIn } from './testing.ts';

let test: AccessTest;
let boss: Browser;
let program: Browser;

beforeAll(async () => {
	test = await accessTest();
	await addAdministrator(test);
	boss = await signedIn(test, adminEmail);
	program = new Browser(test.app, null);
});

afterAll(() => test.drop());

const withKey = (key: string) => ({ authorization: `Bearer ${key}` });
const who = async (key: string) => (await program.send('GET', '/api/v1/session', undefined, withKey(key))).json();

describe('a key', () => {
	it('is shown once, kept as a hash, and needs no cookie and no origin to write', async () => {
		const made = await boss.send('POST', '/api/v1/api-keys', { name: '报表' });
		expect(made.statusCode).toBe(201);
		const { key, ...shown } = made.json();
		expect(key).toMatch(/^ck_[\w-]{43}$/);
		expect(shown).toMatchObject({
			name: '报表',
			hint: key.slice(0, 8),
			permissions: null,
			addresses: null,
			requests_per_minute: null,
			last_used_at: null,
			expires_at: null,
			revoked_at: null,
		});
		const listed = await boss.send('GET', '/api/v1/api-keys');
		expect(listed.json().items).toContainEqual(shown);
		expect(listed.body).not.toContain(key);
		const { rows } = await test.services.database.app.query('select hash from api_keys where id = $1', [shown.id]);
		expect(rows[0].hash).toEqual(createHash('sha256').update(key).digest());
		expect((await program.send('POST', '/api/v1/teams', { name: 'by key', parent_id: 1 }, withKey(key))).statusCode).toBe(201);
	});

	it.each(['nonsense', `ck_${'A'.repeat(43)}`, 'ck_'])('is refused when it is %s', async (key) => {
		const reply = await program.send('GET', '/api/v1/teams', undefined, withKey(key));
		expect(reply.json()).toMatchObject({ status: 401, code: 'api_key_invalid' });
		expect((await program.send('GET', '/api/v1/session', undefined, withKey(key))).statusCode).toBe(401);
	});

	it('counts before a cookie, and other schemes than Bearer are none of ours', async () => {
		expect((await boss.send('GET', '/api/v1/session', undefined, withKey('ck_wrong'))).statusCode).toBe(401);
		expect((await boss.send('GET', '/api/v1/session', undefined, { authorization: 'Basic Zm9vOmJhcg==' })).json()).toMatchObject({
			user: { email: adminEmail },
		});
	});

	it('ends when it is revoked, and revoking again changes nothing', async () => {
		const { key, id } = (await boss.send('POST', '/api/v1/api-keys', { name: 'short-lived', permissions: ['customers.read'] })).json();
		expect((await who(key)).user).toMatchObject({ permissions: ['public', 'signed_in', 'customers.read'], email: adminEmail });
		const revoked = await boss.send('DELETE', `/api/v1/api-keys/${id}`);
		expect([revoked.statusCode, revoked.body]).toEqual([204, '']);
		expect(await who(key)).toMatchObject({ code: 'api_key_invalid' });
		const at = async () =>
			(await test.services.database.app.query('select revoked_at from api_keys where id = $1', [id])).rows[0].revoked_at;
		const first = await at();
		expect((await boss.send('DELETE', `/api/v1/api-keys/${id}`)).statusCode).toBe(204);
		expect(await at()).toBe(first);
		expect((await boss.send('DELETE', '/api/v1/api-keys/999999')).json()).toMatchObject({ status: 404, code: 'api_key_unknown' });
	});

	it('ends at its time, which lies in the future when it is made', async () => {
		const past = await boss.send('POST', '/api/v1/api-keys', { name: 'late', expires_at: '2020-01-01T00:00:00Z' });
		expect(past.json()).toMatchObject({ status: 400, code: 'api_key_expired' });
		const { key, id } = await createApiKey(test.services, {
			name: 'for an hour',
			permissions: ['settings.read'],
			expires_at: new Date(Date.now() + 3_600_000).toISOString(),
		});
		expect((await who(key)).user).toMatchObject({ permissions: ['public', 'signed_in', 'settings.read'] });
		await test.services.database.app.query(`update api_keys set expires_at = now() - interval '1 second' where id = $1`, [id]);
		forgetPrincipals(test.services.database);
		expect(await who(key)).toMatchObject({ code: 'api_key_invalid' });
	});
});

describe('the permissions of a key', () => {
	it('bound what its owner may do by it, and are bounded by what the owner may at that moment', async () => {
		const owner = await addUser(test, 'owner@example.com', { role: 'administrator' });
		const { key } = await createApiKey(test.services, { name: 'k', permissions: ['customers.read', 'roles.manage'], user: owner.id });
		const { permissions } = (await who(key)).user;
		expect(permissions.sort()).toEqual(['customers.read', 'public', 'roles.manage', 'signed_in']);
		expect((await program.send('POST', '/api/v1/teams', { name: 'yes', parent_id: 1 }, withKey(key))).statusCode).toBe(201);
		expect((await program.send('GET', '/api/v1/users', undefined, withKey(key))).json()).toMatchObject({ code: 'not_allowed' });
		const read = (await boss.send('GET', '/api/v1/roles')).json().items.find((one: { key: string }) => one.key === 'read_only');
		const [grant] = (await boss.send('GET', `/api/v1/users/${owner.id}/grants`)).json().items;
		await boss.send('POST', `/api/v1/users/${owner.id}/grants`, { role_id: read.id });
		await boss.send('DELETE', `/api/v1/users/${owner.id}/grants/${grant.id}`);
		expect((await who(key)).user.permissions.sort()).toEqual(['customers.read', 'public', 'signed_in']);
		expect((await program.send('POST', '/api/v1/teams', { name: 'no', parent_id: 1 }, withKey(key))).json()).toMatchObject({
			code: 'not_allowed',
		});
	});

	it('cannot exceed those of the one who makes it, and a bounded key makes none', async () => {
		await addUser(test, 'maker@example.com');
		const maker = await signedIn(test, 'maker@example.com');
		const tooMuch = await maker.send('POST', '/api/v1/api-keys', { name: 'up', permissions: ['users.manage'] });
		expect(tooMuch.json()).toMatchObject({ status: 403, code: 'api_key_beyond' });
		const { key } = (await maker.send('POST', '/api/v1/api-keys', { name: 'mine' })).json();
		const byKey = await program.send('POST', '/api/v1/api-keys', { name: 'child' }, withKey(key));
		expect(byKey.json()).toMatchObject({ status: 403, code: 'api_key_by_key' });
	});
});

describe('the list of keys', () => {
	it('shows one’s own, to administrators all, page by page', async () => {
		await addUser(test, 'lists@example.com');
		const lister = await signedIn(test, 'lists@example.com');
		const mine = (await lister.send('POST', '/api/v1/api-keys', { name: 'a' })).json();
		const foreign = (await boss.send('POST', '/api/v1/api-keys', { name: 'b' })).json();
		const list = (await lister.send('GET', '/api/v1/api-keys')).json();
		expect(list.items.map((item: { id: number }) => item.id)).toEqual([mine.id]);
		expect(list.next).toBeNull();
		expect((await lister.send('DELETE', `/api/v1/api-keys/${foreign.id}`)).json()).toMatchObject({ code: 'api_key_unknown' });
		const all: number[] = [];
		for (let next: number | null = 0; next !== null; ) {
			const page: { items: { id: number }[]; next: number | null } = (
				await boss.send('GET', `/api/v1/api-keys?limit=3&after=${next}`)
			).json();
			all.push(...page.items.map((item) => item.id));
			next = page.next;
		}
		expect(all).toEqual(expect.arrayContaining([mine.id, foreign.id]));
		expect(new Set(all).size).toBe(all.length);
	});
});

describe('a key of the server’s machine', () => {
	it('belongs to the system account, which has no profile', async () => {
		const { key, user_name } = await createApiKey(test.services, { name: 'machine' });
		expect(user_name).toBe('System');
		expect((await program.send('PATCH', '/api/v1/me', { name: 'x' }, withKey(key))).json()).toMatchObject({
			status: 403,
			code: 'user_is_system',
		});
	});

	it('belongs to a person where one is named', async () => {
		const user = await userIdOf(test.services, ' Chen.Jie@example.com');
		const { key } = await createApiKey(test.services, { name: 'named', user });
		expect((await who(key)).user).toMatchObject({ email: adminEmail });
		await expect(userIdOf(test.services, 'nobody@example.com')).rejects.toMatchObject({ code: 'user_unknown_email' });
	});
});

describe('using a key', () => {
	it('is noted, at most once a minute', async () => {
		const { key, id } = await createApiKey(test.services, { name: 'used' });
		const lastUsed = async (): Promise<string | null> =>
			(await test.services.database.app.query('select last_used_at from api_keys where id = $1', [id])).rows[0].last_used_at;
		await who(key);
		await expect.poll(lastUsed).not.toBeNull();
		const first = await lastUsed();
		forgetPrincipals(test.services.database);
		await who(key);
		await new Promise((done) => setTimeout(done, 100));
		expect(await lastUsed()).toBe(first);
	});

	it('asks the database once for many requests', async () => {
		const { key } = await createApiKey(test.services, { name: 'hot' });
		await who(key);
		const pool = test.services.database.app;
		let queries = 0;
		const count = () => queries++;
		pool.on('acquire', count);
		await Promise.all(Array.from({ length: 200 }, () => who(key)));
		pool.off('acquire', count);
		expect(queries).toBe(0);
	});
});

describe('a key with networks', () => {
	const from = (key: string, remoteAddress: string) =>
		test.app.inject({ url: '/api/v1/session', remoteAddress, headers: { ...withKey(key), 'accept-language': 'en' } });

	it('works from those alone, and says so', async () => {
		const made = await boss.send('POST', '/api/v1/api-keys', { name: 'office', addresses: ['10.1.2.3/16', '2001:db8::7'] });
		expect(made.json()).toMatchObject({ addresses: ['10.1.0.0/16', '2001:db8::7/128'] });
		const { key } = made.json();
		for (const address of ['10.1.255.1', '2001:db8::7', '::ffff:10.1.0.9'])
			expect([address, (await from(key, address)).statusCode]).toEqual([address, 200]);
		for (const address of ['10.2.0.1', '2001:db8::8', '127.0.0.1']) {
			const refused = await from(key, address);
			expect(refused.json()).toMatchObject({ status: 403, code: 'api_key_address', detail: expect.stringContaining(address) });
		}
	});

	it('names networks that are such', async () => {
		for (const addresses of [
			['10.0.0.1', 'office'],
			['10.0.0.1', '10.0.0.0/33'],
		]) {
			const refused = await boss.send('POST', '/api/v1/api-keys', { name: 'x', addresses });
			expect(refused.json()).toMatchObject({ status: 400, code: 'network_malformed', problems: [{ path: 'addresses.1' }] });
		}
		expect((await boss.send('POST', '/api/v1/api-keys', { name: 'x', addresses: [] })).json().code).toBe('invalid_input');
	});

	it('makes no other key, whatever its owner may do', async () => {
		const { key } = await createApiKey(test.services, { name: 'bound', addresses: ['10.0.0.0/8'] });
		const child = await test.app.inject({
			method: 'POST',
			url: '/api/v1/api-keys',
			remoteAddress: '10.0.0.1',
			headers: withKey(key),
			payload: { name: 'child' },
		});
		expect(child.json()).toMatchObject({ status: 403, code: 'api_key_by_key' });
	});
});

it('a key that may manage users makes no key that may more than itself', async () => {
	const { key } = await createApiKey(test.services, { name: 'manager of users', permissions: ['users.manage'] });
	const child = await program.send('POST', '/api/v1/api-keys', { name: 'child' }, withKey(key));
	expect(child.json().permissions).toEqual(['users.manage']);
});

it('a key has the number of requests that it names', async () => {
	const { key } = (await boss.send('POST', '/api/v1/api-keys', { name: 'slow', requests_per_minute: 7 })).json();
	const listed = (await boss.send('GET', '/api/v1/api-keys?limit=200')).json().items;
	expect(listed.at(-1)).toMatchObject({ name: 'slow', requests_per_minute: 7 });
	const principal = await createAuthenticator(test.services)({
		headers: withKey(key),
		ip: '127.0.0.1',
		routeOptions: {},
		method: 'GET',
	} as never);
	expect(principal).toMatchObject({ requests_per_minute: 7, via: 'api_key' });
});
