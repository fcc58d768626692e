// The list without rows: on its way, failed, too slow, empty; and the button that brings a customer back from the trash.
import { Alert, Button, Skeleton } from '@mantine/core';
import { IconBolt, IconTrash, IconUpload, IconUserSearch, IconUsers } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Problem } from '../../../../client.ts';
import { client } from '../../../../web/client.ts';
import { useMay } from '../../../../web/session.ts';
import { ButtonLink } from '../../../../web/shared/ButtonLink.tsx';
import { useTell } from '../../../../web/shared/problem.ts';
import { Empty, Failed } from '../../../../web/shared/states.tsx';
import { useShellWords } from '../../../../web/words.ts';
import type { ShownField } from '../fields.ts';
import { attributesQuery, columnIndexesQuery } from '../queries.ts';
import { useListWords } from '../words.ts';
import type { Row } from './chunks.ts';
import classes from './Grid.module.css';
import list from './ListPage.module.css';

/** Grey rows of the same height as the real ones, so that nothing jumps. */
export function PendingGrid() {
	return (
		<div className={classes.frame} aria-hidden="true">
			<div className={classes.box}>
				{Array.from({ length: 18 }, (_, line) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
					<div key={line} className={list.pending}>
						<Skeleton height={10} width={`${30 + ((line * 17) % 45)}%`} />
					</div>
				))}
			</div>
		</div>
	);
}

interface ListFailedProps {
	readonly cause: unknown;
	readonly retry: () => void;
	readonly fields: readonly ShownField[];
	/** Shows the list without what the address asks of this field. */
	readonly without: (field: string) => void;
}

/** Why there is no list; where a field is too slow for so many customers, what makes it fast; where it is no longer there, the way on. */
export function ListFailed({ cause, retry, fields, without }: ListFailedProps) {
	const say = useListWords();
	const may = useMay();
	const slow = cause instanceof Problem && cause.code === 'filter_too_slow' && cause.document.can_index === true;
	const field = slow ? fields.find(({ name }) => name === cause.document.field) : undefined;
	if (cause instanceof Problem && cause.code === 'field_unknown') {
		const gone = String(cause.document.field);
		return (
			<Empty
				icon={<IconUserSearch />}
				title={say('field_gone')}
				action={<Button onClick={() => without(gone)}>{say('field_gone_do')}</Button>}
			>
				{say('field_gone_why', { field: gone.replace(/^attributes\./, '') })}
			</Empty>
		);
	}
	return (
		<>
			<Failed cause={cause} retry={retry} />
			{field && may('settings.manage') && <MakeFast field={field} ready={retry} />}
		</>
	);
}

/** Has an index built for a field, and goes on when it is ready. */
function MakeFast({ field, ready }: { readonly field: ShownField; readonly ready: () => void }) {
	const say = useListWords();
	const tell = useTell();
	const queryClient = useQueryClient();
	const own = useQuery(attributesQuery).data?.items.find(({ id }) => id === field.attribute?.id);
	const column = useQuery({ ...columnIndexesQuery, enabled: !field.attribute }).data?.items.find((one) => one.field === field.name);
	const state = field.attribute ? own?.index_state : column?.state;
	const make = useMutation({
		mutationFn: async () => {
			if (field.attribute) await client.customers.updateAttribute({ params: { id: field.attribute.id }, body: { indexed: true } });
			else await client.customers.createColumnIndex({ body: { field: field.name } });
		},
		onSuccess: () => {
			void queryClient.invalidateQueries({ queryKey: ['attributes'] });
			void queryClient.invalidateQueries({ queryKey: ['column-indexes'] });
		},
		onError: tell.failed,
	});
	const building = state === 'building';
	useEffect(() => {
		if (!building) return;
		const timer = setInterval(() => void queryClient.invalidateQueries({ queryKey: ['attributes'] }), 2_000);
		return () => clearInterval(timer);
	}, [building, queryClient]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: once, when it has become ready
	useEffect(() => {
		if (state === 'ready') ready();
	}, [state]);
	return (
		<Alert color="blue" mt="sm" icon={<IconBolt aria-hidden="true" />} role="status">
			{building ? say('make_fast_building', { field: field.label }) : say('make_fast_why', { field: field.label })}
			{!building && (
				<div>
					<Button size="xs" mt="xs" loading={make.isPending} onClick={() => make.mutate()}>
						{say('make_fast')}
					</Button>
				</div>
			)}
		</Alert>
	);
}

interface NothingHereProps {
	readonly inTrash: boolean;
	readonly narrowed: boolean;
	/** What was searched. */
	readonly text: string | undefined;
	/** Takes search and filters away. */
	readonly widen: () => void;
	readonly create: () => void;
}

export function NothingHere({ inTrash, narrowed, text, widen, create }: NothingHereProps) {
	const say = useListWords();
	const shell = useShellWords();
	const may = useMay();
	if (narrowed)
		return (
			<Empty
				icon={<IconUserSearch />}
				title={text ? say('nothing_of', { text }) : say('nothing')}
				action={
					<Button variant="default" onClick={widen}>
						{say(inTrash ? 'widen_trash' : 'widen')}
					</Button>
				}
			>
				{say('nothing_why')}
			</Empty>
		);
	if (inTrash)
		return (
			<Empty icon={<IconTrash />} title={say('empty_trash')}>
				{say('empty_trash_why')}
			</Empty>
		);
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
						<ButtonLink to="/welcome" variant="default">
							{shell('welcome')}
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

export function Restore({ row, done }: { readonly row: Row; readonly done: () => void }) {
	const say = useListWords();
	const tell = useTell();
	const may = useMay();
	const queryClient = useQueryClient();
	const restore = useMutation({
		mutationFn: () => client.customers.restoreCustomer({ params: { id: row.id } }),
		onSuccess: () => {
			tell.done(say('restored'));
			// What this person did may move the list, though the pointer is over it.
			done();
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
