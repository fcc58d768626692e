// Notes: write one, change or remove it.
import { ActionIcon, Button, Group, Text, Textarea } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import type { z } from 'zod';
import { client } from '../../../../web/client.ts';
import { useConfirm } from '../../../../web/shared/confirm.tsx';
import { useFormat } from '../../../../web/shared/format.ts';
import { useExplain, useTell } from '../../../../web/shared/problem.ts';
import { useCommonWords } from '../../../../web/words.ts';
import type { noteRow } from '../../schema.ts';
import { profileQuery } from '../queries.ts';
import { useCustomerWords } from '../words.ts';
import { Card } from './Card.tsx';
import { useCustomer } from './customer.tsx';
import classes from './Lines.module.css';

type Note = z.output<typeof noteRow>;

/** Reads the customer anew after a change of a part that answers with itself alone. */
export function useReread(): () => Promise<void> {
	const queryClient = useQueryClient();
	const { profile } = useCustomer();
	return () => queryClient.invalidateQueries({ queryKey: profileQuery(profile.id).queryKey });
}

export function Notes() {
	const say = useCustomerWords();
	const { profile, editable } = useCustomer();
	return (
		<Card title={say('notes')}>
			{editable && <NoteEditor />}
			{profile.notes.length === 0 && (
				<Text size="sm" c="dimmed" mt="xs">
					{say('no_notes')}
				</Text>
			)}
			<ul className={classes.lines}>
				{profile.notes.map((note) => (
					<Line key={note.id} note={note} />
				))}
			</ul>
		</Card>
	);
}

function NoteEditor({ note, close }: { readonly note?: Note; readonly close?: () => void }) {
	const say = useCustomerWords();
	const common = useCommonWords();
	const explain = useExplain();
	const reread = useReread();
	const { profile } = useCustomer();
	const [body, setBody] = useState(note?.body ?? '');
	const save = useMutation({
		mutationFn: () =>
			note
				? client.customers.updateNote({ params: { id: profile.id, note_id: note.id }, body: { body } })
				: client.customers.addNote({ params: { id: profile.id }, body: { body } }),
		onSuccess: async () => {
			await reread();
			setBody('');
			close?.();
		},
	});
	const onKey = (event: KeyboardEvent) => {
		if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && body.trim()) save.mutate();
		if (event.key === 'Escape') close?.();
	};
	return (
		<div>
			<Textarea
				aria-label={note ? common('edit') : say('add_note')}
				placeholder={say('note_placeholder')}
				rows={body === '' ? 2 : 4}
				value={body}
				error={save.isError && explain(save.error)}
				onChange={(event) => setBody(event.currentTarget.value)}
				onKeyDown={onKey}
			/>
			{(body !== '' || note) && (
				<Group justify="flex-end" gap="xs" mt="xs">
					{note && (
						<Button size="xs" variant="default" onClick={close}>
							{common('cancel')}
						</Button>
					)}
					<Button size="xs" loading={save.isPending} disabled={!body.trim()} onClick={() => save.mutate()}>
						{common('save')}
					</Button>
				</Group>
			)}
		</div>
	);
}

function Line({ note }: { readonly note: Note }) {
	const say = useCustomerWords();
	const common = useCommonWords();
	const format = useFormat();
	const tell = useTell();
	const confirm = useConfirm();
	const reread = useReread();
	const { profile, editable } = useCustomer();
	const [editing, setEditing] = useState(false);
	const remove = useMutation({
		mutationFn: () => client.customers.removeNote({ params: { id: profile.id, note_id: note.id } }),
		onSuccess: reread,
		onError: tell.failed,
	});
	const ask = () =>
		confirm({ title: say('note_remove'), body: say('note_remove_why'), action: common('remove'), onConfirm: () => remove.mutate() });
	if (editing)
		return (
			<li className={`${classes.line} ${classes.wide}`}>
				<NoteEditor note={note} close={() => setEditing(false)} />
			</li>
		);
	return (
		<li className={`${classes.line} ${classes.wide}`}>
			<div className={classes.value}>
				<div className={classes.text}>{note.body}</div>
				<Text size="xs" c="dimmed">
					{note.created_by
						? say('note_by', { who: note.created_by, when: format.moment(note.created_at) })
						: format.moment(note.created_at)}
				</Text>
			</div>
			{editable && (
				<Group gap={2} wrap="nowrap" className={classes.tools}>
					<ActionIcon variant="subtle" color="gray" aria-label={common('edit')} onClick={() => setEditing(true)}>
						<IconPencil size={16} />
					</ActionIcon>
					<ActionIcon variant="subtle" color="gray" aria-label={common('remove')} loading={remove.isPending} onClick={ask}>
						<IconTrash size={16} />
					</ActionIcon>
				</Group>
			)}
		</li>
	);
}
