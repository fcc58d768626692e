// Personal data in free text and files, where nobody looks for it.
import { Anchor, Button, NativeSelect, Stack, Table } from '@mantine/core';
import { IconTextScan2 } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
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
import { useRegisterWords } from './words.ts';

const states = ['open', 'fine'] as const;

export function FindingsPage() {
	const say = useRegisterWords();
	const may = useMay();
	const tell = useTell();
	const [state, setState] = useState<Finding['state']>('open');
	const findings = useInfiniteQuery({
		queryKey: ['privacy', 'findings', state],
		queryFn: ({ pageParam, signal }) => client.privacy.listFindings({ query: { state, after: pageParam, limit: 50 } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});
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
			<NativeSelect
				maw={240}
				aria-label={say('state')}
				data={states.map((value) => ({ value, label: say(`state_${value}`) }))}
				value={state}
				onChange={(event) => setState(event.currentTarget.value as Finding['state'])}
			/>
			<PagedTable
				query={findings}
				label={say('findings')}
				spare={[3, 4]}
				head={[say('found'), say('customer'), say('place'), say('when')]}
				actions
				empty={<Empty icon={<IconTextScan2 />} title={say('findings_empty')} />}
			>
				{(row) => <FindingRow finding={row} />}
			</PagedTable>
		</Stack>
	);
}

function FindingRow({ finding }: { readonly finding: Finding }) {
	const say = useRegisterWords();
	const speak = useSpoken();
	const may = useMay();
	const tell = useTell();
	const queryClient = useQueryClient();
	const decide = useMutation({
		mutationFn: (state: Finding['state']) => client.privacy.decideFinding({ params: { id: finding.id }, body: { state } }),
		onSuccess: () => queryClient.invalidateQueries({ queryKey: ['privacy', 'findings'] }),
		onError: tell.failed,
	});
	const what = `${speak(findingWords[finding.kind])} ${finding.masked}`;
	const open = finding.state === 'open';
	return (
		<Table.Tr>
			<Table.Td>{what}</Table.Td>
			<Table.Td>
				<Anchor renderRoot={(props) => <Link to="/customers/$id" params={{ id: String(finding.customer.id) }} search={{}} {...props} />}>
					{finding.customer.name ?? say('nameless')}
				</Anchor>
			</Table.Td>
			<Table.Td>{[say(`in_${finding.entity}`), finding.field].filter(Boolean).join(' · ')}</Table.Td>
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
