// Adding a purpose of processing, or changing one.
import { Alert, Checkbox, Group, Modal, NativeSelect, NumberInput, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Words } from '../../../platform/errors.ts';
import { client } from '../../../web/client.ts';
import { useSpoken } from '../../../web/i18n.ts';
import { FormButtons } from '../../../web/shared/FormButtons.tsx';
import { fieldErrors, useExplain } from '../../../web/shared/problem.ts';
import { useCommonWords } from '../../../web/words.ts';
import {
	assessmentWords,
	channelWords,
	consentKindWords,
	dataKindWords,
	gdprBasisWords,
	gdprConditionWords,
	piplBasisWords,
} from '../messages.ts';
import {
	assessments,
	channels,
	dataKinds,
	gdprBases,
	gdprConditions,
	type Purpose,
	type PurposeInput,
	piplBases,
	separateConsents,
} from '../schema.ts';
import { recipientsQuery } from './queries.ts';
import { usePrivacyWords } from './words.ts';
import { useLawWords } from './words-law.ts';

const blank: PurposeInput = {
	name_en: '',
	name_zh: '',
	description_en: '',
	description_zh: '',
	gdpr_basis: null,
	gdpr_condition: null,
	pipl_basis: null,
	data_kinds: [],
	subjects: '',
	channels: [],
	consent_required: false,
	separate_consents: [],
	recipient_ids: [],
	retention_months: null,
	retention_note: '',
	measures: '',
	assessment: 'not_needed',
	assessed_on: null,
	sold_or_shared: false,
};

const fields = Object.keys(blank) as (keyof PurposeInput)[];

export function PurposeDialogue({ purpose, close }: { readonly purpose?: Purpose; readonly close: () => void }) {
	const say = usePrivacyWords();
	const sayLaw = useLawWords();
	const common = useCommonWords();
	const explain = useExplain();
	const speak = useSpoken();
	const queryClient = useQueryClient();
	const form = useForm<PurposeInput>({
		initialValues: purpose ? (Object.fromEntries(fields.map((name) => [name, purpose[name]])) as unknown as PurposeInput) : blank,
	});
	const save = useMutation({
		mutationFn: (body: PurposeInput) =>
			purpose
				? client.privacy.updatePurpose({ params: { id: purpose.id }, body }, { version: purpose.version })
				: client.privacy.createPurpose({ body }),
		onSuccess: async () => {
			await queryClient.invalidateQueries({ queryKey: ['privacy'] });
			close();
		},
		onError: (cause) => form.setErrors(fieldErrors(cause)),
	});
	const choices = <K extends string>(values: readonly K[], words: Readonly<Record<K, Words>>) =>
		values.map((value) => ({ value: value as string, label: speak(words[value]) }));
	/** A choice that may be left open: '' on the page is null for the server. */
	const optional = <K extends string>(
		name: 'gdpr_basis' | 'gdpr_condition' | 'pipl_basis',
		values: readonly K[],
		words: Readonly<Record<K, Words>>,
	) => (
		<NativeSelect
			label={say(name)}
			data={[{ value: '', label: say('none') }, ...choices(values, words)]}
			value={form.values[name] ?? ''}
			error={form.errors[name]}
			onChange={(event) => form.setFieldValue(name, (event.currentTarget.value || null) as never)}
		/>
	);
	const several = <K extends string>(
		name: 'data_kinds' | 'channels' | 'separate_consents',
		label: string,
		values: readonly K[],
		words: Readonly<Record<K, Words>>,
	) => (
		<Checkbox.Group
			label={label}
			value={[...form.values[name]]}
			onChange={(next: string[]) => form.setFieldValue(name, values.filter((one) => (next as string[]).includes(one)) as never)}
		>
			<Group gap="sm" mt={4}>
				{choices(values, words).map(({ value, label: word }) => (
					<Checkbox key={value} value={value} label={word} />
				))}
			</Group>
		</Checkbox.Group>
	);
	const area = (name: 'description_zh' | 'description_en' | 'subjects' | 'measures' | 'retention_note', most: number) => (
		<Textarea label={say(name)} autosize maxRows={8} maxLength={most} {...form.getInputProps(name)} />
	);
	const recipients = useQuery(recipientsQuery);
	const failure = recipients.error ?? save.error;
	const name = purpose && speak({ 'zh-CN': purpose.name_zh, en: purpose.name_en });
	return (
		<Modal
			opened
			onClose={close}
			size="lg"
			title={name === undefined ? say('new_purpose') : say('edit_purpose', { name })}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
				<Stack gap="sm">
					{failure && (
						<Alert color="red" role="alert">
							{explain(failure)}
						</Alert>
					)}
					<TextInput
						label={say('name_zh')}
						data-autofocus
						required
						withAsterisk={false}
						maxLength={200}
						{...form.getInputProps('name_zh')}
					/>
					<TextInput label={say('name_en')} required withAsterisk={false} maxLength={200} {...form.getInputProps('name_en')} />
					{area('description_zh', 5000)}
					{area('description_en', 5000)}
					{optional('gdpr_basis', gdprBases, gdprBasisWords)}
					{optional('pipl_basis', piplBases, piplBasisWords)}
					{several('data_kinds', say('data_kinds'), dataKinds, dataKindWords)}
					{form.values.data_kinds.includes('sensitive') && optional('gdpr_condition', gdprConditions, gdprConditionWords)}
					{several('channels', say('channels'), channels, channelWords)}
					<Checkbox label={say('consent_required')} {...form.getInputProps('consent_required', { type: 'checkbox' })} />
					{several('separate_consents', say('separate'), separateConsents, consentKindWords)}
					<Text size="sm" c="dimmed">
						{sayLaw('needed_hint')}
					</Text>
					<Checkbox.Group
						label={say('recipients')}
						value={form.values.recipient_ids.map(String)}
						onChange={(next: string[]) => form.setFieldValue('recipient_ids', next.map(Number))}
					>
						<Group gap="sm" mt={4}>
							{recipients.data?.map(({ id, name: called }) => (
								<Checkbox key={id} value={String(id)} label={called} />
							))}
							{recipients.data?.length === 0 && (
								<Text size="sm" c="dimmed">
									{sayLaw('recipients_none')}
								</Text>
							)}
						</Group>
					</Checkbox.Group>
					<Checkbox
						label={sayLaw('sold')}
						description={sayLaw('sold_hint')}
						{...form.getInputProps('sold_or_shared', { type: 'checkbox' })}
					/>
					{area('subjects', 2000)}
					<NumberInput
						label={say('retention_months')}
						min={1}
						max={1200}
						allowDecimal={false}
						hideControls
						value={form.values.retention_months ?? ''}
						onChange={(next) => form.setFieldValue('retention_months', typeof next === 'number' ? next : null)}
					/>
					{area('retention_note', 2000)}
					{area('measures', 5000)}
					<NativeSelect label={say('assessment')} data={choices(assessments, assessmentWords)} {...form.getInputProps('assessment')} />
					{form.values.assessment === 'done' && (
						<TextInput
							type="date"
							label={say('assessed_on')}
							value={form.values.assessed_on ?? ''}
							onChange={(event) => form.setFieldValue('assessed_on', event.currentTarget.value || null)}
						/>
					)}
					<FormButtons cancel={close} saving={save.isPending} ready={recipients.isSuccess} />
				</Stack>
			</form>
		</Modal>
	);
}
