// One cell of the file that a person may type over, with what is wrong with it below.
import { ActionIcon, TextInput, Tooltip } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { longestCorrection, type RowProblem } from '../schema.ts';
import classes from './imports.module.css';
import { Told } from './Told.tsx';
import { useImportWords } from './words.ts';

interface EditableCellProps {
	/** The row and column, for screen readers. */
	readonly label: string;
	/** As it would be stored; where nothing is, as it stands in the file. */
	readonly shown: string;
	/** As it stands in the file, or was typed over it. */
	readonly raw: string;
	readonly mended: boolean;
	readonly problems: readonly RowProblem[];
	/** Reached by Tab; the cells beside it by the arrows. */
	readonly isStop: boolean;
	/** null: what the file says counts again. */
	readonly onSave: (value: string | null) => void;
}

const ways: Readonly<Record<string, readonly [down: number, right: number]>> = {
	ArrowUp: [-1, 0],
	ArrowDown: [1, 0],
	ArrowLeft: [0, -1],
	ArrowRight: [0, 1],
};

/** Moves the focus to the cell beside this one. */
function step(event: KeyboardEvent<HTMLButtonElement>): void {
	const way = ways[event.key];
	const cell = event.currentTarget.closest('td');
	const row = cell?.closest('tr');
	if (!way || !cell || !row) return;
	const rows = [...(row.parentElement?.children ?? [])];
	const target = rows[rows.indexOf(row) + way[0]]?.children[cell.cellIndex + way[1]]?.querySelector<HTMLButtonElement>('[data-cell]');
	if (!target) return;
	event.preventDefault();
	target.focus();
}

export function EditableCell({ label, shown, raw, mended, problems, isStop, onSave }: EditableCellProps) {
	const say = useImportWords();
	const [typed, setTyped] = useState<string | null>(null);
	// What was saved stands until the server has told what it makes of it.
	const [saved, setSaved] = useState<{ readonly over: string; readonly text: string } | null>(null);
	const button = useRef<HTMLButtonElement>(null);
	const byKey = useRef(false);
	useEffect(() => {
		// Whoever ended by a key goes on from this cell; a click elsewhere has its own focus.
		if (typed === null && byKey.current) button.current?.focus();
		byKey.current = false;
	}, [typed]);
	const waiting = saved && saved.over === raw ? saved.text : null;
	const end = (value: string | null) => {
		setTyped(null);
		if (value === null || value === raw) return;
		setSaved({ over: raw, text: value });
		onSave(value);
	};
	if (typed !== null)
		return (
			<TextInput
				size="xs"
				miw={140}
				autoFocus
				aria-label={label}
				maxLength={longestCorrection}
				value={typed}
				onChange={(event) => setTyped(event.currentTarget.value)}
				onBlur={() => end(typed)}
				onKeyDown={(event) => {
					if (event.key !== 'Escape' && (event.key !== 'Enter' || event.nativeEvent.isComposing)) return;
					// The key would press the button that takes the place of this field.
					event.preventDefault();
					byKey.current = true;
					end(event.key === 'Enter' ? typed : null);
				}}
			/>
		);
	const wrong = problems.find(({ severity }) => severity === 'error') ?? problems.find(({ severity }) => severity === 'warning');
	const text = waiting ?? (wrong ? raw : shown);
	return (
		<div className={classes.edit}>
			<span className={classes.editLine}>
				<button
					type="button"
					data-cell
					ref={button}
					className={classes.editButton}
					data-problem={wrong?.severity}
					data-mended={mended || waiting !== null || undefined}
					tabIndex={isStop ? 0 : -1}
					title={say('edit_cell')}
					aria-label={say('edit_cell_of', { cell: label, text: text || say('empty_cell') })}
					onClick={() => setTyped(waiting ?? raw)}
					onKeyDown={step}
				>
					{text || ' '}
				</button>
				{mended && (
					<Tooltip label={say('edit_back')}>
						<ActionIcon
							size="sm"
							variant="subtle"
							color="gray"
							aria-label={say('edit_back_of', { cell: label })}
							onClick={() => {
								setSaved(null);
								onSave(null);
							}}
						>
							<IconArrowBackUp size={14} aria-hidden="true" />
						</ActionIcon>
					</Tooltip>
				)}
			</span>
			{waiting === null && <Told problems={problems} />}
		</div>
	);
}
