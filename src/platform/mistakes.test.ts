// Input that is refused for its form, and a database that is away, in the log: once, then with their number, without a value.
import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildApp } from '../app.ts';
import { createApiKey } from '../features/access/accounts.ts';
import { openDatabase } from './database.ts';
import { makeLog } from './log.ts';
import { Mistakes } from './mistakes.ts';
import { type TestServices, testServices } from './testing.ts';

let t: TestServices;
let app: Awaited<ReturnType<typeof buildApp>>;
let authorization: string;
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
const told = () => lines.map((line) => JSON.parse(line)).filter(({ mistake }) => mistake);

beforeAll(async () => {
	t = await testServices();
	app = await buildApp({ ...t.services, log });
	authorization = `Bearer ${(await createApiKey(t.services, { name: 'admin' })).key}`;
});
beforeEach(() => {
	lines.length = 0;
});
afterAll(async () => {
	await app?.close();
	await t?.drop();
});

test('input of the wrong form: where, what is wrong, from whom, once and then with its number', async () => {
	const send = (payload: string | object) =>
		app.inject({ method: 'POST', url: '/api/v1/customers', headers: { authorization, 'content-type': 'application/json' }, payload });
	for (let n = 0; n < 3; n++) expect((await send({ zqfield: 'zqvalue' })).statusCode).toBe(400);
	expect((await send('{"zqbroken": ')).statusCode).toBe(400);
	expect((await app.inject({ url: '/api/v1/customers/zqword', headers: { authorization } })).statusCode).toBe(400);
	expect(told()).toMatchObject([
		{
			msg: 'input refused',
			mistake: {
				code: 'invalid_input',
				status: 400,
				route: 'POST /api/v1/customers',
				problems: ['unrecognized_keys'],
				user: expect.any(Number),
				ip: '127.0.0.1',
			},
		},
		{ mistake: { code: 'body_not_json' } },
		{ mistake: { code: 'invalid_input', route: 'GET /api/v1/customers/:id' } },
	]);
	expect(lines.join()).not.toMatch(/zq/);
	lines.length = 0;
	await app.close();
	expect(told()).toMatchObject([{ mistake: { route: 'POST /api/v1/customers', again: 2 } }]);
});

test('a database that is away, however often it is asked', async () => {
	const database = openDatabase({
		ownerUrl: 'postgres://x@127.0.0.1:9/x',
		appUrl: 'postgres://x@127.0.0.1:9/x',
		keyring: t.services.keyring,
	});
	const away = await buildApp({ ...t.services, database, log });
	for (let n = 0; n < 3; n++) expect((await away.inject({ url: '/api/v1/customers', headers: { authorization } })).statusCode).toBe(503);
	await away.close();
	expect(told()).toMatchObject([
		{ level: 50, msg: 'the database cannot be reached', mistake: { code: 'database_unreachable', reason: 'ECONNREFUSED' } },
		{ mistake: { again: 2 } },
	]);
	await database.close();
});

test('somebody who makes up ever new mistakes does not fill the log', async () => {
	const mistakes = new Mistakes(log);
	for (let n = 0; n < 700; n++)
		mistakes.note({ code: 'FST_ERR_CTP_INVALID_JSON_BODY' }, {
			method: 'POST',
			ip: `10.2.${n >> 8}.${n & 255}`,
			routeOptions: { url: '/x' },
			id: '1',
		} as never);
	await mistakes.flush();
	expect(told()).toHaveLength(502);
	expect(told().at(-1)!.mistake).toEqual({ code: 'many_different', again: 199 });
});
