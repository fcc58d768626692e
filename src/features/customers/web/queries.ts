// What the pages read of customers, told once: keys and functions for the store of answers.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import { batched } from '../../../web/shared/batched.ts';
import type { Scope } from '../../access/endpoints-teams.ts';
import type { changeKinds } from '../endpoints-changes.ts';
import type { Condition } from '../schema.ts';

/** What a list shows: search, conditions that all hold, order, living or in the trash. */
export interface ListChoice {
	readonly q?: string;
	readonly filter?: readonly Condition[];
	readonly sort?: string;
	readonly state?: 'deleted';
}

/** The choice as the interface takes it; parts that say nothing are left out. */
export function listQueryOf({ q, filter, sort, state }: ListChoice) {
	return {
		...(q && { search: q }),
		...(filter && filter.length > 0 && { filter: JSON.stringify(filter) }),
		...(sort && { sort }),
		...(state && { state }),
	};
}

export const countQuery = ({ sort: _, ...choice }: ListChoice) =>
	queryOptions({
		queryKey: ['customers', 'count', choice],
		queryFn: ({ signal }) => client.customers.countCustomers({ query: listQueryOf(choice) }, { signal }),
	});

/** How many exactly, however many: counted in the background once the estimate is shown. */
export const exactCountQuery = ({ sort: _, ...choice }: ListChoice) =>
	queryOptions({
		queryKey: ['customers', 'count', choice, 'exact'],
		queryFn: ({ signal }) => client.customers.countCustomers({ query: { ...listQueryOf(choice), exact: 'true' } }, { signal }),
		staleTime: 60_000,
		retry: false,
	});

/** The values of a field with how many customers have each. */
export const groupsQuery = ({ sort: _, ...choice }: ListChoice, by: string) =>
	queryOptions({
		queryKey: ['customers', 'groups', choice, by],
		queryFn: ({ signal }) => client.customers.groupCustomers({ query: { ...listQueryOf(choice), by } }, { signal }),
	});

/** The first saved views whose name has the text in it, one's own before those that are shared. */
export const viewsQuery = (search: string) =>
	queryOptions({
		queryKey: ['views', 'list', search],
		queryFn: ({ signal }) => client.customers.listViews({ query: { limit: 50, ...(search && { search }) } }, { signal }),
		staleTime: 60_000,
	});

export const viewQuery = (id: number) =>
	queryOptions({
		queryKey: ['views', 'one', id],
		queryFn: ({ signal }) => client.customers.getView({ params: { id } }, { signal }),
		staleTime: 60_000,
	});

/** The fields whose columns can be made fast, and how far each is; asked again while one is being built. */
export const columnIndexesQuery = queryOptions({
	queryKey: ['column-indexes'],
	queryFn: ({ signal }) => client.customers.listColumnIndexes(undefined, { signal }),
	refetchInterval: (query) => (query.state.data?.items.some(({ state }) => state === 'building') ? 1_500 : false),
});

/** The first hits for what somebody types: the search dialogue, choosing the other end of a relationship. */
export const searchQuery = (text: string) =>
	queryOptions({
		queryKey: ['customers', 'search', text],
		queryFn: ({ signal }) =>
			client.customers.listCustomers({ query: { search: text, limit: 8, fields: 'id,name,kind,company,phone,email,city' } }, { signal }),
	});

export const profileQuery = (id: number) =>
	queryOptions({
		queryKey: ['customer', id, 'profile'],
		queryFn: ({ signal }) => client.customers.getCustomer({ params: { id } }, { signal }),
	});

export const provenanceQuery = (id: number) =>
	queryOptions({
		queryKey: ['customer', id, 'provenance'],
		queryFn: ({ signal }) => client.customers.getProvenance({ params: { id } }, { signal }),
	});

export const statementsQuery = (id: number) =>
	infiniteQueryOptions({
		queryKey: ['customer', id, 'statements'],
		queryFn: ({ pageParam, signal }) =>
			client.customers.listStatements({ params: { id }, query: { after: pageParam, limit: 50 } }, { signal }),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});

/** Changes of a kind, or of one unit. */
export interface ChangeChoice {
	readonly kind?: (typeof changeKinds)[number];
	readonly unit?: string;
}

export const changesQuery = (id: number, choice: ChangeChoice) =>
	infiniteQueryOptions({
		queryKey: ['customer', id, 'changes', choice],
		queryFn: ({ pageParam, signal }) =>
			client.customers.listChanges({ params: { id }, query: { ...choice, after: pageParam, limit: 50 } }, { signal }),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});

/** The values as they stood at a moment (ISO text). */
export const asOfQuery = (id: number, at: string) =>
	queryOptions({
		queryKey: ['customer', id, 'as-of', at],
		queryFn: ({ signal }) => client.customers.getCustomerAsOf({ params: { id }, query: { at } }, { signal }),
	});

export const filesQuery = (id: number) =>
	infiniteQueryOptions({
		queryKey: ['customer', id, 'files'],
		queryFn: ({ pageParam, signal }) => client.customers.listFiles({ params: { id }, query: { after: pageParam, limit: 50 } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});

/** All notes of a customer, the latest first, page by page. */
export const notesQuery = (id: number) =>
	infiniteQueryOptions({
		queryKey: ['customer', id, 'notes'],
		queryFn: ({ pageParam, signal }) => client.customers.listNotes({ params: { id }, query: { after: pageParam, limit: 100 } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});

/** All relationships of a customer, from both ends, page by page. */
export const relationshipsQuery = (id: number) =>
	infiniteQueryOptions({
		queryKey: ['customer', id, 'relationships'],
		queryFn: ({ pageParam, signal }) =>
			client.customers.listRelationships({ params: { id }, query: { after: pageParam, limit: 200 } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});

/** Everybody within so many steps of a customer, the nearest first, `limit` at most. */
export const networkQuery = (id: number, depth: number, limit: number) =>
	queryOptions({
		queryKey: ['customer', id, 'network', depth, limit],
		queryFn: ({ signal }) => client.customers.getNetwork({ params: { id }, query: { depth, limit } }, { signal }),
		staleTime: 30_000,
	});

export const attributesQuery = queryOptions({
	queryKey: ['attributes'],
	queryFn: ({ signal }) => client.customers.listAttributes(undefined, { signal }),
	staleTime: 60_000,
});

/** Requests for scopes at most: of 200 each, more than a company of 50 teams with some conditions has. */
const mostScopePages = 10;

/** The scopes with their teams. */
export const scopesQuery = queryOptions({
	queryKey: ['scopes'],
	queryFn: async ({ signal }) => {
		const items: Scope[] = [];
		let after: number | null = 0;
		for (let page = 0; after !== null && page < mostScopePages; page++) {
			const found: { items: Scope[]; next: number | null } = await client.access.listScopes(
				{ query: { limit: 200, ...(after > 0 && { after }) } },
				{ signal },
			);
			items.push(...found.items);
			after = found.next;
		}
		return items;
	},
	staleTime: 60_000,
});

/** The groups in which attributes stand. */
export const layoutQuery = queryOptions({
	queryKey: ['attribute-layout'],
	queryFn: ({ signal }) => client.customers.getAttributeLayout(undefined, { signal }),
	staleTime: 60_000,
});

/** The first tags by name: all of them in most installations, so that their colours need no further request. */
export const tagsQuery = queryOptions({
	queryKey: ['tags', 'first'],
	queryFn: ({ signal }) => client.customers.listTags({ query: { limit: 500 } }, { signal }),
	staleTime: 60_000,
});

/** Tags that hold the text, for suggestions while somebody types. */
export const tagSearchQuery = (search: string) =>
	queryOptions({
		queryKey: ['tags', 'search', search],
		queryFn: ({ signal }) => client.customers.listTags({ query: { limit: 20, ...(search && { search }) } }, { signal }),
		staleTime: 60_000,
	});

const loadTag = batched<{ readonly colour: string }, string>(1000, async (names) => {
	const { items } = await client.customers.findTags({ body: { names: [...names] } });
	return new Map(items.map((tag) => [tag.name, tag]));
});

/** One tag by its name, where there are more than the first ones. */
export const tagQuery = (name: string) =>
	queryOptions({ queryKey: ['tags', 'one', name], queryFn: () => loadTag(name), staleTime: 60_000 });

export const relationshipTypesQuery = queryOptions({
	queryKey: ['relationship-types'],
	queryFn: ({ signal }) => client.customers.listRelationshipTypes(undefined, { signal }),
	staleTime: 60_000,
});

export const sourcesQuery = queryOptions({
	queryKey: ['sources'],
	queryFn: ({ signal }) => client.customers.listSources(undefined, { signal }),
	// Customers that are being computed anew: until they are.
	refetchInterval: ({ state }) => (state.data?.items.some(({ recompute }) => recompute !== null) ? 2_000 : false),
});
