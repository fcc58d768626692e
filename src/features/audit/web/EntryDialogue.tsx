// One entry of the audit with all that it tells.
import { Modal, Stack, Table, Text } from '@mantine/core';
import { useFormat } from '../../../web/shared/format.ts';
import { TableBox } from '../../../web/shared/TableBox.tsx';
import { useCommonWords } from '../../../web/words.ts';
import type { AuditEntryRow } from '../schema.ts';
import { useTold } from './told.ts';
import { useAuditWords } from './words.ts';

const shown = (value: unknown): string =>
	value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

export function EntryDialogue({ entry, close }: { readonly entry: AuditEntryRow; readonly close: () => void }) {
	const say = useAuditWords();
	const common = useCommonWords();
	const format = useFormat();
	const told = useTold();
	const { before, after, reason, detail } = entry;
	const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
	const facts: [string, string][] = [
		[say('when'), format.moment(entry.at)],
		[say('who'), told.who(entry)],
		[say('what'), told.action(entry)],
		[say('about'), told.thing(entry)],
		...(entry.customer_id === null ? [] : [[say('customer_number'), String(entry.customer_id)] as [string, string]]),
		[say('from_where'), told.from(entry)],
		[say('request'), entry.request ?? ''],
		[say('session'), entry.session_id === null ? '' : String(entry.session_id)],
		[say('key'), entry.key_id === null ? '' : String(entry.key_id)],
		[say('count'), entry.count === null ? '' : format.number(entry.count)],
		[say('digest_before'), entry.digest_before ?? ''],
		[say('digest_after'), entry.digest_after ?? ''],
		...Object.entries(detail).map(([name, value]): [string, string] => [told.detail(name), shown(value)]),
		[say('reason'), reason ?? ''],
	];
	return (
		<Modal
			opened
			onClose={close}
			size="xl"
			title={say('details_of', { id: entry.id })}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<Stack>
				<Table>
					<Table.Tbody>
						{facts
							.filter(([, value]) => value !== '')
							.map(([name, value]) => (
								<Table.Tr key={name}>
									<Table.Th scope="row">{name}</Table.Th>
									<Table.Td>{value}</Table.Td>
								</Table.Tr>
							))}
					</Table.Tbody>
				</Table>
				{entry.values === 'erased' && <Text size="sm">{say('values_erased')}</Text>}
				{entry.values === 'closed' && <Text size="sm">{say('values_closed')}</Text>}
				{fields.length > 0 && (
					<TableBox label={say('details')} head={[say('field'), say('before'), say('after')]}>
						{fields.map((name) => (
							<Table.Tr key={name}>
								<Table.Td>{told.field(name)}</Table.Td>
								<Table.Td>{shown(before?.[name])}</Table.Td>
								<Table.Td>{shown(after?.[name])}</Table.Td>
							</Table.Tr>
						))}
					</TableBox>
				)}
			</Stack>
		</Modal>
	);
}
