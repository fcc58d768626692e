// The import assistant: cells that are wrong are mended before the import and after it, and the import is undone and done again.
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../src/platform/errors.ts';
import { editValue, fieldButton, label, openStage, type Person, rowOf, type Stage, upload } from './steps.ts';

/** The last row is about nobody, and one e-mail is none. */
const people = [
	'编号,姓名,手机,邮箱,公司,城市,会员等级',
	'A1,张三,13800138000,zhangsan@example.com,远山贸易有限公司,上海,金卡',
	'A2,李四,13900139000,lisi@example,北辰科技,北京,银卡',
	'A3,Grace Miller,+44 20 7946 0123,grace@example.org,Miller & Sons,London,',
	'A4,,,,,,',
].join('\r\n');

describe.each(languages)('in %s', (language) => {
	let stage: Stage;
	let person: Person;

	beforeAll(async () => {
		stage = await openStage();
		person = await stage.enter({ language });
	});

	afterAll(async () => {
		await person?.leave();
		await stage?.close();
	});

	test('wrong cells are mended before the import and after it', async () => {
		const { page, say } = person;
		const cell = (row: number, column: string, text: string) =>
			page.getByRole('button', { name: say.imports('edit_cell_of', { cell: say.imports('cell_of', { row, column }), text }) });
		await page.goto('/imports/new');
		await upload(person, '客户.csv', people);
		await page.getByRole('heading', { name: say.imports('columns') }).waitFor();
		expect(await page.getByLabel(say.imports('map_target_of', { column: '手机' })).inputValue()).toBe('phone');
		await page.getByLabel(say.imports('map_target_of', { column: '会员等级' })).selectOption('new');
		// The rows are shown anew for it, and may move a little by that.
		const shown = page.waitForResponse((reply) => reply.request().postData()?.includes('Shop') ?? false);
		await page.getByLabel(say.imports('source')).fill('Shop');
		await shown;
		await cell(2, '邮箱', 'lisi@example').click();
		await page.keyboard.press('Control+a');
		await page.keyboard.type('lisi@example.com');
		await page.keyboard.press('Enter');
		await page.getByText(say.imports('corrections', { count: 1 })).waitFor();
		await page.getByRole('button', { name: say.imports('start_rows', { rows: 4 }) }).click();
		await page.getByRole('link', { name: say.imports('see_customers') }).waitFor({ timeout: 45_000 });
		expect(await page.locator('dl dd').allTextContents()).toEqual(['3', '0', '0', '0', '1']);
		await cell(4, '姓名', say.imports('empty_cell')).click();
		await page.keyboard.type('欧阳娜');
		await page.keyboard.press('Enter');
		await page.getByRole('button', { name: say.imports('mend', { rows: 1 }) }).click();
		await page.getByText(say.imports('mended', { mended: 1 })).waitFor();
		await page.goto('/customers');
		await rowOf(page, '欧阳娜').waitFor();
		await rowOf(page, '李四').getByText('lisi@example.com').waitFor();
	});

	test('a value that was typed over tells what the import says, and lets go again', async () => {
		const { page, say } = person;
		const field = label(person, 'company');
		await rowOf(page, '张三').getByRole('link', { name: '张三', exact: true }).click();
		await editValue(person, field, '远山集团');
		const open = page.getByRole('button', { name: say.provenance('open', { field }) });
		await open.filter({ hasText: say.provenance('manual') }).click();
		const statements = page.getByRole('dialog', { name: say.provenance('open', { field }) }).getByRole('listitem');
		await statements.nth(1).waitFor();
		const [first, second] = await statements.allTextContents();
		expect(first).toContain('远山集团');
		expect(first).toContain(say.provenance('wins'));
		expect(second).toContain('远山贸易有限公司');
		expect(second).toContain('Shop');
		await page.getByRole('button', { name: say.provenance('release'), exact: true }).click();
		await fieldButton(person, field, '远山贸易有限公司').waitFor();
		await editValue(person, field, '远山集团');
	});

	test('of a workbook the table is read, not its title page; a sheet with nothing leaves the way to the others', async () => {
		const { page, say } = person;
		const book = new ExcelJS.Workbook();
		book.addWorksheet('Title').addRows([['Our customers'], ['as of May']]);
		const rows = [
			['Name', 'City'],
			['Ada Sheet', 'Paris'],
		];
		book.addWorksheet('People').addRows(rows);
		book.addWorksheet('Empty').addRows(rows.slice(0, 1));
		await page.goto('/imports/new');
		const file = { name: 'book.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from(await book.xlsx.writeBuffer()) };
		await page.locator('input[type=file]').first().setInputFiles(file);
		const sheet = page.getByLabel(say.imports('choose_sheet'));
		const start = page.getByRole('button', { name: say.imports('start_row') });
		await start.waitFor();
		expect(await sheet.inputValue()).toBe('People');
		await sheet.selectOption('Empty');
		await page.getByRole('main').getByRole('alert').waitFor();
		expect(await start.isDisabled()).toBe(true);
		expect(await page.getByLabel(say.imports('source')).inputValue()).toBe('book');
		await sheet.selectOption('People');
		await page.getByText('Ada Sheet').first().waitFor();
		await expect.poll(() => start.isEnabled()).toBe(true);
		await page.getByRole('button', { name: say.imports('discard') }).click();
		await page.waitForURL('**/imports');
	});

	test('the import is undone: its customers go, the one that was edited stays and is named; and done again', async () => {
		const { page, say } = person;
		await page.goto('/imports');
		await page.getByRole('link', { name: '客户.csv' }).click();
		await page.getByRole('button', { name: say.imports('undo') }).click();
		const preview = page.getByRole('dialog', { name: say.imports('undo_title') });
		await preview.getByRole('link', { name: '张三' }).waitFor();
		await preview.getByRole('button', { name: say.imports('undo') }).click();
		await page.getByRole('button', { name: say.imports('redo') }).waitFor({ timeout: 45_000 });
		await page.getByRole('heading', { name: say.imports('undone') }).waitFor();
		await page.getByText(/another source states this customer: manual|另有来源陈述了这位客户：manual/).waitFor();
		await page.goto('/customers');
		// Its name came from the import alone: what was typed by hand is left.
		await rowOf(page, '远山集团').waitFor();
		expect(await rowOf(page, '李四').count()).toBe(0);
		await page.goto('/imports/1');
		await page.getByRole('button', { name: say.imports('redo') }).click();
		await page.getByRole('button', { name: say.imports('undo') }).waitFor({ timeout: 45_000 });
		await page.goto('/customers');
		await rowOf(page, '李四').waitFor();
		await rowOf(page, '张三').waitFor();
	});
});
