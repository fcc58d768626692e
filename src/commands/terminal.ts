// How commands speak: in the language of the terminal, results on standard output, everything else on standard error.
import { AppError, fill, type Language, type Words } from '../platform/errors.ts';
import { commandError } from './messages.ts';

/** The language of a terminal, from LC_ALL, LC_MESSAGES or LANG: Chinese where it is set to it, English everywhere else. */
export function terminalLanguage(env: Readonly<Record<string, string | undefined>> = process.env): Language {
	return /^zh/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'zh-CN' : 'en';
}

export const language: Language = terminalLanguage();

/** Whether this command is to print its result as JSON. */
export const wantsJson = process.argv.includes('--json');

/** The words in the language of the terminal. */
export function inWords(words: Words, params: Readonly<Record<string, string | number>> = {}): string {
	return fill(words[language], params);
}

/** One line on standard error: for the person, never for a program. */
export function tell(words: Words, params: Readonly<Record<string, string | number>> = {}): void {
	process.stderr.write(`${inWords(words, params)}\n`);
}

/** The result of a command: one JSON object where that was asked for, else lines for a person. */
export function answer(result: object, lines: () => readonly string[]): void {
	process.stdout.write(
		wantsJson
			? `${JSON.stringify(result)}\n`
			: lines()
					.map((line) => `${line}\n`)
					.join(''),
	);
}

/** Lines with their columns below each other; full-width characters take two places. */
export function columns(rows: readonly (readonly string[])[]): string[] {
	const count = Math.max(0, ...rows.map((row) => row.length));
	const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => width(row[i] ?? ''))));
	return rows.map((row) =>
		row
			.map((cell, i) => cell + ' '.repeat(widths[i]! - width(cell)))
			.join('  ')
			.trimEnd(),
	);
}

const fullWidth = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/;

function width(text: string): number {
	return [...text].reduce((sum, character) => sum + (fullWidth.test(character) ? 2 : 1), 0);
}

/** What was thrown as something to tell: errors of the database by what they mean, a defect as one. */
async function asAppError(thrown: unknown): Promise<AppError> {
	if (thrown instanceof AppError) return thrown;
	// Loaded when it is needed: it brings the database driver along.
	const { toAppError } = await import('../platform/problems.ts');
	const known = toAppError(thrown);
	if (known) return known;
	const reason = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
	return commandError('unexpected', { reason: reason.split('\n')[0]! });
}

/**
 * Ends a command that failed: one sentence on standard error, with --json the same as an object on standard output.
 * The stack is shown where LOG_LEVEL asks for detail.
 */
export async function fail(thrown: unknown, exitCode = 1): Promise<void> {
	const error = await asAppError(thrown);
	const message = error.words[language];
	process.stderr.write(`${message}\n`);
	for (const { path, words } of error.problems) process.stderr.write(`  ${path}: ${words[language]}\n`);
	if (process.env.LOG_LEVEL === 'debug' || process.env.LOG_LEVEL === 'trace') console.error(thrown);
	if (wantsJson) process.stdout.write(`${JSON.stringify({ error: { code: error.code, message } })}\n`);
	process.exitCode = exitCode;
}

/** A line of progress that is written over and over; nothing where standard error is not a terminal. At most four times a second. */
export class ProgressLine {
	readonly #shown = process.stderr.isTTY === true;
	#last = 0;

	show(text: () => string): void {
		if (!this.#shown || Date.now() - this.#last < 250) return;
		this.#last = Date.now();
		process.stderr.write(`\r\x1b[K${text()}`);
	}

	end(): void {
		if (this.#last > 0) process.stderr.write('\r\x1b[K');
		this.#last = 0;
	}
}
