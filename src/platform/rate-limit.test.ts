// Requests a minute: by person, by key, by address; what is told, what is refused, and what is not counted.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../app.ts';
import { createApiKey } from '../features/access/accounts.ts';
import { type TestServices, testServices } from './testing.ts';

let t: TestServices;
let app: Awaited<ReturnType<typeof buildApp>>;
let key: string;
let other: string;

beforeAll(async () => {
	t = await testServices({ ratePerson: 5, rateAnonymous: 3 });
	app = await buildApp(t.services);
	key = (await createApiKey(t.services, { name: 'one' })).key;
	other = (await createApiKey(t.services, { name: 'other' })).key;
});

afterAll(async () => {
	await app.close();
	await t.drop();
});

const get = (url: string, { key, from = '8.8.8.8' }: { key?: string; from?: string }) =>
	app.inject({
		url,
		remoteAddress: from,
		headers: { 'accept-language': 'en', ...(key && { authorization: `Bearer ${key}` }) },
	});

test('a key may send so many, is told how many are left, and then has to wait; another one goes on', async () => {
	for (const left of [4, 3, 2, 1, 0]) {
		const reply = await get('/api/v1/session', { key });
		expect(reply.statusCode).toBe(200);
		expect(reply.headers).toMatchObject({ 'ratelimit-limit': '5', 'ratelimit-remaining': String(left) });
	}
	const refused = await get('/api/v1/session', { key, from: '9.9.9.9' });
	expect(refused.headers['content-type']).toContain('application/problem+json');
	expect(refused.json()).toMatchObject({ status: 429, code: 'too_many_requests', detail: expect.stringContaining('5 a minute') });
	expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
	expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
	expect((await get('/api/v1/session', { key: other })).statusCode).toBe(200);
});

describe('without sign-in', () => {
	test('an address may send so many; what is outside the interface is not counted', async () => {
		const from = '2001:db8::1';
		for (let times = 0; times < 3; times++) expect((await get('/api/v1/installation', { from })).statusCode).toBe(200);
		expect((await get('/api/v1/installation', { from: '2001:db8::2' })).statusCode).toBe(429);
		expect((await get('/api/v1/installation', { from: '2001:db9::2' })).statusCode).toBe(200);
		for (const url of ['/api/health', '/api/openapi.json']) expect((await get(url, { from })).statusCode).toBe(200);
	});

	test('wrong keys count against the address, whoever sends a right one from there goes on', async () => {
		const from = '7.7.7.7';
		for (let times = 0; times < 3; times++) expect((await get('/api/v1/session', { key: `ck_${times}`, from })).statusCode).toBe(401);
		expect((await get('/api/v1/session', { key: 'ck_x', from })).statusCode).toBe(429);
		expect((await get('/api/v1/session', { key: other, from })).statusCode).toBe(200);
	});
});

test('the document of the interface tells of it', async () => {
	const document = (await get('/api/openapi.json', {})).json();
	expect(document.paths['/api/v1/customers'].get.responses['429']).toBeDefined();
	expect(document.info.description).toContain('RateLimit-Limit');
});

test('a key with a number of its own has that one', async () => {
	const { key: slow } = await createApiKey(t.services, { name: 'slow', requests_per_minute: 2 });
	const codes = [];
	for (let times = 0; times < 3; times++) codes.push((await get('/api/v1/session', { key: slow })).statusCode);
	expect(codes).toEqual([200, 200, 429]);
});
