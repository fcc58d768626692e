// Erasures, newest first: who, when, why, whether the disk has followed, and whether the person may come back.
import { Alert, Button, Group, Modal, Stack, Table, Text, Textarea } from '@mantine/core';
import { IconEraser } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useMay } from '../../../web/session.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { useExplain } from '../../../web/shared/problem.ts';
import { RelativeTime } from '../../../web/shared/RelativeTime.tsx';
import { StatusDot } from '../../../web/shared/StatusDot.tsx';
import { Empty } from '../../../web/shared/states.tsx';
import { useCommonWords } from '../../../web/words.ts';
import type { ErasureRow } from '../endpoints-erasure.ts';
import { useErasureWords } from './words-erasure.ts';

export function ErasuresPage() {
	const say = useErasureWords();
	const erasures = useInfiniteQuery({
		queryKey: ['erasures'],
		queryFn: ({ pageParam, signal }) => client.privacy.listErasures({ query: { after: pageParam, limit: 50 } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});
	return (
		<Stack>
			<PageHead title={say('erasures')} lead={say('lead')} />
			<PagedTable
				query={erasures}
				label={say('erasures')}
				spare={[2, 3, 4]}
				head={[say('number'), say('reason'), say('when'), say('by'), say('on_disk')]}
				actions
				empty={
					<Empty icon={<IconEraser />} title={say('empty')}>
						{say('empty_why')}
					</Empty>
				}
			>
				{(row) => <Row row={row} />}
			</PagedTable>
		</Stack>
	);
}

function Row({ row }: { readonly row: ErasureRow }) {
	const say = useErasureWords();
	const may = useMay();
	const format = useFormat();
	const [allowing, setAllowing] = useState(false);
	return (
		<Table.Tr>
			<Table.Td>
				{row.id}
				<Text size="xs" c="dimmed">
					{say('of_customers', { ids: row.customer_ids.join(', ') })}
				</Text>
			</Table.Td>
			<Table.Td>
				{row.cause === 'ledger' ? say('cause_ledger') : row.reason}
				{row.cause !== 'person' && row.cause !== 'ledger' && (
					<Text size="xs" c="dimmed">
						{say(`cause_${row.cause}`)}
					</Text>
				)}
			</Table.Td>
			<Table.Td>
				<RelativeTime at={row.at} />
			</Table.Td>
			<Table.Td>{row.by}</Table.Td>
			<Table.Td>
				{row.physical_at ? (
					<StatusDot tone="good">{say('disk_done')}</StatusDot>
				) : (
					<StatusDot tone="busy">{say('disk_until', { date: format.date(row.physical_by) })}</StatusDot>
				)}
			</Table.Td>
			<Table.Td ta="right">
				{row.allowed_at ? (
					<Text size="xs" c="dimmed" title={row.allowed_reason ?? undefined}>
						{say('allowed')}
					</Text>
				) : (
					may('privacy.manage') && (
						<Button size="compact-sm" variant="subtle" aria-label={say('allow_of', { id: row.id })} onClick={() => setAllowing(true)}>
							{say('allow')}
						</Button>
					)
				)}
				{allowing && <AllowDialogue id={row.id} close={() => setAllowing(false)} />}
			</Table.Td>
		</Table.Tr>
	);
}

function AllowDialogue({ id, close }: { readonly id: number; readonly close: () => void }) {
	const say = useErasureWords();
	const common = useCommonWords();
	const explain = useExplain();
	const queryClient = useQueryClient();
	const [reason, setReason] = useState('');
	const allow = useMutation({
		mutationFn: () => client.privacy.allowErased({ params: { id }, body: { reason: reason.trim() } }),
		onSuccess: async () => {
			await queryClient.invalidateQueries({ queryKey: ['erasures'] });
			close();
		},
	});
	return (
		<Modal opened onClose={close} title={say('allow_title')} closeButtonProps={{ 'aria-label': common('close') }}>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					if (reason.trim() !== '') allow.mutate();
				}}
			>
				<Stack gap="sm">
					<Text size="sm">{say('allow_why')}</Text>
					<Textarea
						label={say('reason')}
						description={say('reason_hint')}
						required
						autosize
						maxRows={4}
						maxLength={1000}
						data-autofocus
						value={reason}
						onChange={(event) => setReason(event.currentTarget.value)}
					/>
					{allow.isError && (
						<Alert color="red" role="alert">
							{explain(allow.error)}
						</Alert>
					)}
					<Group justify="flex-end">
						<Button variant="default" onClick={close}>
							{common('cancel')}
						</Button>
						<Button type="submit" loading={allow.isPending} disabled={reason.trim() === ''}>
							{say('allow')}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
