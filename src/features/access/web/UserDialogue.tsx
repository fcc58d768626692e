// Creating a user, changing one, and resetting a password.
import { Alert, Modal, NativeSelect, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { roles } from '../../../platform/auth.ts';
import { languages } from '../../../platform/errors.ts';
import { client } from '../../../web/client.ts';
import { useLanguage } from '../../../web/i18n.ts';
import { FormButtons } from '../../../web/shared/FormButtons.tsx';
import { fieldErrors, useExplain } from '../../../web/shared/problem.ts';
import { languageNames } from '../../../web/shell/language.ts';
import { useCommonWords } from '../../../web/words.ts';
import type { User } from '../schema.ts';
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
	const form = useForm({
		initialValues: {
			name: user?.name ?? '',
			email: user?.email ?? '',
			role: user?.role ?? ('editor' as const),
			language: user?.language ?? language,
			password: '',
		},
	});
	const save = useMutation({
		mutationFn: ({ email, password, ...rest }: typeof form.values) =>
			user
				? client.access.updateUser({ params: { id: user.id }, body: rest })
				: client.access.createUser({ body: { ...rest, email, password } }),
		onSuccess: close,
		onError: (cause) => form.setErrors(fieldErrors(cause)),
	});
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
					<NativeSelect
						label={say('role')}
						description={say('role_hint')}
						data={roles.map((value) => ({ value, label: say(`role_${value}`) }))}
						{...form.getInputProps('role')}
					/>
					<NativeSelect
						label={say('language')}
						data={languages.map((value) => ({ value, label: languageNames[value] }))}
						{...form.getInputProps('language')}
					/>
					{!user && (
						<PasswordInput
							label={say('password')}
							description={say('password_hint')}
							autoComplete="new-password"
							required
							withAsterisk={false}
							visibilityToggleButtonProps={{ 'aria-label': say('show_password') }}
							{...form.getInputProps('password')}
						/>
					)}
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
	const form = useForm({ initialValues: { password: '' } });
	const save = useMutation({
		mutationFn: (body: typeof form.values) => client.access.updateUser({ params: { id: user.id }, body }),
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
					<FormButtons cancel={close} saving={save.isPending} />
				</Stack>
			</form>
		</Modal>
	);
}
