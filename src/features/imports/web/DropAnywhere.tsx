// Lets a file be dropped anywhere on a page about imports.
import { Text } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useState } from 'react';
import classes from './imports.module.css';
import { UploadStatus } from './UploadStatus.tsx';
import type { Upload } from './useUpload.ts';
import { useImportWords } from './words.ts';

const holdsFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/** Listens on the whole window; says where the file would go while one is held over it, and shows its way unless the page does (`quiet`). */
export function DropAnywhere({ upload, quiet = false }: { readonly upload: Upload; readonly quiet?: boolean }) {
	const say = useImportWords();
	const [over, setOver] = useState(false);
	const take = useEffectEvent((file: File | undefined) => upload.take(file));
	useEffect(() => {
		const held = (event: DragEvent) => {
			if (!holdsFile(event)) return;
			event.preventDefault();
			if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
			setOver(true);
		};
		// The pointer leaves the window where it enters nothing else.
		const left = (event: DragEvent) => {
			if (event.relatedTarget === null) setOver(false);
		};
		const dropped = (event: DragEvent) => {
			if (!holdsFile(event)) return;
			event.preventDefault();
			setOver(false);
			take(event.dataTransfer?.files[0]);
		};
		addEventListener('dragover', held);
		addEventListener('dragleave', left);
		addEventListener('drop', dropped);
		return () => {
			removeEventListener('dragover', held);
			removeEventListener('dragleave', left);
			removeEventListener('drop', dropped);
		};
	}, []);
	return (
		<>
			{over && (
				<div className={classes.overlay} aria-hidden="true">
					<IconFileUpload size={40} stroke={1.4} />
					<Text fw={600}>{say('drop_now')}</Text>
				</div>
			)}
			{!quiet && <UploadStatus upload={upload} />}
		</>
	);
}
