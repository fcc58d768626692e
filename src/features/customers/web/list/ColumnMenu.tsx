// The button that opens the choice of columns.
import { Button, Popover } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { Suspense } from 'react';
import { later } from '../../../../web/shared/later.tsx';
import { Loading } from '../../../../web/shared/states.tsx';
import { useListWords } from '../words.ts';
import type { Columns } from './columns.ts';

const ColumnChooser = later(() => import('./ColumnChooser.tsx').then((module) => module.ColumnChooser));

export function ColumnMenu({ columns }: { readonly columns: Columns }) {
	const say = useListWords();
	return (
		<Popover position="bottom-end" trapFocus>
			<Popover.Target>
				<Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden="true" />}>
					{say('columns')}
				</Button>
			</Popover.Target>
			<Popover.Dropdown>
				<Suspense fallback={<Loading />}>
					<ColumnChooser columns={columns} />
				</Suspense>
			</Popover.Dropdown>
		</Popover>
	);
}
