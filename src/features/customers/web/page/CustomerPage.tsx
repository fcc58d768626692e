// The page of one customer.
import { Alert, Button, Stack, Tabs } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconTrash, IconUserOff } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
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
import { Addresses } from './Addresses.tsx';
import { ContactPoints } from './ContactPoints.tsx';
import classes from './CustomerPage.module.css';
import { CustomerProvider, useCustomer } from './customer.tsx';
import { CustomAttributes, Details } from './Details.tsx';
import { Files } from './Files.tsx';
import { Header } from './Header.tsx';
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

	useEffect(() => {
		if (survivor === null) return;
		notifications.show({ message: say('merged') });
		void navigate({ to: '/customers/$id', params: { id: String(survivor) }, search: {}, replace: true });
	}, [survivor, navigate, say]);

	if (customer.isPending || survivor !== null) return <Loading lines={10} height={24} />;
	if (customer.isError) return <Missing cause={customer.error} id={id} retry={() => void customer.refetch()} />;
	return (
		<CustomerProvider profile={customer.data}>
			<Profiled />
		</CustomerProvider>
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
				onChange={(next) => void navigate({ search: next === 'statements' ? { tab: 'statements' } : {}, replace: true })}
			>
				<Tabs.List mb="md">
					<Tabs.Tab value="profile">{say('tab_profile')}</Tabs.Tab>
					<Tabs.Tab value="statements">{say('tab_statements')}</Tabs.Tab>
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
			</Tabs>
		</Stack>
	);
}
