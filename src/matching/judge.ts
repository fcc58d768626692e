// Weighs two records, and stops as soon as it is clear that they are two customers: most candidates are.
import { Comparer } from './comparer.ts';
import { type Kind, unknown } from './kinds.ts';
import type { Model } from './learn.ts';
import { Scorer } from './learn.ts';
import type { Table } from './table.ts';

/** What tells two customers apart soonest for what comparing it costs. */
const order: readonly Kind[] = [
	'date',
	'identifier',
	'phone',
	'postcode',
	'email',
	'house',
	'category',
	'region',
	'place',
	'given',
	'family',
	'name',
	'text',
	'address',
];

/** A pair is not what was asked for. */
export const tooLittle = Number.NEGATIVE_INFINITY;

export class Judge {
	readonly #comparer: Comparer;
	readonly #scorer: Scorer;
	readonly #columns: Table['columns'];
	readonly #alone: readonly number[];
	readonly #most: Float64Array;
	readonly #levels: Uint8Array;
	readonly #possible: Float64Array;

	constructor(table: Table, model: Model) {
		this.#comparer = new Comparer(table);
		this.#scorer = new Scorer(table, model);
		this.#columns = table.columns;
		this.#alone = table.columns
			.flatMap((_, c) => (this.#comparer.isAlone(c) ? [c] : []))
			.sort((x, y) => order.indexOf(table.columns[x]!.kind) - order.indexOf(table.columns[y]!.kind));
		this.#most = Float64Array.from(table.columns, (_, c) => this.#scorer.mostOf(c));
		this.#levels = new Uint8Array(table.columns.length);
		this.#possible = new Float64Array(table.columns.length);
	}

	/** The weight of a pair, the earlier record first; `tooLittle` where it is below `least`. */
	weigh(a: number, b: number, least: number): number {
		let bound = this.#scorer.prior;
		for (let c = 0; c < this.#columns.length; c++) {
			const { codes } = this.#columns[c]!;
			const p = codes[a]!;
			const q = codes[b]!;
			const known = p !== 0 && q !== 0;
			const most = known && p === q ? this.#scorer.weightOf(c, 0, a, b) : known || !this.#comparer.isAlone(c) ? this.#most[c]! : 0;
			this.#possible[c] = most;
			bound += most;
		}
		if (bound < least) return tooLittle;
		for (const c of this.#alone) {
			const level = this.#comparer.between(c, a, c, b);
			if (level === unknown || level === 0) continue;
			// What speaks for one customer is discounted later: it counts in full here.
			bound += this.#scorer.weightOf(c, level, a, b) - this.#possible[c]!;
			if (bound < least) return tooLittle;
		}
		this.#comparer.compare(a, b, this.#levels, 0);
		const weight = this.#scorer.weigh(a, b, this.#levels, 0);
		return weight < least ? tooLittle : weight;
	}

	/** The weight of any pair. */
	fully(a: number, b: number): number {
		return a < b ? this.weigh(a, b, tooLittle) : this.weigh(b, a, tooLittle);
	}
}
