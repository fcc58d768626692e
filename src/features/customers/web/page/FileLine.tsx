// One attached file: open, download, rename in place, remove and take that back.
import { ActionIcon, Group, Text, TextInput } from '@mantine/core';
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
	IconTrash,
	IconVideo,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useRef, useState } from 'react';
import { addressOf } from '../../../../client.ts';
import { client } from '../../../../web/client.ts';
import { useFieldRights } from '../../../../web/session.ts';
import { useFormat } from '../../../../web/shared/format.ts';
import { useExplain, useTell } from '../../../../web/shared/problem.ts';
import { type FileRow, fileEndpoints, maxFileName } from '../../endpoints-files.ts';
import { filesQuery } from '../queries.ts';
import { useFileWords } from '../words.ts';
import { useCustomer } from './customer.tsx';
import classes from './Files.module.css';
import { type FileKind, hasThumbnail, kindOf, stemLength } from './files.ts';

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

export function FileIcon({ media_type }: { readonly media_type: string }) {
	const Icon = icons[kindOf(media_type)];
	return <Icon size={20} stroke={1.5} />;
}

/** Removes a file, and offers for a while to take that back. */
function useRemove(file: FileRow) {
	const say = useFileWords();
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
			tell.done(say('removed', { name }), { label: say('undo'), act: () => void restore() });
			await reread();
		},
		onError: (cause) => {
			tell.failed(cause);
			void reread();
		},
	});
}

export function FileLine({ file }: { readonly file: FileRow }) {
	const say = useFileWords();
	const format = useFormat();
	const { profile, editable: changeable } = useCustomer();
	const { reads, writes } = useFieldRights();
	const editable = changeable && writes('sensitive');
	const [renaming, setRenaming] = useState(false);
	const renamer = useRef<HTMLButtonElement>(null);
	const remove = useRemove(file);
	const { name, bytes, created_by: who } = file;
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
				{hasThumbnail(file) && reads('sensitive') ? (
					<img src={inline} alt="" width={40} height={40} loading="lazy" decoding="async" />
				) : (
					<FileIcon media_type={file.media_type} />
				)}
			</span>
			<div>
				{renaming ? (
					<Rename file={file} close={close} />
				) : !reads('sensitive') ? (
					<span className={classes.name}>{name}</span>
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
			{!renaming && reads('sensitive') && (
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
