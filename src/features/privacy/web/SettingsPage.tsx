// Settings of privacy: what exports ask for, terms, links, who is responsible; the templates of answers.
import { Button, Checkbox, Modal, NativeSelect, NumberInput, Stack, Table, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useSpoken } from '../../../web/i18n.ts';
import { useMay } from '../../../web/session.ts';
import { FormButtons } from '../../../web/shared/FormButtons.tsx';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { useExplain, useTell } from '../../../web/shared/problem.ts';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import { TableBox } from '../../../web/shared/TableBox.tsx';
import { languageNames } from '../../../web/shell/language.ts';
import { useCommonWords } from '../../../web/words.ts';
import type { Template } from '../endpoints-requests.ts';
import { lawWords, templateWords } from '../messages.ts';
import { laws, type PrivacySettings } from '../schema.ts';
import { settingsQuery, templatesQuery } from './queries.ts';
import { usePrivacyWords } from './words.ts';
import { useLawWords } from './words-law.ts';

export function PrivacySettingsPage() {
	const say = usePrivacyWords();
	const settings = useQuery(settingsQuery);
	return (
		<Stack>
			<PageHead title={say('settings')} />
			{settings.isPending && <Loading />}
			{settings.isError && <Failed cause={settings.error} retry={settings.refetch} />}
			{settings.data && <SettingsForm settings={settings.data} />}
			<Templates />
		</Stack>
	);
}

function SettingsForm({ settings }: { readonly settings: PrivacySettings }) {
	const say = usePrivacyWords();
	const sayLaw = useLawWords();
	const common = useCommonWords();
	const speak = useSpoken();
	const may = useMay();
	const tell = useTell();
	const explain = useExplain();
	const queryClient = useQueryClient();
	const form = useForm({ initialValues: { ...settings, holidays: settings.holidays.join('\n') } });
	const save = useMutation({
		mutationFn: ({ holidays, ...rest }: typeof form.values) =>
			client.privacy.putPrivacySettings({ body: { ...rest, holidays: holidays.split(/\s+/).filter(Boolean) } }),
		onSuccess: async () => {
			await queryClient.invalidateQueries({ queryKey: settingsQuery.queryKey });
			tell.done(common('saved'));
		},
	});
	const fixed = !may('privacy.manage');
	return (
		<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
			<Stack gap="sm" maw={480}>
				<Checkbox label={say('purpose_required')} disabled={fixed} {...form.getInputProps('purpose_required', { type: 'checkbox' })} />
				<Checkbox
					label={sayLaw('sensitive_consent')}
					description={sayLaw('sensitive_consent_why')}
					disabled={fixed}
					{...form.getInputProps('sensitive_consent', { type: 'checkbox' })}
				/>
				<NativeSelect
					label={say('default_law')}
					disabled={fixed}
					data={laws.map((value) => ({ value, label: speak(lawWords[value]) }))}
					{...form.getInputProps('law')}
				/>
				<NumberInput
					label={say('link_days')}
					disabled={fixed}
					min={1}
					max={365}
					allowDecimal={false}
					hideControls
					{...form.getInputProps('link_days')}
				/>
				<Textarea label={say('controller')} disabled={fixed} autosize maxLength={2000} {...form.getInputProps('controller')} />
				<Textarea label={say('officer')} disabled={fixed} autosize maxLength={2000} {...form.getInputProps('officer')} />
				<Textarea label={say('holidays')} disabled={fixed} autosize maxRows={8} maxLength={4000} {...form.getInputProps('holidays')} />
				{save.isError && (
					<Text size="sm" c="var(--mantine-color-error)" role="alert">
						{explain(save.error)}
					</Text>
				)}
				{!fixed && (
					<div>
						<Button type="submit" loading={save.isPending}>
							{common('save')}
						</Button>
					</div>
				)}
			</Stack>
		</form>
	);
}

function Templates() {
	const say = usePrivacyWords();
	const common = useCommonWords();
	const speak = useSpoken();
	const may = useMay();
	const templates = useQuery(templatesQuery);
	const [edited, setEdited] = useState<Template | null>(null);
	return (
		<Stack gap="xs">
			<Title order={2}>{say('templates')}</Title>
			<Text size="sm" c="dimmed">
				{say('templates_why', { places: '{number}, {kind}, {received}, {due}, {reason}' })}
			</Text>
			{templates.isPending && <Loading />}
			{templates.isError && <Failed cause={templates.error} retry={templates.refetch} />}
			<TableBox
				label={say('templates')}
				spare={[3]}
				head={[
					say('name'),
					say('language'),
					say('subject'),
					<span key="actions" className="visually-hidden">
						{common('actions')}
					</span>,
				]}
			>
				{templates.data?.map((template) => (
					<Table.Tr key={`${template.kind}:${template.language}`}>
						<Table.Td>{speak(templateWords[template.kind])}</Table.Td>
						<Table.Td>{languageNames[template.language]}</Table.Td>
						<Table.Td>{template.subject}</Table.Td>
						<Table.Td ta="right">
							{may('privacy.manage') && (
								<Button
									size="compact-sm"
									variant="subtle"
									aria-label={say('edit_template', {
										name: speak(templateWords[template.kind]),
										language: languageNames[template.language],
									})}
									onClick={() => setEdited(template)}
								>
									{common('edit')}
								</Button>
							)}
						</Table.Td>
					</Table.Tr>
				))}
			</TableBox>
			{edited && <TemplateDialogue template={edited} close={() => setEdited(null)} />}
		</Stack>
	);
}

function TemplateDialogue({ template, close }: { readonly template: Template; readonly close: () => void }) {
	const say = usePrivacyWords();
	const common = useCommonWords();
	const speak = useSpoken();
	const explain = useExplain();
	const queryClient = useQueryClient();
	const { kind, language, version } = template;
	const form = useForm({ initialValues: { subject: template.subject, body: template.body } });
	const save = useMutation({
		mutationFn: (body: typeof form.values) => client.privacy.putTemplate({ params: { kind, language }, body }, { version }),
		onSuccess: async () => {
			await queryClient.invalidateQueries({ queryKey: templatesQuery.queryKey });
			close();
		},
	});
	return (
		<Modal
			opened
			onClose={close}
			size="lg"
			title={say('edit_template', { name: speak(templateWords[kind]), language: languageNames[language] })}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
				<Stack gap="sm">
					<TextInput label={say('subject')} required withAsterisk={false} maxLength={300} {...form.getInputProps('subject')} />
					<Textarea
						label={say('body')}
						required
						withAsterisk={false}
						autosize
						minRows={6}
						maxRows={18}
						maxLength={20_000}
						{...form.getInputProps('body')}
					/>
					{save.isError && (
						<Text size="sm" c="var(--mantine-color-error)" role="alert">
							{explain(save.error)}
						</Text>
					)}
					<FormButtons cancel={close} saving={save.isPending} />
				</Stack>
			</form>
		</Modal>
	);
}
