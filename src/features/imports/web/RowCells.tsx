// The cells of one row of a file, each with what is wrong with it, to be typed over.
import { Table } from '@mantine/core';
import type { RowProblem } from '../schema.ts';
import type { ShownColumn } from './cells.ts';
import { EditableCell } from './EditableCell.tsx';
import classes from './imports.module.css';
import { Told } from './Told.tsx';
import type { Correct } from './useCorrect.ts';
import { useImportWords } from './words.ts';

interface RowCellsProps {
	readonly row: number;
	readonly columns: readonly ShownColumn[];
	readonly cells: readonly (string | null)[];
	readonly mended: readonly number[];
	readonly canMend: boolean;
	readonly problems: ReadonlyMap<number | null, readonly RowProblem[]>;
	/** How a cell without a problem is shown; as it stands in the file where nothing is said. */
	readonly shown?: (column: ShownColumn, raw: string) => string;
	readonly correct: Correct;
}

export function RowCells({ row, columns, cells, mended, canMend, problems, shown, correct }: RowCellsProps) {
	const say = useImportWords();
	return columns.map((column, place) => {
		const { position } = column;
		const raw = cells[position] ?? '';
		const text = shown?.(column, raw) ?? raw;
		const own = problems.get(position) ?? [];
		return (
			<Table.Td key={position}>
				{canMend ? (
					<EditableCell
						label={say('cell_of', { row, column: column.column })}
						shown={text}
						raw={raw}
						mended={mended.includes(position)}
						problems={own}
						isStop={place === 0 || own.some(({ severity }) => severity !== 'repaired')}
						onSave={(value) => correct(row, position, value)}
					/>
				) : (
					<>
						<div className={classes.cell}>{text}</div>
						<Told problems={own} />
					</>
				)}
			</Table.Td>
		);
	});
}
