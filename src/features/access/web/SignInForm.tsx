// E-mail and password: on the sign-in page, and in the dialogue when a session has ended.
import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { signIn } from '../../../web/client.ts';
import { useExplain } from '../../../web/shared/problem.ts';
import { useAccessWords } from './words.ts';

export function SignInForm({ onSignedIn }: { readonly onSignedIn: () => unknown }) {
	const say = useAccessWords();
	const explain = useExplain();
	const [email, setEmail] = useState('');
	const [password, setPassword] = useState('');
	const attempt = useMutation({ mutationFn: () => signIn(email.trim(), password), onSuccess: onSignedIn });

	const submit = (event: FormEvent) => {
		event.preventDefault();
		attempt.mutate();
	};

	return (
		<form onSubmit={submit}>
			<Stack gap="sm">
				{attempt.isError && (
					<Alert color="red" role="alert">
						{explain(attempt.error)}
					</Alert>
				)}
				<TextInput
					label={say('email')}
					type="email"
					name="email"
					autoComplete="username"
					required
					withAsterisk={false}
					data-autofocus
					value={email}
					onChange={(event) => setEmail(event.currentTarget.value)}
				/>
				<PasswordInput
					label={say('password')}
					name="password"
					autoComplete="current-password"
					required
					withAsterisk={false}
					visibilityToggleButtonProps={{ 'aria-label': say('show_password') }}
					value={password}
					onChange={(event) => setPassword(event.currentTarget.value)}
				/>
				<Button type="submit" loading={attempt.isPending} mt="xs" fullWidth>
					{say('sign_in')}
				</Button>
			</Stack>
		</form>
	);
}
