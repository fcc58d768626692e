// Adding and changing an identity provider.
import { Alert, Checkbox, Code, Modal, NativeSelect, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import { FormButtons } from '../../../web/shared/FormButtons.tsx';
import { fieldErrors, useExplain } from '../../../web/shared/problem.ts';
import { useCommonWords } from '../../../web/words.ts';
import { useRoleChoices } from '../../access/web/rights.ts';
import type { Provider } from '../schema.ts';
import { providersKey } from './queries.ts';
import { useSignInSettingWords } from './words.ts';

export function ProviderDialogue({ provider, close }: { readonly provider: Provider | null; readonly close: () => void }) {
	const say = useSignInSettingWords();
	const common = useCommonWords();
	const explain = useExplain();
	const queryClient = useQueryClient();
	const roles = useRoleChoices();
	const form = useForm({
		initialValues: {
			name: provider?.name ?? '',
			issuer: provider?.issuer ?? '',
			client_id: provider?.client_id ?? '',
			client_secret: '',
			domains: provider?.domains.join(', ') ?? '',
			creates_people: provider?.creates_people ?? false,
			role_id: String(provider?.role_id ?? ''),
			password_allowed: provider?.password_allowed ?? true,
			second_factor: provider?.second_factor ?? false,
			enabled: provider?.enabled ?? true,
		},
	});
	const save = useMutation({
		mutationFn: ({ client_secret, domains, role_id, ...values }: typeof form.values) => {
			const body = {
				...values,
				domains: domains.split(/[\s,，;；]+/).filter(Boolean),
				role_id: role_id === '' ? null : Number(role_id),
				...(client_secret !== '' && { client_secret }),
			};
			return provider
				? client.signIn.updateProvider({ params: { id: provider.id }, body }, { version: provider.version })
				: client.signIn.createProvider({ body });
		},
		onSuccess: async () => {
			await queryClient.invalidateQueries({ queryKey: providersKey });
			close();
		},
		onError: (cause) => form.setErrors(fieldErrors(cause)),
	});
	const plain = { required: true, withAsterisk: false } as const;
	return (
		<Modal
			opened
			onClose={close}
			title={provider ? say('provider_edit', { name: provider.name }) : say('provider_new')}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
				<Stack gap="sm">
					{save.isError && (
						<Alert color="red" role="alert">
							{explain(save.error)}
						</Alert>
					)}
					<TextInput
						label={say('name')}
						description={say('name_hint')}
						maxLength={100}
						data-autofocus
						{...plain}
						{...form.getInputProps('name')}
					/>
					<TextInput
						label={say('issuer')}
						description={say('issuer_hint')}
						type="url"
						maxLength={500}
						{...plain}
						{...form.getInputProps('issuer')}
					/>
					<TextInput label={say('client_id')} maxLength={500} autoComplete="off" {...plain} {...form.getInputProps('client_id')} />
					<PasswordInput
						label={say('client_secret')}
						description={provider?.has_secret ? say('client_secret_kept') : undefined}
						maxLength={1000}
						autoComplete="off"
						visibilityToggleButtonProps={{ 'aria-label': say('client_secret') }}
						{...form.getInputProps('client_secret')}
					/>
					<Text size="xs" c="dimmed">
						{say('callback')}
						<br />
						<Code>{provider?.callback ?? `${location.origin}/api/auth/callback`}</Code>
					</Text>
					<TextInput
						label={say('domains')}
						description={say('domains_hint')}
						placeholder="example.com"
						{...form.getInputProps('domains')}
					/>
					<Checkbox label={say('creates')} {...form.getInputProps('creates_people', { type: 'checkbox' })} />
					{form.values.creates_people && (
						<NativeSelect
							label={say('creates_role')}
							data={[{ value: '', label: say('creates_role_none') }, ...roles]}
							{...form.getInputProps('role_id')}
						/>
					)}
					<Checkbox label={say('password_allowed')} {...form.getInputProps('password_allowed', { type: 'checkbox' })} />
					<Checkbox label={say('asks_second')} {...form.getInputProps('second_factor', { type: 'checkbox' })} />
					<Checkbox label={say('enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
					<FormButtons cancel={close} saving={save.isPending} />
				</Stack>
			</form>
		</Modal>
	);
}
