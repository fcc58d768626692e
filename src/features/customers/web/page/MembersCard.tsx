// A set of the customer on the page as a card: its first members, a button for the others, a dialogue to add or change one.
import { Text } from '@mantine/core';
import { Fragment, type ReactNode, useState } from 'react';
import { AddButton, Card } from './Card.tsx';
import { useCustomer } from './customer.tsx';
import classes from './Lines.module.css';
import { useFew } from './useFew.tsx';

interface MembersCardProps<M extends { readonly key: string }> {
	readonly title: string;
	/** The words of the button that adds one. */
	readonly add: string;
	/** What is said where there is none. */
	readonly none: string;
	readonly members: readonly M[];
	/** False where this person may not write members. */
	readonly writable?: boolean;
	/** Of each kind the first ones are shown. */
	readonly kindOf: (member: M) => string;
	readonly line: (member: M, edit: (member: M) => void) => ReactNode;
	/** Changes this one; adds one where none is given. */
	readonly dialogue: (member: M | undefined, close: () => void) => ReactNode;
}

export function MembersCard<M extends { readonly key: string }>(props: MembersCardProps<M>) {
	const { title, add, none, members, kindOf, line, dialogue, writable = true } = props;
	const { editable } = useCustomer();
	const [edited, setEdited] = useState<M | 'new' | null>(null);
	const [shown, more] = useFew(members, kindOf);
	return (
		<Card title={title} action={editable && writable && <AddButton onClick={() => setEdited('new')}>{add}</AddButton>}>
			{members.length === 0 && (
				<Text size="sm" c="dimmed">
					{none}
				</Text>
			)}
			<ul className={classes.lines}>
				{shown.map((member) => (
					<Fragment key={member.key}>{line(member, setEdited)}</Fragment>
				))}
			</ul>
			{more}
			{edited && dialogue(edited === 'new' ? undefined : edited, () => setEdited(null))}
		</Card>
	);
}
