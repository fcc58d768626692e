// The preference centre: what a customer sees and decides, by a link, without an account; on a phone first.
import { Alert, Button, Group, NativeSelect, Spoiler, Stack, Switch, Text, Textarea, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { client } from '../../../web/client.ts';
import { speak as speakLanguage, useLanguage, useSpoken } from '../../../web/i18n.ts';
import { useConfirm } from '../../../web/shared/confirm.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { kept } from '../../../web/shared/kept.ts';
import { useExplain, useTell } from '../../../web/shared/problem.ts';
import { Failed, Loading } from '../../../web/shared/states.tsx';
import { Gate } from '../../access/web/Gate.tsx';
import type { Preferences } from '../endpoints-consents.ts';
import { channelWords, consentKindWords, consentStateWords, requestKindWords, requestStateWords } from '../messages.ts';
import { type RequestKind, requestKinds, type requestStates, unprovenKinds } from '../schema.ts';
import classes from './preferences.module.css';
import { usePreferenceWords } from './words.ts';
import { useLawWords } from './words-law.ts';

export function PreferencesPage() {
	const say = usePreferenceWords();
	const { token } = useParams({ from: '/preferences/$token' });
	const preferences = useQuery({
		queryKey: ['preferences', token],
		queryFn: ({ signal }) => client.privacy.getPreferences({ params: { token } }, { signal }),
		retry: false,
	});
	// In the customer's own language, until another one is chosen on this device.
	const language = preferences.data?.language;
	useEffect(() => {
		if (language && kept<string>('language') === null) speakLanguage(language);
	}, [language]);
	return (
		<Gate title={say('title')} lead={say('lead')}>
			{preferences.isPending && <Loading lines={5} />}
			{preferences.isError && <Failed cause={preferences.error} />}
			{preferences.data && <Shown token={token} preferences={preferences.data} />}
		</Gate>
	);
}

interface ShownProps {
	readonly token: string;
	readonly preferences: Preferences;
}

function Shown({ token, preferences }: ShownProps) {
	const say = usePreferenceWords();
	const tell = useTell();
	const confirm = useConfirm();
	const queryClient = useQueryClient();
	const take = (next: Preferences) => queryClient.setQueryData(['preferences', token], next);
	const choose = useMutation({
		mutationFn: (choice: Parameters<typeof client.privacy.savePreferences>[0]['body']['choices'][number]) =>
			client.privacy.savePreferences({ params: { token }, body: { choices: [choice] } }),
		onSuccess: (next) => {
			take(next);
			tell.done(say('saved'));
		},
		onError: tell.failed,
	});
	const withdraw = useMutation({
		mutationFn: () => client.privacy.withdrawAll({ params: { token } }),
		onSuccess: (next) => {
			take(next);
			tell.done(say('withdrawn_all'));
		},
		onError: tell.failed,
	});
	const { name, email, phone, minor, purposes } = preferences;
	const any = purposes.some(({ choices }) => choices.some(({ given }) => given));
	return (
		<Stack gap="lg">
			<Text size="sm">{say('whom', { whom: [name, email, phone].filter(Boolean).join(' · ') })}</Text>
			{minor && <Alert color="yellow">{say('minor')}</Alert>}
			{purposes.length === 0 && <Text c="dimmed">{say('nothing')}</Text>}
			{purposes.map((purpose) => (
				<Purpose key={purpose.id} purpose={purpose} busy={choose.isPending} choose={choose.mutate} />
			))}
			{preferences.limits.length > 0 && <Limits token={token} preferences={preferences} take={take} />}
			{any && (
				<div>
					<Button
						variant="default"
						loading={withdraw.isPending}
						onClick={() =>
							confirm({
								title: say('withdraw_all'),
								body: say('lead'),
								action: say('withdraw_all'),
								onConfirm: () => withdraw.mutate(),
							})
						}
					>
						{say('withdraw_all')}
					</Button>
				</div>
			)}
			{preferences.can_ask && <Ask token={token} />}
			<Past preferences={preferences} />
		</Stack>
	);
}

interface PurposeProps {
	readonly purpose: Preferences['purposes'][number];
	readonly busy: boolean;
	readonly choose: (choice: { purpose_id: number; channel: never; kind: never; given: boolean; text_id?: number }) => void;
}

function Purpose({ purpose, busy, choose }: PurposeProps) {
	const say = usePreferenceWords();
	const sayLaw = useLawWords();
	const speak = useSpoken();
	const language = useLanguage();
	const agrees = (kind: string) => kind !== 'general' || purpose.by_consent;
	return (
		<section aria-label={speak(purpose.name)}>
			<Title order={2}>{speak(purpose.name)}</Title>
			{purpose.description[language] && (
				<Text size="sm" c="dimmed">
					{speak(purpose.description)}
				</Text>
			)}
			{!purpose.text && purpose.by_consent && (
				<Text size="sm" c="dimmed">
					{sayLaw('no_text')}
				</Text>
			)}
			{purpose.text && (
				<Spoiler maxHeight={66} showLabel={say('read_text')} hideLabel="–" className={classes.text}>
					{purpose.text[language]}
				</Spoiler>
			)}
			<ul className={classes.choices}>
				{purpose.choices.map(({ channel, kind, given }) => {
					const label = speak(kind === 'general' ? channelWords[channel] : consentKindWords[kind]);
					return (
						<li key={`${channel}:${kind}`}>
							<Switch
								label={label}
								checked={given}
								disabled={busy || (!given && (purpose.forbidden || (agrees(kind) && purpose.text === null)))}
								onChange={(event) =>
									choose({
										purpose_id: purpose.id,
										channel: channel as never,
										kind: kind as never,
										given: event.currentTarget.checked,
										...(purpose.text && { text_id: purpose.text.id }),
									})
								}
							/>
						</li>
					);
				})}
			</ul>
		</section>
	);
}

interface LimitsProps extends ShownProps {
	readonly take: (next: Preferences) => void;
}

/** Opting out of sale and sharing, and limiting sensitive data: at once, without a mail to confirm it. */
function Limits({ token, preferences, take }: LimitsProps) {
	const say = usePreferenceWords();
	const sayLaw = useLawWords();
	const tell = useTell();
	const set = useMutation({
		mutationFn: (body: { kind: Preferences['limits'][number]['kind']; on: boolean }) =>
			client.privacy.setPreferenceLimit({ params: { token }, body }),
		onSuccess: (next) => {
			take(next);
			tell.done(say('saved'));
		},
		onError: tell.failed,
	});
	return (
		<section aria-label={sayLaw('mine')}>
			<Title order={2}>{sayLaw('mine')}</Title>
			<Text size="sm" c="dimmed">
				{sayLaw('mine_why')}
			</Text>
			{preferences.by_signal && <Text size="sm">{sayLaw('by_signal')}</Text>}
			<ul className={classes.choices}>
				{preferences.limits.map(({ kind, on }) => (
					<li key={kind}>
						<Switch
							label={sayLaw(`mine_${kind}`)}
							checked={on}
							disabled={set.isPending || (kind === 'opt_out' && preferences.by_signal)}
							onChange={(event) => set.mutate({ kind, on: event.currentTarget.checked })}
						/>
					</li>
				))}
			</ul>
		</section>
	);
}

/** What needs no proof is a switch above. */
const asked = requestKinds.filter((kind) => !unprovenKinds.includes(kind));

function Ask({ token }: { readonly token: string }) {
	const say = usePreferenceWords();
	const speak = useSpoken();
	const explain = useExplain();
	const [kind, setKind] = useState<RequestKind>('access');
	const [details, setDetails] = useState('');
	const ask = useMutation({ mutationFn: () => client.privacy.askByPreferences({ params: { token }, body: { kind, details } }) });
	const submit = (event: FormEvent) => {
		event.preventDefault();
		ask.mutate();
	};
	return (
		<section aria-label={say('rights')}>
			<Title order={2}>{say('rights')}</Title>
			<Text size="sm" c="dimmed" mb="xs">
				{say('rights_why')}
			</Text>
			<form onSubmit={submit}>
				<Stack gap="sm">
					<NativeSelect
						label={say('ask_what')}
						data={asked.map((value) => ({ value, label: speak(requestKindWords[value]) }))}
						value={kind}
						onChange={(event) => setKind(event.currentTarget.value as RequestKind)}
					/>
					<Textarea
						label={say('ask_details')}
						autosize
						maxRows={8}
						maxLength={2000}
						value={details}
						onChange={(event) => setDetails(event.currentTarget.value)}
					/>
					{ask.isError && (
						<Text size="sm" c="var(--mantine-color-error)" role="alert">
							{explain(ask.error)}
						</Text>
					)}
					{ask.data && (
						<Text size="sm" role="status">
							{say('asked', { to: ask.data.sent_to })}
						</Text>
					)}
					<div>
						<Button type="submit" variant="default" loading={ask.isPending}>
							{say('ask')}
						</Button>
					</div>
				</Stack>
			</form>
		</section>
	);
}

function Past({ preferences }: { readonly preferences: Preferences }) {
	const say = usePreferenceWords();
	const speak = useSpoken();
	const format = useFormat();
	const { requests, history } = preferences;
	return (
		<>
			{requests.length > 0 && (
				<section aria-label={say('my_requests')}>
					<Title order={2}>{say('my_requests')}</Title>
					<ul className={classes.past}>
						{requests.map((one) => (
							<li key={one.id}>
								<Group gap="xs">
									{speak(requestKindWords[one.kind])}
									<Text size="xs" c="dimmed" component="span">
										{speak(requestStateWords[one.state as (typeof requestStates)[number]])} · {say('due', { day: format.day(one.due_on) })}
									</Text>
								</Group>
							</li>
						))}
					</ul>
				</section>
			)}
			{history.length > 0 && (
				<section aria-label={say('history')}>
					<Title order={2}>{say('history')}</Title>
					<ul className={classes.past}>
						{history.map((one) => (
							<li key={one.id}>
								{speak(one.purpose)} · {speak(one.kind === 'general' ? channelWords[one.channel] : consentKindWords[one.kind])} ·{' '}
								{speak(consentStateWords[one.state])}
								<Text size="xs" c="dimmed">
									{format.moment(one.at)}
								</Text>
							</li>
						))}
					</ul>
				</section>
			)}
		</>
	);
}
