// One contact point: added, or changed.
import { Checkbox, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import { client } from '../../../../web/client.ts';
import { useDraft } from '../../../../web/draft.ts';
import { useLanguage } from '../../../../web/i18n.ts';
import { DraftHint } from '../../../../web/shared/DraftHint.tsx';
import { FormButtons } from '../../../../web/shared/FormButtons.tsx';
import { fieldErrors, useExplain } from '../../../../web/shared/problem.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { contactLabels } from '../../messages.ts';
import { type ContactKind, contactKinds, type contactPoint } from '../../schema.ts';
import { useCustomerWords } from '../words.ts';
import { useCustomer } from './customer.tsx';
import { useMembers } from './useMembers.ts';

export type ContactPoint = z.output<typeof contactPoint>;

/** Adding, changing and removing the contact points of the customer on the page. */
export function usePoints() {
	const { profile } = useCustomer();
	const { id } = profile;
	return useMembers<ContactPoint>(
		({ contact_points }) => contact_points,
		{
			add: (body) => client.customers.addContactPoint({ params: { id }, body }),
			replace: (key, body, version) => client.customers.replaceContactPoint({ params: { id, key }, body }, { version }),
			remove: (key, version) => client.customers.removeContactPoint({ params: { id, key } }, { version }),
		},
		({ value }) => value,
	);
}

interface ContactDialogueProps {
	readonly point?: ContactPoint;
	readonly close: () => void;
}

export function ContactDialogue({ point, close }: ContactDialogueProps) {
	const say = useCustomerWords();
	const common = useCommonWords();
	const language = useLanguage();
	const explain = useExplain();
	const { profile } = useCustomer();
	const points = usePoints();
	const [base] = useState(profile);
	const stands = {
		kind: point?.kind ?? ('phone' as ContactKind),
		value: point?.value ?? '',
		label: point?.label ?? '',
		is_primary: point?.is_primary ?? false,
	};
	const [typed, keepTyped, draft] = useDraft(`customer:${profile.id}:contact:${point?.key ?? 'new'}`, stands);
	const form = useForm({ initialValues: typed, onValuesChange: keepTyped });
	const end = () => {
		draft.clear();
		close();
	};
	const save = useMutation({
		mutationFn: (values: typeof form.values) => {
			const said = { ...values, label: values.label || null };
			return point ? points.replace(base, point.key, said) : points.add(said);
		},
		onSuccess: end,
		onError: (cause) => {
			const errors = fieldErrors(cause);
			form.setErrors(Object.keys(errors).length > 0 ? { value: Object.values(errors)[0], ...errors } : { value: explain(cause) });
		},
	});
	return (
		<Modal
			opened
			onClose={close}
			closeOnEscape={!save.isPending}
			title={point ? say('edit_of', { name: point.value }) : say('add_contact')}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
				<Stack gap="sm">
					<DraftHint draft={draft} discard={() => form.setValues(stands)} />
					<NativeSelect
						label={say('contact_kind')}
						data={contactKinds.map((value) => ({ value, label: contactLabels[value][language] }))}
						{...form.getInputProps('kind')}
					/>
					<TextInput
						label={say('contact_value')}
						data-autofocus
						required
						withAsterisk={false}
						autoComplete="off"
						{...form.getInputProps('value')}
					/>
					<TextInput label={say('label')} autoComplete="off" {...form.getInputProps('label')} />
					<Checkbox label={say('make_primary')} {...form.getInputProps('is_primary', { type: 'checkbox' })} />
					<FormButtons cancel={end} saving={save.isPending} />
				</Stack>
			</form>
		</Modal>
	);
}
