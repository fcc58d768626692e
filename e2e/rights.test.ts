// Somebody in service: identity numbers are masked, told in full for a reason, and neither changed, filtered nor sorted by.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../src/platform/errors.ts';
import { accessibilityProblems } from './browser.ts';
import { fieldButton, headOf, label, openStage, type Person, rowOf, type Stage, showList } from './steps.ts';

const service = { name: '孙晓', email: 'sun@example.com', password: 'a long way home 7' } as const;
const [number, masked] = ['11010519491231002X', '110105********002X'];

let stage: Stage;
let admin: Person;
let id: number;

beforeAll(async () => {
	stage = await openStage();
	admin = await stage.enter();
	await admin.send('POST', '/users', { ...service, role: 'service' });
	({ id } = await admin.send('POST', '/customers', {
		name: '张三',
		kind: 'person',
		phone: '13800138000',
		city: '上海',
		identity_number: number,
	}));
});

afterAll(async () => {
	await admin?.leave();
	await stage?.close();
});

describe.each(languages)('in %s', (language) => {
	let person: Person;
	beforeAll(async () => {
		person = await stage.enter({ language }, service);
	});
	afterAll(() => person?.leave());

	test('the number is masked, and shown once the reason is given', async () => {
		const { page, say } = person;
		const field = label(person, 'identity_number');
		await page.goto(`/customers/${id}`);
		await page.getByText(masked, { exact: true }).waitFor();
		expect(await page.getByText(number).count()).toBe(0);
		// What one may change is a button that edits; this is none.
		await fieldButton(person, label(person, 'name'), '张三').waitFor();
		expect(await fieldButton(person, field).count()).toBe(0);
		await page.getByRole('button', { name: say.page('unmask_of', { field }) }).click();
		const form = page.getByRole('dialog', { name: say.page('unmask_of', { field }) });
		const reason = form.getByLabel(say.page('unmask_reason'));
		await reason.waitFor();
		expect(await accessibilityProblems(page)).toEqual([]);
		await reason.fill('abc');
		await form.getByRole('button', { name: say.page('unmask'), exact: true }).click();
		await form.locator(':invalid').first().waitFor();
		await reason.fill('caller asked which document is on file');
		await form.getByRole('button', { name: say.page('unmask'), exact: true }).click();
		await page.getByText(number, { exact: true }).waitFor();
		await page.reload();
		await page.getByText(masked, { exact: true }).waitFor();
	});

	test('who looked, and at what, is in the audit', async () => {
		const { items } = await admin.send<{ items: { action: string; customer_id: number; by: string | null }[] }>(
			'GET',
			`/audit?action=customers.unmask&customer_id=${id}`,
		);
		expect(items.length).toBeGreaterThanOrEqual(1);
	});

	test('the list shows it masked, and offers neither to sort, filter nor group by it', async () => {
		const { page, say } = person;
		const field = label(person, 'identity_number');
		await page.evaluate(() =>
			localStorage.setItem('clientele.list-columns', JSON.stringify([{ name: 'name' }, { name: 'identity_number' }])),
		);
		await showList(person, '', '张三');
		await rowOf(page, '张三').getByText(masked, { exact: true }).waitFor();
		await headOf(person, field)
			.getByRole('button', { name: say.list('column_menu', { field }) })
			.click();
		await page.getByRole('menuitem').first().waitFor();
		for (const word of ['sort_up', 'sort_down', 'filter_by_this', 'group_by_this'] as const)
			expect(await page.getByRole('menuitem', { name: say.list(word), exact: true }).count()).toBe(0);
		await page.keyboard.press('Escape');
		const filter = encodeURIComponent(JSON.stringify([{ field: 'identity_number', op: 'eq', value: number }]));
		const reply = await page.request.get(`/api/v1/customers?filter=${filter}`);
		expect([reply.status(), (await reply.json()).field]).toEqual([403, 'identity_number']);
	});
});
