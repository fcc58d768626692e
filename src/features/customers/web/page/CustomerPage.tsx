// The page of one customer.
import { Button, Group, Stack, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconTrash, IconUserOff } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Problem } from '../../../../client.ts';
import { useMay } from '../../../../web/session.ts';
import { ButtonLink } from '../../../../web/shared/ButtonLink.tsx';
import { Mark } from '../../../../web/shared/Mark.tsx';
import { useExplain } from '../../../../web/shared/problem.ts';
import { Empty, Failed, Loading } from '../../../../web/shared/states.tsx';
import { useTitle } from '../../../../web/shared/title.ts';
import { NotFound } from '../../../../web/shell/pages.tsx';
import { listedRow } from '../list/useCustomers.ts';
import { useCustomerWords } from '../words.ts';
import { usePageWords } from '../words-page.ts';
import classes from './CustomerPage.module.css';
import { CustomerProvider } from './customer.tsx';
import { BackToList } from './Header.tsx';
import { Profiled } from './Profiled.tsx';
import { useRestore } from './useRestore.ts';
import { useShownCustomer, WentAway } from './went-away.tsx';

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
	if (customer.isError) return <Missing cause={customer.error} id={id} retry={() => void customer.refetch()} />;
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

interface MissingProps {
	readonly cause: unknown;
	readonly id: number;
	readonly retry: () => void;
}

function Missing({ cause, id, retry }: MissingProps) {
	const say = useCustomerWords();
	const page = usePageWords();
	const explain = useExplain();
	const may = useMay();
	const restore = useRestore(id);
	const status = cause instanceof Problem ? cause.status : 0;
	if (status !== 404 && status !== 410) return <Failed cause={cause} retry={retry} />;
	const inTrash = cause instanceof Problem && cause.document.state === 'deleted';
	return (
		<Empty
			icon={inTrash ? <IconTrash /> : <IconUserOff />}
			order={1}
			title={inTrash ? say('in_trash') : say('gone')}
			action={
				<>
					{inTrash && may('customers.delete') && (
						<Button loading={restore.isPending} onClick={() => restore.mutate()}>
							{say('restore')}
						</Button>
					)}
					<ButtonLink variant="default" to="/customers" search={{}}>
						{say('back')}
					</ButtonLink>
				</>
			}
		>
			{inTrash ? page('trash_why') : explain(cause)}
		</Empty>
	);
}
