// Writing a note: @ offers colleagues to mention; what is typed is kept until it is saved.
import { Button, Group, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import type { z } from 'zod';
import { client } from '../../../../web/client.ts';
import { useDraft } from '../../../../web/draft.ts';
import { useFormat } from '../../../../web/shared/format.ts';
import { useExplain, useTell } from '../../../../web/shared/problem.ts';
import { useRequestKey } from '../../../../web/shared/request-key.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { plainOf } from '../../mentions.ts';
import type { noteRow } from '../../schema.ts';
import { useCustomerWords } from '../words.ts';
import { usePageWords } from '../words-page.ts';
import { useCustomer } from './customer.tsx';
import { MentionList, useMentions } from './MentionList.tsx';
import { bodyOf, type Named, namedIn } from './mention-text.ts';
import classes from './Notes.module.css';

export type Note = z.output<typeof noteRow>;

export const noteDraft = (customer_id: number, note_id: number | 'new' = 'new') => `customer:${customer_id}:note:${note_id}`;

interface NoteEditorProps {
	/** None: a new one. */
	readonly note?: Note;
	readonly close?: () => void;
	/** For commands that lead here. */
	readonly id?: string;
	readonly autoFocus?: boolean;
}

export function NoteEditor({ note, close, id: place, autoFocus }: NoteEditorProps) {
	const say = useCustomerWords();
	const page = usePageWords();
	const common = useCommonWords();
	const format = useFormat();
	const explain = useExplain();
	const tell = useTell();
	const { profile, reread, write } = useCustomer();
	const [base] = useState(note);
	const [body, setBody, draft] = useDraft(noteDraft(profile.id, note?.id), base?.body ?? '');
	const [chosen, setChosen] = useState(() => namedIn(body));
	const shown = plainOf(body);
	const change = (next: string, among: readonly Named[] = chosen) => {
		const all = [...among, ...namedIn(next)];
		setChosen(all);
		setBody(bodyOf(plainOf(next), all));
	};
	const mentions = useMentions(shown, chosen, change);
	const { id } = profile;
	/** Whom the answer names as not told: said once, since nothing else on the page tells. */
	const told = (saved: { readonly not_told: readonly number[] }) => {
		const names = saved.not_told.map((one) => chosen.find((person) => person.id === one)?.name ?? `#${one}`);
		if (names.length > 0) tell.done(page('mention_not_told', { who: format.list(names) }));
	};
	const { idempotencyKey, answered } = useRequestKey();
	const add = async () => told(await client.customers.addNote({ params: { id }, body: { body } }, { idempotencyKey }));
	const update = async ({ id: note_id, version }: Note) =>
		told(await client.customers.updateNote({ params: { id, note_id }, body: { body } }, { version }));
	const save = useMutation({
		mutationFn: async () => {
			if (!base) return add();
			await write(
				() => update(base),
				({ notes }, cause) => {
					const stands = notes.find((one) => one.id === base.id);
					// One beyond those that come with the customer still stands: what was typed stays, and is told.
					if (!stands && cause.status === 412) throw cause;
					const sides = { label: say('notes'), theirs: stands ? plainOf(stands.body) : say('removed'), mine: shown };
					return { send: () => (stands ? update(stands) : add()), sides };
				},
			);
		},
		onSettled: (_, cause) => answered(cause),
		onSuccess: async () => {
			await reread();
			setBody('');
			setChosen([]);
			end();
		},
	});
	const end = () => {
		draft.clear();
		close?.();
	};
	const onKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
		if (event.nativeEvent.isComposing || mentions.onKey(event)) return;
		if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && body.trim() && !save.isPending) save.mutate();
		if (event.key === 'Escape' && close) {
			event.stopPropagation();
			end();
		}
	};
	return (
		<div className={classes.editor}>
			<Textarea
				id={place}
				dir="auto"
				aria-label={note ? common('edit') : say('add_note')}
				placeholder={page('note_place')}
				autosize
				minRows={2}
				maxRows={16}
				data-autofocus={autoFocus || undefined}
				value={shown}
				// What is typed now would be neither in the note that is being saved nor after it.
				readOnly={save.isPending}
				error={save.isError && explain(save.error)}
				onChange={(event) => {
					change(event.currentTarget.value);
					mentions.onCaret(event.currentTarget);
				}}
				onSelect={(event) => mentions.onCaret(event.currentTarget)}
				onBlur={mentions.leave}
				onKeyDown={onKey}
				{...mentions.told}
			/>
			<MentionList mentions={mentions} />
			{(body !== '' || note || close) && (
				<Group justify="flex-end" gap="xs" mt="xs">
					{close && (
						<Button variant="default" onClick={end}>
							{common('cancel')}
						</Button>
					)}
					<Button loading={save.isPending} disabled={!body.trim()} onClick={() => save.mutate()}>
						{common('save')}
					</Button>
				</Group>
			)}
		</div>
	);
}
