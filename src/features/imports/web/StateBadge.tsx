// The state of an import: a dot in its colour and a word.
import { StatusDot, type Tone } from '../../../web/shared/StatusDot.tsx';
import type { ImportState } from '../schema.ts';
import { useImportWords } from './words.ts';

const tones: Readonly<Record<ImportState, Tone>> = {
	draft: 'neutral',
	queued: 'neutral',
	running: 'busy',
	paused: 'careful',
	cancelled: 'neutral',
	failed: 'bad',
	done: 'good',
	undoing: 'busy',
	undone: 'neutral',
	redoing: 'busy',
};

export function StateBadge({ state }: { readonly state: ImportState }) {
	const say = useImportWords();
	return <StatusDot tone={tones[state]}>{say(`state_${state}`)}</StatusDot>;
}
