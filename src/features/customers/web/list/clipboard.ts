// Cells as spreadsheets copy and paste them: lines of columns with tabs, quoted where a cell holds a tab, a line break or a quote. Pure.

/** Cells as text for the clipboard. */
export function writeCells(rows: readonly (readonly string[])[]): string {
	const cell = (text: string) => (/[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
	return rows.map((row) => row.map(cell).join('\t')).join('\n');
}

/** Reads what was pasted. One line break at the end belongs to the last row, as spreadsheets write it. */
export function readCells(text: string): string[][] {
	const rows: string[][] = [[]];
	let at = 0;
	while (at <= text.length) {
		let cell = '';
		if (text[at] === '"') {
			// Up to the quote that is not doubled; one that is never closed is part of the text.
			const closed = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)/y;
			closed.lastIndex = at;
			const found = closed.exec(text);
			if (found) {
				cell = found[1]!.replaceAll('""', '"');
				at = closed.lastIndex;
			}
		}
		const end = /[\t\r\n]|$/g;
		end.lastIndex = at;
		const stop = end.exec(text)!.index;
		cell += text.slice(at, stop);
		rows.at(-1)!.push(cell);
		if (stop >= text.length) break;
		if (text[stop] === '\t') {
			at = stop + 1;
			continue;
		}
		at = stop + (text.startsWith('\r\n', stop) ? 2 : 1);
		if (at >= text.length) break;
		rows.push([]);
	}
	return rows;
}

/** A rectangle of cells: a single pasted cell fills all that are marked. */
export function fill(cells: readonly (readonly string[])[], rows: number, columns: number): readonly (readonly string[])[] {
	if (cells.length !== 1 || cells[0]!.length !== 1) return cells;
	return Array.from({ length: rows }, () => Array.from({ length: columns }, () => cells[0]![0]!));
}
