// The first step of an import: drop, choose or paste.
import { Button, FileButton, Stack, Text, Textarea } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { BackLink } from './BackLink.tsx';
import { DropAnywhere } from './DropAnywhere.tsx';
import classes from './imports.module.css';
import { isTable, pastedFile } from './pasted.ts';
import { UploadStatus } from './UploadStatus.tsx';
import { useUpload } from './useUpload.ts';
import { useImportWords } from './words.ts';

const accepted = '.csv,.tsv,.txt,.xlsx,.ndjson,.jsonl,.json,.vcf,.vcard,text/csv,text/vcard';

export function NewImportPage() {
	const say = useImportWords();
	const upload = useUpload();
	const box = useRef<HTMLTextAreaElement>(null);
	const [pasted, setPasted] = useState('');
	const paste = useEffectEvent((event: ClipboardEvent) => {
		const { target, clipboardData } = event;
		const elsewhere = target instanceof Element && target !== box.current && target.closest('input, textarea, [contenteditable="true"]');
		const file = clipboardData && !elsewhere ? pastedFile(clipboardData, say('pasted_name')) : null;
		if (!file || !clipboardData) return;
		event.preventDefault();
		// Kept, so that nothing is lost where the server does not take it.
		const text = clipboardData.getData('text/plain');
		if (isTable(text)) setPasted(text);
		upload.take(file);
	});
	useEffect(() => {
		const listen = (event: ClipboardEvent) => paste(event);
		addEventListener('paste', listen);
		return () => removeEventListener('paste', listen);
	}, []);
	return (
		<Stack maw={760}>
			<BackLink />
			<PageHead title={say('choose_title')} lead={say('choose_lead')} />
			<DropAnywhere upload={upload} quiet />
			{!upload.file && <UploadStatus upload={upload} />}
			<div className={classes.drop}>
				{upload.file ? (
					<UploadStatus upload={upload} />
				) : (
					<>
						<IconFileUpload size={36} stroke={1.4} aria-hidden="true" />
						<Text fw={600}>{say('drop')}</Text>
						<Text size="sm" c="dimmed">
							{say('formats')}
						</Text>
						<FileButton onChange={upload.take} accept={accepted} inputProps={{ 'aria-label': say('choose') }}>
							{(props) => (
								<Button {...props} mt="xs">
									{say('choose')}
								</Button>
							)}
						</FileButton>
						<Text size="xs" c="dimmed" mt="xs">
							{say('paste_hint')}
						</Text>
					</>
				)}
			</div>
			<Textarea
				ref={box}
				label={say('or_paste')}
				placeholder={say('paste_placeholder')}
				rows={4}
				classNames={{ input: classes.paste }}
				value={pasted}
				onChange={(event) => setPasted(event.currentTarget.value)}
			/>
			<div>
				<Button
					variant="default"
					disabled={!pasted.trim() || upload.file !== null}
					onClick={() => upload.take(new File([pasted], say('pasted_name'), { type: 'text/tab-separated-values' }))}
				>
					{say('paste_use')}
				</Button>
			</div>
		</Stack>
	);
}
