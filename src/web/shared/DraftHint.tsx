// Says at a form that what stands in it was typed before, and offers to begin anew.
import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { Draft } from '../draft.ts';
import { useCommonWords } from '../words.ts';

interface DraftHintProps {
	readonly draft: Draft;
	/** Puts back what stood there before. */
	readonly discard: () => void;
}

export function DraftHint({ draft, discard }: DraftHintProps) {
	const say = useCommonWords();
	const [gone, setGone] = useState(false);
	if (!draft.restored || gone) return null;
	return (
		<Group gap="xs" justify="space-between" wrap="nowrap">
			<Text size="xs" c="dimmed" role="status">
				{say(draft.overtaken ? 'draft_overtaken' : 'draft_restored')}
			</Text>
			<Button
				size="compact-xs"
				variant="subtle"
				onClick={() => {
					setGone(true);
					discard();
					draft.clear();
				}}
			>
				{say('draft_discard')}
			</Button>
		</Group>
	);
}
