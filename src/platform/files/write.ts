// Makes a writer for any of the formats, and the file of refused rows.
import type { Writable } from 'node:stream';
import type { Language } from '../errors.ts';
import { createCsvWriter } from './csv-write.ts';
import { uniqueNames } from './header.ts';
import { createNdjsonWriter } from './ndjson-write.ts';
import { createParquetWriter } from './parquet-write.ts';
import type { RefusedRow, TableWriter, WriteFormat, WriterOptions } from './types.ts';
import { createVcardWriter } from './vcard-write.ts';
import { createXlsxWriter } from './xlsx-write.ts';

const writers: Readonly<Record<WriteFormat, (output: Writable, columns: readonly string[], options: WriterOptions) => TableWriter>> = {
	csv: createCsvWriter,
	xlsx: createXlsxWriter,
	ndjson: createNdjsonWriter,
	parquet: createParquetWriter,
	vcard: createVcardWriter,
};

/** Media types for downloads. */
export const mediaTypes: Readonly<Record<WriteFormat, string>> = {
	csv: 'text/csv; charset=utf-8',
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	ndjson: 'application/x-ndjson',
	parquet: 'application/vnd.apache.parquet',
	vcard: 'text/vcard; charset=utf-8',
};

/** Starts a table file on a stream. The writer keeps to the pace of the stream and ends it. For vCard the columns are its keys, see vcard-write.ts. */
export function createWriter(format: WriteFormat, output: Writable, columns: readonly string[], options: WriterOptions = {}): TableWriter {
	return writers[format](output, columns, options);
}

const reasonHeading = { 'zh-CN': '原因', en: 'reason' } as const;

/** Takes refused rows and writes them in the order and with the columns of the file they came from, the reasons in a last column. */
export interface ErrorFileWriter {
	write(rows: readonly RefusedRow[]): Promise<void>;
	end(): Promise<void>;
}

/** Starts a CSV of refused rows, with a byte order mark unless told otherwise, so that Excel opens it as it is. */
export function writeErrorCsv(
	output: Writable,
	columns: readonly string[],
	language: Language,
	options: WriterOptions = {},
): ErrorFileWriter {
	const headings = uniqueNames([...columns, reasonHeading[language]], []);
	const writer = createCsvWriter(output, headings, { bom: true, ...options });
	return {
		write: (rows) =>
			writer.write(rows.map(({ cells, reasons }) => [...padded(cells, columns.length), reasons.map((words) => words[language]).join(' ')])),
		end: () => writer.end(),
	};
}

function padded(cells: readonly unknown[], length: number): unknown[] {
	return Array.from({ length }, (_, index) => cells[index] ?? null);
}
