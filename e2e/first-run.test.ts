// From the first start to the first customers: the one-time link, the welcome, the assistant, the bell.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../src/platform/errors.ts';
import { administrator, launch } from './browser.ts';
import { type RunningServer, startServer } from './server.ts';
import { arrive, namesOf, type Person, rowOf, upload } from './steps.ts';

/** As the well-known file of a superstore: one line for each thing that was ordered, its customer in some of the columns. */
const orders = [
	'Row ID,Order ID,Order Date,Customer ID,Customer Name,Segment,Country,City,State,Postal Code,Region,Product Name,Sales',
	'1,CA-2016-152156,11/8/2016,CG-12520,Claire Gute,Consumer,United States,Henderson,Kentucky,42420,South,Bush Somerset Bookcase,261.96',
	'2,CA-2016-152156,11/8/2016,CG-12520,Claire Gute,Consumer,United States,Henderson,Kentucky,42420,South,Hon Stacking Chairs,731.94',
	'3,CA-2016-138688,6/12/2016,DV-13045,Darrin Van Huff,Corporate,United States,Los Angeles,California,90036,West,Labels,14.62',
	"4,US-2015-108966,10/11/2015,SO-20335,Sean O'Donnell,Consumer,United States,Fort Lauderdale,Florida,33311,South,Table,957.58",
].join('\r\n');

let browser: Browser;

beforeAll(async () => {
	browser = await launch();
});

afterAll(() => browser?.close());

describe.each(languages)('in %s', (language) => {
	let server: RunningServer;
	let person: Person;

	beforeAll(async () => {
		server = await startServer();
		person = await arrive(browser, server.url, { language });
	});

	afterAll(async () => {
		await person?.leave();
		await server?.stop();
	});

	test('the one-time link creates the first administrator, with language and country', async () => {
		const { page, say } = person;
		const guest = await arrive(browser, server.url, { language });
		await guest.page.goto('/');
		await guest.page.getByText(say.access('setup_link')).waitFor();
		await guest.page.context().close();
		await page.goto(server.setupLink!);
		await page.getByLabel(say.access('name')).fill(administrator.name);
		await page.getByLabel(say.access('email')).fill(administrator.email);
		const password = page.getByLabel(say.access('password'), { exact: true });
		await password.fill('short');
		await page
			.locator('input:not([type=hidden])')
			.and(page.getByLabel(say.access('country')))
			.click();
		const germany = language === 'en' ? 'Germany' : '德国';
		await page
			.locator('input:not([type=hidden])')
			.and(page.getByLabel(say.access('country')))
			.fill(germany);
		await page.getByRole('option', { name: germany }).first().click();
		await page.getByRole('button', { name: say.access('setup_create') }).click();
		await page
			.getByText(/too short|密码太短|太短/)
			.first()
			.waitFor();
		await password.fill(administrator.password);
		await page.getByRole('button', { name: say.access('setup_create') }).click();
		await page.waitForURL('**/welcome');
		await page.getByRole('heading', { level: 1, name: say.welcome('title', { name: 'Clientele' }) }).waitFor();
		expect((await person.send<{ country: string }>('GET', '/installation')).country).toBe('DE');
		expect(await page.locator('html').getAttribute('lang')).toBe(language);
		expect((await person.send<{ user: { language: string } }>('GET', '/session')).user.language).toBe(language);
	});

	test('a file of orders becomes customers without the handbook', async () => {
		const { page, say } = person;
		await page.getByRole('link', { name: say.welcome('import_do') }).click();
		await upload(person, 'superstore.csv', orders);
		await page.getByRole('heading', { name: say.imports('columns') }).waitFor();
		const target = (column: string) => page.getByLabel(say.imports('map_target_of', { column }), { exact: true }).inputValue();
		expect(await target('Customer Name')).toBe('name');
		expect(await target('City')).toBe('city');
		await page.getByRole('button', { name: new RegExp(`^${say.imports('start_rows', { rows: 4 })}$`) }).click();
		await page.getByRole('link', { name: say.imports('see_customers') }).waitFor({ timeout: 45_000 });
		await page.getByRole('link', { name: say.imports('see_customers') }).click();
		for (const name of ['Claire Gute', 'Darrin Van Huff', "Sean O'Donnell"]) await rowOf(page, name).waitFor();
		// Two lines are about one customer.
		expect((await namesOf(page)).length).toBe(3);
	});

	test('the bell tells that the import has ended', async () => {
		const { page, say } = person;
		const bell = page.getByRole('button', { name: new RegExp(`^${say.notifications('bell')}`) }).filter({ visible: true });
		await bell.click();
		const told = say.notifications('import_done_other', { file: 'superstore.csv', rows: 4 });
		await page.getByRole('link', { name: told }).click();
		await page.getByRole('heading', { level: 1, name: 'superstore.csv' }).waitFor();
	});
});
