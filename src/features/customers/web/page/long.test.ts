// Texts are long by themselves; of a set the first ones are all of a small one, of a large one some of each kind, in their order.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fewOf, isLong } from './long.ts';

const kindOf = (text: string) => text[0]!;

test('of many e-mails and a single phone the phone is shown', () => {
	const points = ['e1', 'e2', 'e3', 'e4', 'p1'];
	expect(fewOf(points, 5, kindOf)).toEqual(points);
	expect(fewOf(points, 3, kindOf)).toEqual(['e1', 'e2', 'p1']);
});

test('whatever the set: as many as asked for, in order, and no kind twice before each was there once', () => {
	fc.assert(
		fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 60 }), fc.integer({ min: 1, max: 30 }), (kinds, most) => {
			const items = kinds.map((kind, place) => ({ kind, place }));
			const few = fewOf(items, most, ({ kind }) => kind);
			expect(few).toHaveLength(Math.min(most, items.length));
			expect(few.map(({ place }) => place)).toEqual(few.map(({ place }) => place).sort((a, b) => a - b));
			expect(new Set(few.map(({ kind }) => kind)).size).toBe(Math.min(most, new Set(kinds).size));
		}),
	);
});

test('texts are long by their signs or by their lines', () => {
	expect(isLong('')).toBe(false);
	expect(isLong('x'.repeat(900))).toBe(false);
	expect(isLong('x'.repeat(901))).toBe(true);
	expect(isLong('line\n'.repeat(13))).toBe(false);
	expect(isLong('line\n'.repeat(14))).toBe(true);
});
