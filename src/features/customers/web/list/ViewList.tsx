// The saved views in their menu: one's own, then the shared ones; where there are many the server finds them by a part of the name.
import { Menu, ScrollArea, Text } from '@mantine/core';
import { IconSearch, IconUsers } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormat } from '../../../../web/shared/format.ts';
import { useExplain } from '../../../../web/shared/problem.ts';
import { useSettled } from '../../../../web/shared/settled.ts';
import { useCommonWords } from '../../../../web/words.ts';
import type { View } from '../../endpoints-views.ts';
import { viewsQuery } from '../queries.ts';
import { useListWords } from '../words.ts';
import classes from './ViewList.module.css';

/** So many views are found by looking. */
const few = 8;

export function ViewList({ apply }: { readonly apply: (view: View | null) => void }) {
	const say = useListWords();
	const common = useCommonWords();
	const explain = useExplain();
	const format = useFormat();
	const [text, setText] = useState('');
	// Once there were many the field stays, whatever it finds.
	const [many, setMany] = useState(false);
	const found = useQuery({ ...viewsQuery(useSettled(text.trim(), 120)), placeholderData: keepPreviousData });
	const views = found.data?.items ?? [];
	if (!many && views.length > few) setMany(true);
	const sorted = [...views].sort((a, b) => a.position - b.position || format.compare(a.name, b.name));
	const sections = [
		{ label: say('view_mine'), of: sorted.filter(({ shared }) => !shared) },
		{ label: say('view_shared'), of: sorted.filter(({ shared }) => shared) },
	].filter(({ of }) => of.length > 0);
	const told = found.isError
		? explain(found.error)
		: found.isPending
			? common('loading')
			: found.data.more
				? say('views_more', { count: views.length })
				: views.length === 0 && text.trim() !== '' && say('views_none');
	return (
		<>
			{many && (
				<Menu.Search
					maxLength={100}
					aria-label={say('view_find')}
					placeholder={say('view_find')}
					leftSection={<IconSearch size={14} aria-hidden="true" />}
					value={text}
					onChange={(event) => setText(event.currentTarget.value)}
				/>
			)}
			<div role="menu" aria-label={say('views')} tabIndex={-1}>
				{/* What scrolls can be reached by keyboard, for whoever reads a long list without choosing. */}
				<ScrollArea.Autosize
					mah={320}
					viewportProps={views.length > few ? { role: 'group', 'aria-label': say('views'), tabIndex: 0 } : undefined}
				>
					<Menu.Item onClick={() => apply(null)}>{say('view_all')}</Menu.Item>
					{sections.map(({ label, of }) => (
						<div key={label}>
							<Menu.Label>{label}</Menu.Label>
							{of.map((view) => (
								<Menu.Item
									key={view.id}
									className={classes.view}
									leftSection={view.shared ? <IconUsers size={14} aria-hidden="true" /> : undefined}
									onClick={() => apply(view)}
								>
									{view.name}
								</Menu.Item>
							))}
						</div>
					))}
				</ScrollArea.Autosize>
			</div>
			{told && (
				<Text size="xs" c="dimmed" px="sm" py={4} role="status">
					{told}
				</Text>
			)}
		</>
	);
}
