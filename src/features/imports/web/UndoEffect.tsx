// What an undo would do, or what it did: customers by what becomes of them, and those that stay with the reason.
import { List, ScrollArea, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useFormat } from '../../../web/shared/format.ts';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import { undoQuery } from './queries.ts';
import { useImportWords } from './words.ts';

export function UndoEffect({ id, done }: { readonly id: number; readonly done: boolean }) {
	const say = useImportWords();
	const format = useFormat();
	const effect = useQuery(undoQuery(id, done));
	if (effect.isPending) return <Loading lines={3} />;
	if (effect.isError) return <Failed cause={effect.error} retry={effect.refetch} />;
	const { removed, reverted, kept_count, kept, others, estimated } = effect.data;
	const number = (count: number) => (estimated ? say('undo_about', { count: format.number(count) }) : format.number(count));
	return (
		<>
			<List size="sm" spacing={4}>
				<List.Item>{say('undo_removed', { count: number(removed) })}</List.Item>
				<List.Item>{say('undo_reverted', { count: number(reverted) })}</List.Item>
				{kept_count > 0 && <List.Item>{say('undo_kept', { count: number(kept_count) })}</List.Item>}
				{others > 0 && <List.Item>{say('undo_others', { count: number(others) })}</List.Item>}
			</List>
			{kept.length > 0 && (
				<ScrollArea.Autosize mah={220}>
					<Stack gap={4} pl="md">
						{kept.map((one) => (
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
		</>
	);
}
