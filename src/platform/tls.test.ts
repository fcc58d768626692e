// Tests of TLS with a certificate of one's own, against the real server: versions, headers, a new certificate while a connection is open, the way there.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildApp } from '../app.ts';
import { loadConfig } from './config.ts';
import { type TestServices, testServices } from './testing.ts';
import { testCertificate } from './testing-certificate.ts';
import { readTls, redirectServer, watchTls } from './tls.ts';

let t: TestServices;
let app: FastifyInstance;
let folder: string;
let port: number;
let files: { tlsCert: string; tlsKey: string };
const first = testCertificate('first');
const quiet = { info: () => {}, warn: () => {} };

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'clientele-tls-'));
	files = { tlsCert: join(folder, 'cert.pem'), tlsKey: join(folder, 'key.pem') };
	write(first);
	t = await testServices(files);
	app = await buildApp(t.services);
	await app.listen({ host: '127.0.0.1', port: 0 });
	port = (app.server.address() as AddressInfo).port;
});
afterAll(async () => {
	await app.close();
	await t.drop();
	rmSync(folder, { recursive: true, force: true });
});

function write({ cert, key }: { cert: string; key: string }): void {
	writeFileSync(files.tlsCert, cert);
	writeFileSync(files.tlsKey, key);
}

async function handshake(options: { ca: string; maxVersion?: 'TLSv1.1' | 'TLSv1.2'; ciphers?: string }): Promise<TLSSocket> {
	const socket = connect({
		port,
		host: 'localhost',
		servername: 'localhost',
		minVersion: 'TLSv1',
		ciphers: 'DEFAULT@SECLEVEL=0',
		...options,
	});
	await once(socket, 'secureConnect');
	return socket;
}

async function health(agent: Agent, ca: string): Promise<{ status: number | undefined; headers: Record<string, unknown> }> {
	const asked = request({ host: 'localhost', port, path: '/api/health', agent, ca, servername: 'localhost' }).end();
	const [reply] = await once(asked, 'response');
	reply.resume();
	await once(reply, 'end');
	return { status: reply.statusCode, headers: reply.headers };
}

it('speaks TLS 1.2 and newer, and tells browsers to stay with it', async () => {
	const socket = await handshake({ ca: first.cert, maxVersion: 'TLSv1.2' });
	expect(socket.getProtocol()).toBe('TLSv1.2');
	socket.destroy();
	await expect(handshake({ ca: first.cert, maxVersion: 'TLSv1.1' })).rejects.toThrow(/protocol version|handshake failure|SSL/i);
	// No suite with CBC, or without forward secrecy.
	for (const ciphers of [
		'ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA',
		'AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256',
	])
		await expect(handshake({ ca: first.cert, maxVersion: 'TLSv1.2', ciphers })).rejects.toThrow(/handshake failure/i);
	const { headers } = await health(new Agent(), first.cert);
	expect(headers).toMatchObject({
		'strict-transport-security': expect.stringContaining('max-age=31536000'),
		'x-content-type-options': 'nosniff',
		'referrer-policy': 'no-referrer',
		'cross-origin-opener-policy': 'same-origin',
		'cross-origin-resource-policy': 'same-origin',
		'permissions-policy': expect.stringContaining('camera=()'),
	});
	const policy = String(headers['content-security-policy']);
	expect(policy).not.toMatch(/unsafe|\*|https?:/);
	for (const part of ["default-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"])
		expect(policy.split(';')).toContain(part);
});

it('takes a new certificate without cutting a connection that is open', async () => {
	const unwatch = watchTls(app.server as never, { ...t.services.config, ...files }, quiet, 20);
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	expect((await health(agent, first.cert)).status).toBe(200);
	const second = testCertificate('second');
	// A certificate whose key has not been written yet changes nothing.
	writeFileSync(files.tlsCert, second.cert);
	await new Promise((resolve) => setTimeout(resolve, 100));
	(await handshake({ ca: first.cert })).destroy();
	write(second);
	const until = Date.now() + 10_000;
	const taken = () =>
		handshake({ ca: second.cert }).then(
			(socket) => socket.destroy(),
			() => null,
		);
	while ((await taken()) === null && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
	const socket = await handshake({ ca: second.cert });
	expect(socket.getPeerCertificate().subject.CN).toBe('second');
	socket.destroy();
	// The connection of before the change.
	expect((await health(agent, first.cert)).status).toBe(200);
	await expect(handshake({ ca: first.cert })).rejects.toThrow(/self.signed|certificate/i);
	agent.destroy();
	unwatch();
});

it('sends plain requests to the same page under https', async () => {
	const server = redirectServer((host) => `https://${host?.replace(/:\d+$/, '')}:8443`).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port: plain } = server.address() as AddressInfo;
	const reply = await fetch(`http://127.0.0.1:${plain}/customers?search=a`, { redirect: 'manual', method: 'POST' });
	expect([reply.status, reply.headers.get('location')]).toEqual([308, 'https://127.0.0.1:8443/customers?search=a']);
	// Programs are told, and do not go on in the open.
	for (const path of ['/api/v1/customers', '/api', '//api/v1/customers', '/API/v1']) {
		const refused = await fetch(`http://127.0.0.1:${plain}${path}`, { redirect: 'manual' });
		expect([refused.status, refused.headers.get('location')]).toEqual([403, null]);
		expect(await refused.json()).toMatchObject({ code: 'https_only', title: expect.stringContaining('https://127.0.0.1:8443/api') });
	}
	expect((await fetch(`http://127.0.0.1:${plain}/apis`, { redirect: 'manual' })).status).toBe(308);
	server.close();
});

it('says what is wrong with the files', () => {
	expect(() => readTls({ ...files, tlsKey: join(folder, 'none') })).toThrow(/none for TLS cannot be read \(ENOENT\)/);
	const key = join(folder, 'other.pem');
	writeFileSync(key, testCertificate('other').key);
	expect(() => readTls({ ...files, tlsKey: key })).toThrow(/do not go together/);
	expect(() => loadConfig({ TLS_CERT: 'a' })).toThrow(/TLS_KEY/);
	expect(() => loadConfig({ HTTP_REDIRECT_PORT: '80' })).toThrow(/HTTP_REDIRECT_PORT/);
	expect(loadConfig({ TLS_CERT: 'a', TLS_KEY: 'b', HTTP_REDIRECT_PORT: '80' })).toMatchObject({ redirectPort: 80 });
});
