// Turns records that name their values (JSON objects, cards) into a table: the keys of the first thousand become the columns.
import { Batcher } from './batch.ts';
import { beginningOf, limits } from './csv-scan.ts';
import { isDamaged } from './encoding.ts';
import { fileError, fileWarning, type ProblemCode } from './errors.ts';
import type { Source } from './source.ts';
import type { Cell, FileWarning, ReadFormat, RowBatch, TableFile } from './types.ts';

const columnLimit = 1_000;
const recordsForColumns = 1_000;

/** One record as its reader understood it. */
export interface KeyedRecord {
	readonly values: ReadonlyMap<string, Cell>;
	readonly line: number;
	/** Why it cannot be used; `raw` then is the beginning of its text. */
	readonly fault?: ProblemCode;
	readonly raw?: string;
	/** It may have characters that cannot be stored. */
	readonly suspicious: boolean;
}

export interface RecordBlock {
	readonly records: KeyedRecord[];
	readonly bytes: number;
}

/**
 * Makes a TableFile of a reader of records, which is called anew for every reading. A key that occurs only after the first thousand records is no
 * column: the row gets a note and the file a warning, once for each key.
 */
export async function keyedTable(
	format: ReadFormat,
	source: Source,
	encoding: string,
	read: () => AsyncIterable<RecordBlock>,
	warnings: FileWarning[],
): Promise<TableFile> {
	const columns = await findColumns(source, read);
	const late = new Set<string>();
	return {
		format,
		size: source.size,
		encoding,
		hasHeader: true,
		columns,
		warnings,
		rows: ({ from } = {}) =>
			readRows(columns, encoding, read, from, (key, row) => {
				if (late.has(key)) return;
				late.add(key);
				warnings.push(fileWarning('late_keys', { key, row }));
			}),
		close: async () => {},
	};
}

async function findColumns(source: Source, read: () => AsyncIterable<RecordBlock>): Promise<string[]> {
	const keys = new Set<string>();
	let seen = 0;
	for await (const { records } of read()) {
		for (const { values } of records.slice(0, recordsForColumns - seen)) for (const key of values.keys()) keys.add(key);
		seen += records.length;
		if (keys.size > columnLimit) throw fileError('file_too_many_columns', { name: source.name, count: keys.size, limit: columnLimit });
		if (seen >= recordsForColumns) break;
	}
	if (seen === 0) throw fileError('file_empty', { name: source.name });
	// Nothing could be read of the first thousand: the rows still need a place for their text.
	return keys.size === 0 ? ['column 1'] : [...keys];
}

async function* readRows(
	columns: readonly string[],
	encoding: string,
	read: () => AsyncIterable<RecordBlock>,
	from: number | undefined,
	onLateKey: (key: string, row: number) => void,
): AsyncGenerator<RowBatch> {
	const places = new Map(columns.map((column, index) => [column, index]));
	const batch = new Batcher(from);
	let bytesRead = 0;
	for await (const { records, bytes } of read()) {
		bytesRead = bytes;
		for (const record of records) {
			const row = new Array<Cell>(columns.length).fill(null);
			const unplaced: string[] = [];
			let tooLong = false;
			for (const [key, value] of record.values) {
				const place = places.get(key);
				if (place === undefined) {
					if (value !== null && value !== '') unplaced.push(key);
					continue;
				}
				const long = value !== null && value.length > limits.cell;
				tooLong ||= long;
				row[place] = long ? `${beginningOf(value)}…` : value;
			}
			if (record.raw !== undefined) row[0] = record.raw;
			if (!batch.add(row)) continue;
			if (record.suspicious) batch.checkCharacters(record.line, encoding);
			if (record.fault !== undefined) batch.problem(record.fault, record.line);
			if (tooLong) batch.problem('cell_too_long', record.line);
			if (unplaced.length > 0) batch.note('late_keys', record.line, { keys: unplaced.slice(0, 10).join(', ') });
			for (const key of unplaced) onLateKey(key, batch.lastRow);
			if (batch.full) yield batch.take(bytes);
		}
	}
	if (!batch.empty) yield batch.take(bytesRead);
}

/** Whether text may hold characters that cannot be stored, as they are or (`escaped`) spelled as \u0000 or half a surrogate pair. */
export function isSuspicious(text: string, damaged: boolean, escaped = false): boolean {
	return (damaged && isDamaged(text)) || text.includes('\0') || (escaped && text.includes('\\u'));
}
