// An import on its way: rows, speed, time left; pause, resume, cancel.
import { Progress as Bar, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import { useConfirm } from '../../../web/shared/confirm.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { useTell } from '../../../web/shared/problem.ts';
import type { ImportRow } from '../schema.ts';
import { Counts } from './Counts.tsx';
import { importQuery } from './queries.ts';
import { useImportWords } from './words.ts';

export function Progress({ row }: { readonly row: ImportRow }) {
	const say = useImportWords();
	const format = useFormat();
	const tell = useTell();
	const confirm = useConfirm();
	const queryClient = useQueryClient();
	const act = useMutation({
		mutationFn: (what: 'pauseImport' | 'resumeImport' | 'cancelImport') => client.imports[what]({ params: { id: row.id } }),
		onSuccess: (next) => queryClient.setQueryData(importQuery(row.id).queryKey, next),
		onError: tell.failed,
	});
	const share = row.total_rows ? Math.min(100, (row.rows / row.total_rows) * 100) : null;
	const importing = row.state === 'running' || row.state === 'queued' || row.state === 'paused';
	const facts = [
		row.total_rows === null
			? say('rows_so_far', { rows: format.number(row.rows) })
			: say('rows_of', { rows: format.number(row.rows), total: format.number(row.total_rows) }),
		row.rows_per_second !== null && row.state === 'running' && say('speed', { rows: format.number(Math.round(row.rows_per_second)) }),
		row.seconds_left !== null && row.state === 'running' && say('left', { time: format.duration(row.seconds_left) }),
	].filter(Boolean);
	const cancel = () =>
		confirm({ title: say('cancel'), body: say('cancel_why'), action: say('cancel_keep'), onConfirm: () => act.mutate('cancelImport') });
	return (
		<Stack maw={760}>
			<Bar.Root size="lg">
				<Bar.Section
					value={share ?? 100}
					animated={row.state !== 'paused'}
					striped={share === null || row.state !== 'paused'}
					aria-label={say('progress')}
				/>
			</Bar.Root>
			<Text size="sm" role="status">
				{facts.join(' · ')}
			</Text>
			{importing && (
				<Group gap="sm">
					{row.state === 'paused' ? (
						<Button
							leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
							loading={act.isPending}
							onClick={() => act.mutate('resumeImport')}
						>
							{say('resume')}
						</Button>
					) : (
						<Button
							variant="default"
							leftSection={<IconPlayerPause size={16} aria-hidden="true" />}
							loading={act.isPending}
							onClick={() => act.mutate('pauseImport')}
						>
							{say('pause')}
						</Button>
					)}
					<Button variant="default" leftSection={<IconX size={16} aria-hidden="true" />} onClick={cancel}>
						{say('cancel')}
					</Button>
				</Group>
			)}
			<Text size="sm" c="dimmed">
				{say('leave')}
			</Text>
			<Counts row={row} />
		</Stack>
	);
}
