// Makes CSV as PostgreSQL writes it harmless on its way: a cell that a spreadsheet would run as a formula gets an apostrophe in front.
import { harmless } from '../../platform/files/csv-write.ts';

const quote = 0x22;
const comma = 0x2c;
const newline = 0x0a;

/** First bytes of what `harmless` may change: = + - @, tab, carriage return, and the first byte of full-width forms. Line feeds only within quotes. */
const suspect = new Uint8Array(256);
for (const byte of [0x3d, 0x2b, 0x2d, 0x40, 0x09, 0x0d, 0xef]) suspect[byte] = 1;

const apostrophe = Buffer.from("'");

/**
 * Reads bytes in pieces cut anywhere and gives them back with the apostrophes put in. Works on bytes, since reading every cell into a
 * string costs five times as much: only cells with a suspect first byte become text, and `harmless` alone decides about them.
 */
export class FormulaGuard {
	/** Records seen so far. */
	records = 0;
	#quoted = false;
	/** At the first byte of a cell, or just after its opening quote. */
	#first = true;
	#held: Buffer | null = null;

	/** The next piece; less than was given where the last cell is not yet whole. */
	push(piece: Buffer): Buffer {
		const bytes = this.#held ? Buffer.concat([this.#held, piece]) : piece;
		this.#held = null;
		return this.#scan(bytes, false);
	}

	/** What was held back. */
	end(): Buffer {
		const bytes = this.#held ?? Buffer.alloc(0);
		this.#held = null;
		return this.#scan(bytes, true);
	}

	#scan(bytes: Buffer, last: boolean): Buffer {
		const pieces: Buffer[] = [];
		let from = 0;
		let quoted = this.#quoted;
		let first = this.#first;
		let records = 0;
		for (let at = 0; at < bytes.length; at++) {
			const byte = bytes[at]!;
			if (first) {
				if (byte === quote && !quoted) {
					quoted = true;
					continue;
				}
				first = false;
				if (suspect[byte] === 1 || (byte === newline && quoted)) {
					const text = cellText(bytes, at, quoted);
					if (text === null && !last) {
						this.#held = bytes.subarray(at);
						first = true;
						bytes = bytes.subarray(0, at);
						break;
					}
					const whole = text ?? bytes.toString('utf8', at);
					if (harmless(whole) !== whole) {
						pieces.push(bytes.subarray(from, at), apostrophe);
						from = at;
					}
				}
			}
			if (byte === quote) quoted = !quoted;
			else if (!quoted && (byte === comma || byte === newline)) {
				first = true;
				if (byte === newline) records++;
			}
		}
		this.#quoted = quoted;
		this.#first = first;
		this.records += records;
		if (pieces.length === 0) return bytes;
		pieces.push(bytes.subarray(from));
		return Buffer.concat(pieces);
	}
}

/** The text of the cell that begins here, up to its end or its first inner quote; null where the piece ends before. */
function cellText(bytes: Buffer, start: number, quoted: boolean): string | null {
	if (quoted) {
		const end = bytes.indexOf(quote, start);
		// One more byte tells an inner quote, which stands twice, from the closing one.
		if (end < 0 || end + 1 >= bytes.length) return null;
		return bytes.toString('utf8', start, bytes[end + 1] === quote ? end + 1 : end);
	}
	for (let at = start; at < bytes.length; at++) if (bytes[at] === comma || bytes[at] === newline) return bytes.toString('utf8', start, at);
	return null;
}
