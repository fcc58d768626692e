// Settings: the tree of teams, and the conditions that customers are told apart by.
import { ActionIcon, Button, Menu, Stack, Text } from '@mantine/core';
import { IconDots, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useMay } from '../../../web/session.ts';
import { useConfirm } from '../../../web/shared/confirm.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { useTell } from '../../../web/shared/problem.ts';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import { useCommonWords } from '../../../web/words.ts';
import { Conditions } from './Conditions.tsx';
import { teamsQuery } from './rights.ts';
import { TeamDialogue, type TeamInHand } from './TeamDialogue.tsx';
import classes from './Teams.module.css';
import { inOrder, type Placed } from './tree.ts';
import { useRightsWords } from './words-rights.ts';

export function TeamsPage() {
	const say = useRightsWords();
	const may = useMay();
	const { compare } = useFormat();
	const queryClient = useQueryClient();
	const teams = useQuery(teamsQuery);
	const [inHand, setInHand] = useState<TeamInHand | null>(null);
	const placed = inOrder(teams.data?.items ?? [], compare);
	const [top] = placed;
	const close = () => {
		setInHand(null);
		void queryClient.invalidateQueries({ queryKey: teamsQuery.queryKey });
	};
	return (
		<Stack>
			<PageHead
				title={say('teams')}
				lead={say('teams_lead')}
				actions={
					may('roles.manage') &&
					top && (
						<Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setInHand({ parent: top })}>
							{say('new_team')}
						</Button>
					)
				}
			/>
			{teams.isPending && <Loading />}
			{teams.isError && <Failed cause={teams.error} retry={teams.refetch} />}
			{placed.length > 0 && (
				<ul className={classes.tree} aria-label={say('teams')}>
					{placed.map((team) => (
						<Line key={team.id} team={team} open={setInHand} />
					))}
				</ul>
			)}
			{inHand && <TeamDialogue {...inHand} close={close} />}
			<Conditions />
		</Stack>
	);
}

function Line({ team, open }: { readonly team: Placed; readonly open: (inHand: TeamInHand) => void }) {
	const say = useRightsWords();
	const common = useCommonWords();
	const format = useFormat();
	const may = useMay();
	const tell = useTell();
	const confirm = useConfirm();
	const queryClient = useQueryClient();
	const { name, people } = team;
	const remove = useMutation({
		mutationFn: () => client.access.deleteTeam({ params: { id: team.id } }),
		onSuccess: () => queryClient.invalidateQueries({ queryKey: teamsQuery.queryKey }),
		onError: tell.failed,
	});
	return (
		// Deeper than this nothing is moved further in: on a phone there would be no room for names.
		<li className={classes.line} data-depth={Math.min(team.depth, 8)}>
			<span className={classes.name}>
				{name}
				<Text component="span" size="xs" c="dimmed" ml={8}>
					{say('team_people', { count: people, people: format.number(people) })}
				</Text>
			</span>
			{may('roles.manage') && (
				<Menu position="bottom-end">
					<Menu.Target>
						<ActionIcon variant="subtle" color="gray" aria-label={say('team_actions', { name })}>
							<IconDots size={18} />
						</ActionIcon>
					</Menu.Target>
					<Menu.Dropdown>
						<Menu.Item onClick={() => open({ parent: team })}>{say('new_below', { name })}</Menu.Item>
						<Menu.Item onClick={() => open({ team })}>{common('edit')}</Menu.Item>
						{team.parent_id !== null && (
							<Menu.Item
								c="red"
								onClick={() =>
									confirm({
										title: say('remove_of', { name }),
										body: say('remove_why'),
										action: say('remove'),
										onConfirm: () => remove.mutate(),
									})
								}
							>
								{say('remove')}
							</Menu.Item>
						)}
					</Menu.Dropdown>
				</Menu>
			)}
		</li>
	);
}
