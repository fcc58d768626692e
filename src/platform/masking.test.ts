// Rights to fields applied to answers and input by their shapes.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { allFieldRights } from './auth.ts';
import { endpoint } from './endpoint.ts';
import { type FieldRights, field, shapes } from './field.ts';
import { demandReadable, type NaturesOf, type Opener, Places, placesOf } from './masking.ts';
import { personal, type Rule } from './personal.ts';

const fields = {
	name: field(z.string().nullable(), 'text', 'edited', { mask: 'name' }),
	phone: field(z.string().nullable(), 'text', 'contact', { personal: 'contact', mask: 'phone' }),
	city: field(z.string().nullable(), 'text', 'address', { personal: 'none' }),
	tax_id: field(z.string().nullable(), 'text', 'edited', { personal: 'identity', mask: 'identity' }),
};
const byName: Rule = { says: 'by name', apply: (value, walk, { unit }) => walk.leaf(value, walk.of(String(unit))) };
const person = z.object({
	...shapes(fields),
	points: personal(z.array(z.object({ value: personal(z.string(), 'contact', { mask: 'email' }) })), 'contact', { mask: 'each' }),
	changes: z.array(z.object({ unit: z.string(), before: personal(z.unknown(), byName) })),
	secret: personal(z.string(), 'sensitive'),
});

const people = new Places(
	endpoint({
		method: 'PATCH',
		path: '/people/{id}',
		permission: 'public',
		summary: { 'zh-CN': '人', en: 'People' },
		tag: 'test',
		params: z.strictObject({ id: z.string() }),
		query: z.strictObject({}),
		body: person.partial(),
		reply: z.object({ items: z.array(person.partial().extend({ id: z.number() })) }),
	}),
);
const natures: NaturesOf = async () => (name) => ({ kind: name === 'tax_id' ? 'identity' : 'none', mask: 'identity', field: name });
const never: Opener = async () => {
	throw new Error('nothing to be opened');
};
const holder = (rights: Partial<FieldRights>) => ({ field_rights: { ...allFieldRights, ...rights } });

const zhang = {
	id: 7,
	name: '张三',
	phone: '+8613800138000',
	city: '北京',
	tax_id: '11010519491231002X',
	points: [{ value: 'zhangsan@example.com' }],
	changes: [
		{ unit: 'tax_id', before: '11010519491231002X' },
		{ unit: 'city', before: '上海' },
	],
	secret: 'allergic',
};
const text = JSON.stringify({ items: [zhang] });
const leaving = async (rights: Partial<FieldRights>) => JSON.parse(await people.leave(text, holder(rights), natures, never)).items[0];

describe('answers', () => {
	test('whoever may read all gets the very text', async () => {
		expect(await people.leave(text, holder({ identity: 'read', contact: 'read' }), natures, never)).toBe(text);
	});

	test('an answer without a value that is kept from somebody goes as it is, however it is written', async () => {
		const none = (item: string) => `{"items" : [${item}]}`;
		const leave = (item: string) => people.leave(none(item), holder({ identity: 'masked', sensitive: 'hidden' }), natures, never);
		for (const item of ['{"id":7,"name":"secret"}', '{"id" : 7, "tax_id" : null, "secret":null}', '{"id":7,"tax_id":null}'])
			expect(await leave(item)).toBe(none(item));
		for (const item of [
			'{"id":7,"tax_id":null},{"id":8,"tax_id" : "11010519491231002X"}',
			'{"id":7,"tax_id"\n:\t"11010519491231002X"}',
			'{"id":7,"secret":"null"}',
			'{"id":7,"secret":""}',
			'{"id":7,"changes":[{"unit":"tax_id","before":"11010519491231002X"}]}',
		]) {
			const left = await leave(item);
			expect(left).not.toContain('11010519491231002X');
			expect(left).not.toBe(none(item));
		}
	});

	test('each kind is masked by itself, places that depend on a neighbour too', async () => {
		expect(await leaving({ identity: 'masked' })).toEqual({
			...zhang,
			tax_id: '110105********002X',
			changes: [{ unit: 'tax_id', before: '110105********002X' }, zhang.changes[1]],
		});
		expect(await leaving({ contact: 'masked', personal: 'masked' })).toEqual({
			...zhang,
			name: '张*',
			phone: '138****8000',
			points: [{ value: 'z***@example.com' }],
		});
	});

	test('hidden is nothing: null, an empty list, an empty text where null does not fit', async () => {
		expect(await leaving({ contact: 'hidden', identity: 'hidden', sensitive: 'hidden' })).toEqual({
			...zhang,
			phone: null,
			tax_id: null,
			points: [],
			changes: [{ unit: 'tax_id', before: null }, zhang.changes[1]],
			secret: '',
		});
	});
});

describe('encrypted values', () => {
	const [one, other] = [`~1.7.1.${'a'.repeat(40)}`, `~1.8.1.${'b'.repeat(40)}`];
	const sealed = JSON.stringify({
		items: [
			{ id: 7, tax_id: one, changes: [{ unit: 'tax_id', before: [other] }] },
			{ id: 8, tax_id: null },
		],
	});
	const asked: unknown[] = [];
	const open: Opener = async (list) => {
		asked.push(...list);
		return list.map(({ text: sealedText }) => (sealedText === one ? '"11010519491231002X"' : null));
	};
	const opened = async (rights: Partial<FieldRights>) => JSON.parse(await people.leave(sealed, holder(rights), natures, open)).items;

	test('are opened together for whoever may read them, and masked after that', async () => {
		expect((await opened({}))[0]).toEqual({ id: 7, tax_id: '11010519491231002X', changes: [{ unit: 'tax_id', before: [null] }] });
		expect(asked).toEqual([
			{ column: 'tax_id', text: one },
			{ column: 'tax_id', text: other },
		]);
		expect((await opened({ identity: 'masked' }))[0].tax_id).toBe('110105********002X');
	});

	test('are not even opened for whoever may not', async () => {
		asked.length = 0;
		expect((await opened({ identity: 'hidden' }))[0].tax_id).toBeNull();
		expect(asked).toEqual([]);
	});
});

describe('input', () => {
	const guarded = (rights: Partial<FieldRights>, body: object) =>
		people.guard(holder(rights), { params: { id: '7' }, query: {}, body }, natures).then(
			() => 'enters',
			(cause) => [cause.code, cause.extra],
		);

	test('of a kind that one may only read is refused by the name of the field, null and empty lists too', async () => {
		expect(await guarded({ contact: 'read' }, { phone: '+861' })).toEqual(['field_not_writable', { field: 'phone', kind: 'contact' }]);
		expect(await guarded({ contact: 'masked' }, { phone: null })).toEqual(['field_not_writable', { field: 'phone', kind: 'contact' }]);
		expect(await guarded({ contact: 'hidden' }, { points: [] })).toEqual(['field_not_writable', { field: 'points', kind: 'contact' }]);
		expect(await guarded({ identity: 'read' }, { changes: [{ unit: 'tax_id', before: 'x' }] })).toEqual([
			'field_not_writable',
			{ field: 'tax_id', kind: 'identity' },
		]);
	});

	test('of other kinds enters', async () => {
		expect(await guarded({ contact: 'read', identity: 'hidden' }, { name: '李四', city: null })).toBe('enters');
		expect(await guarded({}, { phone: '+861', secret: 'x' })).toBe('enters');
	});
});

test('what is asked by a field names it, its kind and whom to ask', () => {
	const ask = () => demandReadable(holder({ identity: 'masked' }), { field: 'tax_id', kind: 'identity' });
	expect(ask).toThrow('You may not read “tax_id”');
	expect(ask).toThrow('Ask an administrator for the right to read this kind of data (identity numbers)');
	expect(() => demandReadable(holder({ identity: 'masked' }), { field: 'city', kind: 'none' })).not.toThrow();
});

test('every place is listed with what is said of it', () => {
	expect([...placesOf(person)]).toEqual([
		['name', 'personal (name)'],
		['phone', 'contact (phone)'],
		['city', 'none'],
		['tax_id', 'identity (identity)'],
		['points', 'contact (each)'],
		['points[].value', 'contact (email)'],
		['changes[].unit', 'none'],
		['changes[].before', 'by name'],
		['secret', 'sensitive (text)'],
	]);
});
