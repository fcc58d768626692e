// The browsers in which one is signed in, and ending them.
import { Badge, Button, Group, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { useTell } from '../../../web/shared/problem.ts';
import { RelativeTime } from '../../../web/shared/RelativeTime.tsx';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import { TableBox } from '../../../web/shared/TableBox.tsx';
import { useCommonWords } from '../../../web/words.ts';
import type { OwnSession } from '../schema.ts';
import { deviceName } from './device.ts';
import { sessionsQuery } from './queries.ts';
import { useSignInWords } from './words.ts';

export function Sessions() {
	const say = useSignInWords();
	const common = useCommonWords();
	const tell = useTell();
	const queryClient = useQueryClient();
	const sessions = useQuery(sessionsQuery);
	const reread = () => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
	const endOne = useMutation({
		mutationFn: (id: number) => client.signIn.endSession({ params: { id } }),
		onSettled: reread,
		onError: tell.failed,
	});
	const endOthers = useMutation({
		mutationFn: () => client.signIn.endOtherSessions(),
		onSuccess: async () => {
			await reread();
			tell.done(say('sessions_ended'));
		},
		onError: tell.failed,
	});
	const items = sessions.data?.items ?? [];
	return (
		<div>
			<Group justify="space-between" mb="sm">
				<div>
					<Title order={2} id="own-sessions">
						{say('sessions')}
					</Title>
					<Text size="sm" c="dimmed">
						{say('sessions_lead')}
					</Text>
				</div>
				{items.length > 1 && (
					<Button variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
						{say('sessions_end')}
					</Button>
				)}
			</Group>
			{sessions.isPending && <Loading lines={3} />}
			{sessions.isError && <Failed cause={sessions.error} retry={() => void sessions.refetch()} />}
			{items.length > 0 && (
				<TableBox
					label={say('sessions')}
					spare={[2, 3]}
					head={[
						say('session_device'),
						say('session_address'),
						say('session_since'),
						say('session_seen'),
						<span key="actions" className="visually-hidden">
							{common('actions')}
						</span>,
					]}
				>
					{items.map((session) => (
						<SessionRow key={session.id} session={session} end={() => endOne.mutate(session.id)} />
					))}
				</TableBox>
			)}
		</div>
	);
}

function SessionRow({ session, end }: { readonly session: OwnSession; readonly end: () => void }) {
	const say = useSignInWords();
	const format = useFormat();
	const device = deviceName(session.user_agent) ?? say('unknown_device');
	return (
		<Table.Tr>
			<Table.Td>
				<Text size="sm" title={session.user_agent}>
					{device}
				</Text>
			</Table.Td>
			<Table.Td>{session.address}</Table.Td>
			<Table.Td>{format.moment(session.created_at)}</Table.Td>
			<Table.Td>
				<RelativeTime at={session.last_seen_at} />
			</Table.Td>
			<Table.Td ta="right">
				{session.current ? (
					<Badge variant="light" color="green" tt="none">
						{say('session_current')}
					</Badge>
				) : (
					<Button size="compact-sm" variant="subtle" color="red" aria-label={say('session_end_of', { device })} onClick={end}>
						{say('session_end')}
					</Button>
				)}
			</Table.Td>
		</Table.Tr>
	);
}
