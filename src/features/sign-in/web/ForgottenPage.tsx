// Asking for a link to set a new password.
import { Alert, Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { gate } from '../../../web/client.ts';
import { ButtonLink } from '../../../web/shared/ButtonLink.tsx';
import { Gate } from '../../access/web/Gate.tsx';
import { Failure } from './Failure.tsx';
import { optionsQuery } from './queries.ts';
import { useSignInWords } from './words.ts';

export function ForgottenPage() {
	const say = useSignInWords();
	const [email, setEmail] = useState('');
	const mail = useQuery(optionsQuery).data?.mail ?? true;
	const send = useMutation({ mutationFn: () => gate.signIn.forgotPassword({ body: { email: email.trim() } }) });
	const submit = (event: FormEvent) => {
		event.preventDefault();
		send.mutate();
	};
	const back = (
		<ButtonLink to="/sign-in" variant="default" fullWidth>
			{say('back')}
		</ButtonLink>
	);
	if (!mail || send.isSuccess)
		return (
			<Gate title={say('forgotten_title')}>
				<Stack gap="sm">
					{mail ? <Alert color="green">{say('forgotten_sent')}</Alert> : <Text size="sm">{say('forgotten_ask')}</Text>}
					{back}
				</Stack>
			</Gate>
		);
	return (
		<Gate title={say('forgotten_title')} lead={say('forgotten_lead')}>
			<form onSubmit={submit}>
				<Stack gap="sm">
					<Failure cause={send.error} />
					<TextInput
						label={say('email')}
						type="email"
						name="email"
						autoComplete="username"
						required
						withAsterisk={false}
						value={email}
						onChange={(event) => setEmail(event.currentTarget.value)}
					/>
					<Button type="submit" loading={send.isPending} fullWidth>
						{say('forgotten_send')}
					</Button>
					{back}
				</Stack>
			</form>
		</Gate>
	);
}
