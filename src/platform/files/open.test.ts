// Whatever bytes a file has, it is read or refused with an AppError; nothing else is ever thrown, and bad content costs no more time than good.
import { readFile, writeFile } from 'node:fs/promises';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { readTable, short, temporaryPath, temporaryStream } from './testing.ts';

/** Reads the bytes; fails where something else than an AppError is thrown. */
async function readOrRefuse(path: string, bytes: Uint8Array): Promise<void> {
	await writeFile(path, bytes);
	try {
		for (const problem of short((await readTable(path)).problems)) expect(problem).toMatch(/^\d+:\d+ \w+$/);
	} catch (error) {
		if (!(error instanceof AppError)) throw error;
	}
}

describe('any content', () => {
	it('random bytes', async () => {
		const path = await temporaryPath('a.csv');
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), (bytes) => readOrRefuse(path, bytes)),
			{ numRuns: 300 },
		);
	});
	it('texts of the formats, broken at random', async () => {
		const path = await temporaryPath('a');
		const starts = ['BEGIN:VCARD\nFN:', '{"a":"', 'a,b\n"', 'a;b\r\n', '{"a":1}\n', 'BEGIN:VCARD\nN;ENCODING=QUOTED-PRINTABLE:=E'];
		const piece = fc.constantFrom(
			'"',
			'\n',
			'\r',
			',',
			';',
			':',
			'=',
			'{',
			'}',
			'[',
			'\\',
			'END:VCARD\n',
			'\0',
			'ä',
			'张',
			' ',
			'=E5=',
			'\\u0000',
			'\\ud83d',
		);
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...starts), fc.array(piece, { maxLength: 40 }), (start, pieces) =>
				readOrRefuse(path, Buffer.from(start + pieces.join(''))),
			),
			{ numRuns: 500 },
		);
	});
	it('a workbook with bytes changed at random', async () => {
		const path = await temporaryPath('a.xlsx');
		const book = new ExcelJS.Workbook();
		book.addWorksheet('S').addRows([
			['a', 'b'],
			['张三', 1],
			[new Date(), 2.5],
		]);
		await book.xlsx.writeFile(path);
		const good = await readFile(path);
		const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
		await fc.assert(
			fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
				const bytes = Buffer.from(good);
				for (const [at, byte] of changes) bytes[at] = byte;
				return readOrRefuse(path, bytes);
			}),
			{ numRuns: 300 },
		);
	});
});

describe('content made to be slow', () => {
	it.each([
		['a quote that is not closed on every line', 'x,"yy\n'],
		['doubled quotes that never close', 'x,"y""\n'],
		['quotes that do not close, and lines that are no records', '"y\nz "\n'],
		['quotes inside quotes', '"a"b"c",d\n'],
		['a delimiter and nothing else', ',,\n'],
	])(
		'%s',
		async (_, line) => {
			const path = await temporaryStream('a.csv', ['a,b\n', ...Array.from({ length: 40 }, () => line.repeat(10_000))]);
			const start = performance.now();
			await readTable(path, { delimiter: ',', hasHeader: true });
			// A good file of 400,000 such lines takes about a second.
			expect(performance.now() - start).toBeLessThan(15_000);
		},
		60_000,
	);
});
