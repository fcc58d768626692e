// Import of N customers into an empty database and into one that holds them already, and undo, against a bare COPY of the same file into one
// table with primary key, e-mail b-tree and trigram GIN index, measured in the same run. With `empty` as the third word only
// the first of these. Usage: npx tsx bench/import.ts [rows] [folder] [empty]
import { type ChildProcess, spawn } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { requestUndo, runUndo } from '../src/features/imports/undo.ts';
import { type Bench, openBench, report, seconds, yardstickDatabase } from './environment.ts';
import { writeCustomersCsv } from './generate.ts';

const rows = Number(process.argv[2] ?? 1_000_000);
const folder = process.argv[3] ?? '.cache/bench';
const onlyEmpty = process.argv[4] === 'empty';

/** COPY of the file into one table with the indexes that a hand-made customer table would have. */
async function yardstick(bench: Bench, file: string): Promise<number> {
	const client = await yardstickDatabase(bench);
	await client.query('create extension pg_trgm');
	await client.query(`create table customers (external_id text primary key, name text, phone text, email text, company text, job_title text, city text, address text,
		birth_date text, lifecycle_stage text)`);
	await client.query('create index on customers (email)');
	await client.query('create index on customers using gin (name gin_trgm_ops)');
	await client.query('checkpoint');
	const began = performance.now();
	await pipeline(
		createReadStream(file, { highWaterMark: 1 << 20 }),
		client.query(copyFrom('copy customers from stdin with (format csv, header)')),
	);
	const took = seconds(began);
	await client.end();
	return took;
}

interface Imported {
	readonly import_id: number;
	readonly seconds: number;
	readonly peak_rss_mb: number;
	/** Seconds from the start of the command to its end, when every look-up row is there. */
	readonly whole: number;
	/** Processor time of the command's own process, without the database. */
	readonly cpu_seconds: number;
}

/** Peak resident memory of a process in MB (VmHWM) and its processor time in seconds, as the kernel counts them. */
function usageOf(child: ChildProcess): { peak: number; cpu: number } | null {
	try {
		const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
		const ticks = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(' ');
		return { peak, cpu: (Number(ticks[13]) + Number(ticks[14])) / 100 };
	} catch {
		return null;
	}
}

/** Imports through the command, in a process of its own, as a person would. */
async function importByCommand(bench: Bench, file: string, source: string): Promise<Imported> {
	const began = performance.now();
	const child = spawn(process.execPath, ['bin/clientele.mjs', 'import', file, '--source', source, '--json'], {
		env: { ...process.env, CLIENTELE_DATA: bench.dataDir },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let output = '';
	child.stdout.on('data', (chunk) => (output += chunk));
	let usage = { peak: 0, cpu: 0 };
	const watch = setInterval(() => {
		usage = usageOf(child) ?? usage;
	}, 200);
	const code = await new Promise((done) => child.on('exit', done));
	clearInterval(watch);
	if (code !== 0) throw new Error(`import ended with ${code}: ${output}`);
	const result = JSON.parse(output) as { import_id: number; seconds: number; created: number; updated: number };
	// Some of the second file share an e-mail or phone with somebody who is there: they are recognised.
	if (result.created + result.updated !== rows) throw new Error(`${result.created} created, ${result.updated} updated of ${rows}`);
	return {
		import_id: result.import_id,
		seconds: result.seconds,
		whole: seconds(began),
		cpu_seconds: usage.cpu,
		peak_rss_mb: Math.round(usage.peak),
	};
}

/** Where the time went: the statements of the import by total time, in seconds. */
async function statements(bench: Bench): Promise<Record<string, number>> {
	const { rows: found } = await bench.database.owner.query<{ query: string; total: number }>(
		`select left(regexp_replace(query, '\\s+', ' ', 'g'), 60) as query, round(sum(total_exec_time)::numeric / 1000, 1)::float8 as total
		from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database()) group by 1 order by 2 desc limit 14`,
	);
	await bench.database.owner.query('select pg_stat_statements_reset()');
	return Object.fromEntries(found.map(({ query, total }) => [query, total]));
}

/** The second half: into the database that holds as many others, and the undo of that. */
async function intoFull(bench: Bench, file: string, yard: number): Promise<Record<string, unknown>> {
	const full = await importByCommand(bench, file, 'bench');
	console.error(`into one that holds as many: ${JSON.stringify(full)}`);
	const whereFull = await statements(bench);
	const undoBegan = performance.now();
	await requestUndo(bench.services, full.import_id);
	await runUndo(bench.services, full.import_id);
	const undo = seconds(undoBegan);
	return { full: { ...full, ratio: Math.round((full.seconds / yard) * 100) / 100, statements: whereFull }, undo_seconds: undo };
}

async function main(): Promise<void> {
	mkdirSync(folder, { recursive: true });
	const first = join(folder, `customers-${rows}.csv`);
	const second = join(folder, `customers-${rows}-more.csv`);
	if (!existsSync(first)) await writeCustomersCsv(first, rows);
	if (!onlyEmpty && !existsSync(second)) await writeCustomersCsv(second, rows, { from: rows });
	const bench = await openBench(join(folder, 'import'), { fresh: true });
	try {
		await bench.database.owner.query('create extension if not exists pg_stat_statements');
		await bench.database.owner.query('select pg_stat_statements_reset()');
		const yard = await yardstick(bench, first);
		console.error(`bare COPY: ${yard} s`);
		const empty = await importByCommand(bench, first, 'bench');
		console.error(`into an empty database: ${JSON.stringify(empty)}`);
		const whereEmpty = await statements(bench);
		const further = onlyEmpty ? {} : await intoFull(bench, second, yard);
		const { rows: size } = await bench.database.owner.query<{ size: string }>(
			'select pg_size_pretty(pg_database_size(current_database())) as size',
		);
		report(folder, `import-${rows}`, {
			rows,
			yardstick_seconds: yard,
			empty: { ...empty, ratio: Math.round((empty.seconds / yard) * 100) / 100, statements: whereEmpty },
			...further,
			database_size: size[0]!.size,
		});
	} finally {
		await bench.close();
	}
}

await main();
