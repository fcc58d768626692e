// Reads the files of `dedupe`: which column is what, which records there are.
import { Collector } from '../matching/collect.ts';
import { openTable } from '../platform/files/open.ts';
import type { TableFile } from '../platform/files/types.ts';
import { fullName } from '../values/name.ts';
import { fields, type MatchedColumn, matchedColumns } from './dedupe-columns.ts';
import { parseMapping } from './import.ts';
import { commandError } from './messages.ts';
import { tell } from './terminal.ts';

export interface ReadFlags {
	readonly id?: string;
	readonly map?: string;
	readonly encoding?: string;
	readonly sheet?: string;
}

/** Rows of a file by which its columns are recognised. */
const samples = 1_000;

export interface OpenedFile {
	readonly table: TableFile;
	readonly path: string;
	readonly columns: readonly MatchedColumn[];
	readonly id: number;
}

export async function openFile(path: string, flags: ReadFlags): Promise<OpenedFile> {
	const table = await openTable(path, { ...(flags.encoding && { encoding: flags.encoding }), ...(flags.sheet && { sheet: flags.sheet }) });
	const id = flags.id === undefined ? -1 : table.columns.indexOf(flags.id);
	if (flags.id !== undefined && id < 0) throw commandError('column_unknown', { column: flags.id, columns: table.columns.join(', ') });
	const seen: string[][] = table.columns.map(() => []);
	let rows = 0;
	for await (const batch of table.rows()) {
		for (const row of batch.rows) for (const [at, values] of seen.entries()) values.push(row[at] ?? '');
		rows += batch.rows.length;
		if (rows >= samples) break;
	}
	const given = new Map<string, string | null>();
	for (const { column, field } of flags.map === undefined ? [] : parseMapping(flags.map)) {
		if (!table.columns.includes(column)) throw commandError('column_unknown', { column, columns: table.columns.join(', ') });
		if (field !== null && !fields.includes(field)) throw commandError('field_unknown', { field, fields: fields.join(', ') });
		given.set(column, field);
	}
	const found = matchedColumns(table.columns, seen, table.hasHeader, given);
	return { table, path, id, columns: found.map((one, at) => (at === id ? { ...one, kind: null } : one)) };
}

/** What stands in the matcher's columns, from the columns of one file. */
interface Plan {
	readonly name: string;
	readonly kind: NonNullable<MatchedColumn['kind']>;
	/** The value of a row; in several places where a name may stand whole or in parts. */
	readonly read: (row: readonly (string | null)[]) => string;
}

const wholeNames = ['name', 'given_name', 'family_name', 'company'];

/** The columns to compare, named by their field and a number where a field stands in several; a whole name beside its parts is one. */
function plansOf({ columns }: OpenedFile): Plan[] {
	const at = (field: string) => columns.findIndex((one) => one.field === field && one.kind !== null);
	const [name, given, family, company] = wholeNames.map(at) as [number, number, number, number];
	const joined = name >= 0 && (given >= 0 || family >= 0 || company >= 0);
	const plans: Plan[] = [];
	const used = new Map<string, number>();
	for (const [index, { column, field, kind }] of columns.entries()) {
		if (kind === null || field === null) continue;
		if (joined && (index === given || index === family)) continue;
		const count = (used.get(field) ?? 0) + 1;
		used.set(field, count);
		const title = field === 'other' ? column : count === 1 ? field : `${field} ${count}`;
		const cell = (row: readonly (string | null)[], place: number): string => (place < 0 ? '' : (row[place] ?? ''));
		plans.push({
			name: title,
			kind,
			read:
				joined && index === name
					? (row) =>
							cell(row, name).trim() ||
							fullName({ given_name: cell(row, given).trim(), family_name: cell(row, family).trim() }) ||
							cell(row, company).trim()
					: (row) => cell(row, index),
		});
	}
	return plans;
}

export interface Read {
	readonly ids: string[];
	/** Rows of the first file; those of the second follow. */
	readonly first: number;
	readonly collector: Collector;
	readonly titles: readonly string[];
}

export async function readAll(files: readonly OpenedFile[]): Promise<Read> {
	const plans = files.map(plansOf);
	// Of two files what both have is compared, field by field.
	const shared = plans[0]!.filter(({ name, kind }) =>
		plans.every((one) => one.some((other) => other.name === name && other.kind === kind)),
	);
	if (shared.length === 0) throw commandError('nothing_to_compare', { columns: files[0]!.table.columns.join(', ') });
	const collector = new Collector(shared);
	const ids: string[] = [];
	let first = 0;
	const twice = new Set<string>();
	let repeated = 0;
	let unread = 0;
	for (const [at, { table, id }] of files.entries()) {
		const readers = shared.map(({ name }) => plans[at]!.find((plan) => plan.name === name)!.read);
		twice.clear();
		for await (const { first: number, rows, problems } of table.rows()) {
			const refused = new Set(problems.map(({ row }) => row));
			for (const [index, row] of rows.entries()) {
				const own = id < 0 ? String(number + index) : (row[id] ?? '').trim() || String(number + index);
				if (id >= 0 && twice.size < 5_000_000) {
					if (twice.has(own)) repeated++;
					twice.add(own);
				}
				ids.push(own);
				const isRefused = refused.has(number + index);
				if (isRefused) unread++;
				collector.add(isRefused ? [] : readers.map((read) => read(row)));
			}
		}
		if (at === 0) first = ids.length;
	}
	if (repeated > 0)
		tell({ 'zh-CN': '有 {count} 行的编号与前面的行相同。', en: '{count} rows have the id of a row before them.' }, { count: repeated });
	if (unread > 0)
		tell({ 'zh-CN': '有 {count} 行无法读取，各自单独成一组。', en: '{count} rows cannot be read; each stands alone.' }, { count: unread });
	return { ids, first, collector, titles: shared.map(({ name }) => name) };
}
