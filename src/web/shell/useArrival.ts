// What happens when another page is reached: the focus goes to its heading, and an opened customer is remembered as recent.
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { queryClient } from '../queries.ts';
import { sessionQuery } from '../session.ts';
import { rememberCustomer } from './recent.ts';

/** How long a page may take to show its heading. In milliseconds. */
const patience = 5000;

function focusOn(element: HTMLElement): void {
	element.setAttribute('tabindex', '-1');
	element.focus({ preventScroll: true });
}

/**
 * Puts the focus on the page's heading, so that keyboard and screen reader go on there; where that is still to come, on the page until it is there.
 * Leaves it where the page itself has put it.
 */
function focusHeading(): void {
	const main = document.getElementById('main');
	const now = document.activeElement;
	if (!main || (now !== main && main.contains(now)) || now?.closest('[role="dialog"]')) return;
	const heading = main.querySelector('h1');
	focusOn(heading ?? main);
	if (heading) return;
	const watch = new MutationObserver(() => {
		const come = main.querySelector('h1');
		if (come && document.activeElement === main) focusOn(come);
		if (come || document.activeElement !== main) watch.disconnect();
	});
	watch.observe(main, { childList: true, subtree: true });
	setTimeout(() => watch.disconnect(), patience);
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
