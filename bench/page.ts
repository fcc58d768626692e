// The speed of the page in a real Chromium against the real program, on the database of bench/import.ts: first view, bytes, search, opening a customer,
// scrolling, memory; beside a bare page of the same Fastify and bare requests of the same answers. It adds a person to the database, and edits one
// customer and takes that back. Usage: npx tsx bench/page.ts [folder] [minutes of use] [times each is measured]
import { randomBytes } from 'node:crypto';
import type { Cookie, Page } from 'playwright-core';
import { createApiKey, createUser } from '../src/features/access/accounts.ts';
import { openBench, report } from './environment.ts';
import { start } from './load.ts';
import { newProfile, type Spread, signedIn, spread } from './page-browser.ts';
import { type FirstView, firstView } from './page-first.ts';
import { drag, dragging, editOne, openList, openOne, searchInList, searchInPalette, wheel } from './page-use.ts';
import { type Word, words } from './page-words.ts';

const folder = process.argv[2] ?? '.cache/bench';
const minutes = Number(process.argv[3] ?? 10);
const times = Number(process.argv[4] ?? 60);
const visits = Math.ceil(times / 6);

/** Says on the way what was measured: a run takes half an hour. */
const told = (what: string, result: unknown) => console.error(`${what}: ${JSON.stringify(result)}`);

interface Memory {
	readonly minute: number;
	readonly heap_mb: number;
	readonly nodes: number;
	readonly rounds: number;
}

/** Searches, scrolls, opens, edits for so many minutes; what the tab holds after each of them, once all that can be is let go. */
async function memory(page: Page, url: string, least: number, texts: readonly Word[]): Promise<Memory[]> {
	const session = await page.context().newCDPSession(page);
	const held: Memory[] = [];
	let rounds = 0;
	await openList(page, url, least);
	const began = performance.now();
	while (held.length < minutes) {
		const { text, id } = texts[rounds % texts.length]!;
		const box = page.getByRole('searchbox');
		await box.fill(text);
		await page.locator(`[data-place="0"] a[href="/customers/${id}"]`).waitFor();
		await box.fill('');
		await page.waitForFunction((count) => Number(document.querySelector('[role=grid]')?.getAttribute('aria-rowcount')) >= count, least);
		await drag(page, Math.random());
		await page.evaluate(() => window.probe.quiet(300));
		await openOne(page);
		await drag(page, 0);
		await page.evaluate(() => window.probe.quiet(300));
		await editOne(page, `Bench ${rounds}`);
		await page.evaluate(() => window.probe.forget());
		rounds++;
		if (performance.now() - began < (held.length + 1) * 60_000) continue;
		await session.send('HeapProfiler.collectGarbage');
		const { usedSize } = await session.send('Runtime.getHeapUsage');
		const { nodes } = await session.send('Memory.getDOMCounters');
		held.push({ minute: held.length + 1, heap_mb: Math.round(usedSize / 1e5) / 10, nodes, rounds });
		told('held', held.at(-1));
	}
	return held;
}

interface Line {
	readonly what: string;
	readonly value: Pick<Spread, 'p50' | 'p95' | 'max'> | string;
	readonly aim?: string;
}

/** The table of docs/benchmarks.md. */
function table(lines: readonly Line[]): string {
	const cells = lines.map(({ what, value, aim }) =>
		typeof value === 'string'
			? [what, value, '', '', aim ?? '']
			: [what, ...[value.p50, value.p95, value.max].map((ms) => ms.toFixed(0)), aim ?? ''],
	);
	return [['', 'p50', 'p95', 'most', 'aim'], ['---', '---', '---', '---', '---'], ...cells]
		.map((row) => `| ${row.join(' | ')} |`)
		.join('\n');
}

const kilobytes = ({ files, brotli, gzip }: FirstView['script']) =>
	`${(brotli / 1000).toFixed(0)} kB brotli, ${(gzip / 1000).toFixed(0)} kB gzip, ${files} files`;

async function use(url: string, bare: string, cookies: readonly Cookie[], texts: readonly Word[], count: number) {
	const profile = await newProfile(cookies);
	try {
		const page = await profile.page();
		const least = Math.min(count, 1_000);
		await openList(page, url, least);
		const list = await searchInList(page, texts);
		await openList(page, url, least);
		const palette = await searchInPalette(page, texts);
		told('searched', { list, palette });
		const opened: Awaited<ReturnType<typeof openOne>>[] = [];
		// The first one also brings the script of the page.
		for (let time = 0; time <= times; time++) {
			await drag(page, Math.random());
			await page.evaluate(() => window.probe.quiet(300));
			opened.push(await openOne(page));
		}
		const [first, ...others] = opened;
		told('opened', others);
		const scrolled: Record<string, Spread> = {};
		for (const sort of ['', 'name', 'company']) {
			await openList(page, url, least, sort);
			scrolled[sort || 'newest'] = await dragging(page, times);
		}
		await openList(page, url, least);
		const frames = await wheel(page, '[role=grid]', 10_000);
		const empty = await profile.page();
		await empty.goto(`${bare}/empty`);
		const bareFrames = await wheel(empty, '#box', 10_000);
		await empty.close();
		told('scrolled', { scrolled, frames, bareFrames });
		const held = await memory(page, url, least, texts);
		return {
			search_list: list,
			search_palette: palette,
			open: spread(others.map(({ ms }) => ms)),
			open_first: Math.round(first!.ms),
			open_fetch: spread(others.map(({ fetch }) => fetch)),
			open_longest_task: spread(others.map(({ longest_task }) => longest_task)),
			open_shift: Math.round(Math.max(...others.map(({ shift }) => shift)) * 10_000) / 10_000,
			back: spread(others.map(({ back }) => back)),
			scrolled,
			frames,
			bare_frames: bareFrames,
			memory: held,
		};
	} finally {
		await profile.close();
	}
}

async function main(): Promise<void> {
	const bench = await openBench(`${folder}/import`);
	const person = { email: `page-${Date.now()}@example.com`, password: randomBytes(18).toString('base64url') };
	await createUser(bench.services, { ...person, name: 'Bench', role: 'administrator' });
	const { key } = await createApiKey(bench.services, { name: person.email });
	const { rows } = await bench.database.owner.query<{ count: number }>("select count(*) as count from customers where state = 'active'");
	const { count } = rows[0]!;
	const product = await start(['bin/clientele.mjs', 'serve'], { CLIENTELE_DATA: bench.dataDir, PORT: '0', LOG_LEVEL: 'warn' });
	const bare = await start(['--import', 'tsx', 'bench/bare-page.ts'], {});
	try {
		const cookies = await signedIn(product.url, person);
		const texts = await words(bench, product.url, key, Math.ceil(times / 5));
		const bareView = await firstView(`${bare.url}/`, [], visits);
		const view = await firstView(`${product.url}/customers`, cookies, visits);
		told('first view', { bareView, view });
		const used = await use(product.url, bare.url, cookies, texts, count);
		report(folder, `page-${count}`, { customers: count, minutes, words: texts.length, first_view: view, bare_view: bareView, ...used });
		const [atFirst, atLast] = [used.memory[0]!, used.memory.at(-1)!];
		const growth = ((atLast.heap_mb / atFirst.heap_mb - 1) * 100).toFixed(0);
		const frames = (one: typeof used.frames) =>
			`${one.dropped} of ${one.frames} frames late by more than 50 ms, longest ${one.longest.toFixed(0)} ms`;
		console.log(
			table([
				{ what: 'yardstick: bare page of 100 rows, new profile', value: bareView.cold },
				{ what: 'first view usable, new profile', value: view.cold, aim: '1,500 ms' },
				{ what: 'yardstick: bare page, second visit', value: bareView.warm },
				{ what: 'first view usable, second visit', value: view.warm, aim: '500 ms' },
				{ what: 'first content, new profile', value: view.cold_first_content },
				{ what: 'first content, second visit', value: view.warm_first_content },
				{ what: 'longest task up to the first view', value: view.cold_longest_task },
				{ what: 'layout shift of the first view', value: String(view.shift), aim: '0' },
				{ what: 'script up to the first view', value: kilobytes(view.script), aim: '300 kB' },
				{ what: 'style sheets', value: kilobytes(view.css) },
				{ what: 'yardstick: the request of a search in the list', value: used.search_list.fetch },
				{ what: 'last key to results in the list', value: used.search_list.page, aim: '150 ms p95' },
				{ what: 'yardstick: the request of a search in the palette', value: used.search_palette.fetch },
				{ what: 'last key to results in the palette', value: used.search_palette.page, aim: '150 ms p95' },
				{ what: 'yardstick: the request of a profile', value: used.open_fetch },
				{ what: 'opening a customer', value: used.open, aim: '150 ms p95' },
				{ what: 'back to the list', value: used.back },
				{ what: 'longest task while opening', value: used.open_longest_task },
				{ what: 'layout shift after opening', value: String(used.open_shift), aim: '0' },
				...Object.entries(used.scrolled).map(([sort, value]) => ({ what: `grey rows after a drag, by ${sort}`, value, aim: '200 ms' })),
				{ what: 'yardstick: wheel over an empty scroller, 10 s', value: frames(used.bare_frames) },
				{ what: 'wheel over the list, 10 s', value: frames(used.frames) },
				{ what: 'memory after minute 1', value: `${atFirst.heap_mb} MB, ${atFirst.nodes} nodes` },
				{ what: `memory after minute ${atLast.minute}`, value: `${atLast.heap_mb} MB, ${atLast.nodes} nodes (${growth} %)`, aim: 'flat' },
			]),
		);
	} finally {
		await product.stop();
		await bare.stop();
		await bench.close();
	}
}

await main();
