// What is kept of unfinished edits, for whom and for how long.
import { expect, test } from 'vitest';
import { draftsOf, dropDrafts, mostCharacters } from './draft-store.ts';

/** A storage as browsers have it, which refuses more than so many characters. */
class Shelf {
	readonly #rows = new Map<string, string>();
	constructor(private readonly most = Number.MAX_SAFE_INTEGER) {}
	get length(): number {
		return this.#rows.size;
	}
	key = (index: number): string | null => [...this.#rows.keys()][index] ?? null;
	getItem = (key: string): string | null => this.#rows.get(key) ?? null;
	removeItem = (key: string): void => void this.#rows.delete(key);
	clear = (): void => this.#rows.clear();
	setItem(key: string, value: string): void {
		if (value.length > this.most) throw new DOMException('full', 'QuotaExceededError');
		this.#rows.set(key, value);
	}
}

const day = 86_400_000;
const one = { value: 'typed', base: 'stood' };

test('a draft is there again, until it is dropped or seven days old', () => {
	let now = 0;
	const drafts = draftsOf(new Shelf(), 1, () => now);
	expect(drafts.keep('customer:7:name', one)).toBe(true);
	now = 7 * day;
	expect(drafts.find('customer:7:name')).toEqual(one);
	expect(drafts.find('customer:8:name')).toBeNull();
	now += 1;
	expect(drafts.find('customer:7:name')).toBeNull();
	drafts.keep('a', one);
	drafts.drop('a');
	expect(drafts.find('a')).toBeNull();
});

test('nobody finds what another person typed, and signing in or out clears it away', () => {
	const shelf = new Shelf();
	const [ada, bob] = [draftsOf(shelf, 1), draftsOf(shelf, 12)];
	shelf.setItem('clientele.language', 'en');
	ada.keep('a', one);
	expect(bob.find('a')).toBeNull();
	bob.keep('a', one);
	bob.tidy();
	expect([ada.find('a'), bob.find('a')]).toEqual([null, one]);
	dropDrafts(shelf);
	expect(bob.find('a')).toBeNull();
	expect(shelf.getItem('clientele.language')).toBe('en');
});

test('what cannot be kept is told: too long, or no room', () => {
	const drafts = draftsOf(new Shelf(), 1);
	drafts.keep('a', one);
	expect(drafts.keep('a', { ...one, value: 'x'.repeat(mostCharacters) })).toBe(false);
	expect(drafts.find('a')).toBeNull();
	expect(draftsOf(new Shelf(10), 1).keep('a', one)).toBe(false);
});

test('of many drafts the oldest go, and what is no draft is passed over', () => {
	let now = 0;
	const shelf = new Shelf();
	const drafts = draftsOf(shelf, 1, () => now);
	for (now = 1; now <= 60; now++) drafts.keep(`note:${now}`, one);
	expect(shelf.length).toBe(40);
	expect([drafts.find('note:20'), drafts.find('note:21'), drafts.find('note:60')]).toEqual([null, one, one]);
	shelf.setItem('clientele.draft.1.broken', '{');
	expect(drafts.find('broken')).toBeNull();
});
