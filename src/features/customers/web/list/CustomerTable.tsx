// The rows of the list: only those in sight are in the document, so that a million of them scroll like ten.
// biome-ignore-all lint/a11y/useSemanticElements: rows are placed one by one as they scroll into sight, which <table> does not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the links and buttons inside the cells take the focus
import { Button, Loader, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp, IconBuilding, IconUser } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type KeyboardEvent, type MouseEvent, useEffect, useRef } from 'react';
import { client } from '../../../../web/client.ts';
import { useMay } from '../../../../web/session.ts';
import { useFormat } from '../../../../web/shared/format.ts';
import { useTell } from '../../../../web/shared/problem.ts';
import type { CustomerRow } from '../../schema.ts';
import { Reference, TagBadges, useValueText } from '../FieldValue.tsx';
import type { ShownField } from '../fields.ts';
import { useListWords } from '../words.ts';
import classes from './CustomerTable.module.css';
import { widthOf } from './columns.ts';

type Row = Partial<CustomerRow> & { readonly id: number };

interface CustomerTableProps {
	readonly rows: readonly Row[];
	readonly columns: readonly ShownField[];
	/** `city` or `-city`; undefined where the order is not one of a column. */
	readonly sort: string | undefined;
	readonly onSort: (sort: string | undefined) => void;
	readonly loading: boolean;
	/** The rows belong to the choice before; the new ones are on their way. */
	readonly stale: boolean;
	/** Brings more rows; undefined at the end. */
	readonly more: (() => void) | undefined;
	readonly loadingMore: boolean;
	readonly inTrash: boolean;
}

export function CustomerTable({ rows, columns, sort, onSort, loading, stale, more, loadingMore, inTrash }: CustomerTableProps) {
	const say = useListWords();
	const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false });
	const box = useRef<HTMLDivElement>(null);
	const height = narrow ? 60 : 40;
	const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => height, overscan: 12 });
	const items = virtual.getVirtualItems();
	const lastInSight = items.at(-1)?.index ?? 0;

	useEffect(() => {
		if (more && !loadingMore && lastInSight >= rows.length - 40) more();
	}, [lastInSight, rows.length, more, loadingMore]);
	// Rows of another height are measured anew.
	// biome-ignore lint/correctness/useExhaustiveDependencies: the height is what changes
	useEffect(() => virtual.measure(), [height]);

	const shown = narrow ? columns.slice(0, 1) : columns;
	const template = `${shown.map((field) => `minmax(${widthOf(field)}rem, ${widthOf(field)}fr)`).join(' ')}${inTrash ? ' 8rem' : ''}`;

	const onKey = (event: KeyboardEvent) => {
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		const at = Number((event.target as HTMLElement).closest<HTMLElement>('[data-index]')?.dataset.index ?? Number.NaN);
		if (!step || Number.isNaN(at)) return;
		event.preventDefault();
		const next = Math.min(rows.length - 1, Math.max(0, at + step));
		virtual.scrollToIndex(next);
		requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-index="${next}"] a`)?.focus());
	};

	return (
		<div ref={box} className={classes.box} data-stale={stale || undefined}>
			<div
				role="table"
				aria-label={say('title')}
				aria-rowcount={more ? -1 : rows.length + 1}
				aria-busy={loading || stale}
				className={classes.table}
				style={{ '--columns': template } as CSSProperties}
				onKeyDown={onKey}
			>
				<div role="rowgroup" className={classes.head}>
					<div role="row" aria-rowindex={1} className={classes.row}>
						{shown.map((field) => (
							<HeadCell key={field.name} field={field} sort={sort} onSort={onSort} />
						))}
						{inTrash && (
							<div role="columnheader" className={classes.cell}>
								<span className="visually-hidden">{say('restore')}</span>
							</div>
						)}
					</div>
				</div>
				{loading ? (
					<PendingRows count={14} height={height} />
				) : (
					<div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
						{items.map(({ index, start, size }) => (
							<CustomerLine
								key={rows[index]!.id}
								row={rows[index]!}
								index={index}
								columns={shown}
								narrow={narrow}
								inTrash={inTrash}
								style={{ transform: `translateY(${start}px)`, height: size }}
							/>
						))}
					</div>
				)}
			</div>
			<div className={classes.foot} role="status">
				{loadingMore && (
					<>
						<Loader size="xs" aria-hidden="true" /> {say('loading_more')}
					</>
				)}
			</div>
		</div>
	);
}

/** Grey rows of the same height as the real ones, so that nothing jumps. */
function PendingRows({ count, height }: { readonly count: number; readonly height: number }) {
	return (
		<div aria-hidden="true">
			{Array.from({ length: count }, (_, line) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
				<div key={line} className={classes.pending} style={{ height }}>
					<Skeleton height={12} width={`${30 + ((line * 17) % 45)}%`} />
				</div>
			))}
		</div>
	);
}

interface HeadCellProps {
	readonly field: ShownField;
	readonly sort: string | undefined;
	readonly onSort: (sort: string | undefined) => void;
}

function HeadCell({ field, sort, onSort }: HeadCellProps) {
	const say = useListWords();
	const up = sort === field.name;
	const down = sort === `-${field.name}`;
	if (field.type === 'choices') {
		return (
			<div role="columnheader" className={classes.cell}>
				{field.label}
			</div>
		);
	}
	// Ascending, descending, back to the newest first.
	const next = up ? `-${field.name}` : down ? undefined : field.name;
	return (
		<div role="columnheader" aria-sort={up ? 'ascending' : down ? 'descending' : 'none'} className={classes.cell}>
			<button type="button" className={classes.sort} title={say('sort_by', { field: field.label })} onClick={() => onSort(next)}>
				<span>{field.label}</span>
				{up && <IconArrowUp size={14} aria-hidden="true" />}
				{down && <IconArrowDown size={14} aria-hidden="true" />}
			</button>
		</div>
	);
}

interface CustomerLineProps {
	readonly row: Row;
	readonly index: number;
	readonly columns: readonly ShownField[];
	readonly narrow: boolean;
	readonly inTrash: boolean;
	readonly style: CSSProperties;
}

function CustomerLine({ row, index, columns, narrow, inTrash, style }: CustomerLineProps) {
	const navigate = useNavigate();
	const open = (event: MouseEvent) => {
		// A press on the empty part of a row opens it; marking text and real links stay what they are.
		if ((event.target as HTMLElement).closest('a, button') || getSelection()?.isCollapsed === false) return;
		void navigate({ to: '/customers/$id', params: { id: String(row.id) }, search: {} });
	};
	return (
		// biome-ignore lint/a11y/useKeyWithClickEvents: the link inside answers the keyboard
		<div role="row" aria-rowindex={index + 2} data-index={index} className={classes.row} style={style} onClick={open}>
			{columns.map((field) => (
				<Cell key={field.name} field={field} row={row} narrow={narrow} />
			))}
			{inTrash && (
				<div role="cell" className={classes.cell}>
					<Restore row={row} />
				</div>
			)}
		</div>
	);
}

function Cell({ field, row, narrow }: { readonly field: ShownField; readonly row: Row; readonly narrow: boolean }) {
	const say = useListWords();
	if (field.name === 'name') {
		const Icon = row.kind === 'organisation' ? IconBuilding : IconUser;
		const below = [row.company !== row.name && row.company, row.phone ?? row.email, row.city].filter(Boolean).join(' · ');
		return (
			<div role="cell" className={classes.cell}>
				<Icon size={16} className={classes.icon} aria-hidden="true" />
				<span className={classes.who}>
					<Link to="/customers/$id" params={{ id: String(row.id) }} search={{}} className={classes.name}>
						{row.name || row.company || say('nameless')}
					</Link>
					{narrow && <span className={classes.below}>{below}</span>}
				</span>
			</div>
		);
	}
	const value = field.attribute ? row.attributes?.[field.attribute.name] : row[field.name as keyof CustomerRow];
	return (
		<div role="cell" className={classes.cell}>
			{field.name === 'tags' ? <TagBadges tags={(value as string[] | undefined) ?? []} /> : <Value field={field} value={value} />}
		</div>
	);
}

/** Of a moment the list shows the day; the time stands behind it. */
function Value({ field, value }: { readonly field: ShownField; readonly value: unknown }) {
	const valueText = useValueText();
	const format = useFormat();
	const text = valueText(field, value);
	if (field.type === 'reference' && typeof value === 'number')
		return (
			<span className={classes.value}>
				<Reference id={value} />
			</span>
		);
	return (
		<span className={classes.value} title={text}>
			{field.type === 'timestamp' && typeof value === 'string' ? format.date(value) : text}
		</span>
	);
}

function Restore({ row }: { readonly row: Row }) {
	const say = useListWords();
	const tell = useTell();
	const may = useMay();
	const queryClient = useQueryClient();
	const restore = useMutation({
		mutationFn: () => client.customers.restoreCustomer({ params: { id: row.id } }),
		onSuccess: () => {
			tell.done(say('restored'));
			return queryClient.invalidateQueries({ queryKey: ['customers'] });
		},
		onError: tell.failed,
	});
	if (!may('customers.delete')) return null;
	return (
		<Button
			size="compact-sm"
			variant="light"
			loading={restore.isPending}
			aria-label={say('restore_of', { name: row.name ?? `#${row.id}` })}
			onClick={() => restore.mutate()}
		>
			{say('restore')}
		</Button>
	);
}
