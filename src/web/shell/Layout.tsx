// The frame around every page behind the sign-in: navigation at the left on wide screens, at the bottom on narrow ones.
import { ActionIcon, Kbd, UnstyledButton } from '@mantine/core';
import { IconDownload, IconSearch, IconSettings, IconUpload, IconUsers } from '@tabler/icons-react';
import { Link, Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useMay } from '../session.ts';
import { useShellWords } from '../words.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { Brand } from './Brand.tsx';
import classes from './Layout.module.css';
import { useSearchKey } from './search-key.ts';

const SearchDialogue = lazy(() => import('./SearchDialogue.tsx').then((module) => ({ default: module.SearchDialogue })));

function focusMain(): void {
	document.getElementById('main')?.focus();
}

export function Layout() {
	const say = useShellWords();
	const may = useMay();
	const [asked, setAsked] = useState(0);
	const search = () => setAsked((times) => times + 1);
	useSearchKey(search);
	const places = [
		{ to: '/customers', label: say('customers'), icon: IconUsers, shown: may('customers.read') },
		{ to: '/imports', label: say('imports'), icon: IconUpload, shown: may('imports.run') },
		{ to: '/exports', label: say('exports'), icon: IconDownload, shown: may('exports.run') },
		{ to: '/settings', label: say('settings'), icon: IconSettings, shown: true },
	] as const;
	return (
		<div className={classes.frame}>
			<button type="button" className={classes.skip} onClick={focusMain}>
				{say('skip')}
			</button>
			<nav className={classes.side} aria-label={say('navigation')}>
				<Brand />
				<UnstyledButton className={classes.search} onClick={search}>
					<IconSearch size={16} aria-hidden="true" />
					<span>{say('search')}</span>
					<Kbd size="xs" aria-hidden="true">
						Ctrl K
					</Kbd>
				</UnstyledButton>
				<div className={classes.narrowTools}>
					<ActionIcon variant="subtle" color="gray" size="lg" aria-label={say('search_long')} onClick={search}>
						<IconSearch size={20} />
					</ActionIcon>
					<AccountMenu compact />
				</div>
				<div className={classes.places}>
					{places
						.filter(({ shown }) => shown)
						.map(({ to, label, icon: Icon }) => (
							<Link key={to} to={to} className={classes.place} activeProps={{ 'data-active': true }}>
								<Icon size={18} aria-hidden="true" />
								<span>{label}</span>
							</Link>
						))}
				</div>
				<div className={classes.foot}>
					<AccountMenu />
				</div>
			</nav>
			<main id="main" className={classes.main} tabIndex={-1}>
				<Outlet />
			</main>
			{asked > 0 && (
				<Suspense fallback={null}>
					<SearchDialogue asked={asked} />
				</Suspense>
			)}
		</div>
	);
}
