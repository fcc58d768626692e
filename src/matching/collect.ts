// Takes records one by one and matches them: what is alike in every column is one record to the matcher.

import type { Kind } from './kinds.ts';
import { probability } from './learn.ts';
import { type Matched, match } from './match.ts';
import { type Column, ColumnBuilder, type Table } from './table.ts';

export interface ColumnSpec {
	readonly name: string;
	readonly kind: Kind;
}

export interface Deduped {
	/** For each record the first record of its cluster, itself where it is alone. */
	readonly clusters: Int32Array;
	/** For each record how likely it belongs to its cluster: its surest link to another member; 1 where it is alone. */
	readonly probabilities: Float64Array;
	/** Records that are alike in every column stand for one: the first of them, by record. */
	readonly representatives: Int32Array;
	/** The distinct records, and the pairs of them that were scored. */
	readonly table: Table;
	readonly matched: Matched;
	/** The place of each distinct record among the records. */
	readonly firsts: Int32Array;
}

/** Fields that must be known for two equal records to be one customer without another sign: a first name and a town are not enough. */
const enough = 3;

export class Collector {
	readonly #builders: readonly ColumnBuilder[];
	#records = 0;

	constructor(columns: readonly ColumnSpec[]) {
		this.#builders = columns.map(({ name, kind }) => new ColumnBuilder(name, kind));
	}

	/** Adds a record: its values in the order of the columns, '' where nothing is known. */
	add(values: readonly string[]): void {
		for (const [at, builder] of this.#builders.entries()) builder.add(values[at] ?? '');
		this.#records++;
	}

	get records(): number {
		return this.#records;
	}

	/** Matches what was added. To be called once. */
	match(): Deduped {
		const whole = this.#builders.map((builder) => builder.build());
		const { representatives, firsts } = distinct(whole, this.#records);
		const table: Table = { rows: firsts.length, columns: whole.map((column) => narrowed(column, firsts)) };
		const matched = match(table);
		const clusters = new Int32Array(this.#records);
		const probabilities = new Float64Array(this.#records).fill(1);
		const best = new Float64Array(firsts.length).fill(Number.NEGATIVE_INFINITY);
		for (const { a, b, weight } of matched.links) {
			if (matched.clusters[a] !== matched.clusters[b]) continue;
			best[a] = Math.max(best[a]!, weight);
			best[b] = Math.max(best[b]!, weight);
		}
		const placeOf = new Int32Array(this.#records);
		for (let at = 0; at < firsts.length; at++) placeOf[firsts[at]!] = at;
		for (let record = 0; record < this.#records; record++) {
			const at = placeOf[representatives[record]!]!;
			clusters[record] = firsts[matched.clusters[at]!]!;
			if (best[at]! > Number.NEGATIVE_INFINITY && representatives[record] === record) probabilities[record] = probability(best[at]!);
		}
		return { clusters, probabilities, representatives, table, matched, firsts };
	}
}

/** For each record the first that equals it in every column and says enough. */
function distinct(columns: readonly Column[], records: number): { representatives: Int32Array; firsts: Int32Array } {
	const representatives = new Int32Array(records);
	const firsts: number[] = [];
	const need = Math.min(enough, columns.filter(({ filled }) => filled > 0).length);
	const heads = new Map<number, number>();
	const next = new Int32Array(records).fill(-1);
	for (let record = 0; record < records; record++) {
		let hash = 17;
		let known = 0;
		for (const { codes } of columns) {
			const code = codes[record]!;
			hash = Math.imul(hash, 0x01000193) ^ code;
			if (code !== 0) known++;
		}
		let first = known > 0 && known >= need ? (heads.get(hash) ?? -1) : -1;
		while (first >= 0 && columns.some(({ codes }) => codes[first] !== codes[record])) first = next[first]!;
		representatives[record] = first >= 0 ? first : record;
		if (first >= 0) continue;
		firsts.push(record);
		if (known > 0 && known >= need) {
			next[record] = heads.get(hash) ?? -1;
			heads.set(hash, record);
		}
	}
	return { representatives, firsts: Int32Array.from(firsts) };
}

/** A column of the distinct records alone, with what is frequent among them. */
function narrowed(column: Column, firsts: Int32Array): Column {
	if (firsts.length === column.codes.length) return column;
	const codes = new Int32Array(new SharedArrayBuffer(Math.max(4, firsts.length * 4)));
	const counts = new Uint32Array(column.counts.length);
	let filled = 0;
	for (let at = 0; at < firsts.length; at++) {
		const code = column.codes[firsts[at]!]!;
		codes[at] = code;
		counts[code]!++;
		if (code !== 0) filled++;
	}
	return { ...column, codes: codes.subarray(0, firsts.length), counts, filled };
}
