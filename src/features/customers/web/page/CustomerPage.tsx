// The page of one customer.
import { Group, Stack, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Mark } from '../../../../web/shared/Mark.tsx';
import { Loading } from '../../../../web/shared/states.tsx';
import { useTitle } from '../../../../web/shared/title.ts';
import { NotFound } from '../../../../web/shell/pages.tsx';
import { listedRow } from '../list/useCustomers.ts';
import { useCustomerWords } from '../words.ts';
import classes from './CustomerPage.module.css';
import { CustomerProvider } from './customer.tsx';
import { BackToList } from './Header.tsx';
import { Profiled } from './Profiled.tsx';
import { Missing, useShownCustomer, WentAway } from './went-away.tsx';

export function CustomerPage() {
	const { id: text } = useParams({ from: '/app/customers/$id' });
	const id = Number(text);
	if (!Number.isSafeInteger(id) || id < 1) return <NotFound />;
	return <OneCustomer key={id} id={id} />;
}

function OneCustomer({ id }: { readonly id: number }) {
	const say = useCustomerWords();
	const navigate = useNavigate();
	const { customer, survivor, last, gone } = useShownCustomer(id);

	useEffect(() => {
		if (survivor === null || last !== null) return;
		notifications.show({ message: say('merged') });
		void navigate({ to: '/customers/$id', params: { id: String(survivor) }, search: {}, replace: true });
	}, [survivor, last, navigate, say]);

	if (last !== null)
		return (
			<CustomerProvider profile={last}>
				{gone && (
					<div className={classes.away}>
						<WentAway survivor={survivor} cause={customer.error} id={id} />
					</div>
				)}
				<Profiled />
			</CustomerProvider>
		);
	if (customer.isError) return <Missing cause={customer.error} id={id} order={1} retry={() => void customer.refetch()} />;
	return <OnTheWay id={id} />;
}

/** Until the customer is read: the name, where the list has it already, and grey bars only for who waits long. */
function OnTheWay({ id }: { readonly id: number }) {
	const row = listedRow(id);
	const name = row?.name || row?.company;
	useTitle(name ?? undefined);
	return (
		<Stack gap="md" className={classes.page}>
			<BackToList />
			{name && (
				<Group gap="sm">
					<Mark name={name} size={56} square={row.kind === 'organisation'} />
					<Title order={1}>{name}</Title>
				</Group>
			)}
			<div className={classes.late}>
				<Loading lines={10} height={24} />
			</div>
		</Stack>
	);
}
