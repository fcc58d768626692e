// Rows as COPY's binary format takes them, written straight into bytes: outside the heap, with the place of each row, so that single rows can be left out.
import { once } from 'node:events';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** What PostgreSQL does not take as text inside of jsonb, as JSON writes it: NUL characters and halves of surrogate pairs (an emoji cut in two). */
const unfit = /\\u(?:0000|d[89a-f])/i;

/** JSON that PostgreSQL takes as jsonb: without NUL characters and with U+FFFD for halves of surrogate pairs. */
export function jsonb(value: unknown): string {
	return fitJson(JSON.stringify(value));
}

/** JSON text as PostgreSQL takes it, from any. */
export function fitJson(json: string): string {
	// Escapes of this kind are rare, so the second, slow pass is as well.
	if (!unfit.test(json)) return json;
	return JSON.stringify(JSON.parse(json), (_key, one) => (typeof one === 'string' ? one.replaceAll('\0', '').toWellFormed() : one));
}

/** Most bytes that go to the server in one piece. */
const pieceSize = 1 << 18;
/** Longer text is encoded by the runtime: a call costs as much as 20 characters one by one. */
const shortText = 20;
/** Days and microseconds from 1970 to 2000, where PostgreSQL's calendar begins. */
const epochDays = 10_957;
const epochMicros = 946_684_800_000_000;
/** Type numbers of PostgreSQL's catalogue (pg_type), which array elements carry. */
const textOid = 25;

/** The number itself. Not a number would be stored as the first of January 2000, where text was refused by the server. */
function known(number: number, from: unknown): number {
	if (Number.isNaN(number)) throw new RangeError(`${from} is no time`);
	return number;
}

/**
 * Lines for one table, grouped by the row of the file that they come from; one row may give none or several. A line is `line(columns)` followed by
 * one call for each column, whose name is the type of the column: COPY checks nothing but the length. Values are written byte by byte as they
 * come: joined to strings first, a row of an import left 11 kB of garbage.
 */
export class CopyRows {
	#bytes = Buffer.allocUnsafeSlow(1 << 20);
	#used = 0;
	/** Where the lines of each row end. */
	readonly #ends: number[] = [];

	/** Makes room for so many more bytes. */
	#reserve(bytes: number): void {
		const most = this.#used + bytes;
		if (most <= this.#bytes.length) return;
		const grown = Buffer.allocUnsafeSlow(Math.max(most, this.#bytes.length * 2));
		this.#bytes.copy(grown, 0, 0, this.#used);
		this.#bytes = grown;
	}

	#int32(value: number): void {
		const bytes = this.#bytes;
		const at = this.#used;
		bytes[at] = value >>> 24;
		bytes[at + 1] = value >>> 16;
		bytes[at + 2] = value >>> 8;
		bytes[at + 3] = value;
		this.#used = at + 4;
	}

	/** Begins a line of so many columns. */
	line(columns: number): this {
		this.#reserve(2);
		this.#bytes[this.#used++] = columns >>> 8;
		this.#bytes[this.#used++] = columns;
		return this;
	}

	null(): this {
		this.#reserve(4);
		this.#int32(-1);
		return this;
	}

	/** Text; null and nothing are NULL. Halves of surrogate pairs become U+FFFD; NUL characters are the caller's to keep out. */
	text(value: string | null | undefined): this {
		if (value === null || value === undefined) return this.null();
		this.#reserve(4 + value.length * 3);
		const length = this.#encode(value, this.#used + 4);
		this.#int32(length);
		this.#used += length;
		return this;
	}

	/** Writes text as UTF-8 at a place that has room for it (three bytes for each UTF-16 unit) and returns its length in bytes. */
	#encode(text: string, from: number): number {
		const bytes = this.#bytes;
		if (text.length > shortText) return bytes.write(text, from, 'utf8');
		let at = from;
		for (let index = 0; index < text.length; index++) {
			const code = text.charCodeAt(index);
			if (code < 0x80) bytes[at++] = code;
			else if (code < 0x800) {
				bytes[at++] = 0xc0 | (code >> 6);
				bytes[at++] = 0x80 | (code & 0x3f);
			} else if (code < 0xd800 || code > 0xdfff) {
				bytes[at++] = 0xe0 | (code >> 12);
				bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
				bytes[at++] = 0x80 | (code & 0x3f);
			} else return bytes.write(text, from, 'utf8');
		}
		return at - from;
	}

	/** JSON text, as jsonb() and fitJson() give it. */
	jsonb(json: string | null): this {
		if (json === null) return this.null();
		this.#reserve(5 + json.length * 3);
		const length = this.#encode(json, this.#used + 5);
		this.#int32(length + 1);
		// The version of the format.
		this.#bytes[this.#used] = 1;
		this.#used += length + 1;
		return this;
	}

	integer(value: number): this {
		this.#reserve(8);
		this.#int32(4);
		this.#int32(value);
		return this;
	}

	/** A whole number up to 2^53. */
	bigint(value: number): this {
		this.#reserve(12);
		this.#int32(8);
		this.#int32(Math.floor(value / 0x1_0000_0000));
		this.#int32(value);
		return this;
	}

	boolean(value: boolean): this {
		this.#reserve(5);
		this.#int32(1);
		this.#bytes[this.#used++] = value ? 1 : 0;
		return this;
	}

	bytea(value: Buffer): this {
		this.#reserve(4 + value.length);
		this.#int32(value.length);
		this.#used += value.copy(this.#bytes, this.#used);
		return this;
	}

	/** A UUID from its digits, with hyphens or without. */
	uuid(text: string): this {
		this.#reserve(20);
		this.#int32(16);
		let high = -1;
		for (let index = 0; index < text.length; index++) {
			const code = text.charCodeAt(index);
			if (code === 45) continue;
			const digit = code < 58 ? code - 48 : (code | 32) - 87;
			if (high < 0) high = digit;
			else {
				this.#bytes[this.#used++] = (high << 4) | digit;
				high = -1;
			}
		}
		return this;
	}

	/** A date as ISO 8601 writes it, of the years 1 to 9999. */
	date(iso: string | null | undefined): this {
		if (iso === null || iso === undefined) return this.null();
		this.#reserve(8);
		this.#int32(4);
		this.#int32(known(Date.parse(iso), iso) / 86_400_000 - epochDays);
		return this;
	}

	/** A timestamptz, from microseconds since 1970. */
	time(micros: number): this {
		return this.bigint(known(micros, micros) - epochMicros);
	}

	/** A text[]. */
	texts(values: readonly string[]): this {
		const start = this.#used;
		this.#reserve(24);
		this.#used += 4;
		this.#int32(values.length === 0 ? 0 : 1);
		this.#int32(0);
		this.#int32(textOid);
		if (values.length > 0) {
			this.#int32(values.length);
			this.#int32(1);
			for (const value of values) this.text(value);
		}
		const end = this.#used;
		this.#used = start;
		this.#int32(end - start - 4);
		this.#used = end;
		return this;
	}

	/**
	 * A numeric, from its digits: an optional sign, digits, an optional fraction and exponent. PostgreSQL keeps digits to the base 10,000, the power of
	 * the first of them, the sign, and how many decimal places are shown.
	 */
	numeric(text: string): this {
		const parts = /^([-+]?)(\d+)(?:\.(\d+))?(?:e([-+]?\d+))?$/i.exec(text);
		if (!parts) throw new RangeError(`${text} is no number`);
		const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
		const shift = Number(exponent);
		const moved = (whole + fraction).padEnd(whole.length + shift, '0');
		const point = whole.length + shift;
		const left = point > 0 ? moved.slice(0, point) : '';
		const right = point > 0 ? moved.slice(point) : '0'.repeat(-point) + moved;
		const groups =
			`${left.padStart(Math.ceil(left.length / 4) * 4, '0')}${right.padEnd(Math.ceil(right.length / 4) * 4, '0')}`.match(/.{4}/g) ?? [];
		this.#reserve(12 + groups.length * 2);
		this.#int32(8 + groups.length * 2);
		this.#int32((groups.length << 16) | ((Math.ceil(left.length / 4) - 1) & 0xffff));
		this.#int32(((sign === '-' ? 0x4000 : 0) << 16) | right.length);
		for (const group of groups) {
			this.#bytes[this.#used++] = Number(group) >>> 8;
			this.#bytes[this.#used++] = Number(group);
		}
		return this;
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

/** How COPY's binary format begins (signature, flags, length of an extension) and ends. */
const header = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const trailer = Buffer.from([0xff, 0xff]);

/** Copies the pieces of some rows into a table given as `table (columns)`, the columns in the order in which the rows were written. */
export async function copyInto(client: pg.PoolClient, into: string, pieces: Iterable<Buffer>): Promise<void> {
	const stream = client.query(copyFrom(`copy ${into} from stdin (format binary)`));
	const send = async (piece: Buffer) => {
		if (!stream.write(piece)) await once(stream, 'drain');
	};
	await send(header);
	for (const piece of pieces) await send(piece);
	stream.end(trailer);
	await once(stream, 'finish');
}
