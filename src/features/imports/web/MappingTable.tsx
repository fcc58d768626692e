// Where each column of the file goes, with samples of what stands in it.
import { Group, NativeSelect, Table, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type PersonalData, personalKinds } from '../../../platform/field.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { TableBox } from '../../../web/shared/TableBox.tsx';
import { useSettingsWords } from '../../customers/web/words.ts';
import type { MappedColumn, Preview } from '../schema.ts';
import classes from './imports.module.css';
import { useImportWords } from './words.ts';

type Column = Preview['columns'][number];
type NewAttribute = NonNullable<MappedColumn['attribute']>;

/** A choice needs its values first: it is made under Settings. */
const attributeTypes = ['text', 'number', 'date', 'boolean'] as const;

interface MappingTableProps {
	readonly preview: Preview;
	/** The person's mapping; undefined until something was changed. */
	readonly columns: readonly MappedColumn[] | undefined;
	readonly onChange: (columns: MappedColumn[]) => void;
}

/** What the server proposes, in the shape of a choice. */
function proposed({ column, field, attribute }: Column): MappedColumn {
	return { column, field, ...(attribute && { attribute }) };
}

/** A technical name for a new attribute: from Latin letters of the heading, else from its place. */
function attributeName(column: string, place: number): string {
	const latin = column
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '_')
		.replace(/^[^a-z]+|_+$/g, '')
		.slice(0, 63);
	return latin || `column_${place + 1}`;
}

export function MappingTable({ preview, columns, onChange }: MappingTableProps) {
	const say = useImportWords();
	// How a column was understood at first: once the person changes one of them, the server is told all, and calls them all chosen.
	const [first] = useState(preview.columns);
	const mapping = preview.columns.map((column, place) => columns?.[place] ?? proposed(column));
	const put = (place: number, mapped: MappedColumn) => onChange(mapping.map((one, at) => (at === place ? mapped : one)));
	return (
		<div className={classes.mapping}>
			<TableBox label={say('columns')} head={[say('map_column'), say('map_target'), say('map_samples')]}>
				{preview.columns.map((column, place) => (
					<MappingRow
						// biome-ignore lint/suspicious/noArrayIndexKey: two columns may bear the same heading; their order never changes
						key={place}
						column={column}
						recognisedBy={first[place]?.field === mapping[place]!.field ? first[place].recognised_by : 'chosen'}
						place={place}
						mapped={mapping[place]!}
						targets={preview.targets}
						onChange={(mapped) => put(place, mapped)}
					/>
				))}
			</TableBox>
		</div>
	);
}

interface MappingRowProps {
	readonly column: Column;
	readonly recognisedBy: Column['recognised_by'];
	readonly place: number;
	readonly mapped: MappedColumn;
	readonly targets: Preview['targets'];
	readonly onChange: (mapped: MappedColumn) => void;
}

function MappingRow({ column, recognisedBy, place, mapped, targets, onChange }: MappingRowProps) {
	const say = useImportWords();
	const format = useFormat();
	const groups = Map.groupBy(
		targets.filter(({ field }) => field !== 'new'),
		({ group }) => group,
	);
	const choose = (field: string) => {
		if (field === '') return onChange({ column: column.column, field: null });
		if (field !== 'new') return onChange({ column: column.column, field });
		const label = column.column.slice(0, 200) || attributeName('', place);
		const attribute: NewAttribute = column.attribute ?? {
			name: attributeName(column.column, place),
			label_en: label,
			label_zh: label,
			type: 'text',
		};
		onChange({ column: column.column, field, attribute });
	};
	return (
		<Table.Tr>
			<Table.Td>
				<Text size="sm" fw={500}>
					{column.column}
				</Text>
				<Text size="xs" c="dimmed">
					{say('map_filled', { percent: format.number(Math.round(column.filled_percent)) })}
				</Text>
			</Table.Td>
			<Table.Td>
				<Group gap="xs" align="flex-end" miw={200}>
					<NativeSelect
						size="xs"
						w={200}
						aria-label={say('map_target_of', { column: column.column })}
						value={mapped.field ?? ''}
						onChange={(event) => choose(event.currentTarget.value)}
						data={[
							{ value: '', label: say('map_skip') },
							{ value: 'new', label: say('map_new') },
							...[...groups].map(([group, items]) => ({
								group,
								items: items.map(({ field, label }) => ({ value: field, label })),
							})),
						]}
					/>
					{mapped.field === 'new' && mapped.attribute ? (
						<AttributeInputs
							column={column.column}
							attribute={mapped.attribute}
							onChange={(attribute) => onChange({ ...mapped, attribute })}
						/>
					) : (
						recognisedBy && (
							<Text size="xs" c="dimmed">
								{say(`by_${recognisedBy}`)}
							</Text>
						)
					)}
				</Group>
			</Table.Td>
			<Table.Td>
				<div className={classes.samples}>{column.samples.slice(0, 3).join(' · ')}</div>
			</Table.Td>
		</Table.Tr>
	);
}

interface AttributeInputsProps {
	readonly column: string;
	readonly attribute: NewAttribute;
	readonly onChange: (attribute: NewAttribute) => void;
}

function AttributeInputs({ column, attribute, onChange }: AttributeInputsProps) {
	const say = useImportWords();
	const settings = useSettingsWords();
	return (
		<>
			{(['label_zh', 'label_en'] as const).map((label) => (
				<TextInput
					key={label}
					size="xs"
					w={140}
					label={say(`map_${label}`)}
					aria-label={say(`map_new_${label}`, { column })}
					error={attribute[label].trim() === ''}
					maxLength={200}
					value={attribute[label]}
					onChange={(event) => onChange({ ...attribute, [label]: event.currentTarget.value })}
				/>
			))}
			<NativeSelect
				size="xs"
				label={say('map_type')}
				aria-label={say('map_new_type', { column })}
				data={attributeTypes.map((value) => ({ value, label: say(`type_${value}`) }))}
				value={attribute.type}
				onChange={(event) => onChange({ ...attribute, type: event.currentTarget.value as NewAttribute['type'] })}
			/>
			<NativeSelect
				size="xs"
				label={settings('personal')}
				aria-label={say('map_new_personal', { column })}
				data={personalKinds.map((value) => ({ value, label: settings(`personal_${value}`) }))}
				value={attribute.personal ?? 'none'}
				onChange={(event) => onChange({ ...attribute, personal: event.currentTarget.value as PersonalData })}
			/>
		</>
	);
}
