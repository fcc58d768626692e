// Bringing a customer back out of the trash.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../../web/client.ts';
import { useTell } from '../../../../web/shared/problem.ts';
import type { Profile } from '../../schema.ts';
import { profileQuery } from '../queries.ts';

export function useRestore(id: number) {
	const tell = useTell();
	const queryClient = useQueryClient();
	return useMutation({
		mutationFn: () => client.customers.restoreCustomer({ params: { id } }),
		onSuccess: (profile: Profile) => {
			queryClient.setQueryData(profileQuery(id).queryKey, profile);
			void queryClient.invalidateQueries({ queryKey: ['customer', id] });
			void queryClient.invalidateQueries({ queryKey: ['customers'] });
		},
		onError: tell.failed,
	});
}
