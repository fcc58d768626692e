// Personal data in free text and attachments, where nobody looks for it, and the attachments that could not be looked through.
import { Alert, Button, Group, NativeSelect, Stack, Table, Text } from '@mantine/core';
import { IconTextScan2 } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { client } from '../../../web/client.ts';
import { useSpoken } from '../../../web/i18n.ts';
import { useMay } from '../../../web/session.ts';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { useTell } from '../../../web/shared/problem.ts';
import { RelativeTime } from '../../../web/shared/RelativeTime.tsx';
import { Empty } from '../../../web/shared/states.tsx';
import type { Finding } from '../endpoints-findings.ts';
import { findingWords } from '../messages.ts';
import { CustomerLink, FileLink } from './FoundIn.tsx';
import { UnreadFiles } from './UnreadFiles.tsx';
import { useFindingWords } from './words-findings.ts';

const shown = ['open', 'fine', 'unread'] as const;

export function FindingsPage() {
	const say = useFindingWords();
	const may = useMay();
	const tell = useTell();
	const { show = 'open' } = useSearch({ from: '/app/privacy/findings' });
	const navigate = useNavigate();
	const setShow = (next: (typeof shown)[number]) =>
		void navigate({ to: '/privacy/findings', search: next === 'open' ? {} : { show: next }, replace: true });
	const scan = useMutation({
		mutationFn: () => client.privacy.scanAll(),
		onSuccess: () => tell.done(say('scanning')),
		onError: tell.failed,
	});
	return (
		<Stack>
			<PageHead
				title={say('findings')}
				lead={say('findings_lead')}
				actions={
					may('privacy.manage') && (
						<Button variant="default" loading={scan.isPending} onClick={() => scan.mutate()}>
							{say('scan')}
						</Button>
					)
				}
			/>
			{show !== 'unread' && <SomeUnread show={() => setShow('unread')} />}
			<NativeSelect
				maw={340}
				label={say('show')}
				data={shown.map((value) => ({ value, label: say(`show_${value}`) }))}
				value={show}
				onChange={(event) => setShow(event.currentTarget.value as (typeof shown)[number])}
			/>
			{show === 'unread' ? <UnreadFiles /> : <Findings state={show} />}
		</Stack>
	);
}

/** What was not looked through must not be taken for clean. */
function SomeUnread({ show }: { readonly show: () => void }) {
	const say = useFindingWords();
	const { data } = useQuery({
		queryKey: ['privacy', 'unread', 'any'],
		queryFn: ({ signal }) => client.privacy.listUnread({ query: { limit: 1 } }, { signal }),
	});
	if (!data?.items.length) return null;
	return (
		<Alert color="yellow" variant="light" p="xs">
			<Group gap="xs">
				<Text size="sm">{say('some_unread')}</Text>
				<Button size="compact-sm" variant="default" onClick={show}>
					{say('show_them')}
				</Button>
			</Group>
		</Alert>
	);
}

function Findings({ state }: { readonly state: Finding['state'] }) {
	const say = useFindingWords();
	const findings = useInfiniteQuery({
		queryKey: ['privacy', 'findings', state],
		queryFn: ({ pageParam, signal }) => client.privacy.listFindings({ query: { state, after: pageParam, limit: 50 } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});
	return (
		<PagedTable
			query={findings}
			label={say('findings')}
			spare={[4]}
			head={[say('found'), say('customer'), say('place'), say('when')]}
			actions
			empty={<Empty icon={<IconTextScan2 />} title={say('findings_empty')} />}
		>
			{(row) => <FindingRow finding={row} />}
		</PagedTable>
	);
}

/** Where in an attachment something stands, in words; null where that is not known. */
function usePlace(): (place: Finding['place']) => string | null {
	const say = useFindingWords();
	return (place) => {
		if (!place) return null;
		const { sheet, cell, page, slide, paragraph, line, row, part } = place;
		const words = [
			cell !== undefined && say('cell', { sheet: sheet ?? '', cell }),
			page !== undefined && say('page', { n: page }),
			slide !== undefined && say('slide', { n: slide }),
			paragraph !== undefined && say('paragraph', { n: paragraph }),
			line !== undefined && say('line', { n: line }),
			row !== undefined && say('row', { n: row }),
			part !== undefined && say(`part_${part}`),
		];
		return words.filter(Boolean).join(' · ') || null;
	};
}

function FindingRow({ finding }: { readonly finding: Finding }) {
	const say = useFindingWords();
	const speak = useSpoken();
	const may = useMay();
	const tell = useTell();
	const placeOf = usePlace();
	const queryClient = useQueryClient();
	const decide = useMutation({
		mutationFn: (state: Finding['state']) => client.privacy.decideFinding({ params: { id: finding.id }, body: { state } }),
		onSuccess: () => queryClient.invalidateQueries({ queryKey: ['privacy', 'findings'] }),
		onError: tell.failed,
	});
	const { file, place } = finding;
	const what = `${speak(findingWords[finding.kind])} ${finding.masked}`;
	const open = finding.state === 'open';
	const where = placeOf(place);
	return (
		<Table.Tr>
			<Table.Td>{what}</Table.Td>
			<Table.Td>
				<CustomerLink customer={finding.customer} />
			</Table.Td>
			<Table.Td>
				{file ? (
					<FileLink customer_id={finding.customer_id} id={finding.entity_id} file={file} page={place?.page} />
				) : (
					[say(`in_${finding.entity}`), finding.field].filter(Boolean).join(' · ')
				)}
				{where && (
					<Text size="xs" c="dimmed">
						{where}
					</Text>
				)}
			</Table.Td>
			<Table.Td>
				<RelativeTime at={finding.found_at} />
			</Table.Td>
			<Table.Td ta="right">
				{may('privacy.manage') && (
					<Button
						size="compact-sm"
						variant="subtle"
						loading={decide.isPending}
						aria-label={say('fine_of', { what })}
						onClick={() => decide.mutate(open ? 'fine' : 'open')}
					>
						{say(open ? 'fine' : 'open_again')}
					</Button>
				)}
			</Table.Td>
		</Table.Tr>
	);
}
