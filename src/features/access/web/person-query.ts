// Colleagues by name and by id: what pages read of them.
import { queryOptions } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import { batched } from '../../../web/shared/batched.ts';
import type { Person } from '../schema.ts';

const load = batched<Person>(50, async (ids) => {
	const { items } = await client.access.listPeople({ query: { ids: ids.join(',') } });
	return new Map(items.map((person) => [person.id, person]));
});

/** One colleague, also one who has left; null where there is none. */
export const personQuery = (id: number) =>
	queryOptions({ queryKey: ['people', 'one', id], queryFn: () => load(id), staleTime: 10 * 60_000 });

/** Colleagues whose name or e-mail address holds the text; 50 at most. */
export const peopleQuery = (search: string) =>
	queryOptions({
		queryKey: ['people', 'search', search],
		queryFn: ({ signal }) => client.access.listPeople({ query: { ...(search && { search }) } }, { signal }),
		staleTime: 60_000,
	});
