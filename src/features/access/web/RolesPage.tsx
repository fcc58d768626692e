// Settings: roles, what they open, and copies of them.
import { ActionIcon, Badge, Group, Menu, Stack, Table, Text } from '@mantine/core';
import { IconDots, IconShieldLock } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useMay } from '../../../web/session.ts';
import { useConfirm } from '../../../web/shared/confirm.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { useTell } from '../../../web/shared/problem.ts';
import { Empty } from '../../../web/shared/states.tsx';
import type { RoleRow } from '../endpoints-roles.ts';
import { RoleDialogue } from './RoleDialogue.tsx';
import { useRoleName } from './rights.ts';
import { useRightsWords } from './words-rights.ts';

type Way = 'copy' | 'edit' | 'look';

export function RolesPage() {
	const say = useRightsWords();
	const queryClient = useQueryClient();
	const [dialogue, setDialogue] = useState<{ readonly role: RoleRow; readonly way: Way } | null>(null);
	const roles = useInfiniteQuery({
		queryKey: ['roles', 'pages'],
		queryFn: ({ pageParam, signal }) => client.access.listRoles({ query: { after: pageParam, limit: 100 } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});
	const close = () => {
		setDialogue(null);
		for (const key of ['roles', 'access']) void queryClient.invalidateQueries({ queryKey: [key] });
	};
	return (
		<Stack>
			<PageHead title={say('roles')} lead={say('roles_lead')} />
			<PagedTable
				query={roles}
				label={say('roles')}
				spare={[3, 4]}
				head={[say('role'), say('sees'), say('changes'), say('people')]}
				actions
				empty={<Empty icon={<IconShieldLock />} title={say('roles')} />}
			>
				{(role) => <Row role={role} open={(way) => setDialogue({ role, way })} />}
			</PagedTable>
			{dialogue && <RoleDialogue {...dialogue} close={close} />}
		</Stack>
	);
}

function Row({ role, open }: { readonly role: RoleRow; readonly open: (way: Way) => void }) {
	const say = useRightsWords();
	const format = useFormat();
	const may = useMay();
	const tell = useTell();
	const confirm = useConfirm();
	const queryClient = useQueryClient();
	const name = useRoleName()(role);
	const remove = useMutation({
		mutationFn: (reason: string) => client.access.deleteRole({ params: { id: role.id } }, { reason }),
		onSuccess: () => queryClient.invalidateQueries({ queryKey: ['roles'] }),
		onError: tell.failed,
	});
	const mine = role.key === null && may('roles.manage');
	return (
		<Table.Tr>
			<Table.Td>
				<Group gap={6}>
					<Text size="sm" fw={500}>
						{name}
					</Text>
					{role.key !== null && (
						<Badge variant="light" color="gray" tt="none">
							{say('ready_made')}
						</Badge>
					)}
				</Group>
				{role.description && (
					<Text size="xs" c="dimmed">
						{role.description}
					</Text>
				)}
			</Table.Td>
			<Table.Td>{say(`reach_${role.reads}`)}</Table.Td>
			<Table.Td>{say(`reach_${role.writes}`)}</Table.Td>
			<Table.Td>{format.number(role.people)}</Table.Td>
			<Table.Td ta="right">
				<Menu position="bottom-end">
					<Menu.Target>
						<ActionIcon variant="subtle" color="gray" aria-label={say('role_actions', { name })}>
							<IconDots size={18} />
						</ActionIcon>
					</Menu.Target>
					<Menu.Dropdown>
						<Menu.Item onClick={() => open(mine ? 'edit' : 'look')}>{say(mine ? 'edit_of' : 'look_at', { name })}</Menu.Item>
						{may('roles.manage') && <Menu.Item onClick={() => open('copy')}>{say('copy_of', { name })}</Menu.Item>}
						{mine && (
							<Menu.Item
								c="red"
								onClick={() =>
									confirm({
										title: say('remove_of', { name }),
										body: say('remove_why'),
										action: say('remove'),
										asksWhy: true,
										onConfirm: remove.mutate,
									})
								}
							>
								{say('remove')}
							</Menu.Item>
						)}
					</Menu.Dropdown>
				</Menu>
			</Table.Td>
		</Table.Tr>
	);
}
