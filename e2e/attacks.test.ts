// Scripts as text (XSS): stored in every text that the interface takes, imported, and sent within addresses. Nothing of it runs, becomes part of a
// page, or is what a link leads to; the content policy has nothing to stop.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { administrator } from './browser.ts';
import { furnish } from './furnish.ts';
import { link, type Markup, markup, plantMarkup } from './markup.ts';
import { type Place, pages, parts } from './places.ts';
import { arrive, openStage, type Person, type Stage } from './steps.ts';

let stage: Stage;
let made: Markup;

beforeAll(async () => {
	stage = await openStage();
	const admin = await stage.enter();
	await furnish(admin);
	made = await plantMarkup(admin);
	await admin.leave();
});

afterAll(() => stage?.close());

/** What of the markup became more than text on a page. */
function faults(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const found = '__hit' in window ? ['a script ran'] : [];
		for (const one of document.querySelectorAll('*')) {
			const told = one.outerHTML.slice(0, 200);
			if (one.getAttribute('src') === 'x' || one.hasAttribute('onerror') || one.hasAttribute('onload')) found.push(told);
			if (one instanceof HTMLScriptElement && one.text.includes('__hit')) found.push(told);
			for (const name of ['href', 'action', 'formaction', 'xlink:href', 'src', 'data'])
				if (/^\s*javascript:/i.test(one.getAttribute(name) ?? '')) found.push(told);
		}
		return found;
	});
}

/** Whether a page tells the markup, as its text, its title or in a field. */
const tells = (page: Page): Promise<boolean> =>
	page.evaluate((said) => {
		const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')].map(({ value }) => value);
		return [document.body.textContent, document.title, ...fields].some((text) => text?.includes(said));
	}, markup);

async function look(person: Person, { name, path, shows, open }: Place, wrong: string[], told: string[]): Promise<void> {
	const { page } = person;
	try {
		await page.goto(path);
		await page.locator('main h1').first().waitFor();
		if (open) {
			await page.locator('main [role=row][data-place] a, main section, main form, main tbody tr, main li').first().waitFor();
			await open(person);
		}
		await page.locator(shows).first().waitFor();
	} catch (cause) {
		wrong.push(`${name}: ${String(cause)}`);
	}
	wrong.push(...(await faults(page)).map((fault) => `${name}: ${fault}`));
	if (await tells(page)) told.push(name);
}

/** The pages about what is marked, in place of those about what is not. */
function placesOf({ customer, imports: [done, preview] }: Markup): Place[] {
	const marked = (path: string) =>
		path
			.replace(/^\/customers\/1\b/, `/customers/${customer}`)
			.replace('/imports/1', `/imports/${done}`)
			.replace('/imports/2', `/imports/${preview}`);
	const opened = [
		'palette',
		'notifications',
		'list-columns',
		'list-filter',
		'list-group',
		'list-views',
		'customer-provenance',
		'bulk-tags',
	];
	return [...pages, ...parts.filter(({ name }) => opened.includes(name))].map((place) => ({ ...place, path: marked(place.path) }));
}

test('stored in every text and imported, markup stays text on every page', async () => {
	expect(made.forgotten).toEqual([]);
	const places = placesOf(made);
	const [wrong, told]: [string[], string[]] = [[], []];
	const half = async (person: Person, rest: number) => {
		for (const place of places.filter((_, index) => index % 2 === rest)) await look(person, place, wrong, told);
		await person.leave();
	};
	// One after the other: sign-ins of one person at the same moment slow each other.
	const [one, other] = [await stage.enter(), await stage.enter()];
	await Promise.all([half(one, 0), half(other, 1)]);
	expect(wrong).toEqual([]);
	// More than a few of them tell it.
	expect(told.length).toBeGreaterThan(20);
});

const sent = encodeURIComponent(markup);
const condition = encodeURIComponent(JSON.stringify([{ field: 'city', op: 'eq', value: markup }]));
const ways = [
	'q',
	'filter',
	'sort',
	'group',
	'state',
	'view',
	'peek',
	'dialog',
	'tab',
	'field',
	'feature',
	'person',
	'since',
	'token',
	'refused',
];
const everything = ways.map((name) => `${name}=${sent}`).join('&');

/** Where an address may say something that a page then tells. */
const reflecting = [
	`/customers?q=${sent}`,
	`/customers?filter=${condition}`,
	`/customers?filter=${condition}&sort=-${sent}&group=${sent}`,
	`/customers?${everything}`,
	`/customers/1?${everything}`,
	`/customers/1?tab=history&field=${sent}`,
	`/settings/audit?${everything}`,
	...['/customers/', '/imports/', '/help/', '/settings/', '/privacy/', '/privacy/requests/', '/'].map((path) => `${path}${sent}`),
	`/customers/1#${sent}`,
];
const reflectingToGuests = [
	...['/sign-in', '/forgotten', '/link', '/setup'].map((path) => `${path}?${everything}&to=${sent}#${sent}`),
	...['/preferences/', '/preferences/confirm/'].map((path) => `${path}${sent}`),
];

test('markup in an address stays text, before and after the sign-in', async () => {
	const wrong: string[] = [];
	const told: string[] = [];
	const visits = async (person: Person, paths: readonly string[]) => {
		for (const path of paths) await look(person, { name: decodeURIComponent(path), path, shows: 'main h1' }, wrong, told);
		await person.leave();
	};
	await Promise.all([visits(await stage.enter(), reflecting), visits(await arrive(stage.browser, stage.server.url), reflectingToGuests)]);
	expect(wrong).toEqual([]);
});

test.each([link, `//evil.example/${sent}`, 'https://evil.example/', '/\\evil.example', '\tjavascript:window.__hit=1'])(
	'a sign-in leads to no address of somebody else: %s',
	async (to) => {
		const person = await arrive(stage.browser, stage.server.url);
		const { page } = person;
		await page.goto(`/sign-in?to=${encodeURIComponent(to)}`);
		await page.fill('input[name=email]', administrator.email);
		await page.fill('input[name=password]', administrator.password);
		await page.keyboard.press('Enter');
		await page.getByRole('navigation').first().waitFor();
		expect(new URL(page.url()).origin).toBe(stage.server.url);
		expect(await faults(page)).toEqual([]);
		await person.leave();
	},
);

test('what the server itself answers with is not a page, or a page without scripts', async () => {
	const { page, leave } = await stage.enter();
	for (const path of [`/customers?search=${sent}`, `/customers?sort=${sent}`, `/${sent}`, `/customers/${made.customer}`, `/views`]) {
		const reply = await page.goto(`/api/v1${path}`);
		expect([path, reply!.headers()['content-type']]).toEqual([path, expect.stringMatching(/^application\/(problem\+)?json/)]);
		expect(reply!.headers()['x-content-type-options']).toBe('nosniff');
		expect(await faults(page)).toEqual([]);
	}
	const document = await (await page.request.get('/api/v1/privacy/register?format=html&language=en')).text();
	expect(document).toContain('onerror=');
	// Without the content policy that it is sent with.
	await page.goto('about:blank');
	await page.setContent(document);
	expect(await faults(page)).toEqual([]);
	await leave();
});
