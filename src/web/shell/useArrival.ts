// What happens when another page is reached: the focus goes to its heading, and an opened customer is remembered as recent.
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { queryClient } from '../queries.ts';
import { sessionQuery } from '../session.ts';
import { rememberCustomer } from './recent.ts';

/** Puts the focus on the page's heading, so that keyboard and screen reader go on there; leaves it where the page itself has put it. */
function focusHeading(): void {
	const main = document.getElementById('main');
	if (!main || (document.activeElement !== main && main.contains(document.activeElement))) return;
	if (document.activeElement?.closest('[role="dialog"]')) return;
	const heading = main.querySelector('h1');
	heading?.setAttribute('tabindex', '-1');
	(heading ?? main).focus({ preventScroll: true });
}

export function useArrival(): void {
	const router = useRouter();
	useEffect(
		() =>
			router.subscribe('onRendered', ({ fromLocation, toLocation, pathChanged }) => {
				const user = queryClient.getQueryData(sessionQuery.queryKey)?.user;
				const id = /^\/customers\/(\d+)$/.exec(toLocation.pathname)?.[1];
				if (user && id) rememberCustomer(user.id, Number(id));
				// At the first page the browser decides; a change of search or filter is no other page.
				if (fromLocation && pathChanged) focusHeading();
			}),
		[router],
	);
}
