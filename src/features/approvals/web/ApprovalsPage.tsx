// Settings: what waits for a second person, what was decided, and from which numbers on that is asked for.
import { Button, Group, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay, useUser } from '../../../web/session.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { RelativeTime } from '../../../web/shared/RelativeTime.tsx';
import { StatusDot, type Tone } from '../../../web/shared/StatusDot.tsx';
import { Empty } from '../../../web/shared/states.tsx';
import type { Approval } from '../schema.ts';
import { DecisionDialogue } from './DecisionDialogue.tsx';
import { approvalsQuery } from './queries.ts';
import { RulesForm } from './RulesForm.tsx';
import { useWhat } from './what.ts';
import { useApprovalWords } from './words.ts';

const tones: Readonly<Record<Approval['state'], Tone>> = {
	waiting: 'careful',
	allowed: 'good',
	refused: 'bad',
	withdrawn: 'neutral',
	expired: 'neutral',
};

export function ApprovalsPage() {
	const say = useApprovalWords();
	const may = useMay();
	const [state, setState] = useState<'waiting' | 'ended'>('waiting');
	const [deciding, setDeciding] = useState<{ readonly approval: Approval; readonly allow: boolean } | null>(null);
	const approvals = useInfiniteQuery(approvalsQuery(state));
	const isEnded = state === 'ended';
	return (
		<Stack>
			<PageHead title={say('title')} lead={say('lead')} />
			<SegmentedControl
				aria-label={say('title')}
				w="fit-content"
				value={state}
				onChange={(value) => setState(value as 'waiting' | 'ended')}
				data={[
					{ value: 'waiting', label: say('waiting') },
					{ value: 'ended', label: say('ended') },
				]}
			/>
			<PagedTable
				query={approvals}
				label={say('title')}
				spare={isEnded ? [2, 3] : [2, 3, 4]}
				head={[say('what'), say('who'), say('when'), say(isEnded ? 'outcome' : 'until')]}
				actions
				empty={<Empty icon={<IconUserCheck />} title={say(isEnded ? 'empty_ended' : 'empty_waiting')} />}
			>
				{(approval) => <Row approval={approval} decide={(allow) => setDeciding({ approval, allow })} />}
			</PagedTable>
			{may('settings.manage') && <RulesForm />}
			{deciding && <DecisionDialogue {...deciding} close={() => setDeciding(null)} />}
		</Stack>
	);
}

function Row({ approval, decide }: { readonly approval: Approval; readonly decide: (allow: boolean) => void }) {
	const say = useApprovalWords();
	const format = useFormat();
	const me = useUser();
	const what = useWhat()(approval);
	const { requested_by, decided_by, state, fields, narrowed, kind } = approval;
	return (
		<Table.Tr>
			<Table.Td>
				<Text size="sm" fw={500}>
					{what}
				</Text>
				{kind === 'export' && (
					<Text size="xs" c="dimmed">
						{[fields ? say('columns', { fields }) : say('all_columns'), ...(narrowed ? [say('narrowed')] : [])].join(' · ')}
					</Text>
				)}
			</Table.Td>
			<Table.Td>
				{requested_by.name}
				{approval.asked_because && (
					<Text size="xs" c="dimmed">
						{approval.asked_because}
					</Text>
				)}
			</Table.Td>
			<Table.Td>
				<RelativeTime at={approval.created_at} />
			</Table.Td>
			<Table.Td>
				{state === 'waiting' ? (
					format.moment(approval.expires_at)
				) : (
					<>
						<StatusDot tone={tones[state]}>{say(`state_${state}`)}</StatusDot>
						<Text size="xs" c="dimmed">
							{decided_by && approval.reason
								? say('decided_because', { name: decided_by.name, reason: approval.reason })
								: decided_by?.name}
						</Text>
					</>
				)}
			</Table.Td>
			<Table.Td ta="right">
				{approval.may_decide && (
					<Group gap="xs" wrap="nowrap" justify="flex-end">
						<Button size="compact-sm" variant="default" aria-label={say('refuse_of', { what })} onClick={() => decide(false)}>
							{say('refuse')}
						</Button>
						<Button size="compact-sm" variant="light" aria-label={say('allow_of', { what })} onClick={() => decide(true)}>
							{say('allow')}
						</Button>
					</Group>
				)}
				{state === 'waiting' && requested_by.id === me?.id && (
					<Text size="xs" c="dimmed">
						{say('own')}
					</Text>
				)}
			</Table.Td>
		</Table.Tr>
	);
}
