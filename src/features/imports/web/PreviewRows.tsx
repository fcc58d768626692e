// Rows as they would be stored: who is made, who is changed and by what he was recognised, what is wrong, and mending it in place.
import { Badge, Button, Group, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Words } from '../../../platform/errors.ts';
import { useLanguage } from '../../../web/i18n.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { TableBox } from '../../../web/shared/TableBox.tsx';
import { choiceLabels } from '../../customers/messages.ts';
import { isRepaired, type Preview, type PreviewRow, rowActions } from '../schema.ts';
import { problemsByCell, type ShownColumn, shownColumns } from './cells.ts';
import classes from './imports.module.css';
import { RowCells } from './RowCells.tsx';
import { Told } from './Told.tsx';
import { type Correct, useCorrect } from './useCorrect.ts';
import { useImportWords } from './words.ts';

const colours = { create: 'green', update: 'blue', further: 'gray', unchanged: 'gray', refuse: 'red' } as const;
const filters = ['all', 'problems', 'repaired', ...rowActions] as const;
type Filter = (typeof filters)[number];

/** A stored value as text. */
function textOf(value: unknown): string {
	if (value === null || value === undefined) return '';
	if (Array.isArray(value)) return value.map(textOf).join(', ');
	if (typeof value === 'object') {
		const parts = value as Record<string, unknown>;
		if ('value' in parts) return textOf(parts.value);
		return Object.values(parts)
			.filter((part) => typeof part === 'string' || typeof part === 'number')
			.join(' ');
	}
	return String(value);
}

/** Choices in the person's words, all else as text. */
function useShownText(): (field: string, value: unknown) => string {
	const language = useLanguage();
	return (field, value) => {
		const words = field in choiceLabels ? (choiceLabels[field as keyof typeof choiceLabels] as Readonly<Record<string, Words>>) : {};
		return typeof value === 'string' && words[value] ? words[value][language] : textOf(value);
	};
}

function isShown(row: PreviewRow, filter: Filter): boolean {
	if (filter === 'all') return true;
	if (filter === 'repaired') return isRepaired(row.problems);
	if (filter === 'problems') return row.problems.length > 0 && !isRepaired(row.problems);
	return filter === row.action;
}

export function PreviewRows({ preview, stale }: { readonly preview: Preview; readonly stale: boolean }) {
	const say = useImportWords();
	const format = useFormat();
	const [filter, setFilter] = useState<Filter>('all');
	const correct = useCorrect(preview.import.id, 'preview');
	const counts = {
		...preview.would,
		all: preview.checked_rows,
		problems: preview.with_problems,
		repaired: preview.with_repairs,
	};
	// A filter that has come to nothing (the last problem was mended) gives way to all rows.
	const chosen = counts[filter] > 0 ? filter : 'all';
	const rows = preview.rows.filter((row) => isShown(row, chosen)).slice(0, chosen === 'all' ? 50 : 100);
	const columns = shownColumns(
		preview.columns.map(({ column }) => column),
		preview.columns,
	);
	const labels = new Map(preview.targets.map(({ field, label }) => [field, label]));
	const labelOf = (field: string) => (field === 'new' ? say('map_new') : (labels.get(field) ?? field));
	return (
		<Stack gap="xs">
			<Group gap={6} role="group" aria-label={say('filter')}>
				{filters
					.filter((one) => counts[one] > 0)
					.map((one) => (
						<Button
							key={one}
							size="compact-sm"
							variant={one === chosen ? 'light' : 'default'}
							color={one === 'problems' || one === 'refuse' ? 'red' : undefined}
							aria-pressed={one === chosen}
							onClick={() => setFilter(one)}
						>
							{say(`filter_${one}`, { count: format.number(counts[one]) })}
						</Button>
					))}
			</Group>
			<div className={classes.rows} data-stale={stale || undefined} aria-busy={stale}>
				<TableBox
					label={say('preview')}
					head={[
						say('row'),
						say('action'),
						...columns.map(({ position, column, field }) => (
							<div key={position}>
								{column}
								<div className={classes.target}>→ {labelOf(field)}</div>
							</div>
						)),
					]}
				>
					{rows.map((row) => (
						<Row key={row.row} row={row} columns={columns} correct={correct} />
					))}
				</TableBox>
			</div>
			{rows.length < counts[chosen] && (
				<Text size="xs" c="dimmed">
					{say('shown_of', { shown: format.number(rows.length), count: format.number(counts[chosen]) })}
				</Text>
			)}
		</Stack>
	);
}

interface RowProps {
	readonly row: PreviewRow;
	readonly columns: readonly ShownColumn[];
	readonly correct: Correct;
}

function Row({ row, columns, correct }: RowProps) {
	const say = useImportWords();
	const format = useFormat();
	const shownText = useShownText();
	const problems = problemsByCell(row.problems, columns, row.cells);
	// A value put together from several columns cannot stand in each of them.
	const isOnly = (field: string) => columns.filter((one) => one.field === field).length === 1;
	const shown = ({ field }: ShownColumn, raw: string) => (raw && isOnly(field) && shownText(field, row.values[field])) || raw;
	return (
		<Table.Tr>
			<Table.Td>{format.number(row.row)}</Table.Td>
			<Table.Td className={classes.fate}>
				<Badge variant="light" color={colours[row.action]} tt="none" radius="sm">
					{say(`action_${row.action}`)}
				</Badge>
				{row.customer_id !== null && row.customer_name !== null && (
					<div className={classes.who}>
						<Link to="/customers/$id" params={{ id: String(row.customer_id) }} search={{}} className={classes.link}>
							{row.customer_name}
						</Link>
						{row.known_by && <span className={classes.by}>{say(`known_${row.known_by}`)}</span>}
					</div>
				)}
				{row.first_row !== null && <div className={classes.by}>{say('same_as', { row: format.number(row.first_row) })}</div>}
				<Told problems={problems.get(null)} />
			</Table.Td>
			<RowCells
				row={row.row}
				columns={columns}
				cells={row.cells}
				mended={row.mended}
				canMend={row.can_mend}
				problems={problems}
				shown={shown}
				correct={correct}
			/>
		</Table.Tr>
	);
}
