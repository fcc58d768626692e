// All imports, newest first.
import { Progress, Stack, Table, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useLanguage } from '../../../web/i18n.ts';
import { ButtonLink } from '../../../web/shared/ButtonLink.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { RelativeTime } from '../../../web/shared/RelativeTime.tsx';
import { Empty } from '../../../web/shared/states.tsx';
import { fatesInWords } from '../messages.ts';
import type { ImportRow } from '../schema.ts';
import { DropAnywhere } from './DropAnywhere.tsx';
import classes from './imports.module.css';
import { importsQuery, moving } from './queries.ts';
import { StateBadge } from './StateBadge.tsx';
import { useUpload } from './useUpload.ts';
import { useImportWords } from './words.ts';

export function ImportsPage() {
	const say = useImportWords();
	const imports = useInfiniteQuery(importsQuery);
	const upload = useUpload();
	const items = imports.data?.pages.flatMap((page) => page.items);
	const start = (
		<ButtonLink to="/imports/new" leftSection={<IconUpload size={16} aria-hidden="true" />}>
			{say('new')}
		</ButtonLink>
	);
	return (
		<Stack>
			<DropAnywhere upload={upload} />
			<PageHead title={say('title')} lead={say('lead')} actions={items && items.length > 0 && start} />
			<PagedTable
				query={imports}
				label={say('title')}
				spare={[2, 4, 5]}
				head={[say('column_file'), say('column_source'), say('column_state'), say('column_rows'), say('column_result'), say('column_when')]}
				empty={
					<Empty icon={<IconUpload />} title={say('empty')} action={start}>
						{say('empty_why')}
					</Empty>
				}
			>
				{(row) => <Row row={row} />}
			</PagedTable>
		</Stack>
	);
}

function Row({ row }: { readonly row: ImportRow }) {
	const say = useImportWords();
	const format = useFormat();
	const language = useLanguage();
	const ran = row.state !== 'draft' && row.state !== 'queued';
	return (
		<Table.Tr>
			<Table.Td>
				<Link to="/imports/$id" params={{ id: String(row.id) }} className={classes.link}>
					{row.file_name}
				</Link>
			</Table.Td>
			<Table.Td>{row.source}</Table.Td>
			<Table.Td>
				<StateBadge state={row.state} />
				{(moving.has(row.state) || row.state === 'paused') && row.total_rows !== null && (
					<Progress
						size="sm"
						mt={4}
						miw={96}
						value={Math.min(100, (row.rows / Math.max(1, row.total_rows)) * 100)}
						aria-label={say('progress_of', { file: row.file_name })}
					/>
				)}
			</Table.Td>
			<Table.Td>{row.state !== 'draft' && format.number(row.total_rows ?? row.rows)}</Table.Td>
			<Table.Td>{ran && <Text size="sm">{fatesInWords(row, language)}</Text>}</Table.Td>
			<Table.Td>
				<RelativeTime at={row.created_at} />
			</Table.Td>
		</Table.Tr>
	);
}
