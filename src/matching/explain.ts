// Why two records are taken for one customer or for two: what each column says, in words and as a weight. The prior, the weights and what speaks for relatives add up to the weight of the pair.
import type { Words } from '../platform/errors.ts';
import { Comparer, elseOf } from './comparer.ts';
import { unknown } from './kinds.ts';
import { type Model, Scorer } from './learn.ts';
import type { Table } from './table.ts';
import { textOf } from './texts.ts';

export interface Reason {
	readonly field: string;
	/** The values in the form in which they are compared. */
	readonly value_1: string;
	readonly value_2: string;
	readonly words: Words;
	/** Logarithm (base 2) of how much more often this stands in pairs of one customer than of two. */
	readonly weight: number;
}

export interface Explained {
	/** Of any two records, before anything is compared. */
	readonly prior: number;
	readonly weight: number;
	/** What speaks for people of one household or firm, for namesakes or branches, instead: 0 or less. */
	readonly others: number;
	readonly reasons: readonly Reason[];
}

const words: Readonly<Record<'missing' | 'equal' | 'nearly' | 'alike' | 'other', Words>> = {
	missing: { 'zh-CN': '至少一方未填', en: 'not known of both' },
	equal: { 'zh-CN': '相同', en: 'equal' },
	nearly: { 'zh-CN': '几乎相同', en: 'nearly equal' },
	alike: { 'zh-CN': '相似', en: 'alike' },
	other: { 'zh-CN': '不同', en: 'different' },
};

/** Explains a pair of distinct records. */
export function explainPair(table: Table, model: Model, a: number, b: number): Explained {
	const { columns } = table;
	const levels = new Uint8Array(columns.length);
	new Comparer(table).compare(a, b, levels, 0);
	const scorer = new Scorer(table, model);
	const weights = new Float64Array(columns.length);
	const weight = scorer.weigh(a, b, levels, 0, weights);
	const reasons = columns.map((column, c): Reason => {
		const level = levels[c]!;
		const says =
			level === unknown ? 'missing' : level === 0 ? 'equal' : level === elseOf(column) ? 'other' : level === 1 ? 'nearly' : 'alike';
		return {
			field: column.name,
			value_1: textOf(column.texts, column.codes[a]!),
			value_2: textOf(column.texts, column.codes[b]!),
			words: words[says],
			weight: weights[c]!,
		};
	});
	const alone = weights.reduce((sum, one) => sum + one, scorer.prior);
	return { prior: scorer.prior, weight, others: Math.min(0, weight - alone), reasons };
}
