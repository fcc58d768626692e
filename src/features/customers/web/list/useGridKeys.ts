// What keys, the mouse and the clipboard do in the grid: as in a spreadsheet.
import type { ClipboardEvent, KeyboardEvent, MouseEvent } from 'react';
import { useRef } from 'react';
import { useCommonWords } from '../../../../web/words.ts';
import { useValueText } from '../FieldValue.tsx';
import type { ShownField } from '../fields.ts';
import { fill, readCells, writeCells } from './clipboard.ts';
import type { GridProps } from './Grid.tsx';
import type { Column } from './layout.ts';
import { isEditable, valueFrom } from './pasted.ts';
import { choose, everybody, isChosen, nobody, type Selection } from './selection.ts';
import type { CellAt, Marked } from './useMarked.ts';
import { valueIn } from './values.ts';

interface Options
	extends Pick<GridProps, 'lines' | 'selection' | 'onSelect' | 'editable' | 'onSave' | 'onUndo' | 'onOpen' | 'onPeek' | 'peek'> {
	readonly columns: readonly Column[];
	readonly marked: Marked;
	/** Brings a cell into sight and gives it the focus. */
	readonly focus: (cell: CellAt) => void;
	readonly view: () => { readonly fit: number };
}

/** How an edit ended: where the focus goes. */
export type EditEnd = 'down' | 'right' | 'left' | 'stay' | 'none';

export interface GridKeys {
	readonly onKeyDown: (event: KeyboardEvent) => void;
	readonly onMouseDown: (event: MouseEvent) => void;
	readonly onDoubleClick: (event: MouseEvent) => void;
	readonly onCopy: (event: ClipboardEvent) => void;
	readonly onPaste: (event: ClipboardEvent) => void;
	readonly endEdit: (way: EditEnd) => void;
	/** The selection with these rows chosen or not; with Shift held all from the row chosen before. */
	readonly chosenWith: (ids: readonly number[], on: boolean) => Selection;
}

const steps: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
	ArrowDown: [1, 0],
	ArrowUp: [-1, 0],
	ArrowRight: [0, 1],
	ArrowLeft: [0, -1],
};

/** Customers that one paste may change. */
export const mostPasted = 1_000;

/** The keys belong to the grid unless an input, or an open menu, has them. */
const isTaken = (target: EventTarget) =>
	(target as HTMLElement).closest('input, textarea, select, [role=menu], [role=dialog], [contenteditable]') !== null;

export function useGridKeys(options: Options) {
	const { lines, columns, marked, focus, view, selection, onSelect, editable, onSave, onUndo, onOpen, onPeek, peek } = options;
	const common = useCommonWords();
	const valueText = useValueText();
	const lastChosen = useRef<number | null>(null);
	const shift = useRef(false);
	const { active, rectangle } = marked;
	const yesNo = { yes: common('yes'), no: common('no') };

	const go = (to: CellAt, extend = false) => focus(marked.go(to, extend));
	const rowAt = (place: number) => {
		const line = lines.lineAt(place);
		return line.kind === 'row' ? line.row : null;
	};
	const cellOf = (target: EventTarget): CellAt | null => {
		const cell = (target as HTMLElement).closest<HTMLElement>('[data-column]');
		const line = cell?.closest<HTMLElement>('[data-place]');
		return cell && line ? { place: Number(line.dataset.place), column: Number(cell.dataset.column) } : null;
	};
	const mayEdit = (cell: CellAt) => editable && rowAt(cell.place) !== null && isEditable(columns[cell.column]!.field);

	const onKeyDown = (event: KeyboardEvent) => {
		shift.current = event.shiftKey;
		if (isTaken(event.target) || event.nativeEvent.isComposing || event.altKey) return;
		const here = active ?? cellOf(event.target);
		const command = event.ctrlKey || event.metaKey;
		const done = () => event.preventDefault();
		if (!here || (event.target as HTMLElement).closest('[role=columnheader]')) return;
		const { place, column } = here;
		const row = rowAt(place);
		const step = steps[event.key];
		if (step) {
			done();
			// With Ctrl to the end of the row or of the list.
			const far = command ? Number.MAX_SAFE_INTEGER : 1;
			return go({ place: place + step[0] * far, column: column + step[1] * far }, event.shiftKey);
		}
		const { fit } = view();
		switch (event.key) {
			case 'PageDown':
			case 'PageUp':
				done();
				return go({ place: place + (event.key === 'PageDown' ? fit - 1 : 1 - fit), column }, event.shiftKey);
			case 'Home':
				done();
				return go(command ? { place: 0, column } : { place, column: 0 }, event.shiftKey);
			case 'End':
				done();
				return go(command ? { place: lines.total - 1, column } : { place, column: columns.length - 1 }, event.shiftKey);
			case ' ':
				if (!row) return;
				done();
				lastChosen.current = place;
				return onSelect(choose(selection, [row.id], !isChosen(selection, row.id)));
			case 'a':
				if (!command) break;
				done();
				return onSelect(everybody);
			case 'z':
				if (!command || event.shiftKey) break;
				done();
				return onUndo();
			case 'Escape':
				if (peek !== null) onPeek(null);
				else if (marked.columns) marked.clear();
				else onSelect(nobody);
				return done();
			case 'Enter':
				if (!row) return;
				if (command || event.shiftKey) {
					done();
					return onPeek(peek === row.id ? null : row.id);
				}
				// The name is a link, and links follow Enter by themselves.
				if (columns[column]!.name === 'name') return;
				done();
				return mayEdit(here) ? marked.edit(null) : onOpen(row.id);
			case 'F2':
				done();
				if (mayEdit(here)) marked.edit(null);
				return;
			case 'Delete':
			case 'Backspace':
				done();
				return write(rectangleCells().map((cells) => cells.map(() => '')));
		}
		// What is typed over a cell begins a new value.
		if (event.key.length === 1 && !command && mayEdit(here)) {
			done();
			marked.edit(event.key);
		}
	};

	/** The marked cells as text, row by row; a phone number as it is dialled, as everywhere where one is copied. */
	const rectangleCells = (): string[][] => {
		if (!rectangle) return [];
		const { first, last } = rectangle;
		const rows: string[][] = [];
		for (let place = first.place; place <= Math.min(last.place, first.place + mostPasted - 1); place++) {
			const row = rowAt(place);
			const textIn = (field: ShownField) => {
				const value = row && valueIn(row, field);
				return field.name === 'phone' ? String(value ?? '') : valueText(field, value);
			};
			rows.push(columns.slice(first.column, last.column + 1).map(({ field }) => textIn(field)));
		}
		return rows;
	};

	/** Writes texts into the cells from the upper left of what is marked. */
	const write = (texts: readonly (readonly string[])[]) => {
		if (!rectangle || !editable) return;
		const { first, last } = rectangle;
		const cells = fill(texts, last.place - first.place + 1, last.column - first.column + 1);
		const changes = cells.slice(0, mostPasted).flatMap((line, down) => {
			const row = rowAt(first.place + down);
			return line.flatMap((text, right) => {
				const field = columns[first.column + right]?.field;
				if (!row || !field || !isEditable(field)) return [];
				return [{ id: row.id, field: field.name, value: valueFrom(field, text, yesNo) }];
			});
		});
		if (changes.length > 0) onSave(changes);
	};

	return {
		onKeyDown,
		onMouseDown: (event: MouseEvent) => {
			shift.current = event.shiftKey;
			if (event.button !== 0 || isTaken(event.target)) return;
			const cell = cellOf(event.target);
			if (!cell) return;
			// Marking a block must not mark the text of the page as well.
			if (event.shiftKey) event.preventDefault();
			if ((event.target as HTMLElement).closest('a, button')) return;
			const at = marked.go(cell, event.shiftKey);
			if (event.shiftKey) focus(at);
		},
		onDoubleClick: (event: MouseEvent) => {
			const cell = cellOf(event.target);
			if (cell && !isTaken(event.target) && mayEdit(cell)) marked.edit(null);
		},
		onCopy: (event: ClipboardEvent) => {
			if (isTaken(event.target) || !rectangle || getSelection()?.isCollapsed === false) return;
			event.preventDefault();
			event.clipboardData.setData('text/plain', writeCells(rectangleCells()));
		},
		onPaste: (event: ClipboardEvent) => {
			if (isTaken(event.target) || !rectangle || !editable) return;
			event.preventDefault();
			write(readCells(event.clipboardData.getData('text/plain')));
		},
		endEdit: (way: EditEnd) => {
			marked.endEdit();
			if (!active || way === 'none') return;
			const to = { down: [1, 0], right: [0, 1], left: [0, -1], stay: [0, 0] }[way];
			go({ place: active.place + to[0]!, column: active.column + to[1]! });
		},
		chosenWith: (ids: readonly number[], on: boolean): Selection => {
			const place = lines.placeOf(ids[0]!);
			const before = lastChosen.current;
			lastChosen.current = place;
			if (!shift.current || before === null) return choose(selection, ids, on);
			const all: number[] = [];
			for (let at = Math.min(before, place); at <= Math.max(before, place); at++) {
				const row = rowAt(at);
				if (row) all.push(row.id);
			}
			return choose(selection, all, on);
		},
	} satisfies GridKeys;
}
