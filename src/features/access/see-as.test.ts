// Looking as somebody else: what is seen, that nothing can be changed, who may, and how it ends.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { features } from '../../features.ts';
import type { Endpoint, Endpoints } from '../../platform/endpoint.ts';
import { asker } from '../../platform/testing.ts';
import { type CustomersTest, customersTest } from '../customers/testing.ts';
import { createApiKey, createUser } from './accounts.ts';
import { forgetPrincipals } from './principal-cache.ts';
import { Browser, goodPassword } from './testing.ts';

let t: CustomersTest;
let boss: Browser;
let seller: { id: number };
let bossId: number;
let hidden: number;

beforeAll(async () => {
	t = await customersTest();
	const { services } = t;
	const south = (await t.admin('POST', '/teams', { name: 'South', parent_id: 1 })).body;
	bossId = (await createUser(services, { email: 'boss@example.com', name: 'Boss', role: 'administrator', password: goodPassword })).id;
	seller = await createUser(services, {
		email: 'seller@example.com',
		name: 'Seller',
		role: 'sales',
		password: goodPassword,
		team_id: south.id,
	});
	hidden = (await t.admin('POST', '/customers', { name: 'Of the top team' })).body.id;
	const key = (await createApiKey(services, { name: 'seller', user: seller.id })).key;
	const made = await asker(t.app, key)('POST', '/customers', { name: '南方客户' });
	await t.admin('PATCH', `/customers/${made.body.id}`, { identity_number: '11010519491231002X' });
	boss = new Browser(t.app);
	await boss.signIn('boss@example.com');
});

afterAll(() => t.drop());
beforeEach(async () => {
	await boss.send('DELETE', '/api/v1/session/see-as');
});

const names = async () => (await boss.send('GET', '/api/v1/customers?fields=name')).json().items.map((one: { name: string }) => one.name);
const seeAs = (user_id: number, browser = boss) =>
	browser.send('POST', '/api/v1/session/see-as', { user_id }, { 'x-reason': 'a question of theirs' });
const session = async (browser = boss) => (await browser.send('GET', '/api/v1/session')).json().user;

test('an administrator sees what the other sees, and goes back', async () => {
	expect((await names()).sort()).toEqual(['Of the top team', '南方客户']);
	expect((await seeAs(seller.id)).statusCode).toBe(204);
	expect(await session()).toMatchObject({ id: seller.id, name: 'Seller', seen_by: { id: bossId, name: 'Boss' } });
	expect(await names()).toEqual(['南方客户']);
	expect((await boss.send('GET', `/api/v1/customers/${hidden}`)).statusCode).toBe(404);
	const [one] = (await boss.send('GET', '/api/v1/customers?fields=identity_number')).json().items;
	expect(one.identity_number).not.toBe('11010519491231002X');
	expect((await boss.send('DELETE', '/api/v1/session/see-as')).statusCode).toBe(204);
	expect(await session()).toMatchObject({ id: bossId, seen_by: null });
	expect(await names()).toHaveLength(2);
});

const endpoints: [string, Endpoint][] = Object.values(features as Readonly<Record<string, Endpoints>>).flatMap((one) =>
	Object.entries(one),
);

test('no endpoint that writes does so meanwhile', async () => {
	await seeAs(seller.id);
	for (const [name, { method, path, accepts, body }] of endpoints.filter(([, one]) => one.method !== 'GET' && !one.whileSeeing)) {
		const url = `/api/v1${path.replace(/\{\w+\}/g, '1')}`;
		const headers = { ...(accepts === 'file' && { 'content-type': 'application/octet-stream' }) };
		const reply = await boss.send(method as 'POST', url, body ? {} : undefined, headers as Record<string, string>);
		expect([name, reply.statusCode, reply.json().code]).toEqual([name, 403, 'see_as_reads_only']);
	}
});

test('nothing is taken out either, and no secret of the account is shown', async () => {
	await seeAs(seller.id);
	expect((await session()).permissions.sort()).toEqual(['customers.read', 'public', 'settings.read', 'signed_in']);
	for (const path of ['/customers/export?format=csv', '/exports', '/imports'])
		expect([path, (await boss.send('GET', `/api/v1${path}`)).json().code]).toEqual([path, 'not_allowed']);
});

describe('it is refused', () => {
	test('for oneself, for nobody, and by an API key', async () => {
		expect((await seeAs(bossId)).json()).toMatchObject({ status: 400, code: 'see_as_oneself' });
		expect((await seeAs(999_999)).json()).toMatchObject({ status: 404, code: 'user_unknown' });
		expect((await t.admin('POST', '/session/see-as', { user_id: seller.id }, { 'x-reason': 'a question' })).body).toMatchObject({
			status: 403,
			code: 'see_as_session',
		});
	});

	test('to whoever does not manage people', async () => {
		const browser = new Browser(t.app);
		await browser.signIn('seller@example.com');
		expect((await seeAs(bossId, browser)).json()).toMatchObject({ status: 403, code: 'not_allowed' });
	});

	test('as somebody who may more than oneself, also where he got that later', async () => {
		const role = (
			await t.admin('POST', '/roles', {
				copy_of: 1,
				name: 'People only',
				permissions: ['customers.read', 'users.manage'],
				fields: {
					personal: 'read',
					contact: 'masked',
					identity: 'hidden',
					sensitive: 'hidden',
				},
			})
		).body;
		const person = { name: 'P', password: goodPassword, role_id: role.id };
		await createUser(t.services, { ...person, email: 'people@example.com' });
		const equal = await createUser(t.services, { ...person, email: 'equal@example.com' });
		const browser = new Browser(t.app);
		await browser.signIn('people@example.com');
		expect((await seeAs(bossId, browser)).json()).toMatchObject({ status: 403, code: 'rights_beyond_own' });
		expect((await seeAs(equal.id, browser)).statusCode).toBe(204);
		expect((await session(browser)).id).toBe(equal.id);
		const { id: administrator } = (await t.admin('GET', '/roles')).body.items.find((one: { key: string }) => one.key === 'administrator');
		await t.admin('POST', `/users/${equal.id}/grants`, { role_id: administrator });
		forgetPrincipals(t.services.database);
		expect(await session(browser)).toMatchObject({ email: 'people@example.com', seen_by: null });
	});
});

test('who leaves is looked as by nobody, and whoever looked is himself again', async () => {
	const leaver = await createUser(t.services, { email: 'leaver@example.com', name: 'L', role: 'read_only', password: goodPassword });
	await seeAs(leaver.id);
	expect((await session()).id).toBe(leaver.id);
	await t.admin('PATCH', `/users/${leaver.id}`, { state: 'disabled' });
	expect((await session()).id).toBe(bossId);
});

test('the audit keeps whom an administrator looked as', async () => {
	await seeAs(seller.id);
	const entries = await t.rows<{ action: string; entity_id: string }>(
		"select action, entity_id from audit_log where action = 'access.see_as' order by id desc limit 1",
	);
	expect(entries).toEqual([{ action: 'access.see_as', entity_id: String(seller.id) }]);
});
