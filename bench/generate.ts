// Writes a CSV of any number of customers for benchmarks, from the demo world: `npx tsx bench/generate.ts 1000000 customers.csv`.
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { recordAt } from '../src/features/operations/world/world.ts';
import { Sink } from '../src/platform/files/sink.ts';

export const benchColumns = [
	'external_id',
	'name',
	'phone',
	'email',
	'company',
	'job_title',
	'city',
	'address',
	'birth_date',
	'lifecycle_stage',
] as const;

/** As a source writes it: without the guard against formulas of our own exports. */
const csvLine = (cells: readonly string[]): string =>
	`${cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;

/**
 * Writes customers number `from` (0 where nothing is said) to `from + count - 1` to a file, which has its name once it is whole. The same numbers give
 * the same bytes.
 */
export async function writeCustomersCsv(path: string, count: number, { from = 0 }: { from?: number } = {}): Promise<void> {
	const part = `${path}.part`;
	const sink = new Sink(createWriteStream(part));
	let text = csvLine(benchColumns);
	const batch = 1_000;
	for (let at = from; at < from + count; at += batch) {
		for (let index = at; index < Math.min(at + batch, from + count); index++) {
			const one = recordAt(index);
			text += csvLine([
				one.external_id,
				one.name,
				one.phone,
				one.email,
				one.company,
				one.job_title,
				one.city,
				one.line1,
				one.birth_date,
				one.lifecycle_stage,
			]);
		}
		await sink.write(text);
		text = '';
	}
	await sink.write(text);
	await sink.end();
	await rename(part, path);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	const [count, path, from] = process.argv.slice(2);
	if (!/^\d+$/.test(count ?? '') || !path) {
		console.error('Usage: npx tsx bench/generate.ts ROWS FILE [FROM]');
		process.exit(2);
	}
	const began = performance.now();
	await writeCustomersCsv(path, Number(count), { from: Number(from ?? 0) });
	console.log(`${count} customers in ${((performance.now() - began) / 1_000).toFixed(1)} s: ${path}`);
}
