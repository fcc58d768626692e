// Reads NDJSON (one JSON object on each line): keys become columns, nested objects "address.city", lists JSON text.
import { beginningOf } from './csv-scan.ts';
import { canonicalEncoding, detectEncoding } from './encoding.ts';
import { isSuspicious, type KeyedRecord, keyedTable, type RecordBlock } from './keyed.ts';
import { type Line, readLines } from './lines.ts';
import type { Source } from './source.ts';
import type { Cell, OpenOptions, TableFile } from './types.ts';

/** Objects nested deeper than this become JSON text. */
const deepest = 5;

export async function openNdjson(source: Source, options: OpenOptions): Promise<TableFile> {
	const encoding = options.encoding === undefined ? await detectEncoding(source) : canonicalEncoding(options.encoding);
	return keyedTable('ndjson', source, encoding, () => readObjects(source, encoding), []);
}

async function* readObjects(source: Source, encoding: string): AsyncGenerator<RecordBlock> {
	for await (const { lines, bytes } of readLines(source, encoding)) {
		yield { records: lines.filter((line) => line.text.trim() !== '').map(parseLine), bytes };
	}
}

function parseLine(line: Line): KeyedRecord {
	const { text, number } = line;
	const suspicious = isSuspicious(text, line.damaged, true);
	if (line.tooLong) return { values: new Map(), line: number, fault: 'row_too_long', raw: beginningOf(text), suspicious };
	try {
		const value: unknown = JSON.parse(keepLongNumbers(text));
		if (isObject(value)) {
			const values = new Map<string, Cell>();
			flatten(value, '', 1, values);
			return { values, line: number, suspicious };
		}
	} catch {
		// Not JSON, or nested too deep to be worked on: reported like any line that holds no object.
	}
	const fault = line.ended ? 'bad_json' : 'cut_off_json';
	return { values: new Map(), line: number, fault, raw: beginningOf(text), suspicious };
}

/** Numbers of more than 15 digits (ids of other systems) would lose their last digits as JavaScript numbers: they become strings. */
function keepLongNumbers(json: string): string {
	if (!/\d{16}/.test(json)) return json;
	return json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d{16,}(?![\d.eE])/g, (token) => (token.startsWith('"') ? token : `"${token}"`));
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function flatten(object: Record<string, unknown>, prefix: string, depth: number, into: Map<string, Cell>): void {
	for (const [key, value] of Object.entries(object)) {
		const path = prefix + key;
		if (isObject(value) && depth < deepest) flatten(value, `${path}.`, depth + 1, into);
		else if (value === null) into.set(path, null);
		else into.set(path, typeof value === 'object' ? JSON.stringify(value) : String(value));
	}
}
