// The installation's settings and the demo over REST: who may, what is refused, what follows.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ask } from '../../platform/testing.ts';
import { type CustomersTest, customersTest } from '../customers/testing.ts';
import { operationsTasks } from './jobs.ts';
import { logoLimit } from './schema.ts';

let t: CustomersTest;
let admin: Ask;
let reader: Ask;

beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
	await t.person('admin@example.com', 'admin');
	reader = (await t.person('reader@example.com', 'reader')).ask;
});

afterAll(() => t.drop());

const nobody = async (path: string) => t.app.inject({ method: 'GET', url: `/api/v1${path}` });
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

describe('settings', () => {
	test('name, colour and country: read by everybody, changed by administrators, one after the other', async () => {
		const before = (await nobody('/installation')).json();
		expect(before).toEqual({ name: 'Clientele', colour: '#2f56c8', country: 'CN', logo: null, notes_encrypted: false, version: 0 });
		const put = await admin('PUT', '/installation', { name: ' Acme 客户 ', colour: '#0b7285', country: 'DE' }, { 'if-match': '"0"' });
		expect(put.body).toEqual({ name: 'Acme 客户', colour: '#0b7285', country: 'DE', logo: null, notes_encrypted: false, version: 1 });
		const late = await admin('PUT', '/installation', { name: 'Other' }, { 'if-match': '"0"' });
		expect([late.status, late.body.code]).toEqual([412, 'installation_changed']);
		expect((await nobody('/installation')).json().name).toBe('Acme 客户');
		expect((await reader('PUT', '/installation', { name: 'Mine' })).status).toBe(403);
		for (const body of [{ colour: 'red' }, { colour: '#12345' }, { name: '' }, { country: 'XX' }, { country: 'de' }, { more: 1 }])
			expect([body, (await admin('PUT', '/installation', body)).status]).toEqual([body, 400]);
	});

	test('the country decides how phone numbers are read', async () => {
		const phone = async () => (await admin('POST', '/customers', { name: 'Dialled', phone: '030 1234567' })).body.phone;
		await admin('PUT', '/installation', { country: 'DE' });
		expect(await phone()).toBe('+49301234567');
		await admin('PUT', '/installation', { country: 'IT' });
		expect(await phone()).toBe('+390301234567');
	});

	test('a logo is told by its content, and each has an address of its own', async () => {
		const { body } = await admin('PUT', '/installation/logo', png);
		expect(body.logo).toMatch(/^\/api\/v1\/installation\/logo\/[0-9a-f]{16}$/);
		const served = await nobody(body.logo.replace('/api/v1', ''));
		expect([served.statusCode, served.headers['content-type'], served.headers['cache-control']]).toEqual([
			200,
			'image/png',
			'public, max-age=31536000, immutable',
		]);
		expect(served.rawPayload.equals(png)).toBe(true);
		const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
		expect((await admin('PUT', '/installation/logo', svg)).body.code).toBe('logo_unreadable');
		const large = await admin('PUT', '/installation/logo', Buffer.concat([png, Buffer.alloc(logoLimit)]));
		expect([large.status, large.body.code]).toEqual([413, 'logo_too_large']);
		expect((await reader('PUT', '/installation/logo', png)).status).toBe(403);
		expect((await reader('DELETE', '/installation/logo')).status).toBe(403);
		expect((await admin('DELETE', '/installation/logo')).body.logo).toBeNull();
		expect((await nobody(body.logo.replace('/api/v1', ''))).statusCode).toBe(404);
	});
});

describe('the demo', () => {
	/** Does what is in the queue of the demo. */
	const work = async () => {
		const jobs = await t.rows<{ id: string; name: string; payload: never }>(
			`select j.id, k.identifier as name, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks k on k.id = j.task_id
			where k.identifier like 'operations.%' order by j.id`,
		);
		for (const { id, name, payload } of jobs) {
			await operationsTasks[name]!(payload, t.services);
			await t.rows('delete from graphile_worker._private_jobs where id = $1', [id]);
		}
		return jobs.length;
	};
	const count = async () => (await t.rows<{ n: number }>("select count(*)::int as n from customers where state = 'active'"))[0]!.n;

	test('is filled in beside customers only on demand, and taken away without what people added', async () => {
		await admin('POST', '/customers', { name: 'Real Person', email: 'real@example.com' });
		const before = await count();
		expect((await admin('GET', '/demo')).body).toMatchObject({ state: 'none', has_customers: true });
		expect((await reader('POST', '/demo', {})).status).toBe(403);
		expect((await reader('DELETE', '/demo')).status).toBe(403);
		const refused = await admin('POST', '/demo', { customers: 300 });
		expect([refused.status, refused.body.code]).toEqual([409, 'demo_beside_customers']);
		const started = await admin('POST', '/demo', { customers: 300, confirm: true });
		expect([started.status, started.body.state]).toEqual([202, 'running']);
		expect((await admin('POST', '/demo', { customers: 300, confirm: true })).body.code).toBe('demo_busy');
		expect(await work()).toBe(1);
		expect((await admin('GET', '/demo')).body).toMatchObject({ state: 'ready', customers: 300, share: 1 });
		expect(await count()).toBe(before + 300);

		const [kept] = await t.rows<{ id: number }>(
			"select c.id from customers c join notes n on n.customer_id = c.id where c.state = 'active' order by c.id limit 1",
		);
		await admin('POST', `/customers/${kept!.id}/notes`, { body: 'A note of mine' });
		expect((await admin('DELETE', '/demo')).body.state).toBe('removing');
		expect(await work()).toBe(1);
		expect((await admin('GET', '/demo')).body).toMatchObject({ state: 'none' });
		expect(await count()).toBe(before + 1);
		expect(await t.rows('select body from notes')).toEqual([{ body: 'A note of mine' }]);
	});
});
