// What an administrator does for somebody else's sign-in: a link to set a password, taking second factors away.
import { Alert, Button, Code, CopyButton, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../../web/client.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { useTell } from '../../../web/shared/problem.ts';
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

interface ReasonDialogueProps {
	readonly title: string;
	readonly lead: string;
	/** The word on the button that does it. */
	readonly action: string;
	readonly run: (reason: string) => Promise<unknown>;
	readonly close: () => void;
}

/** What is done to somebody for a reason that stands in the audit. */
function ReasonDialogue({ title, lead, action, run, close }: ReasonDialogueProps) {
	const say = useSignInWords();
	const common = useCommonWords();
	const [reason, setReason] = useState('');
	const doing = useMutation({ mutationFn: () => run(reason), onSuccess: close });
	const submit = (event: FormEvent) => {
		event.preventDefault();
		doing.mutate();
	};
	return (
		<Modal opened onClose={close} title={title} closeButtonProps={{ 'aria-label': common('close') }}>
			<form onSubmit={submit}>
				<Stack gap="sm">
					<Failure cause={doing.error} />
					<Text size="sm">{lead}</Text>
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
						<Button type="submit" color="red" loading={doing.isPending}>
							{action}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}

export function ResetFactorDialogue({ user, close }: PersonDialogueProps) {
	const say = useSignInWords();
	return (
		<ReasonDialogue
			title={say('factor_reset_of', { name: user.name })}
			lead={say('factor_reset_why')}
			action={say('factor_reset')}
			run={(reason) => client.signIn.resetSecondFactor({ params: { id: user.id }, body: { reason } })}
			close={close}
		/>
	);
}

/** Everybody signs in again: after a leak, or when the rules became stricter. */
export function EndAllDialogue({ close }: Pick<PersonDialogueProps, 'close'>) {
	const say = useSignInWords();
	const tell = useTell();
	return (
		<ReasonDialogue
			title={say('end_everybody')}
			lead={say('end_everybody_why')}
			action={say('end_all')}
			run={async (reason) => {
				const { ended } = await client.signIn.endAllSessions({ body: { reason } });
				tell.done(say('end_all_done', { count: ended }));
			}}
			close={close}
		/>
	);
}
