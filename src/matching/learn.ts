// Learns, without being told which records are one customer, how much each agreement says (Fellegi and Sunter 1969; expectation and maximisation as Winkler 1988).
import { Comparer, elseOf } from './comparer.ts';
import { circumstances, levelCount, mostElse, nearlyUnique, unknown } from './kinds.ts';
import type { Column, Table } from './table.ts';

/** Candidate pairs with a level for each column. */
export interface Pairs {
	readonly count: number;
	readonly a: Int32Array;
	readonly b: Int32Array;
	/** By pair, then column. */
	readonly levels: Uint8Array;
}

export interface Model {
	/** How often each level stands in pairs of one customer, by column. */
	readonly m: readonly Float64Array[];
	/** How often in pairs of two, by column; of equal values by value instead. */
	readonly u: readonly Float64Array[];
	/** The share of all pairs that are one customer. */
	prior: number;
}

/** The pairs of which the chance agreements are counted. */
const trials = 400_000;

/** A generator of pseudo-random numbers (mulberry32): the same records always teach the same. */
export function random(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** How often values agree by chance: counted on random pairs; nearly all are two customers. */
function chance(table: Table): Float64Array[] {
	const { columns, rows } = table;
	const u = columns.map(({ kind }) => new Float64Array(levelCount[kind]).fill(0.5));
	const next = random(20_240_601);
	const comparer = new Comparer(table);
	const levels = new Uint8Array(columns.length);
	const most = Math.min(trials, (rows * (rows - 1)) / 2);
	for (let i = 0; i < most; i++) {
		const a = Math.floor(next() * rows);
		const b = Math.floor(next() * rows);
		if (a === b) continue;
		comparer.compare(a, b, levels, 0);
		for (let c = 0; c < columns.length; c++) if (levels[c] !== unknown) u[c]![levels[c]!]!++;
	}
	for (const one of u) {
		const total = one.reduce((sum, x) => sum + x, 0);
		for (let l = 0; l < one.length; l++) one[l]! /= total;
	}
	return u;
}

/** What is taken for likely before anything is learned: 80 % equal, 5 % something else, the rest between. */
function expected(levels: number): Float64Array {
	return Float64Array.from({ length: levels }, (_, l) => (l === 0 ? 0.8 : l === levels - 1 ? 0.05 : 0.15 / (levels - 2)));
}

/** How much a further agreement of circumstances counts, beside the strongest. */
const discount = 0.6;

/** Values of phones, addresses of mail and numbers that a small file does not show: three records that share one are no sign that it is frequent. */
const unseen = 500;

/** How much circumstances say without any agreement of identity, and how much more for what identity says. */
const alone = 8;
const perIdentity = 1.5;

/** Weighs pairs by a model: the logarithm (base 2) of the odds that both are one customer. */
export class Scorer {
	readonly #columns: readonly Column[];
	readonly #equal: readonly Float64Array[];
	readonly #weights: readonly Float64Array[];
	readonly #prior: number;
	readonly #place: readonly number[];
	readonly #near: Float64Array;
	readonly #nearColumns: Int32Array;

	constructor({ columns }: Table, { m, u, prior }: Model) {
		this.#columns = columns;
		this.#prior = Math.log2(prior / (1 - prior));
		this.#place = columns.flatMap(({ kind }, c) => (circumstances.has(kind) ? [c] : []));
		this.#near = new Float64Array(this.#place.length);
		this.#nearColumns = new Int32Array(this.#place.length);
		this.#weights = columns.map((column, c) => {
			const { counts, filled } = column;
			let squares = 0;
			for (let code = 1; code < counts.length; code++) squares += (counts[code]! / Math.max(filled, 1)) ** 2;
			// No weaker agreement counts more than a stronger one; something else never speaks for one customer.
			let top = Math.log2(m[c]![0]! / Math.max(squares, 1e-6));
			return Float64Array.from(m[c]!, (share, l) => {
				if (l > 0) top = Math.min(top, Math.log2(share / u[c]![l]!));
				return Math.min(top, limitOf(column, l));
			});
		});
		// Equal values by how rare they are: the same rare name says more than the same frequent one.
		this.#equal = columns.map(({ kind, counts, filled }, c) => {
			const others = filled + (nearlyUnique.has(kind) ? unseen : 1);
			return Float64Array.from(counts, (count) => Math.log2(m[c]![0]! / Math.max((count - 0.5) / others, 1e-9)));
		});
	}

	/** What one column says of a pair, as the logarithm of a ratio. `a`: the earlier record. */
	weightOf(c: number, level: number, a: number, b: number): number {
		if (level === unknown) return 0;
		if (level > 0) return this.#weights[c]![level]!;
		const { codes } = this.#columns[c]!;
		// Equal to what stands in another column.
		return codes[a] === codes[b] ? this.#equal[c]![codes[a]!]! : this.#weights[c]![0]!;
	}

	/** The most that a column may say for one customer where its values are not equal. */
	mostOf(c: number): number {
		return Math.max(0, this.#weights[c]![1]!);
	}

	get prior(): number {
		return this.#prior;
	}

	/**
	 * The weight of a pair whose levels stand in `levels` from `from` on. `each`: gets what each column adds, after the discount of what says where somebody is
	 * (the strongest in full, the second by 0.6, the third by 0.36 …).
	 */
	weigh(a: number, b: number, levels: Uint8Array, from: number, each?: Float64Array): number {
		let sum = this.#prior;
		let near = 0;
		for (let c = 0, place = 0; c < this.#columns.length; c++) {
			const weight = this.weightOf(c, levels[from + c]!, a, b);
			const isPlace = this.#place[place] === c;
			if (isPlace) place++;
			if (each) each[c] = weight;
			if (isPlace && weight > 0) {
				// Kept in falling order: there are a few.
				let at = near++;
				for (; at > 0 && this.#near[at - 1]! < weight; at--) {
					this.#near[at] = this.#near[at - 1]!;
					this.#nearColumns[at] = this.#nearColumns[at - 1]!;
				}
				this.#near[at] = weight;
				this.#nearColumns[at] = c;
			} else sum += weight;
		}
		let around = 0;
		for (let i = 0, factor = 1; i < near; i++, factor *= discount) around += this.#near[i]! * factor;
		// Who lives or works together agrees in all of it: beyond some evidence it counts only as far as the persons themselves agree.
		const most = alone + perIdentity * Math.max(0, sum - this.#prior);
		const kept = around > most ? most / around : 1;
		if (each) for (let i = 0, factor = kept; i < near; i++, factor *= discount) each[this.#nearColumns[i]!] = this.#near[i]! * factor;
		return sum + around * kept;
	}
}

export const probability = (weight: number): number => 1 / (1 + 2 ** -weight);

/** Another name never speaks for one customer, however many households a file holds; nor does anything that is else. */
function limitOf(column: Column, level: number): number {
	const last = elseOf(column);
	if (column.kind === 'name' && level >= last - 1) return level === last ? -5 : -3;
	if (column.kind === 'given' && level === last) return -2;
	return level === last ? 0 : Number.POSITIVE_INFINITY;
}

const rounds = 25;

/**
 * Learns from candidate pairs. `share`: which part of all candidates these are, where they are a sample. Counts of levels start from what is expected, worth four pairs and a tenth of those found:
 * few pairs cannot teach nonsense.
 */
export function learn(table: Table, pairs: Pairs, share = 1, known: Model | null = null): Model {
	const { columns, rows } = table;
	const width = columns.length;
	const u = known?.u ?? chance(table);
	const m = known ? known.m.map((one) => one.slice()) : columns.map(({ kind }) => expected(levelCount[kind]));
	const total = Math.max(1, (rows * (rows - 1)) / 2);
	let prior = known?.prior ?? Math.min(0.5, Math.max(1, rows * 0.05) / total);
	for (let round = 0; round < rounds; round++) {
		const scorer = new Scorer(table, { m, u, prior });
		const found = columns.map(({ kind }) => new Float64Array(levelCount[kind]));
		let sum = 0;
		for (let i = 0; i < pairs.count; i++) {
			const p = probability(scorer.weigh(pairs.a[i]!, pairs.b[i]!, pairs.levels, i * width));
			if (p < 0.5) continue;
			sum += p;
			for (let c = 0; c < width; c++) {
				const level = pairs.levels[i * width + c]!;
				if (level !== unknown) found[c]![level]! += p;
			}
		}
		const before = prior;
		prior = Math.min(0.5, Math.max(sum / share, 1) / total);
		let moved = Math.abs(prior - before) / before;
		for (const [c, column] of columns.entries()) {
			const next = shares(found[c]!, column);
			for (let l = 0; l < next.length; l++) moved = Math.max(moved, Math.abs(next[l]! - m[c]![l]!));
			m[c] = next;
		}
		if (moved < 1e-3) break;
	}
	return { m, u, prior };
}

function shares(found: Float64Array, { kind }: Column): Float64Array {
	const total = found.reduce((sum, x) => sum + x, 0);
	const weight = 4 + 0.1 * total;
	const first = expected(found.length);
	const is = found.map((x, l) => (x + weight * first[l]!) / (total + weight));
	const last = found.length - 1;
	const most = mostElse[kind];
	const other = is[last]!;
	return other <= most ? is : is.map((x, l) => (l === last ? most : (x * (1 - most)) / (1 - other)));
}
