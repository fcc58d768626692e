// Where unfinished edits are kept: on this device, for one person, for seven days at most, and gone when he signs out or another one signs in.

const prefix = 'clientele.draft.';
const days = 7;
/** Drafts of a person; the oldest goes first. */
const mostDrafts = 40;
/** Characters of one draft; a longer one is not kept, and the page warns before it is left. */
export const mostCharacters = 200_000;

export interface Kept<T> {
	readonly value: T;
	/** What stood there when the edit began, to tell whether somebody changed it meanwhile. */
	readonly base: T;
}

interface Stored {
	readonly at: number;
	readonly value: unknown;
	readonly base: unknown;
}

type Place = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

function keysOf(place: Place, start: string): string[] {
	return Array.from({ length: place.length }, (_, index) => place.key(index) ?? '').filter((key) => key.startsWith(start));
}

function parsed(text: string | null): Stored | null {
	try {
		const stored = JSON.parse(text ?? 'null') as Stored | null;
		return stored && typeof stored.at === 'number' ? stored : null;
	} catch {
		return null;
	}
}

/** The drafts of one person in a storage of the browser. Never throws: without storage nothing is kept, and keep() says so. */
export function draftsOf(place: Place, user_id: number, now: () => number = Date.now) {
	const own = `${prefix}${user_id}.`;
	const quietly = <T>(work: () => T, otherwise: T): T => {
		try {
			return work();
		} catch {
			return otherwise;
		}
	};
	const drop = (name: string) => quietly(() => place.removeItem(own + name), undefined);
	return {
		/** What was typed under this name; null where nothing is kept, or for too long. */
		find<T>(name: string): Kept<T> | null {
			const stored = quietly(() => parsed(place.getItem(own + name)), null);
			if (!stored) return null;
			if (now() - stored.at <= days * 86_400_000) return { value: stored.value as T, base: stored.base as T };
			drop(name);
			return null;
		},
		/** False where it could not be kept: too long, storage full or switched off. */
		keep(name: string, kept: Kept<unknown>): boolean {
			const text = JSON.stringify({ at: now(), ...kept });
			if (text.length > mostCharacters) {
				drop(name);
				return false;
			}
			return quietly(() => {
				const others = keysOf(place, own).filter((key) => key !== own + name);
				const age = (key: string) => parsed(place.getItem(key))?.at ?? 0;
				for (const key of others.sort((a, b) => age(b) - age(a)).slice(mostDrafts - 1)) place.removeItem(key);
				place.setItem(own + name, text);
				return true;
			}, false);
		},
		drop,
		/** Forgets the drafts of all other people on this device, and what is too old of this one's. */
		tidy(): void {
			quietly(() => {
				for (const key of keysOf(place, prefix)) {
					const stored = parsed(place.getItem(key));
					if (!key.startsWith(own) || !stored || now() - stored.at > days * 86_400_000) place.removeItem(key);
				}
			}, undefined);
		},
	};
}

export type Drafts = ReturnType<typeof draftsOf>;

/** null where the browser does not allow storage. */
export function storage(): Storage | null {
	try {
		return localStorage;
	} catch {
		return null;
	}
}

/** Forgets every draft on this device: when somebody signs out. */
export function dropDrafts(place: Place | null = storage()): void {
	for (const key of place ? keysOf(place, prefix) : []) place!.removeItem(key);
}
