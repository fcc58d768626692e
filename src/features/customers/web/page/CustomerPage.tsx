// The page of one customer.
import { Alert, Button, Stack, Tabs, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconTrash, IconUserOff } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Problem } from '../../../../client.ts';
import { client } from '../../../../web/client.ts';
import { useMay } from '../../../../web/session.ts';
import { ButtonLink } from '../../../../web/shared/ButtonLink.tsx';
import { useExplain, useTell } from '../../../../web/shared/problem.ts';
import { Empty, Failed, Loading } from '../../../../web/shared/states.tsx';
import { NotFound } from '../../../../web/shell/pages.tsx';
import type { Profile } from '../../schema.ts';
import { profileQuery } from '../queries.ts';
import { useCustomerWords } from '../words.ts';
import { useHistoryWords } from '../words-history.ts';
import { Addresses } from './Addresses.tsx';
import { ContactPoints } from './ContactPoints.tsx';
import classes from './CustomerPage.module.css';
import { CustomerProvider, useCustomer } from './customer.tsx';
import { CustomAttributes, Details } from './Details.tsx';
import { Files } from './Files.tsx';
import { Header } from './Header.tsx';
import { History } from './History.tsx';
import { Notes } from './Notes.tsx';
import { Relationships } from './Relationships.tsx';
import { Statements } from './Statements.tsx';

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
	return <Loading lines={10} height={24} />;
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

function useRestore(id: number) {
	const tell = useTell();
	const queryClient = useQueryClient();
	return useMutation({
		mutationFn: () => client.customers.restoreCustomer({ params: { id } }),
		onSuccess: (profile: Profile) => {
			queryClient.setQueryData(profileQuery(id).queryKey, profile);
			void queryClient.invalidateQueries({ queryKey: ['customer', id] });
			void queryClient.invalidateQueries({ queryKey: ['customers'] });
		},
		onError: tell.failed,
	});
}

interface MissingProps {
	readonly cause: unknown;
	readonly id: number;
	readonly retry: () => void;
}

function Missing({ cause, id, retry }: MissingProps) {
	const say = useCustomerWords();
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
			{explain(cause)}
		</Empty>
	);
}

function Profiled() {
	const say = useCustomerWords();
	const history = useHistoryWords();
	const may = useMay();
	const { tab } = useSearch({ from: '/app/customers/$id' });
	const navigate = useNavigate({ from: '/customers/$id' });
	const { profile } = useCustomer();
	const restore = useRestore(profile.id);
	return (
		<Stack gap="md" className={classes.page}>
			<Header />
			{profile.state === 'deleted' && (
				<Alert color="yellow" icon={<IconTrash aria-hidden="true" />} title={say('in_trash')}>
					{may('customers.delete') && (
						<Button size="xs" variant="default" loading={restore.isPending} onClick={() => restore.mutate()}>
							{say('restore')}
						</Button>
					)}
				</Alert>
			)}
			<Tabs
				value={tab ?? 'profile'}
				keepMounted={false}
				onChange={(next) => void navigate({ search: next === 'statements' || next === 'history' ? { tab: next } : {}, replace: true })}
			>
				<Tabs.List mb="md">
					<Tabs.Tab value="profile">{say('tab_profile')}</Tabs.Tab>
					<Tabs.Tab value="statements">{say('tab_statements')}</Tabs.Tab>
					<Tabs.Tab value="history">{history('tab')}</Tabs.Tab>
				</Tabs.List>
				<Tabs.Panel value="profile">
					<div className={classes.columns}>
						<Stack gap="md">
							<ContactPoints />
							<Details />
							<CustomAttributes />
						</Stack>
						<Stack gap="md">
							<Notes />
							<Files />
							<Addresses />
							<Relationships />
						</Stack>
					</div>
				</Tabs.Panel>
				<Tabs.Panel value="statements">
					<Statements />
				</Tabs.Panel>
				<Tabs.Panel value="history">
					<History />
				</Tabs.Panel>
			</Tabs>
		</Stack>
	);
}
