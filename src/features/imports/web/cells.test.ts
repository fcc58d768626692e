// The cells of a row that are shown for mending.
import { expect, test } from 'vitest';
import { problemsByCell, shownColumns } from './cells.ts';

const names = ['ID', 'First', 'Last', 'Phone', 'Order'];
const columns = shownColumns(names, [
	{ column: 'First', field: 'given_name' },
	{ column: 'Last', field: 'family_name' },
	{ column: 'Phone', field: 'phone' },
	{ column: 'Order', field: null },
]);

test('columns that go somewhere keep their place in the file', () => {
	expect(columns.map(({ position, column }) => [position, column])).toEqual([
		[1, 'First'],
		[2, 'Last'],
		[3, 'Phone'],
	]);
});

test('a problem stands at its cell, one of several columns at the first that is filled, one of the row under null', () => {
	const of = (column: string | null) => ({ column, code: 'x', severity: 'error' as const, message: 'x', repair: null });
	const by = problemsByCell([of('Phone'), of('First, Last'), of(null), of('Gone')], columns, ['1', '', 'Lovelace', 'abc', null]);
	expect([...by].map(([position, problems]) => [position, problems.length])).toEqual([
		[3, 1],
		[2, 1],
		[null, 2],
	]);
});
