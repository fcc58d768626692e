// Cells that a person mended: how they take the place of what the file says. Pure.
import type { RowProblem } from '../../platform/files/types.ts';

/** Corrections of one import: row to position of the column (from 0) to text. */
export type Corrections = ReadonlyMap<number, ReadonlyMap<number, string>>;

/** Corrections that one import keeps: all of them are in memory while it runs, 20 MB at the very most. */
export const mostCorrections = 10_000;

/** Problems of the file after which the cells of a row are not what the row holds: typing over one of them would import the others maimed. */
const beyondMending: ReadonlySet<string> = new Set(['cell_too_long', 'row_too_long', 'bad_json', 'cut_off_json', 'bad_card']);

/** Problems with which the reader of a file sends a row back although its cells can be seen, and so mended. */
const seen: ReadonlySet<string> = new Set([
	'cut_off',
	'unclosed_quote',
	'stray_quote',
	'bad_encoding',
	'nul_character',
	'too_many_cells',
	'cell_error',
	'formula_without_result',
]);

/** Whether typing over cells can help a row with these problems. */
export function canMend(problems: readonly { readonly code: string }[]): boolean {
	return !problems.some(({ code }) => beyondMending.has(code));
}

/** Whether a problem came from the reader of the file rather than from what stands in the cells. */
export function isOfFile(code: string): boolean {
	return seen.has(code) || beyondMending.has(code);
}

/** A NUL, or what stands where bytes were no text. */
const unreadable = /[\0\ufffd]/;

/** The cells of a row with what was typed over them. */
export function correctedCells(cells: readonly (string | null)[], correction: ReadonlyMap<number, string>): (string | null)[] {
	return cells.map((cell, position) => correction.get(position) ?? cell);
}

/**
 * A row as a person mended it. Who typed over a cell of a row that the reader sent back has seen the others as they were read, so they count,
 * unless one is still unreadable.
 */
export function correct<P extends Pick<RowProblem, 'code'>>(
	cells: readonly (string | null)[],
	problem: P | undefined,
	correction: ReadonlyMap<number, string>,
): { readonly cells: readonly (string | null)[]; readonly problem: P | undefined } {
	const mended = correctedCells(cells, correction);
	const stays = problem && (!canMend([problem]) || mended.some((cell) => cell !== null && unreadable.test(cell)));
	return { cells: mended, problem: stays ? problem : undefined };
}
