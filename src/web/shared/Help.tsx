// A small question mark beside a term: one sentence about it, and the chapter of the handbook that tells more.
import { ActionIcon, Popover, Text } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { useShellWords } from '../words.ts';
import { ButtonLink } from './ButtonLink.tsx';

interface HelpProps {
	/** The term it stands beside, for the button's name. */
	readonly term: string;
	/** One sentence, in the person's language. */
	readonly children: string;
	/** A chapter such as `3-values`, with an anchor where one is meant. */
	readonly chapter?: string;
	readonly anchor?: string;
}

export function Help({ term, children, chapter, anchor }: HelpProps) {
	const say = useShellWords();
	return (
		<Popover width={300} position="bottom-start" trapFocus returnFocus>
			<Popover.Target>
				<ActionIcon
					variant="subtle"
					color="gray"
					size="xs"
					mx={4}
					style={{ verticalAlign: 'middle' }}
					aria-label={say('help_about', { term })}
				>
					<IconHelpCircle size={15} aria-hidden="true" />
				</ActionIcon>
			</Popover.Target>
			<Popover.Dropdown aria-label={term}>
				<Text size="sm">{children}</Text>
				{chapter && (
					<ButtonLink variant="subtle" size="compact-sm" mt="xs" mx={-7} to="/help/$chapter" params={{ chapter }} hash={anchor}>
						{say('handbook_more')}
					</ButtonLink>
				)}
			</Popover.Dropdown>
		</Popover>
	);
}
