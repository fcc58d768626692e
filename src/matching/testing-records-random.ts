// Chance for the generated records: a seeded source of numbers, and draws by weight.

/** Numbers that look random and are the same for the same seed (sfc32, of PractRand's family; not for secrets). */
export class Random {
	#a: number;
	#b: number;
	#c: number;
	#counter = 1;

	constructor(seed: number) {
		this.#a = 0x9e3779b9 ^ seed;
		this.#b = 0x243f6a88 ^ Math.floor(seed / 2 ** 32);
		this.#c = 0xb7e15162;
		for (let round = 0; round < 16; round++) this.next();
	}

	/** From 0 up to, but not, 1. */
	next(): number {
		const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
		this.#counter = (this.#counter + 1) | 0;
		this.#a = this.#b ^ (this.#b >>> 9);
		this.#b = (this.#c + (this.#c << 3)) | 0;
		this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
		return (sum >>> 0) / 2 ** 32;
	}

	/** A whole number from 0 up to, but not, the limit. */
	below(limit: number): number {
		return Math.floor(this.next() * limit);
	}

	/** A whole number, both ends included. */
	between(first: number, last: number): number {
		return first + this.below(last - first + 1);
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	pick<T>(items: ArrayLike<T>): T {
		return items[this.below(items.length)] as T;
	}

	digits(count: number): string {
		let text = '';
		for (let i = 0; i < count; i++) text += this.below(10);
		return text;
	}

	/** Brings the items into a random order, in place. */
	shuffle(items: unknown[]): void {
		for (let i = items.length - 1; i > 0; i--) {
			const other = this.below(i + 1);
			[items[i], items[other]] = [items[other], items[i]];
		}
	}
}

/** Draws one of the items, each as often as its weight says, in a time that does not depend on their number (Walker's alias method). */
export class Weighted<T> {
	readonly items: readonly T[];
	#threshold: Float64Array;
	#other: Uint32Array;

	constructor(items: readonly T[], weights: readonly number[]) {
		const total = weights.reduce((sum, weight) => sum + weight, 0);
		this.items = items;
		this.#threshold = Float64Array.from(items, (_, i) => ((weights[i] ?? 0) * items.length) / total);
		this.#other = new Uint32Array(items.length);
		const small: number[] = [];
		const large: number[] = [];
		this.#threshold.forEach((share, i) => {
			(share < 1 ? small : large).push(i);
		});
		while (small.length > 0 && large.length > 0) {
			const low = small.pop()!;
			const high = large.at(-1)!;
			this.#other[low] = high;
			this.#threshold[high] = this.#threshold[high]! + this.#threshold[low]! - 1;
			if (this.#threshold[high]! < 1) small.push(large.pop()!);
		}
		for (const i of [...small, ...large]) this.#threshold[i] = 1;
	}

	draw(random: Random): T {
		const i = random.below(this.items.length);
		return this.items[random.next() < this.#threshold[i]! ? i : this.#other[i]!] as T;
	}
}

/** Items in the order of their rank; the one at rank r is drawn as often as 1 / (r + shift), as names are in life. */
export function byRank<T>(items: readonly T[], shift = 8): Weighted<T> {
	return new Weighted(
		items,
		items.map((_, rank) => 1 / (rank + 1 + shift)),
	);
}

/** The words of a list written as one text. */
export function words(text: string): string[] {
	return text.trim().split(/\s+/);
}
