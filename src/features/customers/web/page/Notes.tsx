// Notes: write one, change or remove it.
import { ActionIcon, Button, Group, Text, Textarea } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import type { z } from 'zod';
import { client } from '../../../../web/client.ts';
import { useDraft, useHasDraft } from '../../../../web/draft.ts';
import { useConfirm } from '../../../../web/shared/confirm.tsx';
import { useFormat } from '../../../../web/shared/format.ts';
import { useExplain, useTell } from '../../../../web/shared/problem.ts';
import { useCommonWords } from '../../../../web/words.ts';
import type { noteRow } from '../../schema.ts';
import { useCustomerWords } from '../words.ts';
import { Card } from './Card.tsx';
import { useCustomer } from './customer.tsx';
import classes from './Lines.module.css';

type Note = z.output<typeof noteRow>;

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

const draftName = (customer_id: number, note_id: number | 'new' = 'new') => `customer:${customer_id}:note:${note_id}`;

function NoteEditor({ note, close }: { readonly note?: Note; readonly close?: () => void }) {
	const say = useCustomerWords();
	const common = useCommonWords();
	const explain = useExplain();
	const { profile, reread, write } = useCustomer();
	const [base] = useState(note);
	const [body, setBody, draft] = useDraft(draftName(profile.id, note?.id), base?.body ?? '');
	const { id } = profile;
	const add = () => client.customers.addNote({ params: { id }, body: { body } });
	const change = ({ id: note_id, version }: Note) => client.customers.updateNote({ params: { id, note_id }, body: { body } }, { version });
	const save = useMutation({
		mutationFn: async () => {
			if (!base) return add();
			await write(
				() => change(base),
				({ notes }) => {
					const stands = notes.find((one) => one.id === base.id);
					const sides = { label: say('notes'), theirs: stands?.body ?? say('removed'), mine: body };
					return { send: () => (stands ? change(stands) : add()), sides };
				},
			);
		},
		onSuccess: async () => {
			await reread();
			setBody('');
			end();
		},
	});
	const end = () => {
		draft.clear();
		close?.();
	};
	const onKey = (event: KeyboardEvent) => {
		if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && body.trim()) save.mutate();
		if (event.key === 'Escape' && close) end();
	};
	return (
		<div>
			<Textarea
				dir="auto"
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
						<Button size="xs" variant="default" onClick={end}>
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
	const { profile, editable, reread, write } = useCustomer();
	const unfinished = useHasDraft(draftName(profile.id, note.id));
	const [editing, setEditing] = useState(unfinished && editable);
	const removed = ({ id: note_id, version }: Note) => client.customers.removeNote({ params: { id: profile.id, note_id } }, { version });
	const remove = useMutation({
		mutationFn: (base: Note) =>
			write(
				() => removed(base),
				({ notes }) => {
					const stands = notes.find(({ id }) => id === base.id);
					if (!stands) return null;
					return { send: () => removed(stands), sides: { label: say('notes'), theirs: stands.body, mine: say('removed') } };
				},
			),
		onSuccess: reread,
		onError: tell.failed,
	});
	const ask = () =>
		confirm({ title: say('note_remove'), body: say('note_remove_why'), action: common('remove'), onConfirm: () => remove.mutate(note) });
	if (editing)
		return (
			<li className={`${classes.line} ${classes.wide}`}>
				<NoteEditor note={note} close={() => setEditing(false)} />
			</li>
		);
	return (
		<li className={`${classes.line} ${classes.wide}`}>
			<div className={classes.value}>
				<div className={classes.text} dir="auto">
					{note.body}
				</div>
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
