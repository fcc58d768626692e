// Requests by privacy law, the most urgent first.
import { Anchor, NativeSelect, Stack, Table, Text } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useSpoken } from '../../../web/i18n.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { Empty } from '../../../web/shared/states.tsx';
import { lawWords, requestKindWords, requestStateWords } from '../messages.ts';
import { requestStates } from '../schema.ts';
import { Due } from './Due.tsx';
import { usePrivacyWords } from './words.ts';

export function RequestsPage() {
	const say = usePrivacyWords();
	const speak = useSpoken();
	const format = useFormat();
	const [state, setState] = useState<(typeof requestStates)[number]>('open');
	const requests = useInfiniteQuery({
		queryKey: ['privacy', 'requests', state],
		queryFn: ({ pageParam, signal }) => client.privacy.listRequests({ query: { state, after: pageParam, limit: 50 } }, { signal }),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});
	return (
		<Stack>
			<PageHead title={say('requests')} lead={say('requests_lead')} />
			<NativeSelect
				maw={240}
				aria-label={say('state')}
				data={requestStates.map((value) => ({ value, label: speak(requestStateWords[value]) }))}
				value={state}
				onChange={(event) => setState(event.currentTarget.value as typeof state)}
			/>
			<PagedTable
				query={requests}
				label={say('requests')}
				spare={[3, 5, 6]}
				head={[say('customer'), say('kind'), say('law'), say('due'), say('assignee'), say('identity')]}
				empty={
					<Empty icon={<IconShieldCheck />} title={say('requests_empty')}>
						{say('requests_empty_why')}
					</Empty>
				}
			>
				{(row) => (
					<Table.Tr>
						<Table.Td>
							<Anchor renderRoot={(props) => <Link to="/privacy/requests/$id" params={{ id: String(row.id) }} {...props} />}>
								{row.customer.name ?? say('nameless')}
							</Anchor>
						</Table.Td>
						<Table.Td>{speak(requestKindWords[row.kind])}</Table.Td>
						<Table.Td>{speak(lawWords[row.law])}</Table.Td>
						<Table.Td>
							{format.day(row.due_on)}
							<Text size="xs" component="div">
								<Due request={row} />
							</Text>
						</Table.Td>
						<Table.Td>{row.assignee}</Table.Td>
						<Table.Td>{say(`identity_${row.identity_state}`)}</Table.Td>
					</Table.Tr>
				)}
			</PagedTable>
		</Stack>
	);
}
