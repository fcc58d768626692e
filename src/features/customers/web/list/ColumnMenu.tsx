// Choosing the columns of the list.
import { Button, Checkbox, Popover, ScrollArea, Stack } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { useListWords } from '../words.ts';
import type { Columns } from './columns.ts';

export function ColumnMenu({ columns }: { readonly columns: Columns }) {
	const say = useListWords();
	const shown = new Set(columns.shown.map(({ name }) => name));
	return (
		<Popover position="bottom-end" trapFocus>
			<Popover.Target>
				<Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden="true" />}>
					{say('columns')}
				</Button>
			</Popover.Target>
			<Popover.Dropdown>
				<ScrollArea.Autosize mah={360}>
					<Stack gap="xs" pr="md">
						{columns.all
							.filter(({ name }) => name !== 'name')
							.map(({ name, label }) => (
								<Checkbox key={name} size="sm" label={label} checked={shown.has(name)} onChange={() => columns.toggle(name)} />
							))}
					</Stack>
				</ScrollArea.Autosize>
				<Button variant="subtle" size="compact-sm" mt="sm" onClick={columns.reset}>
					{say('columns_reset')}
				</Button>
			</Popover.Dropdown>
		</Popover>
	);
}
