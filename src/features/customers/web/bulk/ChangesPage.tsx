// All bulk changes of a person, newest first: state, result, undo.
import { Group, Stack, Table, Text } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ButtonLink } from '../../../../web/shared/ButtonLink.tsx';
import { useFormat } from '../../../../web/shared/format.ts';
import { PagedTable } from '../../../../web/shared/PagedTable.tsx';
import { PageHead } from '../../../../web/shared/PageHead.tsx';
import { RelativeTime } from '../../../../web/shared/RelativeTime.tsx';
import { StatusDot } from '../../../../web/shared/StatusDot.tsx';
import { Empty } from '../../../../web/shared/states.tsx';
import type { BulkEditRow } from '../../endpoints-bulk.ts';
import { BulkButtons } from './BulkProgress.tsx';
import classes from './bulk.module.css';
import { Description, tones, useOutcome } from './describe.ts';
import { bulkEditsQuery } from './queries.ts';
import { KeptList, UndoDialogue } from './UndoDialogue.tsx';
import { useBulkWords } from './words.ts';

export function ChangesPage() {
	const say = useBulkWords();
	const changes = useInfiniteQuery(bulkEditsQuery);
	const [undoing, setUndoing] = useState<number | null>(null);
	return (
		<Stack>
			<PageHead title={say('changes_title')} lead={say('changes_lead')} />
			<PagedTable
				query={changes}
				label={say('changes_title')}
				spare={[2, 4]}
				head={[say('column_what'), say('column_state'), say('column_result'), say('column_when')]}
				actions
				empty={
					<Empty
						icon={<IconStack2 />}
						title={say('empty')}
						action={
							<ButtonLink to="/customers" search={{}}>
								{say('to_list')}
							</ButtonLink>
						}
					>
						{say('empty_why')}
					</Empty>
				}
			>
				{(row) => <Row row={row} ask={() => setUndoing(row.id)} />}
			</PagedTable>
			{undoing !== null && <UndoDialogue id={undoing} close={() => setUndoing(null)} />}
		</Stack>
	);
}

function Row({ row, ask }: { readonly row: BulkEditRow; readonly ask: () => void }) {
	const say = useBulkWords();
	const format = useFormat();
	const outcome = useOutcome();
	return (
		<Table.Tr>
			<Table.Td>
				<Description action={row.action} />
			</Table.Td>
			<Table.Td>
				<StatusDot tone={tones[row.state]}>{say(`state_${row.state}`)}</StatusDot>
			</Table.Td>
			<Table.Td>
				<Text size="sm" className={classes.numbers}>
					{outcome(row, format.number)}
				</Text>
				{row.error && (
					<Text size="sm" c="red">
						{row.error.message}
					</Text>
				)}
				{row.state === 'undone' && row.undo && <KeptList customers={row.undo.customers} />}
				{row.state !== 'undone' && row.reasons.length > 0 && (
					<ul className={classes.reasons}>
						{row.reasons.slice(0, 5).map((one) => (
							<li key={one.id}>
								{one.name ?? say('nameless')}: {one.message}
							</li>
						))}
					</ul>
				)}
			</Table.Td>
			<Table.Td>
				<RelativeTime at={row.started_at ?? row.created_at} />
			</Table.Td>
			<Table.Td>
				<Group gap="xs" wrap="nowrap" justify="flex-end">
					<BulkButtons row={row} ask={ask} />
				</Group>
			</Table.Td>
		</Table.Tr>
	);
}
