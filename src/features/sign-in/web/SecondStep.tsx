// The second factor of a sign-in: the app's number, a recovery code, or a passkey.
import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { gate } from '../../../web/client.ts';
import type { SecondFactor } from '../schema.ts';
import { Failure } from './Failure.tsx';
import { answerChallenge } from './passkey.ts';
import { useSignInWords } from './words.ts';

interface SecondStepProps {
	readonly methods: readonly SecondFactor[];
	readonly onSignedIn: () => unknown;
	readonly onRestart: () => void;
}

export function SecondStep({ methods, onSignedIn, onRestart }: SecondStepProps) {
	const say = useSignInWords();
	const [method, setMethod] = useState<SecondFactor>(methods[0] ?? 'totp');
	const [code, setCode] = useState('');
	const attempt = useMutation({
		mutationFn: async () => {
			if (method !== 'passkey') return gate.signIn.signInSecondFactor({ body: { method, code } });
			const { options } = await gate.signIn.startPasskey();
			return gate.signIn.signInPasskey({ body: { answer: await answerChallenge(options) } });
		},
		onSuccess: onSignedIn,
		onError: () => setCode(''),
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		attempt.mutate();
	};
	const choose = (next: SecondFactor) => {
		attempt.reset();
		setCode('');
		setMethod(next);
	};
	return (
		<form onSubmit={submit}>
			<Stack gap="sm">
				<Failure cause={attempt.error} />
				<Text size="sm">{say(`second_${method}`)}</Text>
				{method !== 'passkey' && (
					<TextInput
						key={method}
						label={say(method === 'totp' ? 'code' : 'recovery_code')}
						name="code"
						autoComplete="one-time-code"
						inputMode={method === 'totp' ? 'numeric' : 'text'}
						maxLength={80}
						required
						withAsterisk={false}
						autoFocus
						value={code}
						onChange={(event) => setCode(event.currentTarget.value)}
					/>
				)}
				<Button type="submit" loading={attempt.isPending} mt="xs" fullWidth>
					{say('go_on')}
				</Button>
				{methods
					.filter((one) => one !== method)
					.map((one) => (
						<Anchor key={one} component="button" type="button" size="sm" onClick={() => choose(one)}>
							{say(`use_${one}`)}
						</Anchor>
					))}
				<Anchor component="button" type="button" size="sm" onClick={onRestart}>
					{say('start_again')}
				</Anchor>
			</Stack>
		</form>
	);
}
