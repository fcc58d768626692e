// The roles of a person: what was granted, in which team and until when; giving one and ending one.
import { Alert, Button, Group, Modal, NativeSelect, Stack, Table, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconShieldLock } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import { useMay, useUser } from '../../../web/session.ts';
import { useConfirm } from '../../../web/shared/confirm.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { fieldErrors, useExplain, useTell } from '../../../web/shared/problem.ts';
import { StatusDot, type Tone } from '../../../web/shared/StatusDot.tsx';
import { Empty } from '../../../web/shared/states.tsx';
import { useCommonWords } from '../../../web/words.ts';
import type { Grant } from '../endpoints-roles.ts';
import type { User } from '../schema.ts';
import { useRoleChoices, useRoleName, useTeamChoices } from './rights.ts';
import { useRightsWords } from './words-rights.ts';

const tones: Readonly<Record<Grant['state'], Tone>> = { current: 'good', waiting: 'careful', ended: 'neutral' };

export function GrantsDialogue({ user, close }: { readonly user: User; readonly close: () => void }) {
	const say = useRightsWords();
	const common = useCommonWords();
	const may = useMay();
	const grantsKey = ['grants', user.id];
	const grants = useInfiniteQuery({
		queryKey: grantsKey,
		queryFn: ({ pageParam, signal }) =>
			client.access.listGrants({ params: { id: user.id }, query: { after: pageParam, limit: 50 } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});
	return (
		<Modal
			opened
			onClose={close}
			size="xl"
			title={say('grants_of', { name: user.name })}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<Stack>
				<PagedTable
					query={grants}
					label={say('grants_of', { name: user.name })}
					spare={[4]}
					head={[say('role'), say('in_team'), say('when'), say('reason')]}
					actions
					empty={<Empty icon={<IconShieldLock />} title={say('grants_empty')} />}
				>
					{(grant) => <Row grant={grant} user={user} />}
				</PagedTable>
				{may('users.manage') && <NewGrant user={user} />}
			</Stack>
		</Modal>
	);
}

/** What a changed grant is shown in. */
function useReread(user: User): () => void {
	const queryClient = useQueryClient();
	return () => {
		for (const queryKey of [['grants', user.id], ['users'], ['roles'], ['access']]) void queryClient.invalidateQueries({ queryKey });
	};
}

function Row({ grant, user }: { readonly grant: Grant; readonly user: User }) {
	const say = useRightsWords();
	const format = useFormat();
	const may = useMay();
	const tell = useTell();
	const confirm = useConfirm();
	const me = useUser();
	const reread = useReread(user);
	const name = useRoleName()({ key: grant.role_key, name: grant.role_name });
	const end = useMutation({
		mutationFn: (reason: string) => client.access.endGrant({ params: { id: user.id, grant_id: grant.id } }, { reason }),
		onSuccess: reread,
		onError: tell.failed,
	});
	const { starts_at, ends_at, state } = grant;
	const times = [
		...(state === 'waiting' && starts_at ? [say('from_when', { when: format.date(starts_at) })] : []),
		...(ends_at ? [say('until_when', { when: format.date(ends_at) })] : []),
	];
	return (
		<Table.Tr>
			<Table.Td>{name}</Table.Td>
			<Table.Td>{grant.team_name ?? say('own_team')}</Table.Td>
			<Table.Td>
				<StatusDot tone={tones[state]}>{[say(`state_${state}`), ...times].join(' ')}</StatusDot>
			</Table.Td>
			<Table.Td>{grant.reason}</Table.Td>
			<Table.Td ta="right">
				{may('users.manage') && state !== 'ended' && (
					<Button
						size="compact-sm"
						variant="subtle"
						color="red"
						loading={end.isPending}
						aria-label={say('end_of', { name })}
						onClick={() =>
							confirm({
								title: say('end_of', { name }),
								body: say(user.id === me?.id ? 'own_rights_grant' : 'end_why'),
								action: say('end'),
								asksWhy: true,
								onConfirm: end.mutate,
							})
						}
					>
						{say('end')}
					</Button>
				)}
			</Table.Td>
		</Table.Tr>
	);
}

function NewGrant({ user }: { readonly user: User }) {
	const say = useRightsWords();
	const explain = useExplain();
	const reread = useReread(user);
	const roles = useRoleChoices();
	const teams = useTeamChoices(useFormat().compare);
	const form = useForm({ initialValues: { role_id: '', team_id: '', from: '', until: '', reason: '' } });
	const add = useMutation({
		mutationFn: ({ role_id, team_id, from, until, reason }: typeof form.values) =>
			client.access.addGrant({
				params: { id: user.id },
				body: {
					role_id: Number(role_id || roles[0]?.value),
					team_id: team_id === '' ? null : Number(team_id),
					...(from && { starts_at: new Date(`${from}T00:00:00`).toISOString() }),
					...(until && { ends_at: new Date(`${until}T23:59:59`).toISOString() }),
					...(reason.trim() && { reason: reason.trim() }),
				},
			}),
		onSuccess: () => {
			form.reset();
			reread();
		},
		onError: (cause) => form.setErrors(fieldErrors(cause)),
	});
	return (
		<form onSubmit={form.onSubmit((values) => add.mutate(values))}>
			<Stack gap="sm">
				<Title order={2}>{say('add_grant')}</Title>
				{add.isError && (
					<Alert color="red" role="alert">
						{explain(add.error)}
					</Alert>
				)}
				<Group grow align="flex-end">
					<NativeSelect label={say('role')} data={roles} {...form.getInputProps('role_id')} />
					<NativeSelect
						label={say('in_team')}
						data={[{ value: '', label: say('own_team') }, ...teams]}
						{...form.getInputProps('team_id')}
					/>
				</Group>
				<Group grow align="flex-end">
					<TextInput type="date" label={say('from')} {...form.getInputProps('from')} />
					<TextInput type="date" label={say('until')} {...form.getInputProps('until')} />
				</Group>
				<TextInput label={say('reason')} maxLength={1000} {...form.getInputProps('reason')} />
				<Group justify="flex-end">
					<Button type="submit" loading={add.isPending}>
						{say('add_grant')}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
