// Adding a passkey: its name, then the browser's own dialogue.
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../../web/client.ts';
import { Failure } from './Failure.tsx';
import { makePasskey } from './passkey.ts';
import { useSignInWords } from './words.ts';

/** `onDone` gets recovery codes where this was the first second factor, else none. */
export function PasskeySetUp({ onDone }: { readonly onDone: (codes: readonly string[]) => void }) {
	const say = useSignInWords();
	const [name, setName] = useState('');
	const add = useMutation({
		mutationFn: async () => {
			const { options } = await client.signIn.startPasskeyRegistration();
			return client.signIn.addPasskey({ body: { name, answer: await makePasskey(options) } });
		},
		onSuccess: ({ recovery_codes }) => onDone(recovery_codes),
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		add.mutate();
	};
	return (
		<form onSubmit={submit}>
			<Stack gap="sm">
				<Failure cause={add.error} />
				<TextInput
					label={say('passkey_name')}
					description={say('passkey_name_hint')}
					maxLength={100}
					required
					withAsterisk={false}
					data-autofocus
					value={name}
					onChange={(event) => setName(event.currentTarget.value)}
				/>
				<Group justify="flex-end">
					<Button type="submit" loading={add.isPending}>
						{say('passkey_add')}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
