// Compares two records field by field: a level for each column.
import { levelCount, unknown } from './kinds.ts';
import { levelOf } from './levels.ts';
import { type Column, newSpan, setSpan, type Table } from './table.ts';

/** Columns of one kind whose values may stand in each other's place: lines of an address, two phones. */
const interchangeable = new Set(['address', 'phone', 'email', 'identifier']);

export class Comparer {
	readonly #columns: readonly Column[];
	readonly #given: number;
	readonly #family: number;
	readonly #peers: readonly (readonly number[])[];
	readonly #a = newSpan();
	readonly #b = newSpan();

	constructor({ columns }: Table) {
		this.#columns = columns;
		this.#given = columns.findIndex(({ kind }) => kind === 'given');
		this.#family = columns.findIndex(({ kind }) => kind === 'family');
		this.#peers = columns.map(({ kind }, at) =>
			interchangeable.has(kind) ? columns.flatMap((other, index) => (index !== at && other.kind === kind ? [index] : [])) : [],
		);
	}

	/** The level of the value of one column of a record against one of another column of another. */
	between(x: number, a: number, y: number, b: number): number {
		const one = this.#columns[x]!;
		const other = this.#columns[y]!;
		const p = one.codes[a]!;
		const q = other.codes[b]!;
		if (p === 0 || q === 0) return unknown;
		if (x === y && p === q) return 0;
		const first = setSpan(this.#a, one, p);
		const second = setSpan(this.#b, other, q);
		if (x !== y && first.end - first.start === second.end - second.start) {
			let i = 0;
			const n = first.end - first.start;
			while (i < n && first.chars[first.start + i] === second.chars[second.start + i]) i++;
			if (i === n) return 0;
		}
		return levelOf(one.kind, first, second);
	}

	/** Whether the level of a column depends on its own values alone. */
	isAlone(c: number): boolean {
		return this.#peers[c]!.length === 0 && (this.#given < 0 || this.#family < 0 || (c !== this.#given && c !== this.#family));
	}

	/** Writes the levels of two records, one a column, into `out` from `from` on. */
	compare(a: number, b: number, out: Uint8Array, from: number): void {
		const columns = this.#columns;
		for (let c = 0; c < columns.length; c++) out[from + c] = this.between(c, a, c, b);
		this.#swapped(a, b, out, from);
		for (let c = 0; c < columns.length; c++) {
			const peers = this.#peers[c]!;
			// In each other's place: as good as a slip, never as good as equal.
			for (let i = 0; i < peers.length && out[from + c]! > 1; i++) {
				const crossed = Math.min(this.between(c, a, peers[i]!, b), this.between(peers[i]!, a, c, b));
				if (crossed <= 1) out[from + c] = 1;
			}
		}
	}

	/** Given and family name in each other's place. */
	#swapped(a: number, b: number, out: Uint8Array, from: number): void {
		const g = this.#given;
		const f = this.#family;
		if (g < 0 || f < 0) return;
		const straight = Math.min(out[from + g]!, 4) + Math.min(out[from + f]!, 4);
		if (straight <= 3) return;
		const one = this.between(g, a, f, b);
		const other = this.between(f, a, g, b);
		if ((one === 0 || other === 0 || (one === 1 && other === 1)) && (one < 2 || one === unknown) && (other < 2 || other === unknown)) {
			if (one !== unknown) out[from + g] = 1;
			if (other !== unknown) out[from + f] = 1;
		}
	}
}

/** The last level of a column: something else. */
export const elseOf = ({ kind }: Column): number => levelCount[kind] - 1;
