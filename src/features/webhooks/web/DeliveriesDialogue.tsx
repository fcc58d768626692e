// What was delivered to a webhook, and sending it once more.
import { Button, Modal, Stack, Table, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { useTell } from '../../../web/shared/problem.ts';
import { RelativeTime } from '../../../web/shared/RelativeTime.tsx';
import { StatusDot, type Tone } from '../../../web/shared/StatusDot.tsx';
import { Empty } from '../../../web/shared/states.tsx';
import { useCommonWords } from '../../../web/words.ts';
import type { Delivery, Webhook } from '../schema.ts';
import { deliveriesQuery } from './queries.ts';
import { useWebhookWords } from './words.ts';

const tones: Readonly<Record<Delivery['state'], Tone>> = { waiting: 'busy', delivered: 'good', failed: 'bad' };

export function DeliveriesDialogue({ webhook, close }: { readonly webhook: Webhook; readonly close: () => void }) {
	const say = useWebhookWords();
	const common = useCommonWords();
	const format = useFormat();
	const tell = useTell();
	const queryClient = useQueryClient();
	const query = deliveriesQuery(webhook.id);
	const deliveries = useInfiniteQuery(query);
	const resend = useMutation({
		mutationFn: (delivery_id: number) => client.webhooks.resendWebhookDelivery({ params: { id: webhook.id, delivery_id } }),
		onSuccess: () => {
			tell.done(say('resent'));
			void queryClient.invalidateQueries({ queryKey: query.queryKey });
		},
		onError: tell.failed,
	});
	return (
		<Modal opened onClose={close} size="xl" title={say('log')} closeButtonProps={{ 'aria-label': common('close') }}>
			<Stack>
				<Text size="sm" c="dimmed">
					{say('log_lead')}
				</Text>
				<PagedTable
					query={deliveries}
					label={say('log')}
					spare={[3, 5]}
					head={[say('type'), say('state'), say('attempts'), say('answer'), say('when')]}
					actions
					empty={<Empty icon={<IconSend />} title={say('log_empty')} />}
				>
					{(one) => (
						<Table.Tr>
							<Table.Td>{one.type}</Table.Td>
							<Table.Td>
								<StatusDot tone={tones[one.state]}>{say(`log_state_${one.state}`)}</StatusDot>
							</Table.Td>
							<Table.Td>{format.number(one.attempts)}</Table.Td>
							<Table.Td>{one.error ?? (one.status === null ? '' : `HTTP ${one.status}`)}</Table.Td>
							<Table.Td>
								<RelativeTime at={one.attempted_at ?? one.created_at} />
							</Table.Td>
							<Table.Td ta="right">
								<Button
									size="compact-sm"
									variant="subtle"
									aria-label={say('resend_of', { id: one.id })}
									onClick={() => resend.mutate(one.id)}
								>
									{say('resend')}
								</Button>
							</Table.Td>
						</Table.Tr>
					)}
				</PagedTable>
			</Stack>
		</Modal>
	);
}
