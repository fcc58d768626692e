// Addresses that make no sense, hostile text, scripts that cannot be loaded, a session that ends in the middle of an edit: nothing fails, nothing is lost.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { administrator, launch, signIn, type Visit, visit } from './browser.ts';
import { type RunningServer, startServer } from './server.ts';

const hostile = '<img src=x onerror="window.hostile=1"><script>window.hostile=2</script>';

let server: RunningServer;
let browser: Browser;
let one: Visit;
let page: Page;

beforeAll(async () => {
	const account = { CLIENTELE_ADMIN_EMAIL: administrator.email, CLIENTELE_ADMIN_PASSWORD: administrator.password };
	[server, browser] = await Promise.all([startServer(account), launch()]);
	one = await visit(browser, server.url);
	page = one.page;
	await signIn(page);
	const reply = await page.request.post('/api/v1/customers', {
		headers: { origin: server.url },
		data: { name: hostile, company: 'Acme', tags: [hostile, ...Array.from({ length: 99 }, (_, index) => `tag ${index}`)] },
	});
	expect(reply.status()).toBe(201);
});

afterAll(async () => {
	await browser?.close();
	await server?.stop();
});

test('text that is HTML stays text, in the list, on the page and in its title; many tags are folded', async () => {
	await page.goto('/customers');
	await page.getByRole('link', { name: hostile }).first().waitFor();
	await page.getByText('+97').waitFor();
	await page.goto('/customers/1');
	await page.getByRole('heading', { level: 1 }).getByText(hostile).waitFor();
	await page.getByRole('button', { name: '76 more' }).waitFor();
	expect(await page.title()).toContain(hostile);
	expect(await page.evaluate(() => 'hostile' in window)).toBe(false);
});

test('an address that makes no sense leads on', async () => {
	for (const address of ['/customers/abc', '/x/y', '/settings/none']) {
		await page.goto(address);
		await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
	}
	await page.goto('/customers?filter=%5B%7B&peek=abc&view=x');
	await page.getByRole('link', { name: hostile }).first().waitFor();
	await page.goto('/customers?sort=-attributes.gone');
	await page.getByText('There is no field “gone”').waitFor();
	await page.getByRole('button', { name: 'Show the list without it' }).click();
	await page.getByRole('link', { name: hostile }).first().waitFor();
	expect(page.url()).not.toContain('gone');
	await page.goto('/customers?view=12345');
	await page.getByText('That view was deleted').waitFor();
});

test('a name that is too long is refused at its field, and stays there', async () => {
	await page.goto('/customers?dialog=new');
	const dialogue = page.getByRole('dialog');
	const name = dialogue.getByLabel('Name', { exact: true });
	await name.fill('x'.repeat(10_000));
	await name.press('Enter');
	await dialogue.getByText('this has 10,000').first().waitFor();
	expect((await name.inputValue()).length).toBe(10_000);
});

test('a part that cannot be loaded says so once and leaves the page as it is; a page offers to reload', async () => {
	await page.goto('/customers');
	await page.getByRole('link', { name: hostile }).first().waitFor();
	let asked = 0;
	await page.route('**/assets/**', (route) => {
		asked++;
		return route.fulfill({ status: 404, body: 'gone' });
	});
	await page.getByRole('button', { name: 'New customer' }).click();
	await page.getByText('A part of this page could not be loaded').waitFor();
	await page.getByRole('link', { name: hostile }).first().waitFor();
	expect(asked).toBeLessThan(50);
	await page.getByRole('link', { name: 'Exports' }).click();
	await page.getByRole('heading', { name: 'This page could not be loaded' }).waitFor();
	await page.unroute('**/assets/**');
	await page.getByRole('main').getByRole('button', { name: 'Reload' }).click();
	await page.getByRole('heading', { level: 1, name: 'Exports' }).waitFor();
	one.complaints.length = 0;
});

test('a session that ends in the middle of an edit is begun again in place, and the edit goes on', async () => {
	await page.goto('/customers/1');
	await page.getByRole('button', { name: 'Edit Company: Acme' }).click();
	await page.getByLabel('Company', { exact: true }).fill('Acme after all');
	await page.context().clearCookies();
	await page.keyboard.press('Enter');
	const dialogue = page.getByRole('dialog', { name: 'Your session has ended' });
	await dialogue.getByLabel('E-mail').fill(administrator.email);
	await dialogue.getByLabel('Password', { exact: true }).fill(administrator.password);
	await dialogue.getByRole('button', { name: 'Sign in' }).click();
	await page.getByRole('button', { name: 'Edit Company: Acme after all' }).waitFor();
	expect(one.complaints).toEqual([]);
});
