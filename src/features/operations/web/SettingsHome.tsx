// The first page of the settings: what can be changed where, as far as this person may.
import { Stack, Text } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useSpoken } from '../../../web/i18n.ts';
import { useMay } from '../../../web/session.ts';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { settingsPages, usePermitted } from '../../../web/shell/places.ts';
import { useShellWords } from '../../../web/words.ts';
import classes from './SettingsHome.module.css';
import { useSettingsHomeWords } from './words.ts';

const abouts = [
	'account',
	'users',
	'roles',
	'teams',
	'access',
	'approvals',
	'keys',
	'webhooks',
	'attributes',
	'tags',
	'sources',
	'mappings',
	'appearance',
] as const;

export function SettingsHome() {
	const say = useSettingsHomeWords();
	const shell = useShellWords();
	const speak = useSpoken();
	const may = useMay();
	const pages = usePermitted(settingsPages);
	return (
		<Stack>
			<PageHead title={shell('settings')} lead={say('lead')} />
			<ul className={classes.list}>
				{pages.map(({ to, words, icon: Icon }) => {
					const about = abouts.find((one) => to === `/settings/${one}`);
					return (
						<li key={to}>
							<Link to={to} className={classes.page}>
								<Icon size={20} aria-hidden="true" />
								<span>
									<Text component="span" display="block" fw={500} size="sm">
										{speak(words)}
									</Text>
									{about && (
										<Text component="span" display="block" size="xs" c="dimmed">
											{say(about)}
										</Text>
									)}
								</span>
							</Link>
						</li>
					);
				})}
				{may('customers.write') && (
					<li>
						<Link to="/welcome" className={classes.page}>
							<IconSparkles size={20} aria-hidden="true" />
							<span>
								<Text component="span" display="block" fw={500} size="sm">
									{shell('welcome')}
								</Text>
								<Text component="span" display="block" size="xs" c="dimmed">
									{say('welcome')}
								</Text>
							</span>
						</Link>
					</li>
				)}
			</ul>
		</Stack>
	);
}
