// Numbers that look random and are the same on every machine: each customer of the demo world draws from a stream of its own.

/** A stream of pseudo-random numbers: mulberry32 (T. Ettinger, 2017), seeded by a scrambled pair of numbers. Not for secrets. */
export class Random {
	#state: number;

	constructor(seed: number, stream: number) {
		// The finaliser of MurmurHash3 spreads neighbouring streams over all states.
		let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(stream + 1, 0xc2b2ae35);
		h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
		h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
		this.#state = (h ^ (h >>> 16)) | 0;
	}

	/** From 0 to less than 1. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) | 0;
		let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	}

	/** A whole number from 0 to below `end`. */
	int(end: number): number {
		return Math.floor(this.next() * end);
	}

	/** A whole number from `first` to `last`, both included. */
	between(first: number, last: number): number {
		return first + this.int(last - first + 1);
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	pick<T>(list: readonly T[]): T {
		return list[this.int(list.length)]!;
	}

	/** So many decimal digits. */
	digits(count: number): string {
		let text = '';
		for (let left = count; left > 0; left--) text += this.int(10);
		return text;
	}
}

/** Draws from values as often as their weights say. */
export class Weighted<T> {
	readonly #ends: Float64Array;

	constructor(
		private readonly values: readonly T[],
		weights: readonly number[],
	) {
		this.#ends = new Float64Array(values.length);
		const total = weights.reduce((sum, weight) => sum + weight, 0);
		let sum = 0;
		for (const [index, weight] of weights.entries()) {
			sum += weight;
			this.#ends[index] = sum / total;
		}
	}

	draw(random: Random): T {
		const at = random.next();
		let low = 0;
		let high = this.values.length - 1;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (at < this.#ends[middle]!) high = middle;
			else low = middle + 1;
		}
		return this.values[low]!;
	}
}

/** "李 7.9, 王 7.2" → what is drawn by these weights; each value is made from its word. */
export function weightedWords<T>(text: string, make: (word: string) => T): Weighted<T> {
	const entries = text.split(',').map((entry) => entry.trim().split(/ (?=[\d.]+$)/));
	return new Weighted(
		entries.map(([word]) => make(word!)),
		entries.map(([, weight]) => Number(weight)),
	);
}
