// The whole server as it stands: every endpoint of every feature asks who is there, is documented, and answers errors in the same way.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildApp } from './app.ts';
import { createApiKey } from './features/access/accounts.ts';
import { type CustomersTest, customersTest } from './features/customers/testing.ts';
import { features } from './features.ts';
import type { Endpoint, Endpoints } from './platform/endpoint.ts';
import { testServices } from './platform/testing.ts';

let t: CustomersTest;

beforeAll(async () => {
	t = await customersTest();
	// Before there is an administrator the server answers nothing but set-up.
	await t.person('chen@example.com', 'admin');
});

afterAll(() => t.drop());

const endpoints: [string, Endpoint][] = Object.values(features as Readonly<Record<string, Endpoints>>).flatMap((one) =>
	Object.entries(one),
);
const addressOf = ({ path }: Endpoint) => `/api/v1${path.replace(/\{\w+\}/g, '1')}`;

describe('without credentials', () => {
	test.each(endpoints.filter(([, { permission }]) => permission !== 'public'))('%s answers 401', async (_name, endpoint) => {
		for (const headers of [{}, { 'idempotency-key': 'k' }, { authorization: 'Basic eDp5' }]) {
			const reply = await t.app.inject({
				method: endpoint.method,
				url: addressOf(endpoint),
				headers: { ...headers, 'accept-language': 'zh-CN' },
				...(endpoint.body && { payload: {} }),
			});
			expect(reply.statusCode).toBe(401);
			expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
			expect(reply.json().detail).toMatch(/登录|密钥/);
		}
	});
});

interface Operation {
	readonly operationId: string;
	readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: object }[];
	readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
	readonly responses: Readonly<Record<string, { readonly content?: object }>>;
	readonly security?: readonly unknown[];
}

describe('OpenAPI', () => {
	let paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
	let document: Record<string, unknown>;

	beforeAll(async () => {
		const reply = await t.app.inject('/api/openapi.json');
		document = reply.json();
		paths = document.paths as never;
	});

	test.each(endpoints)('lists %s', (name, endpoint) => {
		const operation = paths[`/api/v1${endpoint.path}`]?.[endpoint.method.toLowerCase()];
		expect(operation?.operationId).toBe(name);
		const named = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
		expect(
			operation!.parameters
				.filter((one) => one.in === 'path')
				.map((one) => one.name)
				.sort(),
		).toEqual(named.sort());
		expect(operation!.parameters.filter((one) => one.in === 'query').map((one) => one.name)).toEqual(
			Object.keys(endpoint.query?.shape ?? {}),
		);
		expect(operation!.parameters.some((one) => one.name === 'Idempotency-Key')).toBe(endpoint.idempotent === true);
		expect(operation!.requestBody !== undefined).toBe(endpoint.body !== undefined || endpoint.accepts === 'file');
		const success = operation!.responses[String(endpoint.status ?? 200)];
		expect(success?.content !== undefined).toBe(!(endpoint.reply instanceof z.ZodNull) || endpoint.answers === 'file');
		expect(operation!.security).toEqual(endpoint.permission === 'public' ? [] : undefined);
	});

	test('is OpenAPI 3.1 whose references lead somewhere and whose names are given once', () => {
		expect(document.openapi).toBe('3.1.0');
		const text = JSON.stringify(document);
		for (const [, pointer] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
			const found = pointer!.split('/').reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], document);
			expect([pointer, found !== undefined]).toEqual([pointer, true]);
		}
		const ids = Object.values(paths).flatMap((one) => Object.values(one).map(({ operationId }) => operationId));
		expect(new Set(ids).size).toBe(ids.length);
		// Besides them the way back from a provider of sign-in.
		expect(ids).toHaveLength(endpoints.length + 1);
	});

	test('says what bodies forbid', () => {
		const body = paths['/api/v1/customers']!.post!.requestBody!.content['application/json']!.schema as Record<string, unknown>;
		expect(body.additionalProperties).toBe(false);
		expect(Object.keys(body.properties as object)).toContain('external_id');
		expect(body.required ?? []).toEqual([]);
	});

	test('comes with a page to try it', async () => {
		const reply = await t.app.inject('/api/docs/');
		expect([reply.statusCode, reply.headers['content-type']]).toEqual([200, expect.stringContaining('text/html')]);
	});
});

describe('around the endpoints', () => {
	test('health and readiness need nobody', async () => {
		expect((await t.app.inject('/api/health')).json()).toMatchObject({ status: 'ok' });
		expect((await t.app.inject('/api/ready')).json()).toEqual({ status: 'ready' });
	});

	test('an address that does not exist is told in both languages', async () => {
		for (const [language, words] of [
			['zh-CN', '没有这个地址：/api/v1/nothing'],
			['en', 'There is no such address: /api/v1/nothing'],
		] as const) {
			const reply = await t.app.inject({ url: '/api/v1/nothing?x=1', headers: { 'accept-language': language } });
			expect([reply.statusCode, reply.json().detail]).toEqual([404, words]);
		}
		for (const url of ['/api/v1/customers/%', '/api/v1/customers/1/%ff', `/api/v1/customers/${'9'.repeat(3000)}`])
			expect((await t.app.inject({ url })).json()).toMatchObject({ status: 400, code: 'address_unreadable' });
	});

	test('errors come in the language of the person where the request names none', async () => {
		const { key } = await t.person('mei@example.com', 'reader', { language: 'zh-CN' });
		const reply = await t.app.inject({ url: '/api/v1/customers/999', headers: { authorization: `Bearer ${key}` } });
		expect(reply.json().detail).toContain('没有编号为 999 的客户');
		const english = await t.app.inject({
			url: '/api/v1/customers/999',
			headers: { authorization: `Bearer ${key}`, 'accept-language': 'fr, en;q=0.8' },
		});
		expect(english.json().detail).toContain('There is no customer 999');
	});
});

test.each([
	[1, '203.0.113.5', '203.0.113.5'],
	[1, '198.51.100.1, 203.0.113.5', '203.0.113.5'],
	// A colleague in the network of the proxy, who says he is elsewhere.
	[1, '203.0.113.5, 10.0.0.7', '10.0.0.7'],
	[2, '198.51.100.1, 203.0.113.5, 10.0.0.7', '203.0.113.5'],
	[2, '198.51.100.1, 10.0.0.8, 10.0.0.7', '10.0.0.8'],
])('behind %i proxies that were told %s the caller is %s', async (proxies, told, ip) => {
	const app = await buildApp({ ...t.services, config: { ...t.services.config, publicUrl: 'https://crm.example.com', proxies } });
	app.get('/address', async (request) => request.ip);
	try {
		const ask = async (headers: Record<string, string>, remoteAddress?: string) =>
			(await app.inject({ url: '/address', headers, ...(remoteAddress && { remoteAddress }) })).body;
		expect(await ask({ 'x-forwarded-for': told })).toBe(ip);
		// Who comes past the proxies is believed nothing.
		expect(await ask({ 'x-forwarded-for': told }, '198.51.100.9')).toBe('198.51.100.9');
	} finally {
		await app.close();
	}
});

test('behind a proxy changes and keys know the address that it saw', async () => {
	const other = await testServices({ publicUrl: 'https://crm.example.com' });
	const app = await buildApp(other.services);
	try {
		const { key } = await createApiKey(other.services, { name: 'admin' });
		const headers = { authorization: `Bearer ${key}` };
		const forwarded = { 'x-forwarded-for': '198.51.100.1, 203.0.113.5' };
		const made = await app.inject({
			method: 'POST',
			url: '/api/v1/customers',
			headers: { ...headers, ...forwarded },
			payload: { name: 'Ada' },
		});
		const told = await app.inject({ url: `/api/v1/customers/${made.json().id}/changes`, headers });
		expect(told.json().items[0].ip).toBe('203.0.113.5');
	} finally {
		await app.close();
		await other.drop();
	}
});
