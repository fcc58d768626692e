// What was refused, in the audit and the log: once, then counted, without what was sent.
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeLog } from '../../platform/log.ts';
import { Refusals, refusalsOf } from '../../platform/refusals.ts';
import { Browser } from '../access/testing.ts';
import { type Caller, type CustomersTest, customersTest } from '../customers/testing.ts';

let t: CustomersTest;
let reader: Caller;
let hidden: number;

const flush = () => refusalsOf(t.services).flush();
const refused = (action = 'access.refused') =>
	t.rows<Record<string, unknown> & { detail: Record<string, unknown> }>(
		`select action, user_id, key_id, session_id, channel, ip, request, entity, entity_id, customer_id, count, detail from audit_log where action = $1 and id > $2 order by id`,
		[action, since],
	);
let since = 0;
/** What follows is told from what was before. */
const begin = async () => {
	await flush();
	since = (await t.rows<{ id: number }>('select coalesce(max(id), 0) as id from audit_log'))[0]!.id;
};

beforeAll(async () => {
	t = await customersTest();
	await t.person('boss@example.com', 'admin');
	reader = await t.person('reader@example.com', 'reader');
	hidden = (await t.admin('POST', '/customers', { name: '藏在别处', scope_id: await t.scope('Elsewhere') })).body.id;
});
afterAll(() => t?.drop());

test('a right that is missing: who, from where, what, once; and again with its count', async () => {
	await begin();
	for (let n = 0; n < 5; n++) expect((await reader.ask('POST', '/customers', { name: '张三' })).status).toBe(403);
	expect(await refused()).toMatchObject([
		{
			...{ user_id: reader.id, channel: 'api', ip: '127.0.0.1', entity: 'endpoints', entity_id: 'POST /customers', count: null },
			...{ detail: { code: 'not_allowed', status: 403 }, request: expect.stringMatching(/^[\w-]{12}$/), key_id: expect.any(Number) },
		},
	]);
	await reader.ask('PATCH', `/customers/${hidden}`, { name: '李四' });
	await flush();
	const all = await refused();
	expect(all).toHaveLength(3);
	expect(all[2]).toMatchObject({ entity_id: 'POST /customers', count: 4, detail: { again: true }, user_id: reader.id });
	expect(JSON.stringify(all)).not.toMatch(/张三|李四/);
});

test('wrong keys and wrong sessions, and requests without any', async () => {
	await begin();
	const ask = (headers: Record<string, string>, url = '/api/v1/customers') =>
		t.app.inject({ method: 'GET', url, headers, remoteAddress: '203.0.113.7' });
	for (const key of ['cl_guessed_one', 'cl_guessed_two']) expect((await ask({ authorization: `Bearer ${key}` })).statusCode).toBe(401);
	expect((await ask({ cookie: 'clientele.session_token=abcdefghijklmnopqrstuvwxyz012345.c2lnbmF0dXJl' })).statusCode).toBe(401);
	expect((await ask({}, '/api/v1/audit')).statusCode).toBe(401);
	await flush();
	const all = await refused();
	expect(all.map(({ detail, channel, count, ip }) => [detail.code, channel, count, ip])).toEqual([
		['api_key_invalid', 'api', null, '203.0.113.7'],
		['sign_in_needed', 'page', null, '203.0.113.7'],
		['api_key_invalid', 'api', 1, '203.0.113.7'],
		['sign_in_needed', 'page', 1, '203.0.113.7'],
	]);
	expect(JSON.stringify(all)).not.toMatch(/guessed|abcdefghij|c2lnbmF0/);
});

test('a customer who is out of sight: the answer is that there is none, the audit knows better', async () => {
	await begin();
	for (const id of [hidden, 987_654_321]) expect((await reader.ask('GET', `/customers/${id}`)).status).toBe(404);
	await reader.ask('GET', `/customers/${hidden}`);
	await flush();
	expect(await refused()).toMatchObject([
		{ user_id: reader.id, customer_id: hidden, entity_id: 'GET /customers/{id}', detail: { code: 'out_of_sight', status: 404 } },
		{ customer_id: 0, count: 1, detail: { code: 'out_of_sight', customers: [hidden], again: true } },
	]);
});

test('too many attempts to sign in, a wrong proof of who one is, a change of one’s own security, and looking as somebody else', async () => {
	await begin();
	const browser = new Browser(t.app);
	for (let n = 0; n < 7; n++) await browser.signIn('reader@example.com', 'not the password');
	expect(await refused('sign_in.refused')).toMatchObject([{ detail: { reason: 'password' }, entity_id: String(reader.id), count: null }]);
	expect((await refused()).map(({ entity_id, detail }) => [entity_id, detail.code])).toEqual([['POST /sign-in', 'sign_in_too_often']]);

	const own = new Browser(t.app);
	await own.signIn('reader@example.com');
	await t.rows("update user_sessions set authenticated_at = now() - interval '1 day'");
	const [session] = await t.rows<{ id: number }>('select id from user_sessions where user_id = $1 order by id desc limit 1', [reader.id]);
	await begin();
	expect((await own.send('POST', '/api/v1/me/totp')).json().code).toBe('fresh_sign_in_needed');
	expect((await own.send('POST', '/api/v1/me/confirm', { password: 'guessed' })).json().code).toBe('password_wrong');
	expect(await refused()).toMatchObject([{ session_id: session!.id, user_id: reader.id, detail: { code: 'fresh_sign_in_needed' } }]);
	expect(await refused('sign_in.refused')).toMatchObject([
		{ session_id: session!.id, user_id: reader.id, detail: { reason: 'confirm' }, channel: 'page' },
	]);
	const foreign = new Browser(t.app, 'https://elsewhere.example');
	for (const [name, value] of own.cookies) foreign.cookies.set(name, value);
	expect((await foreign.send('POST', '/api/v1/customers', { name: 'x' })).statusCode).toBe(403);
	expect((await refused()).at(-1)).toMatchObject({ detail: { code: 'origin_refused' } });
});

test('refusals are found apart from what was done, by their index', async () => {
	const found = async (query: string) => (await t.admin('GET', `/audit?${query}`)).body.items as { action: string; about: string | null }[];
	const only = await found('result=refused');
	expect(new Set(only.map(({ action }) => action))).toEqual(new Set(['access.refused', 'sign_in.refused']));
	expect(only.find(({ action }) => action === 'sign_in.refused')!.about).toBe('reader@example.com');
	expect((await found('result=done&limit=200')).some(({ action }) => action.endsWith('.refused'))).toBe(false);
	const plan = await t.services.database.app.connect();
	try {
		await plan.query("begin; set local enable_seqscan = off; set local app.scopes = '{0,1}'");
		const { rows } = await plan.query(
			`explain select * from audit_log l where l.action in ('access.refused', 'sign_in.refused') order by l.at desc, l.id desc limit 50`,
		);
		expect(JSON.stringify(rows)).toMatch(/Index Scan (Backward using|on) audit_log_\w+_at_id_idx1/);
	} finally {
		await plan.query('rollback');
		plan.release();
	}
});

test('links that there are not', async () => {
	await begin();
	const token = `${'x'.repeat(40)}.9999999999.abc`;
	for (const url of [`/api/v1/downloads/${token}`, `/api/v1/preferences/${'y'.repeat(43)}`])
		expect((await t.app.inject({ method: 'GET', url, remoteAddress: '203.0.113.8' })).statusCode).toBeGreaterThanOrEqual(400);
	const all = await refused();
	expect(all.map(({ entity_id }) => entity_id)).toEqual(['GET /downloads/{link}', 'GET /preferences/{token}']);
	expect(JSON.stringify(all)).not.toMatch(/xxxx|yyyy/);
});

test('somebody who asks from everywhere, in every way, fills neither the audit nor the log; no secret stands in either', async () => {
	const lines: string[] = [];
	const log = makeLog(
		'info',
		new Writable({
			write: (line, _encoding, done) => {
				lines.push(String(line));
				done();
			},
		}),
	);
	const refusals = new Refusals({ database: t.services.database, log });
	await begin();
	for (let n = 0; n < 700; n++)
		await refusals.note({
			context: { user_id: 0, scopes: [] },
			ip: `10.1.${n >> 8}.${n & 255}`,
			key: 'same',
			entry: { action: 'access.refused', entity: 'endpoints', entity_id: 'GET /customers', detail: { code: 'api_key_invalid' } },
		});
	await refusals.flush();
	const all = await refused();
	expect(all).toHaveLength(502);
	expect(all.at(-1)).toMatchObject({ count: 199, detail: { code: 'many_different', again: true }, ip: null });
	expect(lines).toHaveLength(502);
	expect(JSON.parse(lines[0]!)).toMatchObject({
		msg: 'refused',
		refused: { about: 'GET /customers', code: 'api_key_invalid', ip: '10.1.0.0' },
	});
});
