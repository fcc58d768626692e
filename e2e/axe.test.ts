// axe finds nothing on any page, with its dialogues and menus, in either colour scheme and language, wide and narrow; and nothing breaks the content policy.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../src/platform/errors.ts';
import { accessibilityProblems, administrator, launch, signIn, visit } from './browser.ts';
import { type RunningServer, startServer } from './server.ts';

const table =
	'Name,Phone,E-mail,Company,City,Level\r\n张三,13800138000,zhang@example.com,远山贸易,上海,Gold\r\nNobody,,,,,\r\n,,,,,Silver\r\n';

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
	[server, browser] = await Promise.all([
		startServer({ CLIENTELE_ADMIN_EMAIL: administrator.email, CLIENTELE_ADMIN_PASSWORD: administrator.password }),
		launch(),
	]);
	const { page, close } = await visit(browser, server.url);
	await signIn(page);
	await fill(page);
	await close();
});

afterAll(async () => {
	await browser?.close();
	await server?.stop();
});

/** A customer with something in every part of its page, one in the trash, one import that is done and one that waits, a key, an attribute. */
async function fill(page: Page): Promise<void> {
	const send = async (method: string, path: string, data?: unknown, headers: Record<string, string> = {}) => {
		const reply = await page.request.fetch(`${server.url}/api/v1${path}`, { method, data, headers: { origin: server.url, ...headers } });
		if (!reply.ok()) throw new Error(`${method} ${path}: ${reply.status()} ${await reply.text()}`);
		return reply.status() === 204 ? null : await reply.json();
	};
	const upload = () =>
		send('POST', '/imports?file_name=people.csv&source=Fair', Buffer.from(table), { 'content-type': 'application/octet-stream' });
	await send('POST', '/attributes', { name: 'level', type: 'text', label_en: 'Level', label_zh: '等级', required: false });
	await send('PUT', '/tags/VIP', { colour: 'violet' });
	const { id } = await send('POST', '/customers', {
		name: 'Grace Miller',
		kind: 'person',
		phone: '+442079460123',
		email: 'grace@example.org',
		company: 'Miller & Sons',
		city: 'London',
		lifecycle_stage: 'lead',
		tags: ['VIP'],
		attributes: { level: 'Gold' },
	});
	const other = await send('POST', '/customers', { name: 'Miller & Sons', kind: 'organisation' });
	await send('POST', `/customers/${id}/relationships`, { type: 'employs', other_id: other.id, direction: 'in' });
	await send('POST', `/customers/${id}/notes`, { body: 'Met at the fair.' });
	const gone = await send('POST', '/customers', { name: 'Gone Person', kind: 'person' });
	await send('DELETE', `/customers/${gone.id}`);
	await send('POST', '/api-keys', { name: 'Shop', role: 'reader' });
	const done = await upload();
	await send('POST', `/imports/${done.import.id}/start`, done.options);
	const until = Date.now() + 45_000;
	while ((await send('GET', `/imports/${done.import.id}`)).state !== 'done') {
		if (Date.now() > until) throw new Error('the import did not end');
		await new Promise((resolve) => setTimeout(resolve, 300));
	}
	await upload();
}

interface Place {
	readonly path: string;
	/** What must be there before axe looks. */
	readonly shows: string;
	/** Presses these one after the other first: menus, dialogues. */
	readonly press?: readonly string[];
}

const places: readonly Place[] = [
	{ path: '/customers', shows: '[role=row] a' },
	{ path: '/customers?q=nothing+at+all+like+this', shows: 'main h2' },
	{ path: '/customers?state=deleted', shows: '[role=row] a' },
	{ path: '/customers?dialog=new', shows: '[role=dialog] form' },
	{ path: '/customers/1', shows: 'main section ul li' },
	{ path: '/customers/1?tab=statements', shows: 'main ol li' },
	{ path: '/customers/999999', shows: 'main h1' },
	{ path: '/imports', shows: 'tbody tr' },
	{ path: '/imports/new', shows: 'main textarea' },
	{ path: '/imports/1', shows: 'dl dd' },
	{ path: '/imports/2', shows: 'tbody tr' },
	{ path: '/exports', shows: 'main h2' },
	{ path: '/settings/account', shows: 'form' },
	{ path: '/settings/users', shows: 'tbody tr' },
	{ path: '/settings/keys', shows: 'tbody tr' },
	{ path: '/settings/attributes', shows: 'main li' },
	{ path: '/settings/tags', shows: 'tbody tr' },
	{ path: '/settings/sources', shows: 'tbody tr' },
	{ path: '/no/such/page', shows: 'main h1' },
];

/** Parts that open on the page: what is pressed, what then shows. Found by their place, since the words differ by language. */
const parts: readonly Place[] = [
	{ path: '/customers', press: ['button[aria-haspopup=menu]:visible'], shows: '[role=menu]' },
	{ path: '/customers/1', press: ['main dd button[aria-haspopup=dialog]'], shows: '[role=dialog] li' },
	{ path: '/customers/1', press: ['main dd button >> nth=0'], shows: 'main dd select, main dd input' },
	{ path: '/customers/1', press: ['main section button >> nth=0'], shows: '[role=dialog] form' },
	{ path: '/settings/users', press: ['main h1 ~ * button, main button >> nth=0'], shows: '[role=dialog] form' },
	{ path: '/settings/attributes', press: ['main button >> nth=0'], shows: '[role=dialog] form' },
	{ path: '/settings/keys', press: ['main button >> nth=0'], shows: '[role=dialog] form' },
];

/** Both schemes in both languages on a wide screen; a phone adds another layout, not other colours, so two looks do. */
const looks = [
	...languages.flatMap((language) => (['light', 'dark'] as const).map((scheme) => ({ language, scheme, width: 1440 }))),
	{ language: 'zh-CN', scheme: 'dark', width: 390 },
	{ language: 'en', scheme: 'light', width: 390 },
] as const;

describe.each(looks)('$language, $scheme, $width pixels', (look) => {
	test('before the sign-in', async () => {
		const { page, complaints, close } = await visit(browser, server.url, look);
		for (const path of ['/sign-in', '/setup']) {
			await page.goto(path);
			await page.locator('main h1').waitFor();
			expect(await accessibilityProblems(page), path).toEqual([]);
		}
		expect(complaints).toEqual([]);
		await close();
	});

	test('every page, and what opens on it', async () => {
		const { page, complaints, close } = await visit(browser, server.url, look);
		await signIn(page);
		const problems: string[] = [];
		for (const { path, shows, press = [] } of look.width > 500 ? [...places, ...parts] : places) {
			await page.goto(path);
			await page.locator('main h1').first().waitFor();
			for (const button of press) await page.locator(button).first().click();
			await page.locator(shows).first().waitFor();
			problems.push(...(await accessibilityProblems(page)).map((problem) => `${path} ${press.join(' ')} ${problem}`));
		}
		expect(problems).toEqual([]);
		expect(complaints).toEqual([]);
		await close();
	}, 240_000);
});
