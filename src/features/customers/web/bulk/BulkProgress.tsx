// A bulk change under way, in a notification that blocks nothing: how far it is, then what came of it, with undo.
import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { client } from '../../../../web/client.ts';
import { useFormat } from '../../../../web/shared/format.ts';
import { useTell } from '../../../../web/shared/problem.ts';
import { useCommonWords } from '../../../../web/words.ts';
import type { BulkEditRow } from '../../endpoints-bulk.ts';
import { Description, useOutcome } from './describe.ts';
import { bulkEditQuery, moving, undoable } from './queries.ts';
import { useBulkWords } from './words.ts';

interface BulkProgressProps {
	readonly id: number;
	/** Leads to the page of all bulk changes. */
	readonly showAll: () => void;
}

const noteOf = (id: number): string => `bulk-edit-${id}`;

/** Opens the notification; it stays until it is closed. */
export function useShowProgress(): (props: BulkProgressProps) => void {
	const common = useCommonWords();
	return (props) =>
		notifications.show({
			id: noteOf(props.id),
			message: <BulkProgress {...props} />,
			autoClose: false,
			withBorder: true,
			closeButtonProps: { 'aria-label': common('close') },
		});
}

export function BulkProgress({ id, showAll }: BulkProgressProps) {
	const say = useBulkWords();
	const format = useFormat();
	const outcome = useOutcome();
	const queryClient = useQueryClient();
	const row = useQuery(bulkEditQuery(id)).data;
	const state = row?.state;
	useEffect(() => {
		// Lists and customers show what was done.
		if (!state || moving.has(state)) return;
		for (const key of ['customers', 'customer', 'bulk_edits']) void queryClient.invalidateQueries({ queryKey: [key] });
	}, [state, queryClient]);
	if (!row) return null;
	const goes = moving.has(row.state);
	return (
		<Stack gap={6}>
			<Text size="sm" fw={600}>
				<Description action={row.action} />
			</Text>
			{goes && (
				<Progress.Root size="sm">
					<Progress.Section value={shareOf(row)} aria-label={say('progress')} />
				</Progress.Root>
			)}
			<Text size="sm" c="dimmed" role="status" style={{ fontVariantNumeric: 'tabular-nums' }}>
				{row.error?.message ?? outcome(row, format.number)}
			</Text>
			<Group gap="xs">
				<BulkButtons row={row} />
				<Button
					size="compact-sm"
					variant="subtle"
					onClick={() => {
						notifications.hide(noteOf(id));
						showAll();
					}}
				>
					{say('details')}
				</Button>
			</Group>
		</Stack>
	);
}

/** How far it is, in percent. */
function shareOf({ state, done, total, changed, undo }: BulkEditRow): number {
	if (state === 'undoing') return (100 * (undo?.done ?? 0)) / Math.max(1, changed);
	return (100 * done) / Math.max(1, total);
}

/** Stop, or undo: whichever the state allows. `ask`: instead of undoing at once. */
export function BulkButtons({ row, ask }: { readonly row: BulkEditRow; readonly ask?: () => void }) {
	const say = useBulkWords();
	const tell = useTell();
	const queryClient = useQueryClient();
	const params = { id: row.id };
	const taken = {
		onSuccess: (next: BulkEditRow) => {
			queryClient.setQueryData(bulkEditQuery(row.id).queryKey, next);
			void queryClient.invalidateQueries({ queryKey: ['bulk_edits'] });
		},
		onError: tell.failed,
	};
	const cancel = useMutation({ mutationFn: () => client.customers.cancelBulkEdit({ params }), ...taken });
	const undo = useMutation({ mutationFn: () => client.customers.undoBulkEdit({ params }), ...taken });
	if (row.state === 'waiting' || row.state === 'queued' || row.state === 'running')
		return (
			<Button size="compact-sm" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
				{say('cancel')}
			</Button>
		);
	if (!undoable(row)) return null;
	return (
		<Button size="compact-sm" variant="default" loading={undo.isPending} onClick={ask ?? (() => undo.mutate())}>
			{say('undo')}
		</Button>
	);
}
