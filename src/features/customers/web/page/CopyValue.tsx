// A value that is copied by pressing it; a tick in the place of the icon says so.
import { UnstyledButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTell } from '../../../../web/shared/problem.ts';
import { usePageWords } from '../words-page.ts';
import classes from './CopyValue.module.css';

/** Milliseconds for which the tick stands. */
const shownFor = 1_500;

interface CopyValueProps {
	/** What goes to the clipboard. */
	readonly value: string;
	/** What a person reads, where that differs. */
	readonly text?: string;
	readonly children?: ReactNode;
}

export function CopyValue({ value, text = value, children }: CopyValueProps) {
	const say = usePageWords();
	const tell = useTell();
	const [copied, setCopied] = useState(false);
	useEffect(() => {
		if (!copied) return;
		const timer = setTimeout(() => setCopied(false), shownFor);
		return () => clearTimeout(timer);
	}, [copied]);
	const copy = () => {
		// Marked text is not to be replaced by a press that meant to mark it.
		if (String(getSelection()).trim() !== '') return;
		navigator.clipboard?.writeText(value).then(() => setCopied(true), tell.failed);
	};
	const Icon = copied ? IconCheck : IconCopy;
	return (
		<UnstyledButton className={classes.copy} data-copied={copied || undefined} aria-label={say('copy_of', { value: text })} onClick={copy}>
			<span className={classes.text} dir="auto">
				{children ?? text}
			</span>
			<Icon size={14} aria-hidden="true" />
			<span role="status" className="visually-hidden">
				{copied && say('copied')}
			</span>
		</UnstyledButton>
	);
}
