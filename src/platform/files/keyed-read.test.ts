// Reading NDJSON and vCard: keys become columns, and what is wrong is said of its row.
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { errorCode, readContent, readTable, short, temporaryStream } from './testing.ts';

describe('NDJSON', () => {
	it('makes columns of the keys, dots of nesting, JSON of lists', async () => {
		const table = await readContent(
			'a.ndjson',
			'{"name":"张三","address":{"city":"北京","geo":{"lat":39.9}},"tags":["a",1]}\r\n\n{"name":"Bob","vip":true,"address":null,"empty":{}}\n',
		);
		expect(table.file).toMatchObject({ format: 'ndjson', encoding: 'utf-8', hasHeader: true });
		expect(table.file.columns).toEqual(['name', 'address.city', 'address.geo.lat', 'tags', 'vip', 'address']);
		expect(table.rows).toEqual([
			['张三', '北京', '39.9', '["a",1]', null, null],
			['Bob', null, null, null, 'true', null],
		]);
		expect(table.problems).toEqual([]);
	});
	it('keeps all digits of long numbers, in strings as well', async () => {
		const table = await readContent(
			'a.ndjson',
			'{"id":12345678901234567890,"text":"say \\"12345678901234567890\\" twice","x":-9007199254740993}\n',
		);
		expect(table.rows).toEqual([['12345678901234567890', 'say "12345678901234567890" twice', '-9007199254740993']]);
	});
	it('reports lines that are no object, and a last line that is cut off', async () => {
		const table = await readContent('a.ndjson', '{"a":1}\nnonsense\n[1]\n"x"\n{"a":2}\n{"a":3');
		expect(short(table.problems)).toEqual(['2:2 bad_json', '3:3 bad_json', '4:4 bad_json', '6:6 cut_off_json']);
		expect(table.rows).toEqual([['1'], ['nonsense'], ['[1]'], ['"x"'], ['2'], ['{"a":3']]);
	});
	it('tells of keys that come after the first thousand lines, once for the file and on each row', async () => {
		const lines = Array.from({ length: 1_500 }, (_, index) =>
			JSON.stringify(index < 1_200 ? { a: index } : { a: index, fax: 'x', b: null }),
		);
		const table = await readContent('a.ndjson', `${lines.join('\n')}\n`);
		expect(table.file.columns).toEqual(['a']);
		expect(table.file.warnings.map(({ code, words }) => [code, words.en])).toEqual([
			['late_keys', '"fax" first occurs in row 1201 and is no column; its values were not read.'],
		]);
		expect(table.problems).toEqual([]);
		expect(short(table.notes).slice(0, 2)).toEqual(['1201:1201 late_keys', '1202:1202 late_keys']);
		expect(table.notes.length).toBe(300);
	});
	it('refuses NUL characters and half surrogate pairs spelled as escapes', async () => {
		const table = await readContent('a.ndjson', '{"a":"x\\u0000y"}\n{"a":"\\ud83d"}\n{"a":"\\ud83d\\ude00\\n"}\n');
		expect(short(table.problems)).toEqual(['1:1 nul_character', '2:2 bad_encoding']);
		expect(table.rows.flat()).toEqual(['x\ufffdy', '\ufffd', '😀\n']);
	});
	it('reads GB18030, and marks lines in another encoding', async () => {
		const good = Array.from({ length: 50 }, (_, index) => `{"name":"张三李四","n":${index}}\n`).join('');
		expect((await readContent('a.jsonl', iconv.encode(good, 'gbk'))).rows[49]).toEqual(['张三李四', '49']);
		const mixed = await readContent('a.jsonl', Buffer.concat([Buffer.from(good), iconv.encode('{"name":"王五","n":1}\n', 'gbk')]));
		expect(short(mixed.problems)).toEqual(['51:51 bad_encoding']);
	});
	it('refuses a cell that is too long, a line that is far too long and nesting that is too deep, and goes on', async () => {
		const path = await temporaryStream('a.ndjson', [
			'{"a":"1"}\n',
			`{"a":"${'x'.repeat(1_000_001)}"}\n`,
			`{"a":"${'x'.repeat(20_000_000)}"}\n`,
			`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`,
			'{"a":"2"}\n',
		]);
		const table = await readTable(path);
		expect(short(table.problems)).toEqual(['2:2 cell_too_long', '3:3 row_too_long', '4:4 bad_json']);
		expect(table.rows.every(([cell]) => cell!.length <= 1_001)).toBe(true);
		expect(table.rows.at(-1)).toEqual(['2']);
	});
	it('refuses a document over several lines, too many keys, and an empty file that is named so', async () => {
		expect(await errorCode(readContent('a.json', '{\n"a": 1\n}\n'))).toBe('file_json_document');
		const wide = Object.fromEntries(Array.from({ length: 1_001 }, (_, index) => [`k${index}`, 1]));
		expect(await errorCode(readContent('a.ndjson', JSON.stringify(wide)))).toBe('file_too_many_columns');
		expect(await errorCode(readContent('a.ndjson', '\n\n'))).toBe('file_empty');
	});
	it('begins with any row', async () => {
		const path = await temporaryStream(
			'a.ndjson',
			Array.from({ length: 3_000 }, (_, index) => `{"a":${index}}\n`),
		);
		expect((await readTable(path, {}, 2_999)).rows).toEqual([['2998'], ['2999']]);
	});
});

/** One card as an object of what it has. */
async function card(content: string | Uint8Array) {
	const table = await readContent('a.vcf', content);
	const values = table.rows.map((row) =>
		Object.fromEntries(table.file.columns.map((column, index) => [column, row[index]]).filter(([, value]) => value !== null)),
	);
	return { ...table, values };
}

describe('vCard', () => {
	it('reads 4.0: structured values, several of a kind, types, folding, escapes', async () => {
		const { values, file, problems } = await card(
			[
				'BEGIN:VCARD',
				'VERSION:4.0',
				'FN:Dr. Ann Lee',
				'N:Lee;Ann;Marie;Dr.;PhD',
				'ORG:Lee\\; Sons;Sales',
				'TEL;VALUE=uri;TYPE="voice,work":tel:+1-555-0100',
				'TEL;TYPE=cell:+1 555 0101',
				'item1.EMAIL:ann@example.com',
				'ADR;TYPE=home:;;5 High St\\, Flat 2;Leeds;;LS1 1AA;UK',
				'BDAY:19850412',
				'NOTE:A long note that is fol',
				' ded\\nover lines',
				'X-WECHAT:ann85',
				'UID:urn:uuid:1',
				'URL:https://example.com/a;b',
				'END:VCARD',
			].join('\r\n'),
		);
		expect(file.format).toBe('vcard');
		expect(problems).toEqual([]);
		expect(values).toEqual([
			{
				FN: 'Dr. Ann Lee',
				'N.family': 'Lee',
				'N.given': 'Ann',
				'N.additional': 'Marie',
				'N.prefix': 'Dr.',
				'N.suffix': 'PhD',
				ORG: 'Lee; Sons',
				'ORG.unit': 'Sales',
				TEL: '+1-555-0100',
				'TEL.type': 'voice,work',
				'TEL 2': '+1 555 0101',
				'TEL 2.type': 'cell',
				EMAIL: 'ann@example.com',
				'ADR.street': '5 High St, Flat 2',
				'ADR.city': 'Leeds',
				'ADR.postcode': 'LS1 1AA',
				'ADR.country': 'UK',
				'ADR.type': 'home',
				BDAY: '1985-04-12',
				NOTE: 'A long note that is folded\nover lines',
				'X-WECHAT': 'ann85',
				UID: 'urn:uuid:1',
				URL: 'https://example.com/a;b',
			},
		]);
	});
	it('reads 2.1: quoted-printable over several lines, its charset, bare types', async () => {
		const { values } = await card(
			[
				'BEGIN:VCARD',
				'VERSION:2.1',
				'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E4=B8=89;;;',
				'FN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=D5=C5=C8=FD',
				'TEL;CELL;PREF:13800138000',
				'NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E7=AC=AC=E4=B8=80=E8=A1=8C=0A=',
				'=E7=AC=AC=E4=BA=8C=E8=A1=8C',
				'END:VCARD',
			].join('\n'),
		);
		expect(values).toEqual([
			{ 'N.family': '张', 'N.given': '三', FN: '张三', TEL: '13800138000', 'TEL.type': 'cell,pref', NOTE: '第一行\n第二行' },
		]);
	});
	it('reads a 3.0 address book in GBK, one row for each card', async () => {
		const { rows, file } = await card(
			iconv.encode(
				'BEGIN:VCARD\nVERSION:3.0\nFN:张三\nTITLE:经理\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nFN:李四\nTEL:1\nEND:VCARD\n',
				'gbk',
			),
		);
		expect(file.columns).toEqual(['FN', 'TITLE', 'TEL']);
		expect(rows).toEqual([
			['张三', '经理', null],
			['李四', null, '1'],
		]);
	});
	it('leaves pictures out, with a warning, however long', async () => {
		const { values, file, problems } = await card(
			`BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nPHOTO;ENCODING=b:${'QUJD'.repeat(3_000_000)}\n ${'QUJD'.repeat(10)}\nTEL:1\nEND:VCARD\n`,
		);
		expect(values).toEqual([{ FN: 'Ann', TEL: '1' }]);
		expect(problems).toEqual([]);
		expect(file.warnings.map(({ code }) => code)).toEqual(['media_skipped']);
	});
	it('reports cards that do not end, bytes that are not valid, and goes on', async () => {
		const { values, problems } = await card(
			'BEGIN:VCARD\nFN:Cut\nBEGIN:VCARD\nFN:Whole\nEND:VCARD\nBEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=FF=FE\nEND:VCARD\nBEGIN:VCARD\nFN:Last',
		);
		expect(short(problems)).toEqual(['1:1 bad_card', '3:6 bad_encoding', '4:9 bad_card']);
		expect(values.map(({ FN }) => FN)).toEqual(['Cut', 'Whole', expect.stringContaining('\ufffd'), 'Last']);
	});
});
