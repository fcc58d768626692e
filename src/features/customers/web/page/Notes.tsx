// Notes: write one, change or remove it; colleagues who are mentioned show under the name they have today.
import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { memo, useState } from 'react';
import { client } from '../../../../web/client.ts';
import { useHasDraft } from '../../../../web/draft.ts';
import { useFieldRights } from '../../../../web/session.ts';
import { useFormat } from '../../../../web/shared/format.ts';
import { useTell } from '../../../../web/shared/problem.ts';
import { RelativeTime } from '../../../../web/shared/RelativeTime.tsx';
import { Failed } from '../../../../web/shared/states.tsx';
import { personQuery } from '../../../access/web/person-query.ts';
import { partsOf, plainOf } from '../../mentions.ts';
import { notesQuery } from '../queries.ts';
import { useCustomerWords } from '../words.ts';
import { usePageWords } from '../words-page.ts';
import { Card } from './Card.tsx';
import { useCustomer } from './customer.tsx';
import { Folded } from './Folded.tsx';
import classes from './Lines.module.css';
import { Masked } from './Masked.tsx';
import { type Note, NoteEditor, noteDraft } from './NoteEditor.tsx';
import own from './Notes.module.css';

/** A phone: notes are written at the bottom of the page, where the thumb is. */
export const usePhone = (): boolean => useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false }) ?? false;

/** The field for a new note: commands lead there. */
export const noteField = 'customer-new-note';

/** Notes shown before one asks for more, and the most that come with the customer. */
const few = 20;
const most = 100;

/** @param below whether a bar at the bottom of a phone takes new notes */
export function Notes({ below = false }: { readonly below?: boolean }) {
	const say = useCustomerWords();
	const { profile, editable: changeable } = useCustomer();
	const { writes, hides } = useFieldRights();
	const editable = changeable && writes('personal');
	const phone = usePhone();
	const page = usePageWords();
	const [all, setAll] = useState(false);
	const known = profile.notes;
	// The customer brings the latest ones; beyond that they are read page by page.
	const paged = useInfiniteQuery({ ...notesQuery(profile.id), enabled: all && known.length >= most });
	const shown = all ? (paged.data?.pages.flatMap(({ items }) => items) ?? known) : known.slice(0, few);
	const more = all ? paged.hasNextPage || paged.isLoading : known.length > few;
	if (hides('personal')) return null;
	return (
		<Card title={say('notes')}>
			{editable && !(below && phone) && <NoteEditor id={noteField} />}
			{known.length === 0 && (
				<Text c="dimmed" mt="xs">
					{say('no_notes')}
				</Text>
			)}
			<ul className={classes.lines}>
				{shown.map((note) => (
					<Line key={note.id} note={note} />
				))}
			</ul>
			{paged.isError && <Failed cause={paged.error} retry={paged.refetch} />}
			{more && (
				<Button
					size="compact-sm"
					variant="subtle"
					ml={-8}
					loading={paged.isLoading || paged.isFetchingNextPage}
					onClick={() => (all ? void paged.fetchNextPage() : setAll(true))}
				>
					{page('notes_more')}
				</Button>
			)}
		</Card>
	);
}

/** The name of today; until it is read the one that stands in the text. */
function Mention({ user_id, name }: { readonly user_id: number; readonly name: string }) {
	const known = useQuery(personQuery(user_id)).data;
	return <span className={own.mention}>@{known?.name ?? name}</span>;
}

export function NoteText({ body }: { readonly body: string }) {
	return partsOf(body).map((part, place) =>
		// biome-ignore lint/suspicious/noArrayIndexKey: parts of one text never move
		typeof part === 'string' ? part : <Mention key={place} {...part} />,
	);
}

function useRemoval(note: Note) {
	const say = useCustomerWords();
	const page = usePageWords();
	const tell = useTell();
	const { profile, reread, write } = useCustomer();
	const params = { id: profile.id };
	const removed = ({ id: note_id, version }: Note) => client.customers.removeNote({ params: { ...params, note_id } }, { version });
	/** The removal stands in the history as the latest change of this text; that change is taken back. */
	const bringBack = async () => {
		try {
			const { items } = await client.customers.listChanges({ params, query: { kind: 'note', limit: 20 } });
			const removal = items.find(
				({ can_undo, changes }) => can_undo && changes.some(({ before, after }) => before === note.body && after === null),
			);
			if (removal) await client.customers.undoChange({ params: { ...params, change_id: removal.id } });
			await reread();
			tell.done(page('undone'));
		} catch (cause) {
			tell.failed(cause);
		}
	};
	return useMutation({
		mutationFn: () =>
			write(
				() => removed(note),
				({ notes }, cause) => {
					const stands = notes.find(({ id }) => id === note.id);
					// Gone; one beyond those that come with the customer is not known to be, and is told.
					if (!stands && cause.status === 412) throw cause;
					if (!stands) return null;
					return { send: () => removed(stands), sides: { label: say('notes'), theirs: plainOf(stands.body), mine: say('removed') } };
				},
			),
		onSuccess: async () => {
			await reread();
			tell.done(page('note_removed'), { label: page('undo'), act: () => void bringBack() });
		},
		onError: tell.failed,
	});
}

/** Drawn anew only where it changes: hundreds of lines may stand above the one that is added. */
const Line = memo(function Line({ note }: { readonly note: Note }) {
	const say = useCustomerWords();
	const page = usePageWords();
	const format = useFormat();
	const { profile, editable: changeable } = useCustomer();
	const { reads, writes } = useFieldRights();
	const editable = changeable && writes('personal');
	const unfinished = useHasDraft(noteDraft(profile.id, note.id));
	const [editing, setEditing] = useState(unfinished && editable);
	const remove = useRemoval(note);
	const who = note.created_by ?? format.date(note.created_at);
	if (editing)
		return (
			<li className={`${classes.line} ${classes.wide}`}>
				<NoteEditor note={note} close={() => setEditing(false)} />
			</li>
		);
	return (
		<li className={`${classes.line} ${classes.wide}`}>
			<div className={classes.value}>
				<div className={own.body} dir="auto">
					{reads('personal') ? (
						<Folded text={note.body}>
							<NoteText body={note.body} />
						</Folded>
					) : (
						<Masked field={`notes/${note.id}`} label={say('notes')} textOf={(value) => plainOf(String(value))}>
							{note.body}
						</Masked>
					)}
				</div>
				<div className={own.said}>
					{note.created_by && <span>{note.created_by}</span>}
					<RelativeTime at={note.created_at} />
					{note.edited_at && <span title={page('note_edited_at', { when: format.moment(note.edited_at) })}>({page('note_edited')})</span>}
				</div>
			</div>
			{editable && (
				<Group gap={2} wrap="nowrap" className={classes.tools}>
					<ActionIcon variant="subtle" color="gray" aria-label={page('note_edit', { who })} onClick={() => setEditing(true)}>
						<IconPencil size={16} />
					</ActionIcon>
					<ActionIcon
						variant="subtle"
						color="gray"
						aria-label={page('note_remove', { who })}
						loading={remove.isPending}
						onClick={() => remove.mutate()}
					>
						<IconTrash size={16} />
					</ActionIcon>
				</Group>
			)}
		</li>
	);
});
