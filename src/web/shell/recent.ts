// What a person opened and searched for lately. Of customers only ids are kept: their names are read anew, under the rights the person has then. What was
// searched may itself be a name, so it is forgotten with the browser's tab.
import { keep, kept } from '../shared/kept.ts';

/** How many of each are kept. */
const most = 8;

/** The newest first, each once. */
export function withNewest<T>(before: readonly T[], newest: T): readonly T[] {
	return [newest, ...before.filter((one) => one !== newest)].slice(0, most);
}

const customersOf = (user: number) => `recent.${user}`;
const searches = 'clientele.searches.';
const searchesOf = (user: number) => `${searches}${user}`;

export function recentCustomers(user: number): readonly number[] {
	const ids = kept<unknown>(customersOf(user));
	return Array.isArray(ids) ? ids.filter((id) => Number.isSafeInteger(id)) : [];
}

export function rememberCustomer(user: number, id: number): void {
	keep(customersOf(user), withNewest(recentCustomers(user), id));
}

export function recentSearches(user: number): readonly string[] {
	try {
		const texts: unknown = JSON.parse(sessionStorage.getItem(searchesOf(user)) ?? '[]');
		return Array.isArray(texts) ? texts.filter((text) => typeof text === 'string') : [];
	} catch {
		return [];
	}
}

/** Signed out, nothing that was searched for stays in the tab, whoever searched. */
export function forgetSearches(): void {
	try {
		for (const key of Object.keys(sessionStorage)) if (key.startsWith(searches)) sessionStorage.removeItem(key);
	} catch {
		// Storage is switched off: there is nothing to forget.
	}
}

export function rememberSearch(user: number, text: string): void {
	try {
		sessionStorage.setItem(searchesOf(user), JSON.stringify(withNewest(recentSearches(user), text)));
	} catch {
		// Storage is full or switched off: there is nothing recent then.
	}
}
