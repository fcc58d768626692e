// What an administrator does for somebody else's sign-in: a link to set a password, taking second factors away.
import { Alert, Button, Code, CopyButton, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../../web/client.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { useCommonWords } from '../../../web/words.ts';
import type { User } from '../../access/schema.ts';
import { Failure } from './Failure.tsx';
import { optionsQuery } from './queries.ts';
import { useSignInWords } from './words.ts';

interface PersonDialogueProps {
	readonly user: Pick<User, 'id' | 'name' | 'email' | 'last_sign_in_at'>;
	readonly close: () => void;
}

export function LinkDialogue({ user, close }: PersonDialogueProps) {
	const say = useSignInWords();
	const common = useCommonWords();
	const format = useFormat();
	const mail = useQuery(optionsQuery).data?.mail ?? false;
	const purpose = user.last_sign_in_at === null ? 'invitation' : 'password';
	const make = useMutation({
		mutationFn: (deliver: 'mail' | 'hand') => client.signIn.makeLink({ params: { id: user.id }, body: { purpose, deliver } }),
	});
	const made = make.data;
	return (
		<Modal
			opened
			onClose={close}
			title={say('link_of', { name: user.name })}
			closeOnClickOutside={!made?.url}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<Stack gap="sm">
				<Failure cause={make.error} />
				{!made && <Text size="sm">{say('link_lead')}</Text>}
				{made?.sent && <Alert color="green">{say('link_sent', { email: user.email })}</Alert>}
				{made?.url && (
					<>
						<Alert color="yellow">{say('link_once', { when: format.moment(made.expires_at) })}</Alert>
						<Code block data-link>
							{made.url}
						</Code>
						<Group justify="flex-end">
							<CopyButton value={made.url}>
								{({ copied, copy }) => <Button onClick={copy}>{copied ? common('copied') : common('copy')}</Button>}
							</CopyButton>
						</Group>
					</>
				)}
				{!made && (
					<Group justify="flex-end">
						<Button variant={mail ? 'default' : 'filled'} loading={make.isPending} onClick={() => make.mutate('hand')}>
							{say('link_hand')}
						</Button>
						{mail && (
							<Button loading={make.isPending} onClick={() => make.mutate('mail')}>
								{say('link_mail')}
							</Button>
						)}
					</Group>
				)}
			</Stack>
		</Modal>
	);
}

export function ResetFactorDialogue({ user, close }: PersonDialogueProps) {
	const say = useSignInWords();
	const common = useCommonWords();
	const [reason, setReason] = useState('');
	const reset = useMutation({
		mutationFn: () => client.signIn.resetSecondFactor({ params: { id: user.id }, body: { reason } }),
		onSuccess: close,
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		reset.mutate();
	};
	return (
		<Modal opened onClose={close} title={say('factor_reset_of', { name: user.name })} closeButtonProps={{ 'aria-label': common('close') }}>
			<form onSubmit={submit}>
				<Stack gap="sm">
					<Failure cause={reset.error} />
					<Text size="sm">{say('factor_reset_why')}</Text>
					<TextInput
						label={say('reason')}
						maxLength={500}
						required
						withAsterisk={false}
						data-autofocus
						value={reason}
						onChange={(event) => setReason(event.currentTarget.value)}
					/>
					<Group justify="flex-end">
						<Button variant="default" onClick={close}>
							{common('cancel')}
						</Button>
						<Button type="submit" color="red" loading={reset.isPending}>
							{say('factor_reset')}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
