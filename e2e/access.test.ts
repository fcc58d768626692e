// An administrator makes a team and a role, gives it to somebody, and looks as that person: only that team's customers are there. What a colleague
// exports beyond a number waits for the administrator.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../src/platform/errors.ts';
import { administrator } from './browser.ts';
import { addColleague, colleague, namesOf, openStage, type Person, type Stage, showList } from './steps.ts';

let stage: Stage;

beforeAll(async () => {
	stage = await openStage();
	const admin = await stage.enter();
	await addColleague(admin);
	await admin.leave();
});

afterAll(() => stage?.close());

describe.each(languages)('in %s', (language) => {
	const words =
		language === 'en' ? { team: 'Harbour', role: 'Harbour sales', person: 'Hanna' } : { team: '港区', role: '港区销售', person: '海娜' };
	const email = language === 'en' ? 'hanna@example.com' : 'haina@example.com';
	let admin: Person;

	beforeAll(async () => {
		admin = await stage.enter({ language });
	});

	afterAll(() => admin?.leave());

	/** Opens the menu of a line and presses one of its items. */
	const choose = async (menu: string, item: string) => {
		await admin.page.getByRole('button', { name: menu, exact: true }).click();
		await admin.page.getByRole('menuitem', { name: item, exact: true }).click();
	};

	test('a team, and a role as a copy of one that comes with the product', async () => {
		const { page, say } = admin;
		await page.goto('/settings/teams');
		await page.getByRole('button', { name: say.rights('new_team'), exact: true }).click();
		await page.getByLabel(say.rights('name'), { exact: true }).fill(words.team);
		await page
			.getByRole('dialog')
			.getByRole('button', { name: say.common('save') })
			.click();
		await page
			.getByRole('list', { name: say.rights('teams') })
			.getByText(words.team)
			.waitFor();

		await page.goto('/settings/roles');
		const name = say.rights('sales');
		await choose(say.rights('role_actions', { name }), say.rights('copy_of', { name }));
		const dialogue = page.getByRole('dialog');
		await dialogue.getByLabel(say.rights('name'), { exact: true }).fill(words.role);
		await dialogue.getByLabel(say.rights('kind_contact')).selectOption('masked');
		await dialogue.getByRole('button', { name: say.common('save') }).click();
		await page.getByRole('cell', { name: words.role, exact: true }).waitFor();
	});

	test('somebody of that team gets the role for a time', async () => {
		const { page, say, send } = admin;
		const team = (await send<{ items: { id: number; name: string }[] }>('GET', '/teams')).items.find((one) => one.name === words.team)!;
		await send('POST', '/users', { name: words.person, email, password: 'another horse 43', team_id: team.id });
		await page.goto('/settings/users');
		await choose(say.access('user_actions', { name: words.person }), say.rights('grants'));
		const dialogue = page.getByRole('dialog');
		await dialogue.getByText(say.rights('grants_empty')).waitFor();
		await dialogue.getByLabel(say.rights('role'), { exact: true }).selectOption({ label: words.role });
		await dialogue.getByLabel(say.rights('until')).fill('2099-12-31');
		await dialogue.getByRole('button', { name: say.rights('add_grant'), exact: true }).click();
		await dialogue.getByRole('cell', { name: words.role, exact: true }).waitFor();
		await page.keyboard.press('Escape');
		await page
			.getByRole('row', { name: new RegExp(words.person) })
			.getByText(words.role)
			.waitFor();
	});

	test('looking as that person shows that team’s customers alone, masked, and changes nothing', async () => {
		const { page, say, send } = admin;
		const { items } = await send<{ items: { name: string; scope_id: number }[] }>('GET', '/teams');
		const { scope_id } = items.find((one) => one.name === words.team)!;
		const phone = language === 'en' ? '+442079460123' : '+8613800138000';
		const { id } = await send('POST', '/customers', { name: `${words.person} A`, phone });
		await send('PATCH', `/customers/${id}`, { scope_id });
		await send('POST', '/customers', { name: `${words.person} B` });

		await page.goto('/settings/users');
		await choose(say.access('user_actions', { name: words.person }), say.rights('see_as'));
		const why = page.getByRole('dialog');
		expect(await why.getByRole('button', { name: say.common('go_on') }).isDisabled()).toBe(true);
		await why.getByLabel(say.common('reason'), { exact: true }).fill(`${words.person}?`);
		await page.keyboard.press('Enter');
		await page.getByText(say.shell('seen_as', { name: words.person })).waitFor();
		await showList(admin, '', `${words.person} A`);
		expect(await namesOf(page)).toEqual([`${words.person} A`]);
		expect(await page.locator('main').textContent()).not.toContain(phone.slice(-6));

		await page.getByRole('button', { name: say.shell('seen_as_back', { name: administrator.name }) }).click();
		await page.getByRole('heading', { level: 1, name: say.access('users') }).waitFor();
		await showList(admin, '', `${words.person} B`);
		expect((await namesOf(page)).length).toBeGreaterThan(1);
	});

	test('the page says who sees that customer, and why', async () => {
		const { page, say } = admin;
		await page.goto('/settings/access');
		await page.getByLabel(say.rights('choose_customer')).fill(`${words.person} A`);
		await page.getByRole('option').first().click();
		const line = page.getByRole('row', { name: new RegExp(words.role) }).first();
		await line.getByText(say.rights('why_team', { team: words.team })).waitFor();
	});

	test('an export above the number waits for a second person, who lets it go', async () => {
		const { page, say, send } = admin;
		await page.goto('/settings/approvals');
		await page.getByLabel(say.approvals('export_rows')).fill('1');
		const save = page.getByRole('button', { name: say.common('save'), exact: true });
		// In the second language the number stands already.
		if (await save.isEnabled()) await save.click();
		await expect.poll(async () => (await send<{ export_rows: number }>('GET', '/approval-rules')).export_rows).toBe(1);

		const mei = await stage.enter({ language }, colleague);
		await showList(mei, '', `${words.person} B`);
		await mei.page
			.getByRole('button', { name: mei.say.list('export'), exact: true })
			.filter({ visible: true })
			.click();
		await mei.page.getByRole('menuitem', { name: 'CSV', exact: true }).click();
		const why = mei.page.getByRole('dialog');
		await why.getByLabel(mei.say.common('reason'), { exact: true }).fill(`for ${words.team}`);
		await mei.page.keyboard.press('Enter');
		await why.waitFor({ state: 'detached' });
		await mei.page.goto('/exports');
		const line = mei.page.getByRole('row').filter({ hasText: 'CSV' }).first();
		await line.getByText(mei.say.exports('state_waiting')).waitFor();

		const asked = page.getByRole('row').filter({ hasText: `for ${words.team}` });
		await asked.getByText(colleague.name).waitFor();
		const allow = asked.getByRole('button').filter({ hasText: say.approvals('allow') });
		await allow.click();
		const dialogue = page.getByRole('dialog');
		await page.keyboard.press('Escape');
		await dialogue.waitFor({ state: 'detached' });
		// A dialogue that closes gives the focus back.
		await expect.poll(() => allow.evaluate((one) => one === document.activeElement)).toBe(true);
		await page.keyboard.press('Enter');
		await dialogue.getByLabel(say.approvals('reason')).fill(`yes, ${words.person}`);
		await dialogue.getByRole('button', { name: say.approvals('allow'), exact: true }).click();
		await asked.waitFor({ state: 'detached' });

		await mei.page.reload();
		await line.getByText(mei.say.exports('state_done')).waitFor();
		await line.getByRole('link').waitFor();
		await mei.page.goto('/settings/approvals');
		await mei.page.getByText(mei.say.approvals('ended'), { exact: true }).click();
		await mei.page.getByText(new RegExp(`${administrator.name}.*yes, ${words.person}`)).waitFor();
		await mei.leave();
	});
});
