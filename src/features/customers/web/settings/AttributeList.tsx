// Attributes under their groups, arranged by pointer or keyboard.

import { closestCenter, DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { IconGripVertical, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { client } from '../../../../web/client.ts';
import { useLanguage } from '../../../../web/i18n.ts';
import { useMay } from '../../../../web/session.ts';
import { useTell } from '../../../../web/shared/problem.ts';
import type { AttributeDefinition } from '../../schema.ts';
import { attributesQuery, layoutQuery } from '../queries.ts';
import classes from './AttributeList.module.css';
import { type GroupLine, isHeading, type Line, layoutOf, linesOf, moved } from './attribute-form.ts';
import { GroupDialogue } from './GroupDialogue.tsx';
import { useRuleWords } from './words.ts';

interface AttributeListProps {
	readonly attributes: readonly AttributeDefinition[];
	readonly layout: {
		readonly version: number;
		readonly groups: readonly { readonly id: number; readonly label_en: string; readonly label_zh: string }[];
	};
	/** What one attribute shows. */
	readonly row: (attribute: AttributeDefinition) => ReactNode;
}

export function AttributeList({ attributes, layout, row }: AttributeListProps) {
	const say = useRuleWords();
	const chinese = useLanguage() === 'zh-CN';
	const may = useMay();
	const tell = useTell();
	const queryClient = useQueryClient();
	const [lines, setLines] = useState<Line[]>(() => linesOf(layout.groups, attributes));
	const [dialogue, setDialogue] = useState<GroupLine | 'new' | null>(null);
	useEffect(() => setLines(linesOf(layout.groups, attributes)), [layout, attributes]);
	const put = useMutation({
		mutationFn: (next: readonly Line[]) => client.customers.putAttributeLayout({ body: layoutOf(next) }, { version: layout.version }),
		onError: tell.failed,
		onSettled: () =>
			Promise.all([
				queryClient.invalidateQueries({ queryKey: layoutQuery.queryKey }),
				queryClient.invalidateQueries({ queryKey: attributesQuery.queryKey }),
			]),
	});
	const arrange = (next: Line[]) => {
		setLines(next);
		put.mutate(next);
	};
	const sensors = useSensors(
		useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
		useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
	);
	const labelOf = ({ label_en, label_zh }: { readonly label_en: string; readonly label_zh: string }) => (chinese ? label_zh : label_en);
	const nameOf = (line: Line | undefined) =>
		!line ? '' : isHeading(line) ? (line.group ? labelOf(line.group) : say('rest')) : labelOf(line.attribute);
	const named = (key: string | number) => nameOf(lines.find((line) => line.key === key));
	const end = ({ active, over }: DragEndEvent) => {
		if (over && active.id !== over.id) arrange(moved(lines, String(active.id), String(over.id)));
	};
	const editable = may('settings.manage');
	const label = (labels: { readonly label_en: string; readonly label_zh: string }) =>
		arrange(
			dialogue === 'new'
				? [{ key: 'g0', group: labels }, ...lines]
				: lines.map((line) =>
						isHeading(line) && line.group && line === dialogue ? { ...line, group: { ...line.group, ...labels } } : line,
					),
		);
	// Attributes of a group that goes stand without one.
	const remove = (heading: GroupLine) => {
		const at = lines.indexOf(heading);
		const next = lines.findIndex((line, index) => index > at && isHeading(line));
		arrange([...lines.slice(0, at), ...lines.slice(next), ...lines.slice(at + 1, next)]);
	};
	const grouped = layout.groups.length > 0;
	return (
		<>
			{editable && (
				<Group justify="space-between" gap="sm">
					<Text size="xs" c="dimmed" maw={620}>
						{say('arrange')}
					</Text>
					<Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden="true" />} onClick={() => setDialogue('new')}>
						{say('new_group')}
					</Button>
				</Group>
			)}
			<DndContext
				sensors={sensors}
				collisionDetection={closestCenter}
				onDragEnd={end}
				accessibility={{
					screenReaderInstructions: { draggable: say('arrange') },
					announcements: {
						onDragStart: ({ active }) => say('taken', { name: named(active.id) }),
						onDragOver: ({ active, over }) =>
							over
								? say('moved', { name: named(active.id), place: lines.findIndex(({ key }) => key === over.id) + 1, count: lines.length })
								: undefined,
						onDragEnd: ({ active }) => say('dropped', { name: named(active.id) }),
						onDragCancel: ({ active }) => say('cancelled', { name: named(active.id) }),
					},
				}}
			>
				<SortableContext items={lines.map(({ key }) => key)} strategy={verticalListSortingStrategy}>
					<ul className={classes.list} aria-busy={put.isPending}>
						{lines.map((line) =>
							isHeading(line) && line.group === null && !grouped ? null : (
								<SortableLine
									key={line.key}
									line={line}
									name={nameOf(line)}
									editable={editable && !(isHeading(line) && line.group === null)}
								>
									{isHeading(line) ? (
										<Group justify="space-between" className={classes.heading}>
											<Text fw={600} size="sm">
												{nameOf(line)}
											</Text>
											{line.group && editable && (
												<Group gap={2}>
													<ActionIcon
														variant="subtle"
														color="gray"
														aria-label={say('edit_group', { name: nameOf(line) })}
														onClick={() => setDialogue(line)}
													>
														<IconPencil size={16} />
													</ActionIcon>
													<ActionIcon
														variant="subtle"
														color="gray"
														aria-label={say('remove_group', { name: nameOf(line) })}
														onClick={() => remove(line)}
													>
														<IconTrash size={16} />
													</ActionIcon>
												</Group>
											)}
										</Group>
									) : (
										row(line.attribute)
									)}
								</SortableLine>
							),
						)}
					</ul>
				</SortableContext>
			</DndContext>
			{dialogue && (
				<GroupDialogue
					title={dialogue === 'new' ? say('new_group') : say('edit_group', { name: nameOf(dialogue) })}
					group={dialogue === 'new' ? { label_en: '', label_zh: '' } : dialogue.group!}
					save={label}
					close={() => setDialogue(null)}
				/>
			)}
		</>
	);
}

interface SortableLineProps {
	readonly line: Line;
	readonly name: string;
	readonly editable: boolean;
	readonly children: ReactNode;
}

function SortableLine({ line, name, editable, children }: SortableLineProps) {
	const say = useRuleWords();
	const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
		id: line.key,
		disabled: { draggable: !editable },
	});
	return (
		<li
			ref={setNodeRef}
			className={classes.line}
			data-heading={isHeading(line) || undefined}
			data-dragging={isDragging || undefined}
			style={{ transform: CSS.Translate.toString(transform), transition }}
		>
			{editable && (
				<button
					ref={setActivatorNodeRef}
					type="button"
					className={classes.handle}
					{...attributes}
					{...listeners}
					aria-label={say('drag', { name })}
				>
					<IconGripVertical size={16} aria-hidden="true" />
				</button>
			)}
			<div className={classes.content}>{children}</div>
		</li>
	);
}
