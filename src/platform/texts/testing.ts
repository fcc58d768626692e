// Files as offices have them, made by hand for tests: the smallest that programs open.
import { deflateSync } from 'node:zlib';
import { archive } from '../files/testing.ts';

const wordprocessing = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;

/** A document with these paragraphs (as XML where they begin with a mark), a header, a link, and further parts. */
export const docx = (paragraphs: readonly string[], header = '', link = '', more: Readonly<Record<string, string>> = {}): Promise<Buffer> =>
	archive({
		...more,
		'[Content_Types].xml':
			'<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
		'_rels/.rels': `<Relationships><Relationship Id="rId1" Type="${relations}/officeDocument" Target="word/document.xml"/></Relationships>`,
		'word/document.xml': `<w:document xmlns:w="${wordprocessing}"><w:body>${paragraphs.map((one) => (one.startsWith('<') ? one : paragraph(one))).join('')}</w:body></w:document>`,
		'word/header1.xml': `<w:hdr xmlns:w="${wordprocessing}">${paragraph(header)}</w:hdr>`,
		'word/_rels/document.xml.rels': `<Relationships><Relationship Id="rId1" Type="${relations}/hyperlink" Target="${link}" TargetMode="External"/></Relationships>`,
	});

/** Slides of one paragraph each, shown from the last to the first, each with a note. */
export const pptx = (slides: readonly string[], notes: readonly string[]): Promise<Buffer> => {
	const ids = slides.map((_, at) => at + 1);
	const text = (one: string) => `<p:sld><p:sp><a:p><a:r><a:t>${one}</a:t></a:r></a:p></p:sp></p:sld>`;
	return archive({
		'[Content_Types].xml':
			'<Types><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>',
		'ppt/presentation.xml': `<p:presentation><p:sldIdLst>${ids.toReversed().map((id) => `<p:sldId id="${255 + id}" r:id="rId${id}"/>`)}</p:sldIdLst></p:presentation>`,
		'ppt/_rels/presentation.xml.rels': `<Relationships>${ids.map((id) => `<Relationship Id="rId${id}" Type="${relations}/slide" Target="slides/slide${id}.xml"/>`).join('')}</Relationships>`,
		...Object.fromEntries(
			ids.flatMap((id) => [
				[`ppt/slides/slide${id}.xml`, text(slides[id - 1]!)],
				[
					`ppt/slides/_rels/slide${id}.xml.rels`,
					`<Relationships><Relationship Id="rId1" Type="${relations}/notesSlide" Target="../notesSlides/notesSlide${id}.xml"/></Relationships>`,
				],
				[`ppt/notesSlides/notesSlide${id}.xml`, text(notes[id - 1] ?? '')],
			]),
		),
	});
};

/** An OpenDocument file whose body this is. */
export const openDocument = (kind: 'text' | 'spreadsheet' | 'presentation', body: string, encrypted = false): Promise<Buffer> =>
	archive({
		mimetype: `application/vnd.oasis.opendocument.${kind}`,
		'META-INF/manifest.xml': `<manifest:manifest><manifest:file-entry manifest:full-path="content.xml">${encrypted ? '<manifest:encryption-data/>' : ''}</manifest:file-entry></manifest:manifest>`,
		'content.xml': `<office:document-content><office:body><office:${kind}>${body}</office:${kind}></office:body></office:document-content>`,
		'styles.xml': '<office:document-styles><style:footer><text:p>bank 4111111111111111</text:p></style:footer></office:document-styles>',
	});

export interface PdfOptions {
	/** Under a password that nobody knows. */
	readonly encrypted?: boolean;
	/** Its font neither stands in the file nor says which letters it draws. */
	readonly foreignFont?: boolean;
	/** The content of the last page, packed by these filters, in place of its text. */
	readonly packed?: { readonly bytes: Buffer; readonly filters: string };
}

const chinese =
	'<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /GBK-EUC-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun' +
	' /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor << /Type /FontDescriptor /FontName /SimSun /Flags 4 >> >>] >>';

/** A PDF with a page for each text; lines are parted by line ends. */
export function pdf(pages: readonly string[], { encrypted = false, foreignFont = false, packed }: PdfOptions = {}): Buffer {
	const parts: Buffer[] = [];
	const places: number[] = [];
	let size = 0;
	const add = (...pieces: (string | Buffer)[]) => {
		for (const piece of pieces) {
			const bytes = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
			parts.push(bytes);
			size += bytes.length;
		}
	};
	const object = (...pieces: (string | Buffer)[]) => {
		places.push(size);
		add(`${places.length} 0 obj\n`, ...pieces, '\nendobj\n');
	};
	add('%PDF-1.4\n');
	object('<< /Type /Catalog /Pages 2 0 R >>');
	object(`<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, at) => `${4 + 2 * at} 0 R`).join(' ')}] >>`);
	object(foreignFont ? chinese : '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
	for (const [at, text] of pages.entries()) {
		const lines = text === '' ? '' : text.split('\n').map((line) => `(${line.replace(/[()\\]/g, '\\$&')}) Tj 0 -14 Td`);
		const own = { bytes: deflateSync(`BT /F1 12 Tf 72 700 Td ${[lines].flat().join(' ')} ET`), filters: '/FlateDecode' };
		const { bytes, filters } = packed && at === pages.length - 1 ? packed : own;
		const resources = '<< /Font << /F1 3 0 R >> >>';
		object(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources ${resources} /Contents ${5 + 2 * at} 0 R >>`);
		object(`<< /Length ${bytes.length} /Filter [${filters}] >>\nstream\n`, bytes, '\nendstream');
	}
	const key = '00'.repeat(32);
	const lock = encrypted ? ` /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${key}> /U <${key}> >> /ID [<${key}><${key}>]` : '';
	const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
	const start = size;
	add(`xref\n0 ${places.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${places.length + 1} /Root 1 0 R${lock} >>\n`);
	add(`startxref\n${start}\n%%EOF`);
	return Buffer.concat(parts);
}

/** A letter of several parts: head and body of each. */
export const letter = (head: string, parts: readonly string[]): string =>
	[head, 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="==cut=="', '']
		.concat(
			parts.flatMap((part) => ['--==cut==', part]),
			'--==cut==--',
			'',
		)
		.join('\r\n');
