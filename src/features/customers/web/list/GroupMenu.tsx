// Choosing the field that groups the list.
import { Menu, ScrollArea } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { Labelled } from '../../../../web/shared/Labelled.tsx';
import { type ShownField, useFields } from '../fields.ts';
import { useListWords } from '../words.ts';
import { isGroupable } from './GridHead.tsx';

interface GroupMenuProps {
	readonly group: ShownField | undefined;
	readonly onGroup: (name: string | undefined) => void;
	readonly iconAlone: boolean;
}

export function GroupMenu({ group, onGroup, iconAlone }: GroupMenuProps) {
	const say = useListWords();
	const fields = useFields().filter(isGroupable);
	return (
		<Menu position="bottom-end">
			<Menu.Target>
				<Labelled iconAlone={iconAlone} icon={<IconStack2 size={iconAlone ? 18 : 16} aria-hidden="true" />} label={say('group_by')} />
			</Menu.Target>
			<Menu.Dropdown>
				{/* What scrolls can be reached by keyboard, for whoever reads a long list without choosing. */}
				<ScrollArea.Autosize mah={360} viewportProps={{ role: 'group', 'aria-label': say('group_by'), tabIndex: 0 }}>
					{group && <Menu.Item onClick={() => onGroup(undefined)}>{say('group_none')}</Menu.Item>}
					{fields.map(({ name, label }) => (
						<Menu.Item key={name} disabled={name === group?.name} onClick={() => onGroup(name)}>
							{label}
						</Menu.Item>
					))}
				</ScrollArea.Autosize>
			</Menu.Dropdown>
		</Menu>
	);
}
