// On a phone: the place to write a note, at the bottom of the page where the thumb is.
import { Modal, UnstyledButton } from '@mantine/core';
import { IconNote } from '@tabler/icons-react';
import { useHasDraft } from '../../../../web/draft.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { useCustomerWords } from '../words.ts';
import { usePageWords } from '../words-page.ts';
import classes from './CustomerPage.module.css';
import { useCustomer } from './customer.tsx';
import { NoteEditor, noteDraft } from './NoteEditor.tsx';

interface PhoneNoteProps {
	readonly opened: boolean;
	readonly open: () => void;
	readonly close: () => void;
}

export function PhoneNote({ opened, open, close }: PhoneNoteProps) {
	const say = useCustomerWords();
	const page = usePageWords();
	const common = useCommonWords();
	const { profile } = useCustomer();
	const unfinished = useHasDraft(noteDraft(profile.id));
	return (
		<>
			<UnstyledButton className={classes.note} onClick={open}>
				<IconNote size={18} stroke={1.75} aria-hidden="true" />
				{page('note_write')}
				{unfinished && <span className={classes.unfinished} />}
			</UnstyledButton>
			<Modal opened={opened} onClose={close} title={say('add_note')} closeButtonProps={{ 'aria-label': common('close') }}>
				<div className={classes.sheet}>
					<NoteEditor autoFocus close={close} />
				</div>
			</Modal>
		</>
	);
}
