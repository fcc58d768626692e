// What the bell reads.
import { infiniteQueryOptions } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';

export const notificationsQuery = infiniteQueryOptions({
	queryKey: ['notifications'],
	queryFn: ({ pageParam, signal }) => client.notifications.listNotifications({ query: { after: pageParam, limit: 20 } }, { signal }),
	initialPageParam: undefined as number | undefined,
	getNextPageParam: (page) => page.next ?? undefined,
	staleTime: 60_000,
});
