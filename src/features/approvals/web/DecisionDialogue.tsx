// Letting something go, or refusing it.
import { Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../../web/client.ts';
import { useExplain, useTell } from '../../../web/shared/problem.ts';
import { useCommonWords } from '../../../web/words.ts';
import type { Approval } from '../schema.ts';
import { useWhat } from './what.ts';
import { useApprovalWords } from './words.ts';

interface DecisionDialogueProps {
	readonly approval: Approval;
	readonly allow: boolean;
	readonly close: () => void;
}

export function DecisionDialogue({ approval, allow, close }: DecisionDialogueProps) {
	const say = useApprovalWords();
	const common = useCommonWords();
	const explain = useExplain();
	const tell = useTell();
	const what = useWhat()(approval);
	const queryClient = useQueryClient();
	const [reason, setReason] = useState('');
	const { name } = approval.requested_by;
	const decide = useMutation({
		mutationFn: () =>
			client.approvals.decideApproval({
				params: { id: approval.id },
				body: { allow, ...(reason.trim() && { reason: reason.trim() }) },
			}),
		onSuccess: () => {
			tell.done(say(allow ? 'done_allowed' : 'done_refused'));
			close();
		},
		onSettled: () => queryClient.invalidateQueries({ queryKey: ['approvals'] }),
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		decide.mutate();
	};
	return (
		<Modal
			opened
			onClose={close}
			title={say(allow ? 'allow_of' : 'refuse_of', { what })}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<form onSubmit={submit}>
				<Stack gap="sm">
					{allow && <Text size="sm">{say('allow_why', { name })}</Text>}
					{approval.asked_because && <Text size="sm">{say('asked_because', { name, reason: approval.asked_because })}</Text>}
					{decide.isError && (
						<Alert color="red" role="alert">
							{explain(decide.error)}
						</Alert>
					)}
					<Textarea
						label={say('reason')}
						description={say('reason_hint', { name })}
						data-autofocus
						autosize
						minRows={2}
						maxLength={1000}
						value={reason}
						onChange={(event) => setReason(event.currentTarget.value)}
					/>
					<Group justify="flex-end" mt="xs">
						<Button variant="default" onClick={close}>
							{common('cancel')}
						</Button>
						<Button type="submit" color={allow ? undefined : 'red'} loading={decide.isPending}>
							{say(allow ? 'allow' : 'refuse')}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
