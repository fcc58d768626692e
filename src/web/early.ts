// What the first page needs is asked for at once, side by side, instead of one after the other.
import { queryClient } from './queries.ts';
import { sessionQuery } from './session.ts';

/** Asks who is signed in and, where the list is opened, for its script at the same time and for its first rows as soon as it is known that somebody may see them. */
export function askEarly({ pathname, search }: Location): void {
	const session = queryClient.fetchQuery(sessionQuery);
	// Whoever draws the page asks again and says what is wrong.
	session.catch(() => {});
	if (!/^\/(customers\/?)?$/.test(pathname)) return;
	const page = import('../features/customers/web/list/ListPage.tsx');
	// A list that is searched or filtered is asked for by its page, which reads the address.
	if (search === '')
		void Promise.all([page, session]).then(
			([{ readAhead }, { user }]) => user && readAhead(),
			() => {},
		);
}
