// The customer's page beyond its values: contact points, references, notes that mention, files, the language.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../src/platform/errors.ts';
import { administrator } from './browser.ts';
import { addColleague, colleague, fieldButton, headOf, openCustomer, openStage, type Person, rowOf, type Stage } from './steps.ts';

let stage: Stage;

beforeAll(async () => {
	stage = await openStage();
	const admin = await stage.enter();
	await addColleague(admin);
	await admin.send('POST', '/attributes', { name: 'advisor', type: 'reference', label_en: 'Advisor', label_zh: '顾问' });
	await admin.leave();
});

afterAll(() => stage?.close());

describe.each(languages)('in %s', (language) => {
	const advisor = language === 'en' ? 'Advisor' : '顾问';
	const name = language === 'en' ? 'Grace Miller' : '张三';
	const other = language === 'en' ? 'Harry Brown' : '李四';
	const typed = language === 'en' ? 'harry' : 'lisi';
	let person: Person;
	let id: number;
	let other_id: number;

	beforeAll(async () => {
		person = await stage.enter({ language });
		({ id } = await person.send('POST', '/customers', { name, kind: 'person' }));
		({ id: other_id } = await person.send('POST', '/customers', { name: other, kind: 'person' }));
	});

	afterAll(() => person?.leave());

	test('what the server refuses is said beside the field, and what was typed stays', async () => {
		const { page, say } = person;
		await page.goto(`/customers/${id}`);
		await page.getByRole('button', { name: say.customer('add_contact') }).click();
		const form = page.getByRole('dialog', { name: say.customer('add_contact') });
		await form.getByLabel(say.customer('contact_kind')).selectOption('email');
		const input = form.getByLabel(say.customer('contact_value'));
		await input.fill('not an address');
		await form.getByRole('button', { name: say.common('save') }).click();
		await form.locator('[aria-invalid=true]').waitFor();
		expect(await input.inputValue()).toBe('not an address');
		await input.fill(`post@${language}.example.com`);
		await form.getByRole('button', { name: say.common('save') }).click();
		await page
			.getByRole('link', { name: new RegExp(`post@${language}\\.example\\.com`, 'i') })
			.first()
			.waitFor();
	});

	test('a reference is picked by name, is a link, and a list reads all its names at once', async () => {
		const { page, say } = person;
		await page.goto(`/customers/${id}`);
		await fieldButton(person, advisor, say.customer('not_stated')).click();
		await page.getByLabel(advisor, { exact: true }).fill(typed);
		await page.locator('[role=option][data-combobox-selected]', { hasText: other }).waitFor();
		await page.keyboard.press('Enter');
		await page.keyboard.press('Enter');
		await fieldButton(person, advisor, other).waitFor();
		await page.getByRole('link', { name: other }).click();
		await page.getByRole('heading', { level: 1, name: other }).waitFor();

		// One that can be read, and one that cannot.
		await person.send('POST', '/customers', { name: `Referring ${language}`, kind: 'person', attributes: { advisor: id } });
		await person.send('POST', '/customers', { name: `Referring nobody ${language}`, kind: 'person', attributes: { advisor: 987_654 } });
		const asked: string[] = [];
		page.on('request', (request) => asked.push(decodeURIComponent(request.url())));
		await page.goto('/customers');
		await rowOf(page, name).waitFor();
		await page.getByRole('button', { name: say.list('columns'), exact: true }).click();
		await page.getByRole('checkbox', { name: advisor }).check();
		await page.keyboard.press('Escape');
		await headOf(person, advisor).waitFor();
		await rowOf(page, name).getByRole('link', { name: other }).waitFor();
		await rowOf(page, `Referring nobody ${language}`).getByText('#987654').waitFor();
		const names = asked.filter((url) => url.includes('"field":"id","op":"in"'));
		expect(names).toHaveLength(1);
		for (const one of [id, other_id, 987_654]) expect(names[0]).toContain(String(one));
		await rowOf(page, `Referring ${language}`).getByRole('link', { name }).click();
		await page.getByRole('heading', { level: 1, name }).waitFor();

		await page.goto('/customers');
		await page.getByRole('button', { name: say.list('add_filter'), exact: true }).click();
		await page.getByLabel(say.list('filter_field')).selectOption({ label: advisor });
		await page.getByLabel(say.list('filter_value')).filter({ visible: true }).and(page.locator(':enabled')).fill(typed);
		await page.getByRole('option', { name: other }).click();
		await page.getByRole('button', { name: say.list('filter_apply') }).click();
		await rowOf(page, `Referring ${language}`).waitFor({ state: 'detached' });
		await rowOf(page, name).waitFor();
	});

	test('a note that mentions a colleague rings at hers, and leads here', async () => {
		const { page, say } = person;
		const people = await person.send<{ items: { id: number; name: string }[] }>('GET', '/people');
		const mei = people.items.find(({ name }) => name === colleague.name)!;
		const second = await stage.enter({ language }, colleague);
		// She was told that she signed in with another browser.
		await second.send('POST', '/notifications/read');
		await page.goto(`/customers/${id}`);
		await page.getByLabel(say.customer('add_note'), { exact: true }).fill('Met at the fair.');
		await page.keyboard.press('Control+Enter');
		await page.getByRole('listitem').filter({ hasText: 'Met at the fair.' }).waitFor();
		await second.page.goto('/imports');
		await second.page.getByRole('button', { name: say.notifications('bell'), exact: true }).waitFor();
		await person.send('POST', `/customers/${id}/notes`, { body: `@[${colleague.name}](user:${mei.id}) please ring` });
		await second.page.getByRole('button', { name: say.notifications('bell_unread_one', { count: 1 }) }).click();
		await second.page.getByRole('link', { name: say.notifications('mention', { who: administrator.name, customer: name }) }).click();
		await second.page.getByRole('heading', { level: 1, name }).waitFor();
		await second.page.getByRole('button', { name: say.notifications('bell'), exact: true }).waitFor();
		await second.leave();
	});

	test('a file is attached, renamed, taken home and removed', async () => {
		const { page, say } = person;
		await page.goto(`/customers/${id}`);
		const files = page.getByRole('region', { name: say.files('title') });
		await files
			.locator('input[type=file]')
			.setInputFiles({ name: 'offer.txt', mimeType: 'text/plain', buffer: Buffer.from('Ten chairs.') });
		await files.getByRole('link', { name: say.files('download_of', { name: 'offer.txt' }) }).waitFor();
		await files.getByRole('button', { name: say.files('rename_of', { name: 'offer.txt' }) }).click();
		await files.getByLabel(say.files('name')).fill('chairs.txt');
		await page.keyboard.press('Enter');
		const link = files.getByRole('link', { name: say.files('download_of', { name: 'chairs.txt' }) });
		await link.waitFor();
		const download = page.waitForEvent('download');
		await link.click();
		expect((await download).suggestedFilename()).toBe('chairs.txt');
		await files.getByRole('button', { name: say.files('remove_of', { name: 'chairs.txt' }) }).click();
		await link.waitFor({ state: 'detached' });
		await page.getByRole('button', { name: say.files('undo'), exact: true }).click();
		await link.waitFor();
	});

	test('of many notes, contact points and long texts the first part is shown, and the rest is reached', async () => {
		const { page, say } = person;
		const e_mails = Array.from({ length: 40 }, (_, n) => ({ kind: 'email', value: `n${n}@many.example.com` }));
		const many = await person.send('POST', '/customers', {
			name: `Many ${language}`,
			kind: 'person',
			contact_points: [...e_mails, { kind: 'phone', value: '+442079460199' }],
		});
		await person.send('POST', `/customers/${many.id}/notes`, { body: 'the first of all' });
		for (let n = 0; n < 120; n++) await person.send('POST', `/customers/${many.id}/notes`, { body: `said ${n}` });
		await person.send('POST', `/customers/${many.id}/notes`, { body: `${'word '.repeat(1000)}and the end` });

		await page.goto(`/customers/${many.id}`);
		// One kind does not hide another.
		const points = page.getByRole('region', { name: say.customer('contacts') });
		await points.getByText('+44 20 7946 0199').waitFor();
		const mails = points.getByText('@many.example.com');
		expect(await mails.count()).toBe(11);
		await points.getByRole('button', { name: say.page('show_more_of', { count: 29, all: 41 }) }).click();
		await expect.poll(() => mails.count()).toBe(40);

		const notes = page.getByRole('region', { name: say.customer('notes') });
		const long = notes.getByText('and the end');
		const heightOf = async () => (await long.locator('..').boundingBox())!.height;
		const folded = await heightOf();
		await notes.getByRole('button', { name: say.page('text_unfold') }).click();
		expect(await heightOf()).toBeGreaterThan(folded);
		expect(await notes.getByText(/^said \d+$/).count()).toBe(19);
		const first = notes.getByText('the first of all');
		const earlier = notes.getByRole('button', { name: say.page('notes_more') });
		await earlier.click();
		await notes.getByText('said 30', { exact: true }).waitFor();
		expect(await first.count()).toBe(0);
		await earlier.click();
		await first.waitFor();
		await earlier.waitFor({ state: 'detached' });
	});

	test('the language changes at once and is remembered', async () => {
		const { page } = person;
		const [from, to] = language === 'en' ? (['English', '简体中文'] as const) : (['简体中文', 'English'] as const);
		const menu = () => page.getByRole('button', { name: /language, appearance, sign out|语言、外观、退出/ }).filter({ visible: true });
		await openCustomer(person, name, name);
		await menu().click();
		await page.getByRole('menuitemradio', { name: to }).click();
		const lang = language === 'en' ? 'zh-CN' : 'en';
		await expect.poll(() => page.locator('html').getAttribute('lang')).toBe(lang);
		await page.getByRole('tab', { name: language === 'en' ? '来源记录' : 'Statements' }).click();
		await page.reload();
		await page.getByRole('tab', { name: language === 'en' ? '历史' : 'History' }).waitFor();
		await menu().click();
		await page.getByRole('menuitemradio', { name: from }).click();
		await page.getByRole('tab', { name: language === 'en' ? 'Statements' : '来源记录' }).waitFor();
	});
});
