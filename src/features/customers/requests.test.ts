// Requests that are repeated, and many changes in one request.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Permission } from '../../platform/endpoint.ts';
import type { Ask } from '../../platform/testing.ts';
import { createApiKey } from '../access/accounts.ts';
import { type Caller, type CustomersTest, customersTest, filtered, stating } from './testing.ts';

let t: CustomersTest;
let admin: Ask;
let editor: Caller;
let stated: ReturnType<typeof stating>;

beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
	stated = stating(admin);
	editor = await t.person('eva@example.com', 'editor');
});

afterAll(() => t.drop());

const read = async (id: number) => (await admin('GET', `/customers/${id}`)).body;

describe('repeated requests', () => {
	const key = (name: string) => ({ 'idempotency-key': name });

	test('no answer is repeated to an API key that may not ask for it', async () => {
		const make = async (permissions: Permission[]) => (await createApiKey(t.services, { name: 'repeats', permissions })).key;
		const [writes, reads] = [await make(['customers.read', 'customers.write']), await make(['customers.read'])];
		const create = (api: string) => admin('POST', '/customers', { name: 'Once' }, { ...key('for both'), authorization: `Bearer ${api}` });
		expect((await create(writes)).status).toBe(201);
		expect((await create(writes)).headers['idempotency-replayed']).toBe('true');
		expect((await create(reads)).body).toMatchObject({ status: 403, code: 'not_allowed' });
	});

	test('the same key gives the first answer, other content is refused, a failure frees the key', async () => {
		const body = { name: 'Once Only' };
		const [first, second] = [await admin('POST', '/customers', body, key('k1')), await admin('POST', '/customers', body, key('k1'))];
		expect([first.status, second.status]).toEqual([201, 201]);
		expect(second.body).toEqual(first.body);
		expect(second.headers['idempotency-replayed']).toBe('true');
		expect((await admin('POST', '/customers', { name: 'Other' }, key('k1'))).body.code).toBe('idempotency_key_reused');
		expect((await editor.ask('POST', '/customers', { name: 'Other' }, key('k1'))).status).toBe(201);
		expect((await admin('POST', '/customers', { name: '' }, key('k2'))).status).toBe(400);
		expect((await admin('POST', '/customers', { name: 'Now' }, key('k2'))).status).toBe(201);
		expect((await admin('POST', '/customers', body, key('x'.repeat(201)))).body.code).toBe('idempotency_key_long');
		const deep = `{"name":${'['.repeat(300_000)}${']'.repeat(300_000)}}`;
		expect((await admin('POST', '/customers', deep, { ...key('k3'), 'content-type': 'application/json' })).body.code).toBe('body_too_deep');
	});

	test('a request still running is told; many at once do the work once', async () => {
		const replies = await Promise.all(
			Array.from({ length: 6 }, () => editor.ask('POST', '/customers', { name: 'Many At Once' }, key('many'))),
		);
		expect(new Set(replies.map(({ status }) => status))).toEqual(
			new Set(replies.some(({ status }) => status === 409) ? [201, 409] : [201]),
		);
		expect((await admin('GET', `/customers/count?${filtered({ field: 'name', op: 'eq', value: 'Many At Once' })}`)).body).toEqual({
			count: 1,
			exact: true,
		});
		await t.rows(
			"insert into idempotency_keys (user_id, key, request_hash) select $1, 'held', request_hash from idempotency_keys where key = 'many'",
			[editor.id],
		);
		expect((await editor.ask('POST', '/customers', { name: 'Many At Once' }, key('held'))).body.code).toBe('request_in_progress');
	});
});

describe('bulk', () => {
	test('each item has its result, in order; a refusal touches no other', async () => {
		const { id } = await stated({ name: 'Bulk' });
		const gone = await stated({ name: 'Bulk Gone' });
		const reply = await editor.ask('POST', '/customers/bulk', {
			items: [
				{ action: 'create', customer: { name: 'Bulk New', source: 'bulk', external_id: '1' } },
				{ action: 'create', customer: { name: 'Bulk New', source: 'bulk', external_id: '1' } },
				{ action: 'create', customer: { email: 'no mail' } },
				{ action: 'update', id, version: 1, customer: { company: 'Acme' } },
				{ action: 'update', id, version: 1, customer: { company: 'Other' } },
				{ action: 'update', id: 987_654_321, customer: { company: 'Other' } },
				{ action: 'delete', id: gone.id },
				{ action: 'delete', id: gone.id },
				{ action: 'create', customer: { name: 'Bulk Last' } },
			],
		});
		expect(reply.status).toBe(200);
		const { results } = reply.body;
		expect(results.map(({ status }: { status: number }) => status)).toEqual([201, 200, 400, 200, 412, 404, 204, 410, 201]);
		expect(results[1].id).toBe(results[0].id);
		expect(results[2].problems).toMatchObject([{ path: 'email' }]);
		expect(results[3]).toMatchObject({ id, version: 2 });
		expect(await read(id)).toMatchObject({ company: 'Acme', version: 2 });
	});
});
