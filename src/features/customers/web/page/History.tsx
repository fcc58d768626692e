// Every change of this customer, by day, newest first: who, from where, before and after; each can be taken back.
import { Alert, Badge, Button, CloseButton, Group, NativeSelect, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { z } from 'zod';
import { client } from '../../../../web/client.ts';
import { useLanguage, useSpoken } from '../../../../web/i18n.ts';
import { useMay } from '../../../../web/session.ts';
import { useConfirm } from '../../../../web/shared/confirm.tsx';
import { useFormat } from '../../../../web/shared/format.ts';
import { More } from '../../../../web/shared/More.tsx';
import { useTell } from '../../../../web/shared/problem.ts';
import { Empty, Failed, Loading } from '../../../../web/shared/states.tsx';
import { useCommonWords } from '../../../../web/words.ts';
import { type change, changeKinds } from '../../endpoints-changes.ts';
import { undoRefusalWords } from '../../messages.ts';
import { type ChangeChoice, changesQuery } from '../queries.ts';
import { useHistoryWords } from '../words-history.ts';
import { AsOf } from './AsOf.tsx';
import { ChangeLine, useDifferenceLabel } from './ChangeLine.tsx';
import { useCustomer } from './customer.tsx';
import classes from './History.module.css';
import { useSourceName } from './Provenance.tsx';

type Change = z.output<typeof change>;

/** What the last undo did: offered to be done again. */
interface Done {
	readonly change_id: string | null;
	readonly kept: readonly string[];
	readonly again: boolean;
}

export function History() {
	const say = useHistoryWords();
	const { profile } = useCustomer();
	const may = useMay();
	const { field } = useSearch({ from: '/app/customers/$id' });
	const navigate = useNavigate({ from: '/customers/$id' });
	const labelOf = useDifferenceLabel();
	const [kind, setKind] = useState<ChangeChoice['kind'] | ''>('');
	const [at, setAt] = useState('');
	const [done, setDone] = useState<Done | null>(null);
	const changes = useInfiniteQuery(changesQuery(profile.id, { ...(kind && { kind }), ...(field && { unit: field }) }));
	const items = changes.data?.pages.flatMap((page) => page.items) ?? [];
	return (
		<Stack gap="sm" maw={820}>
			<Text size="sm" c="dimmed">
				{say('lead')}{' '}
				{may('audit.read') && (
					<Link to="/settings/audit" search={{ customer: profile.id }} className={classes.link}>
						{say('audit')}
					</Link>
				)}
			</Text>
			<div className={classes.bar}>
				<NativeSelect
					label={say('kind')}
					value={kind}
					onChange={(event) => setKind(event.currentTarget.value as typeof kind)}
					data={[{ value: '', label: say('all') }, ...changeKinds.map((value) => ({ value, label: say(value) }))]}
				/>
				<TextInput
					type="datetime-local"
					label={say('as_of')}
					value={at}
					max={localNow()}
					onChange={(event) => setAt(event.currentTarget.value)}
				/>
				{field && (
					<Badge
						size="lg"
						variant="light"
						tt="none"
						radius="sm"
						rightSection={
							<CloseButton
								size="xs"
								aria-label={say('all_fields')}
								onClick={() => void navigate({ search: { tab: 'history' }, replace: true })}
							/>
						}
					>
						{say('only_field', { field: labelOf(field) })}
					</Badge>
				)}
			</div>
			{done && <Result done={done} setDone={setDone} />}
			{at !== '' && <AsOf at={at} close={() => setAt('')} />}
			{changes.isPending ? (
				<Loading />
			) : changes.isError && items.length === 0 ? (
				<Failed cause={changes.error} retry={changes.refetch} />
			) : items.length === 0 && !changes.hasNextPage ? (
				<Empty icon={<IconHistory />} title={say('empty')} />
			) : (
				<Days items={items} setDone={setDone} />
			)}
			<More query={changes} />
		</Stack>
	);
}

/** Now, in the form of an input of day and time. */
function localNow(): string {
	const now = new Date();
	return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function Days({ items, setDone }: { readonly items: readonly Change[]; readonly setDone: (done: Done) => void }) {
	const format = useFormat();
	const days = new Map<string, Change[]>();
	for (const one of items) days.set(format.date(one.at), [...(days.get(format.date(one.at)) ?? []), one]);
	return [...days].map(([day, ones]) => (
		<section key={day} aria-label={day}>
			<h2 className={classes.day}>{day}</h2>
			<ol className={classes.list}>
				{ones.map((one) => (
					<Item key={one.id} change={one} setDone={setDone} />
				))}
			</ol>
		</section>
	));
}

function useUndo(setDone: (done: Done) => void) {
	const tell = useTell();
	const queryClient = useQueryClient();
	const { profile } = useCustomer();
	return useMutation({
		mutationFn: ({ change_id }: { readonly change_id: string; readonly again?: boolean }) =>
			client.customers.undoChange({ params: { id: profile.id, change_id } }, { version: profile.version }),
		onSuccess: (made, { again = false }) => {
			setDone({ ...made, again });
			void queryClient.invalidateQueries({ queryKey: ['customer', profile.id] });
			void queryClient.invalidateQueries({ queryKey: ['customers'] });
		},
		onError: (cause) => {
			tell.failed(cause);
			void queryClient.invalidateQueries({ queryKey: ['customer', profile.id] });
		},
	});
}

function Result({ done, setDone }: { readonly done: Done; readonly setDone: (done: Done | null) => void }) {
	const say = useHistoryWords();
	const common = useCommonWords();
	const labelOf = useDifferenceLabel();
	const undo = useUndo(setDone);
	const { change_id, kept, again } = done;
	const fields = kept.map(labelOf).join(', ');
	return (
		<Alert
			color={kept.length > 0 ? 'yellow' : 'green'}
			role="status"
			icon={<IconCheck aria-hidden="true" />}
			withCloseButton
			closeButtonLabel={common('close')}
			onClose={() => setDone(null)}
		>
			<Group gap="sm">
				<Text size="sm">{kept.length > 0 ? say('done_kept', { fields }) : say(again ? 'redone' : 'done')}</Text>
				{change_id !== null && (
					<Button size="compact-sm" variant="default" loading={undo.isPending} onClick={() => undo.mutate({ change_id, again: !again })}>
						{say(again ? 'undo' : 'redo')}
					</Button>
				)}
			</Group>
		</Alert>
	);
}

function Item({ change, setDone }: { readonly change: Change; readonly setDone: (done: Done) => void }) {
	const say = useHistoryWords();
	const spoken = useSpoken();
	const format = useFormat();
	const language = useLanguage();
	const confirm = useConfirm();
	const labelOf = useDifferenceLabel();
	const undo = useUndo(setDone);
	const { id: change_id, changes, can_undo, undo_refused } = change;
	const time = new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(new Date(change.at));
	const ask = () => {
		if (changes.length < 2) return undo.mutate({ change_id });
		const fields = [...new Set(changes.map(({ unit }) => labelOf(unit)))].join(', ');
		confirm({
			title: say('undo_title'),
			body: say('undo_why', { count: changes.length, fields }),
			action: say('undo'),
			danger: false,
			onConfirm: () => undo.mutate({ change_id }),
		});
	};
	const button = (
		<Button
			size="compact-sm"
			variant="subtle"
			leftSection={<IconArrowBackUp size={14} aria-hidden="true" />}
			loading={undo.isPending}
			aria-label={say('undo_of', { when: format.moment(change.at) })}
			// Stays in the order of the keyboard, so that its reason can be read.
			aria-disabled={!can_undo || undefined}
			data-disabled={!can_undo || undefined}
			onClick={can_undo ? ask : undefined}
		>
			{say('undo')}
		</Button>
	);
	return (
		<li className={classes.item}>
			<div className={classes.body}>
				<Group gap={6}>
					<Text size="sm" fw={600} span dir="auto">
						{change.by ?? say('somebody')}
					</Text>
					<Text size="sm" span>
						{say(deedOf(change))}
					</Text>
					{change.undone_by && !can_undo && (
						<Badge variant="light" color="gray" tt="none" radius="sm">
							{say('undone')}
						</Badge>
					)}
				</Group>
				<Text size="xs" c="dimmed" component="div">
					<time dateTime={change.at}>{time}</time>
					<Origin change={change} />
				</Text>
				{changes.length > 0 && (
					<dl className={classes.changes}>
						{changes.map((one) => (
							<ChangeLine key={one.unit} change={one} first={change.kind === 'created'} />
						))}
					</dl>
				)}
			</div>
			{undo_refused === null ? (
				button
			) : undo_refused === 'not_allowed' || undo_refused === 'created' ? null : (
				<Tooltip label={spoken(undoRefusalWords[undo_refused])} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
					{button}
				</Tooltip>
			)}
		</li>
	);
}

function deedOf({ kind, withdrawn, undoes }: Change) {
	if (withdrawn) return 'did_withdrawn';
	if (undoes) return 'did_undo';
	switch (kind) {
		case 'created':
		case 'statement':
		case 'owner':
		case 'state':
		case 'note':
		case 'relationship':
		case 'file':
			return `did_${kind}` as const;
		default:
			return 'did_values';
	}
}

const channels = ['page', 'api', 'sql', 'import', 'bulk', 'demo', 'command'] as const;

/** From where: the page, a key, SQL, a row of a file. */
function Origin({ change }: { readonly change: Change }) {
	const say = useHistoryWords();
	const sourceName = useSourceName();
	const { api_key, import: file, ip, source, reason } = change;
	const channel = channels.find((one) => one === change.channel);
	const parts = [
		file ? (
			<Link key="import" to="/imports/$id" params={{ id: String(file.id) }} className={classes.link}>
				{say('from_import', { file: file.file_name ?? file.id, row: file.row ?? '–' })}
			</Link>
		) : change.bulk_id !== null ? (
			<Link key="bulk" to="/customers/changes" className={classes.link}>
				{say('via_bulk')}
			</Link>
		) : api_key ? (
			say('via_key', { name: api_key })
		) : (
			channel && say(`via_${channel}`)
		),
		source && !['manual', 'api', 'sql'].includes(source) && sourceName(source),
		ip && say('from_ip', { ip }),
		reason && say('because', { reason }),
	].filter(Boolean);
	return parts.map((part, place) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: at most four parts in a fixed order
		<span key={place}>
			{' · '}
			<bdi>{part}</bdi>
		</span>
	));
}
