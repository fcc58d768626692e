// Files attached to a customer: drop or choose several, and see them leave.
import { ActionIcon, Anchor, Button, Group, Progress, Text, VisuallyHidden } from '@mantine/core';
import { IconRefresh, IconX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type DragEvent, useRef, useState } from 'react';
import { Problem } from '../../../../client.ts';
import { useFieldRights } from '../../../../web/session.ts';
import { useFormat } from '../../../../web/shared/format.ts';
import { useExplain } from '../../../../web/shared/problem.ts';
import { Failed, Loading } from '../../../../web/shared/states.tsx';
import { useCommonWords } from '../../../../web/words.ts';
import { filesQuery } from '../queries.ts';
import { useFileWords } from '../words.ts';
import { AddButton, Card } from './Card.tsx';
import { useCustomer } from './customer.tsx';
import { FileIcon, FileLine } from './FileLine.tsx';
import classes from './Files.module.css';
import { type Upload, type Uploads, useUploads } from './useUploads.ts';

/** A reason of ours not to send a file, as a sentence that is shown as it is. */
class NotSent extends Error {}

function filesOf(transfer: DataTransfer): { files: File[]; folders: Set<File> } {
	const folders = new Set<File>();
	const files = [...transfer.items].flatMap((item) => {
		const file = item.kind === 'file' ? item.getAsFile() : null;
		if (file && item.webkitGetAsEntry()?.isDirectory) folders.add(file);
		return file ? [file] : [];
	});
	return { files, folders };
}

export function Files() {
	const say = useFileWords();
	const common = useCommonWords();
	const format = useFormat();
	const { profile, editable: changeable } = useCustomer();
	const { writes, hides } = useFieldRights();
	const editable = changeable && writes('sensitive');
	const files = useInfiniteQuery(filesQuery(profile.id));
	const [added, setAdded] = useState('');
	const uploads = useUploads(profile.id, (name) => setAdded(say('added', { name })));
	const chooser = useRef<HTMLInputElement>(null);
	const [over, setOver] = useState(0);

	const most = files.data?.pages[0]?.max_bytes;
	const size = most === undefined ? '' : format.bytes(most);
	const add = (chosen: readonly File[], folders: ReadonlySet<File> = new Set()) =>
		uploads.add(chosen, (file) => {
			if (folders.has(file)) return new NotSent(say('folder'));
			if (most !== undefined && file.size > most) return new NotSent(say('too_large', { bytes: format.bytes(file.size), size }));
			return null;
		});
	const carriesFiles = (event: DragEvent) => editable && event.dataTransfer.types.includes('Files');
	const onDrop = (event: DragEvent) => {
		if (!carriesFiles(event)) return;
		event.preventDefault();
		setOver(0);
		const dropped = filesOf(event.dataTransfer);
		add(dropped.files, dropped.folders);
	};
	const choose = () => chooser.current?.click();
	const rows = files.data?.pages.flatMap(({ items }) => items) ?? [];
	if (hides('sensitive')) return null;

	return (
		<Card title={say('title')} action={editable && <AddButton onClick={choose}>{say('add')}</AddButton>}>
			{/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button above does the same by keyboard */}
			<div
				className={`${classes.place} ${over > 0 ? classes.over : ''}`}
				onDragEnter={(event) => carriesFiles(event) && setOver((depth) => depth + 1)}
				onDragLeave={(event) => carriesFiles(event) && setOver((depth) => Math.max(0, depth - 1))}
				onDragOver={(event) => carriesFiles(event) && event.preventDefault()}
				onDrop={onDrop}
			>
				<input
					ref={chooser}
					type="file"
					multiple
					hidden
					aria-label={say('add')}
					onChange={({ currentTarget }) => {
						add([...(currentTarget.files ?? [])]);
						// The same file may be chosen again.
						currentTarget.value = '';
					}}
				/>
				<VisuallyHidden role="status">{added}</VisuallyHidden>
				{files.isPending && <Loading lines={2} height={40} />}
				{files.isError && <Failed cause={files.error} retry={() => void files.refetch()} />}
				{files.isSuccess && rows.length === 0 && uploads.list.length === 0 && (
					<Nothing choose={editable ? choose : null} size={size} over={over > 0} />
				)}
				<ul className={classes.lines}>
					{uploads.list.map((upload) => (
						<Leaving key={upload.key} upload={upload} uploads={uploads} />
					))}
					{rows.map((file) => (
						<FileLine key={file.id} file={file} />
					))}
				</ul>
				{files.hasNextPage && (
					<Button variant="subtle" size="xs" mt="xs" loading={files.isFetchingNextPage} onClick={() => void files.fetchNextPage()}>
						{common('more')}
					</Button>
				)}
			</div>
		</Card>
	);
}

function Nothing({ choose, size, over }: { readonly choose: (() => void) | null; readonly size: string; readonly over: boolean }) {
	const say = useFileWords();
	if (!choose)
		return (
			<Text size="sm" c="dimmed">
				{say('none')}
			</Text>
		);
	return (
		<div className={classes.empty}>
			<Text size="sm" c="dimmed">
				{over ? (
					say('drop')
				) : (
					<>
						{say('empty')}{' '}
						<Anchor component="button" type="button" size="sm" onClick={choose}>
							{say('choose')}
						</Anchor>
					</>
				)}
			</Text>
			<Text size="xs" c="dimmed" mt={4}>
				{say('empty_limit', { size })}
			</Text>
		</div>
	);
}

/** Whether the same file may pass another time: not where the server looked at it and refused. */
function worthRetrying(cause: unknown): boolean {
	if (cause instanceof NotSent) return false;
	return !(cause instanceof Problem) || cause.status >= 500 || [401, 408, 429].includes(cause.status);
}

/** A file on its way. */
function Leaving({ upload: { key, file, state, sent, cause }, uploads }: { readonly upload: Upload; readonly uploads: Uploads }) {
	const say = useFileWords();
	const format = useFormat();
	const explain = useExplain();
	const { name } = file;
	const share = file.size === 0 ? 100 : (sent / file.size) * 100;
	const said = () => {
		if (state === 'waiting') return say('waiting');
		return share >= 100 ? say('storing') : say('sending', { sent: format.bytes(sent), bytes: format.bytes(file.size) });
	};
	return (
		<li className={classes.line}>
			<span className={classes.thumb} aria-hidden="true">
				<FileIcon media_type={file.type} />
			</span>
			<div>
				<span className={classes.name}>{name}</span>
				{state === 'failed' ? (
					<Text size="xs" c="red" role="alert">
						{cause instanceof NotSent ? cause.message : explain(cause)}
					</Text>
				) : (
					<>
						<Progress value={share} size="sm" my={4} aria-label={say('progress_of', { name })} />
						<Text size="xs" c="dimmed">
							{said()}
						</Text>
					</>
				)}
			</div>
			<Group gap={2} wrap="nowrap">
				{state === 'failed' && worthRetrying(cause) && (
					<ActionIcon variant="subtle" color="gray" aria-label={say('retry_of', { name })} onClick={() => uploads.retry(key)}>
						<IconRefresh size={16} />
					</ActionIcon>
				)}
				<ActionIcon
					variant="subtle"
					color="gray"
					aria-label={say(state === 'failed' ? 'dismiss_of' : 'cancel_of', { name })}
					onClick={() => uploads.drop(key)}
				>
					<IconX size={16} />
				</ActionIcon>
			</Group>
		</li>
	);
}
