// Which cell of the grid is active, which rectangle is marked, and whether the active one is being edited.
import { useState } from 'react';

export interface CellAt {
	readonly place: number;
	readonly column: number;
}

/** A cell being edited; `typed` is the key that began it and stands in place of the value. */
export interface Editing {
	readonly column: number;
	readonly typed: string | null;
}

export interface Marked {
	readonly active: CellAt | null;
	readonly editing: Editing | null;
	/** The rectangle, its last rows and columns included. */
	readonly rectangle: { readonly first: CellAt; readonly last: CellAt } | null;
	/** The marked columns, where more than the active cell is marked. */
	readonly columns: readonly [number, number] | null;
	/** Whether a row has marked cells besides the active one. */
	readonly isMarked: (place: number) => boolean;
	/** Makes a cell active; `extend` marks all from the one that was. Returns the cell, moved inside the grid. */
	readonly go: (to: CellAt, extend?: boolean) => CellAt;
	readonly edit: (typed: string | null) => void;
	readonly endEdit: () => void;
	readonly clear: () => void;
	/** No cell is active any more. */
	readonly reset: () => void;
}

const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));

export function useMarked(rows: number, columns: number): Marked {
	const [{ active, corner, editing }, set] = useState<{ active: CellAt | null; corner: CellAt | null; editing: Editing | null }>({
		active: null,
		corner: null,
		editing: null,
	});
	const from = corner ?? active;
	const rectangle =
		active && from
			? {
					first: { place: Math.min(active.place, from.place), column: Math.min(active.column, from.column) },
					last: { place: Math.max(active.place, from.place), column: Math.max(active.column, from.column) },
				}
			: null;
	const several = corner !== null && rectangle !== null;
	return {
		active,
		editing,
		rectangle,
		columns: several ? [rectangle.first.column, rectangle.last.column] : null,
		isMarked: (place) => several && place >= rectangle.first.place && place <= rectangle.last.place,
		go: (to, extend = false) => {
			const cell = { place: within(to.place, rows), column: within(to.column, columns) };
			set((now) => ({ active: cell, corner: extend ? (now.corner ?? now.active) : null, editing: null }));
			return cell;
		},
		edit: (typed) => set((now) => (now.active ? { ...now, corner: null, editing: { column: now.active.column, typed } } : now)),
		endEdit: () => set((now) => ({ ...now, editing: null })),
		reset: () => set({ active: null, corner: null, editing: null }),
		clear: () => set((now) => ({ ...now, corner: null, editing: null })),
	};
}
