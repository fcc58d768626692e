// What the pages of privacy read.
import { queryOptions } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';

/** Purposes that are in use; there are few. */
export const purposesQuery = queryOptions({
	queryKey: ['privacy', 'purposes'],
	queryFn: async ({ signal }) => (await client.privacy.listPurposes({ query: { limit: 200 } }, { signal })).items,
	staleTime: 60_000,
});

/** Recipients that are in use; there are few. */
export const recipientsQuery = queryOptions({
	queryKey: ['privacy', 'recipients', 'all'],
	queryFn: async ({ signal }) => (await client.privacy.listRecipients({ query: { limit: 200 } }, { signal })).items,
	staleTime: 60_000,
});

export const consentsQuery = (id: number) =>
	queryOptions({
		queryKey: ['privacy', 'consents', id],
		queryFn: ({ signal }) => client.privacy.getConsents({ params: { id }, query: { limit: 20 } }, { signal }),
	});

export const requestQuery = (id: number) =>
	queryOptions({
		queryKey: ['privacy', 'request', id],
		queryFn: ({ signal }) => client.privacy.getRequest({ params: { id } }, { signal }),
	});

export const templatesQuery = queryOptions({
	queryKey: ['privacy', 'templates'],
	queryFn: async ({ signal }) => (await client.privacy.listTemplates(undefined, { signal })).items,
	staleTime: 60_000,
});

export const settingsQuery = queryOptions({
	queryKey: ['privacy', 'settings'],
	queryFn: ({ signal }) => client.privacy.getPrivacySettings(undefined, { signal }),
});
