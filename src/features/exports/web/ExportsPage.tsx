// Exports made in the background, newest first.
import { Button, Stack, Table, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { addressOf } from '../../../client.ts';
import { client } from '../../../web/client.ts';
import { ButtonLink } from '../../../web/shared/ButtonLink.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { useTell } from '../../../web/shared/problem.ts';
import { RelativeTime } from '../../../web/shared/RelativeTime.tsx';
import { StatusDot, type Tone } from '../../../web/shared/StatusDot.tsx';
import { Empty } from '../../../web/shared/states.tsx';
import { useCommonWords } from '../../../web/words.ts';
import { type ExportRow, exportEndpoints } from '../schema.ts';
import { useExportWords } from './words.ts';

const tones: Readonly<Record<ExportRow['state'], Tone>> = {
	waiting: 'careful',
	queued: 'neutral',
	running: 'busy',
	cancelled: 'neutral',
	failed: 'bad',
	done: 'good',
};

const moving = ({ state }: ExportRow) => state === 'queued' || state === 'running';

export function ExportsPage() {
	const say = useExportWords();
	const exports = useInfiniteQuery({
		queryKey: ['exports'],
		queryFn: ({ pageParam, signal }) => client.exports.listExports({ query: { after: pageParam, limit: 50 } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
		refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some(moving)) ? 1000 : false),
	});
	return (
		<Stack>
			<PageHead title={say('title')} lead={say('lead')} />
			<PagedTable
				query={exports}
				label={say('title')}
				spare={[3, 4]}
				head={[say('format'), say('state'), say('rows'), say('size')]}
				actions
				empty={
					<Empty
						icon={<IconDownload />}
						title={say('empty')}
						action={
							<ButtonLink to="/customers" search={{}}>
								{say('to_list')}
							</ButtonLink>
						}
					>
						{say('empty_why')}
					</Empty>
				}
			>
				{(row) => <Row row={row} />}
			</PagedTable>
		</Stack>
	);
}

function Row({ row }: { readonly row: ExportRow }) {
	const say = useExportWords();
	const common = useCommonWords();
	const format = useFormat();
	const tell = useTell();
	const queryClient = useQueryClient();
	const cancel = useMutation({
		mutationFn: () => client.exports.cancelExport({ params: { id: row.id } }),
		onSuccess: () => queryClient.invalidateQueries({ queryKey: ['exports'] }),
		onError: tell.failed,
	});
	return (
		<Table.Tr>
			<Table.Td>
				{row.format.toUpperCase()}
				<Text size="xs" c="dimmed">
					<RelativeTime at={row.created_at} />
				</Text>
			</Table.Td>
			<Table.Td>
				<StatusDot tone={tones[row.state]}>{say(`state_${row.state}`)}</StatusDot>
				{row.error && (
					<Text size="xs" c="var(--mantine-color-error)">
						{row.error.message}
					</Text>
				)}
			</Table.Td>
			<Table.Td>
				{format.number(row.rows)}
				{row.left_out.map(({ reason, message, count }) => (
					<Text key={reason} size="xs" c="dimmed">
						{say('left_out', { message, count, number: format.number(count) })}
					</Text>
				))}
			</Table.Td>
			<Table.Td>{format.bytes(row.bytes)}</Table.Td>
			<Table.Td ta="right">
				{row.state === 'done' && (
					<Button
						component="a"
						size="compact-sm"
						variant="light"
						href={addressOf(exportEndpoints.downloadExport, { params: { id: row.id } })}
						download
						aria-label={say('download_of', { id: row.id })}
					>
						{say('download')}
					</Button>
				)}
				{(moving(row) || row.state === 'waiting') && (
					<Button
						size="compact-sm"
						variant="subtle"
						color="gray"
						loading={cancel.isPending}
						aria-label={say('cancel_of', { id: row.id })}
						onClick={() => cancel.mutate()}
					>
						{common('cancel')}
					</Button>
				)}
			</Table.Td>
		</Table.Tr>
	);
}
