// Requests over REST at the size of the database in a folder (made by bench/import.ts): profile by id against a bare handler, lists, filters,
// search as typed, export. Key checked, context set, row-level security on. Usage: npx tsx bench/read.ts [folder] [seconds per measurement]
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createApiKey } from '../src/features/access/accounts.ts';
import { type Bench, openBench, report } from './environment.ts';
import { measure, start } from './load.ts';

const folder = process.argv[2] ?? '.cache/bench';
const duration = Number(process.argv[3] ?? 30);

/** Search terms as people type them: frequent, rare and absent. */
async function terms(bench: Bench): Promise<Record<'two_characters' | 'pinyin_initials' | 'part_of_phone' | 'words', string[]>> {
	const { rows } = await bench.database.owner.query<{ name: string; phone: string }>(
		"select name, phone from customers tablesample system (0.1) where state = 'active' and name is not null and phone is not null limit 400",
	);
	const chinese = rows.filter(({ name }) => /^\p{Script=Han}{2,}/u.test(name));
	const latin = rows.filter(({ name }) => /^[A-Za-z]+ /.test(name));
	return {
		two_characters: [
			...chinese.slice(0, 60).map(({ name }) => [...name].slice(0, 2).join('')),
			...chinese.slice(60, 90).map(({ name }) => [...name].slice(-2).join('')),
			'张伟',
			'王芳',
			'李',
			'鑫龘',
			'犇骉',
		],
		pinyin_initials: ['zw', 'wf', 'lx', 'zh', 'zhang', 'wangw', 'zhangs', 'lina', 'ouy', 'xqz', 'qqqq', 'zzxy'],
		part_of_phone: [
			...rows.slice(0, 60).map(({ phone }) => phone.slice(-4)),
			...rows.slice(60, 100).map(({ phone }) => phone.slice(5, 10)),
			'138',
			'1390',
			'0000000',
		],
		words: [
			...latin.slice(0, 60).map(({ name }) => name.split(' ')[0]!.toLowerCase()),
			...latin.slice(60, 90).map(({ name }) => name.split(' ').reverse().join(' ')),
			'smith',
			'nobody here',
		],
	};
}

async function main(): Promise<void> {
	const bench = await openBench(`${folder}/import`);
	const { key } = await createApiKey(bench.services, { name: `bench ${Date.now()}` });
	await bench.database.owner.query('vacuum analyze');
	const { rows: counted } = await bench.database.owner.query<{ count: number; least: number; most: number }>(
		"select count(*) as count, min(id) as least, max(id) as most from customers where state = 'active'",
	);
	const { count, least, most } = counted[0]!;
	const ids = Array.from({ length: 5_000 }, () => least + Math.floor(Math.random() * (most - least)));
	const visible = await bench.database.owner.query<{ id: number }>("select id from customers where id = any ($1) and state = 'active'", [
		ids,
	]);
	const byId = visible.rows.map(({ id }) => id);
	const cities = await bench.database.owner.query<{ city: string }>(
		'select city from customers where city is not null group by city order by count(*) desc limit 20',
	);
	const filter = (one: unknown) => `filter=${encodeURIComponent(JSON.stringify([one]))}`;
	const list = (query: string) => `/api/v1/customers?limit=50&${query}`;
	const product = await start(['bin/clientele.mjs', 'serve'], { CLIENTELE_DATA: bench.dataDir, PORT: '0', LOG_LEVEL: 'warn' });
	const bare = await start(['--import', 'tsx', 'bench/bare.ts', bench.embedded.url], {});
	const results: Record<string, unknown> = {};
	try {
		for (const clients of [16, 1]) {
			const product_profile = await measure(
				product.url,
				duration,
				byId.map((id) => `/api/v1/customers/${id}`),
				clients,
				key,
			);
			const bare_profile = await measure(
				bare.url,
				duration,
				byId.map((id) => `/customers/${id}`),
				clients,
			);
			results[`profile_${clients}_clients`] = {
				product: product_profile,
				bare: bare_profile,
				ratio: Math.round((product_profile.per_second / bare_profile.per_second) * 100) / 100,
			};
		}
		results.list_newest = await measure(product.url, duration, [list('')], 16, key);
		results.list_by_name = await measure(product.url, duration, [list('sort=name'), list('sort=-name')], 16, key);
		results.filter_city = await measure(
			product.url,
			duration,
			cities.rows.map(({ city }) => list(filter({ field: 'city', op: 'eq', value: city }))),
			16,
			key,
		);
		for (const [kind, words] of Object.entries(await terms(bench))) {
			results[`search_${kind}`] = await measure(
				product.url,
				duration,
				words.map((word) => list(`search=${encodeURIComponent(word)}`)),
				16,
				key,
			);
		}
		const slow = performance.now();
		const unindexed = await fetch(`${product.url}${list(filter({ field: 'job_title', op: 'contains', value: 'no such title' }))}`, {
			headers: { authorization: `Bearer ${key}` },
		});
		results.filter_without_index = {
			status: unindexed.status,
			ms: Math.round(performance.now() - slow),
			code: ((await unindexed.json()) as { code?: string }).code,
		};
		const exportBegan = performance.now();
		const exported = await fetch(`${product.url}/api/v1/customers/export?format=csv`, { headers: { authorization: `Bearer ${key}` } });
		let bytes = 0;
		for await (const chunk of Readable.fromWeb(exported.body as ReadableStream)) bytes += (chunk as Uint8Array).length;
		const took = (performance.now() - exportBegan) / 1_000;
		results.export_csv = {
			rows: count,
			seconds: Math.round(took * 10) / 10,
			rows_per_second: Math.round(count / took),
			megabytes: Math.round(bytes / 1e6),
		};
		report(folder, `read-${count}`, { customers: count, seconds_each: duration, ...results });
	} finally {
		await product.stop();
		await bare.stop();
		await bench.close();
	}
}

await main();
