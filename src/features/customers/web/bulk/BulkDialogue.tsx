// One change of the selected customers: chosen, previewed, applied.
import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../../../web/client.ts';
import { useExplain } from '../../../../web/shared/problem.ts';
import { ReasonField } from '../../../../web/shared/ReasonField.tsx';
import { newRequestKey } from '../../../../web/shared/request-key.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { useShowProgress } from './BulkProgress.tsx';
import { FieldForm, PlaceForm, Sentence, TagsForm } from './forms.tsx';
import { Preview, useTotal } from './Preview.tsx';
import type { Action, Selection } from './queries.ts';
import { useBulkWords } from './words.ts';

export type BulkKind = 'field' | 'tags' | 'owner' | 'delete' | 'restore';

interface BulkDialogueProps {
	readonly kind: BulkKind;
	readonly selection: Selection;
	readonly close: () => void;
	/** Called when the change has begun. */
	readonly applied?: () => void;
}

const settled: Partial<Record<BulkKind, Action>> = { delete: { delete: true }, restore: { restore: true } };

export function BulkDialogue({ kind, selection, close, applied }: BulkDialogueProps) {
	const say = useBulkWords();
	const common = useCommonWords();
	const explain = useExplain();
	const navigate = useNavigate();
	const showProgress = useShowProgress();
	const total = useTotal();
	const [reason, setReason] = useState('');
	const [action, setAction] = useState<Action | null>(settled[kind] ?? null);
	const prepare = useMutation({
		mutationFn: (asked: Action) =>
			client.customers.createBulkEdit({ body: { selection, action: asked } }, { idempotencyKey: newRequestKey() }),
	});
	const draft = prepare.data;
	const start = useMutation({
		mutationFn: (id: number) => client.customers.startBulkEdit({ params: { id } }, { reason }),
		onSuccess: ({ id }) => {
			showProgress({ id, showAll: () => void navigate({ to: '/customers/changes' }) });
			applied?.();
			close();
		},
	});
	const failure = start.error ?? prepare.error;
	const red = kind === 'delete' ? 'red' : undefined;
	const nothing = draft?.exact && draft.effect.checked === draft.total && draft.effect.changed === 0;
	return (
		<Modal
			opened
			onClose={close}
			size={draft ? 'lg' : 'md'}
			title={say(`title_${kind}`)}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					if (draft) start.mutate(draft.id);
					else if (action) prepare.mutate(action);
				}}
			>
				<Stack gap="md">
					{/* Kept while the preview shows, so that going back finds what was chosen. */}
					<div hidden={draft !== undefined}>
						{kind === 'field' && <FieldForm onAction={setAction} />}
						{kind === 'tags' && <TagsForm onAction={setAction} />}
						{kind === 'owner' && <PlaceForm onAction={setAction} />}
						{(kind === 'delete' || kind === 'restore') && <Sentence>{say(`${kind}_why`)}</Sentence>}
					</div>
					{draft && <Preview draft={draft} />}
					{draft && <ReasonField value={reason} onChange={setReason} />}
					{failure && (
						<Alert color="red" role="alert">
							{explain(failure)}
						</Alert>
					)}
					<Group justify="flex-end">
						<Button variant="default" onClick={draft ? () => prepare.reset() : close}>
							{draft ? say('back') : common('cancel')}
						</Button>
						{draft ? (
							<Button key="apply" type="submit" color={red} data-autofocus autoFocus disabled={nothing} loading={start.isPending}>
								{draft.exact && draft.total === 1
									? say('apply_single')
									: say(kind === 'delete' ? 'apply_delete' : 'apply', { count: total(draft) })}
							</Button>
						) : (
							<Button key="preview" type="submit" disabled={!action} loading={prepare.isPending}>
								{say('preview')}
							</Button>
						)}
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
