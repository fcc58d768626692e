// Attachments that were not looked through, or not wholly, and why: a person has to look.
import { NativeSelect, Table, Text } from '@mantine/core';
import { IconTextScan2 } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useSpoken } from '../../../web/i18n.ts';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { RelativeTime } from '../../../web/shared/RelativeTime.tsx';
import { Empty } from '../../../web/shared/states.tsx';
import { type UnreadFile, unreadReasons } from '../endpoints-findings.ts';
import { unreadWords } from '../messages.ts';
import { CustomerLink, FileLink } from './FoundIn.tsx';
import { useFindingWords } from './words-findings.ts';

export function UnreadFiles() {
	const say = useFindingWords();
	const speak = useSpoken();
	const [reason, setReason] = useState<UnreadFile['reason'] | ''>('');
	const files = useInfiniteQuery({
		queryKey: ['privacy', 'unread', reason],
		queryFn: ({ pageParam, signal }) =>
			client.privacy.listUnread({ query: { after: pageParam, limit: 50, ...(reason && { reason }) } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});
	return (
		<>
			<Text size="sm">{say('unread_lead')}</Text>
			<NativeSelect
				maw={340}
				label={say('why')}
				data={[{ value: '', label: say('any_reason') }, ...unreadReasons.map((value) => ({ value, label: speak(unreadWords[value]) }))]}
				value={reason}
				onChange={(event) => setReason(event.currentTarget.value as typeof reason)}
			/>
			<PagedTable
				query={files}
				label={say('show_unread')}
				spare={[4]}
				head={[say('in_file'), say('customer'), say('why'), say('tried')]}
				empty={<Empty icon={<IconTextScan2 />} title={say('unread_empty')} />}
			>
				{(row) => (
					<Table.Tr>
						<Table.Td>
							<FileLink customer_id={row.customer_id} id={row.id} file={row} />
						</Table.Td>
						<Table.Td>
							<CustomerLink customer={row.customer} />
						</Table.Td>
						<Table.Td>{speak(unreadWords[row.reason])}</Table.Td>
						<Table.Td>{row.looked_at && <RelativeTime at={row.looked_at} />}</Table.Td>
					</Table.Tr>
				)}
			</PagedTable>
		</>
	);
}
