// One line of the grid: a customer, the head of a group, or grey bars where the rows are on their way.
// biome-ignore-all lint/a11y/useSemanticElements: lines are placed one by one as they come into sight, which <table> does not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the links, buttons and active cells inside take the focus
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type CSSProperties, memo, type ReactNode } from 'react';
import { CellContent, NarrowRow } from './Cell.tsx';
import { CellEditor } from './CellEditor.tsx';
import { useCellTools } from './cell-tools.ts';
import type { Row } from './chunks.ts';
import { type CellEdits, cellKey } from './edits.ts';
import classes from './Grid.module.css';
import type { Column } from './layout.ts';
import type { GroupValue, Line } from './lines.ts';
import { isEditable } from './pasted.ts';
import type { EditEnd } from './useGridKeys.ts';
import type { Editing } from './useMarked.ts';
import { valueIn } from './values.ts';

export interface GridLineProps {
	readonly line: Line;
	readonly place: number;
	/** Pixels from the upper end of the document. */
	readonly top: number;
	readonly columns: readonly Column[];
	readonly lefts: readonly number[];
	readonly pinned: number;
	readonly narrow: boolean;
	readonly chosen: boolean;
	/** Shown beside the list. */
	readonly peeked: boolean;
	/** The active cell, where it is in this line. */
	readonly active: number | null;
	/** Whether Tab comes here while no cell is active. */
	readonly reachable: boolean;
	/** The marked columns. */
	readonly from: readonly [number, number] | null;
	readonly editing: Editing | null;
	readonly edits: CellEdits;
	readonly editable: boolean;
	readonly onEditEnd: (way: EditEnd) => void;
	readonly onSave: (changes: readonly { readonly id: number; readonly field: string; readonly value: unknown }[]) => void;
	readonly onChoose: (ids: readonly number[], on: boolean) => void;
	readonly onPeek: (id: number | null) => void;
	readonly onGroupToggle: (value: GroupValue) => void;
	readonly groupText: (value: GroupValue) => ReactNode;
	readonly tail?: (id: number) => ReactNode;
}

/** What a line looks like; the functions that it calls may change without it being drawn anew. */
const drawn = [
	'line',
	'place',
	'top',
	'columns',
	'narrow',
	'chosen',
	'peeked',
	'active',
	'reachable',
	'from',
	'editing',
	'editable',
] as const;

function sameLine(before: GridLineProps, after: GridLineProps): boolean {
	const sameRow =
		before.line === after.line || (before.line.kind === 'row' && after.line.kind === 'row' && before.line.row === after.line.row);
	const from = (props: GridLineProps) => props.from?.join() ?? '';
	return (
		(sameRow || (before.line.kind === 'pending' && after.line.kind === 'pending')) &&
		drawn.every((name) => name === 'line' || name === 'from' || before[name] === after[name]) &&
		(after.line.kind !== 'group' || before.groupText === after.groupText) &&
		from(before) === from(after) &&
		(before.edits === after.edits || after.line.kind !== 'row' || sameEdits(before, after, after.line.row.id)) &&
		// While something is edited the functions matter: they know which cell it is.
		after.editing === null &&
		after.active === null
	);
}

const sameEdits = (before: GridLineProps, after: GridLineProps, id: number) =>
	after.columns.every(({ name }) => before.edits.get(cellKey(id, name)) === after.edits.get(cellKey(id, name)));

export const GridLine = memo(function GridLine(props: GridLineProps) {
	const { line, place, top } = props;
	const style: CSSProperties = { top };
	if (line.kind === 'row') return <CustomerLine {...props} row={line.row} style={style} />;
	if (line.kind === 'group') return <GroupLine {...props} line={line} style={style} />;
	return (
		<div role="row" aria-rowindex={place + 2} aria-busy="true" className={`${classes.row} ${classes.pending}`} style={style}>
			<div role="gridcell" className={classes.cell}>
				<span className={classes.bone} style={{ width: `${12 + ((place * 17) % 24)}rem` }} />
			</div>
		</div>
	);
}, sameLine);

interface CustomerLineProps extends GridLineProps {
	readonly row: Row;
	readonly style: CSSProperties;
}

function CustomerLine(props: CustomerLineProps) {
	const { row, place, columns, lefts, pinned, narrow, chosen, peeked, active, reachable, from, editing, edits, tail, style } = props;
	const { say } = useCellTools();
	if (narrow)
		return (
			<div role="row" aria-rowindex={place + 1} data-place={place} className={classes.row} style={style}>
				<div role="gridcell" className={classes.cell} data-column={0}>
					<NarrowRow row={row} />
					{tail?.(row.id)}
				</div>
			</div>
		);
	return (
		<div
			role="row"
			aria-rowindex={place + 2}
			aria-selected={chosen}
			data-place={place}
			data-chosen={chosen || undefined}
			data-peeked={peeked || undefined}
			className={classes.row}
			style={style}
		>
			<div role="gridcell" className={`${classes.cell} ${classes.check}`} data-pinned>
				<input
					type="checkbox"
					className={classes.checkbox}
					tabIndex={-1}
					aria-label={say('choose', { name: row.name || row.company || `#${row.id}` })}
					checked={chosen}
					onChange={(event) => props.onChoose([row.id], event.currentTarget.checked)}
				/>
			</div>
			{columns.map(({ field, name }, at) => {
				const edit = edits.get(cellKey(row.id, name));
				const isActive = active === at;
				return (
					<div
						key={name}
						role="gridcell"
						aria-colindex={at + 2}
						aria-readonly={!props.editable || !isEditable(field)}
						tabIndex={name === 'name' ? undefined : isActive || (reachable && at === 0) ? 0 : -1}
						data-column={at}
						data-active={isActive || undefined}
						data-marked={(from && at >= from[0] && at <= from[1]) || undefined}
						data-edit={edit?.state}
						data-pinned={at < pinned || undefined}
						className={classes.cell}
						style={at < pinned ? { left: lefts[at] } : undefined}
					>
						{editing?.column === at ? (
							<CellEditor
								field={field}
								initial={edit ? edit.value : valueIn(row, field)}
								typed={editing.typed}
								message={edit?.message}
								save={(value) => props.onSave([{ id: row.id, field: name, value }])}
								end={props.onEditEnd}
							/>
						) : (
							<CellContent
								field={field}
								row={row}
								value={edit ? edit.value : valueIn(row, field)}
								edit={edit}
								reachable={isActive || (reachable && at === 0)}
								onPeek={props.onPeek}
							/>
						)}
					</div>
				);
			})}
			<div role="presentation" className={classes.filler} />
			{tail && (
				<div role="gridcell" className={classes.cell}>
					{tail(row.id)}
				</div>
			)}
		</div>
	);
}

interface GroupLineProps extends GridLineProps {
	readonly line: Extract<Line, { kind: 'group' }>;
	readonly style: CSSProperties;
}

function GroupLine({ line, place, active, reachable, onGroupToggle, groupText, style }: GroupLineProps) {
	const { say, format } = useCellTools();
	const Icon = line.open ? IconChevronDown : IconChevronRight;
	return (
		<div role="row" aria-rowindex={place + 2} data-place={place} className={`${classes.row} ${classes.group}`} style={style}>
			<div role="gridcell" className={classes.cell} data-column={0}>
				<button
					type="button"
					data-main
					className={classes.groupButton}
					aria-expanded={line.open}
					tabIndex={active !== null || reachable ? 0 : -1}
					onClick={() => onGroupToggle(line.value)}
				>
					<Icon size={16} aria-hidden="true" />
					<strong dir="auto">{groupText(line.value)}</strong>
					<span className={classes.groupCount}>{say('group_count', { count: format.number(line.count) })}</span>
				</button>
			</div>
		</div>
	);
}
