// What a person does in the list: searches there and in the palette, opens customers, goes back, scrolls.
import type { Page } from 'playwright-core';
import { type Spread, spread } from './page-browser.ts';
import type { Word } from './page-words.ts';

const isHan = (text: string) => /\p{Script=Han}/u.test(text);

/** Between two keys of somebody who types fast, in milliseconds. */
const cadence = 90;

/** Types over what the field holds; an input method brings Chinese words whole. */
async function type(page: Page, text: string): Promise<void> {
	await page.keyboard.press('Control+A');
	if (isHan(text)) return page.keyboard.insertText(text);
	await page.keyboard.type(text, { delay: cadence });
}

export interface Timed {
	readonly page: Spread;
	/** The same request from the same page, without the page: network and server. */
	readonly fetch: Spread;
}

/** The request again, up to its parsed answer. In milliseconds. */
const bareFetch = (page: Page, url: string) =>
	page.evaluate(async (address) => {
		const began = performance.now();
		await (await fetch(address, { cache: 'no-store' })).json();
		return performance.now() - began;
	}, url);

/** Opens the list and waits until all of it can be scrolled. */
export async function openList(page: Page, url: string, least: number, sort?: string): Promise<void> {
	await page.goto(`${url}/customers${sort ? `?sort=${encodeURIComponent(sort)}` : ''}`);
	await page.waitForFunction((count) => Number(document.querySelector('[role=grid]')?.getAttribute('aria-rowcount')) >= count, least);
	await page.evaluate(() => window.probe.quiet(300));
}

/** From the last key in the list's search field to the rows that it finds. */
export async function searchInList(page: Page, words: readonly Word[]): Promise<Timed> {
	const times: number[] = [];
	const bare: number[] = [];
	for (const { text, id } of words) {
		await page.getByRole('searchbox').focus();
		await page.evaluate(() => window.probe.forget());
		const waiting = page.evaluate(
			async ([wanted, first]) => {
				const asked = () => window.probe.askedFor('/api/v1/customers', wanted);
				const end = await window.probe.painted(
					() =>
						asked() !== undefined &&
						document.querySelector('[role=grid]')?.getAttribute('aria-busy') !== 'true' &&
						document.querySelector('[data-place="0"] a')?.getAttribute('href') === `/customers/${first}`,
				);
				return { ms: end - window.probe.pressed, url: asked()!.url };
			},
			[text, id] as const,
		);
		const [{ ms, url }] = await Promise.all([waiting, type(page, text)]);
		times.push(ms);
		await page.evaluate(() => window.probe.quiet(100));
		bare.push(await bareFetch(page, url));
	}
	return { page: spread(times), fetch: spread(bare) };
}

/** From the last key in the palette to the customers that it finds. */
export async function searchInPalette(page: Page, words: readonly Word[]): Promise<Timed> {
	const times: number[] = [];
	const bare: number[] = [];
	await page.keyboard.press('Control+k');
	await page.getByRole('combobox').waitFor();
	for (const { text, name } of words) {
		await page.evaluate(() => window.probe.forget());
		const waiting = page.evaluate(
			async ([wanted, first]) => {
				const asked = () => window.probe.askedFor('/api/v1/customers', wanted);
				const end = await window.probe.painted(
					() =>
						asked() !== undefined &&
						document.querySelector('[role=listbox]')?.getAttribute('aria-busy') !== 'true' &&
						[...document.querySelectorAll('[role=option]')].some((option) => option.textContent?.includes(first)),
				);
				return { ms: end - window.probe.pressed, url: asked()!.url };
			},
			[text, name] as const,
		);
		const [{ ms, url }] = await Promise.all([waiting, type(page, text)]);
		times.push(ms);
		await page.evaluate(() => window.probe.quiet(100));
		bare.push(await bareFetch(page, url));
	}
	await page.keyboard.press('Escape');
	await page.getByRole('combobox').waitFor({ state: 'detached' });
	return { page: spread(times), fetch: spread(bare) };
}

/** Drags the scroll bar to a part of the list in six frames; how long a line in sight stays grey or empty after the last of them, in milliseconds. */
export const drag = (page: Page, share: number) =>
	page.evaluate(async (to) => {
		const { probe } = window;
		const box = probe.scroller()!;
		const from = box.scrollTop;
		const way = to * (box.scrollHeight - box.clientHeight) - from;
		for (let step = 1; step <= 6; step++) {
			await new Promise((done) => requestAnimationFrame(done));
			box.scrollTop = from + (way * step) / 6;
		}
		const began = performance.now();
		return Math.max(0, (await probe.painted(() => probe.sight().grey === 0)) - began);
	}, share);

/** Random places over the whole list. */
export async function dragging(page: Page, times: number): Promise<Spread> {
	const waits: number[] = [];
	for (let time = 0; time < times; time++) {
		waits.push(await drag(page, Math.random()));
		// The list settles where it is, and a person looks.
		await page.evaluate(() => window.probe.quiet(300));
	}
	return spread(waits);
}

export interface Frames {
	readonly frames: number;
	/** Gaps of more than 50 ms. */
	readonly dropped: number;
	readonly p95: number;
	readonly longest: number;
}

/** Turns the wheel over an element for so long. */
export async function wheel(page: Page, selector: string, milliseconds: number): Promise<Frames> {
	await page
		.locator(selector)
		.first()
		.hover({ position: { x: 300, y: 300 } });
	const frames = await page.evaluateHandle(() => window.probe.frames());
	for (const until = performance.now() + milliseconds; performance.now() < until; ) {
		await page.mouse.wheel(0, 240);
		await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
	}
	const gaps = await frames.evaluate((end) => end());
	const { p95, max } = spread(gaps);
	return { frames: gaps.length, dropped: gaps.filter((gap) => gap > 50).length, p95, longest: max };
}

/** A line in sight that has a phone number or an e-mail: its place, link and name, and where to press. */
const someLine = (page: Page) =>
	page.evaluate(() => {
		const box = window.probe.scroller()!.getBoundingClientRect();
		const lines = [...document.querySelectorAll<HTMLElement>('[data-place]')].filter((line) => {
			const { top, bottom } = line.getBoundingClientRect();
			return top > box.top + 45 && bottom < box.bottom && /\d{7}|@/.test(line.textContent ?? '') && line.querySelector('a[data-main]');
		});
		const line = lines[Math.floor(Math.random() * lines.length)]!;
		const link = line.querySelector<HTMLElement>('a[data-main]')!;
		const { left, top, height } = link.getBoundingClientRect();
		return {
			place: Number(line.dataset.place),
			lineTop: line.getBoundingClientRect().top,
			href: link.getAttribute('href')!,
			name: link.textContent ?? '',
			x: left + 6,
			y: top + height / 2,
		};
	});

export interface Opened {
	readonly ms: number;
	readonly fetch: number;
	readonly back: number;
	readonly longest_task: number;
	/** Shifts between the painted contact points and the first quiet third of a second. */
	readonly shift: number;
}

/** Presses a name, waits for heading and contact points, and goes back to where the list was. */
export async function openOne(page: Page): Promise<Opened> {
	const line = await someLine(page);
	await page.evaluate(() => window.probe.forget());
	const waiting = page.evaluate(async ({ href, name }) => {
		const end = await window.probe.painted(
			() =>
				location.pathname === href &&
				document.querySelector('h1')?.textContent === name &&
				document.querySelector('main a[href^="tel:"], main a[href^="mailto:"]') !== null,
		);
		return { end, ms: end - window.probe.pressed };
	}, line);
	await page.mouse.move(line.x, line.y);
	await page.mouse.down();
	await page.mouse.up();
	const { end, ms } = await waiting;
	const after = await page.evaluate(async (painted) => {
		await window.probe.quiet(300);
		const { tasks, shifts, pressed } = window.probe;
		return {
			longest_task: Math.max(0, ...tasks.filter(({ start }) => start >= pressed).map(({ duration }) => duration)),
			shift: shifts.filter(({ start }) => start > painted).reduce((sum, { value }) => sum + value, 0),
		};
	}, end);
	const fetch = await bareFetch(page, `/api/v1${line.href}`);
	const back = await page.evaluate(async ({ place, lineTop, href }) => {
		const began = performance.now();
		history.back();
		const isThere = () => {
			const found = document.querySelector(`[data-place="${place}"]`);
			return (
				found?.querySelector('a[data-main]')?.getAttribute('href') === href && Math.abs(found.getBoundingClientRect().top - lineTop) < 2
			);
		};
		return (await window.probe.painted(isThere)) - began;
	}, line);
	return { ms, fetch, back, ...after };
}

/** Changes the company of the first customer in the list's cell, and takes that back. */
export async function editOne(page: Page, text: string): Promise<void> {
	const cell = page.locator('[data-place="0"] [data-column="1"]');
	const before = await cell.textContent();
	const holds = (wanted: string | null) =>
		page.waitForFunction((value) => {
			const found = document.querySelector('[data-place="0"] [data-column="1"]');
			return found?.textContent === value && !found?.hasAttribute('data-edit');
		}, wanted);
	await cell.dblclick();
	await page.keyboard.press('Control+A');
	await page.keyboard.type(text);
	await page.keyboard.press('Enter');
	await holds(text);
	await page.keyboard.press('Control+z');
	await holds(before);
}
