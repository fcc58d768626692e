// One-time links, sessions and their limits.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { forgetPrincipals } from '../access/principal-cache.ts';
import { type AccessTest, addAdministrator, addUser, adminEmail, Browser, signedIn } from '../access/testing.ts';
import { signInTasks } from './jobs.ts';
import { copyOf, letters, signInTest, tokenOf } from './testing.ts';

let test: AccessTest;
let administrator: Browser;

beforeAll(async () => {
	test = await signInTest();
	await addAdministrator(test);
	administrator = await signedIn(test, adminEmail);
});
afterEach(() => letters(test));
afterAll(() => test.drop());

const better = 'seven slow yellow boats';
const use = (token: string, password?: string, browser = new Browser(test.app)) =>
	browser.send('POST', '/api/v1/sign-in/link/use', { token, ...(password && { password }) });
const link = async (id: number, body: object) => administrator.send('POST', `/api/v1/users/${id}/link`, body);

/** Does what asking for a new password put in the queue. */
async function forgotten(): Promise<void> {
	const { rows } = await test.services.database.owner.query(
		`delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t where t.id = j.task_id and t.identifier = 'sign_in.forgotten' returning j.payload`,
	);
	for (const { payload } of rows) await signInTasks['sign_in.forgotten']!(payload as never, test.services);
}

describe('an invitation', () => {
	it('is sent in the person’s language, sets the password once, and then signs in', async () => {
		const { id } = await addUser(test, 'new@example.com', { password: undefined, language: 'zh-CN' });
		expect((await new Browser(test.app).signIn('new@example.com', better)).statusCode).toBe(401);
		expect((await link(id, { purpose: 'invitation', deliver: 'mail' })).json()).toMatchObject({ sent: true, url: null });
		const [mail] = await letters(test);
		expect(mail).toMatchObject({ to: 'new@example.com', subject: '邀请您使用 Clientele', language: 'zh-CN' });
		const token = tokenOf(mail!.link.url);
		expect(Buffer.from(token, 'base64url')).toHaveLength(32);
		expect((await new Browser(test.app).send('POST', '/api/v1/sign-in/link', { token })).json()).toMatchObject({
			purpose: 'invitation',
			email: 'new@example.com',
		});
		// A password that will not do leaves the link good.
		expect((await use(token, 'short')).json().code).toBe('password_short');
		expect((await use(token)).json().code).toBe('link_needs_password');
		const answers = await Promise.all(Array.from({ length: 5 }, () => use(token, better)));
		expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 410, 410, 410, 410]);
		expect((await new Browser(test.app).signIn('new@example.com', better)).statusCode).toBe(200);
	});

	it('is handed over where there is no mail server', async () => {
		const { id } = await addUser(test, 'handed@example.com', { password: undefined });
		const { url, sent } = (await link(id, { purpose: 'invitation', deliver: 'hand' })).json();
		expect(sent).toBe(false);
		expect(await letters(test)).toEqual([]);
		expect((await use(tokenOf(url), better)).statusCode).toBe(200);
	});

	it('is not made by who may not, nor for somebody who holds more', async () => {
		const { id } = await addUser(test, 'manager@example.com', { role: 'manager' });
		const browser = await signedIn(test, 'manager@example.com');
		expect((await browser.send('POST', `/api/v1/users/${id}/link`, { purpose: 'password', deliver: 'hand' })).statusCode).toBe(403);
		expect((await link(999_999, { purpose: 'password', deliver: 'hand' })).statusCode).toBe(404);
	});

	it('is kept as a hash alone', async () => {
		const { id } = await addUser(test, 'hashed@example.com');
		const { url } = (await link(id, { purpose: 'password', deliver: 'hand' })).json();
		const { rows } = await test.services.database.owner.query('select one_time_links::text, encode(hash, $1) as hash from one_time_links', [
			'escape',
		]);
		expect(JSON.stringify(rows)).not.toContain(tokenOf(url));
		await test.services.database.owner.query("update one_time_links set expires_at = now() - interval '1 second'");
		expect((await use(tokenOf(url), better)).statusCode).toBe(410);
	});
});

describe('a forgotten password', () => {
	it('is answered alike whether there is such a person; the mail comes to him alone, from the configured address', async () => {
		await addUser(test, 'forgot@example.com');
		const session = await signedIn(test, 'forgot@example.com');
		const ask = (email: string) =>
			new Browser(test.app).send('POST', '/api/v1/sign-in/forgotten', { email }, { 'x-forwarded-host': 'evil.example' });
		const answers = [await ask('FORGOT@example.com'), await ask('nobody@example.com')];
		for (const answer of answers) expect([answer.statusCode, answer.body]).toEqual([204, '']);
		await forgotten();
		const mails = await letters(test);
		expect(mails.map(({ to }) => to)).toEqual(['forgot@example.com']);
		expect(mails[0]!.link.url).toMatch(/^http:\/\/localhost:\d+\/link#/);
		// Not twice within minutes.
		await ask('forgot@example.com');
		await forgotten();
		expect(await letters(test)).toEqual([]);
		expect((await use(tokenOf(mails[0]!.link.url), better)).json()).toEqual({ purpose: 'password', done: true });
		expect(await session.who()).toBeNull();
		expect((await new Browser(test.app).signIn('forgot@example.com', better)).statusCode).toBe(200);
		expect((await letters(test)).map(({ subject }) => subject)).toContain('Your password was changed');
	});

	it('is refused to another site, and to who asks too often', async () => {
		const body = { email: 'forgot@example.com' };
		expect((await new Browser(test.app, 'https://evil.example').send('POST', '/api/v1/sign-in/forgotten', body)).statusCode).toBe(403);
		const browser = new Browser(test.app);
		const codes = [];
		for (let n = 0; n < 6; n++) codes.push((await browser.send('POST', '/api/v1/sign-in/forgotten', body)).statusCode);
		expect(codes).toEqual([204, 204, 204, 204, 204, 429]);
	});
});

describe('another address', () => {
	it('is taken when the old and the new one have confirmed it', async () => {
		await addUser(test, 'before@example.com');
		const browser = await signedIn(test, 'before@example.com');
		expect((await browser.send('POST', '/api/v1/me/email', { email: 'after@example.com' })).statusCode).toBe(204);
		const mails = await letters(test);
		expect(mails.map(({ to }) => to).sort()).toEqual(['after@example.com', 'before@example.com']);
		const token = (to: string) => tokenOf(mails.find((mail) => mail.to === to)!.link.url);
		expect((await use(token('after@example.com'))).json()).toEqual({ purpose: 'email', done: false });
		expect(await browser.who()).toMatchObject({ email: 'before@example.com' });
		expect((await use(token('before@example.com'))).json()).toEqual({ purpose: 'email_old', done: true });
		expect(await browser.who()).toMatchObject({ email: 'after@example.com' });
	});

	it('of somebody else is refused at the end', async () => {
		await addUser(test, 'taker@example.com');
		const browser = await signedIn(test, 'taker@example.com');
		await browser.send('POST', '/api/v1/me/email', { email: adminEmail });
		const [one, two] = await letters(test);
		await use(tokenOf(one!.link.url));
		expect((await use(tokenOf(two!.link.url))).json().code).toBe('email_taken');
	});
});

describe('sessions', () => {
	it('are listed, ended singly and all but this', async () => {
		await addUser(test, 'many@example.com');
		const [own, second, third] = [
			await signedIn(test, 'many@example.com'),
			await signedIn(test, 'many@example.com'),
			await signedIn(test, 'many@example.com'),
		];
		const list = async () =>
			(await own!.send('GET', '/api/v1/me/sessions')).json().items as { id: number; current: boolean; address: string }[];
		const items = await list();
		expect(items.map(({ current }) => current)).toEqual([true, false, false]);
		expect(items[0]!.address).toBe(own!.address);
		const secondId = items.find(({ address }) => address === second!.address)!.id;
		expect((await own!.send('DELETE', `/api/v1/me/sessions/${secondId}`)).statusCode).toBe(204);
		expect(await second!.who()).toBeNull();
		expect((await third!.send('DELETE', `/api/v1/me/sessions/${secondId}`)).statusCode).toBe(404);
		const strangers = (await administrator.send('GET', '/api/v1/me/sessions')).json().items[0].id;
		expect((await own!.send('DELETE', `/api/v1/me/sessions/${strangers}`)).statusCode).toBe(404);
		expect((await own!.send('POST', '/api/v1/me/sessions/end-others')).statusCode).toBe(204);
		expect(await third!.who()).toBeNull();
		expect(await list()).toHaveLength(1);
	});

	it('are ended by an administrator: of one person, or of everybody but himself', async () => {
		const [one, two] = ['ended.one@example.com', 'ended.two@example.com'];
		const { id } = await addUser(test, one);
		await addUser(test, two, { role: 'sales' });
		const browsers = [await signedIn(test, one), await signedIn(test, one), await signedIn(test, two)] as const;
		expect((await browsers[2].send('DELETE', `/api/v1/users/${id}/sessions`)).statusCode).toBe(403);
		expect((await browsers[2].send('POST', '/api/v1/sign-in/sessions/end-all', { reason: 'x' })).statusCode).toBe(403);
		expect((await administrator.send('DELETE', '/api/v1/users/999999/sessions')).statusCode).toBe(404);
		expect((await administrator.send('DELETE', `/api/v1/users/${id}/sessions`)).json()).toEqual({ ended: 2 });
		expect([await browsers[0].who(), await browsers[1].who()]).toEqual([null, null]);
		expect(await browsers[2].who()).not.toBeNull();
		expect((await administrator.send('POST', '/api/v1/sign-in/sessions/end-all', {})).statusCode).toBe(400);
		const ended = (await administrator.send('POST', '/api/v1/sign-in/sessions/end-all', { reason: 'keys were lost' })).json();
		expect(ended.ended).toBeGreaterThan(0);
		expect(await browsers[2].who()).toBeNull();
		expect(await administrator.who()).not.toBeNull();
		const { rows } = await test.services.database.owner.query(
			"select action, count from audit_log where action like 'sign_in.end\\_%sessions' order by id",
		);
		expect(rows).toEqual([
			{ action: 'sign_in.end_sessions', count: 2 },
			{ action: 'sign_in.end_all_sessions', count: ended.ended },
		]);
	});

	it('end when they were not used, or are too old, as the settings say', async () => {
		const { database } = test.services;
		const { id } = await addUser(test, 'idle@example.com');
		const set = (column: string, ago: string) =>
			database.owner.query(`update user_sessions set ${column} = now() - $2::interval where user_id = $1`, [id, ago]);
		const browser = await signedIn(test, 'idle@example.com');
		await set('last_seen_at', '23 hours');
		forgetPrincipals(database);
		expect(await browser.who()).not.toBeNull();
		await set('last_seen_at', '25 hours');
		forgetPrincipals(database);
		expect(await browser.who()).toBeNull();
		const again = await signedIn(test, 'idle@example.com');
		await set('created_at', '13 days');
		forgetPrincipals(database);
		expect(await again.who()).not.toBeNull();
		const rule = { second_factor: 'optional', permissions: [], idle_minutes: 60, absolute_hours: 24 };
		expect((await administrator.send('PUT', '/api/v1/sign-in/settings', rule)).statusCode).toBe(200);
		forgetPrincipals(database);
		expect(await again.who()).toBeNull();
		await administrator.send('PUT', '/api/v1/sign-in/settings', { ...rule, idle_minutes: 1440, absolute_hours: 336 });
	});

	it('never go on under a token that somebody else knew before', async () => {
		await addUser(test, 'fixation@example.com');
		const browser = new Browser(test.app);
		const planted = await signedIn(test, adminEmail);
		browser.cookies.set('clientele.session_token', planted.cookies.get('clientele.session_token')!);
		const before = copyOf(browser, test);
		await browser.signIn('fixation@example.com');
		expect(browser.cookies.get('clientele.session_token')).not.toBe(planted.cookies.get('clientele.session_token'));
		expect(await browser.who()).toMatchObject({ email: 'fixation@example.com' });
		expect(await before.who()).toBeNull();
	});

	it('are not enough for a new key of the interface a quarter of an hour later', async () => {
		const { id } = await addUser(test, 'keys@example.com');
		const browser = await signedIn(test, 'keys@example.com');
		await test.services.database.owner.query(
			"update user_sessions set authenticated_at = now() - interval '16 minutes' where user_id = $1",
			[id],
		);
		expect((await browser.send('POST', '/api/v1/api-keys', { name: 'mine' })).json().code).toBe('fresh_sign_in_needed');
	});
});
