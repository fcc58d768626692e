// Every writer against a reader that is not ours (csv-parse, exceljs, hyparquet) and against our own; streams that are slow or break off.
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { harmless } from './csv-write.ts';
import { openTable } from './open.ts';
import { readTable, temporaryPath } from './testing.ts';
import type { WriteFormat, WriterOptions } from './types.ts';
import { createWriter, writeErrorCsv } from './write.ts';
import { createXlsxWriter } from './xlsx-write.ts';

async function written(format: WriteFormat, columns: string[], rows: unknown[][], options?: WriterOptions): Promise<string> {
	const path = await temporaryPath(`out.${format}`);
	const writer = createWriter(format, createWriteStream(path), columns, options);
	await writer.write(rows);
	await writer.end();
	return path;
}

const csvOf = async (columns: string[], rows: unknown[][], options?: WriterOptions) =>
	readFile(await written('csv', columns, rows, options), 'utf8');

describe('CSV', () => {
	it('writes every kind of value', async () => {
		const row = ['a,"b"\nc', 1.5, 10n, true, new Date('2023-01-02T03:04:05Z'), null, undefined, { a: [1] }];
		expect(await csvOf([...'abcdefgh'], [row])).toBe(
			'a,b,c,d,e,f,g,h\r\n"a,""b""\nc",1.5,10,true,2023-01-02T03:04:05.000Z,,,"{""a"":[1]}"\r\n',
		);
	});
	it('has a byte order mark, another delimiter and line end on demand', async () => {
		expect(await csvOf(['a', 'b'], [['1;2', 'x,y']], { bom: true, delimiter: ';', lineEnd: '\n' })).toBe('\ufeffa;b\n"1;2";x,y\n');
	});
	it.each([
		['=1+1', "'=1+1"],
		['@SUM(A1)', "'@SUM(A1)"],
		['+cmd|x', "'+cmd|x"],
		['-2+3', "'-2+3"],
		['\t=1', "'\t=1"],
		['\r=1', "'\r=1"],
		['＝1+1', "'＝1+1"],
		['-12.5', '-12.5'],
		['+8613800138000', '+8613800138000'],
		['-1,234.50', '-1,234.50'],
		['a=b', 'a=b'],
		['', ''],
	])('makes %j harmless', (cell, expected) => {
		expect(harmless(cell)).toBe(expected);
	});
	it('keeps numbers that are numbers, and treats headings like cells', async () => {
		expect(await csvOf(['=a'], [[-5], ['-5'], ['=x']])).toBe("'=a\r\n-5\r\n-5\r\n'=x\r\n");
	});
	it('is read back the same by csv-parse and by us, whatever the text', async () => {
		const cell = fc
			.string({ unit: fc.constantFrom('a', '张', '"', ',', ';', '\n', '\r', ' ', '😀'), maxLength: 8 })
			.filter((value) => harmless(value) === value);
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(fc.constant('x'), cell, cell), { minLength: 1, maxLength: 6 }), async (rows) => {
				const path = await written('csv', ['id', 'first', 'second'], rows);
				expect((parse(await readFile(path)) as string[][]).slice(1)).toEqual(rows);
				expect((await readTable(path)).rows).toEqual(rows);
			}),
			{ numRuns: 60 },
		);
	});
	it('keeps an empty cell of a single column from being a blank line', async () => {
		expect(await csvOf(['note'], [[''], ['x'], [null]])).toBe('note\r\n""\r\nx\r\n""\r\n');
	});
});

describe('XLSX', () => {
	const columns = ['编号', 'name', 'amount', 'active', 'note'];
	const rows = [
		['001', '张三 & <Söhne>', -12.5, true, 'line 1\nline 2'],
		['=1+1', '  spaces  ', 1e21, false, 'bell \u0007 and _x0041_'],
	];
	it('is read by exceljs with the values as they are, nothing as a formula', async () => {
		const book = new ExcelJS.Workbook();
		await book.xlsx.readFile(await written('xlsx', columns, rows, { sheet: '客户/2023' }));
		const sheet = book.worksheets[0]!;
		expect(sheet.name).toBe('客户 2023');
		expect(sheet.getRow(1).values).toEqual([undefined, ...columns]);
		expect(sheet.getRow(2).values).toEqual([undefined, ...rows[0]!]);
		expect(sheet.getCell('A3').value).toBe('=1+1');
		expect(sheet.getCell('A3').type).toBe(ExcelJS.ValueType.String);
	});
	it('is read back by us', async () => {
		const table = await readTable(await written('xlsx', columns, rows));
		expect(table.file.columns).toEqual(columns);
		expect(table.rows).toEqual([
			['001', '张三 & <Söhne>', '-12.5', 'true', 'line 1\nline 2'],
			['=1+1', '  spaces  ', '1000000000000000000000', 'false', 'bell \u0007 and _x0041_'],
		]);
	});
	it('goes on with a new sheet, header and all, where one is full', async () => {
		const path = await temporaryPath('out.xlsx');
		const writer = createXlsxWriter(createWriteStream(path), ['n'], {}, 3);
		await writer.write([['a1'], ['a2'], ['a3'], ['a4'], ['a5'], ['a6']]);
		await writer.write([['a7']]);
		await writer.end();
		const sheets = ['Sheet1', 'Sheet1 (2)', 'Sheet1 (3)'];
		expect((await openTable(path)).sheets).toEqual(sheets);
		const read = await Promise.all(sheets.map(async (sheet) => (await readTable(path, { sheet })).rows.flat()));
		expect(read).toEqual([['a1', 'a2', 'a3'], ['a4', 'a5', 'a6'], ['a7']]);
	});
	it('cuts a cell at the length that spreadsheets allow, and is a valid file without rows', async () => {
		const book = new ExcelJS.Workbook();
		await book.xlsx.readFile(await written('xlsx', ['n'], [['x'.repeat(40_000)]]));
		expect(String(book.worksheets[0]!.getCell('A2').value).length).toBe(32_767);
		await book.xlsx.readFile(await written('xlsx', ['n'], []));
		expect(book.worksheets[0]!.rowCount).toBe(1);
	});
});

describe('NDJSON', () => {
	it('keeps types, and the digits of large whole numbers', async () => {
		const path = await written(
			'ndjson',
			['id', '名', 'on', 'at', 'none'],
			[[12345678901234567890n, '张三', false, new Date(0), undefined]],
		);
		expect(await readFile(path, 'utf8')).toBe(
			'{"id":12345678901234567890,"名":"张三","on":false,"at":"1970-01-01T00:00:00.000Z","none":null}\n',
		);
		expect((await readTable(path)).rows).toEqual([['12345678901234567890', '张三', 'false', '1970-01-01T00:00:00.000Z', null]]);
	});
});

describe('Parquet', () => {
	it('is read by hyparquet, with types and over several row groups', async () => {
		const rows = Array.from({ length: 45_000 }, (_, index) => [
			`客户${index}`,
			index % 7 === 0 ? null : index / 2,
			index % 2 === 0,
			new Date(index * 1000),
			'',
		]);
		const path = await written('parquet', ['name', 'amount', 'on', 'at', 'note'], rows, {
			types: { amount: 'number', on: 'boolean', at: 'time' },
		});
		const read = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
		expect(read.length).toBe(45_000);
		expect(read[44_999]).toEqual({ name: '客户44999', amount: 22499.5, on: false, at: new Date(44_999_000), note: '' });
		expect(read[7]).toMatchObject({ name: '客户7', amount: null });
	});
	it('stores what does not fit its type as null, and a file without rows', async () => {
		const read = async (rows: unknown[][]) =>
			parquetReadObjects({ file: await asyncBufferFromFile(await written('parquet', ['n'], rows, { types: { n: 'number' } })) });
		expect(await read([['12'], ['x'], ['']])).toEqual([{ n: 12 }, { n: null }, { n: null }]);
		expect(await read([])).toEqual([]);
	});
});

describe('vCard', () => {
	const columns = [
		'FN',
		'N.family',
		'N.given',
		'ORG',
		'TEL',
		'TEL.type',
		'TEL 2',
		'EMAIL',
		'ADR.street',
		'ADR.city',
		'NOTE',
		'X-WECHAT',
		'not a key!',
	];
	const row = [
		'张三',
		'张',
		'三',
		'A, B; Co.',
		'+8613800138000',
		'work,cell',
		'+861012345678',
		'z@example.com',
		'建国路 1 号',
		'北京',
		`${'很长的备注，'.repeat(30)}\nzwei`,
		'zs',
		'x',
	];
	it('comes back the same, folded at 75 bytes', async () => {
		const path = await written('vcard', columns, [row]);
		const content = await readFile(path, 'utf8');
		expect(content.startsWith('BEGIN:VCARD\r\nVERSION:4.0\r\n')).toBe(true);
		expect(Math.max(...content.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
		const table = await readTable(path);
		expect(table.problems).toEqual([]);
		const read = new Map(table.file.columns.map((column, index) => [column, table.rows[0]![index]]));
		for (const [index, column] of columns.slice(0, -1).entries()) expect(read.get(column), column).toBe(row[index]);
		expect(read.has('not a key!')).toBe(false);
	});
	it('makes up the name to show where none is given', async () => {
		expect(
			await readFile(
				await written(
					'vcard',
					['N.given', 'N.family', 'EMAIL'],
					[
						['Ann', 'Lee', ''],
						['', '', 'x@example.com'],
					],
				),
				'utf8',
			),
		).toMatch(/FN:Ann Lee.*FN:x@example\.com/s);
	});
});

describe('the file of refused rows', () => {
	it('has the original columns and the reasons last, in the language of the person', async () => {
		const reasons = [
			{ 'zh-CN': '电话有误。', en: 'Bad phone.' },
			{ 'zh-CN': '缺少姓名。', en: 'No name.' },
		];
		const of = async (language: 'en' | 'zh-CN') => {
			const output = new PassThrough();
			const result = text(output);
			const writer = writeErrorCsv(output, ['a', 'reason'], language);
			await writer.write([
				{ cells: ['=1', null], reasons },
				{ cells: ['2'], reasons: reasons.slice(1) },
			]);
			await writer.end();
			return result;
		};
		// The stream is decoded as UTF-8, which takes the byte order mark away.
		expect(await of('en')).toMatch(/^\ufeff?a,reason,reason \(2\)\r\n'=1,,Bad phone. No name.\r\n2,,No name.\r\n$/);
		expect(await of('zh-CN')).toMatch(/^\ufeff?a,reason,原因\r\n'=1,,电话有误。 缺少姓名。\r\n2,,缺少姓名。\r\n$/);
	});
});

describe('streams', () => {
	const many = Array.from({ length: 5_000 }, (_, index) => [`row ${index}`, 'x'.repeat(100)]);
	it.each(['csv', 'xlsx', 'ndjson', 'parquet', 'vcard'] as const)('%s keeps to the pace of a slow reader', async (format) => {
		let waiting = 0;
		let longest = 0;
		const slow = new Writable({
			highWaterMark: 1_000,
			write(chunk: Buffer, _, done) {
				setTimeout(() => {
					waiting -= chunk.length;
					done();
				}, 1);
			},
		});
		const writeThrough = slow.write.bind(slow);
		slow.write = ((chunk: Buffer) => {
			waiting += chunk.length;
			longest = Math.max(longest, waiting);
			return writeThrough(chunk);
		}) as typeof slow.write;
		const writer = createWriter(format, slow, ['FN', 'NOTE']);
		for (let count = 0; count < 4; count++) await writer.write(many);
		await writer.end();
		expect(waiting).toBe(0);
		expect(longest).toBeLessThan(2_500_000);
		expect(slow.writableFinished).toBe(true);
	});
	it.each(['csv', 'xlsx', 'parquet'] as const)('%s reports a reader that breaks off', async (format) => {
		const broken = new Writable({ write: () => {} });
		const writer = createWriter(format, broken, ['a', 'b']);
		setTimeout(() => broken.destroy(), 20);
		await expect(
			(async () => {
				for (;;) await writer.write(many);
			})(),
		).rejects.toThrow('closed');
	});
});
