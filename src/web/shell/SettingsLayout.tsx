// Settings: a list of their pages beside the page.
import { Link, Outlet } from '@tanstack/react-router';
import { useMay } from '../session.ts';
import { useShellWords } from '../words.ts';
import classes from './SettingsLayout.module.css';

export function SettingsLayout() {
	const say = useShellWords();
	const may = useMay();
	const pages = [
		{ to: '/settings/account', label: say('settings_account'), shown: true },
		{ to: '/settings/users', label: say('settings_users'), shown: may('settings.read') },
		{ to: '/settings/keys', label: say('settings_keys'), shown: true },
		{ to: '/settings/attributes', label: say('settings_attributes'), shown: may('settings.read') },
		{ to: '/settings/tags', label: say('settings_tags'), shown: may('settings.read') },
		{ to: '/settings/sources', label: say('settings_sources'), shown: may('settings.read') },
	] as const;
	return (
		<div className={classes.frame}>
			<nav className={classes.pages} aria-label={say('settings')}>
				{pages
					.filter(({ shown }) => shown)
					.map(({ to, label }) => (
						<Link key={to} to={to} className={classes.page} activeProps={{ 'data-active': true }}>
							{label}
						</Link>
					))}
			</nav>
			<div className={classes.body}>
				<Outlet />
			</div>
		</div>
	);
}
