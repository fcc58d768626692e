// Webhooks against a real receiver: what is told to whom, signatures, attempts, switching off, what is refused.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Caller, type CustomersTest, customersTest } from '../customers/testing.ts';
import { deliver } from './deliver.ts';
import { gatherChanges } from './gather.ts';
import { mostGivenUp, nextPause, pauses } from './rules.ts';

interface Met {
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
	readonly path: string;
}

let t: CustomersTest;
let receiver: Server;
let address: string;
let boss: Caller;
const met: Met[] = [];
let answer = 204;

beforeAll(async () => {
	t = await customersTest({ outboundNetworks: ['127.0.0.0/8'] });
	boss = await t.person('boss@example.com', 'admin');
	receiver = createServer(async (request, reply) => {
		met.push({ headers: request.headers, path: request.url ?? '', body: await text(request) });
		reply.writeHead(answer, answer === 302 ? { location: 'http://169.254.169.254/' } : {}).end('thanks');
	}).listen(0, '127.0.0.1');
	await once(receiver, 'listening');
	address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});

afterAll(async () => {
	receiver.close();
	await t.drop();
});

beforeEach(async () => {
	answer = 204;
	await t.rows('delete from webhooks');
	met.length = 0;
});

const add = async (path: string, events: string[] = ['customers'], who = boss) =>
	(await who.ask('POST', '/webhooks', { url: `${address}${path}`, events })).body as { id: number; secret: string; version: number };

/** Gathers what changed and makes one attempt at each delivery that waits. */
async function work(): Promise<void> {
	await gatherChanges(t.services);
	for (const { id } of await t.rows<{ id: number }>("select id from webhook_deliveries where state = 'waiting' order by id"))
		await deliver(t.services, id);
}

const deliveries = async (id: number) => (await boss.ask('GET', `/webhooks/${id}/deliveries`)).body.items;

describe('a message', () => {
	test('tells what changed by numbers alone, signed as Standard Webhooks has it', async () => {
		const { id, secret } = await add('/hook');
		const { body: customer } = await boss.ask('POST', '/customers', { name: '张伟', phone: '13800138000' });
		await work();
		expect(met).toHaveLength(1);
		const [{ headers, body }] = met as [Met];
		expect(JSON.parse(body)).toEqual({
			type: 'customers.changed',
			timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
			data: { ids: [customer.id], gone: [], many: false, details: [] },
		});
		expect(body).not.toMatch(/张伟|13800138000/);
		expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
		const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
		const expected = `v1,${createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
			.update(signed)
			.digest('base64')}`;
		expect(timingSafeEqual(Buffer.from(String(headers['webhook-signature'])), Buffer.from(expected))).toBe(true);
		expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(10);
		expect(await deliveries(id)).toMatchObject([{ type: 'customers.changed', state: 'delivered', status: 204, attempts: 1 }]);
		expect((await boss.ask('GET', '/webhooks')).body.items[0].delivered_at).not.toBeNull();
	});

	test('comes once for each change, though several processes look at the same moment', async () => {
		await add('/once');
		await boss.ask('POST', '/customers', { name: 'A' });
		await Promise.all([gatherChanges(t.services), gatherChanges(t.services), gatherChanges(t.services)]);
		await work();
		expect(met).toHaveLength(1);
	});

	test('is of the kinds that were asked for, and of what the owner sees', async () => {
		const south = await t.scope('webhooks south');
		const other = await t.person('south-boss@example.com', 'editor', { scope_id: south });
		await add('/settings', ['settings']);
		await t.rows('insert into webhooks (user_id, url, events, secret) select $1, url, $2, secret from webhooks', [other.id, ['customers']]);
		await boss.ask('POST', '/customers', { name: 'Not in the south' });
		await work();
		expect(met.map(({ body }) => JSON.parse(body).type)).not.toContain('customers.changed');
	});

	test('says that all is to be read anew where what was missed cannot be told', async () => {
		await add('/missed');
		await t.rows(`update settings set value = '"12345/1:1:"' where name = 'webhooks_place'`);
		await work();
		expect(met.map(({ body }) => JSON.parse(body).type)).toEqual(['changes.missed']);
	});
});

describe('a receiver that fails', () => {
	test('is tried again with the same id and a new signature, after growing pauses', async () => {
		expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
		expect([nextPause(1), nextPause(pauses.length), nextPause(pauses.length + 1)]).toEqual([5, 86_400, null]);
		const { id } = await add('/fails');
		answer = 500;
		await boss.ask('POST', '/customers', { name: 'B' });
		await work();
		expect(await deliveries(id)).toMatchObject([{ state: 'waiting', status: 500, attempts: 1, error: 'HTTP 500' }]);
		const [job] = await t.rows<{ later: boolean }>(
			`select run_at > now() + interval '2 seconds' as later from graphile_worker._private_jobs j join graphile_worker._private_tasks k on k.id = j.task_id
			where k.identifier = 'webhooks.deliver' order by j.id desc limit 1`,
		);
		expect(job).toEqual({ later: true });
		answer = 200;
		await work();
		expect(await deliveries(id)).toMatchObject([{ state: 'delivered', attempts: 2 }]);
		expect(met[0]!.headers['webhook-id']).toBe(met[1]!.headers['webhook-id']);
		expect(met[0]!.body).toBe(met[1]!.body);
	});

	test('is not followed to another address', async () => {
		const { id } = await add('/moved');
		answer = 302;
		await boss.ask('POST', '/customers', { name: 'C' });
		await work();
		expect(met).toHaveLength(1);
		expect(await deliveries(id)).toMatchObject([{ state: 'waiting', error: 'HTTP 302' }]);
	});

	test('is switched off in the end, and its owner is told; switched on again it begins anew', async () => {
		const { id } = await add('/off');
		answer = 503;
		for (let given = 0; given < mostGivenUp; given++) {
			await boss.ask('POST', '/customers', { name: `D${given}` });
			await gatherChanges(t.services);
			await t.rows("update webhook_deliveries set attempts = $1 where state = 'waiting'", [pauses.length]);
			await work();
		}
		const [hook] = (await boss.ask('GET', '/webhooks')).body.items;
		expect(hook.state).toBe('failing');
		expect((await boss.ask('GET', '/notifications')).body.items[0]).toMatchObject({
			kind: 'webhook_failing',
			detail: { webhook_id: id, host: new URL(address).host },
		});
		met.length = 0;
		await boss.ask('POST', '/customers', { name: 'Unheard' });
		await work();
		expect(met).toEqual([]);
		answer = 204;
		await boss.ask('PATCH', `/webhooks/${id}`, { state: 'active' });
		await gatherChanges(t.services);
		await boss.ask('POST', '/customers', { name: 'Heard' });
		await work();
		expect(met).toHaveLength(1);
	});

	test('is switched off at once where it says that it is gone', async () => {
		await add('/gone');
		answer = 410;
		await boss.ask('POST', '/customers', { name: 'E' });
		await work();
		expect((await boss.ask('GET', '/webhooks')).body.items[0].state).toBe('failing');
	});
});

describe('an administrator', () => {
	test('tries one out and sees the answer, and sends a message once more', async () => {
		const { id } = await add('/try');
		answer = 418;
		const tried = await boss.ask('POST', `/webhooks/${id}/test`);
		expect(tried.body).toMatchObject({ type: 'test', state: 'failed', status: 418, error: 'HTTP 418' });
		answer = 200;
		expect((await boss.ask('POST', `/webhooks/${id}/deliveries/${tried.body.id}/resend`)).status).toBe(202);
		await work();
		expect(await deliveries(id)).toMatchObject([{ id: tried.body.id, state: 'delivered', attempts: 1 }]);
		expect((await boss.ask('POST', `/webhooks/${id}/deliveries/999999/resend`)).body.code).toBe('delivery_not_found');
	});

	test('gets another secret, which alone signs from then on; none is kept readable or shown again', async () => {
		const { id, secret } = await add('/secret');
		const renewed = (await boss.ask('POST', `/webhooks/${id}/secret`)).body.secret;
		expect(renewed).not.toBe(secret);
		expect(JSON.stringify((await boss.ask('GET', '/webhooks')).body)).not.toContain('whsec_');
		const [row] = await t.rows<{ secret: string }>('select secret from webhooks where id = $1', [id]);
		expect(row!.secret).not.toContain(renewed.slice(6));
		await boss.ask('POST', `/webhooks/${id}/test`);
		const [{ headers, body }] = met as [Met];
		const sign = createHmac('sha256', Buffer.from(renewed.slice(6), 'base64')).update(
			`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`,
		);
		expect(headers['webhook-signature']).toBe(`v1,${sign.digest('base64')}`);
	});

	test('is told where an address leads inside, and of a version that is not the last', async () => {
		for (const url of ['http://169.254.169.254/latest', 'http://10.0.0.1/', 'http://[::1]/'])
			expect((await boss.ask('POST', '/webhooks', { url, events: ['customers'] })).body).toMatchObject({
				status: 400,
				code: 'outbound_refused',
			});
		expect((await boss.ask('POST', '/webhooks', { url: 'ftp://x', events: ['customers'] })).body.code).toBe('outbound_form');
		const { id, version } = await add('/versions');
		const patch = (match: number) => boss.ask('PATCH', `/webhooks/${id}`, { state: 'paused' }, { 'if-match': `"${match}"` });
		const changed = await patch(version);
		expect(changed.body).toMatchObject({ state: 'paused', version: version + 1 });
		expect((await patch(version)).body).toMatchObject({ status: 412, code: 'webhook_conflict', current_version: version + 1 });
		expect((await boss.ask('PATCH', `/webhooks/${id}`, { url: 'http://127.0.0.1.nip.invalid/' })).body.code).toBe('outbound_unknown');
		expect((await boss.ask('DELETE', `/webhooks/${id}`)).status).toBe(204);
		expect((await boss.ask('DELETE', `/webhooks/${id}`)).body.code).toBe('webhook_not_found');
	});
});
