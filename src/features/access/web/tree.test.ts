// The order of teams in menus and on their page.
import { expect, test } from 'vitest';
import { inOrder } from './tree.ts';

test('a tree is told from the top, beside each other by name', () => {
	const team = (id: number, parent_id: number | null, name: string) => ({ id, parent_id, name, scope_id: id, version: 1, people: 0 });
	const teams = [team(4, 2, 'North'), team(1, null, 'All'), team(2, 1, 'Sales'), team(3, 1, 'Care'), team(5, 2, 'East')];
	expect(inOrder(teams, (a, b) => a.localeCompare(b)).map(({ name, depth }) => [name, depth])).toEqual([
		['All', 0],
		['Care', 1],
		['Sales', 1],
		['East', 2],
		['North', 2],
	]);
});
