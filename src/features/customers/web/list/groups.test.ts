// Tests of a grouped list: its heads, its open groups, what a value stands for as a condition.
import { describe, expect, test } from 'vitest';
import { conditionOf, groupedLines, groupKey } from './groups.ts';
import { ListStore } from './store.ts';

/** An open group with these customers. */
async function storeOf(ids: readonly number[]): Promise<ListStore> {
	const store = new ListStore({
		page: async () => ({ items: ids.map((id) => ({ id })), next: null }),
		rows: async () => [],
		boundaries: async () => null,
	});
	await store.start();
	return store;
}

const groups = [
	{ value: 'Rome', count: 2 },
	{ value: null, count: 7 },
	{ value: 'Oslo', count: 1 },
];

describe('a grouped list', () => {
	test('closed groups are their heads', () => {
		const lines = groupedLines(groups, new Map());
		expect(lines.total).toBe(3);
		expect(lines.lineAt(1)).toEqual({ kind: 'group', value: null, count: 7, open: false });
	});

	test('an open one is followed by its customers', async () => {
		const lines = groupedLines(groups, new Map([[groupKey('Rome'), await storeOf([11, 12])]]));
		expect(lines.total).toBe(5);
		expect([0, 1, 2, 3, 4].map((place) => lines.lineAt(place))).toMatchObject([
			{ kind: 'group', value: 'Rome', open: true },
			{ kind: 'row', row: { id: 11 } },
			{ kind: 'row', row: { id: 12 } },
			{ kind: 'group', value: null },
			{ kind: 'group', value: 'Oslo' },
		]);
		expect(lines.placeOf(12)).toBe(2);
		expect(lines.placeOf(99)).toBe(-1);
		expect(lines.placeOfAnchor(lines.anchorOf(2))).toBe(2);
	});
});

describe('a value as a condition', () => {
	test.each([
		['city', 'Rome', 'text', [{ field: 'city', op: 'eq', value: 'Rome' }]],
		['city', null, 'text', [{ field: 'city', op: 'empty' }]],
		[
			'birth_date',
			'1990-12',
			'date',
			[
				{ field: 'birth_date', op: 'gte', value: '1990-12-01' },
				{ field: 'birth_date', op: 'lt', value: '1991-01-01' },
			],
		],
		['attributes.vip', true, 'boolean', [{ field: 'attributes.vip', op: 'eq', value: true }]],
	])('%s %s', (field, value, type, conditions) => {
		expect(conditionOf(field, value, type)).toEqual(conditions);
	});
});
