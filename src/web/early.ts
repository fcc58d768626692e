// What the first page needs is asked for at once, side by side, instead of one after the other.
import { queryClient } from './queries.ts';
import { sessionQuery } from './session.ts';
import { keep, kept } from './shared/kept.ts';

const place = 'signed-in';

/**
 * Asks who is signed in and, where the list is opened, for its script and its first rows: at the same time where somebody was signed in on this device at
 * the last visit (the server answers nobody else), otherwise as soon as it is known that somebody is.
 */
export function askEarly({ pathname, search }: Location): void {
	const was = kept<string>(place) === 'yes';
	// Whoever draws the page asks again and says what is wrong.
	const is = queryClient.fetchQuery(sessionQuery).then(
		({ user }) => {
			keep(place, user ? 'yes' : 'no');
			return user !== null;
		},
		() => false,
	);
	if (!/^\/(customers\/?)?$/.test(pathname)) return;
	const page = import('../features/customers/web/list/ListPage.tsx');
	// A list that is searched or filtered is asked for by its page, which reads the address.
	if (search === '')
		void page.then(
			async ({ readAhead }) => (was || (await is)) && readAhead(),
			() => {},
		);
}
