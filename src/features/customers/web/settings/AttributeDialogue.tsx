// Creating or changing a custom attribute.
import { Alert, Button, Checkbox, Group, Modal, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../../web/client.ts';
import { fieldErrors, useExplain } from '../../../../web/shared/problem.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { type AttributeDefinition, attributeTypes } from '../../schema.ts';
import { useSettingsWords } from '../words.ts';

type Choice = AttributeDefinition['choices'][number];

/** One choice a line: `value | Chinese | English`. */
export function choicesOfText(text: string): Choice[] {
	return text
		.split('\n')
		.map((line) => line.split('|').map((part) => part.trim()))
		.filter(([value]) => value)
		.map(([value = '', label_zh = '', label_en = '']) => ({ value, label_zh: label_zh || value, label_en: label_en || value }));
}

export function textOfChoices(choices: readonly Choice[]): string {
	return choices
		.map(({ value, label_zh, label_en }) => (label_zh === value && label_en === value ? value : `${value} | ${label_zh} | ${label_en}`))
		.join('\n');
}

/** A technical name from an English label: "Loyalty level" becomes loyalty_level; '' where nothing usable is left. */
export function technicalName(label: string): string {
	return label
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '_')
		.replace(/^[^a-z]+|_+$/g, '')
		.slice(0, 63);
}

interface AttributeDialogueProps {
	/** The attribute to change; a new one where there is none. */
	readonly attribute?: AttributeDefinition;
	readonly close: () => void;
}

export function AttributeDialogue({ attribute, close }: AttributeDialogueProps) {
	const say = useSettingsWords();
	const common = useCommonWords();
	const explain = useExplain();
	const queryClient = useQueryClient();
	const form = useForm({
		initialValues: {
			label_zh: attribute?.label_zh ?? '',
			label_en: attribute?.label_en ?? '',
			name: attribute?.name ?? '',
			type: attribute?.type ?? ('text' as AttributeDefinition['type']),
			choices: textOfChoices(attribute?.choices ?? []),
			personal: attribute?.personal ?? ('none' as AttributeDefinition['personal']),
			required: attribute?.required ?? false,
			indexed: attribute?.indexed ?? false,
		},
	});
	const { type } = form.values;
	const hasChoices = type === 'choice' || type === 'choices';
	const save = useMutation({
		mutationFn: ({ name, type: chosen, choices, ...rest }: typeof form.values) => {
			const body = { ...rest, ...(hasChoices && { choices: choicesOfText(choices) }) };
			return attribute
				? client.customers.updateAttribute({ params: { id: attribute.id }, body })
				: client.customers.createAttribute({ body: { ...body, name, type: chosen } });
		},
		onSuccess: () => {
			void queryClient.invalidateQueries({ queryKey: ['attributes'] });
			close();
		},
		onError: (cause) => form.setErrors(fieldErrors(cause)),
	});
	// The technical name follows the English label until the person gives it one of its own.
	const labelled = (label: string) => {
		if (!attribute && form.values.name === technicalName(form.values.label_en)) form.setFieldValue('name', technicalName(label));
		form.setFieldValue('label_en', label);
	};
	return (
		<Modal
			opened
			onClose={close}
			title={attribute ? say('edit_attribute', { name: attribute.name }) : say('new_attribute')}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
				<Stack gap="sm">
					{save.isError && (
						<Alert color="red" role="alert">
							{explain(save.error)}
						</Alert>
					)}
					<Group grow align="flex-start">
						<TextInput label={say('label_zh')} data-autofocus required withAsterisk={false} {...form.getInputProps('label_zh')} />
						<TextInput
							label={say('label_en')}
							required
							withAsterisk={false}
							{...form.getInputProps('label_en')}
							onChange={(event) => labelled(event.currentTarget.value)}
						/>
					</Group>
					{!attribute && (
						<>
							<TextInput
								label={say('technical_name')}
								description={say('technical_name_hint')}
								required
								withAsterisk={false}
								pattern="[a-z][a-z0-9_]*"
								maxLength={63}
								{...form.getInputProps('name')}
							/>
							<NativeSelect
								label={say('type')}
								data={attributeTypes.map((value) => ({ value, label: say(`type_${value}`) }))}
								{...form.getInputProps('type')}
							/>
						</>
					)}
					{hasChoices && <Textarea label={say('choices')} description={say('choices_hint')} rows={4} {...form.getInputProps('choices')} />}
					<NativeSelect
						label={say('personal')}
						data={(['none', 'personal', 'sensitive'] as const).map((value) => ({ value, label: say(`personal_${value}`) }))}
						{...form.getInputProps('personal')}
					/>
					<Checkbox label={say('required')} {...form.getInputProps('required', { type: 'checkbox' })} />
					<Checkbox label={say('indexed')} description={say('indexed_hint')} {...form.getInputProps('indexed', { type: 'checkbox' })} />
					<Group justify="flex-end" mt="xs">
						<Button variant="default" onClick={close}>
							{common('cancel')}
						</Button>
						<Button type="submit" loading={save.isPending}>
							{common('save')}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
