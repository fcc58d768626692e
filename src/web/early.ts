// What the first page needs is asked for at once, side by side, instead of one after the other.
import { queryClient } from './queries.ts';
import { sessionQuery } from './session.ts';

/** Asks who is signed in and, where the list is opened, for its script and its first rows: they would wait for the session otherwise. */
export function askEarly({ pathname, search }: Location): void {
	void queryClient.prefetchQuery(sessionQuery);
	if (!/^\/(customers\/?)?$/.test(pathname)) return;
	const page = import('../features/customers/web/list/ListPage.tsx');
	// A list that is searched or filtered is asked for by its page, which reads the address.
	if (search === '') void page.then(({ readAhead }) => readAhead());
}
