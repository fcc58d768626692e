// The customer beside the list: who it is, how to reach him, what is known and noted, without leaving the list.
import { ActionIcon, Stack, Tooltip } from '@mantine/core';
import { IconArrowsDiagonal, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useSettled } from '../../../../web/shared/settled.ts';
import { Loading } from '../../../../web/shared/states.tsx';
import { Addresses } from '../page/Addresses.tsx';
import { ContactPoints } from '../page/ContactPoints.tsx';
import { CustomerProvider } from '../page/customer.tsx';
import { CustomAttributes, Details } from '../page/Details.tsx';
import { Header } from '../page/Header.tsx';
import { Notes } from '../page/Notes.tsx';
import { Missing, useShownCustomer, WentAway } from '../page/went-away.tsx';
import { useListWords } from '../words.ts';
import classes from './PeekPanel.module.css';

export function PeekPanel({ id, close }: { readonly id: number; readonly close: () => void }) {
	const say = useListWords();
	// Walking through the list with the arrow keys reads whom one stops at.
	const settled = useSettled(id, 60);
	const { customer, survivor, last, gone } = useShownCustomer(settled);
	// Of the customer before: shown until this one is read, so that nothing blinks while somebody walks.
	const before = last !== null && last.id !== settled;
	const seen = last !== null && !before;
	return (
		<aside className={classes.panel} aria-label={say('peek_title')}>
			<div className={classes.bar}>
				<Tooltip label={say('peek_open')}>
					<Link to="/customers/$id" params={{ id: String(id) }} search={{}} className={classes.open} aria-label={say('peek_open')}>
						<IconArrowsDiagonal size={16} aria-hidden="true" />
					</Link>
				</Tooltip>
				<ActionIcon variant="subtle" color="gray" aria-label={say('peek_close')} onClick={close}>
					<IconX size={16} />
				</ActionIcon>
			</div>
			{gone && (seen || survivor !== null) && <WentAway survivor={survivor} cause={customer.error} id={settled} />}
			{customer.isError && !(gone && seen) && survivor === null && (
				<Missing cause={customer.error} id={settled} retry={() => void customer.refetch()} />
			)}
			{last === null ? (
				customer.isPending && <Loading lines={10} height={24} />
			) : gone && before ? null : (
				<CustomerProvider key={last.id} profile={last}>
					<Stack gap="md" data-stale={before || undefined} className={classes.content}>
						<Header beside />
						<ContactPoints />
						<Details />
						<CustomAttributes />
						<Notes />
						<Addresses />
					</Stack>
				</CustomerProvider>
			)}
		</aside>
	);
}
