// Where one-time links lead: an invitation, a new password, a change of address. What the link holds stands behind # and is taken out of the address.
import { Alert, Button, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { gate } from '../../../web/client.ts';
import { ButtonLink } from '../../../web/shared/ButtonLink.tsx';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import { Gate } from '../../access/web/Gate.tsx';
import { Failure } from './Failure.tsx';
import { NewPassword } from './NewPassword.tsx';
import { useSignInWords } from './words.ts';

export function LinkPage() {
	const say = useSignInWords();
	const [token] = useState(() => location.hash.slice(1));
	// The history of the browser, and whoever looks at the screen, keep no link.
	useEffect(() => history.replaceState(history.state, '', location.pathname), []);
	const link = useQuery({
		queryKey: ['sign-in', 'link', token],
		queryFn: () => gate.signIn.readLink({ body: { token } }),
		enabled: token !== '',
		retry: false,
		staleTime: Number.POSITIVE_INFINITY,
	});
	if (token === '')
		return (
			<Gate title={say('link_title')}>
				<Text size="sm">{say('link_missing')}</Text>
			</Gate>
		);
	if (link.isPending) return <Gate title={say('link_title')}>{<Loading lines={3} />}</Gate>;
	if (link.isError)
		return (
			<Gate title={say('link_title')}>
				<Stack gap="sm">
					<Failed cause={link.error} />
					<ButtonLink to="/sign-in" variant="default" fullWidth>
						{say('back')}
					</ButtonLink>
				</Stack>
			</Gate>
		);
	const { purpose, email, name } = link.data;
	if (purpose === 'email' || purpose === 'email_old') return <EmailLink token={token} email={email} />;
	return (
		<Gate
			title={purpose === 'invitation' ? say('invitation_title', { name }) : say('password_title')}
			lead={say('invitation_lead', { email })}
		>
			<PasswordLink token={token} email={email} name={name} />
		</Gate>
	);
}

function EmailLink({ token, email }: { readonly token: string; readonly email: string }) {
	const say = useSignInWords();
	const use = useMutation({ mutationFn: () => gate.signIn.spendLink({ body: { token } }) });
	return (
		<Gate title={say('link_email_title')} lead={say('link_email_lead', { email })}>
			<Stack gap="sm">
				<Failure cause={use.error} />
				{use.data ? (
					<Alert color="green">{say(use.data.done ? 'link_email_done' : 'link_email_half')}</Alert>
				) : (
					<Button loading={use.isPending} onClick={() => use.mutate()} fullWidth>
						{say('link_email_confirm')}
					</Button>
				)}
			</Stack>
		</Gate>
	);
}

function PasswordLink({ token, email, name }: { readonly token: string; readonly email: string; readonly name: string }) {
	const say = useSignInWords();
	const [password, setPassword] = useState('');
	const use = useMutation({ mutationFn: () => gate.signIn.spendLink({ body: { token, password } }) });
	const submit = (event: FormEvent) => {
		event.preventDefault();
		use.mutate();
	};
	if (use.isSuccess)
		return (
			<Stack gap="sm">
				<Alert color="green">{say('password_set')}</Alert>
				<ButtonLink to="/sign-in" fullWidth>
					{say('title')}
				</ButtonLink>
			</Stack>
		);
	return (
		<form onSubmit={submit}>
			<Stack gap="sm">
				<Failure cause={use.error} />
				<input type="hidden" name="username" autoComplete="username" value={email} readOnly />
				<NewPassword
					label={say('new_password')}
					name="password"
					value={password}
					facts={[email, name]}
					onChange={(event) => setPassword(event.currentTarget.value)}
				/>
				<Button type="submit" loading={use.isPending} fullWidth>
					{say('password_title')}
				</Button>
			</Stack>
		</form>
	);
}
