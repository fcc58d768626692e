// Writes to a Node stream at the pace of its reader; and the writer of all formats that are text, row by row.
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { TableWriter } from './types.ts';

/** A stream as the writers see it. `position` counts the bytes written so far. */
export class Sink {
	position = 0;

	constructor(private readonly stream: Writable) {}

	/** Resolves when the stream wants more; rejected when it has failed or was closed (a download that was broken off). */
	async write(chunk: string | Uint8Array): Promise<void> {
		const { stream } = this;
		if (stream.destroyed || stream.writableEnded) throw stream.errored ?? new Error('the stream was closed before all was written');
		this.position += typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.length;
		if (stream.write(chunk) || !stream.writableNeedDrain) return;
		const stop = new AbortController();
		const closed = once(stream, 'close', { signal: stop.signal }).then(() => {
			throw stream.errored ?? new Error('the stream was closed before all was written');
		});
		try {
			await Promise.race([once(stream, 'drain', { signal: stop.signal }), closed]);
		} finally {
			closed.catch(() => {});
			stop.abort();
		}
	}

	async end(): Promise<void> {
		this.stream.end();
		// A stream that is read as well (PassThrough) is done for us when its writable side is.
		await finished(this.stream, { readable: false });
	}
}

/** Text is handed on in pieces of about this many characters. */
const pieceCharacters = 64 * 1024;

/** A writer for a format in which each row is a piece of text by itself, after a beginning of the file. */
export function createTextWriter(output: Writable, beginning: string, format: (row: readonly unknown[]) => string): TableWriter {
	const sink = new Sink(output);
	let text = beginning;
	return {
		async write(rows) {
			for (const row of rows) {
				text += format(row);
				if (text.length < pieceCharacters) continue;
				await sink.write(Buffer.from(text));
				text = '';
			}
		},
		async end() {
			if (text !== '') await sink.write(Buffer.from(text));
			await sink.end();
		},
	};
}
