// What concerns the person at the page: leaving it.
import { signOut } from '../client.ts';
import { useTell } from '../shared/problem.ts';
import { forgetSearches } from './recent.ts';

/** Ends the session. The page is loaded anew: nothing that was read, in whichever module it is kept, is there for whoever signs in next. */
export function useLeave(): () => void {
	const tell = useTell();
	return () =>
		void signOut().then(() => {
			forgetSearches();
			location.assign('/sign-in');
		}, tell.failed);
}
