// What stands in the clipboard, as the file that it could be.

/** Whether a text is rows of a table rather than a word or a sentence: two lines, the first with something between its cells. */
export function isTable(text: string): boolean {
	const [head, ...rows] = text.split(/\r\n?|\n/).filter((line) => line.trim() !== '');
	return rows.length > 0 && /[\t,;|]/.test(head ?? '');
}

/**
 * The table in a clipboard: its text where that is rows, else a file copied from a folder. A spreadsheet puts a picture of the cells beside their
 * text, so the text goes first.
 */
export function pastedFile(clipboard: Pick<DataTransfer, 'getData' | 'files'>, name: string): File | null {
	const text = clipboard.getData('text/plain');
	if (isTable(text)) return new File([text], name, { type: 'text/tab-separated-values' });
	return clipboard.files[0] ?? null;
}
