// A Chromium for the page's benchmark: profiles that are new or were there before, somebody signed in, what came over the wire.
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type CDPSession, type Cookie, chromium, type Page } from 'playwright-core';
import { findOrInstallBrowser } from '../tools/browser.mjs';
import { percentile } from './environment.ts';
import { installProbe } from './page-probe.ts';

/** A browser with a profile of its own, on the disk like a person's. */
export interface Profile {
	readonly context: BrowserContext;
	/** A page with the probe in it, at no address yet. */
	page(): Promise<Page>;
	close(): Promise<void>;
}

export async function newProfile(cookies: readonly Cookie[] = []): Promise<Profile> {
	const folder = mkdtempSync(join(tmpdir(), 'clientele-page-'));
	const context = await chromium.launchPersistentContext(folder, {
		executablePath: findOrInstallBrowser(),
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
		viewport: { width: 1440, height: 900 },
		locale: 'en',
	});
	await context.addCookies([...cookies]);
	// Names that the compiler of this file gives to functions have no meaning in the browser.
	await context.addInitScript('globalThis.__name ??= (one) => one');
	await context.addInitScript(installProbe);
	return {
		context,
		page: async () => {
			const page = await context.newPage();
			page.setDefaultTimeout(20_000);
			return page;
		},
		close: async () => {
			await context.close();
			rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
		},
	};
}

/** Signs in through the form; the cookies are good for any profile. */
export async function signedIn(url: string, person: { readonly email: string; readonly password: string }): Promise<Cookie[]> {
	const profile = await newProfile();
	try {
		const page = await profile.page();
		await page.goto(`${url}/sign-in`);
		await page.fill('input[name=email]', person.email);
		await page.fill('input[name=password]', person.password);
		await page.keyboard.press('Enter');
		await page.waitForURL(({ pathname }) => pathname !== '/sign-in');
		return await profile.context.cookies();
	} finally {
		await profile.close();
	}
}

export interface Transfer {
	readonly url: string;
	readonly type: string;
	/** Over the wire, head included. */
	readonly bytes: number;
}

/** Notes what came over the wire from now on; the list grows. */
export async function transfers(page: Page): Promise<readonly Transfer[]> {
	const session: CDPSession = await page.context().newCDPSession(page);
	const known = new Map<string, { url: string; type: string }>();
	const done: Transfer[] = [];
	session.on('Network.responseReceived', ({ requestId, type, response }) => known.set(requestId, { url: response.url, type }));
	session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		const one = known.get(requestId);
		if (one) done.push({ ...one, bytes: encodedDataLength });
	});
	await session.send('Network.enable');
	return done;
}

/** Bytes of a body as the server sends it in this encoding. */
export function bodySize(url: string, encoding: 'br' | 'gzip'): Promise<number> {
	return new Promise((done, failed) => {
		get(url, { headers: { 'accept-encoding': encoding } }, (answer) => {
			let bytes = 0;
			answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
			answer.on('end', () => done(bytes));
		}).on('error', failed);
	});
}

export interface Spread {
	readonly count: number;
	readonly p50: number;
	readonly p95: number;
	readonly max: number;
}

/** Median, p95 and maximum, to a tenth. */
export function spread(values: readonly number[]): Spread {
	const sorted = values.toSorted((a, b) => a - b);
	const tenth = (value: number) => Math.round(value * 10) / 10;
	return {
		count: sorted.length,
		p50: tenth(percentile(sorted, 0.5)),
		p95: tenth(percentile(sorted, 0.95)),
		max: tenth(sorted.at(-1) ?? Number.NaN),
	};
}
