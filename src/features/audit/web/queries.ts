// What the page reads of the audit.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import { type AuditSearch, asked } from './search.ts';

export const entriesQuery = (search: AuditSearch) =>
	infiniteQueryOptions({
		queryKey: ['audit', 'entries', search],
		queryFn: ({ pageParam, signal }) => client.audit.listAudit({ query: { ...asked(search), after: pageParam, limit: 50 } }, { signal }),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
		staleTime: 0,
	});

export const stateQuery = queryOptions({
	queryKey: ['audit', 'state'],
	queryFn: ({ signal }) => client.audit.getAuditState(undefined, { signal }),
	staleTime: 0,
	refetchInterval: ({ state }) => (state.data?.verifying ? 1_500 : 30_000),
});
