// One customer over REST: made, changed, pinned and let go, denied, deleted and brought back; versions, repeated requests, many at once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ask } from '../../platform/testing.ts';
import { type Caller, type CustomersTest, customersTest, filtered } from './testing.ts';

let t: CustomersTest;
let admin: Ask;
let editor: Caller;
let other: Caller;

beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
	editor = await t.person('eva@example.com', 'editor');
	other = await t.person('otto@example.com', 'editor');
});

afterAll(() => t.drop());

let last = 0;
/** A new customer stated by a source, so that edits have something to outrank. */
async function stated(body: object, source = 'shop'): Promise<{ id: number; again: (body: object) => ReturnType<Ask> }> {
	const external_id = `k${++last}`;
	const again = (next: object) => admin('POST', '/customers', { ...next, source, external_id });
	return { id: (await again(body)).body.id, again };
}

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

describe('contact points and addresses', () => {
	test('are added, led, replaced and removed by key', async () => {
		const { id } = await stated({ name: 'Wu Fang', phone: '13800138002' });
		const at = `/customers/${id}/contact-points`;
		const added = await admin('POST', at, { kind: 'phone', value: '13900139003', label: '工作' });
		expect(added.status).toBe(201);
		expect(added.body.contact_points.map(({ value, is_primary }: { value: string; is_primary: boolean }) => [value, is_primary])).toEqual([
			['+8613900139003', true],
			['+8613800138002', false],
		]);
		const led = await admin('PUT', `${at}/${encodeURIComponent('phone:+8613800138002')}`, {
			kind: 'phone',
			value: '13800138002',
			is_primary: true,
		});
		expect(led.body.phone).toBe('+8613800138002');
		const replaced = await admin('PUT', `${at}/${encodeURIComponent('phone:+8613900139003')}`, { kind: 'wechat', value: 'wufang' });
		expect(replaced.body.contact_points.map(({ key }: { key: string }) => key)).toEqual(['phone:+8613800138002', 'wechat:wufang']);
		expect((await admin('GET', at)).body.items).toEqual(replaced.body.contact_points);
		expect((await admin('DELETE', `${at}/wechat:wufang`)).body.contact_points).toHaveLength(1);
		expect((await admin('DELETE', `${at}/wechat:wufang`)).body.code).toBe('contact_not_found');
		expect((await admin('POST', at, { kind: 'email', value: 'not one' })).body.code).toBe('values_refused');
	});

	test('addresses likewise; city and country follow the first', async () => {
		const { id } = await stated({ name: 'Addresses', city: 'Berlin', country: 'DE' });
		const at = `/customers/${id}/addresses`;
		const added = await admin('POST', at, { line1: 'Main Street 1', city: 'Boston', country: 'US', label: 'home', is_primary: true });
		expect(added.status).toBe(201);
		expect(added.body).toMatchObject({ city: 'Boston', country: 'US' });
		const [boston, berlin] = added.body.addresses;
		expect([boston.label, berlin.city]).toEqual(['home', 'Berlin']);
		const replaced = await admin('PUT', `${at}/${boston.key}`, { city: 'Bonn', country: 'Deutschland' });
		expect(replaced.body.addresses.map(({ city, country }: { city: string; country: string }) => [city, country]).sort()).toEqual([
			['Berlin', 'DE'],
			['Bonn', 'DE'],
		]);
		expect((await admin('DELETE', `${at}/${boston.key}`)).status).toBe(404);
		for (const { key } of replaced.body.addresses) expect((await admin('DELETE', `${at}/${key}`)).status).toBe(200);
		expect(await read(id)).toMatchObject({ city: null, country: null, addresses: [] });
	});

	test('a contact point that says nothing is refused, not swallowed', async () => {
		const { id } = await stated({ name: 'Empty' });
		const reply = await admin('POST', `/customers/${id}/contact-points`, { kind: 'wechat', value: ' \u200b ' });
		expect(reply.status).toBe(400);
		expect((await admin('POST', `/customers/${id}/addresses`, { label: 'home' })).status).toBe(400);
	});
});

describe('notes and relationships', () => {
	test('notes are added, changed and removed; their texts before are kept', async () => {
		const { id } = await stated({ name: 'Notes' });
		const { body: note, status } = await editor.ask('POST', `/customers/${id}/notes`, { body: '  first\nline ' });
		expect([status, note.body, note.created_by]).toEqual([201, 'first\nline', 'eva@example.com']);
		expect((await admin('PATCH', `/customers/${id}/notes/${note.id}`, { body: 'second' })).body.body).toBe('second');
		expect((await read(id)).notes).toMatchObject([{ id: note.id, body: 'second' }]);
		expect((await admin('DELETE', `/customers/${id}/notes/${note.id}`)).status).toBe(204);
		expect((await admin('DELETE', `/customers/${id}/notes/${note.id}`)).body.code).toBe('note_not_found');
		const kept = await t.rows("select image->>'body' as body from history where entity = 'note' and customer_id = $1 order by id", [id]);
		expect(kept).toEqual([{ body: 'first\nline' }, { body: 'second' }]);
	});

	test('relationships, the network and paths', async () => {
		const ids: number[] = [];
		for (const name of ['Anna', 'Bert', 'Cleo', 'Dora', 'Emil']) ids.push((await stated({ name })).id);
		const [a, b, c, d, e] = ids as [number, number, number, number, number];
		const relate = (from: number, to: number, rest: object = {}) =>
			admin('POST', `/customers/${from}/relationships`, { type: 'referred', other_id: to, ...rest });
		const first = await relate(a, b, { starts_on: '2020-01-01', note: 'at the fair' });
		expect(first.status).toBe(201);
		expect(first.body).toMatchObject({
			type: 'referred',
			direction: 'out',
			other: { id: b, name: 'Bert', kind: 'person' },
			starts_on: '2020-01-01',
		});
		expect((await relate(c, b, { direction: 'in' })).body).toMatchObject({ direction: 'in', other: { id: b } });
		await relate(c, d);
		for (const [body, code] of [
			[{ type: 'referred', other_id: a }, 'relationship_with_itself'],
			[{ type: 'nothing', other_id: b }, 'relationship_type_unknown'],
			[{ type: 'referred', other_id: b, starts_on: '2020-02-01', ends_on: '2020-01-01' }, 'relationship_dates'],
			[{ type: 'referred', other_id: 987_654_321 }, 'customer_not_found'],
		] as const)
			expect((await admin('POST', `/customers/${a}/relationships`, body)).body.code).toBe(code);
		expect((await admin('PATCH', `/relationships/${first.body.id}`, { ends_on: '2019-01-01' })).body.code).toBe('relationship_dates');
		expect((await admin('PATCH', `/relationships/${first.body.id}`, { ends_on: '2021-01-01' })).body.ends_on).toBe('2021-01-01');
		expect(
			(await admin('GET', `/customers/${b}/relationships`)).body.items.map(({ direction }: { direction: string }) => direction),
		).toEqual(['in', 'out']);
		const paged = await admin('GET', `/customers/${b}/relationships?limit=1`);
		expect((await admin('GET', `/customers/${b}/relationships?limit=1&after=${paged.body.next}`)).body).toMatchObject({
			items: [{ direction: 'out' }],
			next: null,
		});
		const network = (await admin('GET', `/customers/${a}/network?depth=2`)).body;
		expect(network.nodes.map(({ id, depth }: { id: number; depth: number }) => [id, depth])).toEqual([
			[a, 0],
			[b, 1],
			[c, 2],
		]);
		expect([network.edges.length, network.truncated]).toEqual([2, false]);
		expect((await admin('GET', `/customers/${a}/network?depth=3&limit=2`)).body).toMatchObject({
			nodes: [{ id: a }, { id: b }],
			truncated: true,
		});
		const path = (await admin('GET', `/customers/${a}/path/${d}`)).body;
		expect([path.length, path.nodes.map(({ id }: { id: number }) => id)]).toEqual([3, [a, b, c, d]]);
		expect((await admin('GET', `/customers/${a}/path/${e}`)).body).toMatchObject({ length: null, nodes: [] });
		expect((await admin('GET', `/customers/${a}/path/${a}`)).body).toMatchObject({ length: 0, nodes: [{ id: a }] });
		await admin('DELETE', `/customers/${c}`);
		expect((await admin('GET', `/customers/${a}/path/${d}`)).body.length).toBeNull();
		expect((await read(b)).relationships).toHaveLength(1);
		expect((await admin('DELETE', `/relationships/${first.body.id}`)).status).toBe(204);
		expect((await read(a)).relationships).toEqual([]);
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

describe('versions', () => {
	const at = (version: number) => ({ 'if-match': `"${version}"` });

	test('a stale version with other fields passes and both edits survive; with the same field it is told', async () => {
		const { id } = await stated({ name: 'Two Editors', company: 'A', email: 'two@example.com', city: 'Berlin' });
		expect((await editor.ask('PATCH', `/customers/${id}`, { company: 'B' }, at(1))).status).toBe(200);
		const second = await other.ask('PATCH', `/customers/${id}`, { job_title: 'Boss' }, at(1));
		expect(second.body).toMatchObject({ company: 'B', job_title: 'Boss', version: 3 });
		expect(second.headers.etag).toBe('"3"');
		const third = await other.ask('PATCH', `/customers/${id}`, { company: 'C', industry: 'Steel' }, at(1));
		expect(third.status).toBe(412);
		expect(third.body).toMatchObject({ code: 'version_conflict', current_version: 3, conflicts: ['company'] });
		expect(await read(id)).toMatchObject({ company: 'B', industry: null, version: 3 });
		expect((await patch(id, { company: 'C' }, at(99))).status).toBe(412);
		expect((await patch(id, { company: 'C' }, { 'if-match': 'abc' })).body.code).toBe('if_match_unreadable');
		expect((await patch(id, { company: 'C' }, { 'if-match': '*' })).status).toBe(200);
		expect((await patch(id, { company: 'D' }, { 'if-match': 'W/"4"' })).status).toBe(200);
	});

	test.each<[string, object, object]>([
		['name and a part of it', { name: 'Other Name' }, { given_name: 'Third' }],
		['e-mail', { email: 'a@example.com' }, { email: 'b@example.com' }],
		['tags', { tags: ['a'] }, { tags: ['b'] }],
		['owner', { owner_id: 1 }, { owner_id: null }],
		['all contact points', { contact_points: [{ kind: 'wechat', value: 'x' }] }, { contact_points: [{ kind: 'qq', value: '12345' }] }],
		['a second line of the address and the city', { addresses: [{ line1: 'Way 1', city: 'Berlin' }] }, { city: 'Bonn' }],
		['an attribute', { attributes: { size: 1 } }, { attributes: { size: 2 } }],
	])('the same at once: %s', async (_what, mine, theirs) => {
		if ((await admin('GET', '/attributes')).body.items.length === 0)
			await admin('POST', '/attributes', { name: 'size', type: 'number', label_en: 'Size', label_zh: '规模' });
		const { id } = await stated({ name: 'Same Field', email: 'same@example.com', city: 'Berlin', owner_id: editor.id });
		await patch(id, { contact_points: [{ kind: 'line', value: 'first' }], company: 'X' });
		const { version } = await read(id);
		const changed = 'owner_id' in mine ? { owner_id: other.id } : mine;
		expect((await patch(id, changed, at(version))).status).toBe(200);
		const reply = await patch(id, theirs, at(version));
		expect([reply.status, reply.body.current_version]).toEqual([412, version + 1]);
		expect(reply.body.conflicts.length).toBeGreaterThan(0);
	});

	test('really at once: different fields both stay, of the same field one wins and the other is told', async () => {
		for (let round = 0; round < 5; round++) {
			const { id } = await stated({ name: `Race ${round}` });
			const both = await Promise.all([
				editor.ask('PATCH', `/customers/${id}`, { company: 'B' }, at(1)),
				other.ask('PATCH', `/customers/${id}`, { job_title: 'Boss', attributes: {} }, at(1)),
				admin('POST', `/customers/${id}/contact-points`, { kind: 'wechat', value: 'race' }),
			]);
			expect(both.map(({ status }) => status)).toEqual([200, 200, 201]);
			expect(await read(id)).toMatchObject({ company: 'B', job_title: 'Boss', version: 4, contact_points: [{ value: 'race' }] });
			const one = await Promise.all([
				editor.ask('PATCH', `/customers/${id}`, { industry: 'Steel' }, at(4)),
				other.ask('PATCH', `/customers/${id}`, { industry: 'Iron' }, at(4)),
			]);
			expect(one.map(({ status }) => status).sort()).toEqual([200, 412]);
		}
	});
});

describe('repeated requests', () => {
	const key = (name: string) => ({ 'idempotency-key': name });

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

describe('provenance and time', () => {
	test('each value names its sources, the winner first, and why', async () => {
		const { id } = await stated({ name: 'Anna Berg', company: 'Alt', industry: 'Steel', tags: ['a'], email: 'anna@example.com' }, 'erp');
		await patch(id, { company: 'Neu', industry: null });
		const { units } = (await admin('GET', `/customers/${id}/provenance`)).body;
		expect(units.company).toMatchObject([
			{ value: 'Neu', source: 'manual', pinned: true, wins: true, reason: 'pinned', recorded_by: expect.any(String) },
			{ value: 'Alt', source: 'erp', pinned: false, wins: false, reason: 'outranked' },
		]);
		expect(units.industry).toMatchObject([{ value: 'Steel', wins: false, reason: 'denied' }]);
		expect(units.name).toMatchObject([{ value: { name: 'Anna Berg' }, wins: true, reason: 'only' }]);
		expect(units['tags/a']).toMatchObject([{ value: 'a', source: 'erp', wins: true }]);
		expect(units['contact_points/email:anna@example.com']).toMatchObject([{ wins: true }]);
	});

	test('reasons: trust, newer; since is when a source began to say it', async () => {
		const { id } = await stated({ name: 'Reasons', company: 'A' }, 'first');
		const [{ source_id }] = (await t.rows<{ source_id: number }>("select id as source_id from sources where name = 'first'")) as [
			{ source_id: number },
		];
		const state = (source: number, key: string, company: string, at: string) =>
			t.rows(
				`with r as (insert into source_records (customer_id, source_id, key, content, content_hash, stated_at) values ($1, $2, $3, $4, gen_random_uuid(), $5) returning id)
				insert into assignments (customer_id, source_record_id, cause) select $1, id, 'key' from r`,
				[id, source, key, JSON.stringify({ company }), at],
			);
		await state(source_id, 'p', 'Old', '2001-01-01');
		await state(source_id, 'p', 'Old', '2005-01-01');
		await state(source_id, 'q', 'Young', '2003-01-01');
		await t.rows("update source_records set stated_at = '2000-01-01' where customer_id = $1 and content->>'company' = 'A'", [id]);
		await t.rows('select recompute_customers(array[$1::bigint])', [id]);
		const { units } = (await admin('GET', `/customers/${id}/provenance`)).body;
		expect(
			units.company.map((one: Record<string, string>) => [one.value, one.since!.slice(0, 4), one.stated_at!.slice(0, 4), one.reason]),
		).toEqual([
			['Young', '2003', '2003', 'newer'],
			['Old', '2001', '2005', 'outranked'],
			['A', '2000', '2000', 'outranked'],
		]);
		const [trusted] = await t.rows<{ id: number }>("insert into sources (name, kind, trust) values ('trusted', 'api', 50) returning id");
		await state(trusted!.id, 'z', 'Trusted', '1999-01-01');
		expect((await admin('PATCH', `/sources/${trusted!.id}`, { trust: 90 })).body.trust).toBe(90);
		await t.work();
		expect((await read(id)).company).toBe('Trusted');
		expect((await admin('GET', `/customers/${id}/provenance`)).body.units.company[0]).toMatchObject({ value: 'Trusted', reason: 'trust' });
	});

	test('statements are paged newest first, each once; as-of shows each moment', async () => {
		const { id, again } = await stated({ name: 'Step 0', email: 'step@example.com' });
		const moments = [new Date().toISOString()];
		for (let step = 1; step <= 6; step++) {
			await again({
				name: `Step ${step}`,
				...(step < 4 && { email: 'step@example.com' }),
				tags: [`t${step}`],
				city: `C${step}`,
				country: 'CN',
			});
			await new Promise((resolve) => setTimeout(resolve, 3));
			moments.push(new Date().toISOString());
			await new Promise((resolve) => setTimeout(resolve, 3));
		}
		const seen: number[] = [];
		for (let after = ''; ; ) {
			const { body } = await admin('GET', `/customers/${id}/statements?limit=2${after}`);
			seen.push(...body.items.map((one: { id: number }) => one.id));
			expect(body.items.every((one: { current: boolean; id: number }) => one.current === (one.id === seen[0]))).toBe(true);
			if (body.next === null) break;
			after = `&after=${encodeURIComponent(body.next)}`;
		}
		expect(seen).toHaveLength(7);
		expect(seen).toEqual([...seen].sort((a, b) => b - a));
		for (const [step, at] of moments.entries()) {
			const { body } = await admin('GET', `/customers/${id}/as-of?at=${encodeURIComponent(at)}`);
			expect(body).toMatchObject({
				id,
				name: `Step ${step}`,
				email: step < 4 ? 'step@example.com' : null,
				tags: step ? [`t${step}`] : [],
				city: step ? `C${step}` : null,
			});
		}
		expect((await admin('GET', `/customers/${id}/as-of?at=1999-01-01T00:00:00Z`)).status).toBe(404);
		expect((await admin('GET', `/customers/${id}/as-of?at=2024-02-30T00:00:00Z`)).status).toBe(400);
		for (const wrong of ['x', '2024-01-01_', '_5', '2024-01-01 foo_5', '1_2_3'])
			expect([wrong, (await admin('GET', `/customers/${id}/statements?after=${encodeURIComponent(wrong)}`)).status]).toEqual([wrong, 400]);
	});
});
