// A value that is edited where it stands: press it, type, Enter saves, Esc takes it back.
import { ActionIcon, Text } from '@mantine/core';
import { IconCheck, IconPencil, IconX } from '@tabler/icons-react';
import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useDraft, useHasDraft } from '../../../../web/draft.ts';
import { useFieldRights } from '../../../../web/session.ts';
import { fieldErrors, useExplain } from '../../../../web/shared/problem.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { FieldInput } from '../FieldInput.tsx';
import { Reference, useFieldText, useValueText } from '../FieldValue.tsx';
import type { ShownField } from '../fields.ts';
import { useCustomerWords } from '../words.ts';
import { usePageWords } from '../words-page.ts';
import { storedValue, useCustomer } from './customer.tsx';
import { Folded } from './Folded.tsx';
import classes from './InlineField.module.css';
import { Masked } from './Masked.tsx';

interface InlineFieldProps {
	readonly field: ShownField;
	/** Another look of the value than plain text. */
	readonly children?: ReactNode;
	/** Shown in place of an absent value. */
	readonly placeholder?: string;
	/** The same, where it only says what may be added: nothing stands there for who may not edit. */
	readonly invitation?: string;
	readonly large?: boolean;
	/** For commands that begin the edit. */
	readonly id?: string;
}

export function InlineField({ field, children, placeholder, invitation, large, id }: InlineFieldProps) {
	const say = useCustomerWords();
	const { profile, editable: changeable } = useCustomer();
	const rights = useFieldRights();
	const page = usePageWords();
	const editable = changeable && rights.writes(field.personal);
	// An edit that a reload or an ended session broke off goes on by itself.
	const unfinished = useHasDraft(draftName(profile.id, field));
	const [editing, setEditing] = useState(unfinished);
	const button = useRef<HTMLButtonElement>(null);
	const value = storedValue(profile, field);
	const valueText = useValueText();
	const text = useFieldText(field, value);
	const shown = text === '' ? <span className={classes.absent}>{invitation ?? placeholder ?? say('not_stated')}</span> : (children ?? text);

	// Focus goes back to the value when the editor closes by the keyboard: once the value is there again.
	const refocus = useRef(false);
	const close = (back: boolean) => {
		refocus.current = back;
		setEditing(false);
	};
	useEffect(() => {
		if (editing || !refocus.current) return;
		refocus.current = false;
		button.current?.focus();
	}, [editing]);

	const isLink = field.type === 'reference' && field.name !== 'owner_id' && typeof value === 'number';
	if (isLink && !editing)
		return (
			<div className={`${classes.fixed} ${classes.line}`}>
				<Reference id={value} />
				{editable && (
					<ActionIcon
						ref={button}
						variant="subtle"
						color="gray"
						aria-label={say('edit_field', { field: field.label, value: text })}
						onClick={() => setEditing(true)}
					>
						<IconPencil size={16} />
					</ActionIcon>
				)}
			</div>
		);
	// First: what is being typed stays, whatever becomes of the customer meanwhile.
	if (editing) return <Editor field={field} close={close} />;
	if (!rights.reads(field.personal) && text !== '')
		return (
			<div className={classes.fixed} data-large={large || undefined}>
				<Masked field={field.name} label={field.label} textOf={(full) => valueText(field, full)}>
					{shown}
				</Masked>
			</div>
		);
	if (!editable && text === '' && invitation) return null;
	if (!editable)
		return (
			<Folded text={text}>
				<div className={classes.fixed} dir="auto" data-large={large || undefined} title={changeable ? page('not_writable') : undefined}>
					{shown}
				</div>
			</Folded>
		);
	const pressed = (
		<button
			ref={button}
			id={id}
			type="button"
			className={classes.value}
			dir="auto"
			data-large={large || undefined}
			aria-label={say('edit_field', { field: field.label, value: text || say('not_stated') })}
			onClick={() => setEditing(true)}
		>
			{shown}
		</button>
	);
	return children ? pressed : <Folded text={text}>{pressed}</Folded>;
}

/** Under which an unfinished edit of a field is kept. */
export const draftName = (id: number, field: ShownField) => `customer:${id}:${field.name}`;

interface EditorProps {
	readonly field: ShownField;
	readonly close: (refocus: boolean) => void;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

function Editor({ field, close }: EditorProps) {
	const common = useCommonWords();
	const say = useCustomerWords();
	const explain = useExplain();
	const { profile, save } = useCustomer();
	// The page may show a newer answer while somebody types.
	const [{ initial, version }] = useState({ initial: storedValue(profile, field), version: profile.version });
	const [value, setValue, draft] = useDraft(draftName(profile.id, field), initial);
	const [saving, setSaving] = useState(false);
	const [error, setError] = useState<string | null>(null);
	const box = useRef<HTMLDivElement>(null);

	useEffect(() => {
		const input = box.current?.querySelector<HTMLElement>('input:not([type=hidden]), select');
		input?.focus();
		if (input instanceof HTMLInputElement && input.type === 'text') input.select();
	}, []);

	/** Saved or taken back: nothing unfinished is left. */
	const end = (refocus: boolean) => {
		draft.clear();
		close(refocus);
	};

	const submit = async (refocus: boolean) => {
		if (saving) return;
		if (same(value, initial)) return end(refocus);
		setSaving(true);
		try {
			await save(field, value, version);
			end(refocus);
		} catch (cause) {
			setSaving(false);
			setError(fieldErrors(cause)[field.name] ?? explain(cause));
			if (refocus) box.current?.querySelector<HTMLElement>('input, select')?.focus();
		}
	};

	const onKey = (event: KeyboardEvent) => {
		// Enter while an input method composes (pinyin) chooses a word; with choices open it picks one.
		if (event.key === 'Enter' && !event.defaultPrevented && !event.nativeEvent.isComposing && field.type !== 'choices') {
			event.preventDefault();
			void submit(true);
		}
		if (event.key === 'Escape') {
			event.stopPropagation();
			end(true);
		}
	};

	const onBlur = (event: FocusEvent) => {
		const next = event.relatedTarget as HTMLElement | null;
		if (box.current?.contains(next) || next?.closest('[data-portal]')) return;
		// The window lost the focus, not the field.
		if (next === null && !document.hasFocus()) return;
		if (error === null) void submit(false);
	};

	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the input inside
		<div ref={box} className={classes.editor} onKeyDown={onKey} onBlur={onBlur}>
			<div className={classes.line}>
				<div className={classes.input}>
					<FieldInput
						field={field}
						value={value}
						error={error !== null}
						autoFocus
						onChange={(next) => {
							setValue(next);
							setError(null);
						}}
					/>
				</div>
				<ActionIcon variant="light" aria-label={common('save')} loading={saving} onClick={() => void submit(true)}>
					<IconCheck size={16} />
				</ActionIcon>
				<ActionIcon variant="subtle" color="gray" aria-label={common('cancel')} onClick={() => end(true)}>
					<IconX size={16} />
				</ActionIcon>
			</div>
			{error !== null ? (
				<Text size="xs" c="var(--mantine-color-error)" role="alert">
					{error}
				</Text>
			) : (
				<Text size="xs" c="dimmed">
					{draft.restored ? common(draft.overtaken ? 'draft_overtaken' : 'draft_restored') : say('edit_keys')}
				</Text>
			)}
		</div>
	);
}
