// The list's rows, and what stands in their place: drawn anew as they come, without the tools above them.
import { Button, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { memo, type ReactNode, useRef, useState } from 'react';
import { useMay } from '../../../../web/session.ts';
import { useFormat } from '../../../../web/shared/format.ts';
import { PersonName } from '../../../access/web/PersonName.tsx';
import { useValueText } from '../FieldValue.tsx';
import type { ShownField } from '../fields.ts';
import { groupsQuery, type ListChoice } from '../queries.ts';
import { useListWords } from '../words.ts';
import type { Columns } from './columns.ts';
import { Grid } from './Grid.tsx';
import classes from './ListPage.module.css';
import { ListFailed, NothingHere, PendingGrid, Restore } from './ListStates.tsx';
import { movedBefore } from './layout.ts';
import type { GroupValue } from './lines.ts';
import { type ListSearch, withoutField } from './search.ts';
import type { Selection } from './selection.ts';
import { useCellEdits } from './useCellEdits.tsx';
import { useCustomers } from './useCustomers.ts';

/** Parts of the address to change, or what makes them of those that stand there. */
export type Change = Partial<ListSearch> | ((now: ListSearch) => Partial<ListSearch>);

interface ListBodyProps {
	readonly choice: ListChoice;
	readonly columns: Columns;
	readonly group: ShownField | undefined;
	/** The customer shown beside the list. */
	readonly peek: number | null;
	readonly change: (part: Change) => void;
	/** Begins a filter over a field. */
	readonly onFilter: (field: string) => void;
	readonly selection: Selection;
	readonly onSelect: (selection: Selection) => void;
	/** A phone. */
	readonly narrow: boolean;
	/** No room for a customer beside the list. */
	readonly tight: boolean;
}

export const ListBody = memo(function ListBody(props: ListBodyProps) {
	const { choice, columns, group, peek, change, onFilter, selection, onSelect, narrow, tight } = props;
	const { q, filter, sort, state } = choice;
	const say = useListWords();
	const may = useMay();
	const navigate = useNavigate();
	const router = useRouter();
	const inTrash = state === 'deleted';

	const open = (id: number) => void navigate({ to: '/customers/$id', params: { id: String(id) }, search: {} });
	// Pointed at for a moment: page and profile are on their way before the press.
	const intent = useRef<ReturnType<typeof setTimeout>>(undefined);
	const intend = (id: number) => {
		clearTimeout(intent.current);
		intent.current = setTimeout(() => void router.preloadRoute({ to: '/customers/$id', params: { id: String(id) }, search: {} }), 40);
	};
	const area = useRef<HTMLDivElement>(null);
	const pointed = useRef(false);
	const busy = () => pointed.current || (area.current?.contains(document.activeElement) ?? false);
	const customers = useCustomers(choice, columns.shown, group, busy);
	const cells = useCellEdits(customers);
	const { lines, stale } = customers;
	// The grid shows another list once its rows are there.
	const wantedKey = JSON.stringify([q, filter, state, group?.name, sort]);
	const [gridKey, setGridKey] = useState(wantedKey);
	if (!stale && gridKey !== wantedKey) setGridKey(wantedKey);
	const groupText = useGroupText(group);

	return (
		<>
			<div
				ref={area}
				className={classes.list}
				onPointerEnter={() => {
					pointed.current = true;
				}}
				onPointerLeave={() => {
					pointed.current = false;
				}}
			>
				{customers.changed && (
					<Button
						className={classes.changed}
						size="compact-sm"
						variant="filled"
						radius="xl"
						leftSection={<IconRefresh size={14} aria-hidden="true" />}
						onClick={customers.reread}
					>
						{say('list_changed')} · {say('list_reread')}
					</Button>
				)}
				{customers.failure ? (
					<ListFailed
						cause={customers.failure}
						retry={customers.retry}
						fields={columns.all}
						without={(gone) => change((now) => withoutField(now, gone))}
					/>
				) : customers.pending ? (
					<PendingGrid />
				) : lines.total === 0 && !stale ? (
					<NothingHere
						inTrash={inTrash}
						narrowed={Boolean(q) || (filter?.length ?? 0) > 0}
						text={q}
						widen={() => change({ q: undefined, filter: undefined })}
						create={() => change({ dialog: 'new' })}
					/>
				) : (
					<Grid
						list={gridKey}
						lines={lines}
						columns={columns.shown}
						sort={sort}
						onSort={(next) => change({ sort: next })}
						onColumn={columns.change}
						onMove={(name, before) => columns.set(movedBefore(columns.layout, name, before))}
						onHide={columns.toggle}
						onGroup={(name) => change({ group: name })}
						onFilter={onFilter}
						stale={stale}
						selection={selection}
						onSelect={onSelect}
						editable={!inTrash && !narrow && may('customers.write')}
						edits={cells.edits}
						onSave={cells.save}
						onUndo={cells.undo}
						tail={inTrash ? (id) => <Restore row={customers.rowOf(id) ?? { id }} done={customers.reread} /> : undefined}
						narrow={narrow}
						onOpen={open}
						onIntent={intend}
						peek={tight ? null : peek}
						onPeek={(id) => (tight && id !== null ? open(id) : change({ peek: id ?? undefined }))}
						onGroupToggle={customers.toggleGroup}
						groupText={groupText}
						start={customers.start}
						onScroll={customers.onScroll}
					/>
				)}
				<MoreGroups choice={choice} group={group} />
			</div>
			{cells.dialogue}
		</>
	);
});

/** A value of the grouping field as a person reads it. */
function useGroupText(group: ShownField | undefined): (value: GroupValue) => ReactNode {
	const say = useListWords();
	const format = useFormat();
	const valueText = useValueText();
	return (value) => {
		if (value === null || value === '' || !group) return say('no_value');
		if (typeof value === 'string' && /^\d{4}-\d{2}$/.test(value) && (group.type === 'date' || group.type === 'timestamp'))
			return format.month(value);
		if (group.name === 'owner_id' && typeof value === 'number') return <PersonName id={value} />;
		// A tag is one of several values of its field.
		return valueText(group, group.type === 'choices' ? [value] : value);
	};
}

/** Says so where a field has more values than groups are shown. */
function MoreGroups({ choice, group }: { readonly choice: ListChoice; readonly group: ShownField | undefined }) {
	const say = useListWords();
	const format = useFormat();
	const groups = useQuery({ ...groupsQuery(choice, group?.name ?? ''), enabled: group !== undefined }).data;
	if (!group || !groups?.more) return null;
	return (
		<Text size="xs" c="dimmed" mt={4}>
			{say('group_more', { count: format.number(groups.items.length) })}
		</Text>
	);
}
