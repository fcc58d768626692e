// The head of a page: its title, what stands beside it, and its buttons.
import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTitle } from './title.ts';

interface PageHeadProps {
	readonly title: string;
	/** One sentence below the title. */
	readonly lead?: string;
	readonly beside?: ReactNode;
	readonly actions?: ReactNode;
}

/** Shows the page's only h1 and names the browser's tab after it. */
export function PageHead({ title, lead, beside, actions }: PageHeadProps) {
	useTitle(title);
	return (
		<div>
			{/* The buttons go below the title only where not even its longest word has room beside them. */}
			<Group justify="space-between" gap="sm" mih={36}>
				<Group gap="sm" align="baseline" flex="1 1 0" miw="min-content">
					<Title order={1} style={{ wordBreak: 'keep-all' }}>
						{title}
					</Title>
					{beside}
				</Group>
				{actions && (
					<Group gap="xs" justify="flex-end" flex="none">
						{actions}
					</Group>
				)}
			</Group>
			{lead && (
				<Text c="dimmed" size="sm" mt={4} maw={720}>
					{lead}
				</Text>
			)}
		</div>
	);
}
