// Retention policies, and the legal holds that go before them.
import { Button, Checkbox, Group, NativeSelect, NumberInput, Stack, Table, Text, Textarea, TextInput, Title } from '@mantine/core';
import { IconCalendarOff, IconGavel } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useSpoken } from '../../../web/i18n.ts';
import { useMay } from '../../../web/session.ts';
import { useConfirm } from '../../../web/shared/confirm.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { useExplain, useTell } from '../../../web/shared/problem.ts';
import { StatusDot } from '../../../web/shared/StatusDot.tsx';
import { Empty } from '../../../web/shared/states.tsx';
import { useCommonWords } from '../../../web/words.ts';
import { choiceLabels } from '../../customers/messages.ts';
import { type Condition, lifecycleStages } from '../../customers/schema.ts';
import { type Hold, type Policy, type PolicyInput, retentionActions, retentionBases } from '../schema.ts';
import { FormDialogue } from './FormDialogue.tsx';
import { useRegisterWords } from './words.ts';

export function RetentionPage() {
	const say = useRegisterWords();
	return (
		<Stack>
			<PageHead title={say('retention')} lead={say('retention_lead')} />
			<Policies />
			<Holds />
		</Stack>
	);
}

function Policies() {
	const say = useRegisterWords();
	const common = useCommonWords();
	const format = useFormat();
	const may = useMay();
	const [edited, setEdited] = useState<Policy | 'new' | null>(null);
	const policies = useInfiniteQuery({
		queryKey: ['privacy', 'policies'],
		queryFn: ({ pageParam, signal }) => client.privacy.listPolicies({ query: { after: pageParam, limit: 50 } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});
	const manage = may('privacy.manage');
	return (
		<Stack gap="xs">
			<Group justify="space-between">
				<Title order={2}>{say('policies')}</Title>
				{manage && (
					<Button size="compact-sm" variant="light" onClick={() => setEdited('new')}>
						{say('new_policy')}
					</Button>
				)}
			</Group>
			<PagedTable
				query={policies}
				label={say('policies')}
				spare={[2, 4]}
				head={[say('name'), say('months'), say('action'), say('last_run'), say('active')]}
				actions
				empty={<Empty icon={<IconCalendarOff />} title={say('policies_empty')} />}
			>
				{(row) => (
					<Table.Tr>
						<Table.Td>{row.name}</Table.Td>
						<Table.Td>{format.number(row.months)}</Table.Td>
						<Table.Td>{say(`action_${row.action}`)}</Table.Td>
						<Table.Td>
							{row.last_run_at ? `${format.date(row.last_run_at)} (${format.number(row.last_count ?? 0)})` : say('never')}
						</Table.Td>
						<Table.Td>
							<StatusDot tone={row.active ? 'good' : 'neutral'}>{say(row.active ? 'on' : 'off')}</StatusDot>
						</Table.Td>
						<Table.Td ta="right">
							{manage && (
								<Button
									size="compact-sm"
									variant="subtle"
									aria-label={say('edit_policy', { name: row.name })}
									onClick={() => setEdited(row)}
								>
									{common('edit')}
								</Button>
							)}
						</Table.Td>
					</Table.Tr>
				)}
			</PagedTable>
			{edited && <PolicyDialogue {...(edited !== 'new' && { policy: edited })} close={() => setEdited(null)} />}
		</Stack>
	);
}

/** The value of the condition that a field has to be something. */
const chosenValue = (filter: readonly Condition[], field: string): string =>
	String(filter.find((one) => one.field === field && one.op === 'eq')?.value ?? '');

/** The same conditions with another value of one field; without it where there is none. */
function withValue(filter: readonly Condition[], field: string, value: string): Condition[] {
	const others = filter.filter((one) => one.field !== field);
	return value ? [...others, { field, op: 'eq', value }] : others;
}

interface WhomProps {
	readonly filter: readonly Condition[];
	readonly onChange: (filter: Condition[]) => void;
}

/** Which customers: by tag and stage. Other conditions, set over the interface, stay as they are. */
function Whom({ filter, onChange }: WhomProps) {
	const say = useRegisterWords();
	const speak = useSpoken();
	return (
		<>
			<TextInput
				label={say('tag')}
				maxLength={100}
				value={chosenValue(filter, 'tags')}
				onChange={(event) => onChange(withValue(filter, 'tags', event.currentTarget.value))}
			/>
			<NativeSelect
				label={say('stage')}
				data={[
					{ value: '', label: say('all') },
					...lifecycleStages.map((value) => ({ value: value as string, label: speak(choiceLabels.lifecycle_stage[value]) })),
				]}
				value={chosenValue(filter, 'lifecycle_stage')}
				onChange={(event) => onChange(withValue(filter, 'lifecycle_stage', event.currentTarget.value))}
			/>
		</>
	);
}

function PolicyDialogue({ policy, close }: { readonly policy?: Policy; readonly close: () => void }) {
	const say = useRegisterWords();
	const format = useFormat();
	const explain = useExplain();
	const [typed, setTyped] = useState<PolicyInput>({
		name: policy?.name ?? '',
		filter: policy?.filter ?? [],
		months: policy?.months ?? 36,
		basis: policy?.basis ?? 'activity',
		action: policy?.action ?? 'erase',
		active: policy?.active ?? false,
	});
	const set = (changes: Partial<PolicyInput>) => setTyped({ ...typed, ...changes });
	const { filter, months, basis } = typed;
	const preview = useMutation({ mutationFn: () => client.privacy.previewPolicy({ body: { filter, months, basis } }) });
	const send = () =>
		policy
			? client.privacy.updatePolicy({ params: { id: policy.id }, body: typed }, { version: policy.version })
			: client.privacy.createPolicy({ body: typed });
	return (
		<FormDialogue title={policy ? say('edit_policy', { name: policy.name }) : say('new_policy')} close={close} send={send}>
			<TextInput
				label={say('name')}
				data-autofocus
				required
				withAsterisk={false}
				maxLength={200}
				value={typed.name}
				onChange={(event) => set({ name: event.currentTarget.value })}
			/>
			<Whom filter={filter} onChange={(next) => set({ filter: next })} />
			<NumberInput
				label={say('months')}
				required
				withAsterisk={false}
				min={1}
				max={1200}
				allowDecimal={false}
				hideControls
				value={months}
				onChange={(next) => typeof next === 'number' && set({ months: next })}
			/>
			<NativeSelect
				label={say('basis')}
				data={retentionBases.map((value) => ({ value, label: say(`basis_${value}`) }))}
				value={basis}
				onChange={(event) => set({ basis: event.currentTarget.value as typeof basis })}
			/>
			<NativeSelect
				label={say('action')}
				data={retentionActions.map((value) => ({ value, label: say(`action_${value}`) }))}
				value={typed.action}
				onChange={(event) => set({ action: event.currentTarget.value as typeof typed.action })}
			/>
			<Checkbox label={say('active')} checked={typed.active} onChange={(event) => set({ active: event.currentTarget.checked })} />
			<Group gap="sm">
				<Button variant="default" loading={preview.isPending} onClick={() => preview.mutate()}>
					{say('preview')}
				</Button>
				{preview.data && (
					<Text size="sm" role="status">
						{say('preview_count', { count: preview.data.count, held: format.number(preview.data.held) })}
					</Text>
				)}
				{preview.isError && (
					<Text size="sm" c="var(--mantine-color-error)" role="alert">
						{explain(preview.error)}
					</Text>
				)}
			</Group>
			{preview.data && preview.data.sample.length > 0 && (
				<Text size="xs" c="dimmed">
					{format.list(preview.data.sample.map(({ id, name }) => name ?? `#${id}`))}
				</Text>
			)}
		</FormDialogue>
	);
}

function Holds() {
	const say = useRegisterWords();
	const may = useMay();
	const [adding, setAdding] = useState(false);
	const holds = useInfiniteQuery({
		queryKey: ['privacy', 'holds'],
		queryFn: ({ pageParam, signal }) => client.privacy.listHolds({ query: { after: pageParam, limit: 50 } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});
	return (
		<Stack gap="xs">
			<Group justify="space-between">
				<Title order={2}>{say('holds')}</Title>
				{may('privacy.manage') && (
					<Button size="compact-sm" variant="light" onClick={() => setAdding(true)}>
						{say('new_hold')}
					</Button>
				)}
			</Group>
			<PagedTable
				query={holds}
				label={say('holds')}
				spare={[2]}
				head={[say('name'), say('hold_reason'), say('customers')]}
				actions
				empty={<Empty icon={<IconGavel />} title={say('holds_empty')} />}
			>
				{(row) => <HoldRow hold={row} />}
			</PagedTable>
			{adding && <HoldDialogue close={() => setAdding(false)} />}
		</Stack>
	);
}

function HoldRow({ hold }: { readonly hold: Hold }) {
	const say = useRegisterWords();
	const format = useFormat();
	const may = useMay();
	const tell = useTell();
	const confirm = useConfirm();
	const queryClient = useQueryClient();
	const release = useMutation({
		mutationFn: () => client.privacy.releaseHold({ params: { id: hold.id } }),
		onSuccess: () => queryClient.invalidateQueries({ queryKey: ['privacy'] }),
		onError: tell.failed,
	});
	const ask = () =>
		confirm({
			title: say('release_of', { name: hold.name }),
			body: say('release_why'),
			action: say('release'),
			onConfirm: () => release.mutate(),
		});
	return (
		<Table.Tr>
			<Table.Td>{hold.name}</Table.Td>
			<Table.Td>{hold.reason}</Table.Td>
			<Table.Td>{format.number(hold.count)}</Table.Td>
			<Table.Td ta="right">
				{hold.released_at ? (
					<StatusDot tone="neutral">{`${say('released')} ${format.date(hold.released_at)}`}</StatusDot>
				) : (
					may('privacy.manage') && (
						<Button
							size="compact-sm"
							variant="subtle"
							loading={release.isPending}
							aria-label={say('release_of', { name: hold.name })}
							onClick={ask}
						>
							{say('release')}
						</Button>
					)
				)}
			</Table.Td>
		</Table.Tr>
	);
}

function HoldDialogue({ close }: { readonly close: () => void }) {
	const say = useRegisterWords();
	const [typed, setTyped] = useState({ name: '', reason: '', ids: '', filter: [] as Condition[] });
	const set = (changes: Partial<typeof typed>) => setTyped({ ...typed, ...changes });
	const { name, reason, ids, filter } = typed;
	const numbers = ids.split(/[\s,，、]+/).filter(Boolean);
	const wrong = numbers.some((one) => !/^\d{1,15}$/.test(one));
	const customer_ids = numbers.map(Number);
	return (
		<FormDialogue
			title={say('new_hold')}
			close={close}
			ready={!wrong}
			send={() => client.privacy.createHold({ body: { name, reason, filter, customer_ids } })}
		>
			<TextInput
				label={say('name')}
				data-autofocus
				required
				withAsterisk={false}
				maxLength={200}
				value={name}
				onChange={(event) => set({ name: event.currentTarget.value })}
			/>
			<Textarea
				label={say('hold_reason')}
				required
				withAsterisk={false}
				autosize
				maxRows={8}
				maxLength={5000}
				value={reason}
				onChange={(event) => set({ reason: event.currentTarget.value })}
			/>
			<TextInput
				label={say('hold_ids')}
				maxLength={9000}
				value={ids}
				error={wrong && say('hold_ids_wrong')}
				onChange={(event) => set({ ids: event.currentTarget.value })}
			/>
			<Whom filter={filter} onChange={(next) => set({ filter: next })} />
		</FormDialogue>
	);
}
