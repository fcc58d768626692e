// The list as a grid: only the lines in sight are in the document, so that a million of them scroll like ten; every cell is reached by the keyboard.
// biome-ignore-all lint/a11y/useSemanticElements: lines are placed one by one as they come into sight, which <table> does not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the links, buttons and active cells inside take the focus
import {
	type CSSProperties,
	type MouseEvent,
	type ReactNode,
	type SyntheticEvent,
	useEffect,
	useEffectEvent,
	useId,
	useLayoutEffect,
	useMemo,
	useRef,
} from 'react';
import { CellToolsProvider, useMadeCellTools } from './cell-tools.ts';
import type { CellEdits } from './edits.ts';
import classes from './Grid.module.css';
import { GridHead } from './GridHead.tsx';
import { GridLine, type GridLineProps } from './GridLine.tsx';
import type { Column, ColumnLayout } from './layout.ts';
import type { GroupValue, Lines } from './lines.ts';
import { isChosen, type Selection } from './selection.ts';
import { useGridKeys } from './useGridKeys.ts';
import type { CellAt } from './useMarked.ts';
import { useMarked } from './useMarked.ts';
import { useScaledScroll } from './useScaledScroll.ts';

/** Heights in pixels, told to the style sheet as well. */
const headHeight = 38;
const rowHeight = 40;
const narrowRowHeight = 64;

export interface GridProps {
	/** Which list it is: another one begins at its own place, with nothing marked. */
	readonly list: string;
	readonly lines: Lines;
	readonly columns: readonly Column[];
	/** `city` or `-city`; undefined where the order is not one of a column. */
	readonly sort: string | undefined;
	readonly onSort: (sort: string | undefined) => void;
	readonly onColumn: (name: string, part: Partial<ColumnLayout>) => void;
	readonly onMove: (name: string, before: string | null) => void;
	readonly onHide: (name: string) => void;
	readonly onGroup: (name: string) => void;
	readonly onFilter: (name: string) => void;
	/** The rows belong to the choice before; the new ones are on their way. */
	readonly stale: boolean;
	readonly selection: Selection;
	readonly onSelect: (selection: Selection) => void;
	/** False where nobody may change anything here: in the trash, for readers, on a phone. */
	readonly editable: boolean;
	readonly edits: CellEdits;
	readonly onSave: (changes: readonly { readonly id: number; readonly field: string; readonly value: unknown }[]) => void;
	/** Takes back what was saved last. */
	readonly onUndo: () => void;
	/** What stands at the end of a row; the trash has a button there. */
	readonly tail?: (id: number) => ReactNode;
	readonly narrow: boolean;
	readonly onOpen: (id: number) => void;
	/** Somebody points at a name: what its page needs can be on its way. */
	readonly onIntent: (id: number) => void;
	/** The customer shown beside the list. */
	readonly peek: number | null;
	readonly onPeek: (id: number | null) => void;
	readonly onGroupToggle: (value: GroupValue) => void;
	readonly groupText: (value: GroupValue) => ReactNode;
	/** Scrolled to at first: where the person was before. */
	readonly start: { readonly place: number; readonly pixels: number };
	readonly onScroll: (upper: { readonly place: number; readonly pixels: number }) => void;
}

export function Grid(props: GridProps) {
	const { lines, columns, selection, onSelect, narrow, peek, onPeek, tail, edits } = props;
	const tools = useMadeCellTools();
	const { say, format } = tools;
	const box = useRef<HTMLDivElement>(null);
	const scrollName = useId();
	const row = narrow ? narrowRowHeight : rowHeight;
	const head = narrow ? 0 : headHeight;
	const scroll = useScaledScroll({ box, count: lines.total, row, head });
	const shown = useMemo(() => (narrow ? columns.filter(({ name }) => name === 'name') : columns), [columns, narrow]);
	const marked = useMarked(lines.total, shown.length);
	const { first, last } = scroll;

	useEffect(() => lines.ensure(first, last), [lines, first, last]);
	useKeepInPlace(props.list, lines, scroll, props.start);
	const { reset } = marked;
	// biome-ignore lint/correctness/useExhaustiveDependencies: another list
	useEffect(() => reset(), [props.list]);
	const onScroll = props.onScroll;
	// biome-ignore lint/correctness/useExhaustiveDependencies: told whenever other places come into sight
	useEffect(() => onScroll(scroll.upper()), [first, last, onScroll]);
	// To the pixel, when the person goes elsewhere.
	const leave = useEffectEvent(() => onScroll(scroll.upper()));
	useLayoutEffect(() => () => leave(), []);

	/** The cell that is to have the focus as soon as it is there. */
	const wanted = useRef<CellAt | null>(null);
	const giveFocus = useEffectEvent(() => {
		if (!wanted.current) return;
		const { place, column } = wanted.current;
		const cell = box.current?.querySelector<HTMLElement>(`[data-place="${place}"] [data-column="${column}"]`);
		// While its row is on its way the grid itself hears the keys.
		if (!cell) return box.current?.querySelector<HTMLElement>('[role=grid]')?.focus({ preventScroll: true });
		wanted.current = null;
		cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
		// A cell with a link gives the focus to it, so that Enter follows it and a reader says where it leads.
		(cell.querySelector<HTMLElement>('a[data-main]') ?? cell).focus({ preventScroll: true });
	});
	const { active } = marked;
	// Together with the drawing, so that the next key finds the focus where this one brought it.
	// biome-ignore lint/correctness/useExhaustiveDependencies: another active cell, rows that came, or came into sight
	useLayoutEffect(() => giveFocus(), [active, lines, first, last]);
	const focus = (cell: CellAt) => {
		wanted.current = cell;
		scroll.reveal(cell.place);
	};
	const keys = useGridKeys({ ...props, columns: shown, marked, focus, view: scroll.view });

	// Lines keep the functions of the drawing in which they last changed: these know who is chosen, and how much room there is, by now.
	const latest = useRef<Pick<GridLineProps, 'onChoose' | 'onPeek'>>({ onChoose: () => {}, onPeek });
	useLayoutEffect(() => {
		latest.current = { onChoose: (ids, on) => onSelect(keys.chosenWith(ids, on)), onPeek };
	});

	const linked = (event: SyntheticEvent) => Number((event.target as HTMLElement).closest<HTMLElement>('a[data-main]')?.dataset.id ?? 0);
	const intend = (event: SyntheticEvent) => {
		const id = linked(event);
		if (id > 0) props.onIntent(id);
	};
	const open = (event: MouseEvent) => {
		const id = linked(event);
		// With a key held, or another button, the browser opens a tab of its own.
		if (id === 0 || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
			return;
		event.preventDefault();
		props.onOpen(id);
	};

	// With the panel open the person walks through the customers.
	const activeLine = active ? lines.lineAt(active.place) : null;
	const activeId = activeLine?.kind === 'row' ? activeLine.row.id : null;
	// biome-ignore lint/correctness/useExhaustiveDependencies: only another active row changes what is shown beside
	useEffect(() => {
		if (peek !== null && activeId !== null && activeId !== peek) onPeek(activeId);
	}, [activeId]);

	const pinned = shown.filter((column) => column.pinned).length;
	const lefts = leftsOf(shown, narrow ? 0 : 40);
	const template = narrow
		? 'minmax(0, 1fr)'
		: `40px ${shown.map(({ width }) => `${width}px`).join(' ')} minmax(0, 1fr)${tail ? ' 9rem' : ''}`;
	const wide = narrow ? undefined : 40 + shown.reduce((sum, { width }) => sum + width, 0) + (tail ? 144 : 0);
	const places = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
	// The active cell keeps the focus also where it was scrolled out of sight.
	if (active && active.place < lines.total && (active.place < first || active.place > last)) places.push(active.place);

	const jumpLabel = scroll.jumping ? lines.labelAt(first + 10) : null;
	return (
		<div className={classes.frame}>
			{/* A name nobody knows later: the list finds its way back itself, by rows; the router would by pixels. */}
			<div
				ref={box}
				data-scroll-restoration-id={scrollName}
				className={classes.box}
				data-stale={props.stale || undefined}
				data-narrow={narrow || undefined}
			>
				<div
					role="grid"
					tabIndex={-1}
					aria-label={say('title')}
					aria-rowcount={lines.total + 1}
					aria-colcount={shown.length + 1}
					aria-multiselectable="true"
					aria-busy={props.stale}
					className={classes.grid}
					style={{ '--columns': template, '--row': `${row}px`, minWidth: wide } as CSSProperties}
					onKeyDown={keys.onKeyDown}
					onMouseDown={keys.onMouseDown}
					onDoubleClick={keys.onDoubleClick}
					onCopy={keys.onCopy}
					onPaste={keys.onPaste}
					onClick={open}
					onPointerOver={intend}
					onFocus={intend}
				>
					{!narrow && <GridHead {...props} columns={shown} lefts={lefts} pinned={pinned} hasTail={Boolean(tail)} />}
					<div role="rowgroup" className={classes.body} style={{ height: scroll.height }}>
						<CellToolsProvider value={tools}>
							{places.map((place) => {
								const line = lines.lineAt(place);
								return (
									<GridLine
										key={line.kind === 'row' ? `r${line.row.id}` : `p${place}`}
										line={line}
										place={place}
										top={place * row + scroll.shift}
										columns={shown}
										lefts={lefts}
										pinned={pinned}
										narrow={narrow}
										chosen={line.kind === 'row' && isChosen(selection, line.row.id)}
										peeked={line.kind === 'row' && line.row.id === peek}
										active={active?.place === place ? active.column : null}
										// The first cell is reached by Tab before any was active.
										reachable={active === null && place === first}
										from={marked.isMarked(place) ? marked.columns : null}
										editing={marked.editing && active?.place === place ? marked.editing : null}
										edits={edits}
										editable={props.editable}
										onEditEnd={keys.endEdit}
										onSave={props.onSave}
										onChoose={(ids, on) => latest.current.onChoose(ids, on)}
										onPeek={(id) => latest.current.onPeek(id)}
										onGroupToggle={props.onGroupToggle}
										groupText={props.groupText}
										tail={tail}
									/>
								);
							})}
						</CellToolsProvider>
					</div>
				</div>
			</div>
			{scroll.jumping && (
				<div className={classes.bubble} aria-hidden="true">
					{jumpLabel && <strong dir="auto">{jumpLabel}</strong>}
					<span>{say('row_of', { row: format.number(first + 11), total: format.number(lines.total) })}</span>
				</div>
			)}
		</div>
	);
}

/** Where each pinned column stays, in pixels from the left. */
function leftsOf(columns: readonly Column[], from: number): readonly number[] {
	let left = from;
	return columns.map(({ width }) => {
		const mine = left;
		left += width;
		return mine;
	});
}

/** Another list begins where the person was in it; the rows in sight stay where they are when what lies before them is read and turns out longer or shorter. */
function useKeepInPlace(list: string, lines: Lines, scroll: ReturnType<typeof useScaledScroll>, start: GridProps['start']): void {
	const before = useRef(lines);
	const begun = useRef<string | null>(null);
	// biome-ignore lint/correctness/useExhaustiveDependencies: only other lines move places
	useLayoutEffect(() => {
		if (begun.current !== list) {
			if (lines.total <= start.place && lines.total > 0 && start.place > 0) return;
			begun.current = list;
			scroll.place(start.place, start.pixels);
		} else {
			// Where the person is by now, told by the lines of before: a scroll and other lines may come in one drawing.
			const { place, pixels } = scroll.upper();
			const now = lines.placeOfAnchor(before.current.anchorOf(place));
			if (now !== null && now !== place) scroll.place(now, pixels);
		}
		before.current = lines;
	}, [list, lines]);
}
