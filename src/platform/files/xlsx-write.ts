// Writes XLSX as a stream: text cells, a frozen header row, further sheets where the rows of one do not suffice (ECMA-376).
import type { Writable } from 'node:stream';
import { cellText } from './csv-write.ts';
import { Sink } from './sink.ts';
import type { TableWriter, WriterOptions } from './types.ts';
import { columnLetters } from './xlsx-values.ts';
import { type ZipEntryWriter, ZipWriter } from './zip-write.ts';

/** Rows of a sheet beside its header. */
export const rowsPerSheet = 1_048_575;
/** Spreadsheet programs call a file with a longer cell damaged; what is longer is cut and ends with "…". */
const longestCell = 32_767;
/** A sheet ends before its XML reaches the 4 GB that ZIP can tell the size of. */
const largestSheet = 3_500_000_000;
const pieceCharacters = 256 * 1024;

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const sheetStart = `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`;
const sheetEnd = '</sheetData></worksheet>';

/** `limit` is the number of rows of a sheet (for tests). */
export function createXlsxWriter(
	output: Writable,
	columns: readonly string[],
	options: WriterOptions = {},
	limit = rowsPerSheet,
): TableWriter {
	const zip = new ZipWriter(new Sink(output));
	const letters = columns.map((_, index) => columnLetters(index));
	let sheets = 0;
	let sheet: ZipEntryWriter | undefined;
	let line = 0;
	let xml = '';

	const addRow = (row: readonly unknown[]) => {
		line++;
		xml += `<row r="${line}">`;
		for (let index = 0; index < letters.length; index++) xml += cellXml(row[index], `${letters[index]}${line}`);
		xml += '</row>';
	};
	const startSheet = async (): Promise<ZipEntryWriter> => {
		sheets++;
		sheet = await zip.entry(`xl/worksheets/sheet${sheets}.xml`);
		line = 0;
		xml = sheetStart;
		addRow(columns);
		return sheet;
	};
	const endSheet = async (entry: ZipEntryWriter) => {
		await entry.write(xml + sheetEnd);
		await entry.end();
		sheet = undefined;
	};
	return {
		async write(rows) {
			for (const row of rows) {
				if (sheet !== undefined && (line > limit || sheet.size > largestSheet)) await endSheet(sheet);
				const current = sheet ?? (await startSheet());
				addRow(row);
				if (xml.length < pieceCharacters) continue;
				await current.write(xml);
				xml = '';
			}
		},
		async end() {
			await endSheet(sheet ?? (await startSheet()));
			await addFrame(zip, sheets, options.sheet ?? 'Sheet1');
			await zip.end();
		},
	};
}

/** The parts around the sheets: what there is, what it is called, and how it hangs together. */
async function addFrame(zip: ZipWriter, sheets: number, name: string): Promise<void> {
	const numbers = Array.from({ length: sheets }, (_, index) => index + 1);
	await zip.add(
		'xl/workbook.xml',
		`${declaration}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${numbers
			.map((number) => `<sheet name="${escapeXml(sheetName(name, number))}" sheetId="${number}" r:id="rId${number}"/>`)
			.join('')}</sheets></workbook>`,
	);
	await zip.add(
		'xl/_rels/workbook.xml.rels',
		`${declaration}<Relationships xmlns="${packages}/relationships">${numbers
			.map((number) => `<Relationship Id="rId${number}" Type="${relations}/worksheet" Target="worksheets/sheet${number}.xml"/>`)
			.join('')}</Relationships>`,
	);
	await zip.add(
		'_rels/.rels',
		`${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
	);
	await zip.add(
		'[Content_Types].xml',
		`${declaration}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/>${numbers
			.map((number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${types}.worksheet+xml"/>`)
			.join('')}</Types>`,
	);
}

/** A name that Excel accepts: up to 31 characters without \ / ? * [ ] : */
function sheetName(name: string, number: number): string {
	const suffix = number === 1 ? '' : ` (${number})`;
	return name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31 - suffix.length) + suffix;
}

function cellXml(value: unknown, reference: string): string {
	if (typeof value === 'number' && Number.isFinite(value)) return `<c r="${reference}"><v>${value}</v></c>`;
	if (typeof value === 'boolean') return `<c r="${reference}" t="b"><v>${value ? 1 : 0}</v></c>`;
	const text = cellText(value);
	if (text === '') return '';
	const short = text.length > longestCell ? `${text.slice(0, longestCell - 1)}…` : text;
	return `<c r="${reference}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(short)}</t></is></c>`;
}

/** What XML 1.0 cannot hold or would change: control characters but tab and line feed, two code points that are no characters. */
const unfit = /[^\P{Cc}\t\n]|[\ufffe\uffff]/gu;
const needsEscape = /[&<>"]|_x[0-9A-Fa-f]{4}_|[^\P{Cc}\t\n]|[\ufffe\uffff]|\p{Surrogate}/u;

/** XML escapes, and _x000D_ for what XML cannot hold (ECMA-376 part 1, 22.9.2.19). Half surrogate pairs become U+FFFD. */
function escapeXml(text: string): string {
	if (!needsEscape.test(text)) return text;
	return text
		.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
		.replace(unfit, (char) => `_x${char.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}_`)
		.replace(/\p{Surrogate}/gu, '\ufffd')
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;');
}
