// After an import: rows with problems, mended cell by cell and imported again, and those in which a value was put right.
import { Badge, Button, Group, Progress, Stack, Table, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { More } from '../../../web/shared/More.tsx';
import { useTell } from '../../../web/shared/problem.ts';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import { TableBox } from '../../../web/shared/TableBox.tsx';
import type { ImportRow, RowProblem } from '../schema.ts';
import { problemsByCell, shownColumns } from './cells.ts';
import classes from './imports.module.css';
import { importQuery, problemsQuery } from './queries.ts';
import { RowCells } from './RowCells.tsx';
import { Told } from './Told.tsx';
import { useCorrect } from './useCorrect.ts';
import { useImportWords } from './words.ts';

const fates = { refused: 'red', partly: 'yellow', doubtful: 'yellow', repaired: 'gray' } as const;

/** What became of a row: one that was taken lacks a value, holds one to be looked at, or was put right. */
function fateOf({ kind, problems }: { readonly kind: string; readonly problems: readonly RowProblem[] }): keyof typeof fates {
	if (kind === 'refused' || kind === 'repaired') return kind;
	return problems.some(({ severity }) => severity === 'error') ? 'partly' : 'doubtful';
}

export function ProblemRows({ row: { id, options, state, refused, problems: doubtful, repaired } }: { readonly row: ImportRow }) {
	const say = useImportWords();
	const format = useFormat();
	const counts = { problems: refused + doubtful, repaired };
	const [chosen, setChosen] = useState<keyof typeof counts>('problems');
	const show = counts[chosen] > 0 ? chosen : counts.problems > 0 ? 'problems' : 'repaired';
	const problems = useInfiniteQuery(problemsQuery(id, show));
	const correct = useCorrect(id, 'problems');
	const items = problems.data?.pages.flatMap((page) => page.items);
	const mapped = options.columns ?? [];
	const told = new Set(items?.flatMap((item) => item.problems.map(({ column }) => column)));
	// What there is to tell stands first: on a phone few columns are seen.
	const columns = shownColumns([...new Set(mapped.map(({ column }) => column))], mapped).toSorted(
		(a, b) => Number(told.has(b.column)) - Number(told.has(a.column)),
	);
	const mendable = state === 'done' || state === 'cancelled';
	return (
		<Stack gap="xs">
			<Title order={2}>{say('look_at')}</Title>
			<Group gap={6} role="group" aria-label={say('filter')}>
				{(['problems', 'repaired'] as const)
					.filter((one) => counts[one] > 0)
					.map((one) => (
						<Button
							key={one}
							size="compact-sm"
							variant={one === show ? 'light' : 'default'}
							color={one === 'problems' ? 'red' : undefined}
							aria-pressed={one === show}
							onClick={() => setChosen(one)}
						>
							{say(`filter_${one}`, { count: format.number(counts[one]) })}
						</Button>
					))}
			</Group>
			{(mendable || show === 'repaired') && (
				<Text size="sm" c="dimmed" maw={720}>
					{say(`${show}_lead`)}
				</Text>
			)}
			{problems.isPending && <Loading lines={3} height={36} />}
			{problems.isError && <Failed cause={problems.error} retry={problems.refetch} />}
			{items && (
				<TableBox label={say('look_at')} head={[say('row'), say('action'), ...columns.map(({ column }) => column)]}>
					{items.map((item) => {
						const by = problemsByCell(item.problems, columns, item.cells ?? []);
						return (
							<Table.Tr key={`${item.row}-${item.kind}`}>
								<Table.Td>{format.number(item.row)}</Table.Td>
								<Table.Td className={classes.fate}>
									<Badge variant="light" color={fates[fateOf(item)]} tt="none" radius="sm">
										{say(`row_${fateOf(item)}`)}
									</Badge>
									<Told problems={by.get(null)} />
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
			<More query={problems} />
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
