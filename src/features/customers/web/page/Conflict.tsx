// Two people changed one field: both values side by side, and a choice.
import { Button, Group, Modal, Paper, Stack, Text } from '@mantine/core';
import { useCommonWords } from '../../../../web/words.ts';
import { useValueText } from '../FieldValue.tsx';
import type { ShownField } from '../fields.ts';
import { useCustomerWords } from '../words.ts';

export interface ConflictProps {
	readonly field: ShownField;
	readonly theirs: unknown;
	readonly mine: unknown;
	/** True: my value replaces theirs. */
	readonly choose: (mine: boolean) => void;
}

export function Conflict({ field, theirs, mine, choose }: ConflictProps) {
	const say = useCustomerWords();
	const common = useCommonWords();
	const valueText = useValueText();
	const sides = [
		{ label: say('conflict_theirs'), value: theirs },
		{ label: say('conflict_mine'), value: mine },
	];
	return (
		<Modal
			opened
			onClose={() => choose(false)}
			title={say('conflict', { field: field.label })}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<Stack>
				<Text size="sm">{say('conflict_why')}</Text>
				<Group grow align="stretch">
					{sides.map(({ label, value }) => (
						<Paper key={label} withBorder p="sm">
							<Text size="xs" c="dimmed">
								{label}
							</Text>
							<Text style={{ overflowWrap: 'anywhere' }}>{valueText(field, value) || say('not_stated')}</Text>
						</Paper>
					))}
				</Group>
				<Group grow>
					<Button variant="default" onClick={() => choose(false)}>
						{say('keep_theirs')}
					</Button>
					<Button onClick={() => choose(true)}>{say('keep_mine')}</Button>
				</Group>
			</Stack>
		</Modal>
	);
}
