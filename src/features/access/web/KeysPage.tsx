// Settings: keys with which programs reach the REST API.
import { Badge, Button, Stack, Table, Text } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { permissions } from '../../../platform/endpoint.ts';
import { client } from '../../../web/client.ts';
import { useConfirm } from '../../../web/shared/confirm.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { useTell } from '../../../web/shared/problem.ts';
import { Empty } from '../../../web/shared/states.tsx';
import type { ApiKey } from '../schema.ts';
import { KeyDialogue } from './KeyDialogue.tsx';
import { useAccessWords } from './words.ts';
import { useRightsWords } from './words-rights.ts';

type Permission = (typeof permissions)[number];

const keysKey = ['api-keys'];

export function KeysPage() {
	const say = useAccessWords();
	const queryClient = useQueryClient();
	const [creating, setCreating] = useState(false);
	const keys = useInfiniteQuery({
		queryKey: keysKey,
		queryFn: ({ pageParam, signal }) => client.access.listApiKeys({ query: { after: pageParam, limit: 100 } }, { signal }),
		initialPageParam: 0,
		getNextPageParam: (page) => page.next,
	});
	const items = keys.data?.pages.flatMap((page) => page.items);
	const create = (
		<Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setCreating(true)}>
			{say('new_key')}
		</Button>
	);
	return (
		<Stack>
			<PageHead title={say('keys')} lead={say('keys_lead')} actions={items && items.length > 0 && create} />
			<PagedTable
				query={keys}
				label={say('keys')}
				spare={[2, 3, 4, 6]}
				head={[say('key_name'), say('key_permissions'), say('key_hint'), say('key_owner'), say('key_expires'), say('key_used')]}
				actions
				empty={<Empty icon={<IconKey />} title={say('keys_empty')} action={create} />}
			>
				{(key) => <KeyRow apiKey={key} />}
			</PagedTable>
			{creating && (
				<KeyDialogue
					close={() => {
						setCreating(false);
						void queryClient.invalidateQueries({ queryKey: keysKey });
					}}
				/>
			)}
		</Stack>
	);
}

function KeyRow({ apiKey }: { readonly apiKey: ApiKey }) {
	const say = useAccessWords();
	const rights = useRightsWords();
	const format = useFormat();
	const tell = useTell();
	const confirm = useConfirm();
	const queryClient = useQueryClient();
	const revoke = useMutation({
		mutationFn: () => client.access.revokeApiKey({ params: { id: apiKey.id } }),
		onSuccess: () => queryClient.invalidateQueries({ queryKey: keysKey }),
		onError: tell.failed,
	});
	const ask = () =>
		confirm({
			title: say('key_revoke_of', { name: apiKey.name }),
			body: say('key_revoke_why'),
			action: say('key_revoke'),
			onConfirm: () => revoke.mutate(),
		});
	return (
		<Table.Tr>
			<Table.Td>
				<Text size="sm" fw={500}>
					{apiKey.name}
				</Text>
				<Text size="xs" c="dimmed">
					{[
						...(apiKey.addresses ? [say('key_from', { networks: format.list(apiKey.addresses) })] : []),
						...(apiKey.requests_per_minute ? [say('key_limit', { count: format.number(apiKey.requests_per_minute) })] : []),
					].join(' · ')}
				</Text>
			</Table.Td>
			<Table.Td>
				{apiKey.permissions === null ? say('key_all_short') : format.list(apiKey.permissions.map((one) => rights(one as Permission)))}
			</Table.Td>
			<Table.Td>
				<code>{apiKey.hint}…</code>
			</Table.Td>
			<Table.Td>{apiKey.user_name}</Table.Td>
			<Table.Td>{apiKey.expires_at ? format.date(apiKey.expires_at) : say('key_never')}</Table.Td>
			<Table.Td>{apiKey.last_used_at ? format.moment(apiKey.last_used_at) : say('key_unused')}</Table.Td>
			<Table.Td ta="right">
				{apiKey.revoked_at ? (
					<Badge variant="light" color="gray" tt="none">
						{say('key_revoked')}
					</Badge>
				) : (
					<Button size="compact-sm" variant="subtle" color="red" aria-label={say('key_revoke_of', { name: apiKey.name })} onClick={ask}>
						{say('key_revoke')}
					</Button>
				)}
			</Table.Td>
		</Table.Tr>
	);
}
