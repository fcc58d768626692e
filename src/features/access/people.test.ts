// People over REST: who may do what to whom, passwords, the last administrator, and how soon a change counts.
import { createHash } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthenticator } from './authenticator.ts';
import type { User } from './schema.ts';
import { type AccessTest, accessTest, addAdministrator, addUser, adminEmail, Browser, goodPassword, signedIn } from './testing.ts';

let test: AccessTest;
let admin: User;
let boss: Browser;

const leaked = 'seven quiet brown kettles';
const collection = join(mkdtempSync(join(tmpdir(), 'clientele-leaked-')), 'leaked.txt');

beforeAll(async () => {
	writeFileSync(collection, `${createHash('sha1').update(leaked).digest('hex')}:3\n`);
	test = await accessTest({ breachedPasswords: collection });
	admin = await addAdministrator(test);
	boss = await signedIn(test, adminEmail);
});

afterAll(() => {
	rmSync(dirname(collection), { recursive: true });
	return test.drop();
});

const newUser = (email: string) => ({ email, name: 'Wu Min', role: 'sales', password: goodPassword });

describe('adding a person', () => {
	it('takes all there is to say, and the person can sign in', async () => {
		const team = (await boss.send('POST', '/api/v1/teams', { name: 'adding', parent_id: 1 })).json();
		const reply = await boss.send('POST', '/api/v1/users', { ...newUser(' Wu.Min@example.com '), language: 'zh-CN', team_id: team.id });
		expect(reply.statusCode).toBe(201);
		expect(reply.json()).toEqual({
			id: expect.any(Number),
			email: 'wu.min@example.com',
			name: 'Wu Min',
			roles: [{ role_id: expect.any(Number), key: 'sales', name: 'Sales', team_id: team.id, ends_at: null }],
			language: 'zh-CN',
			state: 'active',
			team_id: team.id,
			team_name: 'adding',
			created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*\+00:00$/),
			last_sign_in_at: null,
		});
		expect(await (await signedIn(test, 'wu.min@example.com')).who()).toMatchObject({
			permissions: expect.arrayContaining(['customers.write']),
		});
	});

	it('refuses what stands in the collection of leaked passwords, and every password while that cannot be read, without saying where it lies', async () => {
		const tried = async (password: string) =>
			(await boss.send('POST', '/api/v1/users', { ...newUser('leaked@example.com'), password })).json();
		expect(await tried(leaked)).toMatchObject({ status: 400, code: 'password_leaked', problems: [{ path: 'password' }] });
		renameSync(collection, `${collection}.away`);
		const unread = await tried(`${leaked} and more`);
		renameSync(`${collection}.away`, collection);
		expect(unread).toMatchObject({ status: 503, code: 'password_unchecked' });
		expect(JSON.stringify(unread)).not.toContain(collection);
		expect(await tried(`${leaked} and more`)).toMatchObject({ email: 'leaked@example.com' });
	});

	it.each([
		[{ email: 'Chen.Jie@example.com' }, 409, 'email_taken'],
		[{ email: 'someone@host.invalid' }, 400, 'email_reserved'],
		[{ email: 'no address' }, 400, 'invalid_input'],
		[{ password: 'nine char' }, 400, 'password_short'],
		[{ password: 'a@example.com', email: 'a@example.com' }, 400, 'password_is_email'],
		[{ team_id: 4711 }, 404, 'team_unknown'],
		[{ team_id: 2 ** 31 }, 400, 'invalid_input'],
		[{ role_id: 4711 }, 404, 'role_unknown'],
		[{ role: 'owner' }, 400, 'invalid_input'],
		[{ name: ' ' }, 400, 'invalid_input'],
		[{ name: 'a\0b' }, 400, 'bad_text'],
		[{ unknown: 1 }, 400, 'invalid_input'],
	])('refuses %j', async (wrong, status, code) => {
		const reply = await boss.send('POST', '/api/v1/users', { ...newUser('refused@example.com'), ...wrong });
		expect(reply.json()).toMatchObject({ status, code });
		const { rows } = await test.services.database.app.query(`select from users where email = 'refused@example.com'`);
		expect(rows).toHaveLength(0);
	});

	it('is for administrators', async () => {
		await addUser(test, 'adds@example.com');
		const reply = await (await signedIn(test, 'adds@example.com')).send('POST', '/api/v1/users', newUser('x@example.com'));
		expect(reply.json()).toMatchObject({ status: 403, code: 'not_allowed' });
		const nobody = await new Browser(test.app).send('POST', '/api/v1/users', newUser('x@example.com'));
		expect(nobody.json()).toMatchObject({ status: 401, code: 'sign_in_needed' });
	});
});

describe('the list of people', () => {
	it('is read page by page, each person once', async () => {
		for (let n = 0; n < 5; n++) await addUser(test, `listed${n}@example.com`, { role: 'read_only' });
		const reader = await signedIn(test, 'listed0@example.com');
		const seen: number[] = [];
		for (let next: number | null = 0; next !== null; ) {
			const page: { items: User[]; next: number | null } = (await reader.send('GET', `/api/v1/users?limit=2&after=${next}`)).json();
			expect(page.items.length).toBeLessThanOrEqual(2);
			seen.push(...page.items.map((user) => user.id));
			next = page.next;
		}
		const { rows } = await test.services.database.app.query<{ id: number }>('select id from users order by id');
		expect(seen).toEqual(rows.map((row) => row.id));
	});

	it('is searched by a part of the name or the address', async () => {
		await addUser(test, 'sought@example.com', { role: 'read_only', name: 'Nadja Quersteg' });
		const namesOf = async (search: string) =>
			(await boss.send('GET', `/api/v1/users?search=${search}`)).json().items.map(({ name }: User) => name);
		expect(await namesOf('querST')).toEqual(['Nadja Quersteg']);
		expect(await namesOf('Sought@')).toEqual(['Nadja Quersteg']);
		expect(await namesOf('quer_t')).toEqual([]);
	});

	it.each(['limit=0', 'limit=201', 'after=-1', 'after=99999999999999999999', 'limit=x', 'page=2'])('refuses ?%s', async (query) => {
		expect((await boss.send('GET', `/api/v1/users?${query}`)).json()).toMatchObject({ status: 400, code: 'invalid_input' });
	});
});

describe('changing a person', () => {
	it('changes what is given and leaves the rest', async () => {
		const user = await addUser(test, 'changed@example.com', { name: '旧名' });
		const reply = await boss.send('PATCH', `/api/v1/users/${user.id}`, { name: '新名' });
		expect(reply.json()).toEqual({ ...user, name: '新名' });
		expect((await boss.send('PATCH', `/api/v1/users/${user.id}`, {})).json()).toMatchObject({ name: '新名', team_id: 1 });
	});

	it('counts at the next request', async () => {
		const user = await addUser(test, 'demoted@example.com', { role: 'administrator' });
		const browser = await signedIn(test, 'demoted@example.com');
		expect((await browser.send('POST', '/api/v1/teams', { name: 'still allowed', parent_id: 1 })).statusCode).toBe(201);
		const [grant] = (await boss.send('GET', `/api/v1/users/${user.id}/grants`)).json().items;
		expect((await boss.send('DELETE', `/api/v1/users/${user.id}/grants/${grant.id}`)).statusCode).toBe(204);
		expect((await browser.send('POST', '/api/v1/teams', { name: 'not any more', parent_id: 1 })).json()).toMatchObject({
			code: 'not_allowed',
		});
	});

	it('shuts a disabled person out of session, key and sign-in, until enabled', async () => {
		const user = await addUser(test, 'disabled@example.com');
		const browser = await signedIn(test, 'disabled@example.com');
		const { key } = (await browser.send('POST', '/api/v1/api-keys', { name: 'mine' })).json();
		const authorization = `Bearer ${key}`;
		expect((await new Browser(test.app).send('GET', '/api/v1/users', undefined, { authorization })).statusCode).toBe(200);
		await boss.send('PATCH', `/api/v1/users/${user.id}`, { state: 'disabled' });
		expect(await browser.who()).toBeNull();
		expect((await new Browser(test.app).send('GET', '/api/v1/users', undefined, { authorization })).json()).toMatchObject({
			code: 'api_key_invalid',
		});
		expect((await browser.signIn('disabled@example.com')).json()).toMatchObject({ status: 403, code: 'account_disabled' });
		expect((await browser.signIn('disabled@example.com', 'wrong password')).json()).toMatchObject({ code: 'sign_in_refused' });
		await boss.send('PATCH', `/api/v1/users/${user.id}`, { state: 'active' });
		expect((await browser.signIn('disabled@example.com')).statusCode).toBe(200);
	});

	it('resets a password and ends the sessions of before', async () => {
		const user = await addUser(test, 'forgot@example.com');
		const browser = await signedIn(test, 'forgot@example.com');
		expect((await boss.send('PATCH', `/api/v1/users/${user.id}`, { password: 'FORGOT@example.com' })).json()).toMatchObject({
			code: 'password_is_email',
		});
		expect(await browser.who()).not.toBeNull();
		expect((await boss.send('PATCH', `/api/v1/users/${user.id}`, { password: 'seven slow yellow boats' })).statusCode).toBe(200);
		expect(await browser.who()).toBeNull();
		expect((await browser.signIn('forgot@example.com')).statusCode).toBe(401);
		expect((await browser.signIn('forgot@example.com', 'seven slow yellow boats')).statusCode).toBe(200);
	});

	it('does not let an administrator pass by the question for his own password', async () => {
		const reply = await boss.send('PATCH', `/api/v1/users/${admin.id}`, { password: 'seven slow yellow boats' });
		expect(reply.json()).toMatchObject({ status: 403, code: 'password_own' });
	});

	it('answers 404 for a number that nobody has', async () => {
		expect((await boss.send('PATCH', '/api/v1/users/999999', { name: 'x' })).json()).toMatchObject({ status: 404, code: 'user_unknown' });
	});
});

describe('the last administrator', () => {
	it('can be neither demoted nor disabled, not even when two go at once', async () => {
		const own = await accessTest();
		try {
			const first = await addAdministrator(own);
			const browser = await signedIn(own, adminEmail);
			const grantOf = async (id: number) => (await browser.send('GET', `/api/v1/users/${id}/grants`)).json().items[0].id;
			const refused = { status: 409, code: 'last_administrator' };
			const own_grant = `/api/v1/users/${first.id}/grants/${await grantOf(first.id)}`;
			expect((await browser.send('DELETE', own_grant)).json()).toMatchObject(refused);
			expect((await browser.send('PATCH', `/api/v1/users/${first.id}`, { state: 'disabled' })).json()).toMatchObject(refused);
			// An administrator until next week is none who stays.
			const ends_at = new Date(Date.now() + 604_800_000).toISOString();
			const role_id = first.roles[0]!.role_id;
			const third = await addUser(own, 'third@example.com');
			expect((await browser.send('POST', `/api/v1/users/${third.id}/grants`, { role_id, ends_at })).statusCode).toBe(201);
			expect((await browser.send('DELETE', own_grant)).json()).toMatchObject(refused);
			const second = await addUser(own, 'second@example.com', { role: 'administrator' });
			const second_grant = `/api/v1/users/${second.id}/grants/${await grantOf(second.id)}`;
			const other = await signedIn(own, 'second@example.com');
			// Both are known as administrators before either change is made.
			await Promise.all([browser.who(), other.who()]);
			const replies = await Promise.all([
				browser.send('DELETE', second_grant),
				other.send('PATCH', `/api/v1/users/${first.id}`, { state: 'disabled' }),
			]);
			expect(replies.map((reply) => reply.statusCode).filter((status) => status === 409)).toHaveLength(1);
		} finally {
			await own.drop();
		}
	});
});

describe('one’s own account', () => {
	it('takes a new name, language, and a password against the current one, which ends the other sessions', async () => {
		await addUser(test, 'me@example.com');
		const here = await signedIn(test, 'me@example.com');
		const elsewhere = await signedIn(test, 'me@example.com');
		expect((await here.send('PATCH', '/api/v1/me', { name: '我', language: 'zh-CN' })).json()).toMatchObject({
			name: '我',
			language: 'zh-CN',
		});
		const password = 'seven slow yellow boats';
		expect((await here.send('PATCH', '/api/v1/me', { password })).json()).toMatchObject({
			code: 'invalid_input',
			problems: [{ path: 'current_password', message: expect.stringContaining('current_password') }],
		});
		const wrong = await here.send('PATCH', '/api/v1/me', { password, current_password: 'wrong', name: 'not stored' });
		expect(wrong.json()).toMatchObject({ status: 403, code: 'password_wrong' });
		const done = await here.send('PATCH', '/api/v1/me', { password, current_password: goodPassword });
		expect(done.json()).toMatchObject({ name: '我' });
		expect(await here.who()).not.toBeNull();
		expect(await elsewhere.who()).toBeNull();
		expect((await elsewhere.signIn('me@example.com', password)).statusCode).toBe(200);
	});

	it('gives nobody another role', async () => {
		await addUser(test, 'climber@example.com', { role: 'read_only' });
		const reply = await (await signedIn(test, 'climber@example.com')).send('PATCH', '/api/v1/me', { role: 'administrator' });
		expect(reply.json()).toMatchObject({ status: 400, code: 'invalid_input' });
	});
});

it('the principal of a session has the scopes of what is granted to the person', async () => {
	const team = async (name: string) => (await boss.send('POST', '/api/v1/teams', { name, parent_id: 1 })).json();
	const [, second, third] = [await team('s1'), await team('s2'), await team('s3')];
	const user = await addUser(test, 'scoped@example.com', { team_id: second.id });
	const { role_id } = user.roles[0]!;
	await boss.send('POST', `/api/v1/users/${user.id}/grants`, { role_id, team_id: third.id });
	const browser = await signedIn(test, 'scoped@example.com');
	const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
	const request = { headers: { cookie }, method: 'GET', routeOptions: { url: '/x' } } as unknown as Parameters<
		ReturnType<typeof createAuthenticator>
	>[0];
	expect(await createAuthenticator(test.services)(request)).toMatchObject({
		user_id: user.id,
		scope_id: second.scope_id,
		scopes: [second.scope_id, third.scope_id],
		write_scopes: [second.scope_id, third.scope_id],
		via: 'session',
	});
});

describe('a write by cookie', () => {
	it.each([
		['no word of where it comes from', null, {}],
		['another site', 'https://evil.example', {}],
		['another site by the browser’s word', 'http://localhost', { 'sec-fetch-site': 'cross-site' }],
		['a sandboxed page', 'null', {}],
	])('is refused with %s', async (_, origin, headers) => {
		const browser = new Browser(test.app, origin);
		for (const [name, value] of boss.cookies) browser.cookies.set(name, value);
		const reply = await browser.send('POST', '/api/v1/teams', { name: 'forged', parent_id: 1 }, headers);
		expect(reply.json()).toMatchObject({ status: 403, code: 'origin_refused' });
		expect((await browser.send('GET', '/api/v1/scopes', undefined, headers)).statusCode).toBe(200);
	});
});

it('asks the database nothing for a person who keeps asking', async () => {
	await addUser(test, 'busy@example.com');
	const browser = await signedIn(test, 'busy@example.com');
	await browser.send('GET', '/api/v1/session');
	const pool = test.services.database.app;
	let queries = 0;
	const count = () => queries++;
	pool.on('acquire', count);
	for (let n = 0; n < 20; n++) await browser.send('GET', '/api/v1/session');
	pool.off('acquire', count);
	expect(queries).toBe(0);
});

describe('looking up a colleague', () => {
	it('answers id and name of active people only, by part of the name or the beginning of the address', async () => {
		const made = (
			await boss.send('POST', '/api/v1/users', { ...newUser('lookup.ouyang@example.com'), name: 'Ouyang Mei', role: 'read_only' })
		).json();
		const people = async (browser: Browser, search: string) =>
			(await browser.send('GET', `/api/v1/people?search=${encodeURIComponent(search)}`)).json().items;
		const reader = await signedIn(test, 'lookup.ouyang@example.com');
		expect(await people(reader, 'YANG')).toEqual([{ id: made.id, name: 'Ouyang Mei' }]);
		expect(await people(reader, 'lookup.')).toEqual([{ id: made.id, name: 'Ouyang Mei' }]);
		expect(await people(reader, '%')).toEqual([]);
		await boss.send('PATCH', `/api/v1/users/${made.id}`, { state: 'disabled' });
		expect(await people(boss, 'ouyang')).toEqual([]);
		// Who has left still has a name beside what he did.
		expect((await boss.send('GET', `/api/v1/people?ids=${made.id},999999`)).json().items).toEqual([{ id: made.id, name: 'Ouyang Mei' }]);
		expect((await boss.send('GET', '/api/v1/people?ids=1,x')).statusCode).toBe(400);
		expect((await new Browser(test.app).send('GET', '/api/v1/people')).statusCode).toBe(401);
	});
});
