// Tests of the list as key ranges: places, cutting, anchoring.
import { describe, expect, test } from 'vitest';
import { chunkAt, chunksOf, cut, forgotten, isWhole, noChunks, placeOf, rowAt, withChunk, withRows } from './chunks.ts';

const rows = (from: number, count: number) => Array.from({ length: count }, (_, at) => ({ id: from + at }));
const point = (position: number) => ({ after: `k${position}`, position, label: null });

describe('chunks of a list', () => {
	const chunks = chunksOf([
		{ after: null, until: 'a', rows: rows(1, 3), count: 3 },
		{ after: 'a', until: 'b', rows: null, count: 5 },
		{ after: 'b', until: null, rows: rows(9, 2), count: 2 },
	]);

	test('a place lies in one of them', () => {
		expect(chunks.total).toBe(10);
		expect([0, 2, 3, 7, 8, 9, 99].map((place) => chunkAt(chunks, place))).toEqual([0, 0, 1, 1, 2, 2, 2]);
		expect(chunkAt(noChunks, 0)).toBe(-1);
	});

	test('rows are found by place and place by row', () => {
		expect(rowAt(chunks, 1)).toEqual({ id: 2 });
		expect(rowAt(chunks, 4)).toBeUndefined();
		expect(rowAt(chunks, 10)).toBeUndefined();
		expect(placeOf(chunks, 10)).toBe(9);
		expect(placeOf(chunks, 77)).toBe(-1);
	});

	test('a chunk that turns out longer moves what lies behind it', () => {
		const longer = withChunk(chunks, 1, { ...chunks.all[1]!, rows: rows(20, 8), count: 8 });
		expect(longer.total).toBe(13);
		expect(placeOf(longer, 10)).toBe(12);
	});

	test('fresh rows stand where the old ones stood; others do not appear', () => {
		const fresh = withRows(chunks, new Map([10, 55].map((id) => [id, { id, name: 'new' }])));
		expect(rowAt(fresh, 9)).toEqual({ id: 10, name: 'new' });
		expect(fresh.total).toBe(10);
		expect(withRows(chunks, new Map([[55, { id: 55 }]]))).toBe(chunks);
	});

	test('rows far away are forgotten, and their places stay', () => {
		const near = forgotten(chunks, 9, 1);
		expect(near.all[0]!.rows).toBeNull();
		expect(near.total).toBe(10);
		expect(forgotten(chunks, 9, 2)).toBe(chunks);
	});
});

describe('cutting a list by sampled keys', () => {
	test('covers all rows, and shows its beginning at once', () => {
		const list = cut([point(400), point(810), point(810), point(1190)], 1500, rows(1, 100));
		expect(list.total).toBe(1500);
		expect(list.all.map(({ after, until, count }) => [after, until, count])).toEqual([
			[null, 'k400', 400],
			['k400', 'k810', 410],
			['k810', 'k1190', 380],
			['k1190', null, 310],
		]);
		expect(rowAt(list, 99)).toEqual({ id: 100 });
		expect(isWhole(list.all[0]!)).toBe(false);
	});

	test('a list of one chunk', () => {
		expect(cut([], 120, rows(1, 100)).all).toMatchObject([{ after: null, until: null, count: 120 }]);
	});
});
