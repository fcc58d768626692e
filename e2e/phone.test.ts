// The product on a telephone, 390 pixels wide: list, profile, call, note.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../src/platform/errors.ts';
import { openStage, type Person, type Stage } from './steps.ts';

let stage: Stage;

beforeAll(async () => {
	stage = await openStage();
	const admin = await stage.enter();
	await admin.send('POST', '/customers', { name: '李四', kind: 'person', phone: '13900139000', company: '北辰科技', city: '北京' });
	await admin.leave();
});

afterAll(() => stage?.close());

describe.each(languages)('in %s', (language) => {
	let person: Person;

	beforeAll(async () => {
		person = await stage.enter({ language, width: 390, height: 844 });
	});

	afterAll(() => person?.leave());

	test('the list calls, the profile opens, a note is written', async () => {
		const { page, say } = person;
		await page.goto('/customers');
		const call = page.getByRole('link', { name: say.list('call', { name: '李四' }) });
		await call.waitFor();
		expect(await call.getAttribute('href')).toBe('tel:+8613900139000');
		const size = await call.boundingBox();
		expect(Math.min(size!.width, size!.height)).toBeGreaterThanOrEqual(24);
		await page.getByRole('link', { name: /^李四/ }).tap();
		await page.getByRole('heading', { level: 1, name: '李四' }).waitFor();
		await page.locator('main a[href="tel:+8613900139000"]').first().waitFor();
		await page.getByRole('button', { name: say.page('note_write') }).tap();
		const sheet = page.getByRole('dialog', { name: say.customer('add_note') });
		await sheet.getByLabel(say.customer('add_note'), { exact: true }).fill(`Rang (${language})`);
		await sheet.getByRole('button', { name: say.common('save') }).tap();
		await sheet.waitFor({ state: 'detached' });
		await page
			.getByRole('listitem')
			.filter({ hasText: `Rang (${language})` })
			.waitFor();
		await page
			.getByRole('navigation', { name: say.shell('navigation') })
			.getByRole('link', { name: say.shell('customers') })
			.tap();
		await page.getByRole('heading', { level: 1, name: say.list('title') }).waitFor();
	});

	test('search finds', async () => {
		const { page, say } = person;
		await page.getByRole('searchbox', { name: say.list('search') }).fill('beichen');
		await page.getByRole('link', { name: /^李四/ }).waitFor();
		await page.getByRole('searchbox', { name: say.list('search') }).fill('nobody at all');
		await page.getByRole('heading', { name: say.list('nothing_of', { text: 'nobody at all' }) }).waitFor();
	});
});
