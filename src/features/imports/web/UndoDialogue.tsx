// What an undo would do, before it is done.
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import { useExplain } from '../../../web/shared/problem.ts';
import { useCommonWords } from '../../../web/words.ts';
import { importQuery, undoQuery } from './queries.ts';
import { UndoEffect } from './UndoEffect.tsx';
import { useImportWords } from './words.ts';

export function UndoDialogue({ id, close }: { readonly id: number; readonly close: () => void }) {
	const say = useImportWords();
	const common = useCommonWords();
	const explain = useExplain();
	const queryClient = useQueryClient();
	const preview = useQuery(undoQuery(id, false));
	const undo = useMutation({
		mutationFn: () => client.imports.undoImport({ params: { id } }),
		onSuccess: (row) => {
			queryClient.setQueryData(importQuery(id).queryKey, row);
			void queryClient.invalidateQueries({ queryKey: ['customers'] });
			close();
		},
	});
	return (
		<Modal opened onClose={close} title={say('undo_title')} closeButtonProps={{ 'aria-label': common('close') }}>
			<Stack gap="sm">
				<UndoEffect id={id} done={false} />
				<Text size="sm" c="dimmed">
					{say('undo_redo')}
				</Text>
				{undo.isError && (
					<Alert color="red" role="alert">
						{explain(undo.error)}
					</Alert>
				)}
				<Group justify="flex-end">
					<Button variant="default" onClick={close}>
						{common('cancel')}
					</Button>
					<Button color="red" loading={undo.isPending} disabled={!preview.data} onClick={() => undo.mutate()}>
						{say('undo')}
					</Button>
				</Group>
			</Stack>
		</Modal>
	);
}
