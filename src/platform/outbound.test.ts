// Requests to addresses that a person gave, to a real server: what is refused before anything is sent, and what bounds an answer.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outboundUrl, resolveOutbound, sendOutbound } from './outbound.ts';

let server: Server;
let port: number;
const met: string[] = [];
const nothing = { outboundNetworks: [] };
const loopback = { outboundNetworks: ['127.0.0.0/8', '::1/128'] };

beforeAll(async () => {
	server = createServer((request, reply) => {
		met.push(`${request.method} ${request.url} ${request.headers.host}`);
		if (request.url === '/moved') reply.writeHead(302, { location: '/target' }).end();
		else if (request.url === '/long') reply.end('x'.repeat(1_000_000));
		else if (request.url === '/silent') reply.writeHead(200).write('begin');
		else request.pipe(reply);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	({ port } = server.address() as AddressInfo);
});

afterAll(() => {
	server.closeAllConnections();
	server.close();
});

const at = (path: string, host = '127.0.0.1') => `http://${host}:${port}${path}`;
const codeOf = (work: Promise<unknown>) =>
	work.then(
		() => 'sent',
		(cause) => cause.code,
	);

describe('what leads inside is refused before anything is sent', () => {
	test.each([
		'127.0.0.1',
		'localhost',
		'[::1]',
		'[::ffff:127.0.0.1]',
		'0x7f000001',
		'2130706433',
		'127.1',
		'0177.0.0.1',
		'0.0.0.0',
		'169.254.169.254',
		'10.0.0.1',
		'localhost.',
		'①②⑦.⓪.⓪.①',
	])('%s', async (host) => {
		met.length = 0;
		expect(['outbound_refused', 'outbound_unknown']).toContain(await codeOf(sendOutbound({ url: at('/', host), method: 'GET' }, nothing)));
		expect(met).toEqual([]);
	});

	test('also as one of many addresses of a name', async () => {
		// Every machine resolves this name to itself, to IPv4, IPv6 or both.
		await expect(resolveOutbound(new URL('http://localhost/'), { outboundNetworks: ['10.0.0.0/8'] })).rejects.toMatchObject({
			code: 'outbound_refused',
		});
	});
});

test.each([
	'ftp://example.com/',
	'file:///etc/passwd',
	'http://user:pass@example.com/',
	'example.com',
	'',
	'javascript:alert(1)',
	'http://',
])('%j is no address to send to', (url) => expect(() => outboundUrl(url)).toThrow('http://'));

test('a network that the configuration allows is reached, under the name that was given', async () => {
	const reply = await sendOutbound({ url: at('/echo#part', 'localhost'), method: 'POST', body: '张伟' }, loopback);
	expect([reply.status, reply.body.toString()]).toEqual([200, '张伟']);
	expect(met.at(-1)).toBe(`POST /echo localhost:${port}`);
});

test('a redirect is not followed', async () => {
	met.length = 0;
	expect((await sendOutbound({ url: at('/moved'), method: 'GET' }, loopback)).status).toBe(302);
	expect(met).toHaveLength(1);
});

test('an answer is cut off where it is too long, and not waited for without end', async () => {
	expect((await sendOutbound({ url: at('/long'), method: 'GET', mostBytes: 1_000 }, loopback)).body).toHaveLength(1_000);
	expect(await codeOf(sendOutbound({ url: at('/silent'), method: 'GET', milliseconds: 300 }, loopback))).toBe('outbound_slow');
});

test('a port where nobody listens is told as such', async () => {
	const other = createServer().listen(0, '127.0.0.1');
	await once(other, 'listening');
	const { port: free } = other.address() as AddressInfo;
	other.close();
	await once(other, 'close');
	expect(await codeOf(sendOutbound({ url: `http://127.0.0.1:${free}/`, method: 'GET' }, loopback))).toBe('outbound_failed');
});
