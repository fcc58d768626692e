// Erasure and access report of one customer beside many facts, each against the bare statements by key on the same rows.
// Usage: npx tsx bench/privacy.ts [folder] [facts, default 1000000] [customers to measure]

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandPrincipal } from '../src/features/access/accounts.ts';
import { importFile } from '../src/features/imports/run.ts';
import { erase } from '../src/features/privacy/erasure-jobs.ts';
import { completeErasures } from '../src/features/privacy/physical.ts';
import { makeReport } from '../src/features/privacy/report.ts';
import { asOwner } from '../src/platform/database.ts';
import { type Bench, openBench, percentile, report, seconds } from './environment.ts';

const folder = process.argv[2] ?? '.cache/bench';
const facts = Number(process.argv[3] ?? 1_000_000);
const measured = Number(process.argv[4] ?? 20);
/** Facts of one customer: notes, which every feature's facts are shaped like. */
const each = 20;

async function fill(bench: Bench): Promise<void> {
	const count = Math.ceil(facts / each);
	const path = join(bench.dataDir, 'people.csv');
	writeFileSync(
		path,
		`id,name,email,phone\n${Array.from({ length: count }, (_, n) => `${n},Person ${n},person${n}@people.example,+4930${9_000_000 + n}`).join('\n')}\n`,
	);
	await importFile(bench.services, await commandPrincipal(bench.services), { path });
	await bench.database.owner.query(
		`insert into notes (customer_id, body, scope_id) select c.id, repeat('a note about a visit ', 10), c.scope_id from customers c, generate_series(1, ${each}) order by c.id`,
	);
	await bench.database.owner.query('vacuum analyze');
}

async function timed(work: () => Promise<unknown>): Promise<number> {
	const began = performance.now();
	await work();
	return performance.now() - began;
}

const told = (times: number[]) => {
	const sorted = times.sort((one, other) => one - other);
	return { median_ms: Math.round(percentile(sorted, 0.5)), slowest_ms: Math.round(sorted.at(-1)!) };
};

async function main(): Promise<void> {
	const bench = await openBench(`${folder}/privacy`, { fresh: true });
	const began = performance.now();
	await fill(bench);
	const { owner } = bench.database;
	const { rows } = await owner.query<{ id: number }>('select id from customers tablesample system (50) order by random() limit $1', [
		measured * 2,
	]);
	const ids = rows.map(({ id }) => id);
	const read: number[] = [];
	for (const customer_id of ids)
		read.push(
			await timed(async () => {
				const { stream } = await makeReport(bench.services, { customer_id, language: 'en' }, 'zip');
				for await (const _ of stream);
			}),
		);
	const bareRead: number[] = [];
	for (const id of ids) bareRead.push(await timed(() => owner.query('select * from notes where customer_id = $1', [id])));
	const erased: number[] = [];
	for (const id of ids.slice(0, measured)) erased.push(await timed(() => erase(bench.services, [id], { reason: 'benchmark' })));
	const bareErased: number[] = [];
	for (const id of ids.slice(measured))
		bareErased.push(
			await timed(() =>
				asOwner(bench.database, async (client) => {
					for (const table of ['notes', 'source_records', 'contact_points', 'history', 'customers'])
						await client.query(`delete from ${table} where ${table === 'customers' ? 'id' : 'customer_id'} = $1`, [id]);
				}),
			),
		);
	const disk = await timed(() => completeErasures(bench.services, 'now'));
	report(folder, 'privacy', {
		facts,
		customers: Math.ceil(facts / each),
		fill_s: seconds(began),
		access_report: told(read),
		bare_select_of_notes: told(bareRead),
		erasure: told(erased),
		bare_deletes: told(bareErased),
		disk_s: Math.round(disk) / 1_000,
	});
	await bench.close();
}

await main();
