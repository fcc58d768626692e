// A consent that a customer withdraws in the preference centre stops an export for that purpose; a request for erasure from its arrival to its proof.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pdf } from '../src/platform/texts/testing.ts';
import { accessibilityProblems } from './browser.ts';
import { addNewsletter, picture, until } from './furnish.ts';
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
	await customer.page.getByRole('switch', { name: customer.say.law('mine_opt_out') }).waitFor();
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

test('what stands in an attachment is flagged soon and opens it; what could not be looked through is told', async () => {
	const officer = await stage.enter();
	const { page, say, send } = officer;
	const { id } = await send('POST', '/customers', { name: 'Offer Taker' });
	await send('POST', `/customers/${id}/files?name=offer.pdf`, pdf(['Offer', 'for ada@example.com']));
	await send('POST', `/customers/${id}/files?name=badge.png`, picture);
	await until(async () => (await send<{ items: unknown[] }>('GET', '/privacy/findings/unread?reason=picture')).items.length > 0);
	await page.goto('/privacy/findings');
	const row = page.getByRole('row', { name: /a\*\*\*@example\.com/ });
	await row.getByText(say.findings('page', { n: '2' })).waitFor();
	const link = row.getByRole('link', { name: 'offer.pdf' });
	expect(await link.getAttribute('href')).toMatch(/inline=1#page=2$/);
	const opened = await page.request.get(new URL((await link.getAttribute('href'))!, stage.server.url).href);
	expect([opened.status(), opened.headers()['content-type']]).toEqual([200, 'application/pdf']);
	await page.getByRole('button', { name: say.findings('show_them') }).click();
	await page
		.getByRole('row', { name: /badge\.png/ })
		.getByRole('link', { name: 'badge.png' })
		.waitFor();
	expect(await accessibilityProblems(page)).toEqual([]);
	await officer.leave();
});

test('a request for erasure: identity, the erasure, nobody found any more, the proof and its date', async () => {
	const admin = await stage.enter();
	const colleague = { name: 'Petra Schutz', email: 'petra@example.com', password: 'a long way home 7' };
	await admin.send('POST', '/users', { ...colleague, role: 'privacy_officer' });
	const { id } = await admin.send('POST', '/customers', { name: 'Gustav Vergessen', email: 'gustav@vergessen.example' });
	const request = { kind: 'erasure', law: 'gdpr', channel: 'email' };
	const { id: number } = await admin.send('POST', `/customers/${id}/privacy-requests`, request);
	await admin.leave();

	const officer = await stage.enter({}, colleague);
	const { page, say } = officer;
	await page.goto('/privacy/requests');
	await page
		.getByRole('row', { name: /Gustav Vergessen/ })
		.getByRole('link')
		.first()
		.click();
	await page.getByText(say.privacy('erase_after_identity')).waitFor();
	await page.getByRole('button', { name: say.privacy('check_identity') }).click();
	const dialogue = page.getByRole('dialog');
	await dialogue.getByLabel(say.privacy('identity_how')).fill('Called back on the number on file');
	await dialogue.getByRole('button', { name: say.common('save') }).click();
	await page.getByRole('button', { name: say.privacy('erase_now') }).click();
	await dialogue.getByLabel(say.erasure('confirm_name', { name: 'Gustav Vergessen' })).fill('Gustav Vergessen');
	expect(await accessibilityProblems(page)).toEqual([]);
	await dialogue.getByRole('button', { name: say.erasure('erase'), exact: true }).click();
	await dialogue.waitFor({ state: 'detached' });
	await page.getByRole('heading', { name: say.privacy('erasure'), exact: true }).waitFor();
	const { erasure } = await officer.send<{ erasure: { physical_by: string; id: number } }>('GET', `/privacy/requests/${number}`);
	const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(erasure.physical_by));
	await page.getByText(say.privacy('erased_disk_until', { date: day })).waitFor();
	await page.getByText(say.privacy('in_ledger')).waitFor();
	expect(await page.getByText('Gustav').count()).toBe(0);

	await page.goto('/customers');
	await page.getByRole('searchbox', { name: say.list('search') }).fill('vergessen');
	await page.getByRole('heading', { name: say.list('nothing_of', { text: 'vergessen' }) }).waitFor();
	await page.goto(`/customers/${id}`);
	await page.getByRole('heading', { level: 1 }).waitFor();
	expect(await page.getByText('Gustav').count()).toBe(0);
	await page.goto('/privacy/erasures');
	await page.getByRole('row', { name: new RegExp(`request ${number}`) }).waitFor();
	await officer.leave();
});
