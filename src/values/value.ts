// The shape that every normaliser of this folder returns: a canonical value, and what is wrong or doubtful about the input in both languages.

import { type ErrorParams, fillWords, type Words } from '../platform/errors.ts';
import { detached } from '../platform/text.ts';

/**
 * `error`: the value cannot be used and `value` is null. `warning`: a value is there, but a person may want to look at it. `repaired`: what a
 * program had done to the value was put right without a doubt (a leading zero that a spreadsheet took away); nobody needs to look.
 */
export type Severity = 'error' | 'warning' | 'repaired';

/** What stood there, and what is stored instead. */
export interface Repair {
	readonly was: string;
	readonly now: string;
}

/** What is wrong with an input. `code` is stable and unique over all normalisers; the words quote the input, shortened. */
export interface ValueProblem {
	readonly code: string;
	readonly severity: Severity;
	readonly words: Words;
	/** Of a repaired value. */
	readonly repair?: Repair;
}

/**
 * The result of a normaliser. Empty input gives `value: null` without a problem: nothing was stated.
 * With an error `value` is null; with a warning or a repair it holds what can be stored.
 */
export interface Normalised<T> {
	readonly value: T | null;
	readonly problem?: ValueProblem;
}

/** One line of a problem table: the severity and one sentence in each language, with `{name}` places; of a repair these are {was} and {now}. */
export interface ProblemSpec extends Words {
	readonly severity: Severity;
}

/** Nothing was stated. One shared object, because most cells of a wide file are empty. */
export const nothing: Normalised<never> = Object.freeze({ value: null });

/** How much of the input a sentence quotes. */
const quotedLength = 60;

function quote(value: string | number): string | number {
	return typeof value === 'string' && value.length > quotedLength
		? `${value.slice(0, quotedLength).replace(/\p{Surrogate}/gu, '')}…`
		: value;
}

/**
 * Turns a table of problems into a function that makes them: `const problem = defineProblems({…}); problem('phone_letters', { value })`.
 * An unknown code does not compile.
 */
export function defineProblems<const Table extends Record<string, ProblemSpec>>(table: Table) {
	return (code: keyof Table & string, params: ErrorParams = {}): ValueProblem => {
		const { severity, ...words } = table[code] as ProblemSpec;
		const quoted = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, quote(value)]));
		const told: ValueProblem = { code, severity, words: fillWords(words, quoted) };
		return severity === 'repaired' ? { ...told, repair: { was: String(params.was), now: String(params.now) } } : told;
	};
}

/**
 * A memory of at most `limit` answers that is emptied when full: real files repeat given names, companies, cities and domains,
 * and the cost of forgetting is one computation. Cheaper per hit than a true least-recently-used cache.
 */
export function remember<T>(limit: number, compute: (key: string) => T): (key: string) => T {
	const known = new Map<string, T>();
	return (key) => {
		const hit = known.get(key);
		if (hit !== undefined) return hit;
		const own = detached(key);
		const made = compute(own);
		if (known.size >= limit) known.clear();
		known.set(own, made);
		return made;
	};
}
