// Messages put together while nobody looks, and what they make old.
import { expect, test } from 'vitest';
import type { LiveChange } from '../features/live/schema.ts';
import { mergeChanges, staleKeys } from './live-merge.ts';

const change = (part: Partial<LiveChange>): LiveChange => ({ kind: 'customers', ids: [], gone: [], many: false, details: [], ...part });

test('one change of each kind is left, and the later word counts', () => {
	const merged = mergeChanges([
		change({ ids: [1, 2] }),
		change({ kind: 'settings', details: [{ what: 'tags' }] }),
		change({ ids: [3], gone: [1] }),
		change({ kind: 'settings', details: [{ what: 'tags' }] }),
	]);
	expect(merged).toEqual([change({ ids: [2, 3], gone: [1] }), change({ kind: 'settings', details: [{ what: 'tags' }] })]);
	expect(mergeChanges([change({ gone: [1] }), change({ ids: [1] })])).toEqual([change({ ids: [1] })]);
});

test('many stays many, and more than 500 become many', () => {
	expect(mergeChanges([change({ many: true }), change({ ids: [1] })])).toEqual([change({ many: true })]);
	const ids = Array.from({ length: 501 }, (_, id) => id);
	expect(mergeChanges([change({ ids })])).toEqual([change({ many: true })]);
});

test('what was read of a customer, an import or a definition becomes old', () => {
	expect(staleKeys(change({ ids: [7], gone: [8] }))).toEqual([
		['customer', 7],
		['customer', 8],
	]);
	expect(staleKeys(change({ many: true }))).toEqual([['customer']]);
	expect(staleKeys(change({ kind: 'imports', details: [{ id: 3, state: 'done' }] }))).toEqual([['imports'], ['import', 3]]);
	expect(staleKeys(change({ kind: 'settings', details: [{ what: 'tags' }] }))).toEqual([['tags']]);
	expect(staleKeys(change({ kind: 'views' }))).toEqual([['views']]);
});
