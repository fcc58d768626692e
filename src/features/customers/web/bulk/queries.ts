// What the pages read of bulk changes.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { client } from '../../../../web/client.ts';
import type { BulkEditRow, BulkState, bulkAction, bulkSelection } from '../../endpoints-bulk.ts';

/** A selection and an action as they are sent. */
export type Selection = z.input<typeof bulkSelection>;
export type Action = z.input<typeof bulkAction>;

/** States in which something goes on by itself. */
export const moving: ReadonlySet<BulkState> = new Set(['queued', 'running', 'undoing']);
/** States from which an undo may start. */
export const undoable = ({ state, done }: BulkEditRow): boolean => ['done', 'cancelled', 'failed'].includes(state) && done > 0;

export const bulkEditQuery = (id: number) =>
	queryOptions({
		queryKey: ['bulk_edits', id],
		queryFn: ({ signal }) => client.customers.getBulkEdit({ params: { id } }, { signal }),
		refetchInterval: ({ state }) => (!state.data || moving.has(state.data.state) ? 700 : false),
		staleTime: 0,
	});

export const bulkEditsQuery = infiniteQueryOptions({
	queryKey: ['bulk_edits', 'list'],
	queryFn: ({ pageParam, signal }) => client.customers.listBulkEdits({ query: { after: pageParam, limit: 50 } }, { signal }),
	initialPageParam: undefined as number | undefined,
	getNextPageParam: (page) => page.next ?? undefined,
	refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some((row) => moving.has(row.state))) ? 1000 : false),
});

/** What an undo would do: asked for anew each time, since every other edit changes it. */
export const undoPreviewQuery = (id: number) =>
	queryOptions({
		queryKey: ['bulk_edits', id, 'undo'],
		queryFn: ({ signal }) => client.customers.previewBulkUndo({ params: { id } }, { signal }),
		staleTime: 0,
		gcTime: 0,
	});
