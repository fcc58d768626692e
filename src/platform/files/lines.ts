// Reads a text file line by line, with a bound on the length of a line.
import { beginningOf, limits } from './csv-scan.ts';
import { readText } from './encoding.ts';
import type { Source } from './source.ts';

/** A line without its end. One that is longer than any row may be is cut, which `tooLong` says. */
export interface Line {
	readonly text: string;
	/** Number in the file, from 1. */
	readonly number: number;
	readonly tooLong: boolean;
	/** The text around it had bytes that were not valid in the encoding. */
	readonly damaged: boolean;
	/** Whether a line end follows; only the last line of a file may lack it. */
	readonly ended: boolean;
}

/** The lines that one block of the file completes. `bytes` counts what has been read of the file. */
export interface LineBlock {
	readonly lines: Line[];
	readonly bytes: number;
}

/** LF, CRLF and CR end a line. */
export async function* readLines(source: Source, encoding: string): AsyncGenerator<LineBlock> {
	let rest = '';
	let damaged = false;
	let tooLong = false;
	let number = 0;
	for await (const block of readText(source, encoding)) {
		damaged ||= block.damaged;
		rest += block.text;
		// A CR at the end may be half of a CRLF.
		const heldBack = !block.last && rest.endsWith('\r') ? '\r' : '';
		const pieces = rest.slice(0, rest.length - heldBack.length).split(/\r\n|\n|\r/);
		rest = pieces.pop()!;
		const lines: Line[] = [];
		for (const text of pieces) {
			lines.push({ text, number: ++number, tooLong: tooLong || text.length > limits.record, damaged, ended: true });
			tooLong = false;
			damaged = block.damaged;
		}
		if (rest.length > limits.record) {
			rest = beginningOf(rest);
			tooLong = true;
		} else if (tooLong) rest = beginningOf(rest);
		rest += heldBack;
		if (block.last && rest !== '') lines.push({ text: rest, number: ++number, tooLong, damaged, ended: false });
		yield { lines, bytes: block.bytes };
	}
}
