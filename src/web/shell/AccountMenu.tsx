// Who is signed in; language, appearance, sign-out.
import { type MantineColorScheme, Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconLock, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type Language, languages } from '../../platform/errors.ts';
import { useLanguage } from '../i18n.ts';
import { useUser } from '../session.ts';
import { Mark } from '../shared/Mark.tsx';
import { useShellWords } from '../words.ts';
import classes from './AccountMenu.module.css';
import { useLeave } from './account.ts';
import { languageNames, useSpeak } from './language.ts';

const schemes = ['light', 'dark', 'auto'] as const;

export function AccountMenu() {
	const say = useShellWords();
	const user = useUser();
	const language = useLanguage();
	const speak = useSpeak();
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	const schemeNames = { light: say('light'), dark: say('dark'), auto: say('system') };
	const leave = useLeave();

	return (
		<Menu position="top-start" width={220}>
			<Menu.Target>
				<UnstyledButton className={classes.target} aria-label={say('account_menu', { name: user?.name ?? '' })}>
					<Mark name={user?.name ?? ''} size={28} />
					<span className={classes.name}>{user?.name}</span>
				</UnstyledButton>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Item component={Link} to="/settings/account" leftSection={<IconUserCircle size={16} aria-hidden="true" />}>
					{say('my_account')}
				</Menu.Item>
				<Menu.Item component={Link} to="/settings/security" leftSection={<IconLock size={16} aria-hidden="true" />}>
					{say('settings_security')}
				</Menu.Item>
				<Menu.Divider />
				<Menu.Label>{say('language')}</Menu.Label>
				<Menu.RadioGroup value={language} onChange={(one) => speak(one as Language)}>
					{languages.map((one) => (
						<Menu.RadioItem key={one} value={one} lang={one} closeMenuOnClick>
							{languageNames[one]}
						</Menu.RadioItem>
					))}
				</Menu.RadioGroup>
				<Menu.Divider />
				<Menu.Label>{say('appearance')}</Menu.Label>
				<Menu.RadioGroup value={colorScheme} onChange={(one) => setColorScheme(one as MantineColorScheme)}>
					{schemes.map((one) => (
						<Menu.RadioItem key={one} value={one} closeMenuOnClick>
							{schemeNames[one]}
						</Menu.RadioItem>
					))}
				</Menu.RadioGroup>
				<Menu.Divider />
				<Menu.Item leftSection={<IconLogout size={16} aria-hidden="true" />} onClick={leave}>
					{say('sign_out')}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
