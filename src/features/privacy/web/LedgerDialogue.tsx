// The ledger of consents of a customer: what was said, when, how it is known, and what shows it.
import { Modal, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import { useSpoken } from '../../../web/i18n.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { useCommonWords } from '../../../web/words.ts';
import { channelWords, consentKindWords, consentStateWords, sourceWords } from '../messages.ts';
import type { Purpose } from '../schema.ts';
import { useConsentWords } from './words.ts';
import { useLawWords } from './words-law.ts';

interface LedgerDialogueProps {
	readonly customer: number;
	readonly purposes: readonly Purpose[];
	readonly close: () => void;
}

export function LedgerDialogue({ customer, purposes, close }: LedgerDialogueProps) {
	const say = useConsentWords();
	const sayLaw = useLawWords();
	const common = useCommonWords();
	const speak = useSpoken();
	const format = useFormat();
	const ledger = useInfiniteQuery({
		queryKey: ['privacy', 'consents', customer, 'ledger'],
		queryFn: ({ pageParam, signal }) =>
			client.privacy.getConsents({ params: { id: customer }, query: { after: pageParam, limit: 50 } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});
	/** Ended purposes are told by their number. */
	const nameOf = (id: number) => {
		const purpose = purposes.find((one) => one.id === id);
		return purpose ? speak({ 'zh-CN': purpose.name_zh, en: purpose.name_en }) : `#${id}`;
	};
	return (
		<Modal opened onClose={close} size="xl" title={sayLaw('ledger')} closeButtonProps={{ 'aria-label': common('close') }}>
			<PagedTable
				query={ledger}
				label={sayLaw('ledger')}
				head={[say('purpose'), say('said'), say('source'), say('note')]}
				empty={<Text c="dimmed">{sayLaw('ledger_empty')}</Text>}
			>
				{(row) => (
					<Table.Tr>
						<Table.Td>
							{nameOf(row.purpose_id)}
							<Text size="xs" c="dimmed">
								{speak(row.kind === 'general' ? channelWords[row.channel] : consentKindWords[row.kind])}
							</Text>
						</Table.Td>
						<Table.Td>
							{speak(consentStateWords[row.state])}
							<Text size="xs" c="dimmed">
								{format.moment(row.at)}
							</Text>
							{row.expires_at && (
								<Text size="xs" c="dimmed">
									{sayLaw('until', { day: format.date(row.expires_at) })}
								</Text>
							)}
						</Table.Td>
						<Table.Td>
							{speak(sourceWords[row.source])}
							<Text size="xs" c="dimmed">
								{[row.recorded_by, row.text_version !== null && sayLaw('text_version', { version: row.text_version })]
									.filter(Boolean)
									.join(' · ')}
							</Text>
						</Table.Td>
						<Table.Td>
							{[row.note, row.guardian && sayLaw('by_guardian', { name: row.guardian }), row.ip, row.user_agent]
								.filter(Boolean)
								.map((part) => (
									<Text key={String(part)} size="xs">
										{part}
									</Text>
								))}
						</Table.Td>
					</Table.Tr>
				)}
			</PagedTable>
		</Modal>
	);
}
