// Two people at once, and a connection or a session that is lost: nothing typed is, and both see what is true.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../src/platform/errors.ts';
import { administrator } from './browser.ts';
import {
	addColleague,
	cellOf,
	colleague,
	editValue,
	fieldButton,
	label,
	namesOf,
	openStage,
	type Person,
	rowOf,
	type Stage,
	showList,
} from './steps.ts';

let stage: Stage;

beforeAll(async () => {
	stage = await openStage();
	const admin = await stage.enter();
	await addColleague(admin);
	await admin.leave();
});

afterAll(() => stage?.close());

describe.each(languages)('in %s', (language) => {
	const company = language === 'en' ? 'Harbour' : '港湾';
	const name = `Ann ${company}`;
	let first: Person;
	let second: Person;
	let id: number;

	beforeAll(async () => {
		first = await stage.enter({ language });
		second = await stage.enter({ language }, colleague);
		for (const given of ['Zoe', 'Bob', 'Ann']) {
			const made = await first.send('POST', '/customers', {
				name: `${given} ${company}`,
				kind: 'person',
				company,
				city: 'Kiel',
				industry: 'Mining',
				job_title: 'Mate',
				phone: '+442079460123',
			});
			id = made.id;
		}
	});

	afterAll(async () => {
		await first?.leave();
		await second?.leave();
	});

	test('what one person changes the other sees, without a reload and without anything moving', async () => {
		await showList(second, `?q=${company}`, name);
		const before = await namesOf(second.page);
		const cell = await cellOf(second, name, 'company');
		// Somebody who works in the list: the pointer is over it, a cell has the focus.
		await (await cellOf(second, before.at(-1)!, 'city')).click();
		const loads: string[] = [];
		second.page.on('framenavigated', (frame) => loads.push(frame.url()));
		const placed = await cell.boundingBox();
		await first.page.goto(`/customers/${id}`);
		await editValue(first, label(first, 'company'), 'Aarhus Quay');
		await cell.getByText('Aarhus Quay').waitFor();
		expect(await namesOf(second.page)).toEqual(before);
		expect(await cell.boundingBox()).toEqual(placed);
		expect(loads).toEqual([]);
	});

	test('two people who edit one field choose between both values', async () => {
		const field = label(first, 'industry');
		const { page, say } = second;
		for (const one of [first, second]) await one.page.goto(`/customers/${id}`);
		await fieldButton(second, field).click();
		await page.getByLabel(field, { exact: true }).fill('Shipping');
		await editValue(first, field, 'Trade');
		await page.keyboard.press('Enter');
		const choice = page.getByRole('dialog', { name: say.customer('conflict', { field }) });
		await choice.getByText('Trade').waitFor();
		await choice.getByText('Shipping').waitFor();
		await choice.getByText(administrator.name).waitFor();
		await choice.getByRole('button', { name: say.customer('keep_mine') }).click();
		await fieldButton(second, field, 'Shipping').waitFor();
		// The first one sees it where it stands.
		await fieldButton(first, field, 'Shipping').waitFor();
	});

	test('two people who edit one phone number choose too; what was typed stays until then', async () => {
		// Numbers are shown in the groups of their country.
		const phone = '\\+44 ?20 ?7946 ?0123';
		const edit = async ({ page, say }: Person, kind: string) => {
			await page.getByRole('button', { name: new RegExp(say.customer('edit_of', { name: phone })) }).click();
			const form = page.getByRole('dialog', { name: new RegExp(say.customer('edit_of', { name: phone })) });
			await form.getByLabel(say.customer('label')).fill(kind);
			return form;
		};
		const { page, say } = second;
		for (const one of [first, second]) await one.page.goto(`/customers/${id}`);
		const form = await edit(second, 'mobile');
		const theirs = await edit(first, 'office');
		await theirs.getByRole('button', { name: say.common('save') }).click();
		await theirs.waitFor({ state: 'detached' });
		await form.getByRole('button', { name: say.common('save') }).click();
		const choice = page.getByRole('dialog', { name: new RegExp(say.customer('conflict', { field: phone })) });
		await choice.getByText(new RegExp(`${phone} · office`)).waitFor();
		await choice.getByText(new RegExp(`${phone} · mobile`)).waitFor();
		await page.keyboard.press('Escape');
		await choice.waitFor({ state: 'detached' });
		expect(await form.getByLabel(say.customer('label')).inputValue()).toBe('mobile');
		await form.getByRole('button', { name: say.common('save') }).click();
		await choice.getByRole('button', { name: say.customer('keep_mine') }).click();
		await form.waitFor({ state: 'detached' });
		await page.getByText('mobile').waitFor();
		await first.page.getByText('mobile').waitFor();
	});

	test('without a connection the page says so, keeps what is typed, and goes on when it is back', async () => {
		const { page, say } = second;
		const field = label(second, 'job_title');
		const lost = page.getByRole('status').filter({ hasText: say.shell('connection_lost') });
		await page.goto(`/customers/${id}`);
		await fieldButton(second, field).click();
		await page.getByLabel(field, { exact: true }).fill('Captain');
		await page.context().setOffline(true);
		await page.keyboard.press('Enter');
		await lost.waitFor();
		expect(await page.getByLabel(field, { exact: true }).inputValue()).toBe('Captain');
		await page.context().setOffline(false);
		await lost.waitFor({ state: 'detached', timeout: 30_000 });
		expect(await page.getByLabel(field, { exact: true }).inputValue()).toBe('Captain');
		await page.getByLabel(field, { exact: true }).press('Enter');
		await fieldButton(second, field, 'Captain').waitFor();
		await fieldButton(first, field, 'Captain').waitFor({ timeout: 30_000 });
	});

	test('a session that ends in the middle of an edit loses nothing', async () => {
		const { page, say } = second;
		const field = label(second, 'industry');
		await page.goto(`/customers/${id}`);
		await fieldButton(second, field).click();
		await page.getByLabel(field, { exact: true }).fill('Fishing');
		await page.context().clearCookies();
		await page.keyboard.press('Enter');
		const dialogue = page.getByRole('dialog', { name: say.shell('session_ended') });
		await dialogue.getByLabel(say.access('email')).fill(colleague.email);
		await dialogue.getByLabel(say.access('password'), { exact: true }).fill(colleague.password);
		await dialogue.getByRole('button', { name: say.access('sign_in') }).click();
		await fieldButton(second, field, 'Fishing').waitFor();
	});

	test('a customer that goes to the trash while it is open says so', async () => {
		const { page, say } = second;
		await page.goto(`/customers/${id}`);
		await page.getByRole('heading', { level: 1, name }).waitFor();
		await first.send('DELETE', `/customers/${id}`);
		await page.getByText(say.customer('went_trash')).waitFor();
		await showList(first, `?q=${company}`, `Bob ${company}`);
		expect(await rowOf(first.page, name).count()).toBe(0);
	});
});
