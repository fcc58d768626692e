// Two people changed the same: both values side by side, and a choice.
import { Button, Group, Modal, Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useCommonWords } from '../../../../web/words.ts';
import { useCustomerWords } from '../words.ts';

/** What both are about, theirs as it stands now and mine as it would stand. */
export interface Sides {
	readonly label: string;
	readonly theirs: ReactNode;
	readonly mine: ReactNode;
}

export interface ConflictProps extends Sides {
	/** Who changed it; null where that is not known. */
	readonly by: string | null;
	/** 'neither': not decided yet, what was typed stays where it was typed. */
	readonly choose: (choice: 'mine' | 'theirs' | 'neither') => void;
}

export function Conflict({ label, theirs, mine, by, choose }: ConflictProps) {
	const say = useCustomerWords();
	const common = useCommonWords();
	const sides = [
		{ whose: by === null ? say('conflict_theirs') : say('conflict_of', { who: by }), value: theirs },
		{ whose: say('conflict_mine'), value: mine },
	];
	return (
		<Modal
			opened
			onClose={() => choose('neither')}
			title={say('conflict', { field: label })}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<Stack>
				<Text size="sm">{say('conflict_why')}</Text>
				<Group grow align="stretch">
					{sides.map(({ whose, value }) => (
						<Paper key={whose} withBorder p="sm">
							<Text size="xs" c="dimmed">
								{whose}
							</Text>
							<Text component="div" dir="auto" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
								{value || say('not_stated')}
							</Text>
						</Paper>
					))}
				</Group>
				<Group grow>
					<Button variant="default" onClick={() => choose('theirs')}>
						{say('keep_theirs')}
					</Button>
					<Button onClick={() => choose('mine')}>{say('keep_mine')}</Button>
				</Group>
			</Stack>
		</Modal>
	);
}
