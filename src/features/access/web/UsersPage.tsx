// Settings: the people who can sign in.
import { ActionIcon, Badge, Button, Group, Menu, Stack, Table, Text } from '@mantine/core';
import { IconDots, IconPlus, IconUsers } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useMay, useUser } from '../../../web/session.ts';
import { useConfirm } from '../../../web/shared/confirm.tsx';
import { FindField } from '../../../web/shared/FindField.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { useTell } from '../../../web/shared/problem.ts';
import { StatusDot } from '../../../web/shared/StatusDot.tsx';
import { useSettled } from '../../../web/shared/settled.ts';
import { Empty } from '../../../web/shared/states.tsx';
import { useCommonWords } from '../../../web/words.ts';
import { LinkDialogue, ResetFactorDialogue } from '../../sign-in/web/PersonDialogues.tsx';
import { useSignInWords } from '../../sign-in/web/words.ts';
import type { User } from '../schema.ts';
import { GrantsDialogue } from './GrantsDialogue.tsx';
import { teamsQuery, useRoleName } from './rights.ts';
import { PasswordDialogue, UserDialogue } from './UserDialogue.tsx';
import { useAccessWords } from './words.ts';
import { useRightsWords } from './words-rights.ts';

const usersKey = ['users'];
/** So many people are found by looking. */
const few = 20;

type Dialogue = { readonly kind: 'new' } | { readonly kind: 'edit' | 'password' | 'grants' | 'link' | 'factor'; readonly user: User };

export function UsersPage() {
	const say = useAccessWords();
	const may = useMay();
	const queryClient = useQueryClient();
	const [dialogue, setDialogue] = useState<Dialogue | null>(null);
	const [text, setText] = useState('');
	const search = useSettled(text.trim(), 150);
	const users = useInfiniteQuery({
		queryKey: [...usersKey, search],
		queryFn: ({ pageParam, signal }) =>
			client.access.listUsers({ query: { after: pageParam, limit: 100, ...(search && { search }) } }, { signal }),
		placeholderData: keepPreviousData,
		initialPageParam: 0,
		getNextPageParam: (page) => page.next,
	});
	// Once there were many the field stays, whatever it finds.
	const [many, setMany] = useState(false);
	if (!many && (users.data?.pages.flatMap((page) => page.items).length ?? 0) > few) setMany(true);
	const close = () => {
		setDialogue(null);
		void queryClient.invalidateQueries({ queryKey: usersKey });
	};
	return (
		<Stack>
			<PageHead
				title={say('users')}
				lead={say('users_lead')}
				actions={
					may('users.manage') && (
						<Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setDialogue({ kind: 'new' })}>
							{say('new_user')}
						</Button>
					)
				}
			/>
			{many && <FindField label={say('user_search')} value={text} onChange={setText} most={200} />}
			<PagedTable
				query={users}
				label={say('users')}
				spare={[3, 4, 5]}
				head={[say('name'), say('roles'), say('team'), say('state'), say('last_sign_in')]}
				actions
				empty={<Empty icon={<IconUsers />} title={say('users_not_found', { text: search })} />}
			>
				{(user) => <UserRow user={user} open={(kind) => setDialogue({ kind, user })} />}
			</PagedTable>
			{dialogue?.kind === 'new' && <UserDialogue close={close} />}
			{dialogue?.kind === 'grants' && <GrantsDialogue user={dialogue.user} close={close} />}
			{dialogue?.kind === 'edit' && <UserDialogue user={dialogue.user} close={close} />}
			{dialogue?.kind === 'password' && <PasswordDialogue user={dialogue.user} close={close} />}
			{dialogue?.kind === 'link' && <LinkDialogue user={dialogue.user} close={close} />}
			{dialogue?.kind === 'factor' && <ResetFactorDialogue user={dialogue.user} close={close} />}
		</Stack>
	);
}

function UserRow({
	user,
	open,
}: {
	readonly user: User;
	readonly open: (kind: 'edit' | 'password' | 'grants' | 'link' | 'factor') => void;
}) {
	const say = useAccessWords();
	const rights = useRightsWords();
	const signing = useSignInWords();
	const common = useCommonWords();
	const format = useFormat();
	const nameOf = useRoleName();
	const teams = useQuery(teamsQuery).data?.items ?? [];
	const may = useMay();
	const me = useUser();
	const tell = useTell();
	const confirm = useConfirm();
	const queryClient = useQueryClient();
	const change = useMutation({
		mutationFn: ({ state, reason }: { state: User['state']; reason?: string }) =>
			client.access.updateUser({ params: { id: user.id }, body: { state } }, { reason }),
		onSuccess: () => queryClient.invalidateQueries({ queryKey: usersKey }),
		onError: tell.failed,
	});
	const look = useMutation({
		// The server asks for the reason.
		mutationFn: () => client.access.seeAs({ body: { user_id: user.id } }),
		// All that is on the page is somebody else's from here on.
		onSuccess: () => window.location.assign('/customers'),
		onError: tell.failed,
	});
	const end = useMutation({
		mutationFn: () => client.signIn.endPersonSessions({ params: { id: user.id } }),
		onSuccess: ({ ended }) => tell.done(signing('end_all_done', { count: ended })),
		onError: tell.failed,
	});
	const endSessions = () =>
		confirm({
			title: signing('end_all_of', { name: user.name }),
			body: signing('end_all_why'),
			action: signing('end_all'),
			onConfirm: () => end.mutate(),
		});
	const disable = () =>
		confirm({
			title: say('disable_title', { name: user.name }),
			body: say('disable_why'),
			action: say('disable'),
			asksWhy: true,
			onConfirm: (reason) => change.mutate({ state: 'disabled', reason }),
		});
	return (
		<Table.Tr>
			<Table.Td>
				<Group gap={6}>
					<Text size="sm" fw={500}>
						{user.name}
					</Text>
					{user.id === me?.id && (
						<Badge variant="light" color="gray" tt="none">
							{say('you')}
						</Badge>
					)}
				</Group>
				<Text size="xs" c="dimmed">
					{user.email}
				</Text>
			</Table.Td>
			<Table.Td>
				{user.roles.length === 0
					? say('no_role')
					: user.roles.map((role) => (
							<div key={`${role.role_id} ${role.team_id}`}>
								{nameOf(role)}
								{role.team_id !== user.team_id && ` · ${teams.find(({ id }) => id === role.team_id)?.name ?? ''}`}
								{role.ends_at && (
									<Text component="span" size="xs" c="dimmed">
										{` ${rights('until_when', { when: format.date(role.ends_at) })}`}
									</Text>
								)}
							</div>
						))}
			</Table.Td>
			<Table.Td>{user.team_name}</Table.Td>
			<Table.Td>
				<StatusDot tone={user.state === 'active' ? 'good' : 'neutral'}>{say(`state_${user.state}`)}</StatusDot>
			</Table.Td>
			<Table.Td>{user.last_sign_in_at ? format.moment(user.last_sign_in_at) : say('never_signed_in')}</Table.Td>
			<Table.Td ta="right">
				{may('users.manage') && (
					<Menu position="bottom-end">
						<Menu.Target>
							<ActionIcon variant="subtle" color="gray" aria-label={say('user_actions', { name: user.name })}>
								<IconDots size={18} />
							</ActionIcon>
						</Menu.Target>
						<Menu.Dropdown>
							<Menu.Item onClick={() => open('edit')}>{common('edit')}</Menu.Item>
							<Menu.Item onClick={() => open('grants')}>{rights('grants')}</Menu.Item>
							{user.state === 'active' && <Menu.Item onClick={() => open('link')}>{signing('send_link')}</Menu.Item>}
							<Menu.Item onClick={() => open('password')}>{say('reset_password')}</Menu.Item>
							<Menu.Item onClick={() => open('factor')}>{signing('factor_reset')}</Menu.Item>
							{user.id !== me?.id && <Menu.Item onClick={endSessions}>{signing('end_all')}</Menu.Item>}
							{user.id !== me?.id && user.state === 'active' && <Menu.Item onClick={() => look.mutate()}>{rights('see_as')}</Menu.Item>}
							{user.id !== me?.id &&
								(user.state === 'active' ? (
									<Menu.Item c="red" onClick={disable}>
										{say('disable')}
									</Menu.Item>
								) : (
									<Menu.Item onClick={() => change.mutate({ state: 'active' })}>{say('enable')}</Menu.Item>
								))}
						</Menu.Dropdown>
					</Menu>
				)}
			</Table.Td>
		</Table.Tr>
	);
}
