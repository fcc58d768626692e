// Endpoints as routes, on a server of their own: strict input, replies of every kind, languages, repeated requests.
import { Readable } from 'node:stream';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { nobody, type Principal } from './auth.ts';
import { endpoint } from './endpoint.ts';
import { defineErrors } from './errors.ts';
import { FileReply, fastifyPath, type Handlers, JsonText, languageOf, registerEndpoints } from './http.ts';
import { sendProblem } from './problems.ts';
import { type TestDatabase, testDatabase } from './testing.ts';

const error = defineErrors({ odd: { status: 409, 'zh-CN': '单数', en: 'Odd' } });
const common = { permission: 'signed_in', tag: 't', summary: { 'zh-CN': '', en: '' } } as const;
const row = z.object({ n: z.number(), word: z.string().nullable() });

const endpoints = {
	double: endpoint({
		...common,
		method: 'GET',
		path: '/double/{n}',
		params: z.strictObject({ n: z.coerce.number().int() }),
		query: z.strictObject({ word: z.string().optional() }),
		reply: row,
	}),
	text: endpoint({ ...common, method: 'GET', path: '/text', permission: 'public', reply: row }),
	file: endpoint({ ...common, method: 'GET', path: '/file', answers: 'file', reply: z.unknown() }),
	remove: endpoint({
		...common,
		method: 'DELETE',
		path: '/things/{n}',
		params: z.strictObject({ n: z.string() }),
		status: 204,
		reply: z.null(),
	}),
	work: endpoint({
		...common,
		method: 'POST',
		path: '/work',
		body: z.strictObject({ n: z.number() }),
		status: 201,
		idempotent: true,
		reply: row,
	}),
	made: endpoint({ ...common, method: 'POST', path: '/made', body: z.strictObject({}), status: 201, idempotent: true, reply: row }),
	quiet: endpoint({ ...common, method: 'POST', path: '/quiet', body: z.strictObject({}), status: 204, idempotent: true, reply: z.null() }),
	write: endpoint({
		...common,
		method: 'PUT',
		path: '/write',
		permission: 'customers.write',
		body: z.strictObject({}),
		bodyLimit: 50,
		reply: row,
	}),
};

let t: TestDatabase;
let app: FastifyInstance;
let worked = 0;
let open: (() => void) | null = null;

const handlers: Handlers<typeof endpoints, { database: TestDatabase['database'] }> = {
	double: async ({ params, query }) => ({ n: params.n * 2, word: query.word ?? null, secret: 'never sent' }),
	text: async () => new JsonText('{"n":1,"word":"as it is"}', { etag: '"7"' }),
	file: async () => new FileReply(Readable.from(['a', 'b']), '客户 1.csv', 'text/csv'),
	remove: async () => null,
	work: async ({ body }) => {
		worked++;
		if (body.n < 0) throw new TypeError('a defect');
		if (body.n % 2) throw error('odd');
		if (body.n === 100) await new Promise<void>((resolve) => (open = resolve));
		return { n: body.n, word: null };
	},
	made: async ({ reply }) => {
		reply.header('location', `/made/${++worked}`).header('x-other', 'not kept');
		return new JsonText(`{"n":${worked},"word":null}`, { etag: '"1"' });
	},
	quiet: async () => {
		worked++;
		return null;
	},
	write: async () => ({ n: 1, word: null }),
};

const people: Readonly<Record<string, Principal>> = {
	eva: { ...nobody, user_id: 1, permissions: new Set(['public', 'signed_in', 'customers.write'] as const), language: 'zh-CN' },
	rita: { ...nobody, user_id: 2, permissions: new Set(['public', 'signed_in'] as const) },
};

beforeAll(async () => {
	t = await testDatabase();
	app = Fastify();
	app.setErrorHandler((cause, request, reply) => sendProblem(cause, request, reply, languageOf(request)));
	registerEndpoints(app, endpoints, handlers, {
		services: { database: t.database },
		authenticate: async (request) => people[String(request.headers.who)] ?? nobody,
	});
});

afterAll(async () => {
	await app.close();
	await t.drop();
});

const ask = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object, headers: Record<string, string> = {}) =>
	app.inject({ method, url, headers: { who: 'eva', ...headers }, ...(payload && { payload }) });

describe('replies', () => {
	test('hold what the shape names and nothing else', async () => {
		const reply = await ask('GET', '/double/21?word=x');
		expect([reply.statusCode, reply.json()]).toEqual([200, { n: 42, word: 'x' }]);
	});

	test('text, file and nothing', async () => {
		const text = await ask('GET', '/text', undefined, { who: '' });
		expect([text.body, text.headers.etag, text.headers['content-type']]).toEqual([
			'{"n":1,"word":"as it is"}',
			'"7"',
			'application/json; charset=utf-8',
		]);
		const file = await ask('GET', '/file');
		expect([file.body, file.headers['content-type'], file.headers['content-disposition']]).toEqual([
			'ab',
			'text/csv',
			"attachment; filename*=UTF-8''%E5%AE%A2%E6%88%B7%201.csv",
		]);
		const none = await ask('DELETE', '/things/x');
		expect([none.statusCode, none.body]).toEqual([204, '']);
	});
});

describe('input', () => {
	test('parameters, queries and bodies are strict', async () => {
		for (const url of ['/double/x', '/double/1?other=1', '/double/1?word=a&word=b', '/text?x=1'])
			expect([url, (await ask('GET', url)).statusCode]).toEqual([url, 400]);
		expect((await ask('POST', '/work', { n: 2, m: 1 })).json().problems[0].code).toBe('unrecognized_keys');
		expect((await ask('PUT', '/write', { long: 'x'.repeat(60) })).json()).toMatchObject({ status: 413, code: 'body_too_large' });
	});

	test('permission comes before the input', async () => {
		expect((await ask('PUT', '/write', { wrong: 1 }, { who: 'rita' })).statusCode).toBe(403);
		expect((await ask('PUT', '/write', { wrong: 1 }, { who: '' })).statusCode).toBe(401);
	});

	test('a defect tells nothing of its inside', async () => {
		const reply = await ask('POST', '/work', { n: -2 });
		expect(reply.json()).toMatchObject({ status: 500, code: 'internal' });
		expect(reply.body).not.toContain('defect');
	});

	test('paths in the way of Fastify', () => {
		expect(fastifyPath('/a/{id}/b/{other_id}')).toBe('/a/:id/b/:other_id');
	});
});

describe('languages', () => {
	test.each([
		[{}, '单数'],
		[{ 'accept-language': 'en-GB,en;q=0.9' }, 'Odd'],
		[{ 'accept-language': 'fr,de' }, '单数'],
		[{ 'accept-language': 'zh-TW' }, '单数'],
		[{ 'x-language': 'zh-CN', 'accept-language': 'en' }, '单数'],
		[{ who: 'rita' }, 'Odd'],
	])('%j → %s', async (headers, words) => {
		expect((await ask('POST', '/work', { n: 1 }, headers as Record<string, string>)).json().detail).toBe(words);
	});
});

describe('repeated requests', () => {
	const key = (name: string) => ({ 'idempotency-key': name });

	test('are answered again, with and without a body', async () => {
		worked = 0;
		const [first, second] = [await ask('POST', '/work', { n: 2 }, key('a')), await ask('POST', '/work', { n: 2 }, key('a'))];
		expect([first.statusCode, second.statusCode, second.body, worked]).toEqual([201, 201, first.body, 1]);
		const [third, fourth] = [await ask('POST', '/quiet', {}, key('b')), await ask('POST', '/quiet', {}, key('b'))];
		expect([third.statusCode, fourth.statusCode, fourth.body, worked]).toEqual([204, 204, '', 2]);
		expect((await ask('POST', '/quiet', {}, key('a'))).json().code).toBe('idempotency_key_reused');
		expect((await ask('POST', '/work', { n: 2 }, { ...key('a'), who: 'rita' })).headers['idempotency-replayed']).toBeUndefined();
		expect((await ask('POST', '/work', { n: 2 }, { ...key('a'), who: '' })).statusCode).toBe(401);
	});

	test('tell again where the new thing is and its version', async () => {
		const [first, second] = [await ask('POST', '/made', {}, key('e')), await ask('POST', '/made', {}, key('e'))];
		const told = ({ statusCode, body, headers }: typeof first) => [statusCode, body, headers.location, headers.etag];
		expect(told(second)).toEqual(told(first));
		expect(first.headers).toMatchObject({ location: expect.stringMatching(/^\/made\/\d+$/), etag: '"1"', 'x-other': 'not kept' });
		expect([second.headers['idempotency-replayed'], second.headers['x-other']]).toEqual(['true', undefined]);
	});

	test('a failure, ours or theirs, frees the key', async () => {
		for (const n of [1, -2]) expect((await ask('POST', '/work', { n }, key('c'))).statusCode).toBeGreaterThanOrEqual(400);
		expect((await ask('POST', '/work', { n: 4 }, key('c'))).statusCode).toBe(201);
	});

	test('one in progress is told of', async () => {
		const running = ask('POST', '/work', { n: 100 }, key('d'));
		running.catch(() => {});
		while (!open) await new Promise((resolve) => setTimeout(resolve, 5));
		expect((await ask('POST', '/work', { n: 100 }, key('d'))).json()).toMatchObject({ status: 409, code: 'request_in_progress' });
		open();
		expect((await running).statusCode).toBe(201);
	});

	test('keys have a length', async () => {
		expect((await ask('POST', '/work', { n: 2 }, key('x'.repeat(201)))).json().code).toBe('idempotency_key_long');
		expect((await ask('POST', '/work', { n: 2 }, key('x'.repeat(200)))).statusCode).toBe(201);
	});
});
