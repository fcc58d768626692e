// Reading CSV: encodings, delimiters, headers, rows that are wrong, and files that are too large to hold.
import { readFile } from 'node:fs/promises';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { openTable } from './open.ts';
import { errorCode, keptBytes, readContent, readTable, short, temporaryFile, temporaryStream } from './testing.ts';

const people = '姓名,手机,城市\n张三,13800138000,北京\n李四,13900139000,上海\n欧阳娜娜,13700137000,广州\n';
const peopleRows = [
	['张三', '13800138000', '北京'],
	['李四', '13900139000', '上海'],
	['欧阳娜娜', '13700137000', '广州'],
];

describe('encodings', () => {
	it.each([
		['utf-8', Buffer.from(people)],
		['utf-8', Buffer.from(`\ufeff${people}`)],
		['utf-16le', iconv.encode(people, 'utf-16le')],
		['utf-16le', iconv.encode(people, 'utf-16le', { addBOM: true })],
		['utf-16be', iconv.encode(people, 'utf-16be')],
		['utf-16be', iconv.encode(people, 'utf-16be', { addBOM: true })],
		['gb18030', iconv.encode(people, 'gb18030')],
		['big5', iconv.encode('姓名,手機,城市\n張三,13800138000,北京\n李四,13900139000,上海\n歐陽娜娜,13700137000,廣州\n', 'big5')],
	])('detects %s', async (encoding, bytes) => {
		const table = await readContent('people.csv', bytes);
		expect(table.file.encoding).toBe(encoding);
		expect(table.file.columns[0]).toBe('姓名');
		expect(table.rows.map((row) => row[1])).toEqual(peopleRows.map((row) => row[1]));
		expect(table.problems).toEqual([]);
	});
	it('reads rare hanzi of four bytes in GB18030, and a single name', async () => {
		expect((await readContent('a.csv', iconv.encode('name,x\n㐂,1\n张三丰,2\n李白,3\n', 'gb18030'))).rows).toEqual([
			['㐂', '1'],
			['张三丰', '2'],
			['李白', '3'],
		]);
		expect((await readContent('a.csv', iconv.encode('name\n张三\n', 'gbk'))).rows).toEqual([['张三']]);
	});
	it('detects Windows-1252, with its euro sign and quotes', async () => {
		const text = 'name;city;price\nJosé Müller;Zürich;5 €\nÅsa “Öberg”;Malmö;3 €\n';
		const table = await readContent('a.csv', iconv.encode(text, 'windows-1252'));
		expect(table.file.encoding).toBe('windows-1252');
		expect(table.rows).toEqual([
			['José Müller', 'Zürich', '5 €'],
			['Åsa “Öberg”', 'Malmö', '3 €'],
		]);
	});
	it('looks beyond the beginning: a long part in ASCII says nothing', async () => {
		const ascii = ['id,name\n', ...Array.from({ length: 100_000 }, (_, index) => `${index},name ${index}\n`)].join('');
		const path = await temporaryStream('a.csv', [
			ascii,
			ascii.slice(8),
			iconv.encode('1,张三\n2,李四\n3,王五赵六\n'.repeat(20_000), 'gbk'),
		]);
		const table = await readTable(path);
		expect(table.file.encoding).toBe('gb18030');
		expect(table.rows.at(-1)).toEqual(['3', '王五赵六']);
	});
	it('is told by the person, by any usual name', async () => {
		expect((await readContent('a.csv', iconv.encode('名前,x\n田中,1\n', 'shift_jis'), { encoding: 'Shift_JIS' })).rows).toEqual([
			['田中', '1'],
		]);
		expect(await errorCode(readContent('a.csv', 'a,b\n1,2\n', { encoding: 'klingon' }))).toBe('file_unknown_encoding');
	});
	it('marks rows whose bytes are not valid, in UTF-8 with some GBK', async () => {
		const good = Array.from({ length: 200 }, (_, index) => `张三${index},北京\n`).join('');
		const bytes = Buffer.concat([Buffer.from(`姓名,城市\n${good}`), iconv.encode('王五,广州\n', 'gbk'), Buffer.from(good)]);
		const table = await readContent('a.csv', bytes);
		expect(table.file.encoding).toBe('utf-8');
		expect(short(table.problems)).toEqual(['201:202 bad_encoding']);
		expect(table.rows[200]![0]).toContain('\ufffd');
		expect(table.rows[201]).toEqual(['张三0', '北京']);
	});
	it('marks rows in UTF-8 within GBK, which would pass as wrong characters', async () => {
		const good = Array.from({ length: 200 }, (_, index) => `张三${index},北京\n`).join('');
		const bytes = Buffer.concat([iconv.encode(`姓名,城市\n${good}`, 'gbk'), Buffer.from('"王五",广州\n'), iconv.encode(good, 'gbk')]);
		const table = await readContent('a.csv', bytes);
		expect(table.file.encoding).toBe('gb18030');
		expect(short(table.problems)).toEqual(['201:202 bad_encoding']);
		expect(table.rows[200]).toEqual(['王五', '广州']);
	});
	it('marks rows with half a character in UTF-16', async () => {
		const bytes = Buffer.concat([iconv.encode('a,b\n1,2\n3,', 'utf-16le'), Buffer.from([0x3d, 0xd8]), iconv.encode('\n5,6\n', 'utf-16le')]);
		expect(short((await readContent('a.csv', bytes)).problems)).toEqual(['2:3 bad_encoding']);
	});
	it('reads the real characters U+FFFD and emoji as they are', async () => {
		expect(await readContent('a.csv', 'a,b\n\ufffd,😀👨‍👩‍👧\n')).toMatchObject({ rows: [['\ufffd', '😀👨‍👩‍👧']], problems: [] });
	});
	it('decodes the same wherever its blocks are cut', async () => {
		// Rows of 7 characters of 3 and 4 bytes without ASCII between them drift across the ends of blocks.
		const rows = Array.from({ length: 60_000 }, (_, index) => `客户${String.fromCodePoint(0x4e00 + (index % 20_000))}😀,北京${index}`);
		for (const encoding of ['utf-8', 'gb18030', 'utf-16le', 'utf-16be']) {
			const table = await readTable(await temporaryFile('a.csv', iconv.encode(`name,city\n${rows.join('\n')}\n`, encoding)), { encoding });
			expect(table.problems, encoding).toEqual([]);
			expect(
				table.rows.map((row) => row.join(',')),
				encoding,
			).toEqual(rows);
		}
	});
});

describe('delimiter and header', () => {
	it.each([
		[',', 'a,b,c\n1,"x;y",3\n4,5,6\n'],
		[';', 'name;price;note\nx;1,5;a\ny;2,5;b\n'],
		['\t', 'a\tb\tc\nx, y\t1\t2\nz, w\t3\t4\n'],
		['|', 'a|b|c\n1|2|3\n'],
		['^', 'a^b^c\n1^2^3\n'],
		[';', 'sep=;\na;b,c\n1;2,3\n'],
		[',', 'name,tags\nAnn,a|b\nBob,c|d\nCarl,e|f\n'],
	])('guesses %j', async (delimiter, content) => {
		const table = await readContent('a.csv', content);
		expect(table.file.delimiter).toBe(delimiter);
		expect(table.problems).toEqual([]);
	});
	it('leaves a single column whole', async () => {
		const table = await readContent('a.csv', 'company\nMiller, Smith & Co.\nAcme\nOne; two\n');
		expect(table.rows).toEqual([['Miller, Smith & Co.'], ['Acme'], ['One; two']]);
	});
	it('takes the delimiter it is given and refuses one that cannot be', async () => {
		expect((await readContent('a.csv', 'a,b;c\n1,2;3\n', { delimiter: ';' })).file.columns).toEqual(['a,b', 'c']);
		expect(await errorCode(readContent('a.csv', 'a,b\n1,2\n', { delimiter: '"' }))).toBe('file_bad_delimiter');
		expect(await errorCode(readContent('a.csv', 'a,b\n1,2\n', { delimiter: ', ' }))).toBe('file_bad_delimiter');
	});
	it('names empty headers and tells repeated ones apart, each with a warning', async () => {
		const { file } = await readContent('a.csv', 'name,,name,name (2),name\n1,2,3,4,5\n');
		expect(file.columns).toEqual(['name', 'column 2', 'name (3)', 'name (2)', 'name (4)']);
		expect(file.warnings.map(({ code }) => code)).toEqual(['empty_header', 'duplicate_header', 'duplicate_header']);
	});
	it('sees that there is no header', async () => {
		const { file, rows } = await readContent('a.csv', '张三,13800138000,a@example.com\n李四,13900139000,b@example.com\n');
		expect(file).toMatchObject({ hasHeader: false, columns: ['column 1', 'column 2', 'column 3'] });
		expect(file.warnings.map(({ code }) => code)).toEqual(['no_header']);
		expect(rows.length).toBe(2);
	});
	it('does as it is told about the header', async () => {
		expect((await readContent('a.csv', '1,2\n3,4\n', { hasHeader: true })).file.columns).toEqual(['1', '2']);
		expect((await readContent('a.csv', 'a,b\nc,d\n', { hasHeader: false })).rows).toEqual([
			['a', 'b'],
			['c', 'd'],
		]);
	});
	it('passes over a title above the header', async () => {
		const { file, rows } = await readContent('a.csv', '客户名单 2023,,\n\n姓名,手机,城市\n张三,13800138000,北京\n');
		expect(file.columns).toEqual(['姓名', '手机', '城市']);
		expect(file.warnings.map(({ code }) => code)).toEqual(['title_skipped']);
		expect(rows).toEqual([['张三', '13800138000', '北京']]);
	});
	it('takes 500 columns and refuses more than 1,000', async () => {
		const wide = (count: number) => `${Array.from({ length: count }, (_, index) => `c${index}`).join(',')}\n${'x,'.repeat(count - 1)}x\n`;
		expect((await readContent('a.csv', wide(500))).rows[0]!.length).toBe(500);
		expect(await errorCode(readContent('a.csv', wide(1_001)))).toBe('file_too_many_columns');
	});
});

describe('rows', () => {
	it('fills missing cells with null, drops empty ones that are too many, and refuses others', async () => {
		const { rows, problems } = await readContent('a.csv', 'a,b,c\n1\n1,2,3,,\n1,2,3,x,y\n,,\n\n4,5,6\n');
		expect(rows).toEqual([
			['1', null, null],
			['1', '2', '3'],
			['1', '2', '3'],
			['4', '5', '6'],
		]);
		expect(short(problems)).toEqual(['3:4 too_many_cells']);
		expect(problems[0]!.words.en).toContain('x | y');
	});
	it('refuses NUL characters but reads the row', async () => {
		const { rows, problems } = await readContent('a.csv', 'a,b\n1,x\0y\n2,z\n');
		expect(short(problems)).toEqual(['1:2 nul_character']);
		expect(rows).toEqual([
			['1', 'x\ufffdy'],
			['2', 'z'],
		]);
	});
	it('keeps control characters, right-to-left text and long names', async () => {
		const name = 'n'.repeat(10_000);
		expect((await readContent('a.csv', `a,b\n\u0007\u200fשלום,${name}\n`)).rows).toEqual([['\u0007\u200fשלום', name]]);
	});
	it('reports a quote that is not closed by its line and goes on, and a file that is cut off', async () => {
		const lines = Array.from({ length: 3_000 }, (_, index) => `${index},name ${index},city`);
		lines[1_499] = '1499,"name 1499,city';
		const open = await readContent('a.csv', `id,name,city\n${lines.join('\n')}\n`);
		expect(short(open.problems)).toEqual(['1500:1501 unclosed_quote']);
		expect(open.rows.length).toBe(3_000);
		expect(open.rows[2_999]).toEqual(['2999', 'name 2999', 'city']);
		const cut = await readContent('a.csv', 'id,name,city\n1,Ann,Paris\n2,"Bo');
		expect(short(cut.problems)).toEqual(['2:3 cut_off']);
		const short_ = await readContent('a.csv', 'id,name,city\n1,Ann,Paris\n2,Bo');
		expect(short(short_.notes)).toEqual(['2:3 maybe_cut_off']);
	});
	it('begins with any row and numbers it the same', async () => {
		const lines = Array.from({ length: 5_000 }, (_, index) => (index % 10 === 3 ? '' : index % 100 === 7 ? `${index},"x` : `${index},x`));
		const path = await temporaryFile('a.csv', `id,name\n${lines.join('\n')}\n`);
		const all = await readTable(path);
		const some = await readTable(path, {}, 2_345);
		expect(some.rows).toEqual(all.rows.slice(2_344));
		expect(some.problems).toEqual(all.problems.filter(({ row }) => row >= 2_345));
		expect((await readTable(path, {}, 10_000)).rows).toEqual([]);
	});
	it('gives batches of bounded size, with the bytes read', async () => {
		const path = await temporaryFile('a.csv', `id,name\n${'1,x\n'.repeat(2_500)}${`2,${'y'.repeat(900_000)}\n`.repeat(6)}`);
		const file = await openTable(path);
		const sizes: number[] = [];
		let bytes = 0;
		for await (const batch of file.rows()) {
			sizes.push(batch.rows.length);
			expect(batch.bytes).toBeGreaterThanOrEqual(bytes);
			bytes = batch.bytes;
		}
		expect(bytes).toBe(file.size);
		expect(sizes.slice(0, 2)).toEqual([1_000, 1_000]);
		expect(Math.max(...sizes.slice(3))).toBeLessThanOrEqual(3);
	});
});

describe('size', () => {
	/**
	 * The most that a reader keeps while it reads, in MB above the start: looked at after a collection, every 20 MB, since how much garbage
	 * lies about in between depends on the collector's moods.
	 */
	async function growth(path: string): Promise<{ rows: number; problems: string[]; megabytes: number }> {
		const file = await openTable(path);
		const before = keptBytes();
		let highest = before;
		let looked = 0;
		let rows = 0;
		const problems: string[] = [];
		for await (const batch of file.rows()) {
			rows += batch.rows.length;
			problems.push(...short(batch.problems));
			if (batch.bytes - looked < 20e6) continue;
			looked = batch.bytes;
			highest = Math.max(highest, keptBytes());
		}
		return { rows, problems, megabytes: (highest - before) / 1e6 };
	}
	it('reads 1 GB with flat memory', async () => {
		const block = Array.from(
			{ length: 10_000 },
			(_, index) => `${index},张三,+8613800138000,zhangsan@example.com,Some Company Ltd,北京市朝阳区建国路 1 号\n`,
		).join('');
		const blocks = Math.ceil(1e9 / Buffer.byteLength(block));
		const path = await temporaryStream(
			'big.csv',
			(function* () {
				yield 'id,name,phone,email,company,address\n';
				for (let count = 0; count < blocks; count++) yield block;
			})(),
		);
		const { rows, problems, megabytes } = await growth(path);
		expect(rows).toBe(blocks * 10_000);
		expect(problems).toEqual([]);
		expect(megabytes).toBeLessThan(50);
	}, 120_000);
	it('refuses cells of 10 MB and keeps the rows around them, with flat memory', async () => {
		const huge = 'x'.repeat(10_000_000);
		const path = await temporaryStream(
			'a.csv',
			(function* () {
				yield 'id,name\n';
				for (let count = 0; count < 10; count++) yield `1,Ann\n2,${huge}\n3,"${huge}"\n`;
			})(),
		);
		const { rows, problems, megabytes } = await growth(path);
		expect(rows).toBe(30);
		expect(problems.slice(0, 3)).toEqual(['2:3 row_too_long', '3:4 cell_too_long', '5:6 row_too_long']);
		expect(problems.length).toBe(20);
		expect(megabytes).toBeLessThan(50);
	}, 60_000);
});

describe('what is no table', () => {
	it.each([
		['file_empty', 'a.csv', ''],
		['file_empty', 'a.csv', '\ufeff'],
		['file_empty', 'a.csv', '\n\n \n'.replaceAll(' ', '')],
		['file_only_header', 'a.csv', '姓名,手机\n'],
		['file_not_a_table', 'a.csv', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')],
		['file_not_a_table', 'a.csv', Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF', 'latin1')],
		['file_not_a_table', 'a.csv', '%PDF-1.7\n1 0 obj'],
		['file_not_a_table', 'a.csv', Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1')],
		['file_not_a_table', 'a.csv', Buffer.from('\x1f\x8b\x08\0', 'latin1')],
		['file_not_a_table', 'a.csv', Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7919) % 251))],
		['file_old_excel', 'a.xls', Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'latin1')],
		['file_web_page', 'a.xls', '<html><table><tr><td>1</td></tr></table></html>'],
		['file_web_page', 'a.xls', '<?xml version="1.0"?><Workbook/>'],
		['file_json_document', 'a.json', '[{"a":1},{"a":2}]'],
	])('%s: %s %#', async (code, name, content) => {
		expect(await errorCode(readContent(name, content))).toBe(code);
	});
	it('file_not_found', async () => {
		expect(await errorCode(openTable('/nowhere/at/all.csv'))).toBe('file_not_found');
		expect(await errorCode(openTable(import.meta.dirname))).toBe('file_not_found');
	});
	it('names the file as the person did', async () => {
		const path = await temporaryFile('upload-1', '');
		await expect(openTable({ path, name: '客户.csv' })).rejects.toThrow('客户.csv');
	});
	it('takes text that only begins like something else', async () => {
		expect((await readContent('a.csv', 'MZ,BM\nx,y\n')).file.columns).toEqual(['MZ', 'BM']);
		expect((await readContent('a.csv', 'BM;n\n1;2\n')).file.columns).toEqual(['BM', 'n']);
	});
});

describe('real files', () => {
	const data = new URL('../../../../shared/data/', import.meta.url);
	it.for([
		['orders/superstore.csv', 9_994, 21],
		['dedupe/restaurant864.csv', 864, 6],
		['dedupe/febrl2.csv', 5_000, 11],
		['names/Chinese_Family_Name_1k.csv', 1_074, 2],
	] as const)('%s', async ([name, rows, columns], { skip }) => {
		const path = new URL(name, data).pathname;
		if (
			await readFile(path).then(
				() => false,
				() => true,
			)
		)
			skip(`${name} is not here`);
		const table = await readTable(path);
		expect(table.problems).toEqual([]);
		expect([table.rows.length, table.file.columns.length]).toEqual([rows, columns]);
	});
});
