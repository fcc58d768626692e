// Addresses that make no sense, hostile text, scripts and uploads that break off, a role that may not, storage that is switched off: all is told, nothing is lost.
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

test('a session that ends behind an open dialogue is begun again over it', async () => {
	await page.goto('/customers?dialog=new');
	const form = page.getByRole('dialog', { name: 'New customer' });
	await form.getByLabel('Name', { exact: true }).fill('Sesame');
	await page.context().clearCookies();
	await form.getByRole('button', { name: 'Create' }).click();
	const again = page.getByRole('dialog', { name: 'Your session has ended' });
	await again.getByLabel('E-mail').fill(administrator.email);
	await again.getByLabel('Password', { exact: true }).fill(administrator.password);
	await again.getByRole('button', { name: 'Sign in' }).click();
	await page.getByRole('heading', { level: 1, name: 'Sesame' }).waitFor();
	expect(one.complaints).toEqual([]);
});

test('what somebody left unfinished is not there for who signs in next in the same browser', async () => {
	const other = { name: 'Otto Other', email: 'otto@example.com', password: 'other horse 45' };
	await page.request.post('/api/v1/users', { headers: { origin: server.url }, data: { ...other, role: 'read_only' } });
	await page.goto('/customers/1');
	await page.getByRole('textbox', { name: 'Add note' }).fill('between us');
	await page.context().clearCookies();
	await page.getByRole('button', { name: 'Save' }).click();
	const again = page.getByRole('dialog', { name: 'Your session has ended' });
	await again.getByLabel('E-mail').fill(other.email);
	await again.getByLabel('Password', { exact: true }).fill(other.password);
	await again.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL('**/customers');
	await page.getByRole('link', { name: hostile }).first().waitFor();
	expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain('between us');

	// Who may only look is told so in place of the page, before anything is asked for.
	for (const address of ['/imports', '/imports/new', '/imports/1', '/exports', '/customers/changes', '/settings/appearance']) {
		await page.goto(address);
		await page.getByRole('heading', { level: 1, name: 'Your role does not open this page' }).waitFor();
	}
	await page.goto('/customers/1');
	await page.getByRole('heading', { level: 1 }).getByText(hostile).waitFor();
	expect(await page.getByRole('textbox', { name: 'Add note' }).count()).toBe(0);
	await page.request.post('/api/v1/sign-out', { headers: { origin: server.url }, data: {} });
	await signIn(page);
	expect(one.complaints).toEqual([]);
});

test('an import file that breaks off is sent again with one press; one that arrives while its page is left is told', async () => {
	await page.goto('/imports/new');
	const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('Name,Phone\r\nAda,+442079460123\r\n') };
	await page.route('**/api/v1/imports?*', (route) => route.abort('connectionreset'));
	await page.locator('input[type=file]').first().setInputFiles(file);
	await page.getByRole('alert').getByText('The file did not arrive').waitFor();
	await page.unroute('**/api/v1/imports?*');
	await page.getByRole('button', { name: 'Try again' }).click();
	await page.waitForURL(/\/imports\/\d+$/);

	await page.goto('/imports/new');
	let arrive = () => {};
	const held = new Promise<void>((settle) => {
		arrive = settle;
	});
	await page.route('**/api/v1/imports?*', (route) => held.then(() => route.continue()));
	await page
		.locator('input[type=file]')
		.first()
		.setInputFiles({ ...file, name: 'later.csv' });
	await page.getByText('later.csv').waitFor();
	await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Exports' }).click();
	await page.getByRole('heading', { level: 1, name: 'Exports' }).waitFor();
	arrive();
	await page.getByText('“later.csv” has arrived').waitFor();
	expect(page.url()).toContain('/exports');
	await page.getByRole('button', { name: 'Show the preview' }).click();
	await page.getByRole('heading', { level: 1, name: 'later.csv' }).waitFor();
	await page.unroute('**/api/v1/imports?*');
	one.complaints.length = 0;
});

test('where the first script does not come the page says so; a page that did not come without a network comes with it', async () => {
	await page.route('**/assets/*.js', (route) => route.fulfill({ status: 404, body: '' }));
	await page.goto('/customers');
	await page.getByText('The page could not be loaded').waitFor();
	await page.unroute('**/assets/*.js');
	await page.getByRole('link', { name: 'Reload' }).click();
	await page.getByRole('link', { name: hostile }).first().waitFor();

	// A browser that has not read the script of that page before.
	const guest = await visit(browser, server.url);
	await signIn(guest.page);
	await guest.page.getByRole('link', { name: hostile }).first().waitFor();
	await guest.page.context().setOffline(true);
	await guest.page.getByRole('link', { name: 'Exports' }).click();
	await guest.page.getByRole('heading', { name: 'This page could not be loaded' }).waitFor();
	await guest.page.context().setOffline(false);
	await guest.page.getByRole('heading', { level: 1, name: 'Exports' }).waitFor();
	await guest.close();
	one.complaints.length = 0;
});

test('a customer beside the list that is not there is told in its place', async () => {
	await page.goto('/customers?peek=999999');
	await page.getByRole('complementary').getByText('This customer is gone').waitFor();
	expect(await page.getByText('has just gone').count()).toBe(0);
});

test('an answer that is not the program’s own is put into words', async () => {
	await page.route('**/api/v1/exports?*', (route) =>
		route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
	);
	await page.route('**/api/v1/exports', (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }));
	await page.goto('/exports');
	await page.getByRole('alert').getByText('The server does not answer as it should (502)').waitFor();
	await page.unrouteAll();
	await page.getByRole('button', { name: 'Try again' }).click();
	await page.getByText('Nothing exported yet').waitFor();
	one.complaints.length = 0;
});

test.each(['blocked', 'full'])('with storage that is %s the page works, and asks before what is typed is lost', async (how) => {
	const guest = await visit(browser, server.url);
	await guest.page.addInitScript((mode) => {
		const refuse = () => {
			throw new DOMException(mode, mode === 'full' ? 'QuotaExceededError' : 'SecurityError');
		};
		if (mode === 'full') Storage.prototype.setItem = refuse;
		else for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get: refuse });
	}, how);
	await signIn(guest.page);
	await guest.page.goto('/customers/1');
	await guest.page.getByRole('textbox', { name: 'Add note' }).fill('nowhere kept');
	const asked = guest.page.waitForEvent('dialog');
	const left = guest.page.reload().catch(() => {});
	const question = await asked;
	expect(question.type()).toBe('beforeunload');
	await question.accept();
	await left;
	expect(guest.complaints).toEqual([]);
	await guest.close();
});
