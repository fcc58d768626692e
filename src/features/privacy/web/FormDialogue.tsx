// A dialogue with a form that is sent to the server: its fields, what the server says against it, cancel and save.
import { Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { FormButtons } from '../../../web/shared/FormButtons.tsx';
import { useExplain } from '../../../web/shared/problem.ts';
import { useCommonWords } from '../../../web/words.ts';

export interface FormDialogueProps {
	readonly title: string;
	readonly lead?: string | undefined;
	readonly size?: 'md' | 'lg';
	readonly close: () => void;
	/** What was typed is sent; everything of privacy is read anew then, and the dialogue closes. */
	readonly send: () => Promise<unknown>;
	/** False until what the form offers has arrived. */
	readonly ready?: boolean;
	/** Why it did not arrive. */
	readonly failure?: Error | null;
	readonly children: ReactNode;
}

export function FormDialogue({ title, lead, size = 'md', close, send, ready = true, failure = null, children }: FormDialogueProps) {
	const common = useCommonWords();
	const explain = useExplain();
	const queryClient = useQueryClient();
	const save = useMutation({
		mutationFn: send,
		onSuccess: async () => {
			await queryClient.invalidateQueries({ queryKey: ['privacy'] });
			close();
		},
	});
	const told = failure ?? save.error;
	const submit = (event: FormEvent) => {
		event.preventDefault();
		save.mutate();
	};
	return (
		<Modal opened onClose={close} size={size} title={title} closeButtonProps={{ 'aria-label': common('close') }}>
			<form onSubmit={submit}>
				<Stack gap="sm">
					{lead && (
						<Text size="sm" c="dimmed">
							{lead}
						</Text>
					)}
					{children}
					{told && (
						<Text size="sm" c="var(--mantine-color-error)" role="alert">
							{explain(told)}
						</Text>
					)}
					<FormButtons cancel={close} saving={save.isPending} ready={ready} />
				</Stack>
			</form>
		</Modal>
	);
}
