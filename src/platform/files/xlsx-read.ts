// Reads a sheet of an XLSX workbook as a stream of rows.
import { Batcher } from './batch.ts';
import { beginningOf, limits } from './csv-scan.ts';
import { fileError, fileWarning } from './errors.ts';
import { findHeader } from './header.ts';
import type { Source } from './source.ts';
import type { Cell, OpenOptions, RowBatch, TableFile } from './types.ts';
import { openWorkbook, type Sheet, type Workbook } from './xlsx-book.ts';
import { columnIndex, numberText, unescapeCell } from './xlsx-values.ts';
import { parseXml } from './xml.ts';
import { damaged } from './zip-read.ts';

const rowsForHeader = 50;
/** The last column that a sheet can have, XFD. */
const lastColumn = 16_384;

/** A row with cells in it. `line` is its number in the sheet. */
export interface SheetRow {
	readonly line: number;
	readonly cells: Cell[];
	/** The first cell that holds an error, or a formula without its result. */
	fault?: { readonly code: 'cell_error' | 'formula_without_result'; readonly column: number; readonly value: string };
	tooLong: boolean;
}

export async function openXlsx(source: Source, options: OpenOptions): Promise<TableFile> {
	const book = await openWorkbook(source);
	try {
		const { sheet, first } = await chooseSheet(book, options.sheet);
		const header = findHeader(
			first.map((row) => row.cells),
			source.name,
			options.hasHeader,
		);
		if (first.length < rowsForHeader && first.length <= header.skip) throw fileError('file_only_header', { name: source.name });
		const sheets = book.sheets.map(({ name }) => name);
		const others = sheets.filter((name) => name !== sheet.name);
		if (others.length > 0) header.warnings.push(fileWarning('other_sheets', { sheet: sheet.name, others: others.join(', ') }));
		return {
			format: 'xlsx',
			size: source.size,
			sheet: sheet.name,
			sheets,
			hasHeader: header.hasHeader,
			columns: header.columns,
			warnings: header.warnings,
			rows: ({ from } = {}) => readRows(book, sheet, header.columns, header.skip, from),
			close: async () => book.strings.close(),
		};
	} catch (error) {
		book.strings.close();
		throw error;
	}
}

/**
 * How much a sheet looks like a table: 2 with two rows of two cells, 1 with two rows, 0 with less. A title page before the table says its text in single
 * cells; a hidden sheet holds lists for the others.
 */
function tableness({ hidden }: Sheet, first: readonly SheetRow[]): 0 | 1 | 2 {
	const several = first.filter(({ cells }) => cells.filter((cell) => cell !== null && cell !== '').length > 1);
	if (several.length > 1 && !hidden) return 2;
	return first.length > 1 ? 1 : 0;
}

/** The sheet that was asked for, or the first that looks most like a table (those that can be seen before hidden ones), and its first rows. */
async function chooseSheet(book: Workbook, wanted: string | undefined): Promise<{ sheet: Sheet; first: SheetRow[] }> {
	const { source } = book;
	const candidates =
		wanted === undefined
			? book.sheets.toSorted((a, b) => Number(a.hidden) - Number(b.hidden))
			: book.sheets.filter(({ name }) => name === wanted);
	if (candidates.length === 0) {
		throw fileError('file_no_such_sheet', {
			name: source.name,
			sheet: wanted ?? '',
			sheets: book.sheets.map(({ name }) => name).join(', '),
		});
	}
	let best: { sheet: Sheet; first: SheetRow[] } | undefined;
	for (const sheet of candidates) {
		const first: SheetRow[] = [];
		for await (const { rows } of readSheet(book, sheet)) {
			first.push(...rows.slice(0, rowsForHeader - first.length));
			if (first.length >= rowsForHeader) break;
		}
		if (first.length === 0) continue;
		if (!best || tableness(sheet, first) > tableness(best.sheet, best.first)) best = { sheet, first };
		if (tableness(sheet, first) === 2) break;
	}
	if (best) return best;
	throw fileError('file_empty', { name: source.name });
}

async function* readRows(book: Workbook, sheet: Sheet, columns: readonly string[], skip: number, from?: number): AsyncGenerator<RowBatch> {
	const width = columns.length;
	const batch = new Batcher(from);
	let toSkip = skip;
	let bytesRead = 0;
	for await (const { rows, bytes } of readSheet(book, sheet)) {
		bytesRead = bytes;
		for (const { line, cells, fault, tooLong } of rows) {
			if (toSkip > 0) {
				toSkip--;
				continue;
			}
			const surplus = cells.length > width ? cells.splice(width).filter((cell) => cell !== null && cell !== '') : [];
			while (cells.length < width) cells.push(null);
			if (!batch.add(cells)) continue;
			batch.checkCharacters(line, 'UTF-8');
			if (tooLong) batch.problem('cell_too_long', line);
			if (fault !== undefined) batch.problem(fault.code, line, { column: columns[fault.column] ?? fault.column + 1, value: fault.value });
			if (surplus.length > 0) {
				batch.problem('too_many_cells', line, { count: width + surplus.length, columns: width, extra: surplus.join(' | ').slice(0, 200) });
			}
			if (batch.full) yield batch.take(bytes);
		}
	}
	if (!batch.empty) yield batch.take(bytesRead);
}

/** The rows of a sheet that have a filled cell, a few at a time. `bytes` counts the packed bytes read of the sheet. */
export async function* readSheet(book: Workbook, sheet: Sheet): AsyncGenerator<{ rows: SheetRow[]; bytes: number }> {
	let rows: SheetRow[] = [];
	let bytes = 0;
	const reader = new SheetReader(book, sheet, (row) => rows.push(row));
	for await (const _ of parseXml(book.source, sheet.entry, reader, (packed) => {
		bytes = packed;
	})) {
		if (rows.length === 0) continue;
		yield { rows, bytes };
		rows = [];
	}
}

/** Puts rows together from the elements row, c (cell), v (value), f (formula), is and t (text inside the cell). */
class SheetReader {
	private row: SheetRow = { line: 0, cells: [], tooLong: false };
	private characters = 0;
	private column = -1;
	private type = '';
	private style = 0;
	private value = '';
	private hasValue = false;
	private hasFormula = false;
	private inValue = false;
	private inPhonetic = false;

	constructor(
		private readonly book: Workbook,
		private readonly sheet: Sheet,
		private readonly onRow: (row: SheetRow) => void,
	) {}

	open(name: string, attributes: Readonly<Record<string, string>>): void {
		if (name === 'c') {
			this.column = attributes.r === undefined ? this.column + 1 : columnIndex(attributes.r);
			if (this.column < 0 || this.column >= lastColumn) throw damaged(this.book.source, this.sheet.entry.name);
			this.type = attributes.t ?? 'n';
			this.style = Number(attributes.s ?? -1);
			this.value = '';
			this.hasValue = this.hasFormula = this.inPhonetic = false;
		} else if (name === 'v' || name === 't') {
			this.inValue = !this.inPhonetic;
			this.hasValue = true;
		} else if (name === 'f') this.hasFormula = true;
		else if (name === 'rPh') this.inPhonetic = true;
		else if (name === 'row') {
			this.row = { line: attributes.r === undefined ? this.row.line + 1 : Number(attributes.r), cells: [], tooLong: false };
			this.characters = 0;
			this.column = -1;
		}
	}

	text(piece: string): void {
		if (this.inValue) this.value += piece;
	}

	close(name: string): void {
		if (name === 'v' || name === 't') this.inValue = false;
		else if (name === 'rPh') this.inPhonetic = false;
		else if (name === 'c') this.endCell();
		else if (name === 'row' && this.row.cells.some((cell) => cell !== null && cell !== '')) this.onRow(this.row);
	}

	private endCell(): void {
		const { row, column } = this;
		let cell = this.hasValue ? this.cellText() : null;
		if (this.hasFormula && !this.hasValue) row.fault ??= { code: 'formula_without_result', column, value: '' };
		this.characters += cell?.length ?? 0;
		if (cell !== null && (cell.length > limits.cell || this.characters > limits.record)) {
			cell = `${beginningOf(cell)}…`;
			row.tooLong = true;
		}
		while (row.cells.length < column) row.cells.push(null);
		row.cells[column] = cell;
	}

	private cellText(): Cell {
		const { book, value, type } = this;
		switch (type) {
			case 'n':
				return numberText(value, book.styles[this.style] ?? 'number', book.date1904);
			case 's': {
				const text = book.strings.get(Number(value));
				if (text === undefined) throw damaged(book.source, this.sheet.entry.name);
				return text;
			}
			case 'b':
				return value === '1' ? 'true' : 'false';
			case 'd':
				return value.replace(/T00:00:00(\.0+)?Z?$/, '');
			case 'e':
				// "Not available" is how a look-up says that there is nothing.
				if (value === '#N/A') return null;
				this.row.fault ??= { code: 'cell_error', column: this.column, value };
				return value;
			default:
				return unescapeCell(value);
		}
	}
}
