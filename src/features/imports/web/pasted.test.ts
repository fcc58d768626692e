// What is taken from the clipboard as a table, and what is left to the field it was pasted into.
import { expect, test } from 'vitest';
import { isTable, pastedFile } from './pasted.ts';

test('two lines with something between the cells are a table', () => {
	expect(isTable('姓名\t手机\n张三\t13800138000')).toBe(true);
	expect(isTable('\r\nname,email\r\nAnn,ann@example.com\r\n')).toBe(true);
	expect(isTable('name;email\rAnn;ann@example.com')).toBe(true);
	for (const text of ['', 'name', 'name\temail', 'name\temail\n\n', 'one line\nanother line']) expect(isTable(text)).toBe(false);
});

test('the text of a spreadsheet goes before its picture; a file is taken where there is no table', async () => {
	const picture = new File(['x'], 'cells.png');
	const clipboard = (text: string) => ({ getData: () => text, files: [picture] as unknown as FileList });
	const taken = pastedFile(clipboard('a\tb\n1\t2'), 'pasted.tsv');
	expect(taken?.name).toBe('pasted.tsv');
	expect(await taken?.text()).toBe('a\tb\n1\t2');
	expect(pastedFile(clipboard('a word'), 'pasted.tsv')).toBe(picture);
	expect(pastedFile({ getData: () => 'a word', files: [] as unknown as FileList }, 'x')).toBe(null);
});
