// Rows as COPY's text format takes them, written straight into bytes: outside the heap, with the place of each row, so that single rows can be left out.
import { once } from 'node:events';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** A text[] as PostgreSQL writes it. */
export function arrayText(values: readonly string[]): string {
	if (values.length === 0) return '{}';
	return `{${values.map((value) => (/^[^\s"\\{},]+$/.test(value) && value.toUpperCase() !== 'NULL' ? value : `"${value.replace(/["\\]/g, '\\$&')}"`)).join(',')}}`;
}

/**
 * JSON that PostgreSQL takes as jsonb: without NUL characters and without halves of surrogate pairs (an emoji cut in two), neither of which is
 * text to it.
 */
export function jsonb(value: unknown): string {
	const json = JSON.stringify(value);
	// Escapes of this kind are rare, so the second, slow pass is as well.
	if (!/\\u(?:0000|d[89a-f])/i.test(json)) return json;
	return JSON.stringify(value, (_key, one) => (typeof one === 'string' ? one.replaceAll('\0', '').toWellFormed() : one));
}

/** Most bytes that go to the server in one piece. */
const pieceSize = 1 << 18;

const tab = 9;
const newline = 10;
const backslash = 92;
/** Letters after the backslash for what COPY's text format escapes, by character code; 0 for the others. */
const escapes = new Uint8Array(128);
escapes[tab] = 116;
escapes[newline] = 110;
escapes[13] = 114;
escapes[backslash] = backslash;

/**
 * Lines for one table, grouped by the row of the file that they come from; one row may give none or several. Fields are written byte by byte as
 * they come: joined to strings first, a row of an import left 11 kB of garbage.
 */
export class CopyRows {
	#bytes = Buffer.allocUnsafeSlow(1 << 20);
	#used = 0;
	/** Where the lines of each row end. */
	readonly #ends: number[] = [];

	/** Makes room for so many characters of text. A UTF-16 unit takes three bytes at most, as an escape takes two. */
	#reserve(characters: number): void {
		const most = this.#used + characters * 3 + 2;
		if (most <= this.#bytes.length) return;
		const grown = Buffer.allocUnsafeSlow(Math.max(most, this.#bytes.length * 2));
		this.#bytes.copy(grown, 0, 0, this.#used);
		this.#bytes = grown;
	}

	/** Adds a field of the line at hand; null and nothing are NULL. Halves of surrogate pairs become U+FFFD. */
	field(value: string | number | boolean | null | undefined): this {
		if (value === null || value === undefined) {
			this.#reserve(2);
			this.#bytes[this.#used++] = backslash;
			this.#bytes[this.#used++] = 78;
		} else this.#write(typeof value === 'string' ? value : String(value));
		this.#bytes[this.#used++] = tab;
		return this;
	}

	#write(text: string): void {
		this.#reserve(text.length);
		const bytes = this.#bytes;
		let at = this.#used;
		for (let index = 0; index < text.length; index++) {
			const code = text.charCodeAt(index);
			if (code < 0x80) {
				const letter = escapes[code]!;
				if (letter !== 0) {
					bytes[at++] = backslash;
					bytes[at++] = letter;
				} else bytes[at++] = code;
			} else if (code < 0x800) {
				bytes[at++] = 0xc0 | (code >> 6);
				bytes[at++] = 0x80 | (code & 0x3f);
			} else if (code < 0xd800 || code > 0xdfff) {
				bytes[at++] = 0xe0 | (code >> 12);
				bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
				bytes[at++] = 0x80 | (code & 0x3f);
			} else {
				// Half of a pair, as a rule the first: with the second it is one character of four bytes.
				const point = text.codePointAt(index)!;
				if (point > 0xffff) index++;
				at += bytes.write(point > 0xffff ? String.fromCodePoint(point) : '\ufffd', at, 'utf8');
			}
		}
		this.#used = at;
	}

	/** Ends the line at hand. */
	endLine(): void {
		this.#bytes[this.#used - 1] = newline;
	}

	/** Ends the row at hand; called once for each row, also for one without lines. */
	endRow(): void {
		this.#ends.push(this.#used);
	}

	/** The bytes of the rows that `takes` accepts (by their number, from 0), neighbours together. */
	*pieces(takes: (row: number) => boolean): Generator<Buffer> {
		let from = 0;
		let until = 0;
		for (let row = 0; row < this.#ends.length; row++) {
			const start = row === 0 ? 0 : this.#ends[row - 1]!;
			const end = this.#ends[row]!;
			if (!takes(row) || end === start) continue;
			if (start !== until || end - from > pieceSize) {
				if (until > from) yield this.#bytes.subarray(from, until);
				from = start;
			}
			until = end;
		}
		if (until > from) yield this.#bytes.subarray(from, until);
	}

	/** Forgets all rows and keeps the room, unless a batch of long rows made it large. */
	clear(): void {
		if (this.#bytes.length > 1 << 24) this.#bytes = Buffer.allocUnsafeSlow(1 << 20);
		this.#used = 0;
		this.#ends.length = 0;
	}
}

/** Copies pieces into a table given as `table (columns)`. */
export async function copyInto(client: pg.PoolClient, into: string, pieces: Iterable<Buffer | string>): Promise<void> {
	const stream = client.query(copyFrom(`copy ${into} from stdin`));
	for (const piece of pieces) if (!stream.write(piece)) await once(stream, 'drain');
	stream.end();
	await once(stream, 'finish');
}
