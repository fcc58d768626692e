// What the pages of signing in read.
import { queryOptions } from '@tanstack/react-query';
import { client, gate } from '../../../web/client.ts';

export const optionsQuery = queryOptions({
	queryKey: ['sign-in', 'options'],
	queryFn: ({ signal }) => gate.signIn.getSignInOptions(undefined, { signal }),
	staleTime: 60_000,
});

export const securityQuery = queryOptions({
	queryKey: ['sign-in', 'security'],
	queryFn: ({ signal }) => client.signIn.getSecurity(undefined, { signal }),
});

export const sessionsQuery = queryOptions({
	queryKey: ['sign-in', 'sessions'],
	queryFn: ({ signal }) => client.signIn.listSessions(undefined, { signal }),
});

export const settingsQuery = queryOptions({
	queryKey: ['sign-in', 'settings'],
	queryFn: ({ signal }) => client.signIn.getSignInSettings(undefined, { signal }),
});

export const providersKey = ['sign-in', 'providers'];
