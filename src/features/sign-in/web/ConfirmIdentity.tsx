// The dialogue that asks who one is before something sensitive; what was asked for goes on afterwards by itself.
import { Button, Divider, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Problem } from '../../../client.ts';
import { gate, signOut } from '../../../web/client.ts';
import { Loading } from '../../../web/shared/states.tsx';
import { useCommonWords } from '../../../web/words.ts';
import { Failure } from './Failure.tsx';
import { answerChallenge, passkeysSupported } from './passkey.ts';
import { useSignInWords } from './words.ts';

/** `settle(true)` when the person has proved who he is, `settle(false)` when he would not. */
export function ConfirmIdentity({ settle }: { readonly settle: (confirmed: boolean) => void }) {
	const say = useSignInWords();
	const common = useCommonWords();
	const [password, setPassword] = useState('');
	const [code, setCode] = useState('');
	const security = useQuery({ queryKey: ['sign-in', 'security', 'confirm'], queryFn: () => gate.signIn.getSecurity(), gcTime: 0 }).data;
	const asksCode = security !== undefined && (security.totp || security.passkeys.length > 0);
	const byPassword = useMutation({
		mutationFn: () => gate.signIn.confirmIdentity({ body: { password, ...(asksCode && { code }) } }),
		onSuccess: () => settle(true),
		onError: (cause) => {
			setCode('');
			if (!(cause instanceof Problem) || cause.code === 'password_wrong') setPassword('');
		},
	});
	const byPasskey = useMutation({
		mutationFn: async () => {
			const { options } = await gate.signIn.startConfirm();
			return gate.signIn.confirmIdentity({ body: { answer: await answerChallenge(options) } });
		},
		onSuccess: () => settle(true),
	});
	const again = useMutation({
		mutationFn: async () => {
			await signOut();
			location.assign(`/sign-in?to=${encodeURIComponent(location.pathname)}`);
		},
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		byPassword.mutate();
	};
	const withPasskey = passkeysSupported && (security?.passkeys.length ?? 0) > 0;
	return (
		<Modal
			opened
			onClose={() => settle(false)}
			title={say('confirm_title')}
			zIndex={340}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<Stack gap="sm">
				<Text size="sm">{say('confirm_lead')}</Text>
				<Failure cause={byPassword.error ?? byPasskey.error} />
				{!security && <Loading lines={2} />}
				{security?.password && (
					<form onSubmit={submit}>
						<Stack gap="sm">
							<PasswordInput
								label={say('password')}
								name="confirm-password"
								autoComplete="current-password"
								required
								withAsterisk={false}
								data-autofocus
								visibilityToggleButtonProps={{ 'aria-label': say('show_password') }}
								value={password}
								onChange={(event) => setPassword(event.currentTarget.value)}
							/>
							{asksCode && (
								<TextInput
									label={say(security.totp ? 'code' : 'recovery_code')}
									name="confirm-code"
									autoComplete="one-time-code"
									maxLength={80}
									required
									withAsterisk={false}
									value={code}
									onChange={(event) => setCode(event.currentTarget.value)}
								/>
							)}
							<Button type="submit" loading={byPassword.isPending} fullWidth>
								{say('confirm')}
							</Button>
						</Stack>
					</form>
				)}
				{security?.password && withPasskey && <Divider label={say('or')} />}
				{withPasskey && (
					<Button
						variant="default"
						leftSection={<IconFingerprint size={16} aria-hidden="true" />}
						loading={byPasskey.isPending}
						onClick={() => byPasskey.mutate()}
					>
						{say('with_passkey')}
					</Button>
				)}
				{security && !security.password && !withPasskey && (
					<Button variant="default" loading={again.isPending} onClick={() => again.mutate()}>
						{say('confirm_sign_in')}
					</Button>
				)}
			</Stack>
		</Modal>
	);
}
