// Settings: the audit. Filters, entries with their details, how far all of it is proven.
import { ActionIcon, Anchor, Button, Code, Group, NativeSelect, Stack, Table, Text, TextInput } from '@mantine/core';
import { IconDownload, IconListDetails, IconListSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { RelativeTime } from '../../../web/shared/RelativeTime.tsx';
import { Empty } from '../../../web/shared/states.tsx';
import { PersonInput } from '../../access/web/people.tsx';
import type { AuditEntryRow } from '../schema.ts';
import { EntryDialogue } from './EntryDialogue.tsx';
import { type AuditFilter, asked, entriesQuery, noFilter } from './queries.ts';
import { StandingCard } from './StandingCard.tsx';
import { useAuditWords } from './words.ts';

const featureNames = [
	...(['access', 'audit', 'bulk_edits', 'customers', 'exports', 'files', 'imports', 'notes', 'privacy', 'relationships'] as const),
];

export function AuditPage() {
	const say = useAuditWords();
	const [filter, setFilter] = useState(noFilter);
	const [entry, setEntry] = useState<AuditEntryRow | null>(null);
	const entries = useInfiniteQuery(entriesQuery(filter));
	const address = `/api/v1/audit/export?${new URLSearchParams(Object.entries(asked(filter)).map(([name, value]) => [name, String(value)]))}`;
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
			<Filters filter={filter} change={setFilter} />
			<PagedTable
				query={entries}
				label={say('title')}
				spare={[4, 5]}
				head={[say('when'), say('who'), say('what'), say('about'), say('from_where')]}
				actions
				empty={<Empty icon={<IconListSearch />} title={say('empty')} />}
			>
				{(one) => <Row entry={one} open={setEntry} />}
			</PagedTable>
			{entry && <EntryDialogue entry={entry} close={() => setEntry(null)} />}
		</Stack>
	);
}

function Filters({ filter, change }: { readonly filter: AuditFilter; readonly change: (filter: AuditFilter) => void }) {
	const say = useAuditWords();
	const set = (part: Partial<AuditFilter>) => change({ ...filter, ...part });
	return (
		<Group align="flex-end" gap="sm">
			<NativeSelect
				label={say('feature')}
				data={[{ value: '', label: say('all') }, ...featureNames.map((name) => ({ value: name, label: say(`feature_${name}`) }))]}
				value={filter.feature}
				onChange={({ currentTarget: { value } }) => set({ feature: value })}
			/>
			<PersonInput label={say('person')} withLabel placeholder={say('all')} value={filter.person} onChange={(person) => set({ person })} />
			<TextInput
				label={say('customer_number')}
				inputMode="numeric"
				maxLength={15}
				value={filter.customer}
				onChange={({ currentTarget: { value } }) => set({ customer: value })}
			/>
			<TextInput type="date" label={say('since')} value={filter.since} onChange={({ currentTarget: { value } }) => set({ since: value })} />
			<TextInput type="date" label={say('until')} value={filter.until} onChange={({ currentTarget: { value } }) => set({ until: value })} />
		</Group>
	);
}

function Row({ entry, open }: { readonly entry: AuditEntryRow; readonly open: (entry: AuditEntryRow) => void }) {
	const say = useAuditWords();
	const { customer_id, seen_by } = entry;
	return (
		<Table.Tr>
			<Table.Td>
				<RelativeTime at={entry.at} />
			</Table.Td>
			<Table.Td>
				{entry.user ? (entry.user.name ?? entry.user.id) : say('program')}
				{seen_by && (
					<Text size="xs" c="dimmed">
						{say('seen_by', { name: seen_by.name ?? String(seen_by.id) })}
					</Text>
				)}
			</Table.Td>
			<Table.Td>
				<Code>{entry.action}</Code>
			</Table.Td>
			<Table.Td>
				{customer_id === null ? (
					`${entry.entity} ${entry.entity_id ?? entry.count ?? ''}`
				) : (
					<Anchor component={Link} to={`/customers/${customer_id}`} size="sm">
						{say('customer', { id: customer_id })}
					</Anchor>
				)}
			</Table.Td>
			<Table.Td>{[entry.channel, entry.ip].filter(Boolean).join(' · ')}</Table.Td>
			<Table.Td ta="right">
				<ActionIcon variant="subtle" color="gray" aria-label={say('details_of', { id: entry.id })} onClick={() => open(entry)}>
					<IconListDetails size={18} />
				</ActionIcon>
			</Table.Td>
		</Table.Tr>
	);
}
