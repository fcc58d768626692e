// What the pages read of imports.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import type { ImportOptions, ImportRow, ImportState } from '../schema.ts';

/** States in which something goes on by itself. */
export const moving: ReadonlySet<ImportState> = new Set(['queued', 'running', 'undoing', 'redoing']);

/** Milliseconds until the progress is asked for again; false where nothing changes by itself. */
function pollingOf(row: ImportRow | undefined): number | false {
	if (!row) return false;
	if (moving.has(row.state) || row.indexing > 0) return 1000;
	return row.state === 'paused' ? 5000 : false;
}

export const importQuery = (id: number) =>
	queryOptions({
		queryKey: ['import', id, 'row'],
		queryFn: ({ signal }) => client.imports.getImport({ params: { id } }, { signal }),
		refetchInterval: ({ state }) => pollingOf(state.data),
		staleTime: 0,
	});

export const previewQuery = (id: number, options: ImportOptions) =>
	queryOptions({
		queryKey: ['import', id, 'preview', options],
		queryFn: ({ signal }) => client.imports.previewImport({ params: { id }, body: options }, { signal }),
		staleTime: 60_000,
	});

/** What an undo would do, or (done) what it did: asked for anew each time, since every other import and edit changes it. */
export const undoQuery = (id: number, done: boolean) =>
	queryOptions({
		queryKey: ['import', id, 'undo', done],
		queryFn: ({ signal }) => client.imports.previewUndo({ params: { id } }, { signal }),
		staleTime: 0,
		gcTime: 0,
	});

export const problemsQuery = (id: number, show: 'problems' | 'repaired') =>
	infiniteQueryOptions({
		queryKey: ['import', id, 'problems', show],
		queryFn: ({ pageParam, signal }) =>
			client.imports.listImportProblems({ params: { id }, query: { show, after: pageParam, limit: 50 } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});

export const importsQuery = infiniteQueryOptions({
	queryKey: ['imports'],
	queryFn: ({ pageParam, signal }) => client.imports.listImports({ query: { after: pageParam, limit: 50 } }, { signal }),
	initialPageParam: undefined as number | undefined,
	getNextPageParam: (page) => page.next ?? undefined,
	refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some((row) => moving.has(row.state))) ? 2000 : false),
});

export const mappingsQuery = infiniteQueryOptions({
	queryKey: ['import-mappings'],
	queryFn: ({ pageParam, signal }) => client.imports.listImportMappings({ query: { after: pageParam, limit: 50 } }, { signal }),
	initialPageParam: undefined as number | undefined,
	getNextPageParam: (page) => page.next ?? undefined,
});
