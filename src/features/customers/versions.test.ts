// Two people change one customer at the same time: which edits go together, and which are refused so that nobody's change is lost.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ask } from '../../platform/testing.ts';
import { type Caller, type CustomersTest, customersTest, stating } from './testing.ts';

let t: CustomersTest;
let admin: Ask;
let eva: Caller;
let otto: Caller;
let stated: ReturnType<typeof stating>;

beforeAll(async () => {
	t = await customersTest();
	admin = t.admin;
	stated = stating(admin);
	eva = await t.person('eva@example.com', 'editor');
	otto = await t.person('otto@example.com', 'editor');
});

afterAll(() => t.drop());

const at = (version: number) => ({ 'if-match': `"${version}"` });
const create = async (body: object) => (await admin('POST', '/customers', body)).body;
const patch = (id: number, body: object, headers = {}) => admin('PATCH', `/customers/${id}`, body, headers);
const read = async (id: number) => (await admin('GET', `/customers/${id}`)).body;

describe('fields', () => {
	test('a stale version with other fields passes and both edits survive; with the same field it is told', async () => {
		const { id } = await stated({ name: 'Two Editors', company: 'A', email: 'two@example.com', city: 'Berlin' });
		expect((await eva.ask('PATCH', `/customers/${id}`, { company: 'B' }, at(1))).status).toBe(200);
		const second = await otto.ask('PATCH', `/customers/${id}`, { job_title: 'Boss' }, at(1));
		expect(second.body).toMatchObject({ company: 'B', job_title: 'Boss', version: 3 });
		expect(second.headers.etag).toBe('"3"');
		const third = await otto.ask('PATCH', `/customers/${id}`, { company: 'C', industry: 'Steel' }, at(1));
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
		const { id } = await stated({ name: 'Same Field', email: 'same@example.com', city: 'Berlin', owner_id: eva.id });
		await patch(id, { contact_points: [{ kind: 'line', value: 'first' }], company: 'X' });
		const { version } = await read(id);
		const changed = 'owner_id' in mine ? { owner_id: otto.id } : mine;
		expect((await patch(id, changed, at(version))).status).toBe(200);
		const reply = await patch(id, theirs, at(version));
		expect([reply.status, reply.body.current_version]).toEqual([412, version + 1]);
		expect(reply.body.conflicts.length).toBeGreaterThan(0);
	});

	test('really at once: different fields both stay, of the same field one wins and the other is told', async () => {
		for (let round = 0; round < 5; round++) {
			const { id } = await stated({ name: `Race ${round}` });
			const both = await Promise.all([
				eva.ask('PATCH', `/customers/${id}`, { company: 'B' }, at(1)),
				otto.ask('PATCH', `/customers/${id}`, { job_title: 'Boss', attributes: {} }, at(1)),
				admin('POST', `/customers/${id}/contact-points`, { kind: 'wechat', value: 'race' }),
			]);
			expect(both.map(({ status }) => status)).toEqual([200, 200, 201]);
			expect(await read(id)).toMatchObject({ company: 'B', job_title: 'Boss', version: 4, contact_points: [{ value: 'race' }] });
			const one = await Promise.all([
				eva.ask('PATCH', `/customers/${id}`, { industry: 'Steel' }, at(4)),
				otto.ask('PATCH', `/customers/${id}`, { industry: 'Iron' }, at(4)),
			]);
			expect(one.map(({ status }) => status).sort()).toEqual([200, 412]);
		}
	});
});

describe('contact points', () => {
	const [work, home] = ['phone:+8613800138001', 'phone:+8613900139001'];
	const made = () =>
		create({
			name: '王小明',
			contact_points: [
				{ kind: 'phone', value: '13800138001', is_primary: true },
				{ kind: 'phone', value: '13900139001' },
				{ kind: 'wechat', value: 'xiaoming' },
			],
		});
	const pathOf = (id: number, key: string) => `/customers/${id}/contact-points/${encodeURIComponent(key)}`;

	test('a change of another member since goes through, of the same one it is refused and nothing is written', async () => {
		const { id, version } = await made();
		const first = await eva.ask('PUT', pathOf(id, home), { kind: 'phone', value: '13900139001', label: 'home' }, at(version));
		expect([first.status, first.headers.etag]).toEqual([200, `"${version + 1}"`]);
		const beside = await otto.ask('PUT', pathOf(id, 'wechat:xiaoming'), { kind: 'wechat', value: 'xiaoming', label: 'new' }, at(version));
		expect(beside.status).toBe(200);
		const same = await otto.ask('PUT', pathOf(id, home), { kind: 'phone', value: '13700137001' }, at(version));
		expect(same.status).toBe(412);
		expect(same.headers['content-type']).toContain('application/problem+json');
		expect(same.body).toMatchObject({
			code: 'version_conflict',
			current_version: version + 2,
			conflicts: [`contact_points/${home}`],
			changed_by: 'otto@example.com',
		});
		expect((await read(id)).contact_points).toMatchObject([{ key: work }, { key: home, label: 'home' }, { label: 'new' }]);
		expect((await otto.ask('PUT', pathOf(id, home), { kind: 'phone', value: '13700137001' }, at(version + 2))).status).toBe(200);
	});

	test('one that was replaced or removed since is a conflict, not a missing one', async () => {
		const { id, version } = await made();
		await eva.ask('PUT', pathOf(id, home), { kind: 'phone', value: '13600136001' }, at(version));
		for (const reply of [
			await otto.ask('PUT', pathOf(id, home), { kind: 'phone', value: '13500135001' }, at(version)),
			await otto.ask('DELETE', pathOf(id, home), undefined, at(version)),
		])
			expect([reply.status, reply.body.conflicts]).toEqual([412, [`contact_points/${home}`]]);
		expect((await otto.ask('DELETE', pathOf(id, home))).status).toBe(404);
		expect((await read(id)).contact_points).toHaveLength(3);
	});

	test('a removal is refused where the member was changed since', async () => {
		const { id, version } = await made();
		await eva.ask('PUT', pathOf(id, home), { kind: 'phone', value: '13900139001', label: 'the right one' });
		expect((await otto.ask('DELETE', pathOf(id, home), undefined, at(version))).status).toBe(412);
		expect((await otto.ask('DELETE', pathOf(id, work), undefined, at(version))).status).toBe(200);
		expect((await otto.ask('DELETE', pathOf(id, home), undefined, at(version + 2))).status).toBe(200);
	});

	test('two who each make another one the primary are told', async () => {
		const { id, version } = await made();
		const third = 'phone:+8613700137001';
		await admin('POST', `/customers/${id}/contact-points`, { kind: 'phone', value: '13700137001' });
		const now = (await read(id)).version;
		expect(now).toBe(version + 1);
		await eva.ask('PUT', pathOf(id, home), { kind: 'phone', value: '13900139001', is_primary: true }, at(now));
		const reply = await otto.ask('PUT', pathOf(id, work), { kind: 'phone', value: '13800138001', is_primary: true }, at(now));
		expect([reply.status, [...reply.body.conflicts].sort()]).toEqual([412, [`contact_points/${work}`, `contact_points/${home}`]]);
		const other = await otto.ask('PUT', pathOf(id, third), { kind: 'phone', value: '13700137001', is_primary: true }, at(now));
		expect([other.status, other.body.conflicts]).toEqual([412, [`contact_points/${home}`]]);
		expect((await read(id)).phone).toBe('+8613900139001');
	});
});

describe('addresses', () => {
	test('are compared one by one', async () => {
		const { id, version, addresses } = await create({
			name: 'Addresses',
			addresses: [
				{ line1: 'Way 1', city: 'Berlin', country: 'DE' },
				{ line1: 'Way 2', city: 'Bonn', country: 'DE' },
			],
		});
		const [one, two] = addresses.map(({ key }: { key: string }) => `/customers/${id}/addresses/${key}`);
		const changed = { line1: 'Way 1', city: 'Berlin', country: 'DE', label: 'office', is_primary: true };
		expect((await eva.ask('PUT', one, changed, at(version))).status).toBe(200);
		const refused = await otto.ask('PUT', one, { line1: 'Street 9', city: 'Berlin', country: 'DE' }, at(version));
		expect(refused.body).toMatchObject({ code: 'version_conflict', conflicts: [`addresses/${addresses[0].key}`] });
		expect((await otto.ask('DELETE', one, undefined, at(version))).status).toBe(412);
		expect((await otto.ask('PUT', two, { line1: 'Way 22', city: 'Bonn', country: 'DE' }, at(version))).status).toBe(200);
		expect((await otto.ask('DELETE', one, undefined, at(version + 2))).status).toBe(200);
		expect((await read(id)).addresses).toMatchObject([{ line1: 'Way 22' }]);
	});
});

describe('manual values', () => {
	test('letting go of what somebody else set meanwhile is refused', async () => {
		const { id, version } = await create({ name: 'Release', company: 'A', tags: ['a'] });
		await eva.ask('PATCH', `/customers/${id}`, { company: 'B', tags: ['a', 'b'] }, at(version));
		const release = (unit: string) => otto.ask('POST', `/customers/${id}/release`, { units: [unit] }, at(version));
		expect((await release('company')).body).toMatchObject({ code: 'version_conflict', conflicts: ['company'] });
		expect((await release('tags/b')).body.conflicts).toEqual(['tags']);
		expect((await release('industry')).status).toBe(200);
	});
});

describe('notes and relationships have versions of their own', () => {
	test('notes', async () => {
		const { id } = await create({ name: 'Notes' });
		const note = (await eva.ask('POST', `/customers/${id}/notes`, { body: 'first' })).body;
		expect(note.version).toBe(1);
		const path = `/customers/${id}/notes/${note.id}`;
		expect((await eva.ask('PATCH', path, { body: 'second' }, at(1))).body).toMatchObject({ body: 'second', version: 2 });
		expect((await otto.ask('PATCH', path, { body: 'mine' }, at(1))).body).toMatchObject({
			status: 412,
			code: 'version_conflict',
			current_version: 2,
			conflicts: ['body'],
			changed_by: 'eva@example.com',
		});
		expect((await otto.ask('DELETE', path, undefined, at(1))).status).toBe(412);
		expect((await otto.ask('PATCH', path, { body: 'mine' }, at(9))).status).toBe(412);
		expect((await read(id)).notes).toMatchObject([{ body: 'second', version: 2 }]);
		expect((await otto.ask('PATCH', path, { body: 'mine' }, at(2))).status).toBe(200);
		expect((await otto.ask('DELETE', path, undefined, at(3))).status).toBe(204);
	});

	test('relationships: dates and note are told apart', async () => {
		const [from, to] = [await create({ name: 'From' }), await create({ name: 'To' })];
		const made = (await admin('POST', `/customers/${from.id}/relationships`, { type: 'referred', other_id: to.id })).body;
		expect(made.version).toBe(1);
		const path = `/relationships/${made.id}`;
		expect((await eva.ask('PATCH', path, { starts_on: '2020-01-01' }, at(1))).body.version).toBe(2);
		expect((await otto.ask('PATCH', path, { note: 'at the fair' }, at(1))).body).toMatchObject({ starts_on: '2020-01-01', version: 3 });
		expect((await otto.ask('PATCH', path, { starts_on: '2021-01-01' }, at(1))).body).toMatchObject({
			code: 'version_conflict',
			current_version: 3,
			conflicts: ['starts_on'],
		});
		expect((await otto.ask('DELETE', path, undefined, at(2))).status).toBe(412);
		expect((await read(to.id)).relationships).toMatchObject([{ note: 'at the fair', version: 3 }]);
		expect((await otto.ask('DELETE', path, undefined, at(3))).status).toBe(204);
	});
});
