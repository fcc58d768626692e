// One's own second factors, passkeys and linked providers: what is there, adding, taking away.
import { Badge, Button, Group, Modal, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { client } from '../../../web/client.ts';
import { useConfirm } from '../../../web/shared/confirm.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { useTell } from '../../../web/shared/problem.ts';
import { useCommonWords } from '../../../web/words.ts';
import type { Security } from '../schema.ts';
import { PasskeySetUp } from './PasskeySetUp.tsx';
import { passkeysSupported } from './passkey.ts';
import { securityQuery } from './queries.ts';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import classes from './Security.module.css';
import { TotpSetUp } from './TotpDialogue.tsx';
import { useSignInWords } from './words.ts';

interface SectionProps {
	readonly id: string;
	readonly title: string;
	readonly lead?: string;
	readonly beside?: ReactNode;
	readonly children: ReactNode;
}

function Section({ id, title, lead, beside, children }: SectionProps) {
	return (
		<section aria-labelledby={id}>
			<Group gap="sm" mb={4}>
				<Title order={2} id={id}>
					{title}
				</Title>
				{beside}
			</Group>
			{lead && (
				<Text size="sm" c="dimmed" mb="sm" maw={560}>
					{lead}
				</Text>
			)}
			{children}
		</section>
	);
}

export function Factors({ security }: { readonly security: Security }) {
	const say = useSignInWords();
	const common = useCommonWords();
	const tell = useTell();
	const confirm = useConfirm();
	const format = useFormat();
	const queryClient = useQueryClient();
	const [open, setOpen] = useState<'app' | 'passkey' | null>(null);
	const [codes, setCodes] = useState<readonly string[] | null>(null);
	const reread = () => queryClient.invalidateQueries({ queryKey: securityQuery.queryKey });
	const change = useMutation({
		mutationFn: async (work: () => Promise<unknown>) => work(),
		onSuccess: reread,
		onError: tell.failed,
	});
	const done = (fresh: readonly string[]) => {
		setCodes(fresh.length > 0 ? fresh : null);
		if (fresh.length === 0) setOpen(null);
		void reread();
	};
	const close = () => {
		setOpen(null);
		setCodes(null);
	};
	const renew = () =>
		change.mutate(async () => {
			const { recovery_codes } = await client.signIn.renewRecoveryCodes();
			setCodes(recovery_codes);
		});
	const removeApp = () =>
		confirm({
			title: say('app_remove_of'),
			body: say('app_remove_why'),
			action: say('app_remove'),
			onConfirm: () => change.mutate(() => client.signIn.removeTotp()),
		});
	const removePasskey = (id: number, name: string) =>
		confirm({
			title: say('passkey_remove', { name }),
			body: say('passkey_remove_why'),
			action: common('remove'),
			onConfirm: () => change.mutate(() => client.signIn.removePasskey({ params: { id } })),
		});
	const title = codes ? say('recovery') : say(open === 'passkey' ? 'passkey_add' : 'app_add');
	return (
		<>
			<Section
				id="own-app"
				title={say('app')}
				lead={say('app_lead')}
				beside={
					security.totp && (
						<Badge variant="light" color="green" tt="none">
							{say('app_on')}
						</Badge>
					)
				}
			>
				{security.totp ? (
					<Button variant="default" onClick={removeApp}>
						{say('app_remove')}
					</Button>
				) : (
					<Button variant="default" onClick={() => setOpen('app')}>
						{say('app_add')}
					</Button>
				)}
			</Section>
			<Section id="own-passkeys" title={say('passkeys')} lead={say('passkeys_lead')}>
				{security.passkeys.length > 0 && (
					<ul className={classes.lines}>
						{security.passkeys.map(({ id, name, last_used_at }) => (
							<li key={id} className={classes.line}>
								<Text size="sm" fw={500}>
									{name}
								</Text>
								<Group gap="sm">
									<Text size="xs" c="dimmed">
										{last_used_at ? say('used', { when: format.moment(last_used_at) }) : say('unused')}
									</Text>
									<Button
										size="compact-sm"
										variant="subtle"
										color="red"
										aria-label={say('passkey_remove', { name })}
										onClick={() => removePasskey(id, name)}
									>
										{common('remove')}
									</Button>
								</Group>
							</li>
						))}
					</ul>
				)}
				{passkeysSupported ? (
					<Button variant="default" mt={security.passkeys.length > 0 ? 'xs' : 0} onClick={() => setOpen('passkey')}>
						{say('passkey_add')}
					</Button>
				) : (
					<Text size="sm">{say('passkey_unsupported')}</Text>
				)}
			</Section>
			{(security.totp || security.passkeys.length > 0) && (
				<Section id="own-recovery" title={say('recovery')} lead={say('recovery_lead', { count: security.recovery_codes })}>
					<Button variant="default" loading={change.isPending} onClick={renew}>
						{say('recovery_new')}
					</Button>
				</Section>
			)}
			{security.providers.length > 0 && (
				<Section id="own-providers" title={say('providers_own')}>
					<ul className={classes.lines}>
						{security.providers.map(({ id, name, linked }) => (
							<li key={id} className={classes.line}>
								<Text size="sm" fw={500}>
									{name}
								</Text>
								{linked ? (
									<Button
										size="compact-sm"
										variant="subtle"
										color="red"
										onClick={() => change.mutate(() => client.signIn.unlinkProvider({ params: { id } }))}
									>
										{say('provider_unlink')}
									</Button>
								) : (
									<Button
										size="compact-sm"
										variant="default"
										onClick={() => change.mutate(async () => location.assign((await client.signIn.linkProvider({ params: { id } })).url))}
									>
										{say('provider_link')}
									</Button>
								)}
							</li>
						))}
					</ul>
				</Section>
			)}
			<Modal
				opened={open !== null || codes !== null}
				onClose={close}
				title={title}
				closeOnClickOutside={codes === null}
				closeButtonProps={{ 'aria-label': common('close') }}
			>
				{codes ? (
					<RecoveryCodes codes={codes} onKept={close} />
				) : (
					<>
						{open === 'app' && <TotpSetUp onDone={done} />}
						{open === 'passkey' && <PasskeySetUp onDone={done} />}
					</>
				)}
			</Modal>
		</>
	);
}
