// The state of an import in one coloured word.
import { Badge } from '@mantine/core';
import type { ImportState } from '../schema.ts';
import { useImportWords } from './words.ts';

const colours: Readonly<Record<ImportState, string>> = {
	draft: 'gray',
	queued: 'blue',
	running: 'blue',
	paused: 'yellow',
	cancelled: 'gray',
	failed: 'red',
	done: 'green',
	undoing: 'blue',
	undone: 'gray',
	redoing: 'blue',
};

export function StateBadge({ state }: { readonly state: ImportState }) {
	const say = useImportWords();
	return (
		<Badge variant="light" color={colours[state]} tt="none" radius="sm">
			{say(`state_${state}`)}
		</Badge>
	);
}
