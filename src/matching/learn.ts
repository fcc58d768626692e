// Learns, without being told which records are one customer, how much each agreement says (Fellegi and Sunter 1969; expectation and maximisation as Winkler 1988).
import { type OtherClass, otherClasses, sharesOf } from './classes.ts';
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
	/** How often each level stands in pairs of people of one household or firm, and of namesakes, and which share of all pairs those are. */
	readonly others: readonly Other[];
}

export interface Other {
	readonly of: OtherClass;
	readonly shares: readonly Float64Array[];
	readonly prior: number;
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

/** What is taken for likely before anything is learned: 80 % equal, 5 % something else, the rest between; of classes and free text 30 % something else. */
function expected({ kind }: Column): Float64Array {
	const last = levelCount[kind] - 1;
	const other = kind === 'category' || kind === 'text' ? 0.3 : 0.05;
	return Float64Array.from({ length: last + 1 }, (_, l) => (l === 0 ? 0.85 - other : l === last ? other : 0.15 / (last - 1)));
}

/** How much a further agreement of circumstances counts, beside the strongest. */
const discount = 0.6;

/** Values of phones, addresses of mail and numbers that a small file does not show: three records that share one are no sign that it is frequent. */
const unseen = 500;

/** Weighs pairs by a model: the logarithm (base 2) of the odds that both are one customer. */
export class Scorer {
	readonly #columns: readonly Column[];
	readonly #equal: readonly Float64Array[];
	readonly #weights: readonly Float64Array[];
	readonly #prior: number;
	readonly #place: readonly number[];
	readonly #near: Float64Array;
	readonly #nearColumns: Int32Array;
	/** By class: what its prior and its shares add to the weights of one customer, by column and level. */
	readonly #others: readonly { readonly prior: number; readonly less: readonly Float64Array[] }[];
	readonly #posterior: Float64Array;
	readonly #likely: Float64Array;

	constructor({ columns }: Table, { m, u, prior, others }: Model) {
		this.#columns = columns;
		this.#prior = Math.log2(prior / (1 - prior));
		this.#place = columns.flatMap(({ kind }, c) => (circumstances.has(kind) ? [c] : []));
		this.#near = new Float64Array(this.#place.length);
		this.#nearColumns = new Int32Array(this.#place.length);
		this.#others = others.map((other) => ({
			prior: Math.log2(other.prior / prior),
			less: m.map((one, c) => one.map((share, l) => Math.log2(other.shares[c]![l]! / share))),
		}));
		this.#posterior = new Float64Array(others.length);
		this.#likely = new Float64Array(others.length + 1);
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
		const sum = this.#sum(a, b, levels, from, each);
		return sum - this.#againstOthers(sum, levels, from);
	}

	/** The weight of one customer against strangers. */
	#sum(a: number, b: number, levels: Uint8Array, from: number, each?: Float64Array): number {
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
		for (let i = 0, factor = 1; i < near; i++, factor *= discount) {
			sum += this.#near[i]! * factor;
			if (each) each[this.#nearColumns[i]!] = this.#near[i]! * factor;
		}
		return sum;
	}

	/** How much less likely one customer is where the pair may also be of one household, or of namesakes: in bits. */
	#againstOthers(sum: number, levels: Uint8Array, from: number): number {
		// 1 + 2^sum (1 + 2^x + 2^y): of strangers, one customer, and the others.
		let odds = 0;
		for (let k = 0; k < this.#others.length; k++) {
			const { prior, less } = this.#others[k]!;
			let x = prior;
			for (let c = 0; c < less.length; c++) {
				const level = levels[from + c]!;
				if (level !== unknown) x += less[c]![level]!;
			}
			this.#posterior[k] = x;
			odds += 2 ** Math.min(200, sum + x);
		}
		return odds === 0 ? 0 : Math.log2(1 + odds);
	}

	/** How likely a pair is one customer, and each of the others; the list is reused. */
	classify(a: number, b: number, levels: Uint8Array, from: number): Float64Array {
		const sum = this.#sum(a, b, levels, from);
		this.#againstOthers(sum, levels, from);
		const likely = this.#likely;
		likely[0] = 2 ** Math.min(200, sum);
		let all = 1 + likely[0];
		for (let k = 0; k < this.#others.length; k++) {
			likely[k + 1] = 2 ** Math.min(200, sum + this.#posterior[k]!);
			all += likely[k + 1]!;
		}
		for (let k = 0; k < likely.length; k++) likely[k]! /= all;
		return likely;
	}
}

export const probability = (weight: number): number => 1 / (1 + 2 ** -weight);

/** What is something else never speaks for one customer. */
const limitOf = (column: Column, level: number): number => (level === elseOf(column) ? 0 : Number.POSITIVE_INFINITY);

const rounds = 25;

/**
 * Learns from candidate pairs. `share`: which part of all candidates these are, where they are a sample. Counts of levels start from what is expected, worth four pairs and a tenth of those found:
 * few pairs cannot teach nonsense.
 */
export function learn(table: Table, pairs: Pairs, share = 1, known: Model | null = null): Model {
	const { columns, rows } = table;
	const width = columns.length;
	const u = known?.u ?? chance(table);
	const m = known ? known.m.map((one) => one.slice()) : columns.map(expected);
	const total = Math.max(1, (rows * (rows - 1)) / 2);
	const first = Math.min(0.5, Math.max(1, rows * 0.05) / total);
	let prior = known?.prior ?? first;
	let others: readonly Other[] =
		known?.others ??
		otherClasses.map((of) => ({
			of,
			shares: columns.map((column, c) => sharesOf(of, column, new Float64Array(levelCount[column.kind]), m[c]!)),
			prior: first,
		}));
	for (let round = 0; round < rounds; round++) {
		const scorer = new Scorer(table, { m, u, prior, others });
		const found = Array.from({ length: others.length + 1 }, () => columns.map(({ kind }) => new Float64Array(levelCount[kind])));
		const sums = new Float64Array(others.length + 1);
		for (let i = 0; i < pairs.count; i++) {
			const likely = scorer.classify(pairs.a[i]!, pairs.b[i]!, pairs.levels, i * width);
			for (let k = 0; k < likely.length; k++) {
				const p = likely[k]!;
				// Many pairs that are a little likely each would teach what nobody is.
				if (p < 0.5) continue;
				sums[k]! += p;
				for (let c = 0; c < width; c++) {
					const level = pairs.levels[i * width + c]!;
					if (level !== unknown) found[k]![c]![level]! += p;
				}
			}
		}
		const before = prior;
		prior = Math.min(0.5, Math.max(sums[0]! / share, 1) / total);
		let moved = Math.abs(prior - before) / before;
		for (const [c, column] of columns.entries()) {
			const next = shares(found[0]![c]!, column);
			for (let l = 0; l < next.length; l++) moved = Math.max(moved, Math.abs(next[l]! - m[c]![l]!));
			m[c] = next;
		}
		others = others.map(({ of }, k) => ({
			of,
			shares: columns.map((column, c) => sharesOf(of, column, found[k + 1]![c]!, m[c]!)),
			prior: Math.min(0.5, Math.max(sums[k + 1]! / share, rows * 0.002, 0.5) / total),
		}));
		if (moved < 1e-3) break;
	}
	return { m, u, prior, others };
}

function shares(found: Float64Array, column: Column): Float64Array {
	const total = found.reduce((sum, x) => sum + x, 0);
	const weight = 4 + 0.1 * total;
	const first = expected(column);
	const is = found.map((x, l) => (x + weight * first[l]!) / (total + weight));
	const last = found.length - 1;
	const most = mostElse[column.kind];
	const other = is[last]!;
	return other <= most ? is : is.map((x, l) => (l === last ? most : (x * (1 - most)) / (1 - other)));
}
