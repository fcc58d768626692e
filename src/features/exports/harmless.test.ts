// Formula cells in CSV as PostgreSQL writes it, however its bytes are cut into pieces.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { harmless } from '../../platform/files/csv-write.ts';
import { FormulaGuard } from './harmless.ts';

/** A record as COPY … (format csv) writes it. */
const record = (cells: readonly (string | null)[]): string =>
	`${cells.map((cell) => (cell === null ? '' : cell === '' || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;

function guarded(text: string, cuts: readonly number[]): { text: string; records: number } {
	const bytes = Buffer.from(text);
	const guard = new FormulaGuard();
	const pieces: Buffer[] = [];
	let from = 0;
	for (const cut of [...cuts.map((one) => one % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)) {
		pieces.push(guard.push(bytes.subarray(from, cut)));
		from = cut;
	}
	pieces.push(guard.end());
	return { text: Buffer.concat(pieces).toString(), records: guard.records };
}

test.each([
	['=1+1', "'=1+1"],
	['+8613800138000', '+8613800138000'],
	['-12.5', '-12.5'],
	['-1,5', '"-1,5"'],
	['-2+3', "'-2+3"],
	['@SUM(A1)', "'@SUM(A1)"],
	['＝1+1', "'＝1+1"],
	['张伟', '张伟'],
	['+1"x', `"'+1""x"`],
	['=HYPERLINK("http://example.com","x")', `"'=HYPERLINK(""http://example.com"",""x"")"`],
	['\n=1', `"'\n=1"`],
	['a=1', 'a=1'],
])('the cell %j is written as %j', (cell, written) => {
	expect(guarded(record(['x', cell]), []).text).toBe(`x,${written}\n`);
});

test('any cells in any pieces come out as harmless() says, and their records are counted', () => {
	const character = fc.constantFrom(...'=+-@\t\r\n",a1.＝＋－＠张é𠮷'.match(/./gsu)!);
	const cell = fc.option(fc.string({ unit: character, maxLength: 6 }));
	fc.assert(
		fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 })), fc.array(fc.nat(200)), (rows, cuts) => {
			const result = guarded(rows.map(record).join(''), cuts);
			expect(result.text).toBe(rows.map((row) => record(row.map((text) => text && harmless(text)))).join(''));
			expect(result.records).toBe(rows.length);
		}),
		{ numRuns: 1_000 },
	);
});
