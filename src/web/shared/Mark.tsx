// The mark of a person or company: two letters in a colour of its own. Says nothing to screen readers: the name stands beside it.
import { colourOf, initialsOf } from './initials.ts';
import classes from './Mark.module.css';

interface MarkProps {
	readonly name: string;
	/** In pixels. */
	readonly size?: 20 | 28 | 40 | 56;
	/** Organisations have a square mark, people a round one. */
	readonly square?: boolean;
}

export function Mark({ name, size = 28, square = false }: MarkProps) {
	const initials = initialsOf(name);
	return (
		<span className={classes.mark} data-colour={colourOf(name)} data-size={size} data-square={square || undefined} aria-hidden="true">
			{/* Two Chinese signs are too small to read in the smallest one. */}
			{size === 20 && /\p{Script=Han}/u.test(initials) ? [...initials].at(-1) : initials}
		</span>
	);
}
