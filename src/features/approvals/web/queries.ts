// What the pages read of approvals.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';

export const approvalRulesQuery = queryOptions({
	queryKey: ['approval-rules'],
	queryFn: ({ signal }) => client.approvals.getApprovalRules(undefined, { signal }),
	staleTime: 60_000,
});

export const approvalsQuery = (state: 'waiting' | 'ended') =>
	infiniteQueryOptions({
		queryKey: ['approvals', state],
		queryFn: ({ pageParam, signal }) => client.approvals.listApprovals({ query: { state, after: pageParam, limit: 50 } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});
