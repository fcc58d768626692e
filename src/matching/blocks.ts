// Brings records together that may be one customer: those that share an atom, or two atoms of different fields, with few others.
import { either, type Group, groupOf, slots, together } from './atoms.ts';
import type { Table } from './table.ts';

/** One place of a record where an atom of some sort stands. */
interface Place {
	readonly column: number;
	readonly slot: number;
	readonly width: number;
}

/** A sort of atom of one group, wherever it stands in a record. */
interface Sort {
	readonly group: Group;
	readonly sort: string;
	readonly places: readonly Place[];
}

/** What records are brought together by: one sort of atom, or two. */
export interface Key {
	readonly name: string;
	readonly first: Sort;
	readonly second: Sort | null;
}

/** Says little by itself and much beside something else. */
const weak = new Set(['region', 'category']);

/** Every key that the columns give. */
export function keysOf({ columns }: Table): Key[] {
	const sorts = new Map<string, { group: Group; sort: string; places: Place[] }>();
	for (const [column, { kind, filled }] of columns.entries()) {
		if (filled === 0) continue;
		const group = groupOf(kind);
		// Two columns of one kind may hold each other's values: phones, lines of an address.
		for (const [slot, sort] of slots[group].entries()) {
			const name = `${group} ${sort}`;
			const found = sorts.get(name) ?? { group, sort, places: [] };
			found.places.push({ column, slot, width: slots[group].length });
			sorts.set(name, found);
		}
	}
	const all = [...sorts.values()];
	const keys: Key[] = [];
	for (const [at, first] of all.entries()) {
		if (!weak.has(first.group)) keys.push({ name: `${first.group} ${first.sort}`, first, second: null });
		if (first.group === 'names' && (first.sort === 'sound' || first.sort === 'head'))
			keys.push({ name: `names ${first.sort} twice`, first, second: first });
		for (const second of all.slice(at + 1)) {
			if (first.group === second.group || (weak.has(first.group) && weak.has(second.group))) continue;
			keys.push({ name: `${first.group} ${first.sort}, ${second.group} ${second.sort}`, first, second });
		}
	}
	return keys;
}

/** Reused by every key: hashes with their records. */
export class Entries {
	hashes = new Uint32Array(1 << 16);
	rows = new Int32Array(1 << 16);
	#otherHashes = new Uint32Array(0);
	#otherRows = new Int32Array(0);
	count = 0;

	#grow(): void {
		const hashes = new Uint32Array(this.hashes.length * 2);
		hashes.set(this.hashes);
		this.hashes = hashes;
		const rows = new Int32Array(this.rows.length * 2);
		rows.set(this.rows);
		this.rows = rows;
	}

	/** Reads the hashes of a key. `sample`: the records that are looked at; null for all. */
	read(key: Key, { columns, rows }: Table, sample: Int32Array | null): void {
		this.count = 0;
		const total = sample ? sample.length : rows;
		const first = key.first.places;
		const second = key.second?.places ?? null;
		const twice = key.first === key.second;
		for (let index = 0; index < total; index++) {
			const row = sample ? sample[index]! : index;
			if (this.count + first.length * (second?.length ?? 1) > this.hashes.length) this.#grow();
			for (let i = 0; i < first.length; i++) {
				const { column, slot, width } = first[i]!;
				const code = columns[column]!.codes[row]!;
				if (code === 0) continue;
				const hash = columns[column]!.atoms[code * width + slot]!;
				if (hash === 0) continue;
				if (!second) {
					this.hashes[this.count] = hash;
					this.rows[this.count++] = row;
					continue;
				}
				for (let j = twice ? i + 1 : 0; j < second.length; j++) {
					const place = second[j]!;
					const other = columns[place.column]!.codes[row]!;
					if (other === 0) continue;
					const with_ = columns[place.column]!.atoms[other * place.width + place.slot]!;
					if (with_ === 0 || (twice && with_ === hash)) continue;
					this.hashes[this.count] = twice ? either(hash, with_) : together(hash, with_);
					this.rows[this.count++] = row;
				}
			}
		}
	}

	/** Sorts by hash; records of one hash stay in their order (radix, 11 bits at a time). */
	sort(): void {
		if (this.#otherHashes.length < this.hashes.length) {
			this.#otherHashes = new Uint32Array(this.hashes.length);
			this.#otherRows = new Int32Array(this.hashes.length);
		}
		const { count } = this;
		const counts = new Uint32Array(2048);
		for (let shift = 0; shift < 33; shift += 11) {
			const { hashes, rows } = this;
			counts.fill(0);
			for (let i = 0; i < count; i++) counts[(hashes[i]! >>> shift) & 2047]!++;
			let sum = 0;
			for (let i = 0; i < 2048; i++) {
				const here = counts[i]!;
				counts[i] = sum;
				sum += here;
			}
			for (let i = 0; i < count; i++) {
				const hash = hashes[i]!;
				const to = counts[(hash >>> shift) & 2047]!++;
				this.#otherHashes[to] = hash;
				this.#otherRows[to] = rows[i]!;
			}
			[this.hashes, this.#otherHashes] = [this.#otherHashes, this.hashes];
			[this.rows, this.#otherRows] = [this.#otherRows, this.rows];
		}
	}
}

/** The largest group whose records are compared with each other. */
export const largestGroup = 30;

/** Small groups of records, and which of them each record stands in. */
export class Blocks {
	#members = new Int32Array(1 << 16);
	#starts = new Int32Array(1 << 14);
	#length = 0;
	groups = 0;
	/** Pairs by size of the group they stand in, a pair once for each of its groups. */
	readonly pairsBySize = new Float64Array(largestGroup + 1);
	#rowStarts = new Int32Array(0);
	#rowGroups = new Int32Array(0);

	/** Adds the groups of 2 to `largest` records that share a hash. */
	add({ hashes, rows, count }: Entries, largest = largestGroup): void {
		for (let i = 0; i < count; ) {
			const hash = hashes[i]!;
			let end = i + 1;
			while (end < count && hashes[end] === hash) end++;
			if (end - i > 1 && end - i <= largest * 2) this.#group(rows, i, end, largest);
			i = end;
		}
	}

	#group(rows: Int32Array, from: number, to: number, largest: number): void {
		if (this.#length + largestGroup * 2 > this.#members.length) {
			const grown = new Int32Array(this.#members.length * 2);
			grown.set(this.#members);
			this.#members = grown;
		}
		if (this.groups + 2 > this.#starts.length) {
			const grown = new Int32Array(this.#starts.length * 2);
			grown.set(this.#starts);
			this.#starts = grown;
		}
		let length = this.#length;
		let last = -1;
		for (let i = from; i < to; i++) {
			const row = rows[i]!;
			if (row === last) continue;
			this.#members[length++] = row;
			last = row;
		}
		const size = length - this.#length;
		if (size < 2 || size > largest) return;
		this.#length = length;
		this.#starts[++this.groups] = length;
		this.pairsBySize[size]! += (size * (size - 1)) / 2;
	}

	/** The size of groups up to which there are at most so many pairs; 2 at least. */
	sizeFor(pairs: number): number {
		let sum = 0;
		for (let size = 2; size <= largestGroup; size++) {
			sum += this.pairsBySize[size]!;
			if (sum > pairs) return Math.max(2, size - 1);
		}
		return largestGroup;
	}

	/** Lists the groups of each record, up to a size. To be called once, after all groups were added. */
	index(rows: number, largest: number): void {
		const starts = new Int32Array(rows + 1);
		const each = (visit: (row: number, group: number) => void): void => {
			for (let group = 0; group < this.groups; group++) {
				const from = this.#starts[group]!;
				const to = this.#starts[group + 1]!;
				if (to - from > largest) continue;
				// Of the last record no other is a partner: pairs are told by the earlier one.
				for (let i = from; i < to - 1; i++) visit(this.#members[i]!, group);
			}
		};
		each((row) => {
			starts[row + 1]!++;
		});
		for (let row = 0; row < rows; row++) starts[row + 1]! += starts[row]!;
		const groups = new Int32Array(starts[rows]!);
		const next = starts.slice(0, rows);
		each((row, group) => {
			groups[next[row]!++] = group;
		});
		this.#rowStarts = starts;
		this.#rowGroups = groups;
	}

	/** Tells each pair of records that share a group once, the earlier record first. `step`: of every so manieth record alone. */
	forEach(from: number, to: number, rows: number, step: number, tell: (a: number, b: number) => void): void {
		const seen = new Int32Array(rows).fill(-1);
		for (let a = from; a < to; a += step) {
			for (let at = this.#rowStarts[a]!; at < this.#rowStarts[a + 1]!; at++) {
				const group = this.#rowGroups[at]!;
				for (let i = this.#starts[group]!; i < this.#starts[group + 1]!; i++) {
					const b = this.#members[i]!;
					if (b <= a || seen[b] === a) continue;
					seen[b] = a;
					tell(a, b);
				}
			}
		}
	}
}
