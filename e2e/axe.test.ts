// axe finds nothing on any page, nor on anything that opens on one, in either colour scheme and language, wide and narrow; nothing breaks the
// content policy; and a picture of each is kept in test-results/screens/.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Language, languages } from '../src/platform/errors.ts';
import { accessibilityProblems } from './browser.ts';
import { furnish } from './furnish.ts';
import { gates, type Place, pages, parts } from './places.ts';
import { arrive, openStage, type Person, type Stage } from './steps.ts';

const screens = fileURLToPath(new URL('../test-results/screens/', import.meta.url));

let stage: Stage;

beforeAll(async () => {
	rmSync(screens, { recursive: true, force: true });
	mkdirSync(screens, { recursive: true });
	stage = await openStage();
	const admin = await stage.enter();
	await furnish(admin);
	await admin.leave();
});

afterAll(() => stage?.close());

interface Look {
	readonly scheme: 'light' | 'dark';
	readonly width: number;
}

/**
 * Each pair of language, scheme and width occurs, in half the looks that all of them together would take. Scheme and width change under a page that
 * is loaded once, as they do when a person turns a tablet or the evening comes.
 */
const looks: Readonly<Record<Language, readonly [wide: Look, narrow: Look]>> = {
	en: [
		{ scheme: 'light', width: 1440 },
		{ scheme: 'dark', width: 390 },
	],
	'zh-CN': [
		{ scheme: 'dark', width: 1440 },
		{ scheme: 'light', width: 390 },
	],
};

/** What opens on a page is looked at once in each language: its colours and words are the page's. */
const looksOfParts: Readonly<Record<Language, readonly [Look]>> = {
	en: [{ scheme: 'light', width: 1440 }],
	'zh-CN': [{ scheme: 'dark', width: 390 }],
};

async function inspect(person: Person, { name, path, shows, open, onPhone }: Place): Promise<string[]> {
	const { page, language } = person;
	const problems: string[] = [];
	const wear = async ({ scheme, width }: Look) => {
		await page.emulateMedia({ colorScheme: scheme });
		await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
	};
	await wear(onPhone ? looksOfParts[language][0] : looks[language][0]);
	await page.goto(path);
	await page.locator('main h1').first().waitFor();
	try {
		if (open) {
			await page.locator('main [role=row][data-place] a, main section, main form, main tbody tr, main li').first().waitFor();
			await open(person);
		}
		await page.locator(shows).first().waitFor();
	} catch (cause) {
		return [`${name}: ${String(cause)}`];
	}
	for (const look of open ? looksOfParts[language] : looks[language]) {
		const { scheme, width } = look;
		await wear(look);
		await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor();
		// Colours that are handed down change one frame after the other.
		await page.waitForFunction(() => !document.getAnimations().some((one) => one instanceof CSSTransition));
		await page.screenshot({ path: join(screens, `${name}-${language}-${scheme}-${width}.png`) });
		const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		if (beyond > 0) problems.push(`${name} is ${beyond} pixels wider than ${width}`);
		const found = await accessibilityProblems(page);
		problems.push(...found.map((problem) => `${name} ${scheme} ${width}: ${problem}`));
	}
	await page.context().setOffline(false);
	return problems;
}

test.concurrent.each(languages)(
	'every page, and what opens on it, in %s',
	async (language) => {
		const problems: string[] = [];
		const guest = await arrive(stage.browser, stage.server.url, { language });
		for (const place of gates) problems.push(...(await inspect(guest, place)));
		await guest.leave();
		const person = await stage.enter({ language });
		for (const place of pages) problems.push(...(await inspect(person, place)));
		for (const place of parts) problems.push(...(await inspect(person, place)));
		expect(problems).toEqual([]);
		await person.leave();
	},
	600_000,
);

/** A screen of 1,440 by 900 pixels enlarged to 400 %: what WCAG 1.4.10 asks of a page. */
const enlarged = { width: 360, height: 225 };
const floating = ['notifications', 'help-menu', 'account-menu', 'list-filter', 'list-export', 'list-views', 'customer-provenance'];

test.concurrent('enlarged to 400 % no page is pushed sideways, and what opens on one fits the window', async () => {
	const person = await stage.enter(enlarged);
	const { page } = person;
	const problems: string[] = [];
	for (const { name, path, shows, open } of [...pages, ...parts.filter((part) => floating.includes(part.name))]) {
		await page.goto(path);
		await page.locator('main [role=row][data-place] a, main section, main form, main tbody tr, main li, main h1').first().waitFor();
		await open?.(person);
		await page.locator(shows).first().waitFor();
		const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		if (beyond > 0) problems.push(`${name} is ${beyond} pixels too wide`);
		if (!open) continue;
		const box = await page.locator('[role=menu]:visible, [role=dialog]:visible').first().boundingBox();
		if (!box || box.x < 0 || box.y < 0 || box.x + box.width > enlarged.width || box.y + box.height > enlarged.height)
			problems.push(`${name} stands at ${JSON.stringify(box)}`);
	}
	expect(problems).toEqual([]);
	await person.leave();
}, 300_000);
