// Files attached to a customer: drop or choose several, see them leave, open, download, rename in place, remove and take that back.
import { ActionIcon, Anchor, Button, Group, Progress, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
	IconDownload,
	IconFile,
	IconFileMusic,
	IconFileText,
	IconFileTypeDoc,
	IconFileTypePdf,
	IconFileTypePpt,
	IconFileTypeXls,
	IconFileZip,
	IconMail,
	IconPencil,
	IconPhoto,
	IconPlus,
	IconRefresh,
	IconTrash,
	IconVideo,
	IconX,
} from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { type DragEvent, type KeyboardEvent, useRef, useState } from 'react';
import { addressOf, Problem } from '../../../../client.ts';
import { client } from '../../../../web/client.ts';
import { useFormat } from '../../../../web/shared/format.ts';
import { useExplain, useTell } from '../../../../web/shared/problem.ts';
import { Failed, Loading } from '../../../../web/shared/states.tsx';
import { useCommonWords } from '../../../../web/words.ts';
import { type FileRow, fileEndpoints, maxFileName } from '../../endpoints-files.ts';
import { filesQuery } from '../queries.ts';
import { useFileWords } from '../words.ts';
import { Card } from './Card.tsx';
import { useCustomer } from './customer.tsx';
import classes from './Files.module.css';
import { type FileKind, hasThumbnail, kindOf, stemLength } from './files.ts';
import { type Upload, type Uploads, useUploads } from './useUploads.ts';

const icons: Readonly<Record<FileKind, typeof IconFile>> = {
	picture: IconPhoto,
	pdf: IconFileTypePdf,
	document: IconFileTypeDoc,
	sheet: IconFileTypeXls,
	slides: IconFileTypePpt,
	archive: IconFileZip,
	sound: IconFileMusic,
	film: IconVideo,
	mail: IconMail,
	text: IconFileText,
	other: IconFile,
};

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
	const { profile, editable } = useCustomer();
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

	return (
		<Card
			title={say('title')}
			action={
				editable && (
					<Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={14} aria-hidden="true" />} onClick={choose}>
						{say('add')}
					</Button>
				)
			}
		>
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
						<Line key={file.id} file={file} />
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
	const Icon = icons[kindOf(file.type)];
	const share = file.size === 0 ? 100 : (sent / file.size) * 100;
	const said = () => {
		if (state === 'waiting') return say('waiting');
		return share >= 100 ? say('storing') : say('sending', { sent: format.bytes(sent), bytes: format.bytes(file.size) });
	};
	return (
		<li className={classes.line}>
			<span className={classes.thumb} aria-hidden="true">
				<Icon size={20} stroke={1.5} />
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

/** Removes a file, and offers for a while to take that back. */
function useRemove(file: FileRow) {
	const say = useFileWords();
	const common = useCommonWords();
	const tell = useTell();
	const queryClient = useQueryClient();
	const { profile } = useCustomer();
	const { name } = file;
	const params = { id: profile.id, file_id: file.id };
	const reread = () => queryClient.invalidateQueries({ queryKey: filesQuery(profile.id).queryKey });
	const restore = async () => {
		try {
			await client.customers.restoreFile({ params });
			await reread();
		} catch (cause) {
			tell.failed(cause);
		}
	};
	return useMutation({
		mutationFn: () => client.customers.removeFile({ params }, { version: file.version }),
		onSuccess: async () => {
			const shown = notifications.show({
				autoClose: 10_000,
				closeButtonProps: { 'aria-label': common('close') },
				message: (
					<Group justify="space-between" wrap="nowrap">
						<Text size="sm" lineClamp={2}>
							{say('removed', { name })}
						</Text>
						<Button
							size="compact-sm"
							variant="subtle"
							onClick={() => {
								notifications.hide(shown);
								void restore();
							}}
						>
							{say('undo')}
						</Button>
					</Group>
				),
			});
			await reread();
		},
		onError: (cause) => {
			tell.failed(cause);
			void reread();
		},
	});
}

function Line({ file }: { readonly file: FileRow }) {
	const say = useFileWords();
	const format = useFormat();
	const { profile, editable } = useCustomer();
	const [renaming, setRenaming] = useState(false);
	const renamer = useRef<HTMLButtonElement>(null);
	const remove = useRemove(file);
	const { name, bytes, created_by: who } = file;
	const Icon = icons[kindOf(file.media_type)];
	const params = { id: profile.id, file_id: file.id };
	const download = addressOf(fileEndpoints.downloadFile, { params });
	const inline = addressOf(fileEndpoints.downloadFile, { params, query: { inline: '1' } });
	const told = { size: format.bytes(bytes), when: format.date(file.created_at) };
	const close = () => {
		setRenaming(false);
		// The button is drawn anew; the keyboard goes on from it.
		requestAnimationFrame(() => renamer.current?.focus());
	};
	return (
		<li className={classes.line}>
			<span className={classes.thumb} aria-hidden="true">
				{hasThumbnail(file) ? (
					<img src={inline} alt="" width={40} height={40} loading="lazy" decoding="async" />
				) : (
					<Icon size={20} stroke={1.5} />
				)}
			</span>
			<div>
				{renaming ? (
					<Rename file={file} close={close} />
				) : (
					<a
						className={classes.name}
						title={name}
						href={file.inline ? inline : download}
						{...(file.inline ? { target: '_blank', rel: 'noopener' } : { download: name })}
					>
						{name}
					</a>
				)}
				<Text size="xs" c="dimmed" title={format.moment(file.created_at)}>
					{who ? say('by', { ...told, who }) : say('by_nobody', told)}
				</Text>
			</div>
			{!renaming && (
				<Group gap={2} wrap="nowrap" className={`${classes.tools} ${remove.isPending ? classes.shown : ''}`}>
					<ActionIcon component="a" href={download} download={name} variant="subtle" color="gray" aria-label={say('download_of', { name })}>
						<IconDownload size={16} />
					</ActionIcon>
					{editable && (
						<>
							<ActionIcon
								ref={renamer}
								variant="subtle"
								color="gray"
								aria-label={say('rename_of', { name })}
								onClick={() => setRenaming(true)}
							>
								<IconPencil size={16} />
							</ActionIcon>
							<ActionIcon
								variant="subtle"
								color="gray"
								aria-label={say('remove_of', { name })}
								loading={remove.isPending}
								onClick={() => remove.mutate()}
							>
								<IconTrash size={16} />
							</ActionIcon>
						</>
					)}
				</Group>
			)}
		</li>
	);
}

/** The name as an input, its part before the ending marked. Enter saves, Esc leaves it as it was. */
function Rename({ file, close }: { readonly file: FileRow; readonly close: () => void }) {
	const say = useFileWords();
	const explain = useExplain();
	const queryClient = useQueryClient();
	const { profile } = useCustomer();
	const [name, setName] = useState(file.name);
	const { queryKey } = filesQuery(profile.id);
	const save = useMutation({
		// Of the version on the page: who was told of a newer name and saves again means it.
		mutationFn: () =>
			client.customers.renameFile({ params: { id: profile.id, file_id: file.id }, body: { name } }, { version: file.version }),
		onSuccess: async () => {
			await queryClient.invalidateQueries({ queryKey });
			close();
		},
		onError: () => void queryClient.invalidateQueries({ queryKey }),
	});
	const submit = () => (name.trim() === '' || name === file.name ? close() : save.mutate());
	const onKey = (event: KeyboardEvent) => {
		if (event.key === 'Enter' && !event.nativeEvent.isComposing) submit();
		if (event.key === 'Escape') close();
	};
	return (
		<TextInput
			size="xs"
			aria-label={say('name')}
			value={name}
			maxLength={maxFileName}
			disabled={save.isPending}
			error={save.isError && explain(save.error)}
			ref={(input) => {
				if (!input || input.dataset.marked) return;
				input.dataset.marked = 'yes';
				input.focus();
				input.setSelectionRange(0, stemLength(file.name));
			}}
			onChange={(event) => setName(event.currentTarget.value)}
			onKeyDown={onKey}
			onBlur={() => !save.isError && submit()}
		/>
	);
}
