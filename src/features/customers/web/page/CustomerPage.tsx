// The page of one customer.
import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconTrash, IconUserOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Problem } from '../../../../client.ts';
import { useMay } from '../../../../web/session.ts';
import { ButtonLink } from '../../../../web/shared/ButtonLink.tsx';
import { Mark } from '../../../../web/shared/Mark.tsx';
import { useExplain } from '../../../../web/shared/problem.ts';
import { Empty, Failed, Loading } from '../../../../web/shared/states.tsx';
import { useTitle } from '../../../../web/shared/title.ts';
import { NotFound } from '../../../../web/shell/pages.tsx';
import type { Profile } from '../../schema.ts';
import { listedRow } from '../list/useCustomers.ts';
import { profileQuery } from '../queries.ts';
import { useCustomerWords } from '../words.ts';
import { usePageWords } from '../words-page.ts';
import classes from './CustomerPage.module.css';
import { CustomerProvider } from './customer.tsx';
import { BackToList } from './Header.tsx';
import { Profiled } from './Profiled.tsx';
import { useRestore } from './useRestore.ts';

export function CustomerPage() {
	const { id: text } = useParams({ from: '/app/customers/$id' });
	const id = Number(text);
	if (!Number.isSafeInteger(id) || id < 1) return <NotFound />;
	return <OneCustomer key={id} id={id} />;
}

function OneCustomer({ id }: { readonly id: number }) {
	const say = useCustomerWords();
	const navigate = useNavigate();
	const customer = useQuery(profileQuery(id));
	// The browser follows the 308 of a merged customer by itself; an answer without an address names the survivor in its body.
	const survivor = customer.data && customer.data.id !== id ? customer.data.id : survivorOf(customer.error);
	// What was shown last stays where the customer goes while the page is open: somebody may be typing.
	const [last, setLast] = useState<Profile | null>(null);
	if (customer.data?.id === id && customer.data !== last) setLast(customer.data);

	useEffect(() => {
		if (survivor === null || last !== null) return;
		notifications.show({ message: say('merged') });
		void navigate({ to: '/customers/$id', params: { id: String(survivor) }, search: {}, replace: true });
	}, [survivor, last, navigate, say]);

	const gone = survivor !== null || isGone(customer.error);
	if (last !== null)
		return (
			<CustomerProvider profile={last}>
				{gone && <WentAway survivor={survivor} cause={customer.error} id={id} />}
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

/** The customer is in the trash, erased, or out of sight. */
const isGone = (cause: unknown): boolean => cause instanceof Problem && (cause.status === 404 || cause.status === 410);

interface WentAwayProps {
	readonly survivor: number | null;
	readonly cause: unknown;
	readonly id: number;
}

/** Says at once that the customer on the page is no longer there, and leads to the one that is left; what was typed stays below. */
function WentAway({ survivor, cause, id }: WentAwayProps) {
	const say = useCustomerWords();
	const may = useMay();
	const restore = useRestore(id);
	const inTrash = cause instanceof Problem && cause.document.state === 'deleted';
	return (
		<Alert
			color="yellow"
			role="alert"
			className={classes.away}
			icon={survivor === null && inTrash ? <IconTrash aria-hidden="true" /> : <IconUserOff aria-hidden="true" />}
			title={say(survivor !== null ? 'went_merged' : inTrash ? 'went_trash' : 'went_gone')}
		>
			<Text size="sm" mb="xs">
				{say('went_typed')}
			</Text>
			{survivor !== null ? (
				<ButtonLink size="xs" variant="default" to="/customers/$id" params={{ id: String(survivor) }} search={{}}>
					{say('went_left')}
				</ButtonLink>
			) : inTrash && may('customers.delete') ? (
				<Button size="xs" variant="default" loading={restore.isPending} onClick={() => restore.mutate()}>
					{say('restore')}
				</Button>
			) : (
				<ButtonLink size="xs" variant="default" to="/customers" search={{}}>
					{say('back')}
				</ButtonLink>
			)}
		</Alert>
	);
}

function survivorOf(cause: unknown): number | null {
	if (!(cause instanceof Problem) || cause.status !== 308) return null;
	const golden = Number(cause.document.golden_id);
	return Number.isSafeInteger(golden) && golden > 0 ? golden : null;
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
