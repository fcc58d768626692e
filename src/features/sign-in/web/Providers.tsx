// The table of identity providers.
import { Badge, Button, Group, Table, Text, Title } from '@mantine/core';
import { IconId, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useConfirm } from '../../../web/shared/confirm.tsx';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { useTell } from '../../../web/shared/problem.ts';
import { Empty } from '../../../web/shared/states.tsx';
import { useCommonWords } from '../../../web/words.ts';
import type { Provider } from '../schema.ts';
import { ProviderDialogue } from './ProviderDialogue.tsx';
import { providersKey } from './queries.ts';
import { useSignInSettingWords } from './words.ts';

export function Providers() {
	const say = useSignInSettingWords();
	const [open, setOpen] = useState<Provider | 'new' | null>(null);
	const providers = useInfiniteQuery({
		queryKey: providersKey,
		queryFn: ({ pageParam, signal }) => client.signIn.listProviders({ query: { after: pageParam, limit: 100 } }, { signal }),
		initialPageParam: 0,
		getNextPageParam: (page) => page.next,
	});
	const create = (
		<Button variant="default" leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setOpen('new')}>
			{say('provider_new')}
		</Button>
	);
	const any = (providers.data?.pages[0]?.items.length ?? 0) > 0;
	return (
		<div>
			<Group justify="space-between" mb="sm">
				<div>
					<Title order={2} id="identity-providers">
						{say('providers')}
					</Title>
					<Text size="sm" c="dimmed">
						{say('providers_lead')}
					</Text>
				</div>
				{any && create}
			</Group>
			<PagedTable
				query={providers}
				label={say('providers')}
				spare={[2]}
				head={[say('name'), say('issuer'), say('state')]}
				actions
				empty={<Empty icon={<IconId />} title={say('provider_none')} action={create} />}
			>
				{(provider) => <ProviderRow provider={provider} edit={() => setOpen(provider)} />}
			</PagedTable>
			{open && <ProviderDialogue provider={open === 'new' ? null : open} close={() => setOpen(null)} />}
		</div>
	);
}

function ProviderRow({ provider, edit }: { readonly provider: Provider; readonly edit: () => void }) {
	const say = useSignInSettingWords();
	const common = useCommonWords();
	const tell = useTell();
	const confirm = useConfirm();
	const queryClient = useQueryClient();
	const { id, name, issuer, enabled } = provider;
	const test = useMutation({
		mutationFn: () => client.signIn.testProvider({ params: { id } }),
		onSuccess: () => tell.done(say('test_done', { name })),
		onError: tell.failed,
	});
	const remove = useMutation({
		mutationFn: () => client.signIn.deleteProvider({ params: { id } }),
		onSettled: () => queryClient.invalidateQueries({ queryKey: providersKey }),
		onError: tell.failed,
	});
	const ask = () =>
		confirm({ title: say('remove_of', { name }), body: say('remove_why'), action: say('remove'), onConfirm: () => remove.mutate() });
	return (
		<Table.Tr>
			<Table.Td>
				<Text size="sm" fw={500}>
					{name}
				</Text>
			</Table.Td>
			<Table.Td>{issuer}</Table.Td>
			<Table.Td>
				<Badge variant="light" color={enabled ? 'green' : 'gray'} tt="none">
					{say(enabled ? 'state_on' : 'state_off')}
				</Badge>
			</Table.Td>
			<Table.Td ta="right">
				<Group gap={4} justify="flex-end" wrap="nowrap">
					<Button
						size="compact-sm"
						variant="subtle"
						loading={test.isPending}
						aria-label={say('test_of', { name })}
						onClick={() => test.mutate()}
					>
						{say('test')}
					</Button>
					<Button size="compact-sm" variant="subtle" aria-label={say('provider_edit', { name })} onClick={edit}>
						{common('edit')}
					</Button>
					<Button size="compact-sm" variant="subtle" color="red" aria-label={say('remove_of', { name })} onClick={ask}>
						{say('remove')}
					</Button>
				</Group>
			</Table.Td>
		</Table.Tr>
	);
}
