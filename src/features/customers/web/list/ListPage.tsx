// The list of customers: views, search, filters, groups, columns, the grid, and what is done with those who are chosen.
import { Button, CloseButton, Text, TextInput, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlus, IconRefresh, IconSearch, IconStack2, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { useMay } from '../../../../web/session.ts';
import { ButtonLink } from '../../../../web/shared/ButtonLink.tsx';
import { useFormat } from '../../../../web/shared/format.ts';
import { Labelled } from '../../../../web/shared/Labelled.tsx';
import { later } from '../../../../web/shared/later.tsx';
import { PageHead } from '../../../../web/shared/PageHead.tsx';
import { useSettled } from '../../../../web/shared/settled.ts';
import { PersonName } from '../../../access/web/PersonName.tsx';
import { useValueText } from '../FieldValue.tsx';
import { type ShownField, useFields } from '../fields.ts';
import { countQuery, exactCountQuery, groupsQuery, type ListChoice, listQueryOf } from '../queries.ts';
import { useListWords } from '../words.ts';
import { ColumnMenu } from './ColumnMenu.tsx';
import { useColumns } from './columns.ts';
import { ExportMenu } from './ExportMenu.tsx';
import { FilterBar } from './FilterBar.tsx';
import { Grid } from './Grid.tsx';
import { GroupMenu } from './GroupMenu.tsx';
import classes from './ListPage.module.css';
import { ListFailed, NothingHere, PendingGrid, Restore } from './ListStates.tsx';
import { movedBefore } from './layout.ts';
import type { GroupValue } from './lines.ts';
import { type ListSearch, withoutField } from './search.ts';
import { chosenOf, nobody, type Selection } from './selection.ts';
import { useCellEdits } from './useCellEdits.tsx';
import { useCustomers } from './useCustomers.ts';

export { readAhead } from './useCustomers.ts';

import { ViewMenu } from './ViewMenu.tsx';

// What is asked for later comes later: the list itself is what must be there at once.
const NewCustomer = later(() => import('./NewCustomer.tsx').then((module) => module.NewCustomer));
const PeekPanel = later(() => import('./PeekPanel.tsx').then((module) => module.PeekPanel));
const BulkBar = later(() => import('../bulk/BulkBar.tsx').then((module) => module.BulkBar));

export function ListPage() {
	const say = useListWords();
	const may = useMay();
	const search = useSearch({ from: '/app/customers' });
	const navigate = useNavigate({ from: '/customers' });
	const router = useRouter();
	const change = (part: Partial<ListSearch>) => {
		// A search that settles while a customer is being opened must not call the person back.
		if (router.latestLocation.pathname !== '/customers') return;
		void navigate({ search: (now) => ({ ...now, ...part }), replace: true });
	};
	const { filter, sort, state, dialog, peek = null } = search;
	// The list follows what is typed at once; the address, some 40 ms slower, after it.
	const [typed, setTyped] = useState<string | null>(null);
	useEffect(() => {
		if (typed === (search.q ?? '')) setTyped(null);
	}, [search.q, typed]);
	const q = typed === null ? search.q : typed || undefined;
	const choice: ListChoice = useMemo(() => ({ q, filter, sort: q ? undefined : sort, state }), [q, filter, sort, state]);
	const columns = useColumns();
	const fields = useFields();
	const group = fields.find(({ name }) => name === search.group);
	const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false });
	const inTrash = state === 'deleted';
	const narrowed = Boolean(q) || (filter?.length ?? 0) > 0;

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
	const { lines, pending, stale } = customers;
	const [selection, setSelection] = useState<Selection>(nobody);
	const listKey = JSON.stringify([q, filter, state]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: another search or filter means others
	useEffect(() => setSelection(nobody), [listKey]);
	// The grid shows another list once its rows are there.
	const wantedKey = `${listKey} ${group?.name ?? ''} ${sort ?? ''}`;
	const [gridKey, setGridKey] = useState(wantedKey);
	if (!stale && gridKey !== wantedKey) setGridKey(wantedKey);
	const [newFilter, setNewFilter] = useState<string | null>(null);
	const count = useListCount(choice);
	const chosen = chosenOf(selection, count?.count ?? lines.total);
	const groupText = useGroupText(group);

	return (
		<div className={classes.page}>
			<PageHead
				title={inTrash ? say('trash') : say('title')}
				lead={inTrash ? say('trash_lead') : undefined}
				beside={
					<>
						{!inTrash && <ViewMenu search={search} columns={columns} onChange={change} />}
						<Count count={count} />
					</>
				}
				actions={
					inTrash ? (
						<ButtonLink variant="default" to="/customers" search={{}}>
							{say('leave_trash')}
						</ButtonLink>
					) : (
						may('customers.write') && (
							<Labelled
								iconAlone={narrow}
								variant="filled"
								icon={<IconPlus size={narrow ? 20 : 16} aria-hidden="true" />}
								label={say('new')}
								onClick={() => change({ dialog: 'new' })}
							/>
						)
					)
				}
			/>
			<div className={classes.toolLine}>
				<div className={classes.tools} role="toolbar" aria-label={say('tools')} data-covered={chosen > 0 || undefined}>
					<SearchField
						value={search.q ?? ''}
						onChange={(text) => {
							setTyped(text);
							change({ q: text || undefined });
						}}
					/>
					<FilterBar
						filter={filter ?? []}
						onChange={(next) => change({ filter: next.length > 0 ? next : undefined })}
						begin={newFilter}
						onBegun={() => setNewFilter(null)}
						iconAlone={narrow}
					/>
					{group && (
						<span className={classes.chip}>
							<IconStack2 size={14} aria-hidden="true" />
							{say('grouped_by', { field: group.label })}
							<CloseButton size="sm" aria-label={say('ungroup')} onClick={() => change({ group: undefined })} />
						</span>
					)}
					<div className={classes.right}>
						{!narrow && <GroupMenu group={group} onGroup={(name) => change({ group: name })} />}
						{!narrow && <ColumnMenu columns={columns} />}
						{may('exports.run') && <ExportMenu choice={choice} iconAlone={narrow} />}
						{!inTrash && (
							<Tooltip label={say('trash')}>
								<ButtonLink variant="default" px="xs" to="/customers" search={{ state: 'deleted' }} aria-label={say('trash')}>
									<IconTrash size={18} aria-hidden="true" />
								</ButtonLink>
							</Tooltip>
						)}
					</div>
				</div>
				{chosen > 0 && (
					<Suspense fallback={null}>
						<BulkBar
							selection={
								selection.all ? { query: listQueryOf({ q, filter, state }), except: [...selection.except] } : { ids: [...selection.ids] }
							}
							count={{ count: chosen, exact: !selection.all || (count?.exact ?? false) }}
							clear={() => setSelection(nobody)}
							trash={inTrash}
						/>
					</Suspense>
				)}
			</div>
			<div className={classes.area} data-peek={(peek !== null && !narrow) || undefined}>
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
							fields={fields}
							without={(gone) => change(withoutField(search, gone))}
						/>
					) : pending ? (
						<PendingGrid />
					) : lines.total === 0 && !stale ? (
						<NothingHere
							inTrash={inTrash}
							narrowed={narrowed}
							text={q}
							widen={() => change({ q: undefined, filter: undefined })}
							create={() => change({ dialog: 'new' })}
						/>
					) : (
						<Grid
							list={gridKey}
							lines={lines}
							columns={columns.shown}
							sort={q ? undefined : sort}
							onSort={(next) => change({ sort: next })}
							onColumn={columns.change}
							onMove={(name, before) => columns.set(movedBefore(columns.layout, name, before))}
							onHide={columns.toggle}
							onGroup={(name) => change({ group: name })}
							onFilter={setNewFilter}
							stale={stale}
							selection={selection}
							onSelect={setSelection}
							editable={!inTrash && !narrow && may('customers.write')}
							edits={cells.edits}
							onSave={cells.save}
							onUndo={cells.undo}
							tail={inTrash ? (id) => <Restore row={customers.rowOf(id) ?? { id }} done={customers.reread} /> : undefined}
							narrow={narrow}
							onOpen={(id) => void navigate({ to: '/customers/$id', params: { id: String(id) }, search: {} })}
							onIntent={intend}
							peek={peek}
							onPeek={(id) => change({ peek: id ?? undefined })}
							onGroupToggle={customers.toggleGroup}
							groupText={groupText}
							start={customers.start}
							onScroll={customers.onScroll}
						/>
					)}
					<MoreGroups choice={choice} group={group} />
				</div>
				{peek !== null && !narrow && (
					<Suspense fallback={null}>
						<PeekPanel id={peek} close={() => change({ peek: undefined })} />
					</Suspense>
				)}
			</div>
			{cells.dialogue}
			{dialog === 'new' && (
				<Suspense fallback={null}>
					<NewCustomer close={() => change({ dialog: undefined })} />
				</Suspense>
			)}
		</div>
	);
}

interface ListCount {
	readonly count: number;
	readonly exact: boolean;
}

/** How many the list has: exact to 10,000, an estimate beyond that at first, and exact again once it was counted in the background. */
function useListCount(choice: ListChoice): ListCount | undefined {
	const { data: first, isPlaceholderData } = useQuery({ ...countQuery(choice), placeholderData: (before) => before });
	// Not by the number of the choice before: each letter of a search would have everything counted.
	const exact = useQuery({ ...exactCountQuery(choice), enabled: first !== undefined && !first.exact && !isPlaceholderData }).data;
	return first?.exact === false ? (exact ?? first) : first;
}

function Count({ count }: { readonly count: ListCount | undefined }) {
	const say = useListWords();
	const format = useFormat();
	// The place is kept, so that nothing jumps when the number comes.
	if (!count) return <Text size="sm" className={classes.count} aria-hidden="true" />;
	const shown = format.number(count.count);
	return (
		<Text size="sm" c="dimmed" role="status" className={classes.count} title={count.exact ? undefined : say('count_about_why')}>
			{count.exact ? say('count_exact', { count: shown }) : say('count_about', { count: shown })}
		</Text>
	);
}

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

function SearchField({ value, onChange }: { readonly value: string; readonly onChange: (text: string) => void }) {
	const say = useListWords();
	const [text, setText] = useState(value);
	const settled = useSettled(text, 25);
	// Where the page is busy the address follows late: what this field gave it must not come back over the letters typed since.
	const sent = useRef<string[]>([]);
	// What the person types goes to the address once it stands still; a change of the address (back, a link) goes to the field.
	// biome-ignore lint/correctness/useExhaustiveDependencies: only the settled text decides
	useEffect(() => {
		if (settled !== text || settled === value) return;
		sent.current.push(settled);
		onChange(settled);
	}, [settled]);
	useEffect(() => {
		const own = sent.current.indexOf(value);
		sent.current.splice(0, own < 0 ? sent.current.length : own + 1);
		if (own < 0) setText(value);
	}, [value]);
	return (
		<TextInput
			type="search"
			className={classes.search}
			placeholder={say('search')}
			aria-label={say('search')}
			leftSection={<IconSearch size={16} aria-hidden="true" />}
			rightSection={text && <CloseButton size="sm" aria-label={say('clear_search')} onClick={() => setText('')} />}
			value={text}
			onChange={(event) => setText(event.currentTarget.value)}
		/>
	);
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
