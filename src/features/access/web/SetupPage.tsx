// The first page of a new installation: creates the first administrator through the one-time link.
import { Alert, Button, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { client, signIn } from '../../../web/client.ts';
import { useLanguage } from '../../../web/i18n.ts';
import { useInstallation } from '../../../web/look.ts';
import { sessionQuery } from '../../../web/session.ts';
import { ButtonLink } from '../../../web/shared/ButtonLink.tsx';
import { fieldErrors, useExplain } from '../../../web/shared/problem.ts';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import { countryChoices, likelyCountry } from '../../operations/web/countries.ts';
import { NewPassword } from '../../sign-in/web/NewPassword.tsx';
import { Gate } from './Gate.tsx';
import { useAccessWords } from './words.ts';

export function SetupPage() {
	const say = useAccessWords();
	const { token } = useSearch({ from: '/setup' });
	const session = useQuery(sessionQuery);
	if (session.isPending) return <Gate title={say('setup')}>{<Loading lines={3} />}</Gate>;
	if (session.isError)
		return (
			<Gate title={say('setup')}>
				<Failed cause={session.error} retry={session.refetch} />
			</Gate>
		);
	if (!session.data.needs_setup)
		return (
			<Gate title={say('setup_ready')} lead={say('setup_ready_why')}>
				<ButtonLink to="/sign-in" fullWidth>
					{say('sign_in')}
				</ButtonLink>
			</Gate>
		);
	if (!token)
		return (
			<Gate title={say('setup')}>
				<Text size="sm">{say('setup_link')}</Text>
			</Gate>
		);
	return (
		<Gate title={say('setup')} lead={say('setup_lead')}>
			<SetupForm token={token} />
		</Gate>
	);
}

function SetupForm({ token }: { readonly token: string }) {
	const say = useAccessWords();
	const explain = useExplain();
	const language = useLanguage();
	const queryClient = useQueryClient();
	const navigate = useNavigate();
	const countries = useMemo(() => countryChoices(language), [language]);
	const { country } = useInstallation();
	const form = useForm({ initialValues: { name: '', email: '', password: '', country: likelyCountry() ?? country } });
	const create = useMutation({
		mutationFn: async ({ country: chosen, ...values }: typeof form.values) => {
			await client.access.setUp({ body: { ...values, token, language } });
			await signIn(values.email, values.password);
			await client.operations.putInstallation({ body: { country: chosen } });
			await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
		},
		onSuccess: () => navigate({ to: '/welcome', replace: true }),
		onError: (cause) => form.setErrors(fieldErrors(cause)),
	});
	return (
		<form onSubmit={form.onSubmit((values) => create.mutate(values))}>
			<Stack gap="sm">
				{create.isError && (
					<Alert color="red" role="alert">
						{explain(create.error)}
					</Alert>
				)}
				<TextInput label={say('name')} name="name" autoComplete="name" required withAsterisk={false} {...form.getInputProps('name')} />
				<TextInput
					label={say('email')}
					name="email"
					type="email"
					autoComplete="username"
					required
					withAsterisk={false}
					{...form.getInputProps('email')}
				/>
				<NewPassword
					label={say('password')}
					name="password"
					facts={[form.values.email, form.values.name]}
					{...form.getInputProps('password')}
				/>
				<Select
					label={say('country')}
					description={say('country_hint')}
					searchable
					allowDeselect={false}
					data={countries}
					{...form.getInputProps('country')}
				/>
				<Button type="submit" loading={create.isPending} mt="xs" fullWidth>
					{say('setup_create')}
				</Button>
			</Stack>
		</form>
	);
}
