// The first step of an import: drop, choose or paste.
import { Alert, Button, Divider, FileButton, Group, Loader, Stack, Text, Textarea } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type DragEvent, useState } from 'react';
import { client } from '../../../web/client.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { useExplain } from '../../../web/shared/problem.ts';
import classes from './imports.module.css';
import { importQuery, previewQuery } from './queries.ts';
import { useImportWords } from './words.ts';

const accepted = '.csv,.tsv,.txt,.xlsx,.ndjson,.jsonl,.json,.vcf,.vcard,text/csv,text/vcard';

export function NewImportPage() {
	const say = useImportWords();
	const format = useFormat();
	const explain = useExplain();
	const navigate = useNavigate();
	const queryClient = useQueryClient();
	const [over, setOver] = useState(false);
	const [pasted, setPasted] = useState('');
	const upload = useMutation({
		mutationFn: (file: File) => client.imports.uploadImport({ query: { file_name: file.name.slice(-255) || 'file' } }, { file }),
		onSuccess: (preview) => {
			const { id } = preview.import;
			queryClient.setQueryData(importQuery(id).queryKey, preview.import);
			queryClient.setQueryData(previewQuery(id, preview.import.options).queryKey, preview);
			void queryClient.invalidateQueries({ queryKey: ['imports'] });
			return navigate({ to: '/imports/$id', params: { id: String(id) } });
		},
	});
	const take = (file: File | null | undefined) => {
		if (file && !upload.isPending) upload.mutate(file);
	};
	const drop = (event: DragEvent) => {
		event.preventDefault();
		setOver(false);
		take(event.dataTransfer.files[0]);
	};
	return (
		<Stack maw={760}>
			<PageHead title={say('choose_title')} lead={say('choose_lead')} />
			{upload.isError && (
				<Alert color="red" role="alert">
					{explain(upload.error)}
				</Alert>
			)}
			{/* biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same by keyboard */}
			<div
				className={classes.drop}
				data-over={over || undefined}
				onDragOver={(event) => {
					event.preventDefault();
					setOver(true);
				}}
				onDragLeave={() => setOver(false)}
				onDrop={drop}
			>
				{upload.isPending ? (
					<Group gap="sm" role="status">
						<Loader size="sm" aria-hidden="true" />
						<Text size="sm">{say('uploading', { name: upload.variables.name, size: format.bytes(upload.variables.size) })}</Text>
					</Group>
				) : (
					<>
						<IconFileUpload size={36} stroke={1.4} aria-hidden="true" />
						<Text fw={600}>{over ? say('drop_now') : say('drop')}</Text>
						<Text size="sm" c="dimmed">
							{say('formats')}
						</Text>
						<FileButton onChange={take} accept={accepted} inputProps={{ 'aria-label': say('choose') }}>
							{(props) => (
								<Button {...props} mt="xs">
									{say('choose')}
								</Button>
							)}
						</FileButton>
					</>
				)}
			</div>
			<Divider />
			<Textarea
				label={say('or_paste')}
				placeholder={say('paste_placeholder')}
				rows={6}
				classNames={{ input: classes.paste }}
				value={pasted}
				onChange={(event) => setPasted(event.currentTarget.value)}
			/>
			<div>
				<Button
					variant="default"
					disabled={!pasted.trim() || upload.isPending}
					onClick={() => take(new File([pasted], say('pasted_name'), { type: 'text/tab-separated-values' }))}
				>
					{say('paste_use')}
				</Button>
			</div>
		</Stack>
	);
}
