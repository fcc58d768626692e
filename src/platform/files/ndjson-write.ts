// Writes NDJSON: one JSON object for each row, with the columns as keys. Empty values are null.
import type { Writable } from 'node:stream';
import { createTextWriter } from './sink.ts';
import type { TableWriter } from './types.ts';

export function createNdjsonWriter(output: Writable, columns: readonly string[]): TableWriter {
	const keys = columns.map((column, index) => `${index === 0 ? '{' : ','}${JSON.stringify(column)}:`);
	return createTextWriter(output, '', (row) => {
		let line = '';
		for (let index = 0; index < keys.length; index++) line += keys[index] + jsonText(row[index]);
		return `${line}}\n`;
	});
}

/** JSON has no bigint: beyond 2^53 it is written with all its digits, as other programs write and read it. */
function jsonText(value: unknown): string {
	if (typeof value === 'bigint') return String(value);
	return JSON.stringify(value ?? null) ?? 'null';
}
