// Finds the row that names the columns and makes usable, unique names of it.
import { fileError, fileWarning } from './errors.ts';
import type { Cell, FileWarning } from './types.ts';

/** More columns than this are taken for a wrong delimiter or a broken file. */
const columnLimit = 1_000;
/** A row is only taken for a title above the header where the table is at least this wide. */
const titleWidth = 3;

export interface Header {
	readonly columns: string[];
	/** How many of the first rows are not data: titles and the header itself. */
	readonly skip: number;
	readonly hasHeader: boolean;
	readonly warnings: FileWarning[];
}

/**
 * Works out the header from the first rows of a table. Rows above it that fill only one cell, where the next rows fill several, are titles.
 * The first row is taken for data when one of its cells looks like a value (number, date, e-mail, web address, phone).
 */
export function findHeader(first: readonly (readonly Cell[])[], name: string, wanted?: boolean): Header {
	const warnings: FileWarning[] = [];
	const titles = countTitles(first);
	const top = (first[titles] ?? []).map((cell) => cell ?? '');
	const hasHeader = wanted ?? !top.some(looksLikeValue);
	// Without a header the widest of the first rows tells how many columns there are.
	const width = hasHeader ? lastFilled(top) + 1 : Math.max(...first.slice(titles).map((row) => lastFilled(row) + 1), 1);
	if (width > columnLimit) throw fileError('file_too_many_columns', { name, count: width, limit: columnLimit });
	if (titles > 0) warnings.push(fileWarning('title_skipped', { count: titles, text: first[0]?.find((cell) => cell) ?? '' }));
	if (!hasHeader && wanted === undefined) warnings.push(fileWarning('no_header'));
	const names = Array.from({ length: width }, (_, index) => (hasHeader ? (top[index] ?? '').trim() : ''));
	return { columns: uniqueNames(names, hasHeader ? warnings : []), skip: titles + (hasHeader ? 1 : 0), hasHeader, warnings };
}

/** Calls empty names "column 3" and repeated ones "name (2)", with a warning for each. */
export function uniqueNames(names: readonly string[], warnings: FileWarning[]): string[] {
	const taken = new Set(names);
	const seen = new Set<string>();
	return names.map((name, index) => {
		if (name !== '' && !seen.has(name)) {
			seen.add(name);
			return name;
		}
		const base = name === '' ? `column ${index + 1}` : name;
		let renamed = base;
		for (let count = 2; taken.has(renamed); count++) renamed = `${base} (${count})`;
		taken.add(renamed);
		const code = name === '' ? 'empty_header' : 'duplicate_header';
		warnings.push(fileWarning(code, { column: index + 1, name, renamed }));
		return renamed;
	});
}

function countTitles(rows: readonly (readonly Cell[])[]): number {
	let titles = 0;
	while (titles < rows.length - 1 && filled(rows[titles]!) === 1) titles++;
	return filled(rows[titles] ?? []) >= titleWidth ? titles : 0;
}

function filled(row: readonly Cell[]): number {
	return row.filter((cell) => cell !== null && cell !== '').length;
}

function lastFilled(row: readonly Cell[]): number {
	return row.findLastIndex((cell) => cell !== null && cell.trim() !== '');
}

/** What no name of a column looks like. */
const valuePatterns: readonly RegExp[] = [
	// Numbers, amounts, phones, dates and times in digits; a year alone may well name a column.
	/^(?!(?:19|20)\d\d$)[+-]?[(\d][\d\s().,/:TZ-]*$/,
	/^\d{2,4}年\d{1,2}月(\d{1,2}日)?/,
	/^[^\s@]+@[^\s@]+\.[^\s@.]+$/,
	/^https?:\/\//i,
];

function looksLikeValue(cell: string): boolean {
	const text = cell.trim();
	return valuePatterns.some((pattern) => pattern.test(text));
}
