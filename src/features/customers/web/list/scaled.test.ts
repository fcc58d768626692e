// Tests of scrolling over more rows than a browser can lay out.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { laidOut, moved, scrollOf, tallest, topOf } from './scaled.ts';

const few = { full: 4_000, view: 800 };
const million = { full: 40_000_000, view: 800 };

describe('scrolling', () => {
	test('few rows are scrolled as they lie', () => {
		expect(laidOut(few)).toBe(4_000);
		expect(topOf(few, 1_200)).toBe(1_200);
		expect(scrollOf(few, 1_200)).toBe(1_200);
		expect(moved(few, 0, 0, 3_000)).toBe(3_000);
	});

	test('a million rows: both ends meet, and the way between is in proportion', () => {
		expect(laidOut(million)).toBe(tallest);
		expect(topOf(million, 0)).toBe(0);
		expect(topOf(million, tallest - 800)).toBe(40_000_000 - 800);
		expect(topOf(million, (tallest - 800) / 2)).toBeCloseTo((40_000_000 - 800) / 2, 3);
	});

	test('a short way goes pixel by pixel, a long one in proportion', () => {
		expect(moved(million, 1_000_000, 300_000, 300_120)).toBe(1_000_120);
		expect(moved(million, 1_000_000, 300_000, 6_000_000)).toBeCloseTo(topOf(million, 6_000_000), 3);
		expect(moved(million, 50, 15, 0)).toBe(35);
	});

	test('there and back is the same place', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1_000, max: 400_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (full, share) => {
				const extent = { full, view: 800 };
				const top = share * Math.max(0, full - 800);
				expect(topOf(extent, scrollOf(extent, top))).toBeCloseTo(top, 2);
			}),
		);
	});
});
