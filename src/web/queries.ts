// The store of what the page has read from the server.
import { QueryClient } from '@tanstack/react-query';
import { Problem } from '../client.ts';

/** Only a server that cannot be reached or fails is asked again; an answer that says no stays no. */
function worthRepeating(failures: number, cause: unknown): boolean {
	if (failures >= 2) return false;
	return !(cause instanceof Problem) || cause.status >= 502;
}

export const queryClient = new QueryClient({
	defaultOptions: {
		queries: { staleTime: 10_000, retry: worthRepeating, refetchOnWindowFocus: true },
		// Sent at once even where the browser believes that there is no network: whoever saves learns what became of it, at the field.
		mutations: { retry: false, networkMode: 'always' },
	},
});
