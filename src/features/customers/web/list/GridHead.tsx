// The head of the grid: choosing all, sorting, widths by mouse and by keyboard, and a menu of what can be done with a column.
// biome-ignore-all lint/a11y/useSemanticElements: the head belongs to a grid of lines that are placed one by one
// biome-ignore-all lint/a11y/useFocusableInteractive: the links, buttons and active cells inside take the focus
import { Checkbox, Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconDots } from '@tabler/icons-react';
import { type CSSProperties, type DragEvent, type KeyboardEvent, memo, type PointerEvent, useEffect, useRef, useState } from 'react';
import type { ShownField } from '../fields.ts';
import { useListWords } from '../words.ts';
import classes from './Grid.module.css';
import { type Column, type ColumnLayout, narrowest, widest } from './layout.ts';
import { chosenOf, everybody, nobody, type Selection } from './selection.ts';

export interface GridHeadProps {
	readonly lines: { readonly total: number };
	readonly columns: readonly Column[];
	/** Where each pinned column stays, in pixels. */
	readonly lefts: readonly number[];
	readonly pinned: number;
	readonly hasTail: boolean;
	readonly sort: string | undefined;
	readonly onSort: (sort: string | undefined) => void;
	readonly onColumn: (name: string, part: Partial<ColumnLayout>) => void;
	readonly onMove: (name: string, before: string | null) => void;
	readonly onHide: (name: string) => void;
	readonly onGroup: (name: string) => void;
	readonly onFilter: (name: string) => void;
	readonly selection: Selection;
	readonly onSelect: (selection: Selection) => void;
}

export const isSortable = ({ type, readable }: ShownField): boolean => type !== 'choices' && readable !== false;
export const isGroupable = ({ name, type, readable }: ShownField): boolean =>
	readable !== false && name !== 'id' && name !== 'name' && type !== 'money' && type !== 'number';

export function GridHead(props: GridHeadProps) {
	const { columns, lefts, pinned, hasTail, lines, selection, onSelect } = props;
	const say = useListWords();
	const chosen = chosenOf(selection, lines.total);
	return (
		<div role="rowgroup" className={classes.head}>
			<div role="row" aria-rowindex={1} className={classes.row}>
				<div role="columnheader" className={`${classes.cell} ${classes.check}`} data-pinned>
					<Checkbox
						size="xs"
						aria-label={say('choose_all')}
						checked={selection.all && selection.except.size === 0}
						indeterminate={chosen > 0 && !(selection.all && selection.except.size === 0)}
						onChange={(event) => onSelect(event.currentTarget.checked ? everybody : nobody)}
					/>
				</div>
				{columns.map((column, at) => (
					<HeadCell key={column.name} {...props} column={column} at={at} left={at < pinned ? lefts[at]! : null} />
				))}
				<div role="columnheader" className={classes.filler} aria-hidden="true" />
				{hasTail && (
					<div role="columnheader" className={classes.cell}>
						<span className="visually-hidden">{say('restore')}</span>
					</div>
				)}
			</div>
		</div>
	);
}

interface HeadCellProps extends GridHeadProps {
	readonly column: Column;
	readonly at: number;
	/** Where it stays; null where it scrolls along. */
	readonly left: number | null;
}

/** The kind of data that a dragged column carries, so that nothing else is taken for one. */
const dragged = 'application/x-clientele-column';

/** Columns, order and place tell how a cell of the head looks; the functions change with the columns alone in what they do. */
const HeadCell = memo(
	HeadCellOf,
	(before, after) =>
		before.column === after.column &&
		before.columns === after.columns &&
		before.at === after.at &&
		before.left === after.left &&
		before.sort === after.sort,
);

function HeadCellOf({ column, columns, at, left, sort, onSort, onMove, ...props }: HeadCellProps) {
	const say = useListWords();
	const [over, setOver] = useState(false);
	const { field, name } = column;
	const up = sort === name;
	const down = sort === `-${name}`;
	// Ascending, descending, back to the newest first.
	const next = up ? `-${name}` : down ? undefined : name;
	const drop = (event: DragEvent) => {
		setOver(false);
		const moved = event.dataTransfer.getData(dragged);
		if (moved) onMove(moved, name);
	};
	return (
		<div
			role="columnheader"
			tabIndex={-1}
			aria-sort={up ? 'ascending' : down ? 'descending' : 'none'}
			aria-colindex={at + 2}
			className={classes.cell}
			data-pinned={left !== null || undefined}
			data-over={over || undefined}
			style={left === null ? undefined : ({ left } as CSSProperties)}
			draggable
			onDragStart={(event) => event.dataTransfer.setData(dragged, name)}
			onDragOver={(event) => {
				if (!event.dataTransfer.types.includes(dragged)) return;
				event.preventDefault();
				setOver(true);
			}}
			onDragLeave={() => setOver(false)}
			onDrop={drop}
		>
			{isSortable(field) ? (
				<button type="button" className={classes.sort} title={say('sort_by', { field: field.label })} onClick={() => onSort(next)}>
					<span className={classes.value}>{field.label}</span>
					{up && <IconArrowUp size={14} aria-hidden="true" />}
					{down && <IconArrowDown size={14} aria-hidden="true" />}
				</button>
			) : (
				<span className={classes.value}>{field.label}</span>
			)}
			<HeadMenu {...props} column={column} columns={columns} at={at} onSort={onSort} onMove={onMove} />
			<Resizer column={column} onColumn={props.onColumn} />
		</div>
	);
}

type HeadMenuProps = Pick<
	HeadCellProps,
	'column' | 'columns' | 'at' | 'onSort' | 'onMove' | 'onColumn' | 'onHide' | 'onGroup' | 'onFilter'
>;

function HeadMenu({ column, columns, at, onSort, onMove, onColumn, onHide, onGroup, onFilter }: HeadMenuProps) {
	const say = useListWords();
	const { field, name, pinned } = column;
	// Made when it is first asked for: a menu for each column was a third of what the head cost.
	const [asked, setAsked] = useState(false);
	const [opened, setOpened] = useState(false);
	const button = useRef<HTMLButtonElement>(null);
	useEffect(() => {
		if (!asked) return;
		// The menu gives the focus back to where it was when it opened.
		button.current?.focus();
		setOpened(true);
	}, [asked]);
	const before = columns[at - 1];
	const behind = columns[at + 1];
	const words = say('column_menu', { field: field.label });
	if (!asked)
		return (
			<button type="button" className={classes.more} aria-haspopup="menu" aria-label={words} onClick={() => setAsked(true)}>
				<IconDots size={14} aria-hidden="true" />
			</button>
		);
	return (
		<Menu position="bottom-start" opened={opened} onChange={setOpened}>
			<Menu.Target>
				<button ref={button} type="button" className={classes.more} aria-label={words}>
					<IconDots size={14} aria-hidden="true" />
				</button>
			</Menu.Target>
			<Menu.Dropdown>
				{isSortable(field) && (
					<>
						<Menu.Item onClick={() => onSort(name)}>{say('sort_up')}</Menu.Item>
						<Menu.Item onClick={() => onSort(`-${name}`)}>{say('sort_down')}</Menu.Item>
					</>
				)}
				{field.readable !== false && <Menu.Item onClick={() => onFilter(name)}>{say('filter_by_this')}</Menu.Item>}
				{isGroupable(field) && <Menu.Item onClick={() => onGroup(name)}>{say('group_by_this')}</Menu.Item>}
				<Menu.Divider />
				{before && <Menu.Item onClick={() => onMove(name, before.name)}>{say('column_left')}</Menu.Item>}
				{behind && <Menu.Item onClick={() => onMove(name, columns[at + 2]?.name ?? null)}>{say('column_right')}</Menu.Item>}
				<Menu.Item onClick={() => onColumn(name, { pinned: !pinned })}>{say(pinned ? 'column_unpin' : 'column_pin')}</Menu.Item>
				{name !== 'name' && <Menu.Item onClick={() => onHide(name)}>{say('column_hide')}</Menu.Item>}
			</Menu.Dropdown>
		</Menu>
	);
}

/** The edge of a column: dragged, or moved by the arrow keys. */
function Resizer({ column, onColumn }: Pick<HeadCellProps, 'column' | 'onColumn'>) {
	const say = useListWords();
	const { name, width, field } = column;
	const set = (to: number) => onColumn(name, { width: Math.round(Math.min(widest, Math.max(narrowest, to))) });
	const grab = (event: PointerEvent<HTMLElement>) => {
		event.preventDefault();
		const handle = event.currentTarget;
		const from = event.clientX;
		handle.setPointerCapture(event.pointerId);
		const move = (to: globalThis.PointerEvent) => set(width + to.clientX - from);
		const end = () => handle.removeEventListener('pointermove', move);
		handle.addEventListener('pointermove', move);
		handle.addEventListener('lostpointercapture', end, { once: true });
	};
	const onKey = (event: KeyboardEvent) => {
		const step = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
		if (!step) return;
		event.preventDefault();
		event.stopPropagation();
		set(width + step);
	};
	return (
		<span
			role="separator"
			tabIndex={0}
			aria-orientation="vertical"
			aria-label={say('column_width', { field: field.label })}
			aria-valuenow={width}
			aria-valuemin={narrowest}
			aria-valuemax={widest}
			className={classes.resizer}
			draggable
			onDragStart={(event) => {
				event.preventDefault();
				event.stopPropagation();
			}}
			onPointerDown={grab}
			onKeyDown={onKey}
			onDoubleClick={() => onColumn(name, { width: undefined })}
		/>
	);
}
