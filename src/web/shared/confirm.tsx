// Asking once more before something that hurts.
import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { ReactNode } from 'react';
import { useCommonWords } from '../words.ts';

export interface Question {
	readonly title: string;
	readonly body: ReactNode;
	/** The word on the button that does it. */
	readonly action: string;
	readonly onConfirm: () => void;
	/** Red, for what takes something away. */
	readonly danger?: boolean;
}

/** Opens a dialogue with two buttons; the keyboard starts on "cancel" for dangerous questions. */
export function useConfirm(): (question: Question) => void {
	const say = useCommonWords();
	return ({ title, body, action, onConfirm, danger = true }) =>
		modals.openConfirmModal({
			title,
			children: typeof body === 'string' ? <Text size="sm">{body}</Text> : body,
			labels: { confirm: action, cancel: say('cancel') },
			confirmProps: { color: danger ? 'red' : undefined },
			closeButtonProps: { 'aria-label': say('close') },
			lockScroll: false,
			onConfirm,
		});
}
