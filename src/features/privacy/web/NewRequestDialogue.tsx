// Recording a request by privacy law that arrived by mail, telephone or letter.
import { Modal, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { client } from '../../../web/client.ts';
import { useSpoken } from '../../../web/i18n.ts';
import { FormButtons } from '../../../web/shared/FormButtons.tsx';
import { useExplain } from '../../../web/shared/problem.ts';
import { useCommonWords } from '../../../web/words.ts';
import { agentRoleWords, lawWords, requestChannelWords, requestKindWords } from '../messages.ts';
import { agentRoles, type Law, laws, type RequestKind, requestKinds } from '../schema.ts';
import { settingsQuery } from './queries.ts';
import { useConsentWords } from './words.ts';
import { useLawWords } from './words-law.ts';

const ways = ['email', 'phone', 'post', 'in_person', 'other'] as const;

export function NewRequestDialogue({ customer, close }: { readonly customer: number; readonly close: () => void }) {
	const say = useConsentWords();
	const sayLaw = useLawWords();
	const common = useCommonWords();
	const explain = useExplain();
	const speak = useSpoken();
	const navigate = useNavigate();
	const queryClient = useQueryClient();
	const settings = useQuery(settingsQuery);
	const usual = settings.data?.law;
	const form = useForm({
		initialValues: {
			kind: 'access' as RequestKind,
			law: null as Law | null,
			channel: 'email' as (typeof ways)[number],
			details: '',
			agent: '',
			role: 'authorised_agent' as (typeof agentRoles)[number],
		},
	});
	const save = useMutation({
		mutationFn: ({ law, agent, role, ...rest }: typeof form.values) =>
			client.privacy.createRequest({
				params: { id: customer },
				body: { ...rest, law: law ?? usual!, ...(agent.trim() && { agent: { name: agent.trim(), role } }) },
			}),
		onSuccess: async ({ id }) => {
			await queryClient.invalidateQueries({ queryKey: ['privacy'] });
			close();
			await navigate({ to: '/privacy/requests/$id', params: { id: String(id) } });
		},
	});
	const failure = settings.error ?? save.error;
	return (
		<Modal opened onClose={close} title={say('new_request')} closeButtonProps={{ 'aria-label': common('close') }}>
			<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
				<Stack gap="sm">
					<NativeSelect
						label={say('request_kind')}
						data-autofocus
						data={requestKinds.map((value) => ({ value, label: speak(requestKindWords[value]) }))}
						{...form.getInputProps('kind')}
					/>
					<NativeSelect
						label={say('law')}
						data={laws.map((value) => ({ value, label: speak(lawWords[value]) }))}
						value={form.values.law ?? usual}
						onChange={(event) => form.setFieldValue('law', event.currentTarget.value as Law)}
					/>
					<NativeSelect
						label={say('arrived')}
						data={ways.map((value) => ({ value, label: speak(requestChannelWords[value]) }))}
						{...form.getInputProps('channel')}
					/>
					<Textarea label={say('details')} autosize minRows={3} maxRows={12} maxLength={10_000} {...form.getInputProps('details')} />
					<TextInput label={sayLaw('agent_name')} maxLength={200} autoComplete="off" {...form.getInputProps('agent')} />
					{form.values.agent.trim() && (
						<NativeSelect
							label={sayLaw('agent_role')}
							data={agentRoles.map((value) => ({ value, label: speak(agentRoleWords[value]) }))}
							{...form.getInputProps('role')}
						/>
					)}
					{failure && (
						<Text size="sm" c="var(--mantine-color-error)" role="alert">
							{explain(failure)}
						</Text>
					)}
					<FormButtons cancel={close} saving={save.isPending} ready={usual !== undefined} />
				</Stack>
			</form>
		</Modal>
	);
}
