// What the audit costs: an import of N customers with it and without it, in turns in the same run, and how many entries a second are verified.
// With it entries are also sealed and signed meanwhile, as `serve` does. Without it nothing is sealed, and the one function that writes entries and the
// one that digests a batch do nothing: a switch that the product does not have. Ends with 1 where an aim is missed.
// Usage: npx tsx bench/audit.ts [rows] [entries] [folder]
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { commandPrincipal } from '../src/features/access/accounts.ts';
import { checkpoint, keepSealing, seal } from '../src/features/audit/sealing.ts';
import { verifyAudit } from '../src/features/audit/verify.ts';
import { importFile } from '../src/features/imports/run.ts';
import { type Bench, openBench, report, seconds } from './environment.ts';
import { writeCustomersCsv } from './generate.ts';

const rows = Number(process.argv[2] ?? 1_000_000);
const entries = Number(process.argv[3] ?? 1_000_000);
const folder = process.argv[4] ?? '.cache/bench';

/** At most a quarter more time for an import, and so many entries verified in a second. */
const aims = { import_ratio: 1.25, verified_per_second: 100_000 };

const silenced = [
	"create or replace function audit_write(entries jsonb) returns void language sql volatile security definer set search_path = public, pg_temp as 'select'",
	`create or replace function audit_digest(ids bigint[], out count bigint, out before text, out after text) language sql stable security definer
		set search_path = public, pg_temp as $$ select 0::bigint, repeat('0', 64), repeat('0', 64) $$`,
];

/** Seconds that one import takes, without what follows it. */
async function imported(bench: Bench, file: string, source: string): Promise<number> {
	const done = await importFile(bench.services, await commandPrincipal(bench.services), { path: file, options: { source } });
	return done.seconds;
}

/** What is compared has to be what its name says. */
async function demandEntries({ database }: Bench, wanted: boolean): Promise<void> {
	const { rows } = await database.owner.query<{ customers: number; told: number }>(
		`select (select count(*) from customers) as customers,
			coalesce((select sum(count) from audit_log where digest_after is not null), 0)::bigint as told`,
	);
	const { customers, told } = rows[0]!;
	if (told !== (wanted ? customers : 0)) throw new Error(`entries tell of ${told} of ${customers} customers`);
}

async function main(): Promise<void> {
	mkdirSync(folder, { recursive: true });
	const turns = { with: [] as number[], without: [] as number[] };
	for (const turn of ['without', 'with', 'with', 'without'] as const) {
		const file = join(folder, `customers-${rows}.csv`);
		if (!existsSync(file)) await writeCustomersCsv(file, rows);
		const bench = await openBench(join(folder, 'audit'), { fresh: true });
		try {
			if (turn === 'without') for (const statement of silenced) await bench.database.owner.query(statement);
			const sealing = turn === 'with' ? keepSealing(bench.services) : null;
			turns[turn].push(await imported(bench, file, 'bench'));
			await sealing?.stop();
			await demandEntries(bench, turn === 'with');
			console.error(`${turn} audit: ${turns[turn].at(-1)} s`);
		} finally {
			await bench.close();
		}
	}
	const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
	const bench = await openBench(join(folder, 'audit'), { fresh: true });
	try {
		const sealed = bench.services.keyring.seal(
			'audit_log.sealed',
			JSON.stringify({ before: { company: 'x'.repeat(40) }, after: { company: 'y'.repeat(40) } }),
		);
		const made = performance.now();
		for (let at = 0; at < entries; at += 10_000)
			await bench.database.owner.query(
				`select audit_write((select jsonb_agg(jsonb_build_object('action', 'bench.write', 'entity', 'customers', 'entity_id', n::text, 'sealed', $3::text))
				from generate_series($1::bigint, $2::bigint) n))`,
				[at + 1, Math.min(at + 10_000, entries), sealed],
			);
		const wrote = seconds(made);
		const began = performance.now();
		await seal(bench.services);
		const sealing = seconds(began);
		await checkpoint(bench.services);
		const result = await verifyAudit(bench.services);
		if (!result.ok || result.entries < entries) throw new Error(JSON.stringify(result));
		const import_ratio = Math.round((mean(turns.with) / mean(turns.without)) * 1_000) / 1_000;
		const verified_per_second = Math.round(result.entries / result.seconds);
		report(folder, `audit-${rows}`, {
			rows,
			import_seconds: turns,
			import_ratio,
			entries,
			write_seconds: wrote,
			seal_seconds: sealing,
			verify_seconds: result.seconds,
			verified_per_second,
			aims,
		});
		process.exitCode = import_ratio <= aims.import_ratio && verified_per_second >= aims.verified_per_second ? 0 : 1;
	} finally {
		await bench.close();
	}
}

await main();
