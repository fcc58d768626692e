// A state as a dot and a word: the word says it, the colour only helps to find it.
import classes from './StatusDot.module.css';

export type Tone = 'neutral' | 'busy' | 'good' | 'careful' | 'bad';

export function StatusDot({ tone, children }: { readonly tone: Tone; readonly children: string }) {
	return (
		<span className={classes.status} data-tone={tone}>
			<span className={classes.dot} aria-hidden="true" />
			{children}
		</span>
	);
}
