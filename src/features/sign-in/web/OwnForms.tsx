// One's own password and address.
import { Alert, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import { useUser } from '../../../web/session.ts';
import { fieldErrors, useExplain, useTell } from '../../../web/shared/problem.ts';
import { NewPassword } from './NewPassword.tsx';
import { optionsQuery, sessionsQuery } from './queries.ts';
import { useSignInWords } from './words.ts';

export function PasswordForm({ hasPassword }: { readonly hasPassword: boolean }) {
	const say = useSignInWords();
	const tell = useTell();
	const explain = useExplain();
	const user = useUser();
	const queryClient = useQueryClient();
	const form = useForm({ initialValues: { current_password: '', password: '' } });
	const save = useMutation({
		mutationFn: (body: typeof form.values) => client.access.updateMe({ body }),
		onSuccess: () => {
			form.reset();
			void queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
			tell.done(say('password_changed'));
		},
		onError: (cause) => form.setErrors(fieldErrors(cause)),
	});
	return (
		<section aria-labelledby="own-password">
			<Title order={2} id="own-password" mb="sm">
				{say('password')}
			</Title>
			{hasPassword ? (
				<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
					<Stack gap="sm" maw={420}>
						{save.isError && Object.keys(form.errors).length === 0 && (
							<Alert color="red" role="alert">
								{explain(save.error)}
							</Alert>
						)}
						<input type="hidden" name="username" autoComplete="username" value={user?.email ?? ''} readOnly />
						<PasswordInput
							label={say('current_password')}
							autoComplete="current-password"
							required
							withAsterisk={false}
							visibilityToggleButtonProps={{ 'aria-label': say('show_password') }}
							{...form.getInputProps('current_password')}
						/>
						<NewPassword label={say('new_password')} facts={user ? [user.email, user.name] : []} {...form.getInputProps('password')} />
						<div>
							<Button type="submit" variant="default" loading={save.isPending}>
								{say('change_password')}
							</Button>
						</div>
					</Stack>
				</form>
			) : (
				<Text size="sm" maw={420}>
					{say('password_none')}
				</Text>
			)}
		</section>
	);
}

export function EmailForm() {
	const say = useSignInWords();
	const tell = useTell();
	const explain = useExplain();
	const user = useUser();
	const mail = useQuery(optionsQuery).data?.mail ?? false;
	const form = useForm({ initialValues: { email: '' } });
	const change = useMutation({
		mutationFn: (body: typeof form.values) => client.signIn.changeEmail({ body }),
		onSuccess: () => {
			form.reset();
			tell.done(say('email_asked'));
		},
		onError: (cause) => form.setErrors({ email: fieldErrors(cause).email ?? explain(cause) }),
	});
	if (!mail) return null;
	return (
		<section aria-labelledby="own-email">
			<Title order={2} id="own-email" mb={4}>
				{say('email_title')}
			</Title>
			<Text size="sm" c="dimmed" mb="sm">
				{user?.email}
			</Text>
			<form onSubmit={form.onSubmit((values) => change.mutate(values))}>
				<Stack gap="sm" maw={420}>
					<TextInput label={say('email_new')} type="email" required withAsterisk={false} {...form.getInputProps('email')} />
					<div>
						<Button type="submit" variant="default" loading={change.isPending}>
							{say('email_change')}
						</Button>
					</div>
				</Stack>
			</form>
		</section>
	);
}
