// Settings: a list of their pages beside the page.
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useSpoken } from '../i18n.ts';
import { useShellWords } from '../words.ts';
import { type Place, settingsPages, usePermitted } from './places.ts';
import classes from './SettingsLayout.module.css';

export function SettingsLayout() {
	const say = useShellWords();
	return <PagesBeside label={say('settings')} places={settingsPages} />;
}

interface PagesBesideProps {
	readonly label: string;
	readonly places: Parameters<typeof usePermitted<Place>>[0];
}

/** Pages that belong together: their list beside the one that is open. */
export function PagesBeside({ label, places }: PagesBesideProps) {
	const speak = useSpoken();
	const pages = useRef<HTMLElement>(null);
	const { pathname } = useLocation();
	// Where the pages are a row that scrolls, the one that is open is in sight.
	// biome-ignore lint/correctness/useExhaustiveDependencies: when another page is opened
	useEffect(() => {
		const row = pages.current;
		const open = row?.querySelector<HTMLElement>('[data-active]');
		if (row && open) row.scrollLeft = open.offsetLeft - (row.clientWidth - open.offsetWidth) / 2;
	}, [pathname]);
	return (
		<div className={classes.frame}>
			<nav ref={pages} className={classes.pages} aria-label={label}>
				{usePermitted(places).map(({ to, words, icon: Icon }) => (
					<Link key={to} to={to} className={classes.page} activeProps={{ 'data-active': true }}>
						<Icon size={16} aria-hidden="true" />
						{speak(words)}
					</Link>
				))}
			</nav>
			<div className={classes.body}>
				<Outlet />
			</div>
		</div>
	);
}
