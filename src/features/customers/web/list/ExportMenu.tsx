// Exporting what the list shows.
import { Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { addressOf } from '../../../../client.ts';
import { client } from '../../../../web/client.ts';
import { useLanguage } from '../../../../web/i18n.ts';
import { Labelled } from '../../../../web/shared/Labelled.tsx';
import { useTell } from '../../../../web/shared/problem.ts';
import { approvalRulesQuery } from '../../../approvals/web/queries.ts';
import { type ExportFormat, exportEndpoints, exportFormats } from '../../../exports/schema.ts';
import type { ChannelOrAny } from '../../../privacy/schema.ts';
import { PurposeExport } from '../../../privacy/web/PurposeExport.tsx';
import { useConsentWords } from '../../../privacy/web/words.ts';
import { countQuery, type ListChoice, listQueryOf } from '../queries.ts';
import { useListWords } from '../words.ts';

/** Each format by its own name; the same in all languages. */
export const formatNames: Readonly<Record<ExportFormat, string>> = {
	csv: 'CSV',
	xlsx: 'Excel (XLSX)',
	ndjson: 'NDJSON',
	parquet: 'Parquet',
	vcard: 'vCard',
};

export function ExportMenu({ choice, iconAlone }: { readonly choice: ListChoice; readonly iconAlone: boolean }) {
	const say = useListWords();
	const consents = useConsentWords();
	const tell = useTell();
	const language = useLanguage();
	const count = useQuery(countQuery(choice)).data;
	// What is counted exactly (10,000 at most) downloads within a second; more is written in the background.
	// What needs approval waits there as well.
	const above = useQuery(approvalRulesQuery).data?.export_rows ?? 0;
	const long = count !== undefined && (!count.exact || (above > 0 && count.count > above));
	const optionsOf = (format: ExportFormat) => ({ ...listQueryOf(choice), format, language });
	const [purposeful, setPurposeful] = useState(false);
	const start = useMutation({
		mutationFn: ({ format, ...purpose }: { format: ExportFormat; purpose?: number; channel?: ChannelOrAny }) =>
			client.exports.createExport({ body: { ...optionsOf(format), ...purpose } }),
		onSuccess: ({ state }) => tell.done(say(state === 'waiting' ? 'export_waits' : 'export_started')),
	});
	return (
		<>
			<Menu position="bottom-end">
				<Menu.Target>
					<Labelled
						iconAlone={iconAlone}
						icon={<IconDownload size={iconAlone ? 18 : 16} aria-hidden="true" />}
						label={say('export')}
						loading={start.isPending}
					/>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Label>{say('export_as')}</Menu.Label>
					{exportFormats.map((format) =>
						long ? (
							<Menu.Item key={format} onClick={() => start.mutate({ format }, { onError: tell.failed })}>
								{formatNames[format]}
							</Menu.Item>
						) : (
							<Menu.Item key={format} component="a" href={addressOf(exportEndpoints.streamExport, { query: optionsOf(format) })} download>
								{formatNames[format]}
							</Menu.Item>
						),
					)}
					<Menu.Divider />
					<Menu.Item onClick={() => setPurposeful(true)}>{consents('for_purpose')}</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			{purposeful && <PurposeExport formatNames={formatNames} start={start.mutateAsync} close={() => setPurposeful(false)} />}
		</>
	);
}
