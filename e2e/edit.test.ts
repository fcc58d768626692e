// Changing what is known of customers, one by one and many at once, and taking it back.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../src/platform/errors.ts';
import { administrator } from './browser.ts';
import { cellOf, editValue, fieldButton, label, openStage, type Person, rowOf, type Stage, showList } from './steps.ts';

let stage: Stage;

beforeAll(async () => {
	stage = await openStage();
});

afterAll(() => stage?.close());

describe.each(languages)('in %s', (language) => {
	/** Their own for each language, so that one journey does not meet what the other left. */
	const company = language === 'en' ? 'Harbour' : '港湾';
	const names = ['Ann', 'Bob', 'Cay', 'Dan'].map((name) => `${name} ${company}`);
	const [ann, bob, cay, dan] = names as [string, string, string, string];
	const search = `?q=${company}&sort=name`;
	const ids = new Map<string, number>();
	let person: Person;

	beforeAll(async () => {
		person = await stage.enter({ language });
		await person.page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: stage.server.url });
		for (const name of names) {
			const { id } = await person.send('POST', '/customers', {
				name,
				kind: 'person',
				company,
				industry: 'Mining',
				city: 'Kiel',
				email: `${name.slice(0, 3)}@${language}.example`,
			});
			ids.set(name, id);
		}
	});

	afterAll(() => person?.leave());

	test('a cell is typed over, and Ctrl-Z takes it back', async () => {
		const { page, say } = person;
		await showList(person, search, ann);
		const cell = await cellOf(person, ann, 'city');
		await cell.click();
		await page.keyboard.type('Bremen');
		await page.keyboard.press('Escape');
		await cell.getByText('Kiel').waitFor();
		await page.keyboard.type('Hamburg');
		await page.keyboard.press('Enter');
		await cell.getByText('Hamburg').waitFor();
		await expect.poll(() => cell.getAttribute('data-edit')).toBeNull();
		await page.keyboard.press('Control+z');
		await page.getByText(say.list('undone')).waitFor();
		await cell.getByText('Kiel').waitFor();
		expect((await person.send<{ city: string }>('GET', `/customers/${ids.get(ann)}`)).city).toBe('Kiel');
	});

	test('a block is pasted after asking, and taken back as a whole', async () => {
		const { page, say } = person;
		await showList(person, search, ann);
		// In the order of the list, which a search decides.
		const rows = await page.locator('[role=row][data-place]').count();
		expect(rows).toBe(names.length);
		const first = page.locator('[role=row][data-place="0"]');
		const second = page.locator('[role=row][data-place="1"]');
		const column = await (await cellOf(person, ann, 'company')).getAttribute('data-column');
		const cell = first.locator(`[data-column="${column}"]`);
		await page.evaluate(() => navigator.clipboard.writeText('Pier One\nPier Two'));
		const sent: string[] = [];
		page.on('request', (request) => request.method() !== 'GET' && sent.push(new URL(request.url()).pathname));
		await cell.click();
		await page.keyboard.press('Control+v');
		const question = page.getByRole('dialog', { name: say.list('paste_title_other', { count: 2 }) });
		await question.getByRole('button', { name: say.list('paste_do'), exact: true }).click();
		await cell.getByText('Pier One').waitFor();
		await second.getByText('Pier Two').waitFor();
		await page.getByRole('button', { name: say.list('undo'), exact: true }).click();
		await cell.getByText(company).waitFor();
		await second.locator(`[data-column="${column}"]`).getByText(company).waitFor();
		for (const id of ids.values()) expect((await person.send<{ company: string }>('GET', `/customers/${id}`)).company).toBe(company);
		// However many rows a block has.
		expect(sent).toEqual(['/api/v1/customers/bulk', '/api/v1/customers/changes/undo']);
	});

	test('a value is edited where it stands, or left as it was, and tells where it comes from', async () => {
		const { page, say } = person;
		const field = label(person, 'company');
		await page.goto(`/customers/${ids.get(bob)}`);
		await fieldButton(person, field, company).click();
		await page.keyboard.press('Control+a');
		await page.keyboard.type('Not this');
		await page.keyboard.press('Escape');
		await editValue(person, field, 'Quay');
		await page
			.getByRole('button', { name: say.provenance('open', { field }) })
			.filter({ hasText: say.provenance('manual') })
			.click();
		const sources = page.getByRole('dialog', { name: say.provenance('open', { field }) });
		const statements = sources.getByRole('listitem');
		// What was stated before stands there until it is read anew.
		await statements.first().filter({ hasText: 'Quay' }).waitFor();
		expect(await statements.first().textContent()).toContain(say.provenance('wins'));
		await page.keyboard.press('Escape');
	});

	test('the history tells who changed what, takes it back and does it again', async () => {
		const { page, say } = person;
		await page.goto(`/customers/${ids.get(bob)}`);
		await editValue(person, label(person, 'industry'), 'Trade');
		await page.getByRole('tab', { name: say.history('tab') }).click();
		const change = page.getByRole('listitem').filter({ hasText: 'Trade' }).first();
		await change.getByText(administrator.name).waitFor();
		await change.getByText(label(person, 'industry')).waitFor();
		await change
			.getByRole('button')
			.filter({ hasText: say.history('undo') })
			.click();
		const result = page.getByRole('status').filter({ hasText: say.history('done') });
		await result.waitFor();
		expect((await person.send<{ industry: string }>('GET', `/customers/${ids.get(bob)}`)).industry).toBe('Mining');
		await result.getByRole('button', { name: say.history('redo') }).click();
		await page
			.getByRole('status')
			.filter({ hasText: say.history('redone') })
			.waitFor();
		await page.getByRole('tab', { name: say.customer('tab_profile') }).click();
		await fieldButton(person, label(person, 'industry'), 'Trade').waitFor();
	});

	test('many are changed at once: chosen, previewed, done, and undone', async () => {
		const { page, say } = person;
		await showList(person, search, ann);
		for (const name of [ann, cay]) await rowOf(page, name).getByRole('checkbox').check();
		const bar = page.getByRole('region', { name: say.bulk('bar') });
		await bar.getByText(say.bulk('selected', { count: 2 })).waitFor();
		await bar.getByRole('button', { name: say.bulk('tags') }).click();
		const form = page.getByRole('dialog', { name: say.bulk('title_tags') });
		await person.send('PUT', `/tags/fair-${language}-before`, { colour: 'blue' });
		await form.getByLabel(say.bulk('add_tags')).fill(`fair-${language}`);
		await page.getByRole('option', { name: `fair-${language}-before` }).waitFor();
		await page.keyboard.press('Enter');
		await form.getByRole('button', { name: say.bulk('preview') }).click();
		await form.getByText(say.bulk('effect_all', { total: 2, changed: 2, unchanged: 0 })).waitFor();
		await form.getByRole('link', { name: ann }).or(form.getByText(ann)).first().waitFor();
		await form.getByRole('button', { name: say.bulk('apply', { count: 2 }) }).click();
		await page.getByText(say.bulk('result', { changed: 2 })).waitFor({ timeout: 45_000 });
		await rowOf(page, ann).getByText(`fair-${language}`).waitFor();
		await rowOf(page, cay).getByText(`fair-${language}`).waitFor();
		expect(await rowOf(page, dan).getByText(`fair-${language}`).count()).toBe(0);
		const note = page.getByRole('alert').filter({ hasText: say.bulk('result', { changed: 2 }) });
		await note.getByRole('button', { name: say.bulk('undo'), exact: true }).click();
		await page.getByText(say.bulk('result_undone', { back: 2 })).waitFor({ timeout: 45_000 });
		await rowOf(page, ann).getByText(`fair-${language}`).waitFor({ state: 'detached' });
		await page.getByRole('button', { name: say.bulk('details') }).click();
		await page.getByRole('heading', { level: 1, name: say.bulk('changes_title') }).waitFor();
		await page
			.getByRole('row')
			.filter({ hasText: `fair-${language}` })
			.getByText(say.bulk('state_undone'), { exact: true })
			.waitFor();
	});

	test('a customer goes to the trash and comes back', async () => {
		const { page, say } = person;
		await page.goto(`/customers/${ids.get(dan)}`);
		await page.getByRole('button', { name: say.customer('more') }).click();
		await page.getByRole('menuitem', { name: say.customer('delete') }).click();
		await page
			.getByRole('dialog')
			.getByRole('button', { name: say.customer('delete') })
			.click();
		await page.waitForURL('**/customers');
		await showList(person, search, ann);
		expect(await rowOf(page, dan).count()).toBe(0);
		await page.goto('/customers?state=deleted');
		await page.getByRole('button', { name: say.list('restore_of', { name: dan }) }).click();
		await rowOf(page, dan).waitFor({ state: 'detached' });
		await showList(person, search, dan);
	});
});
