// The list of customers: search, filters, columns, export, the trash.
import { Alert, Button, CloseButton, Text, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconSearch, IconTrash, IconUpload, IconUserSearch, IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { Problem } from '../../../../client.ts';
import { useMay } from '../../../../web/session.ts';
import { ButtonLink } from '../../../../web/shared/ButtonLink.tsx';
import { useFormat } from '../../../../web/shared/format.ts';
import { PageHead } from '../../../../web/shared/PageHead.tsx';
import { useSettled } from '../../../../web/shared/settled.ts';
import { Empty, Failed } from '../../../../web/shared/states.tsx';
import { countQuery, customersQuery, type ListChoice } from '../queries.ts';
import { useListWords } from '../words.ts';
import { ColumnMenu } from './ColumnMenu.tsx';
import { CustomerTable } from './CustomerTable.tsx';
import { useColumns } from './columns.ts';
import { ExportMenu } from './ExportMenu.tsx';
import { FilterBar } from './FilterBar.tsx';
import classes from './ListPage.module.css';
import type { ListSearch } from './search.ts';

// Forms come when they are asked for: the list itself is what must be there at once.
const NewCustomer = lazy(() => import('./NewCustomer.tsx').then((module) => ({ default: module.NewCustomer })));

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
	const { q, filter, sort, state, dialog } = search;
	const choice: ListChoice = useMemo(() => ({ q, filter, sort, state }), [q, filter, sort, state]);
	const columns = useColumns();
	const list = useInfiniteQuery({ ...customersQuery(choice), placeholderData: (before) => before });
	const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
	const inTrash = state === 'deleted';
	const narrowed = Boolean(q) || (filter?.length ?? 0) > 0;

	return (
		<div className={classes.page}>
			<PageHead
				title={inTrash ? say('trash') : say('title')}
				lead={inTrash ? say('trash_lead') : undefined}
				beside={<Count choice={choice} />}
				actions={
					inTrash ? (
						<ButtonLink variant="default" to="/customers" search={{}}>
							{say('leave_trash')}
						</ButtonLink>
					) : (
						may('customers.write') && (
							<Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => change({ dialog: 'new' })}>
								{say('new')}
							</Button>
						)
					)
				}
			/>
			<div className={classes.tools}>
				<SearchField value={q ?? ''} onChange={(text) => change({ q: text || undefined })} />
				<FilterBar filter={filter ?? []} onChange={(next) => change({ filter: next.length > 0 ? next : undefined })} />
				<div className={classes.right}>
					<ColumnMenu columns={columns} />
					{may('exports.run') && <ExportMenu choice={choice} />}
					{!inTrash && (
						<Tooltip label={say('trash')}>
							<ButtonLink variant="default" px="xs" to="/customers" search={{ state: 'deleted' }} aria-label={say('trash')}>
								<IconTrash size={18} aria-hidden="true" />
							</ButtonLink>
						</Tooltip>
					)}
				</div>
			</div>
			{list.isError ? (
				<ListFailed cause={list.error} retry={() => void list.refetch()} />
			) : !list.isPending && rows.length === 0 && !list.isPlaceholderData ? (
				<NothingHere inTrash={inTrash} narrowed={narrowed} create={() => change({ dialog: 'new' })} />
			) : (
				<CustomerTable
					key={inTrash ? 'trash' : 'living'}
					rows={rows}
					columns={columns.shown}
					sort={q ? undefined : sort}
					onSort={(next) => change({ sort: next })}
					loading={list.isPending}
					stale={list.isPlaceholderData}
					more={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
					loadingMore={list.isFetchingNextPage}
					inTrash={inTrash}
				/>
			)}
			{dialog === 'new' && (
				<Suspense fallback={null}>
					<NewCustomer close={() => change({ dialog: undefined })} />
				</Suspense>
			)}
		</div>
	);
}

function Count({ choice }: { readonly choice: ListChoice }) {
	const say = useListWords();
	const format = useFormat();
	const count = useQuery({ ...countQuery(choice), placeholderData: (before) => before }).data;
	if (!count) return null;
	const shown = format.number(count.count);
	return (
		<Text size="sm" c="dimmed" role="status" title={count.exact ? undefined : say('count_about_why')}>
			{count.exact ? say('count_exact', { count: shown }) : say('count_about', { count: shown })}
		</Text>
	);
}

function SearchField({ value, onChange }: { readonly value: string; readonly onChange: (text: string) => void }) {
	const say = useListWords();
	const [text, setText] = useState(value);
	const settled = useSettled(text, 120);
	// What the person types goes to the address once it stands still; a change of the address (back, a link) goes to the field.
	// biome-ignore lint/correctness/useExhaustiveDependencies: only the settled text decides
	useEffect(() => {
		if (settled === text && settled !== value) onChange(settled);
	}, [settled]);
	useEffect(() => setText(value), [value]);
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

function ListFailed({ cause, retry }: { readonly cause: unknown; readonly retry: () => void }) {
	const say = useListWords();
	const may = useMay();
	const canIndex = cause instanceof Problem && cause.code === 'filter_too_slow' && cause.document.can_index === true;
	return (
		<>
			<Failed cause={cause} retry={retry} />
			{canIndex && may('settings.manage') && (
				<Alert color="gray">
					<Link to="/settings/attributes">{say('filter_slow')}</Link>
				</Alert>
			)}
		</>
	);
}

interface NothingHereProps {
	readonly inTrash: boolean;
	readonly narrowed: boolean;
	readonly create: () => void;
}

function NothingHere({ inTrash, narrowed, create }: NothingHereProps) {
	const say = useListWords();
	const may = useMay();
	if (narrowed)
		return (
			<Empty icon={<IconUserSearch />} title={say('nothing')}>
				{say('nothing_why')}
			</Empty>
		);
	if (inTrash) return <Empty icon={<IconTrash />} title={say('empty_trash')} />;
	return (
		<Empty
			icon={<IconUsers />}
			title={say('empty')}
			action={
				<>
					{may('imports.run') && (
						<ButtonLink to="/imports/new" leftSection={<IconUpload size={16} aria-hidden="true" />}>
							{say('import')}
						</ButtonLink>
					)}
					{may('customers.write') && (
						<Button variant="default" onClick={create}>
							{say('new')}
						</Button>
					)}
				</>
			}
		>
			{say('empty_why')}
		</Empty>
	);
}
