// Chooses by which keys a large table is brought together: those that find the matches of a sample of records at the least cost.
import { Entries, type Key, largestGroup } from './blocks.ts';
import { Comparer } from './comparer.ts';
import { learn, type Model, probability, random, Scorer } from './learn.ts';
import type { Table } from './table.ts';

/** A key with the largest group of it that is looked at. */
export interface Choice {
	readonly key: Key;
	readonly largest: number;
}

/** Records whose partners are looked for by every key. */
const sampled = 2_000;

/** Candidate pairs that a record may have on average. */
const budget = 14;

/** What reading and sorting a key costs beside its pairs, in pairs a record. */
const keyCost = 0.05;

/** The sizes of groups that are weighed against each other. */
const sizes = [4, 10, largestGroup];

/** A match that is found a second and a third time is safer against what the sample does not show. */
const worth = [1, 0.1, 0.02, 0];

interface Tried {
	readonly key: Key;
	/** Pairs by their number, with the size of the group that brought them together. */
	readonly pairs: number[];
	readonly groups: number[];
}

/** Distinct hashes of the sampled records, with the records that share each. */
class Wanted {
	readonly #mask: number;
	readonly #hashes: Uint32Array;
	readonly #heads: Int32Array;
	readonly #counts: Int32Array;
	#next: Int32Array;
	#rows: Int32Array;
	#length = 0;

	constructor(entries: Entries) {
		let size = 1024;
		while (size < entries.count * 2) size *= 2;
		this.#mask = size - 1;
		this.#hashes = new Uint32Array(size);
		this.#heads = new Int32Array(size).fill(-1);
		this.#counts = new Int32Array(size);
		this.#next = new Int32Array(1 << 14);
		this.#rows = new Int32Array(1 << 14);
		for (let i = 0; i < entries.count; i++) {
			let at = entries.hashes[i]! & this.#mask;
			while (this.#hashes[at] !== 0 && this.#hashes[at] !== entries.hashes[i]) at = (at + 1) & this.#mask;
			this.#hashes[at] = entries.hashes[i]!;
		}
	}

	/** Notes a record that may share the hash; more of them than a group may have are only counted. */
	meet(hash: number, row: number): void {
		let at = hash & this.#mask;
		while (this.#hashes[at] !== hash) {
			if (this.#hashes[at] === 0) return;
			at = (at + 1) & this.#mask;
		}
		const head = this.#heads[at]!;
		if (head >= 0 && this.#rows[head] === row) return;
		if (++this.#counts[at]! > largestGroup) return;
		if (this.#length === this.#rows.length) {
			const grown = new Int32Array(this.#length * 2);
			grown.set(this.#rows);
			this.#rows = grown;
			const next = new Int32Array(this.#length * 2);
			next.set(this.#next);
			this.#next = next;
		}
		this.#rows[this.#length] = row;
		this.#next[this.#length] = head;
		this.#heads[at] = this.#length++;
	}

	forEachGroup(tell: (rows: readonly number[]) => void): void {
		for (let at = 0; at <= this.#mask; at++) {
			const count = this.#counts[at]!;
			if (count < 2 || count > largestGroup) continue;
			const rows: number[] = [];
			for (let i = this.#heads[at]!; i >= 0; i = this.#next[i]!) rows.push(this.#rows[i]!);
			tell(rows);
		}
	}
}

/** Records by which it is told how large the groups of a key will be. */
const glance = 20_000;

/** The share of the entries of a key that stand in groups small enough to be looked at, at full size: estimated from some records. */
function smallShare(key: Key, table: Table, entries: Entries, some: Int32Array): number {
	entries.read(key, table, some);
	if (entries.count < 2) return 0;
	entries.sort();
	const scale = table.rows / some.length;
	let small = 0;
	for (let i = 0; i < entries.count; ) {
		let end = i + 1;
		while (end < entries.count && entries.hashes[end] === entries.hashes[i]) end++;
		// One in the sample may be one of many: two and more tell.
		if (end - i === 1 || (end - i) * scale <= largestGroup) small += end - i;
		i = end;
	}
	return small / entries.count;
}

/** The keys worth trying: not those whose groups are all too large, nor two atoms together where one alone brings together as few. */
function worthTrying(table: Table, keys: readonly Key[], entries: Entries, some: Int32Array): Key[] {
	const small = new Map(keys.filter(({ second }) => !second).map((key) => [key.first, smallShare(key, table, entries, some)]));
	return keys.filter((key) => {
		const { first, second } = key;
		if (!second) return small.get(first)! >= 0.02;
		if ((small.get(first) ?? 0) > 0.97 || (small.get(second) ?? 0) > 0.97) return false;
		return smallShare(key, table, entries, some) >= 0.05;
	});
}

/** Learns from a sample of records and all their partners, and chooses the keys for the whole table. */
export function chooseKeys(
	table: Table,
	keys: readonly Key[],
): { choices: readonly Choice[]; model: Model; coverage: number; tried: number } {
	const { rows, columns } = table;
	const next = random(7);
	const pick = (most: number): Int32Array => {
		const count = Math.min(most, rows);
		const chosen = new Set<number>();
		while (chosen.size < count) chosen.add(Math.floor(next() * rows));
		return Int32Array.from(chosen).sort();
	};
	const sample = pick(sampled);
	const some = pick(glance);
	const numberOf = new Map<number, number>();
	const a: number[] = [];
	const b: number[] = [];
	const entries = new Entries();
	const isSampled = new Uint8Array(rows);
	for (const row of sample) isSampled[row] = 1;
	const tried: Tried[] = [];
	for (const key of worthTrying(table, keys, entries, some)) {
		entries.read(key, table, sample);
		const wanted = new Wanted(entries);
		entries.read(key, table, null);
		for (let i = 0; i < entries.count; i++) wanted.meet(entries.hashes[i]!, entries.rows[i]!);
		const one: Tried = { key, pairs: [], groups: [] };
		wanted.forEachGroup((group) => {
			for (const q of group) {
				if (isSampled[q] === 0) continue;
				for (const row of group) {
					if (row === q || (isSampled[row] === 1 && row < q)) continue;
					const [x, y] = q < row ? [q, row] : [row, q];
					const id = x * rows + y;
					let number = numberOf.get(id);
					if (number === undefined) {
						number = a.length;
						numberOf.set(id, number);
						a.push(x);
						b.push(y);
					}
					one.pairs.push(number);
					one.groups.push(group.length);
				}
			}
		});
		tried.push(one);
	}
	numberOf.clear();
	const width = columns.length;
	const levels = new Uint8Array(a.length * width);
	const comparer = new Comparer(table);
	for (let i = 0; i < a.length; i++) comparer.compare(a[i]!, b[i]!, levels, i * width);
	const pairs = { count: a.length, a: Int32Array.from(a), b: Int32Array.from(b), levels };
	// Each pair of the table is met from either end: a sampled record meets all its partners.
	const model = learn(table, pairs, (2 * sampled) / rows);
	const scorer = new Scorer(table, model);
	const p = Float64Array.from(a, (_, i) => {
		const is = probability(scorer.weigh(a[i]!, b[i]!, levels, i * width));
		return is > 0.3 ? is : 0;
	});
	return { ...greedy(tried, p), model, tried: tried.length };
}

/** Takes, one after another, the key and size that finds most for what it costs. */
function greedy(tried: readonly Tried[], p: Float64Array): { choices: Choice[]; coverage: number } {
	const found = new Uint8Array(p.length);
	const options = tried.flatMap(({ key, pairs, groups }) =>
		sizes.map((largest) => {
			const within = pairs.filter((_, i) => groups[i]! <= largest);
			return { key, largest, cost: keyCost + within.length / sampled / 2, matches: [...new Set(within)].filter((pair) => p[pair]! > 0) };
		}),
	);
	const chosen = new Map<Key, Choice>();
	const paid = new Map<Key, number>();
	let spent = 0;
	for (;;) {
		let best = null;
		let bestRatio = 1e-3;
		for (const option of options) {
			const extra = option.cost - (paid.get(option.key) ?? 0);
			if (extra <= 0 || spent + extra > budget) continue;
			let gain = 0;
			for (const pair of option.matches) gain += p[pair]! * worth[Math.min(found[pair]!, 3)]!;
			const ratio = gain / extra;
			if (ratio > bestRatio) {
				bestRatio = ratio;
				best = option;
			}
		}
		if (!best) break;
		spent += best.cost - (paid.get(best.key) ?? 0);
		paid.set(best.key, best.cost);
		chosen.set(best.key, { key: best.key, largest: best.largest });
		for (const pair of best.matches) found[pair]!++;
	}
	let all = 0;
	let covered = 0;
	for (let i = 0; i < p.length; i++) {
		all += p[i]!;
		if (found[i]! > 0) covered += p[i]!;
	}
	return { choices: [...chosen.values()], coverage: all === 0 ? 1 : covered / all };
}
