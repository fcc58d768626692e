// A real Chromium, and pages that note everything the browser complains about.
import AxeBuilder from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Language } from '../src/platform/errors.ts';
import { findOrInstallBrowser } from '../tools/browser.mjs';

export interface PageOptions {
	readonly language?: Language;
	readonly scheme?: 'light' | 'dark';
	/** In CSS pixels. */
	readonly width?: number;
	readonly height?: number;
}

export interface Visit {
	readonly page: Page;
	/** What the browser complained about: errors of scripts, refused styles, missing files. */
	readonly complaints: string[];
	close(): Promise<void>;
}

export function launch(): Promise<Browser> {
	return chromium.launch({
		executablePath: findOrInstallBrowser(),
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
	});
}

/** What a journey means to get (a weak password, an edit that came second, a lost connection) is told by the browser as well. */
const expected = /the server responded with a status of (400|401|404|409|410|412|422)|net::ERR_INTERNET_DISCONNECTED/;

/** A new person at a new device: no cookies, nothing remembered. */
export async function visit(browser: Browser, url: string, options: PageOptions = {}): Promise<Visit> {
	const { language = 'en', scheme = 'light', width = 1440, height = 900 } = options;
	const context = await browser.newContext({
		baseURL: url,
		viewport: { width, height },
		locale: language,
		colorScheme: scheme,
		hasTouch: width < 500,
		reducedMotion: 'reduce',
	});
	const page = await context.newPage();
	page.setDefaultTimeout(30_000);
	const complaints: string[] = [];
	page.on('pageerror', (error) => complaints.push(String(error.stack ?? error)));
	page.on('console', (message) => {
		if (message.type() === 'error' && !expected.test(message.text())) complaints.push(message.text());
	});
	return { page, complaints, close: () => context.close() };
}

export const administrator = { name: 'Ada Admin', email: 'admin@example.com', password: 'correct horse 42' } as const;

/** Signs in through the form. */
export async function signIn(
	page: Page,
	{ email, password }: { readonly email: string; readonly password: string } = administrator,
): Promise<void> {
	await page.goto('/sign-in');
	await page.fill('input[name=email]', email);
	await page.fill('input[name=password]', password);
	await page.keyboard.press('Enter');
	await page.waitForURL('**/customers');
}

/** What axe finds wrong on the page as it stands: rule, element, why. The page has no frames, which would need the slower way. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page })
		.setLegacyMode()
		.options({ resultTypes: ['violations'] })
		.analyze();
	return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`));
}
