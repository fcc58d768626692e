// What concerns the person at the page: leaving it.
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { signOut } from '../client.ts';
import { useTell } from '../shared/problem.ts';

/** Ends the session; nothing that was read stays in the page. */
export function useLeave(): () => void {
	const tell = useTell();
	const queryClient = useQueryClient();
	const navigate = useNavigate();
	return () =>
		void signOut()
			.then(() => {
				queryClient.clear();
				return navigate({ to: '/sign-in', search: {} });
			})
			.catch(tell.failed);
}
