// The scanner against RFC 4180, against csv-parse on random text, and on quotes that are not closed.
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvScanner, limits } from './csv-scan.ts';

/** Scans text in pieces of the given size and joins what was found. */
function scan(text: string, { delimiter = ',', piece = text.length || 1, width = 0 } = {}) {
	const scanner = new CsvScanner(delimiter, width);
	const records: string[][] = [];
	const lines: number[] = [];
	const faults: [number, string][] = [];
	for (let at = 0; at === 0 || at < text.length; at += piece) {
		const found = scanner.push(text.slice(at, at + piece), at + piece >= text.length);
		for (const [index, code] of found.faults) faults.push([records.length + index, code]);
		records.push(...found.records);
		lines.push(...found.lines);
	}
	return { records, lines, faults };
}

describe('well-formed text', () => {
	it('takes LF, CRLF and CR in any mixture, and a last line without an end', () => {
		expect(scan('a,b\r\nc,d\ne,f\rg,h').records).toEqual([
			['a', 'b'],
			['c', 'd'],
			['e', 'f'],
			['g', 'h'],
		]);
	});
	it('takes doubled quotes, delimiters and line ends inside quotes', () => {
		expect(scan('"a ""x"" b","c,d","e\r\nf"\n"","""",g').records).toEqual([
			['a "x" b', 'c,d', 'e\r\nf'],
			['', '"', 'g'],
		]);
	});
	it('takes quotes in the middle of an unquoted cell as text', () => {
		expect(scan('5" pipe,the "big" one\nx,y').records).toEqual([
			['5" pipe', 'the "big" one'],
			['x', 'y'],
		]);
	});
	it('knows the line of every record', () => {
		expect(scan('a\n\n"b\r\nc\rd"\r\ne').lines).toEqual([1, 3, 6]);
	});
	it('gives empty cells at the end of a line and of the text', () => {
		expect(scan('a,\n,\nb,').records).toEqual([
			['a', ''],
			['', ''],
			['b', ''],
		]);
		expect(scan('"a",\n"b",').records).toEqual([
			['a', ''],
			['b', ''],
		]);
	});

	const cell = fc.string({ unit: fc.constantFrom('a', '张', '"', ',', '\n', '\r', ' ', '😀', ''), maxLength: 6 });
	const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 8 });
	const needsQuotes = (text: string) => /[",\r\n]/.test(text);

	it('agrees with csv-parse on random tables, quoted where needed or everywhere, cut anywhere', () => {
		fc.assert(
			fc.property(
				table,
				fc.boolean(),
				fc.constantFrom('\n', '\r\n', '\r'),
				fc.boolean(),
				fc.integer({ min: 1, max: 9 }),
				(rows, always, end, lastEnd, piece) => {
					const quoted = (text: string) => (always || needsQuotes(text) ? `"${text.replaceAll('"', '""')}"` : text);
					const text = rows.map((row) => row.map(quoted).join(',')).join(end) + (lastEnd ? end : '');
					const expected = parse(text, {
						record_delimiter: ['\r\n', '\n', '\r'],
						skip_empty_lines: true,
						relax_column_count: true,
					}) as string[][];
					expect(expected).toEqual(rows);
					expect(scan(text, { piece })).toMatchObject({ records: expected, faults: [] });
				},
			),
			{ numRuns: 1000 },
		);
	});
	it('agrees with csv-parse on quotes inside unquoted cells', () => {
		const loose = fc
			.tuple(fc.constantFrom('a', '张', ' '), fc.string({ unit: fc.constantFrom('a', '"', ' ', '张'), maxLength: 5 }))
			.map((parts) => parts.join(''));
		fc.assert(
			fc.property(
				fc.array(fc.array(loose, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 6 }),
				fc.integer({ min: 1, max: 9 }),
				(rows, piece) => {
					const text = rows.map((row) => row.join(',')).join('\n');
					const expected = parse(text, { relax_quotes: true }) as string[][];
					expect(scan(text, { piece })).toMatchObject({ records: expected, faults: [] });
				},
			),
		);
	});
});

describe('any text at all', () => {
	it('gives the same result however it is cut', () => {
		const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '"', ','), maxLength: 60 });
		fc.assert(
			fc.property(text, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 3 }), (input, piece, width) => {
				expect(scan(input, { piece, width })).toEqual(scan(input, { width }));
			}),
			{ numRuns: 3000 },
		);
	});
});

describe('quotes that are wrong', () => {
	const header = 'id,name,city\n';
	it('reports the line of a quote that is never closed and goes on with the next line', () => {
		const rows = Array.from({ length: 500 }, (_, index) => `${index},n${index},c${index}\n`);
		rows[99] = '99,"n99,c99\n';
		const { records, faults, lines } = scan(header + rows.join(''));
		expect(records.length).toBe(501);
		expect(faults).toEqual([[100, 'unclosed_quote']]);
		expect(records[100]).toEqual(['99', '"n99', 'c99']);
		expect(lines[100]).toBe(101);
		expect(records[101]).toEqual(['100', 'n100', 'c100']);
	});
	it('does so where all other cells are quoted', () => {
		const { records, faults } = scan('"a","b"\n"1","2"\n"3","4\n"5","6"\n"7","8"\n');
		expect(faults).toEqual([[2, 'unclosed_quote']]);
		expect(records.slice(3)).toEqual([
			['5', '6'],
			['7', '8'],
		]);
	});
	it('tells by the number of cells where two quotes of one line pair up by accident', () => {
		expect(scan('"a","b"\n"3,"4"\n"5","6"\n').faults).toEqual([[1, 'stray_quote']]);
	});
	it('reports a file that ends inside a quoted text', () => {
		const { records, faults } = scan(`${header}1,a,b\n2,"Dear Sir,\nthank you`);
		expect(faults).toEqual([[2, 'cut_off']]);
		expect(records[2]).toEqual(['2', 'Dear Sir,\nthank you']);
	});
	it('takes a lone quote inside a quoted cell as text where the row comes out right, and reports it otherwise', () => {
		expect(scan(`${header}1,"He said "hi" to me",x\n`)).toMatchObject({ faults: [], records: [{}, ['1', 'He said "hi" to me', 'x']] });
		expect(scan(`${header}1,"a "b", c",x\n`).faults).toEqual([[1, 'stray_quote']]);
	});
	it('keeps a long text of many lines that is closed properly', () => {
		const note = Array.from({ length: 1000 }, (_, index) => `Line ${index} of the minutes`).join('\n');
		const { records, faults } = scan(`${header}1,"${note}",x\n2,b,c\n`);
		expect(faults).toEqual([]);
		expect(records[1]).toEqual(['1', note, 'x']);
		expect(records[2]).toEqual(['2', 'b', 'c']);
	});
});

describe('what is too long', () => {
	const huge = 'x'.repeat(10_000_000);
	it.each([
		['unquoted', `1,${huge},z\n2,b,c\n`, 'row_too_long'],
		['quoted', `1,"${huge}",z\n2,b,c\n`, 'cell_too_long'],
		['quoted over lines', `1,"${'some text\n'.repeat(1_000_000)}",z\n2,b,c\n`, 'cell_too_long'],
		['just over the limit', `1,${huge.slice(0, limits.cell + 1)},z\n2,b,c\n`, 'cell_too_long'],
	])('passes over a cell of 10 MB, %s, and keeps little of it', (_, text, code) => {
		const { records, faults } = scan(`id,name,city\n${text}`, { piece: 262_144 });
		expect(faults).toEqual([[1, code]]);
		expect(records.length).toBe(3);
		expect(records[1]!.join('').length).toBeLessThan(2_000);
		expect(records[2]).toEqual(['2', 'b', 'c']);
	});
	it('takes a cell of exactly the limit', () => {
		const text = huge.slice(0, limits.cell);
		const { records, faults } = scan(`1,"${text}",x\n1,${text},y\n`, { piece: 262_144 });
		expect(faults).toEqual([]);
		expect(records.map((record) => record[1]?.length)).toEqual([limits.cell, limits.cell]);
	});
});
