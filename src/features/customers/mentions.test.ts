// Mentions in notes: what text says so, who is told, who is not.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mentionedIn, mentionOf, mostMentions, partsOf, plainOf } from './mentions.ts';
import { type Caller, type CustomersTest, customersTest } from './testing.ts';

describe('the text of a mention', () => {
	test('is cut out of what stands around it', () => {
		const body = `请 ${mentionOf({ id: 12, name: '王 芳' })} 跟进, cc @[Nora](user:7)!`;
		expect(partsOf(body)).toEqual(['请 ', { user_id: 12, name: '王 芳' }, ' 跟进, cc ', { user_id: 7, name: 'Nora' }, '!']);
		expect(mentionedIn(`${body} @[Nora](user:7)`)).toEqual([12, 7]);
		expect(plainOf(body)).toBe('请 @王 芳 跟进, cc @Nora!');
	});

	test.each(['a@b.c', '@Nora', '@[Nora](user:0)', '@[Nora](user:x)', '@[](user:1)', '@[No\nra](user:1)', '[Nora](user:1)'])(
		'not: %s',
		(body) => expect(partsOf(body)).toEqual([body]),
	);

	test('any name comes back as one mention, and any text is kept whole', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 1e9 }), fc.string(), (name, id, around) => {
				const body = `${around} ${mentionOf({ id, name })}`;
				expect(mentionedIn(body)).toContain(id);
				expect(
					partsOf(body)
						.map((part) => (typeof part === 'string' ? part : `@[${part.name}](user:${part.user_id})`))
						.join(''),
				).toBe(body);
			}),
		);
	});
});

describe('who is told', () => {
	let t: CustomersTest;
	let nora: Caller;
	let sven: Caller;
	let olga: Caller;
	let customer_id: number;

	beforeAll(async () => {
		t = await customersTest();
		const south = await t.scope('south');
		nora = await t.person('nora@example.com', 'editor');
		olga = await t.person('olga@example.com', 'reader');
		sven = await t.person('sven@example.com', 'editor', { scope_id: south });
		customer_id = (await nora.ask('POST', '/customers', { name: '诸葛亮' })).body.id;
	});

	afterAll(() => t.drop());

	const of = (who: Caller) => mentionOf({ id: who.id, name: 'whoever' });
	const told = async (who: Caller) =>
		(await who.ask('GET', '/notifications')).body.items.map(({ kind, detail }: { kind: string; detail: { note_id?: number } }) => [
			kind,
			detail.note_id,
		]);

	test('each new colleague once, also on an edit; never oneself', async () => {
		const notes = `/customers/${customer_id}/notes`;
		const { body: note, status } = await nora.ask('POST', notes, { body: `${of(olga)} and ${of(olga)}, says ${of(nora)}` });
		expect([status, note.not_told, note.edited_at]).toEqual([201, [], null]);
		expect(await told(olga)).toEqual([['mention', note.id]]);
		expect(await told(nora)).toEqual([]);
		const edit = (body: string, ask = nora.ask) => ask('PATCH', `${notes}/${note.id}`, { body });
		expect((await edit('nobody')).body.edited_at).toEqual(expect.any(String));
		expect((await edit(`again ${of(olga)}`)).body.not_told).toEqual([]);
		expect(await told(olga)).toHaveLength(1);
		await edit(`${of(olga)} ${of(nora)}`, t.admin);
		expect(await told(nora)).toEqual([]);
		await edit(`${of(olga)} and the administrator ${mentionOf({ id: 1, name: 'a' })}`);
		expect((await t.admin('GET', '/notifications')).body.items).toMatchObject([{ kind: 'mention', customer: { id: customer_id } }]);
	});

	test('not who may not see the customer, which is answered; the owner may', async () => {
		const notes = `/customers/${customer_id}/notes`;
		const { body } = await nora.ask('POST', notes, { body: `${of(sven)} ${of(olga)}` });
		expect(body.not_told).toEqual([sven.id]);
		expect(await told(sven)).toEqual([]);
		await t.admin('PATCH', `/customers/${customer_id}`, { owner_id: sven.id });
		const mine = await nora.ask('POST', notes, { body: of(sven) });
		expect(mine.body.not_told).toEqual([]);
		expect(await told(sven)).toContainEqual(['mention', mine.body.id]);
	});

	test('nobody, who has left, and too many are refused; the text stays unsaved', async () => {
		const notes = `/customers/${customer_id}/notes`;
		const left = await t.person('left@example.com', 'reader');
		await t.rows("update users set state = 'disabled' where id = $1", [left.id]);
		const before = (await nora.ask('GET', `/customers/${customer_id}`)).body.notes.length;
		for (const id of [left.id, 987_654_321])
			expect((await nora.ask('POST', notes, { body: `@[x](user:${id})` })).body.code).toBe('mention_unknown');
		const crowd = Array.from({ length: mostMentions + 1 }, (_, at) => `@[x](user:${at + 1})`).join(' ');
		expect((await nora.ask('POST', notes, { body: crowd })).body.code).toBe('too_many_mentions');
		expect((await olga.ask('POST', notes, { body: of(nora) })).status).toBe(403);
		expect((await nora.ask('GET', `/customers/${customer_id}`)).body.notes).toHaveLength(before);
	});
});
