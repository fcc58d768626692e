// Asking once more before something that hurts.
import { Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { type ReactNode, useState } from 'react';
import { useCommonWords } from '../words.ts';
import { ReasonField } from './ReasonField.tsx';

export interface Question {
	readonly title: string;
	readonly body: ReactNode;
	/** The word on the button that does it. */
	readonly action: string;
	/** `reason`: what was typed where `asksWhy` says so. */
	readonly onConfirm: (reason: string) => void;
	/** Offers a place for the reason. */
	readonly asksWhy?: boolean;
	/** Red, for what takes something away. */
	readonly danger?: boolean;
}

/** Opens a dialogue with two buttons; the keyboard starts on "cancel" for dangerous questions. */
export function useConfirm(): (question: Question) => void {
	const say = useCommonWords();
	return ({ title, body, action, onConfirm, asksWhy = false, danger = true }) => {
		let reason = '';
		const lead = typeof body === 'string' ? <Text size="sm">{body}</Text> : body;
		modals.openConfirmModal({
			title,
			children: asksWhy ? <WithReason lead={lead} told={(typed) => (reason = typed)} /> : lead,
			labels: { confirm: action, cancel: say('cancel') },
			confirmProps: { color: danger ? 'red' : undefined },
			closeButtonProps: { 'aria-label': say('close') },
			lockScroll: false,
			onConfirm: () => onConfirm(reason),
		});
	};
}

/** The question with a place for the reason. The dialogue keeps its content apart from whoever opened it, so the text is told as it is typed. */
function WithReason({ lead, told }: { readonly lead: ReactNode; readonly told: (reason: string) => void }) {
	const [reason, setReason] = useState('');
	return (
		<Stack gap="sm">
			{lead}
			<ReasonField
				value={reason}
				onChange={(typed) => {
					setReason(typed);
					told(typed);
				}}
			/>
		</Stack>
	);
}
