// Opens a table file of any kind: finds out what it is by its content and hands over to the reader of that kind.
import { openCsv } from './csv-read.ts';
import { openNdjson } from './ndjson-read.ts';
import { sniffFormat } from './sniff.ts';
import { openSource, type Source } from './source.ts';
import type { FileInput, OpenOptions, ReadFormat, TableFile } from './types.ts';
import { openVcard } from './vcard-read.ts';
import { openXlsx } from './xlsx-read.ts';

const readers: Readonly<Record<ReadFormat, (source: Source, options: OpenOptions) => Promise<TableFile>>> = {
	csv: openCsv,
	xlsx: openXlsx,
	ndjson: openNdjson,
	vcard: openVcard,
};

/**
 * Opens a CSV, TSV, XLSX, NDJSON or vCard file and looks at its beginning. Throws an AppError (see errors.ts) where the content cannot be a
 * table. Close the result when done.
 */
export async function openTable(input: FileInput, options: OpenOptions = {}): Promise<TableFile> {
	const source = await openSource(input);
	return readers[options.format ?? sniffFormat(source, options.encoding !== undefined)](source, options);
}
