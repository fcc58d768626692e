// One customer over REST: made, changed, pinned and let go, denied, deleted and brought back.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ask } from '../../platform/testing.ts';
import { type Caller, type CustomersTest, customersTest, stating } from './testing.ts';

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
const patch = (id: number, body: object, headers = {}) => admin('PATCH', `/customers/${id}`, body, headers);

describe('create', () => {
	test('a person in Chinese, with all that follows from the name', async () => {
		const reply = await admin('POST', '/customers', {
			name: '张三',
			phone: '138 0013 8000',
			email: 'ZhangSan@Example.com',
			company: '阿里巴巴（中国）网络技术有限公司',
			city: '杭州',
			country: 'CN',
			tags: ['vip', 'vip', '老客户'],
			birth_date: '1990-02-28',
			lifecycle_stage: 'lead',
			gender: 'male',
		});
		expect(reply.status).toBe(201);
		expect(reply.headers.location).toBe(`/api/v1/customers/${reply.body.id}`);
		expect(reply.headers.etag).toBe('"1"');
		expect(reply.body).toMatchObject({
			name: '张三',
			family_name: '张',
			given_name: '三',
			kind: 'person',
			version: 1,
			state: 'active',
			phone: '+8613800138000',
			email: 'ZhangSan@example.com',
			country: 'CN',
			tags: ['vip', '老客户'],
			birth_date: '1990-02-28',
			lifecycle_stage: 'lead',
			owner_id: null,
			scope_id: 1,
			relationships: [],
			notes: [],
		});
		expect(reply.body.contact_points).toEqual([
			{ key: 'email:ZhangSan@example.com', kind: 'email', value: 'ZhangSan@example.com', label: null, is_primary: true },
			{ key: 'phone:+8613800138000', kind: 'phone', value: '+8613800138000', label: null, is_primary: true },
		]);
		expect((await admin('GET', `/customers/${reply.body.id}`)).body).toEqual(reply.body);
	});

	test('without a source the same content makes two customers; a source without a key knows the content', async () => {
		const body = { name: 'Same Twice', email: 'twice@example.com' };
		const [a, b] = [await admin('POST', '/customers', body), await admin('POST', '/customers', body)];
		expect([a.status, b.status, a.body.id === b.body.id]).toEqual([201, 201, false]);
		const [c, d] = [
			await admin('POST', '/customers', { ...body, source: 'form' }),
			await admin('POST', '/customers', { ...body, source: 'form' }),
		];
		expect([c.status, d.status, d.body.id]).toEqual([201, 200, c.body.id]);
	});

	test('with a key the same again is unchanged, other content updates, and ten at once make one', async () => {
		const { id, again } = await stated({ name: 'Ann Lee', email: 'ann@example.com' });
		const same = await again({ name: 'Ann Lee', email: 'ann@example.com' });
		expect([same.status, same.body.id, same.body.version]).toEqual([200, id, 1]);
		expect((await admin('GET', `/customers/${id}/statements`)).body.items).toHaveLength(1);
		const changed = await again({ name: 'Ann Lee', email: 'ann.lee@example.com', company: 'Acme' });
		expect(changed.body).toMatchObject({ id, version: 2, email: 'ann.lee@example.com', company: 'Acme' });
		expect(changed.body.contact_points).toHaveLength(1);
		const many = await Promise.all(
			Array.from({ length: 10 }, () => admin('POST', '/customers', { name: 'Parallel', source: 'race', external_id: '1' })),
		);
		expect(new Set(many.map(({ body }) => body.id)).size).toBe(1);
		expect(many.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 200, 201]);
	});

	test('a key needs its source, and the system keeps its own', async () => {
		expect((await admin('POST', '/customers', { name: 'x', external_id: '1' })).body.code).toBe('external_id_needs_source');
		expect((await admin('POST', '/customers', { name: 'x', source: 'manual', external_id: '1' })).body.code).toBe('source_reserved');
	});

	test('the owner is somebody who works here, the scope one the person has', async () => {
		for (const [method, path] of [
			['POST', '/customers'],
			['PATCH', `/customers/${(await stated({ name: 'Owned' })).id}`],
		] as const) {
			expect((await admin(method, path, { name: 'O', owner_id: 999_999 })).body.code).toBe('owner_unknown');
			expect((await admin(method, path, { name: 'O', scope_id: 999_999 })).body.code).toBe('scope_not_allowed');
			expect((await admin(method, path, { name: 'O', owner_id: editor.id })).body.owner_id).toBe(editor.id);
		}
	});
});

describe('change', () => {
	test('a value set by a person stands against later imports until it is let go', async () => {
		const { id, again } = await stated({ name: 'Li Wei', company: 'Old Ltd' });
		expect((await patch(id, { company: 'New GmbH' })).body).toMatchObject({ company: 'New GmbH', version: 2 });
		await again({ name: 'Li Wei', company: 'Third AG' });
		expect((await read(id)).company).toBe('New GmbH');
		expect((await admin('POST', `/customers/${id}/release`, { units: ['company'] })).body.company).toBe('Third AG');
	});

	test('what is not named stays; the same again changes nothing', async () => {
		const { id } = await stated({
			name: 'Mary Ann Smith',
			company: 'Acme',
			email: 'm@example.com',
			tags: ['a'],
			city: 'Berlin',
			country: 'DE',
		});
		const before = await read(id);
		const body = { job_title: 'Boss', name: 'Mary Ann Smith', phone: '+4930123456', tags: ['b', 'a'], city: 'Bonn' };
		const first = await patch(id, body);
		expect(first.body).toMatchObject({
			company: 'Acme',
			email: 'm@example.com',
			country: 'DE',
			city: 'Bonn',
			tags: ['a', 'b'],
			version: 2,
		});
		expect(first.body.addresses).toHaveLength(1);
		const second = await patch(id, body);
		expect(second.body).toEqual(first.body);
		expect((await admin('GET', `/customers/${id}/statements`)).body.items).toHaveLength(2);
		expect(before.version).toBe(1);
		expect((await patch(id, {})).body).toEqual(first.body);
	});

	test('a cleared value is denied: the same value does not come back, another does', async () => {
		const { id, again } = await stated({ name: 'Denied', company: 'Wrong Ltd', industry: 'Steel', birth_date: '1980-01-01' });
		expect((await patch(id, { company: null, birth_date: null })).body).toMatchObject({
			company: null,
			birth_date: null,
			industry: 'Steel',
		});
		expect((await again({ name: 'Denied', company: 'Wrong Ltd', industry: 'Iron', birth_date: '1980-01-01' })).body).toMatchObject({
			company: null,
			birth_date: null,
			industry: 'Iron',
		});
		expect((await again({ name: 'Denied', company: 'Right Ltd', birth_date: '1980-01-02' })).body).toMatchObject({
			company: 'Right Ltd',
			birth_date: '1980-01-02',
		});
		expect((await again({ name: 'Denied', company: 'Wrong Ltd' })).body.company).toBeNull();
		expect((await patch(id, { company: 'Wrong Ltd' })).body.company).toBe('Wrong Ltd');
	});

	test('a cleared name is denied as a whole, a part of it changed puts the name together anew', async () => {
		const { id, again } = await stated({ name: 'Dr. John Smith', email: 'js@example.com' });
		expect(await read(id)).toMatchObject({ name_prefix: 'Dr.', given_name: 'John', family_name: 'Smith' });
		expect((await patch(id, { family_name: 'Miller' })).body).toMatchObject({
			given_name: 'John',
			family_name: 'Miller',
			name_prefix: 'Dr.',
		});
		expect((await read(id)).name).toContain('Miller');
		await admin('POST', `/customers/${id}/release`, { units: ['name'] });
		expect((await patch(id, { name: null })).body).toMatchObject({ name: null, family_name: null, sort_name: null });
		expect((await again({ name: 'Dr. John Smith', email: 'js2@example.com' })).body.name).toBeNull();
		expect((await again({ name: 'Jane Smith', email: 'js2@example.com' })).body).toMatchObject({ name: 'Jane Smith', given_name: 'Jane' });
	});

	test('a removed contact point stays away, the next one of its kind leads', async () => {
		const { id, again } = await stated({
			name: 'Points',
			email: 'one@example.com',
			contact_points: [{ kind: 'email', value: 'two@example.com' }],
		});
		expect(await read(id)).toMatchObject({ email: 'one@example.com' });
		expect((await patch(id, { email: null })).body).toMatchObject({ email: 'two@example.com' });
		expect(
			(await again({ name: 'Points', email: 'one@example.com', contact_points: [{ kind: 'email', value: 'three@example.com' }] })).body,
		).toMatchObject({
			email: 'three@example.com',
		});
		expect((await patch(id, { email: 'one@example.com' })).body.email).toBe('one@example.com');
	});

	test('tags are a union of what sources say, less what a person took away', async () => {
		const { id, again } = await stated({ name: 'Tags', tags: ['a', 'b'] });
		expect((await patch(id, { tags: ['b', 'c'] })).body.tags).toEqual(['b', 'c']);
		expect((await again({ name: 'Tags', tags: ['a', 'd'] })).body.tags).toEqual(['c', 'd']);
		expect((await patch(id, { tags: ['a'] })).body.tags).toEqual(['a']);
		expect((await patch(id, { tags: [] })).body.tags).toEqual([]);
	});

	test('several numbers in one text all count, the first leads', async () => {
		const { id } = await stated({ name: 'Numbers' });
		const { body } = await patch(id, { phone: '13800138001 / 13900139002' });
		expect(body.phone).toBe('+8613800138001');
		expect(body.contact_points.map(({ value }: { value: string }) => value)).toEqual(['+8613800138001', '+8613900139002']);
		const both = await patch(id, { phone: '13700137003', contact_points: [{ kind: 'phone', value: '13700137003' }] });
		expect(both.body).toMatchObject({ phone: '+8613700137003', contact_points: [{ is_primary: true }] });
	});
});

describe('trash and merge', () => {
	test('deleted: 410, out of lists, kept for the trash; brought back with everything', async () => {
		const { id, again } = await stated({ name: 'Gone Tomorrow', email: 'gone@example.com', tags: ['t'] });
		const before = await read(id);
		expect((await admin('DELETE', `/customers/${id}`)).status).toBe(204);
		const gone = await admin('GET', `/customers/${id}`);
		expect([gone.status, gone.body.code, gone.body.can_restore]).toEqual([410, 'customer_gone', true]);
		for (const [method, path, body] of [
			['PATCH', '', { company: 'x' }],
			['DELETE', '', undefined],
			['POST', '/notes', { body: 'x' }],
			['POST', '/contact-points', { kind: 'email', value: 'x@example.com' }],
			['POST', '/release', { units: ['name'] }],
			['GET', '/statements', undefined],
			['GET', '/provenance', undefined],
			['GET', '/network', undefined],
		] as const)
			expect([path, (await admin(method, `/customers/${id}${path}`, body)).status]).toEqual([path, 410]);
		expect((await again({ name: 'Gone Tomorrow', email: 'new@example.com' })).status).toBe(410);
		expect((await admin('GET', '/customers?search=gone@example.com')).body.items).toEqual([]);
		expect((await admin('GET', '/customers?search=gone@example.com&state=deleted')).body.items).toMatchObject([{ id }]);
		const restored = await admin('POST', `/customers/${id}/restore`);
		expect(restored.body).toEqual({ ...before, version: before.version + 2, updated_at: restored.body.updated_at });
		expect((await admin('POST', `/customers/${id}/restore`)).body.code).toBe('customer_not_in_trash');
		expect((await admin('GET', '/customers?search=gone@example.com')).body.items).toMatchObject([{ id }]);
	});

	test('merged: 308 to the survivor at the same place, for every method; its source speaks for the survivor', async () => {
		const merged = await stated({ name: 'Double Entry', phone: '13800138009' });
		const { id } = await stated({ name: 'Double Entry' });
		await t.rows("update customers set golden_id = $2, state = 'merged', valid_from = now() where id = $1", [merged.id, id]);
		await t.rows('select recompute_customers(array[$1::bigint])', [id]);
		for (const [method, path, body] of [
			['GET', '', undefined],
			['GET', '/statements?limit=5', undefined],
			['PATCH', '', { company: 'x' }],
			['DELETE', '', undefined],
			['POST', '/notes', { body: 'x' }],
			['GET', `/path/${id}`, undefined],
		] as const) {
			const reply = await admin(method, `/customers/${merged.id}${path}`, body);
			expect([path, reply.status, reply.body.golden_id]).toEqual([path, 308, id]);
			expect(reply.headers.location).toBe(`/api/v1/customers/${id}${path}`);
		}
		const survivor = await read(id);
		expect(survivor.phone).toBe('+8613800138009');
		expect((await admin('GET', `/customers/${id}/statements`)).body.items).toHaveLength(2);
		const again = await merged.again({ name: 'Double Entry', phone: '13800138010' });
		expect([again.status, again.body.id, again.body.phone]).toEqual([200, id, '+8613800138010']);
		const results = (await admin('POST', '/customers/bulk', { items: [{ action: 'update', id: merged.id, customer: { company: 'x' } }] }))
			.body.results;
		expect(results).toMatchObject([{ status: 308, code: 'customer_merged' }]);
	});
});
