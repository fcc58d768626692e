// Lists while an import runs in the same server: how long they take meanwhile, and how much memory the process has at its peak.
// Works on the database of bench/import.ts. Usage: npx tsx bench/beside.ts [rows] [folder]
import { existsSync, openAsBlob, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '../src/client.ts';
import { createApiKey } from '../src/features/access/accounts.ts';
import { openBench, report } from './environment.ts';
import { writeCustomersCsv } from './generate.ts';
import { measure, start } from './load.ts';

const rows = Number(process.argv[2] ?? 300_000);
const folder = process.argv[3] ?? '.cache/bench';

async function main(): Promise<void> {
	const bench = await openBench(join(folder, 'import'));
	const { key } = await createApiKey(bench.services, { name: `beside ${Date.now()}` });
	const file = join(folder, `beside-${rows}.csv`);
	if (!existsSync(file)) await writeCustomersCsv(file, rows, { from: 20_000_000 });
	const server = await start(['bin/clientele.mjs', 'serve'], { CLIENTELE_DATA: bench.dataDir, PORT: '0', LOG_LEVEL: 'warn' });
	const client = createClient({ url: server.url, key });
	try {
		const lists = ['/api/v1/customers?limit=50', '/api/v1/customers?limit=50&sort=name', '/api/v1/customers?limit=50&search=zhang'];
		const before = await measure(server.url, 10, lists, 4, key);
		const { import: draft, options } = await client.imports.uploadImport(
			{ query: { file_name: 'beside.csv', source: `beside ${Date.now()}` } },
			{ file: await openAsBlob(file) },
		);
		const began = performance.now();
		await client.imports.startImport({ params: { id: draft.id }, body: options });
		const meanwhile = await measure(server.url, 20, lists, 4, key);
		let state = await client.imports.getImport({ params: { id: draft.id } });
		while (state.state === 'running' || state.state === 'queued') {
			await new Promise((done) => setTimeout(done, 1_000));
			state = await client.imports.getImport({ params: { id: draft.id } });
		}
		const seconds = Math.round((performance.now() - began) / 100) / 10;
		const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
		report(folder, `beside-${rows}`, {
			rows,
			state: state.state,
			created: state.created,
			import_seconds: seconds,
			lists_before: before,
			lists_meanwhile: meanwhile,
			peak_rss_mb: Math.round(peak),
		});
	} finally {
		await server.stop();
		await bench.close();
	}
}

await main();
