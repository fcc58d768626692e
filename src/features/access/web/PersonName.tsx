// A colleague's name beside what he owns or did.
import { useQuery } from '@tanstack/react-query';
import { personQuery } from './person-query.ts';

/** The name under an id, and the id itself while it is not read. */
export function PersonName({ id }: { readonly id: number }) {
	return useQuery(personQuery(id)).data?.name ?? `#${id}`;
}
