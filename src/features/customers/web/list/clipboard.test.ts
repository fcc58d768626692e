// Tests of copying and pasting cells.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fill, readCells, writeCells } from './clipboard.ts';

describe('cells in the clipboard', () => {
	test('as spreadsheets write them', () => {
		expect(readCells('张三\t13800138000\r\n李四\t\r\n')).toEqual([
			['张三', '13800138000'],
			['李四', ''],
		]);
		expect(readCells('"two\nlines"\t"a ""quote"""\n')).toEqual([['two\nlines', 'a "quote"']]);
		expect(readCells('Shanghai')).toEqual([['Shanghai']]);
		expect(readCells('5" pipe\tx')).toEqual([['5" pipe', 'x']]);
		expect(readCells('"never closed\tx')).toEqual([['"never closed', 'x']]);
		expect(readCells('')).toEqual([['']]);
	});

	test('what is written is read again', () => {
		const cell = fc.string({ unit: fc.constantFrom('a', '"', '\t', '\n', '\r', ' ', '中') });
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 4 }), fc.array(cell, { minLength: 1, maxLength: 12 }), (width, cells) => {
				const rows = Array.from({ length: Math.ceil(cells.length / width) }, (_, at) => cells.slice(at * width, (at + 1) * width));
				expect(readCells(`${writeCells(rows)}\n`)).toEqual(rows);
			}),
		);
	});

	test('one cell fills what is marked; more stay what they are', () => {
		expect(fill([['x']], 2, 2)).toEqual([
			['x', 'x'],
			['x', 'x'],
		]);
		expect(fill([['x', 'y']], 3, 1)).toEqual([['x', 'y']]);
	});
});
