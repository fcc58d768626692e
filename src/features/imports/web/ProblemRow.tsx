// A row that could not be used, and why.
import { Table } from '@mantine/core';
import { useFormat } from '../../../web/shared/format.ts';
import type { RowProblem } from '../schema.ts';
import classes from './imports.module.css';

interface ProblemRowProps {
	readonly row: number;
	readonly problems: readonly RowProblem[];
	readonly cells: readonly (string | null)[] | null;
}

export function ProblemRow({ row, problems, cells }: ProblemRowProps) {
	const format = useFormat();
	return (
		<Table.Tr>
			<Table.Td>{format.number(row)}</Table.Td>
			<Table.Td>
				{problems.map((problem) => (
					<div key={`${problem.column}-${problem.code}`} className={classes.problem}>
						{problem.column ? `${problem.column}: ` : ''}
						{problem.message}
					</div>
				))}
			</Table.Td>
			<Table.Td>
				<div className={classes.samples}>{cells?.filter(Boolean).join(' · ')}</div>
			</Table.Td>
		</Table.Tr>
	);
}
