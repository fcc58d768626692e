// What was refused is noted in the audit and the log: once at its first time, and what follows of the same within a minute as one entry with its
// count, so that nobody fills the audit by asking again and again (OWASP ASVS 16.3.2).
import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { callerOf } from './addresses.ts';
import { type AuditEntry, audit } from './audit.ts';
import { type Context, type Database, write } from './database.ts';
import type { Endpoint } from './endpoint.ts';
import type { AppError } from './errors.ts';
import { toAppError } from './problems.ts';
import { type Repeated, Repeats } from './repeats.ts';

/** What was refused, to whom, in words and numbers of ours. */
export interface Refusal {
	readonly context: Context;
	readonly ip: string;
	/** What is counted together, besides the place it comes from. */
	readonly key: string;
	readonly entry: Pick<AuditEntry, 'action' | 'entity' | 'entity_id' | 'customer_id'> & {
		readonly detail: Readonly<Record<string, unknown>>;
	};
}

/** Different refusals of an action that get entries of their own within a minute; all further ones are one entry together. */
const mostKinds = 500;
type Parts = { readonly database: Database; readonly log: Pick<Logger, 'info' | 'warn'> };

/** The refusals of this process. */
export class Refusals {
	readonly #repeats = new Repeats<Refusal>(
		(first, repeated) => this.#write(first, repeated),
		({ entry: { action } }) => this.#kinds.set(action, this.#kinds.get(action)! - 1),
	);
	readonly #kinds = new Map<string, number>();
	readonly #noted = new WeakSet<FastifyRequest>();
	readonly #running = new Set<Promise<void>>();

	constructor(private readonly parts: Parts) {}

	/** Notes a refusal. Never throws: whoever was refused is told so, whatever becomes of the entry. */
	async note(refusal: Refusal, request?: FastifyRequest): Promise<void> {
		if (request) this.#noted.add(request);
		const { action, entity } = refusal.entry;
		const kinds = this.#kinds.get(action) ?? 0;
		const own = `${action} ${callerOf(refusal.ip)} ${refusal.key}`;
		const key = this.#repeats.has(own) || kinds < mostKinds ? own : `${action} others`;
		if (!this.#repeats.has(key)) this.#kinds.set(action, kinds + 1);
		const others: Refusal = {
			context: { user_id: 0, scopes: [] },
			ip: '',
			key,
			entry: { action, entity, detail: { code: 'many_different' } },
		};
		await this.#repeats.note(key, key === own ? refusal : others, refusal.entry.customer_id);
	}

	/** Work that nobody waits for but flush(). */
	later(work: Promise<void>): void {
		const running = work
			.catch((cause) => this.parts.log.warn({ err: cause }, 'a refusal could not be noted in the audit'))
			.finally(() => this.#running.delete(running));
		this.#running.add(running);
	}

	/** Whether the refusal of this request is noted already. */
	has(request: FastifyRequest): boolean {
		return this.#noted.has(request);
	}

	/** Writes what was counted until now; the next refusal is a first one again. */
	async flush(): Promise<void> {
		await Promise.all(this.#running);
		await this.#repeats.flush();
	}

	async #write({ context, ip, entry: first }: Refusal, repeated?: Repeated): Promise<void> {
		const { customer_id: _, detail: said, ...rest } = first;
		const again = { again: true, ...(repeated && repeated.customers.length > 0 && { customers: repeated.customers }) };
		const entry: AuditEntry = repeated ? { ...rest, detail: { ...said, ...again }, count: repeated.count } : first;
		const { action, entity_id, customer_id, count, detail } = entry;
		this.parts.log.info({ refused: { action, about: entity_id, customer_id, ...detail, user: context.user_id, ip, count } }, 'refused');
		try {
			await write(this.parts.database, context, (client) => audit(client, entry));
		} catch (cause) {
			this.parts.log.warn({ err: cause }, 'a refusal could not be noted in the audit');
		}
	}
}

const kept = new WeakMap<Database, Refusals>();

/** The refusals of this process for one database. */
export function refusalsOf(parts: Parts): Refusals {
	const known = kept.get(parts.database) ?? new Refusals(parts);
	kept.set(parts.database, known);
	return known;
}

/** What was thrown to whom; `principal` is nobody where that is not known. */
export interface Thrown {
	readonly cause: unknown;
	readonly request: FastifyRequest;
	readonly principal: Context & { readonly key_id?: number };
	readonly endpoint: Pick<Endpoint, 'method' | 'path' | 'permission'>;
}

/** Whether an answer refuses somebody: no right, a wrong key or proof, too often; where nobody has to sign in, also a link that there is not. */
const isRefusal = ({ status }: AppError, permission: string) =>
	[401, 403, 429].includes(status) || (permission === 'public' && [404, 410].includes(status));

/**
 * Notes the refusals of requests, before their answers leave.
 * @param hidden the customer that a person asked for and may not see, of an error that says there is none
 */
export function noteRefused(parts: Parts, hidden: (cause: AppError) => Promise<number | null>): (thrown: Thrown) => Promise<void> {
	const refusals = refusalsOf(parts);
	return async ({ cause: thrown, request, principal, endpoint: { method, path, permission } }) => {
		const cause = toAppError(thrown, request);
		if (!cause || refusals.has(request)) return;
		const { ip } = request;
		const endpoint = `${method} ${path}`;
		const note = (code: string, customer_id?: number) =>
			refusals.note({
				context: principal,
				ip,
				// Whoever has not signed in gets one entry for all that he tries.
				key: `${principal.user_id} ${principal.key_id ?? ''} ${principal.user_id === 0 ? '' : endpoint} ${code}`,
				entry: {
					action: 'access.refused',
					entity: 'endpoints',
					entity_id: endpoint,
					detail: { code, status: cause.status },
					...(customer_id !== undefined && { customer_id }),
				},
			});
		if (isRefusal(cause, permission)) return note(cause.code);
		// Not waited for: how long the answer takes would tell whether there is such a customer.
		if (cause.status === 404 && principal.user_id > 0)
			refusals.later(hidden(cause).then((customer) => (customer === null ? undefined : note('out_of_sight', customer))));
	};
}

/** From where a request comes, as the audit keeps it. */
export const traceOf = ({ ip }: Pick<FastifyRequest, 'ip'>, channel: string) => ({ channel, ...(isIP(ip) > 0 && { ip }) });
