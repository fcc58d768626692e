// Reading XLSX as exceljs and hand-made archives have it; archives that are damaged, foreign or hostile.
import { readFile } from 'node:fs/promises';
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import { PagedStrings } from './paged-strings.ts';
import { archive, errorCode, readContent, readTable, short, temporaryPath } from './testing.ts';
import { kindOfFormat, numberText } from './xlsx-values.ts';

type Fill = (sheet: ExcelJS.Worksheet, book: ExcelJS.Workbook) => void;

async function workbook(fill: Fill): Promise<string> {
	const book = new ExcelJS.Workbook();
	fill(book.addWorksheet('客户'), book);
	const path = await temporaryPath('a.xlsx');
	await book.xlsx.writeFile(path);
	return path;
}

const frame = {
	'[Content_Types].xml': '<Types/>',
	'xl/workbook.xml': '<workbook xmlns:r="x"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
	'xl/_rels/workbook.xml.rels':
		'<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>',
};

const sheetOf = (rows: string) =>
	archive({ ...frame, 'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>` });

describe('values', () => {
	it('gives text, numbers without noise, dates as ISO, formulas as their results', async () => {
		const path = await workbook((sheet) => {
			sheet.addRow(['name', 'sum', 'born', 'at', 'active', 'formula', 'rich', 'zip']);
			sheet.addRow(['张三', 0.1 + 0.2, new Date('1980-01-02'), new Date('2023-05-06T07:08:09Z'), true, { formula: 'B2*2', result: 0.6 }]);
			sheet.getCell('G2').value = { richText: [{ text: 'bold ', font: { bold: true } }, { text: 'plain' }] };
			sheet.getCell('H2').value = 1234;
			sheet.getCell('H2').numFmt = '000000';
			sheet.getCell('C2').numFmt = 'yyyy"年"m"月"d"日"';
			sheet.getCell('D2').numFmt = 'yyyy-mm-dd hh:mm:ss';
			sheet.addRow([
				13800138000,
				1e-7,
				null,
				null,
				false,
				{ formula: '"x"', result: 'x' },
				{ text: 'link', hyperlink: 'http://example.com' },
			]);
		});
		const { file, rows, problems } = await readTable(path);
		expect(file).toMatchObject({ format: 'xlsx', sheet: '客户', sheets: ['客户'], hasHeader: true });
		expect(rows).toEqual([
			['张三', '0.3', '1980-01-02', '2023-05-06T07:08:09', 'true', '0.6', 'bold plain', '001234'],
			['13800138000', '0.0000001', null, null, 'false', 'x', 'link', null],
		]);
		expect(problems).toEqual([]);
	});
	it.each([
		['44927', 14, undefined, '2023-01-01'],
		['1', 14, undefined, '1900-01-01'],
		['59', 14, undefined, '1900-02-28'],
		['61', 14, undefined, '1900-03-01'],
		['44927.5', 22, undefined, '2023-01-01T12:00:00'],
		['0.75', 20, undefined, '18:00:00'],
		['1.5', 46, undefined, '36:00:00'],
		['2.0', 180, '[h]:mm', '48:00:00'],
		['44927', 181, '[$-804]yyyy"年"m"月"', '2023-01-01'],
		['0.5', 182, 'h:mm AM/PM', '12:00:00'],
		['5', 183, '0.00"days"', '5'],
		['5', 184, '[Red]0', '5'],
		['7', 185, '0000', '0007'],
		['99999999', 14, undefined, '99999999'],
		['1.3800138E10', 0, undefined, '13800138000'],
		['12345678901234567890', 0, undefined, '12345678901234567890'],
		['1E+21', 0, undefined, '1000000000000000000000'],
		['-0.1', 14, undefined, '-0.1'],
	])('%s in format %i %s is %s', (stored, id, code, expected) => {
		expect(numberText(stored, kindOfFormat(id, code), false)).toBe(expected);
	});
	it('counts from 1904 where the workbook does', async () => {
		expect(numberText('43465', 'date', true)).toBe('2023-01-01');
	});
	it('reads prefixed names, inline text, cells without references, phonetic guides and escapes', async () => {
		const rows =
			'<x:row><x:c t="inlineStr"><x:is><x:t>name</x:t></x:is></x:c><x:c t="str"><x:v>note</x:v></x:c></x:row>' +
			'<x:row><x:c t="inlineStr"><x:is><x:r><x:t>東</x:t></x:r><x:rPh><x:t>ひがし</x:t></x:rPh></x:is></x:c><x:c t="str"><x:v>a_x000A_b &amp; &#20013;</x:v></x:c></x:row>';
		expect((await readContent('a.xlsx', await sheetOf(rows))).rows).toEqual([['東', 'a\nb & 中']]);
	});
	it('reports error values and formulas without result, takes #N/A as nothing', async () => {
		const rows =
			'<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>b</v></c></row>' +
			'<row r="3"><c r="A3" t="e"><v>#REF!</v></c><c r="B3" t="e"><v>#N/A</v></c></row>' +
			'<row r="4"><c r="A4"><f>1+1</f></c><c r="B4"><v>1</v></c></row>' +
			'<row r="5"><c r="A5"><v>1</v></c><c r="B5" t="e"><v>#N/A</v></c></row>';
		const table = await readContent('a.xlsx', await sheetOf(rows));
		expect(short(table.problems)).toEqual(['1:3 cell_error', '2:4 formula_without_result']);
		expect(table.problems[0]!.words.en).toContain('"a" holds the spreadsheet error #REF!');
		expect(table.rows).toEqual([
			['#REF!', null],
			[null, '1'],
			['1', null],
		]);
	});
});

describe('sheets and rows', () => {
	it('takes the first sheet with cells, visible ones first, or the one that is named', async () => {
		const path = await workbook((sheet, book) => {
			sheet.addRow([]);
			const hidden = book.addWorksheet('hidden', { state: 'hidden' });
			hidden.addRow(['h']);
			hidden.addRow(['1']);
			const data = book.addWorksheet('data');
			data.addRow(['name']);
			data.addRow(['x']);
		});
		const table = await readTable(path);
		expect(table.file).toMatchObject({ sheet: 'data', sheets: ['客户', 'hidden', 'data'] });
		expect(table.file.warnings.map(({ code }) => code)).toEqual(['other_sheets']);
		expect((await readTable(path, { sheet: 'hidden' })).rows).toEqual([['1']]);
		expect(await errorCode(readTable(path, { sheet: 'none' }))).toBe('file_no_such_sheet');
		expect(await errorCode(readTable(path, { sheet: '客户' }))).toBe('file_empty');
	});
	it('passes over empty rows and a title, keeps the number of the row, refuses cells beyond the columns', async () => {
		const path = await workbook((sheet) => {
			sheet.addRow(['客户名单']);
			sheet.addRow([]);
			sheet.addRow(['a', 'b', 'c']);
			sheet.addRow([]);
			sheet.addRow(['1']);
			sheet.addRow(['1', '2', '3', null, 'beyond']);
		});
		const table = await readTable(path);
		expect(table.file.columns).toEqual(['a', 'b', 'c']);
		expect(table.rows).toEqual([
			['1', null, null],
			['1', '2', '3'],
		]);
		expect(short(table.problems)).toEqual(['2:6 too_many_cells']);
	});
	it('reads many rows in batches, from any row, with shared strings', async () => {
		const path = await workbook((sheet) => {
			sheet.addRow(['id', 'name', 'city']);
			for (let row = 1; row <= 20_000; row++) sheet.addRow([row, `客户 ${row}`, '北京']);
		});
		const { rows } = await readTable(path);
		expect(rows.length).toBe(20_000);
		expect(rows[19_999]).toEqual(['20000', '客户 20000', '北京']);
		expect((await readTable(path, {}, 19_999)).rows).toEqual(rows.slice(19_998));
	});
	it('reads the sheet that looks like a table where none is named, whatever title page stands before it; a named one as it is', async () => {
		const pair = (first: string, second: string) => [
			['name', 'city'],
			[first, second],
		];
		const path = await workbook((title, book) => {
			title.addRows([['Our customers'], ['as of May']]);
			book.addWorksheet('lists', { state: 'hidden' }).addRows(pair('a', 'b'));
			book.addWorksheet('data').addRows(pair('Ada', 'Paris'));
			book.addWorksheet('more').addRows(pair('Bob', 'Rome'));
		});
		expect((await readTable(path)).file.sheet).toBe('data');
		expect((await readTable(path, { sheet: '客户' })).file.sheet).toBe('客户');
	});
	it('refuses a workbook with only a header, with nothing, and with too many columns', async () => {
		expect(await errorCode(readTable(await workbook((sheet) => sheet.addRow(['a', 'b']))))).toBe('file_only_header');
		expect(await errorCode(readTable(await workbook(() => {})))).toBe('file_empty');
		const wide = Array.from({ length: 1_001 }, (_, index) => `c${index}`);
		expect(await errorCode(readTable(await workbook((sheet) => sheet.addRows([wide, wide]))))).toBe('file_too_many_columns');
		expect((await readTable(await workbook((sheet) => sheet.addRows([wide.slice(0, 500), wide.slice(0, 500)])))).file.columns.length).toBe(
			500,
		);
	});
	it('refuses a cell of 10 MB and reads the rows around it', async () => {
		const cell = (text: string) => `<row><c t="inlineStr"><is><t>${text}</t></is></c></row>`;
		const table = await readContent(
			'a.xlsx',
			await sheetOf(
				cell('name') + cell('x') + cell(Array.from({ length: 2_000_000 }, (_, index) => index.toString(36)).join('-')) + cell('y'),
			),
		);
		expect(short(table.problems)).toEqual(['2:3 cell_too_long']);
		expect([table.rows[0], table.rows[2]]).toEqual([['x'], ['y']]);
		expect(table.rows[1]![0]!.length).toBeLessThan(1_100);
	});
});

describe('archives that are no workbook', () => {
	const good = async () =>
		readFile(
			await workbook((sheet) => {
				sheet.addRow(['id', 'name']);
				for (let row = 0; row < 3_000; row++) sheet.addRow([row, `name ${Math.sin(row)}`]);
			}),
		);
	it('file_damaged: cut off anywhere', async () => {
		const bytes = await good();
		for (const share of [0.01, 0.3, 0.6, 0.9, 0.999]) {
			expect(await errorCode(readContent('a.xlsx', bytes.subarray(0, Math.floor(bytes.length * share)))), String(share)).toBe(
				'file_damaged',
			);
		}
	});
	it('file_damaged: bytes overwritten in the middle of the sheet', async () => {
		const bytes = await good();
		const local = bytes.indexOf('xl/worksheets/sheet1.xml');
		bytes.fill(0xff, local + 2_000, local + 2_400);
		expect(await errorCode(readContent('a.xlsx', bytes))).toBe('file_damaged');
	});
	it('file_damaged: XML that is none, a string that does not exist, a column that cannot be', async () => {
		for (const rows of ['<row><c></row>', '<row><c t="s"><v>7</v></c></row>', '<row><c r="ZZZZ1"><v>7</v></c></row>', '&bomb;']) {
			expect(await errorCode(readContent('a.xlsx', await sheetOf(rows))), rows).toBe('file_damaged');
		}
	});
	it('file_not_a_table or a word of advice: other archives', async () => {
		expect(await errorCode(readContent('a.zip', await archive({ 'readme.txt': 'x' })))).toBe('file_not_a_table');
		expect(await errorCode(readContent('a.ods', await archive({ mimetype: 'x', 'content.xml': '<x/>' })))).toBe('file_not_a_table');
		expect(await errorCode(readContent('a.docx', await archive({ '[Content_Types].xml': '<x/>', 'word/document.xml': '<x/>' })))).toBe(
			'file_not_a_table',
		);
		expect(await errorCode(readContent('a.xlsb', await archive({ '[Content_Types].xml': '<x/>', 'xl/workbook.bin': 'x' })))).toBe(
			'file_old_excel',
		);
	});
	it('file_zip_bomb: a hundred megabytes packed to a thousandth, in the sheet or in the strings, stopped early', async () => {
		for (const part of ['xl/worksheets/sheet1.xml', 'xl/sharedStrings.xml']) {
			const bytes = await bomb(part, '<row/>');
			const before = process.memoryUsage().rss;
			expect(await errorCode(readContent('a.xlsx', bytes))).toBe('file_zip_bomb');
			expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
			// A directory that lies is found out while the part is unpacked.
			for (const entry of directoryOf(bytes)) if (bytes.readUInt32LE(entry + 24) > 1e6) bytes.writeUInt32LE(1_000, entry + 24);
			expect(await errorCode(readContent('a.xlsx', bytes))).toBe('file_zip_bomb');
		}
	});
	it('file_zip_bomb: one that nothing reads, and one part too many, told by the directory before anything is unpacked', async () => {
		expect(await errorCode(readContent('a.xlsx', await bomb('xl/media/picture.png', 'x')))).toBe('file_zip_bomb');
		const bytes = await good();
		const [first, second] = directoryOf(bytes) as [number, number];
		const end = bytes.length - 22;
		const entries = Array.from({ length: 20_001 }, (_, at) => {
			const entry = Buffer.from(bytes.subarray(first, second));
			entry.write(String(at).padStart(6, '0'), 46);
			return entry;
		});
		const directory = Buffer.concat(entries);
		const tail = Buffer.from(bytes.subarray(end));
		tail.writeUInt32LE(directory.length, 12);
		expect(await errorCode(readContent('a.xlsx', Buffer.concat([bytes.subarray(0, first), directory, tail])))).toBe('file_zip_bomb');
	});
});

/** Where the entries of an archive's directory begin. */
function directoryOf(bytes: Buffer): number[] {
	const found: number[] = [];
	for (let at = bytes.readUInt32LE(bytes.length - 6); bytes.readUInt32LE(at) === 0x02014b50; ) {
		found.push(at);
		at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
	}
	return found;
}

/** A workbook in which one part repeats an element over 100 MB. */
async function bomb(part: string, element: string): Promise<Buffer> {
	const rels = frame['xl/_rels/workbook.xml.rels'].replace(
		'</Relationships>',
		'<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
	);
	const sheet = '<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>';
	return archive({
		...frame,
		'xl/_rels/workbook.xml.rels': rels,
		'xl/worksheets/sheet1.xml': sheet,
		[part]: `<x>${element.repeat(100_000_000 / element.length)}</x>`,
	});
}

describe('PagedStrings', () => {
	it('gives every string back, in order and out of order, with little of it in memory', () => {
		const strings = new PagedStrings(2_000);
		const text = (index: number) => `客户 ${index} ${'x'.repeat(index % 13)}`;
		for (let index = 0; index < 10_000; index++) strings.push(text(index));
		for (let index = 0; index < 10_000; index++) expect(strings.get(index)).toBe(text(index));
		for (let step = 0; step < 2_000; step++) expect(strings.get((step * 7_919) % 10_000)).toBe(text((step * 7_919) % 10_000));
		expect(strings.get(10_000)).toBeUndefined();
		expect(strings.get(-1)).toBeUndefined();
		strings.close();
		strings.close();
	});
});
