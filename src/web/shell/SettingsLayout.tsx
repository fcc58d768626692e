// Settings: a list of their pages beside the page.
import { Link, Outlet } from '@tanstack/react-router';
import { useSpoken } from '../i18n.ts';
import { useShellWords } from '../words.ts';
import { settingsPages, usePermitted } from './places.ts';
import classes from './SettingsLayout.module.css';

export function SettingsLayout() {
	const say = useShellWords();
	const speak = useSpoken();
	return (
		<div className={classes.frame}>
			<nav className={classes.pages} aria-label={say('settings')}>
				{usePermitted(settingsPages).map(({ to, words, icon: Icon }) => (
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
