// The text of files of every kind, made in the test, with the places where it stands; and what cannot be read, with the reason.
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { openSource } from '../files/source.ts';
import { archive, temporaryFile } from '../files/testing.ts';
import { textOf } from './open.ts';
import { docx, letter, openDocument, pdf, pptx } from './testing.ts';
import { type Place, Unread, type UnreadReason } from './types.ts';

interface Read {
	readonly pieces: readonly (readonly [string, Place])[];
	readonly reason: UnreadReason | null;
}

async function read(content: string | Uint8Array, media_type: string): Promise<Read> {
	const source = await openSource(await temporaryFile('a', content));
	const pieces: [string, Place][] = [];
	try {
		for await (const some of textOf(source, media_type)) pieces.push(...some.map(({ text, place }): [string, Place] => [text, place]));
	} catch (cause) {
		if (!(cause instanceof Unread)) throw cause;
		return { pieces, reason: cause.reason };
	}
	return { pieces, reason: null };
}

const placeOf = ({ pieces }: Read, text: string) => pieces.find(([piece]) => piece.includes(text))?.[1];
const office = 'application/vnd.openxmlformats-officedocument.';
const openOffice = 'application/vnd.oasis.opendocument.';

describe('text', () => {
	test.each(['utf-8', 'gb18030', 'big5', 'utf-16le'])('in %s, line by line', async (encoding) => {
		const text = `姓名,電話\n${'王小明的資料在這裡,請查收\n'.repeat(20)}王小明,13800138000\n`;
		const found = await read(iconv.encode(text, encoding, { addBOM: encoding === 'utf-16le' }), 'text/csv');
		expect(found.reason).toBeNull();
		expect(placeOf(found, '13800138000')).toEqual({ line: 22 });
		expect(found.pieces[0]![0].trim()).toBe('姓名,電話');
	});

	test('JSON without a line end, longer than a block, cut at no number', async () => {
		const rows = Array.from({ length: 40_000 }, (_, at) => ({ id: at, phone: `1380${String(at).padStart(7, '0')}` }));
		const { pieces } = await read(JSON.stringify(rows), 'application/json');
		const found = new Set(pieces.flatMap(([text]) => text.match(/\d{11}/g) ?? []));
		expect(found.size).toBe(rows.length);
		expect(Math.max(...pieces.map(([text]) => text.length))).toBeLessThanOrEqual(16_000);
	});

	test('HTML and XML: what is read, entities, addresses in attributes, the encoding that it declares', async () => {
		const html = `<html><head><meta charset="gbk"></head>\n<p>电话 <b>138</b>0013<i>8000</i>\n<a href="mailto:x&#64;y.example">write</a><td>123</td><td>456</td>`;
		const found = await read(iconv.encode(html, 'gb18030'), 'text/html');
		expect(placeOf(found, '电话 13800138000')).toEqual({ line: 2 });
		expect(placeOf(found, 'mailto:x@y.example')).toEqual({ line: 3 });
		expect(placeOf(found, '123456')).toBeUndefined();
	});

	test('an address book, record by record', async () => {
		const card = (name: string, phone: string) =>
			`BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${name}\r\nTEL:+86 138\r\n  ${phone}\r\nPHOTO;ENCODING=b:AAAA\r\nEND:VCARD\r\n`;
		const found = await read(card('Ada', '0013 8000') + card('Bob', '1111 2222'), 'text/vcard');
		expect(placeOf(found, '+86 138 1111 2222')).toEqual({ row: 2 });
	});
});

describe('documents', () => {
	test('a workbook: every sheet, also hidden ones, numbers, comments, links', async () => {
		const book = new ExcelJS.Workbook();
		book.addWorksheet('Plan').getCell('C4').value = 13800138000;
		const hidden = book.addWorksheet('Old list', { state: 'hidden' });
		hidden.getCell('AB12').value = 'ada@example.com';
		hidden.getCell('A1').note = 'ask 13911112222';
		hidden.getCell('A2').value = { text: 'write', hyperlink: 'mailto:bob@example.com' };
		const found = await read(Buffer.from(await book.xlsx.writeBuffer()), `${office}spreadsheetml.sheet`);
		expect(found.reason).toBeNull();
		expect(placeOf(found, '13800138000')).toEqual({ sheet: 'Plan', cell: 'C4' });
		expect(placeOf(found, 'ada@example.com')).toEqual({ sheet: 'Old list', cell: 'AB12' });
		expect(placeOf(found, '13911112222')).toEqual({ part: 'comment' });
		expect(placeOf(found, 'bob@example.com')).toEqual({ part: 'link' });
	});

	test('a text: words in pieces, what was struck out, header, link', async () => {
		const split =
			'<w:p><w:r><w:t>Call 138</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>00138000</w:t></w:r><w:del><w:r><w:delText> or ada@example.com</w:delText></w:r></w:del></w:p>';
		const found = await read(
			await docx(['Dear Sir', split], 'tel 13911112222', 'mailto:bob@example.com'),
			`${office}wordprocessingml.document`,
		);
		expect(found.reason).toBeNull();
		expect(placeOf(found, 'Call 13800138000 or ada@example.com')).toEqual({ paragraph: 2 });
		expect(placeOf(found, '13911112222')).toEqual({ part: 'header' });
		expect(placeOf(found, 'bob@example.com')).toEqual({ part: 'link' });
	});

	test('slides in the order in which they are shown, with notes', async () => {
		const found = await read(await pptx(['first', '13800138000'], ['', 'ask ada@example.com']), `${office}presentationml.presentation`);
		expect(placeOf(found, '13800138000')).toEqual({ slide: 1 });
		expect(placeOf(found, 'ada@example.com')).toEqual({ slide: 1, part: 'note' });
		expect(placeOf(found, 'first')).toEqual({ slide: 2 });
	});

	test('OpenDocument: text, sheets with repeated cells, slides; encrypted ones are told', async () => {
		const text = await read(
			await openDocument(
				'text',
				'<text:h>Title</text:h><table:table table:name="T"><table:table-row><table:table-cell><text:p>138<text:span>00138000</text:span></text:p></table:table-cell></table:table-row></table:table>',
			),
			`${openOffice}text`,
		);
		expect(placeOf(text, '13800138000')).toEqual({ paragraph: 2 });
		expect(placeOf(text, '4111111111111111')).toEqual({ part: 'header' });
		const row =
			'<table:table-row table:number-rows-repeated="3"/><table:table-row><table:table-cell table:number-columns-repeated="27"/><table:table-cell office:value="13800138000"><text:p>1.38E10</text:p></table:table-cell></table:table-row>';
		const sheet = await read(
			await openDocument('spreadsheet', `<table:table table:name="List">${row}</table:table>`),
			`${openOffice}spreadsheet`,
		);
		expect(placeOf(sheet, '13800138000')).toEqual({ sheet: 'List', cell: 'AB4' });
		const slides = await read(
			await openDocument(
				'presentation',
				'<draw:page><text:p>one</text:p></draw:page><draw:page><text:p>ada@example.com</text:p></draw:page>',
			),
			`${openOffice}presentation`,
		);
		expect(placeOf(slides, 'ada@example.com')).toEqual({ slide: 2 });
		expect((await read(await openDocument('text', '<text:p>x</text:p>', true), `${openOffice}text`)).reason).toBe('encrypted');
	});

	test('PDF page by page; pages and files without text are told', async () => {
		const found = await read(pdf(['Dear Sir', 'Call 13800138000\nor ada@example.com']), 'application/pdf');
		expect(found.reason).toBeNull();
		expect(placeOf(found, '13800138000\nor ada@example.com')).toEqual({ page: 2 });
		expect((await read(pdf(['Dear Sir', '']), 'application/pdf')).reason).toBe('pages');
		expect((await read(pdf(['', '']), 'application/pdf')).reason).toBe('no_text');
		expect((await read(pdf(['secret'], { encrypted: true }), 'application/pdf')).reason).toBe('encrypted');
		expect((await read(pdf(['13800138000'], { foreignFont: true }), 'application/pdf')).reason).toBe('fonts');
		expect((await read('%PDF-1.4 and nothing else', 'application/pdf')).reason).toBe('damaged');
	});
});

test('a letter: its head, text in any transfer encoding, letters in it, names of attachments', async () => {
	const inner = 'Content-Type: message/rfc822\r\n\r\nFrom: eve@example.com\r\nSubject: inner\r\n\r\ncall 13911112222\r\n';
	const mail = letter('From: =?gb18030?B?zfXQocP3?= <ada@example.com>\r\nSubject: =?utf-8?Q?tel_138?=\r\n =?utf-8?Q?00138000?=', [
		'Content-Type: text/plain; charset=gb18030\r\nContent-Transfer-Encoding: base64\r\n\r\n' +
			`${iconv.encode('请打 13722223333', 'gb18030').toString('base64')}\r\n`,
		'Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>bob=40exam=\r\nple.com</p>\r\n',
		inner,
		"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8''13655556666%20%E5%90%88%E5%90%8C.pdf\r\n\r\n13011112222\r\n",
	]);
	const found = await read(mail, 'message/rfc822');
	expect(placeOf(found, '王小明 <ada@example.com>')).toEqual({ part: 'head' });
	expect(placeOf(found, 'tel 13800138000')).toEqual({ part: 'head' });
	expect(placeOf(found, '请打 13722223333')).toEqual({});
	expect(placeOf(found, 'bob@example.com')).toEqual({});
	expect(placeOf(found, 'eve@example.com')).toEqual({ part: 'head' });
	expect(placeOf(found, '13911112222')).toEqual({});
	expect(placeOf(found, '13655556666 合同.pdf')).toEqual({ part: 'attachment' });
	expect(placeOf(found, '13011112222')).toBeUndefined();
	expect(found.reason).toBe('attachments');
	expect((await read('From: a@b.example\r\n\r\nplain\r\n', 'message/rfc822')).reason).toBeNull();
});

describe('what cannot be read is told', () => {
	test.each([
		['image/png', 'picture'],
		['video/mp4', 'media'],
		['application/vnd.ms-excel', 'old_office'],
		['application/gzip', 'archive'],
		['application/octet-stream', 'kind'],
		['text/plain', 'no_text'],
	] as const)('%s: %s', async (media_type, reason) => {
		expect((await read('\n \n', media_type)).reason).toBe(reason);
	});

	test('archives of other things, files inside of documents, damaged documents, decompression bombs', async () => {
		expect((await read(await archive({ 'a.txt': 'x' }), 'application/zip')).reason).toBe('archive');
		const inside = await docx(['13800138000'], '', '', { 'word/embeddings/book.xlsx': 'x' });
		const document = await read(inside, `${office}wordprocessingml.document`);
		expect([placeOf(document, '13800138000'), document.reason]).toEqual([{ paragraph: 1 }, 'attachments']);
		const whole = await docx(['some text that is cut off']);
		expect((await read(whole.subarray(0, whole.length / 2), `${office}wordprocessingml.document`)).reason).toBe('damaged');
		expect((await read(await docx(['<w:p><w:t>not closed</w:p>']), `${office}wordprocessingml.document`)).reason).toBe('damaged');
		const bomb = await docx([`<w:p>${'<w:t/>'.repeat(10_000_000)}</w:p>`]);
		expect(bomb.length).toBeLessThan(1_000_000);
		expect((await read(bomb, `${office}wordprocessingml.document`)).reason).toBe('bomb');
	});
});
