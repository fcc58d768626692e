// Breaches: the 72-hour clock, what is known, and the log.
import { Button, Checkbox, Group, NativeSelect, NumberInput, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconShieldExclamation } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useSpoken } from '../../../web/i18n.ts';
import { useMay } from '../../../web/session.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { More } from '../../../web/shared/More.tsx';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { StatusDot } from '../../../web/shared/StatusDot.tsx';
import { Empty, Failed, Loading } from '../../../web/shared/states.tsx';
import { useCommonWords } from '../../../web/words.ts';
import { Card } from '../../customers/web/page/Card.tsx';
import type { Breach, BreachInput } from '../endpoints-register.ts';
import { dataKindWords } from '../messages.ts';
import { dataKinds, risks } from '../schema.ts';
import { FormDialogue } from './FormDialogue.tsx';
import classes from './privacy.module.css';
import { useRegisterWords } from './words.ts';

type Edited = { readonly what: 'new' } | { readonly what: 'change' | 'log'; readonly breach: Breach };

export function BreachesPage() {
	const say = useRegisterWords();
	const may = useMay();
	const [edited, setEdited] = useState<Edited | null>(null);
	const breaches = useInfiniteQuery({
		queryKey: ['privacy', 'breaches'],
		queryFn: ({ pageParam, signal }) => client.privacy.listBreaches({ query: { after: pageParam, limit: 20 } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});
	const rows = breaches.data?.pages.flatMap(({ items }) => items);
	const close = () => setEdited(null);
	return (
		<Stack>
			<PageHead
				title={say('breaches')}
				lead={say('breaches_lead')}
				actions={may('privacy.manage') && <Button onClick={() => setEdited({ what: 'new' })}>{say('new_breach')}</Button>}
			/>
			{breaches.isPending && <Loading />}
			{breaches.isError && <Failed cause={breaches.error} retry={breaches.refetch} />}
			{rows?.length === 0 && <Empty icon={<IconShieldExclamation />} title={say('breaches_empty')} />}
			{rows?.map((breach) => (
				<BreachCard
					key={breach.id}
					breach={breach}
					change={() => setEdited({ what: 'change', breach })}
					log={() => setEdited({ what: 'log', breach })}
				/>
			))}
			<More query={breaches} />
			{edited?.what === 'new' && <BreachDialogue close={close} />}
			{edited?.what === 'change' && <BreachDialogue breach={edited.breach} close={close} />}
			{edited?.what === 'log' && <LogDialogue breach={edited.breach} close={close} />}
		</Stack>
	);
}

/** How long there is until the authority has to know. */
function Clock({ breach }: { readonly breach: Breach }) {
	const say = useRegisterWords();
	const format = useFormat();
	if (breach.closed_at) return <StatusDot tone="good">{say('closed')}</StatusDot>;
	if (breach.authority_told_at) return <StatusDot tone="good">{`${say('told')} ${format.moment(breach.authority_told_at)}`}</StatusDot>;
	const hours = Math.floor((Date.parse(breach.due_at) - Date.now()) / 3_600_000);
	if (hours < 0) return <StatusDot tone="bad">{say('too_late')}</StatusDot>;
	return <StatusDot tone={hours < 24 ? 'bad' : 'careful'}>{say('hours_left', { count: hours })}</StatusDot>;
}

function BreachCard({ breach, change, log }: { readonly breach: Breach; readonly change: () => void; readonly log: () => void }) {
	const say = useRegisterWords();
	const common = useCommonWords();
	const speak = useSpoken();
	const format = useFormat();
	const may = useMay();
	const facts: [string, string | null][] = [
		[say('discovered'), format.moment(breach.discovered_at)],
		[say('description'), breach.description],
		[say('risk'), say(`risk_${breach.risk}`)],
		[say('affected'), breach.affected === null ? null : format.number(breach.affected)],
		[say('data'), format.list(breach.data_kinds.map((kind) => speak(dataKindWords[kind])))],
		[say('consequences'), breach.consequences],
		[say('measures'), breach.measures],
		[say('authority'), breach.authority],
		[say('delay_reason'), breach.delay_reason],
	];
	return (
		<Card
			title={breach.title}
			action={
				may('privacy.manage') && (
					<Group gap={2} wrap="nowrap">
						<Button size="compact-sm" variant="subtle" aria-label={say('log_of', { name: breach.title })} onClick={log}>
							{say('log')}
						</Button>
						<Button size="compact-sm" variant="subtle" aria-label={say('edit_breach', { name: breach.title })} onClick={change}>
							{common('edit')}
						</Button>
					</Group>
				)
			}
		>
			<Clock breach={breach} />
			<dl className={classes.facts}>
				{facts
					.filter(([, value]) => value)
					.map(([label, value]) => (
						<div key={label} className={classes.fact}>
							<dt>{label}</dt>
							<dd>{value}</dd>
						</div>
					))}
			</dl>
			<ol className={classes.trail}>
				{breach.steps.map((step) => (
					<li key={step.id}>
						{say(`step_${step.kind}`)}{' '}
						<Text size="xs" c="dimmed" component="span">
							{[step.by, format.moment(step.at)].filter(Boolean).join(' · ')}
						</Text>
						{step.note && (
							<Text size="sm" className={classes.note}>
								{step.note}
							</Text>
						)}
					</li>
				))}
			</ol>
		</Card>
	);
}

/** A moment as an input of the browser takes it: local, to the minute. */
function localMoment(iso: string): string {
	const time = new Date(iso);
	return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function BreachDialogue({ breach, close }: { readonly breach?: Breach; readonly close: () => void }) {
	const say = useRegisterWords();
	const speak = useSpoken();
	const [typed, setTyped] = useState({
		title: breach?.title ?? '',
		description: breach?.description ?? '',
		discovered_at: localMoment(breach?.discovered_at ?? new Date().toISOString()),
		data_kinds: breach?.data_kinds ?? ([] as BreachInput['data_kinds']),
		affected: breach?.affected ?? null,
		consequences: breach?.consequences ?? '',
		measures: breach?.measures ?? '',
		risk: breach?.risk ?? ('unknown' as const),
		authority: breach?.authority ?? '',
		delay_reason: breach?.delay_reason ?? '',
	});
	const set = (changes: Partial<typeof typed>) => setTyped({ ...typed, ...changes });
	const send = () => {
		const body: BreachInput = {
			...typed,
			discovered_at: new Date(typed.discovered_at).toISOString(),
			authority: typed.authority || null,
			delay_reason: typed.delay_reason || null,
		};
		return breach
			? client.privacy.updateBreach({ params: { id: breach.id }, body }, { version: breach.version })
			: client.privacy.createBreach({ body });
	};
	const area = (name: 'description' | 'consequences' | 'measures' | 'delay_reason', most: number) => (
		<Textarea
			label={say(name)}
			autosize
			maxRows={8}
			maxLength={most}
			value={typed[name]}
			onChange={(event) => set({ [name]: event.currentTarget.value })}
		/>
	);
	return (
		<FormDialogue title={breach ? say('edit_breach', { name: breach.title }) : say('new_breach')} size="lg" close={close} send={send}>
			<TextInput
				label={say('title')}
				data-autofocus
				required
				withAsterisk={false}
				maxLength={200}
				value={typed.title}
				onChange={(event) => set({ title: event.currentTarget.value })}
			/>
			<TextInput
				type="datetime-local"
				label={say('discovered')}
				required
				withAsterisk={false}
				value={typed.discovered_at}
				onChange={(event) => set({ discovered_at: event.currentTarget.value })}
			/>
			{area('description', 20_000)}
			<NativeSelect
				label={say('risk')}
				data={risks.map((value) => ({ value, label: say(`risk_${value}`) }))}
				value={typed.risk}
				onChange={(event) => set({ risk: event.currentTarget.value as typeof typed.risk })}
			/>
			<NumberInput
				label={say('affected')}
				min={0}
				allowDecimal={false}
				hideControls
				value={typed.affected ?? ''}
				onChange={(next) => set({ affected: typeof next === 'number' ? next : null })}
			/>
			<Group gap="sm">
				{dataKinds.map((kind) => (
					<Checkbox
						key={kind}
						label={speak(dataKindWords[kind])}
						checked={typed.data_kinds.includes(kind)}
						onChange={(event) => {
							const others = typed.data_kinds.filter((one) => one !== kind);
							set({ data_kinds: event.currentTarget.checked ? [...others, kind] : others });
						}}
					/>
				))}
			</Group>
			{area('consequences', 20_000)}
			{area('measures', 20_000)}
			<TextInput
				label={say('authority')}
				maxLength={200}
				value={typed.authority}
				onChange={(event) => set({ authority: event.currentTarget.value })}
			/>
			{area('delay_reason', 5000)}
		</FormDialogue>
	);
}

const logged = ['authority_told', 'people_told', 'note', 'closed', 'reopened'] as const;

function LogDialogue({ breach, close }: { readonly breach: Breach; readonly close: () => void }) {
	const say = useRegisterWords();
	const [kind, setKind] = useState<(typeof logged)[number]>('authority_told');
	const [note, setNote] = useState('');
	return (
		<FormDialogue
			title={say('log_of', { name: breach.title })}
			close={close}
			send={() => client.privacy.addBreachStep({ params: { id: breach.id }, body: { kind, note } })}
		>
			<NativeSelect
				label={say('log_kind')}
				data={logged.map((value) => ({ value, label: say(`step_${value}`) }))}
				value={kind}
				onChange={(event) => setKind(event.currentTarget.value as typeof kind)}
			/>
			<Textarea
				label={say('note')}
				required
				withAsterisk={false}
				autosize
				minRows={3}
				maxRows={12}
				maxLength={20_000}
				value={note}
				onChange={(event) => setNote(event.currentTarget.value)}
			/>
		</FormDialogue>
	);
}
