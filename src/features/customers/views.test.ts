// Saved views: kept strictly, shared or private, changed by their owner or an administrator alone, and never over another's change.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, type CustomersTest, customersTest } from './testing.ts';

let t: CustomersTest;
let anna: Caller;
let ben: Caller;

const definition = {
	q: 'zhang',
	filter: [{ field: 'city', op: 'eq', value: '上海' }],
	sort: '-company',
	group: 'city',
	columns: [{ name: 'name', width: 240, pinned: true }, { name: 'attributes.rank' }],
};

beforeAll(async () => {
	t = await customersTest();
	anna = await t.person('anna@example.com', 'reader');
	ben = await t.person('ben@example.com', 'editor');
});

afterAll(() => t.drop());

const save = (who: Caller, name: string, more: object = {}) => who.ask('POST', '/views', { name, definition, ...more });
const namesOf = async (who: Caller) => (await who.ask('GET', '/views')).body.items.map(({ name }: { name: string }) => name);

describe('views', () => {
	test('are saved as they are, private at first', async () => {
		const made = await save(anna, ' Shanghai ');
		expect(made.status).toBe(201);
		expect(made.body).toMatchObject({
			name: 'Shanghai',
			shared: false,
			position: 0,
			definition,
			owner: { id: anna.id, name: 'anna@example.com' },
			may_change: true,
			version: 1,
		});
		expect((await anna.ask('GET', '/views')).body.items).toEqual([made.body]);
		expect(await namesOf(ben)).toEqual([]);
		// Of what is private nobody else learns that it exists.
		expect((await ben.ask('PATCH', `/views/${made.body.id}`, { name: 'Mine' })).status).toBe(404);
		expect((await ben.ask('DELETE', `/views/${made.body.id}`)).status).toBe(404);
	});

	test('that are private are nobody else’s, not even an administrator’s: he neither reads, shares nor removes them', async () => {
		const { body } = await save(anna, 'Between us', { definition: { ...definition, q: 'simayi' } });
		for (const change of [{}, { shared: true }, { name: 'Seen' }, { position: 1 }]) {
			const refused = await t.admin('PATCH', `/views/${body.id}`, change, { 'if-match': '"99"' });
			expect([refused.status, refused.body.code]).toEqual([404, 'view_not_found']);
			expect(JSON.stringify(refused.body)).not.toMatch(/simayi|Between us/);
		}
		expect((await t.admin('GET', `/views/${body.id}`)).status).toBe(404);
		expect((await t.admin('DELETE', `/views/${body.id}`)).status).toBe(404);
		expect((await anna.ask('GET', `/views/${body.id}`)).body).toEqual(body);
		await anna.ask('DELETE', `/views/${body.id}`);
	});

	test('that are shared are seen by all, after their own, and changed by the owner or an administrator', async () => {
		await save(ben, 'Own');
		const { body } = await save(anna, 'For all', { shared: true, position: 3 });
		expect(await namesOf(ben)).toEqual(['Own', 'For all']);
		const seen = (await ben.ask('GET', '/views')).body.items[1];
		expect([seen.may_change, seen.definition]).toEqual([false, definition]);
		for (const refused of [await ben.ask('PATCH', `/views/${body.id}`, { shared: false }), await ben.ask('DELETE', `/views/${body.id}`)]) {
			expect([refused.status, refused.body.code]).toEqual([403, 'view_not_yours']);
			expect(refused.body.detail).toContain('anna@example.com');
		}
		const changed = await t.admin('PATCH', `/views/${body.id}`, { name: 'For everybody', definition: { columns: [] } });
		expect(changed.body).toMatchObject({ name: 'For everybody', shared: true, definition: { columns: [] }, version: 2, position: 3 });
		expect((await t.admin('DELETE', `/views/${body.id}`)).status).toBe(204);
		expect(await namesOf(ben)).toEqual(['Own']);
		expect((await anna.ask('PATCH', `/views/${body.id}`, {})).body.code).toBe('view_not_found');
	});

	test('are not written over what somebody else changed', async () => {
		const { id } = (await save(anna, 'Two at once', { shared: true })).body;
		const change = (body: object, version: string) => anna.ask('PATCH', `/views/${id}`, body, { 'if-match': version });
		expect((await change({ position: 5 }, '"1"')).body.version).toBe(2);
		const late = await change({ position: 6 }, '"1"');
		expect([late.status, late.body.code, late.body.current_version]).toEqual([412, 'view_conflict', 2]);
		expect((await change({ position: 6 }, 'x')).status).toBe(400);
		expect((await anna.ask('DELETE', `/views/${id}`)).status).toBe(204);
	});

	test('bear a name once for each person, and are bounded in number', async () => {
		expect((await save(anna, 'Twice')).status).toBe(201);
		const again = await save(anna, 'Twice');
		expect([again.status, again.body.code]).toEqual([409, 'view_exists']);
		const other = (await save(anna, 'Other')).body;
		expect((await anna.ask('PATCH', `/views/${other.id}`, { name: 'Twice' })).body.code).toBe('view_exists');
		expect((await save(ben, 'Twice')).status).toBe(201);
		await t.rows("insert into views (user_id, name, definition) select $1, 'v' || i, '{}' from generate_series(1, 200) i", [ben.id]);
		const full = await save(ben, 'One more');
		expect([full.status, full.body.code]).toEqual([409, 'views_too_many']);
	});

	test('are found by a part of their name, and one by its id', async () => {
		const cara = await t.person('cara@example.com', 'reader');
		const { body } = await save(cara, 'Fair in Hannover');
		await save(cara, 'Fair in Leipzig');
		const found = await cara.ask('GET', '/views?search=HANN');
		expect(found.body).toEqual({ items: [body], more: false });
		const one = (await cara.ask('GET', '/views?search=fair&limit=1')).body;
		expect([one.items.length, one.more]).toEqual([1, true]);
		expect((await cara.ask('GET', `/views/${body.id}`)).body).toEqual(body);
		// A private view is nobody else's: to him it is not there.
		expect((await anna.ask('GET', `/views/${body.id}`)).body.code).toBe('view_not_found');
		await cara.ask('PATCH', `/views/${body.id}`, { shared: true });
		expect((await anna.ask('GET', `/views/${body.id}`)).body).toMatchObject({ name: 'Fair in Hannover', may_change: false });
	});

	test.each([
		{ name: '' },
		{ name: 'x'.repeat(101) },
		{ definition: {} },
		{ definition: { columns: [], colour: 'red' } },
		{ definition: { columns: [{ name: 'name', width: 59 }] } },
		{ definition: { columns: [{ name: 'name', width: 801 }] } },
		{ definition: { columns: [{ name: 'name', hidden: true }] } },
		{ definition: { columns: Array.from({ length: 101 }, (_, i) => ({ name: `c${i}` })) } },
		{ definition: { columns: [], filter: [{ field: 'city', op: 'like' }] } },
		{ definition: { columns: [], density: 'huge' } },
		{ owner: 1 },
	])('%j is refused', async (wrong) => {
		const { status, body } = await save(anna, 'Wrong', wrong);
		expect([status, body.code]).toEqual([400, 'invalid_input']);
	});
});
