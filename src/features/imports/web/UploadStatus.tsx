// A file on its way to the server: its share in percent, a way to give it up, and what was wrong with it.
import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useFormat } from '../../../web/shared/format.ts';
import { Failed } from '../../../web/shared/states.tsx';
import { useCommonWords } from '../../../web/words.ts';
import type { Upload } from './useUpload.ts';
import { useImportWords } from './words.ts';

export function UploadStatus({ upload: { file, sent, error, cancel, retry } }: { readonly upload: Upload }) {
	const say = useImportWords();
	const common = useCommonWords();
	const format = useFormat();
	if (error && !file) return <Failed cause={error} title={say(retry ? 'upload_broken' : 'upload_failed')} retry={retry} />;
	if (!file) return null;
	const percent = file.size === 0 ? 100 : Math.min(100, Math.floor((sent / file.size) * 100));
	const all = percent === 100;
	return (
		<Stack gap="xs" w="100%" maw={480} mx="auto">
			<Group justify="space-between" gap="sm" wrap="nowrap">
				<Text size="sm" fw={500} truncate>
					{file.name}
				</Text>
				<Text size="sm" c="dimmed" role="status">
					{all ? say('reading') : `${format.number(percent)} %`}
				</Text>
			</Group>
			<Progress value={percent} animated={all} aria-label={say('upload_progress')} />
			<Group justify="space-between" gap="sm">
				<Text size="xs" c="dimmed">
					{say('upload_size', { sent: format.bytes(Math.min(sent, file.size)), size: format.bytes(file.size) })}
				</Text>
				<Button size="compact-sm" variant="subtle" color="gray" onClick={cancel}>
					{common('cancel')}
				</Button>
			</Group>
		</Stack>
	);
}
