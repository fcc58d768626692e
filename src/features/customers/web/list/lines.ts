// What the grid draws: a line for each place of a list, whether it is cut by keys or grouped by a value.
import { type Chunks, chunkAt, placeOf, type Row, rowAt, type Snapshot } from './chunks.ts';

export type GroupValue = string | number | boolean | null;

export type Line =
	| { readonly kind: 'row'; readonly row: Row }
	/** The head of a group. */
	| { readonly kind: 'group'; readonly value: GroupValue; readonly count: number; readonly open: boolean }
	/** Not read yet. */
	| { readonly kind: 'pending' };

/** A place told so that it is found again after what lies before it was read and turned out longer or shorter. */
export interface Anchor {
	readonly key: string;
	readonly within: number;
}

export interface Lines {
	readonly total: number;
	readonly lineAt: (place: number) => Line;
	/** Sees to it that these places are read. */
	readonly ensure: (first: number, last: number) => void;
	readonly anchorOf: (place: number) => Anchor;
	/** Where an anchor stands now; null where it is gone. */
	readonly placeOfAnchor: (anchor: Anchor) => number | null;
	/** The place of a customer among the rows that are read; -1 where it is not. */
	readonly placeOf: (id: number) => number;
	/** What stands about a place in the order of the list, for a person who jumps; null where it is not known. */
	readonly labelAt: (place: number) => string | null;
}

const keyAt = ({ all }: Chunks, at: number): string => all[at]?.after ?? '';

/** The lines of a list cut by keys; `ensure` reads what comes into sight. */
export function linesOf({ chunks, boundaries }: Snapshot, ensure: Lines['ensure']): Lines {
	return {
		total: chunks.total,
		lineAt: (place) => {
			const row = rowAt(chunks, place);
			return row ? { kind: 'row', row } : { kind: 'pending' };
		},
		ensure,
		anchorOf: (place) => {
			const at = chunkAt(chunks, place);
			return { key: keyAt(chunks, at), within: place - (chunks.starts[at] ?? 0) };
		},
		placeOfAnchor: ({ key, within }) => {
			const at = chunks.all.findIndex((_, one) => keyAt(chunks, one) === key);
			return at < 0 ? null : chunks.starts[at]! + within;
		},
		placeOf: (id) => placeOf(chunks, id),
		labelAt: (place) => boundaries?.[chunkAt(chunks, place)]?.label ?? null,
	};
}
