// What two records may be to each other besides one customer and strangers: people of one household or firm, and namesakes or branches. Each has its own pattern of agreement, so that it need not pass for one customer.
import { elseOf } from './comparer.ts';
import { circumstances, type Kind } from './kinds.ts';
import type { Column } from './table.ts';

/** related: another person where the same people live or work; namesake: another of the same name, or another branch. */
export const otherClasses = ['related', 'namesake'] as const;
export type OtherClass = (typeof otherClasses)[number];

const names: ReadonlySet<Kind> = new Set(['name', 'given', 'family']);

/** What those of a class have in common: there they agree as one customer does, slips and all. */
const shared = (of: OtherClass, kind: Kind): boolean => (of === 'related' ? circumstances.has(kind) : names.has(kind));

/** How much more often than in one customer what they have in common is something else after all: telephones are each one's own as well. */
const elsewhere: Readonly<Partial<Record<Kind, number>>> = { phone: 0.4, category: 0.2, text: 0.2 };

/** How often levels stand where a class tells apart, from equal to something else; 'family' is common to a household. */
const apart: Readonly<Record<OtherClass, Readonly<Partial<Record<Kind, readonly number[]>>>>> = {
	related: {
		name: [0.03, 0.01, 0.01, 0.01, 0.52, 0.42],
		given: [0.03, 0.01, 0.02, 0.04, 0.9],
		family: [0.75, 0.04, 0.02, 0.01, 0.18],
		date: [0.03, 0.005, 0.02, 0.035, 0.91],
		email: [0.2, 0.02, 0.03, 0.05, 0.7],
		identifier: [0.005, 0.005, 0.01, 0.98],
	},
	namesake: {
		date: [0.01, 0.005, 0.015, 0.04, 0.93],
		email: [0.25, 0.08, 0.04, 0.03, 0.6],
		identifier: [0.005, 0.005, 0.01, 0.98],
		phone: [0.01, 0.005, 0.015, 0.97],
		address: [0.01, 0.005, 0.005, 0.01, 0.02, 0.95],
		place: [0.4, 0.03, 0.01, 0.02, 0.54],
		postcode: [0.04, 0.03, 0.1, 0.83],
		house: [0.05, 0.05, 0.9],
		region: [0.6, 0.02, 0.38],
		category: [0.6, 0.02, 0.38],
		text: [0.2, 0.03, 0.02, 0.02, 0.03, 0.7],
	},
};

/** How often equal and nearly equal may be at most where a class tells apart: beyond that it would be learned as one customer. */
const bounds: Readonly<Record<OtherClass, Readonly<Partial<Record<Kind, number>>>>> = {
	related: { name: 0.06, given: 0.06, date: 0.05, email: 0.35, identifier: 0.02 },
	namesake: { date: 0.02, identifier: 0.02, phone: 0.03, address: 0.03, email: 0.4 },
};

/** Pairs that the expectation weighs as many as, beside a fifth of those found. */
const firm = 20;

/**
 * How often each level stands in pairs of a class: drawn to what is expected and kept within bounds. `found`: what was counted; zeros before anything was.
 * `same`: how often in pairs of one customer.
 */
export function sharesOf(of: OtherClass, column: Column, found: Float64Array, same: Float64Array): Float64Array {
	const { kind } = column;
	const last = elseOf(column);
	const total = found.reduce((sum, x) => sum + x, 0);
	const weight = firm + 0.2 * total;
	const expected = apart[of][kind];
	if (shared(of, kind) || !expected) {
		const other = (found[last]! + weight * Math.min(0.9, same[last]! + (elsewhere[kind] ?? 0.05))) / (total + weight);
		const rest = 1 - same[last]!;
		return same.map((x, l) => (l === last ? other : (x / rest) * (1 - other)));
	}
	const is = found.map((x, l) => (x + weight * expected[l]!) / (total + weight));
	const most = bounds[of][kind];
	const agree = is[0]! + is[1]!;
	if (most === undefined || agree <= most) return is;
	return is.map((x, l) => (l < 2 ? (x * most) / agree : (x * (1 - most)) / (1 - agree)));
}
