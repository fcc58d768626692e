// What the first page needs is asked for at once, side by side, instead of one after the other.
import { queryClient } from './queries.ts';
import { sessionQuery } from './session.ts';

/** Asks who is signed in and, where the list is opened, for its script: it would wait for the session otherwise. */
export function askEarly(path: string): void {
	void queryClient.prefetchQuery(sessionQuery);
	if (/^\/(customers\/?)?$/.test(path)) void import('../features/customers/web/list/ListPage.tsx');
}
