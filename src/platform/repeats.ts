// What is noted again and again: once at its first time, and what follows of the same within a minute is counted, so that nobody fills the audit by asking
// again and again.
import type { Logger } from 'pino';
import { type AuditEntry, audit } from './audit.ts';
import { type Context, type Database, write } from './database.ts';

/** How long the same is counted, in milliseconds. */
const window = 60_000;
/** Customers that are named of what was repeated, at most. */
const mostNamed = 20;

/** How often something came again, and about which customers. */
export interface Repeated {
	readonly count: number;
	readonly customers: readonly number[];
}

interface Bucket<T> {
	readonly first: T;
	readonly timer: NodeJS.Timeout;
	/** The first time is written. */
	readonly written: Promise<void>;
	again: number;
	readonly customers: Set<number>;
}

/** What is counted, by its keys. */
export class Repeats<T> {
	readonly #open = new Map<string, Bucket<T>>();

	/**
	 * @param write writes the first time, and later what came again; what it throws of the first time reaches whoever noted it
	 * @param ended is told that a key is counted no more
	 */
	constructor(
		private readonly write: (first: T, repeated?: Repeated) => Promise<void>,
		private readonly ended: (first: T) => void = () => {},
	) {}

	has(key: string): boolean {
		return this.#open.has(key);
	}

	async note(key: string, one: T, customer_id?: number | null): Promise<void> {
		const known = this.#open.get(key);
		if (known) {
			known.again++;
			if (customer_id && known.customers.size < mostNamed) known.customers.add(customer_id);
			return known.written;
		}
		const timer = setTimeout(() => void this.#end(key).catch(() => {}), window);
		timer.unref();
		const written = this.write(one);
		this.#open.set(key, { first: one, timer, written, again: 0, customers: new Set() });
		try {
			await written;
		} catch (cause) {
			this.#close(key);
			throw cause;
		}
	}

	/** Writes what was counted until now; the next one is a first one again. */
	async flush(): Promise<void> {
		// One after the other, so that the entries stand in the order in which it began.
		for (const key of [...this.#open.keys()]) await this.#end(key);
	}

	#close(key: string): Bucket<T> | undefined {
		const bucket = this.#open.get(key);
		if (!bucket) return undefined;
		clearTimeout(bucket.timer);
		this.#open.delete(key);
		this.ended(bucket.first);
		return bucket;
	}

	async #end(key: string): Promise<void> {
		const bucket = this.#close(key);
		if (bucket && bucket.again > 0) await this.write(bucket.first, { count: bucket.again, customers: [...bucket.customers] });
	}
}

/** What one does again and again. */
interface Deed {
	readonly context: Context;
	readonly entry: AuditEntry;
}

type Parts = { readonly database: Database; readonly log: Pick<Logger, 'warn'> };

const kept = new WeakMap<Database, Repeats<Deed>>();

/** What is done in this process again and again, such as reading a file part by part. The first time throws where it cannot be written. */
export function deedsOf({ database, log }: Parts): Repeats<Deed> {
	const known = kept.get(database);
	if (known) return known;
	const made = new Repeats<Deed>(async ({ context, entry }, repeated) => {
		if (!repeated) return write(database, context, (client) => audit(client, entry));
		const more = { ...entry, detail: { again: true }, count: repeated.count };
		await write(database, context, (client) => audit(client, more)).catch((cause) =>
			log.warn({ err: cause }, 'what was done again could not be noted in the audit'),
		);
	});
	kept.set(database, made);
	return made;
}
