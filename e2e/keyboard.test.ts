// A day's work without a mouse, from the sign-in to a setting; every stop on the way shows where one is.
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../src/platform/errors.ts';
import { administrator } from './browser.ts';
import { arrive, fieldButton, label, openStage, type Person, rowOf, type Stage } from './steps.ts';

let stage: Stage;

beforeAll(async () => {
	stage = await openStage();
});

afterAll(() => stage?.close());

/** What has the focus, where it looks the same as without it; null where one sees it. */
function unseenFocus(page: Page): Promise<string | null> {
	return page.evaluate(() => {
		const stop = document.activeElement;
		if (!(stop instanceof HTMLElement) || stop === document.body) return null;
		// The active cell of the list is marked whether it has the focus or an editor in it.
		if (stop.dataset.active && getComputedStyle(stop).outlineStyle + getComputedStyle(stop).boxShadow !== 'nonenone') return null;
		// What a focus may change: the element, what it stands in, what it labels.
		const shown = [stop, stop.parentElement, stop.parentElement?.parentElement, stop.nextElementSibling].filter(
			(one) => one instanceof Element,
		);
		const look = () =>
			shown
				.map((one) => {
					const style = getComputedStyle(one);
					return [style.outline, style.boxShadow, style.borderColor, style.backgroundColor, style.top, style.opacity].join();
				})
				.join('|');
		for (const one of shown) if (one instanceof HTMLElement) one.style.transition = 'none';
		const focused = look();
		stop.blur();
		const blurred = look();
		stop.focus();
		return focused === blurred ? stop.outerHTML.slice(0, 300) : null;
	});
}

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, target: Locator, most = 60): Promise<void> {
	for (let stops = 0; stops < most; stops++) {
		await page.keyboard.press('Tab');
		expect(await unseenFocus(page)).toBeNull();
		if ((await target.count()) > 0 && (await target.first().evaluate((one) => one === document.activeElement))) return;
	}
	throw new Error(`not reached by Tab: ${target}`);
}

describe.each(languages)('in %s', (language) => {
	const name = language === 'en' ? 'Ida Keys' : '单雄信';
	let person: Person;

	beforeAll(async () => {
		person = await arrive(stage.browser, stage.server.url, { language });
	});

	afterAll(() => person?.leave());

	test('sign in, and leap over the navigation', async () => {
		const { page, say } = person;
		await page.goto('/');
		await page.locator('input[name=email]').waitFor();
		await page.keyboard.type(administrator.email);
		await tabTo(page, page.locator('input[name=password]'), 3);
		await page.keyboard.type(administrator.password);
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { level: 1, name: say.list('title') }).waitFor();
		await page.reload();
		await page.getByRole('heading', { level: 1, name: say.list('title') }).waitFor();
		await tabTo(page, page.getByRole('button', { name: say.shell('skip') }), 1);
		await page.keyboard.press('Enter');
		expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
	});

	test('create a customer', async () => {
		const { page, say } = person;
		await page.keyboard.press('c');
		const form = page.getByRole('dialog', { name: say.list('new') });
		await form.waitFor();
		await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
		await page.keyboard.type(name);
		await tabTo(page, form.getByLabel(label(person, 'company')), 3);
		await page.keyboard.type('Pier');
		await tabTo(page, form.getByLabel(label(person, 'city')), 8);
		await page.keyboard.type('Kiel');
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { level: 1, name }).waitFor();
	});

	test('change a value on its page', async () => {
		const { page } = person;
		const field = label(person, 'company');
		await tabTo(page, fieldButton(person, field));
		await page.keyboard.press('Enter');
		await page.getByLabel(field, { exact: true }).waitFor();
		await page.keyboard.type('Quay');
		await page.keyboard.press('Enter');
		await fieldButton(person, field, 'Quay').waitFor();
		// One goes on from where one was.
		await expect.poll(() => fieldButton(person, field, 'Quay').evaluate((one) => one === document.activeElement)).toBe(true);
	});

	test('find it from anywhere, and change a cell of the list', async () => {
		const { page, say } = person;
		await page.keyboard.press('g');
		await page.keyboard.press('i');
		await page.getByRole('heading', { level: 1, name: say.imports('title') }).waitFor();
		await page.keyboard.press('Control+k');
		await page.getByPlaceholder(say.shell('search_here')).waitFor();
		await page.keyboard.type(language === 'en' ? 'ida k' : 'shanxiongxin');
		await page.getByRole('option', { name: new RegExp(name), selected: true }).waitFor();
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { level: 1, name }).waitFor();
		await page.keyboard.press('g');
		await page.keyboard.press('c');
		const link = rowOf(page, name).getByRole('link', { name, exact: true });
		await link.waitFor();
		// One stop for the whole grid: its first row; inside it the arrows lead.
		await tabTo(page, page.locator('[role=row][data-place="0"] a[data-main]'));
		for (let down = 0; down < 10 && !(await link.evaluate((one) => one === document.activeElement)); down++)
			await page.keyboard.press('ArrowDown');
		expect(await unseenFocus(page)).toBeNull();
		const city = rowOf(page, name).getByRole('gridcell', { name: 'Kiel', exact: true });
		for (let right = 0; right < 12 && !(await city.evaluate((one) => one === document.activeElement)); right++)
			await page.keyboard.press('ArrowRight');
		expect(await unseenFocus(page)).toBeNull();
		await page.keyboard.press('Enter');
		await page.keyboard.press('Control+a');
		await page.keyboard.type('Aarhus');
		await page.keyboard.press('Enter');
		await rowOf(page, name).getByRole('gridcell', { name: 'Aarhus', exact: true }).waitFor();
	});

	test('change a setting, and read which keys there are', async () => {
		const { page, say } = person;
		// Out of the cell, so that keys are shortcuts again.
		await page.keyboard.press('Control+k');
		await page.getByPlaceholder(say.shell('search_here')).waitFor();
		await page.keyboard.type(say.shell('settings_tags'));
		await page.getByRole('option', { name: say.shell('settings_tags'), selected: true }).waitFor();
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { level: 1, name: say.settings('tags') }).waitFor();
		await tabTo(page, page.getByLabel(say.settings('new_tag')));
		await page.keyboard.type(`by keys ${language}`);
		await page.keyboard.press('Enter');
		await page
			.getByRole('row')
			.filter({ hasText: `by keys ${language}` })
			.waitFor();
		const remove = page.getByRole('button', { name: say.settings('remove_tag', { name: `by keys ${language}` }) });
		await tabTo(page, remove);
		await page.keyboard.press('Shift+?');
		const dialogue = page.getByRole('dialog', { name: say.shell('shortcuts') });
		await dialogue.waitFor();
		const told = await dialogue.locator('dt').allTextContents();
		expect(new Set(told).size).toBe(told.length);
		await page.keyboard.press('Escape');
		await dialogue.waitFor({ state: 'detached' });
		await expect.poll(() => remove.evaluate((one) => one === document.activeElement)).toBe(true);
	});
});
