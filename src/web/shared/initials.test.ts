import fc from 'fast-check';
import { expect, test } from 'vitest';
import { colourOf, initialsOf, markColours } from './initials.ts';

test.each([
	['张三', '张三'],
	['张小三', '小三'],
	['欧阳娜娜', '娜娜'],
	['远山贸易有限公司', '远山'],
	['Grace Miller', 'GM'],
	['Miller & Sons', 'MS'],
	['O’Brien', 'OB'],
	['cher', 'C'],
	['José María de la Cruz', 'JC'],
	['  ', ''],
	['🙂', ''],
])('%s → %s', (name, initials) => expect(initialsOf(name)).toBe(initials));

test('any name has a mark of at most two letters and a colour that is there', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'grapheme' }), (name) => {
			expect(initialsOf(name).length).toBeLessThan(40);
			expect(colourOf(name)).toBeGreaterThanOrEqual(0);
			expect(colourOf(name)).toBeLessThan(markColours);
		}),
	);
});
