// Shades of any colour can be read in both schemes.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adjusted, contrast, shadesOf, sheetOf } from './colour.ts';

const colour = fc.integer({ min: 0, max: 0xffffff }).map((number) => `#${number.toString(16).padStart(6, '0')}`);

test('contrast is that of WCAG', () => {
	expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
	expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

test('a colour that can be read stays as it is', () => {
	expect(adjusted('#2f56c8')).toBe('#2f56c8');
	expect(adjusted('#ffff00')).not.toBe('#ffff00');
});

test('every pair of text and ground reaches 4.5:1, whatever the colour', () => {
	fc.assert(
		fc.property(colour, (hex) => {
			const { light, dark } = shadesOf(hex);
			const pairs: [string, string | undefined, string | undefined][] = [];
			for (const [scheme, set, grounds] of [
				['light', light, ['#ffffff', '#f6f7f9', '#f1f3f6']],
				['dark', dark, ['#1a1d21', '#25292f', '#15171b', '#23272d']],
			] as const) {
				pairs.push([`${scheme} filled`, '#ffffff', set['--mantine-color-blue-filled']]);
				pairs.push([`${scheme} filled hover`, '#ffffff', set['--mantine-color-blue-filled-hover']]);
				for (const ground of ['--mantine-color-blue-light', '--mantine-color-blue-light-hover', '--ground-chosen'])
					pairs.push([`${scheme} light ${ground}`, set['--mantine-color-blue-light-color'], set[ground]]);
				for (const ground of grounds) {
					pairs.push([`${scheme} text`, set['--mantine-color-blue-text'], ground]);
					pairs.push([`${scheme} anchor`, set['--mantine-color-anchor'], ground]);
				}
			}
			for (const [name, text, ground] of pairs) expect([hex, name, contrast(text!, ground!) >= 4.5]).toEqual([hex, name, true]);
		}),
		{ numRuns: 300 },
	);
});

test('the style sheet holds nothing but variables', () => {
	expect(sheetOf('#0b7285').replace(/--[a-z0-9-]+:#[0-9a-f]{6};?/g, '')).toBe(
		':root[data-mantine-color-scheme="light"]{}:root[data-mantine-color-scheme="dark"]{}',
	);
});
