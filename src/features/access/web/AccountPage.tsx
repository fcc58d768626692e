// The own account: name, language, password.
import { Alert, Button, NativeSelect, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { languages } from '../../../platform/errors.ts';
import { client } from '../../../web/client.ts';
import { sessionQuery, useUser } from '../../../web/session.ts';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { fieldErrors, useExplain, useTell } from '../../../web/shared/problem.ts';
import { languageNames, useSpeak } from '../../../web/shell/language.ts';
import { ShortcutSetting } from '../../../web/shell/ShortcutSetting.tsx';
import { useCommonWords } from '../../../web/words.ts';
import type { SessionUser } from '../schema.ts';
import { useAccessWords } from './words.ts';

export function AccountPage() {
	const say = useAccessWords();
	const user = useUser();
	return (
		<Stack gap="xl" maw={420}>
			<PageHead title={say('account')} lead={user?.email} />
			{user && <ProfileForm user={user} />}
			<ShortcutSetting />
			<PasswordForm />
		</Stack>
	);
}

function ProfileForm({ user }: { readonly user: SessionUser }) {
	const say = useAccessWords();
	const common = useCommonWords();
	const tell = useTell();
	const speak = useSpeak();
	const queryClient = useQueryClient();
	const form = useForm({ initialValues: { name: user.name, language: user.language } });
	const save = useMutation({
		mutationFn: (body: typeof form.values) => client.access.updateMe({ body }),
		onSuccess: async ({ language }) => {
			await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
			speak(language);
			tell.done(common('saved'));
		},
		onError: (cause) => {
			form.setErrors(fieldErrors(cause));
			tell.failed(cause);
		},
	});
	return (
		<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
			<Stack gap="sm" align="stretch">
				<Title order={2}>{say('profile')}</Title>
				<TextInput label={say('name')} autoComplete="name" required withAsterisk={false} {...form.getInputProps('name')} />
				<NativeSelect
					label={say('language')}
					data={languages.map((value) => ({ value, label: languageNames[value] }))}
					{...form.getInputProps('language')}
				/>
				<div>
					<Button type="submit" loading={save.isPending}>
						{common('save')}
					</Button>
				</div>
			</Stack>
		</form>
	);
}

function PasswordForm() {
	const say = useAccessWords();
	const tell = useTell();
	const explain = useExplain();
	const form = useForm({ initialValues: { current_password: '', password: '' } });
	const save = useMutation({
		mutationFn: (body: typeof form.values) => client.access.updateMe({ body }),
		onSuccess: () => {
			form.reset();
			tell.done(say('password_changed'));
		},
		onError: (cause) => form.setErrors(fieldErrors(cause)),
	});
	const eye = { 'aria-label': say('show_password') };
	return (
		<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
			<Stack gap="sm">
				<Title order={2}>{say('change_password')}</Title>
				{save.isError && (
					<Alert color="red" role="alert">
						{explain(save.error)}
					</Alert>
				)}
				<PasswordInput
					label={say('current_password')}
					autoComplete="current-password"
					required
					withAsterisk={false}
					visibilityToggleButtonProps={eye}
					{...form.getInputProps('current_password')}
				/>
				<PasswordInput
					label={say('new_password')}
					description={say('password_hint')}
					autoComplete="new-password"
					required
					withAsterisk={false}
					visibilityToggleButtonProps={eye}
					{...form.getInputProps('password')}
				/>
				<div>
					<Button type="submit" variant="default" loading={save.isPending}>
						{say('change_password')}
					</Button>
				</div>
			</Stack>
		</form>
	);
}
