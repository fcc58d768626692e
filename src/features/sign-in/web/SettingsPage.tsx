// Settings: the rules of signing in, and identity providers.
import { Alert, Button, Group, NativeSelect, NumberInput, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { fieldErrors, useExplain, useTell } from '../../../web/shared/problem.ts';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import { useCommonWords } from '../../../web/words.ts';
import { type SignInSettings, secondFactorRules } from '../schema.ts';
import { EndAllDialogue } from './PersonDialogues.tsx';
import { Providers } from './Providers.tsx';
import { settingsQuery } from './queries.ts';
import { useSignInSettingWords, useSignInWords } from './words.ts';

/** Whom the choice between nobody and everybody names. */
const managers = ['users.manage', 'roles.manage', 'settings.manage', 'privacy.manage', 'audit.manage'];

export function SettingsPage() {
	const say = useSignInSettingWords();
	const settings = useQuery(settingsQuery);
	return (
		<Stack gap="xl">
			<PageHead title={say('title')} lead={say('lead')} />
			{settings.isPending && <Loading lines={6} />}
			{settings.isError && <Failed cause={settings.error} retry={() => void settings.refetch()} />}
			{settings.data && <Rules key={settings.data.version} settings={settings.data} />}
			<Providers />
		</Stack>
	);
}

function Rules({ settings }: { readonly settings: SignInSettings & { readonly version: number; readonly mail: boolean } }) {
	const say = useSignInSettingWords();
	const common = useCommonWords();
	const tell = useTell();
	const explain = useExplain();
	const queryClient = useQueryClient();
	const person = useSignInWords();
	const [ending, setEnding] = useState(false);
	const { second_factor, idle_minutes, absolute_hours } = settings;
	const form = useForm({ initialValues: { second_factor, idle_minutes, absolute_hours } });
	const save = useMutation({
		mutationFn: (values: typeof form.values) => {
			const permissions = values.second_factor === 'permissions' ? managers : settings.permissions;
			return client.signIn.putSignInSettings({ body: { ...values, permissions } }, { version: settings.version });
		},
		onSuccess: async () => {
			await queryClient.invalidateQueries({ queryKey: settingsQuery.queryKey });
			tell.done(say('saved'));
		},
		onError: (cause) => form.setErrors(fieldErrors(cause)),
	});
	return (
		<section aria-labelledby="sign-in-rules">
			<Title order={2} id="sign-in-rules" mb="sm">
				{say('rules')}
			</Title>
			<Text size="sm" c="dimmed" mb="sm" maw={560}>
				{say(settings.mail ? 'mail_on' : 'mail_off')}
			</Text>
			<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
				<Stack gap="sm" maw={420}>
					{save.isError && (
						<Alert color="red" role="alert">
							{explain(save.error)}
						</Alert>
					)}
					<NativeSelect
						label={say('second_factor')}
						description={say('second_hint')}
						data={secondFactorRules.map((value) => ({ value, label: say(`second_${value}`) }))}
						{...form.getInputProps('second_factor')}
					/>
					<NumberInput
						label={say('idle')}
						min={5}
						max={10_080}
						allowDecimal={false}
						required
						withAsterisk={false}
						{...form.getInputProps('idle_minutes')}
					/>
					<NumberInput
						label={say('absolute')}
						min={1}
						max={2_160}
						allowDecimal={false}
						required
						withAsterisk={false}
						{...form.getInputProps('absolute_hours')}
					/>
					<Group>
						<Button type="submit" loading={save.isPending}>
							{common('save')}
						</Button>
						<Button variant="default" onClick={() => setEnding(true)}>
							{person('end_everybody')}
						</Button>
					</Group>
				</Stack>
			</form>
			{ending && <EndAllDialogue close={() => setEnding(false)} />}
		</section>
	);
}
