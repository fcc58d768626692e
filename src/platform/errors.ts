// One kind of error for the whole program: a code, an HTTP status and one sentence in each language, told once in a table beside the feature it belongs to.

/** The languages the product speaks. Order: the fallback comes last. */
export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

/** A sentence in every language. `{name}` is replaced by the parameter of that name. */
export type Words = Readonly<Record<Language, string>>;

/** One line of an error table: the HTTP status and what to tell the person (what is wrong, where, what to do). */
export interface ErrorSpec extends Words {
	readonly status: number;
}

export type ErrorParams = Readonly<Record<string, string | number>>;

/** One field of the input that is wrong. `path` is the JSON path as the caller wrote it (`contact_points.0.value`). */
export interface FieldProblem {
	readonly path: string;
	readonly code: string;
	readonly words: Words;
}

/** Fills `{name}` places of a sentence; a parameter that is missing leaves its place as it is, so that a mistake is seen. */
export function fill(sentence: string, params: ErrorParams = {}): string {
	return sentence.replace(/\{(\w+)\}/g, (place, name: string) => String(params[name] ?? place));
}

/** Fills a sentence in every language at once. */
export function fillWords(words: Words, params: ErrorParams = {}): Words {
	return { 'zh-CN': fill(words['zh-CN'], params), en: fill(words.en, params) };
}

/**
 * An error that is meant for the person or program who asked. Everything else that is thrown is a defect and answered with 500.
 * `extra` travels as further members of the problem+json body (for example the current version at a conflict).
 */
export class AppError extends Error {
	readonly words: Words;
	constructor(
		readonly code: string,
		readonly spec: ErrorSpec,
		readonly params: ErrorParams = {},
		readonly problems: readonly FieldProblem[] = [],
		readonly extra: Readonly<Record<string, unknown>> = {},
	) {
		super(fill(spec.en, params));
		this.name = 'AppError';
		this.words = fillWords(spec, params);
	}

	get status(): number {
		return this.spec.status;
	}
}

/** What goes with an error besides its code and parameters. */
export interface ErrorDetails {
	readonly problems?: readonly FieldProblem[];
	readonly extra?: Readonly<Record<string, unknown>>;
}

/**
 * Turns a table of errors into a function that makes them: `const error = defineErrors({…}); throw error('not_found', { id })`.
 * An unknown code does not compile.
 */
export function defineErrors<const Table extends Record<string, ErrorSpec>>(table: Table) {
	return (code: keyof Table & string, params: ErrorParams = {}, details: ErrorDetails = {}): AppError =>
		new AppError(code, table[code] as ErrorSpec, params, details.problems, details.extra);
}
