// The address of the list is written by people and by old links: what makes no sense is taken out, whatever stands there.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readListSearch, withoutField } from './search.ts';

const said = (search: Record<string, unknown>) =>
	Object.fromEntries(Object.entries({ ...search, ...readListSearch(search) }).filter(([, value]) => value !== undefined));

test('what makes sense stays', () => {
	const filter = [{ field: 'city', op: 'eq', value: 'Berlin' }];
	const search = { q: 'li', filter, sort: '-name', group: 'city', state: 'deleted', view: 3, peek: 7, dialog: 'new' };
	expect(said(search)).toEqual(search);
	expect(said({ q: 42 })).toEqual({ q: '42' });
});

test('what makes no sense is taken out, also where the router would put it in again', () => {
	expect(said({ filter: '[{', sort: 5, group: {}, state: 'x', view: 'abc', peek: -1, dialog: 'old' })).toEqual({});
	expect(said({ filter: [{ field: 'city' }, null, 7, { field: 'city', op: 'empty' }] })).toEqual({
		filter: [{ field: 'city', op: 'empty' }],
	});
});

test('no address fails the page', () => {
	const part = fc.oneof(fc.jsonValue(), fc.string());
	fc.assert(
		fc.property(fc.dictionary(fc.constantFrom('q', 'filter', 'sort', 'group', 'state', 'view', 'peek', 'dialog'), part), (search) => {
			const { filter, q } = { ...search, ...readListSearch(search) } as { filter?: unknown; q?: unknown };
			expect(filter === undefined || Array.isArray(filter)).toBe(true);
			expect(q === undefined || typeof q === 'string').toBe(true);
		}),
	);
});

test('a field that is gone takes along what was asked of it, and nothing else', () => {
	const gone = { field: 'attributes.tier', op: 'eq', value: 'gold' } as const;
	const stays = { field: 'city', op: 'empty' } as const;
	expect(withoutField({ filter: [gone, stays], sort: '-attributes.tier', group: 'city' }, 'attributes.tier')).toEqual({
		filter: [stays],
		sort: undefined,
		group: 'city',
	});
	expect(withoutField({ filter: [gone], sort: 'name' }, 'attributes.tier')).toEqual({ filter: undefined, sort: 'name', group: undefined });
});
