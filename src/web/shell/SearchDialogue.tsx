// Search from anywhere: customers as one types, pages and actions.
import '@mantine/spotlight/styles.css';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { IconArrowRight, IconBuilding, IconSearch, IconUser } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { searchQuery } from '../../features/customers/web/queries.ts';
import { useMay } from '../session.ts';
import { useSettled } from '../shared/settled.ts';
import { useCommonWords, useShellWords } from '../words.ts';

/** Below all pages that stand in the navigation, with what is often done. */
function usePlaces() {
	const say = useShellWords();
	const may = useMay();
	const all = [
		{ to: '/customers', label: say('customers'), shown: may('customers.read') },
		{ to: '/customers?dialog=new', label: say('new_customer'), shown: may('customers.write') },
		{ to: '/customers?state=deleted', label: say('trash'), shown: may('customers.read') },
		{ to: '/imports/new', label: say('new_import'), shown: may('imports.run') },
		{ to: '/imports', label: say('imports'), shown: may('imports.run') },
		{ to: '/exports', label: say('exports'), shown: may('exports.run') },
		{ to: '/settings/account', label: say('settings_account'), shown: true },
		{ to: '/settings/users', label: say('settings_users'), shown: may('settings.read') },
		{ to: '/settings/keys', label: say('settings_keys'), shown: true },
		{ to: '/settings/attributes', label: say('settings_attributes'), shown: may('settings.read') },
		{ to: '/settings/tags', label: say('settings_tags'), shown: may('settings.read') },
		{ to: '/settings/sources', label: say('settings_sources'), shown: may('settings.read') },
	];
	return all.filter(({ shown }) => shown);
}

/** Opens whenever `asked` counts up; stays mounted so that focus goes back to where it was. */
export function SearchDialogue({ asked }: { readonly asked: number }) {
	const say = useShellWords();
	const common = useCommonWords();
	const navigate = useNavigate();
	const [text, setText] = useState('');
	const term = useSettled(text.trim(), 120);
	const places = usePlaces().filter(({ label }) => label.toLowerCase().includes(text.trim().toLowerCase()));
	const found = useQuery({ ...searchQuery(term), enabled: term !== '', placeholderData: keepPreviousData });
	const customers = text.trim() === '' ? [] : (found.data?.items ?? []);
	useEffect(() => {
		if (asked > 0) spotlight.open();
	}, [asked]);

	const go = (to: string) => void navigate({ href: to });

	return (
		<Spotlight.Root
			query={text}
			onQueryChange={setText}
			lockScroll={false}
			shortcut={null}
			scrollable
			maxHeight={420}
			aria-label={say('search_long')}
		>
			<Spotlight.Search
				placeholder={say('search_long')}
				aria-label={say('search_long')}
				leftSection={<IconSearch size={18} aria-hidden="true" />}
			/>
			<Spotlight.ActionsList>
				{customers.length > 0 && (
					<Spotlight.ActionsGroup label={say('search_customers')}>
						{customers.map((customer) => (
							<Spotlight.Action
								key={customer.id}
								label={customer.name ?? `#${customer.id}`}
								description={[customer.company, customer.phone, customer.email, customer.city].filter(Boolean).join(' · ')}
								leftSection={
									customer.kind === 'organisation' ? (
										<IconBuilding size={18} aria-hidden="true" />
									) : (
										<IconUser size={18} aria-hidden="true" />
									)
								}
								onClick={() => go(`/customers/${customer.id}`)}
							/>
						))}
					</Spotlight.ActionsGroup>
				)}
				{places.length > 0 && (
					<Spotlight.ActionsGroup label={say('search_pages')}>
						{places.map(({ to, label }) => (
							<Spotlight.Action
								key={to}
								label={label}
								leftSection={<IconArrowRight size={18} aria-hidden="true" />}
								onClick={() => go(to)}
							/>
						))}
					</Spotlight.ActionsGroup>
				)}
				{customers.length === 0 && places.length === 0 && (
					<Spotlight.Empty>
						{found.isFetching || term !== text.trim() ? common('loading') : say('search_nothing', { text: text.trim() })}
					</Spotlight.Empty>
				)}
			</Spotlight.ActionsList>
		</Spotlight.Root>
	);
}
