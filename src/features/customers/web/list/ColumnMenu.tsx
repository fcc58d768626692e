// The button that opens the choice of columns.
import { Popover } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { Suspense } from 'react';
import { Labelled } from '../../../../web/shared/Labelled.tsx';
import { later } from '../../../../web/shared/later.tsx';
import { Loading } from '../../../../web/shared/states.tsx';
import { useListWords } from '../words.ts';
import type { Columns } from './columns.ts';

const ColumnChooser = later(() => import('./ColumnChooser.tsx').then((module) => module.ColumnChooser));

export function ColumnMenu({ columns, iconAlone }: { readonly columns: Columns; readonly iconAlone: boolean }) {
	const say = useListWords();
	return (
		<Popover position="bottom-end" trapFocus>
			<Popover.Target>
				<Labelled iconAlone={iconAlone} icon={<IconColumns3 size={iconAlone ? 18 : 16} aria-hidden="true" />} label={say('columns')} />
			</Popover.Target>
			<Popover.Dropdown>
				<Suspense fallback={<Loading />}>
					<ColumnChooser columns={columns} />
				</Suspense>
			</Popover.Dropdown>
		</Popover>
	);
}
