// What people do with the product, from the first start to the undo of an import, in a real browser against the real program.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { administrator, launch, signIn, type Visit, visit } from './browser.ts';
import { type RunningServer, startServer } from './server.ts';

const table = [
	'编号,姓名,手机,邮箱,公司,城市,会员等级',
	'A1,张三,13800138000,zhangsan@example.com,远山贸易有限公司,上海,金卡',
	'A2,李四,13900139000,lisi@example.com,北辰科技,北京,银卡',
	'A3,欧阳娜,13700137000,ouyang@example.com,,成都,金卡',
	'A4,Grace Miller,+44 20 7946 0123,grace@example.org,Miller & Sons,London,',
	'A5,,,,,,',
].join('\r\n');

let server: RunningServer;
let browser: Browser;
let first: Visit;
let page: Page;

beforeAll(async () => {
	[server, browser] = await Promise.all([startServer(), launch()]);
	first = await visit(browser, server.url);
	page = first.page;
});

afterAll(async () => {
	await browser?.close();
	await server?.stop();
});

/** The row of the list with this name. */
/** The row of a customer, told by its first cell: others may refer to him by name. */
const rowOf = (name: string) =>
	page.getByRole('row').filter({ has: page.locator('[role=cell]:first-child').getByRole('link', { name, exact: true }) });

/** Opens a customer from the list by searching. */
async function openCustomer(text: string, name: string): Promise<void> {
	await page.goto('/customers');
	await page.getByRole('searchbox').fill(text);
	await rowOf(name).getByRole('link', { name, exact: true }).click();
	await page.getByRole('heading', { level: 1, name }).waitFor();
}

describe('from the first start to the undo of an import', () => {
	test('the one-time link creates the first administrator', async () => {
		expect(server.setupLink).not.toBeNull();
		await page.goto('/');
		await page.getByText('Open the one-time link').waitFor();
		await page.goto(server.setupLink!);
		await page.getByLabel('Name').fill(administrator.name);
		await page.getByLabel('E-mail').fill(administrator.email);
		await page.getByLabel('Password', { exact: true }).fill('short');
		await page.getByRole('button', { name: 'Create administrator' }).click();
		await page.getByText('too short').first().waitFor();
		await page.getByLabel('Password', { exact: true }).fill(administrator.password);
		await page.getByRole('button', { name: 'Create administrator' }).click();
		await page.getByRole('heading', { name: 'Welcome to Clientele' }).waitFor();
		expect(await page.title()).toBe('Welcome to Clientele · Clientele');
	});

	test('the assistant imports a file', async () => {
		await page.getByRole('link', { name: 'Import a file' }).click();
		await page.locator('input[type=file]').setInputFiles({ name: '客户.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
		await page.getByRole('heading', { name: 'Columns' }).waitFor();
		expect(await page.getByLabel('The column “手机” is stored as').inputValue()).toBe('phone');
		await page.getByLabel('The column “会员等级” is stored as').selectOption('new');
		await page.getByLabel('Name of the source').fill('Shop');
		await page.getByText('张三').first().waitFor();
		await page.getByRole('button', { name: /^Import 5 rows|^Start the import/ }).click();
		await page.getByRole('link', { name: 'See the customers' }).waitFor({ timeout: 45_000 });
		const counts = await page.locator('dl dd').allTextContents();
		expect(counts).toEqual(['4', '0', '0', '1']);
	});

	test('search finds by pinyin, part of a phone number and company', async () => {
		await page.getByRole('link', { name: 'See the customers' }).click();
		await rowOf('李四').waitFor();
		const search = page.getByRole('searchbox');
		for (const [text, name, other] of [
			['zhangsan', '张三', '李四'],
			['139001', '李四', '张三'],
			['miller', 'Grace Miller', '张三'],
		] as const) {
			await search.fill(text);
			await rowOf(other).waitFor({ state: 'detached' });
			await rowOf(name).waitFor();
		}
		await search.fill('');
		await rowOf('张三').waitFor();
	});

	test('a filter stands in the address and can be taken away', async () => {
		await page.getByRole('button', { name: 'Filter', exact: true }).click();
		await page.getByLabel('Value').fill('上海');
		await page.getByRole('button', { name: 'Apply' }).click();
		await rowOf('李四').waitFor({ state: 'detached' });
		await page.reload();
		await rowOf('张三').waitFor();
		await page.getByRole('button', { name: 'Remove the filter: City is 上海' }).click();
		await rowOf('李四').waitFor();
		expect(page.url()).not.toContain('filter');
	});

	test('a value is edited in place, and its page tells where it comes from', async () => {
		await openCustomer('zhangsan', '张三');
		await page.getByRole('button', { name: /^Edit Company: 远山贸易有限公司/ }).click();
		await page.keyboard.press('ControlOrMeta+a');
		await page.keyboard.type('远山集团');
		await page.keyboard.press('Escape');
		await page.getByRole('button', { name: /^Edit Company: 远山贸易有限公司/ }).click();
		await page.getByLabel('Company', { exact: true }).fill('远山集团');
		await page.keyboard.press('Enter');
		await page.getByRole('button', { name: 'Edit Company: 远山集团' }).waitFor();
		await page.getByRole('button', { name: 'Where Company comes from' }).filter({ hasText: 'Edited by hand' }).click();
		const sources = page.getByRole('dialog', { name: 'Where Company comes from' });
		const statements = sources.getByRole('listitem');
		await statements.nth(1).waitFor();
		expect(await statements.nth(0).textContent()).toContain('远山集团');
		expect(await statements.nth(0).textContent()).toContain('Used');
		expect(await statements.nth(1).textContent()).toContain('Shop');
		await sources.getByRole('button', { name: 'Let go' }).click();
		await page.getByRole('button', { name: 'Edit Company: 远山贸易有限公司' }).waitFor();
	});

	test('what the server refuses is said beside the field, and what was typed stays', async () => {
		await page.getByRole('button', { name: 'Add contact point' }).click();
		await page.getByLabel('Kind').last().selectOption('email');
		await page.getByLabel('Value').fill('not an address');
		await page.getByRole('button', { name: 'Save' }).click();
		const input = page.getByLabel('Value');
		await page.locator('[role=dialog] [aria-invalid=true]').waitFor();
		expect(await input.inputValue()).toBe('not an address');
		await input.fill('zhang.san@work.example.com');
		await page.getByRole('button', { name: 'Save' }).click();
		await page.getByRole('link', { name: 'zhang.san@work.example.com' }).waitFor();
	});

	test('two people who edit one field choose between both values', async () => {
		const second = await visit(browser, server.url);
		await signIn(second.page);
		await second.page.goto(page.url());
		await second.page.getByRole('button', { name: /^Edit Industry/ }).waitFor();
		await page.getByRole('button', { name: /^Edit Industry/ }).click();
		await page.getByLabel('Industry', { exact: true }).fill('Trade');
		await page.keyboard.press('Enter');
		await page.getByRole('button', { name: 'Edit Industry: Trade' }).waitFor();
		await second.page.getByRole('button', { name: /^Edit Industry/ }).click();
		await second.page.getByLabel('Industry', { exact: true }).fill('Shipping');
		await second.page.keyboard.press('Enter');
		const choice = second.page.getByRole('dialog', { name: /Somebody else changed “Industry”/ });
		await choice.getByText('Trade').waitFor();
		await choice.getByText('Shipping').waitFor();
		await choice.getByRole('button', { name: 'Use mine' }).click();
		await second.page.getByRole('button', { name: 'Edit Industry: Shipping' }).waitFor();
		expect(second.complaints).toEqual([]);
		await second.close();
	});

	test('two people who edit one phone number choose too; what was typed stays until then', async () => {
		const edit = async (page: Page, value: string, label: string) => {
			await page.getByRole('button', { name: `Edit ${value}` }).click();
			const form = page.getByRole('dialog', { name: `Edit ${value}` });
			await form.getByLabel('Label (such as work)').fill(label);
			await form.getByRole('button', { name: 'Save' }).click();
			return form;
		};
		const [phone, mail] = ['+8613800138000', 'zhangsan@example.com'];
		const second = await visit(browser, server.url);
		await signIn(second.page);
		await second.page.goto(page.url());
		await second.page.getByRole('button', { name: `Edit ${phone}` }).waitFor();
		await edit(page, phone, 'office');
		await page.getByText('office').waitFor();
		const form = await edit(second.page, phone, 'mobile');
		const choice = second.page.getByRole('dialog', { name: `Somebody else changed “${phone}”` });
		await choice.getByText(`${phone} · office`).waitFor();
		await choice.getByText(`${phone} · mobile`).waitFor();
		await second.page.keyboard.press('Escape');
		await choice.waitFor({ state: 'detached' });
		expect(await form.getByLabel('Label (such as work)').inputValue()).toBe('mobile');
		await form.getByText(`Somebody else changed “${phone}” at the same time`).waitFor();
		await form.getByRole('button', { name: 'Save' }).click();
		await choice.getByRole('button', { name: 'Use mine' }).click();
		await form.waitFor({ state: 'detached' });
		await second.page.getByText('mobile').waitFor();
		// The first one's page is older now, and what it changes is not what the second one changed.
		await edit(page, mail, 'private');
		await page.getByText('private').waitFor();
		await page.getByText('mobile').waitFor();
		expect(second.complaints).toEqual([]);
		await second.close();
	});

	test('a reference is picked by name, shown as a link, and a list reads all its names at once', async () => {
		const ask = (method: string, path: string, body: object) =>
			page.evaluate(
				async ([method, path, body]) => {
					const headers = { 'content-type': 'application/json' };
					return (await fetch(`/api/v1${path}`, { method, headers, body: JSON.stringify(body) })).json();
				},
				[method, path, body] as const,
			);
		await ask('POST', '/attributes', { name: 'advisor', type: 'reference', label_en: 'Advisor', label_zh: '顾问' });
		const address = page.url();
		await page.reload();
		await page.getByRole('button', { name: 'Edit Advisor: Not stated' }).click();
		await page.getByLabel('Advisor', { exact: true }).fill('lisi');
		await page.locator('[role=option][data-combobox-selected]', { hasText: '李四' }).waitFor();
		await page.keyboard.press('Enter');
		await page.keyboard.press('Enter');
		await page.getByRole('button', { name: 'Edit Advisor: 李四' }).waitFor();
		await page.getByRole('link', { name: '李四' }).click();
		await page.getByRole('heading', { level: 1, name: '李四' }).waitFor();

		const own = Number(address.split('/').at(-1));
		const ids = [own, Number(page.url().split('/').at(-1))];
		// One that can be read, and one that cannot.
		const made = await ask('POST', '/customers', { name: 'Referring', attributes: { advisor: own } });
		await ask('POST', '/customers', { name: 'Referring Nobody', attributes: { advisor: 987_654 } });
		const asked: string[] = [];
		page.on('request', (request) => asked.push(decodeURIComponent(request.url())));
		await page.goto('/customers');
		await page.getByRole('button', { name: 'Columns' }).click();
		await page.getByLabel('Advisor').check();
		await page.keyboard.press('Escape');
		await rowOf('张三').getByRole('link', { name: '李四' }).waitFor();
		await rowOf('Referring Nobody').getByText('#987654').waitFor();
		await rowOf('Referring').getByRole('link', { name: '张三' }).click();
		await page.getByRole('heading', { level: 1, name: '张三' }).waitFor();
		const names = asked.filter((url) => url.includes('"field":"id","op":"in"'));
		expect(names).toHaveLength(1);
		for (const id of [...ids, 987_654]) expect(names[0]).toContain(String(id));
		await page.goto('/customers');
		await page.getByRole('button', { name: 'Filter', exact: true }).click();
		await page.getByLabel('Field').selectOption('Advisor');
		await page.getByLabel('Value').fill('lisi');
		await page.getByRole('option', { name: /李四/ }).click();
		await page.getByRole('button', { name: 'Apply' }).click();
		await page.getByRole('button', { name: 'Remove the filter: Advisor is 李四' }).waitFor();
		await rowOf('Referring').waitFor({ state: 'detached' });
		await rowOf('张三').waitFor();
		await page.goto(`/customers/${made.id}`);
		await page.getByRole('button', { name: 'Edit Advisor: 张三' }).click();
		await page.getByLabel('Advisor', { exact: true }).fill('');
		await page.keyboard.press('Enter');
		await page.getByRole('button', { name: 'Edit Advisor: Not stated' }).waitFor();
		await page.goto(address);
	});

	test('a session that ends in the middle of an edit loses nothing', async () => {
		await page.reload();
		await page.getByRole('button', { name: /^Edit Job title/ }).click();
		await page.getByLabel('Job title', { exact: true }).fill('Buyer');
		await page.context().clearCookies();
		await page.keyboard.press('Enter');
		const dialogue = page.getByRole('dialog', { name: 'Your session has ended' });
		await dialogue.getByLabel('E-mail').fill(administrator.email);
		await dialogue.getByLabel('Password', { exact: true }).fill(administrator.password);
		await dialogue.getByRole('button', { name: 'Sign in' }).click();
		await page.getByRole('button', { name: 'Edit Job title: Buyer' }).waitFor();
	});

	test('the language changes at once and is remembered', async () => {
		await page
			.getByRole('button', { name: /language, appearance, sign out/ })
			.last()
			.click();
		await page.getByRole('menuitemradio', { name: '简体中文' }).click();
		await page.getByRole('button', { name: '修改职位：Buyer' }).waitFor();
		expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
		await page.reload();
		await page.getByRole('tab', { name: '来源记录' }).click();
		await page.getByText('导入 1').first().waitFor();
		await page
			.getByRole('button', { name: /语言、外观、退出/ })
			.last()
			.click();
		await page.getByRole('menuitemradio', { name: 'English' }).click();
		await page.getByRole('tab', { name: 'Statements' }).waitFor();
	});

	test('a customer goes to the trash and comes back', async () => {
		await openCustomer('ouyang', '欧阳娜');
		await page.getByRole('button', { name: 'More actions' }).click();
		await page.getByRole('menuitem', { name: 'Move to trash' }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Move to trash' }).click();
		await page.waitForURL('**/customers');
		await rowOf('欧阳娜').waitFor({ state: 'detached' });
		await page.goto('/customers?state=deleted');
		await page.getByRole('button', { name: 'Bring back 欧阳娜' }).click();
		await page.getByRole('heading', { name: 'The trash is empty' }).waitFor();
		await page.goto('/customers');
		await rowOf('欧阳娜').waitFor();
	});

	test('the import is undone: its customers go, the one that was edited stays and is named', async () => {
		await page.goto('/imports');
		await page.getByRole('link', { name: '客户.csv' }).click();
		await page.getByRole('button', { name: 'Undo the import' }).click();
		const preview = page.getByRole('dialog', { name: 'Undo this import?' });
		await preview.getByRole('link', { name: '张三' }).waitFor();
		await preview.getByRole('button', { name: 'Undo the import' }).click();
		await page.getByRole('button', { name: 'Redo the import' }).waitFor({ timeout: 45_000 });
		await page.getByRole('heading', { name: 'What the undo did' }).waitFor();
		await page.getByText('another source states this customer: manual').waitFor();
		await page.goto('/customers');
		await rowOf('李四').waitFor({ state: 'detached' });
		await page.goto('/imports/1');
		await page.getByRole('button', { name: 'Redo the import' }).click();
		await page.getByRole('button', { name: 'Undo the import' }).waitFor({ timeout: 45_000 });
		await page.goto('/customers');
		await rowOf('李四').waitFor();
	});

	test('the browser had nothing to complain about', () => {
		expect(first.complaints).toEqual([]);
	});
});

describe('by keyboard alone', () => {
	test('sign in, search with Ctrl-K, open, edit', async () => {
		const { page, complaints, close } = await visit(browser, server.url);
		await page.goto('/');
		await page.locator('input[name=email]').waitFor();
		await page.keyboard.type(administrator.email);
		await page.keyboard.press('Tab');
		await page.keyboard.type(administrator.password);
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor();
		await page.keyboard.press('Control+k');
		await page.getByPlaceholder('Search customers, pages, actions…').waitFor();
		await page.keyboard.type('lisi');
		await page.getByRole('option', { name: /李四/, selected: true }).waitFor();
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { level: 1, name: '李四' }).waitFor();
		const value = page.getByRole('button', { name: /^Edit Company/ });
		await value.focus();
		await page.keyboard.press('Enter');
		await page.keyboard.press('Control+a');
		await page.keyboard.type('北辰软件');
		await page.keyboard.press('Enter');
		await page.getByRole('button', { name: 'Edit Company: 北辰软件' }).waitFor();
		expect(complaints).toEqual([]);
		await close();
	});

	test('the first stop of Tab leads past the navigation', async () => {
		const { page, close } = await visit(browser, server.url);
		await signIn(page);
		await page.getByRole('table').waitFor();
		await page.reload();
		await page.getByRole('table').waitFor();
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
		await close();
	});
});

describe('on a phone', () => {
	test('list, customer and import fit into 390 pixels', async () => {
		const { page, complaints, close } = await visit(browser, server.url, { width: 390, height: 844, language: 'zh-CN' });
		await signIn(page);
		await page.getByRole('link', { name: '李四' }).tap();
		await page.getByRole('heading', { level: 1, name: '李四' }).waitFor();
		for (const path of ['/customers', page.url(), '/imports', '/imports/new', '/imports/1', '/settings/users']) {
			await page.goto(path);
			await page.getByRole('heading', { level: 1 }).first().waitFor();
			const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
			expect(beyond, path).toBe(0);
		}
		await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '客户' }).tap();
		await page.getByRole('heading', { level: 1, name: '客户' }).waitFor();
		expect(complaints).toEqual([]);
		await close();
	});
});
