// Principals that were looked up a moment ago, so that a request with a known key or cookie asks no database.
import type { Principal } from '../../platform/auth.ts';
import type { Database } from '../../platform/database.ts';

/** How long a change of rights made by another process may go unnoticed; this process notices its own at once. */
const keptFor = 5_000;
const keptAtMost = 10_000;

type Load = () => Promise<Principal | null>;

/** Principals by what the request carried. Requests that come while one is looked up share the look-up; what was not found is not kept. */
export class PrincipalCache {
	readonly #entries = new Map<string, { readonly until: number; readonly found: Promise<Principal | null> }>();

	constructor(
		private readonly milliseconds = keptFor,
		private readonly max = keptAtMost,
	) {}

	get size(): number {
		return this.#entries.size;
	}

	get(key: string, load: Load): Promise<Principal | null> {
		const known = this.#entries.get(key);
		if (known && known.until > Date.now()) return known.found;
		const found = load();
		// Deleted first so that the map stays in the order of age, the oldest in front.
		this.#entries.delete(key);
		this.#entries.set(key, { until: Date.now() + this.milliseconds, found });
		if (this.#entries.size > this.max) this.#entries.delete(this.#entries.keys().next().value!);
		const drop = () => {
			if (this.#entries.get(key)?.found === found) this.#entries.delete(key);
		};
		found.then((principal) => principal ?? drop(), drop);
		return found;
	}

	clear(): void {
		this.#entries.clear();
	}
}

interface Caches {
	readonly keys: PrincipalCache;
	readonly sessions: PrincipalCache;
}

const caches = new WeakMap<Database, Caches>();

/** The caches of this process for one database. */
export function cachesOf(database: Database): Caches {
	const known = caches.get(database) ?? { keys: new PrincipalCache(), sessions: new PrincipalCache() };
	caches.set(database, known);
	return known;
}

/** Makes the next request of everybody ask the database again: after any change of people, scopes, keys or sessions. */
export function forgetPrincipals(database: Database): void {
	cachesOf(database).keys.clear();
	cachesOf(database).sessions.clear();
}
