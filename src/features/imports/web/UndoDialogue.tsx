// What an undo would do, before it is done.
import { Alert, Button, Group, List, Modal, ScrollArea, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../../../web/client.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { useExplain } from '../../../web/shared/problem.ts';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import { useCommonWords } from '../../../web/words.ts';
import { importQuery } from './queries.ts';
import { useImportWords } from './words.ts';

export function UndoDialogue({ id, close }: { readonly id: number; readonly close: () => void }) {
	const say = useImportWords();
	const common = useCommonWords();
	const format = useFormat();
	const explain = useExplain();
	const queryClient = useQueryClient();
	const preview = useQuery({
		queryKey: ['import', id, 'undo'],
		queryFn: ({ signal }) => client.imports.previewUndo({ params: { id } }, { signal }),
		staleTime: 0,
		gcTime: 0,
	});
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
				{preview.isPending && <Loading lines={3} />}
				{preview.isError && <Failed cause={preview.error} retry={preview.refetch} />}
				{preview.data && (
					<List size="sm" spacing={4}>
						<List.Item>{say('undo_removed', { count: format.number(preview.data.removed) })}</List.Item>
						<List.Item>{say('undo_reverted', { count: format.number(preview.data.reverted) })}</List.Item>
						{preview.data.kept_count > 0 && <List.Item>{say('undo_kept', { count: format.number(preview.data.kept_count) })}</List.Item>}
					</List>
				)}
				{preview.data && preview.data.kept.length > 0 && (
					<ScrollArea.Autosize mah={220}>
						<Stack gap={4} pl="md">
							{preview.data.kept.map((one) => (
								<Text key={one.customer_id} size="sm">
									<Link to="/customers/$id" params={{ id: String(one.customer_id) }} search={{}}>
										{one.name ?? `#${one.customer_id}`}
									</Link>
									{' — '}
									{one.reason}
								</Text>
							))}
						</Stack>
					</ScrollArea.Autosize>
				)}
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
