// A list of any length as a row of key ranges: which place lies in which, what is read and what is not. Pure; store.ts does the reading.
import type { CustomerRow } from '../../schema.ts';

export type Row = Partial<CustomerRow> & { readonly id: number };

/** Rows between two keys. What is not read yet takes the room that it is thought to need. */
export interface Chunk {
	/** The cursor behind which it begins; null: at the beginning. */
	readonly after: string | null;
	/** The cursor with which it ends, itself included; null: at the end of the list, or not known. */
	readonly until: string | null;
	/** Null: not read yet. */
	readonly rows: readonly Row[] | null;
	/** Places it takes: its rows, or how many they are thought to be. */
	readonly count: number;
}

/** Whether all its rows are read: of the first one the beginning may stand before the rest. */
export const isWhole = ({ rows, count }: Chunk): boolean => rows !== null && rows.length >= count;

/** A list as its chunks, with the place where each begins. */
export interface Chunks {
	readonly all: readonly Chunk[];
	readonly starts: readonly number[];
	readonly total: number;
}

export function chunksOf(all: readonly Chunk[]): Chunks {
	const starts: number[] = [];
	let total = 0;
	for (const { count } of all) {
		starts.push(total);
		total += count;
	}
	return { all, starts, total };
}

export const noChunks = chunksOf([]);

/** The number of the chunk in which a place lies; -1 in an empty list. Places beyond the ends belong to the first and the last one. */
export function chunkAt({ starts }: Chunks, place: number): number {
	let low = 0;
	let high = starts.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if (starts[middle]! <= place) low = middle;
		else high = middle - 1;
	}
	return high;
}

/** The row at a place; undefined where it is not read, or beyond the end. */
export function rowAt(chunks: Chunks, place: number): Row | undefined {
	const at = chunkAt(chunks, place);
	return at < 0 ? undefined : chunks.all[at]!.rows?.[place - chunks.starts[at]!];
}

/** The place of a row among those that are read; -1 where it is not. */
export function placeOf(chunks: Chunks, id: number): number {
	for (const [at, { rows }] of chunks.all.entries()) {
		const within = rows?.findIndex((row) => row.id === id) ?? -1;
		if (within >= 0) return chunks.starts[at]! + within;
	}
	return -1;
}

export interface Boundary {
	readonly after: string;
	/** Rows up to and including it, as estimated. */
	readonly position: number;
	readonly label: string | null;
}

/** The chunks between sampled boundaries. What was read of the beginning is shown until its chunk is read whole. */
export function cut(points: readonly Boundary[], total: number, beginning: readonly Row[]): Chunks {
	const all: Chunk[] = [];
	let after: string | null = null;
	let position = 0;
	for (const point of points) {
		if (point.position <= position) continue;
		all.push({ after, until: point.after, rows: null, count: point.position - position });
		after = point.after;
		position = point.position;
	}
	all.push({ after, until: null, rows: null, count: Math.max(1, total - position) });
	const first = all[0]!;
	all[0] = { ...first, rows: beginning, count: Math.max(first.count, beginning.length) };
	return chunksOf(all);
}

/** The list with another chunk in one place. */
export function withChunk(chunks: Chunks, at: number, chunk: Chunk): Chunks {
	return chunksOf(chunks.all.map((one, place) => (place === at ? chunk : one)));
}

/** The list with these rows in the places where they stand; rows that are not read are left out. */
export function withRows(chunks: Chunks, fresh: ReadonlyMap<number, Row>): Chunks {
	let touched = false;
	const all = chunks.all.map((chunk) => {
		if (!chunk.rows?.some(({ id }) => fresh.has(id))) return chunk;
		touched = true;
		return { ...chunk, rows: chunk.rows.map((row) => fresh.get(row.id) ?? row) };
	});
	return touched ? { ...chunks, all } : chunks;
}

/** Forgets the rows of chunks far from a place, so that memory stays flat however far somebody scrolls. */
export function forgotten(chunks: Chunks, near: number, keep: number): Chunks {
	const centre = chunkAt(chunks, near);
	if (chunks.all.every(({ rows }, at) => rows === null || Math.abs(at - centre) <= keep)) return chunks;
	// Their count stays, so nothing moves.
	return { ...chunks, all: chunks.all.map((one, at) => (Math.abs(at - centre) > keep && one.rows ? { ...one, rows: null } : one)) };
}

/** What is read of a list so far. */
export interface Snapshot {
	readonly chunks: Chunks;
	/** Null until boundaries are known. */
	readonly boundaries: readonly Boundary[] | null;
	/** The first rows are on their way. */
	readonly pending: boolean;
	/** Why the first rows could not be read; what failed further down is asked for again when it comes into sight. */
	readonly failure: unknown;
}
