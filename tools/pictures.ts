// Takes the pictures of the handbook: `npm run pictures`, or `npm run pictures -- en list` for some of them. In each language a fresh installation is started,
// filled with the same story, and photographed in Chromium into docs/handbook/pictures/LANGUAGE/NAME.webp.
import './pictures/as-a-page.ts';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { launch, signIn, visit } from '../e2e/browser.ts';
import { startServer } from '../e2e/server.ts';
import { useAccessWords } from '../src/features/access/web/words.ts';
import { useBulkWords } from '../src/features/customers/web/bulk/words.ts';
import { useListWords, useProvenanceWords } from '../src/features/customers/web/words.ts';
import { useImportWords } from '../src/features/imports/web/words.ts';
import { type Language, languages } from '../src/platform/errors.ts';
import { useShellWords } from '../src/web/words.ts';
import { openCamera } from './pictures/camera.ts';
import { asker, fillCustomer, fillDemo } from './pictures/fill.ts';
import { type Story, stories } from './pictures/story.ts';

const root = join(import.meta.dirname, '..');
const width = 1280;
const height = 800;

interface Studio {
	readonly browser: Browser;
	readonly url: string;
	readonly language: Language;
	readonly story: Story;
	/** What a sentence of the page says in the language of the pictures. */
	readonly say: (words: Readonly<Record<Language, string>>, params?: Readonly<Record<string, string>>) => string;
	readonly take: (page: Page, name: string, part?: Locator) => Promise<void>;
}

const words = {
	access: useAccessWords.words,
	bulk: useBulkWords.words,
	imports: useImportWords.words,
	list: useListWords.words,
	provenance: useProvenanceWords.words,
	shell: useShellWords.words,
};

/** From the one-time link to the first customers. The page is that of the administrator afterwards. */
async function firstStart({ story, say, take }: Studio, page: Page, setupLink: string): Promise<void> {
	const { name, email, password } = story.administrator;
	await page.goto(setupLink);
	await page.getByLabel(say(words.access.name)).fill(name);
	await page.getByLabel(say(words.access.email)).fill(email);
	await page.getByLabel(say(words.access.password), { exact: true }).fill(password);
	await page.getByRole('combobox', { name: say(words.access.country) }).fill(`(${story.country})`);
	await page.getByRole('option', { name: `(${story.country})` }).click();
	// The country chosen shows by its name once the field is left.
	await page.keyboard.press('Tab');
	await take(page, 'setup');
	await page.getByRole('button', { name: say(words.access.setup_create) }).click();
	await page.waitForURL('**/welcome');
	await take(page, 'welcome');
}

async function importing({ story, say, take }: Studio, page: Page): Promise<void> {
	const { file, rows, name, broken, mended } = story.shop;
	await page.goto('/imports/new');
	await page.locator('input[type=file]').setInputFiles({ name: file, mimeType: 'text/csv', buffer: Buffer.from(rows.join('\r\n')) });
	await page.getByLabel(say(words.imports.source), { exact: true }).fill(name);
	const cell = page.getByText(broken, { exact: true }).last();
	await cell.waitFor();
	await take(page, 'import-columns');
	await cell.scrollIntoViewIfNeeded();
	await page.getByRole('heading', { name: say(words.imports.preview) }).evaluate((heading) => heading.scrollIntoView());
	await take(page, 'import-preview');
	await cell.click();
	await page.keyboard.press('ControlOrMeta+a');
	await page.keyboard.type(mended);
	await page.keyboard.press('Enter');
	await page.getByText(say(words.imports.corrections, { count: '1' })).waitFor();
	await page
		.getByRole('button', {
			name: new RegExp(`^${say(words.imports.start_rows, { rows: String(rows.length - 1) })}|^${say(words.imports.start)}`),
		})
		.click();
	await page.getByRole('link', { name: say(words.imports.see_customers) }).waitFor({ timeout: 45_000 });
	const [catchingUp] = say(words.imports.indexing).split(/[:：]/);
	await page.getByText(catchingUp!).waitFor({ state: 'hidden' });
	await take(page, 'import-done');
}

/** Opens the saved view of the story. */
async function openView({ story, say }: Studio, page: Page): Promise<void> {
	await page.goto('/customers');
	await page.getByRole('button', { name: say(words.list.view_current, { name: say(words.list.view_all) }) }).click();
	await page.getByRole('menuitem', { name: story.view }).click();
	await page.getByRole('link', { name: story.customer.name, exact: true }).first().waitFor();
}

async function list(studio: Studio, page: Page): Promise<void> {
	const { story, say, take, language } = studio;
	await openView(studio, page);
	await take(page, 'list');
	const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: story.customer.name, exact: true }) });
	await row.hover();
	await row.getByRole('button', { name: say(words.list.peek, { name: story.customer.name }) }).click();
	await take(page, 'list-beside');
	await openView(studio, page);
	await page
		.getByRole('gridcell', { name: story.shop.rows[1]!.split(',')[6]!, exact: true })
		.first()
		.click();
	for (let step = 0; step < 2; step++) await page.keyboard.press('Shift+ArrowDown');
	await page.keyboard.press('Shift+ArrowRight');
	await take(page, 'list-cells');
	await page.getByRole('button', { name: say(words.list.group_by), exact: true }).click();
	await page.getByRole('menuitem', { name: language === 'en' ? 'City' : '城市' }).click();
	await page.getByRole('gridcell').locator('[aria-expanded=false]').first().click();
	await take(page, 'list-groups');
	await openView(studio, page);
	const boxes = page.getByRole('gridcell').getByRole('checkbox');
	for (let place = 1; place < 5; place++) await boxes.nth(place).check();
	await page.getByRole('button', { name: say(words.bulk.tags) }).click();
	const dialogue = page.getByRole('dialog');
	await dialogue.getByLabel(say(words.bulk.add_tags)).fill(story.customer.tags[0]!);
	await page.keyboard.press('Enter');
	await dialogue.getByRole('button', { name: say(words.bulk.preview) }).click();
	await dialogue.getByText(say(words.bulk.after), { exact: true }).waitFor();
	await take(page, 'list-many');
}

async function palette({ story, say, take }: Studio, page: Page): Promise<void> {
	await page.goto('/customers');
	await page.getByRole('gridcell').first().waitFor();
	await page.keyboard.press('ControlOrMeta+k');
	const box = page.getByRole('combobox', { name: say(words.shell.search_long) });
	await box.fill(story.customer.search);
	await page.getByRole('option', { name: story.customer.name }).first().waitFor();
	await take(page, 'find');
	await page.keyboard.press('Escape');
	await page.goto('/customers');
	await page.getByRole('gridcell').first().waitFor();
	await page.keyboard.press('?');
	await take(page, 'shortcuts', page.getByRole('dialog'));
}

async function customer({ say, take, language, story }: Studio, page: Page, id: number): Promise<void> {
	await page.setViewportSize({ width, height: 1000 });
	await page.goto(`/customers/${id}`);
	await page.getByText(story.contract).waitFor();
	await take(page, 'customer');
	const jobTitle = language === 'en' ? 'Job title' : '职位';
	await page.setViewportSize({ width, height });
	await page.getByRole('button', { name: say(words.provenance.open, { field: jobTitle }) }).click();
	await page.getByRole('button', { name: say(words.provenance.use) }).waitFor();
	await take(page, 'customer-sources');
	await page.goto(`/customers/${id}?tab=network`);
	await page.locator('main [role=img] canvas').waitFor();
	await take(page, 'customer-network');
	await page.goto(`/customers/${id}?tab=history`);
	await page.getByRole('tabpanel').getByRole('list').first().waitFor();
	await take(page, 'customer-history');
}

/** What a phone shows, and the list in the dark. */
async function elsewhere(studio: Studio, id: number): Promise<void> {
	const { browser, url, language, story, take } = studio;
	const phone = await visit(browser, url, { language, width: 390, height: 780 });
	await signIn(phone.page, story.administrator);
	await phone.page.getByRole('link', { name: story.customer.name }).first().waitFor();
	await take(phone.page, 'phone-list');
	await phone.page.goto(`/customers/${id}`);
	await phone.page.getByRole('heading', { level: 1, name: story.customer.name }).waitFor();
	await take(phone.page, 'phone-customer');
	await phone.close();
	const dark = await visit(browser, url, { language, scheme: 'dark', width, height });
	await signIn(dark.page, story.administrator);
	await openView(studio, dark.page);
	await take(dark.page, 'list-dark');
	await dark.close();
}

async function photograph(browser: Browser, language: Language, wanted: ReadonlySet<string>): Promise<void> {
	const [server, camera] = await Promise.all([startServer(), openCamera(browser)]);
	const story = stories[language];
	const studio: Studio = {
		browser,
		url: server.url,
		language,
		story,
		say: (sentence, params = {}) => sentence[language].replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? ''),
		take: async (page, name, part) => {
			if (wanted.size > 0 && !wanted.has(name)) return;
			await camera.take(page, join(root, 'docs', 'handbook', 'pictures', language, `${name}.webp`), part);
			console.log(`${language}/${name}`);
		},
	};
	const { page, close } = await visit(browser, server.url, { language, width, height });
	/** Does a part of the story; where it fails, says how the page stood, and whether the rest can go on. */
	const tell = async (name: string, part: () => Promise<void>): Promise<boolean> => {
		try {
			await part();
			return true;
		} catch (cause) {
			const shown = join(root, 'test-results', `pictures-${language}-${name}.png`);
			await page.screenshot({ path: shown, caret: 'initial' });
			console.error(`${language}, ${name}: ${cause instanceof Error ? cause.message : cause}\nThe page as it stood: ${shown}`);
			process.exitCode = 1;
			return false;
		}
	};
	try {
		let id = 0;
		const begun = await tell('beginning', async () => {
			await firstStart(studio, page, server.setupLink!);
			await fillDemo(asker(page));
			await importing(studio, page);
			id = await fillCustomer(page, server.url, story);
		});
		if (!begun) return;
		await tell('list', () => list(studio, page));
		await tell('finding', () => palette(studio, page));
		await tell('customer', () => customer(studio, page, id));
		await tell('elsewhere', () => elsewhere(studio, id));
	} finally {
		await close();
		await camera.close();
		await server.stop();
	}
}

const given = process.argv.slice(2);
const spoken = languages.filter((language) => given.includes(language));
const wanted = new Set(given.filter((name) => !(languages as readonly string[]).includes(name)));
const browser = await launch();
try {
	for (const language of spoken.length > 0 ? spoken : languages) await photograph(browser, language, wanted);
} finally {
	await browser.close();
}
