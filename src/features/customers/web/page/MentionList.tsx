// The colleagues that @ offers below the field of a note: chosen with the arrow keys or a press.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { Mark } from '../../../../web/shared/Mark.tsx';
import { useSettled } from '../../../../web/shared/settled.ts';
import { peopleQuery } from '../../../access/web/person-query.ts';
import { usePageWords } from '../words-page.ts';
import { labelFor, type Named, typedMention } from './mention-text.ts';
import classes from './Notes.module.css';

/** How many are offered at once. */
const most = 6;

/**
 * What a text field needs to offer colleagues.
 * @param shown what stands in the field
 * @param change takes what stands there after one was chosen, and all who were
 */
export function useMentions(shown: string, chosen: readonly Named[], change: (next: string, chosen: readonly Named[]) => void) {
	const list = useId();
	const field = useRef<HTMLTextAreaElement>(null);
	const [caret, setCaret] = useState<number | null>(null);
	const [closedAt, setClosedAt] = useState<number | null>(null);
	const [active, setActive] = useState(0);
	const typed = caret === null ? null : typedMention(shown, caret);
	const typing = typed !== null && typed.at !== closedAt && !chosen.some(({ name }) => name === typed.search.trim());
	const search = useSettled(typed?.search ?? '', 100);
	const found = useQuery({ ...peopleQuery(search), enabled: typing, placeholderData: keepPreviousData }).data?.items;
	// Words after a name that was only typed are words: the list goes as soon as nobody is called so.
	const open = typing && found !== undefined && (found.length > 0 || !typed.search.includes(' '));
	const people = open ? found.slice(0, most) : [];
	const at = Math.min(active, Math.max(0, people.length - 1));

	const choose = (person: Named) => {
		if (!typed || caret === null) return;
		const name = labelFor(person, chosen);
		const before = `${shown.slice(0, typed.at)}@${name} `;
		change(before + shown.slice(caret).replace(/^ /, ''), [...chosen, { id: person.id, name }]);
		setCaret(before.length);
		setClosedAt(typed.at);
		requestAnimationFrame(() => {
			field.current?.focus();
			field.current?.setSelectionRange(before.length, before.length);
		});
	};

	return {
		open,
		people,
		list,
		at,
		choose,
		onCaret: (element: HTMLTextAreaElement) => {
			field.current = element;
			if (element.selectionStart === caret) return;
			setCaret(element.selectionStart);
			setActive(0);
			if (typedMention(element.value, element.selectionStart)?.at !== closedAt) setClosedAt(null);
		},
		leave: () => setCaret(null),
		/** True where the key was meant for the list. */
		onKey: (event: KeyboardEvent): boolean => {
			if (!open || event.ctrlKey || event.metaKey) return false;
			const person = people[at];
			if (event.key === 'Escape') setClosedAt(typed!.at);
			else if ((event.key === 'Enter' || event.key === 'Tab') && person) choose(person);
			else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && people.length > 0)
				setActive((at + (event.key === 'ArrowDown' ? 1 : people.length - 1)) % people.length);
			else return false;
			event.preventDefault();
			event.stopPropagation();
			return true;
		},
		/** What the field tells screen readers. */
		told: {
			'aria-autocomplete': 'list',
			'aria-controls': open && people.length > 0 ? list : undefined,
			'aria-activedescendant': people[at] ? `${list}-${people[at].id}` : undefined,
		} as const,
	};
}

export function MentionList({ mentions }: { readonly mentions: ReturnType<typeof useMentions> }) {
	const say = usePageWords();
	const { open, people, list, at, choose } = mentions;
	return (
		<>
			<span role="status" className="visually-hidden">
				{open && (people.length > 0 ? say('mention_found', { count: people.length }) : say('mention_none'))}
			</span>
			{open && people.length === 0 && <div className={classes.offered}>{say('mention_none')}</div>}
			{people.length > 0 && (
				<div id={list} role="listbox" aria-label={say('mention_list')} className={classes.offered}>
					{people.map((person, place) => (
						// biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the active one
						// biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the field
						<div
							key={person.id}
							id={`${list}-${person.id}`}
							role="option"
							aria-selected={place === at}
							className={classes.option}
							// The field keeps the focus.
							onMouseDown={(event) => event.preventDefault()}
							onClick={() => choose(person)}
						>
							<Mark name={person.name} size={20} />
							<span>{person.name}</span>
						</div>
					))}
				</div>
			)}
		</>
	);
}
