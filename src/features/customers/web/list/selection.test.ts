// Tests of who is chosen.
import { describe, expect, test } from 'vitest';
import { choose, chosenOf, everybody, isChosen, nobody } from './selection.ts';

describe('selection', () => {
	test('some by their ids', () => {
		const some = choose(choose(nobody, [1, 2, 3], true), [2], false);
		expect([1, 2, 3, 4].filter((id) => isChosen(some, id))).toEqual([1, 3]);
		expect(chosenOf(some, 100)).toBe(2);
	});

	test('all of a list but a few, also those that were never read', () => {
		const most = choose(choose(everybody, [5, 6], false), [6], true);
		expect([5, 6, 999_999].map((id) => isChosen(most, id))).toEqual([false, true, true]);
		expect(chosenOf(most, 1_000_000)).toBe(999_999);
	});
});
