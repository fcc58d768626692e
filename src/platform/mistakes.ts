// What stands in the program's log alone: input that is refused for its form, and a database that is away. The first at once, the same within a minute as
// one line with its number (OWASP ASVS 16.3.3, 16.3.4). No value, and no name of a field that somebody may have made up.
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { callerOf } from './addresses.ts';
import { toAppError } from './problems.ts';
import { type Repeated, Repeats } from './repeats.ts';

/** Refused because of how a request is made, not of who made it; those are in the audit (refusals.ts). */
const forms = [400, 413, 415, 431];
/** Different lines that are counted at once; all further ones are one line together. */
const mostKinds = 500;

interface Line {
	readonly level: 'info' | 'error';
	readonly text: string;
	readonly about: Readonly<Record<string, unknown>>;
}

export class Mistakes {
	#kinds = 0;
	readonly #lines: Repeats<Line>;

	constructor(log: Pick<Logger, 'info' | 'error'>) {
		this.#lines = new Repeats<Line>(
			async ({ level, text, about }, again?: Repeated) => log[level]({ mistake: { ...about, ...(again && { again: again.count }) } }, text),
			() => this.#kinds--,
		);
	}

	/** Looks whether what was thrown is one of these. Never throws. */
	note(thrown: unknown, request: FastifyRequest, user?: number): void {
		const cause = toAppError(thrown, request);
		if (!cause) return;
		const away = cause.code === 'database_unreachable';
		if (!away && !forms.includes(cause.status)) return;
		const route = `${request.method} ${request.routeOptions.url ?? '?'}`;
		const ip = callerOf(request.ip);
		const problems = [...new Set(cause.problems.map(({ code }) => code))].sort();
		const about = away
			? { code: cause.code, reason: (thrown as { code?: string }).code }
			: { code: cause.code, status: cause.status, route, problems, user, ip, request: request.id };
		const key = away ? cause.code : `${route} ${cause.code} ${user} ${ip}`;
		const known = this.#lines.has(key) || this.#kinds < mostKinds;
		const line: Line = {
			level: away ? 'error' : 'info',
			text: away ? 'the database cannot be reached' : 'input refused',
			about: known ? about : { code: 'many_different' },
		};
		if (!this.#lines.has(known ? key : '')) this.#kinds++;
		void this.#lines.note(known ? key : '', line).catch(() => {});
	}

	/** Writes what was counted until now. */
	flush(): Promise<void> {
		return this.#lines.flush();
	}
}
