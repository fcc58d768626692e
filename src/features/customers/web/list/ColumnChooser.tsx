// Choosing the columns of the list, and their order by hand or by keyboard: what stands in the menu, loaded when it is opened.
import { closestCenter, DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { ActionIcon, Button, Checkbox, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { IconGripVertical, IconPin, IconPinFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { useListWords } from '../words.ts';
import classes from './ColumnMenu.module.css';
import type { Columns } from './columns.ts';
import { type Column, movedBefore } from './layout.ts';

export function ColumnChooser({ columns }: { readonly columns: Columns }) {
	const say = useListWords();
	const [find, setFind] = useState('');
	const sensors = useSensors(useSensor(PointerSensor), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }));
	const names = columns.shown.map(({ name }) => name);
	const others = columns.all.filter(({ name, label }) => !names.includes(name) && label.toLowerCase().includes(find.trim().toLowerCase()));
	const drop = ({ active, over }: DragEndEvent) => {
		if (!over || over.id === active.id) return;
		const from = names.indexOf(String(active.id));
		const to = names.indexOf(String(over.id));
		const ordered = names.map((name) => columns.layout.find((column) => column.name === name) ?? { name });
		columns.set(movedBefore(ordered, String(active.id), (to > from ? names[to + 1] : names[to]) ?? null));
	};
	return (
		<Stack gap="xs" w={280}>
			<Text size="xs" fw={600} c="dimmed">
				{say('columns_shown')}
			</Text>
			<ScrollArea.Autosize mah={240}>
				<DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={drop}>
					<SortableContext items={names} strategy={verticalListSortingStrategy}>
						<ul className={classes.list}>
							{columns.shown.map((column) => (
								<Shown key={column.name} column={column} columns={columns} />
							))}
						</ul>
					</SortableContext>
				</DndContext>
			</ScrollArea.Autosize>
			<Text size="xs" fw={600} c="dimmed">
				{say('columns_others')}
			</Text>
			<TextInput
				size="xs"
				aria-label={say('column_find')}
				placeholder={say('column_find')}
				value={find}
				onChange={(event) => setFind(event.currentTarget.value)}
			/>
			<ScrollArea.Autosize mah={200}>
				<Stack gap={6}>
					{others.map(({ name, label }) => (
						<Checkbox key={name} size="sm" label={label} checked={false} onChange={() => columns.toggle(name)} />
					))}
				</Stack>
			</ScrollArea.Autosize>
			<div>
				<Button variant="subtle" size="compact-sm" onClick={columns.reset}>
					{say('columns_reset')}
				</Button>
			</div>
		</Stack>
	);
}

function Shown({ column, columns }: { readonly column: Column; readonly columns: Columns }) {
	const say = useListWords();
	const { name, field, pinned } = column;
	const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id: name });
	const pin = say(pinned ? 'column_unpin' : 'column_pin');
	return (
		<li
			ref={setNodeRef}
			className={classes.line}
			data-dragging={isDragging || undefined}
			style={{ transform: transform ? `translateY(${transform.y}px)` : undefined, transition }}
		>
			<ActionIcon
				ref={setActivatorNodeRef}
				size="sm"
				variant="subtle"
				color="gray"
				{...attributes}
				{...listeners}
				aria-label={say('column_drag', { field: field.label })}
			>
				<IconGripVertical size={14} />
			</ActionIcon>
			<Checkbox
				size="sm"
				className={classes.name}
				label={field.label}
				checked
				disabled={name === 'name'}
				onChange={() => columns.toggle(name)}
			/>
			<ActionIcon
				size="sm"
				variant="subtle"
				color="gray"
				aria-label={`${field.label}: ${pin}`}
				title={pin}
				onClick={() => columns.change(name, { pinned: !pinned })}
			>
				{pinned ? <IconPinFilled size={14} /> : <IconPin size={14} />}
			</ActionIcon>
		</li>
	);
}
