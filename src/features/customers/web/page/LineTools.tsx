// The tools of a line of the customer's page: change and remove, seen on pointing and on focus.
import { ActionIcon, Group } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useConfirm } from '../../../../web/shared/confirm.tsx';
import { useCommonWords } from '../../../../web/words.ts';
import { useCustomerWords } from '../words.ts';
import { useCustomer } from './customer.tsx';
import classes from './Lines.module.css';

interface LineToolsProps {
	/** What the line says, for screen readers and the question. */
	readonly name: string;
	/** What removing means. */
	readonly why: string;
	readonly edit: () => void;
	/** Carried out once the person has said so. */
	readonly remove: () => void;
	readonly removing: boolean;
	/** False where this person may not change what the line says. */
	readonly writable?: boolean;
}

export function LineTools({ name, why, edit, remove, removing, writable = true }: LineToolsProps) {
	const say = useCustomerWords();
	const common = useCommonWords();
	const confirm = useConfirm();
	const { editable } = useCustomer();
	if (!editable || !writable) return null;
	const ask = () => confirm({ title: say('remove_of', { name }), body: why, action: common('remove'), onConfirm: remove });
	return (
		<Group gap={2} wrap="nowrap" className={classes.tools}>
			<ActionIcon variant="subtle" color="gray" aria-label={say('edit_of', { name })} onClick={edit}>
				<IconPencil size={16} />
			</ActionIcon>
			<ActionIcon variant="subtle" color="gray" aria-label={say('remove_of', { name })} loading={removing} onClick={ask}>
				<IconTrash size={16} />
			</ActionIcon>
		</Group>
	);
}
