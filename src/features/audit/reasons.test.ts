// Why something was done: the reason of a request stands, encrypted, in each of its entries, and in the history of customers changed by the hundred.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createUser } from '../access/accounts.ts';
import { Browser, goodPassword } from '../access/testing.ts';
import { type Caller, type CustomersTest, customersTest } from '../customers/testing.ts';

let t: CustomersTest;
let boss: Caller;

beforeAll(async () => {
	t = await customersTest();
	boss = await t.person('boss@example.com', 'admin');
});
afterAll(() => t.drop());

const why = '客户投诉 №7: “why?”';
const because = (reason = why) => ({ 'x-reason': encodeURIComponent(reason) });
const reasons = async (action: string) =>
	(await boss.ask('GET', `/audit?action=${action}`)).body.items.map(({ reason }: { reason: string | null }) => reason);

test('roles, rights and people are changed for a reason, where one is said', async () => {
	const { body: roles } = await boss.ask('GET', '/roles');
	const sales = roles.items.find(({ key }: { key: string }) => key === 'sales');
	const made = (await boss.ask('POST', '/roles', { copy_of: sales.id, name: 'Fair' }, because('the fair in May'))).body;
	await boss.ask('PATCH', `/roles/${made.id}`, { reads: 'own', writes: 'own' }, because('too wide'));
	await boss.ask('PATCH', `/roles/${made.id}`, { description: 'for fairs' });
	const person = (await boss.ask('POST', '/users', { email: 'new@example.com', name: 'New' }, because('began today'))).body;
	const given = (
		await boss.ask('POST', `/users/${person.id}/grants`, { role_id: made.id, reason: 'of the grant' }, because('of the request'))
	).body;
	await boss.ask('DELETE', `/users/${person.id}/grants/${given.id}`, undefined, because());
	expect(await reasons('access.create_role')).toEqual(['the fair in May']);
	expect(await reasons('access.update_role')).toEqual([null, 'too wide']);
	expect((await reasons('access.create_user'))[0]).toBe('began today');
	expect(await reasons('access.grant')).toEqual(['of the grant']);
	expect(await reasons('access.end_grant')).toEqual([why]);
	const [kept] = await t.rows<{ text: string }>("select string_agg(to_jsonb(a)::text, '') as text from audit_log a");
	expect(kept!.text).not.toMatch(/fair in May|投诉|u6295/);
});

test('a customer’s entries carry it under the customer’s key', async () => {
	const { id } = (await boss.ask('POST', '/customers', { name: '李雷' })).body;
	await boss.ask('PATCH', `/customers/${id}`, { name: '李磊' }, because());
	const [entry] = (await boss.ask('GET', `/customers/${id}/audit`)).body.items;
	expect(entry).toMatchObject({ action: 'customers.edit', reason: why });
	const [row] = await t.rows<{ sealed: string }>('select sealed from audit_log where id = $1', [entry.id]);
	expect(row!.sealed).toMatch(new RegExp(`^~1\\.${id}\\.`));
});

test('what is done as the owner tells it as well', async () => {
	const hold = { name: 'Court', reason: 'a claim', filter: [{ field: 'city', op: 'eq', value: 'Nowhere' }], customer_ids: [] };
	const laid = await boss.ask('POST', '/privacy/holds', hold, because());
	expect(laid.status, JSON.stringify(laid.body)).toBe(201);
	await boss.ask('POST', `/privacy/holds/${laid.body.id}/release`, undefined, because('settled'));
	expect([...(await reasons('privacy.hold_laid')), ...(await reasons('privacy.hold_released'))]).toEqual([why, 'settled']);
});

test('an erasure keeps its own reason, which names nobody, and no other: neither in what outlives it nor under a key made anew', async () => {
	const { id } = (await boss.ask('POST', '/customers', { name: '欧阳倩倩', email: 'qianqian@one.example' })).body;
	await boss.ask('POST', '/views', { name: '欧阳倩倩', definition: {} });
	const named = because('欧阳倩倩来电');
	const erased = await boss.ask('POST', `/customers/${id}/erase`, { reason: 'asked by telephone' }, named);
	expect(erased.status, JSON.stringify(erased.body)).toBe(200);
	const told = [...(await reasons('erasures.remove_named')), ...(await reasons('erasures.add')), ...(await reasons('privacy.erase'))];
	expect(told.filter(Boolean)).not.toContain('欧阳倩倩来电');
	expect(told).toContain('asked by telephone');
	expect(await t.rows('select customer_id from data_keys where customer_id = $1 and destroyed_at is null', [id])).toEqual([]);
});

test.each([
	['half a percent sign', '%E5%'],
	['too long', 'x'.repeat(501)],
	['nothing but spaces', '%20%20'],
])('%s is refused', async (_what, header) => {
	const reply = await boss.ask('POST', '/customers', { name: 'Nobody' }, { 'x-reason': header });
	expect(reply.body).toMatchObject({ status: 400, code: 'reason_malformed' });
});

test('looking as somebody else takes a reason', async () => {
	const { services, app } = t;
	await createUser(services, { email: 'looker@example.com', name: 'Looker', role: 'administrator', password: goodPassword });
	const seller = await createUser(services, { email: 'seen@example.com', name: 'Seen', role: 'sales', password: goodPassword });
	const browser = new Browser(app);
	await browser.signIn('looker@example.com');
	const look = (headers = {}) => browser.send('POST', '/api/v1/session/see-as', { user_id: seller.id }, headers);
	expect((await look()).json()).toMatchObject({ status: 400, code: 'reason_needed' });
	expect((await browser.who())!.id).not.toBe(seller.id);
	expect((await look(because())).statusCode).toBe(204);
	expect(await reasons('access.see_as')).toEqual([why]);
});

test('a change of many tells its reason in the audit and in the history of each customer, an undo its own', async () => {
	const { id } = (await boss.ask('POST', '/customers', { name: '韩梅梅' })).body;
	const draft = (await boss.ask('POST', '/customers/bulk-edits', { selection: { ids: [id] }, action: { delete: true } })).body;
	await boss.ask('POST', `/customers/bulk-edits/${draft.id}/start`, undefined, because());
	await t.work();
	await boss.ask('POST', `/customers/bulk-edits/${draft.id}/undo`, undefined, because('by mistake'));
	await t.work();
	const told = (await boss.ask('GET', `/customers/${id}/changes?kind=state`)).body.items;
	expect(told.map(({ bulk_id, reason }: { bulk_id: number; reason: string | null }) => [bulk_id, reason])).toEqual([
		[draft.id, null],
		[draft.id, why],
	]);
	const entries = (await boss.ask('GET', `/audit?entity=bulk_edits&entity_id=${draft.id}`)).body.items;
	const said = entries.map(({ detail, reason }: { detail: { state?: string }; reason: string | null }) => [detail.state, reason]);
	expect(said).toContainEqual(['queued', why]);
	expect(said).toContainEqual(['done', why]);
	expect(said).toContainEqual(['undoing', 'by mistake']);
	const [row] = await t.rows<{ reason: string }>('select reason from bulk_edits where id = $1', [draft.id]);
	expect(row!.reason).toMatch(/^~0\./);
});

test('an export tells it, and the document of the interface tells of the header', async () => {
	await boss.ask('POST', '/exports', { format: 'csv' }, because());
	expect((await reasons('exports.state'))[0]).toBe(why);
	const body = (await t.app.inject({ url: '/api/openapi.json' })).json();
	const header = (path: string, method: string) =>
		body.paths[`/api/v1${path}`][method].parameters.find(({ name }: { name: string }) => name === 'X-Reason');
	expect(header('/session/see-as', 'post')).toMatchObject({ in: 'header', required: true });
	expect(header('/roles/{id}', 'patch')).toMatchObject({ in: 'header', required: false });
	expect(header('/roles', 'get')).toBeUndefined();
});
