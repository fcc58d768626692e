// Splits CSV text into records as fast as plain JavaScript can, by RFC 4180 and what files in the wild make of it. The heart of import.
import { detached } from '../text.ts';

/** Bounds that keep memory flat whatever the file holds. Lengths are in characters. */
export const limits = {
	/** A longer cell makes its row unusable. */
	cell: 1_000_000,
	/** A longer row is skipped instead of kept in memory. */
	record: 8_000_000,
	/** A quoted cell over more lines than this is suspected of a missing closing quote. */
	quotedLines: 200,
	/** Cells of a row that is too long are kept up to this length, for the file of refused rows. */
	keptOfLongCell: 1_000,
} as const;

/** What is kept of a text that is too long. */
export function beginningOf(text: string, start = 0): string {
	return detached(text.slice(start, start + limits.keptOfLongCell));
}

export type FaultCode = 'cut_off' | 'unclosed_quote' | 'stray_quote' | 'cell_too_long' | 'row_too_long';

/** What a call of `push` found. `lines[i]` is the line of the file where `records[i]` begins; `faults` names the records that are not well formed. */
export interface Scanned {
	readonly records: string[][];
	readonly lines: number[];
	readonly faults: Map<number, FaultCode>;
}

type QuotedCell = { kind: 'closed'; value: string; next: number; lines: number; stray: boolean } | { kind: 'more' | 'long' | 'suspect' };

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
/** How many lines after an opening quote are looked at to tell a missing closing quote from a long text. */
const WITNESSES = 5;
/** What a scan returns instead of a position when it needs more text. */
const MORE = -1;

/**
 * Takes text piece by piece and gives the records that are complete. What it decides depends on the text alone, never on where the pieces
 * are cut, so a second reading counts the same rows.
 *
 * Beyond RFC 4180: LF, CRLF and CR end a record in any mixture; blank lines are passed over; a quote inside an unquoted cell is text; a
 * quote inside a quoted cell that neither closes it nor is doubled is text too (`"He said "hi""`), reported only where the row then has the
 * wrong number of cells. A quote that is never closed shows by the lines after it looking like records themselves: then its line alone is
 * reported, and reading goes on with the next line.
 */
export class CsvScanner {
	private text = '';
	private last = false;
	private line = 1;
	/** What is being passed over because it is too long to keep: the rest of a line, or the rest of a quoted cell and then of its line. */
	private skip: 'line' | 'quoted' | undefined;
	/** The nearest line feed, carriage return and quote; searched for anew only when passed. */
	private lf = -1;
	private cr = -1;
	private quote = -1;
	private found: Scanned = { records: [], lines: [], faults: new Map() };

	/** `width` is the number of cells that a record should have; that of the first record when left out. */
	constructor(
		private readonly delimiter: string,
		private width = 0,
	) {}

	/** Adds text; `last` says that the file ends here, so that an unfinished record is given as well. */
	push(text: string, last: boolean): Scanned {
		this.found = { records: [], lines: [], faults: new Map() };
		this.text += text;
		this.last = last;
		this.lf = this.cr = this.quote = -1;
		let pos = this.skip === undefined ? 0 : this.passOver(0);
		while (pos < this.text.length) {
			const next = this.record(pos);
			if (next === MORE) break;
			pos = next;
		}
		this.text = this.text.slice(pos);
		return this.found;
	}

	/** Reads the record at `start` and returns where the next one begins. */
	private record(start: number): number {
		const { text, last } = this;
		const end = this.lineEnd(start);
		if (this.quote < start) this.quote = find(text, '"', start);
		if (this.quote < end && this.opensQuote(start, end)) return this.quotedRecord(start);
		if (end - start > limits.record) return this.giveUp(start, start, 'row_too_long', 'line');
		if (!last && this.mayGoOn(end)) return MORE;
		if (end > start) this.add(text.slice(start, end).split(this.delimiter), end - start);
		this.line++;
		return this.afterLineEnd(end);
	}

	/** Position of the line end at or after `from`; the length of the text when there is none. */
	private lineEnd(from: number): number {
		if (this.lf < from) this.lf = find(this.text, '\n', from);
		if (this.cr < from) this.cr = find(this.text, '\r', from);
		return Math.min(this.lf, this.cr);
	}

	/** Whether more text could change what ends at `end`: no line end yet, or a CR that may be half of a CRLF. */
	private mayGoOn(end: number): boolean {
		return end >= this.text.length || (end === this.text.length - 1 && this.text.charCodeAt(end) === CR);
	}

	private afterLineEnd(end: number): number {
		return this.text.charCodeAt(end) === CR && this.text.charCodeAt(end + 1) === LF ? end + 2 : end + 1;
	}

	/** Whether one of the quotes of this line stands at the start of a cell. */
	private opensQuote(start: number, end: number): boolean {
		const { text, delimiter } = this;
		for (let at = this.quote; at >= 0 && at < end; at = text.indexOf('"', at + 1)) {
			if (at === start || text[at - 1] === delimiter) return true;
		}
		return false;
	}

	/** Reads the record at `start`, in which a cell is quoted. */
	private quotedRecord(start: number): number {
		const { text, delimiter, last } = this;
		const length = text.length;
		const cells: string[] = [];
		let pos = start;
		let lines = 0;
		let stray = false;
		for (;;) {
			if (pos - start > limits.record) return this.giveUp(start, pos, 'row_too_long', 'line');
			if (text.charCodeAt(pos) === QUOTE) {
				let cell = this.quotedCell(pos, false);
				if (cell.kind !== 'closed') {
					if (cell.kind === 'more' && !last) return MORE;
					const missing = this.closeIsMissing(pos);
					if (missing === undefined) return MORE;
					if (missing) return this.recover(start, pos, cells, lines);
					if (cell.kind === 'suspect') cell = this.quotedCell(pos, true);
				}
				if (cell.kind === 'more') return last ? this.cutOff(pos, cells) : MORE;
				if (cell.kind !== 'closed') return this.giveUp(start, pos + 1, 'cell_too_long', 'quoted');
				if (!last && this.mayGoOn(cell.next)) return MORE;
				cells.push(cell.value);
				pos = cell.next;
				lines += cell.lines;
				stray ||= cell.stray;
			} else {
				let end = text.indexOf(delimiter, pos);
				const lineEnd = this.lineEnd(pos);
				if (end < 0 || end > lineEnd) end = lineEnd;
				if (end - pos > limits.record) return this.giveUp(start, pos, 'row_too_long', 'line');
				if (!last && this.mayGoOn(end)) return MORE;
				cells.push(text.slice(pos, end));
				pos = end;
			}
			if (pos >= length || text[pos] !== delimiter) break;
			pos++;
		}
		if (stray && this.width !== 0 && cells.length !== this.width) this.fault('stray_quote');
		this.add(cells, pos - start);
		this.line += lines + 1;
		return this.afterLineEnd(pos);
	}

	/**
	 * Reads the quoted cell whose opening quote is at `open`. A missing closing quote is suspected, unless the text is `trusted`, where the cell
	 * runs over many lines, or where a later line has a quote that neither closes nor is doubled (as an opening quote looks from inside a cell).
	 */
	private quotedCell(open: number, trusted: boolean): QuotedCell {
		const { text } = this;
		const bound = open + 1 + limits.cell;
		let from = open + 1;
		let lines = 0;
		let lineFrom = from;
		let doubled = false;
		let stray = false;
		for (;;) {
			const at = text.indexOf('"', from);
			if (at > bound || (at < 0 && text.length > bound)) return { kind: 'long' };
			if (at < 0) return { kind: 'more' };
			for (let end = this.lineEnd(lineFrom); end < at; end = this.lineEnd(lineFrom)) {
				lines++;
				lineFrom = this.afterLineEnd(end);
			}
			if (lines > limits.quotedLines && !trusted) return { kind: 'suspect' };
			const after = text.charCodeAt(at + 1);
			if (after === QUOTE) {
				doubled = true;
				from = at + 2;
			} else if (Number.isNaN(after) || after === LF || after === CR || text[at + 1] === this.delimiter) {
				const value = text.slice(open + 1, at);
				return { kind: 'closed', value: doubled ? value.replaceAll('""', '"') : value, next: at + 1, lines, stray };
			} else {
				if (lines > 0 && !trusted) return { kind: 'suspect' };
				stray = true;
				from = at + 1;
			}
		}
	}

	/**
	 * Whether the quote at `open` lacks its partner: at least half of the next lines have the right number of cells to be records themselves.
	 * Undefined when more text is needed to tell.
	 */
	private closeIsMissing(open: number): boolean | undefined {
		const { text, last } = this;
		const bound = open + 1 + limits.cell;
		// The marks of the nearest line ends have moved on with the search for the closing quote.
		this.lf = this.cr = -1;
		let from = this.afterLineEnd(nearLineEnd(text, open));
		let seen = 0;
		let fitting = 0;
		while (seen < WITNESSES && from < text.length && from < bound) {
			const end = nearLineEnd(text, from);
			if (!last && this.mayGoOn(end)) break;
			if (this.looksLikeRecord(text.slice(from, Math.min(end, bound)))) fitting++;
			seen++;
			from = this.afterLineEnd(end);
		}
		if (seen < WITNESSES && !last && text.length <= bound) return undefined;
		return seen > 0 && fitting * 2 >= seen;
	}

	private looksLikeRecord(line: string): boolean {
		if (line === '') return false;
		let cells = 1;
		let quoted = false;
		for (const char of line) {
			if (char === '"') quoted = !quoted;
			else if (char === this.delimiter && !quoted) cells++;
		}
		return cells === this.width;
	}

	/** Gives the line with the opening quote that has no partner as a record of its own and goes on with the line after it. */
	private recover(start: number, open: number, cells: string[], linesBefore: number): number {
		const end = this.lineEnd(open);
		this.fault('unclosed_quote');
		this.add([...cells, ...this.text.slice(open, end).split(this.delimiter)], end - start);
		this.line += linesBefore + 1;
		return this.afterLineEnd(end);
	}

	private cutOff(open: number, cells: string[]): number {
		this.fault('cut_off');
		this.add([...cells, this.text.slice(open + 1)], this.text.length);
		return this.text.length;
	}

	/** Keeps the beginning of a record that is too long and passes over the rest of it, which begins at `from`. */
	private giveUp(start: number, from: number, code: FaultCode, skip: 'line' | 'quoted'): number {
		const beginning = beginningOf(this.text, start);
		this.fault(code);
		this.add(beginning.slice(0, nearLineEnd(beginning, 0)).split(this.delimiter), 0);
		this.skip = skip;
		return this.passOver(from);
	}

	/** Goes on passing over what is too long; returns where reading can go on (the end of the text while it is not over). */
	private passOver(from: number): number {
		const { text, last, delimiter } = this;
		let pos = from;
		while (this.skip === 'quoted') {
			const at = text.indexOf('"', pos);
			this.line += countLineEnds(text.slice(pos, at < 0 ? text.length : at));
			if (at < 0) return text.length;
			if (at + 1 === text.length && !last) return at;
			const after = text.charCodeAt(at + 1);
			if (Number.isNaN(after) || after === LF || after === CR || text[at + 1] === delimiter) this.skip = 'line';
			pos = after === QUOTE ? at + 2 : at + 1;
		}
		this.lf = this.cr = -1;
		const end = this.lineEnd(pos);
		if (end >= text.length) return text.length;
		if (this.mayGoOn(end) && !last) return end;
		this.skip = undefined;
		this.line++;
		return this.afterLineEnd(end);
	}

	private fault(code: FaultCode): void {
		this.found.faults.set(this.found.records.length, code);
	}

	private add(cells: string[], length: number): void {
		if (this.width === 0) this.width = cells.length;
		if (length > limits.cell) {
			for (const [index, cell] of cells.entries()) {
				if (cell.length <= limits.cell) continue;
				cells[index] = `${beginningOf(cell)}…`;
				if (!this.found.faults.has(this.found.records.length)) this.fault('cell_too_long');
			}
		}
		this.found.lines.push(this.line);
		this.found.records.push(cells);
	}
}

function find(text: string, char: string, from: number): number {
	const at = text.indexOf(char, from);
	return at < 0 ? text.length : at;
}

/** Like `lineEnd`, for looking ahead: it leaves the marks alone and stays near where it begins. */
function nearLineEnd(text: string, from: number): number {
	for (let at = from; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === LF || code === CR) return at;
	}
	return text.length;
}

/** LF, CRLF and lone CR; a CRLF that is cut between two pieces counts twice, which is near enough for text that is thrown away. */
function countLineEnds(text: string): number {
	let count = 0;
	for (let at = text.search(/[\r\n]/); at >= 0 && at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === LF || (code === CR && text.charCodeAt(at + 1) !== LF)) count++;
	}
	return count;
}
