// Tests of how the columns of a list lie.
import { describe, expect, test } from 'vitest';
import type { ShownField } from '../fields.ts';
import { arrange, movedBefore, sameView } from './layout.ts';

const field = (name: string, type: ShownField['type'] = 'text'): ShownField => ({
	name,
	label: name,
	type,
	index: 'none',
	personal: 'none',
	listed: false,
});
const fields = ['name', 'company', 'city', 'id'].map((name) => field(name));
const names = (columns: readonly { readonly name: string }[]) => columns.map(({ name }) => name);

describe('columns', () => {
	test('pinned ones come first, the name is always there, unknown ones are left out', () => {
		expect(names(arrange([{ name: 'city' }, { name: 'gone' }, { name: 'company', pinned: true }, { name: 'name' }], fields))).toEqual([
			'company',
			'city',
			'name',
		]);
		expect(names(arrange([{ name: 'city' }], fields))).toEqual(['name', 'city']);
	});

	test('widths stay within what can be read', () => {
		const [name, city] = arrange(
			[
				{ name: 'name', width: 5 },
				{ name: 'city', width: 5_000 },
			],
			fields,
		);
		expect([name!.width, city!.width]).toEqual([60, 800]);
	});

	test('one is moved before another, or to the end', () => {
		const layout = [{ name: 'a' }, { name: 'b', width: 90 }, { name: 'c' }];
		expect(names(movedBefore(layout, 'c', 'a'))).toEqual(['c', 'a', 'b']);
		expect(movedBefore(layout, 'b', null)).toEqual([{ name: 'a' }, { name: 'c' }, { name: 'b', width: 90 }]);
		expect(names(movedBefore(layout, 'b', 'b'))).toEqual(['a', 'b', 'c']);
		expect(names(movedBefore(layout, 'gone', 'a'))).toEqual(['a', 'b', 'c']);
	});
});

describe('a saved view', () => {
	const view = { filter: [{ field: 'city', op: 'eq' as const, value: 'Rome' }], columns: [{ name: 'name', width: 200, pinned: true }] };

	test('tells the same list in whatever order its parts are stored', () => {
		const stored = {
			columns: [{ pinned: true, name: 'name', width: 200 }],
			filter: [{ value: 'Rome', op: 'eq' as const, field: 'city' }],
			q: undefined,
		};
		expect(sameView(view, stored)).toBe(true);
		expect(sameView({ columns: [{ name: 'name', pinned: false }], filter: [] }, { columns: [{ name: 'name' }] })).toBe(true);
	});

	test('differs by a value, an order of columns, a width', () => {
		expect(sameView(view, { ...view, sort: 'name' })).toBe(false);
		expect(sameView(view, { ...view, columns: [{ name: 'name', width: 201, pinned: true }] })).toBe(false);
		expect(sameView({ columns: [{ name: 'a' }, { name: 'b' }] }, { columns: [{ name: 'b' }, { name: 'a' }] })).toBe(false);
	});
});
