// What the list of changes tells whom: nothing of customers out of sight; and from where facts came.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Caller, type CustomersTest, customersTest } from './testing.ts';

let t: CustomersTest;
let eva: Caller;

beforeAll(async () => {
	t = await customersTest();
	eva = await t.person('eva@example.com', 'editor');
});

afterAll(() => t.drop());

const changes = async (who: Caller, id: number, kind: string) => (await who.ask('GET', `/customers/${id}/changes?kind=${kind}`)).body.items;

test('a relationship with somebody out of sight is not told at either end, nor taken back', async () => {
	const far = await t.scope('far');
	const both = await t.person('both@example.com', 'editor', { scopes: [far] });
	const [near, other] = [
		(await eva.ask('POST', '/customers', { name: 'Near' })).body.id,
		(await eva.ask('POST', '/customers', { name: 'Other' })).body.id,
	];
	const away = (await both.ask('POST', '/customers', { name: 'Away' })).body.id;
	expect((await t.admin('PATCH', `/customers/${away}`, { scope_id: far })).status).toBe(200);
	for (const [from, to] of [
		[near, away],
		[away, near],
		[near, other],
	]) {
		const { body } = await both.ask('POST', `/customers/${from}/relationships`, {
			type: 'referred',
			other_id: to,
			note: `secret of ${away}`,
		});
		expect((await both.ask('PATCH', `/relationships/${body.id}`, { note: 'changed' })).status).toBe(200);
	}
	expect(await changes(both, near, 'relationship')).toHaveLength(6);
	const told = await changes(eva, near, 'relationship');
	expect(told.map((one: { changes: { after: { other_id: number } }[] }) => one.changes[0]!.after.other_id)).toEqual([other, other]);
	const hidden = (await changes(both, near, 'relationship')).find(
		(one: { id: string }) => !told.some(({ id }: { id: string }) => id === one.id),
	);
	expect((await eva.ask('POST', `/customers/${near}/changes/${hidden.id}/undo`, {})).status).toBe(404);
});

test('pages of changes go on where some of them are hidden', async () => {
	const [near] = await t.rows<{ id: number }>("select id from customers where name = 'Near'");
	const seen: string[] = [];
	let after = '';
	do {
		const { body } = await eva.ask('GET', `/customers/${near!.id}/changes?limit=2${after && `&after=${encodeURIComponent(after)}`}`);
		seen.push(...body.items.map(({ kind }: { kind: string }) => kind));
		after = body.next ?? '';
	} while (after);
	expect(seen).toEqual(['relationship', 'relationship', 'created']);
});

test('a note, a file and a relationship tell from where they came, also after they were changed, removed and brought back', async () => {
	const [id, other] = [
		(await eva.ask('POST', '/customers', { name: 'Facts' })).body.id,
		(await eva.ask('POST', '/customers', { name: 'O' })).body.id,
	];
	const note = (await eva.ask('POST', `/customers/${id}/notes`, { body: 'first' })).body;
	await eva.ask('POST', `/customers/${id}/files?name=a.txt`, Buffer.from('a'));
	const link = (await eva.ask('POST', `/customers/${id}/relationships`, { type: 'referred', other_id: other })).body;
	await eva.ask('DELETE', `/customers/${id}/notes/${note.id}`);
	await eva.ask('DELETE', `/relationships/${link.id}`);
	for (const kind of ['note', 'file', 'relationship']) {
		const came = (await changes(eva, id, kind)).at(-1);
		expect([kind, came.channel, came.api_key]).toEqual([kind, 'api', 'eva@example.com']);
	}
	const [removed] = await changes(eva, id, 'note');
	expect((await eva.ask('POST', `/customers/${id}/changes/${removed.id}/undo`, {})).status).toBe(200);
	expect((await changes(eva, id, 'note')).at(-1)).toMatchObject({ channel: 'api', undoes: null });
});
