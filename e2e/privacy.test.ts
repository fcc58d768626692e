// A consent that a customer withdraws in the preference centre stops an export for that purpose.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessibilityProblems } from './browser.ts';
import { addNewsletter } from './furnish.ts';
import { arrive, openStage, type Stage } from './steps.ts';

let stage: Stage;

beforeAll(async () => {
	stage = await openStage();
});
afterAll(() => stage.close());

test('what is withdrawn on a phone is left out of the next export', async () => {
	const officer = await stage.enter();
	const { page, say, send } = officer;
	const purpose = await addNewsletter(send);
	const give = (customer: number) =>
		send('POST', `/customers/${customer}/consents`, { purpose_id: purpose, channel: 'email', state: 'given', source: 'paper' });
	const { id: stays } = await send('POST', '/customers', { name: 'Stays Reader', email: 'stays@example.com' });
	const { id: leaves } = await send('POST', '/customers', { name: 'Leaves Soon', email: 'leaves@example.com', language: 'en' });
	for (const id of [stays, leaves]) await give(id);
	const { url } = await send<{ url: string }>('POST', `/customers/${leaves}/preference-link`, { send: false });

	const customer = await arrive(stage.browser, stage.server.url, { width: 390 });
	await customer.page.goto(new URL(url).pathname);
	const mail = customer.page.getByRole('switch', { name: 'E-mail' });
	await mail.waitFor();
	expect(await accessibilityProblems(customer.page)).toEqual([]);
	await mail.evaluate((element: HTMLElement) => element.click());
	await customer.page.getByText(customer.say.preferences('saved')).waitFor();
	expect(await mail.isChecked()).toBe(false);
	await customer.leave();

	await page.goto('/customers');
	await page.getByRole('button', { name: say.list('export'), exact: true }).click();
	await page.getByRole('menuitem', { name: say.consents('for_purpose') }).click();
	await page
		.getByRole('dialog')
		.getByRole('button', { name: say.common('save') })
		.click();
	await page.getByRole('dialog').waitFor({ state: 'detached' });
	await page.goto('/exports');
	const download = page.getByRole('link', { name: say.exports('download_of', { id: 1 }) });
	await download.waitFor();
	await page.getByText(/^1 left out: The customer withdrew the consent$/).waitFor();
	const file = await page.request.get(new URL((await download.getAttribute('href'))!, stage.server.url).href);
	const text = await file.text();
	expect(text).toContain('Stays Reader');
	expect(text).not.toContain('Leaves Soon');
	await officer.leave();
});
