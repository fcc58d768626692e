// How well records are matched at the one default: precision and recall of the final clusters, on public sets and on generated records. What the figures may not fall below stands here.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFile, readAll } from '../commands/dedupe-read.ts';
import { Collector } from './collect.ts';
import type { Kind } from './kinds.ts';
import { generatedColumns, generateRecords } from './testing-records.ts';

const folder = new URL('../../../shared/data/dedupe/', import.meta.url).pathname;

/** Pairs of records that stand in one group, of both groupings and of each. */
function judge(truth: readonly string[], clusters: ArrayLike<number>) {
	const pairs = (keys: Iterable<string | number>): number => {
		const counts = new Map<string | number, number>();
		for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
		return [...counts.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
	};
	const found = pairs(Array.from(clusters));
	const right = pairs(truth.map((entity, at) => `${entity}|${clusters[at]}`));
	const precision = found === 0 ? 1 : right / found;
	const recall = right / pairs(truth);
	return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}

/** Matches a file as the command does. `gold`: the entity of each id. */
async function matched(path: string, gold: ReadonlyMap<string, string>) {
	const file = await openFile(path, { id: 'id' });
	try {
		const { ids, collector } = await readAll([file]);
		return judge(
			ids.map((id) => gold.get(id)!),
			collector.match().clusters,
		);
	} finally {
		await file.table.close();
	}
}

describe('public sets', () => {
	// What a plain Fellegi–Sunter model reaches with a threshold tuned on the labels: .995, .989, .976, .929, .933.
	test.for([
		['febrl1', 0.998],
		['febrl2', 0.998],
		['febrl20k', 0.995],
		['fake1000_v4', 0.97],
		['restaurant864', 0.955],
	] as const)('%s: F1 of at least %d, precision of at least .99', { timeout: 120_000 }, async ([name, least], context) => {
		const path = `${folder}${name}.csv`;
		if (!existsSync(path)) context.skip(`${name} is not in ../shared/data`);
		const gold = new Map(
			readFileSync(path.replace('.csv', '.gold.csv'), 'utf8')
				.split(/\r?\n/)
				.map((line) => line.split(',') as [string, string]),
		);
		const { precision, f1 } = await matched(path, gold);
		expect(precision).toBeGreaterThanOrEqual(0.99);
		expect(f1).toBeGreaterThanOrEqual(least);
	});
});

test('generated customers of both worlds, historical persons and organisations with branches', async () => {
	const records = [...generateRecords({ count: 3_000, seed: 11 })];
	const folder = mkdtempSync(join(tmpdir(), 'clientele-match-'));
	try {
		const path = join(folder, 'records.csv');
		const line = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
		writeFileSync(path, [line(['id', ...generatedColumns]), ...records.map(({ id, values }) => line([id, ...values]))].join('\n'));
		const { precision, recall } = await matched(path, new Map(records.map(({ id, entity }) => [id, entity])));
		expect(precision).toBeGreaterThanOrEqual(0.95);
		expect(recall).toBeGreaterThanOrEqual(0.93);
	} finally {
		rmSync(folder, { recursive: true });
	}
}, 60_000);

describe('bad input', () => {
	const kinds: readonly Kind[] = ['name', 'phone', 'email', 'address'];
	const clustersOf = (rows: readonly (readonly string[])[], columns: readonly Kind[] = kinds) => {
		const collector = new Collector(columns.map((kind, at) => ({ name: `${kind} ${at}`, kind })));
		for (const row of rows) collector.add(row);
		return [...collector.match().clusters];
	};
	const someone = ['Zhang Wei', '13800138000', 'zw@example.com', '1 First Street'];

	test('records that are all alike are one customer', () => {
		expect(new Set(clustersOf(Array.from({ length: 500 }, () => someone))).size).toBe(1);
	});

	test('records of which nothing is known are each their own, and nobody at all is no error', () => {
		expect(clustersOf(Array.from({ length: 50 }, () => ['', '', '', '']))).toEqual(Array.from({ length: 50 }, (_, at) => at));
		expect(clustersOf([])).toEqual([]);
		expect(clustersOf([someone])).toEqual([0]);
	});

	test('one column: equal names are one, others are not', () => {
		expect(clustersOf([['Ada Lovelace'], ['Grace Hopper'], ['Ada Lovelace'], ['Edsger Dijkstra']], ['name'])).toEqual([0, 1, 0, 3]);
	});

	test('a phone number that everybody has is no evidence', () => {
		const rows = Array.from({ length: 400 }, (_, at) => [
			`Person${at.toString(36)} Family${(at * 7919).toString(36)}`,
			'13900000001',
			'',
			'',
		]);
		expect(new Set(clustersOf(rows)).size).toBe(400);
	});

	test('the same file twice: each record finds its twin and no other', () => {
		const once = [...generateRecords({ count: 300, seed: 5, duplicates: 0 })].map(({ values }) => values);
		const all = clustersOf(
			[...once, ...once],
			generatedColumns.map(() => 'text'),
		);
		expect(all.slice(300)).toEqual(all.slice(0, 300));
	});
});
