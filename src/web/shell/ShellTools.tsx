// The small tools of the frame, beside the person's name: at the foot of the side column, on a phone in the bar at the top.
import { ActionIcon, Menu } from '@mantine/core';
import { IconBook, IconCode, IconHelpCircle, IconKeyboard } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Bell } from '../../features/notifications/web/Bell.tsx';
import { Kbd } from '../shared/Kbd.tsx';
import { useShellWords } from '../words.ts';
import classes from './ShellTools.module.css';

export function ShellTools({ showShortcuts }: { readonly showShortcuts: () => void }) {
	return (
		<div className={classes.tools}>
			<Bell />
			<HelpMenu showShortcuts={showShortcuts} />
		</div>
	);
}

function HelpMenu({ showShortcuts }: { readonly showShortcuts: () => void }) {
	const say = useShellWords();
	return (
		<Menu position="top-start" width={260}>
			<Menu.Target>
				<ActionIcon variant="subtle" color="gray" size="lg" aria-label={say('help')}>
					<IconHelpCircle size={20} aria-hidden="true" />
				</ActionIcon>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Item component={Link} to="/help" leftSection={<IconBook size={16} aria-hidden="true" />} rightSection={<Kbd keys="g h" />}>
					{say('handbook')}
				</Menu.Item>
				<Menu.Item leftSection={<IconKeyboard size={16} aria-hidden="true" />} rightSection={<Kbd keys="?" />} onClick={showShortcuts}>
					{say('shortcuts')}
				</Menu.Item>
				<Menu.Item component="a" href="/api/docs" target="_blank" rel="noopener" leftSection={<IconCode size={16} aria-hidden="true" />}>
					{say('api_docs')}
				</Menu.Item>
				<Menu.Divider />
				<Menu.Label>{`Clientele · ${say('version', { version: import.meta.env.VERSION })}`}</Menu.Label>
			</Menu.Dropdown>
		</Menu>
	);
}
