// Exporting the selected customers in the background.
import { Alert, Button, Group, Modal, NativeSelect, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../../web/client.ts';
import { useLanguage } from '../../../../web/i18n.ts';
import { useExplain, useTell } from '../../../../web/shared/problem.ts';
import { ReasonField } from '../../../../web/shared/ReasonField.tsx';
import { newRequestKey } from '../../../../web/shared/request-key.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { type ExportFormat, exportFormats } from '../../../exports/schema.ts';
import { formatNames } from '../list/ExportMenu.tsx';
import type { Selection } from './queries.ts';
import { useBulkWords } from './words.ts';

interface ExportDialogueProps {
	readonly selection: Selection;
	readonly close: () => void;
}

export function ExportDialogue({ selection, close }: ExportDialogueProps) {
	const say = useBulkWords();
	const common = useCommonWords();
	const explain = useExplain();
	const tell = useTell();
	const language = useLanguage();
	const [reason, setReason] = useState('');
	const [format, setFormat] = useState<ExportFormat>('xlsx');
	const chosen = 'ids' in selection ? { ids: selection.ids } : { ...selection.query, except: selection.except };
	const start = useMutation({
		mutationFn: () => client.exports.createExport({ body: { ...chosen, format, language } }, { idempotencyKey: newRequestKey(), reason }),
		onSuccess: ({ state }) => {
			tell.done(say(state === 'waiting' ? 'export_waits' : 'export_background'));
			close();
		},
	});
	return (
		<Modal opened onClose={close} title={say('title_export')} closeButtonProps={{ 'aria-label': common('close') }}>
			<Stack gap="md">
				<NativeSelect
					label={say('format')}
					data-autofocus
					data={exportFormats.map((value) => ({ value, label: formatNames[value] }))}
					value={format}
					onChange={(event) => setFormat(event.currentTarget.value as ExportFormat)}
				/>
				<ReasonField value={reason} onChange={setReason} />
				{start.isError && (
					<Alert color="red" role="alert">
						{explain(start.error)}
					</Alert>
				)}
				<Group justify="flex-end">
					<Button variant="default" onClick={close}>
						{common('cancel')}
					</Button>
					<Button loading={start.isPending} onClick={() => start.mutate()}>
						{say('export_start')}
					</Button>
				</Group>
			</Stack>
		</Modal>
	);
}
