// What journeys have in common: people at their browsers, the way to a customer, the cells of the list.
import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { fieldLabels } from '../src/features/customers/messages.ts';
import type { Language } from '../src/platform/errors.ts';
import { administrator, launch, type PageOptions, visit } from './browser.ts';
import { type RunningServer, startServer } from './server.ts';
import { type Say, wordsIn } from './words.ts';

/** Somebody who is signed in, at a browser of their own. */
export interface Person {
	readonly page: Page;
	readonly language: Language;
	readonly say: Say;
	/** A call of the interface as this person; the answer's body. */
	send<T = { id: number }>(method: string, path: string, body?: unknown, reason?: string): Promise<T>;
	/** Closes the browser; fails where it complained about anything. */
	leave(): Promise<void>;
}

export interface Stage {
	readonly server: RunningServer;
	readonly browser: Browser;
	/** Signs somebody in, the administrator where nobody is named. */
	enter(options?: PageOptions, who?: { readonly email: string; readonly password: string }): Promise<Person>;
	close(): Promise<void>;
}

/** A program of its own with an administrator, and a browser. */
export async function openStage(): Promise<Stage> {
	const { name, email, password } = administrator;
	const [server, browser] = await Promise.all([
		startServer({ CLIENTELE_ADMIN_EMAIL: email, CLIENTELE_ADMIN_PASSWORD: password }),
		launch(),
	]);
	const enter: Stage['enter'] = async (options = {}, who = administrator) => {
		const person = await arrive(browser, server.url, options);
		// The form has journeys of its own.
		const data = { email: who.email, password: who.password };
		const reply = await person.page.request.post('/api/v1/sign-in', { data, headers: { origin: server.url } });
		if (!reply.ok()) throw new Error(`${who.email} cannot sign in: ${await reply.text()}`);
		return person;
	};
	const admin = await enter();
	await admin.send('PATCH', '/me', { name });
	await admin.leave();
	return {
		server,
		browser,
		enter,
		close: async () => {
			await browser.close();
			await server.stop();
		},
	};
}

/** Somebody who has not signed in. */
export async function arrive(browser: Browser, url: string, options: PageOptions = {}): Promise<Person> {
	const { language = 'en' } = options;
	const { page, complaints, close } = await visit(browser, url, options);
	return {
		page,
		language,
		say: wordsIn(language),
		send: async (method, path, body, reason) => {
			const bytes = Buffer.isBuffer(body);
			const reply = await page.request.fetch(`${url}/api/v1${path}`, {
				method,
				data: body,
				headers: { origin: url, ...(bytes && { 'content-type': 'application/octet-stream' }), ...(reason && { 'x-reason': reason }) },
			});
			if (!reply.ok()) throw new Error(`${method} ${path}: ${reply.status()} ${await reply.text()}`);
			return reply.status() === 204 ? undefined : await reply.json();
		},
		leave: async () => {
			expect(complaints).toEqual([]);
			await close();
		},
	};
}

export const colleague = { name: '林梅', email: 'mei@example.com', password: 'another horse 43' } as const;

/** A second user who may edit. */
export async function addColleague({ send }: Person): Promise<void> {
	await send('POST', '/users', { ...colleague, role: 'manager' });
}

export const label = ({ language }: Person, field: keyof typeof fieldLabels): string => fieldLabels[field][language];

/** The row of a customer, told by its name: others may refer to him. */
export function rowOf(page: Page, name: string): Locator {
	return page.getByRole('row').filter({ has: page.locator('[role=gridcell][data-column="0"]').getByRole('link', { name, exact: true }) });
}

/** The names in the list, from above, without its heads. */
export async function namesOf(page: Page): Promise<string[]> {
	const links = page.locator('[role=row][data-place] [data-column="0"] a[data-main]');
	const placed = await links.evaluateAll((all) =>
		all.map((link) => [Number(link.closest<HTMLElement>('[data-place]')?.dataset.place), link.textContent ?? ''] as const),
	);
	return placed.sort(([a], [b]) => a - b).map(([, name]) => name);
}

export function headOf({ page, say }: Person, field: string): Locator {
	const menu = say.list('column_menu', { field });
	return page.locator('[role=columnheader]', { has: page.locator(`[aria-label="${menu}"]`) });
}

/** The cell of a customer in a column. */
export async function cellOf(person: Person, name: string, field: keyof typeof fieldLabels): Promise<Locator> {
	const column = await headOf(person, label(person, field)).getAttribute('aria-colindex');
	return rowOf(person.page, name).locator(`[role=gridcell][aria-colindex="${column}"]`);
}

/** Shows the list of those whom a search finds, once it is there. */
export async function showList({ page }: Person, search: string, first: string): Promise<void> {
	await page.goto(`/customers${search}`);
	await rowOf(page, first).waitFor();
}

/** Opens a customer from the list by searching. */
export async function openCustomer(person: Person, text: string, name: string): Promise<void> {
	const { page, say } = person;
	await page.goto('/customers');
	await page.getByRole('searchbox', { name: say.list('search') }).fill(text);
	// As a person does: what was searched for has come before a row is pressed, which moves until then.
	await page.waitForURL(({ searchParams }) => searchParams.get('q')?.replaceAll('"', '') === text);
	await page.locator('[role=grid][aria-busy=false]').waitFor();
	await rowOf(page, name).getByRole('link', { name, exact: true }).click();
	await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** The value of a field on the customer's page: pressed, it is edited. */
export function fieldButton(person: Person, field: string, value?: string): Locator {
	const { page, say } = person;
	const begin = say.customer('edit_field', { field, value: value ?? '' });
	return page.getByRole('button', { name: value === undefined ? new RegExp(`^${begin}`) : begin, exact: true });
}

/** Edits a value where it stands on the page, and waits until it is stored. */
export async function editValue(person: Person, field: string, value: string): Promise<void> {
	await fieldButton(person, field).click();
	await person.page.getByLabel(field, { exact: true }).fill(value);
	await person.page.keyboard.press('Enter');
	await fieldButton(person, field, value).waitFor();
}

/** Chooses a file in the assistant. */
export async function upload({ page }: Person, name: string, text: string): Promise<void> {
	await page
		.locator('input[type=file]')
		.first()
		.setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
}

/** The path of the page without its host: what a link to it would say. */
export const addressOf = (page: Page): string => page.url().replace(/^https?:\/\/[^/]+/, '');
