// Finding customers, and the list that one has made one's own: search, filters, groups, views, columns, the customer beside it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../src/platform/errors.ts';
import {
	addColleague,
	addressOf,
	cellOf,
	colleague,
	headOf,
	label,
	namesOf,
	openStage,
	type Person,
	rowOf,
	type Stage,
	showList,
} from './steps.ts';

const people = [
	{ name: '张三', phone: '13800138000', company: '远山贸易有限公司', city: '上海', tags: ['VIP'] },
	{ name: '李四', phone: '13900139000', company: '北辰科技', city: '北京', tags: ['VIP', '展会'] },
	{ name: '欧阳娜', phone: '13700137000', city: '上海' },
	{ name: 'Grace Miller', phone: '+44 20 7946 0123', email: 'grace@example.org', company: 'Miller & Sons', city: 'London' },
	{ name: 'Harry Brown', email: 'harry@example.net', city: 'London' },
] as const;

let stage: Stage;

beforeAll(async () => {
	stage = await openStage();
	const admin = await stage.enter();
	for (const one of people) await admin.send('POST', '/customers', { ...one, kind: 'person' });
	await addColleague(admin);
	await admin.leave();
});

afterAll(() => stage?.close());

describe.each(languages)('in %s', (language) => {
	let person: Person;

	beforeAll(async () => {
		person = await stage.enter({ language });
	});

	afterAll(() => person?.leave());

	test('search finds by pinyin, initials, part of a phone number and company', async () => {
		const { page, say } = person;
		await showList(person, '', '李四');
		const search = page.getByRole('searchbox', { name: say.list('search') });
		for (const [text, name, other] of [
			['zhangsan', '张三', '李四'],
			['oyn', '欧阳娜', '张三'],
			['139001', '李四', '张三'],
			['miller', 'Grace Miller', '张三'],
			['远山', '张三', 'Grace Miller'],
		] as const) {
			await search.fill(text);
			await rowOf(page, other).waitFor({ state: 'detached' });
			await rowOf(page, name).waitFor();
		}
		await search.fill('nobody of that name');
		await page.getByRole('heading', { name: say.list('nothing_of', { text: 'nobody of that name' }) }).waitFor();
		await page.getByRole('button', { name: say.list('clear_search') }).click();
		await rowOf(page, '张三').waitFor();
		expect(addressOf(page)).toBe('/customers');
	});

	test('the palette finds a customer and a page, and remembers whom one opened', async () => {
		const { page, say } = person;
		await showList(person, '', '李四');
		await page.keyboard.press('Control+k');
		const input = page.getByPlaceholder(say.shell('search_here'));
		await input.fill('lisi');
		await page.getByRole('option', { name: /李四/, selected: true }).waitFor();
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { level: 1, name: '李四' }).waitFor();
		await page.keyboard.press('Control+k');
		await page.getByRole('option', { name: /李四/ }).first().waitFor();
		await input.fill(say.shell('settings_tags'));
		await page
			.getByRole('option', { name: say.shell('settings_tags') })
			.first()
			.click();
		await page.getByRole('heading', { level: 1, name: say.shell('settings_tags') }).waitFor();
	});

	test('filters are chips, stand in the address, outlive a reload and can be changed and taken away', async () => {
		const { page, say } = person;
		await showList(person, '', '李四');
		await page.getByRole('button', { name: say.list('add_filter'), exact: true }).click();
		await page.getByLabel(say.list('filter_value')).fill('上海');
		await page.getByRole('button', { name: say.list('filter_apply') }).click();
		await rowOf(page, '李四').waitFor({ state: 'detached' });
		expect(addressOf(page)).toContain('filter');
		await page.reload();
		await rowOf(page, '欧阳娜').waitFor();
		expect((await namesOf(page)).sort()).toEqual(['张三', '欧阳娜'].sort());
		const chip = (value: string) => new RegExp(`${say.list('filter_edit', { text: label(person, 'city') })}.*${value}`);
		await page.getByRole('button', { name: chip('上海') }).click();
		await page.getByLabel(say.list('filter_value')).fill('London');
		await page.keyboard.press('Enter');
		await rowOf(page, 'Harry Brown').waitFor();
		await rowOf(page, '张三').waitFor({ state: 'detached' });
		await page.getByRole('button', { name: new RegExp(`^${say.list('filter_remove', { text: '' })}.*London`) }).click();
		await rowOf(page, '李四').waitFor();
		expect(addressOf(page)).toBe('/customers');
	});

	test('groups stand under their heads, fold, and are asked for from a column', async () => {
		const { page, say } = person;
		await showList(person, '', '李四');
		await headOf(person, label(person, 'city'))
			.getByLabel(say.list('column_menu', { field: label(person, 'city') }))
			.click();
		await page.getByRole('menuitem', { name: say.list('group_by_this') }).click();
		const london = page.getByRole('button', { name: /^London/ });
		await london.waitFor();
		if ((await london.getAttribute('aria-expanded')) === 'false') await london.click();
		await rowOf(page, 'Harry Brown').waitFor();
		await london.click();
		await rowOf(page, 'Harry Brown').waitFor({ state: 'detached' });
		expect(addressOf(page)).toContain('group=city');
		await page.reload();
		await page.getByRole('button', { name: /^London/ }).waitFor();
		await page.getByRole('button', { name: say.list('ungroup') }).click();
		await rowOf(page, 'Harry Brown').waitFor();
	});

	test('columns are resized, moved, kept in sight and hidden by keyboard, and stay so', async () => {
		const { page, say } = person;
		await showList(person, '', '李四');
		const company = label(person, 'company');
		const head = headOf(person, company);
		const edge = page.getByRole('separator', { name: say.list('column_width', { field: company }) });
		const before = await head.evaluate((cell) => cell.getBoundingClientRect().width);
		await edge.focus();
		for (let times = 0; times < 4; times++) await page.keyboard.press('ArrowRight');
		// Four steps of 16 pixels.
		const wide = before + 64;
		await expect.poll(() => head.evaluate((cell) => cell.getBoundingClientRect().width)).toBe(wide);
		const placeOf = async () => Number(await head.getAttribute('aria-colindex'));
		const from = await placeOf();
		const choose = async (what: string) => {
			await head.getByLabel(say.list('column_menu', { field: company })).focus();
			await page.keyboard.press('Enter');
			await page.getByRole('menuitem', { name: what }).focus();
			await page.keyboard.press('Enter');
			await page.getByRole('menu').waitFor({ state: 'detached' });
		};
		await choose(say.list('column_right'));
		await expect.poll(placeOf).toBe(from + 1);
		await choose(say.list('column_pin'));
		await expect.poll(() => head.getAttribute('data-pinned')).not.toBeNull();
		await page.reload();
		await rowOf(page, '李四').waitFor();
		expect(await head.evaluate((cell) => cell.getBoundingClientRect().width)).toBe(wide);
		expect(await head.getAttribute('data-pinned')).not.toBeNull();
		await choose(say.list('column_hide'));
		await head.waitFor({ state: 'detached' });
		await page.getByRole('button', { name: say.list('columns'), exact: true }).focus();
		await page.keyboard.press('Enter');
		await page.getByRole('checkbox', { name: company }).focus();
		await page.keyboard.press('Space');
		await head.waitFor();
		await page.getByRole('button', { name: say.list('columns_reset') }).focus();
		await page.keyboard.press('Enter');
		await page.keyboard.press('Escape');
		expect(await head.evaluate((cell) => cell.getBoundingClientRect().width)).toBe(before);
	});

	test('a customer is shown beside the list, and the arrow keys walk on', async () => {
		const { page, say } = person;
		await showList(person, '', '李四');
		const names = await namesOf(page);
		await (await cellOf(person, names[0]!, 'city')).click();
		await page.keyboard.press('Shift+Enter');
		const panel = page.getByRole('complementary', { name: say.list('peek_title') });
		await panel.getByRole('heading', { level: 2, name: names[0]! }).waitFor();
		await page.keyboard.press('ArrowDown');
		await panel.getByRole('heading', { level: 2, name: names[1]! }).waitFor();
		await page.keyboard.press('ArrowDown');
		await panel.getByRole('heading', { level: 2, name: names[2]! }).waitFor();
		expect(addressOf(page)).toContain('peek=');
		await page.reload();
		await panel.getByRole('heading', { level: 2, name: names[2]! }).waitFor();
		await panel.getByRole('button', { name: say.list('peek_close') }).click();
		await panel.waitFor({ state: 'detached' });
	});

	test('a view is saved and shared; a colleague opens it', async () => {
		const { page, say } = person;
		const name = `London ${language}`;
		await showList(person, '?sort=name', '李四');
		await page.getByRole('button', { name: say.list('add_filter'), exact: true }).click();
		await page.getByLabel(say.list('filter_value')).fill('London');
		await page.getByRole('button', { name: say.list('filter_apply') }).click();
		await rowOf(page, '李四').waitFor({ state: 'detached' });
		await page.getByRole('button', { name: say.list('view_current', { name: say.list('view_all') }) }).click();
		await page.getByRole('menuitem', { name: say.list('view_save_as') }).click();
		const form = page.getByRole('dialog', { name: say.list('view_save_as') });
		await form.getByLabel(say.list('view_name')).fill(name);
		await form.getByLabel(say.list('view_share')).check();
		await form.getByRole('button', { name: say.common('save') }).click();
		await page.getByRole('button', { name: say.list('view_current', { name }) }).waitFor();

		const other = await stage.enter({ language }, colleague);
		await showList(other, '', '李四');
		await other.page.getByRole('button', { name: say.list('view_current', { name: say.list('view_all') }) }).click();
		await other.page.getByRole('menuitem', { name }).click();
		await rowOf(other.page, '李四').waitFor({ state: 'detached' });
		await rowOf(other.page, 'Grace Miller').waitFor();
		expect(await namesOf(other.page)).toEqual(['Grace Miller', 'Harry Brown']);
		await other.page.getByRole('button', { name: say.list('view_current', { name }) }).click();
		await other.page.getByRole('menuitem', { name: say.list('view_save_as') }).waitFor();
		expect(await other.page.getByRole('menuitem', { name: say.list('view_delete') }).count()).toBe(0);
		await other.leave();

		await page.getByRole('button', { name: say.list('view_current', { name }) }).click();
		await page.getByRole('menuitem', { name: say.list('view_all') }).click();
		await rowOf(page, '李四').waitFor();
	});

	test('one of many views is found by a part of its name, from the keyboard', async () => {
		const { page, say } = person;
		for (let n = 0; n < 60; n++)
			await person.send('POST', '/views', { name: `Tour ${n} ${language}`, definition: { columns: [{ name: 'name' }, { name: 'city' }] } });
		await showList(person, '', '李四');
		await page.getByRole('button', { name: say.list('view_current', { name: say.list('view_all') }) }).click();
		await page.getByText(say.list('views_more', { count: 50 })).waitFor();
		expect(await page.getByRole('menuitem', { name: `Tour 57 ${language}` }).count()).toBe(0);
		await page.getByLabel(say.list('view_find')).fill('tour 57');
		await page.getByRole('menuitem', { name: `Tour 57 ${language}` }).waitFor();
		// Everything, then what was found.
		await page.getByRole('menuitem', { name: `Tour 5 ${language}` }).waitFor({ state: 'detached' });
		for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
		await page.getByRole('button', { name: say.list('view_current', { name: `Tour 57 ${language}` }) }).waitFor();
		// The link alone tells which view it is.
		await page.reload();
		await page.getByRole('button', { name: say.list('view_current', { name: `Tour 57 ${language}` }) }).waitFor();
	});

	test('what is in the list is exported', async () => {
		const { page, say } = person;
		await showList(person, '?q=miller', 'Grace Miller');
		await page.getByRole('button', { name: say.list('export'), exact: true }).click();
		const download = page.waitForEvent('download');
		await page.getByRole('menuitem', { name: 'CSV' }).click();
		const stream = await (await download).createReadStream();
		const parts: Buffer[] = [];
		for await (const part of stream) parts.push(part as Buffer);
		const lines = Buffer.concat(parts).toString('utf8').trim().split('\n');
		expect(lines).toHaveLength(2);
		expect(lines[0]).toContain(label(person, 'company'));
		expect(lines[1]).toContain('grace@example.org');
	});
});
