// Recording what a customer said about the use of his data.
import { Checkbox, Modal, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import { useSpoken } from '../../../web/i18n.ts';
import { FormButtons } from '../../../web/shared/FormButtons.tsx';
import { useExplain } from '../../../web/shared/problem.ts';
import { useCommonWords } from '../../../web/words.ts';
import { channelWords, consentKindWords, sourceWords } from '../messages.ts';
import type { ChannelOrAny, ConsentKind, Purpose } from '../schema.ts';
import { useConsentWords } from './words.ts';

interface ConsentDialogueProps {
	readonly customer: number;
	readonly purposes: readonly Purpose[];
	readonly close: () => void;
}

const states = ['given', 'refused', 'withdrawn'] as const;
const sources = ['person', 'paper', 'phone', 'form'] as const;

export function ConsentDialogue({ customer, purposes, close }: ConsentDialogueProps) {
	const say = useConsentWords();
	const common = useCommonWords();
	const explain = useExplain();
	const speak = useSpoken();
	const queryClient = useQueryClient();
	const form = useForm({
		initialValues: {
			purpose: String(purposes[0]?.id ?? ''),
			channel: (purposes[0]?.channels[0] ?? 'any') as ChannelOrAny,
			kind: 'general' as ConsentKind,
			state: 'given' as (typeof states)[number],
			source: 'person' as (typeof sources)[number],
			note: '',
			expires: '',
			guardian: '',
			confirm: false,
		},
	});
	const purpose = purposes.find(({ id }) => String(id) === form.values.purpose);
	/** Another purpose has other channels and asks for other consents: one that is not offered any more would be recorded unseen. */
	const choosePurpose = (next: string) => {
		const chosen = purposes.find(({ id }) => String(id) === next);
		form.setValues({ purpose: next, channel: chosen?.channels[0] ?? 'any', kind: 'general' });
	};
	const save = useMutation({
		mutationFn: ({ purpose: purpose_id, note, expires, guardian, confirm, ...rest }: typeof form.values) =>
			client.privacy.recordConsent({
				params: { id: customer },
				body: {
					...rest,
					purpose_id: Number(purpose_id),
					note: note || null,
					// To the end of that day.
					expires_at: expires ? `${expires}T23:59:59Z` : null,
					guardian: guardian || null,
					confirm_by_mail: confirm,
				},
			}),
		onSuccess: async () => {
			await queryClient.invalidateQueries({ queryKey: ['privacy', 'consents', customer] });
			close();
		},
	});
	const options = <K extends string>(values: readonly K[], words: Readonly<Record<K, { 'zh-CN': string; en: string }>>) =>
		values.map((value) => ({ value: value as string, label: speak(words[value]) }));
	return (
		<Modal opened onClose={close} title={say('record_title')} closeButtonProps={{ 'aria-label': common('close') }}>
			<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
				<Stack gap="sm">
					<NativeSelect
						label={say('purpose')}
						data-autofocus
						data={purposes.map((one) => ({ value: String(one.id), label: speak({ 'zh-CN': one.name_zh, en: one.name_en }) }))}
						value={form.values.purpose}
						onChange={(event) => choosePurpose(event.currentTarget.value)}
					/>
					<NativeSelect
						label={say('channel')}
						data={options(['any', ...(purpose?.channels ?? [])] as ChannelOrAny[], channelWords)}
						{...form.getInputProps('channel')}
					/>
					{purpose && purpose.needed_consents.length > 0 && (
						<NativeSelect
							label={say('kind')}
							data={options(['general', ...purpose.needed_consents] as ConsentKind[], consentKindWords)}
							{...form.getInputProps('kind')}
						/>
					)}
					<NativeSelect label={say('said')} data={states.map((value) => ({ value, label: say(value) }))} {...form.getInputProps('state')} />
					<NativeSelect label={say('source')} data={options(sources, sourceWords)} {...form.getInputProps('source')} />
					<Textarea label={say('note')} description={say('note_hint')} autosize maxLength={1000} {...form.getInputProps('note')} />
					{form.values.state === 'given' && (
						<>
							<TextInput type="date" label={say('expires')} {...form.getInputProps('expires')} />
							<TextInput label={say('guardian')} maxLength={200} autoComplete="off" {...form.getInputProps('guardian')} />
							<Checkbox label={say('confirm_by_mail')} {...form.getInputProps('confirm', { type: 'checkbox' })} />
						</>
					)}
					{save.isError && (
						<Text size="sm" c="var(--mantine-color-error)" role="alert">
							{explain(save.error)}
						</Text>
					)}
					<FormButtons cancel={close} saving={save.isPending} />
				</Stack>
			</form>
		</Modal>
	);
}
