// The dialogue that creates a customer with what one knows at first.
import { Alert, Button, Group, Modal, SegmentedControl, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { client } from '../../../../web/client.ts';
import { useDraft } from '../../../../web/draft.ts';
import { useLanguage } from '../../../../web/i18n.ts';
import { useFieldRights } from '../../../../web/session.ts';
import { DraftHint } from '../../../../web/shared/DraftHint.tsx';
import { fieldErrors, useExplain, useTell } from '../../../../web/shared/problem.ts';
import { useRequestKey } from '../../../../web/shared/request-key.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { choiceLabels } from '../../messages.ts';
import type { CustomerField, CustomerInput } from '../../schema.ts';
import { FieldInput } from '../FieldInput.tsx';
import { fieldOf, useFields } from '../fields.ts';
import { useListWords } from '../words.ts';

const ofPerson: readonly CustomerField[] = ['name', 'company', 'job_title', 'phone', 'email', 'city', 'lifecycle_stage', 'tags'];
const ofOrganisation: readonly CustomerField[] = ['name', 'industry', 'phone', 'email', 'city', 'tax_id', 'lifecycle_stage', 'tags'];

interface Typed {
	readonly kind: 'person' | 'organisation';
	readonly values: Readonly<Record<string, unknown>>;
	readonly attributes: Readonly<Record<string, unknown>>;
}

const unsaid: Typed = { kind: 'person', values: {}, attributes: {} };

export function NewCustomer({ close }: { readonly close: () => void }) {
	const say = useListWords();
	const common = useCommonWords();
	const explain = useExplain();
	const tell = useTell();
	const language = useLanguage();
	const navigate = useNavigate();
	const queryClient = useQueryClient();
	const rights = useFieldRights();
	const required = useFields().filter(({ attribute, writable }) => attribute?.required && writable !== false);
	const [{ kind, values, attributes }, setTyped, draft] = useDraft('customer:new', unsaid);
	const end = () => {
		draft.clear();
		close();
	};
	const { idempotencyKey, answered } = useRequestKey();
	const create = useMutation({
		mutationFn: () => {
			const stated = Object.fromEntries(
				Object.entries(values).filter(([name, value]) => value !== null && fields.includes(name as CustomerField)),
			);
			const body = { ...stated, kind, ...(required.length > 0 && { attributes }) } as CustomerInput;
			return client.customers.createCustomer({ body }, { idempotencyKey });
		},
		onSuccess: (profile) => {
			draft.clear();
			tell.done(say('created'));
			void queryClient.invalidateQueries({ queryKey: ['customers'] });
			return navigate({ to: '/customers/$id', params: { id: String(profile.id) }, search: {} });
		},
		onError: answered,
	});
	const fields = (kind === 'person' ? ofPerson : ofOrganisation).filter((name) => rights.writes(fieldOf(name, language).personal));
	const errors = fieldErrors(create.error);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		create.mutate();
	};
	return (
		<Modal opened onClose={close} title={say('new')} closeButtonProps={{ 'aria-label': common('close') }}>
			<form onSubmit={submit}>
				<Stack gap="sm">
					<DraftHint draft={draft} discard={() => setTyped(unsaid)} />
					{create.isError && (
						<Alert color="red" role="alert">
							{explain(create.error)}
						</Alert>
					)}
					<SegmentedControl
						value={kind}
						onChange={(next) => setTyped((now) => ({ ...now, kind: next as typeof kind }))}
						data={(['person', 'organisation'] as const).map((value) => ({ value, label: choiceLabels.kind[value][language] }))}
					/>
					{fields.map((name, place) => (
						<FieldInput
							key={name}
							withLabel
							autoFocus={place === 0}
							field={fieldOf(name, language)}
							value={values[name]}
							error={errors[name]}
							onChange={(value) => setTyped((now) => ({ ...now, values: { ...now.values, [name]: value } }))}
						/>
					))}
					{required.map((field) => (
						<FieldInput
							key={field.name}
							withLabel
							field={field}
							value={attributes[field.attribute!.name]}
							error={errors[field.name]}
							onChange={(value) => setTyped((now) => ({ ...now, attributes: { ...now.attributes, [field.attribute!.name]: value } }))}
						/>
					))}
					<Group justify="flex-end" mt="xs">
						<Button variant="default" onClick={end}>
							{common('cancel')}
						</Button>
						<Button type="submit" loading={create.isPending}>
							{say('create')}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
