// Writes CSV by RFC 4180, with cells that a spreadsheet would run as a formula made harmless.
import type { Writable } from 'node:stream';
import { createTextWriter } from './sink.ts';
import type { TableWriter, WriterOptions } from './types.ts';

/** Beginnings that make a spreadsheet run a cell, with their full-width forms (OWASP, CSV Injection). */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;
/** A sign and digits, as numbers and international phone numbers have them, are nothing to run. */
const plainNumber = /^[+-]\d+(?:[.,]\d+)*$/;

/** A text as it may stand in a cell that a spreadsheet opens: with an apostrophe before what it would run as a formula. */
export function harmless(text: string): string {
	return formulaStart.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}

/** Text of a value; '' for what is not there. */
export function cellText(value: unknown): string {
	switch (typeof value) {
		case 'string':
			return value;
		case 'number':
		case 'bigint':
		case 'boolean':
			return String(value);
		case 'object':
			if (value === null) return '';
			if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
			return JSON.stringify(value);
		default:
			return '';
	}
}

/** Makes a function that formats a row, line end included. */
export function csvFormatter(options: WriterOptions = {}): (row: readonly unknown[]) => string {
	const { delimiter = ',', lineEnd = '\r\n' } = options;
	const special = new RegExp(`["\\r\\n${delimiter.replace(/[\\\]^-]/, '\\$&')}]`);
	const format = (value: unknown): string => {
		if (typeof value !== 'string' && typeof value !== 'object') return cellText(value);
		const text = harmless(cellText(value));
		return special.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
	};
	return (row) => {
		// A record of one empty cell would be a blank line, which readers pass over.
		if (row.length === 1 && cellText(row[0]) === '') return `""${lineEnd}`;
		let line = '';
		for (let index = 0; index < row.length; index++) line += index === 0 ? format(row[index]) : delimiter + format(row[index]);
		return line + lineEnd;
	};
}

export function createCsvWriter(output: Writable, columns: readonly string[], options: WriterOptions = {}): TableWriter {
	const format = csvFormatter(options);
	return createTextWriter(output, (options.bom ? '\ufeff' : '') + format(columns), format);
}
