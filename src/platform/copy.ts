// Rows as COPY's text format takes them, written straight into bytes: outside the heap, with the place of each row, so that single rows can be left out.
import { once } from 'node:events';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** Escapes a text for COPY's text format; null becomes \N. */
export function copyText(value: string | null | undefined): string {
	if (value === null || value === undefined) return '\\N';
	return /[\\\t\n\r]/.test(value) ? value.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n').replace(/\r/g, '\\r') : value;
}

/** A text[] as COPY's text format writes it. */
export function copyArray(values: readonly string[]): string {
	if (values.length === 0) return '{}';
	return copyText(
		`{${values.map((value) => (/^[^\s"\\{},]+$/.test(value) && value.toUpperCase() !== 'NULL' ? value : `"${value.replace(/["\\]/g, '\\$&')}"`)).join(',')}}`,
	);
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

/** Lines for one table, grouped by the row of the file that they come from. One row may give none or several. */
export class CopyRows {
	#bytes = Buffer.allocUnsafeSlow(1 << 20);
	#used = 0;
	/** Where the lines of each row end. */
	readonly #ends: number[] = [];

	/** Adds a line to the row at hand. */
	line(text: string): void {
		// A UTF-16 unit takes three bytes at most.
		const most = this.#used + text.length * 3 + 1;
		if (most > this.#bytes.length) {
			const grown = Buffer.allocUnsafeSlow(Math.max(most, this.#bytes.length * 2));
			this.#bytes.copy(grown, 0, 0, this.#used);
			this.#bytes = grown;
		}
		this.#used += this.#bytes.write(text, this.#used, 'utf8');
		this.#bytes[this.#used++] = 10;
	}

	/** Ends the row at hand; called once for each row, also for one without lines. */
	end(): void {
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
