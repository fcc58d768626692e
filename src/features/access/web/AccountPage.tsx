// The own account: name, language, shortcuts.
import { Button, NativeSelect, Stack, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { languages } from '../../../platform/errors.ts';
import { client } from '../../../web/client.ts';
import { sessionQuery, useUser } from '../../../web/session.ts';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { fieldErrors, useTell } from '../../../web/shared/problem.ts';
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
