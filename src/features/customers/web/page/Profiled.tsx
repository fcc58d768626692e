// The parts of a customer's page, once the customer is read.
import { Alert, Button, Stack, Tabs } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { useFieldRights, useMay } from '../../../../web/session.ts';
import { later } from '../../../../web/shared/later.tsx';
import { Loading } from '../../../../web/shared/states.tsx';
import { PrivacyCard } from '../../../privacy/web/PrivacyCard.tsx';
import { useCustomerWords } from '../words.ts';
import { useHistoryWords } from '../words-history.ts';
import { useNetworkWords } from '../words-page.ts';
import { Addresses } from './Addresses.tsx';
import { ContactPoints } from './ContactPoints.tsx';
import classes from './CustomerPage.module.css';
import { useCustomer } from './customer.tsx';
import { CustomAttributes, Details } from './Details.tsx';
import { Files } from './Files.tsx';
import { Header } from './Header.tsx';
import { History } from './History.tsx';
import { Notes, noteField, usePhone } from './Notes.tsx';
import { PhoneNote } from './PhoneNote.tsx';
import { Relationships } from './Relationships.tsx';
import { Statements } from './Statements.tsx';
import { useCustomerCommands } from './useCustomerCommands.ts';
import { useRestore } from './useRestore.ts';

const Network = later(() => import('./network/Network.tsx').then((module) => module.Network));

const tabs = ['statements', 'history', 'network'] as const;

export function Profiled() {
	const say = useCustomerWords();
	const history = useHistoryWords();
	const network = useNetworkWords();
	const may = useMay();
	const { tab } = useSearch({ from: '/app/customers/$id' });
	const navigate = useNavigate({ from: '/customers/$id' });
	const { profile, editable } = useCustomer();
	const { writes } = useFieldRights();
	const notes = editable && writes('personal');
	const restore = useRestore(profile.id);
	const phone = usePhone();
	const [writing, setWriting] = useState(false);
	const show = (next: string | null) => {
		const chosen = tabs.find((one) => one === next);
		void navigate({ search: chosen ? { tab: chosen } : {}, replace: true });
	};
	useCustomerCommands(() => {
		if (phone) return setWriting(true);
		show('profile');
		// The field is there once the tab is drawn.
		requestAnimationFrame(() => document.getElementById(noteField)?.focus());
	});
	return (
		<Stack gap="md" className={classes.page} data-bar={(phone && notes) || undefined}>
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
			<Tabs value={tabs.find((one) => one === tab) ?? 'profile'} keepMounted={false} onChange={show}>
				<Tabs.List mb="md" className={classes.tabs}>
					<Tabs.Tab value="profile">{say('tab_profile')}</Tabs.Tab>
					<Tabs.Tab value="network">{network('tab')}</Tabs.Tab>
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
							<Notes below />
							<Relationships />
							<Addresses />
							<Files />
							<PrivacyCard />
						</Stack>
					</div>
				</Tabs.Panel>
				<Tabs.Panel value="network">
					<Suspense fallback={<Loading lines={6} />}>
						<Network />
					</Suspense>
				</Tabs.Panel>
				<Tabs.Panel value="statements">
					<Statements />
				</Tabs.Panel>
				<Tabs.Panel value="history">
					<History />
				</Tabs.Panel>
			</Tabs>
			{phone && notes && <PhoneNote opened={writing} open={() => setWriting(true)} close={() => setWriting(false)} />}
		</Stack>
	);
}
