// Settings: name, logo and colour of the installation, and its default country.
import {
	Alert,
	Anchor,
	Button,
	Checkbox,
	ColorInput,
	FileButton,
	Group,
	Select,
	Stack,
	Text,
	TextInput,
	UnstyledButton,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconCheck, IconPhoto } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { client } from '../../../web/client.ts';
import { useLanguage } from '../../../web/i18n.ts';
import { installationQuery, showColour } from '../../../web/look.ts';
import { adjusted, contrast } from '../../../web/shared/colour.ts';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { fieldErrors, useExplain, useTell } from '../../../web/shared/problem.ts';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import { useCommonWords } from '../../../web/words.ts';
import { EncryptionProgress } from '../../customers/web/settings/EncryptionProgress.tsx';
import type { Installation } from '../schema.ts';
import classes from './AppearancePage.module.css';
import { countryChoices } from './countries.ts';
import { useAppearanceWords } from './words.ts';

const palette = [
	['blue', '#2f56c8'],
	['teal', '#0b7285'],
	['green', '#2b7a3d'],
	['violet', '#6741d9'],
	['magenta', '#a61e7a'],
	['red', '#b42318'],
	['orange', '#a8480f'],
	['grey', '#495057'],
] as const;

export function AppearancePage() {
	const say = useAppearanceWords();
	const installation = useQuery(installationQuery);
	return (
		<Stack>
			<PageHead title={say('title')} lead={say('lead')} />
			{installation.isPending && <Loading lines={5} />}
			{installation.isError && <Failed cause={installation.error} retry={installation.refetch} />}
			{installation.data && (
				<>
					<Logo installation={installation.data} />
					<AppearanceForm key={installation.data.version} installation={installation.data} />
				</>
			)}
		</Stack>
	);
}

function useStored() {
	const queryClient = useQueryClient();
	return () => queryClient.invalidateQueries({ queryKey: installationQuery.queryKey });
}

function Logo({ installation }: { readonly installation: Installation }) {
	const say = useAppearanceWords();
	const tell = useTell();
	const stored = useStored();
	const change = useMutation({
		mutationFn: (file: File | null) => (file ? client.operations.putLogo(undefined, { file }) : client.operations.deleteLogo()),
		onSuccess: stored,
		onError: tell.failed,
	});
	return (
		<Group gap="md" align="center">
			<img src={installation.logo ?? '/favicon.svg'} alt={say('logo')} width={56} height={56} className={classes.logo} />
			<div>
				<Text fw={500} size="sm">
					{say('logo')}
				</Text>
				<Text size="xs" c="dimmed" mb={6}>
					{say('logo_hint')}
				</Text>
				<Group gap="xs">
					<FileButton accept="image/png,image/jpeg,image/webp" onChange={(file) => file && change.mutate(file)}>
						{(props) => (
							<Button
								{...props}
								size="xs"
								variant="default"
								loading={change.isPending}
								leftSection={<IconPhoto size={14} aria-hidden="true" />}
							>
								{say('logo_choose')}
							</Button>
						)}
					</FileButton>
					{installation.logo && (
						<Button size="xs" variant="subtle" onClick={() => change.mutate(null)}>
							{say('logo_remove')}
						</Button>
					)}
				</Group>
			</div>
		</Group>
	);
}

function AppearanceForm({ installation }: { readonly installation: Installation }) {
	const say = useAppearanceWords();
	const common = useCommonWords();
	const explain = useExplain();
	const tell = useTell();
	const stored = useStored();
	const language = useLanguage();
	const countries = useMemo(() => countryChoices(language), [language]);
	const { name, country, notes_encrypted } = installation;
	const form = useForm({ initialValues: { name, colour: installation.colour, country, notes_encrypted } });
	const { colour } = form.values;
	const complete = /^#[0-9a-f]{6}$/i.test(colour);
	// The page wears the colour while it is chosen, and its own again when it was not saved.
	useEffect(() => {
		if (complete) showColour(colour.toLowerCase());
	}, [colour, complete]);
	useEffect(() => () => void showColour(installation.colour), [installation.colour]);
	const save = useMutation({
		mutationFn: (values: typeof form.values) =>
			client.operations.putInstallation({ body: { ...values, colour: values.colour.toLowerCase() } }, { version: installation.version }),
		onSuccess: async () => {
			await stored();
			tell.done(say('saved'));
		},
		onError: (cause) => form.setErrors(fieldErrors(cause)),
	});
	const used = complete ? adjusted(colour.toLowerCase()) : null;
	return (
		<form onSubmit={form.onSubmit((values) => save.mutate(values))}>
			<Stack gap="md" maw={520}>
				{save.isError && (
					<Alert color="red" role="alert">
						{explain(save.error)}
					</Alert>
				)}
				<TextInput
					label={say('name')}
					description={say('name_hint')}
					required
					withAsterisk={false}
					maxLength={60}
					{...form.getInputProps('name')}
				/>
				<fieldset className={classes.palette}>
					<legend className={classes.legend}>{say('colour')}</legend>
					<Group gap="xs">
						{palette.map(([name, value]) => (
							<UnstyledButton
								key={name}
								className={classes.swatch}
								style={{ background: value }}
								aria-label={say(name)}
								aria-pressed={colour.toLowerCase() === value}
								title={say(name)}
								onClick={() => form.setFieldValue('colour', value)}
							>
								{colour.toLowerCase() === value && <IconCheck size={18} aria-hidden="true" />}
							</UnstyledButton>
						))}
					</Group>
					<ColorInput
						mt="xs"
						maw={220}
						size="xs"
						label={say('own_colour')}
						format="hex"
						withEyeDropper={false}
						{...form.getInputProps('colour')}
						error={complete ? undefined : '#rrggbb'}
					/>
					{used && (
						<Group gap="sm" mt="xs" aria-live="polite">
							<Button size="xs" component="span">
								{say('sample')}
							</Button>
							<Anchor component="span" size="sm">
								{say('sample_link')}
							</Anchor>
							<Text size="xs" c="dimmed">
								{used === colour.toLowerCase()
									? say('colour_fits', { ratio: (Math.floor(contrast(used, '#ffffff') * 10) / 10).toString() })
									: say('colour_used', { used })}
							</Text>
						</Group>
					)}
				</fieldset>
				<Select
					label={say('country')}
					description={say('country_hint')}
					searchable
					allowDeselect={false}
					data={countries}
					{...form.getInputProps('country')}
				/>
				<Checkbox
					label={say('notes_encrypted')}
					description={say('notes_encrypted_hint')}
					{...form.getInputProps('notes_encrypted', { type: 'checkbox' })}
				/>
				<EncryptionProgress what="notes.body" />
				<Group>
					<Button type="submit" loading={save.isPending} disabled={!complete}>
						{common('save')}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
