// The first rows as they would be stored, each with what happens to it and what is wrong with it.
import { Badge, Table } from '@mantine/core';
import type { Words } from '../../../platform/errors.ts';
import { useLanguage } from '../../../web/i18n.ts';
import { TableBox } from '../../../web/shared/TableBox.tsx';
import { choiceLabels } from '../../customers/messages.ts';
import type { Preview } from '../schema.ts';
import classes from './imports.module.css';
import { useImportWords } from './words.ts';

const colours = { create: 'green', update: 'blue', unchanged: 'gray', refuse: 'red' } as const;

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

export function PreviewRows({ preview, stale }: { readonly preview: Preview; readonly stale: boolean }) {
	const say = useImportWords();
	const shownText = useShownText();
	const labels = new Map(preview.targets.map(({ field, label }) => [field, label]));
	const fields = [...new Set(preview.rows.flatMap((row) => Object.keys(row.values)))];
	return (
		<div aria-busy={stale}>
			<TableBox label={say('preview')} head={[say('row'), say('action'), ...fields.map((field) => labels.get(field) ?? field)]}>
				{preview.rows.map((row) => (
					<Table.Tr key={row.row}>
						<Table.Td>{row.row}</Table.Td>
						<Table.Td>
							<Badge variant="light" color={colours[row.action]} tt="none" radius="sm">
								{say(`action_${row.action}`)}
							</Badge>
							{row.problems.map((problem) => (
								<div key={`${problem.column}-${problem.code}`} className={classes.problem}>
									{problem.column ? `${problem.column}: ` : ''}
									{problem.message}
								</div>
							))}
						</Table.Td>
						{fields.map((field) => (
							<Table.Td key={field}>
								<div className={classes.cell}>{shownText(field, row.values[field])}</div>
							</Table.Td>
						))}
					</Table.Tr>
				))}
			</TableBox>
		</div>
	);
}
