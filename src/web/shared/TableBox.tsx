// A table that scrolls sideways on narrow screens, reachable by keyboard.
import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './TableBox.module.css';

export interface TableBoxProps {
	/** What the table holds, for screen readers. */
	readonly label: string;
	readonly head: readonly ReactNode[];
	/** Columns (from 1, the first is never one of them) that a phone leaves out. */
	readonly spare?: readonly (2 | 3 | 4 | 5 | 6)[] | undefined;
	readonly children: ReactNode;
}

export function TableBox({ label, head, spare, children }: TableBoxProps) {
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: an area that scrolls must be reachable by keyboard
		<section className={classes.box} aria-label={label} data-spare={spare?.join(' ')} tabIndex={0}>
			<Table verticalSpacing="xs" highlightOnHover className={classes.table}>
				<Table.Thead>
					<Table.Tr>
						{head.map((cell, place) => (
							<Table.Th key={typeof cell === 'string' && cell !== '' ? cell : place}>{cell}</Table.Th>
						))}
					</Table.Tr>
				</Table.Thead>
				<Table.Tbody>{children}</Table.Tbody>
			</Table>
		</section>
	);
}
