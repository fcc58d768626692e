// The frame of the pages before the sign-in: the mark, a card in the middle, the languages below.
import { Group, Paper, Text, Title, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { languages } from '../../../platform/errors.ts';
import { useLanguage } from '../../../web/i18n.ts';
import { useInstallation } from '../../../web/look.ts';
import { useTitle } from '../../../web/shared/title.ts';
import { languageNames, useSpeak } from '../../../web/shell/language.ts';
import classes from './Gate.module.css';

interface GateProps {
	readonly title: string;
	readonly lead?: string;
	readonly children: ReactNode;
}

export function Gate({ title, lead, children }: GateProps) {
	const language = useLanguage();
	const speak = useSpeak();
	useTitle(title);
	const { name, logo } = useInstallation();
	return (
		<main className={classes.gate}>
			<Group gap="sm" justify="center">
				<img src={logo ?? '/favicon.svg'} alt="" width={32} height={32} className={classes.logo} />
				<span className={classes.name}>{name}</span>
			</Group>
			<Paper withBorder radius="lg" p="xl" className={classes.card}>
				<Title order={1} mb={4}>
					{title}
				</Title>
				{lead && (
					<Text size="sm" c="dimmed">
						{lead}
					</Text>
				)}
				<div className={classes.body}>{children}</div>
			</Paper>
			<Group gap="md" justify="center">
				{languages.map((one) => (
					<UnstyledButton key={one} lang={one} className={classes.language} aria-pressed={one === language} onClick={() => speak(one)}>
						{languageNames[one]}
					</UnstyledButton>
				))}
			</Group>
		</main>
	);
}
