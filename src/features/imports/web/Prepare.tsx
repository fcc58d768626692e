// The second step of an import: what was recognised, where each column goes, how rows are matched, and the first rows as they will be stored.
import { Alert, Badge, Button, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { useExplain, useTell } from '../../../web/shared/problem.ts';
import { useSettled } from '../../../web/shared/settled.ts';
import { Failed } from '../../../web/shared/states.tsx';
import type { ImportOptions, ImportRow, Preview } from '../schema.ts';
import classes from './imports.module.css';
import { MappingTable } from './MappingTable.tsx';
import { OptionsForm } from './OptionsForm.tsx';
import { PrepareSkeleton } from './PrepareSkeleton.tsx';
import { PreviewRows } from './PreviewRows.tsx';
import { importQuery, previewQuery } from './queries.ts';
import { useImportWords } from './words.ts';

export function Prepare({ draft }: { readonly draft: ImportRow }) {
	const say = useImportWords();
	const format = useFormat();
	const tell = useTell();
	const explain = useExplain();
	const navigate = useNavigate();
	const queryClient = useQueryClient();
	const [options, setOptions] = useState<ImportOptions>(draft.options);
	const settled = useSettled(options, 350);
	const preview = useQuery({ ...previewQuery(draft.id, settled), placeholderData: keepPreviousData });
	const [known, setKnown] = useState(preview.data);
	if (preview.data && preview.data !== known) setKnown(preview.data);
	const start = useMutation({
		mutationFn: () => client.imports.startImport({ params: { id: draft.id }, body: options }),
		onSuccess: (row) => {
			queryClient.setQueryData(importQuery(draft.id).queryKey, row);
			void queryClient.invalidateQueries({ queryKey: ['imports'] });
		},
	});
	const discard = useMutation({
		mutationFn: () => client.imports.cancelImport({ params: { id: draft.id } }),
		onSuccess: async () => {
			await queryClient.invalidateQueries({ queryKey: ['imports'] });
			await navigate({ to: '/imports' });
		},
		onError: tell.failed,
	});

	if (preview.isPending) return <PrepareSkeleton columns={draft.options.columns?.length ?? 8} />;
	// A sheet that cannot be read must not take away the way to another one.
	const shown = preview.data ?? known;
	const sheet = options.sheet ?? shown?.sheet ?? null;
	const fits = shown?.sheet === undefined || shown.sheet === null || shown.sheet === sheet;
	// What the server answered stands for all that the person has not chosen otherwise.
	const chosen = { source: draft.source, ...shown?.options, ...options };
	const startLabel = shown?.file_rows
		? say(shown.file_rows === 1 ? 'start_row' : shown.checked_all ? 'start_rows' : 'start_about', { rows: format.number(shown.file_rows) })
		: say('start');
	return (
		<Stack gap="lg">
			{shown && (
				<Recognised
					preview={shown}
					sheet={sheet}
					onSheet={(sheet) => setOptions({ ...('source' in options && { source: options.source }), sheet })}
				/>
			)}
			{preview.isError && <Failed cause={preview.error} retry={preview.refetch} />}
			{shown && fits && (
				<>
					{shown.warnings.map((warning) => (
						<Alert key={warning} color="yellow" icon={<IconAlertTriangle aria-hidden="true" />}>
							{warning}
						</Alert>
					))}
					<Stack gap="xs">
						<Title order={2}>{say('columns')}</Title>
						<Text size="sm" c="dimmed">
							{say('columns_lead')}
						</Text>
						<MappingTable
							key={shown.sheet}
							preview={shown}
							columns={options.columns}
							onChange={(columns) => setOptions({ ...options, columns })}
						/>
					</Stack>
				</>
			)}
			<Stack gap="sm">
				<Title order={2}>{say('options')}</Title>
				<OptionsForm options={chosen} onChange={(part) => setOptions({ ...options, ...part })} />
			</Stack>
			{shown && fits && shown.checked_rows === 0 && <Text size="sm">{say('no_rows')}</Text>}
			{shown && fits && shown.checked_rows > 0 && (
				<Stack gap="xs">
					<Title order={2}>{say('preview')}</Title>
					<Text size="sm" c="dimmed" role="status" maw={720}>
						{[
							say(shown.checked_all ? 'would_all' : 'would_first', {
								checked: format.number(shown.checked_rows),
								rows: format.number(shown.file_rows),
							}),
							shown.would.further > 0 && say('would_further', { count: format.number(shown.would.further) }),
							say('mend_hint'),
						]
							.filter(Boolean)
							.join(' ')}
					</Text>
					<PreviewRows preview={shown} stale={preview.isFetching} />
					{shown.corrections > 0 && <Text size="sm">{say('corrections', { count: format.number(shown.corrections) })}</Text>}
				</Stack>
			)}
			{start.isError && (
				<Alert color="red" role="alert">
					{explain(start.error)}
				</Alert>
			)}
			<div className={classes.bar}>
				<Button variant="subtle" color="gray" loading={discard.isPending} onClick={() => discard.mutate()}>
					{say('discard')}
				</Button>
				<Group gap="sm">
					{shown && fits && (
						<Text size="sm" c="dimmed" className={classes.summary}>
							{say(shown.checked_all ? 'start_summary' : 'start_summary_first', {
								create: format.number(shown.would.create),
								update: format.number(shown.would.update),
								problems: format.number(shown.with_problems),
								checked: format.number(shown.checked_rows),
							})}
						</Text>
					)}
					<Button loading={start.isPending} disabled={!preview.data || !fits || shown?.checked_rows === 0} onClick={() => start.mutate()}>
						{startLabel}
					</Button>
				</Group>
			</div>
		</Stack>
	);
}

interface RecognisedProps {
	readonly preview: Preview;
	/** The one that was chosen, which is not that of the preview while it is read, nor where it cannot be. */
	readonly sheet: string | null;
	readonly onSheet: (sheet: string) => void;
}

function Recognised({ preview, sheet, onSheet }: RecognisedProps) {
	const say = useImportWords();
	const { format, encoding, delimiter, sheets } = preview;
	const facts = [
		say('recognised', { format: format.toUpperCase() }),
		encoding && say('encoding', { encoding }),
		delimiter && say('delimiter', { delimiter: delimiter === '\t' ? say('delimiter_tab') : delimiter }),
		sheet && sheets.length < 2 && say('sheet', { sheet }),
	].filter((fact): fact is string => Boolean(fact));
	return (
		<Group gap="xs">
			{facts.map((fact) => (
				<Badge key={fact} variant="light" color="gray" tt="none" radius="sm" fw={500} size="lg">
					{fact}
				</Badge>
			))}
			{sheet !== null && sheets.length > 1 && (
				<NativeSelect
					size="xs"
					aria-label={say('choose_sheet')}
					value={sheet}
					data={sheets.map((name) => ({ value: name, label: say('sheet', { sheet: name }) }))}
					onChange={(event) => onSheet(event.currentTarget.value)}
				/>
			)}
		</Group>
	);
}
