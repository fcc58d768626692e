// The first view: a profile that has never seen the page, and the second visit of the same profile.
import type { Cookie, Page } from 'playwright-core';
import { bodySize, newProfile, type Spread, spread, type Transfer, transfers } from './page-browser.ts';

interface View {
	/** First row painted and the page answers, from the start of the navigation. Times in milliseconds. */
	readonly usable: number;
	readonly painted: number;
	readonly first_content: number;
	readonly longest_task: number;
	/** Cumulative layout shift up to the first quiet second. */
	readonly shift: number;
	/** What was asked for, when, and when it was there. */
	readonly requests: readonly { readonly name: string; readonly from: number; readonly to: number; readonly bytes: number }[];
}

async function view(page: Page, address: string): Promise<View> {
	await page.goto(address, { waitUntil: 'commit' });
	const seen = await page.evaluate(() => window.probe.usable(() => document.querySelector('[data-place]') !== null));
	const rest = await page.evaluate(async () => {
		await window.probe.quiet(1_000);
		return {
			first_content: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
			tasks: window.probe.tasks,
			shift: window.probe.shifts.reduce((sum, { value }) => sum + value, 0),
			requests: (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).map((entry) => ({
				name: new URL(entry.name).pathname,
				from: Math.round(entry.startTime),
				to: Math.round(entry.responseEnd),
				bytes: entry.transferSize,
			})),
		};
	});
	const { tasks, ...told } = rest;
	return {
		...seen,
		...told,
		longest_task: Math.max(0, ...tasks.filter(({ start }) => start < seen.usable).map(({ duration }) => duration)),
	};
}

/** How much of a kind came up to the usable list, as it came and as the server sends it in either encoding. */
async function sizes(done: readonly Transfer[], type: string) {
	const urls = done.filter((one) => one.type === type).map(({ url }) => url);
	const sum = async (encoding: 'br' | 'gzip') => (await Promise.all(urls.map((url) => bodySize(url, encoding)))).reduce((a, b) => a + b, 0);
	const bytes = done.filter((one) => one.type === type).reduce((total, one) => total + one.bytes, 0);
	return { files: urls.length, bytes, brotli: await sum('br'), gzip: await sum('gzip') };
}

export interface FirstView {
	readonly cold: Spread;
	readonly warm: Spread;
	readonly cold_first_content: Spread;
	readonly warm_first_content: Spread;
	readonly cold_longest_task: Spread;
	readonly shift: number;
	readonly script: Awaited<ReturnType<typeof sizes>>;
	readonly css: Awaited<ReturnType<typeof sizes>>;
	/** Of one cold visit. */
	readonly requests: View['requests'];
}

/** Opens an address so many times in new profiles, and once more in each; what comes over the wire is told of a visit before them. */
export async function firstView(address: string, cookies: readonly Cookie[], times: number): Promise<FirstView> {
	const cold: View[] = [];
	const warm: View[] = [];
	let came: readonly Transfer[] = [];
	for (let time = 0; time <= times; time++) {
		const profile = await newProfile(cookies);
		try {
			const page = await profile.page();
			// Of the first visit only: listening costs a little.
			const listening = time === 0 ? await transfers(page) : [];
			const visit = await view(page, address);
			if (time === 0)
				came = listening.filter(({ url }) => visit.requests.some(({ name, to }) => name === new URL(url).pathname && to <= visit.usable));
			else cold.push(visit);
			await page.close();
			const second = await view(await profile.page(), address);
			if (time > 0) warm.push(second);
		} finally {
			await profile.close();
		}
	}
	return {
		cold: spread(cold.map(({ usable }) => usable)),
		warm: spread(warm.map(({ usable }) => usable)),
		cold_first_content: spread(cold.map(({ first_content }) => first_content)),
		warm_first_content: spread(warm.map(({ first_content }) => first_content)),
		cold_longest_task: spread(cold.map(({ longest_task }) => longest_task)),
		shift: Math.round(Math.max(...[...cold, ...warm].map(({ shift }) => shift)) * 10_000) / 10_000,
		script: await sizes(came, 'Script'),
		css: await sizes(came, 'Stylesheet'),
		requests: cold[0]?.requests ?? [],
	};
}
