// The list of customers: views, search, filters, groups, columns, the grid, and what is done with those who are chosen.
import { CloseButton, Text, TextInput, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlus, IconSearch, IconStack2, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useMay } from '../../../../web/session.ts';
import { ButtonLink } from '../../../../web/shared/ButtonLink.tsx';
import { useFormat } from '../../../../web/shared/format.ts';
import { Labelled } from '../../../../web/shared/Labelled.tsx';
import { later } from '../../../../web/shared/later.tsx';
import { PageHead } from '../../../../web/shared/PageHead.tsx';
import { useSettled } from '../../../../web/shared/settled.ts';
import { Arriving } from '../../../../web/shared/states.tsx';
import { useFields } from '../fields.ts';
import { countQuery, exactCountQuery, type ListChoice, listQueryOf } from '../queries.ts';
import { useListWords } from '../words.ts';
import { ColumnMenu } from './ColumnMenu.tsx';
import { useColumns } from './columns.ts';
import { ExportMenu } from './ExportMenu.tsx';
import { FilterBar } from './FilterBar.tsx';
import { GroupMenu } from './GroupMenu.tsx';
import { type Change, ListBody } from './ListBody.tsx';
import classes from './ListPage.module.css';
import { chosenOf, nobody, type Selection } from './selection.ts';

import { ViewMenu } from './ViewMenu.tsx';

export { readAhead } from './useCustomers.ts';

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
	const change = useCallback(
		(part: Change) => {
			// A search that settles while a customer is being opened must not call the person back.
			if (router.latestLocation.pathname !== '/customers') return;
			void navigate({ search: (now) => ({ ...now, ...(typeof part === 'function' ? part(now) : part) }), replace: true });
		},
		[router, navigate],
	);
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
	// Not wider than this is a phone; a window of 1,280 enlarged to 200 % still has the whole grid.
	const narrow = useMediaQuery('(max-width: 39.99em)', false, { getInitialValueInEffect: false });
	// Where there is no room for the words of all tools on one line, nor for a customer beside the list.
	const tight = useMediaQuery('(max-width: 61.99em)', false, { getInitialValueInEffect: false });
	const inTrash = state === 'deleted';

	const [selection, setSelection] = useState<Selection>(nobody);
	// biome-ignore lint/correctness/useExhaustiveDependencies: another search or filter means others
	useEffect(() => setSelection(nobody), [JSON.stringify([q, filter, state])]);
	const [newFilter, setNewFilter] = useState<string | null>(null);
	const isAnyChosen = selection.all || selection.ids.size > 0;

	return (
		<div className={classes.page}>
			<PageHead
				title={inTrash ? say('trash') : say('title')}
				lead={inTrash ? say('trash_lead') : undefined}
				beside={
					<>
						{!inTrash && <ViewMenu search={search} columns={columns} onChange={change} />}
						<Count choice={choice} />
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
				<div className={classes.tools} role="toolbar" aria-label={say('tools')} data-covered={isAnyChosen || undefined}>
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
						iconAlone={tight}
					/>
					{group && (
						<span className={classes.chip}>
							<IconStack2 size={14} aria-hidden="true" />
							{say('grouped_by', { field: group.label })}
							<CloseButton size="sm" aria-label={say('ungroup')} onClick={() => change({ group: undefined })} />
						</span>
					)}
					<div className={classes.right}>
						{!narrow && <GroupMenu group={group} onGroup={(name) => change({ group: name })} iconAlone={tight} />}
						{!narrow && <ColumnMenu columns={columns} iconAlone={tight} />}
						{may('exports.run') && <ExportMenu choice={choice} iconAlone={tight} />}
						{!inTrash && (
							<Tooltip label={say('trash')}>
								<ButtonLink variant="default" px="xs" to="/customers" search={{ state: 'deleted' }} aria-label={say('trash')}>
									<IconTrash size={18} aria-hidden="true" />
								</ButtonLink>
							</Tooltip>
						)}
					</div>
				</div>
				{isAnyChosen && <Chosen choice={choice} selection={selection} clear={() => setSelection(nobody)} trash={inTrash} />}
			</div>
			<div className={classes.area} data-peek={(peek !== null && !tight) || undefined}>
				<ListBody
					choice={choice}
					columns={columns}
					group={group}
					peek={peek}
					change={change}
					onFilter={setNewFilter}
					selection={selection}
					onSelect={setSelection}
					narrow={narrow}
					tight={tight}
				/>
				{peek !== null && !tight && (
					<Suspense fallback={<Arriving />}>
						<PeekPanel id={peek} close={() => change({ peek: undefined })} />
					</Suspense>
				)}
			</div>
			{dialog === 'new' && (
				<Suspense fallback={<Arriving />}>
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

function Count({ choice }: { readonly choice: ListChoice }) {
	const say = useListWords();
	const format = useFormat();
	const count = useListCount(choice);
	// The place is kept, so that nothing jumps when the number comes.
	if (!count) return <Text size="sm" className={classes.count} aria-hidden="true" />;
	const shown = format.number(count.count);
	return (
		<Text size="sm" c="dimmed" role="status" className={classes.count} title={count.exact ? undefined : say('count_about_why')}>
			{count.exact ? say('count_exact', { count: shown }) : say('count_about', { count: shown })}
		</Text>
	);
}

interface ChosenProps {
	readonly choice: ListChoice;
	readonly selection: Selection;
	readonly clear: () => void;
	readonly trash: boolean;
}

/** What can be done with those who are chosen. */
function Chosen({ choice, selection, clear, trash }: ChosenProps) {
	const { q, filter, state } = choice;
	const total = useListCount(choice);
	const chosen = chosenOf(selection, total?.count ?? 0);
	// All but each of them.
	const isEmpty = total !== undefined && chosen === 0;
	useEffect(() => {
		if (isEmpty) clear();
	}, [isEmpty, clear]);
	return (
		<Suspense fallback={<Arriving />}>
			<BulkBar
				selection={
					selection.all ? { query: listQueryOf({ q, filter, state }), except: [...selection.except] } : { ids: [...selection.ids] }
				}
				count={{ count: chosen, exact: !selection.all || (total?.exact ?? false) }}
				clear={clear}
				trash={trash}
			/>
		</Suspense>
	);
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
