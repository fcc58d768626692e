// Signing in: password, passkey or provider, and the second step; on the sign-in page, and in the dialogue when a session has ended.
import { Button, Divider, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { demandCookie, gate } from '../../../web/client.ts';
import type { SecondFactor, SignInResult } from '../schema.ts';
import { Failure } from './Failure.tsx';
import { answerChallenge, passkeysSupported } from './passkey.ts';
import { optionsQuery } from './queries.ts';
import { SecondStep } from './SecondStep.tsx';
import { useSignInWords } from './words.ts';

interface SignInFormProps {
	readonly onSignedIn: () => unknown;
	/** The address of the page to come back to from a provider. */
	readonly to?: string | undefined;
}

export function SignInForm({ onSignedIn, to }: SignInFormProps) {
	const say = useSignInWords();
	const [email, setEmail] = useState('');
	const [password, setPassword] = useState('');
	const [methods, setMethods] = useState<readonly SecondFactor[] | null>(null);
	const options = useQuery(optionsQuery).data;

	const signedIn = async () => {
		await demandCookie();
		await onSignedIn();
	};
	const proceed = async (result: SignInResult) => {
		if (result.state === 'second_factor') setMethods(result.methods);
		else await signedIn();
	};
	const attempt = useMutation({
		mutationFn: async () => proceed(await gate.signIn.signIn({ body: { email: email.trim(), password } })),
		onSettled: () => passkey.reset(),
	});
	const passkey = useMutation({
		mutationFn: async () => {
			const { options: challenge } = await gate.signIn.startPasskey();
			await proceed(await gate.signIn.signInPasskey({ body: { answer: await answerChallenge(challenge) } }));
		},
	});
	const leave = useMutation({
		mutationFn: async (provider_id: number) => {
			const { url } = await gate.signIn.startProvider({ body: { provider_id, ...(to && { to }) } });
			location.assign(url);
		},
	});

	const submit = (event: FormEvent) => {
		event.preventDefault();
		attempt.mutate();
	};
	const restart = () => {
		setMethods(null);
		setPassword('');
	};

	if (methods) return <SecondStep methods={methods} onSignedIn={signedIn} onRestart={restart} />;
	return (
		<Stack gap="sm">
			<Failure cause={attempt.error ?? passkey.error ?? leave.error} />
			<form onSubmit={submit}>
				<Stack gap="sm">
					<TextInput
						label={say('email')}
						type="email"
						name="email"
						autoComplete="username webauthn"
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
						{say('title')}
					</Button>
				</Stack>
			</form>
			{(passkeysSupported || (options?.providers.length ?? 0) > 0) && <Divider label={say('or')} />}
			{passkeysSupported && (
				<Button
					variant="default"
					fullWidth
					leftSection={<IconFingerprint size={16} aria-hidden="true" />}
					loading={passkey.isPending}
					onClick={() => passkey.mutate()}
				>
					{say('with_passkey')}
				</Button>
			)}
			{options?.providers.map(({ id, name }) => (
				<Button key={id} variant="default" fullWidth loading={leave.isPending} onClick={() => leave.mutate(id)}>
					{say('with_provider', { name })}
				</Button>
			))}
		</Stack>
	);
}
