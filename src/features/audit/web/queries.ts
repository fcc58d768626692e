// What the page reads of the audit.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';

export interface AuditFilter {
	readonly feature: string;
	readonly person: number | null;
	readonly customer: string;
	readonly since: string;
	readonly until: string;
}

export const noFilter: AuditFilter = { feature: '', person: null, customer: '', since: '', until: '' };

const dayAfter = (day: string): string => new Date(new Date(`${day}T00:00:00`).getTime() + 86_400_000).toISOString();

/** The filter as the interface takes it: days are those of the person's own clock. */
export function asked({ feature, person, customer, since, until }: AuditFilter) {
	return {
		...(feature && { action: `${feature}.` }),
		...(person !== null && { user_id: person }),
		...(/^[1-9]\d{0,14}$/.test(customer.trim()) && { customer_id: Number(customer) }),
		...(since && { from: new Date(`${since}T00:00:00`).toISOString() }),
		...(until && { to: dayAfter(until) }),
	};
}

export const entriesQuery = (filter: AuditFilter) =>
	infiniteQueryOptions({
		queryKey: ['audit', 'entries', filter],
		queryFn: ({ pageParam, signal }) => client.audit.listAudit({ query: { ...asked(filter), after: pageParam, limit: 50 } }, { signal }),
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
