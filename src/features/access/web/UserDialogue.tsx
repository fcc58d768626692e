// Creating a user, changing one, and resetting a password.
import { Alert, Modal, NativeSelect, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { languages } from '../../../platform/errors.ts';
import { client } from '../../../web/client.ts';
import { useLanguage } from '../../../web/i18n.ts';
import { FormButtons } from '../../../web/shared/FormButtons.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { fieldErrors, useExplain } from '../../../web/shared/problem.ts';
import { ReasonField } from '../../../web/shared/ReasonField.tsx';
import { languageNames } from '../../../web/shell/language.ts';
import { useCommonWords } from '../../../web/words.ts';
import { LinkDialogue } from '../../sign-in/web/PersonDialogues.tsx';
import type { User } from '../schema.ts';
import { useRoleChoices, useTeamChoices } from './rights.ts';
import { useAccessWords } from './words.ts';

interface UserDialogueProps {
	/** The user to change; a new one where there is none. */
	readonly user?: User;
	readonly close: () => void;
}

export function UserDialogue({ user, close }: UserDialogueProps) {
	const say = useAccessWords();
	const common = useCommonWords();
	const explain = useExplain();
	const language = useLanguage();
	const teams = useTeamChoices(useFormat().compare);
	const roles = useRoleChoices();
	const [invited, setInvited] = useState<User | null>(null);
	const form = useForm({
		initialValues: {
			name: user?.name ?? '',
			email: user?.email ?? '',
			language: user?.language ?? language,
			team_id: String(user?.team_id ?? 1),
			role_id: '',
			password: '',
			reason: '',
		},
	});
	const save = useMutation({
		mutationFn: ({ email, password, role_id, team_id, reason, ...rest }: typeof form.values) => {
			const body = { ...rest, team_id: Number(team_id) };
			return user
				? client.access.updateUser({ params: { id: user.id }, body }, { reason })
				: client.access.createUser(
						{ body: { ...body, email, ...(password && { password }), ...(role_id && { role_id: Number(role_id) }) } },
						{ reason },
					);
		},
		onSuccess: (saved, { password }) => (user || password ? close() : setInvited(saved)),
		onError: (cause) => form.setErrors(fieldErrors(cause)),
	});
	if (invited) return <LinkDialogue user={invited} close={close} />;
	return (
		<Modal
			opened
			onClose={close}
			title={user ? say('edit_user', { name: user.name }) : say('new_user')}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
				<Stack gap="sm">
					{save.isError && (
						<Alert color="red" role="alert">
							{explain(save.error)}
						</Alert>
					)}
					<TextInput label={say('name')} data-autofocus required withAsterisk={false} autoComplete="off" {...form.getInputProps('name')} />
					{!user && (
						<TextInput
							label={say('email')}
							type="email"
							required
							withAsterisk={false}
							autoComplete="off"
							{...form.getInputProps('email')}
						/>
					)}
					{!user && (
						<NativeSelect label={say('role')} data={[{ value: '', label: say('no_role') }, ...roles]} {...form.getInputProps('role_id')} />
					)}
					<NativeSelect label={say('team')} data={teams} {...form.getInputProps('team_id')} />
					<NativeSelect
						label={say('language')}
						data={languages.map((value) => ({ value, label: languageNames[value] }))}
						{...form.getInputProps('language')}
					/>
					{!user && (
						<PasswordInput
							label={say('password')}
							description={say('password_or_link')}
							autoComplete="new-password"
							visibilityToggleButtonProps={{ 'aria-label': say('show_password') }}
							{...form.getInputProps('password')}
						/>
					)}
					<ReasonField {...form.getInputProps('reason')} />
					<FormButtons cancel={close} saving={save.isPending} />
				</Stack>
			</form>
		</Modal>
	);
}

export function PasswordDialogue({ user, close }: { readonly user: User; readonly close: () => void }) {
	const say = useAccessWords();
	const common = useCommonWords();
	const explain = useExplain();
	const form = useForm({ initialValues: { password: '', reason: '' } });
	const save = useMutation({
		mutationFn: ({ password, reason }: typeof form.values) =>
			client.access.updateUser({ params: { id: user.id }, body: { password } }, { reason }),
		onSuccess: close,
	});
	return (
		<Modal
			opened
			onClose={close}
			title={say('reset_password_title', { name: user.name })}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
				<Stack gap="sm">
					<PasswordInput
						label={say('new_password')}
						description={say('password_hint')}
						autoComplete="new-password"
						data-autofocus
						required
						withAsterisk={false}
						error={save.isError && explain(save.error)}
						visibilityToggleButtonProps={{ 'aria-label': say('show_password') }}
						{...form.getInputProps('password')}
					/>
					<ReasonField {...form.getInputProps('reason')} />
					<FormButtons cancel={close} saving={save.isPending} />
				</Stack>
			</form>
		</Modal>
	);
}
