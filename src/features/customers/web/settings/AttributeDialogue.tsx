// Creating or changing a custom attribute.
import { Alert, Button, Checkbox, Fieldset, Group, Modal, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { personalKinds } from '../../../../platform/field.ts';
import { client } from '../../../../web/client.ts';
import { fieldErrors, useExplain } from '../../../../web/shared/problem.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { type AttributeDefinition, attributeTypes, ruleNames, survivorships } from '../../schema.ts';
import { useSettingsWords } from '../words.ts';
import { formOfRules, rulesOfForm } from './attribute-form.ts';
import { type AttributePreview, ForeseenAttribute } from './Foreseen.tsx';
import { RuleFields } from './RuleFields.tsx';
import { useRuleWords } from './words.ts';

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
	const sayRule = useRuleWords();
	const common = useCommonWords();
	const explain = useExplain();
	const queryClient = useQueryClient();
	const [preview, setPreview] = useState<AttributePreview | null>(null);
	const form = useForm({
		onValuesChange: () => setPreview(null),
		initialValues: {
			label_zh: attribute?.label_zh ?? '',
			label_en: attribute?.label_en ?? '',
			name: attribute?.name ?? '',
			type: attribute?.type ?? ('text' as AttributeDefinition['type']),
			choices: textOfChoices(attribute?.choices ?? []),
			personal: attribute?.personal ?? ('none' as AttributeDefinition['personal']),
			required: attribute?.required ?? false,
			indexed: attribute?.indexed ?? false,
			survivorship: attribute?.survivorship ?? ('trust' as AttributeDefinition['survivorship']),
			rules: formOfRules(attribute?.rules ?? {}),
		},
	});
	const { type } = form.values;
	const hasChoices = type === 'choice' || type === 'choices';
	const save = useMutation({
		mutationFn: async ({ name, type: chosen, choices, rules, ...rest }: typeof form.values) => {
			const body = { ...rest, rules: rulesOfForm(chosen, rules), ...(hasChoices && { choices: choicesOfText(choices) }) };
			if (attribute && !preview) {
				const { rules: next, survivorship } = body;
				const found = await client.customers.previewAttribute({
					params: { id: attribute.id },
					body: { rules: next, survivorship, ...(body.choices && { choices: body.choices }) },
				});
				// Whoever is told something saves by a press of his own.
				if (found.values.misfits > 0 || (found.customers && (found.customers.changed > 0 || !found.customers.complete)))
					return setPreview(found);
			}
			await (attribute
				? client.customers.updateAttribute({ params: { id: attribute.id }, body }, { version: attribute.version })
				: client.customers.createAttribute({ body: { ...body, name, type: chosen } }));
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
					{ruleNames[type].length > 0 && (
						<Fieldset legend={sayRule('rules')} p="sm">
							<Stack gap="xs">
								<RuleFields
									type={type}
									rules={form.values.rules}
									onChange={(rules) => form.setFieldValue('rules', rules)}
									errors={form.errors}
								/>
							</Stack>
						</Fieldset>
					)}
					<NativeSelect
						label={sayRule('survivorship')}
						description={sayRule('survivorship_hint')}
						data={survivorships
							.filter((value) => value !== 'union' || type === 'choices')
							.map((value) => ({ value, label: sayRule(`survivorship_${value}`) }))}
						{...form.getInputProps('survivorship')}
					/>
					<NativeSelect
						label={say('personal')}
						data={personalKinds.map((value) => ({ value, label: say(`personal_${value}`) }))}
						{...form.getInputProps('personal')}
					/>
					<Checkbox label={say('required')} {...form.getInputProps('required', { type: 'checkbox' })} />
					<Checkbox label={say('indexed')} description={say('indexed_hint')} {...form.getInputProps('indexed', { type: 'checkbox' })} />
					{preview && (
						<Alert color="yellow" role="status">
							<ForeseenAttribute preview={preview} />
						</Alert>
					)}
					<Group justify="flex-end" mt="xs">
						<Button variant="default" onClick={close}>
							{common('cancel')}
						</Button>
						<Button type="submit" loading={save.isPending}>
							{preview ? sayRule('save_anyway') : common('save')}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
