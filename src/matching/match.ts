// The whole job: keys, candidates, learning, weights, clusters.
import { Blocks, Entries, keysOf, largestGroup } from './blocks.ts';
import { type Choice, chooseKeys } from './choose.ts';
import { cluster, type Link } from './clusters.ts';
import { Comparer } from './comparer.ts';
import { Judge, tooLittle } from './judge.ts';
import { learn, type Model, type Pairs } from './learn.ts';
import type { Table } from './table.ts';

export interface Matched {
	readonly clusters: Int32Array;
	readonly links: readonly Link[];
	readonly candidates: number;
	readonly model: Model;
}

/** More likely one customer than two. */
export const threshold = 0.5;

/** Up to so many records every key is used. */
const exhaustive = 10_000;

/** Pairs that a model is learned from at most. */
const taught = 600_000;

/** Links of less than this weight (odds of 1 to 8) are not kept. */
const leastWeight = -3;

export function match(table: Table, log: (text: string) => void = () => {}): Matched {
	const { rows } = table;
	const all = keysOf(table);
	let choices: readonly Choice[] = all.map((key) => ({ key, largest: largestGroup }));
	let known: Model | null = null;
	if (rows > exhaustive) {
		const chosen = chooseKeys(table, all);
		choices = chosen.choices;
		known = chosen.model;
		log(
			`${choices.length} of ${chosen.tried} of ${all.length} keys, coverage ${chosen.coverage.toFixed(5)}: ${choices.map(({ key, largest }) => `${key.name} ${largest}`).join('; ')}`,
		);
	}
	const blocks = new Blocks();
	const entries = new Entries();
	for (const { key, largest } of choices) {
		entries.read(key, table, null);
		entries.sort();
		blocks.add(entries, largest);
	}
	blocks.index(rows, rows > exhaustive ? largestGroup : blocks.sizeFor(rows * 2_000));
	log(`${blocks.groups} groups, ${Math.round(blocks.pairsBySize.reduce((sum, x) => sum + x, 0) / rows)} pairs a record`);
	const pairs = sampleOf(blocks, table);
	const model = learn(table, pairs.pairs, pairs.share, known);
	log(`learned from ${pairs.pairs.count}, ${Math.round((model.prior * rows * (rows - 1)) / 2)} pairs expected`);
	const judge = new Judge(table, model);
	const links: Link[] = [];
	let candidates = 0;
	blocks.forEach(0, rows, rows, 1, (a, b) => {
		candidates++;
		const weight = judge.weigh(a, b, leastWeight);
		if (weight !== tooLittle) links.push({ a, b, weight });
	});
	log(`${candidates} candidates, ${links.length} links`);
	const clusters = cluster(rows, links, Math.log2(threshold / (1 - threshold)), (x, y) => judge.fully(x, y));
	log('clustered');
	return { clusters, links, candidates, model };
}

/** Candidate pairs of every so manieth record, with their levels. */
function sampleOf(blocks: Blocks, table: Table): { pairs: Pairs; share: number } {
	const { rows, columns } = table;
	const width = columns.length;
	const most = blocks.pairsBySize.reduce((sum, x) => sum + x, 0);
	const step = Math.max(1, Math.ceil(most / taught));
	const a: number[] = [];
	const b: number[] = [];
	blocks.forEach(0, rows, rows, step, (x, y) => {
		a.push(x);
		b.push(y);
	});
	const levels = new Uint8Array(a.length * width);
	const comparer = new Comparer(table);
	for (let i = 0; i < a.length; i++) comparer.compare(a[i]!, b[i]!, levels, i * width);
	return { pairs: { count: a.length, a: Int32Array.from(a), b: Int32Array.from(b), levels }, share: 1 / step };
}
