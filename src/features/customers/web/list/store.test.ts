// Tests of what the list reads, and when: against a list in memory that answers as the server does.
import { describe, expect, test, vi } from 'vitest';
import { rowAt } from './chunks.ts';
import { ListStore, mostRows, type Source } from './store.ts';

/** A list of `length` rows by id; its boundaries say `size` while the true chunks are a little longer or shorter. */
function listOf(length: number, { size = 400, skew = 0, hold = false } = {}) {
	const asked: { after?: string; until?: string }[] = [];
	const aborted: string[] = [];
	const source: Source = {
		page: async ({ after, until, limit }, signal) => {
			asked.push({ ...(after && { after }), ...(until && { until }) });
			if (hold && after) {
				await new Promise((resolve) => setTimeout(resolve, 20));
				if (signal.aborted) {
					aborted.push(after);
					throw signal.reason;
				}
			}
			const from = after ? Number(after) : 0;
			const end = Math.min(until ? Number(until) : length, length);
			const to = Math.min(end, from + limit);
			return {
				items: Array.from({ length: to - from }, (_, at) => ({ id: from + at + 1 })),
				next: to < end ? String(to) : null,
			};
		},
		rows: async (ids) => ids.map((id) => ({ id, name: 'as it is now' })),
		boundaries: async () => {
			const points = [];
			for (let at = size; at < length; at += size) points.push({ after: String(Math.min(length, at + skew)), position: at, label: null });
			return { total: length, points };
		},
	};
	return { source, asked, aborted };
}

const settled = (store: ListStore, place: number) =>
	vi.waitFor(() => expect(rowAt(store.snapshot().chunks, place)).toBeDefined(), { interval: 5 });

describe('the list reads', () => {
	test('a short list with one request', async () => {
		const { source, asked } = listOf(60);
		const store = new ListStore(source);
		await store.start();
		expect(store.snapshot()).toMatchObject({ pending: false, boundaries: null, chunks: { total: 60 } });
		expect(asked).toEqual([{}]);
	});

	test('the first rows at once, then all places of a million, and any of them when asked', async () => {
		const { source, asked } = listOf(1_000_000);
		const store = new ListStore(source);
		await store.start();
		expect(store.snapshot().chunks.total).toBe(1_000_000);
		store.ensure(700_000, 700_030);
		await settled(store, 700_000);
		expect(rowAt(store.snapshot().chunks, 700_000)).toEqual({ id: 700_001 });
		expect(asked.length).toBeLessThanOrEqual(4);
	});

	test('read anew, it keeps its length while it is cut again', async () => {
		const { source } = listOf(10_000);
		const store = new ListStore(source);
		await store.start();
		const lengths: number[] = [];
		store.subscribe(() => lengths.push(store.lines().total));
		await store.restart();
		await settled(store, 300);
		expect(lengths.length).toBeGreaterThan(0);
		expect(Math.min(...lengths)).toBe(10_000);
	});

	test('read anew, it is as short as it has become', async () => {
		const { source } = listOf(10_000);
		const store = new ListStore(source);
		await store.start();
		source.page = listOf(60).source.page;
		await store.restart();
		expect(store.snapshot()).toMatchObject({ boundaries: null, chunks: { total: 60 } });
	});

	test('a range that is wider than thought is read to its end', async () => {
		const { source } = listOf(5_000, { size: 1_000, skew: 150 });
		const store = new ListStore(source);
		await store.start();
		await settled(store, 900);
		const { chunks } = store.snapshot();
		expect(chunks.all[0]!.count).toBe(1_150);
		expect(chunks.all[0]!.rows!.length).toBeGreaterThan(mostRows);
		expect(rowAt(chunks, 1_149)).toEqual({ id: 1_150 });
	});

	test('what was jumped past is not waited for', async () => {
		const { source, aborted } = listOf(100_000, { hold: true });
		const store = new ListStore(source);
		await store.start();
		store.ensure(40_000, 40_030);
		store.ensure(90_000, 90_030);
		await settled(store, 90_000);
		expect(aborted).toContain('40000');
		store.ensure(40_000, 40_030);
		await settled(store, 40_000);
	});

	test('without boundaries page by page', async () => {
		const { source } = listOf(1_000);
		const store = new ListStore({ ...source, boundaries: async () => null });
		await store.start();
		expect(store.snapshot().chunks.total).toBe(200);
		store.ensure(90, 110);
		await settled(store, 250);
		expect(store.snapshot().chunks.total).toBe(400);
	});

	test('what fails at first is told, further down asked again', async () => {
		const { source } = listOf(10);
		const broken = new ListStore({ ...source, page: async () => Promise.reject(new Error('away')) });
		await broken.start();
		expect(broken.snapshot()).toMatchObject({ pending: false, failure: new Error('away') });
	});

	test('what changed is shown where it stands', async () => {
		const { source } = listOf(300);
		const store = new ListStore(source);
		await store.start();
		await store.refresh([5, 999]);
		expect(rowAt(store.snapshot().chunks, 4)).toEqual({ id: 5, name: 'as it is now' });
		expect(store.snapshot().chunks.total).toBe(300);
		store.ensure(20, 30);
		await store.refresh();
		expect(rowAt(store.snapshot().chunks, 25)).toMatchObject({ name: 'as it is now' });
	});

	test('memory stays flat: rows far from those in sight are let go', async () => {
		const { source } = listOf(100_000);
		const store = new ListStore(source);
		await store.start();
		for (let place = 0; place < 40_000; place += 400) {
			store.ensure(place, place + 30);
			await settled(store, place);
		}
		expect(store.snapshot().chunks.all.filter(({ rows }) => rows).length).toBeLessThan(30);
		expect(store.snapshot().chunks.total).toBe(100_000);
	});
});
