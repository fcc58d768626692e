// The command `dedupe`: finds the records of a file, or of two, that are one customer, without importing anything.

import type { Deduped } from '../matching/collect.ts';
import { explainPair, type Reason } from '../matching/explain.ts';
import { probability } from '../matching/learn.ts';
import { threshold } from '../matching/match.ts';
import { createCsvWriter } from '../platform/files/csv-write.ts';
import { type OpenedFile, openFile, type Read, type ReadFlags, readAll } from './dedupe-read.ts';
import { commandError } from './messages.ts';
import { columns as aligned, answer, inWords, tell, wantsJson } from './terminal.ts';
import { writeWhole } from './whole-file.ts';

export interface DedupeFlags extends ReadFlags {
	readonly link?: string;
	readonly out?: string;
	readonly pairs?: string;
	readonly explain?: readonly string[];
}

/** Rows written at a time. */
const lot = 1_000;

async function writeRows(path: string, columns: readonly string[], rows: Iterable<readonly unknown[]>): Promise<void> {
	await writeWhole(path, async (stream) => {
		const writer = createCsvWriter(stream, columns, { lineEnd: '\n' });
		let held: (readonly unknown[])[] = [];
		for (const row of rows) {
			held.push(row);
			if (held.length < lot) continue;
			await writer.write(held);
			held = [];
		}
		await writer.write(held);
		await writer.end();
	});
}

const rounded = (p: number): number => Math.round(p * 1e6) / 1e6;

function* clusterRows({ ids, first }: Read, { clusters, probabilities }: Deduped, two: boolean): Generator<readonly unknown[]> {
	for (let at = 0; at < ids.length; at++) {
		const row = [ids[at], clusters[at]! + 1, rounded(probabilities[at]!)];
		yield two ? [...row, at < first ? 1 : 2] : row;
	}
}

function* pairRows({ ids }: Read, deduped: Deduped): Generator<readonly unknown[]> {
	const { firsts, representatives, matched, table } = deduped;
	for (let at = 0; at < representatives.length; at++)
		if (representatives[at] !== at) yield [ids[representatives[at]!], ids[at], 1, null, ...table.columns.map(() => null)];
	const told = [...matched.links].sort((x, y) => y.weight - x.weight);
	for (const { a, b, weight } of told) {
		const reasons = explainPair(table, matched.model, a, b).reasons.map((reason) => Math.round(reason.weight * 100) / 100);
		yield [ids[firsts[a]!], ids[firsts[b]!], rounded(probability(weight)), Math.round(weight * 100) / 100, ...reasons];
	}
}

export async function dedupeCommand(path: string, flags: DedupeFlags): Promise<void> {
	if (!flags.out && !flags.pairs && !flags.explain) throw commandError('dedupe_needs_out');
	const began = performance.now();
	const files = [await openFile(path, flags)];
	try {
		if (flags.link !== undefined) files.push(await openFile(flags.link, flags));
		const read = await readAll(files);
		const deduped = read.collector.match();
		const records = read.ids.length;
		const clusters = new Set(deduped.clusters).size;
		const two = files.length > 1;
		if (flags.out) await writeRows(flags.out, ['id', 'cluster', 'probability', ...(two ? ['file'] : [])], clusterRows(read, deduped, two));
		if (flags.pairs) await writeRows(flags.pairs, ['id_1', 'id_2', 'probability', 'weight', ...read.titles], pairRows(read, deduped));
		const explained = flags.explain ? explainRows(read, deduped, flags.explain) : null;
		const result = {
			records,
			candidate_pairs: deduped.matched.candidates,
			clusters,
			duplicates: records - clusters,
			threshold,
			seconds: Math.round(performance.now() - began) / 1_000,
			peak_rss_mb: Math.round(process.resourceUsage().maxRSS / 1_024),
			...(explained && { explained }),
		};
		answer(result, () => [
			...(explained ? explainLines(explained) : []),
			inWords(
				{
					'zh-CN':
						'{records} 条记录中有 {duplicates} 条重复，共 {clusters} 个客户（比较了 {candidate_pairs} 对，{seconds} 秒，内存最高 {peak_rss_mb} MB）。',
					en: '{duplicates} of {records} records are duplicates: {clusters} customers ({candidate_pairs} pairs compared, {seconds} s, {peak_rss_mb} MB at most).',
				},
				result as never,
			),
		]);
		if (!wantsJson) tellColumns(files[0]!);
	} finally {
		for (const { table } of files) await table.close();
	}
}

/** Which column was taken for what: a wrong guess is mended with --map. */
function tellColumns({ columns }: OpenedFile): void {
	const taken = columns.map(({ column, field, kind }) => `${column} = ${kind === null ? '' : field}`);
	tell(
		{ 'zh-CN': '各列的含义（可用 --map 更改）：{columns}', en: 'Columns as they were understood (--map changes it): {columns}' },
		{ columns: taken.join(', ') },
	);
}

interface Explained {
	readonly id_1: string;
	readonly id_2: string;
	readonly probability: number;
	readonly same_cluster: boolean;
	readonly prior: number;
	readonly others: number;
	readonly reasons: readonly Reason[];
}

/** @throws AppError record_unknown */
function explainRows({ ids }: Read, deduped: Deduped, pair: readonly string[]): Explained {
	const [one, other] = pair.map((id) => {
		const at = ids.indexOf(id);
		if (at < 0) throw commandError('record_unknown', { id });
		return at;
	}) as [number, number];
	const place = (record: number) => deduped.firsts.indexOf(deduped.representatives[record]!);
	const [a, b] = [place(one), place(other)].sort((x, y) => x - y) as [number, number];
	const explained = explainPair(deduped.table, deduped.matched.model, a, b);
	return {
		id_1: pair[0]!,
		id_2: pair[1]!,
		probability: a === b ? 1 : rounded(probability(explained.weight)),
		same_cluster: deduped.clusters[one] === deduped.clusters[other],
		prior: Math.round(explained.prior * 100) / 100,
		others: Math.round(explained.others * 100) / 100,
		reasons: explained.reasons,
	};
}

function explainLines({ id_1, id_2, probability: likely, same_cluster, prior, others, reasons }: Explained): string[] {
	const weight = (value: number) => `${value > 0 ? '+' : ''}${value.toFixed(2)}`;
	return [
		...aligned([
			['', id_1, id_2, '', ''],
			[inWords({ 'zh-CN': '任意两条记录', en: 'any two records' }), '', '', '', weight(prior)],
			...reasons.map((one) => [one.field, one.value_1, one.value_2, inWords(one.words), weight(one.weight)]),
			[inWords({ 'zh-CN': '也可能是同住、同事或同名', en: 'may be of one household, or namesakes' }), '', '', '', weight(others)],
		]),
		inWords(
			same_cluster
				? { 'zh-CN': '同一客户的概率 {p}；归为同一客户。', en: 'One customer with probability {p}; in one cluster.' }
				: { 'zh-CN': '同一客户的概率 {p}；归为不同客户。', en: 'One customer with probability {p}; in two clusters.' },
			{ p: likely },
		),
		'',
	];
}
