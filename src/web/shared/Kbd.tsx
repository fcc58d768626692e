// A shortcut as its keys look.
import { Fragment } from 'react';
import classes from './Kbd.module.css';
import { capsOf } from './keys.ts';

/** `<Kbd keys="g c" />`; hidden from screen readers unless `read`, since what it stands beside has aria-keyshortcuts or is a list of its own. */
export function Kbd({ keys, read = false }: { readonly keys: string; readonly read?: boolean }) {
	return (
		<span className={classes.keys} aria-hidden={read ? undefined : true}>
			{capsOf(keys).map((caps, stroke) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the strokes of a shortcut never move
				<Fragment key={stroke}>
					{caps.map((cap) => (
						<kbd key={cap} className={classes.cap}>
							{cap}
						</kbd>
					))}
				</Fragment>
			))}
		</span>
	);
}
