// Creating a webhook, with its secret at the end, and changing one.
import { Alert, Checkbox, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import { FormButtons } from '../../../web/shared/FormButtons.tsx';
import { fieldErrors, useExplain } from '../../../web/shared/problem.ts';
import { useCommonWords } from '../../../web/words.ts';
import { type Webhook, type WebhookEvent, webhookEvents } from '../schema.ts';
import { Secret } from './Secret.tsx';
import { useWebhookWords } from './words.ts';

interface WebhookDialogueProps {
	/** The one to change; a new one where there is none. */
	readonly webhook?: Webhook;
	readonly close: () => void;
}

export function WebhookDialogue({ webhook, close }: WebhookDialogueProps) {
	const say = useWebhookWords();
	const common = useCommonWords();
	const explain = useExplain();
	const form = useForm({ initialValues: { url: webhook?.url ?? '', events: webhook?.events ?? (['customers'] as WebhookEvent[]) } });
	const create = useMutation({
		mutationFn: (body: typeof form.values) => client.webhooks.createWebhook({ body }),
		onError: (cause) => form.setErrors(fieldErrors(cause)),
	});
	const update = useMutation({
		mutationFn: (body: typeof form.values) =>
			client.webhooks.updateWebhook({ params: { id: webhook?.id ?? 0 }, body }, { version: webhook?.version }),
		onSuccess: close,
		onError: (cause) => form.setErrors(fieldErrors(cause)),
	});
	const failed = create.error ?? update.error;
	return (
		<Modal
			opened
			onClose={close}
			title={say(webhook ? 'edit' : 'new')}
			closeOnClickOutside={!create.data}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			{create.data ? (
				<Secret secret={create.data.secret} close={close} />
			) : (
				<form onSubmit={form.onSubmit((values) => (webhook ? update : create).mutate(values))}>
					<Stack gap="sm">
						{failed && (
							<Alert color="red" role="alert">
								{explain(failed)}
							</Alert>
						)}
						<TextInput
							label={say('url')}
							description={say('url_hint')}
							data-autofocus
							required
							withAsterisk={false}
							type="url"
							maxLength={2000}
							{...form.getInputProps('url')}
						/>
						<Checkbox.Group label={say('events')} {...form.getInputProps('events')}>
							<Stack gap={6} mt={6}>
								{webhookEvents.map((event) => (
									<Checkbox key={event} value={event} label={say(`event_${event}`)} />
								))}
							</Stack>
						</Checkbox.Group>
						<FormButtons cancel={close} saving={create.isPending || update.isPending} />
					</Stack>
				</form>
			)}
		</Modal>
	);
}
