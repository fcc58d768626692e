// How long there is until the term of a request ends.
import { StatusDot, type Tone } from '../../../web/shared/StatusDot.tsx';
import type { RequestRow } from '../schema.ts';
import { usePrivacyWords } from './words.ts';

/** Days at which a term is near. */
const near = 5;

const toneOf = (days: number): Tone => (days < 0 ? 'bad' : days <= near ? 'careful' : 'neutral');

export function Due({ request }: { readonly request: Pick<RequestRow, 'days_left' | 'state'> }) {
	const say = usePrivacyWords();
	const days = request.days_left;
	if (request.state !== 'open') return null;
	const text = days === 0 ? say('due_today') : days < 0 ? say('days_over', { count: -days }) : say('days_left', { count: days });
	return <StatusDot tone={toneOf(days)}>{text}</StatusDot>;
}
