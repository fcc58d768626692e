// Settings: addresses that are told what changed.
import { ActionIcon, Button, Menu, Modal, Stack, Table } from '@mantine/core';
import { IconDots, IconPlus, IconWebhook } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem } from '../../../client.ts';
import { client } from '../../../web/client.ts';
import { useConfirm } from '../../../web/shared/confirm.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { useTell } from '../../../web/shared/problem.ts';
import { RelativeTime } from '../../../web/shared/RelativeTime.tsx';
import { StatusDot, type Tone } from '../../../web/shared/StatusDot.tsx';
import { Empty } from '../../../web/shared/states.tsx';
import { useCommonWords } from '../../../web/words.ts';
import type { Webhook } from '../schema.ts';
import { DeliveriesDialogue } from './DeliveriesDialogue.tsx';
import { webhooksKey, webhooksQuery } from './queries.ts';
import { Secret } from './Secret.tsx';
import { WebhookDialogue } from './WebhookDialogue.tsx';
import { useWebhookWords } from './words.ts';

const tones: Readonly<Record<Webhook['state'], Tone>> = { active: 'good', paused: 'neutral', failing: 'bad' };

type Dialogue =
	| { readonly kind: 'new' }
	| { readonly kind: 'edit' | 'log'; readonly webhook: Webhook }
	| { readonly kind: 'secret'; readonly secret: string };

export function WebhooksPage() {
	const say = useWebhookWords();
	const common = useCommonWords();
	const queryClient = useQueryClient();
	const webhooks = useInfiniteQuery(webhooksQuery);
	const [dialogue, setDialogue] = useState<Dialogue | null>(null);
	const close = () => {
		setDialogue(null);
		void queryClient.invalidateQueries({ queryKey: webhooksKey });
	};
	const create = (
		<Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setDialogue({ kind: 'new' })}>
			{say('new')}
		</Button>
	);
	const some = (webhooks.data?.pages[0]?.items.length ?? 0) > 0;
	return (
		<Stack>
			<PageHead title={say('title')} lead={say('lead')} actions={some && create} />
			<PagedTable
				query={webhooks}
				label={say('title')}
				spare={[2, 4, 5]}
				head={[say('url'), say('events'), say('state'), say('owner'), say('delivered')]}
				actions
				empty={<Empty icon={<IconWebhook />} title={say('empty')} action={create} />}
			>
				{(webhook) => <Row webhook={webhook} open={setDialogue} />}
			</PagedTable>
			{dialogue?.kind === 'new' && <WebhookDialogue close={close} />}
			{dialogue?.kind === 'edit' && <WebhookDialogue webhook={dialogue.webhook} close={close} />}
			{dialogue?.kind === 'log' && <DeliveriesDialogue webhook={dialogue.webhook} close={close} />}
			{dialogue?.kind === 'secret' && (
				<Modal
					opened
					onClose={close}
					title={say('secret')}
					closeOnClickOutside={false}
					closeButtonProps={{ 'aria-label': common('close') }}
				>
					<Secret secret={dialogue.secret} close={close} />
				</Modal>
			)}
		</Stack>
	);
}

function Row({ webhook, open }: { readonly webhook: Webhook; readonly open: (dialogue: Dialogue) => void }) {
	const say = useWebhookWords();
	const common = useCommonWords();
	const format = useFormat();
	const tell = useTell();
	const confirm = useConfirm();
	const queryClient = useQueryClient();
	const params = { id: webhook.id };
	const reread = () => queryClient.invalidateQueries({ queryKey: webhooksKey });
	const change = useMutation({
		mutationFn: (state: 'active' | 'paused') => client.webhooks.updateWebhook({ params, body: { state } }, { version: webhook.version }),
		onError: (cause) => tell.failed(cause instanceof Problem && cause.status === 412 ? say('conflict') : cause),
		onSettled: reread,
	});
	const test = useMutation({
		mutationFn: () => client.webhooks.testWebhook({ params }),
		onSuccess: ({ state, status, milliseconds, error }) =>
			state === 'delivered'
				? tell.done(say('test_done', { status: String(status), milliseconds: format.number(milliseconds ?? 0) }))
				: tell.failed(say('test_failed', { error: error ?? '' })),
		onError: tell.failed,
		onSettled: reread,
	});
	const renew = useMutation({
		mutationFn: () => client.webhooks.renewWebhookSecret({ params }),
		onSuccess: ({ secret }) => open({ kind: 'secret', secret }),
		onError: tell.failed,
	});
	const remove = useMutation({ mutationFn: () => client.webhooks.deleteWebhook({ params }), onError: tell.failed, onSettled: reread });
	const { url } = webhook;
	return (
		<Table.Tr>
			<Table.Td>{url}</Table.Td>
			<Table.Td>{format.list(webhook.events.map((event) => say(`event_${event}`)))}</Table.Td>
			<Table.Td>
				<StatusDot tone={tones[webhook.state]}>{say(`state_${webhook.state}`)}</StatusDot>
			</Table.Td>
			<Table.Td>{webhook.owner.name}</Table.Td>
			<Table.Td>{webhook.delivered_at ? <RelativeTime at={webhook.delivered_at} /> : say('never')}</Table.Td>
			<Table.Td ta="right">
				<Menu position="bottom-end">
					<Menu.Target>
						<ActionIcon variant="subtle" color="gray" aria-label={say('actions', { url })} loading={test.isPending}>
							<IconDots size={18} />
						</ActionIcon>
					</Menu.Target>
					<Menu.Dropdown>
						<Menu.Item onClick={() => open({ kind: 'edit', webhook })}>{common('edit')}</Menu.Item>
						<Menu.Item onClick={() => open({ kind: 'log', webhook })}>{say('log')}</Menu.Item>
						<Menu.Item onClick={() => test.mutate()}>{say('test')}</Menu.Item>
						{webhook.state === 'active' ? (
							<Menu.Item onClick={() => change.mutate('paused')}>{say('pause')}</Menu.Item>
						) : (
							<Menu.Item onClick={() => change.mutate('active')}>{say('resume')}</Menu.Item>
						)}
						<Menu.Item
							onClick={() =>
								confirm({
									title: say('renew'),
									body: say('renew_why'),
									action: say('renew'),
									danger: false,
									onConfirm: () => renew.mutate(),
								})
							}
						>
							{say('renew')}
						</Menu.Item>
						<Menu.Item
							c="red"
							onClick={() =>
								confirm({
									title: say('remove_of', { url }),
									body: say('remove_why'),
									action: say('remove'),
									onConfirm: () => remove.mutate(),
								})
							}
						>
							{say('remove')}
						</Menu.Item>
					</Menu.Dropdown>
				</Menu>
			</Table.Td>
		</Table.Tr>
	);
}
