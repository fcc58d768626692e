// Asks why, when a request is refused for want of a reason, and sends it again with what was typed.
import { Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { onReasonNeeded } from '../client.ts';
import { ReasonField } from '../shared/ReasonField.tsx';
import { useCommonWords } from '../words.ts';

export function AskReason() {
	const [asking, setAsking] = useState(false);
	const waiting = useRef<((reason: string | null) => void)[]>([]);
	useEffect(() => {
		onReasonNeeded(() => {
			setAsking(true);
			return new Promise((settle) => waiting.current.push(settle));
		});
		return () => onReasonNeeded(null);
	}, []);
	if (!asking) return null;
	const settle = (reason: string | null) => {
		setAsking(false);
		for (const go of waiting.current.splice(0)) go(reason);
	};
	return <ReasonDialogue settle={settle} />;
}

function ReasonDialogue({ settle }: { readonly settle: (reason: string | null) => void }) {
	const say = useCommonWords();
	const [reason, setReason] = useState('');
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (reason.trim()) settle(reason);
	};
	return (
		<Modal opened onClose={() => settle(null)} title={say('reason_why')} closeButtonProps={{ 'aria-label': say('close') }}>
			<form onSubmit={submit}>
				<Stack gap="sm">
					<ReasonField value={reason} onChange={setReason} needed focus />
					<Group justify="flex-end" mt="xs">
						<Button variant="default" onClick={() => settle(null)}>
							{say('cancel')}
						</Button>
						<Button type="submit" disabled={!reason.trim()}>
							{say('go_on')}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
