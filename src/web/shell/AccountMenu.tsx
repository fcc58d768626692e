// Who is signed in; language, appearance, sign-out.
import { Avatar, type MantineColorScheme, Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type Language, languages } from '../../platform/errors.ts';
import { signOut } from '../client.ts';
import { useLanguage } from '../i18n.ts';
import { useUser } from '../session.ts';
import { useTell } from '../shared/problem.ts';
import { useShellWords } from '../words.ts';
import classes from './AccountMenu.module.css';
import { languageNames, useSpeak } from './language.ts';

const schemes = ['light', 'dark', 'auto'] as const;

export function AccountMenu({ compact = false }: { readonly compact?: boolean }) {
	const say = useShellWords();
	const user = useUser();
	const tell = useTell();
	const language = useLanguage();
	const speak = useSpeak();
	const queryClient = useQueryClient();
	const navigate = useNavigate();
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	const schemeNames = { light: say('light'), dark: say('dark'), auto: say('system') };

	const leave = () =>
		signOut()
			.then(() => {
				queryClient.clear();
				return navigate({ to: '/sign-in', search: {} });
			})
			.catch(tell.failed);

	return (
		<Menu position={compact ? 'bottom-end' : 'top-start'} width={220}>
			<Menu.Target>
				<UnstyledButton className={classes.target} aria-label={say('account_menu', { name: user?.name ?? '' })}>
					<Avatar size={28} radius="xl" color="blue" variant="filled" name={user?.name} />
					{!compact && <span className={classes.name}>{user?.name}</span>}
				</UnstyledButton>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Item component={Link} to="/settings/account" leftSection={<IconUserCircle size={16} aria-hidden="true" />}>
					{say('my_account')}
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
				<Menu.Item leftSection={<IconLogout size={16} aria-hidden="true" />} onClick={() => void leave()}>
					{say('sign_out')}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
