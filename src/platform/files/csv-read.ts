// Reads CSV and TSV: guesses delimiter and header from the beginning of the file and turns records into numbered rows.
import { Batcher } from './batch.ts';
import { CsvScanner, type FaultCode } from './csv-scan.ts';
import { canonicalEncoding, detectEncoding, headText, mended, readText } from './encoding.ts';
import { fileError } from './errors.ts';
import { findHeader } from './header.ts';
import type { Source } from './source.ts';
import type { Cell, OpenOptions, RowBatch, TableFile } from './types.ts';

/** In the order of preference where nothing else decides. */
const delimiters = [',', '\t', ';', '|', '^', '~', '\u0001', '\u001f'] as const;
const guessCharacters = 65_536;
const guessRecords = 500;

export async function openCsv(source: Source, options: OpenOptions): Promise<TableFile> {
	const { name } = source;
	const encoding = options.encoding === undefined ? await detectEncoding(source) : canonicalEncoding(options.encoding);
	const { text, last } = headText(source, encoding);
	const declared = /^sep=(.)\r?\n/i.exec(text)?.[1];
	const delimiter =
		checkedDelimiter(options.delimiter) ??
		declared ??
		guessDelimiter(text.slice(0, guessCharacters), last && text.length <= guessCharacters);
	// A header of a thousand quoted names may be longer than what the guess looks at, so this takes all that is there.
	const scanned = new CsvScanner(delimiter).push(text, last).records;
	const preamble = declared === undefined ? 0 : 1;
	const records = scanned.slice(preamble, preamble + guessRecords).filter((record) => record.some((cell) => cell !== ''));
	if (records.length === 0 && last) throw fileError('file_empty', { name });
	const header = findHeader(
		records.map((record) => record.map(mended)),
		name,
		options.hasHeader,
	);
	if (last && records.length <= header.skip) throw fileError('file_only_header', { name });
	return {
		format: 'csv',
		size: source.size,
		encoding,
		delimiter,
		hasHeader: header.hasHeader,
		columns: header.columns,
		warnings: header.warnings,
		rows: ({ from } = {}) => readRows(source, encoding, delimiter, header.columns.length, preamble, header.skip, from),
		close: async () => {},
	};
}

function checkedDelimiter(delimiter: string | undefined): string | undefined {
	if (delimiter === undefined || (delimiter.length === 1 && !'"\r\n'.includes(delimiter))) return delimiter;
	throw fileError('file_bad_delimiter', { delimiter });
}

/**
 * The delimiter under which the records are most alike: the share of records with the commonest number of cells, halved where the first record
 * differs from it; among equals the one that gives more cells.
 */
export function guessDelimiter(text: string, complete: boolean): string {
	let best = { delimiter: '', score: 0, cells: 1 };
	for (const delimiter of delimiters) {
		if (!text.includes(delimiter)) continue;
		const counts = new CsvScanner(delimiter)
			.push(text, complete)
			.records.slice(0, guessRecords)
			.map((record) => record.length);
		const tally = new Map<number, number>();
		for (const count of counts) tally.set(count, (tally.get(count) ?? 0) + 1);
		const [cells, times] = [...tally].reduce((a, b) => (b[1] > a[1] ? b : a), [1, 0]);
		if (cells === 1) continue;
		const score = (times / counts.length) * (counts[0] === cells ? 1 : 0.5);
		if (score > best.score + 0.02 || (score > best.score - 0.02 && cells > best.cells)) best = { delimiter, score, cells };
	}
	// One column: a delimiter that does not occur, so that a comma in a text splits nothing.
	return best.score > 0.3 ? best.delimiter : (delimiters.find((delimiter) => !text.includes(delimiter)) ?? ',');
}

async function* readRows(
	source: Source,
	encoding: string,
	delimiter: string,
	width: number,
	preamble: number,
	headerRows: number,
	from?: number,
): AsyncGenerator<RowBatch> {
	const scanner = new CsvScanner(delimiter, width);
	const batch = new Batcher(from);
	let toSkip = preamble;
	let headerToSkip = headerRows;
	let lineEndAtLast = true;
	// Once there are marks of damage or NUL characters, every cell is searched for them: they may be in text that is still waiting for its end.
	let suspicious = false;
	for await (const block of readText(source, encoding)) {
		const { records, lines, faults } = scanner.push(block.text, block.last);
		suspicious ||= block.damaged || block.text.includes('\0');
		if (block.text !== '') lineEndAtLast = /[\r\n]$/.test(block.text);
		for (let index = 0; index < records.length; index++) {
			const cells = records[index]!;
			if (toSkip > 0) {
				toSkip--;
				continue;
			}
			if (cells[0] === '' && cells.every((cell) => cell === '')) continue;
			if (headerToSkip > 0) {
				headerToSkip--;
				continue;
			}
			const missing = width - cells.length;
			const surplus: string[] = missing < 0 ? cells.splice(width) : [];
			const row: Cell[] = cells;
			for (let count = 0; count < missing; count++) row.push(null);
			if (!batch.add(row)) continue;
			const line = lines[index]!;
			if (suspicious) batch.checkCharacters(line, encoding);
			const fault = faults.get(index);
			if (fault !== undefined) batch.problem(fault satisfies FaultCode, line);
			else if (surplus.some((cell) => cell !== '')) {
				batch.problem('too_many_cells', line, { count: width + surplus.length, columns: width, extra: summary(surplus) });
			} else if (missing > 0 && block.last && index === records.length - 1 && !lineEndAtLast) batch.note('maybe_cut_off', line);
			if (batch.full) yield batch.take(block.bytes);
		}
	}
	if (!batch.empty) yield batch.take(source.size);
}

/** The beginning of the cells that found no column. */
function summary(cells: readonly string[]): string {
	const text = cells.filter((cell) => cell !== '').join(' | ');
	return mended(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
