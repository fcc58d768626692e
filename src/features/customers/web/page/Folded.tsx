// A text of any length: what is long is folded to some lines, with a button that unfolds it.
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { usePageWords } from '../words-page.ts';
import classes from './Lines.module.css';
import { isLong } from './long.ts';

export function Folded({ text, children = text }: { readonly text: string; readonly children?: ReactNode }) {
	const say = usePageWords();
	const [open, setOpen] = useState(false);
	if (!isLong(text)) return children;
	return (
		<>
			<div className={open ? undefined : classes.folded}>{children}</div>
			<Button variant="subtle" size="compact-xs" ml={-8} aria-expanded={open} onClick={() => setOpen(!open)}>
				{say(open ? 'text_fold' : 'text_unfold')}
			</Button>
		</>
	);
}
