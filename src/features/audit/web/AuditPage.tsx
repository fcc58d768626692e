// Settings: the audit. Filters, entries with their details, how far all of it is proven.
import { ActionIcon, Anchor, Button, Group, NativeSelect, NumberInput, Stack, Table, Text, TextInput } from '@mantine/core';
import { IconDownload, IconListDetails, IconListSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useSpoken } from '../../../web/i18n.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { RelativeTime } from '../../../web/shared/RelativeTime.tsx';
import { StatusDot } from '../../../web/shared/StatusDot.tsx';
import { Empty } from '../../../web/shared/states.tsx';
import { PersonInput } from '../../access/web/people.tsx';
import { groupWords, refusals } from '../actions.ts';
import type { AuditEntryRow } from '../schema.ts';
import { EntryDialogue } from './EntryDialogue.tsx';
import { entriesQuery } from './queries.ts';
import { StandingCard } from './StandingCard.tsx';
import { type AuditSearch, asked } from './search.ts';
import { useTold } from './told.ts';
import { useAuditWords } from './words.ts';

export function AuditPage() {
	const say = useAuditWords();
	const search = useSearch({ from: '/app/settings/audit' });
	const navigate = useNavigate({ from: '/settings/audit' });
	const [entry, setEntry] = useState<AuditEntryRow | null>(null);
	const entries = useInfiniteQuery(entriesQuery(search));
	const address = `/api/v1/audit/export?${new URLSearchParams(Object.entries(asked(search)).map(([name, value]) => [name, String(value)]))}`;
	const all = () => void navigate({ search: {}, replace: true });
	return (
		<Stack>
			<PageHead
				title={say('title')}
				lead={say('lead')}
				actions={
					<Button component="a" href={address} download variant="default" leftSection={<IconDownload size={16} aria-hidden="true" />}>
						{say('export')}
					</Button>
				}
			/>
			<StandingCard />
			<Filters search={search} change={(part) => void navigate({ search: (now) => ({ ...now, ...part }), replace: true })} />
			<PagedTable
				query={entries}
				label={say('title')}
				spare={[4, 5]}
				head={[say('what'), say('who'), say('when'), say('about'), say('from_where')]}
				actions
				empty={
					<Empty
						icon={<IconListSearch />}
						title={say('empty')}
						action={
							Object.keys(search).length > 0 && (
								<Button variant="default" onClick={all}>
									{say('show_all')}
								</Button>
							)
						}
					/>
				}
			>
				{(one) => <Row entry={one} open={setEntry} />}
			</PagedTable>
			{entry && <EntryDialogue entry={entry} close={() => setEntry(null)} />}
		</Stack>
	);
}

interface FiltersProps {
	readonly search: AuditSearch;
	readonly change: (part: { [K in keyof AuditSearch]: AuditSearch[K] | undefined }) => void;
}

function Filters({ search, change }: FiltersProps) {
	const say = useAuditWords();
	const spoken = useSpoken();
	const groups = Object.entries(groupWords).map(([value, words]) => ({ value, label: spoken(words) }));
	return (
		<Group align="flex-end" gap="sm" role="search" aria-label={say('filters')}>
			<NativeSelect
				label={say('feature')}
				data={[{ value: '', label: say('all') }, ...groups]}
				value={search.feature ?? ''}
				onChange={({ currentTarget: { value } }) => change({ feature: value || undefined })}
			/>
			<NativeSelect
				label={say('result')}
				data={[
					{ value: '', label: say('all') },
					{ value: 'done', label: say('result_done') },
					{ value: 'refused', label: say('result_refused') },
				]}
				value={search.result ?? ''}
				onChange={({ currentTarget: { value } }) => change({ result: (value || undefined) as AuditSearch['result'] })}
			/>
			<PersonInput
				label={say('person')}
				withLabel
				placeholder={say('all')}
				value={search.person ?? null}
				onChange={(person) => change({ person: person ?? undefined })}
			/>
			<NumberInput
				label={say('customer_number')}
				min={1}
				max={999_999_999_999_999}
				allowDecimal={false}
				allowNegative={false}
				hideControls
				clampBehavior="strict"
				value={search.customer ?? ''}
				onChange={(value) => change({ customer: typeof value === 'number' && value > 0 ? value : undefined })}
			/>
			<TextInput
				type="date"
				label={say('since')}
				value={search.since ?? ''}
				onChange={({ currentTarget: { value } }) => change({ since: value || undefined })}
			/>
			<TextInput
				type="date"
				label={say('until')}
				value={search.until ?? ''}
				onChange={({ currentTarget: { value } }) => change({ until: value || undefined })}
			/>
		</Group>
	);
}

const refused = new Set<string>(refusals);

function Row({ entry, open }: { readonly entry: AuditEntryRow; readonly open: (entry: AuditEntryRow) => void }) {
	const say = useAuditWords();
	const told = useTold();
	const format = useFormat();
	const { customer_id, seen_by, count } = entry;
	const times = count !== null && refused.has(entry.action) ? ` × ${format.number(count)}` : '';
	return (
		<Table.Tr>
			<Table.Td>
				{refused.has(entry.action) ? <StatusDot tone="bad">{`${told.action(entry)}${times}`}</StatusDot> : told.action(entry)}
			</Table.Td>
			<Table.Td>
				{told.who(entry)}
				{seen_by && (
					<Text size="xs" c="dimmed">
						{say('seen_by', { name: seen_by.name ?? String(seen_by.id) })}
					</Text>
				)}
			</Table.Td>
			<Table.Td>
				<RelativeTime at={entry.at} />
			</Table.Td>
			<Table.Td>
				{customer_id === null || entry.action === 'access.refused' ? (
					told.thing(entry)
				) : (
					<Anchor component={Link} to={`/customers/${customer_id}`} size="sm">
						{say('customer', { id: customer_id })}
					</Anchor>
				)}
			</Table.Td>
			<Table.Td>{told.from(entry)}</Table.Td>
			<Table.Td ta="right">
				<ActionIcon variant="subtle" color="gray" aria-label={say('details_of', { id: entry.id })} onClick={() => open(entry)}>
					<IconListDetails size={18} />
				</ActionIcon>
			</Table.Td>
		</Table.Tr>
	);
}
