// The commands that are there on every page: where to go, what is often done, language, appearance, help.
import { useMantineColorScheme } from '@mantine/core';
import {
	IconBook,
	IconCode,
	IconKeyboard,
	IconLanguage,
	IconLogout,
	IconMoon,
	IconPlus,
	IconSearch,
	IconSun,
	IconSunMoon,
	IconTrash,
	IconUpload,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useLanguage } from '../i18n.ts';
import { useMay } from '../session.ts';
import { type Command, useCommands } from '../shared/commands.ts';
import { useShellWords } from '../words.ts';
import { useLeave } from './account.ts';
import { useSpeak } from './language.ts';
import { navigation, settingsPages, usePermitted } from './places.ts';

const { words } = useShellWords;

interface Openers {
	readonly search: () => void;
	readonly shortcuts: () => void;
}

/** Offers them while the frame is shown. */
export function useShellCommands({ search, shortcuts }: Openers): void {
	const may = useMay();
	const navigate = useNavigate();
	const language = useLanguage();
	const speak = useSpeak();
	const leave = useLeave();
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	const go = (href: string) => () => void navigate({ href });
	const places = usePermitted(navigation);
	const settings = usePermitted(settingsPages);
	const commands: readonly (Command & { readonly shown?: boolean })[] = [
		{ id: 'search', words: words.search, section: 'do', icon: IconSearch, keys: 'mod+k', run: search, listed: false },
		{ id: 'search.slash', words: words.search, section: 'do', keys: '/', run: search, listed: false },
		...places.map(({ to, words, icon, keys }) => ({ id: to, words, section: 'go' as const, icon, keys, run: go(to) })),
		{
			id: 'customers.new',
			words: words.new_customer,
			section: 'do',
			icon: IconPlus,
			keys: 'c',
			run: go('/customers?dialog=new'),
			shown: may('customers.write'),
		},
		{
			id: 'imports.new',
			words: words.new_import,
			also: 'csv excel xlsx 上传 upload',
			section: 'do',
			icon: IconUpload,
			run: go('/imports/new'),
			shown: may('imports.run'),
		},
		{ id: 'trash', words: words.trash, section: 'go', icon: IconTrash, run: go('/customers?state=deleted'), shown: may('customers.read') },
		...settings.map(({ to, words, icon }) => ({ id: to, words, section: 'settings' as const, icon, run: go(to) })),
		{
			id: 'language.en',
			words: words.to_english,
			also: 'English language 语言',
			section: 'do',
			icon: IconLanguage,
			run: () => speak('en'),
			shown: language !== 'en',
		},
		{
			id: 'language.zh-CN',
			words: words.to_chinese,
			also: '中文 简体 language 语言',
			section: 'do',
			icon: IconLanguage,
			run: () => speak('zh-CN'),
			shown: language !== 'zh-CN',
		},
		{
			id: 'scheme.light',
			words: words.to_light,
			also: 'theme 主题',
			section: 'do',
			icon: IconSun,
			run: () => setColorScheme('light'),
			shown: colorScheme !== 'light',
		},
		{
			id: 'scheme.dark',
			words: words.to_dark,
			also: 'theme 主题 night',
			section: 'do',
			icon: IconMoon,
			run: () => setColorScheme('dark'),
			shown: colorScheme !== 'dark',
		},
		{
			id: 'scheme.auto',
			words: words.to_system,
			also: 'theme 主题',
			section: 'do',
			icon: IconSunMoon,
			run: () => setColorScheme('auto'),
			shown: colorScheme !== 'auto',
		},
		{ id: 'handbook', words: words.handbook_open, also: 'help 帮助 docs', section: 'help', icon: IconBook, keys: 'g h', run: go('/help') },
		{ id: 'shortcuts', words: words.shortcuts_show, also: 'keys', section: 'help', icon: IconKeyboard, keys: '?', run: shortcuts },
		{
			id: 'api',
			words: words.api_docs,
			also: 'openapi swagger',
			section: 'help',
			icon: IconCode,
			run: () => window.open('/api/docs', '_blank', 'noopener'),
		},
		{ id: 'overlay.leave', words: words.leave_overlay, section: 'do', keys: 'Escape', listed: false },
		{ id: 'leave', words: words.sign_out, also: 'logout log out 登出', section: 'do', icon: IconLogout, run: leave },
	];
	useCommands(commands.filter(({ shown = true }) => shown));
}
