// Puts records together that are one customer: the surest pairs first, and never two that contradict each other.

export interface Link {
	readonly a: number;
	readonly b: number;
	readonly weight: number;
}

/** Between two clusters so many pairs are weighed. */
const looks = 40;

/**
 * The cluster of each record, by the number of its first record. A pair joins two clusters only where the mean of the weights between their members speaks for one customer:
 * a chain of weak links, or one record that contradicts the others, does not hold. `weigh`: of any two records.
 */
export function cluster(rows: number, links: readonly Link[], least: number, weigh: (a: number, b: number) => number): Int32Array {
	const parent = Int32Array.from({ length: rows }, (_, row) => row);
	const members = new Map<number, number[]>();
	const of = (row: number): number => {
		let at = row;
		while (parent[at] !== at) {
			parent[at] = parent[parent[at]!]!;
			at = parent[at]!;
		}
		return at;
	};
	for (const { a, b, weight } of [...links].sort((x, y) => y.weight - x.weight || x.a - y.a || x.b - y.b)) {
		if (weight < least) break;
		const x = of(a);
		const y = of(b);
		if (x === y) continue;
		const one = members.get(x) ?? [x];
		const other = members.get(y) ?? [y];
		if (one.length * other.length > 1 && !agree(one, other, weigh, least)) continue;
		const [root, leaf] = x < y ? [x, y] : [y, x];
		parent[leaf] = root;
		members.set(root, one.concat(other));
		members.delete(leaf);
	}
	for (let row = 0; row < rows; row++) parent[row] = of(row);
	return parent;
}

/** Beyond this one pair says no more. */
const bound = 12;

function agree(one: readonly number[], other: readonly number[], weigh: (a: number, b: number) => number, least: number): boolean {
	const total = one.length * other.length;
	const step = Math.max(1, Math.floor(total / looks));
	let sum = 0;
	let count = 0;
	for (let i = 0; i < total; i += step) {
		const weight = weigh(one[i % one.length]!, other[Math.floor(i / one.length)]!);
		sum += Math.max(-bound, Math.min(bound, weight));
		count++;
	}
	return sum / count >= least;
}
