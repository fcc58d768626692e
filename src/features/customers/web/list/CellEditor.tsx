// The editor of one cell: the input of its field over the cell. Enter saves and goes down, Tab goes on, Esc takes back.
import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { FieldInput } from '../FieldInput.tsx';
import type { ShownField } from '../fields.ts';
import classes from './Grid.module.css';
import type { EditEnd } from './useGridKeys.ts';

interface CellEditorProps {
	readonly field: ShownField;
	readonly initial: unknown;
	/** The key that began the edit: it stands in place of the value. */
	readonly typed: string | null;
	/** Why the value was refused before. */
	readonly message?: string;
	readonly save: (value: unknown) => void;
	readonly end: (way: EditEnd) => void;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
/** Fields that are typed letter by letter: the first key belongs to the value. */
const isTyped = ({ type }: ShownField) => type === 'text';

export function CellEditor({ field, initial, typed, message, save, end }: CellEditorProps) {
	const [value, setValue] = useState<unknown>(typed !== null && isTyped(field) ? typed : initial);
	const box = useRef<HTMLDivElement>(null);
	const ended = useRef(false);

	useEffect(() => {
		const input = box.current?.querySelector<HTMLElement>('input:not([type=hidden]), select');
		input?.focus();
		if (input instanceof HTMLInputElement && input.type === 'text' && typed === null) input.select();
	}, [typed]);

	const finish = (way: EditEnd, keep: boolean) => {
		if (ended.current) return;
		ended.current = true;
		if (keep && (!same(value, initial) || message !== undefined)) save(value);
		end(way);
	};
	const onKey = (event: KeyboardEvent) => {
		event.stopPropagation();
		// Enter while an input method composes (pinyin) chooses a word; with choices open it picks one.
		if (event.nativeEvent.isComposing || event.defaultPrevented) return;
		if (event.key === 'Escape') {
			event.preventDefault();
			finish('stay', false);
		} else if (event.key === 'Enter' && field.type !== 'choices') {
			event.preventDefault();
			finish('down', true);
		} else if (event.key === 'Tab' && (!isMoney(field) || event.shiftKey === isFirst(event.target))) {
			event.preventDefault();
			finish(event.shiftKey ? 'left' : 'right', true);
		}
	};
	const onBlur = (event: FocusEvent) => {
		const next = event.relatedTarget as HTMLElement | null;
		if (box.current?.contains(next) || next?.closest('[data-portal]')) return;
		// The window lost the focus, not the cell.
		if (next === null && !document.hasFocus()) return;
		finish('none', true);
	};
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the input inside
		<div ref={box} className={classes.editor} onKeyDown={onKey} onBlur={onBlur}>
			<FieldInput field={field} value={value} error={message} onChange={setValue} size="xs" />
		</div>
	);
}

const isMoney = ({ type }: ShownField) => type === 'money';
/** Of the two inputs of an amount: the first. */
const isFirst = (target: EventTarget) => (target as HTMLElement).inputMode === 'decimal';
