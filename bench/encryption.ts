// What encryption costs: sealing and opening a value, and an import with an encrypted column against the same file whose column goes into a plain attribute,
// both in this process and in the same run. Usage: npx tsx bench/encryption.ts [rows] [folder]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandPrincipal } from '../src/features/access/accounts.ts';
import { insertAttribute } from '../src/features/customers/definitions.ts';
import { importFile } from '../src/features/imports/run.ts';
import { residentIdCheck } from '../src/values/identifier.ts';
import { type Bench, openBench, report, seconds } from './environment.ts';

const rows = Number(process.argv[2] ?? 100_000);
const folder = process.argv[3] ?? '.cache/bench-encryption';

const numberAt = (index: number): string => {
	const first17 = `44030019${70 + (index % 30)}${String(1 + (index % 12)).padStart(2, '0')}15${String(index % 1_000).padStart(3, '0')}`;
	return first17 + residentIdCheck(first17);
};

/** People with a number in the last column, under a heading of its own for each way. */
function writeFile(name: string, heading: string, from: number): string {
	const path = join(folder, name);
	const lines = [`ID,Name,Phone,${heading}`];
	for (let index = from; index < from + rows; index++)
		lines.push(`K${index},Person ${index},138${String(index).padStart(8, '0')},${numberAt(index)}`);
	writeFileSync(path, `${lines.join('\n')}\n`);
	return path;
}

/** Microseconds a value, of sealing new customers' values, and of opening them with their keys read from the database. */
async function valuesOf({ database }: Bench) {
	const count = 10_000;
	const values = Array.from({ length: count }, (_, at) => ({
		customer_id: 900_000_000 + at,
		column: 'identity_number',
		text: JSON.stringify(numberAt(at)),
	}));
	const took = async (work: () => Promise<unknown>) => {
		const began = performance.now();
		await work();
		return Math.round(((performance.now() - began) / count) * 1e4) / 10;
	};
	let texts: string[] = [];
	const first = await took(async () => {
		texts = await database.keyring.sealFor(database.owner, values);
	});
	const again = await took(() => database.keyring.sealFor(database.owner, values));
	const open = () =>
		database.keyring.openFor(
			database.owner,
			texts.map((text) => ({ column: 'identity_number', text })),
		);
	// Keys are kept for some seconds.
	await new Promise((resolve) => setTimeout(resolve, 3_500));
	return { seal_with_new_key_us: first, seal_us: again, open_with_key_read_us: await took(open), open_us: await took(open) };
}

async function importSeconds(bench: Bench, path: string, source: string, field: string): Promise<number> {
	const principal = await commandPrincipal(bench.services);
	const columns = [
		{ column: 'ID', field: 'external_id' },
		{ column: 'Name', field: 'name' },
		{ column: 'Phone', field: 'phone' },
		{ column: 'Number', field },
	];
	const began = performance.now();
	await importFile(bench.services, principal, { path, options: { source, columns } });
	return seconds(began);
}

mkdirSync(folder, { recursive: true });
const bench = await openBench(join(folder, 'data'), { fresh: true });
try {
	await insertAttribute(bench.database.owner, { name: 'number', type: 'text', label_en: 'Number', label_zh: '号码' });
	// The first import of a process pays for what is made once.
	await importSeconds(bench, writeFile('warm.csv', 'Number', 9_000_000), 'Warm', 'attributes.number');
	const plain = await importSeconds(bench, writeFile('plain.csv', 'Number', 0), 'Plain', 'attributes.number');
	const encrypted = await importSeconds(bench, writeFile('encrypted.csv', 'Number', 20_000_000), 'Encrypted', 'identity_number');
	report(folder, 'encryption', {
		rows,
		...(await valuesOf(bench)),
		plain_seconds: plain,
		encrypted_seconds: encrypted,
		ratio: encrypted / plain,
	});
} finally {
	await bench.close();
}
