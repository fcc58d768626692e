// Typing over cells of a file: the server keeps it, and what is shown of the rows is asked for anew.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import { useTell } from '../../../web/shared/problem.ts';

export type Correct = (row: number, position: number, value: string | null) => void;

/** @param shown the queries that show the rows: of a draft its preview, afterwards its problems */
export function useCorrect(id: number, shown: 'preview' | 'problems'): Correct {
	const tell = useTell();
	const queryClient = useQueryClient();
	const { mutate } = useMutation({
		mutationFn: (correction: { row: number; position: number; value: string | null }) =>
			client.imports.correctImport({ params: { id }, body: { corrections: [correction] } }),
		onError: tell.failed,
		onSettled: () => queryClient.invalidateQueries({ queryKey: ['import', id, shown] }),
	});
	return (row, position, value) => mutate({ row, position, value });
}
