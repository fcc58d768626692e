// What the pages read of webhooks.
import { infiniteQueryOptions } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';

export const webhooksKey = ['webhooks'];

export const webhooksQuery = infiniteQueryOptions({
	queryKey: [...webhooksKey, 'list'],
	queryFn: ({ pageParam, signal }) => client.webhooks.listWebhooks({ query: { after: pageParam, limit: 100 } }, { signal }),
	initialPageParam: undefined as number | undefined,
	getNextPageParam: (page) => page.next ?? undefined,
});

export const deliveriesQuery = (id: number) =>
	infiniteQueryOptions({
		queryKey: [...webhooksKey, id, 'deliveries'],
		queryFn: ({ pageParam, signal }) =>
			client.webhooks.listWebhookDeliveries({ params: { id }, query: { after: pageParam, limit: 50 } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
		staleTime: 0,
		// What waits is delivered within seconds.
		refetchInterval: ({ state }) =>
			state.data?.pages[0]?.items.some((one) => one.state === 'waiting' && one.attempts === 0) ? 2_000 : false,
	});
