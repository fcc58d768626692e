// What the pages read of the demo.
import { queryOptions } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';

export const demoQuery = queryOptions({
	queryKey: ['demo'],
	queryFn: ({ signal }) => client.operations.getDemo(undefined, { signal }),
	refetchInterval: ({ state }) => (state.data?.state === 'running' || state.data?.state === 'removing' ? 1_000 : false),
});
