// After an import: rows that were refused or taken without a value, mended cell by cell and imported again, or taken home as a file.
import { Badge, Button, Group, Progress, Stack, Table, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addressOf } from '../../../client.ts';
import { client } from '../../../web/client.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { useTell } from '../../../web/shared/problem.ts';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import { TableBox } from '../../../web/shared/TableBox.tsx';
import { useCommonWords } from '../../../web/words.ts';
import { importEndpoints } from '../endpoints.ts';
import type { ImportRow } from '../schema.ts';
import { problemsByCell, shownColumns } from './cells.ts';
import classes from './imports.module.css';
import { importQuery, problemsQuery } from './queries.ts';
import { RowCells } from './RowCells.tsx';
import { useCorrect } from './useCorrect.ts';
import { useImportWords } from './words.ts';

export function ProblemRows({ row: { id, options, state } }: { readonly row: ImportRow }) {
	const say = useImportWords();
	const common = useCommonWords();
	const format = useFormat();
	const problems = useInfiniteQuery(problemsQuery(id));
	const correct = useCorrect(id, 'problems');
	const items = problems.data?.pages.flatMap((page) => page.items);
	const mapped = options.columns ?? [];
	const columns = shownColumns([...new Set(mapped.map(({ column }) => column))], mapped);
	const mendable = state === 'done' || state === 'cancelled';
	return (
		<Stack gap="xs">
			<Group justify="space-between">
				<Title order={2}>{say('problems')}</Title>
				<Button
					component="a"
					variant="default"
					size="xs"
					href={addressOf(importEndpoints.downloadImportProblems, { params: { id } })}
					download
					leftSection={<IconDownload size={16} aria-hidden="true" />}
				>
					{say('problems_download')}
				</Button>
			</Group>
			{mendable && (
				<Text size="sm" c="dimmed" maw={720}>
					{say('problems_lead')}
				</Text>
			)}
			{problems.isPending && <Loading lines={3} height={36} />}
			{problems.isError && <Failed cause={problems.error} retry={problems.refetch} />}
			{items && (
				<TableBox label={say('problems')} head={[say('row'), say('action'), ...columns.map(({ column }) => column)]}>
					{items.map((item) => {
						const by = problemsByCell(item.problems, columns, item.cells ?? []);
						return (
							<Table.Tr key={`${item.row}-${item.kind}`}>
								<Table.Td>{format.number(item.row)}</Table.Td>
								<Table.Td className={classes.fate}>
									<Badge variant="light" color={item.kind === 'refused' ? 'red' : 'yellow'} tt="none" radius="sm">
										{say(item.kind === 'refused' ? 'action_refuse' : 'kept')}
									</Badge>
									{by.get(null)?.map((problem) => (
										<div key={problem.code} className={classes.problem}>
											{problem.message}
										</div>
									))}
								</Table.Td>
								<RowCells
									row={item.row}
									columns={columns}
									cells={item.cells ?? []}
									mended={item.mended}
									canMend={mendable && item.can_mend}
									problems={by}
									correct={correct}
								/>
							</Table.Tr>
						);
					})}
				</TableBox>
			)}
			{problems.hasNextPage && (
				<Button variant="default" loading={problems.isFetchingNextPage} onClick={() => problems.fetchNextPage()}>
					{common('more')}
				</Button>
			)}
			{mendable && <ImportMended id={id} waiting={problems.data?.pages.at(-1)?.mended_rows ?? 0} />}
		</Stack>
	);
}

/** Imports the mended rows again, a thousand at a time. */
function ImportMended({ id, waiting }: { readonly id: number; readonly waiting: number }) {
	const say = useImportWords();
	const format = useFormat();
	const tell = useTell();
	const queryClient = useQueryClient();
	const [done, setDone] = useState(0);
	const mend = useMutation({
		mutationFn: async () => {
			const total = { mended: 0, still: 0 };
			for (let left = 1; left > 0; ) {
				const step = await client.imports.mendImport({ params: { id } });
				total.mended += step.mended;
				total.still += step.still;
				left = step.mended + step.still > 0 ? step.left : 0;
				setDone(total.mended + total.still);
				queryClient.setQueryData(importQuery(id).queryKey, step.import);
			}
			return total;
		},
		onSuccess: ({ mended, still }) => {
			const counts = { mended: format.number(mended), still: format.number(still) };
			tell.done(still > 0 ? say('mended_some', counts) : say('mended', counts));
		},
		onError: tell.failed,
		onSettled: async () => {
			await queryClient.invalidateQueries({ queryKey: ['import', id, 'problems'] });
			for (const key of ['customers', 'customer', 'imports', 'tags']) void queryClient.invalidateQueries({ queryKey: [key] });
		},
	});
	if (waiting === 0 && !mend.isPending) return null;
	return (
		<div className={classes.bar}>
			<Text size="sm" role="status">
				{say('mended_waiting', { rows: format.number(waiting) })}
			</Text>
			{mend.isPending && <Progress value={Math.min(100, (done / Math.max(1, waiting)) * 100)} w={160} aria-label={say('progress')} />}
			<Button loading={mend.isPending} onClick={() => mend.mutate()}>
				{say('mend', { rows: format.number(waiting) })}
			</Button>
		</div>
	);
}
