// Who changed what: a person's change is found on the page of the audit, by its filters and from the customer; the chain is verified there.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actionWords, groupWords } from '../src/features/audit/actions.ts';
import { type Language, languages } from '../src/platform/errors.ts';
import { colleague, editValue, label, openStage, type Person, type Stage } from './steps.ts';

let stage: Stage;
let admin: Person;
let id: number;
const company = '远方贸易有限公司';

beforeAll(async () => {
	stage = await openStage();
	admin = await stage.enter();
	await admin.send('POST', '/users', { ...colleague, role: 'manager' });
	({ id } = await admin.send('POST', '/customers', { name: '张三', kind: 'person', phone: '13800138000', company: '近处公司' }));
	const mei = await stage.enter({}, colleague);
	await mei.page.goto(`/customers/${id}`);
	await editValue(mei, label(mei, 'company'), company);
	await mei.page.getByText(company).first().waitFor();
	expect((await mei.page.request.get('/api/v1/audit')).status()).toBe(403);
	await mei.leave();
});

afterAll(async () => {
	await admin?.leave();
	await stage?.close();
});

const told = (language: Language, action: keyof typeof actionWords) => actionWords[action][language];

describe.each(languages)('in %s', (language) => {
	let person: Person;
	beforeAll(async () => {
		person = await stage.enter({ language });
	});
	afterAll(() => person?.leave());

	const rows = () => person.page.locator('tbody tr');

	test('what a colleague changed is found by person and by what was done, with before and after', async () => {
		const { page, say } = person;
		await page.goto('/settings/audit');
		const filters = page.getByRole('search', { name: say.audit('filters') });
		await filters.getByLabel(say.audit('person')).fill('林');
		await page.getByRole('option', { name: colleague.name }).click();
		await filters.getByLabel(say.audit('feature')).selectOption(groupWords.customers[language]);
		const row = rows().filter({ hasText: told(language, 'customers.edit') });
		await row.waitFor();
		expect(await rows().count()).toBe(1);
		expect(await row.textContent()).toContain(colleague.name);
		await row.getByRole('button').click();
		const dialogue = page.getByRole('dialog');
		await dialogue.getByText(company).waitFor();
		await dialogue.getByText(label(person, 'company'), { exact: true }).waitFor();
		await page.keyboard.press('Escape');
		await dialogue.waitFor({ state: 'detached' });
	});

	test('what was refused is found, and what the filters leave out comes back', async () => {
		const { page, say } = person;
		const filters = page.getByRole('search', { name: say.audit('filters') });
		await filters.getByLabel(say.audit('feature')).selectOption('');
		await filters.getByLabel(say.audit('result')).selectOption('refused');
		await rows()
			.filter({ hasText: told(language, 'access.refused') })
			.filter({ hasText: 'GET /audit' })
			.waitFor();
		expect(page.url()).toContain('result=refused');
		await filters.getByLabel(say.audit('until')).fill('2020-01-01');
		await page.getByText(say.audit('empty')).waitFor();
		await page.getByRole('button', { name: say.audit('show_all') }).click();
		await rows().nth(2).waitFor();
	});

	test('the customer leads to all that was done with it', async () => {
		const { page, say } = person;
		await page.goto(`/customers/${id}?tab=history`);
		await page.getByRole('link', { name: say.history('audit') }).click();
		await page.waitForURL(`**/settings/audit?customer=${id}`);
		await rows()
			.filter({ hasText: told(language, 'customers.create') })
			.waitFor();
		expect(
			await rows()
				.filter({ hasText: told(language, 'sign_in.begin') })
				.count(),
		).toBe(0);
	});

	test('the whole audit is verified, and the page says how far it is proven', async () => {
		const { page, say } = person;
		await page.getByRole('button', { name: say.audit('verify') }).click();
		await page
			.getByText({ 'zh-CN': /条记录完整无改动，截至.+可以证明/, en: /entries are as they were written, proven until/ }[language])
			.waitFor();
	});
});
