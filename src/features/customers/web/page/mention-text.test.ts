// What a person types into the field of a note, and what is kept of it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainOf } from '../../mentions.ts';
import { bodyOf, labelFor, namedIn, typedMention } from './mention-text.ts';

const ann = { id: 1, name: 'Ann' };
const annLee = { id: 2, name: 'Ann Lee' };
const wang = { id: 3, name: '王芳' };

describe('from the field to the note', () => {
	test.each([
		['see @Ann and @Ann Lee', 'see @[Ann](user:1) and @[Ann Lee](user:2)'],
		['@Anna is nobody', '@Anna is nobody'],
		['请@王芳跟进', '请@[王芳](user:3)跟进'],
		['@Ann, @Ann.', '@[Ann](user:1), @[Ann](user:1).'],
		['Ann', 'Ann'],
	])('%s', (shown, body) => expect(bodyOf(shown, [ann, annLee, wang])).toBe(body));

	test('and back, whatever stands around and whatever the names hold', () => {
		const name = fc.constantFrom('Ann', 'Ann Lee', '王芳', 'a.b', 'x (y)', '$&');
		fc.assert(
			fc.property(fc.array(name), fc.string(), (names, around) => {
				const chosen = names.map((one, place) => ({ id: place + 1, name: one }));
				const shown = [around, ...names.map((one) => `@${one}`)].join(' ');
				const body = bodyOf(shown, chosen);
				expect(plainOf(body)).toBe(shown);
				expect(bodyOf(plainOf(body), namedIn(body))).toBe(body);
			}),
		);
	});

	test('two of one name are told apart', () => {
		expect(labelFor({ id: 9, name: 'Ann' }, [ann])).toBe('Ann #9');
		expect(labelFor(ann, [ann, wang])).toBe('Ann');
	});
});

describe('a name being typed', () => {
	test.each([
		['@', { at: 0, search: '' }],
		['ask @an', { at: 4, search: 'an' }],
		['请@王', { at: 1, search: '王' }],
		['ask @Ann Lee', { at: 4, search: 'Ann Lee' }],
		['a@b', null],
		['ask @ nobody', null],
		['ask @Ann\n', null],
		['nothing', null],
	])('%s', (shown, found) => expect(typedMention(shown, shown.length)).toEqual(found));
});
