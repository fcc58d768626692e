// Which cells of a row are shown for mending, and which of its problems belongs to which.
import type { MappedColumn, RowProblem } from '../schema.ts';

export interface ShownColumn {
	/** In the file, from 0. */
	readonly position: number;
	readonly column: string;
	readonly field: string;
}

/** Columns that go somewhere, each once. `names` are all columns of the file in its order. */
export function shownColumns(names: readonly string[], mapped: readonly Pick<MappedColumn, 'column' | 'field'>[]): ShownColumn[] {
	return names.flatMap((column, position) => {
		const field = mapped.find((one) => one.column === column && one.field !== null)?.field;
		return field ? [{ position, column, field }] : [];
	});
}

/**
 * Problems by the position of the cell that they are about, the rest under null. A value that stands in several columns (family name, given
 * name) is told at the first one that is filled.
 */
export function problemsByCell(
	problems: readonly RowProblem[],
	columns: readonly ShownColumn[],
	cells: readonly (string | null)[],
): Map<number | null, RowProblem[]> {
	const by = new Map<number | null, RowProblem[]>();
	for (const problem of problems) {
		const named = problem.column?.split(', ') ?? [];
		const own = columns.filter(({ column }) => column === problem.column || named.includes(column));
		const at = (own.find(({ position }) => cells[position]) ?? own[0])?.position ?? null;
		by.set(at, [...(by.get(at) ?? []), problem]);
	}
	return by;
}
